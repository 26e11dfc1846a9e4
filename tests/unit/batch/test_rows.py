"""Rows are judged in one place: faults of id and text fail them, other faults only warn."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch.mapping import map_columns
from skillweave.batch.rows import Record, Row, check_records, failed_translation
from skillweave.domain.claim import Status
from skillweave.domain.experience import MAX_TEXT


def check(*records: Record, columns: tuple[str, ...] = ("id", "text")) -> list[Row]:
    """Check records with these columns."""
    return list(check_records(records, map_columns(columns)[0]))


def one(**fields: object) -> Row:
    """Check one record in row 7 with these fields."""
    return check(Record(7, cells=tuple(fields.values())), columns=tuple(fields))[0]


@pytest.mark.parametrize(
    ("cells", "error", "row_id"),
    [
        (("", "I did."), "row 7: id is empty", None),
        ((None, "I did."), "row 7: id is empty", None),
        ((["e1"], "I did."), "row 7: id \"['e1']\" is neither text nor a number", None),
        (("e" * 201, "I did."), f"row 7: id '{'e' * 37}...' has 201 characters, the limit is 200", None),
        (("\ud800", "I did."), "row 7: id holds half of a character; the export that made it is damaged", None),
        (("e1", " \n"), "row 7: text is empty", "e1"),
        (("e1",), "row 7: text is empty", "e1"),
        (("e1", {"a": 1}), "row 7: text is not text but dict", "e1"),
        (("e1", "a\udc00"), "row 7: text holds half of a character; the export that made it is damaged", "e1"),
        (
            ("e1", "x" * 2_000_000),
            "row 7: text has 2,000,000 characters, the limit is 100,000: split it or check for a pasted file",
            "e1",
        ),
    ],
)
def test_faults_of_id_and_text_fail_the_row(cells: tuple[object, ...], error: str, row_id: str | None) -> None:
    """The reason names the row, and the id is kept where it is known."""
    assert check(Record(7, cells=cells)) == [Row(7, None, id=row_id, error=error)]


def test_a_text_may_be_as_long_as_the_limit() -> None:
    """The limit itself is allowed."""
    assert one(id="e1", text="x" * MAX_TEXT).error is None


def test_the_second_use_of_an_id_fails() -> None:
    """A repeated id names the row that used it first; blanks around it make no difference."""
    rows = check(Record(2, cells=("e1", "a")), Record(3, cells=("e2", "b")), Record(9, cells=(" e1 ", "c")))
    assert [row.error for row in rows] == [None, None, "row 9: id 'e1' was already used in row 2"]
    assert rows[2].id == "e1"


def test_ids_can_come_from_rows() -> None:
    """With `@row`, the id is the row number."""
    mapping, _ = map_columns(["text"], {"id": "@row"})
    (row,) = check_records([Record(5, cells=("I did.",))], mapping)
    assert row.id == "row-5"


@pytest.mark.parametrize(
    ("field", "value", "accepts"),
    [
        ("start_date", "25/12/2024", "a date as YYYY-MM-DD or month/day/year"),
        ("end_date", "soon", "a date as YYYY-MM-DD or month/day/year"),
        ("hours", "-3", "a number from 0 to 20000, such as 12, 12.5 or 12 h"),
        ("hours", "inf", "a number from 0 to 20000, such as 12, 12.5 or 12 h"),
        ("validation_level", "my aunt", "one of self, educator, calibrated, external"),
        ("host", b"raw", "text"),
    ],
)
def test_an_optional_field_never_costs_the_row(field: str, value: object, accepts: str) -> None:
    """The row is kept, the field is empty, and a warning names row, field, value and what is accepted."""
    row = one(id="e1", text="I did.", **{field: value})
    assert row.experience is not None
    assert getattr(row.experience, field) is None
    assert row.warnings == (f"row 7: {field} {str(value)!r} is left empty; accepted is {accepts}",)


def test_an_unknown_type_names_all_types() -> None:
    """The warning lists what would be accepted."""
    (warning,) = one(id="e1", text="I did.", type="vacation").warnings
    assert warning.startswith("row 7: experience_type 'vacation' is left empty; accepted is one of internship, app")


def test_a_word_that_is_too_long_is_left_out() -> None:
    """A field beyond its length is dropped and quoted short."""
    (warning,) = one(id="e1", text="I did.", tools="x" * 3_000).warnings
    assert warning.endswith("...' is left empty; accepted is text of at most 2,000 characters an item")


def test_several_faults_are_all_told() -> None:
    """Faults found in turn, also in the order of dates, are all warned of; the good fields stay."""
    row = one(id="e1", text="I did.", type="?", start_date="2024-05-02", end_date="2024-05-01", hours="x", host="Café")
    assert row.experience is not None
    assert (row.experience.host, row.experience.start_date) == ("Café", dt.date(2024, 5, 2))
    assert row.experience.end_date is None
    assert [warning.split()[2] for warning in row.warnings] == ["hours", "experience_type", "end_date"]
    assert row.warnings[2].endswith("accepted is a day not before start_date 2024-05-02")


def test_american_dates_are_remarked_on_once_a_field() -> None:
    """The reading is told for the first such date in each column, not for thousands."""
    records = [Record(number, cells=(f"e{number}", "a", "9/10/2024")) for number in (2, 3, 4)]
    rows = check(*records, columns=("id", "text", "start_date"))
    assert [row.warnings for row in rows] == [
        ("row 2: start_date '9/10/2024' is read as month/day/year: 2024-09-10; so are all like it",),
        (),
        (),
    ]
    assert rows[2].experience is not None
    assert rows[2].experience.start_date == dt.date(2024, 9, 10)


def test_faults_and_warnings_of_the_format_are_passed_on() -> None:
    """What the reader says of a record stands in the row, with its number."""
    rows = check(Record(3, error="broken"), Record(4, cells=("e1", "a"), warning="odd"))
    assert (rows[0].error, rows[1].warnings) == ("row 3: broken", ("row 4: odd",))


@pytest.mark.parametrize(("row_id", "expected"), [("e1", "e1"), (None, "row-3")])
def test_a_failed_row_is_a_translation(row_id: str | None, expected: str) -> None:
    """A failed row has a result of its own, named by its id or its number."""
    result = failed_translation(Row(3, None, id=row_id, error="row 3: broken"))
    assert (result.id, result.status, result.error, result.row) == (expected, Status.FAILED, "row 3: broken", 3)


cells = (
    st.none() | st.text() | st.floats() | st.integers() | st.booleans() | st.lists(st.text()) | st.binary() | st.dates()
)


@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_no_row_is_lost(table: list[list[object]]) -> None:
    """Whatever the cells, every record gives one row in its place, with an experience or a reason, never both."""
    records = [Record(number, cells=tuple(row)) for number, row in enumerate(table, 1)]
    rows = check(*records, columns=("id", "text", "hours", "start_date", "tools"))
    assert [row.number for row in rows] == [record.number for record in records]
    assert all((row.experience is None) != (row.error is None) for row in rows)


def test_rows_come_one_by_one() -> None:
    """The first row is there before the second record is asked for."""

    def records() -> Iterator[Record]:
        yield Record(1, cells=("e1", "a"))
        raise AssertionError("the second record was asked for")

    rows = check_records(records(), map_columns(["id", "text"])[0])
    assert next(rows).id == "e1"
