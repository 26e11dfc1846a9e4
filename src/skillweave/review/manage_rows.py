"""Questions of those who run a queue: members, leases, disagreements, gaps in the guideline, the audit, exports."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from skillweave.domain.queue import Role
from skillweave.domain.review import ItemState, Skill
from skillweave.review.cursors import Page, as_time, from_cursor, page
from skillweave.review.rows import AuditRow, ConflictRow, ExportRow, GapRow, GuidelineRow, LeaseRow, MemberRow
from skillweave.review.tables import (
    AUDIT,
    CLAIM,
    DECISION,
    EXPORT,
    GUIDELINE,
    ITEM,
    ITEM_REVIEW,
    NOTE,
    PERSON,
    QUEUE_MEMBER,
)

MOST = 200
"""Rows of the short lists; a queue with more disagreements than that has another trouble."""


def members_of(connection: Connection, tenant: str, queue: str) -> tuple[MemberRow, ...]:
    """Give all persons of the tenant, those who are members of the queue with their role in it."""
    member = and_(
        QUEUE_MEMBER.c.tenant_id == PERSON.c.tenant_id,
        QUEUE_MEMBER.c.person_id == PERSON.c.id,
        QUEUE_MEMBER.c.queue_id == queue,
    )
    query = (
        select(
            PERSON.c.id,
            PERSON.c.display_name,
            PERSON.c.pseudonym,
            PERSON.c.role,
            PERSON.c.active,
            QUEUE_MEMBER.c.role.label("own"),
            QUEUE_MEMBER.c.languages,
            QUEUE_MEMBER.c.frameworks,
        )
        .select_from(PERSON.outerjoin(QUEUE_MEMBER, member))
        .where(PERSON.c.tenant_id == tenant)
        .order_by(PERSON.c.display_name, PERSON.c.id)
    )
    return tuple(
        MemberRow(
            person=one.id,
            display_name=one.display_name,
            pseudonym=one.pseudonym,
            person_role=Role(one.role),
            role=Role(one.own) if one.own else None,
            languages=tuple(one.languages or ()),
            frameworks=tuple(one.frameworks or ()),
            active=one.active,
        )
        for one in connection.execute(query)
    )


def leases_of(connection: Connection, tenant: str, queue: str, now: dt.datetime) -> tuple[LeaseRow, ...]:
    """Give the items that are held, or were and nobody took them since; the oldest lease first."""
    person = and_(PERSON.c.tenant_id == ITEM.c.tenant_id, PERSON.c.id == ITEM.c.lease_by)
    query = (
        select(
            ITEM.c.id,
            ITEM.c.experience_id,
            ITEM.c.title,
            ITEM.c.lease_by,
            ITEM.c.lease_until,
            PERSON.c.display_name,
        )
        .select_from(ITEM.join(PERSON, person))
        .where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue, ITEM.c.lease_until.is_not(None))
        .order_by(ITEM.c.lease_until, ITEM.c.id)
        .limit(MOST)
    )
    return tuple(
        LeaseRow(
            item=one.id,
            experience=one.experience_id,
            title=one.title,
            person=one.lease_by,
            display_name=one.display_name,
            until=one.lease_until,
            ended=one.lease_until <= now,
        )
        for one in connection.execute(query)
    )


def conflicts_of(connection: Connection, tenant: str, queue: str, now: dt.datetime) -> tuple[ConflictRow, ...]:
    """Give the items that wait for an adjudicator, with the pseudonyms of those who reviewed them."""
    query = (
        select(ITEM.c.id, ITEM.c.experience_id, ITEM.c.title, ITEM.c.lease_until)
        .where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue, ITEM.c.state == ItemState.ADJUDICATION.value)
        .order_by(ITEM.c.experience_id, ITEM.c.id)
        .limit(MOST)
    )
    found = connection.execute(query).all()
    names = _reviewers(connection, tenant, [one.id for one in found])
    return tuple(
        ConflictRow(
            item=one.id,
            experience=one.experience_id,
            title=one.title,
            reviewers=tuple(names.get(one.id, ())),
            held=one.lease_until is not None and one.lease_until > now,
        )
        for one in found
    )


def _reviewers(connection: Connection, tenant: str, items: Sequence[str]) -> dict[str, list[str]]:
    person = and_(PERSON.c.tenant_id == ITEM_REVIEW.c.tenant_id, PERSON.c.id == ITEM_REVIEW.c.person_id)
    query = (
        select(ITEM_REVIEW.c.item_id, PERSON.c.pseudonym)
        .select_from(ITEM_REVIEW.join(PERSON, person))
        .where(ITEM_REVIEW.c.tenant_id == tenant, ITEM_REVIEW.c.item_id.in_(items), ITEM_REVIEW.c.state == "finished")
        .order_by(ITEM_REVIEW.c.finished, PERSON.c.pseudonym)
    )
    names: dict[str, list[str]] = defaultdict(list)
    for item, pseudonym in connection.execute(query):
        names[item].append(pseudonym)
    return names


def gaps_of(connection: Connection, tenant: str, queue: str) -> tuple[GapRow, ...]:
    """Give what adjudicators found the guideline to say nothing of, the latest first."""
    joined = (
        DECISION.join(ITEM, and_(ITEM.c.tenant_id == DECISION.c.tenant_id, ITEM.c.id == DECISION.c.item_id))
        .outerjoin(CLAIM, and_(CLAIM.c.tenant_id == DECISION.c.tenant_id, CLAIM.c.id == DECISION.c.claim_id))
        .outerjoin(NOTE, and_(NOTE.c.tenant_id == DECISION.c.tenant_id, NOTE.c.decision_id == DECISION.c.id))
    )
    query = (
        select(
            DECISION.c.received_at,
            DECISION.c.item_id,
            DECISION.c.claim_id,
            DECISION.c.guideline,
            CLAIM.c.label,
            CLAIM.c.framework_id,
            CLAIM.c.code,
            NOTE.c.text,
        )
        .select_from(joined)
        .where(DECISION.c.tenant_id == tenant, ITEM.c.queue_id == queue, DECISION.c.gap.is_(True))
        .order_by(DECISION.c.received_at.desc(), DECISION.c.id)
        .limit(MOST)
    )
    return tuple(
        GapRow(
            at=one.received_at,
            item=one.item_id,
            claim=one.claim_id,
            label=one.label or "",
            skill=Skill(framework=one.framework_id, code=one.code) if one.code else None,
            guideline=one.guideline,
            note=one.text or "",
        )
        for one in connection.execute(query)
    )


def guidelines_of(connection: Connection, tenant: str, queue: str) -> tuple[GuidelineRow, ...]:
    """Give all versions of a queue's guideline, the latest first."""
    person = and_(PERSON.c.tenant_id == GUIDELINE.c.tenant_id, PERSON.c.id == GUIDELINE.c.author)
    query = (
        select(GUIDELINE.c.version, GUIDELINE.c.markdown, GUIDELINE.c.at, PERSON.c.display_name)
        .select_from(GUIDELINE.outerjoin(PERSON, person))
        .where(GUIDELINE.c.tenant_id == tenant, GUIDELINE.c.queue_id == queue)
        .order_by(GUIDELINE.c.version.desc())
    )
    return tuple(
        GuidelineRow(version=one.version, markdown=one.markdown, author=one.display_name or "", at=one.at)
        for one in connection.execute(query)
    )


def exports_of(connection: Connection, tenant: str, queue: str) -> tuple[ExportRow, ...]:
    """Give what left the queue, the latest first."""
    person = and_(PERSON.c.tenant_id == EXPORT.c.tenant_id, PERSON.c.id == EXPORT.c.actor)
    query = (
        select(EXPORT.c.at, EXPORT.c.actor, EXPORT.c.format, EXPORT.c["items"], EXPORT.c.sha256, PERSON.c.display_name)
        .select_from(EXPORT.outerjoin(PERSON, person))
        .where(EXPORT.c.tenant_id == tenant, EXPORT.c.queue_id == queue)
        .order_by(EXPORT.c.at.desc(), EXPORT.c.id)
        .limit(MOST)
    )
    return tuple(
        ExportRow(at=one.at, actor=one.display_name or one.actor, format=one.format, items=one[3], sha256=one.sha256)
        for one in connection.execute(query)
    )


def audit_of(
    connection: Connection,
    tenant: str,
    queue: str | None,
    *,
    action: str | None,
    actor: str | None,
    cursor: str | None,
    limit: int,
) -> Page[AuditRow]:
    """Give what was changed, the latest first.

    Args:
        connection: To read with.
        tenant: The tenant.
        queue: Only what concerns this queue; None for all.
        action: Only this action.
        actor: Only what this person did, by display name or id.
        cursor: Where to go on.
        limit: Rows at most.
    """
    person = and_(PERSON.c.tenant_id == AUDIT.c.tenant_id, PERSON.c.id == AUDIT.c.actor)
    query = (
        select(AUDIT, PERSON.c.display_name).select_from(AUDIT.outerjoin(PERSON, person)).where(about(tenant, queue))
    )
    if action:
        query = query.where(AUDIT.c.action == action)
    if actor:
        query = query.where((PERSON.c.display_name == actor) | (AUDIT.c.actor == actor))
    if cursor:
        at, id_ = from_cursor(cursor, (str, str))
        time = as_time(str(at))
        query = query.where((AUDIT.c.at < time) | ((AUDIT.c.at == time) & (AUDIT.c.id > id_)))
    query = query.order_by(AUDIT.c.at.desc(), AUDIT.c.id).limit(limit + 1)
    rows = [_audit_row(one) for one in connection.execute(query)]
    return page(rows, limit, lambda row: (row.at.isoformat(), row.id))


def count_audit(connection: Connection, tenant: str, queue: str | None) -> int:
    """Count the entries that `audit_of` gives without a filter."""
    return connection.execute(select(func.count()).select_from(AUDIT).where(about(tenant, queue))).scalar_one()


def about(tenant: str, queue: str | None) -> ColumnElement[bool]:
    """Narrow the audit to a tenant and, where one is named, to a queue and its items."""
    of_tenant = AUDIT.c.tenant_id == tenant
    if queue is None:
        return of_tenant
    items = select(ITEM.c.id).where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue)
    return and_(of_tenant, or_(AUDIT.c.object == queue, AUDIT.c.object.in_(items)))


def _audit_row(one: Row[Any]) -> AuditRow:
    return AuditRow(
        id=one.id,
        at=one.at,
        actor=one.display_name or one.actor,
        action=one.action,
        about=one.object,
        before=one.before,
        after=one.after,
        request_id=one.request_id,
    )
