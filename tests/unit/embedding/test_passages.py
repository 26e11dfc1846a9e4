"""Vectors of passages on disk."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from skillweave.embedding.hashing import HashingEmbedder
from skillweave.embedding.passages import PassageCache
from skillweave.ports import Encoding

TEXTS = ["I baked bread.", "", "Café 🚌", "I baked bread."]


class Counting(HashingEmbedder):
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Note the texts."""
        self.texts += texts
        return super().encode(texts)


def numbers(one: Encoding) -> tuple[NDArray[Any], ...]:
    """Give all that an encoding holds."""
    return one.sentence, one.rows, one.offsets


def same(one: Encoding, other: Encoding) -> bool:
    """Compare all numbers."""
    pairs = zip(numbers(one), numbers(other), strict=True)
    return all(np.array_equal(left, right) and left.dtype == right.dtype for left, right in pairs)


def test_the_second_run_reads_what_the_first_has_kept(tmp_path: Path) -> None:
    """The same numbers, and the encoder is not asked."""
    plain = HashingEmbedder().encode(TEXTS)
    first = PassageCache(Counting(), tmp_path, "fp32").encode(TEXTS)
    inner = Counting()
    cache = PassageCache(inner, tmp_path, "fp32")
    assert all(map(same, plain, first))
    assert all(map(same, plain, cache.encode(TEXTS)))
    assert (inner.texts, cache.counts()) == ([], (4, 4))


@pytest.mark.parametrize("damage", [b"", b"nothing of the kind", None])
def test_a_damaged_file_is_written_anew(tmp_path: Path, damage: bytes | None) -> None:
    """It costs time, not the run."""
    PassageCache(Counting(), tmp_path, "fp32").encode(TEXTS[:1])
    (path,) = (one for one in tmp_path.rglob("*") if one.is_file())
    path.write_bytes(path.read_bytes()[:-5] if damage is None else damage)
    inner = Counting()
    assert same(PassageCache(inner, tmp_path, "fp32").encode(TEXTS[:1])[0], HashingEmbedder().encode(TEXTS[:1])[0])
    assert inner.texts == TEXTS[:1]


def test_another_number_type_never_meets_old_vectors(tmp_path: Path) -> None:
    """Nor does another model, whose name is in the key as well."""
    PassageCache(Counting(), tmp_path, "fp32").encode(TEXTS)
    inner = Counting()
    PassageCache(inner, tmp_path, "bf16").encode(TEXTS[:1])
    assert inner.texts == TEXTS[:1]


def test_a_folder_that_cannot_be_written_costs_time_only() -> None:
    """The run goes on."""
    cache = PassageCache(Counting(), Path("/proc/nothing"), "fp32")
    assert same(cache.encode(TEXTS[:1])[0], HashingEmbedder().encode(TEXTS[:1])[0])
