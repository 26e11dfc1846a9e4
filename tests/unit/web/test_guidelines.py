"""What the page of guidelines shows, and what Markdown cannot do there."""

import pytest

from skillweave.web.markdown import to_html
from tests.review_items import HOSTILE
from tests.web_app import START
from tests.web_site import InProcess


@pytest.mark.parametrize("words", HOSTILE)
def test_no_html_comes_through(words: str) -> None:
    """Whatever stands in a guideline, only tags that Markdown makes are in its page."""
    html = to_html(words)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "<form" not in html


def test_markdown_is_read() -> None:
    """Headings, lists, tables and links are those of Markdown; headings stand below the page's own."""
    html = to_html("# Top\n\n- one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[more](https://example.org)")

    assert "<h2>Top</h2>" in html
    assert "<li>one</li>" in html
    assert "<td>2</td>" in html
    assert '<a href="https://example.org">more</a>' in html


def test_page_shows_the_version_in_force(site: InProcess) -> None:
    """Members read the latest version."""
    page = site.browser("reader").get(f"{site.queue()}/guidelines").text

    assert "<h2>What counts</h2>" in page
    assert "Version 1" in page
    assert "<script" not in page


def test_queue_without_a_guideline_says_so(site: InProcess) -> None:
    """Nothing is said to be nothing; managers are led to where they write one."""
    path = f"{site.queue('Double')}/guidelines"

    assert "This queue has no guideline yet." in site.browser("reader").get(path).text
    assert "/manage#guideline" in site.browser("manager").get(path).text


def test_former_versions_stay_readable(fresh_site: InProcess) -> None:
    """A version that is past can be read, and says that it is."""
    north = fresh_site.north
    north.queue_desk.add_guideline(north.queues["Spring"], "Second", north.people["admin"], START)
    page = fresh_site.browser("reader").get(f"{fresh_site.queue()}/guidelines?version=1").text

    assert "Version 1 of 2" in page
    assert "The latest version" in page


@pytest.mark.parametrize(("version", "status"), [("9", 404), ("0", 422), ("x", 422)])
def test_unknown_versions_are_not_there(site: InProcess, version: str, status: int) -> None:
    """A version that never was is not there."""
    assert site.browser("reader").get(f"{site.queue()}/guidelines?version={version}").status_code == status
