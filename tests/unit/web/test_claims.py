"""What the table of claims promises: filters in the address, pages, files that are safe to open."""

import csv
import io
import json

import pytest

from tests.web_app import START
from tests.web_site import InProcess


def _found(site: InProcess, query: str, queue: str = "Half done", login: str = "manager") -> int:
    return site.browser(login).get(f"{site.queue(queue)}/claims?{query}").text.count('<th scope="row">')


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 9),
        ("framework=people", 3),
        ("state=confirmed", 4),
        ("state=rejected&framework=people", 1),
        ("band=high", 3),
        ("band=medium", 3),
        ("band=none", 0),
        ("reason=too_weak", 1),
        ("exposure=assisted", 6),
        ("exposure=blind", 0),
        ("reviewer=nobody", 0),
        ("run=cccccccccccc", 9),
        ("run=other", 0),
        ("q=DELAY calmly", 9),
        ("q=delay&band=low", 3),
        ("q=\"' OR 1 %23", 0),
        ("framework=&state=&q=", 9),
    ],
)
def test_filters_narrow(site: InProcess, query: str, count: int) -> None:
    """Each filter of the address narrows the table, together and alone; empty fields of a form do not."""
    assert _found(site, query) == count


def test_reviewer_filter_takes_a_pseudonym(site: InProcess) -> None:
    """Claims can be narrowed to what one reviewer decided."""
    name = next(one.pseudonym for one in site.north.accounts.people() if one.login == "reviewer")

    assert _found(site, f"reviewer={name}") == 6


@pytest.mark.parametrize("query", ["band=huge", "state=1%27--", "reason=x", "exposure=secret", "q=a%1fb"])
def test_unknown_filters_are_refused(site: InProcess, query: str) -> None:
    """What is not on the list is refused by name, and reaches no database."""
    answer = site.browser("manager").get(f"{site.queue()}/claims?{query}")

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("queue", "login", "told"), [("Half done", "manager", "9"), ("Half done", "reader", "6"), ("Empty", "manager", "")]
)
def test_filters_that_leave_nothing_tell_what_there_is(site: InProcess, queue: str, login: str, told: str) -> None:
    """Who sees nothing learns how much there would be without filters, as far as it is for them to see."""
    page = site.browser(login).get(f"{site.queue(queue)}/claims?reviewer=nobody").text
    _, _, words = page.partition("No claim matches these filters.")

    assert words.partition("<a")[0].strip() == (f"{told} match without them." if told else "")


def test_columns_are_no_filters(site: InProcess) -> None:
    """A name that is no filter does nothing, whatever column it may be called after."""
    assert _found(site, "password_hash=x&person_id=y&text=z") == 9


def test_others_see_final_claims_only(site: InProcess) -> None:
    """Open reviews of others stay hidden from readers, reviewers and adjudicators."""
    assert [_found(site, "", "Double", login) for login in ("manager", "adjudicator", "second", "reader")] == [
        12,
        6,
        6,
        6,
    ]


def test_planted_claims_are_not_listed(site: InProcess) -> None:
    """Nobody learns from the table which claims are planted."""
    page = site.browser("admin").get(f"{site.queue('Planted')}/claims.jsonl").text
    found = [json.loads(line) for line in page.splitlines()]

    assert {one["origin"] for one in found} == {"suggested"}
    assert len(found) == 6


def test_row_names_who_when_and_which_version(site: InProcess) -> None:
    """Each row says by whom, when, in which version of the claim."""
    page = site.browser("manager").get(f"{site.queue('Half done')}/claims?state=rejected").text

    assert "<strong>rejected</strong>, too weak" in page
    assert "2026-11-23 09:00 UTC</time> · version 2" in page


def test_pages_are_walked_by_their_links(site: InProcess) -> None:
    """Following the links shows every claim once."""
    browser, path, seen = site.browser("admin"), f"{site.queue()}/claims", 0
    while path:
        page = browser.get(path).text
        seen += page.count('<th scope="row">')
        _, _, rest = page.partition(f"{site.queue()}/claims?cursor=")
        path = f"{site.queue()}/claims?cursor={rest.partition(chr(34))[0]}" if rest else ""

    assert seen == len(site.browser("admin").get(f"{site.queue()}/claims.jsonl").text.splitlines()) > 200


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzEsMiwzLDRd", "WyJhXHUwMDAwIiwiYiIsMSwiYyJd", "WyJhIiwiYiIsOTk5OTk5OTk5OTk5LCJjIl0"]
)
def test_made_up_cursors_are_refused(site: InProcess, cursor: str) -> None:
    """A cursor that was not given out is refused, and is no fault of the server."""
    assert site.browser("manager").get(f"{site.queue()}/claims?cursor={cursor}").status_code == 422


def test_table_is_safe_to_open(site: InProcess) -> None:
    """No cell of the file begins as a formula does."""
    text = site.browser("manager").get(f"{site.queue()}/claims.csv?framework=poison").text
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]

    assert "'=cmd|'/c calc'!A1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_table_has_a_row_for_each_decision(site: InProcess) -> None:
    """A claim that two decided has two rows, each with its reviewer."""
    text = site.browser("manager").get(f"{site.queue('Double')}/claims.csv").text
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["experience"] == "disputed"]

    assert len(rows) == 6
    assert len({row["reviewer"] for row in rows}) == 2


def test_files_are_of_the_view(site: InProcess) -> None:
    """A file holds what the filters leave."""
    text = site.browser("manager").get(f"{site.queue('Half done')}/claims.jsonl?state=corrected").text
    (found,) = [json.loads(line) for line in text.splitlines()]

    assert found["decisions"][0]["replacement"] == "people P.LEAD"


@pytest.mark.parametrize("login", ["reader", "reviewer", "adjudicator"])
@pytest.mark.parametrize("name", ["claims.csv", "claims.jsonl"])
def test_files_are_for_managers(site: InProcess, login: str, name: str) -> None:
    """Exporting is what managers do."""
    assert site.browser(login).get(f"{site.queue()}/{name}").status_code == 403


def test_what_left_is_noted(fresh_site: InProcess) -> None:
    """A file that was sent stands among the exports and in the audit, with its hash."""
    queue = fresh_site.north.queues["Half done"]
    fresh_site.browser("manager").get(f"{fresh_site.queue('Half done')}/claims.jsonl")
    (export,) = fresh_site.lists.exports(queue)

    assert (export.format, export.items, export.actor) == ("claims.jsonl", 9, "Manager North")
    assert len(export.sha256) == 64


def test_words_of_texts_are_escaped(site: InProcess) -> None:
    """Titles, labels and quotes are text."""
    page = site.browser("manager").get(f"{site.queue()}/claims?framework=poison").text

    assert "<script>" not in page
    assert "onerror=window" in page


def test_reopened_item_leaves_the_readers_table(fresh_site: InProcess) -> None:
    """Once an item is under review again, its claims are hidden from readers again."""
    north = fresh_site.north
    north.store.reopen(north.items["Half done", "final"], north.people["manager"], START)

    assert _found(fresh_site, "", login="reader") == 3
