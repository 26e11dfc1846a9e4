"""Sureness: whether a confidence of 0.8 is right eight times in ten, and whether the surest claims are the best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skillweave.domain.intervals import wilson
from skillweave.errors import EvaluationError
from skillweave.evaluation.statistics import Values


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """Claims of about the same confidence.

    Attributes:
        confidence: Their mean confidence.
        share_right: The share of them that is right.
        low, high: The Wilson interval (95%) of that share.
        count: How many they are.
    """

    confidence: float
    share_right: float
    low: float
    high: float
    count: int


def adaptive_bins(confidences: Sequence[float], bins: int = 10) -> tuple[float, ...]:
    """Cut 0 to 1 so that each bin holds about equally many of the confidences.

    Equal confidences go into the lower bin together, so there can be fewer bins than asked for. Take the edges from all
    claims of a set once, and use them for every case and every resample.

    Returns:
        Edges from 0 to 1, rising. A bin holds its lower edge and not its upper one; the last bin holds 1.

    Raises:
        EvaluationError: `bins` is below 1, or a confidence does not lie between 0 and 1.

    Source:
        K. Nguyen, B. O'Connor, Posterior calibration and exploratory analysis for natural language processing models,
        EMNLP 2015; J. Nixon et al., Measuring Calibration in Deep Learning, CVPR workshops 2019.

    Example:
        >>> adaptive_bins([0.1, 0.2, 0.3, 0.9], bins=2)
        (0.0, 0.3, 1.0)
    """
    if bins < 1:
        raise EvaluationError(f"at least one bin is needed: got {bins}")
    ordered = np.sort(_between_0_and_1(confidences))
    lasts = [part[-1] for part in np.array_split(ordered, bins) if len(part)]
    starts = np.searchsorted(ordered, lasts, side="right")
    return (0.0, *sorted({float(ordered[at]) for at in starts if at < len(ordered)}), 1.0)


def bin_parts(confidences: Sequence[float], right: Sequence[bool], edges: Sequence[float]) -> list[float]:
    """Sum up the claims of one case: sum of confidence, number right, number, bin after bin.

    Sums over cases give the expected calibration error (`statistics`, kind `ece`): over the bins, the mean of
    |mean confidence - share right|, weighted by the claims in each.

    Args:
        confidences: One a claim.
        right: Whether each claim is.
        edges: As `adaptive_bins` gives them, the same for every case.

    Returns:
        3 numbers a bin.

    Raises:
        EvaluationError: The lengths differ, or a confidence does not lie between 0 and 1.

    Source:
        M. Pakdaman Naeini, G. Cooper, M. Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning,
        AAAI 2015.

    Example:
        >>> bin_parts([0.25, 0.5, 1.0], [False, True, True], [0.0, 0.5, 1.0])
        [0.25, 0.0, 1.0, 1.5, 2.0, 2.0]
    """
    sure, truth = _pair(confidences, right)
    which = np.searchsorted(np.asarray(edges[1:-1], np.float64), sure, side="right")
    out = np.zeros((len(edges) - 1, 3))
    np.add.at(out, which, np.stack([sure, truth, np.ones_like(sure)], axis=1))
    return [float(number) for number in out.ravel()]


def brier(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Average the squared gap between confidence and truth (1 right, 0 wrong): 0 is best; NaN without claims.

    Raises:
        EvaluationError: The lengths differ, or a confidence does not lie between 0 and 1.

    Source:
        G. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78(1), 1950.

    Example:
        >>> brier([0.5, 1.0], [True, True])
        0.125
    """
    total, count = brier_parts(confidences, right)
    return total / count if count else float("nan")


def brier_parts(confidences: Sequence[float], right: Sequence[bool]) -> tuple[float, int]:
    """Sum up the claims of one case: (sum of squared gaps, number), for `statistics.ratio_of`.

    Raises:
        EvaluationError: The lengths differ, or a confidence does not lie between 0 and 1.

    Example:
        >>> brier_parts([0.5, 1.0], [True, True])
        (0.25, 2)
    """
    sure, truth = _pair(confidences, right)
    return float(np.square(sure - truth).sum()), len(sure)


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[ReliabilityRow]:
    """Set confidence against truth, bin by bin, for the reliability diagram; empty bins are left out.

    The interval takes claims as independent of each other; where many come from one person it is too narrow.

    Raises:
        EvaluationError: The lengths differ, or a confidence does not lie between 0 and 1.

    Example:
        >>> rows = reliability([0.25, 0.25, 1.0], [True, False, True], bins=2)
        >>> [(row.confidence, row.share_right, row.count) for row in rows]
        [(0.25, 0.5, 2), (1.0, 1.0, 1)]
    """
    sums = np.reshape(bin_parts(confidences, right, adaptive_bins(confidences, bins)), (-1, 3))
    return [_row(total, int(good), int(count)) for total, good, count in sums.tolist() if count]


def _row(total: float, good: int, count: int) -> ReliabilityRow:
    low, high = wilson_interval(good, count)
    return ReliabilityRow(total / count, good / count, low, high, count)


def wilson_interval(good: int, count: int) -> tuple[float, float]:
    """Give the 95% score interval of a share of independent trials.

    Raises:
        EvaluationError: There is no trial, or more are good than there are.

    Source:
        `domain.intervals.wilson`.

    Example:
        >>> [round(edge, 4) for edge in wilson_interval(8, 10)]
        [0.4902, 0.9433]
    """
    if not 0 <= good <= count or count == 0:
        raise EvaluationError(
            f"a share needs at least one trial, and no more good ones than all: got {good} of {count}"
        )
    return wilson(good, count)


def risk_coverage(scores: Sequence[float], losses: Sequence[float]) -> tuple[Values, Values]:
    """Tell, for every threshold, which share of the cases is answered and their mean loss.

    A threshold cannot part equal scores, so there is one point a distinct score. The sum of risk times step in
    coverage is the area under the curve (`statistics`, kind `aurc`).

    Args:
        scores: One a case, higher is surer.
        losses: What answering costs, 0 where the answer is right.

    Returns:
        Coverage, rising to 1, and risk, both (distinct scores,).

    Raises:
        EvaluationError: The lengths differ, or a score is not a number.

    Source:
        R. El-Yaniv, Y. Wiener, On the Foundations of Noise-free Selective Classification, JMLR 11, 2010.

    Example:
        >>> coverage, risk = risk_coverage([0.9, 0.5, 0.5, 0.1], [0, 1, 0, 1])
        >>> coverage.tolist(), [round(share, 3) for share in risk.tolist()]
        ([0.25, 0.75, 1.0], [0.0, 0.333, 0.5])
    """
    sure, cost = _same_length(scores, losses)
    if np.isnan(sure).any():
        raise EvaluationError("a score is not a number; cases that are never answered have minus infinity")
    order = np.argsort(-sure, kind="stable")
    ordered = sure[order]
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], [True] * min(1, len(ordered))))
    answered = ends + 1.0
    return answered / max(1, len(ordered)), np.cumsum(cost[order])[ends] / answered


def _pair(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Values, Values]:
    sure, truth = _same_length(confidences, right)
    return _between_0_and_1(sure), truth


def _same_length(first: Sequence[float] | Values, second: Sequence[float]) -> tuple[Values, Values]:
    if len(first) != len(second):
        raise EvaluationError(f"one value each is needed: got {len(first)} and {len(second)}")
    return np.asarray(first, np.float64), np.asarray(second, np.float64)


def _between_0_and_1(confidences: Sequence[float] | Values) -> Values:
    values = np.asarray(confidences, np.float64)
    outside = values[~((values >= 0) & (values <= 1))]
    if len(outside):
        raise EvaluationError(f"a confidence is a probability, from 0 to 1: got {outside[0]}; a score is not one")
    return values
