"""Windows: pooled token rows, what is scored and what can be quoted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skillweave.matching.windows import (
    WIDTHS,
    best_of_each,
    phrase_bounds,
    phrase_edges,
    pool,
    pool_bounds,
    pool_many,
    unit_length,
    window_bounds,
)
from skillweave.ports import Matrix

ROWS = st.integers(1, 20).flatmap(
    lambda count: arrays(np.float32, (count, 4), elements=st.floats(-10, 10, width=32).map(lambda x: round(x, 2)))
)


@given(ROWS)
def test_each_window_is_the_direction_of_its_sum(rows: Matrix) -> None:
    """A window's vector is the sum of its rows, scaled to length one; a sum of nothing stays zero."""
    windows = pool(rows)
    sums = np.stack([rows[low:high].astype(np.float64).sum(axis=0) for low, high in windows.bounds])
    lengths = np.linalg.norm(sums, axis=1)
    far = lengths > 1e-2  # nearer to zero the direction is noise
    np.testing.assert_allclose(windows.vectors[far], sums[far] / lengths[far, None], atol=1e-3)
    assert np.isfinite(windows.vectors).all()


@given(ROWS)
def test_the_first_window_is_the_whole(rows: Matrix) -> None:
    """The whole comes first, then the widths from narrow to wide, each from left to right."""
    bounds = pool(rows).bounds
    assert bounds[0].tolist() == [0, len(rows)]
    rest = [(high - low, low) for low, high in bounds[1:].tolist()]
    assert rest == sorted(rest)
    assert {width for width, _ in rest} == {width for width in WIDTHS if width < len(rows)}


@given(count=st.integers(1, 60), width=st.integers(1, 20), stride=st.floats(0, 2))
def test_windows_cover_every_row(count: int, width: int, stride: float) -> None:
    """Whatever the stride up to the width, each width reaches from the first row to the last, inside the rows."""
    bounds = window_bounds(count, (width,), stride)[1:]
    starts, ends = bounds[:, 0].tolist(), bounds[:, 1].tolist()
    assert (starts[:1], ends[-1:]) == (([0], [count]) if width < count else ([], []))
    assert all(end - start == width for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(set(starts))


@given(count=st.integers(2, 60), width=st.integers(1, 20))
def test_no_stride_takes_every_start(count: int, width: int) -> None:
    """With a stride of zero every window of a width is there."""
    assert len(window_bounds(count, (width,), 0.0)) == 1 + max(0, count - width + 1) * (width < count)


def test_no_rows_no_windows() -> None:
    """A text without tokens has no windows, not one of nothing."""
    windows = pool(np.zeros((0, 4), np.float32))
    assert (windows.vectors.shape, windows.bounds.shape) == ((0, 4), (0, 2))


def test_arguments_are_not_changed() -> None:
    """The rows given stay as they are."""
    rows = np.arange(12, dtype=np.float32).reshape(3, 4)
    pool(rows)
    assert np.array_equal(rows, np.arange(12, dtype=np.float32).reshape(3, 4))


def test_given_stretches_are_pooled() -> None:
    """Stretches of any length, overlapping or not, are pooled in the order given."""
    rows = np.eye(3, dtype=np.float32)
    windows = pool_bounds(rows, np.array([[1, 3], [0, 1]]))
    np.testing.assert_allclose(windows.vectors, [[0, 0.5**0.5, 0.5**0.5], [1, 0, 0]], atol=1e-6)


@given(rows=ROWS, data=st.data())
def test_any_stretches_are_plain_sums(rows: Matrix, data: st.DataObject) -> None:
    """Any stretches in any order, also twice or none at all, point where the plain sums of their rows point."""
    place = st.integers(0, len(rows))
    pairs = data.draw(st.lists(st.tuples(place, place).map(sorted), max_size=8))
    bounds = np.array(pairs, np.int64).reshape(-1, 2)
    windows = pool_bounds(rows, bounds)
    assert windows.vectors.shape == (len(pairs), 4)
    assert windows.vectors.dtype == np.float32
    assert np.array_equal(windows.bounds, bounds)
    for vector, (low, high) in zip(windows.vectors, pairs, strict=True):
        plain = np.array([sum(column[low:high]) for column in rows.T.tolist()])
        length = np.linalg.norm(plain)
        assert np.isfinite(vector).all()
        assert low < high or not vector.any()
        if length > 1e-2:  # nearer to zero the direction is noise
            np.testing.assert_allclose(vector, plain / length, atol=1e-3)


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_many_units_are_pooled_as_one_by_one(units: list[Matrix]) -> None:
    """Windows of several units pooled together are those of each unit, in order, and none reaches into the next."""
    bounds = [window_bounds(len(rows), (2, 3), 0.0) for rows in units]
    vectors, starts = pool_many(units, bounds)
    alone = [pool_bounds(rows, own).vectors for rows, own in zip(units, bounds, strict=True)]
    np.testing.assert_allclose(vectors, np.concatenate(alone), atol=1e-4)
    assert starts.tolist() == [sum(map(len, alone[:at])) for at in range(len(units))]


def test_kept_bounds_are_not_spoiled() -> None:
    """Bounds are kept for the next text of the same length; pooling leaves them as they are."""
    before = window_bounds(5, (2,), 0.0).tolist()
    pool_many([np.ones((5, 2), np.float32)] * 2, [window_bounds(5, (2,), 0.0)] * 2)
    assert window_bounds(5, (2,), 0.0).tolist() == before


@pytest.mark.parametrize(
    ("offsets", "phrases", "edges"),
    [
        ([[0, 1], [2, 5], [6, 9]], [(0, 9)], [0, 3]),
        ([[0, 1], [2, 5], [6, 9]], [(0, 6), (6, 9)], [0, 2, 3]),
        ([[0, 1], [2, 5], [6, 9]], [(0, 5), (5, 9)], [0, 2, 3]),
        ([[3, 5], [6, 9]], [(0, 2), (2, 9)], [0, 2]),
        ([[0, 1], [2, 5]], [(0, 5), (5, 6)], [0, 2]),
    ],
)
def test_phrases_become_rows(offsets: list[list[int]], phrases: list[tuple[int, int]], edges: list[int]) -> None:
    """A phrase begins at the first row that starts in it; phrases without rows vanish."""
    assert phrase_edges(np.array(offsets), phrases).tolist() == edges


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8, unique=True))
def test_phrases_and_pairs(ends: list[int]) -> None:
    """The whole, each phrase and each pair of neighbours are listed once."""
    edges = np.array([0, *sorted(ends)])
    found = [tuple(pair) for pair in phrase_bounds(edges).tolist()]
    near = {(low, high) for at, low in enumerate(edges.tolist()) for high in edges[at + 1 : at + 3].tolist()}
    assert set(found) == near | {(0, int(edges[-1]))}
    assert len(set(found)) == len(found)
    assert found[0] == (0, int(edges[-1]))


def test_zeros_stay_zeros() -> None:
    """A row of zeros has no direction and makes no warning; every other row gets length one."""
    found = unit_length(np.array([[0, 0], [3, 4], [0, -2]], np.float32))
    assert found.ravel().tolist() == pytest.approx([0, 0, 0.6, 0.8, 0, -1])


@given(seed=st.integers(0, 500), counts=st.lists(st.integers(1, 6), min_size=1, max_size=8), width=st.integers(0, 5))
def test_the_best_of_each_is_the_plain_reduction(seed: int, counts: list[int], width: int) -> None:
    """The best of each unit's rows is numpy's, to the last bit, also where a value is missing or infinite."""
    values = np.random.default_rng(seed).standard_normal((sum(counts), width)).astype(np.float32)
    values[values > 1.8] = np.nan
    values[values < -1.8] = -np.inf
    before = values.copy()
    starts = np.cumsum([0, *counts[:-1]])
    np.testing.assert_array_equal(best_of_each(values, starts), np.maximum.reduceat(before, starts, axis=0))
    np.testing.assert_array_equal(values, before)
