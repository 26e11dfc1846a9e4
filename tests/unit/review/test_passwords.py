"""Passwords: what signs in, what is strong enough, and how they are changed."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from skillweave.domain.queue import Role
from skillweave.errors import RefusedError
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database
from skillweave.review.passwords import Passwords, make_password, weakness
from skillweave.review.people import Person
from skillweave.review.tables import PERSON
from tests.enrolled import KEY, NOW, PASSWORD

STRONGER = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)


def test_the_right_password_signs_in(accounts: Accounts, ana: Person) -> None:
    """Login and password that belong together give the person, whatever the login's capital letters."""
    found = accounts.check_password(" ANA ", PASSWORD)
    assert found is not None
    assert found.id == ana.id


@pytest.mark.parametrize(
    ("login", "password"), [("ana", "wrong horse battery"), ("nobody", PASSWORD), ("ana", ""), ("", "")]
)
@pytest.mark.usefixtures("ana")
def test_a_wrong_pair_signs_nobody_in(accounts: Accounts, login: str, password: str) -> None:
    """A wrong password and an unknown login give the same: nobody."""
    assert accounts.check_password(login, password) is None


def test_who_has_no_password_cannot_sign_in_with_one(accounts: Accounts) -> None:
    """Until a link was used there is no password that fits, an empty one neither."""
    accounts.add("new", "New", Role.READER, NOW, actor="server")
    assert accounts.check_password("new", "") is None


class _Counting(PasswordHasher):
    """Counts how often a hash is computed to check a password."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002  # argon2 gives Literal[True]
        """Count, and check."""
        self.checked += 1
        return super().verify(hash, password)


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("login", ["ana", "nobody"])
def test_an_unknown_login_costs_as_much_work(database: Database, login: str) -> None:
    """One hash is computed whether the login exists or not, so the time tells nothing."""
    hasher = _Counting()
    Accounts(database, "here", KEY, Passwords(hasher)).check_password(login, "wrong horse battery")
    assert hasher.checked == 1


def test_a_sign_in_renews_an_outdated_hash(database: Database, ana: Person) -> None:
    """A hash of weaker parameters is replaced when its owner signs in, and the password still fits."""
    stronger = Accounts(database, "here", KEY, Passwords(STRONGER))
    assert stronger.check_password("ana", PASSWORD) is not None
    with database.reading() as connection:
        kept = connection.execute(select(PERSON.c.password_hash).where(PERSON.c.id == ana.id)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert not STRONGER.check_needs_rehash(kept)
    assert stronger.check_password("ana", PASSWORD) is not None


@pytest.mark.parametrize("password", ["", "short", "eleven char", "aaaaaaaaaaaaaaaa", "x1" * 200])
def test_weak_passwords_are_refused(accounts: Accounts, ana: Person, password: str) -> None:
    """Below 12 characters, endless, or one sign again and again: not kept, and the old one still fits."""
    with pytest.raises(RefusedError):
        accounts.change_password(ana.id, PASSWORD, password, NOW)
    assert accounts.check_password("ana", PASSWORD) is not None


def test_no_rule_asks_for_signs_or_digits() -> None:
    """Twelve plain letters will do, and so does what the server makes itself."""
    assert weakness("plain letters") is None
    assert weakness(make_password()) is None


def test_a_change_of_password_needs_the_old_one(accounts: Accounts, ana: Person) -> None:
    """Who found an open browser cannot take the account over."""
    with pytest.raises(RefusedError):
        accounts.change_password(ana.id, "wrong horse battery", "another good pass phrase", NOW)


def test_a_change_of_password_ends_every_session(accounts: Accounts, ana: Person) -> None:
    """After it, old sessions are worth nothing, and only the new password fits."""
    tokens = [accounts.sessions.open(ana.id, NOW) for _ in range(2)]
    accounts.change_password(ana.id, PASSWORD, "another good pass phrase", NOW)
    assert [accounts.sessions.find(token, NOW) for token in tokens] == [None, None]
    assert accounts.check_password("ana", PASSWORD) is None
    assert accounts.check_password("ana", "another good pass phrase") is not None
