"""A file appears whole or not at all, and a fault says what, where and what to do."""

import errno
import os
from pathlib import Path

import pytest

from skillweave.batch.sinks import Sink, file_sink, stream_sink, telling
from skillweave.errors import BatchError


class Broken:
    """A stream that fails with an error of the system."""

    def __init__(self, number: int) -> None:
        """Choose the error."""
        self.number = number

    def write(self, _data: bytes, /) -> int:
        """Fail."""
        raise OSError(self.number, os.strerror(self.number))

    def flush(self) -> None:
        """Fail."""
        raise OSError(self.number, os.strerror(self.number))


def test_a_file_replaces_the_old_one_when_all_is_written(tmp_path: Path) -> None:
    """Until the end the old file is there; afterwards only the new one."""
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o640)
    with file_sink(path) as sink:
        sink.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def write_to(path: Path, raw: bytes, fault: type[BaseException] | None = None) -> None:
    """Write, and fail before the end if told so."""
    with file_sink(path) as sink:
        sink.write(raw)
        if fault:
            raise fault


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_a_fault_leaves_the_old_file(tmp_path: Path, fault: type[BaseException]) -> None:
    """Whatever goes wrong, the old file stays and nothing is left beside it."""
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(fault):
        write_to(path, b"new", fault)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_of_the_caller_stays_its_own(tmp_path: Path) -> None:
    """A fault of the system that happens elsewhere is not told as one of writing."""
    with pytest.raises(FileNotFoundError), file_sink(tmp_path / "out.txt"):
        (tmp_path / "input").read_bytes()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing to a link replaces the file that it points to."""
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    with file_sink(link) as sink:
        sink.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("size", [1, 100_000])
def test_a_full_disk_is_told(size: int) -> None:
    """A device that is full fails at once or, for what is held, at the end, and says what to do."""
    with pytest.raises(BatchError, match="cannot write /dev/full: the disk is full; free some space"):
        write_to(Path("/dev/full"), b"x" * size)


def test_a_device_can_be_written() -> None:
    """A device is written directly, not replaced."""
    with file_sink(Path(os.devnull)) as sink:
        sink.write(b"x")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing/out.csv", "the folder does not exist; make it first"),
        (".", "it is a folder; name a file in it"),
        ("file/out.csv", "a part of the path is a file, not a folder"),
        ("x" * 300, "the name is too long"),
    ],
)
def test_a_place_that_cannot_be_is_told(tmp_path: Path, name: str, words: str) -> None:
    """A path that cannot be written is an error before anything is done."""
    (tmp_path / "file").write_text("")
    with pytest.raises(BatchError, match=words), file_sink(tmp_path / name):
        pass


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is used up"),
        (errno.EACCES, "this is not permitted; choose a folder"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EIO, "input/output error"),
    ],
)
def test_faults_of_the_system_are_told(number: int, words: str) -> None:
    """Every fault says what could not be written and why."""
    with (
        pytest.raises(BatchError, match=f"cannot write to the output stream: {words}"),
        stream_sink(Broken(number)) as sink,
    ):
        sink.write(b"x")


def test_a_reader_that_went_away_is_no_fault_of_ours() -> None:
    """A broken pipe is passed on as it is."""
    with pytest.raises(BrokenPipeError), telling("here"):
        raise BrokenPipeError(errno.EPIPE, "broken pipe")


def test_a_sink_counts_and_does_not_seek() -> None:
    """The place is counted from the first write, so that a pipe will do."""
    sink = Sink(Broken(errno.EIO), "here")
    assert (sink.tell(), sink.writable(), sink.readable(), sink.seekable(), sink.closed) == (
        0,
        True,
        False,
        False,
        False,
    )
