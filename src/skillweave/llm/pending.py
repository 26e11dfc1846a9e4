"""Remembers a batch that was handed in and not yet collected, so that it is neither lost nor handed in twice."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from skillweave.errors import JudgeError


class Pending(BaseModel):
    """A batch; `batch` is None from just before it is handed in until the endpoint has named it.

    Notes of earlier versions hold neither where it was handed in nor which requests it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    batch: str | None = None
    base_url: str | None = None
    model: str | None = None
    keys: frozenset[str] = frozenset()
    """Names of its requests, `Client.key_of`."""


class PendingFile:
    """One file beside the kept replies."""

    def __init__(self, folder: Path) -> None:
        """Remember the place."""
        self.path = folder / "pending.json"

    def read(self) -> Pending | None:
        """Give what is pending; None where nothing is.

        Raises:
            JudgeError: The file is damaged.
        """
        try:
            return Pending.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise JudgeError(f"{self.path} cannot be read; delete it to hand in anew, which costs again") from error

    def write(self, pending: Pending) -> None:
        """Replace the file, whole or not at all.

        Raises:
            JudgeError: It cannot be written.
        """
        aside = self.path.with_suffix(".tmp")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with aside.open("wb") as stream:
                stream.write(pending.model_dump_json().encode())
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(self.path)
        except OSError as error:
            raise JudgeError(f"{self.path} cannot be written, so nothing was handed in: {error}") from error

    def clear(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)
