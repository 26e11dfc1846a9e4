"""How long to wait before a request is tried again."""

import datetime as dt
from email.utils import parsedate_to_datetime

import numpy as np

_FIRST_S = 0.5


class TryAgain(Exception):  # noqa: N818  # no error of the program: it never leaves this package
    """A try failed in a way that another try may mend.

    Attributes:
        after_s: How long the endpoint asks to wait.
        slow: Whether it took too long.
        maybe_paid: Whether the endpoint may have done the work, and count it.
    """

    def __init__(self, why: str, *, after_s: float | None = None, slow: bool = False, maybe_paid: bool = False) -> None:
        """Keep what decides how it goes on."""
        super().__init__(why)
        self.after_s, self.slow, self.maybe_paid = after_s, slow, maybe_paid


def backoff_s(attempt: int, rng: np.random.Generator, *, most_s: float) -> float:
    """Give a wait that doubles with every attempt, spread so that many clients do not come back together.

    Args:
        attempt: The attempt that failed, from 1.
        rng: Where the spread comes from.
        most_s: Never longer than this.
    """
    return float(min(most_s, _FIRST_S * 2.0 ** (attempt - 1)) * rng.uniform(0.5, 1.0))


def retry_after_s(header: str | None, now: dt.datetime) -> float | None:
    """Read a Retry-After header: seconds, or a date; None where there is none that can be read.

    Example:
        >>> noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
        >>> retry_after_s("3", noon), retry_after_s("Thu, 01 Jan 2026 12:00:09 GMT", noon), retry_after_s("soon", noon)
        (3.0, 9.0, None)
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, seconds) if np.isfinite(seconds) else None
