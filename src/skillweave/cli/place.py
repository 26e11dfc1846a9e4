"""Where the review queue keeps its things: the data folder, the database's address, the secret key, one host's mark."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

from skillweave.errors import SettingsError
from skillweave.settings import Settings

KEY_FILE = "secret.key"
DATABASE_FILE = "review.db"
BACKUPS = "backups"
KEY_VARIABLE, DATABASE_VARIABLE = "SKILLWEAVE_SECRET_KEY", "SKILLWEAVE_DATABASE"

STALE_AFTER_S = 120
"""A mark of another host that is older belongs to a server that has ended without taking it away."""


def data_folder(settings: Settings) -> Path:
    """Say where database, secret key and backups are kept."""
    if settings.review.data_dir is not None:
        return settings.review.data_dir
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "skillweave"


def make_folder(folder: Path) -> Path:
    """Make a folder for data, for this user only; one that is there stays as it is.

    Raises:
        SettingsError: It cannot be made.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise SettingsError(f"the folder {folder} cannot be made: {_why(error)}; set SKILLWEAVE_DATA") from error
    return folder.resolve()


def database_url(settings: Settings, given: str | None = None) -> str:
    """Say which database: as given, else as the environment says, else the settings, else a file of the data folder."""
    own = f"sqlite:///{data_folder(settings).resolve() / DATABASE_FILE}"
    return given or os.environ.get(DATABASE_VARIABLE) or settings.review.database or own


def secret_key(settings: Settings, *, make: bool) -> str:
    """Give the key that signs form tokens and one-time links.

    Args:
        settings: Where the data folder is.
        make: Make one where there is none yet, in a file that only this user may read.

    Raises:
        SettingsError: There is none, it cannot be kept, or others may read it.
    """
    if os.environ.get(KEY_VARIABLE):
        return os.environ[KEY_VARIABLE]
    path = data_folder(settings) / KEY_FILE
    if make and not path.exists():
        _write_key(path)
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"others may read the secret key {path}; run: chmod 600 {path}")
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise SettingsError(f"there is no secret key; run `skillweave init`, or set {KEY_VARIABLE}") from error
    except OSError as error:
        raise SettingsError(f"the secret key {path} cannot be read: {_why(error)}") from error


def _write_key(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
    except FileExistsError:
        return  # another process was quicker: its key is ours too
    except OSError as error:
        raise SettingsError(f"the secret key {path} cannot be written: {_why(error)}") from error


@contextmanager
def only_host(file: Path | None, host: str, now_s: Callable[[], float] = time.time) -> Iterator[Callable[[], None]]:
    """Hold an SQLite file for the servers of one host: its locks do not reach over a shared disk.

    Args:
        file: The file; None where the database is a server, which any number of hosts may use.
        host: The name of this host.
        now_s: A clock.

    Yields:
        A function that renews the mark, to be called more often than every two minutes.

    Raises:
        SettingsError: A server on another host works on the same file.
    """
    if file is None:
        yield lambda: None
        return
    mark = file.with_name(f"{file.name}.host")
    _refuse_other_host(mark, host, now_s())

    def renew() -> None:
        mark.write_text(host, encoding="utf-8")

    renew()
    try:
        yield renew
    finally:
        mark.unlink(missing_ok=True)


def _refuse_other_host(mark: Path, host: str, now_s: float) -> None:
    try:
        other, age_s = mark.read_text(encoding="utf-8"), now_s - mark.stat().st_mtime
    except FileNotFoundError:
        return
    if other != host and age_s < STALE_AFTER_S:
        raise SettingsError(
            f"a server on {other} works on the same SQLite file; SQLite is for one host. Stop that server, or use "
            "PostgreSQL for several hosts"
        )


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server on this host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
