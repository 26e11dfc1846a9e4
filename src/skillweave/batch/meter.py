"""How far a run is, how fast it goes and when it will end: numbers for whoever shows them."""

from collections import deque
from dataclasses import dataclass

from skillweave.batch.events import PartEnded, Planned

_WINDOW = 32
"""Points in time, each the end of a part, that the present rate is taken from, where there are few workers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a run stands.

    Attributes:
        rows: Rows of all parts.
        done: Rows of finished parts, with those of earlier starts.
        kept: Rows of earlier starts.
        failed: Rows that failed in this start.
        cached: Passages that were not encoded anew.
        rows_per_s: 0 while it is not known.
        left_s: None while it is not known.
    """

    rows: int
    done: int
    kept: int
    failed: int
    cached: int
    rows_per_s: float
    left_s: float | None


class Meter:
    """Adds up what ended; the time of each call is an argument."""

    def __init__(self, planned: Planned, now_s: float) -> None:
        """Start with what was done before."""
        self._planned = planned
        # Workers that begin together end together, again and again: two such bursts at least are looked over.
        window = max(_WINDOW, 2 * planned.workers + 1)
        self._ended: deque[tuple[float, int]] = deque([(now_s, planned.kept_rows)], maxlen=window)
        self._done = planned.kept_rows
        self._failed = 0
        self._cached = 0

    def add(self, ended: PartEnded, now_s: float) -> None:
        """Count a part in."""
        self._done += ended.line.sums.entries
        self._failed += ended.line.sums.failed
        self._cached += ended.line.cached_passages
        self._ended.append((now_s, self._done))

    def read(self) -> Reading:
        """Say where the run stands; the rate is that of the parts that ended last."""
        (began_s, before), (latest_s, _) = self._ended[0], self._ended[-1]
        passed_s = latest_s - began_s
        rate = (self._done - before) / passed_s if passed_s > 0 else 0.0
        left = self._planned.rows - self._done
        return Reading(
            rows=self._planned.rows,
            done=self._done,
            kept=self._planned.kept_rows,
            failed=self._failed,
            cached=self._cached,
            rows_per_s=round(rate, 2),
            left_s=round(left / rate, 1) if rate else None,
        )
