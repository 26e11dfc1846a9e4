"""Opens the database of the review queue, on SQLite or PostgreSQL, and brings its tables up to date."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from skillweave.errors import MissingExtraError, StoreError

PATIENCE_S = 30.0
"""How long a writer waits for its turn on SQLite."""

_WAIT = f"PRAGMA busy_timeout={int(PATIENCE_S * 1000)}"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    _WAIT,
    "PRAGMA secure_delete=ON",  # erased texts leave nothing in the file
)
_LOOK_AGAIN_S = 0.002
_MIGRATING = 5_177_020  # any number that nobody else locks


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `write` is the same engine for transactions that change something."""

    engine: Engine
    writer: Engine
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    """What a writer of this process waits for before it asks the database."""

    @property
    def is_sqlite(self) -> bool:
        """Tell whether it is one file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file that holds it; None on PostgreSQL."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of things."""
        with _plain_words(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that may change things; on SQLite it waits for its turn first."""
        with _plain_words(), self.turn, self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        raise StoreError(f"the database did not answer: {fault.orig}; try again") from fault


@dataclass(frozen=True, slots=True)
class Migrated:
    """What `migrate` did: from which step to which, and where the copy from before lies."""

    before: str | None
    after: str
    backup: Path | None


def open_database(url: str) -> Database:
    """Open a database by its URL, `sqlite:///file` or `postgresql://...`; makes no tables.

    Raises:
        StoreError: The URL cannot be used, or nothing answers there.
        MissingExtraError: It is on PostgreSQL, and the driver is not installed.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    try:
        engine = create_engine(address, pool_pre_ping=True, pool_size=20, max_overflow=20, hide_parameters=True)
    except ModuleNotFoundError as missing:
        raise MissingExtraError("PostgreSQL needs a driver: pip install 'skillweave[postgres]'") from missing
    _try(engine)
    # A page is read by several questions: they must all see the same moment, as they do on SQLite.
    return Database(engine.execution_options(isolation_level="REPEATABLE READ"), engine)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as fault:
        told = url.rpartition("@")[2]  # before it stands the password
        raise StoreError(f"not a database URL: {told!r}; use sqlite:///file or postgresql://...") from fault
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreError(f"{backend} is not supported; use sqlite:///file or postgresql://...")
    if not address.database or address.database == ":memory:":
        raise StoreError("the database needs a file: sqlite:///review.db; MemoryStore is for what need not last")
    return address


def make_private(file: Path) -> Path:
    """Make an empty file that only this user may read, unless there is one: what goes into it are minors' texts."""
    with suppress(OSError):  # who opens it next says what is wrong
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    return file


def _sqlite(address: URL) -> Database:
    make_private(Path(str(address.database)))
    engine = create_engine(address, hide_parameters=True)  # they hold learners' words, and faults are printed

    @event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver would begin on its own, and too late
        cursor = connection.cursor()
        for line in _PRAGMAS:
            cursor.execute(line)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write", False):
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    _try(engine)
    return Database(engine, engine.execution_options(write=True), _Turn())


class _Turn:
    """Lets one thread after the other write to an SQLite file.

    The file's own lock can only be asked again and again. Twenty threads that ask keep the one that writes from going
    on, since all of them need Python's lock to ask; so they sleep here, and only another process is asked after.
    """

    def __init__(self) -> None:
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=PATIENCE_S):
            raise StoreError("the database did not answer: another change takes too long; try again")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _begin_writing(connection: Connection) -> None:
    """Begin as a writer at once: who reads first and writes later fails where another one wrote in between.

    SQLite itself looks ten times a second whether it is its turn; among many busy writers one may then starve. We
    look again after 2 ms.
    """
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    until = time.monotonic() + PATIENCE_S
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as fault:
                if "locked" not in str(fault.orig) or time.monotonic() > until:
                    raise
                time.sleep(_LOOK_AGAIN_S)
            else:
                return
    finally:
        connection.exec_driver_sql(_WAIT)


def _try(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseError as fault:
        where = engine.url.render_as_string(hide_password=True)
        broken = engine.dialect.name == "sqlite" and not isinstance(fault, OperationalError)
        way = "; move the file away and put a backup in its place with `skillweave restore`" if broken else ""
        raise StoreError(f"cannot open {where}: {fault.orig}{way}") from fault


def _steps() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def newest_step() -> str:
    """Name the step that this version of skillweave works with."""
    return ScriptDirectory.from_config(_steps()).get_current_head() or ""


def known_steps() -> frozenset[str]:
    """Name all steps that this version of skillweave knows."""
    return frozenset(step.revision for step in ScriptDirectory.from_config(_steps()).walk_revisions())


def present_step(database: Database) -> str | None:
    """Name the step that the database is at; None where it is empty."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database, *, backup: Path | None = None, to: str = "head") -> Migrated:
    """Bring the tables up to date, after a copy of what is there.

    Args:
        database: An empty one gets all tables.
        backup: Where the copy goes; only SQLite is copied, and only if there is something to do.
        to: The step to go to.

    Raises:
        StoreError: The database is newer than this version of skillweave.
    """
    before, newest = present_step(database), newest_step()
    if before is not None and before not in known_steps():
        raise StoreError(f"the database is at step {before}, which this version does not know: use a newer skillweave")
    copied = None
    if before not in (None, newest) and backup is not None and database.is_sqlite:
        copied = copy_sqlite(database, backup)
    config = _steps()
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        after = MigrationContext.configure(connection).get_current_revision()
    return Migrated(before, after or "", copied)


def copy_sqlite(database: Database, target: Path) -> Path:
    """Copy an SQLite database while it is in use, whole or not at all.

    Raises:
        StoreError: The file is there already, or cannot be written.
    """
    if target.exists():
        raise StoreError(f"{target} is there already; give another name")
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    try:
        connection = database.engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(make_private(aside)),))
        finally:
            connection.close()
        aside.replace(target)
    except (OSError, database.engine.dialect.loaded_dbapi.Error) as fault:
        raise StoreError(f"cannot write the copy {target}: {fault}") from fault
    finally:
        aside.unlink(missing_ok=True)
    return target


def disk_free_bytes(database: Database) -> int | None:
    """Tell how much room is left beside an SQLite file; None on PostgreSQL."""
    return shutil.disk_usage(database.file.parent).free if database.file is not None else None
