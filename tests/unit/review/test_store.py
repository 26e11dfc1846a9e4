"""The store in a database, beyond the promises that all stores share: how items are found, and when things happen."""

import pytest
from sqlalchemy import Connection, event, select, text

from skillweave.domain.queue import Member, Role
from skillweave.domain.review import ReviewKind, Verdict
from skillweave.errors import RefusedError
from skillweave.review.claim_rows import claims_of
from skillweave.review.engine import Database
from skillweave.review.filters import ClaimFilter
from skillweave.review.tables import CURRENT, ITEM_REVIEW
from skillweave.review.taking import asker, free_item, held_item
from tests.queue_items import (
    LISTENING,
    NOON,
    PERSISTENCE,
    SqlDesk,
    by_label,
    disputed,
    entries,
    entry,
    filled,
    minutes,
    said,
    taken,
    work,
)


@pytest.fixture
def desk(database: Database) -> SqlDesk:
    """A school with one queue and five people."""
    return SqlDesk(database)


def plan(connection: Connection, question: object) -> str:
    """Ask the database how it would look for something."""
    sqlite = connection.dialect.name == "sqlite"
    written = question.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    if not sqlite:  # a small table would be read from end to end
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
    asked = f"{'EXPLAIN QUERY PLAN' if sqlite else 'EXPLAIN'} {written}"
    return "\n".join(str(row) for row in connection.exec_driver_sql(asked.replace("%", "%%") if not sqlite else asked))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)  # SQLite plans by its indexes
def test_what_was_just_added_is_not_taken_for_nothing(desk: SqlDesk) -> None:
    """PostgreSQL plans by the number of rows it knows of; without one it reads every claim for every quote."""
    filled(desk, *entries(3))
    with desk.database.reading() as connection:
        known = connection.execute(
            text("SELECT relname, reltuples FROM pg_class WHERE relname IN ('item', 'claim', 'evidence')")
        )
        assert {row.relname: row.reltuples for row in known} == {"item": 3, "claim": 6, "evidence": 6}


@pytest.mark.parametrize(
    ("kind", "index"), [(ReviewKind.REVIEW, "ix_item_next"), (ReviewKind.ADJUDICATION, "ix_item_state")]
)
@pytest.mark.parametrize("filters", [{}, {"languages": ("en",), "frameworks": ("soft",)}], ids=["all", "filtered"])
def test_the_next_item_is_found_by_an_index(
    desk: SqlDesk, kind: ReviewKind, index: str, filters: dict[str, tuple[str, ...]]
) -> None:
    """Free items are read in their order from an index: nothing is sorted, whatever the size of the queue."""
    filled(desk, *entries(3))
    desk.member(Member(person="ada", role=Role.ADJUDICATOR, **filters))
    with desk.database.reading() as connection:
        who = asker(connection, desk.tenant, desk.queue, "ada", kind)
        found = plan(connection, free_item(who, NOON))
    assert index in found
    assert "sort" not in found.lower()
    assert "temp b-tree" not in found.lower()


def test_the_held_item_is_found_by_an_index(sqlite_database: Database) -> None:
    """The item that a person holds is looked up among the leases; PostgreSQL decides that by what it has counted."""
    desk = SqlDesk(sqlite_database)
    filled(desk, *entries(3))
    taken(desk)
    with desk.database.reading() as connection:
        who = asker(connection, desk.tenant, desk.queue, "ana", ReviewKind.REVIEW)
        assert "ix_item_lease" in plan(connection, held_item(who, NOON).limit(1))


def test_what_was_said_of_claims_is_found_by_keys(sqlite_database: Database) -> None:
    """The table of claims reads no list of decisions from end to end, however many there are."""
    desk = SqlDesk(sqlite_database)
    filled(desk, entry("e1", LISTENING))
    work(desk, "ana", {LISTENING: Verdict.CONFIRM})
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    with sqlite_database.reading() as connection:
        event.listen(connection, "before_cursor_execute", note)
        found = claims_of(connection, desk.tenant, desk.queue, ClaimFilter(), final_only=False, cursor=None, limit=50)
        event.remove(connection, "before_cursor_execute", note)
        plans = [
            str(row)
            for statement, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
        ]
    assert found.rows[0].said
    read = [row for row in plans if "SEARCH current" in row or "SCAN current" in row]
    assert read
    assert all("(tenant_id=? AND claim_id=?)" in row for row in read)


@pytest.mark.parametrize("person", ["ana", "ben"])
def test_no_item_of_a_closed_queue_is_taken_by_its_link(desk: SqlDesk, person: str) -> None:
    """Neither who holds it nor anybody else, until the queue is open again; the message says so."""
    filled(desk, entry("e1", LISTENING))
    item = taken(desk)
    desk.queues.set_state(desk.queue, "closed", "max", NOON)
    if person != "ana":
        desk.store.release(item, "ana", NOON)
    with pytest.raises(RefusedError, match="this queue is closed") as refused:
        desk.store.take(item, person, NOON)
    assert (refused.value.code, refused.value.about) == ("not_allowed", {"queue": desk.queue})
    assert (desk.store.show(item, person, NOON).lease_token is not None) is (person == "ana")
    desk.queues.set_state(desk.queue, "open", "max", NOON)
    assert desk.store.take(item, person, NOON).item == item


def test_time_at_work_leaves_pauses_out(desk: SqlDesk) -> None:
    """The time that a review took counts a long pause as two minutes."""
    filled(desk, entry("e1", LISTENING, PERSISTENCE))
    item = taken(desk)
    for label, at in ((LISTENING, 1.0), (PERSISTENCE, 15.0)):
        claim = by_label(desk.store.show(item, "ana", NOON), label)
        desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", minutes(at))
    desk.store.finish(item, "ana", minutes(15.5))
    with desk.database.reading() as connection:
        spent = connection.execute(select(ITEM_REVIEW.c.active_seconds)).scalar()
    assert spent == pytest.approx(60 + 120 + 30)


def test_one_decision_is_in_force_for_a_person_and_a_claim(desk: SqlDesk) -> None:
    """However often a claim is decided, the cache holds the last word only."""
    filled(desk, entry("e1", LISTENING))
    item = taken(desk)
    for verdict in (Verdict.CONFIRM, Verdict.REJECT, Verdict.UNSURE):
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        desk.store.decide(said(item, claim, verdict), "ana", NOON)
    with desk.database.reading() as connection:
        kept = connection.execute(select(CURRENT.c.decision_id)).scalars().all()
    assert kept == [desk.store.history(item)[-1].decision.id]


def test_who_settles_reads_pseudonyms(desk: SqlDesk) -> None:
    """The reviewers are named to the adjudicator by their pseudonyms."""
    told = desk.store.reviews_of(disputed(desk))
    assert [own.pseudonym for own in told[0].opinions] == ["ana-nym", "ben-nym"]
