"""Logs as text with a delimiter: commas, semicolons, tabs or bars, found by the header line."""

import csv
from collections.abc import Iterator, Sequence

from skillweave.batch.encodings import TextEncoding
from skillweave.batch.lines import MAX_LINE, Lines, LineTooLongError, Source
from skillweave.batch.mapping import ColumnMapping, map_columns
from skillweave.batch.rows import Record
from skillweave.errors import TableError

_DELIMITERS = (",", ";", "\t", "|")


def read_header(source: Source, encoding: TextEncoding) -> tuple[tuple[str, ...], str]:
    """Give the column names and the delimiter: the one by which most columns are known, then most columns are had.

    No names are given where the quotes of the header do not match.

    Raises:
        TableError: There is nothing at all, or only a line too long to be a header.
    """
    cut: dict[str, tuple[str, ...]] = {}
    for delimiter in _DELIMITERS:
        with source.text(encoding) as lines:
            cut[delimiter] = _header(lines, source.name, delimiter)
    best = max(_DELIMITERS, key=lambda mark: (len(map_columns(cut[mark])[0].taken), len(cut[mark])))
    return cut[best], best


def read_records(source: Source, encoding: TextEncoding, delimiter: str, mapping: ColumnMapping) -> Iterator[Record]:
    """Read the records below the header, one by one, each numbered by the line on which it starts.

    Records without anything in them are passed over. A record that cannot be cut into cells is a record with
    an error; reading goes on at the next line that looks like a whole record, which then carries a warning.
    """
    with source.text(encoding) as lines:
        width = len(_header(lines, source.name, delimiter))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        warning = None
        while True:
            lines.hold()
            start = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, LineTooLongError) as fault:
                yield Record(start, error=_give_up(lines, fault, start, delimiter, width))
                warning = f"stands after row {start}, whose quotes are broken; check that it is one whole entry"
                continue
            if any(cell.strip() for cell in cells):
                yield _record(start, cells, width, mapping, warning)
                warning = None


def _header(lines: Lines, where: str, delimiter: str) -> tuple[str, ...]:
    """Cut the first line with something on it; nothing if its quotes do not match."""
    # The limit belongs to the whole process; it is only ever raised, so that a pasted file is one bad row.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
    reader = csv.reader(_below_separator(lines), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                return tuple(cell.strip() for cell in cells)
    except LineTooLongError as error:
        raise TableError(f"{where}: line {lines.number} has over {MAX_LINE:,} characters; this is no log") from error
    except csv.Error:
        return ()
    raise TableError(f"{where} holds no header and no rows")


def _below_separator(lines: Lines) -> Iterator[str]:
    """Pass over Excel's own `sep=;` line."""
    for line in lines:
        if lines.number > 1 or not line.lower().startswith("sep="):
            yield line


def _record(start: int, cells: Sequence[str], width: int, mapping: ColumnMapping, warning: str | None) -> Record:
    if any(cell.strip() for cell in cells[width:]):
        reason = f"{len(cells)} cells, but the header has {width}; a cell that holds a delimiter needs quotes around it"
        return Record(start, error=reason)
    needed = [column for column in (mapping.of("id"), mapping.of("text")) if column]
    beyond = ", ".join(repr(column.column) for column in needed if column.position >= len(cells))
    if beyond:
        return Record(start, error=f"{len(cells)} cells, but the header has {width}; {beyond} is not there")
    return Record(start, cells=tuple(cells), warning=warning)


def _give_up(lines: Lines, fault: Exception, start: int, delimiter: str, width: int) -> str:
    """Say why a record is broken, and go to the next line that looks like a whole one."""
    reason = _reason(lines, fault, start)
    lines.give_back(lines.held[1:])
    _pass_over(lines, delimiter, width)
    last = lines.number
    if last == start:
        return reason
    return f"{reason}; lines {start} to {last} were passed over"


def _reason(lines: Lines, fault: Exception, start: int) -> str:
    if isinstance(fault, LineTooLongError):
        return f"line {lines.number} has over {MAX_LINE:,} characters"
    opened = _opened(lines.held, start)
    if "end of data" in str(fault):
        return f"the quote that opens on line {opened} is never closed"
    if "field limit" in str(fault):
        return f"the cell that opens on line {opened} has over {MAX_LINE:,} characters; is its quote closed?"
    place = "" if opened == lines.number else f" before line {lines.number}"
    return f"the quote that opens on line {opened} is not closed{place}, or a quote inside the cell is not doubled"


def _opened(held: Sequence[str], start: int) -> int:
    """Find the line on which the last quoted cell opens; a doubled quote neither opens nor closes one."""
    opened, is_open = start, False
    for number, line in enumerate(held, start):
        for _ in range(line.replace('""', "").count('"')):
            is_open = not is_open
            opened = number if is_open else opened
    return opened


def _pass_over(lines: Lines, delimiter: str, width: int) -> None:
    while True:
        lines.hold()
        try:
            line = next(lines)
        except StopIteration:
            return
        except LineTooLongError:
            continue
        cells = next(csv.reader([line], delimiter=delimiter), [])
        if len(cells) == width and any(cells):
            lines.give_back([line])
            return
