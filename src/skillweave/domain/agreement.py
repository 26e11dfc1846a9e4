"""Agreement beyond chance as formulas over counts: how many raters gave each unit each value.

`counts` is (units, values); `weights` is (samples, units), how often each unit stands in a sample: one row of ones is
the data itself, the counts of a bootstrap are its samples. Figures are (samples,), NaN where they are undefined.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def plain(counts: Values, weights: Values) -> Values:
    """Give the share of pairs of raters that gave the same value, averaged over the units with two ratings or more.

    Example:
        >>> plain(np.array([[3.0, 0.0], [2.0, 1.0], [1.0, 0.0]]), np.ones((1, 3))).round(4).tolist()  # (1 + 1/3) / 2
        [0.6667]
    """
    ratings = counts.sum(axis=1)
    alike = divided((counts * (counts - 1)).sum(axis=1), ratings * (ratings - 1))
    return divided(weights @ np.nan_to_num(alike), weights @ (ratings > 1).astype(np.float64))


def ac1(counts: Values, weights: Values) -> Values:
    """Give Gwet's AC1: (agreement - chance) / (1 - chance), chance = sum of p (1 - p) / (values - 1).

    p is a value's share of a unit's ratings, averaged over all units with a rating. There are two values or more;
    values that could have been given and were not count too.

    Source:
        K. Gwet, Computing inter-rater reliability and its variance in the presence of high agreement, British Journal
        of Mathematical and Statistical Psychology 61(1), 2008.

    Example:
        >>> ac1(np.array([[2.0, 0.0], [1.0, 1.0]]), np.ones((1, 2))).round(4).tolist()  # chance = 2 * 3/4 * 1/4
        [0.2]
    """
    ratings = counts.sum(axis=1)
    shares = np.nan_to_num(divided(counts, ratings[:, None]))
    means = divided(weights @ shares, (weights @ (ratings > 0).astype(np.float64))[:, None])
    chance = (means * (1 - means)).sum(axis=1) / (counts.shape[1] - 1)
    return np.asarray((plain(counts, weights) - chance) / (1 - chance))


def alpha(counts: Values, weights: Values, apart: Values | None = None) -> Values:
    """Give Krippendorff's alpha: 1 - observed / expected disagreement; units with one rating do not count.

    Args:
        counts: As above.
        weights: As above.
        apart: (values, values), how far two values lie from each other; left out, every two differ alike.

    Source:
        K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, 2011, sections C and D.

    Example:
        >>> alpha(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), np.ones((1, 3))).round(4).tolist()
        [0.4444]
    """
    apart = unlike(counts.shape[1]) if apart is None else apart
    ratings = counts.sum(axis=1)
    counts = counts * (ratings > 1)[:, None]
    # Pairs of a value with itself have distance 0, so they need not be taken off.
    each = ((counts @ apart) * counts).sum(axis=1) / np.maximum(1, ratings - 1)
    totals = weights @ counts
    expected = ((totals @ apart) * totals).sum(axis=1) / np.maximum(1, totals.sum(axis=1) - 1)
    return 1 - divided(weights @ each, expected)


def fleiss(counts: Values, weights: Values) -> Values:
    """Give Fleiss' kappa; every unit needs the same number of ratings, two or more.

    Source:
        J. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76(5), 1971.

    Example:
        >>> fleiss(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), np.ones((1, 3))).round(4).tolist()
        [0.3333]
    """
    totals = weights @ counts
    shares = divided(totals, totals.sum(axis=1, keepdims=True))
    chance = np.square(shares).sum(axis=1)
    return 1 - divided(1 - plain(counts, weights), 1 - chance)


def kappa(table: Values, apart: Values | None = None) -> float:
    """Give Cohen's kappa, weighted by how far values lie apart: 1 - disagreement / that of chance.

    Args:
        table: (values, values), how often the first rater gave one value and the second another.
        apart: As in `alpha`.

    Source:
        J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20(1), 1960;
        Weighted kappa, Psychological Bulletin 70(4), 1968.

    Example:
        >>> kappa(np.array([[2.0, 0.0], [1.0, 1.0]]))
        0.5
    """
    apart = unlike(len(table)) if apart is None else apart
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(1.0, float(table.sum()))
    return 1 - float(divided((table * apart).sum(), (by_chance * apart).sum()))


def unlike(values: int) -> Values:
    """Give the distances of values that only differ or not, (values, values).

    Example:
        >>> unlike(2).tolist()
        [[0.0, 1.0], [1.0, 0.0]]
    """
    return np.asarray(1 - np.eye(values))


def divided(top: Values, bottom: Values) -> Values:
    """Divide number by number; NaN where the lower one is not above 0.

    Example:
        >>> divided(np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
        [0.5, nan]
    """
    top, bottom = np.broadcast_arrays(np.asarray(top, np.float64), bottom)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))
