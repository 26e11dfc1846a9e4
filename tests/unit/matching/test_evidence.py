"""Quotes: whole words, natural borders, verbatim."""

import itertools

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from skillweave.embedding.hashing import HashingEmbedder
from skillweave.evaluation.pointing import NUMBERS, token_numbers
from skillweave.matching.evidence import WIDEST_EXAMPLE, Words, best_windows, pointed_odds, quote_span, surest_rows
from skillweave.matching.parameters import Pointing
from skillweave.matching.windows import Windows, unit_length
from tests.strategies import hostile_text, prose

TEXTS = st.one_of(prose(), hostile_text()).filter(lambda text: not text.isspace() and bool(text))


def _quote(text: str, low: int, high: int, embedder: HashingEmbedder) -> str:
    return quote_span(Words.of(text), embedder.encode([text])[0].offsets, (low, high)).quote(text)


@given(text=TEXTS, data=st.data())
def test_quotes_are_whole_words_and_characters(text: str, data: st.DataObject, embedder: HashingEmbedder) -> None:
    """Any window of any text becomes a quote that cuts neither a word nor a user-visible character."""
    offsets = embedder.encode([text])[0].offsets
    low = data.draw(st.integers(0, len(offsets) - 1))
    high = data.draw(st.integers(low + 1, len(offsets)))
    span = quote_span(Words.of(text), offsets, (low, high))
    borders = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    assert {span.start, span.end} <= borders
    assert not any(
        regex.match(r"(?<=[\p{L}\p{M}\p{N}])[\p{L}\p{M}\p{N}]", text, pos=end) for end in (span.start, span.end)
    )


@given(text=TEXTS, data=st.data())
def test_quotes_share_something_with_their_window(text: str, data: st.DataObject, embedder: HashingEmbedder) -> None:
    """A quote never leaves the window that it was made from: light words are dropped, but not all."""
    offsets = embedder.encode([text])[0].offsets
    low = data.draw(st.integers(0, len(offsets) - 1))
    high = data.draw(st.integers(low + 1, len(offsets)))
    span = quote_span(Words.of(text), offsets, (low, high))
    assert span.start < offsets[high - 1, 1]
    assert span.end > offsets[low, 0]


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0, 7, "I fed the calves with my boss"),
        (1, 5, "fed the calves"),
        (2, 4, "calves"),
        (2, 3, "the"),
        (4, 6, "my"),
        (6, 8, "boss"),
    ],
)
def test_light_words_are_dropped_at_the_ends(low: int, high: int, wanted: str, embedder: HashingEmbedder) -> None:
    """Articles, prepositions and the like carry nothing at an end of a quote; the last word left stays."""
    assert _quote("I fed the calves with my boss.", low, high, embedder) == wanted


@pytest.mark.parametrize(
    ("text", "low", "high", "wanted"),
    [
        ("we don't stop", 1, 2, "don't"),
        ("wrote C++ and node.js code", 1, 2, "C++"),
        ("wrote C++ and node.js code", 5, 6, "node.js"),
        ("the well-known R&D team", 1, 2, "well-known"),
        ("the well-known R&D team", 4, 5, "R&D"),
        ("O’Brien's team", 0, 1, "O’Brien's"),
        ("fed ﬁve calves", 1, 2, "ﬁve"),
        ("می‌خواهم بروم", 0, 1, "می‌خواهم"),
    ],
)
def test_joined_words_are_one(text: str, low: int, high: int, wanted: str, embedder: HashingEmbedder) -> None:
    """Apostrophes, hyphens, dots and joiners inside a word do not part it."""
    assert _quote(text, low, high, embedder) == wanted


@pytest.mark.parametrize(
    ("text", "low", "high", "wanted"),
    [
        ("fed 👩‍🚒!", 2, 3, "👩‍🚒"),
        ("🇺🇸" * 40, 51, 52, "🇺🇸"),
        ("🇺🇸" * 40, 51, 54, "🇺🇸" * 2),
        ("1️⃣ 👍🏽", 1, 2, "👍🏽"),
        ("?!", 0, 1, "?"),
    ],
    ids=["joined", "flag", "flags", "toned", "mark"],
)
def test_rows_of_signs_are_quoted_whole(text: str, low: int, high: int, wanted: str, embedder: HashingEmbedder) -> None:
    """A window without a word is quoted by what a reader sees as characters, however long the row before it."""
    assert _quote(text, low, high, embedder) == wanted


@given(hostile_text())
def test_words_are_apart_and_in_order(text: str) -> None:
    """Words run forward and do not touch inside."""
    words = Words.of(text)
    spans = list(zip(words.starts, words.ends, strict=True))
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert all(low < high for low, high in spans)


@given(text=hostile_text().filter(bool), data=st.data())
def test_touching_words_share_a_code_point(text: str, data: st.DataObject) -> None:
    """The words that touch a stretch are exactly those that share a code point with it."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = Words.of(text)
    first, last = words.touching(start, end)
    sharing = [
        at for at, (low, high) in enumerate(zip(words.starts, words.ends, strict=True)) if low < end and start < high
    ]
    assert list(range(first, last)) == sharing


def _windows(*cosines: float, widths: list[int]) -> Windows:
    vectors = np.array([[value, 0] for value in cosines], np.float32)
    return Windows(vectors, np.array([[0, width] for width in widths], np.int64))


@pytest.mark.parametrize(
    ("windows", "best"),
    [
        (_windows(0.5, 0.9, 0.8, widths=[2, 2, 2]), 1),
        (_windows(0.7, 0.7, widths=[3, 3]), 0),
        (_windows(0.70, 0.69, widths=[2, 6]), 1),
        (_windows(0.70, 0.60, widths=[2, 6]), 0),
        (_windows(0.70, 0.70, widths=[8, 40]), 0),
    ],
    ids=["nearest", "tie-first", "wider-wins", "too-far", "no-gain-beyond"],
)
def test_the_nearest_window_wins(windows: Windows, best: int) -> None:
    """The nearest window wins, a wider one where it is hardly farther; ties go to the first."""
    assert best_windows(windows, np.array([[1, 0]], np.float32)).tolist() == [best]


def test_examples_may_be_wider() -> None:
    """For example sentences width is favoured for longer."""
    target = np.array([[1, 0]], np.float32)
    assert best_windows(_windows(0.7, 0.7, widths=[8, 16]), target, widest=WIDEST_EXAMPLE).tolist() == [1]


@given(seed=st.integers(0, 500), count=st.integers(1, 6), targets=st.integers(0, 5))
def test_each_target_has_its_own_window(seed: int, count: int, targets: int) -> None:
    """Several targets get the windows that each gets by itself."""
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, 20, count)
    bounds = np.stack([starts, starts + rng.integers(1, 20, count)], axis=1)
    windows = Windows(unit_length(rng.standard_normal((count, 3)).astype(np.float32)), bounds)
    wanted = unit_length(rng.standard_normal((targets, 3)).astype(np.float32))
    alone = [best_windows(windows, one[None]).tolist() for one in wanted]
    assert [[best] for best in best_windows(windows, wanted).tolist()] == alone


@given(st.lists(st.floats(-8, 8), min_size=1, max_size=12))
def test_the_surest_stretch_has_the_largest_sum(odds: list[float]) -> None:
    """No other stretch of rows gathers more; likely rows add, unlikely ones take away."""
    low, high = surest_rows(odds)
    gains = np.tanh(np.array(odds) / 2)
    sums = [gains[a:b].sum() for a in range(len(odds)) for b in range(a + 1, len(odds) + 1)]
    assert 0 <= low < high <= len(odds)
    assert gains[low:high].sum() == pytest.approx(max(sums), abs=1e-5)


@given(
    signs=st.lists(st.floats(-8, 8), min_size=1, max_size=12),
    cuts=st.sets(st.integers(1, 11)),
    weights=st.lists(st.floats(-2, 2), min_size=7, max_size=7),
)
def test_tokens_are_weighed_as_they_were_fitted(signs: list[float], cuts: set[int], weights: list[float]) -> None:
    """The sum is that of the numbers which the fit has seen, token by token."""
    edges = [0, *sorted(cut for cut in cuts if cut < len(signs)), len(signs)]
    by = Pointing(**dict(zip(NUMBERS, weights, strict=False)), intercept=weights[-1])
    wanted = token_numbers(signs, edges) @ np.array(weights[:-1]) + weights[-1]
    assert pointed_odds(signs, edges, by) == pytest.approx(wanted.tolist(), abs=1e-9)
