"""Logs packed by gzip and Zstandard are read as if they were not."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch.lines import file_source
from skillweave.batch.packed import packing_of, plain_suffix
from skillweave.batch.tables import open_log
from skillweave.errors import TableError

LOG = "id,text\n" + "".join(f"e{number},I baked bread number {number}. Café 🚌\n" for number in range(3_000))


def pack(path: Path, data: bytes) -> Path:
    """Write data as the ending says."""
    packers = {"gzip": gzip.compress, "zstd": pa.Codec("zstd").compress, None: bytes}
    path.write_bytes(bytes(packers[packing_of(path)](data)))
    return path


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".csv.zst", ".CSV.GZ"])
def test_a_packed_log_has_the_same_rows(tmp_path: Path, ending: str) -> None:
    """Read twice, as a run does."""
    plain = [row.experience for row in open_log(pack(tmp_path / "plain.csv", LOG.encode())).rows()]
    log = open_log(pack(tmp_path / f"log{ending}", LOG.encode()))
    assert [row.experience for row in log.rows()] == plain
    assert [row.experience for row in log.rows()] == plain


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_encoding_inside_is_found(tmp_path: Path, encoding: str) -> None:
    """Finding it goes back in the file."""
    text = "id,text\ne1,I ran the café\n"
    log = open_log(pack(tmp_path / "log.csv.gz", text.encode(encoding)))
    assert [row.experience.text for row in log.rows() if row.experience] == ["I ran the café"]


@given(moves=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 3_000)), max_size=8))
@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_going_to_a_place_reads_what_stands_there(
    tmp_path_factory: pytest.TempPathFactory, ending: str, moves: list[tuple[int, int]]
) -> None:
    """Forwards and backwards."""
    data = bytes(range(256)) * 16
    path = pack(tmp_path_factory.mktemp("packed") / f"data{ending}", data)
    with file_source(path).open() as stream:
        for place, size in moves:
            stream.seek(place)
            assert stream.read(size) == data[place : place + size]


@pytest.mark.parametrize("ending", [".csv.gz", ".csv.zst"])
@pytest.mark.parametrize("damage", ["cut", "other"])
def test_a_damaged_file_is_named(tmp_path: Path, ending: str, damage: str) -> None:
    """With what to do."""
    path = pack(tmp_path / f"log{ending}", LOG.encode())
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"id,text\ne1,plain\n")
    with pytest.raises(TableError, match=r"log\.csv\.\w+ is damaged, cut short or not packed by \w+ .*; pack it again"):
        list(open_log(path).rows())


def test_the_ending_below_the_packing_counts() -> None:
    """A file may have dots in its name."""
    assert plain_suffix(Path("a.b.jsonl.zst")) == ".jsonl"
    assert (packing_of(Path("a.gz.csv")), plain_suffix(Path("a.gz.csv"))) == (None, ".csv")
