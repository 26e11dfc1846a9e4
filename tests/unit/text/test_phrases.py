"""Phrases: about one action each, together the whole stretch."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skillweave.text.phrases import phrases
from tests.strategies import entry_text


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in phrases(text, 0, len(text))]


@given(text=entry_text(), data=st.data())
def test_phrases_cover_the_stretch(text: str, data: st.DataObject) -> None:
    """Phrases run from the start of the stretch to its end without gap or overlap."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = phrases(text, start, end)
    assert (found[0][0], found[-1][1]) == (start, end)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert all(low < high for low, high in found)


def _words(phrase: str) -> list[str]:
    """Words are parted by spaces and by the marks at which a text may be cut; signs alone are none."""
    return [word for word in re.split(r"[\s,;:()\[\]—–|!?\"“”•/]+", phrase) if any(map(str.isalnum, word))]


@given(entry_text())
@example('0)0"0|0 0 0')
def test_no_phrase_is_short_but_a_single_one(text: str) -> None:
    """Where there are several phrases, each has three words or more."""
    found = _cut(text)
    assert len(found) == 1 or all(len(_words(phrase)) >= 3 for phrase in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I fed the calves and cleaned the whole barn", ["I fed the calves ", "and cleaned the whole barn"]),
        ("I sold bread and cakes", ["I sold bread and cakes"]),
        ("I filed papers; then I called a client", ["I filed papers; ", "then I called a client"]),
        (
            "met a client (a baker from town) and wrote a plan",
            ["met a client ", "(a baker from town) ", "and wrote a plan"],
        ),
        ("sanded the android case carefully", ["sanded the android case carefully"]),
        ("we sold 1.5 tons of hay", ["we sold 1.5 tons of hay"]),
        ("Hi, we sold all the hay", ["Hi, we sold all the hay"]),
        ("welded", ["welded"]),
    ],
)
def test_cuts(text: str, wanted: list[str]) -> None:
    """Cuts fall at marks and joining words, never inside a word or number; one or two words join a neighbour."""
    assert _cut(text) == wanted
