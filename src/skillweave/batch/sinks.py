"""Where results go: a file that appears whole or not at all, or a stream; faults are told as `BatchError`."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from skillweave.errors import BatchError


class ByteStream(Protocol):
    """What a sink needs of the stream below it; standard output's buffer is one."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""
        ...

    def flush(self) -> None:
        """Pass on what is held."""
        ...


class Sink:
    """Counts what is written and turns the system's faults into ours; a reader that went away stays as it is.

    It has what pyarrow asks of a file, so that Parquet can go down a pipe as well.
    """

    closed = False

    def __init__(self, stream: ByteStream, where: str) -> None:
        """Start at 0, whatever was written to the stream before."""
        self._stream = stream
        self._where = where
        self._place = 0

    def write(self, data: bytes) -> int:
        """Write bytes.

        Raises:
            BatchError: They cannot be written.
            BrokenPipeError: Nobody reads the stream any more.
        """
        with telling(self._where):
            self._stream.write(data)
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        """Give the number of bytes written."""
        return self._place

    def flush(self) -> None:
        """Pass on what is held; faults as for `write`."""
        with telling(self._where):
            self._stream.flush()

    def readable(self) -> bool:
        """Say no."""
        return False

    def writable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say no."""
        return False


@contextmanager
def telling(where: str) -> Iterator[None]:
    """Turn a fault of the system into one that says what, where, and what to do."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BatchError(f"cannot write {where}: {_why(error)}") from error


@contextmanager
def stream_sink(stream: ByteStream, where: str = "to the output stream") -> Iterator[Sink]:
    """Write to a stream, which stays open."""
    sink = Sink(stream, where)
    yield sink
    sink.flush()


@contextmanager
def file_sink(path: Path, *, private: bool = False) -> Iterator[Sink]:
    """Write to a file beside the target, which replaces it when all is written and on the disk.

    If anything goes wrong, the new file is removed and an old one stays. A device or a pipe is written directly.

    Args:
        path: The target.
        private: Let only this user read a new file; an old one stays as open as it was.

    Raises:
        BatchError: The folder is missing, the file may not be written, or the disk is full.
    """
    where = str(path)
    with telling(where):
        if path.is_dir():
            raise BatchError(f"cannot write {where}: it is a folder; name a file in it")
        target = path.resolve()
        is_special = target.exists() and not target.is_file()
    if is_special:
        with _opened(target, "wb", where) as stream, stream_sink(stream, where) as sink:
            yield sink
        return
    aside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with _opened(aside, "xb", where) as stream:
            if private:
                aside.chmod(0o600)
            sink = Sink(stream, where)
            yield sink
            sink.flush()
            with telling(where):
                os.fsync(stream.fileno())
        with telling(where):
            _replace(aside, target)
    except BaseException:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


@contextmanager
def _opened(path: Path, mode: str, where: str) -> Iterator[BinaryIO]:
    with telling(where):
        stream: BinaryIO = path.open(mode)  # type: ignore[assignment]  # the mode is one of two binary ones
    try:
        yield stream
    except BaseException:
        # What is still held would be written on closing, fail again and hide the first fault.
        with suppress(OSError):
            stream.close()
        raise
    with telling(where):
        stream.close()


def _replace(aside: Path, target: Path) -> None:
    if target.exists():
        aside.chmod(target.stat().st_mode & 0o777)
    aside.replace(target)
    # The name itself is on the disk only when its folder is; not every system lets a folder be opened.
    with suppress(OSError):
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _why(error: OSError) -> str:
    known = {
        errno.ENOSPC: "the disk is full; free some space or write to another disk",
        errno.EDQUOT: "your share of the disk is used up; free some space or write to another disk",
        errno.EACCES: "this is not permitted; choose a folder that you may write to",
        errno.EPERM: "this is not permitted; choose a folder that you may write to",
        errno.EROFS: "the disk is read-only; choose another",
        errno.ENOENT: "the folder does not exist; make it first",
        errno.ENOTDIR: "a part of the path is a file, not a folder; choose another path",
        errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    }
    return known.get(error.errno or 0, (error.strerror or str(error)).lower())
