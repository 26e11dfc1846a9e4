"""Keeps replies on disk by what was asked, so that none is paid twice: not in a second run, not after a stop."""

import json
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from skillweave.errors import JudgeError
from skillweave.remote.talk import Reply

_NAME = re.compile("[0-9a-f]{64}")


class KeptReplies:
    """A folder of replies, one file each, written aside and renamed: a reply is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; it is made with its first reply."""
        self.folder = folder

    def get(self, key: str) -> Reply | None:
        """Give a reply; None where it was not asked for yet.

        Args:
            key: Name of the request, `Client.key_of`.

        Raises:
            JudgeError: The file is damaged; it is not taken for a new start, because that would cost again.
        """
        path = self._path(key)
        try:
            return Reply.model_validate(json.loads(path.read_text(encoding="utf-8"))["reply"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise JudgeError(f"the kept reply {path} cannot be read; delete it to ask again: {error}") from error

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply and bring it to the disk.

        Raises:
            JudgeError: It cannot be written, or its name is none of ours.
        """
        path = self._path(key)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump({"key": key, "reply": reply.model_dump(mode="json")}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(path)
        except OSError as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            why = (error.strerror or str(error)).lower()
            raise JudgeError(
                f"a paid reply cannot be kept in {path.parent}: {why}; name another judge.folder"
            ) from error

    def _path(self, key: str) -> Path:
        if _NAME.fullmatch(key) is None:
            raise JudgeError(f"{key[:80]!r} is no name of a request; nothing was read or written")
        return self.folder / key[:2] / f"{key}.json"
