"""Agreement: against scikit-learn and published examples, what must always hold, and what is refused."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, cohen_kappa_score

from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.metrics import (
    agreement_interval,
    character_f1,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    quadratic_kappa,
    span_agreement,
)
from skillweave.evaluation.metrics.agreement import Level
from skillweave.evaluation.statistics import figure, mean_of, resamples

EXACT = 1e-9
GAP = None

pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)

Pairs = list[tuple[int, int]]

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
"""Two abstractors sort 100 pregnancies into three kinds; rows are the first one's.

Source: K. Gwet, irrCAC, data set cont3x3abstractors; its vignette prints the coefficients.
"""
FOUR_OBSERVERS: list[list[float | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
"""Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, sections C to E."""
THREE_CODERS: list[list[float | None]] = [
    [GAP, GAP, GAP, GAP, GAP, 3, 4, 1, 2, 1, 1, 3, 3, GAP, 3],
    [1, GAP, 2, 1, 3, 3, 4, 3, GAP, GAP, GAP, GAP, GAP, GAP, GAP],
    [GAP, GAP, 2, 1, 3, 4, 4, GAP, 2, 1, 1, 3, 3, GAP, 4],
]
"""Source: Wikipedia, Krippendorff's alpha, "A computational example"."""


def _parted(drawn: Pairs) -> tuple[list[int], list[int]]:
    return [one for one, _ in drawn], [other for _, other in drawn]


def _unrolled() -> tuple[list[int], list[int]]:
    """Give the table of the abstractors case by case."""
    cells = [(row, column) for row in range(3) for column in range(3) for _ in range(ABSTRACTORS[row][column])]
    return _parted(cells)


@given(pairs)
def test_agreement_is_that_of_scikit_learn(drawn: Pairs) -> None:
    """Plain agreement, kappa, and kappa with quadratic weights, wherever kappa is defined."""
    first, second = _parted(drawn)
    assume(len({*first, *second}) > 1)
    assert percent_agreement(first, second) == pytest.approx(accuracy_score(first, second), abs=EXACT)
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second), abs=EXACT)
    expected = cohen_kappa_score(first, second, labels=range(5), weights="quadratic")
    assert quadratic_kappa(first, second) == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize(
    ("measure", "published"),
    [
        (percent_agreement, 0.89),
        (cohen_kappa, 0.7964094),
        (gwet_ac1, 0.8493305),
        (lambda first, second: krippendorff_alpha([first, second]), 0.7972585),
    ],
)
def test_two_raters_agree_as_published(measure: Callable[..., float], published: float) -> None:
    """To the seven digits that the source prints."""
    assert measure(*_unrolled()) == pytest.approx(published, abs=5e-8)


@pytest.mark.parametrize(
    ("ratings", "level", "published", "digits"),
    [
        (FOUR_OBSERVERS, "nominal", 0.743, 3),
        (FOUR_OBSERVERS, "ordinal", 0.815, 3),
        (FOUR_OBSERVERS, "interval", 0.849, 3),
        (THREE_CODERS, "nominal", 0.691, 3),
        (THREE_CODERS, "interval", 0.811, 3),
    ],
)
def test_many_raters_with_gaps_agree_as_published(
    ratings: list[list[float | None]], level: Level, published: float, digits: int
) -> None:
    """To the digits that the source prints."""
    assert round(krippendorff_alpha(ratings, level), digits) == published


@given(pairs)
def test_alpha_of_two_raters_is_pi_with_a_correction_for_small_samples(drawn: Pairs) -> None:
    """Scott's pi from the pooled shares; alpha = pi + (1 - pi) / (2 n)."""
    first, second = _parted(drawn)
    assume(len({*first, *second}) > 1)
    shares = np.bincount([*first, *second]) / (2 * len(drawn))
    chance = float(np.square(shares).sum())
    pi = (percent_agreement(first, second) - chance) / (1 - chance)
    assert krippendorff_alpha([first, second]) == pytest.approx(pi + (1 - pi) / (2 * len(drawn)), abs=EXACT)


@given(pairs)
def test_who_comes_first_and_what_labels_are_called_changes_nothing(drawn: Pairs) -> None:
    """Nominal measures see labels only as same or other, and no rater is the right one."""
    first, second = _parted(drawn)
    names = dict(zip(range(5), "vwxyz", strict=True))
    renamed = [names[one] for one in first], [names[one] for one in second]
    for measure in (percent_agreement, cohen_kappa, gwet_ac1, lambda *two: krippendorff_alpha(two)):
        value = measure(first, second)
        assert measure(second, first) == pytest.approx(value, nan_ok=True)
        assert measure(*renamed) == pytest.approx(value, nan_ok=True)


@given(pairs, st.integers(1, 3), st.integers(-5, 5))
def test_grades_may_be_shifted_and_stretched(drawn: Pairs, stretch: int, shift: int) -> None:
    """Only distances count for interval figures, only order for ordinal ones."""
    first, second = _parted(drawn)
    moved = [one * stretch + shift for one in first], [one * stretch + shift for one in second]
    assert quadratic_kappa(*moved) == pytest.approx(quadratic_kappa(first, second), nan_ok=True)
    interval = krippendorff_alpha([first, second], "interval")
    assert krippendorff_alpha(moved, "interval") == pytest.approx(interval, nan_ok=True)
    squared = [[one**2 for one in some] for some in (first, second)]
    ordinal = krippendorff_alpha([first, second], "ordinal")
    assert krippendorff_alpha(squared, "ordinal") == pytest.approx(ordinal, nan_ok=True)


def test_a_frequent_label_lowers_kappa_and_not_ac1() -> None:
    """118 of 125 agree, almost all on one label: kappa is below 0, AC1 is near 118/125."""
    first, second = "y" * 118 + "n" * 2 + "y" * 5, "y" * 118 + "y" * 2 + "n" * 5
    assert percent_agreement(first, second) == pytest.approx(0.944)
    assert cohen_kappa(first, second) < 0
    assert gwet_ac1(first, second) > 0.94


@given(pairs, st.integers(0, 3))
def test_the_interval_of_plain_agreement_is_that_of_a_mean(drawn: Pairs, seed: int) -> None:
    """The same draws, the same groups, the same quantiles as every other figure."""
    first, second = _parted(drawn)
    groups = [str(at // 2) for at in range(len(drawn))]
    got = agreement_interval(percent_agreement, first, second, groups, seed, count=40)
    alike = mean_of("agreement", [float(one == other) for one, other in drawn])
    expected = figure(alike, resamples(groups, seed, 40))
    assert got == pytest.approx((expected.low, expected.high), abs=EXACT)
    assert got == agreement_interval(percent_agreement, first, second, groups, seed, count=40)


def test_an_interval_leaves_undefined_resamples_out() -> None:
    """Kappa of a resample of one label is undefined; the others still give an interval, and it holds the value."""
    first, second = "aaab" * 4, "aaab" * 3 + "aaba"
    groups = [str(at // 4) for at in range(16)]
    low, high = agreement_interval(cohen_kappa, first, second, groups, seed=1)
    assert low <= cohen_kappa(first, second) <= high
    assert high == 1
    rare = agreement_interval(cohen_kappa, "ab", "ab", ["x", "y"], seed=1)
    assert rare == (1, 1)


def test_an_interval_takes_a_measure_with_its_arguments_fixed() -> None:
    """Labels that a resample might miss are named beforehand."""
    measure = partial(gwet_ac1, labels="abc")
    assert agreement_interval(measure, "aab", "aab", ["1", "2", "3"], seed=0, count=50) == (1, 1)


def test_span_agreement_is_the_mean_over_items_that_both_marked() -> None:
    """Items of one side belong into the agreement on labels."""
    one, other = [Span(start=0, end=4)], [Span(start=3, end=9)]
    assert span_agreement([one, [], one], [other, other, one]) == pytest.approx((character_f1(one, other) + 1) / 2)


@pytest.mark.parametrize(
    ("work_out", "message"),
    [
        (lambda: percent_agreement("ab", "a"), "got 2 and 1"),
        (lambda: cohen_kappa("ab", "a"), "got 2 and 1"),
        (lambda: quadratic_kappa([1], []), "got 1 and 0"),
        (lambda: gwet_ac1("ab", "a"), "got 2 and 1"),
        (lambda: span_agreement([[]], []), "got 1 and 0"),
        (lambda: agreement_interval(cohen_kappa, "ab", "a", ["1", "2"], 0), "got 2 and 1"),
        (lambda: agreement_interval(cohen_kappa, "ab", "ab", ["1"], 0), "got 2 and 1"),
        (lambda: krippendorff_alpha(["ab", "a"]), r"\[2, 1\] items"),
        (lambda: krippendorff_alpha(["ab", "ab"], "ordinal"), "needs numbers: got"),
        (lambda: krippendorff_alpha([[1.0, float("nan")], [1.0, 2.0]]), "nan is no rating"),
        (lambda: cohen_kappa([None, "a"], ["a", "a"]), "missing or unknown"),
        (lambda: quadratic_kappa([float("nan"), 1.0], [1.0, 1.0]), "missing or unknown"),
        (lambda: gwet_ac1("ab", "ax", labels="ab"), r"unknown: \['x'\]"),
    ],
)
def test_what_cannot_be_compared_is_refused(work_out: Callable[[], object], message: str) -> None:
    """A missing label is neither agreement nor disagreement, unless the measure is made for gaps."""
    with pytest.raises(EvaluationError, match=message):
        work_out()
