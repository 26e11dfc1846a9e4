"""Intervals: the score interval of a share, and the percentiles of resampled values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from skillweave.domain.intervals import percentiles, wilson

EXACT = 1e-9

trials = st.integers(1, 5_000).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count)))


@given(trials)
def test_a_score_interval_is_that_of_scipy(counts: tuple[int, int]) -> None:
    """Of any share."""
    expected = binomtest(*counts).proportion_ci(0.95, method="wilson")
    assert wilson(*counts) == pytest.approx((expected.low, expected.high), abs=EXACT)


@given(trials)
def test_a_score_interval_encloses_the_share(counts: tuple[int, int]) -> None:
    """To the last digit, and within 0 and 1."""
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1


def test_without_a_trial_anything_may_be_true() -> None:
    """The interval runs from 0 to 1."""
    assert wilson(0, 0) == (0.0, 1.0)


def test_percentiles_leave_out_what_is_undefined() -> None:
    """2.5% and 97.5% of a hundred and one even steps, whatever stands between."""
    steps = np.linspace(0, 100, 101)
    assert percentiles(steps) == pytest.approx((2.5, 97.5), abs=EXACT)
    assert percentiles(np.append(steps, [np.nan] * 50)) == percentiles(steps)


@pytest.mark.parametrize("drawn", [[], [np.nan, np.nan]])
def test_without_any_value_percentiles_are_undefined(drawn: list[float]) -> None:
    """And say so without a warning."""
    assert np.isnan(percentiles(np.array(drawn))).all()
