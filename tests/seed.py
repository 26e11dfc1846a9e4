"""Fills a database of the review queue: two schools, people of every role, queues and items in every state."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from sqlalchemy import select, update

from skillweave.domain.queue import ItemShown, Member, NewItem, QueueRules, Role
from skillweave.domain.review import Decision, Reason, Skill, Verdict, Via
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database, migrate, open_database
from skillweave.review.passwords import Passwords
from skillweave.review.queues import Queues
from skillweave.review.store import SqlStore
from skillweave.review.tables import CLAIM, EVIDENCE, ITEM
from skillweave.review.tokens import Scope
from tests.review_items import POISON, RUN, plain, review_frameworks, strange_items, write_review_folder
from tests.servers import SECRET, Server, Setting, client, serving

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
    database: Database
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


@dataclass(frozen=True)
class Site:
    """A running server over a filled database."""

    server: Server
    seeded: Seeded

    @property
    def north(self) -> School:
        """The school that the server signs people in to."""
        return self.seeded.north

    @property
    def south(self) -> School:
        """Another school in the same database."""
        return self.seeded.south

    def item(self, experience: str, queue: str = "Spring") -> str:
        """Give the path of an item's page."""
        return f"/i/{self.north.items[queue, experience]}"

    def queue(self, name: str = "Spring") -> str:
        """Give the path of a queue's page."""
        return f"/q/{self.north.queues[name]}"

    def client(self, login: str | None, school: School | None = None) -> httpx.Client:
        """Make a client in which a person is signed in, or nobody."""
        return client(self.server.base, (school or self.north).cookies[login] if login else None)


@contextmanager
def site_of(folder: Path, url: str, now: dt.datetime) -> Iterator[Site]:
    """Fill a database and serve it."""
    frameworks = write_review_folder(folder / "frameworks")
    with seeded(url, now) as filled, serving(Setting(folder, frameworks, url), words=("--tenant", NORTH)) as server:
        yield Site(server, filled)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database that has its tables, and close it at the end."""
    database = open_database(url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


@contextmanager
def seeded(url: str, now: dt.datetime) -> Iterator[Seeded]:
    """Open and fill a database, and close it at the end."""
    with opened(url) as database:
        yield seed(database, now)


def seed(database: Database, now: dt.datetime) -> Seeded:
    """Fill a database; `now` is when the sessions begin, so it has to be near the server's time."""
    north, south = open_school(database, NORTH, now), open_school(database, SOUTH, now)
    for login, name, role in (("second", "Rob Second", Role.REVIEWER), ("hostile", POISON[:200], Role.REVIEWER)):
        enrol(north, login, name, role, now)
    for school, items in ((north, strange_items()), (south, (plain("plain"),))):
        open_queue(school, "Spring", CALM, items, now)
        school.queue_desk.add_guideline(school.queues["Spring"], f"# What counts\n\n{POISON}", _admin(school), now)
    _fill_states(north, now)
    break_evidence(database, north.items["Spring", "broken"])
    return Seeded(database, now, north, south)


def open_school(database: Database, tenant: str, now: dt.datetime) -> School:
    """Make a tenant with a person of each role; the admin's password is `PASSWORD`."""
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(database, tenant, SECRET, quick)
    frameworks = {framework.id: framework for framework in review_frameworks()}
    school = School(tenant, database, accounts, Queues(database, tenant), SqlStore(database, tenant, frameworks))
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
    with school.database.reading() as connection:
        school.items |= {(name, row.experience_id): row.id for row in connection.execute(query)}
    return queue


def decide(
    school: School,
    item: ItemShown,
    place: int,
    login: str,
    now: dt.datetime,
    *,
    verdict: Verdict = Verdict.CONFIRM,
    replacement: Skill | None = None,
    note: str | None = None,
) -> None:
    """Let a person decide one claim of an item as it is shown to them."""
    claim = item.claims[place]
    decision = Decision(
        id=str(uuid.uuid4()),
        item=item.id,
        claim=claim.id,
        verdict=verdict,
        seen_version=claim.version,
        reason=Reason.TOO_WEAK if verdict is Verdict.REJECT else None,
        replacement=replacement,
        note=note,
        via=Via.KEY,
    )
    school.store.decide(decision, school.people[login], now)


def review(
    school: School,
    item: str,
    login: str,
    now: dt.datetime,
    *,
    verdicts: Mapping[int, Verdict],
    note: str | None = POISON[:2_000],
) -> None:
    """Let a person decide claims of an item by their places, with a note each, and finish it."""
    person = school.people[login]
    school.store.take(item, person, now)
    shown = school.store.show(item, person, now)
    for place, verdict in verdicts.items():
        new = Skill(framework="people", code="P.LEAD") if verdict is Verdict.CORRECT else None
        decide(school, shown, place, login, now, verdict=verdict, replacement=new, note=note)
    school.store.finish(item, person, now)


YES = {0: Verdict.CONFIRM, 1: Verdict.CONFIRM, 2: Verdict.CONFIRM}
MIXED = {0: Verdict.CONFIRM, 1: Verdict.REJECT, 2: Verdict.CORRECT}


def _fill_states(school: School, now: dt.datetime) -> None:
    """Fill queues in which items are final, disagreed about, half done, blind, planted with catches; and none."""
    done = tuple(plain(name, learner="L2") for name in ("final", "changed", "untouched"))
    open_queue(school, "Half done", CALM, done, now)
    review(school, school.items["Half done", "final"], "reviewer", now, verdicts=YES)
    review(school, school.items["Half done", "changed"], "reviewer", now, verdicts=MIXED)
    two = CALM.model_copy(update={"reviews_required": 2})
    open_queue(school, "Double", two, [plain(name) for name in ("agreed", "disputed", "waiting", "settled")], now)
    for name, second in (("agreed", YES), ("disputed", MIXED), ("settled", MIXED)):
        review(school, school.items["Double", name], "reviewer", now, verdicts=YES)
        review(school, school.items["Double", name], "second", now, verdicts=second)
    review(school, school.items["Double", "settled"], "adjudicator", now, verdicts=YES)
    review(school, school.items["Double", "waiting"], "second", now, verdicts=YES)
    open_queue(school, "Blind", CALM.model_copy(update={"blind_rate": 1}), [plain("blind"), plain("blind-2")], now)
    boats = next(item for item in strange_items() if item.experience == "overlaps")
    planted = [plain("planted", tail=" On Friday all of us went home early."), boats]
    open_queue(school, "Planted", CALM.model_copy(update={"catch_rate": 1}), planted, now)
    open_queue(school, "Finished", CALM, [plain("only")], now)
    review(school, school.items["Finished", "only"], "reviewer", now, verdicts=YES)
    open_queue(school, "Empty", CALM, [], now)


def break_evidence(database: Database, item: str) -> None:
    """Change the quotes of an item behind the store's back, as a damaged import would."""
    claims = select(CLAIM.c.id).where(CLAIM.c.item_id == item)
    with database.writing() as connection:
        connection.execute(update(EVIDENCE).where(EVIDENCE.c.claim_id.in_(claims)).values(quote="no such words"))
