"""Questions about queues: how far they are, and what a person would find in them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from skillweave.domain.queue import NothingLeft, QueueRules, Role
from skillweave.domain.review import ItemState, ReviewKind
from skillweave.review.kept import FINISHED, SKIPPED
from skillweave.review.rows import QueueRow
from skillweave.review.tables import ITEM, ITEM_REVIEW, QUEUE, QUEUE_MEMBER
from skillweave.review.taking import Asker

_OF_ITEM = and_(ITEM_REVIEW.c.tenant_id == ITEM.c.tenant_id, ITEM_REVIEW.c.item_id == ITEM.c.id)
_TO_REVIEW: tuple[str, ...] = (ItemState.OPEN.value, ItemState.SECOND.value)


def queues_of(
    connection: Connection, tenant: str, person: str, role: Role, now: dt.datetime, only: str | None = None
) -> tuple[QueueRow, ...]:
    """Give the queues that a person may see, by name.

    Args:
        connection: To read with.
        tenant: The tenant.
        person: Who asks.
        role: Their role in the tenant; managers see every queue, others those that they are members of.
        now: The time.
        only: One queue's id, where no other is asked for.
    """
    member = and_(
        QUEUE_MEMBER.c.tenant_id == QUEUE.c.tenant_id,
        QUEUE_MEMBER.c.queue_id == QUEUE.c.id,
        QUEUE_MEMBER.c.person_id == person,
    )
    query = (
        select(
            QUEUE,
            QUEUE_MEMBER.c.role.label("member_role"),
            QUEUE_MEMBER.c.languages,
            QUEUE_MEMBER.c.frameworks,
        )
        .outerjoin(QUEUE_MEMBER, member)
        .where(QUEUE.c.tenant_id == tenant)
        .order_by(QUEUE.c.name, QUEUE.c.id)
    )
    if only is not None:
        query = query.where(QUEUE.c.id == only)
    if not role.covers(Role.MANAGER):
        query = query.where(QUEUE_MEMBER.c.role.is_not(None))
    return tuple(_row(connection, found, person, role, now) for found in connection.execute(query))


def _row(connection: Connection, found: Row[Any], person: str, role: Role, now: dt.datetime) -> QueueRow:
    of_queue = and_(ITEM.c.tenant_id == found.tenant_id, ITEM.c.queue_id == found.id)
    states = _counts(connection, of_queue)
    own = role if role.covers(Role.MANAGER) else role.capped(Role(found.member_role))
    to_review = sum(states.get(state, 0) for state in _TO_REVIEW)
    disputed = states.get(ItemState.ADJUDICATION.value, 0)
    held, holders, free_at = _held(connection, of_queue, person, now)
    blocked = None
    if own.covers(Role.REVIEWER):
        kinds = [ReviewKind.REVIEW, *([ReviewKind.ADJUDICATION] if own.covers(Role.ADJUDICATOR) else [])]
        narrowed = tuple(found.languages or ()), tuple(found.frameworks or ())
        askers = [Asker(found.tenant_id, found.id, person, "", kind, *narrowed) for kind in kinds]
        blocked = _blocked(connection, askers, now) if states else NothingLeft.EMPTY
    return QueueRow(
        id=found.id,
        name=found.name,
        state=found.state,
        rules=QueueRules.model_validate(found.rules),
        guideline=found.guideline,
        role=own,
        total=sum(states.values()),
        open=to_review,
        adjudication=disputed,
        final=states.get(ItemState.FINAL.value, 0),
        failed=_count(connection, and_(of_queue, ITEM.c.error.is_not(None))),
        held=held,
        holders=holders,
        mine=_mine(connection, of_queue, person),
        left=_left(connection, of_queue, states, person, own),
        holding=_holding(connection, of_queue, person, now),
        blocked=blocked,
        waiting=to_review if blocked is not None else 0,
        free_at=free_at,
    )


def _counts(connection: Connection, of_queue: ColumnElement[bool]) -> Mapping[str, int]:
    query = select(ITEM.c.state, func.count()).where(of_queue).group_by(ITEM.c.state)
    return {str(state): int(count) for state, count in connection.execute(query)}


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(ITEM).where(wanted)).scalar_one()


def _held(
    connection: Connection, of_queue: ColumnElement[bool], person: str, now: dt.datetime
) -> tuple[int, int, dt.datetime | None]:
    query = select(func.count(), func.count(ITEM.c.lease_by.distinct()), func.min(ITEM.c.lease_until)).where(
        of_queue, ITEM.c.lease_by.is_not(None), ITEM.c.lease_by != person, ITEM.c.lease_until >= now
    )
    count, holders, free_at = connection.execute(query).one()
    return count, holders, free_at


def _mine(connection: Connection, of_queue: ColumnElement[bool], person: str) -> int:
    query = (
        select(func.count())
        .select_from(ITEM_REVIEW.join(ITEM, _OF_ITEM))
        .where(of_queue, ITEM_REVIEW.c.person_id == person, ITEM_REVIEW.c.state == "finished")
    )
    return connection.execute(query).scalar_one()


def _left(
    connection: Connection, of_queue: ColumnElement[bool], states: Mapping[str, int], person: str, role: Role
) -> int:
    """Count what waits for a person: less what they have had, which others have to go on with."""
    waiting = {ReviewKind.REVIEW: _TO_REVIEW}
    if role.covers(Role.ADJUDICATOR):
        waiting[ReviewKind.ADJUDICATION] = (ItemState.ADJUDICATION.value,)
    left = 0
    for kind, names in waiting.items():
        done = or_(ITEM_REVIEW.c.state.in_((FINISHED, SKIPPED)), ITEM_REVIEW.c.kind != kind.value)
        had = select(func.count()).select_from(ITEM_REVIEW.join(ITEM, _OF_ITEM))
        query = had.where(of_queue, ITEM.c.state.in_(names), ITEM_REVIEW.c.person_id == person, done)
        left += sum(states.get(name, 0) for name in names) - connection.execute(query).scalar_one()
    return left


def _holding(connection: Connection, of_queue: ColumnElement[bool], person: str, now: dt.datetime) -> str | None:
    query = select(ITEM.c.id).where(of_queue, ITEM.c.lease_by == person, ITEM.c.lease_until >= now).limit(1)
    return connection.execute(query).scalar()


def _blocked(connection: Connection, askers: Sequence[Asker], now: dt.datetime) -> NothingLeft | None:
    """Say why there is nothing to take, as `next_item` would, without taking anything."""
    free = or_(ITEM.c.lease_until.is_(None), ITEM.c.lease_until < now, ITEM.c.lease_by == askers[0].person)

    def some(narrow: Callable[[Asker], ColumnElement[bool]]) -> bool:
        return any(_any(connection, and_(who.wanted, narrow(who))) for who in askers)

    if some(lambda who: and_(~who.had, who.offered, free)):
        return None
    if some(lambda who: and_(~who.had, who.offered)):
        return NothingLeft.ALL_HELD
    if some(lambda who: ~who.had):
        return NothingLeft.FILTERED
    return NothingLeft.SEEN_REST if some(lambda who: who.had) else NothingLeft.ALL_DONE


def _any(connection: Connection, wanted: ColumnElement[bool]) -> bool:
    return connection.execute(select(ITEM.c.id).where(wanted).limit(1)).first() is not None
