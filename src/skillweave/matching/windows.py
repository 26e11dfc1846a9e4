"""Pools token rows into windows: what is scored is what can be quoted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from skillweave.ports import Matrix, Offsets

Bounds = NDArray[np.int64]

WIDTHS = (2, 3, 4, 6, 8, 12)
"""Window lengths in tokens. Others were tried without gain: docs/decisions/0005-token-rows-and-pooled-windows.md."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Pooled windows of one unit of text.

    Attributes:
        vectors: (w, dim), unit length.
        bounds: (w, 2), first row and one past the last row of each window.
    """

    vectors: Matrix
    bounds: Bounds


def pool(rows: Matrix, widths: Sequence[int] = WIDTHS, *, stride: float = 0.0) -> Windows:
    """Pool consecutive rows into windows of each width, and all rows into one.

    Rows are summed and scaled to unit length, so a dot product with a unit vector is a cosine. The first window
    is always the whole.

    Args:
        rows: (n, dim), one row a token.
        widths: Window lengths in rows; a width of n or more is left out, since the whole is there.
        stride: Steps between starts as a share of the width; 0 takes every start.

    Returns:
        Windows ordered by width after the whole, then by start. No rows, no windows.

    Source:
        Late pooling of token vectors; docs/decisions/0005-token-rows-and-pooled-windows.md.

    Example:
        >>> pool(np.eye(3, dtype=np.float32), widths=[2]).bounds.tolist()
        [[0, 3], [0, 2], [1, 3]]
    """
    count = len(rows)
    if count == 0:
        return Windows(np.zeros((0, rows.shape[1]), np.float32), np.zeros((0, 2), np.int64))
    return pool_bounds(rows, window_bounds(count, tuple(widths), stride))


def pool_bounds(rows: Matrix, bounds: Bounds) -> Windows:
    """Pool the given stretches of rows, such as phrases.

    Args:
        rows: (n, dim).
        bounds: (w, 2), first row and one past the last.
    """
    return Windows(unit_length(stretch_sums(rows, bounds)), bounds)


def stretch_sums(rows: Matrix, bounds: Bounds) -> Matrix:
    """Add up the rows of each stretch, (w, dim): five times as fast as `np.add.reduceat` on wide rows.

    Args:
        rows: (n, dim).
        bounds: (w, 2), first row and one past the last; stretches may overlap.
    """
    from scipy.sparse import csr_matrix

    lengths = bounds[:, 1] - bounds[:, 0]
    ends = np.cumsum(lengths)
    picked = np.arange(ends[-1] if len(ends) else 0) + np.repeat(bounds[:, 0] - ends + lengths, lengths)
    ones = np.ones(len(picked), np.float32)
    return np.asarray(csr_matrix((ones, picked, np.append(0, ends)), shape=(len(bounds), len(rows))) @ rows, np.float32)


def phrase_edges(offsets: Offsets, phrases: Sequence[tuple[int, int]]) -> Bounds:
    """Turn phrases into rows: where each begins, and the end of all.

    Args:
        offsets: (n, 2), code points of each row, sorted.
        phrases: Stretches in the same code points, sorted, together covering the rows.
    """
    inner = np.searchsorted(offsets[:, 0], [start for start, _ in phrases[1:]])
    return np.unique(np.concatenate([[0], inner, [len(offsets)]])).astype(np.int64)


def phrase_bounds(edges: Bounds) -> Bounds:
    """List the whole, each phrase, and each pair of neighbours.

    Example:
        >>> phrase_bounds(np.array([0, 4, 9, 12])).tolist()
        [[0, 12], [0, 4], [4, 9], [9, 12], [0, 9], [4, 12]]
    """
    found = [edges[[0, -1]][None]]
    for count in (1, 2):
        if len(edges) > count + 1:
            found.append(np.stack([edges[:-count], edges[count:]], axis=1))
    return np.concatenate(found)


def pool_many(rows: Sequence[Matrix], bounds: Sequence[Bounds]) -> tuple[Matrix, Bounds]:
    """Pool windows of many units in one go, which costs far less than one by one.

    Args:
        rows: (n, dim) each: the rows of every unit.
        bounds: (w, 2) each: the windows of every unit, in its own rows.

    Returns:
        All vectors below one another, and the position at which each unit's begin.
    """
    sizes = np.array([len(part) for part in rows], np.int64)
    places = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    joined = np.concatenate(rows)
    moved = np.concatenate([part + place for part, place in zip(bounds, places, strict=True)])
    counts = np.array([len(part) for part in bounds], np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return pool_bounds(joined, moved).vectors, starts


@lru_cache(maxsize=4_096)
def window_bounds(count: int, widths: tuple[int, ...], stride: float) -> Bounds:
    """List the windows over `count` rows: the whole first, then each width at every stride."""
    parts = [np.array([[0, count]], np.int64)]
    for width in widths:
        if width < count:
            step = max(1, round(width * stride))
            starts = np.arange(0, count - width + 1, step, dtype=np.int64)
            if starts[-1] != count - width:  # the end of a text must be covered, whatever the stride
                starts = np.append(starts, count - width)
            parts.append(np.stack([starts, starts + width], axis=1))
    return np.concatenate(parts)


def unit_length(vectors: Matrix) -> Matrix:
    """Scale each row to length 1; a row of zeros stays as it is."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0), np.float32)


def best_of_each(values: Matrix, starts: NDArray[np.int64]) -> Matrix:
    """Take the best of each unit's rows, (units, n): `np.maximum.reduceat`, which is ten times slower on wide rows.

    Args:
        values: (rows, n).
        starts: (units,), where each unit's rows begin; each has at least one.
    """
    counts = np.diff(np.append(starts, len(values)))
    out = values[starts]
    for more in range(1, int(counts.max())):
        longer = np.flatnonzero(counts > more)
        out[longer] = np.maximum(out[longer], values[starts[longer] + more])
    return out
