"""What a learner's record promises: confirmed skills only, by role, with the words that show them."""

import re

import pytest

from tests.review_items import VISIT
from tests.seed import MIXED, review
from tests.web_app import START
from tests.web_site import InProcess


def _record(site: InProcess, experience: str, queue: str = "Half done", login: str = "reader") -> str:
    return site.browser(login).get(f"{site.item(experience, queue)}/record").text


def test_confirmed_skills_are_shown(site: InProcess) -> None:
    """Each confirmed skill stands there with its quote and who confirmed it, by role."""
    page = _record(site, "final")

    assert re.findall(r"<h3><bdi>([^<]+)", page) == ["Handle complaints", "Schedule appointments", "Improve a process"]
    assert "<q><bdi>scheduled about 40 visits a day</bdi></q>" in page
    assert page.count("Confirmed by a reviewer, 2026-11-23") == 3


def test_rejected_skill_is_nowhere(site: InProcess) -> None:
    """What was rejected or replaced is not on the record; what was put in its place is, by its name."""
    page = _record(site, "changed")

    assert re.findall(r"<h3><bdi>([^<]+)", page) == ["Lead a team", "Schedule appointments"]
    assert "Handle complaints" not in page


@pytest.mark.parametrize("word", ["onfidence", "0.93", "rank", "reviewer-"])
def test_no_score_and_no_person(site: InProcess, word: str) -> None:
    """Neither confidence nor anybody's pseudonym reaches the learner."""
    assert word not in _record(site, "final") + _record(site, "settled", "Double")


@pytest.mark.parametrize(
    ("experience", "words"),
    [("agreed", "two or more reviewers"), ("settled", "a senior reviewer, after reviewers disagreed")],
)
def test_who_confirmed_is_said_by_role(site: InProcess, experience: str, words: str) -> None:
    """Two reviewers, and who settled a disagreement, are told apart from one reviewer."""
    assert f"Confirmed by {words}" in _record(site, experience, "Double")


def test_open_text_shows_nothing(site: InProcess) -> None:
    """Suggestions are no record: until an item is final, nothing is confirmed."""
    page = _record(site, "untouched")

    assert "still being reviewed" in page
    assert "<h3>" not in page


def test_evidence_is_marked_in_the_text(site: InProcess) -> None:
    """The text is whole, and exactly the evidence is marked in it."""
    text = re.search(r'<p class="learner-text"[^>]*>(.*?)\s*</p>', _record(site, "final"), re.DOTALL)

    assert text is not None
    assert re.sub(r"</?mark>", "", text[1]) == VISIT
    assert re.findall("<mark>(.*?)</mark>", text[1]) == [
        "scheduled about 40 visits a day",
        "explained the delay calmly",
        "rewrote the intake form",
    ]


def test_all_texts_of_a_learner_together(site: InProcess) -> None:
    """A skill that several texts show stands there once, with all its words."""
    page = site.browser("reader").get(f"{site.queue('Half done')}/learners/L2").text

    assert page.count("<bdi>Schedule appointments</bdi>") == 1
    assert page.count("<q><bdi>scheduled about 40 visits a day</bdi></q>") == 2
    assert "1 of the texts is still being reviewed" in page


def test_unknown_learner_is_not_there(site: InProcess) -> None:
    """A learner of another queue is as unknown as any."""
    answers = [site.browser("manager").get(f"{site.queue(queue)}/learners/L2") for queue in ("Half done", "Double")]

    assert [answer.status_code for answer in answers] == [200, 404]


def test_learner_of_a_hostile_name(site: InProcess) -> None:
    """A learner's id may hold anything; it is text, and the link to it leads there."""
    review_of = site.browser("manager").get(
        f"{site.queue()}/learners/%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E"
    )

    assert review_of.status_code == 200
    assert "<img" not in review_of.text


def test_erased_words_are_said_to_be_erased(fresh_site: InProcess) -> None:
    """Skills stay once the words are gone, and the page says why there is no quote."""
    north = fresh_site.north
    north.queue_desk.erase_texts(north.queues["Half done"], north.people["admin"], START)
    page = _record(fresh_site, "final")

    assert "The words of 1 text were erased" in page
    assert page.count("<h3>") == 3
    assert "<q>" not in page


def test_line_ends_of_the_text_survive(fresh_site: InProcess) -> None:
    """Carriage returns are spelt out, for HTML would make newlines of them."""
    north = fresh_site.north
    item = north.items["Spring", "overlaps"]
    review(north, item, "reviewer", START, verdicts=MIXED)

    assert "&#13;\nWe" in re.sub("</?mark>", "", _record(fresh_site, "overlaps", "Spring"))


def test_record_of_another_school_is_not_there(site: InProcess) -> None:
    """Ids of another tenant are as unknown as any."""
    foreign = f"/i/{site.south.items['Spring', 'plain']}/record"

    assert site.browser("admin").get(foreign).status_code == 404


@pytest.mark.parametrize(
    ("path", "login"),
    [("", "reader"), ("", "reviewer"), ("/claims", "manager"), ("/claims", "reader"), ("item", "reviewer")],
)
def test_a_record_is_one_click_away(site: InProcess, path: str, login: str) -> None:
    """From the queue, from its table of claims, and from the text itself once it is final; not before."""
    final, waiting = site.item("final", "Half done"), site.item("untouched", "Half done")
    page = site.browser(login).get(final if path == "item" else site.queue("Half done") + path).text

    assert f'href="{final}/record"' in page
    assert f'href="{waiting}/record"' not in page
