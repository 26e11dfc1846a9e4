"""Every store keeps the promises of `ports.ClaimStore`: how claims are decided and reviews finished."""

import uuid

import pytest

from skillweave.domain.queue import NothingLeft
from skillweave.domain.review import (
    ClaimState,
    Exposure,
    ItemState,
    Origin,
    Verdict,
    Via,
)
from skillweave.domain.span import Span
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from tests.queue_items import (
    CALM,
    LEADING,
    LISTENING,
    NOON,
    PERSISTENCE,
    SKILLS,
    TEXT,
    WELDING,
    Desk,
    addition,
    by_label,
    disputed,
    entries,
    entry,
    filled,
    minutes,
    nothing,
    said,
    span,
    taken,
    work,
)


class TestDeciding:
    """Decisions are events: kept once, at the version that was seen."""

    def test_a_decision_is_kept_and_renews_the_lease(self, desk: Desk) -> None:
        """A decision raises the version, shows as one's own, and holds the item longer."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        answer = desk.store.decide(said(item, claim, Verdict.CONFIRM, note=" why "), "ana", minutes(10))
        assert (answer.version, answer.state, answer.undecided) == (2, ClaimState.CONFIRMED, 1)
        assert answer.lease_until == minutes(30)
        shown = by_label(desk.store.show(item, "ana", minutes(11)), LISTENING)
        assert (shown.state, shown.version, shown.note) == (ClaimState.CONFIRMED, 2, "why")

    def test_a_decision_sent_again_is_answered_as_before(self, desk: Desk) -> None:
        """A replay adds no row and gets the first answer, also after others have come."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        first = said(item, claim, Verdict.CONFIRM)
        answer = desk.store.decide(first, "ana", NOON)
        again = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        desk.store.decide(said(item, again, Verdict.REJECT), "ana", NOON)
        replay = first.model_copy(update={"client_at": minutes(3)})
        assert desk.store.decide(replay, "ana", minutes(3)) == answer
        assert len(desk.store.history(item)) == 2
        assert by_label(desk.store.show(item, "ana", NOON), LISTENING).state is ClaimState.REJECTED

    @pytest.mark.parametrize("person", ["ana", "ben"])
    def test_an_id_stands_for_one_decision(self, desk: Desk, person: str) -> None:
        """Another decision, or another person, under a used id is refused and keeps nothing."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        first = said(item, claim, Verdict.CONFIRM)
        desk.store.decide(first, "ana", NOON)
        other = first.model_copy(update={"verdict": Verdict.REJECT} if person == "ana" else {})
        with pytest.raises(ConflictError) as conflict:
            desk.store.decide(other, person, NOON)
        assert conflict.value.code == "id_reused"
        assert len(desk.store.history(item)) == 1

    def test_a_stale_decision_is_refused_with_how_things_stand(self, desk: Desk) -> None:
        """The second window of one person learns what the first one said, and nothing is kept."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        desk.store.decide(said(item, claim, Verdict.REJECT), "ana", minutes(2))
        with pytest.raises(ConflictError) as conflict:
            desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", minutes(3))
        told = conflict.value.now
        assert conflict.value.code == "stale_version"
        assert (told["verdict"], told["by"], told["version"]) == ("reject", "you", 2)
        assert len(desk.store.history(item)) == 1

    def test_a_decision_under_an_ended_lease_is_kept(self, desk: Desk) -> None:
        """Nobody loses work to a clock: if the version fits, the decision counts."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        taken(desk, "ben", at=30)
        answer = desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", minutes(31))
        assert (answer.version, answer.lease_until) == (2, None)

    def test_the_other_reviewer_learns_only_that_the_item_moved_on(self, desk: Desk) -> None:
        """Whose version is stale by another's decision is not told what that was."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        taken(desk, "ben", at=30)
        desk.store.decide(said(item, claim, Verdict.REJECT), "ben", minutes(31))
        with pytest.raises(ConflictError) as conflict:
            desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", minutes(32))
        assert (conflict.value.code, conflict.value.now) == ("moved_on", {})
        assert by_label(desk.store.show(item, "ana", minutes(32)), LISTENING).state is ClaimState.SUGGESTED

    def test_who_has_not_taken_an_item_does_not_decide(self, desk: Desk) -> None:
        """A decision needs a review that was begun."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ben", NOON), LISTENING)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(said(item, claim, Verdict.CONFIRM), "ben", NOON)
        assert refused.value.code == "not_yours"

    def test_a_final_item_takes_no_decision(self, desk: Desk) -> None:
        """What is final stays, until a manager reopens it."""
        filled(desk, *entries(1))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.CONFIRM})
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(said(item, claim, Verdict.REJECT), "ana", minutes(5))
        assert refused.value.code == "final"

    def test_an_addition_brings_a_claim(self, desk: Desk) -> None:
        """An added skill stands in the item with its words, for who added it."""
        filled(desk, *entries(1))
        item = taken(desk)
        answer = desk.store.decide(addition(item, LEADING, "We had lunch", level="expert"), "ana", NOON)
        assert (answer.version, answer.state, answer.undecided) == (1, ClaimState.ADDED, 2)
        shown = by_label(desk.store.show(item, "ana", NOON), LEADING)
        assert (shown.origin, shown.level, shown.evidence[0].quote) == (Origin.ADDED, "expert", "We had lunch")
        assert LEADING not in {claim.label for claim in desk.store.show(item, "ben", NOON).claims}

    def test_an_addition_can_be_withdrawn_and_taken_up_again(self, desk: Desk) -> None:
        """Undo of an addition is a withdrawal, redo a confirmation."""
        filled(desk, *entries(1))
        item = taken(desk)
        made = addition(item, LEADING)
        desk.store.decide(made, "ana", NOON)
        claim = by_label(desk.store.show(item, "ana", NOON), LEADING)
        undo = said(item, claim, Verdict.WITHDRAW, via=Via.UNDO, supersedes=made.id)
        assert desk.store.decide(undo, "ana", NOON).state is ClaimState.WITHDRAWN
        claim = by_label(desk.store.show(item, "ana", NOON), LEADING)
        redo = said(item, claim, Verdict.CONFIRM, via=Via.UNDO, supersedes=undo.id)
        assert desk.store.decide(redo, "ana", NOON).state is ClaimState.ADDED

    def test_only_the_own_addition_is_withdrawn(self, desk: Desk) -> None:
        """A suggestion cannot be withdrawn."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(said(item, claim, Verdict.WITHDRAW), "ana", NOON)
        assert refused.value.code == "not_yours"

    def test_a_claim_id_is_used_once(self, desk: Desk) -> None:
        """An addition under the id of a claim of another item is refused."""
        filled(desk, *entries(2))
        first, second = taken(desk, "ana"), taken(desk, "ben")
        made = addition(first, LEADING)
        desk.store.decide(made, "ana", NOON)
        with pytest.raises(ConflictError) as conflict:
            desk.store.decide(addition(second, LEADING, claim=made.claim), "ben", NOON)
        assert conflict.value.code == "id_reused"

    def test_a_correction_names_what_the_words_show(self, desk: Desk) -> None:
        """A corrected claim shows its replacement by name, with level and evidence."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        words = {"level": "novice", "spans": (span("🚀 Then"),)}
        corrected = said(item, claim, Verdict.CORRECT, replacement=SKILLS[LEADING], **words)
        assert desk.store.decide(corrected, "ana", NOON).state is ClaimState.CORRECTED
        shown = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        assert (shown.replacement_label, shown.level, shown.evidence[0].quote) == (LEADING, "novice", "🚀 Then")

    def test_a_correction_to_the_same_skill_is_a_confirmation(self, desk: Desk) -> None:
        """In the answer, in what is shown, in the history and in what is settled; said again, it is no second one."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        words = {"level": "novice", "spans": (span("🚀 Then"),)}
        same = said(item, claim, Verdict.CORRECT, replacement=SKILLS[LISTENING], **words)
        answer = desk.store.decide(same, "ana", NOON)
        shown = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        (kept,) = desk.store.history(item)

        assert (answer.state, shown.state) == (ClaimState.CONFIRMED, ClaimState.CONFIRMED)
        assert (shown.replacement, shown.level, shown.evidence[0].quote) == (None, "novice", "🚀 Then")
        assert (kept.decision.verdict, kept.decision.replacement) == (Verdict.CONFIRM, None)
        assert desk.store.decide(same, "ana", NOON) == answer
        with pytest.raises(ConflictError) as conflict:
            desk.store.decide(same.model_copy(update={"level": None}), "ana", NOON)
        assert conflict.value.code == "id_reused"
        assert len(desk.store.history(item)) == 1

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"replacement": SKILLS[LEADING].model_copy(update={"code": "XXX"})}, "unknown_competency"),
            ({"replacement": SKILLS[LEADING].model_copy(update={"framework": "xxx"})}, "unknown_competency"),
            ({"replacement": SKILLS[LEADING].model_copy(update={"code": "H"})}, "unknown_competency"),
            ({"replacement": SKILLS[LEADING], "level": "wizard"}, "unknown_level"),
            ({"replacement": SKILLS[WELDING], "level": "expert"}, "unknown_level"),
            ({"replacement": SKILLS[LEADING], "spans": (Span(start=0, end=len(TEXT) + 1),)}, "bad_span"),
            ({"replacement": SKILLS[LEADING], "via": Via.POLICY}, "not_allowed"),
            ({"replacement": SKILLS[LEADING], "via": Via.UNDO}, "not_allowed"),
            ({"replacement": SKILLS[LEADING], "supersedes": str(uuid.UUID(int=1))}, "not_yours"),
        ],
        ids=["code", "framework", "heading", "level", "no levels", "span", "policy", "undo of nothing", "supersedes"],
    )
    def test_what_cannot_be_is_refused(self, desk: Desk, fields: dict[str, object], code: str) -> None:
        """A decision that names what is not there, or a way that is not open, is refused and not kept."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(said(item, claim, Verdict.CORRECT, **fields), "ana", NOON)
        assert refused.value.code == code
        assert desk.store.history(item) == ()

    def test_an_addition_needs_words(self, desk: Desk) -> None:
        """A skill without evidence is not added."""
        filled(desk, *entries(1))
        item = taken(desk)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(addition(item, LEADING, spans=()), "ana", NOON)
        assert refused.value.code == "bad_span"

    def test_a_claim_is_found_in_its_item_only(self, desk: Desk) -> None:
        """A claim is looked up through its item: under another item it is not there."""
        filled(desk, *entries(2))
        first, second = taken(desk, "ana"), taken(desk, "ben")
        claim = by_label(desk.store.show(first, "ana", NOON), LISTENING)
        with pytest.raises(NotFoundError):
            desk.store.decide(said(second, claim, Verdict.CONFIRM), "ben", NOON)

    def test_clear_leads_back_to_undecided(self, desk: Desk) -> None:
        """A cleared claim waits again, and its history stays."""
        filled(desk, *entries(1))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", NOON)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        answer = desk.store.decide(said(item, claim, Verdict.CLEAR), "ana", NOON)
        assert (answer.state, answer.undecided) == (ClaimState.SUGGESTED, 2)
        assert [one.decision.verdict for one in desk.store.history(item)] == [Verdict.CONFIRM, Verdict.CLEAR]


class TestFinishing:
    """A finished review settles what the rules let it settle."""

    def test_undecided_claims_are_named(self, desk: Desk) -> None:
        """Finish leads to the first claim that waits, in the order of the page."""
        filled(desk, *entries(1))
        item = taken(desk)
        with pytest.raises(RefusedError) as refused:
            desk.store.finish(item, "ana", NOON)
        first = desk.store.show(item, "ana", NOON).claims[0]
        assert refused.value.code == "undecided_claims"
        assert (refused.value.about["claim"], refused.value.about["count"]) == (first.id, 2)

    def test_one_review_makes_an_item_final(self, desk: Desk) -> None:
        """Where one review is wanted, it decides, and the lease ends."""
        filled(desk, *entries(1))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT})
        shown = desk.store.show(item, "ben", NOON)
        assert (shown.state, shown.lease_until) == (ItemState.FINAL, None)
        assert by_label(shown, LISTENING).state is ClaimState.CONFIRMED
        assert by_label(shown, PERSISTENCE).state is ClaimState.REJECTED

    def test_finish_may_be_said_twice(self, desk: Desk) -> None:
        """The second finish changes nothing and says how things stand."""
        filled(desk, *entries(1))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT})
        assert desk.store.finish(item, "ana", minutes(9)).state is ItemState.FINAL
        assert desk.store.settled(desk.queue)[0].finished_at == minutes(1)

    def test_a_text_without_suggestions_needs_a_word(self, desk: Desk) -> None:
        """Where nothing was suggested the reviewer adds a skill or says that there is none."""
        filled(desk, entry("e1"))
        item = taken(desk)
        with pytest.raises(RefusedError) as refused:
            desk.store.finish(item, "ana", NOON)
        assert refused.value.about["claim"] is None
        desk.store.decide(nothing(item), "ana", NOON)
        assert desk.store.finish(item, "ana", NOON).state is ItemState.FINAL

    def test_that_there_is_nothing_can_be_taken_back(self, desk: Desk) -> None:
        """Then the text waits for a word again; who had finished has to finish again."""
        two = CALM.model_copy(update={"reviews_required": 2})
        desk.rule(two)
        filled(desk, entry("e1"))
        item = taken(desk)
        said_so = nothing(item)
        desk.store.decide(said_so, "ana", NOON)
        desk.store.finish(item, "ana", NOON)
        back = {"id": str(uuid.uuid4()), "verdict": Verdict.CLEAR, "via": Via.UNDO, "supersedes": said_so.id}
        answer = desk.store.decide(said_so.model_copy(update=back), "ana", minutes(1))
        assert (answer.claim, answer.state) == (None, None)
        assert not desk.store.show(item, "ana", minutes(1)).finished
        with pytest.raises(RefusedError) as refused:
            desk.store.finish(item, "ana", minutes(1))
        assert refused.value.code == "undecided_claims"
        desk.store.decide(nothing(item), "ana", minutes(2))
        assert desk.store.finish(item, "ana", minutes(2)).state is ItemState.SECOND

    def test_nothing_is_not_said_over_suggestions(self, desk: Desk) -> None:
        """A reviewer decides each suggestion: there is no reject-all."""
        filled(desk, *entries(1))
        item = taken(desk)
        with pytest.raises(RefusedError) as refused:
            desk.store.decide(nothing(item), "ana", NOON)
        assert refused.value.code == "not_allowed"

    def test_unsure_asks_for_a_second_reviewer(self, desk: Desk) -> None:
        """An `unsure` sends the item to another person, also where one review is wanted."""
        filled(desk, entry("e1", LISTENING))
        item = work(desk, "ana", {LISTENING: Verdict.UNSURE})
        assert desk.store.show(item, "ben", NOON).state is ItemState.SECOND
        assert work(desk, "ben", {LISTENING: Verdict.CONFIRM}, at=5) == item
        assert by_label(desk.store.show(item, "ana", NOON), LISTENING).state is ClaimState.CONFIRMED

    def test_disagreement_goes_to_adjudication(self, desk: Desk) -> None:
        """Two reviewers who disagree leave the item to a third person."""
        item = disputed(desk)
        assert desk.store.show(item, "cem", NOON).state is ItemState.ADJUDICATION
        assert desk.store.next_item(desk.queue, "cem", minutes(20)).code is NothingLeft.ALL_DONE

    def test_drawn_items_are_reviewed_twice(self, desk: Desk) -> None:
        """Items drawn to measure agreement get a second review."""
        desk.rule(CALM.model_copy(update={"irr_rate": 1}))
        filled(desk, entry("e1", LISTENING))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM})
        assert desk.store.show(item, "ben", NOON).state is ItemState.SECOND

    def test_settled_items_come_in_the_order_of_their_end(self, desk: Desk) -> None:
        """What leaves the queue carries outcome, evidence, reviewers and provenance, and can be asked for in parts."""
        filled(desk, *entries(2))
        first = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT})
        second = work(desk, "ben", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT}, at=5)
        settled = desk.store.settled(desk.queue)
        assert [one.item for one in settled] == [first, second]
        assert [one.item for one in desk.store.settled(desk.queue, since=minutes(1))] == [second]
        claim = settled[0].claims[0]
        assert (claim.label, claim.evidence[0].quote) == (LISTENING, "I asked the guest what was wrong.")
        assert (claim.outcome.by, claim.exposures, claim.decided_at) == (("ana",), (Exposure.ASSISTED,), NOON)
        assert claim.provenance == {"encoder": "a-model"}
        assert settled[0].reviewers == ("ana",)
