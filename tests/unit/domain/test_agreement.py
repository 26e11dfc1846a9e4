"""Formulas of agreement: by their definitions pair by pair, under weights, and where they are undefined."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.agreement import Values, ac1, alpha, divided, fleiss, kappa, plain, unlike

EXACT = 1e-9

ROW = st.lists(st.integers(0, 4), min_size=3, max_size=3)
tables = st.lists(ROW, min_size=1, max_size=12).map(lambda rows: np.array(rows, np.float64))
Formula = Callable[[Values, Values], Values]
OF_COUNTS: list[Formula] = [plain, ac1, alpha, fleiss]


def once(counts: Values) -> Values:
    """Weigh every unit once."""
    return np.ones((1, len(counts)))


def _pairwise(counts: Values, apart: Callable[[int, int], float]) -> float:
    """Give alpha from all pairs of ratings."""
    units = [[value for value, many in enumerate(row) for _ in range(int(many))] for row in counts]
    units = [unit for unit in units if len(unit) > 1]
    pool = [value for unit in units for value in unit]
    seen = sum(apart(one, other) / (len(unit) - 1) for unit in units for one in unit for other in unit)
    chance = sum(apart(one, other) for one in pool for other in pool) / max(1, len(pool) - 1)
    return 1 - seen / chance if chance else float("nan")


@given(tables)
def test_alpha_is_that_of_all_pairs(counts: Values) -> None:
    """Whether values only differ, or lie apart by the square of their distance."""
    squares = np.square(np.arange(3)[:, None] - np.arange(3)[None, :]).astype(np.float64)
    found = [alpha(counts, once(counts))[0], alpha(counts, once(counts), squares)[0]]
    expected = [_pairwise(counts, lambda a, b: float(a != b)), _pairwise(counts, lambda a, b: float((a - b) ** 2))]
    assert found == pytest.approx(expected, abs=EXACT, nan_ok=True)


@pytest.mark.parametrize("formula", OF_COUNTS)
@given(tables, st.data())
def test_a_weight_of_two_is_a_unit_that_stands_twice(formula: Formula, counts: Values, data: st.DataObject) -> None:
    """And a weight of none leaves it out: what a bootstrap rests on."""
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(counts), max_size=len(counts)))
    repeated = np.repeat(counts, weights, axis=0)
    weighted = formula(counts, np.array([weights], np.float64))
    assert weighted == pytest.approx(formula(repeated, once(repeated)), abs=EXACT, nan_ok=True)


@pytest.mark.parametrize("formula", OF_COUNTS)
@given(tables, st.permutations(range(3)))
def test_names_of_values_change_nothing(formula: Formula, counts: Values, order: list[int]) -> None:
    """They only are the same or not."""
    again = formula(counts[:, order], once(counts))
    assert formula(counts, once(counts)) == pytest.approx(again, abs=EXACT, nan_ok=True)


def test_fleiss_gives_the_published_value() -> None:
    """Fourteen raters, ten units, five values: 0.210.

    Source: Wikipedia, Fleiss' kappa, "Worked example".
    """
    counts = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ],
        np.float64,
    )
    assert round(float(fleiss(counts, once(counts))[0]), 3) == 0.210


@given(tables)
def test_full_agreement_is_one_or_undefined(counts: Values) -> None:
    """Where every unit has one value only, it is 1, unless only one value occurs or nothing can be compared."""
    alike = np.where(counts == counts.max(axis=1, keepdims=True), counts, 0)
    alike = np.where(np.cumsum(alike > 0, axis=1) == 1, alike, 0)
    found = [formula(alike, once(alike))[0] for formula in OF_COUNTS]
    assert all(np.isnan(value) or value == pytest.approx(1, abs=EXACT) for value in found)
    comparable = alike[alike.sum(axis=1) > 1]
    assert np.isnan(found[0]) == (len(comparable) == 0)
    assert np.isnan(found[2]) == ((comparable.sum(axis=0) > 0).sum() < 2)


@pytest.mark.parametrize("formula", OF_COUNTS)
@pytest.mark.parametrize("counts", [np.zeros((0, 2)), np.zeros((3, 2)), np.array([[1.0, 0.0], [0.0, 1.0]])])
def test_without_two_ratings_of_anything_there_is_no_figure(formula: Formula, counts: Values) -> None:
    """NaN, and no warning."""
    assert np.isnan(formula(counts, once(counts))).all()


def test_kappa_is_undefined_where_both_give_one_value() -> None:
    """Chance explains everything."""
    assert np.isnan(kappa(np.array([[0.0, 0.0], [0.0, 7.0]])))
    assert np.isnan(kappa(np.zeros((2, 2))))
    assert kappa(np.array([[0.0, 7.0], [0.0, 0.0]])) == 0


def test_distances_of_values_that_only_differ() -> None:
    """None to itself, one to every other."""
    assert unlike(3).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_division_by_nothing_is_undefined() -> None:
    """Number by number, without a warning."""
    assert divided(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 0.0])).tolist()[0] == 0.5
    assert np.isnan(divided(np.array([0.0, 3.0]), np.array([0.0, 0.0]))).all()
