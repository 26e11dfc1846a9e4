"""One-time links: the way in for who has no password yet, has forgotten it, or signs in with a school account."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.audit import write_audit
from skillweave.review.engine import Database
from skillweave.review.links import Link, read_link, write_link
from skillweave.review.passwords import Passwords, weakness
from skillweave.review.people import Person, find_person, has, is_person
from skillweave.review.sessions import end_sessions
from skillweave.review.tables import PERSON, USED_LINK
from skillweave.review.tokens import revoke_tokens

LINK_LIFE = dt.timedelta(hours=1)
LONGEST_LIFE = dt.timedelta(days=31)
"""A link lives no longer; until then it is kept that one was used."""


class Invites:
    """The one-time links of one tenant: using one, or any other change of password, ends all of that person."""

    def __init__(self, database: Database, tenant: str, secret_key: str, passwords: Passwords) -> None:
        self._database = database
        self._tenant = tenant
        self._key = secret_key
        self._passwords = passwords

    def make(self, id_: str, now: dt.datetime, *, actor: str, life: dt.timedelta = LINK_LIFE) -> str:
        """Make a link with which a person sets a password, or binds their school account, once.

        Raises:
            RefusedError: `invalid`: the person is not active, or it would live more than 31 days.
        """
        if life > LONGEST_LIFE:
            raise RefusedError("invalid", f"a link lives {LONGEST_LIFE.days} days at most")
        with self._database.writing() as connection:
            if not find_person(connection, self._tenant, id_).active:
                raise RefusedError("invalid", "who is not active has no way in")
            write_audit(connection, self._tenant, actor, now, "link.make", id_)
            state = self._state(connection, id_)
        return write_link(self._key, self._tenant, id_, now + life, state)

    def whose(self, token: str, now: dt.datetime) -> Person:
        """Tell whom a one-time link is for, without using it.

        Raises:
            NotFoundError: It is not ours, has run out, or was used.
        """
        link = self._read(token, now)
        with self._database.reading() as connection:
            person = find_person(connection, self._tenant, link.person)
            used = has(connection, USED_LINK.c.token_hash == link.token_hash)
            if not person.active or used or link.state != self._state(connection, link.person):
                raise NotFoundError("the link was used or has run out")
        return person

    def set_password(self, token: str, new: str, now: dt.datetime) -> Person:
        """Set a password by a one-time link, which is used up; ends the person's sessions and API tokens.

        Raises:
            NotFoundError: The link is not ours, has run out, or was used.
            RefusedError: `invalid`: the password is weak; the link still holds.
        """
        person, link = self.whose(token, now), self._read(token, now)
        if fault := weakness(new):
            raise RefusedError("invalid", fault)
        kept = self._passwords.hash(new)
        with _once(), self._database.writing() as connection:
            self._use(connection, link, now)
            keep_password(connection, self._tenant, person.id, kept, now)
            revoke_tokens(connection, self._tenant, person.id, now)
            return find_person(connection, self._tenant, person.id)

    def bind(self, token: str, issuer: str, subject: str, now: dt.datetime) -> Person:
        """Bind an account at an identity provider to the person of a one-time link, which is used up.

        Ends the person's sessions and API tokens.

        Raises:
            NotFoundError: The link is not ours, has run out, or was used; or the account is somebody else's.
        """
        person, link = self.whose(token, now), self._read(token, now)
        with _once(), self._database.writing() as connection:
            self._use(connection, link, now)
            change = update(PERSON).where(*is_person(self._tenant, person.id))
            connection.execute(change.values(oidc_issuer=issuer, oidc_subject=subject))
            if person.must_change:  # a password that somebody else made for them is not needed any more
                connection.execute(change.values(password_hash=None, must_change=False))
            end_sessions(connection, self._tenant, person.id, now)
            revoke_tokens(connection, self._tenant, person.id, now)
            after = {"issuer": issuer}
            write_audit(connection, self._tenant, person.id, now, "person.bind", person.id, after=after)
            return find_person(connection, self._tenant, person.id)

    def _read(self, token: str, now: dt.datetime) -> Link:
        link = read_link(self._key, token, now)
        if link is None or link.tenant != self._tenant:
            raise NotFoundError("the link was used or has run out")
        return link

    def _state(self, connection: Connection, person: str) -> str:
        """Say how a person's ways in stand, so that a link made before they changed is known by it."""
        ways = select(PERSON.c.password_hash, PERSON.c.oidc_issuer, PERSON.c.oidc_subject)
        found = connection.execute(ways.where(*is_person(self._tenant, person))).one()
        return hashlib.sha256(repr(tuple(found)).encode()).hexdigest()[:16]

    def _use(self, connection: Connection, link: Link, now: dt.datetime) -> None:
        """Use a link up; the table's key lets only one of several through. Forget those that have run out."""
        run_out = (USED_LINK.c.tenant_id == self._tenant, USED_LINK.c.at <= now - LONGEST_LIFE)
        connection.execute(delete(USED_LINK).where(*run_out))
        row = {"token_hash": link.token_hash, "tenant_id": self._tenant, "at": now}
        connection.execute(insert(USED_LINK).values(row))


def keep_password(connection: Connection, tenant: str, person: str, kept: str, now: dt.datetime) -> None:
    """Keep a person's new password, which ends their sessions."""
    change = update(PERSON).where(*is_person(tenant, person))
    connection.execute(change.values(password_hash=kept, must_change=False))
    end_sessions(connection, tenant, person, now)
    write_audit(connection, tenant, person, now, "password.change", person)


@contextmanager
def _once() -> Iterator[None]:
    try:
        yield
    except IntegrityError as used:
        raise NotFoundError("the link was used, or the account is bound already") from used
