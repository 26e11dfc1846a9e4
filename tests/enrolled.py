"""What tests of accounts share: times, a password that costs nothing to check, and people who have one."""

import datetime as dt

from argon2 import PasswordHasher

from skillweave.domain.queue import Role
from skillweave.review.accounts import Accounts
from skillweave.review.people import Person

KEY = "a key that only the tests know, 32+"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery"
HOUR, MINUTE, DAY = dt.timedelta(hours=1), dt.timedelta(minutes=1), dt.timedelta(days=1)
WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def enrol(accounts: Accounts, login: str, role: Role) -> Person:
    """Add somebody who has chosen a password."""
    person = accounts.add(login, login.title(), role, NOW, actor="server")
    return accounts.invites.set_password(accounts.invites.make(person.id, NOW, actor="server"), PASSWORD, NOW)
