"""API tokens: shown once, kept as a hash, with an end."""

import datetime as dt

import pytest
from sqlalchemy import select

from skillweave.domain.queue import Role
from skillweave.errors import RefusedError
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database
from skillweave.review.people import Person
from skillweave.review.tables import API_TOKEN
from skillweave.review.tokens import Scope
from tests.enrolled import DAY, NOW, enrol


def test_a_token_of_the_api_is_found_and_kept_as_a_hash(accounts: Accounts, ana: Person, database: Database) -> None:
    """A token gives the person and its scopes; the database holds only its hash."""
    full = accounts.tokens.make(ana.id, "Sheet", [Scope.READ], DAY, NOW)
    tenant, _, token = full.rpartition(".")
    found = accounts.tokens.find(token, NOW)
    assert tenant == "here"
    assert found is not None
    assert (found.person.id, found.scopes) == (ana.id, frozenset({Scope.READ}))
    with database.reading() as connection:
        (row,) = connection.execute(select(API_TOKEN)).all()
    assert token not in str(row)
    assert [listed.name for listed in accounts.tokens.of(ana.id, NOW)] == ["Sheet"]


def test_a_token_ends(accounts: Accounts, ana: Person) -> None:
    """When its time is over, or when it was revoked, a token finds nobody and is listed no more."""
    short = accounts.tokens.make(ana.id, "Short", [Scope.READ], DAY, NOW).rpartition(".")[2]
    long = accounts.tokens.make(ana.id, "Long", [Scope.READ], 2 * DAY, NOW).rpartition(".")[2]
    assert accounts.tokens.find(short, NOW + DAY) is None
    (row,) = accounts.tokens.of(ana.id, NOW + DAY)
    assert accounts.tokens.revoke(ana.id, row.id, NOW)
    assert accounts.tokens.find(long, NOW) is None
    assert not accounts.tokens.revoke(ana.id, row.id, NOW)


@pytest.mark.parametrize(
    ("name", "scopes", "life"),
    [
        ("Sheet", [], DAY),
        ("", [Scope.READ], DAY),
        ("Sheet", [Scope.READ], 0 * DAY),
        ("Sheet", [Scope.READ], 400 * DAY),
    ],
)
def test_a_token_needs_a_name_a_scope_and_an_end(
    accounts: Accounts, ana: Person, name: str, scopes: list[Scope], life: dt.timedelta
) -> None:
    """A token that may do nothing, that nobody can tell apart, or that never ends is not made."""
    with pytest.raises(RefusedError):
        accounts.tokens.make(ana.id, name, scopes, life, NOW)


def test_nobody_revokes_the_token_of_another(accounts: Accounts, ana: Person) -> None:
    """A token's id is no key to it for others."""
    accounts.tokens.make(ana.id, "Sheet", [Scope.READ], DAY, NOW)
    (row,) = accounts.tokens.of(ana.id, NOW)
    assert not accounts.tokens.revoke(enrol(accounts, "ben", Role.ADMIN).id, row.id, NOW)
