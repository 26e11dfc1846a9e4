"""Runs in an object store, and logs from one: S3, Google Cloud Storage, Azure, HDFS, by an address such as s3://."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.fs as fs

from skillweave.batch.packed import is_hidden
from skillweave.batch.sinks import telling
from skillweave.batch.tables import is_log
from skillweave.errors import BatchError, SettingsError, TableError

MARK = ".running"
MARK_LIVES_S = 900
"""A mark that nobody has renewed for so long is from a run that was killed."""

_MOST_SINGLE = 500
"""Lines that are kept one an object before they become a block: an object store cannot add to an object."""

_AT_ONCE = 16
"""Objects that are asked for at the same time: each answer takes long, and many take no longer."""

_RENEW_EVERY_S = 60.0
_SETTLES_S = 1.0
"""After that, of two runs that have marked a place at the same moment, both read the same mark."""

_PIECE = 16 << 20
"""Bytes of an object that are in memory while it is fetched."""


@dataclass(slots=True)
class _Tail:
    """The end of a file that grows: the number of its next line, and the lines that are one an object.

    A line that this process has not put there itself is None until it is read.
    """

    next: int
    single: dict[str, bytes | None] = field(default_factory=dict)


class ObjectStore:
    """A prefix in an object store. An object appears whole or not at all; nothing is renamed.

    A file that grows is blocks of lines, which stay as they are, and an object for each line since. Before there were
    blocks, it was one object with the lines so far; that is still read. A line that was put into a block when the
    process was killed may be there twice.
    """

    def __init__(self, address: str) -> None:
        """Connect to what the address names; credentials are found as the provider's own tools find them.

        Raises:
            SettingsError: The address names nothing that can be reached.
        """
        self._address = address
        plain, _, query = address.partition("?")
        self._plain, self._query = plain.rstrip("/"), query
        try:
            self._files, self._root = fs.FileSystem.from_uri(f"{self._plain}{'?' if query else ''}{query}")
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SettingsError(f"{plain} cannot be used as a place for results: {error}") from error
        if not self._root:
            raise SettingsError(f"{plain} cannot be used as a place for results: it names no bucket")
        self._tails: dict[str, _Tail] = {}

    @property
    def where(self) -> str:
        """Give the address without its options."""
        return self._plain

    def write(self, name: str, data: bytes) -> None:
        """Put an object."""
        self.write_all(name, (data,))

    def write_all(self, name: str, pieces: Iterable[bytes]) -> None:
        """Put an object piece by piece; where a piece cannot be had, the object has those before it."""
        with self._telling(name), self._files.open_output_stream(self._path(name)) as stream:
            for piece in pieces:
                stream.write(piece)

    def append(self, name: str, line: bytes) -> None:
        """Put one more object with a line; many of them become a block.

        Its name tells what is in it, so that no process overwrites the line of another that counts as it does.
        """
        if name not in self._tails:
            self._tails[name] = self._tail(name)
        tail = self._tails[name]
        single = f"{tail.next:012d}-{_digest(line)}"
        self.write(f"{name}.d/{single}", line)
        tail.next += 1
        tail.single[single] = line
        if len(tail.single) >= _MOST_SINGLE:
            self._close(name, tail)

    def read(self, name: str) -> bytes | None:
        """Read an object; None where there is none."""
        try:
            with self._files.open_input_stream(self._path(name)) as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BatchError(f"cannot read {self._plain}/{name}: {error}") from error

    def lines(self, name: str) -> Iterator[bytes]:
        """Read the blocks, then the single lines, in their order.

        Single lines are read first: one that becomes a block meanwhile is then in a block that is listed after.
        """
        names = sorted(self.sizes(f"{name}.d"))
        single = self._read_all(f"{name}.d/{one}" for one in names)
        for block in (name, *(f"{name}.blocks/{one}" for one in sorted(self.sizes(f"{name}.blocks")))):
            yield from (self.read(block) or b"").splitlines()
        yield from (line for line in single if line is not None)

    def rewrite(self, name: str, lines: Iterator[bytes]) -> None:
        """Put lines into new blocks; what was there before goes afterwards."""
        tail = self._tail(name)
        before = [name, *(f"{name}.{kind}/{one}" for kind in ("blocks", "d") for one in self.sizes(f"{name}.{kind}"))]
        while some := list(islice(lines, _MOST_SINGLE)):
            self._put_block(name, tail.next, some)
            tail.next += 1
        self._remove_all(before)
        self._tails[name] = _Tail(tail.next)

    def sizes(self, folder: str) -> dict[str, int]:
        """List the objects of a folder; nothing where there is none."""
        found = self._listed(folder)
        return {one.base_name: one.size for one in found if one.type == fs.FileType.File}

    def size(self, name: str) -> int | None:
        """Ask for one object."""
        with self._telling(name):
            info = self._files.get_file_info(self._path(name))
        return int(info.size) if info.type == fs.FileType.File else None

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        with self._telling(name), suppress(FileNotFoundError):  # another process may be quicker
            if self.size(name) is not None:
                self._files.delete_file(self._path(name))

    def folders(self) -> list[str]:
        """Give the names of the folders, sorted."""
        return sorted(one.base_name for one in self._listed("") if one.type == fs.FileType.Directory)

    def within(self, folder: str) -> "ObjectStore":
        """Give one of its folders as a store."""
        return ObjectStore(f"{self._plain}/{folder}{'?' if self._query else ''}{self._query}")

    def holds(self, files: fs.FileSystem, path: str) -> bool:
        """Say whether a path of a file system lies here, whatever options the two were reached with."""
        return bool(files.type_name == self._files.type_name) and PurePosixPath(path).is_relative_to(self._root)

    def _tail(self, name: str) -> _Tail:
        single = sorted(self.sizes(f"{name}.d"))
        numbers = [int(one.partition("-")[0]) for one in (*single, *self.sizes(f"{name}.blocks"))]
        return _Tail(max(numbers, default=-1) + 1, dict.fromkeys(single))

    def _close(self, name: str, tail: _Tail) -> None:
        """Make a block of the single lines; they go when it is there."""
        names = sorted(tail.single)
        foreign = [one for one in names if tail.single[one] is None]
        tail.single |= zip(foreign, self._read_all(f"{name}.d/{one}" for one in foreign), strict=True)
        # A line that is gone is in a block that another process has made.
        lines = [line for line in (tail.single[one] for one in names) if line is not None]
        self._put_block(name, tail.next - 1, lines)
        self._remove_all(f"{name}.d/{one}" for one in names)
        tail.single = {}

    def _put_block(self, name: str, number: int, lines: Iterable[bytes]) -> None:
        data = b"".join(line + b"\n" for line in lines)
        self.write(f"{name}.blocks/{number:012d}-{_digest(data)}", data)

    def _read_all(self, names: Iterable[str]) -> list[bytes | None]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(self.read, names))

    def _remove_all(self, names: Iterable[str]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self.remove, names))

    def _listed(self, folder: str) -> Sequence[fs.FileInfo]:
        with self._telling(folder):
            found: Sequence[fs.FileInfo] = self._files.get_file_info(
                fs.FileSelector(self._path(folder), allow_not_found=True)
            )
        return found

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        with telling(f"{self._plain}/{name}"):
            try:
                yield
            except pa.ArrowException as error:
                raise BatchError(f"cannot use {self._plain}/{name}: {error}") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


@contextmanager
def only_run(
    store: ObjectStore, now_s: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Callable[[], None]]:
    """Mark a place as used by a run, and give what renews the mark; it raises when the mark is another run's.

    An object store has no locks: of two runs that write their marks at the same moment, both look a second later
    whose mark has stayed. The mark is the time at which it was written, to the microsecond, and so tells runs apart.

    Raises:
        BatchError: Another run has marked it and not left.
    """
    raw = store.read(MARK)
    if raw is not None and now_s() - _marked_s(raw) < MARK_LIVES_S:
        raise _taken(store)
    renewed_s = now_s()
    _mark(store, renewed_s)

    def renew() -> None:
        nonlocal renewed_s
        now = now_s()
        if now - renewed_s <= _RENEW_EVERY_S:
            return
        if not _is_marked(store, renewed_s):
            raise BatchError(
                f"the mark {store.where}/{MARK} is no longer of this run: it was removed, or this run was halted for "
                f"more than {MARK_LIVES_S // 60} minutes and another has begun. What is done is kept: when no other "
                "run works there, give the same command again"
            )
        renewed_s = now
        _mark(store, renewed_s)

    try:
        sleep(_SETTLES_S)
        if not _is_marked(store, renewed_s):
            raise _taken(store)
        yield renew
    finally:
        if _is_marked(store, renewed_s):
            store.remove(MARK)


def _mark(store: ObjectStore, when_s: float) -> None:
    store.write(MARK, str(when_s).encode())


def _is_marked(store: ObjectStore, when_s: float) -> bool:
    return store.read(MARK) == str(when_s).encode()


def _marked_s(raw: bytes) -> float:
    """Read a mark; one that says no time was not left by a run, and only a person can tell what it means."""
    try:
        return float(raw)
    except ValueError:
        return float("inf")


def _taken(store: ObjectStore) -> BatchError:
    return BatchError(
        f"another run works in {store.where}, or was killed less than {MARK_LIVES_S // 60} minutes ago; wait, or "
        f"remove the object {MARK} there"
    )


def fetch(
    address: str, into: Path, *, leave_out: ObjectStore | None = None, meanwhile: Callable[[], None] = lambda: None
) -> dict[str, Path]:
    """Copy an object, or all logs below a prefix, into a folder: address of each to its file.

    What is below a prefix is told by its name, as in a folder of this machine: other endings, and hidden ones, stay.

    Args:
        address: Of the object or the prefix.
        into: The folder.
        leave_out: A place whose objects are results, not logs.
        meanwhile: Is called again and again: there may be much to copy.

    Raises:
        TableError: There is nothing, or it cannot be read.
    """
    plain = address.partition("?")[0]
    try:
        files, root = fs.FileSystem.from_uri(address)
        found = _below(files, root)
        kept = [path for path in found if leave_out is None or not leave_out.holds(files, path)]
        if not kept:
            raise TableError(f"there is nothing at {plain}{' but results' if found else ''}")
        copied = {}
        for path in kept:
            within = PurePosixPath(path).relative_to(root)
            below = within.as_posix()
            if below != "." and (is_hidden(within) or not is_log(within)):
                continue
            target = into / (below if below != "." else PurePosixPath(path).name)
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(files, path, target, meanwhile)
            copied[plain if below == "." else f"{plain.rstrip('/')}/{below}"] = target
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TableError(f"{plain} cannot be read: {error}") from error
    return copied


def _below(files: fs.FileSystem, root: str) -> list[str]:
    """List an object, or all objects below a prefix, sorted."""
    info = files.get_file_info(root)
    if info.type == fs.FileType.File:
        return [info.path]
    every = files.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    return sorted(one.path for one in every if one.type == fs.FileType.File)


def _copy(files: fs.FileSystem, path: str, target: Path, meanwhile: Callable[[], None]) -> None:
    meanwhile()
    # What is packed stays packed: its name says so.
    with files.open_input_stream(path, compression=None) as source, target.open("wb") as sink:
        while piece := source.read(_PIECE):
            sink.write(piece)
            meanwhile()
