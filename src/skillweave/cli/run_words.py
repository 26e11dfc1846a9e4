"""What happens in a run, in words for a person."""

from skillweave.batch.events import Event, Finished, PartEnded, Planned, RowKilled, Stopping, WorkerLost
from skillweave.batch.meter import Reading
from skillweave.domain.run import Sums


def in_words(reading: Reading) -> str:
    """Say where a run stands in one line.

    Example:
        >>> in_words(Reading(rows=2000, done=1000, kept=500, failed=1, cached=0, rows_per_s=25.0, left_s=40.0))
        '1,000 of 2,000 rows (50%), 25.0 rows/s, 40 s left, 1 failed, 500 kept from before'
    """
    share = reading.done / reading.rows if reading.rows else 1.0
    left = "time left not known yet" if reading.left_s is None else f"{span(reading.left_s)} left"
    told = [f"{reading.done:,} of {reading.rows:,} rows ({share:.0%})", f"{reading.rows_per_s} rows/s", left]
    told += [f"{reading.failed:,} failed"]
    told += [f"{reading.kept:,} kept from before"] if reading.kept else []
    told += [f"{reading.cached:,} passages from the cache"] if reading.cached else []
    return ", ".join(told)


def words(event: Event) -> str:
    """Say in one line what happened."""
    match event:
        case Planned():
            todo = event.parts - event.kept_parts
            return (
                f"run {event.run} in {event.where}: {event.rows:,} rows of {event.logs} logs in {event.parts} parts, "
                f"{event.kept_parts} done before, {todo} to do, {event.workers} workers"
            )
        case WorkerLost():
            return f"a worker ended while it had {event.source} from row {event.first_row} (time {event.deaths})"
        case RowKilled():
            return f"failed: {event.source}, row {event.row}: it ends the process that works on it"
        case Stopping(is_asked=False):
            why = "more rows failed than --max-failures allows"
            return f"{why}: finishing {event.running} parts that are begun; press Ctrl-C to stop at once"
        case Stopping():
            return f"finishing {event.running} parts that are begun; press Ctrl-C again to stop at once"
        case Finished():
            return f"{totals(event.sums)}; {span(event.seconds)}"
        case PartEnded():
            line = event.line
            return f"{line.source}, rows {line.first_row} to {line.last_row}: {totals(line.sums)}"


def totals(sums: Sums) -> str:
    """Say how entries ended."""
    return (
        f"{sums.entries} entries: {sums.with_claims} with claims ({sum(sums.claims.values())} claims), "
        f"{sums.nothing_found} with nothing found, {sums.failed} failed"
    )


def span(seconds: float) -> str:
    """Say a length of time in the two largest units that it has.

    Example:
        >>> [span(4.2), span(75), span(3 * 3600 + 125)]
        ['4.2 s', '1 min 15 s', '3 h 2 min']
    """
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s".replace(".0 s", " s")
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min"
