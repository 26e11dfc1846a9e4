"""Fills a database of the review queue: two schools, people of every role, queues and items in every state."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from sqlalchemy import select, update

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import ItemShown, Member, NewItem, QueueRules, Role
from skillweave.domain.review import Decision, Reason, Skill, Verdict, Via
from skillweave.domain.span import Span
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database, migrate, open_database
from skillweave.review.passwords import Passwords
from skillweave.review.queues import Queues
from skillweave.review.store import SqlStore
from skillweave.review.tables import CLAIM, EVIDENCE, ITEM
from skillweave.review.tokens import Scope
from tests.review_items import POISON, RUN, plain, review_frameworks, strange_items
from tests.servers import SECRET

NORTH, SOUTH = "north", "south"
PASSWORD = "a long enough pass phrase"
CALM = QueueRules(irr_rate=0, blind_rate=0, catch_rate=0)
"""Nothing is drawn: each item is reviewed once, and is what it was given as."""

DAY = dt.timedelta(days=1)


@dataclass
class School:
    """One tenant as it was filled.

    Attributes:
        people: Id by login; the logins are the roles, and some more.
        cookies: Value of the session cookie by login.
        tokens: API token with all scopes by login.
        queues: Id by name.
        items: Id by the queue's name and the experience.
    """

    tenant: str
    accounts: Accounts
    queue_desk: Queues
    store: SqlStore
    people: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)
    items: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seeded:
    """A filled database."""

    database: Database
    now: dt.datetime
    north: School
    south: School


@contextmanager
def seeded(url: str, now: dt.datetime) -> Iterator[Seeded]:
    """Open and fill a database, and close it at the end."""
    database = open_database(url)
    migrate(database)
    yield seed(database, now)
    database.close()


def seed(database: Database, now: dt.datetime) -> Seeded:
    """Fill a database; `now` is when the sessions begin, so it has to be near the server's time."""
    north, south = open_school(database, NORTH, now), open_school(database, SOUTH, now)
    for login, name, role in (("second", "Rob Second", Role.REVIEWER), ("hostile", POISON[:200], Role.REVIEWER)):
        enrol(north, login, name, role, now)
    for school, items in ((north, strange_items()), (south, (plain("plain"),))):
        open_queue(school, "Spring", CALM, items, now)
        school.queue_desk.add_guideline(school.queues["Spring"], f"# What counts\n\n{POISON}", _admin(school), now)
    _fill_states(north, now)
    _break_evidence(database, north.items["Spring", "broken"])
    return Seeded(database, now, north, south)


def open_school(database: Database, tenant: str, now: dt.datetime) -> School:
    """Make a tenant with a person of each role; the admin's password is `PASSWORD`."""
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(database, tenant, SECRET, quick)
    frameworks = {framework.id: framework for framework in review_frameworks()}
    school = School(tenant, accounts, Queues(database, tenant), SqlStore(database, tenant, frameworks))
    accounts.first_admin(tenant, f"{tenant.title()} school", now)
    (admin,) = accounts.people()
    accounts.invites.set_password(accounts.invites.make(admin.id, now, actor=admin.id), PASSWORD, now)
    _let_in(school, "admin", admin.id, now)
    for role in (Role.MANAGER, Role.ADJUDICATOR, Role.REVIEWER, Role.READER):
        enrol(school, role.value, f"{role.value.title()} {tenant.title()}", role, now)
    return school


def enrol(school: School, login: str, name: str, role: Role, now: dt.datetime) -> None:
    """Add a person who is signed in and has an API token."""
    person = school.accounts.add(login, name, role, now, actor=_admin(school))
    _let_in(school, login, person.id, now)


def _let_in(school: School, login: str, person: str, now: dt.datetime) -> None:
    school.people[login] = person
    school.cookies[login] = f"{school.tenant}.{school.accounts.sessions.open(person, now)}"
    school.tokens[login] = school.accounts.tokens.make(person, "of the tests", list(Scope), DAY, now)


def _admin(school: School) -> str:
    return next(iter(school.people.values())) if school.people else school.accounts.people()[0].id


def open_queue(school: School, name: str, rules: QueueRules, items: Sequence[NewItem], now: dt.datetime) -> str:
    """Make a queue in which everybody is a member, and put items into it."""
    queue = school.queue_desk.create(name, rules, _admin(school), now)
    school.queues[name] = queue
    for person in school.accounts.people():
        if not person.role.covers(Role.MANAGER):
            school.queue_desk.set_member(queue, Member(person=person.id, role=person.role), _admin(school), now)
    if items:
        school.store.add(queue, items, RUN, now)
    query = select(ITEM.c.experience_id, ITEM.c.id).where(ITEM.c.tenant_id == school.tenant, ITEM.c.queue_id == queue)
    with school.accounts.sessions._database.reading() as connection:  # noqa: SLF001
        school.items |= {(name, row.experience_id): row.id for row in connection.execute(query)}
    return queue
