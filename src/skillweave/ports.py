"""The seams to the outside: what fills them must keep the promises that stand here. So far there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text through an encoder, in one pass.

    Attributes:
        sentence: (dim,), unit length: the whole text.
        rows: (n, dim), one row a token, special and padding tokens removed, not normalised.
        offsets: (n, 2), start and end of each row in code points of the text; sorted, inside, not overlapping.
    """

    sentence: Matrix
    rows: Matrix
    offsets: Offsets


class Embedder(Protocol):
    """Turns texts into vectors.

    Promises, each proved by `tests/contracts/test_embedder.py`:

    - `encode` gives one `Encoding` a text, in the order given.
    - Offsets count code points of the text given, are sorted, lie inside it and do not overlap.
    - Numbers are finite float32; sentence vectors have unit length.
    - The same text gives the same numbers within 1e-5, whatever the batch around it.
    - A text too long for the model raises `TextError`; it is never cut silently.
    - `sentences` agrees with `encode`.
    """

    @property
    def model_id(self) -> str:
        """Name of the model and the first 8 digits of its file's hash."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Encode texts with a row for every token."""
        ...

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Encode texts as wholes, (len(texts), dim)."""
        ...
