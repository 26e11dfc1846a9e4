"""What `translate --judge` says before and after where the judge is a local model: nothing is sent, nothing costs."""

from collections import Counter
from collections.abc import Sequence

import click

from skillweave.batch.tables import Log
from skillweave.cli.judge import chunks_of_log, questions_of_log
from skillweave.domain.judgement import Shown
from skillweave.domain.question import Answer, Question
from skillweave.errors import SettingsError
from skillweave.judge_wiring import local_judge_after
from skillweave.llm.judged import JudgedPipeline
from skillweave.pipeline import Pipeline
from skillweave.ports import Judge
from skillweave.settings import Settings


class _Counting:
    """A judge that counts what it says."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.verdicts: Counter[Shown] = Counter()
        self.added = 0

    @property
    def judge_id(self) -> str:
        return self._judge.judge_id

    def judge(self, questions: Sequence[Question], /) -> Sequence[Answer]:
        answers = self._judge.judge(questions)
        for one in answers:
            self.verdicts.update(what.shown for what in one.judgements)
            self.added += len(one.further)
        return answers


class AskingHere:
    """The local judge for one run of the command."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; the judge is made when there is a pipeline."""
        self._settings = settings
        self._counting: _Counting | None = None

    def after(self, pipeline: Pipeline) -> JudgedPipeline:
        """Put the judge after a pipeline, and say that nothing leaves."""
        judging = local_judge_after(pipeline, self._settings, around=self._counted)
        click.echo(f"uncertain claims are looked at again by {judging.judge.judge_id}; nothing is sent", err=True)
        return judging.pipeline

    def _counted(self, judge: Judge) -> Judge:
        self._counting = _Counting(judge)
        return self._counting

    def tell_estimate(self, pipeline: Pipeline, source: Log) -> None:
        """Translate here and count what would be judged."""
        judged = local_judge_after(pipeline, self._settings).pipeline
        asked = [one for some in chunks_of_log(source) for one in questions_of_log(judged, some)]
        click.echo(f"the local judge would look at {sum(len(one.candidates) for one in asked)} claims; nothing is sent")
        click.echo("nothing was written")

    def handed_in(self, pipeline: Pipeline, source: Log) -> bool:
        """Refuse: there is nobody to hand in to.

        Raises:
            SettingsError: Always.
        """
        del pipeline, source
        raise SettingsError('--in-bulk is about endpoints; the judge of the settings is kind = "local"')

    def tell_tally(self) -> None:
        """Say what the run came to."""
        if self._counting is None:
            return
        told = self._counting
        said = ", ".join(f"{told.verdicts[one]} {one.value.replace('_', ' ')}" for one in Shown)
        click.echo(f"judge {told.judge_id}: {told.verdicts.total()} claims: {said}; added {told.added}", err=True)
