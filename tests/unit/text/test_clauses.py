"""Clauses: a partition, cut at word borders where a new statement begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.text.clauses import clauses

WORDS = [
    *"i I we my boss the nurse did not made so but and or when because who , . ; : ( ) — - “ ” don't".split(),
    *'" instead of he e\u0301'.split(),
]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))


def _cut(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in clauses(text)]


@given(TEXTS)
def test_clauses_joined_are_the_passage(text: str) -> None:
    """No character is lost, doubled or moved."""
    assert "".join(text[start:end] for start, end in clauses(text)) == text


@given(TEXTS)
def test_no_word_is_cut(text: str) -> None:
    """A border never lies between two letters or digits."""
    borders = [start for start, _ in clauses(text)[1:]]
    assert not any(text[border - 1].isalnum() and text[border].isalnum() for border in borders)


@given(TEXTS)
def test_clauses_are_not_empty(text: str) -> None:
    """Every clause holds at least one character."""
    assert all(start < end for start, end in clauses(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I sorted files and answered phones.", ["I sorted files and answered phones."]),
        ("I sorted files and my boss left.", ["I sorted files", "and my boss left."]),
        ("I cleaned and the old walls needed paint.", ["I cleaned", "and the old walls needed paint."]),
        ("I sold tables and the chairs.", ["I sold tables and the chairs."]),
        ("My partner and I built it.", ["My partner and I built it."]),
        ("I did not lead, but I helped.", ["I did not lead,", "but I helped."]),
        ("I held it while she cut.", ["I held it", "while she cut."]),
        ("I asked if she was okay.", ["I asked if she was okay."]),
        ("It was so hot and so many people came.", ["It was so hot", "and so many people came."]),
        ("i worked at a clinic i fed the cats", ["i worked at a clinic", "i fed the cats"]),
        ("i know what i did", ["i know what i did"]),
        ("I helped a patient who fell.", ["I helped a patient", "who fell."]),
        ("I wrote it (my boss checked) and left.", ["I wrote it", "(my boss checked)", "and left."]),
        ("He said “do it now” and I did.", ["He said", "“do it now”", "and I did."]),
        ('I cut a 12" board and a 6" board.', ['I cut a 12" board and a 6" board.']),
        ("I came at 2:40; I left at 4.", ["I came at 2:40;", "I left at 4."]),
        ("I fixed app(s) and/or sites.", ["I fixed app(s) and/or sites."]),
        ("Instead of guessing I measured.", ["Instead of guessing", "I measured."]),
        ("I cleaned the inventory before lunch.", ["I cleaned the inventory", "before lunch."]),
        ("Dr. Lee saw Mr. Fox.", ["Dr. Lee saw Mr. Fox."]),
        ("", []),
    ],
)
def test_new_statement_opens_a_clause(text: str, expected: list[str]) -> None:
    """Cuts fall before new statements and nowhere else."""
    assert _cut(text) == expected
