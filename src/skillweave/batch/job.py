"""From logs to a finished run in a folder: plan, see what is done, do the rest, write the end."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from skillweave.batch.events import Event, Finished, Planned
from skillweave.batch.folder import RunFolder
from skillweave.batch.part import PartTask
from skillweave.batch.plan import PART_ROWS, Part, cut
from skillweave.batch.plan import Planned as PlannedPart
from skillweave.batch.rows import Row
from skillweave.batch.run import PartRunner, Run
from skillweave.batch.store import Store
from skillweave.domain.run import Made, Manifest, PartLine, Sums
from skillweave.errors import BatchError
from skillweave.ports import Runner

SAMPLE_ROWS = 64
"""Rows that are translated to tell how long a run would take."""


@dataclass(frozen=True, slots=True)
class NamedLog:
    """A log by the name that results call it; `rows` reads it afresh each time."""

    name: str
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class JobOptions:
    """How a run goes about its work; none of it changes results, but for the size of parts.

    Attributes:
        part_rows: Rows of a part.
        max_failures: Failed rows of the whole run, over all its starts, after which no further part is begun.
        retry_failed: Do parts again in which rows failed that could be read.
        prune: Remove the results of logs that were not given now.
    """

    part_rows: int = PART_ROWS
    max_failures: int | None = None
    retry_failed: bool = False
    prune: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of the logs that were given, and which of them are done.

    Attributes:
        made: What makes the results.
        parts: All of them, in their order.
        kept: Keys of those that are done.
        failed: Rows that failed in these, with those that the check has refused.
    """

    made: Made
    parts: tuple[PlannedPart, ...]
    kept: frozenset[str]
    failed: int

    @property
    def open(self) -> tuple[PlannedPart, ...]:
        """The parts that are to be done, in their order."""
        return tuple(one for one in self.parts if one.key not in self.kept)


class Job:
    """A run over logs into a folder. Its runner is opened by it, and closed by who made it."""

    def __init__(
        self,
        logs: Sequence[NamedLog],
        store: Store,
        runner: PartRunner,
        options: JobOptions,
        *,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the parts; `store` is the parent of the run's folder."""
        self._logs = sorted(logs, key=lambda one: one.name)
        self._store = store
        self._runner = runner
        self._options = options
        self._clock_s = clock_s

    def plan(self, asked_to_stop: Callable[[], int] = lambda: 0) -> Plan:
        """Open the runner, read all logs once and see what is done.

        Raises:
            KeyboardInterrupt: The person has asked to stop: nothing is begun that could be finished.
            SettingsError: A log of an earlier start is given by another name.
        """
        made = made_by(self._runner)
        folder = self.folder(made)
        parts = tuple(self._planned_parts(made, asked_to_stop))
        if not self._options.prune:
            folder.refuse_renamed(parts)
        done = folder.done()
        retried = {key for key, failed in done.items() if failed and self._options.retry_failed}
        kept = frozenset(one.key for one in parts if one.key in done and one.key not in retried)
        failed = sum(done[one.key] + one.refused for one in parts if one.key in kept)
        return Plan(made, parts, kept, failed)

    def _planned_parts(self, made: Made, asked_to_stop: Callable[[], int]) -> Iterator[PlannedPart]:
        for part in self.parts(made):
            if asked_to_stop():
                raise KeyboardInterrupt
            yield PlannedPart.of(part)

    def parts(self, made: Made) -> Iterator[Part]:
        """Read all logs and cut them into parts."""
        for log in self._logs:
            yield from cut(log.name, log.rows(), made.run_id, most=self._options.part_rows)

    def folder(self, made: Made) -> RunFolder:
        """Give the folder of the run that is made so."""
        return RunFolder(self._store.within(made.run_id))

    def run(self, plan: Plan, tell: Callable[[Event], None], asked_to_stop: Callable[[], int]) -> Manifest:
        """Do what is open, and write the end of the run; a run that was stopped is not complete.

        Raises:
            BatchError: A file cannot be written, too many rows fail, or a log was changed meanwhile.
            KeyboardInterrupt: The person has asked twice to stop.
        """
        refused = self._foreseen(plan)
        began = self._clock_s()
        folder = self.folder(plan.made)
        manifest = folder.begin(plan.made, plan.parts, missing=len(plan.open), prune=self._options.prune)
        tell(self._planned(plan, folder))
        most = self._options.max_failures
        work = Run(
            self._runner, folder, tell, asked_to_stop=asked_to_stop, max_failures=most, failures=plan.failed + refused
        )
        sums: Sums | None = None
        try:
            if work.work(self._parts_to_do(plan, asked_to_stop), len(plan.open)):
                manifest = folder.finish(manifest, asked_to_stop)
                sums = manifest.sums
        except BaseException:  # whatever ends it: the next look at the run is to tell which rows failed
            with suppress(BatchError, OSError):  # the first error is the one to be told
                folder.stop(manifest)
            raise
        if sums is None:
            sums = folder.stop(manifest)
        tell(Finished(manifest.run, folder.where, manifest.complete, sums, round(self._clock_s() - began, 3)))
        return manifest

    def sample(self, plan: Plan) -> tuple[float, int]:
        """Let a worker translate some rows, throw the results away, and give the seconds and the number of rows.

        They are tried twice, and the second time counts.

        Raises:
            BatchError: The worker ended over them.
            SkillweaveError: What the work raises.
        """
        part = next((one for one in self._parts_to_do(plan, lambda: 0) if one is not None), None)
        rows = tuple(row for row in part.rows if row.experience is not None)[:SAMPLE_ROWS] if part else ()
        if part is None or not rows:
            return 0.0, 0
        spent_s = 0.0
        for name in ("warm", "timed"):
            began = self._clock_s()
            self._try(Part(name, part.source, rows))
            spent_s = self._clock_s() - began
        return spent_s, len(rows)

    def _try(self, part: Part) -> None:
        """Let a worker translate rows, and raise what keeps it from that: no time is told that nothing took."""
        self._runner.give(part.key, PartTask(part, is_probe=True))
        while not (ended := self._runner.take(1.0)):
            pass
        for one in ended:
            if one.error is not None:
                raise one.error
            if one.lost:
                raise BatchError(
                    f"a worker ended while it tried rows {part.rows[0].number} to {part.rows[-1].number} of "
                    f"{part.source}, so how long a run would take is not known; a run itself finds the rows that end "
                    "their worker, and goes on without them"
                )

    def _foreseen(self, plan: Plan) -> int:
        """Count the rows that the check has refused in what is to be done.

        Raises:
            BatchError: With them more rows fail than may: nothing is begun.
        """
        most, refused = self._options.max_failures, sum(one.refused for one in plan.open)
        if most is None or not refused or plan.failed + refused <= most:
            return refused
        every = ((part.source, row.error) for part in self.parts(plan.made) for row in part.rows if row.error)
        source, why = next(every, ("the log", "it was changed while it was read"))
        raise BatchError(
            f"{plan.failed + refused} rows fail, {refused} of them because they cannot be used, and --max-failures is "
            f"{most}; the first is in {source}, {why}. Nothing was begun: mend the logs, or give a higher limit"
        )

    def _planned(self, plan: Plan, folder: RunFolder) -> Planned:
        kept = [one for one in plan.parts if one.key in plan.kept]
        return Planned(
            run=plan.made.run_id,
            where=folder.where,
            logs=len(self._logs),
            parts=len(plan.parts),
            rows=sum(one.rows for one in plan.parts),
            kept_parts=len(kept),
            kept_rows=sum(one.rows for one in kept),
            workers=min(self._runner.capacity, len(plan.open)),
        )

    def _parts_to_do(self, plan: Plan, meanwhile: Callable[[], object]) -> Iterator[Part | None]:
        """Read the logs again, for nothing was kept but the names of their parts; None is a part that is done.

        `meanwhile` is called for every part: to pass over those that are done may take long.
        """
        if not plan.open:
            return
        last = plan.open[-1].key
        for part, planned in zip(self.parts(plan.made), plan.parts, strict=False):
            meanwhile()
            if part.key != planned.key:
                raise BatchError(f"{part.source} was changed while it was read; what is done is kept: run again")
            yield None if part.key in plan.kept else part
            if part.key == last:
                return
        raise BatchError(f"{plan.open[-1].source} was changed while it was read; what is done is kept: run again")


def made_by(runner: Runner[PartTask, PartLine | None]) -> Made:
    """Open a runner and hear what makes its results.

    Raises:
        SkillweaveError: The pipeline cannot be loaded.
    """
    about = runner.open()
    if not isinstance(about, Made):
        raise TypeError(f"the runner's work is not the translation of parts: {type(about).__name__}")
    return about
