"""Copies the database to a file and puts such a copy back in its place."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DatabaseError

from skillweave.errors import StoreError
from skillweave.review.engine import Database, copy_sqlite, known_steps, make_private


def backup(database: Database, target: Path) -> Path:
    """Copy a database while it is in use; on PostgreSQL by `pg_dump`.

    Raises:
        StoreError: The file is there already, cannot be written, or `pg_dump` is not installed.
    """
    if database.is_sqlite:
        return copy_sqlite(database, target)
    if target.exists():
        raise StoreError(f"{target} is there already; give another name")
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    try:
        make_private(aside)
        _run_tool(database, "pg_dump", ["--format=custom", f"--file={aside}"], f"--format=custom --file={target}")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return target


def restore(database: Database, copy: Path) -> Path | None:
    """Put a copy in the place of a database, and keep what was there beside it.

    Args:
        database: Nobody else may have it open.
        copy: Made by `backup`.

    Returns:
        Where the former database lies now; None on PostgreSQL, and where there was none.

    Raises:
        StoreError: The copy is damaged or not of this program, or somebody works with the database.
    """
    if not copy.is_file():
        raise StoreError(f"there is no file {copy}")
    if database.file is None:
        options = ["--clean", "--if-exists", "--single-transaction", str(copy)]
        _run_tool(database, "pg_restore", options, " ".join(options))
        return None
    _check_copy(copy)
    was_empty = _is_empty_and_alone(database)
    database.close()
    place = database.file
    aside, former = place.with_name(place.name + ".part"), place.with_name(place.name + ".before-restore")
    aside.unlink(missing_ok=True)
    shutil.copyfile(copy, make_private(aside))
    aside.chmod(place.stat().st_mode & 0o777)
    if not was_empty:
        place.replace(former)
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    aside.replace(place)
    return None if was_empty else former


def _check_copy(copy: Path) -> None:
    engine = create_engine(f"sqlite:///file:{copy.resolve()}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            sound = connection.execute(text("PRAGMA integrity_check")).scalar()
            step = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError as fault:
        raise StoreError(f"{copy} is no copy of a review queue: {fault.orig}") from fault
    finally:
        engine.dispose()
    if sound != "ok":
        raise StoreError(f"{copy} is damaged: {sound}")
    if step not in known_steps():
        raise StoreError(f"{copy} is at step {step}, which this version does not know: use a newer skillweave")


def _is_empty_and_alone(database: Database) -> bool:
    """Tell whether there is nothing to keep, as in a file that was made by opening it.

    A file is not swapped under somebody's feet: SQLite leaves its log only where nobody else is there.
    """
    database.close()
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=500")
        cursor.execute("PRAGMA journal_mode=DELETE")
        return bool(cursor.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except database.engine.dialect.loaded_dbapi.Error as fault:
        raise StoreError("somebody works with the database: stop the server first") from fault
    finally:
        connection.close()


def _run_tool(database: Database, tool: str, options: list[str], shown: str) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where no list of processes shows it."""
    url = database.engine.url
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    address = bare.render_as_string()
    if shutil.which(tool) is None:
        raise StoreError(f"{tool} is not installed here; run: {tool} --dbname={address} {shown}")
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(
        [tool, f"--dbname={address}", *options], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise StoreError(f"{tool} failed: {done.stderr.strip()[:500]}")
