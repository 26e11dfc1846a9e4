"""Figures as functions of case weights: one formula gives the value, its bootstrap interval and a paired difference.

A figure keeps what each case contributes. With weight 1 for every case it is the value itself; with the counts of a
resample as weights it is the value on that resample. Two systems that saw the same cases get the same weights.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.intervals import RESAMPLES, percentiles
from skillweave.errors import EvaluationError

Values = NDArray[np.float64]
Kind = Literal["mean", "precision", "recall", "f1", "macro_f1", "balanced_accuracy", "aurc", "ece"]

_RAISED_BY_CHANCE: frozenset[Kind] = frozenset({"ece"})
"""Kinds that add up gaps without their signs, so chance widens them: in the sample, and again in every resample."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One figure before it is worked out.

    Attributes:
        name: Name in reports, such as `hit@1`.
        kind: How the parts are brought together; see `KINDS`.
        parts: (cases, k), what each case contributes.
        higher_is_better: Whether more of it is good; None where it only describes.
    """

    name: str
    kind: Kind
    parts: Values
    higher_is_better: bool | None = True

    def at(self, weights: Values) -> Values:
        """Work the figure out under case weights (b, cases): (b,), NaN where nothing counts."""
        return KINDS[self.kind](self.parts, weights)

    def of(self, cases: NDArray[np.bool_]) -> "Statistic":
        """Keep some of the cases only."""
        return Statistic(self.name, self.kind, self.parts[cases], self.higher_is_better)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95% interval, over `count` cases that contribute."""

    name: str
    value: float
    low: float
    high: float
    count: int


def mean_of(name: str, values: Sequence[float | None], *, higher_is_better: bool | None = True) -> Statistic:
    """Average a number a case; None where a case has none."""
    parts = [(0.0, 0.0) if value is None else (value, 1.0) for value in values]
    return Statistic(name, "mean", np.array(parts, np.float64).reshape(-1, 2), higher_is_better)


def ratio_of(
    name: str, tops: Sequence[float], bottoms: Sequence[float], *, higher_is_better: bool | None = True
) -> Statistic:
    """Divide one sum over cases by another, such as claims by texts."""
    return Statistic(name, "mean", np.stack([tops, bottoms], axis=1).astype(np.float64), higher_is_better)


def resamples(groups: Sequence[str], seed: int, count: int = RESAMPLES) -> Values:
    """Draw whole groups with replacement: weights (count, cases).

    Args:
        groups: Each case's group; texts of one person or occupation are drawn together.
        seed: The same seed and groups give the same weights.
        count: Resamples.

    Source:
        B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapters 6 and 8 (clustered data).
    """
    if not groups:
        return np.zeros((count, 0))
    names, which = np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=count)
    return np.asarray(drawn[:, which], np.float64)


def figure(statistic: Statistic, weights: Values) -> Figure:
    """Give value and interval under resampling weights.

    The interval is that of percentiles. Value and interval of a kind that chance raises are corrected for it, and never
    below 0: resamples exceed the sample by about as much as the sample exceeds the truth.

    Source:
        A. Davison, D. Hinkley, Bootstrap Methods and their Application, 1997: correction of bias, chapter 2; the basic
        interval, section 5.2.
    """
    drawn = _drawn(statistic, weights)
    low, high = percentiles(drawn)
    return Figure(statistic.name, _value(statistic, drawn), low, high, contributing(statistic))


def _drawn(statistic: Statistic, weights: Values) -> Values:
    """Give the figure on each resample, (b,); one that chance raises is reflected about its value on the sample."""
    drawn = statistic.at(weights)
    if statistic.kind not in _RAISED_BY_CHANCE:
        return drawn
    return np.maximum(0.0, 2 * _plain(statistic) - drawn)


def _value(statistic: Statistic, drawn: Values) -> float:
    """Give the value; of a figure that chance raises the mean of what was reflected, NaN where nothing is defined."""
    if statistic.kind not in _RAISED_BY_CHANCE:
        return _plain(statistic)
    defined = drawn[~np.isnan(drawn)]
    return float(defined.mean()) if len(defined) else float("nan")


def _plain(statistic: Statistic) -> float:
    return float(statistic.at(np.ones((1, len(statistic.parts))))[0])


def contributing(statistic: Statistic) -> int:
    """Count the cases that contribute."""
    return int((np.nan_to_num(statistic.parts, posinf=1) != 0).any(axis=1).sum())


@dataclass(frozen=True, slots=True)
class Difference:
    """Second system minus first on the same cases, with the 95% interval of the difference.

    Attributes:
        name: The figure's name.
        first, second: Both values.
        low, high: Interval of second minus first.
        real: Whether the interval leaves 0 out.
    """

    name: str
    first: float
    second: float
    low: float
    high: float
    real: bool


def difference(first: Statistic, second: Statistic, weights: Values) -> Difference:
    """Compare two systems case by case; values and interval are made as by `figure`.

    Raises:
        EvaluationError: They have not the same number of cases.
    """
    if len(first.parts) != len(second.parts):
        raise EvaluationError(
            f"{first.name}: {len(first.parts)} cases against {len(second.parts)}; compare systems on the same cases"
        )
    before, after = _drawn(first, weights), _drawn(second, weights)
    values = _value(first, before), _value(second, after)
    low, high = percentiles(after - before)
    return Difference(first.name, *values, low, high, bool(low > 0 or high < 0))


def _divided(top: Values, bottom: Values) -> Values:
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def _mean(parts: Values, weights: Values) -> Values:
    """Parts: (value, 1), or (top, bottom)."""
    sums = weights @ parts
    return _divided(sums[:, 0], sums[:, 1])


def _precision(parts: Values, weights: Values) -> Values:
    """Parts: (right, wrong, missed)."""
    sums = weights @ parts
    return _divided(sums[:, 0], sums[:, 0] + sums[:, 1])


def _recall(parts: Values, weights: Values) -> Values:
    """Parts: (right, wrong, missed)."""
    sums = weights @ parts
    return _divided(sums[:, 0], sums[:, 0] + sums[:, 2])


def _f1(parts: Values, weights: Values) -> Values:
    """Parts: (right, wrong, missed)."""
    sums = weights @ parts
    return _divided(2 * sums[:, 0], 2 * sums[:, 0] + sums[:, 1] + sums[:, 2])


def _macro_f1(parts: Values, weights: Values) -> Values:
    """Parts: (right, wrong, missed) label after label; labels that neither occur nor are claimed do not count."""
    sums = (weights @ parts).reshape(len(weights), -1, 3)
    right, wrong, missed = sums[..., 0], sums[..., 1], sums[..., 2]
    each = _divided(2 * right, 2 * right + wrong + missed)
    there = ~np.isnan(each)
    return _divided(np.nansum(each, axis=1), there.sum(axis=1).astype(np.float64))


def _balanced_accuracy(parts: Values, weights: Values) -> Values:
    """Parts: (right positives, positives, right negatives, negatives)."""
    sums = weights @ parts
    return (_divided(sums[:, 0], sums[:, 1]) + _divided(sums[:, 2], sums[:, 3])) / 2


def _aurc(parts: Values, weights: Values) -> Values:
    """Parts: (sureness, loss, 1): the mean loss among the surest, averaged over all shares of the cases.

    A threshold takes equally sure cases together or not at all, so their order and their weights change nothing.

    Source:
        Y. Geifman, G. Uziel, R. El-Yaniv, Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers, ICLR 2019.
    """
    there = parts[:, 2] > 0
    parts, weights = parts[there], weights[:, there]
    order = np.argsort(-parts[:, 0], kind="stable")
    sure, losses, counts = parts[order, 0], parts[order, 1], weights[:, order]
    ends = np.flatnonzero(np.append(sure[1:] != sure[:-1], [True] * min(1, len(sure))))
    covered = np.cumsum(counts, axis=1)[:, ends]
    risks = _divided(np.cumsum(counts * losses, axis=1)[:, ends], covered)
    return _divided(np.nansum(risks * np.diff(covered, axis=1, prepend=0), axis=1), counts.sum(axis=1))


def _ece(parts: Values, weights: Values) -> Values:
    """Parts: (sum of confidence, sum of right, claims) bin after bin: the mean gap between sureness and truth."""
    sums = (weights @ parts).reshape(len(weights), -1, 3)
    gaps = np.abs(sums[..., 0] - sums[..., 1]).sum(axis=1)
    return _divided(gaps, sums[..., 2].sum(axis=1))


KINDS: Mapping[Kind, Callable[[Values, Values], Values]] = {
    "mean": _mean,
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
    "macro_f1": _macro_f1,
    "balanced_accuracy": _balanced_accuracy,
    "aurc": _aurc,
    "ece": _ece,
}
