"""The people of one tenant: who they are, how they sign in, what they may do."""

import datetime as dt
import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from skillweave.domain.keymap import read_keymap
from skillweave.domain.queue import Role
from skillweave.errors import RefusedError
from skillweave.review.audit import write_audit
from skillweave.review.engine import Database
from skillweave.review.invites import Invites, keep_password
from skillweave.review.memberships import Memberships
from skillweave.review.passwords import Passwords, make_password, weakness
from skillweave.review.people import (
    Person,
    check_login,
    check_name,
    find_person,
    has,
    is_person,
    make_pseudonym,
    read_person,
)
from skillweave.review.sessions import Sessions, end_sessions
from skillweave.review.tables import PERSON, TENANT
from skillweave.review.tokens import Tokens, revoke_tokens

__all__ = ["IDLE", "LIFE", "Accounts", "Person", "find_tenant", "tenants"]

IDLE = dt.timedelta(minutes=60)
LIFE = dt.timedelta(hours=12)
SERVER = "server"
"""Who the audit names where no person acted."""


class Accounts:
    """The people of one tenant; no question or change reaches another one's.

    Attributes:
        sessions: Their sessions.
        tokens: Their API tokens.
        memberships: What they may do in queues.
        invites: One-time links.
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
        self._passwords = passwords
        self.sessions = Sessions(database, tenant, idle=idle, life=life)
        self.tokens = Tokens(database, tenant)
        self.memberships = Memberships(database, tenant)
        self.invites = Invites(database, tenant, secret_key, passwords)

    def first_admin(self, slug: str, name: str, now: dt.datetime, *, login: str = "admin") -> str | None:
        """Make the tenant and its first admin, with a password that holds for one sign-in.

        Returns:
            The password, this once; None where the tenant has people already, and nothing was changed.
        """
        login, password = check_login(login), make_password()
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:
            if not has(connection, TENANT.c.id == self.tenant):
                row = {"id": self.tenant, "slug": slug, "name": name, "settings": {}, "created": now}
                connection.execute(insert(TENANT).values(row))
            if has(connection, PERSON.c.tenant_id == self.tenant):
                return None
            person = self._insert(connection, login, "Administrator", Role.ADMIN, now)
            change = update(PERSON).where(*is_person(self.tenant, person)).values(password_hash=kept, must_change=True)
            connection.execute(change)
            after = {"role": Role.ADMIN.value}
            write_audit(connection, self.tenant, SERVER, now, "person.add", person, after=after)
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
            return find_person(connection, self.tenant, id_)

    def add(self, login: str, display_name: str, role: Role, now: dt.datetime, *, actor: str) -> Person:
        """Add somebody who cannot sign in yet: a one-time link is their way in.

        Raises:
            RefusedError: `invalid`: the login is taken, or login or name cannot be used.
        """
        login, display_name = check_login(login), check_name(display_name)
        try:
            with self._database.writing() as connection:
                id_ = self._insert(connection, login, display_name, role, now)
                write_audit(connection, self.tenant, actor, now, "person.add", id_, after={"role": role.value})
        except IntegrityError as taken:
            raise RefusedError("invalid", "this login is taken") from taken
        return self.person(id_)

    def check_password(self, login: str, password: str) -> Person | None:
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
                connection.execute(
                    update(PERSON).where(*is_person(self.tenant, row.id), same).values(password_hash=stronger)
                )
        return read_person(row)

    def change_password(self, id_: str, old: str, new: str, now: dt.datetime) -> None:
        """Let a person change their own password; ends all their sessions.

        Raises:
            RefusedError: `invalid`: the old password is wrong, or the new one is weak or the same.
        """
        person = self.person(id_)
        if self.check_password(person.login, old) is None:
            raise RefusedError("invalid", "The present password is not right.")
        if new == old:
            raise RefusedError("invalid", "The new password is the old one.")
        if fault := weakness(new):
            raise RefusedError("invalid", fault)
        kept = self._passwords.hash(new)
        with self._database.writing() as connection:
            keep_password(connection, self.tenant, id_, kept, now)

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
            before = find_person(connection, self.tenant, id_).role
            if before is role:
                return
            self._keep_an_admin(connection, id_, leaves=role is not Role.ADMIN)
            connection.execute(update(PERSON).where(*is_person(self.tenant, id_)).values(role=role.value))
            end_sessions(connection, self.tenant, id_, now)
            old, new = {"role": before.value}, {"role": role.value}
            write_audit(connection, self.tenant, actor, now, "person.role", id_, old, new)

    def set_active(self, id_: str, active: bool, now: dt.datetime, *, actor: str) -> None:
        """Let a person in, or no longer; ends their sessions and tokens. Their decisions stay.

        Raises:
            RefusedError: `not_allowed`: it would leave the tenant without an admin.
        """
        with self._database.writing() as connection:
            if find_person(connection, self.tenant, id_).active is active:
                return
            self._keep_an_admin(connection, id_, leaves=not active)
            connection.execute(update(PERSON).where(*is_person(self.tenant, id_)).values(active=active))
            end_sessions(connection, self.tenant, id_, now)
            revoke_tokens(connection, self.tenant, id_, now)
            action = "person.activate" if active else "person.deactivate"
            write_audit(connection, self.tenant, actor, now, action, id_)

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
            find_person(connection, self.tenant, id_)
            connection.execute(
                update(PERSON).where(*is_person(self.tenant, id_)).values(keymap=checked, keys_on=keys_on)
            )

    def _insert(self, connection: Connection, login: str, name: str, role: Role, now: dt.datetime) -> str:
        id_ = secrets.token_hex(16)
        row: dict[str, object] = {
            "tenant_id": self.tenant,
            "id": id_,
            "login": login,
            "display_name": name,
            "pseudonym": make_pseudonym(),
            "role": role.value,
            "keymap": {},
            "keys_on": True,
            "active": True,
            "must_change": False,
            "created": now,
        }
        connection.execute(insert(PERSON).values(row))
        return id_

    def _keep_an_admin(self, connection: Connection, id_: str, *, leaves: bool) -> None:
        """Refuse to let the last admin go; the rows are locked, so that two cannot let each other go."""
        query = select(PERSON.c.id).where(
            PERSON.c.tenant_id == self.tenant, PERSON.c.role == Role.ADMIN.value, PERSON.c.active
        )
        admins = connection.execute(query.order_by(PERSON.c.id).with_for_update()).scalars().all()
        if leaves and list(admins) == [id_]:
            raise RefusedError("not_allowed", "this is the last admin")


def find_tenant(database: Database, slug: str) -> str | None:
    """Give the id of a tenant by its slug."""
    with database.reading() as connection:
        found = connection.execute(select(TENANT.c.id).where(TENANT.c.slug == slug)).scalar_one_or_none()
    return str(found) if found is not None else None


def tenants(database: Database) -> tuple[str, ...]:
    """Give the ids of all tenants: for what the server does for each of them."""
    with database.reading() as connection:
        return tuple(connection.execute(select(TENANT.c.id).order_by(TENANT.c.id)).scalars())
