"""Folding: words as the rules read them, with offsets that stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.text.fold import fold, tokens


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    """Every code point stays where it is."""
    assert len(fold(text)) == len(text)


@given(st.text(max_size=200))
def test_offsets_are_sorted_and_inside(text: str) -> None:
    """Words come in order, and a word's stretch of the original is no longer than the original."""
    found = tokens(text)
    flat = [place for pair in zip(found.starts, found.ends, strict=True) for place in pair]
    assert flat == sorted(flat)
    assert all(0 <= place <= len(text) for place in flat)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I didn’t", ["i", "did", "not"]),
        ("i dont n cant", ["i", "do", "not", "and", "can", "not"]),
        ("gonna", ["going", "to"]),
        ("its busy", ["its", "busy"]),
        ("co-worker's", ["co-worker's"]),
        ("Hi, 2:40!", ["hi", ",", "2", ":", "40", "!"]),
    ],
)
def test_words_are_read_as_meant(text: str, words: list[str]) -> None:
    """Contractions open, common misspellings are read, all else stays."""
    assert tokens(text).words == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I did\u200bn't lead", ["i", "did", "not", "lead"]),
        ("I did\u00adn\u2019t lead", ["i", "did", "not", "lead"]),
        ("I\u200bdid not", ["i", "did", "not"]),
        ("I did\u200b not", ["i", "did", "not"]),
        ("\ufeffI \u2060did not", ["i", "did", "not"]),
    ],
)
def test_what_nobody_sees_hides_no_word(text: str, words: list[str]) -> None:
    """Pasted text holds soft hyphens, joiners and spaces of no width; offsets are those of the text as it is."""
    found = tokens(text)
    assert found.words == words
    assert text[found.starts[0] : found.ends[0]] == "I"
    assert found.ends[-1] == len(text)
