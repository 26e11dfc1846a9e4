"""`skillweave eval judge`: what a judge is worth on a labelled sample, and whether the way of asking sways it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.batch.sinks import file_sink
from skillweave.cli.encoders import opened, refuse_estimate_of_judge
from skillweave.cli.judge_door import tell_most, tell_where
from skillweave.cli.judge_spent import tell_spent
from skillweave.cli.options import settings_options
from skillweave.cli.samples import SAMPLES, read_sets
from skillweave.domain.competency import Framework
from skillweave.errors import SettingsError
from skillweave.frameworks.concepts import load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.settings import Settings
from skillweave.wiring import assemble, frameworks_folder

if TYPE_CHECKING:
    from skillweave.evaluation.judge_check import Bench, Plan
    from skillweave.evaluation.sets import LabelledSet
    from skillweave.evaluation.steadiness import Check
    from skillweave.judge_wiring import Door
    from skillweave.llm.judge import LlmJudge
    from skillweave.matching.calibrate import Calibration
    from skillweave.pipeline import Pipeline
    from skillweave.ports import Judge

_PATH = click.Path(path_type=Path)
_CHECKS = "order, length, quotes, repeat"
_SEND = "leave out --dry-run to send them; tokens_at_most and cost_at_most limit what each endpoint may take"


@click.command("judge")
@click.argument("sample", default=SAMPLES[0], type=click.Path(path_type=Path, exists=True))
@click.option(
    "--part", type=click.Choice(["fit", "report", "all"]), default="report", show_default=True, help="Of the sample."
)
@click.option(
    "--checks",
    default="order,length,quotes,repeat",
    show_default=True,
    help="Other ways in which the judge is asked too, by comma, or `none`; each costs about as much again.",
)
@click.option(
    "--calibration",
    type=_PATH,
    help="Learn on the part `fit` what the judge's score is worth, and write it to this JSON file.",
)
@click.option(
    "--assisted",
    type=click.Choice(["refuse", "use", "leave-out"]),
    default="refuse",
    show_default=True,
    help="Labels that reviewers made in view of what the encoder in use had suggested.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say what asking would cost at most; nothing is sent. Not with an endpoint as the encoder.",
)
@click.option("-o", "--output", type=_PATH, help="JSON file of all figures.")
@settings_options
def judge_(
    sample: Path,
    part: str,
    checks: str,
    calibration: Path | None,
    assisted: str,
    dry_run: bool,
    output: Path | None,
    settings: Settings,
) -> None:
    """Measure the judge of the settings on a labelled sample.

    Claims with and without it on the same texts, agreement with reviewers, how often its verdicts change when the same
    candidates stand in another order, the text is padded, more is quoted, or nothing changes at all; and what its score
    is worth. A language model is sent texts, with names replaced, within the budget of the settings; answers are kept,
    so the same command goes on after a stop.
    """
    from skillweave.evaluation.judge_check import checked
    from skillweave.evaluation.judge_lines import judge_json, judge_lines

    refuse_estimate_of_judge(settings, is_dry=dry_run, instead=_SEND)
    chosen = _checks(checks)
    if calibration is not None and part != "report":
        raise SettingsError("--calibration is learned on the part `fit` and tried on `report`; leave out --part")
    if calibration is not None and settings.judge.kind == "local":
        raise SettingsError("--calibration is for endpoints: the model of a local judge holds a calibration of its own")
    with _door(settings) as door:
        work = _work(sample, part, assisted, settings, door, raw=calibration is not None)
        made = work.plan(work.sets, chosen)
        learning = work.plan(work.read("fit"), []) if calibration is not None else None
        if dry_run:
            _tell_estimate([made, *([learning] if learning else [])], work)
            return
        click.echo(f"judge {work.bench.judge.judge_id}: {work.about}")
        with _telling_spent(work):
            curve = _learned(learning, work, sample) if learning is not None else None
            found = checked(made, work.bench, curve)
        for line in judge_lines(found):
            click.echo(line)
        if output is not None:
            _write(output, json.dumps(judge_json(found, work.about, curve), indent=1, allow_nan=False))
        if calibration is not None and curve is not None:
            _keep(calibration, curve, work)


def _checks(names: str) -> "list[Check]":
    from skillweave.evaluation.steadiness import Check

    wanted = [one for one in dict.fromkeys(name.strip() for name in names.split(",")) if one not in ("none", "")]
    unknown = [one for one in wanted if one not in {check.value for check in Check}]
    if unknown:
        raise SettingsError(f"--checks: no such check: {', '.join(unknown)}; there are: {_CHECKS}")
    return [Check(one) for one in wanted]


@contextmanager
def _door(settings: Settings) -> "Iterator[Door | None]":
    """Make ready to ask; what is missing is told before anything is loaded."""
    if settings.judge.kind == "local":
        yield None
        return
    from skillweave.judge_wiring import open_door

    with open_door(settings) as door:
        tell_where(door)
        yield door


@dataclass(frozen=True, slots=True)
class _Work:
    """What the command works with; `counting` is None where nothing is sent."""

    sample: Path
    by_id: dict[str, Framework]
    encoder: str
    assisted: str
    pipeline: "Pipeline"
    bench: "Bench"
    sets: "list[LabelledSet]"
    about: str
    door: "Door | None"
    counting: "tuple[LlmJudge, ...]"

    def read(self, part: str) -> "list[LabelledSet]":
        """Read a part of the sample: the sets of the frameworks that are measured."""
        known = {name: one for name, one in self.by_id.items() if name in self.bench.frameworks}
        return read_sets([self.sample], known, part, self.encoder, self.assisted)

    def plan(self, sets: "Sequence[LabelledSet]", checks: "Sequence[Check]") -> "Plan":
        """Translate the texts, and write down what will be asked."""
        from skillweave.evaluation.judge_check import plan

        return plan(sets, self.pipeline, self.bench, checks)


def _work(sample: Path, part: str, assisted: str, settings: Settings, door: "Door | None", *, raw: bool) -> _Work:
    from skillweave.evaluation.judge_check import Bench
    from skillweave.judge_wiring import judge_after, local_judge_after
    from skillweave.llm.prompt import PROMPT, prompt_hash

    by_id = {one.id: one for one in load_frameworks(frameworks_folder(settings))}
    encoders = opened(settings)
    encoder = encoders.entries.model_id
    sets = read_sets([sample], by_id, part, encoder, assisted)
    pipeline = assemble([one.framework for one in sets], settings, embedder=encoders, gate=sets[0].first_person)
    judge: Judge
    again: Judge
    counting: tuple[LlmJudge, ...] = ()
    if door is None:
        judge = again = local_judge_after(pipeline, settings).judge
        about = "a local model, nothing is sent"
    else:
        far = judge_after(pipeline, door, settings)
        judge, again, counting = far.judge if raw else far.asked, far.again, (far.judge, far.again)
        about = f"model {settings.judge.model} at {door.client.host}, prompt {PROMPT} ({prompt_hash()})"
    frameworks = {one.framework.id: one.framework for one in pipeline.index.frameworks}
    bench = Bench(judge, again, frameworks, settings.judge, load_neutral(frameworks_folder(settings)))
    return _Work(sample, by_id, encoder, assisted, pipeline, bench, sets, about, door, counting)


def _tell_estimate(plans: "Sequence[Plan]", work: _Work) -> None:
    """Count each request once, however many checks come to it; sends nothing."""
    from skillweave.llm.estimate import Estimate

    claims = sum(len(one.candidates) for made in plans for one in made.plain)
    if work.door is None or not work.counting:
        click.echo(f"the local judge would look at {claims} claims; nothing is sent")
        return
    judge, again = work.counting
    claims = sum(judge.estimate(made.plain).claims for made in plans)
    sums = Estimate()
    for made in plans:
        judge.estimate(made.plain, sums)
        for one in made.rounds:
            (again if one.judge is again else judge).estimate(one.questions, sums)
    click.echo(
        f"the judge would be asked about {claims} claims, in all checks {sums.requests} requests not answered yet; "
        f"{sums.kept} answered already, {sums.equal} equal to another"
    )
    tell_most(work.door, sums)


def _learned(learning: "Plan", work: _Work, sample: Path) -> "Calibration | None":
    """Ask about the part `fit`, and learn what the judge's score is worth."""
    from skillweave.evaluation.judge_check import ask
    from skillweave.evaluation.worth import calibrated

    every = [one for some in ask(learning, work.bench).verdicts for one in some]
    curve, lack = calibrated(every, f"{sample.resolve().name}, part fit")
    told = f"fitted to {len(every)} verdicts on the part fit" if curve else f"not calibrated: {lack}"
    click.echo(f"the judge's score: {told}")
    return curve


@contextmanager
def _telling_spent(work: _Work) -> "Iterator[None]":
    """Say what was used, however asking ends."""
    try:
        yield
    finally:
        if work.door is not None:
            tell_spent(work.door, work.counting)


def _keep(path: Path, curve: "Calibration", work: _Work) -> None:
    from skillweave.llm.calibrated import JudgeCalibration

    made = JudgeCalibration(judge=work.bench.judge.judge_id, calibration=curve)
    _write(path, made.model_dump_json(indent=1))
    click.echo(f'{path}: calibration of the judge; to use it, in the settings: [judge] calibration = "{path}"')


def _write(path: Path, text: str) -> None:
    with file_sink(path) as sink:
        sink.write(f"{text}\n".encode())
