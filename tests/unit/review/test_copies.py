"""Copies of the database: whole or not at all, and back again."""

import shutil
from pathlib import Path

import pytest

from skillweave.errors import StoreError
from skillweave.review.copies import backup, restore
from skillweave.review.engine import Database, migrate, open_database
from tests.databases import PostgresServer
from tests.queue_items import LISTENING, NOON, SqlDesk, entry, filled


def entries_of(desk: SqlDesk) -> int:
    """Count the texts that one person can be offered."""
    return int(desk.store.next_item(desk.queue, "ana", NOON).item is not None)


def test_a_copy_brings_back_what_was(sqlite_database: Database, tmp_path: Path) -> None:
    """After a restore the database is as it was at the copy, and the later state lies beside it."""
    desk = SqlDesk(sqlite_database)
    copy = backup(sqlite_database, tmp_path / "copy.db")
    filled(desk, entry("e1", LISTENING))
    former = restore(sqlite_database, copy)
    assert former is not None
    assert entries_of(desk) == 0
    later = open_database(f"sqlite:///{former}")
    with later.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM item").scalar() == 1
    later.close()


def test_only_their_owner_reads_the_files(tmp_path: Path) -> None:
    """Database, copy, and what a restore puts in its place: they hold minors' texts."""
    database = open_database(f"sqlite:///{tmp_path / 'review.db'}")
    migrate(database)
    copy = backup(database, tmp_path / "copy.db")
    copy.chmod(0o644)  # as it comes back from a backup disk
    restore(database, copy)
    database.close()
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    fresh = backup(other, tmp_path / "fresh.db")
    other.close()
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("*.db") if file != copy}
    assert modes == {"review.db": 0o600, "other.db": 0o600, fresh.name: 0o600}


def test_a_database_that_was_not_there_leaves_no_former_one(sqlite_database: Database, tmp_path: Path) -> None:
    """To open it made an empty file, which is nothing to keep."""
    copy = backup(sqlite_database, tmp_path / "copy.db")
    new = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    assert restore(new, copy) is None
    new.close()
    assert sorted(file.name for file in tmp_path.glob("new*")) == ["new.db"]


def test_a_copy_does_not_overwrite(sqlite_database: Database, tmp_path: Path) -> None:
    """A file that is there already is not written over, and no half-made copy is left."""
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StoreError, match="already"):
        backup(sqlite_database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_copy_into_nowhere_is_told(sqlite_database: Database, tmp_path: Path) -> None:
    """A folder that does not exist is named."""
    with pytest.raises(StoreError, match="missing"):
        backup(sqlite_database, tmp_path / "missing" / "copy.db")


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100], ids=["empty", "words"])
def test_what_is_no_copy_is_refused(sqlite_database: Database, tmp_path: Path, content: bytes) -> None:
    """A file of another kind is refused before anything is touched."""
    desk = SqlDesk(sqlite_database)
    strange = tmp_path / "strange.db"
    strange.write_bytes(content)
    with pytest.raises(StoreError, match="no copy"):
        restore(sqlite_database, strange)
    assert desk.queues.find("Spring") == desk.queue


def test_a_missing_copy_is_told(sqlite_database: Database, tmp_path: Path) -> None:
    """A name that leads to no file is told as such."""
    with pytest.raises(StoreError, match="no file"):
        restore(sqlite_database, tmp_path / "none.db")


def test_a_database_in_use_is_not_swapped(sqlite_url: str, tmp_path: Path) -> None:
    """While somebody works with the database, a restore refuses."""
    one, other = open_database(sqlite_url), open_database(sqlite_url)
    copy = backup(one, tmp_path / "copy.db")
    with other.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM item").scalar()
        with pytest.raises(StoreError, match="stop the server"):
            restore(one, copy)
    one.close()
    other.close()


def test_without_its_tool_the_line_to_run_is_told(
    postgres: PostgresServer, postgres_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where `pg_dump` is not at hand, the message is the line that makes the copy, without a password."""
    monkeypatch.setenv("PATH", str(tmp_path))
    database = open_database(postgres.make(postgres_template).replace("//skillweave@", "//skillweave:geheim@"))
    with pytest.raises(StoreError, match="pg_dump --dbname=postgresql://skillweave@/") as told:
        backup(database, tmp_path / "copy.dump")
    assert "geheim" not in str(told.value)
    database.close()


def test_a_copy_of_postgres_goes_both_ways(
    postgres: PostgresServer, postgres_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the tools of PostgreSQL at hand, a copy is made and brought back by the same two calls."""
    monkeypatch.setenv("PATH", str(postgres.programs), prepend=":")
    database = open_database(postgres.make(postgres_template))
    desk = SqlDesk(database)
    copy = backup(database, tmp_path / "copy.dump")
    filled(desk, entry("e1", LISTENING))
    database.close()
    assert restore(database, copy) is None
    assert entries_of(desk) == 0
    database.close()
    assert shutil.which("pg_dump") is not None
