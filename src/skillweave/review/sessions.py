"""Sessions of one tenant: opened by a sign-in, ended by time, by sign-out, or by a change of password or role."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, select, update

from skillweave.review.engine import Database
from skillweave.review.people import Person, read_person
from skillweave.review.tables import PERSON, SESSION

TOUCH = dt.timedelta(minutes=1)
"""How old a session's last sign of life may be before it is written anew: not every request has to write."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open session and whose it is."""

    id: str
    """Hash of the token; the token itself is never kept."""
    person: Person


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its owner sees it."""

    id: str
    created: dt.datetime
    last_seen: dt.datetime
    expires: dt.datetime


class Sessions:
    """The sessions of one tenant."""

    def __init__(self, database: Database, tenant: str, *, idle: dt.timedelta, life: dt.timedelta) -> None:
        self._database = database
        self._tenant = tenant
        self._idle = idle
        self._life = life

    def open(self, person: str, now: dt.datetime) -> str:
        """Open a session and give its token, which goes into the cookie and nowhere else; forget those that ran out."""
        token = secrets.token_hex(32)
        row = {
            "token_hash": hash_token(token),
            "tenant_id": self._tenant,
            "person_id": person,
            "created": now,
            "last_seen": now,
            "expires": now + self._life,
        }
        with self._database.writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.tenant_id == self._tenant, SESSION.c.expires <= now))
            connection.execute(insert(SESSION).values(row))
        return token

    def find(self, token: str, now: dt.datetime) -> Session | None:
        """Find the open session of a token, and note that it is in use."""
        id_ = hash_token(token)
        query = (
            select(PERSON, SESSION.c.last_seen)
            .join(SESSION, and_(SESSION.c.tenant_id == PERSON.c.tenant_id, SESSION.c.person_id == PERSON.c.id))
            .where(
                SESSION.c.tenant_id == self._tenant,
                SESSION.c.token_hash == id_,
                SESSION.c.revoked.is_(None),
                SESSION.c.expires > now,
                SESSION.c.last_seen > now - self._idle,
                PERSON.c.active,
            )
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.last_seen <= now - TOUCH:
            self._touch(id_, now)
        return Session(id_, read_person(row))

    def of(self, person: str, now: dt.datetime) -> tuple[SessionRow, ...]:
        """List a person's open sessions, the latest first."""
        query = (
            select(SESSION)
            .where(
                SESSION.c.tenant_id == self._tenant,
                SESSION.c.person_id == person,
                SESSION.c.revoked.is_(None),
                SESSION.c.expires > now,
                SESSION.c.last_seen > now - self._idle,
            )
            .order_by(SESSION.c.last_seen.desc(), SESSION.c.token_hash)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(SessionRow(row.token_hash, row.created, row.last_seen, row.expires) for row in rows)

    def end(self, person: str, session: str, now: dt.datetime) -> bool:
        """End one session of a person; False where they have none such that is open."""
        change = (
            update(SESSION)
            .where(
                SESSION.c.tenant_id == self._tenant,
                SESSION.c.person_id == person,
                SESSION.c.token_hash == session,
                SESSION.c.revoked.is_(None),
            )
            .values(revoked=now)
        )
        with self._database.writing() as connection:
            return connection.execute(change).rowcount == 1

    def _touch(self, session: str, now: dt.datetime) -> None:
        change = (
            update(SESSION)
            .where(SESSION.c.tenant_id == self._tenant, SESSION.c.token_hash == session, SESSION.c.revoked.is_(None))
            .values(last_seen=now)
        )
        with self._database.writing() as connection:
            connection.execute(change)


def end_sessions(connection: Connection, tenant: str, person: str, now: dt.datetime) -> None:
    """End all sessions of a person, within a change that makes them invalid."""
    connection.execute(
        update(SESSION)
        .where(SESSION.c.tenant_id == tenant, SESSION.c.person_id == person, SESSION.c.revoked.is_(None))
        .values(revoked=now)
    )


def hash_token(token: str) -> str:
    """Give what is kept of a token; its 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
