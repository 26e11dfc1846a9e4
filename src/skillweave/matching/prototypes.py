"""One direction for each competency, made from the example sentences that describe it; no labelled text is needed.

An indicator on its own is a poor target: the nearest of ten examples wins by an accident of wording. The mean of
all of them, seen through the scatter that examples of one concept have among themselves, is the rule of Fisher's
linear discriminant: what many examples share counts, what only tells one example from the next does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillweave.ports import Matrix

RIDGE = 0.01
"""Added to every direction's variance, so that the few thousand examples need not span all dimensions."""


@dataclass(frozen=True, slots=True)
class Background:
    """What example sentences look like in general.

    Attributes:
        mean: (dim,), the middle of all example sentences.
        precision: (dim, dim), inverse of the scatter within groups of examples, ridge added.
    """

    mean: Matrix
    precision: Matrix


@dataclass(frozen=True, slots=True)
class Prototypes:
    """Linear discriminants: `vectors @ directions.T + offsets` gives log-odds against the background.

    Attributes:
        directions: (n, dim).
        offsets: (n,).
    """

    directions: Matrix
    offsets: NDArray[np.float32]

    def score(self, vectors: Matrix) -> Matrix:
        """Give (len(vectors), n) log-odds."""
        return np.asarray(vectors @ self.directions.T + self.offsets, np.float32)


def background(groups: Sequence[Matrix], others: Matrix) -> Background:
    """Measure the background from groups of examples and from sentences that show nothing.

    Args:
        groups: One matrix (k, dim) a concept: its examples.
        others: (m, dim), sentences that belong to no group; they move the mean, not the scatter.

    Source:
        R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; ridge as in regularised
        discriminant analysis, J. H. Friedman, 1989.
    """
    centred = np.concatenate([group - group.mean(axis=0) for group in groups]).astype(np.float64)
    scatter = centred.T @ centred / len(centred)
    precision = np.linalg.inv(scatter + RIDGE * np.eye(scatter.shape[0]))
    mean = np.concatenate([*groups, others]).mean(axis=0)
    return Background(mean.astype(np.float32), precision.astype(np.float32))


def prototypes(centres: Matrix, seen_against: Background) -> Prototypes:
    """Turn the middles of competencies' examples, (n, dim), into discriminants against the background."""
    away = (centres - seen_against.mean).astype(np.float64)
    directions = away @ seen_against.precision.astype(np.float64)
    middle = -0.5 * np.einsum("nd,nd->n", away, directions) - directions @ seen_against.mean.astype(np.float64)
    return Prototypes(directions.astype(np.float32), middle.astype(np.float32))


def side_by_side(parts: Sequence[Prototypes]) -> Prototypes:
    """Join discriminants, so that one product serves them all."""
    return Prototypes(np.concatenate([p.directions for p in parts]), np.concatenate([p.offsets for p in parts]))
