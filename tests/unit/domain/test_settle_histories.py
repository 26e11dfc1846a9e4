"""The rules of review for any history of an item, and along any order of events."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from skillweave.domain.review import ClaimState, Origin, Recorded, Review, ReviewKind, Settlement, Verdict
from skillweave.domain.settle import current, settle
from tests.decided import ADJUDICATION, FINAL, OPEN, SECOND, finished
from tests.strategies import ADJUDICATORS, ASKED, REVIEWERS, ItemHistory, item_decisions, item_histories, reviewed_items

THE_JUDGE = finished("judge", kind=ReviewKind.ADJUDICATION)


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
