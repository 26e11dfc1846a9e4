"""Sureness: against scikit-learn and scipy, what must always hold, and what is refused."""

from collections.abc import Callable
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import brier_score_loss

from skillweave.errors import EvaluationError
from skillweave.evaluation.metrics import (
    adaptive_bins,
    bin_parts,
    brier,
    brier_parts,
    reliability,
    risk_coverage,
    wilson_interval,
)
from skillweave.evaluation.statistics import Statistic

EXACT = 1e-9

claims = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)
scored = st.lists(st.tuples(st.integers(-3, 3), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=30)
bin_counts = st.integers(1, 12)

Claims = list[tuple[float, bool]]


def _parted(made: Claims) -> tuple[list[float], list[bool]]:
    return [sure for sure, _ in made], [right for _, right in made]


@given(claims)
def test_brier_is_that_of_scikit_learn(made: Claims) -> None:
    """And its parts are what it is made of."""
    sure, right = _parted(made)
    expected = brier_score_loss(right, sure, labels=[False, True])
    assert brier(sure, right) == pytest.approx(expected, abs=EXACT)
    total, count = brier_parts(sure, right)
    assert total / count == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize(("good", "count"), [(0, 1), (1, 1), (0, 7), (3, 7), (8, 10), (50, 50), (499, 1000)])
def test_wilson_intervals_are_those_of_scipy(good: int, count: int) -> None:
    """A closed formula both times, so they agree to 1e-9."""
    expected = binomtest(good, count).proportion_ci(0.95, method="wilson")
    assert wilson_interval(good, count) == pytest.approx((expected.low, expected.high), abs=EXACT)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60, unique=True), bin_counts)
def test_bins_hold_equally_many(values: list[float], bins: int) -> None:
    """Without equal values, the sizes of bins differ by one at most, and there are as many as were asked for."""
    edges = adaptive_bins(values, bins)
    sizes = np.reshape(bin_parts(values, [True] * len(values), edges), (-1, 3))[:, 2]
    assert len(sizes) == min(bins, len(values))
    assert sizes.max() - sizes.min() <= 1


@given(claims, bin_counts)
def test_bins_lose_nothing_whatever_repeats(made: Claims, bins: int) -> None:
    """Edges run from 0 to 1 and rise; all claims are in a bin, and no bin of the set they come from is empty."""
    sure, right = _parted(made)
    edges = adaptive_bins(sure, bins)
    assert (edges[0], edges[-1]) == (0, 1)
    assert all(low <= high for low, high in pairwise(edges))
    parts = np.reshape(bin_parts(sure, right, edges), (-1, 3))
    assert parts.sum(axis=0).tolist() == pytest.approx([sum(sure), sum(right), len(sure)])
    assert parts[:, 2].min() > 0


@given(claims, claims, bin_counts)
def test_parts_of_cases_add_up_to_those_of_the_set(first: Claims, second: Claims, bins: int) -> None:
    """So one formula serves the set and every resample of it."""
    edges = adaptive_bins(_parted(first + second)[0], bins)
    together = bin_parts(*_parted(first + second), edges)
    apart = np.add(bin_parts(*_parted(first), edges), bin_parts(*_parted(second), edges))
    assert apart.tolist() == pytest.approx(together, abs=EXACT)


@given(claims, bin_counts)
def test_the_calibration_error_is_the_mean_gap_of_the_diagram(made: Claims, bins: int) -> None:
    """The figure and the table tell the same."""
    sure, right = _parted(made)
    rows = reliability(sure, right, bins)
    gap = sum(row.count * abs(row.confidence - row.share_right) for row in rows) / len(made)
    parts = np.array([bin_parts(sure, right, adaptive_bins(sure, bins))])
    assert Statistic("ECE", "ece", parts).at(np.ones((1, 1)))[0] == pytest.approx(gap, abs=EXACT)
    assert [row.low - EXACT <= row.share_right <= row.high + EXACT for row in rows] == [True] * len(rows)


@given(scored, st.randoms(use_true_random=False))
def test_a_risk_coverage_curve_does_not_depend_on_the_order_of_cases(
    made: list[tuple[int, float]], chance: Random
) -> None:
    """Not even among equal scores; it ends with every case answered, at the mean loss."""
    mixed = chance.sample(made, len(made))
    curves = [risk_coverage(*zip(*some, strict=True)) for some in (made, mixed)]
    (coverage, risk), (again, risk_again) = curves
    assert (coverage.tolist(), risk.tolist()) == (again.tolist(), pytest.approx(risk_again.tolist()))
    assert coverage[-1] == 1
    assert risk[-1] == pytest.approx(np.mean([loss for _, loss in made]))
    assert len(coverage) == len({score for score, _ in made})


@given(scored)
def test_the_area_under_the_curve_is_the_figure(made: list[tuple[int, float]]) -> None:
    """Risk times step in coverage, summed up."""
    coverage, risk = risk_coverage(*zip(*made, strict=True))
    area = float(np.sum(risk * np.diff(coverage, prepend=0)))
    parts = np.array([(score, loss, 1) for score, loss in made], np.float64)
    assert Statistic("AURC", "aurc", parts).at(np.ones((1, len(made))))[0] == pytest.approx(area, abs=EXACT)


@pytest.mark.parametrize(
    ("work_out", "message"),
    [
        (lambda: adaptive_bins([0.5], 0), "at least one bin"),
        (lambda: adaptive_bins([0.5, 1.5]), "from 0 to 1: got 1.5"),
        (lambda: adaptive_bins([float("nan")]), "from 0 to 1: got nan"),
        (lambda: bin_parts([0.5], [True, False], [0, 1]), "got 1 and 2"),
        (lambda: bin_parts([-0.5], [True], [0, 1]), "got -0.5"),
        (lambda: brier([2.0], [True]), "got 2.0"),
        (lambda: brier_parts([], [True]), "got 0 and 1"),
        (lambda: reliability([0.5], []), "got 1 and 0"),
        (lambda: wilson_interval(0, 0), "got 0 of 0"),
        (lambda: wilson_interval(3, 2), "got 3 of 2"),
        (lambda: risk_coverage([0.5], []), "got 1 and 0"),
        (lambda: risk_coverage([float("nan")], [0]), "not a number"),
    ],
)
def test_what_has_no_value_is_refused(work_out: Callable[[], object], message: str) -> None:
    """A score is not taken for a probability, and lists of different length are never cut to fit."""
    with pytest.raises(EvaluationError, match=message):
        work_out()
