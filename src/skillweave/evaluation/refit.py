"""Moves a family's numbers as far as decisions ask for: weights, threshold and curve start from the present ones."""

from collections.abc import Mapping, Sequence

import numpy as np

from skillweave.evaluation.fit import NEAR
from skillweave.evaluation.judged import Judged, Marks
from skillweave.evaluation.statistics import Values
from skillweave.matching.calibrate import Calibration
from skillweave.matching.parameters import FamilyParameters

SHRINKAGE = 30.0
"""How strongly weights are held to the present ones: some 400 judged pairs pull as strongly the other way."""

_LOOSE = np.array([1.0, 0.01])
"""The same for a curve's slope and intercept: a handful of pairs outweighs it."""

_TINY = 1e-3
_SURE = 1.96
_UNSURE = 0.025
_DIGITS = 4
_SMALL = 1e-8


def shrunken(features: Values, right: Marks, prior: Values, pull: Values) -> Values:
    """Fit a logistic regression whose coefficients are pulled towards a prior.

    Minimises the sum of log losses plus half the sum of `pull` times the squared distance from `prior`. Without
    observations the coefficients are the prior's.

    Args:
        features: (n, k); a column of ones is the intercept.
        right: (n,).
        prior: (k,).
        pull: (k,), above 0.

    Source:
        A. Hoerl, R. Kennard, Ridge Regression: Biased Estimation for Nonorthogonal Problems, Technometrics 12(1), 1970;
        here about a prior that is not 0.

    Example:
        >>> shrunken(np.zeros((0, 2)), np.zeros(0, bool), np.array([0.5, -1.0]), np.ones(2)).tolist()
        [0.5, -1.0]
    """
    from scipy.optimize import minimize

    def loss(at: Values) -> tuple[float, Values]:
        logits = features @ at
        away = pull * (at - prior)
        value = (np.logaddexp(0, logits) - logits * right).sum() + (away * (at - prior)).sum() / 2
        return float(value), features.T @ ((1 + np.tanh(logits / 2)) / 2 - right) + away

    done = minimize(loss, prior.astype(np.float64), jac=True, method="BFGS", options={"gtol": _SMALL})
    return np.asarray(done.x, np.float64)


def tells(scores: Values, right: Marks) -> bool:
    """Tell whether pairs with higher scores are surely more often right, by the rank test.

    Source:
        H. Mann, D. Whitney, On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other,
        Annals of Mathematical Statistics 18(1), 1947.
    """
    from scipy.stats import mannwhitneyu

    if right.all() or not right.any():
        return False
    found = mannwhitneyu(scores[right], scores[~right], alternative="greater", method="asymptotic")
    return bool(found.pvalue < _UNSURE)


def contradicted(scores: Values, right: Marks, family: FamilyParameters) -> bool:
    """Tell whether scores surely say less of what is right than the present curve has it, and perhaps nothing.

    Reviewers who confirm most of what they see, or little of it, move a curve; those whose decisions have nothing to do
    with the scores leave nothing to fit it on.
    """
    features = np.column_stack([scores, np.ones(len(scores))])
    pull = np.full(2, _TINY)
    found = shrunken(features, right, np.zeros(2), pull)
    chance = (1 + np.tanh(features @ found / 2)) / 2
    spread = np.linalg.inv((features.T * (chance * (1 - chance))) @ features + np.diag(pull))
    surely_below = found[0] + _SURE * np.sqrt(spread[0, 0]) < _curve_of(family)[0]
    return bool(surely_below) and not tells(scores, right)


def reweighed(present: FamilyParameters, texts: Sequence[Judged]) -> FamilyParameters:
    """Move the weights as far as pairs judged unaided ask for; without any they stay.

    The log-odds are a curve over the present score, which is nearly free, plus the lanes, which are held back. Their
    ratio moves the weights, so scores keep their unit.
    """
    rows = [(text, text.blind & np.isfinite(text.scores(present))) for text in texts]
    right = np.concatenate([np.zeros(0, bool), *(text.right[marks] for text, marks in rows)])
    scores = np.concatenate([np.zeros(0), *(text.worths(present)[marks] for text, marks in rows)])
    lanes = [np.zeros((0, len(present.weights))), *(text.features(present)[marks] for text, marks in rows)]
    prior = np.array([*_curve_of(present), *[0.0] * len(present.weights)])
    pull = np.concatenate([_LOOSE, np.full(len(present.weights), SHRINKAGE)])
    features = np.column_stack([scores, np.ones(len(scores)), np.concatenate(lanes)])
    slope, _, *steps = shrunken(features, right, prior, pull).tolist()
    if slope <= 0:
        return present
    moved = zip(present.weights.items(), steps, strict=True)
    return present.model_copy(
        update={"weights": {lane: round(old + step / slope, _DIGITS) for (lane, old), step in moved}}
    )


def _curve_of(family: FamilyParameters) -> tuple[float, float]:
    curve = family.calibration
    return (curve.slope, curve.intercept) if curve else (1.0, -family.threshold)


def best_cut(margins: Values, right: Marks, *, at_least: float) -> float:
    """Find the cut with the best F1 among those at which claims are right as often as asked; 0 where there is none.

    It lies halfway between two scores, so that rounding moves no claim.
    """
    order = np.argsort(-margins, kind="stable")
    sure = margins[order]
    good = np.cumsum(right[order])
    count = np.arange(1, len(sure) + 1)
    below = np.append(sure[1:], -np.inf)
    usable = (sure > below) & np.isfinite(sure) & (good / count >= at_least)
    if not usable.any():
        return 0.0
    at = int(np.argmax(np.where(usable, 2 * good / (count + right.sum()), -1.0)))
    lower = below[at] if np.isfinite(below[at]) else sure[at] - NEAR
    return float((sure[at] + lower) / 2)


def lowered(family: FamilyParameters, cut: float) -> FamilyParameters:
    """Take a number off every score, so that a cut comes to lie at the threshold; the curve moves along."""
    curve, cut = family.calibration, round(cut, _DIGITS)
    if curve is not None:
        curve = curve.model_copy(update={"intercept": round(curve.intercept + curve.slope * cut, _DIGITS)})
    return family.model_copy(update={"intercept": round(family.intercept - cut, _DIGITS), "calibration": curve})


def curved(
    scores: Values, right: Marks, family: FamilyParameters, fitted_on: str, frameworks: Mapping[str, tuple[int, ...]]
) -> FamilyParameters:
    """Fit what a score is worth, starting from the present curve, which stays where nothing sensible is found.

    Scores come with what their texts' lengths add to them; how much that is stays as it is.
    """
    features = np.column_stack([scores, np.ones(len(scores))])
    slope, intercept = shrunken(features, right, np.array(_curve_of(family)), _LOOSE).tolist()
    if slope <= 0 or not len(scores):
        return family
    curve = Calibration(
        slope=round(slope, _DIGITS),
        intercept=round(intercept, _DIGITS),
        length=family.calibration.length if family.calibration else 0.0,
        fitted_on=fitted_on,
        judged=len(scores),
        frameworks=frameworks,
    )
    return family.model_copy(update={"calibration": curve})
