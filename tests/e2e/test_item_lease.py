"""How long a text is held, and by whom: leases that end, pages that are left, loaded again, or come too late."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from skillweave.review_wiring import utc_now
from tests.e2e.item_pages import FIRST, IN_A_BROWSER, Work, at_the_first_of_two, at_work, end_lease
from tests.review_items import plain
from tests.seed import Site

pytestmark = IN_A_BROWSER


@pytest.fixture
def work(browser: Browser, site: Site) -> Iterator[Work]:
    """Open the first of two items; that the browser complains is expected here."""
    with at_the_first_of_two(browser, site) as work:
        yield work


def test_a_lease_that_ended_is_said_and_can_be_taken_again(work: Work) -> None:
    """What was decided is saved; the item can be taken back once nobody else holds it."""
    end_lease(work)
    work.site.north.store.take(work.item, work.site.north.people["second"], utc_now())
    work.press("a")
    expect(work.page.locator("#messages")).to_contain_text("This text went back to the queue")
    expect(work.page.locator("#messages")).to_contain_text("Your 1 decision is saved.")
    assert work.states()[0] == "confirmed"
    work.page.get_by_role("button", name="Take it again").click()
    expect(work.page.locator("#messages")).to_contain_text("another person holds this text")
    work.site.north.store.release(work.item, work.site.north.people["second"], utc_now())

    work.page.get_by_role("button", name="Try again").click()

    expect(work.page.locator("#messages .notice")).to_have_count(0)
    assert work.shown().lease_token is not None


def test_the_heartbeat_finds_out_that_a_lease_ended(browser: Browser, site: Site) -> None:
    """A tab that is looked at renews its lease each minute, and says when it cannot."""
    with at_work(browser, site, [plain("one")]) as work:
        page = work.watched.page()
        page.clock.install()
        page.goto("/i/" + work.item)
        expect(page.locator(".claim").first).to_be_focused()
        before = work.shown().lease_until
        with page.expect_response("**/renew"):
            page.clock.fast_forward(61_000)
        expect(page.locator("#messages .notice")).to_have_count(0)
        after = work.shown().lease_until
        assert before is not None
        assert after is not None
        assert after > before

        end_lease(work)
        site.north.store.take(work.item, site.north.people["second"], utc_now())
        page.clock.fast_forward(61_000)

        expect(page.locator("#messages")).to_contain_text("This text went back to the queue")


def test_closing_the_page_lets_the_item_go(work: Work) -> None:
    """Nobody waits twenty minutes for a person who left."""
    with work.page.expect_response("**/take?**"):
        work.page.reload()
    work.page.goto("/")

    expect(work.page.get_by_role("heading", level=1)).to_be_visible()
    _let_go(work)


def test_loading_the_page_again_keeps_the_item(work: Work) -> None:
    """A reload is no way to lose an item to somebody else."""
    with work.page.expect_response("**/take?**"):
        work.page.reload()

    expect(work.card(FIRST)).to_be_focused()
    work.page.wait_for_timeout(300)
    assert work.shown().lease_token is not None


def test_a_page_that_could_not_take_its_text_lets_go_what_it_was_shown(work: Work) -> None:
    """The text is held under the name that came with the page then."""
    work.page.evaluate("navigator.sendBeacon = () => true")
    work.page.route("**/take?**", lambda route: route.abort())
    with work.page.expect_event("requestfailed", lambda request: "/take?" in request.url):
        work.page.reload()
    assert work.shown().lease_token is not None
    work.page.goto("/")

    expect(work.page.get_by_role("heading", level=1)).to_be_visible()
    _let_go(work)


def _let_go(work: Work) -> None:
    """Wait until nobody holds the text: a page that is left says so behind its back."""
    until = time.monotonic() + 10
    while work.shown().lease_token is not None and time.monotonic() < until:
        work.page.wait_for_timeout(20)
    assert work.shown().lease_token is None


def test_a_text_that_went_to_another_in_between_is_said_at_once(work: Work) -> None:
    """Not only with the first decision."""
    store, second = work.site.north.store, work.site.north.people["second"]

    def too_late(route: Route) -> None:
        store.release(work.item, work.person, utc_now())
        store.take(work.item, second, utc_now())
        route.continue_()

    work.page.route("**/take?**", too_late)
    work.page.reload()

    expect(work.page.locator("#messages")).to_contain_text("another person holds this text")
    expect(work.page.get_by_role("button", name="Try again")).to_be_visible()


def test_a_page_that_is_left_lets_go_too_late_to_matter(work: Work) -> None:
    """Its word may arrive after the page loaded since has taken the item; that one keeps it."""
    kept = "[sessionStorage.getItem('left') ?? '', url].join(' ')"
    work.page.evaluate(
        f"void (navigator.sendBeacon = (url) => {{ sessionStorage.setItem('left', {kept}); return true; }})"
    )
    with work.page.expect_response("**/take?**"):
        work.page.reload()

    late = """async () => {
      const headers = { "X-Form-Token": document.querySelector("#claims").dataset.formToken };
      const left = sessionStorage.getItem("left").trim().split(" ");
      return Promise.all(left.map(async (url) => {
        return [url, (await fetch(url, { method: "POST", headers, redirect: "manual" })).type];
      }));
    }"""
    sent = work.page.evaluate(late)

    assert sent
    assert all("/release?lease=" in url and answer == "opaqueredirect" for url, answer in sent)
    assert work.shown().lease_token is not None
