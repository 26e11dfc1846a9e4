"""A log of any format opens the same way, says how it was read, and gives back what was written."""

import csv
import io
import json
import tempfile
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillweave.batch.tables import STANDARD_INPUT, open_log, open_text
from skillweave.domain.experience import Experience, ExperienceType, ValidationLevel
from skillweave.errors import SettingsError, TableError

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "encoding", "format_", "told"),
    [
        ("log.csv", "utf-8", "csv", ()),
        ("log.CSV", "utf-8-sig", "csv", ()),
        ("log.tsv", "utf-16", "tsv", ()),
        ("log.csv", "cp1252", "csv", ("read as windows-1252, not UTF-8; use --encoding to change",)),
    ],
)
def test_a_log_says_how_it_was_read(
    write: Write, name: str, encoding: str, format_: str, told: tuple[str, ...]
) -> None:
    """Format, encoding, columns, mapping and notes are there before a row is read."""
    log = open_log(write(name, "id,text\ne1,Café \u2013 “hard”\n", encoding))
    assert (log.format, log.columns, log.notes) == (format_, ("id", "text"), told)
    assert log.encoding == {"cp1252": "windows-1252"}.get(encoding, encoding)
    assert [row.experience.text for row in log.rows() if row.experience] == ["Café \u2013 “hard”"]


def test_a_given_encoding_is_used(write: Write) -> None:
    """`encoding` beats what would be found."""
    log = open_log(write("log.csv", "id,text\ne1,don\u2019t\n", "mac_roman"), encoding="mac-roman")
    assert [row.experience.text for row in log.rows() if row.experience] == ["don\u2019t"]


def test_a_given_mapping_is_used(write: Write) -> None:
    """`mapping` names columns that could not be guessed."""
    log = open_log(write("log.csv", "No. of sheet,Story\n7,a\n"), mapping={"id": "No. of sheet", "text": "Story"})
    assert [(row.id, row.error) for row in log.rows()] == [("7", None)]


def test_ids_can_be_row_numbers(write: Write) -> None:
    """`id=@row` reads a log without ids."""
    log = open_log(write("log.csv", "text\na\n\nb\n"), mapping={"id": "@row"})
    assert [row.id for row in log.rows()] == ["row-2", "row-4"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("text,shoes\na,b\n", r"hold the id\. Columns seen: 'text', 'shoes'\. .*--map id=COLUMN; --map id=@row"),
        ("id,shoes\na,b\n", r"hold the text\. Columns seen: 'id', 'shoes'\. .*--map text=COLUMN\.$"),
    ],
)
def test_a_missing_column_says_how_to_map_one(write: Write, content: str, words: str) -> None:
    """Without a column for the id or the text, the error shows the columns and the option."""
    with pytest.raises(TableError, match=words):
        open_log(write("log.csv", content))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("log.xls", r"save it as \.xlsx"),
        ("log.ods", r"save it as \.xlsx or \.csv"),
        ("log.xlsx.gz", "which is packed already; unpack it once"),
        ("log.docx", r"the ending '\.docx' is not known; known are \.csv"),
        ("log", "the ending '' is not known"),
    ],
)
def test_other_endings_are_refused(write: Write, name: str, words: str) -> None:
    """A format that is not read is an error that says what to do."""
    with pytest.raises(TableError, match=words):
        open_log(write(name, "id,text\n"))


@pytest.mark.parametrize("name", ["missing.csv", "missing.xlsx", "missing.parquet", "missing.jsonl"])
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    """Every format tells of a file that is not there in the same words."""
    with pytest.raises(TableError, match=f"{name} cannot be read: no such file or directory"):
        open_log(tmp_path / name)


def test_options_of_another_format_are_refused(write: Write) -> None:
    """A sheet of a CSV or an encoding of a Parquet file is no silent nothing."""
    with pytest.raises(SettingsError, match="--sheet 'Log' is for Excel"):
        open_log(write("log.csv", "id,text\n"), sheet="Log")
    with pytest.raises(SettingsError, match="--encoding 'utf-8' is for text"):
        open_log(write("log.parquet", "PAR1"), encoding="utf-8")


def test_an_excel_file_named_csv_is_told(write: Write) -> None:
    """A workbook with the wrong ending is recognised."""
    with pytest.raises(TableError, match=r"seems to be a zip file, most likely an Excel workbook"):
        open_log(write("log.csv", b"PK\x03\x04" + b"\0" * 30))


@pytest.mark.parametrize(
    ("content", "format_", "texts"),
    [
        ('\n {"id": "e1", "text": "a"}\n', "jsonl", ["a"]),
        ('[{"id": "e1", "text": "a"}]', "json", ["a"]),
        ("Entry ID,Reflection\ne1,a\n", "csv", ["a"]),
        ("Entry ID\tReflection\ne1\ta\n", "tsv", ["a"]),
        ("I fed the calves, then I\r\nswept.\r\n", "text", ["I fed the calves, then I\r\nswept.\r\n"]),
        ("Reflection\nI fed the calves.", "text", ["Reflection\nI fed the calves."]),
        ("Today I used tools, text, and glue.", "text", ["Today I used tools, text, and glue."]),
        ('"It went well', "text", ['"It went well']),
        ("\ufeffplain", "text", ["plain"]),
    ],
)
def test_standard_input_is_what_it_looks_like(content: str, format_: str, texts: list[str]) -> None:
    """JSON by its first character, a table by a header that is known, anything else is one entry, kept exactly."""
    log = open_text(io.BytesIO(content.encode()))
    assert (log.path, log.format) == (STANDARD_INPUT, format_)
    assert [row.experience.text for row in log.rows() if row.experience] == texts


def test_a_table_without_ids_on_standard_input_is_told() -> None:
    """A header that names the text and more is a table, so a missing id is an error and not prose."""
    with pytest.raises(TableError, match="standard input: no column is known to hold the id"):
        open_text(io.BytesIO(b"What did you do?,Hours\na,3\n"))


def test_standard_input_can_be_mapped() -> None:
    """A mapping makes a table of what would be prose."""
    log = open_text(io.BytesIO(b"text\na\nb\n"), mapping={"id": "@row"})
    assert [row.id for row in log.rows()] == ["row-2", "row-3"]


def test_plain_text_in_windows_letters_is_read() -> None:
    """Standard input goes by the same encodings as files, and it is said."""
    log = open_text(io.BytesIO("I don\u2019t know".encode("cp1252")))
    assert [row.experience.text for row in log.rows() if row.experience] == ["I don\u2019t know"]
    assert log.notes == (
        "standard input was read as one entry of plain text",
        "read as windows-1252, not UTF-8; use --encoding to change",
    )


def test_a_text_file_is_read_like_standard_input(write: Write) -> None:
    """A `.txt` may be an entry or a table."""
    assert open_log(write("a.txt", "I fed the calves.")).format == "text"
    assert open_log(write("b.txt", "id\ttext\ne1\ta\n")).format == "tsv"


@pytest.mark.parametrize("content", [b"", b"a\0b"])
def test_nothing_or_no_text_on_standard_input_is_refused(content: bytes) -> None:
    """Empty or binary input is an error."""
    with pytest.raises(TableError, match="standard input is"):
        open_text(io.BytesIO(content))


def test_a_text_that_is_too_long_is_a_failed_row() -> None:
    """A pasted book is refused with its length."""
    (row,) = open_text(io.BytesIO(b"word " * 30_000)).rows()
    assert row.error == "row 1: text has 150,000 characters, the limit is 100,000: split it or check for a pasted file"


def test_memory_stays_bounded(write: Write) -> None:
    """Reading a log of 12 MB takes far less memory than the log has."""
    path = write("log.csv", "id,text\n" + "".join(f"e{number},{'word ' * 600}\n" for number in range(4_000)))
    tracemalloc.start()
    rows = sum(1 for _ in open_log(path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 4_000
    assert peak < path.stat().st_size / 2


# What a file of text can hold: no half characters; NUL marks a file that is no text.
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(letters, min_size=1, max_size=80).filter(str.strip) | st.sampled_from(
    ['"', "a\r\nb\n\nc\rd", ' "quoted", and; more | ', "👩🏽‍🔧 did it", "=1+1", "\ufefftext", "a\u2028b\x85c"]
)
words = (
    st.text(letters.filter(lambda letter: letter not in ";|\r\n"), min_size=1, max_size=20).map(str.strip).filter(bool)
)
shorts = st.none() | st.text(letters, min_size=1, max_size=30).map(str.strip).filter(bool)
dates = st.none() | st.dates()
experiences = st.lists(
    st.builds(
        Experience,
        id=words,
        text=texts,
        learner_id=shorts,
        experience_type=st.none() | st.sampled_from(ExperienceType),
        host=shorts,
        start_date=dates,
        hours=st.none() | st.floats(min_value=0, max_value=20_000),
        tools=st.lists(words, max_size=3).map(tuple),
        role=shorts,
        validation_level=st.none() | st.sampled_from(ValidationLevel),
    ),
    max_size=5,
    unique_by=lambda experience: experience.id,
)
FIELDS = tuple(Experience.model_fields)


def save_csv(path: Path, entries: Sequence[Experience]) -> None:
    """Write as spreadsheets do: lists in one cell, parted by semicolons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(FIELDS)
        for entry in entries:
            dumped = entry.model_dump(mode="json")
            cells = [dumped[field] for field in FIELDS]
            out.writerow("; ".join(cell) if isinstance(cell, list) else cell for cell in cells)


def save_jsonl(path: Path, entries: Sequence[Experience]) -> None:
    """Write one object a line, with every field named at least once."""
    path.write_bytes(b"".join(json.dumps(entry.model_dump(mode="json")).encode() + b"\n" for entry in entries))


def save_parquet(path: Path, entries: Sequence[Experience]) -> None:
    """Write typed columns."""
    table = {field: [getattr(entry, field) for entry in entries] for field in FIELDS}
    pq.write_table(pa.table({field: pa.array(values) for field, values in table.items()}), path)


@pytest.mark.parametrize(
    ("name", "save"), [("log.csv", save_csv), ("log.jsonl", save_jsonl), ("log.parquet", save_parquet)]
)
@settings(max_examples=60, deadline=None)
@given(entries=experiences.filter(bool))
def test_what_is_written_is_read_back(
    name: str, save: Callable[[Path, Sequence[Experience]], None], entries: list[Experience]
) -> None:
    """Any experiences, written in any format, are read back the same, the text to the last character."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        save(path, entries)
        rows = list(open_log(path).rows())
    assert [row.experience for row in rows] == entries
    assert [row.warnings for row in rows] == [()] * len(entries)
