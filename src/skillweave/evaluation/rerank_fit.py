"""Fits the local judge: one logistic regression a family, its strictness and its calibration by people held out."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from skillweave.evaluation.looked_at import Looked
from skillweave.evaluation.statistics import Values
from skillweave.matching.calibrate import Calibration
from skillweave.rerank.model import FamilyModel, Weighed

Marks = NDArray[np.bool_]

STRICTNESS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
"""Inverse strengths of the penalty that are tried: few matches are decided, so weights are held near 0."""
FOLDS = 5
_DIGITS = 6
_SURE = 1e6


def fit_family(matches: Sequence[Looked], groups: Sequence[str], cut: float, fitted_on: str) -> FamilyModel | None:
    """Fit one family; None where nothing is learned of matches that a fold has not seen.

    Args:
        matches: Decided matches.
        groups: Whose text each is in; a person is wholly in one fold.
        cut: Probability from which a match shall count as shown.
        fitted_on: What the calibration says that it rests on.
    """
    names = sorted({name for one in matches for name in one.features})
    table = np.array([[one.features.get(name, np.nan) for name in names] for one in matches], np.float64)
    right = np.array([one.right for one in matches], bool)
    folds = _folds(groups)
    if not all(_tells(table[folds != fold], right[folds != fold]) for fold in range(FOLDS)):
        return None
    unseen = {strictness: _unseen(table, right, folds, strictness) for strictness in STRICTNESS}
    best = min(STRICTNESS, key=lambda strictness: (_loss(unseen[strictness], right), strictness))
    slope, intercept = _curve(unseen[best], right)
    if slope <= 0:
        return None
    curve = Calibration(slope=slope, intercept=intercept, fitted_on=fitted_on, judged=len(right))
    return _model(names, table, right, best, curve, cut)


def _folds(groups: Sequence[str]) -> NDArray[np.int64]:
    """Deal whole groups out to folds, the largest first, each to the fold that has least."""
    names, which, counts = np.unique(
        np.array(groups, dtype=object).astype(str), return_inverse=True, return_counts=True
    )
    fold_of, held = np.zeros(len(names), np.int64), np.zeros(FOLDS, np.int64)
    for name in np.argsort(-counts, kind="stable").tolist():
        fold_of[name] = int(held.argmin())
        held[fold_of[name]] += counts[name]
    return np.asarray(fold_of[which], np.int64)


def _tells(table: Values, right: Marks) -> bool:
    """Tell whether there is something to fit: right and wrong ones, and a feature that differs."""
    return bool(right.any() and not right.all() and (_scaled(table)[1] > 0).any())


def _scaled(table: Values) -> tuple[Values, Values]:
    """Measure how features lie; one that is the same everywhere, or nowhere, gets a deviation of 0."""
    there = ~np.isnan(table)
    count = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, table, 0.0).sum(axis=0) / count
    spread = np.where(there, table - mean, 0.0)
    deviation = np.sqrt((spread**2).sum(axis=0) / count)
    return mean, np.where(deviation > np.abs(mean) * 1e-9, deviation, 0.0)


def _features(table: Values, mean: Values, deviation: Values) -> Values:
    used = deviation > 0
    return np.nan_to_num((table[:, used] - mean[used]) / deviation[used])


def _weights(features: Values, right: Marks, strictness: float) -> tuple[Values, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strictness, max_iter=5_000, tol=1e-8).fit(features, right)
    return np.asarray(model.coef_[0], np.float64), float(model.intercept_[0])


def _unseen(table: Values, right: Marks, folds: NDArray[np.int64], strictness: float) -> Values:
    """Give the log-odds of each match by a model of the other folds."""
    out = np.zeros(len(right))
    for mine in _parts(folds):
        scale = _scaled(table[~mine])
        weights, intercept = _weights(_features(table[~mine], *scale), right[~mine], strictness)
        out[mine] = _features(table[mine], *scale) @ weights + intercept
    return out


def _parts(folds: NDArray[np.int64]) -> Iterator[Marks]:
    return (folds == fold for fold in range(FOLDS) if (folds == fold).any())


def _loss(log_odds: Values, right: Marks) -> float:
    return round(float((np.logaddexp(0, log_odds) - log_odds * right).mean()), _DIGITS)


def _curve(log_odds: Values, right: Marks) -> tuple[float, float]:
    weights, intercept = _weights(log_odds[:, None], right, _SURE)
    return round(float(weights[0]), _DIGITS), round(intercept, _DIGITS)


def _model(
    names: Sequence[str], table: Values, right: Marks, strictness: float, curve: Calibration, cut: float
) -> FamilyModel:
    mean, deviation = _scaled(table)
    weights, intercept = _weights(_features(table, mean, deviation), right, strictness)
    used = [at for at, spread in enumerate(deviation.tolist()) if spread > 0]
    return FamilyModel(
        features={
            names[at]: Weighed(
                mean=round(float(mean[at]), _DIGITS),
                deviation=max(round(float(deviation[at]), _DIGITS), 10**-_DIGITS),
                weight=round(weight, _DIGITS),
            )
            for at, weight in zip(used, weights.tolist(), strict=True)
        },
        intercept=round(intercept, _DIGITS),
        calibration=curve,
        cut=round(cut, _DIGITS),
    )
