"""Excel workbooks: rows as the sheet counts them, values as people meant them."""

import datetime as dt
import itertools
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from skillweave.batch.tables import open_log
from skillweave.errors import SettingsError, TableError

Write = Callable[..., Path]
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Save sheets, each a list of rows, as a workbook."""

    def save_sheets(**sheets: list[list[object]]) -> Path:
        workbook = Workbook()
        for sheet in workbook.worksheets:
            workbook.remove(sheet)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "log.xlsx"
        workbook.save(path)
        workbook.close()
        return path

    return save_sheets


SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHARED = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/></Types>'


def parts(path: Path) -> dict[str, str]:
    """Take a workbook apart."""
    with zipfile.ZipFile(path) as whole:
        return {name: whole.read(name).decode() for name in whole.namelist()}


def packed(path: Path, texts: Mapping[str, str]) -> Path:
    """Put a workbook together."""
    with zipfile.ZipFile(path, "w") as whole:
        for name, text in texts.items():
            whole.writestr(name, text)
    return path


def as_excel_saves(path: Path) -> dict[str, str]:
    """Move texts from the sheet to the workbook's table of texts, as Excel does and openpyxl does not."""
    found = parts(path)
    sheet = found["xl/worksheets/sheet1.xml"]
    inline = r'<c r="(\w+)" t="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is></c>'
    items = "".join(f"<si>{match[2]}</si>" for match in re.finditer(inline, sheet))
    numbers = itertools.count()
    shared = re.sub(inline, lambda match: f'<c r="{match[1]}" t="s"><v>{next(numbers)}</v></c>', sheet)
    return {
        **found,
        "[Content_Types].xml": found["[Content_Types].xml"].replace("</Types>", SHARED),
        "xl/worksheets/sheet1.xml": shared,
        "xl/sharedStrings.xml": f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>',
    }


def test_texts_in_the_workbook_s_table_are_read(save: Save) -> None:
    """A workbook as Excel saves it gives its texts, carriage returns and blanks included."""
    path = save(Log=[["id", "text"], ["e1", " a_x000D_\nb "]])
    packed(path, as_excel_saves(path))
    assert [row.experience.text for row in open_log(path).rows() if row.experience] == [" a\r\nb "]


def test_rows_are_numbered_as_in_the_sheet(save: Save) -> None:
    """Empty rows count and are passed over, above the header too."""
    log = open_log(save(Log=[[], ["Entry ID", "Reflection"], ["e1", "a"], [], [None, " "], ["e2", "b"]]))
    assert (log.format, log.encoding, log.columns) == ("xlsx", None, ("Entry ID", "Reflection"))
    assert [(row.number, row.id) for row in log.rows()] == [(3, "e1"), (6, "e2")]


def test_values_are_what_people_meant(save: Save) -> None:
    """Whole numbers are ids without `.0`, dates are dates, and line breaks stay."""
    header: list[object] = ["id", "text", "Start date", "Hours"]
    log = open_log(save(Log=[header, [7.0, "a\nb", dt.datetime(2024, 9, 9), 12.5]]))  # noqa: DTZ001 - Excel has no zones
    (row,) = log.rows()
    assert row.experience is not None
    assert (row.id, row.experience.text) == ("7", "a\nb")
    assert (row.experience.start_date, row.experience.hours) == (dt.date(2024, 9, 9), 12.5)


def test_the_format_s_own_escapes_are_undone(save: Save) -> None:
    """A carriage return, which Excel writes as `_x000D_`, is one again; words that only look alike stay."""
    (row,) = open_log(save(Log=[["id", "text"], ["e1", "a_x000D_\nb _x_ my_xylophone _x005F_x000D_"]])).rows()
    assert row.experience is not None
    assert row.experience.text == "a\r\nb _x_ my_xylophone _x000D_"


def test_short_rows_and_faults_are_rows(save: Save) -> None:
    """Missing cells are empty; an empty id is a failed row with its number."""
    rows = list(open_log(save(Log=[["id", "text", "hours"], ["e1", "a"], [None, "b"], ["e1", "c"]])).rows())
    assert [row.error for row in rows] == [None, "row 3: id is empty", "row 4: id 'e1' was already used in row 2"]


def test_the_first_sheet_is_read_and_said(save: Save) -> None:
    """Where there are several, a note names the one read and the others; `sheet` chooses another."""
    path = save(Log=[["id", "text"], ["e1", "a"]], Other=[["id", "text"], ["e2", "b"]])
    assert open_log(path).notes == ("read the sheet 'Log', not 'Other'; use --sheet to change",)
    assert [row.id for row in open_log(path, sheet="Other").rows()] == ["e2"]


def test_an_unknown_sheet_names_those_there_are(save: Save) -> None:
    """A sheet that is not there is an error of the setting."""
    with pytest.raises(SettingsError, match="has no sheet 'Logs'; its sheets are 'Log', 'Other'"):
        open_log(save(Log=[["id"]], Other=[]), sheet="Logs")


def test_an_empty_sheet_is_no_log(save: Save) -> None:
    """A sheet without a header is an error."""
    with pytest.raises(TableError, match="the sheet 'Log' is empty"):
        open_log(save(Log=[]))


def test_a_log_can_be_read_again(save: Save) -> None:
    """Every call of `rows` starts anew, also after one that was left half-way."""
    log = open_log(save(Log=[["id", "text"], ["e1", "a"], ["e2", "b"]]))
    assert next(log.rows()).id == "e1"
    assert [row.id for row in log.rows()] == ["e1", "e2"]


@pytest.mark.parametrize(
    "content", [b"", b"id,text\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04x"]
)
def test_what_is_no_workbook_is_refused(write: Write, content: bytes) -> None:
    """A file that only has the ending is an error that says what it may be."""
    with pytest.raises(TableError, match=r"not an Excel workbook that can be read; .* save it as \.xlsx"):
        open_log(write("log.xlsx", content))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_damaged_part_is_refused(save: Save, part: str) -> None:
    """A workbook cut off inside is an error, not half a log."""
    path = save(Log=[["id", "text"], ["e1", "a"]])
    whole = as_excel_saves(path)
    damaged = packed(path, {**whole, part: whole[part][: len(whole[part]) // 2]})
    with pytest.raises(TableError, match="not an Excel workbook"):
        list(open_log(damaged).rows())


def test_reading_leaves_the_warnings_alone(save: Save) -> None:
    """What is muted while a row is read is not muted for others."""
    rows = open_log(save(Log=[["id", "text"], ["e1", "a"]])).rows()
    next(rows)
    with pytest.warns(UserWarning, match="still heard"):
        warnings.warn("still heard", UserWarning, stacklevel=1)
