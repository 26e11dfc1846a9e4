"""Progress in words, and as JSON."""

import io
import json
import sys

import pytest

from skillweave.batch.events import Finished, PartEnded, Planned, RowKilled, Stopping, WorkerLost
from skillweave.cli.progress import Lines, showing
from skillweave.cli.run_words import words
from skillweave.domain.run import PartLine, Sums

PLANNED = Planned(run="r", where="w", logs=2, parts=3, rows=30, kept_parts=1, kept_rows=10, workers=2)
PART = PartEnded(PartLine(key="k", source="s", first_row=2, last_row=11, sums=Sums(entries=10), files={}, seconds=1.0))


def test_plain_lines_come_every_ten_seconds() -> None:
    """Not for every part."""
    said: list[str] = []
    times = iter(float(second) for second in (0, 0, 0, 3, 3, 12, 12, 12))
    lines = Lines(said.append, lambda: next(times))
    for event in (PLANNED, PART, PART):
        lines.tell(event)
    assert said == [
        "run r in w: 30 rows of 2 logs in 3 parts, 1 done before, 2 to do, 2 workers",
        "30 of 30 rows (100%), 1.67 rows/s, 0 s left, 0 failed, 10 kept from before",
    ]


def test_what_happens_beside_is_said_at_once() -> None:
    """Lost workers, rows that kill, the end."""
    said: list[str] = []
    lines = Lines(said.append)
    for event in (WorkerLost("s", 2, 1), RowKilled("s", 3), Stopping(2), Finished("r", "w", True, Sums(entries=3), 75)):
        lines.tell(event)
    assert said == [
        "a worker ended while it had s from row 2 (time 1)",
        "failed: s, row 3: it ends the process that works on it",
        "finishing 2 parts that are begun; press Ctrl-C again to stop at once",
        "3 entries: 0 with claims (0 claims), 0 with nothing found, 0 failed; 1 min 15 s",
    ]


def test_a_run_that_was_not_asked_to_stop_says_why_it_does() -> None:
    """Nobody has pressed anything yet."""
    assert words(Stopping(2, is_asked=False)) == (
        "more rows failed than --max-failures allows: finishing 2 parts that are begun; press Ctrl-C to stop at once"
    )


@pytest.mark.parametrize("shown", ["json", "none", "plain", "bar", "auto"])
def test_every_way_of_showing_hears_every_event(shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON has one object a line with the event's name; nothing else fails."""
    err = io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    events = (PLANNED, PART, WorkerLost("s", 2, 1), RowKilled("s", 3), Stopping(2), Finished("r", "w", True, Sums(), 1))
    with showing(shown) as tell:  # type: ignore[arg-type]
        for event in events:
            tell(event)
    if shown == "json":
        names = [json.loads(line)["event"] for line in err.getvalue().splitlines()]
        assert names == ["planned", "part_ended", "worker_lost", "row_killed", "stopping", "finished"]
    assert (err.getvalue() == "") == (shown == "none")
