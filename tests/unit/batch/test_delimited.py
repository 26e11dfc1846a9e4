"""Text with a delimiter: every record is numbered by its first line, and a broken one costs only itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch import lines
from skillweave.batch.tables import open_log
from skillweave.errors import TableError

Write = Callable[..., Path]
Read = Callable[[str], list[tuple[int, str | None, str | None]]]

QUOTE = '"'


@pytest.fixture
def read(write: Write) -> Read:
    """Read a CSV; give number, text and error of each row."""

    def read_rows(content: str) -> list[tuple[int, str | None, str | None]]:
        rows = open_log(write("log.csv", content)).rows()
        return [(row.number, row.experience.text if row.experience else None, row.error) for row in rows]

    return read_rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(write: Write, delimiter: str) -> None:
    """All four delimiters are recognised, also where the header and the cells hold others in quotes."""
    header = delimiter.join(["id", '"Reflection (a, b; c | d\te)"', "Hours"])
    row = delimiter.join(["e1", '"x, y; z | w\tv"', "3"])
    log = open_log(write("log.csv", f"{header}\n{row}\n"))
    assert log.columns == ("id", "Reflection (a, b; c | d\te)", "Hours")
    (only,) = log.rows()
    assert only.experience is not None
    assert (only.experience.text, only.experience.hours) == ("x, y; z | w\tv", 3)


def test_more_known_columns_beat_more_cells(write: Write) -> None:
    """A delimiter that makes columns known wins over one that makes more of them."""
    log = open_log(write("log.csv", "id;text;a,b,c,d\ne1;I did.;x\n"))
    assert log.columns == ("id", "text", "a,b,c,d")


def test_excel_s_separator_line_is_passed_over(read: Read) -> None:
    """A first line `sep=;` is no header, and it counts as a line."""
    assert read("sep=;\nid;text\ne1;I did.\n") == [(3, "I did.", None)]


def test_cells_over_several_lines_are_numbered_by_their_first(read: Read) -> None:
    """The number is the physical line on which the record starts, whatever line ends its cells hold."""
    rows = read('id,text\r\ne1,"one\r\ntwo\n\nthree\rfour"\r\n\r\n,,\r\ne2,five\r\n')
    assert rows == [(2, "one\r\ntwo\n\nthree\rfour", None), (9, "five", None)]


def test_quotes_and_blanks_are_kept(read: Read) -> None:
    """Doubled quotes are one quote; blanks around the text and a quote within it stay."""
    assert read('id,text\ne1,"He said ""hi"" "\ne2, a 5" pipe\n') == [
        (2, 'He said "hi" ', None),
        (3, ' a 5" pipe', None),
    ]


def test_too_many_cells_fail_the_row(read: Read) -> None:
    """An unquoted comma in a text is a failed row with the reason; the rows around it stay."""
    rows = read("id,text\ne1,a\ne2,b, and c\ne3,d\n")
    assert [row[1] for row in rows] == ["a", None, "d"]
    assert rows[1][2] == "row 3: 3 cells, but the header has 2; a cell that holds a delimiter needs quotes around it"


def test_empty_cells_beyond_the_header_do_not_matter(read: Read) -> None:
    """Delimiters at the end of a row, as spreadsheets leave them, are no fault."""
    assert read("id,text\ne1,a,,,\n") == [(2, "a", None)]


def test_missing_cells_at_the_end_are_empty_if_optional(read: Read) -> None:
    """A short row is fine as long as the id and the text are in it."""
    rows = read("id,text,hours,host\ne1,a\ne2\n")
    assert rows[0] == (2, "a", None)
    assert rows[1][2] == "row 3: 1 cells, but the header has 4; 'text' is not there"


def test_a_quote_never_closed_costs_one_row(read: Read) -> None:
    """The error names the line where the quote opened; the rows it swallowed are read after all, with a warning."""
    rows = read('id,text,hours\ne1,a,1\ne2,"b,2\ne3,c,3\ne4,d,4\n')
    assert rows == [
        (2, "a", None),
        (3, None, "row 3: the quote that opens on line 3 is never closed"),
        (4, "c", None),
        (5, "d", None),
    ]


def test_the_row_after_a_broken_one_carries_a_warning(write: Write) -> None:
    """Only the first row that is read again is marked: there the cut may be wrong."""
    rows = list(open_log(write("log.csv", 'id,text,hours\ne2,"b,2\ne3,c,3\ne4,d,4\n')).rows())
    warning = "row 3: stands after row 2, whose quotes are broken; check that it is one whole entry"
    assert [row.warnings for row in rows] == [(), (warning,), ()]


def test_a_quote_that_opens_in_a_later_cell_is_named_by_its_line(read: Read) -> None:
    """The line named is that of the quote at fault, not that of the record."""
    rows = read('id,text,goal\ne1,"one\ntwo","three\nfour\n')
    assert rows == [(2, None, "row 2: the quote that opens on line 3 is never closed; lines 2 to 4 were passed over")]


def test_a_quote_that_is_not_doubled_fails_the_row(read: Read) -> None:
    """A quote inside a quoted cell is an error and no guess; what belonged to the record is not taken for rows."""
    rows = read('id,text,hours\ne1,"He said "hi" to me,\nand left",1\ne2,b,2\n')
    assert [row[1] for row in rows] == [None, "b"]
    assert rows[0][2] == (
        "row 2: the quote that opens on line 2 is not closed, or a quote inside the cell is not doubled; "
        "lines 2 to 3 were passed over"
    )


def test_a_cell_of_two_million_characters_is_one_failed_row(read: Read) -> None:
    """A pasted file is read, refused as a text, and the next row is fine."""
    rows = read(f"id,text\ne1,{'x' * 2_000_000}\ne2,b\n")
    assert rows[0][2] == (
        "row 2: text has 2,000,000 characters, the limit is 100,000: split it or check for a pasted file"
    )
    assert rows[1] == (3, "b", None)


def test_a_line_beyond_all_bounds_is_one_failed_row(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that must not be held in memory is passed over and told."""
    monkeypatch.setattr(lines, "MAX_LINE", 100)
    rows = read(f"id,text\ne1,{'x' * 200}\ne2,b\n")
    assert rows[0][2] is not None
    assert rows[0][2].startswith("row 2: line 2 has over")
    assert rows[1] == (3, "b", None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("\n\n", "holds no header and no rows"),
        (",,\n", "holds no header and no rows"),
        ('"id,text\ne1,a\n', "the quotes of the header do not match"),
    ],
)
def test_without_a_header_there_is_no_log(write: Write, content: str, words: str) -> None:
    """A file without a header that can be cut is an error."""
    with pytest.raises(TableError, match=words):
        open_log(write("log.csv", content))


@given(st.text(alphabet='ab,"\n\r;', max_size=60))
def test_any_text_below_a_header_is_read_to_its_end(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    """However broken, a file gives rows with rising numbers, each with a result, and never an exception."""
    path = tmp_path_factory.mktemp("logs") / "log.csv"
    path.write_bytes(f"id,text,host\n{content}".encode())
    rows = list(open_log(path).rows())
    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    assert all((row.experience is None) != (row.error is None) for row in rows)


def test_records_are_read_as_they_are_asked_for(write: Write) -> None:
    """Opening a long log and taking its first row does not read the rest."""
    path = write("log.csv", "id,text\n" + "".join(f"e{number},a\n" for number in range(200_000)))
    log = open_log(path)
    rows = log.rows()
    assert next(rows).number == 2
    with path.open("r+b") as file:
        file.truncate(100_000)
    assert sum(1 for _ in rows) < 20_000
