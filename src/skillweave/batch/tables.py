"""Opens a log of any format: says how it was read, and gives its rows one by one."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO, Literal

from skillweave.batch import delimited, json_lines
from skillweave.batch.encodings import TextEncoding, detect
from skillweave.batch.lines import MAX_LINE, Source, file_source, stream_source
from skillweave.batch.mapping import ColumnMapping, map_columns, require_columns
from skillweave.batch.packed import packing_of, plain_suffix
from skillweave.batch.rows import Record, Row, check_records
from skillweave.errors import SettingsError, TableError

Format = Literal["csv", "tsv", "xlsx", "jsonl", "json", "parquet", "text"]

_FORMATS: Mapping[str, Format] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".txt": "text",
}

_SAVE_AS = {
    ".xls": "an old Excel workbook; open it in Excel and save it as .xlsx",
    ".xlsb": "a binary Excel workbook; open it in Excel and save it as .xlsx",
    ".ods": "an OpenDocument sheet; save it as .xlsx or .csv",
    ".numbers": "a Numbers sheet; export it as .xlsx or .csv",
    ".zip": "a packed file; unpack it first",
}

STANDARD_INPUT = Path("-")
"""The path of a log that came on standard input."""

_OPENS_JSON = re.compile(r"\{|\[\s*\{")
_TEXT_ID = "entry-1"


@dataclass(frozen=True, slots=True)
class Log:
    """A log that was opened: how it is read, and its rows.

    Attributes:
        path: The file, or `STANDARD_INPUT`.
        format: What it was read as; `text` is one entry of plain text.
        encoding: None for formats that have none.
        columns: The names in the header, in their order.
        mapping: Which column holds which field.
        notes: Sentences for the person who gave the log: what was guessed, ignored or odd.
    """

    path: Path
    format: Format
    encoding: str | None
    columns: tuple[str, ...]
    mapping: ColumnMapping
    notes: tuple[str, ...]
    _records: Callable[[], Iterator[Record]] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Read the rows one by one, from the first; each call reads anew."""
        return check_records(self._records(), self.mapping)


def open_log(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Log:
    """Open a log by the ending of its name.

    Args:
        path: CSV, TSV, Excel, JSON lines (or one array), Parquet, or plain text; text may be packed (.gz, .zst).
        mapping: Field to column name; see `parse_mapping`.
        sheet: Of an Excel workbook, where it is not the first.
        encoding: Of a text file, where it is not to be found out.

    Raises:
        TableError: The file cannot be read, or no column is known to hold the id or the text.
        SettingsError: The mapping, the sheet or the encoding does not fit the file.
    """
    format_ = _format(path)
    source = file_source(path)
    _refuse_unused(format_, sheet, encoding)
    if format_ == "xlsx":
        return _open_excel(source, path, sheet, mapping)
    if format_ == "parquet":
        return _open_parquet(source, path, mapping)
    found = _detected(source, encoding)
    if format_ == "text":
        return _open_any(source, path, found, mapping)
    if format_ == "jsonl":
        return _open_json(source, path, found, mapping)
    return _open_delimited(source, path, found, mapping, format_)


def open_text(stream: BinaryIO, *, mapping: Mapping[str, str] | None = None, encoding: str | None = None) -> Log:
    """Open what comes on standard input: JSON if it starts so, a table if its header is known, else one entry.

    A table is taken for one if its first line names the text and something else; anything less may be prose.

    Raises:
        TableError: There is nothing, it is no text, or its table has no column for the id.
        SettingsError: The mapping or the encoding does not fit.
    """
    source = stream_source(stream, "standard input")
    return _open_any(source, STANDARD_INPUT, _detected(source, encoding), mapping)


def _format(path: Path) -> Format:
    suffix = plain_suffix(path)
    if suffix in _SAVE_AS:
        raise TableError(f"{path} is {_SAVE_AS[suffix]}")
    if suffix not in _FORMATS:
        raise TableError(f"{path}: the ending {suffix!r} is not known; known are {', '.join(_FORMATS)}")
    if packing_of(path) and _FORMATS[suffix] in ("xlsx", "parquet"):
        raise TableError(f"{path} is {_FORMATS[suffix]}, which is packed already; unpack it once")
    return _FORMATS[suffix]


def is_log(path: PurePath) -> bool:
    """Tell by the ending whether a file can be opened as a log."""
    return plain_suffix(path) in _FORMATS


def _refuse_unused(format_: Format, sheet: str | None, encoding: str | None) -> None:
    if sheet is not None and format_ != "xlsx":
        raise SettingsError(f"--sheet {sheet!r} is for Excel workbooks; this log is {format_}")
    if encoding is not None and format_ in ("xlsx", "parquet"):
        raise SettingsError(f"--encoding {encoding!r} is for text files; this log is {format_}")


def _detected(source: Source, encoding: str | None) -> TextEncoding:
    with source.open() as stream:
        return detect(stream, source.name, encoding)


def _open_any(source: Source, path: Path, found: TextEncoding, given: Mapping[str, str] | None) -> Log:
    if _OPENS_JSON.match(source.start(found)):
        return _open_json(source, path, found, given)
    columns, delimiter = delimited.read_header(source, found)
    guessed = map_columns(columns)[0]
    if given or (guessed.of("text") and len(guessed.taken) > 1):
        return _open_delimited(source, path, found, given, "tsv" if delimiter == "\t" else "csv")
    return _open_plain(source, path, found)


def _open_plain(source: Source, path: Path, found: TextEncoding) -> Log:
    def records() -> Iterator[Record]:
        with source.open() as stream:
            # The cut may go through a character; a text as long as this is refused anyhow.
            text = stream.read(MAX_LINE).decode(found.codec, "ignore" if found.errors == "strict" else found.errors)
        yield Record(1, cells=(_TEXT_ID, text.lstrip("\ufeff")))

    columns = ("id", "text")
    mapping, _ = map_columns(columns)
    notes = (f"{source.name} was read as one entry of plain text", *_said(found))
    return Log(path, "text", found.name, columns, mapping, notes, records)


def _open_delimited(
    source: Source, path: Path, found: TextEncoding, given: Mapping[str, str] | None, format_: Format
) -> Log:
    columns, delimiter = delimited.read_header(source, found)
    if not columns:
        raise TableError(f"{source.name}: the quotes of the header do not match; mend the first line")
    mapping, notes = _mapped(columns, given, source.name)

    def records() -> Iterator[Record]:
        return delimited.read_records(source, found, delimiter, mapping)

    return Log(path, format_, found.name, columns, mapping, (*_said(found), *notes), records)


def _open_json(source: Source, path: Path, found: TextEncoding, given: Mapping[str, str] | None) -> Log:
    array = json_lines.is_array(source, found)
    columns = json_lines.read_columns(source, found, array=array)
    mapping, notes = _mapped(columns, given, source.name)

    def records() -> Iterator[Record]:
        return json_lines.read_records(source, found, columns, array=array)

    return Log(path, "json" if array else "jsonl", found.name, columns, mapping, (*_said(found), *notes), records)


def _open_excel(source: Source, path: Path, sheet: str | None, given: Mapping[str, str] | None) -> Log:
    from skillweave.batch import excel  # openpyxl is loaded for Excel only

    found = excel.find_sheet(path, sheet)
    mapping, notes = _mapped(found.columns, given, source.name)
    if sheet is None and found.others:
        others = ", ".join(map(repr, found.others))
        notes = (f"read the sheet {found.name!r}, not {others}; use --sheet to change", *notes)
    return Log(path, "xlsx", None, found.columns, mapping, notes, lambda: excel.read_records(path, found))


def _open_parquet(source: Source, path: Path, given: Mapping[str, str] | None) -> Log:
    from skillweave.batch import parquet  # pyarrow is loaded for Parquet only

    columns = parquet.read_columns(path)
    mapping, notes = _mapped(columns, given, source.name)
    return Log(path, "parquet", None, columns, mapping, notes, lambda: parquet.read_records(path, mapping, columns))


def _mapped(
    columns: tuple[str, ...], given: Mapping[str, str] | None, where: str
) -> tuple[ColumnMapping, tuple[str, ...]]:
    mapping, notes = map_columns(columns, given)
    require_columns(mapping, columns, where)
    return mapping, notes


def _said(found: TextEncoding) -> tuple[str, ...]:
    return (found.note,) if found.note else ()
