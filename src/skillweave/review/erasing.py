"""Empties learners' words for good, where a school asks for it or the time to keep them has passed."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, select, text, update

from skillweave.domain.queue import QueueRules
from skillweave.review.engine import Database
from skillweave.review.tables import CLAIM, DECISION, EVIDENCE, ITEM, NOTE, QUEUE


def erase(connection: Connection, tenant: str, queue: str, now: dt.datetime, items: Sequence[str] | None = None) -> int:
    """Empty text, title, quotes and notes of a queue's items; all of them where none are named. Count them."""
    of_queue = [ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue, ITEM.c.erased_at.is_(None)]
    if items is not None:
        of_queue.append(ITEM.c.id.in_(items))
    chosen = select(ITEM.c.id).where(*of_queue)
    # Who adds a quote at this moment is waited for: it has to be seen by what follows.
    connection.execute(chosen.order_by(ITEM.c.id).with_for_update())
    claims = select(CLAIM.c.id).where(CLAIM.c.tenant_id == tenant, CLAIM.c.item_id.in_(chosen))
    decisions = select(DECISION.c.id).where(DECISION.c.tenant_id == tenant, DECISION.c.item_id.in_(chosen))
    connection.execute(
        update(EVIDENCE).where(EVIDENCE.c.tenant_id == tenant, EVIDENCE.c.claim_id.in_(claims)).values(quote="")
    )
    connection.execute(
        update(NOTE).where(NOTE.c.tenant_id == tenant, NOTE.c.decision_id.in_(decisions)).values(text="")
    )
    emptied = {"text": "", "title": "", "erased_at": now, "lease_by": None, "lease_until": None, "lease_token": None}
    count = connection.execute(update(ITEM).where(*of_queue).values(emptied)).rowcount
    if count and connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO item_fts (item_fts) VALUES ('optimize')"))  # old words leave the index
    return count


def compact(database: Database) -> None:
    """Let nothing that was erased linger in the log that SQLite writes ahead."""
    if database.is_sqlite:
        connection = database.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def due(connection: Connection, tenant: str, now: dt.datetime) -> list[str]:
    """Name the queues whose texts are kept too long."""
    rows = connection.execute(select(QUEUE.c.id, QUEUE.c.rules).where(QUEUE.c.tenant_id == tenant))
    until = {queue: QueueRules.model_validate(rules).keep_texts_until for queue, rules in rows}
    return [queue for queue, last in until.items() if last is not None and last < now.date()]
