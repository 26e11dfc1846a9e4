"""Subjects: whom a clause is about, found before its first verb."""

import pytest

from skillweave.text.fold import tokens
from skillweave.text.subjects import Who, find_subject


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("i sorted files", Who.WRITER),
        ("on my first day i sorted files", Who.WRITER),
        ("my main job was to sort files", Who.WRITER),
        ("me clean the tables", Who.WRITER),
        ("we sorted files", Who.SHARED),
        ("my boss and i sorted files", Who.SHARED),
        ("me and my partner sorted files", Who.SHARED),
        ("our team sorted files", Who.SHARED),
        ("sorted files with my boss", Who.UNSAID),
        ("customer service and sales", Who.UNSAID),
        ("in the morning the nurse sorted files", Who.OTHER),
        ("my new shift manager sorted files", Who.OTHER),
        ("my boss , ms . lee , sorted files", Who.OTHER),
        ("one of the other interns sorted files", Who.OTHER),
        ("students bring laptops", Who.OTHER),
        ("dr . patel sorted files", Who.OTHER),
        ("the company sells files", Who.HOST),
        ("the files were sorted", Who.THING),
        ("the team meeting went well", Who.THING),
        ("you sort files", Who.READER),
        ("", Who.UNSAID),
    ],
)
def test_subject_is_found(text: str, who: Who) -> None:
    """Pronouns, people with a verb, hosts and things are told apart."""
    assert find_subject(tokens(text).words).who is who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Maria drew it", Who.OTHER),
        ("then Jamal helped", Who.OTHER),
        ("Maria and I drew it", Who.SHARED),
        ("Soccer camp", Who.UNSAID),
    ],
)
def test_name_is_read_from_its_capital(text: str, who: Who) -> None:
    """A capitalised word before a verb of human action is a person."""
    found = tokens(text)
    capitals = [place for place, start in enumerate(found.starts) if start in found.capitals]
    assert find_subject(found.words, capitals).who is who
