"""The metrics: worked by hand, against scikit-learn, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, label_ranking_average_precision_score, top_k_accuracy_score

from skillweave.domain.span import Span
from skillweave.evaluation.metrics import (
    bootstrap_interval,
    character_f1,
    hit_at_k,
    r_precision_at_k,
    reciprocal_rank,
)

RANKED = ["a", "b", "c", "d", "e"]
LENGTH = 40

rankings = st.permutations(RANKED)
golds = st.sets(st.sampled_from(RANKED), min_size=1)
places = st.integers(1, 8)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Draw a span of a text of 40 characters."""
    start = draw(st.integers(0, LENGTH - 1))
    return Span(start=start, end=draw(st.integers(start + 1, LENGTH)))


@pytest.mark.parametrize(
    ("gold", "k", "expected"),
    [
        ({"a"}, 1, 1.0),  # a is first
        ({"c"}, 2, 0.0),  # c is third, the first two are a and b
        ({"c"}, 3, 1.0),
        ({"c", "e"}, 3, 1.0),  # one of two is enough
        ({"x"}, 5, 0.0),  # never ranked
        (set(), 5, 0.0),
        ({"e"}, 9, 1.0),  # more places than labels
    ],
)
def test_hit_at_k_by_hand(gold: set[str], k: int, expected: float) -> None:
    """1 if a gold label is among the first k, else 0."""
    assert hit_at_k(RANKED, gold, k) == expected


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ({"a"}, 1.0),  # 1/1
        ({"b"}, 0.5),  # 1/2
        ({"d", "e"}, 0.25),  # the first of them is fourth: 1/4
        ({"x"}, 0.0),
        (set(), 0.0),
    ],
)
def test_reciprocal_rank_by_hand(gold: set[str], expected: float) -> None:
    """1 over the place of the first gold label."""
    assert reciprocal_rank(RANKED, gold) == expected


@pytest.mark.parametrize(
    ("gold", "k", "expected"),
    [
        ({"a"}, 5, 1.0),  # 1 found / min(5, 1)
        ({"a", "c"}, 2, 0.5),  # a is there, c is not: 1 / min(2, 2)
        ({"a", "b", "c", "d"}, 2, 1.0),  # both places are right: 2 / min(2, 4)
        ({"b", "x", "y"}, 2, 0.5),  # 1 / min(2, 3)
        ({"b", "x", "y"}, 5, 1 / 3),  # 1 / min(5, 3)
        ({"x"}, 5, 0.0),
    ],
)
def test_r_precision_by_hand(gold: set[str], k: int, expected: float) -> None:
    """Gold labels among the first k over the most that could be there."""
    assert r_precision_at_k(RANKED, gold, k) == pytest.approx(expected)


def test_a_case_without_gold_has_no_r_precision() -> None:
    """Nothing could be there: that is a question of abstention."""
    with pytest.raises(ValueError, match="no RP@k"):
        r_precision_at_k(RANKED, set(), 5)


def test_a_gold_label_given_twice_counts_once() -> None:
    """A list of labels may repeat one; 1 / min(5, 1)."""
    assert r_precision_at_k(RANKED, ["a", "a"], 5) == 1.0


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        ([(0, 4)], [(0, 4)], 1.0),  # 2*4 / (4+4)
        ([(0, 4)], [(2, 6)], 0.5),  # 2*2 / (4+4)
        ([(0, 10)], [(0, 5)], 2 / 3),  # 2*5 / (10+5)
        ([(0, 2), (8, 10)], [(1, 9)], 1 / 3),  # characters 1 and 8: 2*2 / (4+8)
        ([(0, 4), (2, 6)], [(0, 6)], 1.0),  # overlapping spans cover 6 characters, not 8
        ([(0, 4)], [(4, 8)], 0.0),  # neighbours share nothing
        ([(0, 4)], [], 0.0),
        ([], [], 1.0),  # nothing was to be found and nothing was
    ],
)
def test_character_f1_by_hand(predicted: list[tuple[int, int]], gold: list[tuple[int, int]], expected: float) -> None:
    """Twice the shared characters over the characters of both."""
    ours, theirs = ([Span(start=start, end=end) for start, end in some] for some in (predicted, gold))
    assert character_f1(ours, theirs) == pytest.approx(expected)


@given(st.lists(spans(), min_size=1, max_size=4), st.lists(spans(), min_size=1, max_size=4))
def test_character_f1_is_that_of_scikit_learn(predicted: list[Span], gold: list[Span]) -> None:
    """The same as the F1 score of two rows of characters, marked or not; and either may come first."""
    ours, theirs = _marked(predicted), _marked(gold)
    assert character_f1(predicted, gold) == pytest.approx(f1_score(theirs, ours))
    assert character_f1(predicted, gold) == character_f1(gold, predicted)


@given(st.lists(st.tuples(rankings, st.sampled_from(RANKED)), min_size=1, max_size=8), st.integers(1, 4))
def test_hit_at_k_is_that_of_scikit_learn(cases: list[tuple[list[str], str]], k: int) -> None:
    """With one gold label, the mean over cases is the top-k accuracy."""
    scores = [[-ranked.index(label) for label in RANKED] for ranked, _ in cases]
    expected = top_k_accuracy_score([RANKED.index(gold) for _, gold in cases], scores, k=k, labels=range(len(RANKED)))
    assert np.mean([hit_at_k(ranked, {gold}, k) for ranked, gold in cases]) == pytest.approx(expected)


@given(st.lists(st.tuples(rankings, st.sampled_from(RANKED)), min_size=1, max_size=8))
def test_reciprocal_rank_is_that_of_scikit_learn(cases: list[tuple[list[str], str]]) -> None:
    """With one gold label, the mean over cases is the label ranking average precision."""
    scores = [[-ranked.index(label) for label in RANKED] for ranked, _ in cases]
    truth = [[label == gold for label in RANKED] for _, gold in cases]
    expected = label_ranking_average_precision_score(truth, scores)
    assert np.mean([reciprocal_rank(ranked, {gold}) for ranked, gold in cases]) == pytest.approx(expected)


@given(rankings, golds, places)
def test_recall_never_falls_with_k(ranked: list[str], gold: set[str], k: int) -> None:
    """A longer list hits at least as often; r-precision times its denominator is a count, which never falls."""
    found = [r_precision_at_k(ranked, gold, at) * min(at, len(gold)) for at in (k, k + 1)]
    assert hit_at_k(ranked, gold, k) <= hit_at_k(ranked, gold, k + 1)
    assert found[0] <= found[1] + 1e-9


@given(rankings, golds, places)
def test_metrics_lie_between_0_and_1(ranked: list[str], gold: set[str], k: int) -> None:
    """And a hit is there exactly if the first gold label stands within k."""
    values = [hit_at_k(ranked, gold, k), reciprocal_rank(ranked, gold), r_precision_at_k(ranked, gold, k)]
    assert [0.0 <= value <= 1.0 for value in values] == [True] * 3
    assert hit_at_k(ranked, gold, k) == float(reciprocal_rank(ranked, gold) >= 1 / k)


@given(golds, places)
def test_a_perfect_ranking_has_full_marks(gold: set[str], k: int) -> None:
    """With the gold labels first, every metric is 1."""
    ranked = sorted(RANKED, key=lambda label: label not in gold)
    assert (hit_at_k(ranked, gold, k), reciprocal_rank(ranked, gold), r_precision_at_k(ranked, gold, k)) == (1, 1, 1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 5))
def test_an_interval_lies_within_the_values_and_repeats(values: list[float], seed: int) -> None:
    """Low is not above high, neither leaves the range of the values, and the same seed gives the same interval."""
    low, high = bootstrap_interval(values, np.random.default_rng(seed), resamples=50)
    again = bootstrap_interval(values, np.random.default_rng(seed), resamples=50)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert (low, high) == again


def test_an_interval_of_equal_values_is_that_value() -> None:
    """Resampling cannot change a mean of equal values."""
    assert bootstrap_interval([0.25] * 7, np.random.default_rng(0)) == (0.25, 0.25)


def test_an_interval_is_about_that_of_the_normal_law() -> None:
    """400 cases of 0 and 1 in halves: 0.5 -+ 1.96 * 0.5 / sqrt(400), which is 0.451 to 0.549."""
    low, high = bootstrap_interval([0.0, 1.0] * 200, np.random.default_rng(0))
    assert low == pytest.approx(0.451, abs=0.006)
    assert high == pytest.approx(0.549, abs=0.006)


def _marked(some: list[Span]) -> list[bool]:
    return [any(span.start <= at < span.end for span in some) for at in range(LENGTH)]
