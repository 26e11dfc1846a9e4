"""The bytes of a log, to be read more than once, and its physical lines, counted as an editor counts them."""

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from skillweave.batch.encodings import TextEncoding
from skillweave.batch.packed import packing_of
from skillweave.errors import TableError

MAX_LINE = 16_000_000
"""Characters that a line or cell may have before it is given up: memory must stay bounded."""

_IN_MEMORY = 8 << 20


class LineTooLongError(Exception):
    """A line goes beyond `MAX_LINE`; it was passed over, and the next one can be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a log's bytes come from: a name for messages, and a way to open them afresh."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]

    @contextmanager
    def text(self, encoding: TextEncoding) -> Iterator["Lines"]:
        """Open the source as lines of text.

        Raises:
            TableError: The bytes are no longer those that the encoding was found for.
        """
        with self.open() as raw:
            stream = io.TextIOWrapper(raw, encoding=encoding.codec, errors=encoding.errors, newline="")
            try:
                yield Lines(stream)
            except UnicodeDecodeError as error:
                raise TableError(f"{self.name} was changed while it was read; run again") from error
            finally:
                stream.detach()

    def start(self, encoding: TextEncoding) -> str:
        """Give the first characters, without a mark and without blanks before them."""
        with self.open() as raw:
            return raw.read(1 << 16).decode(encoding.codec, "ignore").lstrip("\ufeff").lstrip()


def file_source(path: Path) -> Source:
    """Read from a file; one that is packed by gzip or Zstandard is unpacked as it is read.

    Raises:
        TableError: There is no such file, it is a folder, or it may not be read.
    """
    if path.is_dir():
        raise TableError(f"{path} is a folder, not a log")
    if path.exists() and not path.is_file():
        raise TableError(f"{path} is not a regular file; give what it holds on standard input")

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        try:
            stream = path.open("rb")
        except OSError as error:
            raise TableError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error
        with stream:
            if packing_of(path) is None:
                yield stream
                return
            from skillweave.batch.unpack import Unpacked  # pyarrow is loaded for packed files only

            with io.BufferedReader(Unpacked(stream, packing_of(path) or "", str(path)), 1 << 20) as plain:
                yield plain

    return Source(str(path), opened)


def stream_source(stream: BinaryIO, name: str) -> Source:
    """Keep what a stream gives, beyond a few megabytes in a temporary file that has no name and goes by itself."""
    spool = _Spool(stream)

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield io.BufferedReader(_View(spool))

    return Source(name, opened)


class _Spool:
    """All that a stream gave, for as long as somebody holds it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the spool
        self.size = 0
        while chunk := stream.read(1 << 20):
            self.size += self._file.write(chunk)

    def __del__(self) -> None:
        self._file.close()

    def read(self, place: int, size: int) -> bytes:
        self._file.seek(place)
        return self._file.read(size)


class _View(io.RawIOBase):
    """A reader of its own over a spool that others read too."""

    def __init__(self, spool: _Spool) -> None:
        super().__init__()
        self._spool = spool
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._spool.size}[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base takes any buffer
        piece = self._spool.read(self._place, len(buffer))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


class Lines:
    """Physical lines with their ends, the first without a byte order mark; lines may be given back.

    Attributes:
        number: The line given last, counted from 1.
        held: The lines given since `hold` was called.
    """

    def __init__(self, stream: TextIO) -> None:
        """Start before the first line."""
        self._stream = stream
        self._returned: list[str] = []
        self.number = 0
        self.held: list[str] = []

    def __iter__(self) -> "Lines":
        """Give itself: lines are read once."""
        return self

    def __next__(self) -> str:
        """Give the next line.

        Raises:
            LineTooLongError: The line is too long; it counts and is passed over.
        """
        line = self._returned.pop() if self._returned else self._read()
        self.number += 1
        self.held.append(line)
        return line

    def hold(self) -> None:
        """Forget the lines held so far."""
        self.held = []

    def give_back(self, lines: Sequence[str]) -> None:
        """Put lines that were given last before those to come."""
        self._returned.extend(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> str:
        line = self._stream.readline(MAX_LINE)
        if self.number == 0:
            line = line.lstrip("\ufeff")
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            self._pass_over()
            self.number += 1
            raise LineTooLongError
        return line

    def _pass_over(self) -> None:
        while (piece := self._stream.readline(MAX_LINE)) and not piece.endswith(("\n", "\r")):
            pass
