"""Agreement between people who labelled the same items, beyond what chance alone would bring.

Two raters' labels come as two sequences in the same order of items. Where a figure is undefined, it is NaN. The
formulas are those of `domain.agreement`, which the review queue uses too.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Literal, TypeVar

import numpy as np

from skillweave.domain.agreement import Values, ac1, alpha, kappa, unlike
from skillweave.domain.intervals import RESAMPLES, percentiles
from skillweave.domain.span import Span, character_f1
from skillweave.errors import EvaluationError
from skillweave.evaluation.statistics import resamples

Item = TypeVar("Item")
Level = Literal["nominal", "ordinal", "interval"]

_NAN = float("nan")


def percent_agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Give the share of items labelled alike; NaN without items.

    Raises:
        EvaluationError: The lengths differ, or a label is missing.

    Example:
        >>> percent_agreement("aabb", "aaba")
        0.75
    """
    table = _table(first, second, _labels(first, second))
    return _divided(float(np.trace(table)), float(table.sum()))


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Give Cohen's kappa: (agreement - chance) / (1 - chance), chance from how often each rater uses each label.

    NaN where it is undefined: there are no items, or both raters gave one and the same label throughout (chance is 1).
    Where one rater only gives one label throughout, it is 0 whatever the other says.

    Raises:
        EvaluationError: The lengths differ, or a label is missing.

    Source:
        J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20(1), 1960.

    Example:
        >>> cohen_kappa("aabb", "aaba")  # agreement 3/4, chance 1/2 * 3/4 + 1/2 * 1/4 = 1/2
        0.5
    """
    labels = _labels(first, second)
    return kappa(_table(first, second, labels))


def quadratic_kappa(first: Sequence[float], second: Sequence[float]) -> float:
    """Give Cohen's kappa for grades: a disagreement counts by the square of the distance between the grades.

    NaN where it is undefined: there are no items, or both raters gave one and the same grade throughout.

    Raises:
        EvaluationError: The lengths differ, or a grade is missing.

    Source:
        J. Cohen, Weighted kappa, Psychological Bulletin 70(4), 1968.

    Example:
        >>> quadratic_kappa([0, 1, 2, 3], [0, 1, 2, 2])  # 1 where chance would give (1+8 + 1+2 + 4+1 + 9+4+2) / 4 = 8
        0.875
    """
    grades = sorted({*first, *second})
    scale = np.asarray(grades, np.float64)
    return kappa(_table(first, second, grades), np.square(scale[:, None] - scale[None, :]))


def gwet_ac1(
    first: Sequence[Hashable], second: Sequence[Hashable], labels: Collection[Hashable] | None = None
) -> float:
    """Give Gwet's AC1, which stays near the plain agreement where one label is much more frequent than the others.

    (agreement - chance) / (1 - chance) with chance = sum of p (1 - p) over the labels, divided by (labels - 1), where p
    is the share of a label, averaged over both raters.

    Args:
        first: One label an item.
        second: The other rater's, in the same order.
        labels: All that the raters could give. Left out, those that occur; then one and the same label throughout
            gives NaN, and a rare label that a resample misses changes the formula: name them for an interval.

    Raises:
        EvaluationError: The lengths differ, a label is missing, or one is not among `labels`.

    Source:
        K. Gwet, Computing inter-rater reliability and its variance in the presence of high agreement, British Journal
        of Mathematical and Statistical Psychology 61(1), 2008.

    Example:
        >>> gwet_ac1("aabb", "aaba")  # chance = 2 * 5/8 * 3/8 = 15/32
        0.5294117647058824
    """
    named = _labels(first, second) if labels is None else list(dict.fromkeys(labels))
    table = _table(first, second, named)
    if not len(first) or len(named) < 2:
        return _NAN
    one_each = np.eye(len(named))
    cells = (one_each[:, None] + one_each[None, :]).reshape(-1, len(named))
    return float(ac1(cells, table.reshape(1, -1))[0])


def krippendorff_alpha(ratings: Sequence[Sequence[str | float | None]], level: Level = "nominal") -> float:
    """Give Krippendorff's alpha, for any number of raters, with ratings missing: 1 - observed / expected disagreement.

    Disagreement between two values is 1 (`nominal`); the square of the ratings between them, half of those at either
    end included (`ordinal`, such as grades: only their order counts); or the square of their distance (`interval`).
    Items with fewer than two ratings do not count. NaN where it is undefined: nothing can be compared, or only one
    value occurs.

    Args:
        ratings: One sequence a rater, all in the same order of items; None where a rater gave nothing.
        level: How values compare. `ordinal` and `interval` need numbers.

    Raises:
        EvaluationError: The lengths differ, or values are no numbers where numbers are needed.

    Source:
        K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, 2011, sections C and D.

    Example:
        >>> round(krippendorff_alpha([["a", "a", "b", None], ["a", "b", "b", "a"]]), 4)  # 1 - (2/6) / (18/30)
        0.4444
    """
    if len({len(rater) for rater in ratings}) > 1:
        raise EvaluationError(f"raters have {[len(rater) for rater in ratings]} items; give None where one is missing")
    units = [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = _scale({value for unit in units for value in unit}, level)
    column = {value: at for at, value in enumerate(values)}
    counts = np.zeros((len(units), len(values)))
    for row, unit in enumerate(units):
        for value in unit:
            counts[row, column[value]] += 1
    apart = _DISTANCES[level](values, counts.sum(axis=0))
    return float(alpha(counts, np.ones((1, len(counts))), apart)[0])


def span_agreement(first: Sequence[Collection[Span]], second: Sequence[Collection[Span]]) -> float:
    """Average the character F1 over the items in which both raters marked something; NaN where there are none.

    Items that only one of them marked belong into the agreement on labels: here they would count twice.

    Raises:
        EvaluationError: The lengths differ.

    Example:
        >>> span_agreement([[Span(start=0, end=4)], []], [[Span(start=2, end=6)], [Span(start=0, end=9)]])
        0.5
    """
    _check_lengths(first, second)
    both = [character_f1(ours, theirs) for ours, theirs in zip(first, second, strict=True) if ours and theirs]
    return _divided(sum(both), len(both))


def agreement_interval(
    measure: Callable[[Sequence[Item], Sequence[Item]], float],
    first: Sequence[Item],
    second: Sequence[Item],
    groups: Sequence[str],
    seed: int,
    *,
    count: int = RESAMPLES,
) -> tuple[float, float]:
    """Give the 95% percentile interval of an agreement, items drawn with replacement, whole groups together.

    Resamples in which the measure is undefined are left out; NaN where all are. The interval says how the figure
    would vary with other items, not with other raters.

    Args:
        measure: Any of two raters; fix further arguments beforehand (`functools.partial`).
        first: One rater's labels.
        second: The other's, in the same order.
        groups: Each item's group: items of one text or person are drawn together.
        seed: The same seed gives the same interval.
        count: Resamples.

    Raises:
        EvaluationError: The lengths differ.

    Example:
        >>> agreement_interval(percent_agreement, "aabb", "aabb", ["1", "2", "3", "4"], seed=0, count=50)
        (1.0, 1.0)
    """
    _check_lengths(first, second)
    _check_lengths(first, groups)
    values = []
    for weights in resamples(groups, seed, count) if groups else ():
        drawn = np.repeat(np.arange(len(first)), weights.astype(np.int64)).tolist()
        values.append(measure([first[at] for at in drawn], [second[at] for at in drawn]))
    return percentiles(np.array(values, np.float64))


def _labels(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Hashable]:
    return list(dict.fromkeys([*first, *second]))


def _table(first: Sequence[Hashable], second: Sequence[Hashable], labels: Sequence[Hashable]) -> Values:
    """Count (label of the first, label of the second), (labels, labels)."""
    _check_lengths(first, second)
    at = {label: number for number, label in enumerate(labels)}
    strange = [label for label in _labels(first, second) if label is None or label != label or label not in at]
    if strange:
        raise EvaluationError(f"labels that are missing or unknown: {strange}; leave out items that only one rater saw")
    table = np.zeros((len(labels), len(labels)))
    np.add.at(table, ([at[label] for label in first], [at[label] for label in second]), 1)
    return table


def _scale(values: Collection[str | float], level: Level) -> Sequence[str | float]:
    if any(value != value for value in values):
        raise EvaluationError("nan is no rating; give None where one is missing")
    if level == "nominal":
        return list(values)
    words = sorted(value for value in values if isinstance(value, str))
    if words:
        raise EvaluationError(f"{level} agreement needs numbers: got {words}")
    return sorted(values, key=float)


def _unlike(values: Sequence[str | float], totals: Values) -> Values:
    del totals
    return unlike(len(values))


def _between(values: Sequence[str | float], totals: Values) -> Values:
    del values
    middle = np.cumsum(totals) - totals / 2
    return np.square(middle[:, None] - middle[None, :])


def _distance(values: Sequence[str | float], totals: Values) -> Values:
    del totals
    scale = np.asarray(values, np.float64)
    return np.square(scale[:, None] - scale[None, :])


_DISTANCES: Mapping[Level, Callable[[Sequence[str | float], Values], Values]] = {
    "nominal": _unlike,
    "ordinal": _between,
    "interval": _distance,
}


def _check_lengths(first: Sequence[object], second: Sequence[object]) -> None:
    if len(first) != len(second):
        raise EvaluationError(f"one label each is needed for every item: got {len(first)} and {len(second)}")


def _divided(top: float, bottom: float) -> float:
    return top / bottom if bottom else _NAN
