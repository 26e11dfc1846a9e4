"""Parquet, read in batches and written in row groups; the only file that knows pyarrow."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from skillweave.batch.lines import file_source
from skillweave.batch.mapping import ColumnMapping
from skillweave.batch.rows import Record
from skillweave.batch.sinks import Sink
from skillweave.errors import BatchError, TableError

_BATCH_ROWS = 1_024
_GROUP_ROWS = 10_000


def read_columns(path: Path) -> tuple[str, ...]:
    """Give the names of the columns.

    Raises:
        TableError: The file cannot be read as Parquet.
    """
    with _opened(path) as file:
        return tuple(file.schema_arrow.names)


def read_records(path: Path, mapping: ColumnMapping, columns: Sequence[str]) -> Iterator[Record]:
    """Read records batch by batch, numbered from 1; columns that nobody asks for are not read."""
    wanted = [column.column for column in mapping.taken]
    number = 0
    with _opened(path) as file:
        try:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=wanted):
                batch.validate(full=True)
                for record in batch.to_pylist():
                    number += 1
                    yield Record(number, cells=tuple(record.get(column) for column in columns))
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{path} is damaged after record {number}: {error}") from error


def read_rows(stream: BinaryIO, columns: Sequence[str], where: str) -> Iterator[dict[str, Any]]:  # Any: cells
    """Read some columns of a file of ours, row by row.

    Raises:
        BatchError: It is damaged.
    """
    try:
        for batch in pq.ParquetFile(stream).iter_batches(batch_size=_BATCH_ROWS, columns=list(columns)):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise BatchError(f"{where} is damaged: {error}; remove it and run again") from error


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    with file_source(path).open() as stream:
        try:
            file = pq.ParquetFile(stream)
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{path} is not a Parquet file that can be read: {error}") from error
        yield file


class ParquetRows:
    """Writes rows of plain values in row groups of a fixed length, so that memory stays bounded."""

    def __init__(self, sink: Sink, types: Mapping[str, type]) -> None:
        """Start a file whose columns have these names and types; every column may be empty."""
        self._schema = pa.schema([pa.field(name, _arrow(kind)) for name, kind in types.items()])
        self._writer = pq.ParquetWriter(sink, self._schema)
        self._rows: list[Mapping[str, object]] = []
        # Arrow loads pandas with the first table: done before the work, a process has its full size from the start.
        pa.Table.from_pylist([], schema=self._schema)

    def add(self, row: Mapping[str, object]) -> None:
        """Take one row; every so many, they are written."""
        self._rows.append(row)
        if len(self._rows) >= _GROUP_ROWS:
            self._flush()

    def finish(self) -> None:
        """Write what is left, and the end of the file."""
        self._flush()
        self._writer.close()
        pa.default_memory_pool().release_unused()  # the next file may be long in coming

    def abandon(self) -> None:
        """Give up a file that nobody will read: its end is not written."""
        self._writer.is_open = False

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


def _arrow(kind: type) -> pa.DataType:
    by_type: Mapping[type, Callable[[], pa.DataType]] = {str: pa.string, int: pa.int64, float: pa.float64}
    return by_type[kind]()
