"""Logs as Excel workbooks; the only file that knows openpyxl.

Rows are streamed. The workbook's table of distinct texts is not: openpyxl holds it in memory.
"""

import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from skillweave.batch.lines import file_source
from skillweave.batch.rows import Record
from skillweave.errors import SettingsError, TableError

# A damaged part inside the file shows only when its rows are read; faults of XML are SyntaxErrors.
_DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, EOFError)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its header: the row it stands in, and the column names."""

    name: str
    header_row: int
    columns: tuple[str, ...]
    others: tuple[str, ...]


def find_sheet(path: Path, name: str | None = None) -> Sheet:
    """Find a sheet, the first if none is named, and its header: the first row with something in it.

    Raises:
        SettingsError: There is no sheet of that name.
        TableError: The file is no workbook, or the sheet is empty.
    """
    with _opened(path) as workbook:
        names = [sheet.title for sheet in workbook.worksheets]
        if name is not None and name not in names:
            raise SettingsError(f"{path} has no sheet {name!r}; its sheets are {', '.join(map(repr, names))}")
        if not names:
            raise TableError(f"{path} has no sheet with cells")
        chosen = name if name is not None else names[0]
        for number, cells in _rows(workbook, chosen):
            if any(map(_is_filled, cells)):
                columns = tuple("" if cell is None else str(cell).strip() for cell in cells)
                return Sheet(chosen, number, columns, tuple(other for other in names if other != chosen))
    raise TableError(f"{path}: the sheet {chosen!r} is empty")


def read_records(path: Path, sheet: Sheet) -> Iterator[Record]:
    """Read the rows below the header, numbered as the sheet numbers them; empty rows are passed over."""
    with _opened(path) as workbook:
        for number, cells in _rows(workbook, sheet.name):
            if number > sheet.header_row and any(map(_is_filled, cells)):
                yield Record(number, cells=cells)


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    with file_source(path).open() as stream:
        try:
            with _quietly():
                workbook = load_workbook(stream, read_only=True, data_only=True)
            yield workbook
        except _DAMAGE as error:
            what = "it may have a password, be an old .xls or be damaged: open it in Excel and save it as .xlsx"
            raise TableError(f"{path} is not an Excel workbook that can be read; {what}") from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Drop openpyxl's warnings of styles and validations that it leaves out: none holds a cell's value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _rows(workbook: Workbook, name: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    sheet = workbook[name]
    # Some programs write a wrong size of the sheet, and rows beyond it would be lost.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    for number in itertools.count(1):
        with _quietly():
            cells = next(rows, None)
        if cells is None:
            return
        yield number, tuple(_unescaped(cell) for cell in cells)


def _unescaped(cell: object) -> object:
    """Undo the file format's own escapes, such as `_x000D_` for a carriage return."""
    if not isinstance(cell, str) or "_x" not in cell:
        return cell
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)


def _is_filled(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())
