"""Confidence in words: the bands in which a calibrated probability is shown."""

from collections.abc import Mapping
from enum import StrEnum


class Band(StrEnum):
    """How sure a suggestion is, as people are shown it; a number would claim more than anybody knows."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"
    """Not calibrated: there is no probability."""


BOUNDS: Mapping[Band, tuple[float, float]] = {Band.HIGH: (0.8, 1.0), Band.MEDIUM: (0.5, 0.8), Band.LOW: (0.0, 0.5)}
"""Lowest confidence of a band, and where the next one begins."""


def band_of(confidence: float | None) -> Band:
    """Say in which band a confidence lies.

    Example:
        >>> [band_of(value).value for value in (1.0, 0.8, 0.79, 0.2, None)]
        ['high', 'high', 'medium', 'low', 'none']
    """
    if confidence is None:
        return Band.NONE
    return next(band for band, (lowest, _) in BOUNDS.items() if confidence >= lowest)
