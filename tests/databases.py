"""Databases for the tests: an SQLite file and a real PostgreSQL server of this session, each filled with the tables."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from skillweave.review.engine import Database, migrate, open_database

_KNOWN_FOLDERS = "/usr/lib/postgresql/*/bin"
"""Where Debian keeps the programs of the server: not on the PATH."""

KINDS = ("sqlite", "postgres")


@dataclass(frozen=True)
class PostgresServer:
    """A running server that listens on a socket of its own, not on the network."""

    folder: Path
    programs: Path
    user: str | None

    def url(self, name: str) -> str:
        """Give the URL of one of its databases."""
        return f"postgresql://skillweave@/{name}?host={self.folder}"

    def make(self, template: str) -> str:
        """Make a database like another one, and give its URL."""
        name = f"t{uuid.uuid4().hex}"
        server = open_database(self.url("postgres"))
        with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        server.close()
        return self.url(name)

    def run(self, program: str, *words: str) -> None:
        """Run one of the server's programs, not as root: it refuses that."""
        log = self.folder / "programs.log"
        with log.open("ab") as written:
            done = subprocess.run(
                [str(self.programs / program), *words], user=self.user, stdout=written, stderr=written, check=False
            )
        assert done.returncode == 0, log.read_text()


def _programs() -> Path | None:
    """Find the folder of the server's programs."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/").glob(f"{_KNOWN_FOLDERS[1:]}/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server for as long as it is needed; its data is gone afterwards."""
    programs = _programs()
    if programs is None:
        reason = "no PostgreSQL server is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path has to be short
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    server = PostgresServer(folder, programs, user)
    data = str(folder / "data")
    try:
        server.run("initdb", "-D", data, "-U", "skillweave", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # What is lost when the machine stops matters to nobody here.
        quick = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=100"
        server.run("pg_ctl", "-D", data, "-w", "-o", quick, "start")
        try:
            yield server
        finally:
            server.run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of the tests in which many processes work at once."""
    config.addinivalue_line("markers", "races: many processes work on one database at once")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """Name of a database with all tables and no rows."""
    name = "with_tables"
    url = postgres.make("template0")
    server = open_database(postgres.url("postgres"))
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {url.partition('@/')[2].partition('?')[0]} RENAME TO {name}"))
    server.close()
    database = open_database(postgres.url(name))
    migrate(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no rows."""
    file = tmp_path_factory.mktemp("template") / "review.db"
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of an SQLite file with all tables."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'review.db')}"


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str) -> str:
    """URL of a PostgreSQL database with all tables."""
    return postgres.make(postgres_template)


@pytest.fixture(scope="session")
def shared_sqlite_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of one SQLite file for many tests, each with a tenant of its own."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path_factory.mktemp('shared') / 'review.db')}"


@pytest.fixture(scope="session")
def shared_postgres_url(postgres: PostgresServer, postgres_template: str) -> str:
    """URL of one PostgreSQL database for many tests, each with a tenant of its own."""
    return postgres.make(postgres_template)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database with all tables and no rows, on each kind of server."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with all tables and no rows, on each kind of server."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture(params=KINDS)
def shared_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database that other tests use too, each with a tenant of its own, on each kind of server."""
    opened = open_database(request.getfixturevalue(f"shared_{request.param}_url"))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """An SQLite database with all tables and no rows."""
    opened = open_database(sqlite_url)
    yield opened
    opened.close()
