"""How cases are brought together, worked out by hand: parts of every case, weights, value."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from skillweave.evaluation.statistics import KINDS, Kind, Values
from tests.unit.evaluation.worked.table import Metric, Table

NAN = float("nan")
Rows = Sequence[Sequence[float]]

THREE = [[2, 1, 0], [1, 3, 2]]
"""Right, wrong, missed: together 3, 4, 2."""


def _of(kind: Kind) -> Metric:
    return partial(_at, kind)


def _at(kind: Kind, rows: Rows, weights: Sequence[float]) -> Values:
    return KINDS[kind](np.array(rows, np.float64), np.array([weights], np.float64))


def _sums(rows: Rows, weights: Sequence[float]) -> list[float]:
    return [float(number) for number in np.array(weights) @ np.array(rows)]


def _share(top: float, bottom: float) -> float:
    return top / bottom if bottom else NAN


def _mean_of_ratios(rows: Rows, weights: Sequence[float]) -> float:
    pairs = [(_share(*row), weight) for row, weight in zip(rows, weights, strict=True) if row[1]]
    return _share(sum(ratio * weight for ratio, weight in pairs), sum(weight for _, weight in pairs))


def _f1s(rows: Rows, weights: Sequence[float]) -> list[tuple[float, float]]:
    """Give (2 right, 2 right + wrong + missed) of every label."""
    each = np.reshape(_sums(rows, weights), (-1, 3)).tolist()
    return [(2 * right, 2 * right + wrong + missed) for right, wrong, missed in each]


def _gaps(rows: Rows, weights: Sequence[float]) -> list[tuple[float, float]]:
    """Give (confidence - right, claims) of every bin."""
    return [(sure - right, count) for sure, right, count in np.reshape(_sums(rows, weights), (-1, 3)).tolist()]


def _area(rows: Rows, weights: Sequence[float], sign: int) -> float:
    """Give the area as if a threshold could part equal scores."""
    kept = [(*row[:2], weight) for row, weight in zip(rows, weights, strict=True) if row[2]]
    kept.sort(key=lambda row: sign * row[0])
    counts = [row[2] for row in kept]
    losses = [row[1] * row[2] for row in kept]
    risks = [_share(sum(losses[: at + 1]), sum(counts[: at + 1])) for at in range(len(kept))]
    return _share(sum(risk * count for risk, count in zip(risks, counts, strict=True) if count), sum(counts))


def _f1_of_means(rows: Rows, weights: Sequence[float]) -> float:
    each = [(_share(2 * right, 2 * right + wrong + missed)) for right, wrong, missed in rows]
    return _share(float(np.dot(np.nan_to_num(each), weights)), sum(weights))


TABLES: Mapping[str, Table] = {
    "mean": Table(
        _of("mean"),
        [
            (([[0.5, 1], [1, 1], [0, 0]], [1, 1, 1]), 3 / 4),  # the third has no value
            (([[0.5, 1], [1, 1], [0, 0]], [3, 1, 5]), 5 / 8),  # (3/2 + 1) / 4
            (([[1, 2], [3, 8]], [1, 1]), 4 / 10),  # a ratio of sums
            (([[0, 0]], [1]), NAN),
        ],
        {
            "divided by all cases": lambda rows, weights: _share(_sums(rows, weights)[0], sum(weights)),
            "mean of ratios": _mean_of_ratios,
            "weights forgotten": lambda rows, weights: _at("mean", rows, [1] * len(weights)),
        },
    ),
    "precision": Table(
        _of("precision"),
        [((THREE, [1, 1]), 3 / 7), ((THREE, [2, 1]), 5 / 10), (([[0, 0, 4]], [1]), NAN)],
        {
            "recall": _of("recall"),
            "mean of the cases": lambda rows, weights: _mean_of_ratios([[r, r + w] for r, w, _ in rows], weights),
            "weights forgotten": lambda rows, weights: _at("precision", rows, [1] * len(weights)),
        },
    ),
    "recall": Table(
        _of("recall"),
        [((THREE, [1, 1]), 3 / 5), ((THREE, [2, 1]), 5 / 7), (([[0, 4, 0]], [1]), NAN)],
        {
            "precision": _of("precision"),
            "mean of the cases": lambda rows, weights: _mean_of_ratios([[r, r + m] for r, _, m in rows], weights),
        },
    ),
    "f1": Table(
        _of("f1"),
        [((THREE, [1, 1]), 6 / 12), ((THREE, [2, 1]), 10 / 17), (([[0, 0, 0]], [1]), NAN), (([[0, 2, 0]], [1]), 0)],
        {
            "right counted once": lambda rows, weights: _share(_sums(rows, weights)[0], sum(_sums(rows, weights))),
            "mean of precision and recall": lambda rows, weights: (
                (_at("precision", rows, weights) + _at("recall", rows, weights)) / 2
            ),
            "mean of the cases": _f1_of_means,
        },
    ),
    "macro_f1": Table(
        _of("macro_f1"),
        [
            # Labels: 1 right, 1 wrong: 2/3; neither gold nor claimed: not there; 1 wrong, 1 missed: 0.
            (([[1, 0, 0, 0, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, 0, 0, 0, 1]], [1, 1]), 1 / 3),
            (([[1, 0, 0, 0, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, 0, 0, 0, 1]], [3, 1]), 3 / 7),  # 6/7 and 0
            (([[0, 0, 0, 0, 0, 0]], [1]), NAN),
        ],
        {
            "absent labels are 0": lambda rows, weights: float(
                np.mean([top / bottom if bottom else 0.0 for top, bottom in _f1s(rows, weights)])
            ),
            "absent labels are 1": lambda rows, weights: float(
                np.mean([top / bottom if bottom else 1.0 for top, bottom in _f1s(rows, weights)])
            ),
            "micro": lambda rows, weights: _share(*map(sum, zip(*_f1s(rows, weights), strict=True))),
        },
    ),
    "balanced_accuracy": Table(
        _of("balanced_accuracy"),
        [
            (([[2, 3, 4, 5]], [1]), 11 / 15),  # (2/3 + 4/5) / 2
            (([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]], [1, 1, 1]), 3 / 4),  # (1/2 + 1) / 2
            (([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]], [1, 3, 2]), 5 / 8),  # (1/4 + 1) / 2
            (([[1, 1, 0, 0]], [1]), NAN),  # no text without evidence: nothing to balance
        ],
        {
            "accuracy": lambda rows, weights: _share(sum(_sums(rows, weights)[0::2]), sum(_sums(rows, weights)[1::2])),
            "positives alone": lambda rows, weights: _share(*_sums(rows, weights)[:2]),
            "one side is enough": lambda rows, weights: np.nan_to_num(_at("balanced_accuracy", rows, weights)),
        },
    ),
    "aurc": Table(
        _of("aurc"),
        [
            (([[0.9, 0, 1], [0.7, 1, 1], [0.5, 0, 1], [0.3, 1, 1]], [1] * 4), 1 / 3),  # (0 + 1/2 + 1/3 + 1/2) / 4
            (([[0.3, 1, 1], [0.9, 0, 1], [0.99, 1, 0]], [1] * 3), 1 / 4),  # (0 + 1/2) / 2; the third is not there
            (([[0.9, 0, 1], [0.1, 1, 1]], [1, 2]), 4 / 9),  # 1 case with 0, then 2 with 2/3
            (([[0.5, 0, 1], [0.5, 1, 1]], [1, 1]), 1 / 2),  # no threshold takes only one of them
            (([[0.5, 1, 1], [0.5, 0, 1]], [1, 1]), 1 / 2),
            (([[0.5, 1, 0]], [1]), NAN),
        ],
        {
            "least sure first": partial(_area, sign=1),
            "ties parted by the order of the cases": partial(_area, sign=-1),
            "loss of all cases": lambda rows, weights: _mean_of_ratios([row[1:] for row in rows], weights),
        },
    ),
    "ece": Table(
        _of("ece"),
        [
            # Bins: confidence 0.6, 1 right of 2; confidence 2.4, 2 right of 3: (0.4 + 0.4) / 5.
            (([[0.2, 0, 1, 0.9, 1, 1], [0.4, 1, 1, 0.7, 0, 1], [0, 0, 0, 0.8, 1, 1]], [1, 1, 1]), 0.16),
            (([[0.2, 0, 1, 0.9, 1, 1], [0.4, 1, 1, 0.7, 0, 1]], [2, 1]), 0.7 / 6),  # 0.8 - 1 and 2.5 - 2
            (([[0, 0, 0]], [1]), NAN),
        ],
        {
            "bins weigh alike": lambda rows, weights: float(
                np.mean([abs(_share(gap, count)) for gap, count in _gaps(rows, weights)])
            ),
            "gaps of bins cancel": lambda rows, weights: _share(
                abs(sum(gap for gap, _ in _gaps(rows, weights))), sum(count for _, count in _gaps(rows, weights))
            ),
            "gaps of cases, not of bins": lambda rows, weights: _share(
                sum(
                    abs(row[at] - row[at + 1]) * w
                    for row, w in zip(rows, weights, strict=True)
                    for at in (0, 3)
                    if row[at:]
                ),
                sum(count for _, count in _gaps(rows, weights)),
            ),
        },
    ),
}
