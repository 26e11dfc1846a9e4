"""Sessions: what opens them, what ends them, and that nobody else has a hand in them."""

import datetime as dt

import pytest
from sqlalchemy import select

from skillweave.domain.queue import Role
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database
from skillweave.review.people import Person
from skillweave.review.tables import SESSION
from tests.enrolled import HOUR, MINUTE, NOW, enrol


def test_a_session_is_found_by_its_token(accounts: Accounts, ana: Person) -> None:
    """The token that was given out finds the person; no part of it does."""
    token = accounts.sessions.open(ana.id, NOW)
    found = accounts.sessions.find(token, NOW)
    assert found is not None
    assert found.person == ana
    assert len(token) == 64
    assert accounts.sessions.find(token[:-1], NOW) is None


def test_the_token_of_a_session_is_kept_nowhere(accounts: Accounts, ana: Person, database: Database) -> None:
    """Who reads the database cannot sign in with what they find."""
    token = accounts.sessions.open(ana.id, NOW)
    with database.reading() as connection:
        (row,) = connection.execute(select(SESSION)).all()
    assert token not in str(row)
    assert accounts.sessions.find(row.token_hash, NOW) is None


@pytest.mark.parametrize(
    ("moments", "open_"),
    [
        ([59 * MINUTE], True),
        ([60 * MINUTE], False),
        ([40 * MINUTE, 80 * MINUTE, 120 * MINUTE], True),
        ([40 * MINUTE * place for place in range(1, 18)], True),
        ([40 * MINUTE * place for place in range(1, 19)], False),
    ],
)
def test_sessions_end_by_time(accounts: Accounts, ana: Person, moments: list[dt.timedelta], open_: bool) -> None:
    """A session ends an hour after its last use, and twelve hours after its beginning however much it is used."""
    token = accounts.sessions.open(ana.id, NOW)
    found = [accounts.sessions.find(token, NOW + moment) is not None for moment in moments]
    assert found[-1] is open_


def test_a_session_in_use_is_not_written_at_every_request(accounts: Accounts, ana: Person, database: Database) -> None:
    """Reading a page within a minute of the last one changes no row."""
    token = accounts.sessions.open(ana.id, NOW)
    accounts.sessions.find(token, NOW + MINUTE / 2)
    with database.reading() as connection:
        assert connection.execute(select(SESSION.c.last_seen)).scalar_one() == NOW


def test_an_ended_session_is_not_found(accounts: Accounts, ana: Person) -> None:
    """Ending one session leaves the others."""
    first, second = accounts.sessions.open(ana.id, NOW), accounts.sessions.open(ana.id, NOW)
    found = accounts.sessions.find(first, NOW)
    assert found is not None
    assert accounts.sessions.end(ana.id, found.id, NOW)
    assert not accounts.sessions.end(ana.id, found.id, NOW)
    assert accounts.sessions.find(first, NOW) is None
    assert accounts.sessions.find(second, NOW) is not None
    assert len(accounts.sessions.of(ana.id, NOW)) == 1


def test_sessions_that_ran_out_are_forgotten(
    accounts: Accounts, elsewhere: Accounts, ana: Person, database: Database
) -> None:
    """A new session takes those of its tenant out of the table whose twelve hours are over, and no other."""
    elsewhere.sessions.open(enrol(elsewhere, "eve", Role.ADMIN).id, NOW)
    for moment in (NOW, NOW + MINUTE, NOW + 12 * HOUR):
        accounts.sessions.open(ana.id, moment)
    query = select(SESSION.c.tenant_id, SESSION.c.created).order_by(SESSION.c.tenant_id, SESSION.c.created)
    with database.reading() as connection:
        kept = [tuple(row) for row in connection.execute(query)]
    assert kept == [("elsewhere", NOW), ("here", NOW + MINUTE), ("here", NOW + 12 * HOUR)]


def test_nobody_ends_the_session_of_another(accounts: Accounts, ana: Person) -> None:
    """A session's id is no key to it for others."""
    found = accounts.sessions.find(accounts.sessions.open(ana.id, NOW), NOW)
    assert found is not None
    assert not accounts.sessions.end(enrol(accounts, "ben", Role.ADMIN).id, found.id, NOW)


def test_a_session_is_unknown_to_another_tenant(accounts: Accounts, elsewhere: Accounts, ana: Person) -> None:
    """A token that is put under another tenant's name finds nobody."""
    assert elsewhere.sessions.find(accounts.sessions.open(ana.id, NOW), NOW) is None
