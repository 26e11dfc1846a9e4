"""Sureness worked out by hand."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np

from skillweave.evaluation.metrics import (
    ReliabilityRow,
    adaptive_bins,
    bin_parts,
    brier,
    brier_parts,
    reliability,
    risk_coverage,
    wilson_interval,
)
from tests.unit.evaluation.worked.table import Table

Z = 1.959963984540054
ZZ = Z * Z
HALF_OF_2 = Z / (2 + ZZ) * sqrt(1 * 1 / 2 + ZZ / 4)
"""Half the width of the Wilson interval of one right in two; its middle is 1/2."""


def _wald(good: int, count: int) -> tuple[float, float]:
    half = Z * sqrt(good * (count - good) / count**3)
    return good / count - half, good / count + half


def _wilson_with(good: int, count: int, z: float, quarter: float) -> tuple[float, float]:
    middle = (good + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * sqrt(good * (count - good) / count + quarter)
    return max(0.0, middle - half), min(1.0, middle + half)


def _row(row: ReliabilityRow, confidence: float, low: float, high: float) -> tuple[float, ...]:
    return confidence, row.share_right, low, high, row.count


def _points(scores: Sequence[float], losses: Sequence[float], sign: int) -> tuple[list[float], list[float]]:
    """Give a point a case, as if a threshold could part equal scores."""
    order = sorted(range(len(scores)), key=lambda at: sign * scores[at])
    risks = [sum(losses[i] for i in order[: at + 1]) / (at + 1) for at in range(len(order))]
    return [(at + 1) / len(order) for at in range(len(order))], risks


TABLES: Mapping[str, Table] = {
    "adaptive_bins": Table(
        adaptive_bins,
        [
            (([0.9, 0.1, 0.3, 0.2], 2), (0, 0.3, 1)),  # 0.1 and 0.2, then 0.3 and 0.9
            (([0.1, 0.2, 0.3, 0.4, 0.9], 2), (0, 0.4, 1)),  # three and two
            (([0.5, 0.5, 0.5, 0.9], 2), (0, 0.9, 1)),  # equal ones stay together, below
            (([0.5, 0.5], 10), (0, 1)),  # nothing to part
            (([0.2, 0.8], 10), (0, 0.8, 1)),  # no more bins than values
            (([], 10), (0, 1)),
        ],
        {
            "bins of equal width": lambda _, bins: np.linspace(0, 1, bins + 1),
            "not sorted": lambda values, bins: (
                0,
                *sorted({part[0] for part in np.array_split(values, bins)[1:] if len(part)}),
                1,
            ),
            "the last of the bin below": lambda values, bins: (
                0,
                *sorted({part[-1] for part in np.array_split(sorted(values), bins)[:-1] if len(part)}),
                1,
            ),
        },
    ),
    "bin_parts": Table(
        bin_parts,
        [
            (([0.25, 0.5, 1.0], [False, True, True], [0, 0.5, 1]), [0.25, 0, 1, 1.5, 2, 2]),  # 0.5 opens the second
            (([0.1, 0.2], [True, False], [0, 0.5, 1]), [0.3, 1, 2, 0, 0, 0]),
            (([], [], [0, 0.5, 1]), [0] * 6),
        ],
        {
            "an edge belongs to the bin below": lambda sure, right, edges: bin_parts(
                sure, right, [edge + 1e-9 for edge in edges]
            ),
            "confidence and truth swapped": lambda sure, right, edges: np.reshape(
                bin_parts(sure, right, edges), (-1, 3)
            )[:, [1, 0, 2]],
            "means for sums": lambda sure, right, edges: [
                number / max(1, row[2])
                for row in np.reshape(bin_parts(sure, right, edges), (-1, 3)).tolist()
                for number in row
            ],
        },
    ),
    "brier": Table(
        brier,
        [
            (([0.5, 1.0], [True, True]), 1 / 8),  # (1/4 + 0) / 2
            (([0.8, 0.4, 0.0], [True, True, False]), 0.4 / 3),  # (0.04 + 0.36 + 0) / 3
            (([1.0], [False]), 1),
            (([], []), np.nan),
        ],
        {
            "not squared": lambda sure, right: (
                np.mean(np.abs(np.subtract(sure, right, dtype=float))) if sure else np.nan
            ),
            "root of it": lambda sure, right: np.sqrt(brier(sure, right)),
            "sum for mean": lambda sure, right: brier_parts(sure, right)[0],
            "1 where nothing is claimed": lambda sure, right: brier(sure, right) if sure else 1.0,
        },
    ),
    "brier_parts": Table(
        brier_parts,
        [(([0.5, 1.0], [True, True]), (0.25, 2)), (([0.8, 0.4], [True, True]), (0.4, 2)), (([], []), (0, 0))],
        {
            "mean for sum": lambda sure, right: (brier(sure, right) if sure else 0, len(sure)),
            "right ones only": lambda sure, right: (brier_parts(sure, right)[0], 1),
        },
    ),
    "wilson_interval": Table(
        wilson_interval,
        [
            ((0, 10), (0, ZZ / (10 + ZZ))),  # middle and half the width are both (z^2 / 2) / (10 + z^2)
            ((10, 10), (10 / (10 + ZZ), 1)),
            ((1, 2), (0.5 - HALF_OF_2, 0.5 + HALF_OF_2)),
        ],
        {
            "normal interval": _wald,
            "90%": lambda good, count: _wilson_with(good, count, 1.6448536269514722, 1.6448536269514722**2 / 4),
            "no term for the normal law": lambda good, count: _wilson_with(good, count, Z, 0.0),
        },
    ),
    "reliability": Table(
        reliability,
        [
            (
                ([0.2, 1.0, 0.3], [True, True, False], 2),
                [(0.25, 0.5, 0.5 - HALF_OF_2, 0.5 + HALF_OF_2, 2), (1, 1, 1 / (1 + ZZ), 1, 1)],
            ),
            (([], [], 10), []),
        ],
        {
            "normal interval": lambda *given: [
                _row(row, row.confidence, *_wald(round(row.share_right * row.count), row.count))
                for row in reliability(*given)
            ],
            "middle of the bin for the mean": lambda sure, right, bins: [
                _row(row, (low + high) / 2, row.low, row.high)
                for row, low, high in zip(
                    reliability(sure, right, bins),
                    adaptive_bins(sure, bins)[:-1] if sure else (),
                    adaptive_bins(sure, bins)[1:] if sure else (),
                    strict=True,
                )
            ],
            "bins in the order of the claims": lambda sure, right, _: [
                row for at in range(0, len(sure), 2) for row in reliability(sure[at : at + 2], right[at : at + 2], 1)
            ],
        },
    ),
    "risk_coverage": Table(
        risk_coverage,
        [
            (([0.9, 0.7, 0.5, 0.3], [0, 1, 0, 1]), ([1 / 4, 2 / 4, 3 / 4, 1], [0, 1 / 2, 1 / 3, 2 / 4])),
            (([0.3, 0.9, 0.5], [1, 0, 0]), ([1 / 3, 2 / 3, 1], [0, 0, 1 / 3])),
            (([0.5, 0.9, 0.5, 0.1], [1, 0, 0, 1]), ([1 / 4, 3 / 4, 1], [0, 1 / 3, 2 / 4])),  # no part of a tie
            (([float("-inf"), 0.2], [1, 0]), ([1 / 2, 1], [0, 1 / 2])),
            (([], []), ([], [])),
        ],
        {
            "least sure first": lambda scores, losses: _points(scores, losses, 1),
            "ties parted by the order of the cases": lambda scores, losses: _points(scores, losses, -1),
            "risk over all cases": lambda scores, losses: (
                risk_coverage(scores, losses)[0],
                risk_coverage(scores, losses)[0] * risk_coverage(scores, losses)[1],
            ),
            "coverage from 0": lambda scores, losses: (
                risk_coverage(scores, losses)[0] - 1 / max(1, len(scores)),
                risk_coverage(scores, losses)[1],
            ),
        },
    ),
}
