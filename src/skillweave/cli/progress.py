"""How a run is shown while it works: plain lines, or events as JSON; `bar` draws on a terminal."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Literal, get_args

import click

from skillweave.batch.events import Event, Finished, PartEnded, Planned, RowKilled, Stopping, WorkerLost
from skillweave.batch.meter import Meter
from skillweave.cli.run_words import in_words, words
from skillweave.domain.run import PartLine, Sums

Shown = Literal["auto", "bar", "plain", "json", "none"]
SHOWN: tuple[Shown, ...] = get_args(Shown)

_EVERY_S = 10.0

Tell = Callable[[Event], None]


@contextmanager
def showing(shown: Shown) -> Iterator[Tell]:
    """Give what a run tells its events to; `auto` draws on a terminal and writes lines elsewhere."""
    if shown == "auto":
        shown = "bar" if sys.stderr is not None and sys.stderr.isatty() else "plain"
    if shown == "bar":
        from skillweave.cli.bar import drawing  # rich is loaded for a terminal only

        with drawing() as tell:
            yield tell
    else:
        yield {"plain": Lines().tell, "json": tell_json, "none": lambda _: None}[shown]


class Lines:
    """A line when something happens, and every ten seconds."""

    def __init__(self, say: Callable[[str], None] | None = None, clock_s: Callable[[], float] = time.monotonic) -> None:
        """Write to standard error, unless told otherwise."""
        self._say = say or (lambda line: click.echo(line, err=True))
        self._clock_s = clock_s
        self._meter: Meter | None = None
        self._said_s = clock_s()

    def tell(self, event: Event) -> None:
        """Hear an event."""
        if isinstance(event, PartEnded):
            self._part(event)
            return
        if isinstance(event, Planned):
            self._meter = Meter(event, self._clock_s())
            self._said_s = self._clock_s()
        self._say(words(event))

    def _part(self, event: PartEnded) -> None:
        if self._meter is None:
            return
        self._meter.add(event, self._clock_s())
        if self._clock_s() - self._said_s >= _EVERY_S:
            self._said_s = self._clock_s()
            self._say(in_words(self._meter.read()))


def tell_json(event: Event) -> None:
    """Write an event to standard error as one JSON object on a line; `event` names its kind."""
    click.echo(json.dumps({"event": _NAMES[type(event)], **_plain(event)}, ensure_ascii=False), err=True)


_NAMES = {
    Planned: "planned",
    PartEnded: "part_ended",
    WorkerLost: "worker_lost",
    RowKilled: "row_killed",
    Stopping: "stopping",
    Finished: "finished",
}


def _plain(event: Event) -> dict[str, object]:
    return {
        name: value.model_dump(mode="json", by_alias=True) if isinstance(value, (PartLine, Sums)) else value
        for name, value in ((one.name, getattr(event, one.name)) for one in fields(event))
    }
