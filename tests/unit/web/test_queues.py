"""What the pages of queues say: mine, one of them, and why there is nothing to take."""

import re

import pytest

from skillweave.domain.queue import Member, NothingLeft, QueueRules, Role
from skillweave.review.rows import QueueRow
from skillweave.web.pages.queue_view import queue_card, why
from tests.seed import CALM
from tests.web_app import START
from tests.web_site import InProcess


def _row(**changed: object) -> QueueRow:
    values: dict[str, object] = {
        "id": "q",
        "name": "Spring",
        "state": "open",
        "rules": QueueRules(),
        "guideline": None,
        "role": Role.REVIEWER,
        "total": 1_284,
        "open": 14,
        "adjudication": 0,
        "final": 1_244,
        "failed": 0,
        "held": 6,
        "holders": 3,
        "mine": 40,
        "left": 14,
        "holding": None,
        "blocked": None,
        "waiting": 0,
        "free_at": START,
    }
    return QueueRow(**{**values, **changed})  # type: ignore[arg-type]  # the values above have the right types


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (NothingLeft.ALL_DONE, "40 texts by you, 1,284 in all."),
        (NothingLeft.ALL_HELD, "6 texts are open with 3 reviewers; the next one frees up by 09:00 UTC at the latest."),
        (NothingLeft.SEEN_REST, "The 14 texts left need a second reviewer other than you."),
        (NothingLeft.FILTERED, "14 texts are open without them."),
        (NothingLeft.EMPTY, "Somebody who runs skillweave translates a log"),
    ],
)
def test_every_empty_state_is_said_in_words(code: NothingLeft, words: str) -> None:
    """Whoever gets no item learns why, with numbers, and what to do."""
    assert words in why(_row(), code, START).message


def test_empty_queue_gives_the_exact_lines() -> None:
    """The lines can be copied as they are, whatever the queue is called."""
    told = why(_row(name="Ana's class; rm -rf ~"), NothingLeft.EMPTY, None)

    assert told.commands[-1] == """skillweave queue add out.jsonl --name 'Ana'"'"'s class; rm -rf ~'"""


def test_closed_queue_offers_nothing() -> None:
    """A closed queue says so and has no button, also for who could settle something."""
    card = queue_card(_row(state="closed", role=Role.MANAGER, adjudication=2))

    assert (card.can_review, card.can_settle) == (False, False)
    assert card.nothing is not None
    assert card.nothing.heading == "This queue is closed"


@pytest.mark.parametrize(
    ("login", "count"), [("admin", 7), ("manager", 7), ("adjudicator", 7), ("reviewer", 7), ("reader", 7)]
)
def test_home_lists_my_queues(site: InProcess, login: str, count: int) -> None:
    """Everybody finds the queues that they are members of."""
    page = site.browser(login).get("/").text

    assert page.count('<li class="card">') == count


def test_home_lists_no_foreign_queue(site: InProcess) -> None:
    """A person of another school sees that school's queue only."""
    page = site.browser("admin", site.south).get("/").text

    assert re.findall(r'<h2><a href="(/q/[^"]+)"', page) == [f"/q/{site.south.queues['Spring']}"]


def test_who_is_no_member_sees_no_queue(fresh_site: InProcess) -> None:
    """A reviewer in no queue is told so, and a queue's address is not there for them."""
    north = fresh_site.north
    for queue in north.queues.values():
        north.queue_desk.remove_member(queue, north.people["reviewer"], north.people["admin"], START)
    browser = fresh_site.browser("reviewer")

    assert "You are in no queue yet" in browser.get("/").text
    assert browser.get(fresh_site.queue()).status_code == 404


def test_reader_has_no_button(site: InProcess) -> None:
    """Who only reads is offered no item."""
    page = site.browser("reader").get(site.queue()).text

    assert f'action="{site.queue()}/next"' not in page


def test_next_leads_to_an_item(fresh_site: InProcess) -> None:
    """The button leads to an item, and pressed again to the same one."""
    browser = fresh_site.browser("reviewer")
    first, second = (browser.post(f"{fresh_site.queue()}/next") for _ in range(2))

    assert first.status_code == 303
    assert first.headers["location"].startswith("/i/")
    assert second.headers["location"] == first.headers["location"]
    assert "Go on with your text" in browser.get(fresh_site.queue()).text


def test_next_says_why_not(site: InProcess) -> None:
    """Where there is nothing, the queue's page says why."""
    answer = site.browser("reviewer").post(f"{site.queue('Finished')}/next")

    assert answer.status_code == 200
    assert "This queue is finished" in answer.text
    assert "1 text by you, 1 in all." in answer.text


def test_next_in_json(site: InProcess) -> None:
    """Scripts get the code and no page."""
    answer = site.browser("reviewer").post(f"{site.queue('Empty')}/next", headers={"accept": "application/json"})

    assert answer.json()["code"] == "empty"
    assert answer.json()["item"] is None


def test_adjudicator_is_led_to_a_disagreement(fresh_site: InProcess) -> None:
    """Who may settle gets a disputed item."""
    answer = fresh_site.browser("adjudicator").post(f"{fresh_site.queue('Double')}/next", data={"kind": "adjudication"})

    assert answer.headers["location"] == fresh_site.item("disputed", "Double")


def test_reviewer_is_not_led_to_a_disagreement(fresh_site: InProcess) -> None:
    """Who may not settle gets a review, or the reason why there is none."""
    answer = fresh_site.browser("second").post(f"{fresh_site.queue('Double')}/next", data={"kind": "adjudication"})

    assert answer.status_code == 200
    assert "other than you" in answer.text


def test_disputed_items_are_listed_for_adjudicators_only(site: InProcess) -> None:
    """A reviewer does not learn from the page which items others disagree about."""
    path = site.queue("Double")

    assert "Disputed texts" in site.browser("adjudicator").get(path).text
    assert "Disputed texts" not in site.browser("second").get(path).text


def test_filters_that_hide_everything_are_named(fresh_site: InProcess) -> None:
    """A member who is offered no language of the queue is told so."""
    north = fresh_site.north
    member = Member(person=north.people["reviewer"], role=Role.REVIEWER, languages=("fi",))
    north.queue_desk.set_member(north.queues["Spring"], member, north.people["admin"], START)

    assert "No text matches the languages" in fresh_site.browser("reviewer").get(fresh_site.queue()).text


@pytest.mark.parametrize("path", ["/q/a%00b", "/i/a%00b", "/q/a%00b/claims", "/?q=%00", "/api/v1/queues/%00"])
def test_nothing_is_called_by_a_nul(site: InProcess, path: str) -> None:
    """An address that no database can be asked for is not there, and is no fault of the server."""
    assert site.browser("admin").get(path).status_code == 404


def test_queue_of_a_hostile_name_stays_text(fresh_site: InProcess) -> None:
    """A name is text wherever it stands."""
    north = fresh_site.north
    queue = north.queue_desk.create("<script>x</script>", CALM, north.people["admin"], START)
    browser = fresh_site.browser("admin")

    assert "<script>" not in browser.get("/").text + browser.get(f"/q/{queue}").text
