"""Columns find their fields, and what is unclear is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch.mapping import FIELDS, map_columns, normalise, parse_mapping, require_columns
from skillweave.errors import SettingsError, TableError


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Entry ID", "id"),
        ("Entry #", "id"),
        ("submission_id", "id"),
        ("What did you do?", "text"),
        ("WHAT DID YOU DO? (2-3 sentences)", "text"),
        ("Reflection", "text"),
        ("Student ID", "learner_id"),
        ("Pseudonym", "learner_id"),
        ("Experience type", "experience_type"),
        ("Employer", "host"),
        ("Industry", "sector"),
        ("Start date", "start_date"),
        ("End Date", "end_date"),
        ("Hours (total)", "hours"),
        ("Learning goal", "goal"),
        ("Deliverables", "deliverables"),
        ("Tools used", "tools"),
        ("Software", "tools"),
        ("Team members", "team"),
        ("Team and role", "role"),
        ("Job title", "role"),
        ("Supervisor", "supervisor"),
        ("Validated by", "validation_level"),
        ("Links", "evidence_links"),
    ],
)
def test_common_headers_are_known(header: str, field: str) -> None:
    """A header that people use is taken for its field."""
    mapping, _ = map_columns([header])
    assert [column.field for column in mapping.taken] == [field]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_s_own_name_is_exact(field: str) -> None:
    """The name of the field itself counts as exact, in any case and with blanks for underscores."""
    mapping, notes = map_columns([field.upper().replace("_", " ")])
    assert [(column.field, column.how) for column in mapping.taken] == [(field, "exact")]
    assert notes == ()


def test_the_better_of_two_guesses_is_taken_and_said() -> None:
    """Where two columns fit one field, the better name wins, wherever it stands, and a note names both."""
    mapping, notes = map_columns(["ID", "Notes", "Reflection"])
    text = mapping.of("text")
    assert text is not None
    assert (text.column, text.position, text.how) == ("Reflection", 2, "guessed")
    assert "text: 'Reflection' was taken, not 'Notes'" in notes


def test_ignored_columns_are_said_once() -> None:
    """Columns that no field takes are named in one note."""
    mapping, notes = map_columns(["id", "text", "Shoe size", "Email", ""])
    assert mapping.ignored == ("Shoe size", "Email")
    assert notes == ("columns ignored: 'Shoe size', 'Email'",)


def test_a_given_column_beats_every_guess() -> None:
    """What the user says goes first, and a difference in case or marks does not matter."""
    mapping, _ = map_columns(["id", "text", "My story!"], {"text": "my story"})
    text = mapping.of("text")
    assert text is not None
    assert (text.column, text.how) == ("My story!", "given")


def test_ids_from_rows_need_no_column() -> None:
    """`id=@row` leaves an id column unused, and says so."""
    mapping, notes = map_columns(["id", "text"], {"id": "@row"})
    assert mapping.row_ids
    assert mapping.of("id") is None
    assert "id: row numbers were taken, not 'id'" in notes


@pytest.mark.parametrize(
    ("given_mapping", "words"),
    [
        ({"text": "Story"}, "'Story', which is not there; columns seen: 'id', 'text'"),
        ({"text": "@row"}, "@row makes ids only"),
        ({"name": "id"}, "'name' is no field"),
    ],
)
def test_a_given_mapping_that_does_not_fit_is_refused(given_mapping: dict[str, str], words: str) -> None:
    """A mapping to a column or field that does not exist is an error that names what there is."""
    with pytest.raises(SettingsError, match=words):
        map_columns(["id", "text"], given_mapping)


def test_required_columns_are_asked_for() -> None:
    """Without an id and a text column, the error names the columns seen and how to map them."""
    mapping, _ = map_columns(["Shoe size"])
    with pytest.raises(TableError, match=r"'Shoe size'.*--map id=COLUMN --map text=COLUMN; --map id=@row"):
        require_columns(mapping, ["Shoe size"], "log.csv")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("text", "not of the form"),
        ("story=What", "'story' is no field"),
        ("text=", "names no column"),
        ("text= ", "names no column"),
    ],
)
def test_a_broken_option_is_refused(option: str, words: str) -> None:
    """An option of another form, an unknown field or a missing column is an error that says so."""
    with pytest.raises(SettingsError, match=words):
        parse_mapping([option])


def test_a_field_is_given_once() -> None:
    """Two columns for one field are refused."""
    with pytest.raises(SettingsError, match="gives text twice: 'A' and 'B'"):
        parse_mapping(["text=A", "text=B"])


def test_options_become_a_mapping() -> None:
    """The first equals sign parts field and column; the column may hold more."""
    assert parse_mapping(["id=@row", " text = a = b "]) == {"id": "@row", "text": "a = b"}


@given(st.lists(st.text(max_size=30), max_size=12))
def test_a_column_serves_one_field_at_most(columns: list[str]) -> None:
    """Whatever the headers, no field has two columns, no column two fields, and none with a name is forgotten."""
    mapping, _ = map_columns(columns)
    positions = [column.position for column in mapping.taken]
    assert len(set(positions)) == len(positions)
    assert len({column.field for column in mapping.taken}) == len(positions)
    assert len(mapping.ignored) + len(positions) == sum(bool(name) for name in columns)


@given(st.text())
def test_normalising_twice_changes_nothing(header: str) -> None:
    """A normalised header is its own normal form, but for letters whose lower case is longer."""
    once = normalise(header.casefold().upper().lower())
    assert normalise(once) == once
