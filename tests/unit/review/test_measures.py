"""Figures of a queue: by hand, at their edges, and what is not shown of few persons."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.band import Band
from skillweave.domain.queue import LEASE
from skillweave.domain.review import ClaimState, Exposure, Origin, Reason, Recorded, Skill, Verdict
from skillweave.review.answers import Reviewed
from skillweave.review.measures import (
    Begun,
    BlindReview,
    ConfirmRate,
    Judged,
    Pace,
    Share,
    Work,
    blind_reviews,
    by_day,
    by_person,
    catch_misses,
    confirm_rates,
    conflicts,
    ended_leases,
    pace,
    reject_reasons,
    unaided,
    wilson,
)
from tests.decided import START, added, claim, decided, finished, said, skill, working

MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("good", "count", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_a_share_has_the_interval_of_wilson(good: int, count: int, low: float, high: float) -> None:
    """To four digits; all or none of a few is not certainty."""
    share = Share(good, count)
    assert (share.value, round(share.low, 4), round(share.high, 4)) == (good / count, low, high)
    assert (share.low, share.high) == wilson(good, count)


@given(st.integers(1, 10_000).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_an_interval_encloses_its_share_and_narrows_with_more(counts: tuple[int, int]) -> None:
    """And stays within 0 and 1."""
    share, more = Share(*counts), Share(counts[0] * 4, counts[1] * 4)
    assert share.value is not None
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert more.high - more.low < share.high - share.low


def test_a_share_of_nothing_is_said_in_words() -> None:
    """No number stands for what was not counted, and anything may be true of it."""
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (None, 0.0, 1.0)
    assert Share(0, 0).words == "nothing to count yet"


def skills(codes: str, framework: str = "f") -> frozenset[Skill]:
    """Make a skill of each letter."""
    return frozenset(skill(code, framework) for code in codes)


def blind(item: str, suggested: str, found: str, person: str = "ana") -> BlindReview:
    """Make a review of a blind item, a letter a skill."""
    return BlindReview(item, person, skills(suggested), skills(found), frozenset("f"))


def test_unaided_figures_by_hand() -> None:
    """Of ABC and D suggested, A and D were found, and X besides: 2 of 4 suggestions, 2 of 3 findings."""
    found = unaided([blind("1", "ABC", "AX"), blind("2", "D", "D"), blind("3", "", "")])
    assert (found.precision, found.recall) == (Share(2, 4), Share(2, 3))
    assert (found.items, found.without_findings) == (3, 1)


def test_only_the_first_reviewer_of_a_blind_item_counts() -> None:
    """The same suggestions are not counted twice, whoever comes later."""
    reviews = [blind("1", "AB", "A"), blind("1", "AB", "AB", "ben")]
    assert unaided(reviews).precision == Share(1, 2)
    assert unaided(reversed(reviews)).precision == Share(2, 2)


def test_a_framework_is_measured_by_its_own_skills() -> None:
    """A policy asks for one framework only."""
    both = BlindReview("1", "ana", skills("AB") | skills("C", "g"), skills("AX") | skills("C", "g"), frozenset("fg"))
    assert (unaided([both], "g").precision, unaided([both], "g").recall) == (Share(1, 1), Share(1, 1))
    assert (unaided([both], "f").precision, unaided([both], "f").recall) == (Share(1, 2), Share(1, 2))
    assert unaided([both], "h").precision == Share(0, 0)


def test_a_framework_that_nobody_looked_for_counts_neither_way() -> None:
    """That nothing of it was named says nothing; one that was looked for counts where nothing was found, too."""
    found = unaided(
        [
            BlindReview("1", "ana", skills("AB") | skills("CDEFG", "g"), skills("A"), frozenset("f")),
            BlindReview("2", "ana", skills("B"), frozenset(), frozenset("f")),
            BlindReview("3", "ben", skills("AB"), frozenset(), frozenset()),
        ]
    )
    assert (found.precision, found.recall) == (Share(1, 3), Share(1, 1))
    assert (found.items, found.without_findings, found.passed_over) == (3, 2, 7)


def test_what_could_not_be_suggested_is_no_miss() -> None:
    """Findings of frameworks that a text was not translated over; where nothing tells, all count."""
    both = frozenset("fg")
    reviews = [
        BlindReview("1", "ana", skills("AB"), skills("AC") | skills("DE", "g"), both, frozenset("f")),
        BlindReview("2", "ana", frozenset(), skills("D", "g"), both, both),
        BlindReview("3", "ana", frozenset(), skills("D", "g"), both, frozenset()),  # its translation failed
        BlindReview("4", "ana", frozenset(), skills("D", "g"), both),
    ]
    found = unaided(reviews)
    assert (found.precision, found.recall, found.outside) == (Share(1, 2), Share(1, 4), 3)
    assert (found.items, found.without_findings) == (4, 0)


def test_a_framework_is_measured_on_texts_that_say_something_of_it() -> None:
    """Those that were translated over it, and read by who looks for it; what is left out is counted."""
    reviews = [
        BlindReview("1", "ana", skills("A"), frozenset(), frozenset("f"), frozenset("fg")),
        BlindReview("2", "ana", skills("B", "g"), frozenset(), frozenset("f"), frozenset("fg")),
        BlindReview("3", "ben", skills("A"), skills("C", "g"), frozenset("fg"), frozenset("f")),
    ]
    f, g = unaided(reviews, "f"), unaided(reviews, "g")
    assert (f.items, f.without_findings, f.precision, f.passed_over) == (3, 3, Share(0, 2), 0)
    assert (g.items, g.recall, g.passed_over, g.outside) == (0, Share(0, 0), 1, 1)


@given(st.lists(st.tuples(st.text("ABC", max_size=3), st.text("ABC", max_size=3)), max_size=8))
def test_precision_and_recall_change_places_with_what_is_compared(drawn: list[tuple[str, str]]) -> None:
    """What was suggested against what was found, and the other way round."""
    one = unaided([blind(str(at), *pair) for at, pair in enumerate(drawn)])
    other = unaided([blind(str(at), *pair[::-1]) for at, pair in enumerate(drawn)])
    assert (one.precision, one.recall) == (other.recall, other.precision)


def before_it_was_shown(words: str) -> list[Recorded]:
    """Read decisions that were made blind."""
    return [one.model_copy(update={"exposure": Exposure.BLIND}) for one in said(words)]


C, S = claim("c", "C"), added("s", "ana", "S")
TWIN = added("t", "ana", "C")


@pytest.mark.parametrize(
    ("unseen", "seen", "found"),
    [
        ("", "", ""),
        ("ana:s!S", "", "S"),
        ("ana:s!S ana:s~", "", ""),
        ("ana:s!S ana:s0", "", ""),
        # Added what was suggested: on revealing, the suggestion is confirmed in its place
        ("ana:t!C ana:c+ ana:t~", "", "C"),
        # What follows in view of the suggestions changes nothing
        ("ana:s!S", "ana:s~", "S"),
        ("", "ana:c+ ana:s!S", ""),
        ("ana:t!C ana:c+ ana:t~", "ana:c-", "C"),
        # Others do not count: Zoe has not finished
        ("zoe:z!Z", "", ""),
    ],
)
def test_what_was_found_blind_is_what_stood_when_suggestions_were_shown(unseen: str, seen: str, found: str) -> None:
    """Additions, and suggestions that were confirmed because they had been added."""
    later = [one.model_copy(update={"sequence": one.sequence + 50}) for one in said(seen)]
    item = Reviewed(
        "1",
        [C, S, TWIN, added("z", "zoe", "Z"), claim("k", "K", Origin.CATCH)],
        [*finished("ana"), *working("zoe")],
        [*before_it_was_shown(unseen), *later],
    )
    looked = {"ana": frozenset("f"), "ben": frozenset("g")}
    expected = BlindReview("1", "ana", skills("C"), skills(found), frozenset("f"), frozenset("fh"))
    assert blind_reviews(item, looked, frozenset("fh")) == (expected,)


def test_a_planted_claim_is_missed_where_it_was_confirmed() -> None:
    """Correcting it or being unsure shows that somebody looked; what was not decided is not counted."""
    verdicts = [Verdict.CONFIRM, Verdict.REJECT, Verdict.CORRECT, Verdict.UNSURE, None]
    assert catch_misses(verdicts) == Share(1, 4)
    assert catch_misses([]).words == "nothing to count yet"


def judged(
    outcome: str,
    confidence: float | None = 0.9,
    framework: str = "f",
    person: str = "ana",
    reason: Reason | None = None,
) -> Judged:
    """Make a decision in force."""
    return Judged(person, framework, confidence, ClaimState(outcome), reason)


def test_confirm_rates_stand_by_framework_and_band() -> None:
    """Corrected is not confirmed, unsure is counted apart, and the surest band comes first."""
    rows = [
        judged("confirmed", 0.9),
        judged("rejected", 0.8),
        judged("corrected", 1.0),
        judged("unsure", 0.85),
        judged("confirmed", 0.3),
        judged("confirmed", None, "e"),
        judged("unsure", 0.6, "e"),
    ]
    first, second, third, fourth = confirm_rates(rows)
    assert first == ConfirmRate("e", Band.MEDIUM, None, Share(0, 0), 1)
    assert second == ConfirmRate("e", Band.NONE, None, Share(1, 1), 0)
    assert (third.framework, third.band, third.share, third.unsure) == ("f", Band.HIGH, Share(1, 3), 1)
    assert third.confidence == pytest.approx(0.9)
    assert fourth == ConfirmRate("f", Band.LOW, 0.3, Share(1, 1), 0)
    assert confirm_rates([]) == ()


def test_reasons_are_counted_of_rejections_only() -> None:
    """Each reason of the list is named, in its order, and rejections without one come last."""
    rows = [
        judged("rejected", reason=Reason.TOO_WEAK),
        judged("rejected", reason=Reason.TOO_WEAK),
        judged("rejected"),
        judged("corrected"),
        judged("confirmed"),
    ]
    found = reject_reasons(rows)
    assert list(found) == [*Reason, None]
    assert found == dict.fromkeys(Reason, 0) | {Reason.TOO_WEAK: 2, None: 1}


def test_pace_by_hand() -> None:
    """Six claims in six minutes are 60 an hour; the middle of 20, 40 and 240 seconds is 40."""
    work = [
        Work("ana", MONDAY, claims=4, seconds=80),
        Work("ana", MONDAY, claims=1, seconds=240),
        Work("ben", MONDAY, claims=1, seconds=40),
        Work("ben", TUESDAY, claims=3, seconds=0),
    ]
    assert pace(work) == Pace(items=4, claims=9, hours=0.1, claims_per_hour=60, seconds_per_claim=40)
    assert by_day(reversed(work)) == {MONDAY: pace(work[:3]), TUESDAY: pace(work[3:])}
    assert list(by_day(reversed(work))) == [MONDAY, TUESDAY]


@pytest.mark.parametrize("work", [[], [Work("ana", MONDAY, claims=3, seconds=0)]])
def test_without_time_there_is_no_pace(work: list[Work]) -> None:
    """None, and not endless speed."""
    assert (pace(work).claims_per_hour, pace(work).seconds_per_claim) == (None, None)


def test_a_text_without_claims_took_time_all_the_same() -> None:
    """It counts in the hours, and has no time per claim."""
    found = pace([Work("ana", MONDAY, claims=0, seconds=1_800), Work("ana", MONDAY, claims=30, seconds=1_800)])
    assert (found.claims_per_hour, found.seconds_per_claim) == (30, 60)


@pytest.mark.parametrize(("persons", "shown"), [("abcd", []), ("edcba", ["a", "b", "c", "d", "e"]), ("", [])])
def test_fewer_than_five_persons_are_not_told_apart(persons: str, shown: list[str]) -> None:
    """From five on, each has a figure of their own."""
    work = [Work(person, MONDAY, claims=at + 1, seconds=60) for at, person in enumerate(persons)] * 2
    found = by_person(work, pace)
    assert list(found) == shown
    assert [one.items for one in found.values()] == [2] * len(shown)


def test_conflicts_are_a_share_of_what_was_reviewed_twice() -> None:
    """One of four had to be adjudicated."""
    assert conflicts([True, False, False, False]) == Share(1, 4)
    assert conflicts([]).value is None


def test_a_lease_has_ended_when_nobody_was_seen_for_its_time() -> None:
    """To the moment."""
    begun = [Begun("ana", START), Begun("ben", START + dt.timedelta(seconds=1))]
    assert ended_leases(begun, START + LEASE) == 1
    assert ended_leases(begun, START + LEASE - dt.timedelta(seconds=1)) == 0
    assert ended_leases(begun, START + 2 * LEASE) == 2


def test_a_decision_made_in_view_is_assisted_unless_told() -> None:
    """What the other tests take for granted."""
    assert decided("c", "ana", Verdict.CONFIRM, 1).exposure is Exposure.ASSISTED
