"""Kept vectors: never another model's, never another list's, never a damaged file's."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from skillweave.embedding.cache import SMALLEST, CachedEmbedder
from skillweave.embedding.calculation import Calculation
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import EncoderError
from skillweave.ports import Matrix

MANY = tuple(f"text number {number}" for number in range(SMALLEST))


class Counting(HashingEmbedder):
    """Counts how often whole texts are encoded."""

    def __init__(self, dim: int = 96) -> None:
        """Begin at none."""
        super().__init__(dim)
        self.calls = 0

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Count, then encode."""
        self.calls += 1
        return super().sentences(texts)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_the_second_time_nothing_is_encoded(tmp_path: Path) -> None:
    """A list seen before comes from the disk, bit for bit, also for another process."""
    first, second = Counting(), Counting()
    made = CachedEmbedder(first, tmp_path).sentences(MANY)
    read = CachedEmbedder(second, tmp_path).sentences(MANY)
    assert (first.calls, second.calls) == (1, 0)
    assert np.array_equal(made, read)
    assert read.dtype == np.float32


@pytest.mark.parametrize(
    "other", [MANY[1:] + MANY[:1], (*MANY, "one more"), ("changed", *MANY[1:]), (*MANY[:-1], MANY[-1] + " ")]
)
def test_another_list_never_meets_these_vectors(tmp_path: Path, other: tuple[str, ...]) -> None:
    """Order, number and every letter of the texts matter."""
    CachedEmbedder(HashingEmbedder(), tmp_path).sentences(MANY)
    found = CachedEmbedder(HashingEmbedder(), tmp_path).sentences(other)
    assert np.array_equal(found, HashingEmbedder().sentences(other))


def test_texts_that_join_alike_are_told_apart(tmp_path: Path) -> None:
    """Where a text ends matters: the same letters cut elsewhere are another list."""
    cached = CachedEmbedder(HashingEmbedder(), tmp_path)
    cached.sentences(("a\0b", "c", *MANY))
    moved = ("a", "b\0c", *MANY)
    assert np.array_equal(cached.sentences(moved), HashingEmbedder().sentences(moved))


def test_another_model_never_meets_these_vectors(tmp_path: Path) -> None:
    """The model's name is part of the key."""
    CachedEmbedder(HashingEmbedder(32), tmp_path).sentences(MANY)
    assert CachedEmbedder(HashingEmbedder(64), tmp_path).sentences(MANY).shape == (len(MANY), 64)


def test_what_a_person_wrote_is_never_stored(tmp_path: Path) -> None:
    """`encode` goes straight through, and a short list makes no file."""
    cached = CachedEmbedder(HashingEmbedder(), tmp_path / "cache")
    cached.encode(MANY)
    cached.sentences(MANY[:-1])
    assert _files(tmp_path) == []


def test_one_file_a_list_and_nothing_beside_it(tmp_path: Path) -> None:
    """The folder is made when needed, and no temporary file stays."""
    CachedEmbedder(HashingEmbedder(), tmp_path / "a" / "b").sentences(MANY)
    assert [path.suffix for path in _files(tmp_path / "a" / "b")] == [".npy"]


@pytest.mark.parametrize("damage", [b"", b"not an array", b"\x93NUMPY\x01\x00", b"\x80\x04pickle", b"PK\x03\x04zip"])
def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, damage: bytes) -> None:
    """A file that cannot be read is told with its path; it is not silently made anew."""
    cached = CachedEmbedder(HashingEmbedder(), tmp_path)
    cached.sentences(MANY)
    path = _files(tmp_path)[0]
    path.write_bytes(damage)
    with pytest.raises(EncoderError, match=path.name):
        cached.sentences(MANY)


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((3, 96), np.float32), np.zeros((len(MANY), 5), np.float32), np.zeros((len(MANY), 96), np.float64)],
    ids=["rows", "length", "type"],
)
def test_vectors_of_the_wrong_shape_are_an_error(tmp_path: Path, wrong: NDArray[np.generic]) -> None:
    """An array that is whole but not ours is refused."""
    cached = CachedEmbedder(HashingEmbedder(), tmp_path)
    cached.sentences(MANY)
    np.save(_files(tmp_path)[0], wrong)
    with pytest.raises(EncoderError, match="delete it"):
        cached.sentences(MANY)


def test_a_cut_file_is_an_error(tmp_path: Path) -> None:
    """Half a file, as a full disk leaves it, is told."""
    cached = CachedEmbedder(HashingEmbedder(), tmp_path)
    cached.sentences(MANY)
    path = _files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(EncoderError, match="damaged"):
        cached.sentences(MANY)


def test_a_cache_that_cannot_be_written_costs_no_run(tmp_path: Path) -> None:
    """Where the folder cannot be made, vectors are given all the same."""
    taken = tmp_path / "taken"
    taken.write_text("a file, no folder", encoding="utf-8")
    found = CachedEmbedder(HashingEmbedder(), taken).sentences(MANY)
    assert np.array_equal(found, HashingEmbedder().sentences(MANY))


def test_name_and_length_are_the_inner_ones(tmp_path: Path) -> None:
    """Provenance names the model, not the cache."""
    cached = CachedEmbedder(HashingEmbedder(32), tmp_path)
    assert (cached.model_id, cached.dim) == ("hashing-32", 32)


@pytest.mark.parametrize("how", [Calculation(number_type="bf16"), Calculation("cuda"), Calculation("cuda", "bf16")])
def test_another_calculation_never_meets_these_vectors(tmp_path: Path, how: Calculation) -> None:
    """Vectors of fewer digits, or of a graphics card, are not those that the processor makes in full."""
    CachedEmbedder(HashingEmbedder(), tmp_path).sentences(MANY)
    inner = Counting()
    CachedEmbedder(inner, tmp_path, how).sentences(MANY)
    CachedEmbedder(inner, tmp_path, how).sentences(MANY)
    assert (inner.calls, len(_files(tmp_path))) == (1, 2)


def test_what_is_calculated_plainly_keeps_its_name(tmp_path: Path) -> None:
    """Vectors that were kept before anything else could be calculated with are found."""
    CachedEmbedder(HashingEmbedder(), tmp_path).sentences(MANY)
    told = "hashing-96" + "".join(f"\0{len(text)}\0{text}" for text in MANY)
    assert [path.stem for path in _files(tmp_path)] == [hashlib.sha256(told.encode()).hexdigest()[:32]]
