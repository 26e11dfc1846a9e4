"""Entries: the text as it was written, and what logs say around it."""

import datetime as dt

import pytest
from hypothesis import given
from pydantic import ValidationError

from skillweave.domain.experience import MAX_TEXT, Experience, ExperienceType, ValidationLevel
from tests.strategies import HOSTILE, experiences


@given(experiences())
def test_entries_survive_json(entry: Experience) -> None:
    """An entry written as JSON and read again is the same, to the last code point of its text."""
    assert Experience.model_validate_json(entry.model_dump_json()) == entry


@pytest.mark.parametrize("text", [*HOSTILE, "  kept \r\n as is\t"])
def test_the_text_is_never_altered(text: str) -> None:
    """Blanks, line ends, marks and ligatures stay: offsets count on it."""
    assert Experience(id="e1", text=text).text == text


@pytest.mark.parametrize("text", ["", " ", "\n\t\r\n", "\u3000"])
def test_an_empty_text_is_refused(text: str) -> None:
    """An entry without any word on it is no entry."""
    with pytest.raises(ValidationError, match="text is empty"):
        Experience(id="e1", text=text)


def test_a_pasted_file_is_refused() -> None:
    """The longest text is taken, one code point more is not."""
    assert len(Experience(id="e1", text="x" * MAX_TEXT).text) == MAX_TEXT
    with pytest.raises(ValidationError, match="at most"):
        Experience(id="e1", text="x" * (MAX_TEXT + 1))


def test_a_lone_surrogate_is_refused() -> None:
    """Half a character, as broken exports hold, cannot be encoded and is refused at the door."""
    with pytest.raises(ValidationError):
        Experience(id="e1", text="fed \ud83d calves")


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_an_entry_needs_a_usable_id(name: str) -> None:
    """An empty id, or one longer than any log has, is refused."""
    with pytest.raises(ValidationError):
        Experience(id=name, text="I fed the calves.")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Internship", ExperienceType.INTERNSHIP),
        ("JOB_SHADOW", ExperienceType.JOB_SHADOW),
        ("job shadowing", ExperienceType.JOB_SHADOW),
        ("coop", ExperienceType.CO_OP),
        ("Co op", ExperienceType.CO_OP),
        ("preapprenticeship", ExperienceType.PRE_APPRENTICESHIP),
        ("  client   connected project ", ExperienceType.CLIENT_CONNECTED_PROJECT),
        ("volunteering", ExperienceType.SERVICE_LEARNING),
    ],
)
def test_types_are_read_in_many_spellings(written: str, meant: ExperienceType) -> None:
    """Case, blanks, underscores, hyphens and common synonyms lead to the same type."""
    assert Experience.model_validate({"id": "e", "text": "t", "experience_type": written}).experience_type is meant


@pytest.mark.parametrize("kind", ExperienceType)
def test_every_type_is_read_by_its_name(kind: ExperienceType) -> None:
    """Each type's own name, in upper case, leads to it."""
    assert (
        Experience.model_validate({"id": "e", "text": "t", "experience_type": kind.value.upper()}).experience_type
        is kind
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("experience_type", "holiday"),
        ("validation_level", "grandma"),
        ("hours", -1),
        ("hours", float("inf")),
        ("hours", float("nan")),
        ("nickname", "Bo"),
    ],
)
def test_unusable_values_are_refused(field: str, value: object) -> None:
    """An unknown type or level, hours that cannot be, and unknown fields are refused, not dropped."""
    with pytest.raises(ValidationError, match=field):
        Experience.model_validate({"id": "e", "text": "t", field: value})


def test_levels_are_read_in_any_case() -> None:
    """A level of validation is found whatever its case."""
    level = Experience.model_validate({"id": "e", "text": "t", "validation_level": " Educator "}).validation_level
    assert level is ValidationLevel.EDUCATOR


@pytest.mark.parametrize("cell", ["saw; drill", "saw|drill", "saw\ndrill", " saw ;; drill;", ["saw", "drill"]])
def test_lists_are_cut_as_people_write_them(cell: object) -> None:
    """Semicolons, bars and line breaks part a list; empty items are dropped."""
    assert Experience.model_validate({"id": "e", "text": "t", "tools": cell}).tools == ("saw", "drill")


def test_dates_run_forward() -> None:
    """An entry that ends before it starts is refused; one of a single day is not."""
    day, earlier = dt.date(2025, 5, 2), dt.date(2025, 5, 1)
    assert Experience(id="e", text="t", start_date=day, end_date=day).end_date == day
    with pytest.raises(ValidationError, match="lies before"):
        Experience(id="e", text="t", start_date=day, end_date=earlier)


def test_entries_are_frozen() -> None:
    """An entry cannot be changed after it was made."""
    with pytest.raises(ValidationError, match="frozen"):
        Experience(id="e", text="t").text = "other"  # type: ignore[misc]
