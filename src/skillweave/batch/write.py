"""Writes translations as they come: JSON lines, one JSON array, a flat CSV, or the same as Parquet."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal, Protocol

from skillweave.batch.sinks import ByteStream, Sink, file_sink, stream_sink
from skillweave.batch.tidy import COLUMNS, SOURCE, tidy_rows
from skillweave.domain.claim import Translation
from skillweave.errors import SettingsError

OutputFormat = Literal["jsonl", "json", "csv", "parquet"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """Takes translations one by one."""

    def write(self, translation: Translation, /) -> None:
        """Write one translation.

        Raises:
            BatchError: It cannot be written; the message says why and what to do.
            BrokenPipeError: The target is a stream that nobody reads any more.
        """
        ...


@contextmanager
def open_writer(
    target: Path | ByteStream, output_format: OutputFormat, *, source: str | None = None
) -> Iterator[Writer]:
    """Open a writer on a file, which appears whole or not at all, or on a stream, which stays open.

    Args:
        target: The file or the stream.
        output_format: What to write.
        source: The log that the entries are from; where it is given, it is the first column, or the first key.

    Raises:
        BatchError: The target cannot be written; also from the writer and on leaving.
        SettingsError: The format is not known.
    """
    opened: Mapping[str, Callable[[Sink], AbstractContextManager[Writer]]] = {
        "jsonl": partial(_json_lines, source=source),
        "json": partial(_json_array, source=source),
        "csv": partial(_flat_csv, source=source),
        "parquet": partial(_flat_parquet, source=source),
    }
    if output_format not in opened:
        raise SettingsError(f"the format {output_format!r} is not known; known are {', '.join(opened)}")
    to = file_sink(target) if isinstance(target, Path) else stream_sink(target)
    with to as sink, opened[output_format](sink) as writer:
        yield writer


class _Calling:
    """A writer made of one function."""

    def __init__(self, write: Callable[[Translation], object]) -> None:
        self._write = write

    def write(self, translation: Translation, /) -> None:
        self._write(translation)


def to_json(translation: Translation, source: str | None = None) -> str:
    """Give the documented JSON form, on one line; with the log that the entry is from where it is given."""
    plain = translation.model_dump_json(by_alias=True)
    return plain if source is None else f"{{{json.dumps(SOURCE)}:{json.dumps(source, ensure_ascii=False)},{plain[1:]}"


@contextmanager
def _json_lines(sink: Sink, *, source: str | None) -> Iterator[Writer]:
    yield _Calling(lambda translation: sink.write(f"{to_json(translation, source)}\n".encode()))


@contextmanager
def _json_array(sink: Sink, *, source: str | None) -> Iterator[Writer]:
    before = "[\n"

    def write(translation: Translation) -> None:
        nonlocal before
        sink.write(f"{before}{to_json(translation, source)}".encode())
        before = ",\n"

    yield _Calling(write)
    sink.write(b"[]\n" if before == "[\n" else b"\n]\n")


@contextmanager
def _flat_csv(sink: Sink, *, source: str | None) -> Iterator[Writer]:
    first = () if source is None else (_disarmed(source),)
    line = io.StringIO()
    # RFC 4180 ends lines so; with any other end, a lone carriage return in a quote would go unquoted.
    out = csv.writer(line, lineterminator="\r\n")

    def write(cells: Iterator[object]) -> None:
        out.writerow(cells)
        sink.write(line.getvalue().encode())
        line.seek(0)
        line.truncate()

    def write_all(translation: Translation) -> None:
        for row in tidy_rows(translation):
            write(chain(first, (_disarmed(row[name]) for name in COLUMNS)))

    write(chain([] if source is None else [SOURCE], COLUMNS))
    yield _Calling(write_all)


@contextmanager
def _flat_parquet(sink: Sink, *, source: str | None) -> Iterator[Writer]:
    from skillweave.batch.parquet import ParquetRows  # pyarrow is loaded for Parquet only

    first = {} if source is None else {SOURCE: source}
    rows = ParquetRows(sink, COLUMNS if source is None else {SOURCE: str, **COLUMNS})

    def write(translation: Translation) -> None:
        for row in tidy_rows(translation):
            rows.add({**first, **row})

    try:
        yield _Calling(write)
        rows.finish()
    except BaseException:
        rows.abandon()
        raise


def _disarmed(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
