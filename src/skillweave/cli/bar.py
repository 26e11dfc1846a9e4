"""Draws the progress of a run on a terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from skillweave.batch.events import Event, PartEnded, Planned
from skillweave.batch.meter import Meter
from skillweave.cli.run_words import in_words, words


@contextmanager
def drawing() -> Iterator[Callable[[Event], None]]:
    """Give what a run tells its events to; the bar stands on standard error."""
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        yield _Bar(bar).tell


class _Bar:
    """A bar of rows; what happens beside it is a line above it."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._meter: Meter | None = None

    def tell(self, event: Event) -> None:
        if isinstance(event, Planned):
            self._meter = Meter(event, time.monotonic())
            self._task = self._bar.add_task("starting", total=event.rows, completed=event.kept_rows)
        if not isinstance(event, PartEnded):
            self._bar.console.print(words(event), markup=False, highlight=False)
        elif self._meter is not None and self._task is not None:
            self._meter.add(event, time.monotonic())
            reading = self._meter.read()
            self._bar.update(self._task, completed=reading.done, description=in_words(reading))
