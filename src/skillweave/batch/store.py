"""Where the files of a run lie: whole files only, by name; here on a disk of this machine."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from skillweave.batch.sinks import file_sink, telling
from skillweave.errors import BatchError

LOCK = ".lock"


class Store(Protocol):
    """Files by name; a name may have folders in it, parted by `/`."""

    @property
    def where(self) -> str:
        """Say where it is, for messages."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Write a file, which appears whole or not at all and is on the disk afterwards.

        Raises:
            BatchError: It cannot be written; the message says why.
        """
        ...

    def write_all(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file piece by piece, none of which is kept in memory; otherwise as `write`."""
        ...

    def append(self, name: str, line: bytes) -> None:
        """Keep one more line of a file that only grows; errors as for `write`."""
        ...

    def read(self, name: str) -> bytes | None:
        """Read a file; None where there is none."""
        ...

    def lines(self, name: str) -> Iterator[bytes]:
        """Read what `append` has kept, line by line; the last may be cut short."""
        ...

    def rewrite(self, name: str, lines: Iterator[bytes]) -> None:
        """Put lines in the place of all that `append` has kept."""
        ...

    def sizes(self, folder: str) -> dict[str, int]:
        """Give the files of a folder by their name in it, with their size in bytes."""
        ...

    def size(self, name: str) -> int | None:
        """Give the size of a file in bytes; None where there is none."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        ...

    def folders(self) -> list[str]:
        """Give the names of the folders at the top, sorted."""
        ...

    def within(self, folder: str) -> "Store":
        """Give one of its folders as a store."""
        ...


class DiskStore:
    """A folder of this machine, or of a disk that all workers share."""

    def __init__(self, root: Path) -> None:
        """Name the folder; it is made when first written to."""
        self.root = root

    @property
    def where(self) -> str:
        """Give the path."""
        return str(self.root)

    def write(self, name: str, data: bytes) -> None:
        """Write aside, to the disk, then rename."""
        self.write_all(name, (data,))

    def write_all(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write aside, to the disk, then rename."""
        with file_sink(self._made(name)) as sink:
            for piece in pieces:
                sink.write(piece)

    def append(self, name: str, line: bytes) -> None:
        """Add a line and wait until it is on the disk; the end of a line cut short is closed first."""
        path = self._made(name)
        with telling(str(path)), path.open("ab+") as stream:
            if stream.tell() and not _ends_whole(stream):
                line = b"\n" + line
            stream.write(line + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def read(self, name: str) -> bytes | None:
        """Read a file; None where there is none."""
        try:
            return (self.root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise BatchError(f"cannot read {self.root / name}: {(error.strerror or str(error)).lower()}") from error

    def lines(self, name: str) -> Iterator[bytes]:
        """Read line by line, without their ends."""
        try:
            with (self.root / name).open("rb") as stream:
                for line in stream:
                    yield line.rstrip(b"\n")
        except (FileNotFoundError, NotADirectoryError):
            return

    def rewrite(self, name: str, lines: Iterator[bytes]) -> None:
        """Write all lines anew."""
        self.write_all(name, (line + b"\n" for line in lines))

    def sizes(self, folder: str) -> dict[str, int]:
        """List a folder; nothing where there is none."""
        try:
            with os.scandir(self.root / folder) as found:
                return {one.name: one.stat().st_size for one in found if one.is_file()}
        except (FileNotFoundError, NotADirectoryError):
            return {}

    def size(self, name: str) -> int | None:
        """Ask for one file."""
        path = self.root / name
        return path.stat().st_size if path.is_file() else None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with telling(str(self.root / name)):
            (self.root / name).unlink(missing_ok=True)

    def folders(self) -> list[str]:
        """Give the names of the folders, sorted."""
        try:
            return sorted(one.name for one in self.root.iterdir() if one.is_dir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def within(self, folder: str) -> "DiskStore":
        """Give one of its folders as a store."""
        return DiskStore(self.root / folder)

    def clean(self) -> None:
        """Remove what a killed run has left half written; what is not in the folder of a run is not ours."""
        for aside in self.root.glob("run-*/**/.*.tmp"):
            with telling(str(aside)):
                aside.unlink(missing_ok=True)

    def _made(self, name: str) -> Path:
        path = self.root / name
        with telling(str(self.root)):
            path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _ends_whole(stream: BinaryIO) -> bool:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) == b"\n"


@contextmanager
def only_run(root: Path) -> Iterator[None]:
    """Hold a folder for one run; the system lets go of it however the process ends.

    Raises:
        BatchError: Another run works in it, or it cannot be written to.
    """
    with telling(str(root)):
        root.mkdir(parents=True, exist_ok=True)
        stream = (root / LOCK).open("ab")
    with stream:
        if not _locked(stream):
            raise BatchError(f"another run works in {root}; wait for its end, or give another folder")
        yield


def _locked(stream: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
