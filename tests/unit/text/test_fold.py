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
