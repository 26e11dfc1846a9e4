"""Every store keeps the promises of `ports.ClaimStore`: reviewers judge alone, others settle, guards against trust."""

import pytest

from skillweave.domain.queue import NothingLeft
from skillweave.domain.review import (
    ClaimState,
    Exposure,
    ItemState,
    Origin,
    ReviewKind,
    Verdict,
    Via,
)
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from tests.queue_items import (
    CALM,
    LEADING,
    LISTENING,
    NOON,
    PERSISTENCE,
    WELDING,
    Desk,
    addition,
    by_label,
    disputed,
    entries,
    entry,
    filled,
    minutes,
    said,
    settle_as,
    span,
    taken,
    work,
)

ADJUDICATION = ReviewKind.ADJUDICATION


class TestTwoReviewers:
    """Reviewers judge on their own."""

    def test_the_second_reviewer_sees_neither_answers_nor_confidence(self, desk: Desk) -> None:
        """The second reviewer sees the claims as they were suggested, without additions and without numbers."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, *entries(1))
        item = taken(desk)
        desk.store.decide(addition(item, LEADING), "ana", NOON)
        assert work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT}) == item
        taken(desk, "ben", at=5)
        shown = desk.store.show(item, "ben", minutes(5))
        assert [claim.label for claim in shown.claims] == [LISTENING, PERSISTENCE]
        assert {claim.state for claim in shown.claims} == {ClaimState.SUGGESTED}
        assert {(claim.confidence, claim.rank, claim.decision) for claim in shown.claims} == {(None, None, None)}

    def test_who_only_looks_sees_no_answers(self, desk: Desk) -> None:
        """A person without a review sees no decision of another before the item is final."""
        item = disputed(desk)
        shown = desk.store.show(item, "cem", NOON)
        assert {claim.state for claim in shown.claims} == {ClaimState.SUGGESTED}

    def test_finishing_second_does_not_tell_what_the_first_said(self, desk: Desk) -> None:
        """Who finishes learns the outcome only once it is final."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, entry("e1", LISTENING))
        work(desk, "ana", {LISTENING: Verdict.CONFIRM})
        item = taken(desk, "ben", at=5)
        claim = by_label(desk.store.show(item, "ben", NOON), LISTENING)
        desk.store.decide(said(item, claim, Verdict.REJECT), "ben", minutes(6))
        told = desk.store.finish(item, "ben", minutes(7))
        assert (told.state, told.claims) == (ItemState.ADJUDICATION, ())

    def test_undo_works_until_the_item_is_final(self, desk: Desk) -> None:
        """Who has finished takes a decision back, and has to finish again."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, *entries(2))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT})
        taken(desk, "ana", at=3)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        undo = said(item, claim, Verdict.CLEAR, via=Via.UNDO, supersedes=claim.decision)
        answer = desk.store.decide(undo, "ana", minutes(4))
        assert (answer.state, answer.undecided) == (ClaimState.SUGGESTED, 1)
        shown = desk.store.show(item, "ana", minutes(4))
        assert (shown.finished, shown.state) == (False, ItemState.OPEN)

    def test_undo_stops_where_another_is_at_work(self, desk: Desk) -> None:
        """While the second reviewer works, the first one's review is closed, without a word why."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, entry("e1", LISTENING))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM})
        taken(desk, "ben", at=5)
        claim = by_label(desk.store.show(item, "ana", minutes(6)), LISTENING)
        with pytest.raises(ConflictError) as conflict:
            desk.store.decide(said(item, claim, Verdict.REJECT), "ana", minutes(6))
        assert (conflict.value.code, conflict.value.now) == ("moved_on", {})

    def test_undo_takes_back_an_own_decision_only(self, desk: Desk) -> None:
        """A decision of another person is not taken back."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, entry("e1", LISTENING))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM})
        taken(desk, "ben", at=5)
        claim = by_label(desk.store.show(item, "ben", minutes(6)), LISTENING)
        other = desk.store.history(item)[0].decision.id
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(said(item, claim, Verdict.CONFIRM, via=Via.UNDO, supersedes=other), "ben", minutes(6))
        assert refused.value.code == "not_yours"


class TestAdjudication:
    """Somebody else settles what reviewers disagree about."""

    def test_who_reviewed_does_not_adjudicate(self, desk: Desk) -> None:
        """An adjudicator who reviewed the item is not offered it to settle."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, entry("e1", LISTENING))
        work(desk, "ada", {LISTENING: Verdict.CONFIRM})
        item = work(desk, "ben", {LISTENING: Verdict.REJECT}, at=5)
        left = desk.store.next_item(desk.queue, "ada", minutes(9), kind=ADJUDICATION)
        assert (left.item, left.code) == (None, NothingLeft.SEEN_REST)
        with pytest.raises(RefusedError):
            desk.store.take(item, "ada", minutes(9))

    def test_who_began_to_review_does_not_adjudicate(self, desk: Desk) -> None:
        """An adjudicator who had the item in hand as a reviewer does not settle it either."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, entry("e1", LISTENING))
        item = taken(desk, "ada")
        desk.store.release(item, "ada", NOON)
        work(desk, "ana", {LISTENING: Verdict.CONFIRM}, at=1)
        work(desk, "ben", {LISTENING: Verdict.REJECT}, at=5)
        assert desk.store.next_item(desk.queue, "ada", minutes(9), kind=ADJUDICATION).code is NothingLeft.SEEN_REST

    def test_a_reviewer_does_not_adjudicate(self, desk: Desk) -> None:
        """Settling needs the role, by the queue and by a link."""
        item = disputed(desk)
        with pytest.raises(RefusedError):
            desk.store.next_item(desk.queue, "cem", minutes(9), kind=ADJUDICATION)
        with pytest.raises(RefusedError) as refused:
            desk.store.take(item, "cem", minutes(9))
        assert refused.value.code == "not_allowed"

    def test_the_adjudicator_sees_both_reviews(self, desk: Desk) -> None:
        """Who settles sees each reviewer's answer beside the other's, differences first."""
        item = disputed(desk)
        told = desk.store.reviews_of(item)
        assert [(one.differs, [own.state for own in one.opinions]) for one in told] == [
            (True, [ClaimState.CONFIRMED, ClaimState.REJECTED]),
            (False, [ClaimState.CONFIRMED, ClaimState.CONFIRMED]),
        ]

    def test_an_addition_of_one_is_a_difference(self, desk: Desk) -> None:
        """What one added and the other did not see has to be settled, and the adjudicator sees it."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, entry("e1", LISTENING))
        item = taken(desk)
        desk.store.decide(addition(item, LEADING), "ana", NOON)
        work(desk, "ana", {LISTENING: Verdict.CONFIRM})
        work(desk, "ben", {LISTENING: Verdict.CONFIRM}, at=5)
        told = {one.claim: [own.state for own in one.opinions] for one in desk.store.reviews_of(item) if one.differs}
        assert list(told.values()) == [[ClaimState.ADDED, ClaimState.REJECTED]]
        settle_as(desk, item, [(LEADING, Verdict.CONFIRM)])
        assert by_label(desk.store.show(item, "ana", NOON), LEADING).state is ClaimState.CONFIRMED

    def test_the_adjudicator_decides_the_differences(self, desk: Desk) -> None:
        """Finish names the difference that waits; what the reviewers agree on needs no word."""
        item = disputed(desk)
        desk.store.take(item, "ada", minutes(20))
        difference = by_label(desk.store.show(item, "ada", minutes(20)), PERSISTENCE)
        with pytest.raises(RefusedError) as refused:
            desk.store.finish(item, "ada", minutes(20))
        assert refused.value.about == {"claim": difference.id, "count": 1, "reveal": False}
        settle_as(desk, item, [(PERSISTENCE, Verdict.NONE)])
        shown = desk.store.show(item, "ana", minutes(30))
        assert shown.state is ItemState.FINAL
        assert by_label(shown, PERSISTENCE).state is ClaimState.REJECTED
        assert by_label(shown, LISTENING).state is ClaimState.CONFIRMED

    def test_only_who_settles_says_that_there_is_nothing(self, desk: Desk) -> None:
        """A reviewer rejects; `none` of a claim is the adjudicator's word."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(said(item, claim, Verdict.NONE), "ana", NOON)
        assert refused.value.code == "not_allowed"

    def test_a_reason_is_given_where_the_queue_wants_one(self, desk: Desk) -> None:
        """Where the queue wants it, a rejection by the adjudicator names its reason."""
        item = disputed(desk)
        desk.rule(CALM.model_copy(update={"reviews_required": 2, "reason_required": True}))
        desk.store.take(item, "ada", minutes(20))
        claim = by_label(desk.store.show(item, "ada", minutes(20)), PERSISTENCE)
        with pytest.raises(RefusedError, match="reason"):
            desk.store.decide(said(item, claim, Verdict.REJECT), "ada", minutes(20))
        answer = desk.store.decide(said(item, claim, Verdict.REJECT, reason="too_weak"), "ada", minutes(20))
        assert answer.state is ClaimState.REJECTED


class TestBlindItems:
    """Some texts are read before the suggestions are seen."""

    @pytest.fixture
    def blind(self, desk: Desk) -> str:
        """A blind item in the hands of a reviewer."""
        desk.rule(CALM.model_copy(update={"blind_rate": 1}))
        filled(desk, *entries(1))
        return taken(desk)

    def test_suggestions_are_held_back(self, desk: Desk, blind: str) -> None:
        """Before they are asked for, no suggestion is shown, decided or counted."""
        shown = desk.store.show(blind, "ana", NOON)
        assert (shown.blind, shown.revealed, shown.claims) == (True, False, ())
        with pytest.raises(RefusedError) as refused:
            desk.store.finish(blind, "ana", NOON)
        assert refused.value.about == {"claim": None, "count": 0, "reveal": True}

    def test_what_was_found_before_is_confirmed_as_blind(self, desk: Desk, blind: str) -> None:
        """A suggestion equal to an own addition is confirmed with its words; the addition gives way to it."""
        desk.store.decide(addition(blind, LISTENING, "I asked the guest", level="novice"), "ana", NOON)
        desk.store.decide(addition(blind, LEADING), "ana", NOON)
        shown = desk.store.reveal(blind, "ana", minutes(1))
        assert desk.store.reveal(blind, "ana", minutes(2)) == shown
        states = [(claim.label, claim.origin, claim.state) for claim in shown.claims]
        assert states == [
            (LISTENING, Origin.SUGGESTED, ClaimState.CONFIRMED),
            (PERSISTENCE, Origin.SUGGESTED, ClaimState.SUGGESTED),
            (LISTENING, Origin.ADDED, ClaimState.WITHDRAWN),
            (LEADING, Origin.ADDED, ClaimState.ADDED),
        ]
        assert (shown.claims[0].evidence[0].quote, shown.claims[0].level) == ("I asked the guest", "novice")
        assert {one.exposure for one in desk.store.history(blind)} == {Exposure.BLIND}

    def test_what_is_decided_afterwards_is_assisted(self, desk: Desk, blind: str) -> None:
        """After the suggestions are shown, decisions are made in view of them, and say so."""
        shown = desk.store.reveal(blind, "ana", NOON)
        for claim in shown.claims:
            desk.store.decide(said(blind, claim, Verdict.CONFIRM), "ana", NOON)
        assert desk.store.finish(blind, "ana", NOON).state is ItemState.FINAL
        assert {one.exposure for one in desk.store.history(blind)} == {Exposure.ASSISTED}
        assert desk.store.settled(desk.queue)[0].claims[0].exposures == (Exposure.ASSISTED,)

    def test_frameworks_that_were_looked_for_leave_with_a_blind_item(self, desk: Desk, blind: str) -> None:
        """Those of what was added before suggestions were shown, here or in another item; not what came after."""
        desk.store.decide(addition(blind, LEADING), "ana", NOON)
        shown = desk.store.reveal(blind, "ana", NOON)
        desk.store.decide(addition(blind, WELDING), "ana", NOON)
        for claim in shown.claims:
            if claim.origin is Origin.SUGGESTED:
                desk.store.decide(said(blind, claim, Verdict.CONFIRM), "ana", NOON)
        desk.store.finish(blind, "ana", NOON)
        (settled,) = desk.store.settled(desk.queue)
        assert settled.judged == ("soft",)

    def test_a_hidden_suggestion_is_not_there(self, desk: Desk, blind: str) -> None:
        """A decision on a suggestion that is held back finds nothing."""
        shown = desk.store.reveal(blind, "ana", NOON)
        taken(desk, "ben", at=30)
        with pytest.raises(NotFoundError):
            desk.store.decide(said(blind, shown.claims[0], Verdict.CONFIRM), "ben", minutes(30))


class TestPlantedClaims:
    """Some claims are known to be wrong."""

    @pytest.fixture
    def planted(self, desk: Desk) -> str:
        """An item with a planted claim in the hands of a reviewer."""
        desk.rule(CALM.model_copy(update={"catch_rate": 1}))
        filled(desk, entry("e1", LISTENING), entry("e2", PERSISTENCE))
        return taken(desk)

    def test_a_planted_claim_looks_like_a_suggestion(self, desk: Desk, planted: str) -> None:
        """It is a competency of another item on words that carry no claim, and must be decided."""
        shown = desk.store.show(planted, "ana", NOON)
        assert {claim.label for claim in shown.claims} == {LISTENING, PERSISTENCE}
        assert {claim.origin for claim in shown.claims} == {Origin.SUGGESTED}
        assert len({len(claim.id) for claim in shown.claims}) == 1
        extra = by_label(shown, PERSISTENCE)
        assert extra.intact
        assert not span(extra.evidence[0].quote).overlaps(span("I asked the guest what was wrong."))

    def test_a_planted_claim_never_counts(self, desk: Desk, planted: str) -> None:
        """It is told of when the review is finished, and is neither settled nor exported."""
        for claim in desk.store.show(planted, "ana", NOON).claims:
            desk.store.decide(said(planted, claim, Verdict.CONFIRM), "ana", NOON)
        told = desk.store.finish(planted, "ana", NOON)
        assert told.caught == (PERSISTENCE,)
        assert len(told.claims) == 1
        assert [claim.label for claim in desk.store.settled(desk.queue)[0].claims] == [LISTENING]

    def test_a_planted_claim_is_not_mended_once_it_is_told_of(self, desk: Desk) -> None:
        """Who was told after finishing cannot better their answer, though all else may still be changed."""
        desk.rule(CALM.model_copy(update={"catch_rate": 1, "reviews_required": 2}))
        filled(desk, entry("e1", LISTENING), entry("e2", PERSISTENCE))
        item = taken(desk)
        for claim in desk.store.show(item, "ana", NOON).claims:
            desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", NOON)
        assert desk.store.finish(item, "ana", NOON).caught == (PERSISTENCE,)
        shown = desk.store.show(item, "ana", NOON)
        with pytest.raises(RefusedError, match="planted"):
            desk.store.decide(said(item, by_label(shown, PERSISTENCE), Verdict.REJECT), "ana", NOON)
        desk.store.decide(said(item, by_label(shown, LISTENING), Verdict.REJECT), "ana", NOON)
        with pytest.raises(RefusedError, match="planted"):
            desk.store.decide(said(item, by_label(shown, PERSISTENCE), Verdict.REJECT), "ana", NOON)
        assert desk.store.finish(item, "ana", NOON).state is ItemState.SECOND
