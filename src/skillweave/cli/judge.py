"""What `translate --judge` says before and after: where texts go, what asking would cost, and what it came to."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import click

from skillweave.batch.tables import Log
from skillweave.cli.gate import tell_notes
from skillweave.cli.judge_door import tell_most, tell_where
from skillweave.cli.judge_spent import tell_spent
from skillweave.cli.source import rows_of
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Shown
from skillweave.domain.question import Question
from skillweave.errors import RemoteError, TextError
from skillweave.judge_wiring import Door, Judging, judge_after, open_door
from skillweave.llm.estimate import Estimate
from skillweave.llm.judged import JudgedPipeline
from skillweave.pipeline import Pipeline
from skillweave.remote.bulk import Batch
from skillweave.settings import Settings

_CHUNK = 64


class Asking:
    """A judge for one run of the command."""

    def __init__(self, door: Door, settings: Settings) -> None:
        """Keep the door; the judge is made when there is a pipeline."""
        self._door, self._settings = door, settings
        self._judging: Judging | None = None

    def after(self, pipeline: Pipeline) -> JudgedPipeline:
        """Put the judge after a pipeline, and say where texts go."""
        tell_where(self._door)
        return self._made(pipeline).pipeline

    def _made(self, pipeline: Pipeline) -> Judging:
        """Give the judge, always the same: it counts."""
        if self._judging is None:
            self._judging = judge_after(pipeline, self._door, self._settings)
        return self._judging

    def tell_estimate(self, pipeline: Pipeline, source: Log) -> None:
        """Translate here, count what would be asked, and say what it would cost at most; sends nothing."""
        judging = judge_after(pipeline, self._door, self._settings)
        sums = Estimate()
        for some in chunks_of_log(source):
            judging.judge.estimate(questions_of_log(judging.pipeline, some), sums)
        click.echo(
            f"the judge would be asked about {sums.claims} claims: {sums.requests} requests, {sums.kept} answered "
            f"already, {sums.equal} equal to another"
        )
        tell_most(self._door, sums)
        tell_notes(self._door.gate)

    def handed_in(self, pipeline: Pipeline, source: Log) -> bool:
        """Collect the batch that is pending, or hand in what is not answered yet.

        Returns:
            Whether a batch was handed in, so that there is nothing to translate yet.

        Raises:
            RemoteError: A batch is pending and has not ended, or has ended without doing its work.
        """
        judging = self._made(pipeline)
        batches = judging.judge.batches
        note = batches.pending.read()
        collected = batches.collect()
        if collected is not None:
            self._tell_collected(collected)
        asks = {}
        for some in chunks_of_log(source):
            asks.update(judging.judge.unanswered(questions_of_log(judging.pipeline, some)))
        left_out = note.keys if note is not None and collected is not None else frozenset[str]()
        if asks.keys() <= left_out:
            return False  # nothing is left, or what a batch had and left out: that is asked for one by one
        tell_where(self._door)
        batch = batches.hand_in(asks)
        click.echo(f"{len(asks)} requests were handed in as batch {batch.id}; run the same command again to collect")
        return True

    def _tell_collected(self, batch: Batch) -> None:
        """Say what came of a batch; stop where the rest would cost the full price without anybody wanting that."""
        if not batch.ended:
            raise RemoteError(
                f"batch {batch.id} is {batch.status}, {batch.done} of {batch.total} requests done; run again later"
            )
        why = self._door.client.why(batch)
        because = f": {why}" if why else ""
        if batch.status != "completed" or not batch.done:
            raise RemoteError(
                f"batch {batch.id} has ended as {batch.status}{because}; {batch.done} answers of {batch.total} are "
                "kept. Run again with --in-bulk to hand in the rest anew, or without it to ask for each alone"
            )
        click.echo(
            f"batch {batch.id}: {batch.status}, {batch.done} answers of {batch.total} are kept{because}", err=True
        )

    def tell_tally(self) -> None:
        """Say what the judge said; what it took is told at the very end."""
        if self._judging is None:
            return
        tally = self._judging.judge.tally
        said = ", ".join(f"{tally.verdicts.get(one, 0)} {one.value.replace('_', ' ')}" for one in Shown)
        click.echo(f"judge {self._judging.asked.judge_id}: {tally.asked} claims: {said}", err=True)
        unheard = f"; of {tally.unheard} requests it could not be read what would be added" if tally.unheard else ""
        click.echo(f"added {tally.added}, additions refused {tally.refused}{unheard}", err=True)

    def close(self) -> None:
        """Say what was used, however the run ended; nothing where nothing could be asked."""
        client = self._door.client
        if self._judging is not None and (self._judging.judge.tally.kept or client.tries or client.budget.used.total):
            tell_spent(self._door, [self._judging.judge])


@contextmanager
def asking(settings: Settings) -> Iterator[Asking]:
    """Make ready to ask; what is missing is told before anything is loaded, and what was used when all is over."""
    with open_door(settings) as door:
        made = Asking(door, settings)
        try:
            yield made
        finally:
            made.close()


def chunks_of_log(source: Log) -> Iterator[list[Experience]]:
    """Give the entries of a log that can be translated, some at a time."""
    good = (row.experience for row in rows_of(source) if row.experience is not None)
    while some := list(islice(good, _CHUNK)):
        yield some


def questions_of_log(pipeline: JudgedPipeline, some: list[Experience]) -> list[Question]:
    """Give what would be asked; an entry that cannot be translated is left out, as the run would tell."""
    try:
        return pipeline.questions(some)
    except TextError:
        return [] if len(some) == 1 else [one for each in some for one in questions_of_log(pipeline, [each])]
