"""Eight reviewers in processes of their own work on one queue: nothing is held twice, refused for a lock, or lost."""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import func, select

from skillweave.domain.queue import NothingLeft, QueueRules, Role
from skillweave.domain.review import ItemState, ReviewKind, Verdict
from skillweave.errors import ConflictError, StoreError
from skillweave.review.engine import Database, open_database
from skillweave.review.store import SqlStore
from skillweave.review.tables import DECISION, ITEM
from skillweave.review.taking import asker, take_free
from skillweave.review.verify import verify
from tests.forks import forking
from tests.queue_items import CALM, LISTENING, NOON, RUN, entry, fill, frameworks, said, url_of

pytestmark = pytest.mark.races

REVIEWERS = 8
ITEMS = 60
TENANT = "race"
PEOPLE = {f"p{number}": Role.REVIEWER for number in range(REVIEWERS)} | {"max": Role.MANAGER}


@dataclass
class Told:
    """What one process reports."""

    person: str
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    stale: int = 0
    waited: int = 0
    errors: list[str] = field(default_factory=list)


Work = Callable[[SqlStore, Database, str, Told], None]


def _process(work: Work, url: str, queue: str, person: str, start: Barrier, reports: "Queue[Told]") -> None:
    database, told = open_database(url), Told(person)
    start.wait()
    try:
        work(SqlStore(database, TENANT, frameworks()), database, queue, told)
    except StoreError as fault:
        told.errors.append(str(fault))
    database.close()
    reports.put(told)


def at_once(work: Work, database: Database, queue: str) -> list[Told]:
    """Let every reviewer work in a process of their own, all from the same moment on."""
    context = forking()
    reports: Queue[Told] = context.Queue()
    start = context.Barrier(REVIEWERS)
    people = [person for person, role in PEOPLE.items() if role is Role.REVIEWER]
    url = url_of(database)
    workers = [
        context.Process(target=_process, args=(work, url, queue, one, start, reports), daemon=True) for one in people
    ]
    for worker in workers:
        worker.start()
    told = [reports.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join(timeout=30)
    return told


def filled(database: Database, count: int, rules: QueueRules = CALM) -> str:
    """Fill a queue with texts of one suggestion each, and give its id."""
    queue = fill(database, TENANT, PEOPLE, rules)
    items = [entry(f"e{number}", LISTENING) for number in range(count)]
    SqlStore(database, TENANT, frameworks()).add(queue, items, RUN, NOON)
    return queue


def take_all(_: SqlStore, database: Database, queue: str, told: Told) -> None:
    """Take items as fast as they come, and hold them all."""
    with database.reading() as connection:
        who = asker(connection, TENANT, queue, told.person, ReviewKind.REVIEW)
    empty = 0
    while empty < 3:  # on PostgreSQL a row that another one is taking is passed over
        with database.writing() as connection:
            item = take_free(connection, who, NOON)
        if item is None:
            empty += 1
        else:
            told.taken.append(item)


def test_no_item_is_taken_twice(database: Database) -> None:
    """2,000 items go to eight processes, each to one of them, without an error."""
    queue = filled(database, 2_000)
    told = at_once(take_all, database, queue)
    assert [one.errors for one in told] == [[]] * REVIEWERS
    counts = Counter(item for one in told for item in one.taken)
    assert (len(counts), max(counts.values())) == (2_000, 1)
    with database.reading() as connection:
        counted = select(ITEM.c.lease_by, func.count().label("held")).group_by(ITEM.c.lease_by)
        held = {row.lease_by: row.held for row in connection.execute(counted)}
    assert held == {one.person: len(one.taken) for one in told if one.taken}


def review_all(store: SqlStore, _: Database, queue: str, told: Told) -> None:
    """Take, decide and finish until nothing is left for this person."""
    while len(told.kept) < ITEMS and told.waited < 2_000:
        found = store.next_item(queue, told.person, NOON)
        if found.item is None:
            if found.code is not NothingLeft.ALL_HELD:
                return
            told.waited += 1
            time.sleep(0.01)
            continue
        told.taken.append(found.item)
        (claim,) = store.show(found.item, told.person, NOON).claims
        decision = said(found.item, claim, Verdict.CONFIRM)
        store.decide(decision, told.person, NOON)
        told.kept.append(decision.id)
        store.finish(found.item, told.person, NOON)


def test_no_decision_is_lost(database: Database) -> None:
    """Eight processes review a queue to its end, each item twice; every decision that was answered is there."""
    queue = filled(database, ITEMS, CALM.model_copy(update={"reviews_required": 2}))
    told = at_once(review_all, database, queue)
    assert [one.errors for one in told] == [[]] * REVIEWERS
    counts = Counter(item for one in told for item in one.taken)
    assert (len(counts), set(counts.values())) == (ITEMS, {2})
    assert all(len(set(one.taken)) == len(one.taken) for one in told)
    with database.reading() as connection:
        kept = set(connection.execute(select(DECISION.c.id)).scalars())
        states = set(connection.execute(select(ITEM.c.state)).scalars())
    assert kept == {name for one in told for name in one.kept}
    assert states == {ItemState.FINAL.value}
    assert verify(database, TENANT) == ()


def hold_one(store: SqlStore, _: Database, queue: str, told: Told) -> None:
    """Ask for an item as the same person from many windows."""
    item = store.next_item(queue, "p0", NOON).item
    assert item is not None
    told.taken.append(item)
    (claim,) = store.show(item, "p0", NOON).claims
    decision = said(item, claim, Verdict.CONFIRM, id=str(uuid.UUID(int=7)), seen_version=1)
    told.kept.append(f"{store.decide(decision, 'p0', NOON).version}")
    try:
        store.decide(said(item, claim, Verdict.REJECT, seen_version=2), "p0", NOON)
    except ConflictError as conflict:
        told.stale += conflict.code == "stale_version"


def test_windows_of_one_person_share_one_item(database: Database) -> None:
    """Eight windows get one item; the decision they all send is kept once; of eight different ones, one is."""
    queue = filled(database, 20)
    told = at_once(hold_one, database, queue)
    assert [one.errors for one in told] == [[]] * REVIEWERS
    assert len({item for one in told for item in one.taken}) == 1
    assert {version for one in told for version in one.kept} == {"2"}
    assert sum(one.stale for one in told) == REVIEWERS - 1
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(DECISION)).scalar() == 2


def import_all(store: SqlStore, _: Database, queue: str, told: Told) -> None:
    """Bring the same run in."""
    added = store.add(queue, [entry(f"e{number}", LISTENING) for number in range(40)], RUN, NOON)
    told.taken.append(f"{added.items}+{added.known}")


def test_imports_at_once_bring_each_text_once(database: Database) -> None:
    """Eight imports of one run at the same moment leave each text in the queue once."""
    queue = fill(database, TENANT, PEOPLE)
    told = at_once(import_all, database, queue)
    assert [one.errors for one in told] == [[]] * REVIEWERS
    assert sorted(item for one in told for item in one.taken) == ["0+40"] * 7 + ["40+0"]
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(ITEM)).scalar() == 40
