"""Tokens that programs use in a person's name: shown once, kept as a hash, with scopes and an end."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, and_, insert, select, update

from skillweave.errors import RefusedError
from skillweave.review.audit import write_audit
from skillweave.review.engine import Database
from skillweave.review.people import Person, check_name, read_person
from skillweave.review.sessions import TOUCH, hash_token
from skillweave.review.tables import API_TOKEN, PERSON

MAX_LIFE = dt.timedelta(days=366)


class Scope(StrEnum):
    """What a token may be used for; never more than what its owner may do."""

    READ = "read"
    REVIEW = "review"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class TokenUse:
    """A token that is valid: whose it is, and what for."""

    id: str
    person: Person
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created: dt.datetime
    expires: dt.datetime
    last_used: dt.datetime | None


class Tokens:
    """The API tokens of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    def make(self, person: str, name: str, scopes: Collection[Scope], life: dt.timedelta, now: dt.datetime) -> str:
        """Make a token and give it, this once; it names the tenant, so that it needs nothing else.

        Raises:
            RefusedError: `invalid`: no name, no scope, or a life of nothing or more than a year.
        """
        if not scopes:
            raise RefusedError("invalid", "a token has one scope at least")
        if not dt.timedelta(0) < life <= MAX_LIFE:
            raise RefusedError("invalid", f"a token lives {MAX_LIFE.days} days at most")
        token, id_ = secrets.token_hex(32), secrets.token_hex(16)
        row = {
            "tenant_id": self._tenant,
            "id": id_,
            "token_hash": hash_token(token),
            "person_id": person,
            "name": check_name(name),
            "scopes": sorted(scope.value for scope in set(scopes)),
            "created": now,
            "expires": now + life,
        }
        after = {"scopes": row["scopes"], "expires": (now + life).isoformat()}
        with self._database.writing() as connection:
            connection.execute(insert(API_TOKEN).values(row))
            write_audit(connection, self._tenant, person, now, "token.make", id_, after=after)
        return f"{self._tenant}.{token}"

    def find(self, token: str, now: dt.datetime) -> TokenUse | None:
        """Find what a token, without its tenant, is valid for."""
        query = (
            select(PERSON, API_TOKEN.c.id.label("token_id"), API_TOKEN.c.scopes, API_TOKEN.c.last_used)
            .join(API_TOKEN, and_(API_TOKEN.c.tenant_id == PERSON.c.tenant_id, API_TOKEN.c.person_id == PERSON.c.id))
            .where(
                API_TOKEN.c.tenant_id == self._tenant,
                API_TOKEN.c.token_hash == hash_token(token),
                API_TOKEN.c.revoked.is_(None),
                API_TOKEN.c.expires > now,
                PERSON.c.active,
            )
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.last_used is None or row.last_used <= now - TOUCH:
            self._touch(row.token_id, now)
        return TokenUse(row.token_id, read_person(row), frozenset(Scope(scope) for scope in row.scopes))

    def of(self, person: str, now: dt.datetime) -> tuple[TokenRow, ...]:
        """List a person's valid tokens, the latest first."""
        query = (
            select(API_TOKEN)
            .where(
                API_TOKEN.c.tenant_id == self._tenant,
                API_TOKEN.c.person_id == person,
                API_TOKEN.c.revoked.is_(None),
                API_TOKEN.c.expires > now,
            )
            .order_by(API_TOKEN.c.created.desc(), API_TOKEN.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            TokenRow(row.id, row.name, tuple(map(Scope, row.scopes)), row.created, row.expires, row.last_used)
            for row in rows
        )

    def revoke(self, person: str, token: str, now: dt.datetime) -> bool:
        """Revoke one token of a person by its id; False where they have none such that is valid."""
        change = (
            update(API_TOKEN)
            .where(
                API_TOKEN.c.tenant_id == self._tenant,
                API_TOKEN.c.person_id == person,
                API_TOKEN.c.id == token,
                API_TOKEN.c.revoked.is_(None),
            )
            .values(revoked=now)
        )
        with self._database.writing() as connection:
            done = connection.execute(change).rowcount == 1
            if done:
                write_audit(connection, self._tenant, person, now, "token.revoke", token)
        return done

    def _touch(self, token: str, now: dt.datetime) -> None:
        change = update(API_TOKEN).where(API_TOKEN.c.tenant_id == self._tenant, API_TOKEN.c.id == token)
        with self._database.writing() as connection:
            connection.execute(change.values(last_used=now))


def revoke_tokens(connection: Connection, tenant: str, person: str, now: dt.datetime) -> None:
    """Revoke all tokens of a person, within a change that makes them invalid."""
    connection.execute(
        update(API_TOKEN)
        .where(API_TOKEN.c.tenant_id == tenant, API_TOKEN.c.person_id == person, API_TOKEN.c.revoked.is_(None))
        .values(revoked=now)
    )
