"""Keeps the vectors that an endpoint gave, one file a text, so that none is paid twice: not after a stop either."""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np

from skillweave.errors import EncoderError
from skillweave.ports import Matrix


class KeptVectors:
    """A folder for the vectors of one model. The files hold no words; they are named by the hash of what was sent.

    They are written aside and renamed, so a vector is there whole or not at all; one that is damaged is asked for
    again. Numbers that come from people's words are for their owner alone: nobody else may read the folder.
    """

    def __init__(self, folder: Path) -> None:
        """Remember the folder; it is made with its first vector."""
        self.folder = folder
        self._dim: int | None = None

    @property
    def dim(self) -> int | None:
        """Length of the vectors; None while none is kept.

        Raises:
            EncoderError: The file that says it is damaged.
        """
        if self._dim is None:
            try:
                self._dim = int(json.loads(self._about.read_text(encoding="utf-8"))["dim"])
            except (FileNotFoundError, NotADirectoryError):
                return None
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise EncoderError(
                    f"{self._about} cannot be read; delete the folder to ask for its vectors again: {error}"
                ) from error
        return self._dim

    def get(self, text: str) -> Matrix | None:
        """Give the vector of a text as it was sent, (dim,); None where there is none."""
        if self.dim is None:
            return None
        try:
            with self._path(text).open("rb") as stream:
                vector = np.load(stream, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return np.asarray(vector) if vector.shape == (self.dim,) and vector.dtype == np.float32 else None

    def put(self, text: str, vector: Matrix) -> None:
        """Keep the vector of a text as it was sent.

        Raises:
            EncoderError: It cannot be written, or its length is not that of the others.
        """
        try:
            if self.dim is None:
                self._write(self._about, json.dumps({"dim": len(vector)}).encode())
            if self.dim != len(vector):
                raise EncoderError(
                    f"the vectors kept in {self.folder} have {self.dim} numbers, but one of {len(vector)} came: another"
                    " model stands behind the same name now; delete that folder to ask for all of them again"
                )
            path = self._path(text)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._write(path, _as_bytes(vector))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise EncoderError(
                f"a vector that was paid for cannot be kept in {self.folder}: {why}; name another "
                "embedder.endpoint.folder"
            ) from error

    @property
    def _about(self) -> Path:
        return self.folder / "about.json"

    def _path(self, text: str) -> Path:
        digest = hashlib.sha256(text.encode()).hexdigest()
        return self.folder / digest[:2] / digest[2:40]

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
            aside.replace(path)
        except OSError:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise


def _as_bytes(vector: Matrix) -> bytes:
    out = BytesIO()
    np.save(out, np.asarray(vector, np.float32), allow_pickle=False)
    return out.getvalue()
