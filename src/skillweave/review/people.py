"""What a person is, and how they are read from their row."""

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, select

from skillweave.domain.keymap import read_keymap
from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.tables import PERSON

MAX_NAME = 200
_LOGIN = re.compile(r"[^\s/\x00-\x1f\x7f]{1,200}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in; `pseudonym` is all that lists and exports show of them."""

    id: str
    login: str
    display_name: str
    pseudonym: str
    role: Role
    locale: str
    keymap: Mapping[str, str]
    """Action to key, complete."""
    keys_on: bool
    active: bool
    must_change: bool
    """Their password was made for them: they choose their own first."""
    has_password: bool
    issuer: str | None
    """Identity provider that they are bound to."""
    created: dt.datetime


def read_person(row: Row[Any]) -> Person:
    """Read a person from their row."""
    return Person(
        id=row.id,
        login=row.login,
        display_name=row.display_name,
        pseudonym=row.pseudonym,
        role=Role(row.role),
        locale=row.locale,
        keymap={action.value: key for action, key in read_keymap(row.keymap).items()},
        keys_on=row.keys_on,
        active=row.active,
        must_change=row.must_change,
        has_password=row.password_hash is not None,
        issuer=row.oidc_issuer,
        created=row.created,
    )


def is_person(tenant: str, id_: str) -> tuple[ColumnElement[bool], ...]:
    """Name the row of a person of a tenant."""
    return (PERSON.c.tenant_id == tenant, PERSON.c.id == id_)


def find_person(connection: Connection, tenant: str, id_: str) -> Person:
    """Read one person.

    Raises:
        NotFoundError: There is no such person in this tenant.
    """
    row = connection.execute(select(PERSON).where(*is_person(tenant, id_))).one_or_none()
    if row is None:
        raise NotFoundError("no such person")
    return read_person(row)


def has(connection: Connection, *conditions: ColumnElement[bool]) -> bool:
    """Tell whether there is a row for which all of this holds."""
    return bool(connection.execute(select(exists().where(*conditions))).scalar())


def check_login(login: str) -> str:
    """Give a login as it is kept: without a difference of capital letters.

    Raises:
        RefusedError: `invalid`: it is empty, too long, or has blanks.
    """
    login = login.strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise RefusedError("invalid", "a login has 1 to 200 characters and no blanks")
    return login


def check_name(name: str) -> str:
    """Give a name as it is kept.

    Raises:
        RefusedError: `invalid`: it is empty or too long.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise RefusedError("invalid", f"a name has 1 to {MAX_NAME} characters")
    return name


def make_pseudonym() -> str:
    """Make a name that says nothing about the person."""
    return "reviewer-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
