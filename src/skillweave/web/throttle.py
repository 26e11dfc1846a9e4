"""Counts what may be done only so often: sign-in tries, exports, calls of the REST API."""

import hashlib

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from skillweave.web.stops import Stop


class Throttle:
    """Counts in this process's memory, over a minute that moves.

    A restart forgets the counts. Several server processes count each for itself, so each lets its share through.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, what: str, who: str, *, a_minute: int) -> None:
        """Count one more.

        Raises:
            Stop: `rate_limited`: there were too many in the last minute; this one is not counted.
        """
        if not self.within(what, who, a_minute=a_minute):
            raise Stop(429, "rate_limited", "Too many tries. Wait a minute, then try again.", {"Retry-After": "60"})

    def within(self, what: str, who: str, *, a_minute: int) -> bool:
        """Count one more, and tell whether it is still within the limit."""
        digest = hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()  # keys of one length, whatever was sent
        return self._limiter.hit(RateLimitItemPerMinute(a_minute), what, digest)
