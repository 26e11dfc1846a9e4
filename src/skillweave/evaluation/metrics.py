"""Metrics, one function each: per case first, then the mean. docs/metrics.md explains them."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.span import Span

Values = NDArray[np.float64]


def hit_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Tell whether a gold label is among the first k: 1 or 0.

    Example:
        >>> hit_at_k(["a", "b", "c"], {"b"}, 1), hit_at_k(["a", "b", "c"], {"b"}, 2)
        (0.0, 1.0)
    """
    return float(any(label in gold for label in ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Give 1 over the place of the first gold label, counted from 1; 0 where none is ranked.

    Example:
        >>> reciprocal_rank(["a", "b", "c"], {"b", "c"})
        0.5
    """
    return next((1.0 / place for place, label in enumerate(ranked, start=1) if label in gold), 0.0)


def r_precision_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Give the gold labels among the first k over the most that could be there, min(k, number of gold labels).

    Raises:
        ValueError: There is no gold label; such a case tests abstention, not ranking.

    Example:
        >>> r_precision_at_k(["a", "b", "c", "d"], {"b", "x", "y"}, 2)
        0.5
    """
    if not gold:
        raise ValueError("a case without gold labels has no RP@k")
    return sum(label in gold for label in ranked[:k]) / min(k, len(set(gold)))


def character_f1(predicted: Collection[Span], gold: Collection[Span]) -> float:
    """Compare two sets of spans by the characters they cover: 2 |P and G| / (|P| + |G|).

    Example:
        >>> character_f1([Span(start=0, end=4)], [Span(start=2, end=6)])
        0.5
    """
    ours = {at for span in predicted for at in range(span.start, span.end)}
    theirs = {at for span in gold for at in range(span.start, span.end)}
    if not ours and not theirs:
        return 1.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def bootstrap_interval(
    values: Sequence[float], rng: np.random.Generator, *, resamples: int = 2_000
) -> tuple[float, float]:
    """Give the 95% percentile interval of a mean over cases, resampled with replacement.

    Source:
        B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    array = np.asarray(values, np.float64)
    picks = rng.integers(0, len(array), size=(resamples, len(array)))
    low, high = np.quantile(array[picks].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
