"""The rules of review: by hand, for any history of an item, and along any order of events."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from skillweave.domain.review import (
    ClaimAsked,
    ClaimState,
    ItemState,
    Origin,
    Reason,
    Recorded,
    Review,
    ReviewKind,
    Settlement,
    Verdict,
)
from skillweave.domain.settle import current, settle
from skillweave.domain.span import Span
from tests.decided import added, claim, decided, finished, said, skill, working
from tests.strategies import ADJUDICATORS, ASKED, REVIEWERS, ItemHistory, item_decisions, item_histories, reviewed_items

C, D = claim("c", "C"), claim("d", "D")
PLANTED = claim("k", "K", Origin.CATCH)
OPEN, SECOND, ADJUDICATION, FINAL = ItemState

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


def settled(history: ItemHistory) -> Settlement:
    """Apply the rules to a history."""
    return settle(history.claims, history.reviews, history.decisions, history.required)


def without(history: ItemHistory, *persons: str) -> ItemHistory:
    """Leave out these persons' reviews."""
    return history.having(reviews=[one for one in history.reviews if one.person not in persons])


def persons(history: ItemHistory, kind: ReviewKind) -> set[str]:
    """Give who has finished."""
    return {one.person for one in history.reviews if one.finished and one.kind is kind}


@given(item_histories(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_replays_change_anything(history: ItemHistory, rng: random.Random) -> None:
    """Reviews and decisions come out of a store in any order; a decision twice is a decision once."""
    decisions = [*history.decisions, *history.decisions[::2]]
    reviews = [*history.reviews, *history.reviews[:1]]
    rng.shuffle(decisions)
    rng.shuffle(reviews)
    assert settled(history.having(decisions=decisions, reviews=reviews)) == settled(history)


@given(item_histories(), st.randoms(use_true_random=False))
def test_decisions_of_different_claims_may_arrive_in_any_order(history: ItemHistory, rng: random.Random) -> None:
    """Only the order of decisions on one claim counts: states, competencies and persons are the same."""
    # Of two adjudicators, whose word on the whole item is the last is a question of order.
    history = without(history, "jury")
    queues: dict[str | None, list[Recorded]] = {}
    for one in history.decisions:
        queues.setdefault(one.decision.claim, []).append(one)
    turns = [one.decision.claim for one in history.decisions]
    rng.shuffle(turns)
    mixed = [queues[turn].pop(0).model_copy(update={"sequence": sequence}) for sequence, turn in enumerate(turns)]
    assert _outline(settled(history.having(decisions=mixed))) == _outline(settled(history))


def _outline(found: Settlement) -> tuple[object, ...]:
    claims = [(one.id, one.state, one.skill, set(one.by), one.policy) for one in found.claims]
    return found.state, found.differences, claims


@given(item_histories())
def test_unfinished_reviews_never_count(history: ItemHistory) -> None:
    """Without the decisions of those who are still at it, and without their reviews, the item stands the same."""
    done = {one.person for one in history.reviews if one.finished}
    kept = [one for one in history.decisions if one.person is None or one.person in done]
    reviews = [one for one in history.reviews if one.finished]
    assert settled(history.having(decisions=kept, reviews=reviews)) == settled(history)


@given(item_histories())
def test_planted_claims_never_appear(history: ItemHistory) -> None:
    """Not as a result and not as a difference, and nothing said of them changes anything."""
    found = settled(history)
    assert [one.id for one in found.claims] == [one.id for one in ASKED if one.origin is not Origin.CATCH]
    kept = [one for one in history.decisions if one.decision.claim != "k"]
    assert settled(history.having(decisions=kept)) == found


@given(item_histories())
def test_an_adjudicated_item_is_final_and_differs_no_more(history: ItemHistory) -> None:
    """Rules 1 and 6: whatever reviewers and policies say."""
    found = settled(history.having(reviews=[*history.reviews, *THE_JUDGE]))
    assert (found.state, found.differences) == (FINAL, ())


@given(item_histories())
def test_a_state_follows_from_who_has_finished(history: ItemHistory) -> None:
    """Too few reviews leave an item open or at its second; enough make it final, or name the differences."""
    history = without(history, *ADJUDICATORS)
    found, reviewers = settled(history), persons(history, ReviewKind.REVIEW)
    last = current(history.decisions)
    unsure = any(
        one.decision.verdict is Verdict.UNSURE and person in reviewers and claim_id != "k"
        for (claim_id, person), one in last.items()
    )
    needed = max(history.required, 2 if unsure else 0, 1)
    if history.required == 0 and not reviewers:
        assert found.state is OPEN  # additions are among the claims, and no policy decides them
    elif len(reviewers) < needed:
        assert found.state is (SECOND if reviewers else OPEN)
    else:
        assert found.state is (ADJUDICATION if found.differences else FINAL)


@given(item_histories())
def test_differences_are_unsure_and_everything_else_is_not(history: ItemHistory) -> None:
    """Nothing that reviewers disagree about has a result, and they are named only while somebody has to settle them."""
    found = settled(history)
    states = {one.id: one.state for one in found.claims}
    assert all(states[one] is ClaimState.UNSURE for one in found.differences)
    assert not found.differences or found.state is ADJUDICATION
    assert found.state is not ADJUDICATION or ClaimState.UNSURE not in {
        state for one, state in states.items() if one not in found.differences
    }


def _present(history: ItemHistory, person: str) -> tuple[set[str], set[str]]:
    """Give the codes that a person says are in the text, and those they are unsure of, by hand."""
    there, unsure = set(), set()
    for (asked, who), one in current(history.decisions).items():
        named = next((each for each in ASKED if each.id == asked), None)
        if who != person or named is None or named.id == "k":
            continue
        match one.decision.verdict:
            case Verdict.CONFIRM | Verdict.ADD:
                there.add(named.skill.code)
            case Verdict.CORRECT if one.decision.replacement:
                there.add(one.decision.replacement.code)
            case Verdict.UNSURE:
                unsure.add(named.skill.code)
    return there, unsure


@given(reviewed_items())
def test_what_reviews_settle_as_present_nobody_who_finished_calls_absent(history: ItemHistory) -> None:
    """Rules 2 and 4: as many as required found it, by whichever claim, and of an addition the others were unsure."""
    found = settled(history)
    sides = [_present(history, person) for person in persons(history, ReviewKind.REVIEW)]
    for asked, one in zip((each for each in ASKED if each.id != "k"), found.claims, strict=True):
        if found.state in (FINAL, ADJUDICATION) and one.state in (ClaimState.CONFIRMED, ClaimState.CORRECTED):
            assert sum(one.skill.code in there for there, _ in sides) >= history.required
            assert asked.by is None or all(one.skill.code in there | unsure for there, unsure in sides)


@given(reviewed_items())
def test_every_skill_that_only_some_found_is_a_difference(history: ItemHistory) -> None:
    """Rules 2, 3 and 4 from the other side: found by one, and not by another who was unsure of nothing."""
    found = settled(history)
    sides = [_present(history, person) for person in persons(history, ReviewKind.REVIEW)]
    for code in "CDST":
        if any(code in there for there, _ in sides) and any(
            code not in there and not unsure for there, unsure in sides
        ):
            assert found.state is not FINAL


@given(item_histories())
def test_a_policy_stands_only_where_no_finished_person_spoke(history: ItemHistory) -> None:
    """Rule 5: one word of a person, on the claim or on the whole item, outweighs it."""
    spoke = persons(history, ReviewKind.REVIEW) | persons(history, ReviewKind.ADJUDICATION)
    last = current(history.decisions)
    for one in settled(history).claims:
        if one.policy is not None:
            assert one.by == ()
            assert not {(asked, who) for asked in (one.id, None) for who in spoke} & set(last)


@given(item_histories())
def test_only_finished_persons_stand_behind_a_claim(history: ItemHistory) -> None:
    """Once each, and only where there is a result."""
    done = {one.person for one in history.reviews if one.finished}
    for one in settled(history).claims:
        assert set(one.by) <= done
        assert len(set(one.by)) == len(one.by)
        assert not one.by or one.state not in (ClaimState.SUGGESTED, ClaimState.ADDED)


class AnItemUnderReview(RuleBasedStateMachine):
    """Events in any order: decisions, finishing, replays, adjudication, reopening."""

    def __init__(self) -> None:
        super().__init__()
        self.required = 1
        self.decisions: list[Recorded] = []
        self.done: dict[str, ReviewKind] = {}
        self.found = settle(ASKED, [], [], 1)

    @initialize(required=st.integers(0, 3))
    def begin(self, required: int) -> None:
        """Set how many reviews the queue wants."""
        self.required = required
        self.found = self.now()

    def now(self) -> Settlement:
        """Apply the rules to all that has happened."""
        opened = [
            Review(
                person=person,
                kind=ReviewKind.ADJUDICATION if person in ADJUDICATORS else ReviewKind.REVIEW,
                finished=person in self.done,
            )
            for person in (*REVIEWERS, *ADJUDICATORS)
        ]
        return settle(ASKED, opened, self.decisions, self.required)

    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """Somebody who is still at it decides something: that alone changes nothing, unless it is a policy's."""
        one = data.draw(item_decisions(len(self.decisions)))
        if one.person in self.done:
            return
        self.decisions.append(one)
        before, self.found = self.found, self.now()
        assert one.person is None or self.found == before

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """A decision that arrives again is the same decision."""
        if self.decisions:
            self.decisions.append(data.draw(st.sampled_from(self.decisions)))
            assert self.now() == self.found
            self.decisions.pop()

    @rule(person=st.sampled_from(REVIEWERS))
    def finish(self, person: str) -> None:
        """A review never leads back, and never changes what an adjudication has decided."""
        before = self.found
        self.done[person] = ReviewKind.REVIEW
        self.found = self.now()
        order = [OPEN, SECOND, ADJUDICATION, FINAL]
        if before.state in (OPEN, SECOND):
            assert order.index(self.found.state) >= order.index(before.state)
        if set(self.done) & set(ADJUDICATORS):
            assert self.found.state is FINAL

    @rule(person=st.sampled_from(ADJUDICATORS))
    def adjudicate(self, person: str) -> None:
        """Whatever stood before, the item is final, and what was said last is what stands."""
        self.done[person] = ReviewKind.ADJUDICATION
        self.found = self.now()
        own = [one for one in self.decisions if one.person in ADJUDICATORS and one.person in self.done]
        last = {one.decision.claim: one.decision.verdict for one in own}
        states = {one.id: one.state for one in self.found.claims}
        assert self.found.state is FINAL
        if last.get("c") is Verdict.REJECT and own[-1].decision.claim == "c":
            assert states["c"] is ClaimState.REJECTED

    @rule()
    def reopen(self) -> None:
        """All reviews are open again; every decision stays, and finishing again gives the same."""
        before, done = self.found, dict(self.done)
        self.done.clear()
        opened = self.now()
        assert opened.state is OPEN
        self.done = done
        assert self.now() == before
        self.done = {}
        self.found = opened

    @invariant()
    def holds_together(self) -> None:
        """Differences stand only in adjudication, and no planted claim anywhere."""
        assert bool(self.found.differences) is (self.found.state is ADJUDICATION)
        assert "k" not in {one.id for one in self.found.claims}


AnItemUnderReview.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_any_order_of_events_keeps_the_rules = AnItemUnderReview.TestCase


def test_persons_of_the_tables_are_those_of_the_strategies() -> None:
    """The tables above and the drawn histories speak of the same people."""
    assert (REVIEWERS, ADJUDICATORS) == (("ana", "ben", "eli"), ("judge", "jury"))
    assert skill("C") == C.skill
