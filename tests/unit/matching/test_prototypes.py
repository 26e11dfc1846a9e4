"""Linear discriminants from example sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from skillweave.matching.prototypes import RIDGE, Background, background, prototypes, side_by_side


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(st.integers(0, 1_000))
def test_scores_are_log_odds_of_two_gaussians(seed: int) -> None:
    """A score is the log of how much likelier a vector is around the centre than around the background's mean."""
    rng = _rng(seed)
    root = rng.standard_normal((3, 3))
    precision = root @ root.T + np.eye(3)
    mean, centres, vectors = rng.standard_normal(3), rng.standard_normal((4, 3)), rng.standard_normal((5, 3))
    made = prototypes(centres.astype(np.float32), Background(mean.astype(np.float32), precision.astype(np.float32)))

    def log_density(middle: NDArray[np.float64]) -> NDArray[np.float64]:
        away = vectors[:, None] - middle[None]
        return np.asarray(-0.5 * np.einsum("vnd,de,vne->vn", away, precision, away), np.float64)

    wanted = log_density(centres) - log_density(mean[None])
    np.testing.assert_allclose(made.score(vectors.astype(np.float32)), wanted, rtol=1e-3, atol=1e-2)


def test_halfway_is_undecided() -> None:
    """Halfway to the centre the odds are even; at the centre they favour it, at the background's mean they do not."""
    around = Background(np.zeros(2, np.float32), np.eye(2, dtype=np.float32))
    made = prototypes(np.array([[2.0, 0.0]], np.float32), around)
    assert made.score(np.array([[1, 0], [2, 0], [0, 0]], np.float32))[:, 0].tolist() == [0.0, 2.0, -2.0]


def test_discriminants_side_by_side_score_as_alone() -> None:
    """Joined discriminants give the scores of each, in the order given."""
    around = Background(np.ones(3, np.float32), np.eye(3, dtype=np.float32))
    rows = _rng(3).standard_normal((6, 3)).astype(np.float32)
    parts = [prototypes(rows[:1], around), prototypes(rows[1:4], around), prototypes(rows[4:], around)]
    wanted = np.concatenate([part.score(rows) for part in parts], axis=1)
    np.testing.assert_allclose(side_by_side(parts).score(rows), wanted, atol=1e-5)


def test_scatter_within_groups_counts_for_less() -> None:
    """A direction in which examples of one concept differ among themselves says less than one that they share."""
    groups = [np.array([[1, 3], [1, -3]], np.float32), np.array([[-1, 3], [-1, -3]], np.float32)]
    precision = background(groups, np.zeros((0, 2), np.float32)).precision
    assert precision[0, 0] == pytest.approx(1 / RIDGE)
    assert precision[1, 1] == pytest.approx(1 / (9 + RIDGE), rel=1e-4)


def test_others_move_the_mean_alone() -> None:
    """Sentences of no group move the mean; the scatter stays."""
    groups = [np.array([[1, 3], [1, -3]], np.float32)]
    plain, moved = (background(groups, np.full((count, 2), 4, np.float32)) for count in (0, 2))
    assert (plain.mean.tolist(), moved.mean.tolist()) == ([1, 0], [2.5, 2])
    assert np.array_equal(plain.precision, moved.precision)


def test_more_dimensions_than_examples() -> None:
    """The ridge keeps a few examples in many dimensions invertible."""
    rows = _rng(1).standard_normal((4, 64)).astype(np.float32)
    made = prototypes(rows[:2], background([rows[:2], rows[2:]], rows))
    assert np.isfinite(made.score(rows)).all()


def test_the_order_of_groups_does_not_matter() -> None:
    """Groups in another order give the same background."""
    rows = _rng(2).standard_normal((9, 5)).astype(np.float32)
    one, other = background([rows[:4], rows[4:7]], rows[7:]), background([rows[4:7], rows[:4]], rows[7:])
    np.testing.assert_allclose(one.precision, other.precision, rtol=1e-4)
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-6)
