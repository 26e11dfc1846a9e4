"""The rules of review by hand: what follows from each kind of history, in tables."""

import pytest

from skillweave.domain.review import (
    ClaimAsked,
    ClaimState,
    ItemState,
    Origin,
    Reason,
    Review,
    ReviewKind,
    Settlement,
    Verdict,
)
from skillweave.domain.settle import current, settle
from skillweave.domain.span import Span
from tests.decided import (
    ADJUDICATION,
    FINAL,
    OPEN,
    SECOND,
    added,
    claim,
    decided,
    finished,
    said,
    skill,
    working,
)
from tests.strategies import ADJUDICATORS, REVIEWERS

C, D = claim("c", "C"), claim("d", "D")
PLANTED = claim("k", "K", Origin.CATCH)

THE_JUDGE = finished("judge", kind=ReviewKind.ADJUDICATION)
BOTH_JUDGE = finished("judge", "jury", kind=ReviewKind.ADJUDICATION)


def told(found: Settlement) -> str:
    """Give the states of the claims in a line, such as `c:confirmed d:corrected>S`."""
    return " ".join(
        f"{one.id}:{one.state.value}" + (f">{one.skill.code}" if one.state is ClaimState.CORRECTED else "")
        for one in found.claims
    )


REVIEWED = [
    # One review
    ("", [], 1, [C], OPEN, "c:suggested"),
    ("ana:c+", ["ana"], 1, [C], FINAL, "c:confirmed"),
    ("ana:c-", ["ana"], 1, [C], FINAL, "c:rejected"),
    ("ana:c>S", ["ana"], 1, [C], FINAL, "c:corrected>S"),
    ("ana:c>C", ["ana"], 1, [C], FINAL, "c:confirmed"),
    ("ana:c?", ["ana"], 1, [C], SECOND, "c:unsure"),
    ("ana:c+ ana:c-", ["ana"], 1, [C], FINAL, "c:rejected"),
    ("ana:c+ ana:c0", ["ana"], 1, [C], ADJUDICATION, "c:unsure"),
    ("ana:*", ["ana"], 1, [], FINAL, ""),
    ("ana:*", ["ana"], 1, [C, D], FINAL, "c:rejected d:rejected"),
    ("ana:* ana:c+", ["ana"], 1, [C, D], FINAL, "c:confirmed d:rejected"),
    ("ana:* ana:0", ["ana"], 1, [C], ADJUDICATION, "c:unsure"),
    ("ana:* ana:0 ana:c+", ["ana"], 1, [C], FINAL, "c:confirmed"),
    ("", ["ana"], 1, [], FINAL, ""),
    # Unfinished reviews never count
    ("ana:c+", [], 1, [C], OPEN, "c:suggested"),
    ("ana:c+ ben:c-", ["ana"], 1, [C], FINAL, "c:confirmed"),
    ("ana:c+ ben:c-", ["ana"], 2, [C], SECOND, "c:confirmed"),
    # Two reviews
    ("ana:c+ ben:c+", ["ana", "ben"], 2, [C], FINAL, "c:confirmed"),
    ("ana:c+ ben:c-", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure"),
    ("ana:c+ ben:c-", ["ana", "ben"], 1, [C], ADJUDICATION, "c:unsure"),
    ("ana:c>S ben:c>S", ["ana", "ben"], 2, [C], FINAL, "c:corrected>S"),
    ("ana:c>S ben:c>T", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure"),
    ("ana:c>S ben:c+", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure"),
    ("ana:c>S ben:c-", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure"),
    ("ana:c>C ben:c+", ["ana", "ben"], 2, [C], FINAL, "c:confirmed"),
    ("ana:c- ben:c*", ["ana", "ben"], 2, [C], FINAL, "c:rejected"),
    ("ana:c+ ben:*", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure"),
    ("ana:c+ ben:c+ ana:d+ ben:d-", ["ana", "ben"], 2, [C, D], ADJUDICATION, "c:confirmed d:unsure"),
    # Unsure
    ("ana:c? ben:c+", ["ana", "ben"], 1, [C], FINAL, "c:confirmed"),
    ("ana:c? ben:c?", ["ana", "ben"], 1, [C], ADJUDICATION, "c:unsure"),
    ("ana:c? ben:c+", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure"),
    ("ana:c? ben:c+ eli:c+", ["ana", "ben", "eli"], 2, [C], FINAL, "c:confirmed"),
    ("ana:c? ben:c+ ana:d+ ben:d-", ["ana", "ben"], 1, [C, D], ADJUDICATION, "c:confirmed d:unsure"),
    ("ana:c? ana:d+", ["ana"], 1, [C, D], SECOND, "c:unsure d:confirmed"),
    # Three reviews
    ("ana:c+ ben:c+", ["ana", "ben"], 3, [C], SECOND, "c:confirmed"),
    ("ana:c+ ben:c+ eli:c+", ["ana", "ben", "eli"], 3, [C], FINAL, "c:confirmed"),
    ("ana:c+ ben:c+ eli:c-", ["ana", "ben", "eli"], 3, [C], ADJUDICATION, "c:unsure"),
]


@pytest.mark.parametrize(("words", "persons", "required", "claims", "state", "states"), REVIEWED)
def test_reviews_settle_suggestions_by_hand(
    words: str, persons: list[str], required: int, claims: list[ClaimAsked], state: ItemState, states: str
) -> None:
    """Those who have finished decide; what they differ about is unsure and is named."""
    found = settle(claims, [*finished(*persons), *working("ana", "ben")], said(words), required)
    assert (found.state, told(found)) == (state, states)
    unsure = {one.id for one in found.claims if one.state is ClaimState.UNSURE}
    assert set(found.differences) == (unsure if state is ADJUDICATION else set())


A1, A2, B1, B2 = added("a1", "ana", "S"), added("a2", "ana", "S"), added("b1", "ben", "S"), added("b2", "ben", "C")

ADDITIONS = [
    ("ana:a1!S", ["ana"], 1, [A1], FINAL, "a1:confirmed"),
    ("ana:a1!S", [], 1, [A1], OPEN, "a1:added"),
    ("ana:a1!S", ["ben"], 1, [A1], FINAL, "a1:added"),
    ("ana:a1!S", ["ana", "ben"], 2, [A1], ADJUDICATION, "a1:unsure"),
    ("ana:a1!S", ["ana", "ben"], 1, [A1], ADJUDICATION, "a1:unsure"),
    ("ana:a1!S ben:*", ["ana", "ben"], 2, [A1], ADJUDICATION, "a1:unsure"),
    ("ana:a1!S ben:b1!S", ["ana", "ben"], 2, [A1, B1], FINAL, "a1:confirmed b1:confirmed"),
    ("ana:a1!S ana:a1~", ["ana"], 1, [A1], FINAL, "a1:withdrawn"),
    ("ana:a1!S ana:a1~", ["ana", "ben"], 2, [A1], FINAL, "a1:withdrawn"),
    ("ana:a1!S ana:a10", ["ana", "ben"], 2, [A1], FINAL, "a1:withdrawn"),
    ("ana:a1!S ana:a1~ ana:a1!S", ["ana"], 1, [A1], FINAL, "a1:confirmed"),
    # Withdrawn and added again, and found by the other too: nobody differs about S
    ("ana:a1!S ana:a1~ ana:a2!S ben:b1!S", ["ana", "ben"], 2, [A1, A2, B1], FINAL,
     "a1:withdrawn a2:confirmed b1:confirmed"),
    ("ana:a1!S ana:a1~ ben:b1!S", ["ana", "ben"], 2, [A1, B1], ADJUDICATION, "a1:withdrawn b1:unsure"),
    # The other found the same by correcting, or by confirming the suggestion
    ("ana:c- ana:a1!S ben:c>S", ["ana", "ben"], 2, [C, A1], ADJUDICATION, "c:unsure a1:confirmed"),
    ("ana:c+ ben:c+ ben:b2!C", ["ana", "ben"], 2, [C, B2], FINAL, "c:confirmed b2:confirmed"),
    ("ana:c- ben:c- ben:b2!C", ["ana", "ben"], 2, [C, B2], ADJUDICATION, "c:rejected b2:unsure"),
    ("ana:c? ben:c+ ben:b2!C", ["ana", "ben"], 1, [C, B2], FINAL, "c:confirmed b2:confirmed"),
    ("ana:c+ ben:c- ben:b2!C", ["ana", "ben"], 2, [C, B2], ADJUDICATION, "c:unsure b2:confirmed"),
    ("ana:a1!S ana:a1?", ["ana"], 1, [A1], SECOND, "a1:unsure"),
    ("ana:a1!S ana:a1? ben:b1!S", ["ana", "ben"], 1, [A1, B1], FINAL, "a1:confirmed b1:confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "persons", "required", "claims", "state", "states"), ADDITIONS)
def test_additions_are_settled_by_hand(
    words: str, persons: list[str], required: int, claims: list[ClaimAsked], state: ItemState, states: str
) -> None:
    """Added against not added is a difference, unless the other says the same by another claim or it was taken back."""
    found = settle(claims, [*finished(*persons), *working("ana", "ben")], said(words), required)
    assert (found.state, told(found)) == (state, states)


POLICIES = [
    ("policy:c+", [], 0, [C], FINAL, "c:confirmed", "sure"),
    ("policy:c+", [], 1, [C], OPEN, "c:confirmed", "sure"),
    ("policy:c+", [], 0, [C, D], OPEN, "c:confirmed d:suggested", "sure"),
    ("policy:c+ ana:d-", ["ana"], 1, [C, D], FINAL, "c:confirmed d:rejected", "sure"),
    ("policy:c+ ana:c-", ["ana"], 1, [C], FINAL, "c:rejected", None),
    ("ana:c- policy:c+", ["ana"], 1, [C], FINAL, "c:rejected", None),
    ("policy:c+ ana:c-", [], 0, [C], FINAL, "c:confirmed", "sure"),
    ("policy:c+ ana:*", ["ana"], 1, [C], FINAL, "c:rejected", None),
    ("policy:c+ ana:c?", ["ana"], 0, [C], SECOND, "c:unsure", None),
    ("policy:c+ ana:c- ana:c0", ["ana"], 1, [C], FINAL, "c:confirmed", "sure"),
    ("policy:c+ ana:c-", ["ana", "ben"], 2, [C], ADJUDICATION, "c:unsure", None),
    ("policy:c+", ["ana"], 0, [C, D], ADJUDICATION, "c:confirmed d:unsure", "sure"),
    ("policy:c+ policy:c0", [], 0, [C], OPEN, "c:suggested", None),
]


@pytest.mark.parametrize(("words", "persons", "required", "claims", "state", "states", "policy"), POLICIES)
def test_a_policy_counts_only_without_a_person(
    words: str,
    persons: list[str],
    required: int,
    claims: list[ClaimAsked],
    state: ItemState,
    states: str,
    policy: str | None,
) -> None:
    """In whatever order they came; a person who has not finished does not count yet."""
    found = settle(claims, finished(*persons), said(words), required)
    assert (found.state, told(found), found.claims[0].policy) == (state, states, policy)
    assert (found.claims[0].by == ()) is (policy is not None or found.claims[0].state is not ClaimState.REJECTED)


@pytest.mark.parametrize("claims", [[], [PLANTED]])
def test_policies_alone_never_finish_a_text_without_claims(claims: list[ClaimAsked]) -> None:
    """That there is nothing in a text is for a person to say."""
    assert settle(claims, [], [], 0).state is OPEN
    assert settle(claims, finished("ana"), said("ana:*"), 0).state is FINAL


ADJUDICATED = [
    ("ana:c+ ben:c- judge:c+", THE_JUDGE, [C], "c:confirmed"),
    ("ana:c+ ben:c- judge:c>T", THE_JUDGE, [C], "c:corrected>T"),
    ("ana:c+ ben:c- judge:c*", THE_JUDGE, [C], "c:rejected"),
    ("ana:c+ ben:c- judge:*", THE_JUDGE, [C], "c:rejected"),
    ("ana:c+ ben:c+ judge:*", THE_JUDGE, [C], "c:rejected"),
    ("ana:c+ ben:c+ judge:c-", THE_JUDGE, [C], "c:rejected"),
    ("judge:c- ana:c+ ben:c+", THE_JUDGE, [C], "c:rejected"),
    ("ana:c+ ben:c- judge:c?", THE_JUDGE, [C], "c:unsure"),
    ("ana:c+ ben:c-", THE_JUDGE, [C], "c:unsure"),
    ("ana:c+ ben:c+ ana:d+ ben:d- judge:d-", THE_JUDGE, [C, D], "c:confirmed d:rejected"),
    ("ana:c+ ben:c- judge:c-", working("judge", kind=ReviewKind.ADJUDICATION), [C], "c:unsure"),
    ("policy:c+ judge:c-", THE_JUDGE, [C], "c:rejected"),
    # Additions
    ("ana:a1!S judge:a1-", THE_JUDGE, [A1], "a1:rejected"),
    ("ana:a1!S judge:a1+", THE_JUDGE, [A1], "a1:confirmed"),
    ("ana:a1!S judge:*", THE_JUDGE, [A1], "a1:rejected"),
    ("ana:a1!S ana:a1~ judge:*", THE_JUDGE, [A1], "a1:withdrawn"),
    ("ana:c+ ben:c- judge:c- judge:j!S", THE_JUDGE, [C, added("j", "judge", "S")], "c:rejected j:confirmed"),
    ("ana:c- ben:c- judge:j!S judge:j~", THE_JUDGE, [C, added("j", "judge", "S")], "c:rejected j:withdrawn"),
    ("ana:c- ben:c- judge:j!S judge:j0", THE_JUDGE, [C, added("j", "judge", "S")], "c:rejected j:withdrawn"),
    # Two adjudications, after a reopening: the last word counts, and the rest stays in force
    ("ana:c+ ben:c- judge:c+ jury:c-", BOTH_JUDGE, [C], "c:rejected"),
    ("ana:c+ ben:c- jury:c- judge:c+", BOTH_JUDGE, [C], "c:confirmed"),
    ("ana:c+ ben:c- ana:d- ben:d+ judge:c+ judge:d+ jury:d-", BOTH_JUDGE, [C, D], "c:confirmed d:rejected"),
    ("ana:c+ ben:c- judge:c+ jury:*", BOTH_JUDGE, [C], "c:rejected"),
    ("ana:c+ ben:c- jury:* judge:c+", BOTH_JUDGE, [C], "c:confirmed"),
]


@pytest.mark.parametrize(("words", "judges", "claims", "states"), ADJUDICATED)
@pytest.mark.parametrize("turned", [False, True])
def test_an_adjudication_decides_by_hand(
    words: str, judges: list[Review], claims: list[ClaimAsked], states: str, turned: bool
) -> None:
    """Whatever came before, and in whatever order reviews are listed; the item is final and differs no more."""
    reviews = [*finished("ana", "ben"), *judges]
    found = settle(claims, reviews[::-1] if turned else reviews, said(words), 2)
    assert told(found) == states
    done = any(one.finished for one in judges)
    assert (found.state, found.differences) == ((FINAL, ()) if done else (ADJUDICATION, ("c",)))


def test_who_agrees_stands_behind_a_claim_in_the_order_of_their_decisions() -> None:
    """The first one's level, reason and evidence stand, and what others say differently is named."""
    decisions = [
        decided("c", "ben", Verdict.CONFIRM, 4, level="2", spans=[(0, 4)]),
        decided("c", "ana", Verdict.CONFIRM, 7, level="3", spans=[(2, 6)]),
        decided("d", "ana", Verdict.REJECT, 1, reason=Reason.TOO_WEAK),
        decided("d", "ben", Verdict.REJECT, 2, reason=Reason.TOO_WEAK),
    ]
    found = settle([C, D], finished("ana", "ben"), decisions, 2)
    first, second = found.claims
    assert found.state is FINAL
    assert (first.by, first.level, first.spans) == (("ben", "ana"), "2", (Span(start=0, end=4),))
    assert first.varied == ("level", "spans")
    assert (second.by, second.reason, second.varied) == (("ana", "ben"), Reason.TOO_WEAK, ())


def test_the_author_of_an_addition_comes_first_whoever_was_quicker() -> None:
    """Its level and evidence are not those of another claim by which somebody said the same."""
    decisions = [
        decided("c", "ben", Verdict.CORRECT, 1, code="S", level="1", spans=[(5, 9)]),
        decided("c", "ana", Verdict.REJECT, 2),
        decided("a1", "ana", Verdict.ADD, 3, code="S", level="2", spans=[(0, 4)]),
    ]
    found = settle([C, A1], finished("ben", "ana"), decisions, 2).claims[1]
    assert (found.by, found.level, found.spans) == (("ana", "ben"), "2", (Span(start=0, end=4),))


@pytest.mark.parametrize("words", ["ana:k+", "ana:k?", "ana:k>S", "ana:k+ ana:k0", ""])
def test_a_planted_claim_takes_no_part(words: str) -> None:
    """Whatever a reviewer said of it, the item stands as it would without."""
    with_it = settle([C, PLANTED], finished("ana"), said(f"ana:c+ {words}"), 1)
    assert with_it == settle([C], finished("ana"), said("ana:c+"), 1)


def test_the_last_word_on_a_claim_is_the_one_with_the_highest_number() -> None:
    """Decisions may be handed over in any order; `clear` leaves none."""
    decisions = said("ana:c+ ana:c- ana:d+ ana:d0 ben:c?")
    for_all = current(reversed(decisions))
    assert {key: one.decision.verdict for key, one in for_all.items()} == {
        ("c", "ana"): Verdict.REJECT,
        ("c", "ben"): Verdict.UNSURE,
    }


def test_persons_of_the_tables_are_those_of_the_strategies() -> None:
    """The tables above and the drawn histories speak of the same people."""
    assert (REVIEWERS, ADJUDICATORS) == (("ana", "ben", "eli"), ("judge", "jury"))
    assert skill("C") == C.skill
