"""The review queues of one tenant in a database."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, select

from skillweave.domain.competency import Framework
from skillweave.domain.queue import (
    Added,
    Answer,
    ClaimOpinions,
    Finished,
    ItemShown,
    NewItem,
    Next,
    RunMade,
    SettledItem,
)
from skillweave.domain.review import Decision, ItemState, Recorded, ReviewKind, SkipReason
from skillweave.errors import ConflictError, RefusedError
from skillweave.review import adding, verbs
from skillweave.review.audit import write_audit
from skillweave.review.engine import Database
from skillweave.review.kept import ItemFile
from skillweave.review.loading import load_item, load_items, load_queue
from skillweave.review.looked import looked_in
from skillweave.review.saving import save
from skillweave.review.showing import claim_opinions, item_shown, settled_item
from skillweave.review.tables import DECISION, ITEM
from skillweave.review.taking import asker, begin, next_item, wait_for_turn


class SqlStore:
    """Keeps the promises of `ports.ClaimStore` on SQLite and PostgreSQL.

    Every method is one transaction: the item is locked, read as a whole, changed by a pure function of
    `review/verbs.py`, and the difference is written.
    """

    def __init__(self, database: Database, tenant: str, frameworks: Mapping[str, Framework]) -> None:
        self._database = database
        self._tenant = tenant
        self._frameworks = frameworks

    @property
    def tenant(self) -> str:
        """The tenant that the store was opened for."""
        return self._tenant

    def add(
        self, queue: str, items: Sequence[NewItem], run: RunMade, now: dt.datetime, *, again: bool = False
    ) -> Added:
        """Put translated texts into a queue."""
        with self._database.writing() as connection:
            return adding.add(connection, self._tenant, queue, items, run, now, again=again)

    def next_item(self, queue: str, person: str, now: dt.datetime, *, kind: ReviewKind = ReviewKind.REVIEW) -> Next:
        """Take the next item for a person, or say why there is none."""
        with self._database.writing() as connection:
            return next_item(connection, asker(connection, self._tenant, queue, person, kind), now)

    def take(self, item: str, person: str, now: dt.datetime, lease: str | None = None) -> Next:
        """Take one item that a link names."""
        with self._database.writing() as connection:
            wait_for_turn(connection, self._tenant, person)
            file = load_item(connection, self._tenant, item, lock=True)
            kind = verbs.may_take(file, person, now)
            who = asker(connection, self._tenant, file.item.queue, person, kind)
            if who.closed:
                words = "this queue is closed; whoever manages it can open it again"
                raise RefusedError("not_allowed", words, {"queue": who.queue})
            return begin(connection, who, item, now, lease)

    def show(self, item: str, person: str, now: dt.datetime) -> ItemShown:  # noqa: ARG002
        """Show an item as this person may see it."""
        with self._database.reading() as connection:
            return item_shown(load_item(connection, self._tenant, item), person, self._frameworks)

    def decide(self, decision: Decision, person: str, now: dt.datetime) -> Answer:
        """Keep a decision and renew the lease."""
        with self._database.writing() as connection:
            known = self._answered(connection, decision, person)
            if known is not None:
                return known
            before = load_item(connection, self._tenant, decision.item, lock=True)
            # A second sending may have waited for the lock behind the first one.
            known = self._answered(connection, decision, person)
            if known is not None:
                return known
            after, answer = verbs.decided(before, decision, person, now, self._frameworks)
            save(connection, self._tenant, before, after, answer, decision)
            return answer

    def _answered(self, connection: Connection, decision: Decision, person: str) -> Answer | None:
        """Find the answer that was given to the same decision before."""
        kept = connection.execute(
            select(DECISION.c.request_hash, DECISION.c.answer).where(
                DECISION.c.tenant_id == self._tenant, DECISION.c.id == decision.id
            )
        ).first()
        if kept is None:
            return None
        if kept.request_hash != verbs.request_hash(decision, person):
            raise ConflictError("id_reused", "another decision has this id")
        return Answer.model_validate(kept.answer)

    def finish(self, item: str, person: str, now: dt.datetime) -> Finished:
        """Close a person's review and settle the item."""
        with self._changing(item) as (file, write):
            after, told = verbs.finished(file, person, now)
            write(after)
            return told

    def skip(self, item: str, person: str, reason: SkipReason, now: dt.datetime) -> None:
        """Hand an item back, for others."""
        with self._changing(item) as (file, write):
            write(verbs.skipped(file, person, reason, now))

    def reveal(self, item: str, person: str, now: dt.datetime) -> ItemShown:
        """Show the suggestions of a blind item."""
        with self._changing(item) as (file, write):
            after = verbs.revealed(file, person, now)
            write(after)
            return item_shown(after, person, self._frameworks)

    def renew(self, item: str, person: str, now: dt.datetime) -> dt.datetime | None:
        """Renew a person's lease; None where it has gone to another or the item is done."""
        with self._changing(item) as (file, write):
            after = verbs.renewed(file, person, now)
            if after is None:
                return None
            write(after)
            return after.item.lease_until

    def release(self, item: str, person: str, now: dt.datetime, lease: str | None = None) -> None:  # noqa: ARG002
        """End a person's lease; nothing where they hold none, or one of another name."""
        with self._changing(item) as (file, write):
            write(verbs.released(file, person, lease))

    def reopen(self, item: str, person: str, now: dt.datetime) -> None:
        """Lead an item back to `open`."""
        with self._database.writing() as connection:
            before = load_item(connection, self._tenant, item, lock=True)
            if before.item.state is ItemState.OPEN:
                return
            save(connection, self._tenant, before, verbs.reopened(before))
            states = {"state": before.item.state.value}, {"state": ItemState.OPEN.value}
            write_audit(connection, self._tenant, person, now, "item.reopen", item, *states)

    def history(self, item: str) -> tuple[Recorded, ...]:
        """Give all decisions on an item, in the order in which they were kept."""
        with self._database.reading() as connection:
            return load_item(connection, self._tenant, item).decisions

    def reviews_of(self, item: str) -> tuple[ClaimOpinions, ...]:
        """Put the reviewers' decisions beside each other: for who settles the item, not for reviewers."""
        with self._database.reading() as connection:
            return claim_opinions(load_item(connection, self._tenant, item))

    def settled(self, queue: str, since: dt.datetime | None = None) -> Sequence[SettledItem]:
        """Give the final items of a queue, in the order in which they became final."""
        final = [ITEM.c.tenant_id == self._tenant, ITEM.c.queue_id == queue, ITEM.c.final_at.is_not(None)]
        if since is not None:
            final.append(ITEM.c.final_at > since)
        with self._database.reading() as connection:
            load_queue(connection, self._tenant, queue)
            names = connection.execute(select(ITEM.c.id).where(*final).order_by(ITEM.c.final_at, ITEM.c.id))
            files = load_items(connection, self._tenant, list(names.scalars()))
            looked = looked_in(connection, self._tenant, queue)
            return [settled_item(file, self._frameworks, looked) for file in files]

    @contextmanager
    def _changing(self, item: str) -> Iterator[tuple[ItemFile, Callable[[ItemFile], None]]]:
        """Lock and read an item; what is written at the end is what has changed."""
        with self._database.writing() as connection:
            before = load_item(connection, self._tenant, item, lock=True)
            yield before, lambda after: save(connection, self._tenant, before, after)
