"""`skillweave eval`: measure, compare, report, see how raters agree, and fit the shipped numbers."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.batch.sinks import file_sink
from skillweave.cli.encoders import opened
from skillweave.cli.judge_check import judge_
from skillweave.cli.learn import learn
from skillweave.cli.options import settings_options
from skillweave.cli.rerank import rerank
from skillweave.cli.samples import SAMPLES, made_how, read_sets, shipped_samples
from skillweave.domain.competency import Framework, Kind
from skillweave.errors import EvaluationError
from skillweave.frameworks.concepts import load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.settings import Settings
from skillweave.wiring import Encoders, assemble, cache_folder, frameworks_folder

if TYPE_CHECKING:
    from skillweave.evaluation.runs import Run
    from skillweave.evaluation.sets import LabelledSet, System
    from skillweave.evaluation.weave import Assemble
    from skillweave.pipeline import Pipeline
    from skillweave.ports import Embedder

_PATH = click.Path(path_type=Path)
_DATA = click.option(
    "--data", type=_PATH, default=Path("../shared/data"), show_default=True, help="Folder of the open data sets."
)
_DURABLE, _CLUSTERS, _LENT = "as-durable-skills", "career-clusters-2024", "career-clusters-16"


def _assembler(settings: Settings, encoders: Encoders) -> "Assemble":
    """Build pipelines that share what was loaded once for a whole command."""

    def build(frameworks: Sequence[Framework], *, gate: bool) -> "Pipeline":
        return assemble(frameworks, settings, embedder=encoders, gate=gate)

    return build


@click.group("eval")
def evaluate() -> None:
    """Measure quality on labelled texts, compare runs, learn from reviewers, and fit the shipped numbers."""


evaluate.add_command(learn)
evaluate.add_command(rerank)
evaluate.add_command(judge_)


@evaluate.command("run")
@_DATA
@click.option("--sets", help="Open sets to measure, by comma; `none` for none; all where it is left out.")
@click.option(
    "--samples",
    type=_PATH,
    multiple=True,
    help="Labelled sample (CSV, JSONL, folder, or `none`); may be given several times; else "
    f"{' and '.join(map(str, SAMPLES))}.",
)
@click.option(
    "--part", type=click.Choice(["fit", "report", "all"]), default="report", show_default=True, help="Of samples."
)
@click.option("--fast", is_flag=True, help="A few hundred cases of the most telling sets.")
@click.option("--baselines/--no-baselines", default=True, help="Measure random, prior, TF-IDF and whole-text too.")
@click.option(
    "--peer",
    "peers",
    multiple=True,
    metavar="SET=FILE",
    help="Another system's predictions, as eval/peers writes them.",
)
@click.option("--against", type=_PATH, help="An earlier run; a sure loss against it fails.")
@click.option("--name", default="run", show_default=True, help="Heading of the report.")
@click.option("-o", "--output", type=_PATH, help="JSON file of the run, for compare and report.")
@click.option("--report", "report_to", type=_PATH, help="Also write the report, .html or .md.")
@click.option(
    "--bare", is_flag=True, help="Leave texts, labels and other systems out of the JSON file, as in eval/baseline.json."
)
@click.option(
    "--assisted",
    type=click.Choice(["refuse", "use", "leave-out"]),
    default="refuse",
    show_default=True,
    help="Labels that reviewers made in view of what the encoder under test had suggested: they flatter it.",
)
@click.option("--all", "everything", is_flag=True, help="Print every figure of every system, not the telling ones.")
@click.option("--anew", is_flag=True, help="Measure again what was measured before.")
@settings_options
def run_(
    data: Path,
    sets: str | None,
    samples: tuple[Path, ...],
    part: str,
    fast: bool,
    baselines: bool,
    peers: tuple[str, ...],
    against: Path | None,
    name: str,
    output: Path | None,
    report_to: Path | None,
    bare: bool,
    assisted: str,
    everything: bool,
    anew: bool,
    settings: Settings,
) -> None:
    """Measure labelled sets and print the telling figures with their 95% intervals.

    Of the other systems stands the first figure only; of a set with fewer than 30 cases only what has a floor.

    Exits with 4 if a figure lies below its floor, or surely below the run given with --against, or if labels were made
    in view of suggestions of the encoder under test and --assisted does not say what to do with them.
    """
    from skillweave.evaluation.report.terminal import run_lines
    from skillweave.evaluation.runs import Run, read_run, write_run
    from skillweave.evaluation.suite import below_floors, losses, measured_all, without_texts

    before = read_run(against) if against else None
    if report_to:
        _check_report(report_to)  # before an hour is spent on measuring
    frameworks = {one.id: one for one in load_frameworks(frameworks_folder(settings))}
    encoders = opened(settings)
    given = samples or shipped_samples()
    chosen = _open_sets(data, sets, frameworks, fast=fast) + read_sets(
        given, frameworks, part, encoders.entries.model_id, assisted
    )
    if not chosen:
        raise EvaluationError("nothing to measure; name open sets with --sets, or a labelled sample with --samples")
    _refuse_twice([one.name for one in chosen], "a set")
    build = _assembler(settings, encoders)
    made = _settings(build, min((one.framework for one in chosen), key=lambda one: len(one.competencies)))
    systems = _systems(build, encoders.entries, baselines=baselines)
    read = _peers(peers, [one.name for one in chosen])
    for others in read.values():
        _refuse_twice([one.name for one in (*systems, *others)], "a system")
    found = measured_all(
        chosen,
        lambda one: [*systems, *read.get(one.name, ())],
        repr((sorted(made.items()), load_neutral(frameworks_folder(settings)))),
        None if anew or peers else cache_folder(settings) / "evaluation",
        lambda line: click.echo(line, err=True),
    )
    run = Run(name=name, settings=made, sets=found)
    for line in run_lines(run, everything=everything):
        click.echo(line)
    if not everything:
        click.echo("these are the telling figures; -o and --report keep all of them, --all prints them", err=True)
    if output:
        write_run(without_texts(run) if bare else run, output)
    if report_to:
        _write_report(run, before, report_to)
    wrong = below_floors(run) + (losses(run, before) if before else [])
    if wrong:
        raise EvaluationError("; ".join(wrong))


def _open_sets(data: Path, names: str | None, frameworks: dict[str, Framework], *, fast: bool) -> "list[LabelledSet]":
    from skillweave.evaluation.adapters import SETS
    from skillweave.evaluation.suite import FAST
    from skillweave.evaluation.suite import fast as fast_share

    wanted = list(FAST if fast else SETS) if names is None else _named(names)
    unknown = [one for one in wanted if one not in SETS]
    if unknown:
        raise EvaluationError(f"no such set: {', '.join(unknown)}; there are: {', '.join(SETS)}")
    built = [SETS[one](data, frameworks) for one in wanted]
    return [fast_share(one) for one in built] if fast else built


def _named(names: str) -> list[str]:
    return [one for one in dict.fromkeys(name.strip() for name in names.split(",")) if one != "none"]


def _refuse_twice(names: Sequence[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise EvaluationError(
            f"{what} stands there twice: {', '.join(twice)}; leave one out, or rename one of two files"
        )


def _systems(build: "Assemble", embedder: "Embedder", *, baselines: bool) -> "list[System]":
    from skillweave.evaluation.baselines import Prior, Random, TfIdf, WholeSentence
    from skillweave.evaluation.weave import Skillweave

    own: list[System] = [Skillweave(build)]
    if not baselines:
        return own
    return [*own, Random(), Prior(), TfIdf(), WholeSentence(embedder)]


def _peers(given: Iterable[str], sets: Sequence[str]) -> "dict[str, list[System]]":
    from skillweave.evaluation.peers import PeerPredictions

    found: dict[str, list[System]] = {}
    for one in given:
        name, mark, path = one.partition("=")
        if not mark:
            raise EvaluationError(f"--peer {one}: say for which set, such as e3_esco={one}")
        if name not in sets:
            raise EvaluationError(f"--peer {one}: the set {name!r} is not measured; these are: {', '.join(sets)}")
        found.setdefault(name, []).append(PeerPredictions(Path(path)))
    return found


def _settings(build: "Assemble", framework: Framework) -> dict[str, str]:
    made = build([framework], gate=True).provenance
    kept = ("skillweave", "encoder", "segmenter", "gate", "parameters", "settings_hash", "concepts")
    return {name: str(getattr(made, name)) for name in kept}


@evaluate.command("compare")
@click.argument("first", type=_PATH)
@click.argument("second", type=_PATH)
def compare_(first: Path, second: Path) -> None:
    """Compare two runs case by case: SECOND minus FIRST, with the 95% interval of the difference."""
    from skillweave.evaluation.report.changes import compare_runs
    from skillweave.evaluation.runs import read_run

    found = compare_runs(read_run(second), read_run(first))
    for name, (old, new) in found.settings.items():
        click.echo(f"{name}: {old} -> {new}")
    for one in found.sets:
        for note in one.notes:
            click.echo(f"{one.name}: {note}")
        for change in one.changes:
            gap = change.difference
            click.echo(
                f"{one.name:<38} {change.system:<14} {gap.name:<28} {gap.first:.3f} -> {gap.second:.3f}  "
                f"{gap.second - gap.first:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]  {change.verdict}"
            )


@evaluate.command("report")
@click.argument("run", type=_PATH)
@click.option("--previous", type=_PATH, help="An earlier run, to say what changed.")
@click.option("-o", "--output", type=_PATH, required=True, help="The page to write, .html or .md.")
def report_(run: Path, previous: Path | None, output: Path) -> None:
    """Write the report of a run: a self-contained page, or Markdown."""
    from skillweave.evaluation.runs import read_run

    _write_report(read_run(run), read_run(previous) if previous else None, output)
    click.echo(str(output))


def _write_report(run: "Run", previous: "Run | None", path: Path) -> None:
    from skillweave.evaluation.report.markdown import report_markdown
    from skillweave.evaluation.report.page import report_page

    _check_report(path)
    text = report_page(run, previous) if path.suffix == ".html" else report_markdown(run, previous)
    with file_sink(path) as sink:
        sink.write(text.encode())


def _check_report(path: Path) -> None:
    if path.suffix not in (".html", ".md"):
        raise EvaluationError(f"{path}: a report ends in .html or .md")


@evaluate.command("agreement")
@click.argument("sample", type=_PATH)
@settings_options
def agreement_(sample: Path, settings: Settings) -> None:
    """Print how far two raters of a labelled sample agree, by framework."""
    from skillweave.evaluation.adapters import second_labels
    from skillweave.evaluation.agree import agreement_lines

    frameworks = {one.id: one for one in load_frameworks(frameworks_folder(settings))}
    for line in agreement_lines(second_labels(sample, frameworks)):
        click.echo(line)


def _refuse_assisted(path: Path, frameworks: dict[str, Framework]) -> None:
    """Keep the shipped numbers from being fitted on what a model itself suggested."""
    from skillweave.evaluation.adapters import label_sources

    seen = [one for one in label_sources(path, frameworks, part="fit") if one.exposure == "assisted"]
    if seen:
        raise EvaluationError(
            f"{path}: {'; '.join(map(made_how, seen))}. They were made in view of suggestions, and a fit on them would "
            "learn what was suggested. Use `skillweave eval learn`, which tells them from blind ones"
        )


@evaluate.command("fit")
@_DATA
@click.option(
    "--judged",
    type=_PATH,
    multiple=True,
    default=SAMPLES,
    show_default=True,
    help="Labelled sample, whose part `fit` is used; may be given several times.",
)
@click.option("-o", "--output", type=_PATH, required=True, help="JSON file of parameters to write.")
@settings_options
def fit_(data: Path, judged: tuple[Path, ...], output: Path, settings: Settings) -> None:
    """Fit scales, weights, thresholds and calibration on data that no figure is reported on.

    Labels that were made in view of suggestions are refused: `skillweave eval learn` knows how to weigh them.
    """
    from skillweave.evaluation.adapters import read_labelled
    from skillweave.evaluation.shipped import Shipped, fit, together

    folder = frameworks_folder(settings)
    by_id = {one.id: one for one in load_frameworks(folder)}
    absent = [name for name in (_DURABLE, _CLUSTERS, _LENT) if name not in by_id]
    if absent:
        raise EvaluationError(f"{folder} has no {' and no '.join(absent)}; the fit needs the shipped frameworks")
    if len({path.resolve() for path in judged}) < len(judged):
        raise EvaluationError(f"{', '.join(map(str, judged))}: a sample stands there twice; leave one out")
    for path in judged:
        _refuse_assisted(path, by_id)
    durable, clusters = by_id[_DURABLE], by_id[_CLUSTERS]
    core = [one for one in by_id.values() if one.kind is Kind.CORE]
    sets = together([one for path in judged for one in read_labelled(path, by_id, part="fit")])
    missing = [one.id for one in (durable, clusters) if one.id not in sets]
    if missing:
        named = ", ".join(map(str, judged))
        raise EvaluationError(f"{named}: the part `fit` has no labels of {', '.join(missing)}; the fit needs them")
    shipped = Shipped(durable, clusters, by_id[_LENT], core, load_neutral(folder), sets)
    with file_sink(output) as sink:  # opened first: an output that cannot be written is told before minutes are spent
        parameters, notes = fit(data, _assembler(settings, opened(settings)), shipped)
        for note in notes:
            click.echo(note, err=True)
        sink.write(f"{parameters.model_dump_json(indent=1)}\n".encode())
    click.echo(f"{output}: parameters {parameters.name}@{parameters.content_hash()}")
