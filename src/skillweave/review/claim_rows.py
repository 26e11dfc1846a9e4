"""Questions about claims and decisions: the table of claims, and decisions in the order of their arrival."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from skillweave.domain.review import ItemState, Origin, Skill, Verdict
from skillweave.review.cursors import Page, after, as_time, from_cursor, page
from skillweave.review.filters import ClaimFilter, conditions
from skillweave.review.rows import ClaimRow, DecisionRow, Said
from skillweave.review.tables import CLAIM, CURRENT, DECISION, EVIDENCE, ITEM, PERSON, RUN

_CLAIM_KEY = (ITEM.c.experience_id, ITEM.c.run_id, CLAIM.c.place, CLAIM.c.id)
_DECISION_KEY = (DECISION.c.received_at, DECISION.c.id)


def claims_of(
    connection: Connection,
    tenant: str,
    queue: str,
    narrowed: ClaimFilter,
    *,
    final_only: bool,
    cursor: str | None,
    limit: int,
) -> Page[ClaimRow]:
    """Give claims of a queue in the order of the log's ids; planted claims are none.

    Args:
        connection: To read with.
        tenant: The tenant.
        queue: The queue.
        narrowed: Which claims.
        final_only: Only claims of final items: what is not final must not reach another reviewer.
        cursor: Where to go on.
        limit: Rows at most.
    """
    query = _claims(tenant, queue, final_only=final_only).where(*conditions(narrowed, connection.dialect))
    key = from_cursor(cursor, (str, str, int, str)) if cursor else None
    found = connection.execute(after(query, _CLAIM_KEY, key, limit)).all()
    ids = [one.id for one in found[:limit]]
    quotes, said = _quotes(connection, tenant, ids), _said(connection, tenant, ids)
    rows = [_claim_row(one, quotes.get(one.id, ()), said.get(one.id, ())) for one in found]
    return page(rows, limit, lambda row: (row.experience, row.run_id, row.place, row.id))


def count_claims(connection: Connection, tenant: str, queue: str, *, final_only: bool) -> int:
    """Count the claims that `claims_of` gives without a filter."""
    return connection.execute(
        _claims(tenant, queue, final_only=final_only).with_only_columns(func.count())
    ).scalar_one()


def _claims(tenant: str, queue: str, *, final_only: bool) -> Select[Any]:
    joined = CLAIM.join(ITEM, and_(ITEM.c.tenant_id == CLAIM.c.tenant_id, ITEM.c.id == CLAIM.c.item_id)).join(
        RUN, and_(RUN.c.tenant_id == ITEM.c.tenant_id, RUN.c.id == ITEM.c.run_id)
    )
    query = (
        select(
            CLAIM,
            ITEM.c.experience_id,
            ITEM.c.title,
            ITEM.c.run_id,
            ITEM.c.state.label("item_state"),
            RUN.c.config_hash,
        )
        .select_from(joined)
        .where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue, CLAIM.c.origin != Origin.CATCH.value)
    )
    return query.where(ITEM.c.state == ItemState.FINAL.value) if final_only else query


def _claim_row(one: Row[Any], quotes: Sequence[str], said: Sequence[Said]) -> ClaimRow:
    return ClaimRow(
        id=one.id,
        item=one.item_id,
        experience=one.experience_id,
        title=one.title,
        run=one.config_hash,
        skill=Skill(framework=one.framework_id, code=one.code),
        framework_version=one.framework_version,
        label=one.label,
        origin=one.origin,
        state=one.state,
        version=one.version,
        confidence=one.confidence,
        quotes=tuple(quotes),
        said=tuple(said),
        place=one.place,
        run_id=one.run_id,
        final=one.item_state == ItemState.FINAL.value,
    )


def _quotes(connection: Connection, tenant: str, ids: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    query = (
        select(EVIDENCE.c.claim_id, EVIDENCE.c.quote)
        .where(EVIDENCE.c.tenant_id == tenant, EVIDENCE.c.claim_id.in_(ids))
        .order_by(EVIDENCE.c.claim_id, EVIDENCE.c.place)
    )
    for claim, quote in connection.execute(query):
        found[claim].append(quote)
    return found


def _said(connection: Connection, tenant: str, ids: Sequence[str]) -> Mapping[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    in_force = and_(CURRENT.c.tenant_id == DECISION.c.tenant_id, CURRENT.c.decision_id == DECISION.c.id)
    query = (
        _decisions(tenant)
        .join(CURRENT, in_force)
        .where(CURRENT.c.tenant_id == tenant, CURRENT.c.claim_id.in_(ids), DECISION.c.verdict != Verdict.CLEAR.value)
        .order_by(DECISION.c.claim_id, DECISION.c.sequence)
    )
    for one in connection.execute(query):
        found[one.claim_id].append(_as_said(one))
    return found


def _decisions(tenant: str) -> Select[Any]:
    person = and_(PERSON.c.tenant_id == DECISION.c.tenant_id, PERSON.c.id == DECISION.c.person_id)
    return (
        select(DECISION, PERSON.c.pseudonym)
        .select_from(DECISION.outerjoin(PERSON, person))
        .where(DECISION.c.tenant_id == tenant)
    )


def _as_said(one: Row[Any]) -> Said:
    return Said(
        id=one.id,
        reviewer=one.pseudonym if one.pseudonym is not None else f"policy:{one.policy_id}",
        kind=one.kind,
        verdict=one.verdict,
        reason=one.reason,
        replacement=Skill(framework=one.framework_id, code=one.code) if one.code is not None else None,
        level=one.level,
        exposure=one.exposure,
        via=one.via,
        version=one.new_version,
        guideline=one.guideline,
        at=one.received_at,
    )


def decisions_of(
    connection: Connection,
    tenant: str,
    queues: Sequence[str],
    *,
    since: dt.datetime | None,
    open_to: str | None,
    cursor: str | None,
    limit: int,
) -> Page[DecisionRow]:
    """Give decisions of some queues in the order of their arrival.

    Args:
        connection: To read with.
        tenant: The tenant.
        queues: Their ids.
        since: Only what arrived at or after this time.
        open_to: A person who sees what others decided once an item is final only; None for who sees all.
        cursor: Where to go on.
        limit: Rows at most.
    """
    item = and_(ITEM.c.tenant_id == DECISION.c.tenant_id, ITEM.c.id == DECISION.c.item_id)
    query = _decisions(tenant).add_columns(ITEM.c.queue_id).join(ITEM, item).where(ITEM.c.queue_id.in_(queues))
    query = query.where(~_planted())
    if since is not None:
        query = query.where(DECISION.c.received_at >= since)
    if open_to is not None:
        query = query.where(or_(ITEM.c.state == ItemState.FINAL.value, DECISION.c.person_id == open_to))
    key = None
    if cursor:
        at, id_ = from_cursor(cursor, (str, str))
        key = (as_time(str(at)), id_)
    found = [_decision_row(one) for one in connection.execute(after(query, _DECISION_KEY, key, limit))]
    return page(found, limit, lambda row: (row.said.at.isoformat(), row.said.id))


def _planted() -> ColumnElement[bool]:
    """A decision on a planted claim would tell which claims are planted."""
    return (
        exists()
        .where(
            CLAIM.c.tenant_id == DECISION.c.tenant_id,
            CLAIM.c.id == DECISION.c.claim_id,
            CLAIM.c.origin == Origin.CATCH.value,
        )
        .correlate(DECISION)
    )


def _decision_row(one: Row[Any]) -> DecisionRow:
    return DecisionRow(
        said=_as_said(one),
        sequence=one.sequence,
        item=one.item_id,
        claim=one.claim_id,
        queue=one.queue_id,
        spans=tuple((start, end) for start, end in one.spans),
        gap=one.gap,
        supersedes=one.supersedes,
        new_version=one.new_version,
    )
