"""Cells become what an experience accepts, or say what would have been accepted."""

import datetime as dt
from decimal import Decimal

import pytest

from skillweave.batch.cells import Faulty, ReadAs, as_id, as_text, convert, is_empty, shown


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" e1 ", "e1"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (Decimal(12), "12"),
        (dt.datetime(2024, 9, 9), "2024-09-09"),  # noqa: DTZ001 - as Excel gives a day
        (True, None),
        ([1], None),
        (b"e1", None),
    ],
)
def test_ids_are_text_without_a_point_zero(cell: object, expected: str | None) -> None:
    """A number is an id without `.0`; what has parts is none."""
    assert as_id(cell) == expected


def test_text_is_kept_as_it_is() -> None:
    """No blank and no line end of a text is touched."""
    assert as_text(" a\r\nb\t") == " a\r\nb\t"


@pytest.mark.parametrize("cell", [None, "", " \n", float("nan"), [], ()])
def test_nothing_is_recognised(cell: object) -> None:
    """Blanks, missing numbers and empty lists are nothing."""
    assert is_empty(cell)


@pytest.mark.parametrize("cell", ["0", 0, 0.0, False, [""], {}])
def test_something_is_not_nothing(cell: object) -> None:
    """A zero or a false is a value."""
    assert not is_empty(cell)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("12", 12),
        ("12.5", 12.5),
        (" 12 h ", 12),
        ("12h", 12),
        ("12 hrs.", 12),
        ("1 hour", 1),
        ("1,200", 1200),
        (".5", 0.5),
        ("-3", -3),
        (72, 72),
        (dt.timedelta(hours=1, minutes=30), 1.5),
    ],
)
def test_hours_may_carry_their_unit(cell: object, hours: float) -> None:
    """Hours are numbers, with or without a unit; whether the number makes sense is checked later."""
    assert convert("hours", cell) == hours


@pytest.mark.parametrize("cell", ["about ten", "h", "12,5", "3 days", True, [12]])
def test_other_hours_are_faulty(cell: object) -> None:
    """What is no number of hours says what would be."""
    assert convert("hours", cell) == Faulty("a number from 0 to 20000, such as 12, 12.5 or 12 h")


@pytest.mark.parametrize(
    "cell",
    [
        "2024-09-10",
        " 2024-09-10 ",
        "2024-09-10T08:00:00Z",
        dt.date(2024, 9, 10),
        dt.datetime(2024, 9, 10, 8, tzinfo=dt.UTC),
    ],
)
def test_iso_dates_are_read(cell: object) -> None:
    """ISO dates, with or without a time, are days."""
    assert convert("start_date", cell) == dt.date(2024, 9, 10)


def test_american_dates_are_a_reading() -> None:
    """A date with slashes is month, day, year, and the reading is marked as one."""
    assert convert("end_date", "9/10/2024") == ReadAs(dt.date(2024, 9, 10), "month/day/year")


@pytest.mark.parametrize("cell", ["25/12/2024", "9/10/24", "last May", "2024-02-30", 45000, [2024]])
def test_other_dates_are_faulty(cell: object) -> None:
    """What is no date says what would be."""
    assert isinstance(convert("start_date", cell), Faulty)


def test_lists_are_words() -> None:
    """A JSON list gives the items that hold something, numbers as text."""
    assert convert("tools", ["saw", None, 3.0, " "]) == ("saw", "3")
    assert convert("team", ["Ann", "Bo"]) == "Ann; Bo"


@pytest.mark.parametrize("field", ["tools", "team"])
@pytest.mark.parametrize("cell", [{"a": 1}, [["a"]], b"a"])
def test_nested_values_are_faulty(field: str, cell: object) -> None:
    """An object in place of a text is not guessed at."""
    assert isinstance(convert(field, cell), Faulty)


def test_long_values_are_cut_in_messages() -> None:
    """A message quotes a value on one line and short."""
    assert shown("a\nb") == "'a b'"
    assert shown("x" * 1000) == f"'{'x' * 37}...'"
