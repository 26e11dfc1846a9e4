"""How far a share or a resampled figure may lie from what was seen: 95% intervals."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
INTERVAL = (0.025, 0.975)

_NORMAL_975 = 1.959963984540054
"""The 97.5% quantile of the standard normal law, for 95% intervals."""


def wilson(good: int, count: int) -> tuple[float, float]:
    """Give the 95% score interval of a share of independent trials; 0 to 1 where there is no trial.

    It keeps within 0 and 1 and has a width even where all or none are good, which a bootstrap has not.

    Source:
        E. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22(158), 1927.

    Example:
        >>> [round(edge, 4) for edge in wilson(8, 10)]
        [0.4902, 0.9433]
    """
    square = _NORMAL_975**2
    middle = (good + square / 2) / (count + square)
    half = _NORMAL_975 / (count + square) * sqrt(good * (count - good) / max(1, count) + square / 4)
    # None and all of them end at 0 and 1 exactly; rounding would leave the share itself outside.
    return middle - half if good else 0.0, middle + half if good < count else 1.0


def percentiles(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """Give the 2.5% and 97.5% quantiles of resampled values; undefined ones are left out, NaN where all are.

    Example:
        >>> percentiles(np.array([0.5, 0.5, np.nan]))
        (0.5, 0.5)
    """
    defined = drawn[~np.isnan(drawn)]
    low, high = np.quantile(defined, INTERVAL) if len(defined) else (np.nan, np.nan)
    return float(low), float(high)
