"""Reads what gzip or Zstandard packed, piece by piece, so that memory stays bounded."""

import io
from typing import BinaryIO

import pyarrow as pa

from skillweave.errors import TableError

_PIECE = 1 << 20


class _Lent:
    """What pyarrow may read from and must not close: it closes what it was given."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def close(self) -> None:
        self.closed = True


class Unpacked(io.RawIOBase):
    """A reader over a packed stream; going back starts again from the beginning."""

    def __init__(self, packed: BinaryIO, packing: str, where: str) -> None:
        """Start at 0.

        Args:
            packed: Stays open; it must be able to go back to its start.
            packing: As pyarrow calls it: gzip, zstd.
            where: The file, for messages.
        """
        super().__init__()
        self._packed = packed
        self._packing = packing
        self._where = where
        self._plain = self._opened()
        self._place = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes, though going back is slow."""
        return True

    def tell(self) -> int:
        """Give the number of unpacked bytes before the next one."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place counted from the start, or from here; the end is not known.

        Raises:
            OSError: It was to be counted from the end.
        """
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of a packed file is not known")
        target = offset + (self._place if whence == io.SEEK_CUR else 0)
        if target < self._place:
            self._plain = self._opened()
            self._place = 0
        while self._place < target and (piece := self._read(min(_PIECE, target - self._place))):
            self._place += len(piece)
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base takes any buffer
        """Unpack as many bytes as the buffer takes, or fewer.

        Raises:
            TableError: The file is damaged or cut short.
        """
        piece = self._read(len(buffer))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _opened(self) -> pa.NativeFile:
        self._packed.seek(0)
        return pa.CompressedInputStream(pa.PythonFile(_Lent(self._packed), mode="r"), self._packing)

    def _read(self, size: int) -> bytes:
        try:
            return bytes(self._plain.read(size))
        except OSError as error:
            what = f"is damaged, cut short or not packed by {self._packing}"
            raise TableError(f"{self._where} {what} ({error}); pack it again") from error
