"""Every store keeps the promises of `ports.ClaimStore`: how texts come in and are taken; see its neighbours too."""

from collections.abc import Callable

import pytest

from skillweave.domain.queue import Member, NothingLeft, Role, RunMade
from skillweave.domain.review import (
    ClaimState,
    ItemState,
    SkipReason,
    Verdict,
)
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from skillweave.ports import ClaimStore
from tests.queue_items import (
    CALM,
    LISTENING,
    NOON,
    PERSISTENCE,
    RUN,
    WELDING,
    Desk,
    by_label,
    disputed,
    entries,
    entry,
    filled,
    minutes,
    nothing,
    settle_as,
    taken,
    work,
)


class TestAdding:
    """Texts come in once."""

    def test_the_same_items_of_the_same_run_change_nothing(self, desk: Desk) -> None:
        """A second import of one run adds nothing."""
        first = desk.store.add(desk.queue, entries(3), RUN, NOON)
        second = desk.store.add(desk.queue, entries(3), RUN, minutes(1))
        assert (first.items, first.claims) == (3, 6)
        assert (second.items, second.known, second.earlier, second.claims) == (0, 3, 0, 0)

    def test_another_run_leaves_what_is_there(self, desk: Desk) -> None:
        """Texts that another run brought are left as they are, decisions and all."""
        filled(desk, *entries(1))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT})
        added = desk.store.add(desk.queue, entries(1), RunMade(id="run-2", config_hash="2"), minutes(9))
        assert (added.items, added.earlier) == (0, 1)
        assert len(desk.store.history(item)) == 2

    def test_another_run_is_added_beside_when_told(self, desk: Desk) -> None:
        """With `again`, the same texts come in a second time under the new run."""
        filled(desk, *entries(1))
        added = desk.store.add(desk.queue, entries(1), RunMade(id="run-2", config_hash="2"), NOON, again=True)
        assert added.items == 1

    def test_a_run_keeps_its_settings(self, desk: Desk) -> None:
        """The same run with other settings is another run, and is refused."""
        filled(desk, *entries(1))
        with pytest.raises(ConflictError, match="other settings"):
            desk.store.add(desk.queue, entries(2), RunMade(id=RUN.id, config_hash="other"), NOON)

    def test_quotes_have_to_be_verbatim(self, desk: Desk) -> None:
        """Evidence that is not in the text is refused, and every such item is named."""
        broken = [entry(name, LISTENING).model_copy(update={"text": "Something else."}) for name in ("x1", "x2")]
        with pytest.raises(RefusedError, match=r"x1.*x2") as refused:
            desk.store.add(desk.queue, [*entries(1), *broken], RUN, NOON)
        assert refused.value.code == "quote_mismatch"
        assert desk.store.next_item(desk.queue, "ana", NOON).code is NothingLeft.EMPTY

    @pytest.mark.parametrize("text", ["a\x00b", "a\ud83d b"], ids=["nul", "half a character"])
    def test_a_text_that_no_database_keeps_is_refused(self, desk: Desk, text: str) -> None:
        """A text with a sign that cannot be stored is named, not mangled."""
        with pytest.raises(RefusedError, match="odd"):
            desk.store.add(desk.queue, [entry("odd", text=text)], RUN, NOON)

    @pytest.mark.parametrize("text", ["", "a\r\nb\rc", "🚀e\u0301\u200f שלום", "x" * 100_000], ids=range(4))
    def test_texts_are_kept_as_written(self, desk: Desk, text: str) -> None:
        """What was written comes back sign by sign."""
        filled(desk, entry("odd", text=text))
        assert desk.store.show(taken(desk), "ana", NOON).text == text

    def test_claims_on_the_same_words_are_linked(self, desk: Desk) -> None:
        """Claims of several frameworks on one quote share a group; others have none."""
        filled(desk, entry("e1", LISTENING, PERSISTENCE, WELDING))
        shown = desk.store.show(taken(desk), "ana", NOON)
        groups = {claim.label: claim.link_group for claim in shown.claims}
        assert groups[PERSISTENCE] == groups[WELDING] is not None
        assert groups[LISTENING] is None

    def test_items_come_in_the_order_of_the_log(self, desk: Desk) -> None:
        """In the order of the text, the first entry of the log is the first one offered."""
        filled(desk, *entries(3))
        shown = desk.store.show(taken(desk), "ana", NOON)
        assert shown.experience == "e000"

    def test_the_least_sure_comes_first_where_the_queue_says_so(self, desk: Desk) -> None:
        """Ordered by uncertainty, the item with the lowest confidence is offered first."""
        desk.rule(CALM.model_copy(update={"order_by": "uncertain", "random_slice": 0}))
        filled(
            desk, entry("sure", LISTENING), entry("unsure", LISTENING, confidence=0.2), entry("none", confidence=None)
        )
        assert desk.store.show(taken(desk), "ana", NOON).experience == "unsure"


class TestTaking:
    """An item is held by one person, who gets it back."""

    def test_who_asks_again_gets_the_item_that_they_hold(self, desk: Desk) -> None:
        """A refresh does not take a second item."""
        filled(desk, *entries(3))
        first = desk.store.next_item(desk.queue, "ana", NOON)
        second = desk.store.next_item(desk.queue, "ana", minutes(1))
        assert second.item == first.item
        assert second.lease_token != first.lease_token
        assert second.lease_until == minutes(21)

    def test_two_persons_hold_two_items(self, desk: Desk) -> None:
        """What one holds is not offered to another."""
        filled(desk, *entries(2))
        assert taken(desk, "ana") != taken(desk, "ben")

    def test_an_ended_lease_frees_the_item(self, desk: Desk) -> None:
        """After the lease has ended the next person gets the item; the last instant still counts."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        assert desk.store.next_item(desk.queue, "ben", minutes(20)).code is NothingLeft.ALL_HELD
        assert desk.store.next_item(desk.queue, "ben", minutes(20.01)).item == item

    def test_a_released_item_is_free(self, desk: Desk) -> None:
        """Who releases an item lets others have it at once; releasing twice does nothing."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        desk.store.release(item, "ben", NOON)
        assert desk.store.next_item(desk.queue, "ben", NOON).item is None
        desk.store.release(item, "ana", NOON)
        desk.store.release(item, "ana", NOON)
        assert desk.store.next_item(desk.queue, "ben", NOON).item == item

    def test_a_late_release_ends_only_the_lease_that_it_names(self, desk: Desk) -> None:
        """What an earlier page of the same person lets go, a page opened since still holds."""
        filled(desk, *entries(1))
        item = desk.store.next_item(desk.queue, "ana", NOON).item
        assert item is not None
        assert desk.store.take(item, "ana", NOON, "first").lease_token == "first"
        assert desk.store.take(item, "ana", NOON, "second").lease_token == "second"
        desk.store.release(item, "ana", NOON, "first")
        assert desk.store.next_item(desk.queue, "ben", NOON).item is None
        assert desk.store.next_item(desk.queue, "ana", NOON).item == item
        desk.store.release(item, "ana", NOON, "second")
        assert desk.store.next_item(desk.queue, "ben", NOON).item is None
        desk.store.release(item, "ana", NOON)
        assert desk.store.next_item(desk.queue, "ben", NOON).item == item

    def test_a_heartbeat_renews_only_the_own_lease(self, desk: Desk) -> None:
        """A lease is renewed while it is one's own, and not once another has the item."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        assert desk.store.renew(item, "ana", minutes(10)) == minutes(30)
        taken(desk, "ben", at=31)
        assert desk.store.renew(item, "ana", minutes(32)) is None

    def test_a_skipped_item_goes_to_others(self, desk: Desk) -> None:
        """A skipped item is offered to others and not to who skipped it."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        desk.store.skip(item, "ana", SkipReason.LANGUAGE, NOON)
        desk.store.skip(item, "ana", SkipReason.LANGUAGE, NOON)
        assert desk.store.next_item(desk.queue, "ana", NOON).code is NothingLeft.SEEN_REST
        assert desk.store.next_item(desk.queue, "ben", NOON).item == item

    def test_only_an_item_in_hand_is_skipped(self, desk: Desk) -> None:
        """Who has not taken an item cannot hand it back."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        with pytest.raises(RefusedError) as refused:
            desk.store.skip(item, "ben", SkipReason.OTHER, NOON)
        assert refused.value.code == "not_yours"

    def test_a_link_takes_a_free_item(self, desk: Desk) -> None:
        """A link to a free item takes it, also one that was skipped by mistake."""
        filled(desk, *entries(2))
        item = taken(desk, "ana")
        desk.store.skip(item, "ana", SkipReason.OTHER, NOON)
        assert desk.store.take(item, "ana", NOON).item == item

    def test_a_link_does_not_take_what_another_holds(self, desk: Desk) -> None:
        """A link to an item that another person holds is told so."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        with pytest.raises(ConflictError) as conflict:
            desk.store.take(item, "ben", NOON)
        assert conflict.value.code == "lease_lost"

    def test_who_knows_the_writer_does_not_get_the_item_again(self, desk: Desk) -> None:
        """A conflict of interest stays one, whatever the link."""
        filled(desk, *entries(1))
        item = taken(desk, "ana")
        desk.store.skip(item, "ana", SkipReason.CONFLICT_OF_INTEREST, NOON)
        with pytest.raises(RefusedError, match="know the writer"):
            desk.store.take(item, "ana", NOON)

    @pytest.mark.parametrize(
        ("filters", "experience"),
        [({"languages": ("es",)}, "spanish"), ({"frameworks": ("hard",)}, "welded")],
        ids=["language", "framework"],
    )
    def test_members_are_offered_what_they_are_there_for(
        self, desk: Desk, filters: dict[str, tuple[str, ...]], experience: str
    ) -> None:
        """A member's languages and frameworks choose what is offered, and the rest is told of."""
        filled(
            desk,
            entry("plain", LISTENING, language="en"),
            entry("spanish", LISTENING, language="es"),
            entry("welded", WELDING, language="en"),
        )
        desk.member(Member(person="ana", role=Role.REVIEWER, **filters))
        item = taken(desk)
        assert desk.store.show(item, "ana", NOON).experience == experience
        desk.store.skip(item, "ana", SkipReason.OTHER, NOON)
        left = desk.store.next_item(desk.queue, "ana", NOON)
        assert (left.code, left.waiting) == (NothingLeft.FILTERED, 2)

    def test_an_item_without_a_language_is_open_to_everybody(self, desk: Desk) -> None:
        """Nobody knows that it is not theirs, and it must not lie there unseen."""
        filled(desk, entry("untold", LISTENING), entry("spanish", LISTENING, language="es"))
        desk.member(Member(person="ana", role=Role.REVIEWER, languages=("en",)))
        assert desk.store.show(taken(desk), "ana", NOON).experience == "untold"

    def test_an_empty_queue_says_so(self, desk: Desk) -> None:
        """A queue without items is empty, not done."""
        assert desk.store.next_item(desk.queue, "ana", NOON).code is NothingLeft.EMPTY

    def test_a_held_rest_says_when_it_frees_up(self, desk: Desk) -> None:
        """Where others hold all that is left, the page can say by when the first one is free."""
        filled(desk, *entries(2))
        taken(desk, "ana")
        taken(desk, "ben", at=5)
        left = desk.store.next_item(desk.queue, "cem", minutes(6))
        assert (left.code, left.waiting, left.free_at) == (NothingLeft.ALL_HELD, 2, minutes(20))

    def test_a_finished_queue_says_so(self, desk: Desk) -> None:
        """Once all items are final, all is done."""
        filled(desk, *entries(1))
        work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.CONFIRM})
        assert desk.store.next_item(desk.queue, "ana", NOON).code is NothingLeft.ALL_DONE

    def test_nobody_reviews_an_item_twice(self, desk: Desk) -> None:
        """The second review needs another person than the first."""
        desk.rule(CALM.model_copy(update={"reviews_required": 2}))
        filled(desk, *entries(1))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.CONFIRM})
        left = desk.store.next_item(desk.queue, "ana", minutes(30))
        assert (left.code, left.waiting) == (NothingLeft.SEEN_REST, 1)
        with pytest.raises(RefusedError):
            desk.store.take(item, "ana", minutes(30))
        assert desk.store.next_item(desk.queue, "ben", minutes(30)).item == item


class TestReopening:
    """A final item can be led back."""

    def test_a_reopened_item_waits_with_its_decisions(self, desk: Desk) -> None:
        """The item is open again, decisions stay in force, and the same person finishes again."""
        filled(desk, *entries(1))
        item = work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT})
        desk.store.reopen(item, "max", minutes(5))
        desk.store.reopen(item, "max", minutes(5))
        assert desk.store.settled(desk.queue) == []
        assert taken(desk, "ana", at=6) == item
        shown = desk.store.show(item, "ana", minutes(6))
        assert (shown.state, by_label(shown, LISTENING).state) == (ItemState.OPEN, ClaimState.CONFIRMED)
        assert len(desk.store.history(item)) == 2
        assert desk.store.finish(item, "ana", minutes(7)).state is ItemState.FINAL

    def test_a_settled_dispute_can_be_reopened(self, desk: Desk) -> None:
        """After a reopening the reviewers finish again and the dispute comes back as it was."""
        item = disputed(desk)
        settle_as(desk, item, [(PERSISTENCE, Verdict.CONFIRM)])
        desk.store.reopen(item, "max", minutes(40))
        for person, at in (("ana", 41), ("ben", 43)):
            assert taken(desk, person, at=at) == item
            desk.store.finish(item, person, minutes(at + 1))
        assert desk.store.show(item, "cem", minutes(50)).state is ItemState.ADJUDICATION


class TestTenants:
    """Ids of another school are unknown ids."""

    @pytest.mark.parametrize(
        "call",
        [
            lambda store, item: store.show(item, "ana", NOON),
            lambda store, item: store.take(item, "ana", NOON),
            lambda store, item: store.decide(nothing(item), "ana", NOON),
            lambda store, item: store.finish(item, "ana", NOON),
            lambda store, item: store.skip(item, "ana", SkipReason.OTHER, NOON),
            lambda store, item: store.reveal(item, "ana", NOON),
            lambda store, item: store.renew(item, "ana", NOON),
            lambda store, item: store.release(item, "ana", NOON),
            lambda store, item: store.reopen(item, "max", NOON),
            lambda store, item: store.history(item),
            lambda store, item: store.reviews_of(item),
        ],
        ids=("show take decide finish skip reveal renew release reopen history reviews_of".split()),
    )
    def test_an_item_of_another_school_is_not_there(
        self, desk: Desk, call: Callable[[ClaimStore, str], object]
    ) -> None:
        """Every question about a foreign item, and every unknown queue, is answered as one about nothing."""
        filled(desk, *entries(1))
        item = taken(desk)
        before = desk.store.show(item, "ana", NOON)
        with pytest.raises(NotFoundError):
            call(desk.elsewhere, item)
        assert desk.store.show(item, "ana", NOON) == before

    @pytest.mark.parametrize(
        "call",
        [
            lambda store, queue: store.next_item(queue, "ana", NOON),
            lambda store, queue: store.settled(queue),
            lambda store, queue: store.add(queue, entries(1), RUN, NOON),
        ],
        ids=["next_item", "settled", "add"],
    )
    def test_a_queue_of_another_school_is_not_there(
        self, desk: Desk, call: Callable[[ClaimStore, str], object]
    ) -> None:
        """A foreign queue gives nothing, says nothing and takes nothing."""
        filled(desk, *entries(1))
        with pytest.raises(NotFoundError):
            call(desk.elsewhere, desk.queue)
        assert desk.store.add(desk.queue, entries(1), RUN, NOON).known == 1

    def test_an_unknown_person_gets_nothing(self, desk: Desk) -> None:
        """Who is not known in the tenant takes no item."""
        filled(desk, *entries(1))
        with pytest.raises(NotFoundError):
            desk.store.next_item(desk.queue, "nobody", NOON)


def test_opened_again_a_store_shows_the_same(desk: Desk) -> None:
    """What is kept is all there is: a store opened again answers alike."""
    item = disputed(desk)
    settle_as(desk, item, [(PERSISTENCE, Verdict.CONFIRM)])
    again = desk.opened_again()
    assert again.show(item, "ana", NOON) == desk.store.show(item, "ana", NOON)
    assert again.history(item) == desk.store.history(item)
    assert again.settled(desk.queue) == desk.store.settled(desk.queue)
    assert again.reviews_of(item) == desk.store.reviews_of(item)
