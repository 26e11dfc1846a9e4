"""Keeps the vectors of a framework's texts on disk, so that a second run need not encode them again."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from skillweave.embedding.calculation import PLAIN, Calculation
from skillweave.embedding.wrapped import Wrapped
from skillweave.errors import EncoderError
from skillweave.ports import Embedder, Matrix

SMALLEST = 64
"""Texts from which on a list is worth a file."""


class CachedEmbedder(Wrapped):
    """Wraps an embedder: `sentences` of a long list are kept, `encode` goes straight through.

    Only texts of frameworks pass through `sentences`; a person's text is encoded by `encode` and never stored.
    The file's name holds the hash of model, calculation and texts, so another model, other digits or another list
    never meets old vectors.
    """

    def __init__(self, inner: Embedder, folder: Path, how: Calculation = PLAIN) -> None:
        """Wrap an embedder and name the folder, which is made when first needed.

        Args:
            inner: What encodes.
            folder: Where vectors are kept.
            how: Where and with which digits it calculates.
        """
        super().__init__(inner)
        self._folder = folder
        self._how = how

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Read the vectors of exactly these texts, or make and keep them.

        Raises:
            EncoderError: A kept file is damaged; the message names it.
        """
        if len(texts) < SMALLEST:
            return self._inner.sentences(texts)
        path = self._folder / f"{_key(self.model_id, self._how, texts)}.npy"
        if path.exists():
            return self._read(path, len(texts))
        vectors = self._inner.sentences(texts)
        self._write(path, vectors)
        return vectors

    def _read(self, path: Path, count: int) -> Matrix:
        try:
            with path.open("rb") as stream:
                vectors = np.load(stream, allow_pickle=False)
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            raise EncoderError(f"the cache file {path} is damaged ({error}); delete it and run again") from error
        if vectors.shape != (count, self.dim) or vectors.dtype != np.float32:
            raise EncoderError(
                f"the cache file {path} holds {vectors.shape}, not {(count, self.dim)}; delete it and run again"
            )
        return np.asarray(vectors, np.float32)

    def _write(self, path: Path, vectors: Matrix) -> None:
        """Write aside and rename. A cache that cannot be written costs time, not the run."""
        aside = path.with_suffix(f".{secrets.token_hex(8)}.tmp")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as stream:
                np.save(stream, vectors, allow_pickle=False)
            aside.replace(path)
        except OSError:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _key(model_id: str, how: Calculation, texts: Sequence[str]) -> str:
    """Name a list; what is calculated plainly keeps the name that it had before there was anything else."""
    told = model_id if how == PLAIN else f"{model_id}\0{how.name}"
    digest = hashlib.sha256(told.encode())
    for text in texts:
        digest.update(f"\0{len(text)}\0{text}".encode())
    return digest.hexdigest()[:32]
