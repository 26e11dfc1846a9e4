"""What the audit shows: who changed what, from what to what; for managers."""

import json

import pytest

from skillweave.domain.queue import Member, QueueRules, Role
from skillweave.web.pages.audit import ACTIONS
from tests.web_site import InProcess


def _audit(site: InProcess, query: str = "") -> str:
    return site.browser("manager").get(f"{site.queue('Half done')}/audit{query}").text


def test_change_is_shown_with_both_values(fresh_site: InProcess) -> None:
    """A changed rule stands there as it was and as it is; others are left out."""
    north = fresh_site.north
    rules = QueueRules(irr_rate=0.5, blind_rate=0, catch_rate=0)
    north.queue_desk.change_rules(north.queues["Half done"], rules, north.people["manager"], fresh_site.clock())
    row = _audit(fresh_site, "?action=queue.change").partition("<tbody>")[2]

    assert "<del><bdi>0.0</bdi></del> → <ins><bdi>0.5</bdi></ins>" in row
    assert "Manager North" in row
    assert "blind rate" not in row


def test_persons_are_named(site: InProcess) -> None:
    """A member who was set is named, not given as an id."""
    page = _audit(site)

    assert "<bdi>Reviewer North</bdi>" in page
    assert site.north.people["reviewer"] not in page


def test_audit_is_of_this_queue(fresh_site: InProcess) -> None:
    """What was changed in another queue is not here; what was done to an item of this one is."""
    north = fresh_site.north
    north.store.reopen(north.items["Half done", "final"], north.people["manager"], fresh_site.clock())
    page = _audit(fresh_site)

    assert page.count(ACTIONS["queue.create"] + "<") == 1 + 1  # the filter and the row
    assert "Text reopened" in page


def test_filter_of_persons(site: InProcess) -> None:
    """Who did nothing has no rows, and the page says so."""
    assert "Nothing matches." in _audit(site, "?actor=Nobody")
    assert "Queue made" in _audit(site, "?actor=Administrator")


def test_filter_that_leaves_nothing_tells_what_there_is(fresh_site: InProcess) -> None:
    """Who sees nothing learns how many entries there would be without the filter."""
    assert "Nothing matches. 6 match without the filter." in _audit(fresh_site, "?actor=Nobody")


def test_pages_are_walked(fresh_site: InProcess) -> None:
    """A long audit is read page by page, each row once, the latest first."""
    north, queue = fresh_site.north, fresh_site.north.queues["Half done"]
    for _ in range(60):
        member = Member(person=north.people["reader"], role=Role.READER)
        north.queue_desk.set_member(queue, member, north.people["manager"], fresh_site.clock())
    first = fresh_site.lists.audit(queue)
    second = fresh_site.lists.audit(queue, cursor=first.next)
    rows = [*first.rows, *second.rows]

    assert len(first.rows) == 50
    assert second.next is None
    assert len({row.id for row in rows}) == len(rows) == 60 + 6
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)


def test_file_has_all_rows(site: InProcess) -> None:
    """The file of the view has a line for each entry."""
    text = site.browser("manager").get(f"{site.queue('Half done')}/audit.jsonl?action=queue.create").text
    (entry,) = [json.loads(line) for line in text.splitlines()]

    assert (entry["action"], entry["actor"], entry["before"]) == ("queue.create", "Administrator", None)


@pytest.mark.parametrize("login", ["reader", "reviewer", "adjudicator"])
@pytest.mark.parametrize("name", ["audit", "audit.jsonl"])
def test_audit_is_for_managers(site: InProcess, login: str, name: str) -> None:
    """Nobody below a manager reads the audit."""
    assert site.browser(login).get(f"{site.queue()}/{name}").status_code == 403
