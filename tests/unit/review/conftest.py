"""People of two tenants in one database, on each kind of server."""

import pytest
from sqlalchemy import insert

from skillweave.domain.queue import Role
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database
from skillweave.review.passwords import Passwords
from skillweave.review.people import Person
from skillweave.review.tables import TENANT
from tests.enrolled import KEY, NOW, WEAK, enrol


@pytest.fixture
def accounts(database: Database) -> Accounts:
    """The people of a tenant that has none."""
    return _tenant(database, "here")


@pytest.fixture
def elsewhere(database: Database) -> Accounts:
    """The people of another tenant in the same database."""
    return _tenant(database, "elsewhere")


@pytest.fixture
def ana(accounts: Accounts) -> Person:
    """A reviewer with a password."""
    return enrol(accounts, "ana", Role.REVIEWER)


def _tenant(database: Database, tenant: str) -> Accounts:
    with database.writing() as connection:
        row = {"id": tenant, "slug": f"{tenant}-slug", "name": tenant, "settings": {}, "created": NOW}
        connection.execute(insert(TENANT).values(row))
    return Accounts(database, tenant, KEY, Passwords(WEAK))
