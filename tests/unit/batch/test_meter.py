"""Rate and time left, by hand."""

import pytest

from skillweave.batch.events import PartEnded, Planned
from skillweave.batch.meter import Meter
from skillweave.domain.run import PartLine, Sums

PLANNED = Planned(run="r", where="w", logs=1, parts=5, rows=500, kept_parts=1, kept_rows=100, workers=1)


def part(rows: int, failed: int = 0, cached: int = 0) -> PartEnded:
    """A part that is done."""
    sums = Sums(entries=rows, failed=failed)
    line = PartLine(
        key="k", source="s", first_row=1, last_row=rows, sums=sums, files={}, seconds=1.0, cached_passages=cached
    )
    return PartEnded(line)


def test_before_the_first_part_nothing_is_known() -> None:
    """Rows of earlier starts count as done, not as speed."""
    reading = Meter(PLANNED, 10.0).read()
    assert (reading.done, reading.kept, reading.rows_per_s, reading.left_s) == (100, 100, 0.0, None)


def test_the_rate_is_that_of_this_start() -> None:
    """200 rows in 4 seconds are 50 a second; 200 more take 4 seconds."""
    meter = Meter(PLANNED, 10.0)
    meter.add(part(100, failed=2), 12.0)
    meter.add(part(100, cached=7), 14.0)
    reading = meter.read()
    assert (reading.done, reading.failed, reading.cached) == (300, 2, 7)
    assert (reading.rows_per_s, reading.left_s) == (50.0, 4.0)


@pytest.mark.parametrize("workers", [1, 20, 64, 300])
def test_the_rate_holds_where_parts_end_in_bursts(workers: int) -> None:
    """All workers end a part of ten rows every ten seconds, within a tenth of one: at each end of a burst and in it."""
    meter = Meter(Planned("r", "w", 1, 10 * workers, 100 * workers, 0, 0, workers), 0.0)
    rates = []
    for burst in range(1, 7):
        for number in range(workers):
            meter.add(part(10), burst * 10.0 + 0.1 * number / workers)
            rates.append(meter.read().rows_per_s)
    settled = rates[2 * workers :]
    assert settled
    assert all(0.9 * workers < rate < 1.1 * workers for rate in settled), (min(settled), max(settled))


def test_the_rate_follows_the_latest_parts() -> None:
    """After many slow parts, the quick ones of now tell when it ends."""
    meter = Meter(Planned("r", "w", 1, 1_000, 10_000, 0, 0, 1), 0.0)
    for number in range(1, 41):
        meter.add(part(10), number * 10.0)
    for number in range(1, 41):
        meter.add(part(10), 400.0 + number)
    assert meter.read().rows_per_s == 10.0
