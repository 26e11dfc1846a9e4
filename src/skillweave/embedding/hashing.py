"""An embedder without a model: hashed tokens. For tests and tiny machines; it knows words, not meanings."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import regex

from skillweave.ports import Encoding, Matrix

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]")


class HashingEmbedder:
    """Gives each token a fixed pseudo-random vector made from its letters.

    Two texts are near when they share words. Deterministic on every machine.
    """

    def __init__(self, dim: int = 96) -> None:
        """Fix the length of the vectors."""
        self._dim = dim

    @property
    def model_id(self) -> str:
        """Name and dimension: there is no file to hash."""
        return f"hashing-{self._dim}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Encode each text, a row a token."""
        return [self._one(text) for text in texts]

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Encode each text as a whole."""
        rows = [self._one(text).sentence for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self._dim), np.float32)

    def _one(self, text: str) -> Encoding:
        found = list(_TOKEN.finditer(text))
        offsets = np.array([match.span() for match in found], np.int64).reshape(-1, 2)
        rows = [_vector(match.group().lower(), self._dim) for match in found]
        matrix = np.stack(rows) if rows else np.zeros((0, self._dim), np.float32)
        mean = matrix.mean(axis=0) if rows else _vector("", self._dim)
        return Encoding(sentence=mean / np.linalg.norm(mean), rows=matrix, offsets=offsets)


@lru_cache(maxsize=50_000)
def _vector(token: str, dim: int) -> Matrix:
    digest = hashlib.sha256(token.encode()).digest()
    seeded = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    return seeded.standard_normal(dim).astype(np.float32)
