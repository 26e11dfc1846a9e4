"""What the page for managers does, and what it refuses."""

import re

import pytest

from skillweave.domain.queue import Role
from tests.review_items import plain
from tests.seed import CALM, School, open_queue
from tests.web_app import START
from tests.web_site import InProcess

RULES = {
    "reviews_required": "2",
    "irr_rate": "12.5",
    "blind_rate": "5",
    "catch_rate": "2",
    "random_slice": "10",
    "order_by": "uncertain",
    "show_confidence": "yes",
    "keep_texts_until": "2027-07-01",
}


def _rules(school: School, queue: str = "Spring") -> dict[str, object]:
    return school.queue_desk.rules(school.queues[queue]).model_dump()


def test_rules_are_changed(fresh_site: InProcess) -> None:
    """The form's rates become the queue's; what is not ticked is off; seed and policy stay; the audit knows."""
    answer = fresh_site.browser("manager").post(f"{fresh_site.queue()}/manage/rules", data=RULES)
    rules = _rules(fresh_site.north)

    assert answer.headers["location"] == f"{fresh_site.queue()}/manage?done=rules"
    assert (rules["reviews_required"], rules["irr_rate"], rules["order_by"]) == (2, 0.125, "uncertain")
    assert (rules["show_confidence"], rules["reason_required"]) == (True, False)
    assert str(rules["keep_texts_until"]) == "2027-07-01"
    assert fresh_site.lists.audit(fresh_site.north.queues["Spring"]).rows[0].action == "queue.change"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("irr_rate", "101"),
        ("irr_rate", "nan"),
        ("blind_rate", "-1"),
        ("catch_rate", "many"),
        ("reviews_required", "9"),
        ("order_by", "; DROP TABLE item"),
        ("keep_texts_until", "yesterday"),
    ],
)
def test_rules_that_cannot_be_are_refused(site: InProcess, field: str, value: str) -> None:
    """A rule outside its range is refused in words, and nothing changes."""
    before = _rules(site.north)
    answer = site.browser("manager").post(f"{site.queue()}/manage/rules", data={**RULES, field: value})

    assert answer.status_code == 422
    assert "This cannot be used" in answer.text
    assert _rules(site.north) == before


def test_policy_needs_blind_items_that_speak_for_it(site: InProcess) -> None:
    """A policy is refused with the reason while unaided precision does not allow it."""
    form = {"framework": "people", "at_least": "97", "target": "95"}
    answer = site.browser("manager").post(f"{site.queue()}/manage/policy", data=form)

    assert answer.status_code == 422
    assert "No blind text with suggestions of this framework has been reviewed" in answer.text
    assert _rules(site.north)["policy"] is None


def test_policy_can_always_be_switched_off(site: InProcess) -> None:
    """Off needs no proof."""
    assert site.browser("manager").post(f"{site.queue()}/manage/policy", data={"off": "yes"}).status_code == 303


def test_member_is_set_with_languages_and_frameworks(fresh_site: InProcess) -> None:
    """A member is offered what was ticked and typed."""
    north = fresh_site.north
    form = {"person": north.people["second"], "role": "adjudicator", "languages": "EN, es", "framework:people": "yes"}
    fresh_site.browser("manager").post(f"{fresh_site.queue()}/manage/members", data=form)
    found = next(one for one in fresh_site.lists.members(north.queues["Spring"]) if one.person == form["person"])

    assert (found.role, found.languages, found.frameworks) == (Role.ADJUDICATOR, ("en", "es"), ("people",))


def test_the_page_says_which_languages_the_texts_have(fresh_site: InProcess) -> None:
    """And how many have none: a choice of languages does not keep these from anybody."""
    texts = [plain("told"), *(plain(name).model_copy(update={"language": ""}) for name in ("a", "b"))]
    open_queue(fresh_site.north, "Untold", CALM, texts, START)
    page = fresh_site.browser("manager").get(f"{fresh_site.queue('Untold')}/manage").text

    assert "Here: en." in page
    assert "2 of the texts have no language and are offered to everybody." in page


@pytest.mark.parametrize(
    ("change", "status"),
    [({"role": "admin"}, 422), ({"role": "manager"}, 422), ({"languages": "<b>"}, 422), ({"person": "nobody"}, 404)],
)
def test_members_that_cannot_be_are_refused(site: InProcess, change: dict[str, str], status: int) -> None:
    """Nobody becomes more than an adjudicator by a queue, and nobody unknown becomes a member."""
    form = {"person": site.north.people["reader"], "role": "reviewer", **change}
    answer = site.browser("manager").post(f"{site.queue()}/manage/members", data=form)

    assert answer.status_code == status


def test_person_of_another_school_cannot_be_a_member(site: InProcess) -> None:
    """Ids of another tenant are as unknown as any."""
    form = {"person": site.south.people["reviewer"], "role": "reviewer"}

    assert site.browser("manager").post(f"{site.queue()}/manage/members", data=form).status_code == 404


def test_member_is_taken_out(fresh_site: InProcess) -> None:
    """Who is taken out no longer finds the queue."""
    person = fresh_site.north.people["reviewer"]
    fresh_site.browser("manager").post(f"{fresh_site.queue()}/manage/members/remove", data={"person": person})

    assert fresh_site.browser("reviewer").get(fresh_site.queue()).status_code == 404


def test_held_item_is_returned(fresh_site: InProcess) -> None:
    """A manager sees who holds what, and gives it back to the queue."""
    north, queue = fresh_site.north, fresh_site.north.queues["Half done"]
    item = north.items["Half done", "untouched"]
    north.store.take(item, north.people["reviewer"], fresh_site.clock())
    browser = fresh_site.browser("manager")
    page = browser.get(f"{fresh_site.queue('Half done')}/manage").text
    browser.post(f"{fresh_site.queue('Half done')}/manage/leases/return", data={"item": item})

    assert re.search(r"Log untouched</bdi></th>\s*<td><bdi>Reviewer North", page)
    assert fresh_site.lists.leases(queue, START) == ()


def test_item_of_another_queue_is_not_returned(fresh_site: InProcess) -> None:
    """The form of one queue reaches no item of another."""
    north = fresh_site.north
    item = north.items["Half done", "untouched"]
    north.store.take(item, north.people["reviewer"], fresh_site.clock())
    answer = fresh_site.browser("manager").post(
        f"{fresh_site.queue('Spring')}/manage/leases/return", data={"item": item}
    )

    assert answer.status_code == 404
    assert len(fresh_site.lists.leases(north.queues["Half done"], fresh_site.clock())) == 1


def test_guideline_gets_a_version(fresh_site: InProcess) -> None:
    """A new text is a new version; the former one stays readable."""
    form = {"markdown": "# New\r\n\r\nMind the gap."}
    browser = fresh_site.browser("manager")
    browser.post(f"{fresh_site.queue()}/manage/guideline", data=form)

    assert "Mind the gap" in browser.get(f"{fresh_site.queue()}/guidelines").text
    assert "What counts" in browser.get(f"{fresh_site.queue()}/guidelines?version=1").text


def test_empty_guideline_is_refused(site: InProcess) -> None:
    """Nothing is no version."""
    assert site.browser("manager").post(f"{site.queue()}/manage/guideline", data={"markdown": " "}).status_code == 422


def test_text_is_reopened_by_its_id(fresh_site: InProcess) -> None:
    """A final text goes back to review."""
    form = {"experience": "final"}
    answer = fresh_site.browser("manager").post(f"{fresh_site.queue('Half done')}/manage/reopen", data=form)
    record = fresh_site.lists.record(fresh_site.north.items["Half done", "final"])

    assert answer.status_code == 303
    assert record.final_at is None


def test_unknown_text_is_not_reopened(site: InProcess) -> None:
    """An id that the queue does not have is said."""
    answer = site.browser("manager").post(f"{site.queue()}/manage/reopen", data={"experience": "not in the log"})

    assert "No text of this queue has this id" in answer.text


def test_texts_are_erased_once_the_name_is_typed(fresh_site: InProcess) -> None:
    """The exact name empties the texts; decisions stay."""
    answer = fresh_site.browser("manager").post(
        f"{fresh_site.queue('Half done')}/manage/erase", data={"name": "Half done"}
    )
    record = fresh_site.lists.record(fresh_site.north.items["Half done", "final"])

    assert answer.status_code == 303
    assert (record.text, record.erased, len(record.claims)) == ("", True, 3)


@pytest.mark.parametrize("name", ["", "half done", "Spring"])
def test_texts_stay_where_the_name_is_wrong(site: InProcess, name: str) -> None:
    """Another name erases nothing."""
    answer = site.browser("manager").post(f"{site.queue('Half done')}/manage/erase", data={"name": name})
    record = site.lists.record(site.north.items["Half done", "final"])

    assert answer.status_code == 422
    assert record.text


def test_queue_is_renamed_and_closed(fresh_site: InProcess) -> None:
    """Name and state can be changed; a closed queue offers nothing."""
    browser, at = fresh_site.browser("manager"), fresh_site.queue()
    browser.post(f"{at}/manage/name", data={"name": "Summer"})
    browser.post(f"{at}/manage/state", data={"state": "closed"})
    page = browser.get(at).text

    assert "<h1><bdi>Summer</bdi></h1>" in page
    assert "This queue is closed" in page


def test_item_of_a_closed_queue_cannot_be_taken(fresh_site: InProcess) -> None:
    """Its page says why and has no button; who sends the form all the same is told so too."""
    item, reviewer = fresh_site.item("plain"), fresh_site.browser("reviewer")
    assert "Take it<" in reviewer.get(item).text
    fresh_site.browser("manager").post(f"{fresh_site.queue()}/manage/state", data={"state": "closed"})
    page, answer = reviewer.get(item).text, reviewer.post(f"{item}/take")

    assert ("This queue is closed" in page, "Take it<" in page) == (True, False)
    assert (answer.status_code, "this queue is closed" in answer.text) == (403, True)


def test_name_of_a_lease_is_checked(fresh_site: InProcess) -> None:
    """It is kept with the text."""
    item, reviewer = fresh_site.item("plain"), fresh_site.browser("reviewer")
    for wrong in ("0" * 65, "x", ""):
        answers = [reviewer.post(f"{item}/{verb}?lease={wrong}").status_code for verb in ("take", "release")]
        assert answers == [422, 422]
    assert reviewer.post(f"{item}/take?lease=0f-9").status_code == 303


def test_name_that_is_taken_is_refused(site: InProcess) -> None:
    """Two queues have two names."""
    answer = site.browser("manager").post(f"{site.queue()}/manage/name", data={"name": "Double"})

    assert answer.status_code == 422
    assert "There is a queue called Double already" in answer.text


@pytest.mark.parametrize("login", ["reader", "reviewer", "adjudicator"])
@pytest.mark.parametrize(
    "path",
    [
        "rules",
        "policy",
        "policy/apply",
        "members",
        "members/remove",
        "leases/return",
        "guideline",
        "name",
        "state",
        "reopen",
        "erase",
    ],
)
def test_managing_is_for_managers(site: InProcess, login: str, path: str) -> None:
    """Nobody below a manager changes a queue."""
    assert site.browser(login).post(f"{site.queue()}/manage/{path}", data={"name": "Spring"}).status_code == 403


def test_nul_is_refused(site: InProcess) -> None:
    """What no database can keep is refused before anything is done."""
    answer = site.browser("manager").post(f"{site.queue()}/manage/name", data={"name": "a\0b"})

    assert answer.status_code == 422
    assert "NUL" in answer.text


def test_done_says_only_what_it_knows(site: InProcess) -> None:
    """A made-up address puts no words into the page's mouth."""
    page = site.browser("manager").get(f"{site.queue()}/manage?done=Give+your+password").text

    assert "Give" not in page
