"""Spelling: names that stand in a text, and names that are spelled alike."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.matching.lexical import Lexicon, build_lexicon, exact_matrix
from tests.strategies import hostile_text

LABELS = ["Welding", "Pipe welding and fitting", "Customer service", "IT", "C++", "Sales", "Drawing"]
ALIASES: list[list[str]] = [
    ["gas welding"],
    ["join pipes"],
    ["sales"],
    ["computer support"],
    [],
    [],
    ["sketch", "pipe art"],
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The spelling of seven names and their aliases."""
    return build_lexicon(LABELS, ALIASES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I did welding.", [(0, "welding")]),
        ("WELDING and customer\nservice", [(0, "WELDING"), (2, "customer\nservice")]),
        ("pipe welding and fitting all day", [(1, "pipe welding and fitting")]),
        ("did gas-welding", [(0, "gas-welding")]),
        ("I helped with computer support", [(3, "computer support")]),
        ("weldings, rewelding, weld", []),
        ("we used IT and it was C++", []),
        ("I like to sketch", []),
        ("", []),
    ],
)
def test_names_in_a_text(lexicon: Lexicon, text: str, found: list[tuple[int, str]]) -> None:
    """Whole words in any case, the longest name first; neither initials nor single-word aliases win by letters."""
    assert [(owner, text[start:end]) for owner, start, end in lexicon.exact_in(text)] == found


def test_a_name_of_two_owners_is_nobodys() -> None:
    """A name that two competencies share wins for neither."""
    made = build_lexicon(["Public speaking", "Talks"], [[], ["public speaking"]])
    assert made.exact_in("I did public speaking") == []


def test_a_name_given_twice_by_one_owner_is_its_own() -> None:
    """A competency whose alias repeats its label still owns it."""
    assert build_lexicon(["Public speaking"], [["public  speaking"]]).exact_in("public speaking") == [(0, 0, 15)]


@given(hostile_text())
def test_names_found_are_whole_words_inside(lexicon: Lexicon, text: str) -> None:
    """On any text, what is found lies inside, apart and in order."""
    padded = f"{text} welding {text}"
    found = lexicon.exact_in(padded)
    assert all(0 <= start < end <= len(padded) for _, start, end in found)
    assert all(a[2] <= b[1] for a, b in itertools.pairwise(found))
    assert 0 in {owner for owner, _, _ in found}


@given(texts=st.lists(hostile_text(40), min_size=1, max_size=5))
def test_cosines_are_the_best_of_the_names(lexicon: Lexicon, texts: list[str]) -> None:
    """A competency's cosine is that of its nearest name, label or alias, between 0 and 1."""
    found = lexicon.cosines(texts)
    every = (lexicon.vectorizer.transform(texts) @ lexicon.names.T).toarray()
    ends = [*lexicon.starts.tolist()[1:], every.shape[1]]
    wanted = [every[:, start:end].max(axis=1) for start, end in zip(lexicon.starts.tolist(), ends, strict=True)]
    np.testing.assert_allclose(found, np.stack(wanted, axis=1), atol=1e-6)
    assert found.min() >= 0
    assert found.max() <= 1 + 1e-6


def test_a_name_is_nearest_to_itself(lexicon: Lexicon) -> None:
    """Each label's own competency is its best."""
    labels = [label for label in LABELS if label != "Sales"]
    assert lexicon.cosines(labels).argmax(axis=1).tolist() == [0, 1, 2, 3, 4, 6]


def test_misspelt_names_are_near(lexicon: Lexicon) -> None:
    """A slip of the pen keeps most of the n-grams."""
    assert int(lexicon.cosines(["custmer servise"]).argmax()) == 2


def test_the_matrix_marks_what_stands_where(lexicon: Lexicon) -> None:
    """One row a text, one column a competency."""
    marks = exact_matrix(lexicon, ["welding", "nothing", "Sales? Welding!"], len(LABELS))
    assert np.argwhere(marks).tolist() == [[0, 0], [2, 0], [2, 5]]
    assert marks.shape == (3, 7)


@pytest.mark.parametrize("labels", [["IT"], ["---"], ["C", "R"]])
def test_frameworks_without_a_long_name(labels: list[str]) -> None:
    """Names too short, or of marks alone, win nothing by their letters and break nothing."""
    assert build_lexicon(labels, [[] for _ in labels]).exact_in("IT C R ---") == []
