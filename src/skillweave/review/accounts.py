"""The people of one tenant: who they are, how they sign in, what they may do."""

import datetime as dt
import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from skillweave.domain.keymap import read_keymap
from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.engine import Database
from skillweave.review.links import Link, read_link, write_link
from skillweave.review.passwords import Passwords, make_password, weakness
from skillweave.review.people import Person, check_login, check_name, make_pseudonym, read_person, record
from skillweave.review.sessions import Sessions, end_sessions
from skillweave.review.tables import ITEM, PERSON, QUEUE, QUEUE_MEMBER, TENANT, USED_LINK
from skillweave.review.tokens import Tokens, revoke_tokens

__all__ = ["IDLE", "LIFE", "LINK_LIFE", "Accounts", "Person", "find_tenant"]

IDLE = dt.timedelta(minutes=60)
LIFE = dt.timedelta(hours=12)
LINK_LIFE = dt.timedelta(hours=1)
SERVER = "server"
"""Who the audit names where no person acted."""


class Accounts:
    """The people of one tenant; no question or change reaches another one's.

    Attributes:
        sessions: Their sessions.
        tokens: Their API tokens.
    """

    def __init__(
        self,
        database: Database,
        tenant: str,
        secret_key: str,
        passwords: Passwords,
        *,
        idle: dt.timedelta = IDLE,
        life: dt.timedelta = LIFE,
    ) -> None:
        """Open the people of a tenant.

        Args:
            database: The open database.
            tenant: The tenant's id.
            secret_key: Signs one-time links.
            passwords: Hashes passwords; one for the whole process, so that not too many are hashed at once.
            idle: How long a session lasts that is not used.
            life: How long a session lasts at most.
        """
        self.tenant = tenant
        self._database = database
        self._key = secret_key
        self._passwords = passwords
        self.sessions = Sessions(database, tenant, idle=idle, life=life)
        self.tokens = Tokens(database, tenant)

    def first_admin(self, slug: str, name: str, now: dt.datetime, *, login: str = "admin") -> str | None:
        """Make the tenant and its first admin, with a password that holds for one sign-in.

        Returns:
            The password, this once; None where the tenant has people already, and nothing was changed.
        """
        password = make_password()
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:
            if not _has(connection, TENANT.c.id == self.tenant):
                row = {"id": self.tenant, "slug": slug, "name": name, "settings": {}, "created": now}
                connection.execute(insert(TENANT).values(row))
            if _has(connection, PERSON.c.tenant_id == self.tenant):
                return None
            person = self._insert(connection, check_login(login), "Administrator", Role.ADMIN, now)
            change = update(PERSON).where(*self._is(person)).values(password_hash=kept, must_change=True)
            connection.execute(change)
            self._record(connection, now, actor=SERVER, action="person.add", about=person, after={"role": "admin"})
        return password

    def people(self) -> tuple[Person, ...]:
        """List everybody, those who may sign in first, by name."""
        query = select(PERSON).where(PERSON.c.tenant_id == self.tenant)
        with self._database.reading() as connection:
            found = [read_person(row) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda one: (not one.active, one.display_name.casefold(), one.id)))

    def person(self, id_: str) -> Person:
        """Give one person.

        Raises:
            NotFoundError: There is no such person in this tenant.
        """
        with self._database.reading() as connection:
            return self._find(connection, id_)

    def add(self, login: str, display_name: str, role: Role, now: dt.datetime, *, actor: str) -> Person:
        """Add somebody who cannot sign in yet: a one-time link is their way in.

        Raises:
            RefusedError: `invalid`: the login is taken, or login or name cannot be used.
        """
        login, display_name = check_login(login), check_name(display_name)
        try:
            with self._database.writing() as connection:
                id_ = self._insert(connection, login, display_name, role, now)
                self._record(connection, now, actor=actor, action="person.add", about=id_, after={"role": role.value})
        except IntegrityError as taken:
            raise RefusedError("invalid", "this login is taken") from taken
        return self.person(id_)

    def check_password(self, login: str, password: str, now: dt.datetime) -> Person | None:
        """Give the person whose login and password these are; None, after the same time, for any other pair."""
        query = select(PERSON).where(
            PERSON.c.tenant_id == self.tenant, PERSON.c.login == login.strip().casefold(), PERSON.c.active
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        kept = row.password_hash if row is not None else None
        if not self._passwords.matches(kept, password) or row is None:
            return None
        if self._passwords.outdated(row.password_hash):
            stronger = self._passwords.hash(password)
            with self._database.writing() as connection:
                same = PERSON.c.password_hash == row.password_hash
                connection.execute(update(PERSON).where(*self._is(row.id), same).values(password_hash=stronger))
                self._record(connection, now, actor=SERVER, action="password.rehash", about=row.id)
        return read_person(row)

    def change_password(self, id_: str, old: str, new: str, now: dt.datetime) -> None:
        """Let a person change their own password; ends all their sessions.

        Raises:
            RefusedError: `invalid`: the old password is wrong, or the new one is weak or the same.
        """
        person = self.person(id_)
        if self.check_password(person.login, old, now) is None:
            raise RefusedError("invalid", "The present password is not right.")
        if new == old:
            raise RefusedError("invalid", "The new password is the old one.")
        kept = self._strong(new)
        with self._database.writing() as connection:
            self._set_password(connection, id_, kept, now, actor=id_)

    def make_link(self, id_: str, now: dt.datetime, *, actor: str, life: dt.timedelta = LINK_LIFE) -> str:
        """Make a link with which a person sets a password, or binds their school account, once."""
        with self._database.writing() as connection:
            if not self._find(connection, id_).active:
                raise RefusedError("invalid", "who is not active has no way in")
            self._record(connection, now, actor=actor, action="link.make", about=id_)
        return write_link(self._key, self.tenant, id_, now + life)

    def who_may_use(self, token: str, now: dt.datetime) -> Person:
        """Tell whom a one-time link is for, without using it.

        Raises:
            NotFoundError: It is not ours, has run out, or was used.
        """
        link = self._read(token, now)
        with self._database.reading() as connection:
            person = self._find(connection, link.person)
            if not person.active or _has(connection, USED_LINK.c.token_hash == link.token_hash):
                raise NotFoundError("the link was used or has run out")
        return person

    def set_password(self, token: str, new: str, now: dt.datetime) -> Person:
        """Set a password by a one-time link, which is used up; ends the person's sessions.

        Raises:
            NotFoundError: The link is not ours, has run out, or was used.
            RefusedError: `invalid`: the password is weak; the link still holds.
        """
        person, link = self.who_may_use(token, now), self._read(token, now)
        kept = self._strong(new)
        with _once(), self._database.writing() as connection:
            self._use(connection, link, now)
            self._set_password(connection, person.id, kept, now, actor=person.id)
        return self.person(person.id)

    def bind(self, token: str, issuer: str, subject: str, now: dt.datetime) -> Person:
        """Bind an account at an identity provider to the person of a one-time link, which is used up.

        Raises:
            NotFoundError: The link is not ours, has run out, or was used; or the account is somebody else's.
        """
        person, link = self.who_may_use(token, now), self._read(token, now)
        with _once(), self._database.writing() as connection:
            self._use(connection, link, now)
            change = update(PERSON).where(*self._is(person.id))
            connection.execute(change.values(oidc_issuer=issuer, oidc_subject=subject, must_change=False))
            end_sessions(connection, self.tenant, person.id, now)
            after = {"issuer": issuer}
            self._record(connection, now, actor=person.id, action="person.bind", about=person.id, after=after)
        return self.person(person.id)

    def by_subject(self, issuer: str, subject: str) -> Person | None:
        """Find who is bound to an account at an identity provider; never by name or e-mail."""
        query = select(PERSON).where(
            PERSON.c.tenant_id == self.tenant,
            PERSON.c.oidc_issuer == issuer,
            PERSON.c.oidc_subject == subject,
            PERSON.c.active,
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return read_person(row) if row is not None else None

    def set_role(self, id_: str, role: Role, now: dt.datetime, *, actor: str) -> None:
        """Give a person another role; ends their sessions.

        Raises:
            RefusedError: `not_allowed`: it would leave the tenant without an admin.
        """
        with self._database.writing() as connection:
            before = self._find(connection, id_).role
            if before is role:
                return
            self._keep_an_admin(connection, id_, leaves=role is not Role.ADMIN)
            connection.execute(update(PERSON).where(*self._is(id_)).values(role=role.value))
            end_sessions(connection, self.tenant, id_, now)
            said = {"before": {"role": before.value}, "after": {"role": role.value}}
            self._record(connection, now, actor=actor, action="person.role", about=id_, **said)

    def set_active(self, id_: str, active: bool, now: dt.datetime, *, actor: str) -> None:
        """Let a person in, or no longer; ends their sessions and tokens. Their decisions stay.

        Raises:
            RefusedError: `not_allowed`: it would leave the tenant without an admin.
        """
        with self._database.writing() as connection:
            if self._find(connection, id_).active is active:
                return
            self._keep_an_admin(connection, id_, leaves=not active)
            connection.execute(update(PERSON).where(*self._is(id_)).values(active=active))
            end_sessions(connection, self.tenant, id_, now)
            revoke_tokens(connection, self.tenant, id_, now)
            action = "person.activate" if active else "person.deactivate"
            self._record(connection, now, actor=actor, action=action, about=id_)

    def set_keys(self, id_: str, keymap: Mapping[str, str], *, keys_on: bool) -> None:
        """Keep a person's own keys.

        Raises:
            RefusedError: `invalid`: an action or a key is unknown, or two actions have the same key.
        """
        try:
            checked = {action.value: key for action, key in read_keymap(keymap).items()}
        except ValueError as fault:
            raise RefusedError("invalid", str(fault)) from fault
        with self._database.writing() as connection:
            self._find(connection, id_)
            connection.execute(update(PERSON).where(*self._is(id_)).values(keymap=checked, keys_on=keys_on))

    def role_in(self, queue: str, person: str, role: Role) -> Role | None:
        """Tell what a person with a role in the tenant may do in a queue; None where it is not for them to know.

        Raises:
            NotFoundError: There is no such queue in this tenant.
        """
        member = select(QUEUE_MEMBER.c.role).where(
            QUEUE_MEMBER.c.tenant_id == self.tenant,
            QUEUE_MEMBER.c.queue_id == queue,
            QUEUE_MEMBER.c.person_id == person,
        )
        with self._database.reading() as connection:
            if not _has(connection, QUEUE.c.tenant_id == self.tenant, QUEUE.c.id == queue):
                raise NotFoundError("no such queue")
            if role.covers(Role.MANAGER):
                return role
            found = connection.execute(member).scalar_one_or_none()
        if found is None:
            return None
        return role if Role(found).covers(role) else Role(found)

    def queue_of(self, item: str) -> str:
        """Tell which queue an item is in.

        Raises:
            NotFoundError: There is no such item in this tenant.
        """
        query = select(ITEM.c.queue_id).where(ITEM.c.tenant_id == self.tenant, ITEM.c.id == item)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise NotFoundError("no such item")
        return str(found)
