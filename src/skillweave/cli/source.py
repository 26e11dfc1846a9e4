"""Where entries come from: a file, standard input, or the words after --text."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from skillweave.batch.mapping import map_columns
from skillweave.batch.rows import Record, Row
from skillweave.batch.tables import STANDARD_INPUT, Log, open_log, open_text
from skillweave.errors import TableError

_COLUMNS = ("id", "text")


def open_source(
    log: Path | None, text: str | None, mapping: Mapping[str, str], sheet: str | None, encoding: str | None
) -> Log:
    """Open what the person gave.

    Raises:
        click.UsageError: It is neither a log nor a text, or both.
        TableError: The log cannot be read.
        SettingsError: An option does not fit the log.
    """
    if log is None and text is not None:
        columns, _ = map_columns(_COLUMNS)
        return Log(Path("--text"), "text", None, _COLUMNS, columns, (), lambda: iter([Record(1, cells=("text", text))]))
    if log is None or text is not None:
        raise click.UsageError("give a log (a file, or - for standard input), or --text")
    if log != STANDARD_INPUT:
        return open_log(log, mapping=mapping or None, sheet=sheet, encoding=encoding)
    if sys.stdin is None:
        raise TableError("standard input is closed; give a file or --text")
    return open_text(sys.stdin.buffer, mapping=mapping or None, encoding=encoding)


def rows_of(log: Log) -> Iterator[Row]:
    """Read the entries; a warning about a row goes to standard error."""
    for row in log.rows():
        for warning in row.warnings:
            click.echo(f"warning: {warning}", err=True)
        yield row
