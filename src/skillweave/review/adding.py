"""Writes new items into a queue, in one transaction, and lets a policy confirm what it may."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, Table, insert, select, text

from skillweave.domain.queue import Added, NewItem, RunMade
from skillweave.domain.review import Origin
from skillweave.errors import ConflictError
from skillweave.review.checks import check_new_items
from skillweave.review.kept import ClaimKept, ItemFile
from skillweave.review.loading import load_items, load_queue
from skillweave.review.policy import applied, case_for
from skillweave.review.prepare import Intake, faults_of, prepared, sort_out
from skillweave.review.saving import Columns, claim_row, current_row, decision_row, evidence_rows, item_row
from skillweave.review.tables import CLAIM, CURRENT, DECISION, EVIDENCE, ITEM, QUEUE, RUN

_POOL = 200
"""Items of the queue whose competencies may be planted in new ones."""


def add(
    connection: Connection,
    tenant: str,
    queue: str,
    items: Sequence[NewItem],
    run: RunMade,
    now: dt.datetime,
    *,
    again: bool,
) -> Added:
    """Put the items into a queue that are not there yet."""
    rules, guideline = load_queue(connection, tenant, queue)
    check_new_items([fault for item in items for fault in faults_of(item)])
    _lock(connection, tenant, queue)
    _add_run(connection, tenant, run, now)
    same, others, there = _there(connection, tenant, queue, run.id)
    fresh, known, earlier = sort_out(items, same, others, again=again)
    intake = Intake(queue, rules, guideline, run.id, now, there=there)
    files = prepared(fresh, intake, _elsewhere(connection, tenant, queue))
    policy = rules.policy
    if policy is not None and case_for(connection, tenant, queue, policy.framework, policy.target).holds:
        files = tuple(applied(file, policy, now) for file in files)
    _insert(connection, tenant, files)
    _count_anew(connection)
    claims = sum(1 for file in files for claim in file.claims if claim.origin is Origin.SUGGESTED)
    return Added(items=len(files), known=known, earlier=earlier, claims=claims)


def _lock(connection: Connection, tenant: str, queue: str) -> None:
    """Let two imports into one queue come one after the other."""
    connection.execute(
        select(QUEUE.c.id).where(QUEUE.c.tenant_id == tenant, QUEUE.c.id == queue).with_for_update(key_share=True)
    )


def _add_run(connection: Connection, tenant: str, run: RunMade, now: dt.datetime) -> None:
    kept = connection.execute(select(RUN.c.config_hash).where(RUN.c.tenant_id == tenant, RUN.c.id == run.id)).first()
    if kept is None:
        row = {
            "tenant_id": tenant,
            "id": run.id,
            "config_hash": run.config_hash,
            "provenance": dict(run.provenance),
            "at": now,
        }
        connection.execute(insert(RUN), row)
    elif kept.config_hash != run.config_hash:
        raise ConflictError("id_reused", f"the run {run.id} was made with other settings before")


def _there(connection: Connection, tenant: str, queue: str, run: str) -> tuple[set[str], set[str], int]:
    same: set[str] = set()
    others: set[str] = set()
    count = 0
    for experience, other in connection.execute(
        select(ITEM.c.experience_id, ITEM.c.run_id).where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue)
    ):
        (same if other == run else others).add(experience)
        count += 1
    return same, others, count


def _elsewhere(connection: Connection, tenant: str, queue: str) -> list[ClaimKept]:
    of_queue = select(ITEM.c.id).where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue)
    names = list(connection.execute(of_queue.order_by(ITEM.c.id).limit(_POOL)).scalars())
    return [claim for file in load_items(connection, tenant, names) for claim in file.claims]


def _insert(connection: Connection, tenant: str, files: Sequence[ItemFile]) -> None:
    claims = [(file, claim) for file in files for claim in file.claims]
    made = [(file, one) for file in files for one in file.decisions]
    for table, rows in (
        (ITEM, [item_row(tenant, file.item) for file in files]),
        (CLAIM, [claim_row(tenant, file.item.id, claim) for file, claim in claims]),
        (EVIDENCE, [row for _, claim in claims for row in evidence_rows(tenant, claim.id, claim.evidence)]),
        (DECISION, [decision_row(tenant, one, None) for _, one in made]),
        (CURRENT, [current_row(tenant, file.item.id, one) for file, one in made]),
    ):
        _insert_many(connection, table, rows)


def _insert_many(connection: Connection, table: Table, rows: list[Columns]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _count_anew(connection: Connection) -> None:
    """Have PostgreSQL learn how large its tables are now.

    It does so of its own within minutes; until then it takes full tables for empty ones, and looks through all rows of
    one for each row of another.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE item, claim, evidence"))
