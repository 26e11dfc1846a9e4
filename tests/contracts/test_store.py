"""The promises of the place where a run's files lie, proved on a disk and in an object store."""

import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from skillweave.batch import objects
from skillweave.batch.objects import ObjectStore, fetch
from skillweave.batch.store import DiskStore, Store, only_run
from skillweave.errors import BatchError, SettingsError, TableError
from tests.buckets import KEYS, Bucket, serving_bucket

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    """Serve a bucket."""
    with pytest.MonkeyPatch.context() as patch, serving_bucket() as bucket:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        yield bucket


@pytest.fixture(params=["disk", "objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Give an empty place."""
    if request.param == "disk":
        return DiskStore(tmp_path / "claims")
    return ObjectStore(request.getfixturevalue("bucket").address(f"{tmp_path.name}/claims"))


def test_what_is_written_is_read(store: Store) -> None:
    """Bytes, in folders too; what is not there is None."""
    store.write("a", b"\0one")
    store.write("deep/er/b", b"two")
    store.write("a", b"three")
    assert [store.read(name) for name in ("a", "deep/er/b", "deep/nothing", "nothing/at/all")] == [
        b"three", b"two", None, None,
    ]  # fmt: skip
    assert (store.size("deep/er/b"), store.size("nothing")) == (3, None)


def test_what_is_written_in_pieces_is_one_file(store: Store) -> None:
    """Also of no pieces at all; what was there before is gone."""
    store.write_all("deep/a", iter([b"one", b"", b"two"]))
    store.write_all("b", iter([]))
    assert (store.read("deep/a"), store.read("b")) == (b"onetwo", b"")
    store.write_all("deep/a", iter([b"3"]))
    assert store.read("deep/a") == b"3"


def test_folders_and_files_are_listed(store: Store) -> None:
    """Files with their sizes; an unknown folder is empty."""
    store.write("run-b/claims/x", b"12345")
    store.write("run-b/claims/y", b"")
    store.write("run-a/z", b"1")
    assert store.folders() == ["run-a", "run-b"]
    assert store.within("run-b").sizes("claims") == {"x": 5, "y": 0}
    assert store.sizes("nothing") == {}


def test_what_is_removed_is_gone(store: Store) -> None:
    """Removing it again does no harm."""
    store.write("a/b", b"1")
    store.remove("a/b")
    store.remove("a/b")
    assert (store.read("a/b"), store.sizes("a")) == (None, {})


def test_lines_are_kept_in_their_order(store: Store) -> None:
    """Also by one who comes later, and after they were put together."""
    for number in range(5):
        store.append("lines", f"line {number}".encode())
    store.rewrite("lines", (line for line in list(store.lines("lines")) if not line.endswith(b"1")))
    again = store.within("..").within(store.where.rpartition("/")[2]) if isinstance(store, DiskStore) else store
    again.append("lines", b"last")
    assert list(store.lines("lines")) == [b"line 0", b"line 2", b"line 3", b"line 4", b"last"]
    assert list(store.lines("nothing")) == []


def test_many_lines_are_put_together(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An object store would otherwise be asked for each of them; another process goes on where one has ended."""
    monkeypatch.setattr(objects, "_MOST_SINGLE", 3)
    for number in range(8):
        ObjectStore(bucket.address(tmp_path.name)).append("lines", str(number).encode())
    store = ObjectStore(bucket.address(tmp_path.name))
    assert list(store.lines("lines")) == [str(number).encode() for number in range(8)]
    assert len(store.sizes("lines.d")) < 4


def test_blocks_of_lines_stay_as_they_are(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """However many lines come after: what an append costs does not grow with what is there."""
    monkeypatch.setattr(objects, "_MOST_SINGLE", 3)
    store = ObjectStore(bucket.address(tmp_path.name))
    seen: list[dict[str, int]] = []
    for number in range(10):
        store.append("lines", f"line {number}".encode())
        seen.append(store.sizes("lines.blocks"))
    assert [len(blocks) for blocks in seen] == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert all(earlier.items() <= later.items() for earlier, later in pairwise(seen))
    assert set(seen[-1].values()) == {3 * len("line 0\n")}
    assert list(store.lines("lines")) == [f"line {number}".encode() for number in range(10)]
    store.rewrite("lines", (line for line in store.lines("lines") if line != b"line 4"))
    store.append("lines", b"line 10")
    assert list(store.lines("lines")) == [f"line {number}".encode() for number in range(11) if number != 4]


def test_lines_of_the_form_before_blocks_are_read(bucket: Bucket, tmp_path: Path) -> None:
    """One object with the lines that were put together, and single ones that were only numbered."""
    store = ObjectStore(bucket.address(tmp_path.name))
    store.write("lines", b"0\n1\n")
    store.write("lines.d/000000000002", b"2")
    store.append("lines", b"3")
    assert list(store.lines("lines")) == [b"0", b"1", b"2", b"3"]
    store.rewrite("lines", (line for line in store.lines("lines") if line != b"1"))
    assert list(store.lines("lines")) == [b"0", b"2", b"3"]


def test_two_that_count_alike_lose_no_line(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither by overwriting each other's, nor by making blocks of each other's."""
    monkeypatch.setattr(objects, "_MOST_SINGLE", 4)
    one, other = (ObjectStore(bucket.address(tmp_path.name)) for _ in range(2))
    one.append("lines", b"one 0")
    for number in range(9):
        other.append("lines", f"other {number}".encode())
        one.append("lines", f"one {number + 1}".encode())
    assert set(one.lines("lines")) == {
        *(f"one {number}".encode() for number in range(10)),
        *(f"other {number}".encode() for number in range(9)),
    }


def test_a_second_run_is_told_of_the_first(bucket: Bucket, tmp_path: Path) -> None:
    """While its mark is fresh; afterwards the mark is gone, and an old one counts for nothing."""
    store = ObjectStore(bucket.address(tmp_path.name))
    with objects.only_run(store, lambda: 1_000.0):
        with pytest.raises(BatchError, match="another run works in s3://"), objects.only_run(store, lambda: 1_100.0):
            pass
        with objects.only_run(store, lambda: 2_000.0) as renew:
            renew()
    assert store.read(objects.MARK) is None


def test_a_long_run_renews_its_mark(bucket: Bucket, tmp_path: Path) -> None:
    """Once a minute."""
    store = ObjectStore(bucket.address(tmp_path.name))
    times = iter([0.0, 10.0, 100.0, 100.0, 100.0])
    with objects.only_run(store, lambda: next(times)) as renew:
        renew()
        assert store.read(objects.MARK) == b"0.0"
        renew()
        assert store.read(objects.MARK) == b"100.0"


def test_a_run_whose_mark_is_another_runs_stops(bucket: Bucket, tmp_path: Path) -> None:
    """As after a night in which the machine slept; it leaves the other's mark where it is."""
    store = ObjectStore(bucket.address(tmp_path.name))
    times = iter([0.0, 2_000.0])
    with objects.only_run(store, lambda: next(times), unhurried) as renew:
        store.write(objects.MARK, b"1500.0")
        with pytest.raises(BatchError, match=r"is no longer of this run: .* give the same command again"):
            renew()
    assert store.read(objects.MARK) == b"1500.0"


def test_of_two_runs_that_start_at_the_same_moment_one_stops(bucket: Bucket, tmp_path: Path) -> None:
    """Both saw no mark and wrote theirs; the later one stays."""
    store = ObjectStore(bucket.address(tmp_path.name))

    def meanwhile(_: float) -> None:
        store.write(objects.MARK, b"1000.5")

    with (
        pytest.raises(BatchError, match="another run works in s3://"),
        objects.only_run(store, lambda: 1_000.0, meanwhile),
    ):
        pass
    assert store.read(objects.MARK) == b"1000.5"


def test_a_mark_that_tells_no_time_is_taken_for_another_runs(bucket: Bucket, tmp_path: Path) -> None:
    """A person has to look at it."""
    store = ObjectStore(bucket.address(tmp_path.name))
    store.write(objects.MARK, b"maintenance")
    with pytest.raises(BatchError, match=r"remove the object \.running there"), objects.only_run(store):
        pass
    assert store.read(objects.MARK) == b"maintenance"


def unhurried(_: float) -> None:
    """Do not wait."""


def test_results_are_not_fetched_as_logs(bucket: Bucket, tmp_path: Path) -> None:
    """Only what lies below their address; where there is nothing else, that is told."""
    bucket.put("own/a.csv", b"one")
    bucket.put("own/claims-of-may.csv", b"two")
    bucket.put("own/claims/run-1/claims/part-1.parquet", b"result")
    results = ObjectStore(bucket.address("own/claims"))
    assert list(fetch(bucket.address("own"), tmp_path / "all", leave_out=results)) == [
        "s3://bucket/own/a.csv",
        "s3://bucket/own/claims-of-may.csv",
    ]
    with pytest.raises(TableError, match="there is nothing at s3://bucket/own/claims/run-1 but results"):
        fetch(bucket.address("own/claims/run-1"), tmp_path / "none", leave_out=results)


def test_what_holds_the_folder_is_heard_while_logs_are_fetched(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """For each object, and within a large one; what is packed arrives as it is."""
    monkeypatch.setattr(objects, "_PIECE", 10)
    packed = gzip.compress(b"id,text\n" * 100)
    bucket.put("large/a.csv.gz", packed)
    heard: list[int] = []
    found = fetch(bucket.address("large"), tmp_path / "all", meanwhile=lambda: heard.append(1))
    assert found["s3://bucket/large/a.csv.gz"].read_bytes() == packed
    assert len(heard) > len(packed) // 10


def test_logs_are_fetched(bucket: Bucket, tmp_path: Path) -> None:
    """One object, or all below a prefix, by their addresses."""
    bucket.put("logs/a.csv", b"one")
    bucket.put("logs/deep/b.csv", b"two")
    found = fetch(bucket.address("logs"), tmp_path / "all")
    assert {name: path.read_bytes() for name, path in found.items()} == {
        "s3://bucket/logs/a.csv": b"one",
        "s3://bucket/logs/deep/b.csv": b"two",
    }
    assert list(fetch(bucket.address("logs/a.csv"), tmp_path / "one")) == ["s3://bucket/logs/a.csv"]
    with pytest.raises(TableError, match="there is nothing at s3://bucket/none"):
        fetch(bucket.address("none"), tmp_path / "none")


def test_only_logs_are_fetched(bucket: Bucket, tmp_path: Path) -> None:
    """Names are looked at first, as in a folder; an object that was named itself is meant."""
    for name in ("a.csv", "notes.docx", ".hidden.csv", ".old/b.csv", "~$c.xlsx", "deep/d.CSV.gz"):
        bucket.put(f"mixed/{name}", b"bytes")
    heard: list[int] = []
    found = fetch(bucket.address("mixed"), tmp_path / "all", meanwhile=lambda: heard.append(1))
    assert list(found) == ["s3://bucket/mixed/a.csv", "s3://bucket/mixed/deep/d.CSV.gz"]
    assert sorted(path.name for path in (tmp_path / "all").rglob("*") if path.is_file()) == ["a.csv", "d.CSV.gz"]
    assert len(heard) == 4  # before each object, and after its only piece
    assert list(fetch(bucket.address("mixed/.hidden.csv"), tmp_path / "one")) == ["s3://bucket/mixed/.hidden.csv"]


@pytest.mark.parametrize(("address", "error"), [("gopher://x/y", SettingsError), ("s3://", SettingsError)])
def test_an_address_that_means_nothing_is_refused(address: str, error: type[Exception]) -> None:
    """With the address in the message."""
    with pytest.raises(error, match="cannot be used as a place for results"):
        ObjectStore(address)


def test_a_line_on_a_full_disk_is_told(tmp_path: Path) -> None:
    """With the name of the file."""
    (tmp_path / "lines").symlink_to("/dev/full")
    with pytest.raises(BatchError, match=r"lines: the disk is full; free some space"):
        DiskStore(tmp_path).append("lines", b"line")


def test_a_folder_is_held_once(tmp_path: Path) -> None:
    """And free again afterwards."""
    with only_run(tmp_path), pytest.raises(BatchError, match="another run works in"), only_run(tmp_path):
        pass
    with only_run(tmp_path):
        pass


def test_half_written_files_are_removed(tmp_path: Path) -> None:
    """What a kill has left."""
    DiskStore(tmp_path).write("run-a/claims/part", b"1")
    (tmp_path / "run-a" / "claims" / ".part.1234.tmp").write_bytes(b"half")
    DiskStore(tmp_path).clean()
    assert [path.name for path in (tmp_path / "run-a" / "claims").iterdir()] == ["part"]
