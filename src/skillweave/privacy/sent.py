"""The log of what was sent: when, where to, what for, how much, and what was replaced; never a text."""

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from skillweave.errors import PrivacyError
from skillweave.privacy.found import Sort


class Sent(BaseModel):
    """One request, written down before it is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    to: str
    """Scheme, host and port of the endpoint."""
    model: str
    purpose: str
    about: tuple[str, ...]
    """Hashes of what the request is about, such as an entry's id: whoever has the id can look it up."""
    sha256: str
    """Of the whole body, to tell whether two requests were the same."""
    characters: int
    replaced: Mapping[Sort, int]
    attempt: int


class SentLog:
    """Appends to a file of JSON lines, which must be writable before anything is sent."""

    def __init__(self, path: Path) -> None:
        """Remember the file."""
        self.path = path

    def add(self, sent: Sent) -> None:
        """Append one line and bring it to the disk.

        Raises:
            PrivacyError: It cannot be written; nothing may be sent then.
        """
        try:
            append_line(self.path, sent.model_dump_json())
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise PrivacyError(
                f"the log of what is sent cannot be written to {self.path}: {why}; nothing was sent. "
                "Name another file with privacy.sent_log"
            ) from error


def append_line(path: Path, text: str) -> None:
    """Append one line to a file that is its owner's alone, and bring it to the disk.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, text.encode() + b"\n")  # one call: lines of several threads do not mix
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_sent(path: Path) -> tuple[Sent, ...]:
    """Read the log.

    Raises:
        PrivacyError: A line is damaged, or the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(Sent.model_validate_json(line) for line in lines)
    except (OSError, ValueError) as error:
        raise PrivacyError(f"the log of what was sent, {path}, cannot be read: {error}") from error


def utc(moment: float) -> dt.datetime:
    """Turn a clock's seconds since 1970 into a time in UTC."""
    return dt.datetime.fromtimestamp(moment, dt.UTC)
