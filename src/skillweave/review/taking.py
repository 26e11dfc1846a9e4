"""Takes the next item for a person by one conditional statement, or says why there is none."""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, text, true, update

from skillweave.domain.queue import LEASE, Next, NothingLeft, Role
from skillweave.domain.review import ReviewKind
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.kept import FINISHED, SKIPPED
from skillweave.review.loading import load_item
from skillweave.review.saving import save
from skillweave.review.tables import ITEM, ITEM_REVIEW, PERSON, QUEUE, QUEUE_MEMBER
from skillweave.review.verbs import may_settle, taken

_OPEN = {
    # As words, not as values: only so does SQLite see that the index over open items fits.
    ReviewKind.REVIEW: "item.state IN ('open','second')",
    ReviewKind.ADJUDICATION: "item.state = 'adjudication'",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for an item, where, for what, and which items they are offered."""

    tenant: str
    queue: str
    person: str
    pseudonym: str
    kind: ReviewKind
    languages: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    closed: bool = False

    @property
    def wanted(self) -> ColumnElement[bool]:
        """Items of the queue that wait for such work, whoever may do it."""
        return and_(
            ITEM.c.tenant_id == self.tenant,
            ITEM.c.queue_id == self.queue,
            text(_OPEN[self.kind]),
            ITEM.c.erased_at.is_(None),
        )

    @property
    def had(self) -> ColumnElement[bool]:
        """Items in which the person has had a part that excludes another one."""
        return exists().where(
            ITEM_REVIEW.c.tenant_id == self.tenant,
            ITEM_REVIEW.c.item_id == ITEM.c.id,
            ITEM_REVIEW.c.person_id == self.person,
            or_(ITEM_REVIEW.c.state.in_((FINISHED, SKIPPED)), ITEM_REVIEW.c.kind != self.kind.value),
        )

    @property
    def offered(self) -> ColumnElement[bool]:
        """Items that pass the person's filters; one whose language nobody told is open to everybody."""
        wanted: list[ColumnElement[bool]] = []
        if self.languages:
            wanted.append(ITEM.c.language.in_((*self.languages, "")))
        if self.frameworks:
            wanted.append(or_(*(ITEM.c.frameworks.contains(f"|{one}|", autoescape=True) for one in self.frameworks)))
        return and_(true(), *wanted)


def wait_for_turn(connection: Connection, tenant: str, person: str) -> None:
    """Keep two windows of one person from taking an item each; comes before any item is locked."""
    if connection.dialect.name != "sqlite":
        of_person = select(PERSON.c.id).where(PERSON.c.tenant_id == tenant, PERSON.c.id == person)
        connection.execute(of_person.with_for_update(key_share=True))  # it does not hinder foreign keys


def asker(connection: Connection, tenant: str, queue: str, person: str, kind: ReviewKind) -> Asker:
    """Find out what a person is offered; waits for another question of the same person to be answered.

    Raises:
        NotFoundError: There is no such queue or person in this tenant.
        RefusedError: The person may not settle items here.
    """
    state = connection.execute(select(QUEUE.c.state).where(QUEUE.c.tenant_id == tenant, QUEUE.c.id == queue)).scalar()
    if state is None:
        raise NotFoundError("there is no such queue")
    same = and_(
        QUEUE_MEMBER.c.tenant_id == PERSON.c.tenant_id,
        QUEUE_MEMBER.c.person_id == PERSON.c.id,
        QUEUE_MEMBER.c.queue_id == queue,
    )
    wait_for_turn(connection, tenant, person)
    columns = (
        PERSON.c.role,
        PERSON.c.pseudonym,
        QUEUE_MEMBER.c.role.label("here"),
        QUEUE_MEMBER.c.languages,
        QUEUE_MEMBER.c.frameworks,
    )
    found = connection.execute(
        select(*columns)
        .select_from(PERSON.outerjoin(QUEUE_MEMBER, same))
        .where(PERSON.c.tenant_id == tenant, PERSON.c.id == person)
    ).first()
    if found is None:
        raise NotFoundError("there is no such person")
    if kind is ReviewKind.ADJUDICATION and not may_settle(Role(found.role), Role(found.here) if found.here else None):
        raise RefusedError("not_allowed", "only an adjudicator settles disagreements")
    languages, frameworks = tuple(found.languages or ()), tuple(found.frameworks or ())
    return Asker(tenant, queue, person, found.pseudonym, kind, languages, frameworks, closed=state == "closed")


def next_item(connection: Connection, who: Asker, now: dt.datetime) -> Next:
    """Give a person the item that they hold, else the next free one, else say why there is none."""
    if who.closed:
        return Next(item=None, code=NothingLeft.ALL_DONE)
    found: str | None = connection.execute(held_item(who, now).limit(1)).scalar()
    if found is None:
        found = take_free(connection, who, now)
    if found is None:
        return _why_not(connection, who, now)
    return begin(connection, who, found, now)


def begin(connection: Connection, who: Asker, item: str, now: dt.datetime, lease: str | None = None) -> Next:
    """Begin a person's review of an item, or go on with it, under a lease of a new name or of the one given."""
    before = load_item(connection, who.tenant, item, lock=True)
    token = lease or secrets.token_hex(16)
    after = taken(before, who.person, who.pseudonym, now, kind=who.kind, token=token)
    save(connection, who.tenant, before, after)
    return Next(item=item, lease_token=after.item.lease_token, lease_until=after.item.lease_until)


def held_item(who: Asker, now: dt.datetime) -> Select[str]:
    """Ask for the item that a person holds; not in an order, so that the index over leases is used."""
    return select(ITEM.c.id).where(who.wanted, ITEM.c.lease_by == who.person, ITEM.c.lease_until >= now, ~who.had)


def free_item(who: Asker, now: dt.datetime) -> Select[str]:
    """Ask for the first item that waits for such work and that the person may do."""
    free = or_(ITEM.c.lease_until.is_(None), ITEM.c.lease_until < now)
    ordered = select(ITEM.c.id).where(who.wanted, free, ~who.had, who.offered).order_by(ITEM.c.priority, ITEM.c.id)
    return ordered.limit(1)


def take_free(connection: Connection, who: Asker, now: dt.datetime) -> str | None:
    """Take a free item.

    On PostgreSQL rows that others are taking are skipped. SQLite has no row locks, and SQLAlchemy leaves the words
    out there; the condition on the lease is said again, outside.
    """
    chosen = free_item(who, now).with_for_update(skip_locked=True).scalar_subquery()
    still_free = or_(ITEM.c.lease_until.is_(None), ITEM.c.lease_until < now)
    statement = (
        update(ITEM)
        .where(ITEM.c.tenant_id == who.tenant, ITEM.c.id == chosen, still_free)
        .values(lease_by=who.person, lease_until=now + LEASE, lease_token=secrets.token_hex(16))
        .returning(ITEM.c.id)
    )
    return connection.execute(statement).scalar()


def _why_not(connection: Connection, who: Asker, now: dt.datetime) -> Next:
    of_queue = and_(ITEM.c.tenant_id == who.tenant, ITEM.c.queue_id == who.queue)
    if connection.execute(select(ITEM.c.id).where(of_queue).limit(1)).first() is None:
        return Next(item=None, code=NothingLeft.EMPTY)
    count = func.count()
    # One statement: an item that is let go just now was held when it was asked for, and no filter hides it.
    waiting, offered, free_at = connection.execute(
        select(
            count,
            count.filter(who.offered),
            func.min(ITEM.c.lease_until).filter(and_(who.offered, ITEM.c.lease_until >= now)),
        )
        .select_from(ITEM)
        .where(who.wanted, ~who.had)
    ).one()
    if offered:
        return Next(item=None, code=NothingLeft.ALL_HELD, free_at=free_at, waiting=offered)
    if waiting:
        return Next(item=None, code=NothingLeft.FILTERED, waiting=waiting)
    rest = connection.execute(select(count).select_from(ITEM).where(who.wanted, who.had)).scalar_one()
    if rest:
        return Next(item=None, code=NothingLeft.SEEN_REST, waiting=rest)
    return Next(item=None, code=NothingLeft.ALL_DONE)
