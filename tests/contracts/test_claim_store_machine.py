"""Any order of calls keeps the promises of the review queue, and both stores answer them alike."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from skillweave.domain.queue import Answer, ItemShown, Next
from skillweave.domain.review import Decision, ItemState, Origin, ReviewKind, SkipReason, Verdict
from skillweave.errors import ConflictError, RefusedError, StoreError
from skillweave.ports import ClaimStore
from skillweave.review.engine import migrate, open_database
from skillweave.review.verify import verify
from tests.queue_items import (
    CALM,
    LEADING,
    LISTENING,
    NOON,
    PERSISTENCE,
    RUN,
    SKILLS,
    MemoryDesk,
    SqlDesk,
    addition,
    entry,
    minutes,
    nothing,
    said,
)

T = TypeVar("T")

PEOPLE = ("ana", "ben", "cem", "ada")
WHO = st.sampled_from(PEOPLE)
WHICH = st.integers(0, 2)
VERDICTS = [Verdict.CONFIRM, Verdict.REJECT, Verdict.UNSURE, Verdict.CLEAR, Verdict.CORRECT, Verdict.WITHDRAW]


class Work(RuleBasedStateMachine):
    """Four people work on three items of a queue in any order, on a store in memory and one in a file at once."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.database = open_database(f"sqlite:///{self.folder / uuid.uuid4().hex}.db")
        migrate(self.database)
        self.sql = SqlDesk(self.database)
        self.memory = MemoryDesk(self.sql.queue)
        self.items: list[str] = []
        self.kept: list[tuple[Decision, str, Answer]] = []
        self.history: dict[str, tuple[str, ...]] = {}
        self.finished: set[tuple[str, str]] = set()
        self.now = 0.0

    def teardown(self) -> None:
        """See that both stores end alike and that what is cached follows from the decisions; close the file."""
        for which, item in enumerate(self.items):
            self.history_only_grows(which)
            for person in PEOPLE:
                self._shows_the_same(item, person)
        for decision, _, _ in self.kept:
            assert decision.id in self.history[decision.item]
        assert verify(self.database, self.sql.tenant) == ()
        self.database.close()

    def both(self, call: Callable[[ClaimStore], T]) -> T | str:
        """Ask both stores, see that they answer or refuse alike, and give what the one in the file says."""
        told, other = _told(call, self.sql.store), _told(call, self.memory.store)
        assert isinstance(told, str) == isinstance(other, str), (told, other)
        assert _without_tokens(told) == _without_tokens(other)
        return told

    def show(self, which: int, person: str) -> ItemShown:
        """Show an item to a person."""
        return self.sql.store.show(self.items[which], person, minutes(self.now))

    @initialize(required=st.integers(1, 2), blind=st.booleans(), double=st.booleans())
    def fill(self, required: int, blind: bool, double: bool) -> None:
        """Bring three texts in: with two suggestions, with one, with none."""
        changes = {"reviews_required": required, "blind_rate": float(blind), "irr_rate": float(double)}
        texts = [entry("e1", LISTENING, PERSISTENCE), entry("e2", LISTENING), entry("e3")]
        for desk in (self.sql, self.memory):
            desk.rule(CALM.model_copy(update=changes))
            desk.store.add(desk.queue, texts, RUN, NOON)
        for person in PEOPLE[:3]:
            self.items.append(self._taken_by(person))

    def _taken_by(self, person: str) -> str:
        taken = self.both(lambda store: store.next_item(self.sql.queue, person, NOON))
        assert isinstance(taken, Next)
        assert taken.item is not None
        return taken.item

    @rule(person=WHO, kind=st.sampled_from(list(ReviewKind)))
    def take_next(self, person: str, kind: ReviewKind) -> None:
        """Take the next item: never one that another holds, or that this person has finished."""
        holders = {item: self._holder(which) for which, item in enumerate(self.items)}
        told = self.both(lambda store: store.next_item(self.sql.queue, person, minutes(self.now), kind=kind))
        if isinstance(told, Next) and told.item is not None:
            assert holders[told.item] in (None, person)
            assert (told.item, person) not in self.finished
            again = self.both(lambda store: store.next_item(self.sql.queue, person, minutes(self.now), kind=kind))
            assert isinstance(again, Next)
            assert again.item is not None
            assert self._holder(self.items.index(again.item)) == person

    def _holder(self, which: int) -> str | None:
        shown = {person: self.show(which, person).lease_until for person in PEOPLE}
        holding = [one for one, until in shown.items() if until is not None and until >= minutes(self.now)]
        assert len(holding) <= 1
        return holding[0] if holding else None

    @rule(person=WHO, which=WHICH)
    def take(self, person: str, which: int) -> None:
        """Take an item by a link."""
        self.both(lambda store: store.take(self.items[which], person, minutes(self.now)))

    @rule(person=WHO, which=WHICH, lease=st.sampled_from(["page", "newer"]), takes=st.booleans())
    def name(self, person: str, which: int, lease: str, takes: bool) -> None:
        """Hold an item under a name, or end what is held under it: nothing else."""
        item, now = self.items[which], minutes(self.now)
        if takes:
            self.both(lambda store: store.take(item, person, now, lease))
        else:
            self.both(lambda store: store.release(item, person, now, lease))

    @rule(person=WHO, which=WHICH, place=st.integers(0, 3), verdict=st.sampled_from(VERDICTS), late=st.booleans())
    def decide(self, person: str, which: int, place: int, verdict: Verdict, late: bool) -> None:
        """Decide a claim as it is shown, or as it was one version ago: that is never kept."""
        claims = self.show(which, person).claims
        if not claims:
            return
        claim = claims[place % len(claims)]
        version = claim.version - 1 if late else claim.version
        fields = {"replacement": SKILLS[LEADING]} if verdict is Verdict.CORRECT else {}
        told = self.keep(said(self.items[which], claim, verdict, seen_version=version, **fields), person)
        assert isinstance(told, str) or not late

    @rule(person=WHO, which=WHICH, label=st.sampled_from([LISTENING, LEADING]))
    def add(self, person: str, which: int, label: str) -> None:
        """Add a skill."""
        self.keep(addition(self.items[which], label), person)

    @rule(person=WHO, which=WHICH)
    def say_nothing(self, person: str, which: int) -> None:
        """Say that there is nothing in an item."""
        self.keep(nothing(self.items[which]), person)

    def keep(self, decision: Decision, person: str) -> Answer | str:
        """Send a decision, and remember the answer."""
        told = self.both(lambda store: store.decide(decision, person, minutes(self.now)))
        if isinstance(told, Answer):
            self.kept.append((decision, person, told))
            self.finished.discard((decision.item, person))
        return told

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """Send a decision again: the answer is the first one, whatever came since."""
        decision, person, answer = data.draw(st.sampled_from(self.kept))
        assert self.both(lambda store: store.decide(decision, person, minutes(self.now))) == answer

    @rule(person=WHO, which=WHICH, decides=st.booleans())
    def finish(self, person: str, which: int, decides: bool) -> None:
        """Finish an item, often after deciding all that is left."""
        waiting = [one for one in self.show(which, person).claims if one.decision is None] if decides else []
        for claim in waiting:
            self.keep(said(self.items[which], claim, Verdict.CONFIRM), person)
        told = self.both(lambda store: store.finish(self.items[which], person, minutes(self.now)))
        if not isinstance(told, str):
            self.finished.add((self.items[which], person))

    @rule(person=WHO, which=WHICH, reason=st.sampled_from(SkipReason))
    def skip(self, person: str, which: int, reason: SkipReason) -> None:
        """Hand an item back."""
        self.both(lambda store: store.skip(self.items[which], person, reason, minutes(self.now)))

    @rule(person=WHO, which=WHICH, call=st.sampled_from(["reveal", "renew", "release"]))
    def other(self, person: str, which: int, call: str) -> None:
        """Show the suggestions, hold on, or let go."""
        self.both(lambda store: getattr(store, call)(self.items[which], person, minutes(self.now)))

    @rule(which=WHICH)
    def reopen(self, which: int) -> None:
        """Lead an item back."""
        self.both(lambda store: store.reopen(self.items[which], "max", minutes(self.now)))
        self.finished = {(item, person) for item, person in self.finished if item != self.items[which]}

    @rule(by=st.sampled_from([1, 5, 21]))
    def wait(self, by: int) -> None:
        """Let time pass."""
        self.now += by

    @rule(person=WHO, which=WHICH)
    def look(self, person: str, which: int) -> None:
        """See what a person is shown, which is the same in both stores and keeps what others said to itself."""
        self._shows_the_same(self.items[which], person)

    def _shows_the_same(self, item: str, person: str) -> None:
        shown = self.both(lambda store: store.show(item, person, minutes(self.now)))
        assert isinstance(shown, ItemShown)
        self._keeps_secrets(shown, person)

    def _keeps_secrets(self, shown: ItemShown, person: str) -> None:
        if shown.state is ItemState.FINAL or shown.kind is ReviewKind.ADJUDICATION:
            return
        own = {one.decision.claim for one in self.sql.store.history(shown.id) if one.person == person}
        for claim in shown.claims:
            assert claim.id in own or (claim.origin is Origin.SUGGESTED and claim.decision is None)
            assert claim.id in own or claim.state.value == "suggested"

    @rule(which=WHICH)
    def history_only_grows(self, which: int) -> None:
        """What was kept stays, in its order."""
        item = self.items[which]
        now = tuple(one.decision.id for one in self.sql.store.history(item))
        before = self.history.get(item, ())
        assert now[: len(before)] == before
        self.history[item] = now


def _told(call: Callable[[ClaimStore], T], store: ClaimStore) -> T | str:
    try:
        return call(store)
    except (ConflictError, RefusedError) as refused:
        return refused.code
    except StoreError as fault:
        return type(fault).__name__


def _without_tokens(told: object) -> object:
    """Leave the lease's secret out: it is each store's own."""
    if isinstance(told, Next | ItemShown):
        return told.model_copy(update={"lease_token": None})
    return told


def test_any_order_of_calls_keeps_the_promises(tmp_path: Path) -> None:
    """Whatever four people do in whatever order, both stores agree, keep secrets, and lose nothing."""

    class Here(Work):
        folder = tmp_path

    checked = list(HealthCheck)
    run_machine(
        Here, settings=settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=checked)
    )
