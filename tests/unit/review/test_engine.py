"""Opening, migrating and closing the database of the review queue."""

import shutil
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, inspect, select, text
from sqlalchemy.event import listen
from sqlalchemy.exc import IntegrityError

from skillweave.domain.review import Verdict
from skillweave.errors import StoreError
from skillweave.review.engine import (
    Database,
    disk_free_bytes,
    known_steps,
    migrate,
    newest_step,
    open_database,
    present_step,
)
from skillweave.review.tables import METADATA, NOTE
from tests.queue_items import LISTENING, NOON, PERSISTENCE, SqlDesk, disputed, entry, filled, settle_as

STEPS = sorted(known_steps())


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "not a database URL"),
        ("postgresql://u:geheim@host:port/x", "not a database URL: 'host:port/x'"),
        ("mysql://x/y", "not supported|not a database URL"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////no/such/folder/review.db", "cannot open"),
    ],
)
def test_a_url_that_leads_nowhere_is_told(url: str, message: str) -> None:
    """A database that cannot be opened says why, in one sentence."""
    with pytest.raises(StoreError, match=message):
        open_database(url)


def test_a_damaged_file_is_told_with_the_way_on(tmp_path: Path) -> None:
    """It is no fault of the program: a backup goes in its place."""
    (tmp_path / "review.db").write_text("no database, whatever its name says")
    with pytest.raises(StoreError, match=r"file is not a database; move the file away .* `skillweave restore`"):
        open_database(f"sqlite:///{tmp_path / 'review.db'}")


def test_a_password_stands_in_no_message() -> None:
    """A server that does not answer is named without the password."""
    with pytest.raises(StoreError) as fault:
        open_database("postgresql://u:geheim@/x?host=/no/such/folder")
    assert "geheim" not in str(fault.value)


def test_an_empty_database_gets_all_tables(tmp_path: Path) -> None:
    """A new file is brought to the newest step, and a second time nothing is done."""
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    assert present_step(database) is None
    done = migrate(database, backup=tmp_path / "copy.db")
    assert (done.before, done.after, done.backup) == (None, newest_step(), None)
    assert set(METADATA.tables) <= set(inspect(database.engine).get_table_names())
    again = migrate(database, backup=tmp_path / "copy.db")
    assert (again.before, again.after, again.backup) == (newest_step(), newest_step(), None)
    database.close()


def test_a_newer_database_is_left_alone(sqlite_database: Database) -> None:
    """A database that a newer version wrote is refused, not changed."""
    with sqlite_database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer skillweave"):
        migrate(sqlite_database)


def counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in METADATA.tables.items()
    }


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_migrations_lose_no_row(request: pytest.FixtureRequest, tmp_path: Path, kind: str, step: str) -> None:
    """Migrating a filled database from any step to the newest keeps every row of every table."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if kind == "postgres":
        url = request.getfixturevalue("postgres").make("template0")
    database = open_database(url)
    migrate(database, to=step)
    desk = SqlDesk(database)
    item = disputed(desk)
    settle_as(desk, item, [(PERSISTENCE, Verdict.CONFIRM)])
    desk.queues.add_guideline(desk.queue, "Look twice.", "max", NOON)
    desk.queues.note_export(desk.queue, "max", NOON, form="csv", items=1, sha256="0" * 64)
    with database.reading() as connection:
        before = counts(connection)
    done = migrate(database, backup=tmp_path / "copy.db")
    assert (done.before, done.after) == (step, newest_step())
    with database.reading() as connection:
        assert counts(connection) == before
    assert all(before[name] for name in ("decision", "audit", "guideline", "export", "item_review", "current"))
    assert desk.store.history(item) == desk.opened_again().history(item)
    desk.close()
    database.close()


def test_a_migration_copies_first(tmp_path: Path) -> None:
    """Before a step runs over a filled file, a copy of how it was lies beside it."""
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(database, to=STEPS[0])
    desk = SqlDesk(database)
    filled(desk, entry("e1", LISTENING))
    done = migrate(database, backup=tmp_path / "copy.db")
    assert done.backup == tmp_path / "copy.db"
    copy = open_database(f"sqlite:///{done.backup}")
    assert present_step(copy) == STEPS[0]
    with copy.reading() as connection:
        assert counts(connection)["item"] == 1
    copy.close()
    database.close()


def test_texts_from_before_the_index_are_found(tmp_path: Path) -> None:
    """Texts that were there before the index over words was made are in it afterwards."""
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(database, to="0001")
    filled(SqlDesk(database), entry("e1", LISTENING))
    migrate(database)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM item_fts WHERE item_fts MATCH 'guest'")).scalar() == 1
    database.close()


def test_the_wal_lets_readers_read_while_one_writes(sqlite_database: Database) -> None:
    """A reader sees the state before the write, and does not wait for it."""
    with sqlite_database.writing() as writer, sqlite_database.reading() as reader:
        writer.execute(
            insert(METADATA.tables["tenant"]),
            {
                "id": "t",
                "slug": "t",
                "name": "T",
                "settings": {},
                "created": NOON,
            },
        )
        assert counts(reader)["tenant"] == 0
        assert reader.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert reader.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_second_writer_waits_for_its_turn(sqlite_url: str) -> None:
    """Two writers come one after the other; neither is refused for a lock."""
    order: list[str] = []
    one, other = open_database(sqlite_url), open_database(sqlite_url)
    inside = threading.Event()

    def first() -> None:
        with one.writing():
            inside.set()
            time.sleep(0.2)
            order.append("first")

    worker = threading.Thread(target=first)
    worker.start()
    inside.wait()
    with other.writing():
        order.append("second")
    worker.join()
    assert order == ["first", "second"]
    one.close()
    other.close()


def test_writers_of_one_process_do_not_all_ask_the_file(sqlite_database: Database) -> None:
    """Each asks once, when it is its turn: who asks again and again keeps the one that writes from going on."""
    asked: list[str] = []
    listen(sqlite_database.writer, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def write() -> None:
        for _ in range(5):
            with sqlite_database.writing():
                time.sleep(0.003)

    workers = [threading.Thread(target=write) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert asked.count("BEGIN IMMEDIATE") == 8 * 5


def test_a_turn_that_never_comes_is_told(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, and who waited in vain has changed nothing."""
    monkeypatch.setattr("skillweave.review.engine.PATIENCE_S", 0.05)
    with sqlite_database.turn, pytest.raises(StoreError, match="another change takes too long"):
        _rename_and_fail(sqlite_database)
    with pytest.raises(RuntimeError):
        _rename_and_fail(sqlite_database)


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    """What is raised inside a transaction takes everything in it back."""
    desk = SqlDesk(database)
    with pytest.raises(RuntimeError):
        _rename_and_fail(database)
    assert desk.queues.names() == {desk.queue: "Spring"}


def _rename_and_fail(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE queue SET name = 'Other'"))
        raise RuntimeError


def test_the_room_left_is_told(sqlite_database: Database) -> None:
    """The page that says whether the server can work knows how much room is left."""
    assert disk_free_bytes(sqlite_database) == pytest.approx(shutil.disk_usage("/tmp").free, rel=0.5)


def test_foreign_keys_hold(database: Database) -> None:
    """A row that points to nothing is refused on both databases."""
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(insert(NOTE), {"tenant_id": "t", "decision_id": "none", "text": LISTENING})


def test_a_fault_does_not_tell_what_was_to_be_kept(database: Database) -> None:
    """What a statement was given may be a learner's words: it stands in no message."""
    with pytest.raises(IntegrityError) as fault, database.writing() as connection:
        connection.execute(insert(NOTE), {"tenant_id": "t", "decision_id": "none", "text": "my secret summer"})
    assert "secret" not in str(fault.value)
