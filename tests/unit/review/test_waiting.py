"""Changes that meet on PostgreSQL: the later one waits, in an order that cannot block, and sees the earlier one."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, insert, select, text

from skillweave.domain.review import Decision, ReviewKind, Verdict
from skillweave.review.engine import Database, open_database
from skillweave.review.loading import load_item
from skillweave.review.saving import save
from skillweave.review.tables import CLAIM, EVIDENCE, ITEM
from skillweave.review.taking import asker
from skillweave.review.verbs import decided
from skillweave.review.verify import verify
from tests.queue_items import LISTENING, NOON, SqlDesk, by_label, entry, filled, frameworks, said, taken


@pytest.fixture
def desk(postgres_url: str) -> Iterator[SqlDesk]:
    """A school with one queue and five people, one of whom holds an item."""
    database = open_database(postgres_url)
    desk = SqlDesk(database)
    filled(desk, entry("e1", LISTENING))
    yield desk
    database.close()


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    """Somebody else who is at work at the same time."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def let_wait(database: Database) -> None:
    """Go on when somebody waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type='Lock'"
    )
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with database.reading() as connection:
            if connection.execute(waiting).scalar():
                return
        time.sleep(0.01)
    pytest.fail("nobody waited")


def confirm(desk: SqlDesk, item: str) -> Decision:
    """Make a decision that can be kept."""
    return said(item, by_label(desk.store.show(item, "ana", NOON), LISTENING), Verdict.CONFIRM)


def keep(connection: Connection, desk: SqlDesk, decision: Decision) -> None:
    """Keep a decision within a transaction that goes on."""
    before = load_item(connection, desk.tenant, decision.item, lock=True)
    after, answer = decided(before, decision, "ana", NOON, frameworks())
    save(connection, desk.tenant, before, after, answer)


def test_two_windows_of_one_person_do_not_block_each_other(desk: SqlDesk, workers: ThreadPoolExecutor) -> None:
    """Who takes an item by a link waits for their own turn before they lock the item."""
    item = taken(desk)
    with desk.database.writing() as connection:
        asker(connection, desk.tenant, desk.queue, "ana", ReviewKind.REVIEW)
        other = workers.submit(desk.store.take, item, "ana", NOON)
        let_wait(desk.database)
        connection.execute(select(ITEM.c.id).where(ITEM.c.id == item).with_for_update(nowait=True))
    assert other.result(10).item == item


def test_a_quote_that_comes_in_meanwhile_is_erased(desk: SqlDesk, workers: ThreadPoolExecutor) -> None:
    """An erasure waits for who works on an item, and takes what they wrote with it."""
    item = taken(desk)
    with desk.database.writing() as connection:
        load_item(connection, desk.tenant, item, lock=True)
        other = workers.submit(desk.queues.erase_texts, desk.queue, "max", NOON)
        let_wait(desk.database)
        claim = connection.execute(select(CLAIM.c.id).where(CLAIM.c.item_id == item)).scalar()
        row = {"tenant_id": desk.tenant, "claim_id": claim, "place": 9, "start": 0, "end": 6, "quote": "secret"}
        connection.execute(insert(EVIDENCE), row)
    assert other.result(10) == 1
    with desk.database.reading() as connection:
        assert set(connection.execute(select(EVIDENCE.c.quote)).scalars()) == {""}


def test_a_decision_that_comes_in_meanwhile_is_not_mended_away(desk: SqlDesk, workers: ThreadPoolExecutor) -> None:
    """A repair waits for who decides, and leaves their decision in force."""
    item = taken(desk)
    desk.store.decide(confirm(desk, item), "ana", NOON)
    decision = confirm(desk, item)
    with desk.database.writing() as connection:
        keep(connection, desk, decision)
        other = workers.submit(verify, desk.database, desk.tenant, mend=True)
        let_wait(desk.database)
    assert other.result(10) == ()
    assert verify(desk.database, desk.tenant) == ()
