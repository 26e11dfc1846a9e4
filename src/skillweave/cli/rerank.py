"""`skillweave eval rerank`: a local judge of an installation's own, fitted to decisions and compared with none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from skillweave.batch.sinks import file_sink
from skillweave.cli.encoders import opened
from skillweave.cli.options import settings_options
from skillweave.cli.samples import tell_left_out
from skillweave.domain.claim import Provenance
from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.frameworks.load import load_frameworks
from skillweave.settings import Settings
from skillweave.wiring import assemble, frameworks_folder

if TYPE_CHECKING:
    from skillweave.evaluation.looked_at import Seen
    from skillweave.evaluation.rerank import JudgeAll, Tried
    from skillweave.matching.parameters import Family
    from skillweave.rerank.model import FamilyModel

HeldBack = Literal["people", "report"]


@click.command()
@click.argument("samples", metavar="SAMPLE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="JSON file of the model to write.")
@click.option(
    "--held-back",
    type=click.Choice(["people", "report"]),
    default="people",
    show_default=True,
    help="What the comparison is made on: three people in ten, or the texts of the part `report`.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draw of people held back.")
@click.option("--force", is_flag=True, help="Write the file though it was not shown to help; it says so itself.")
@settings_options
def rerank(
    samples: tuple[Path, ...], output: Path, held_back: HeldBack, seed: int, force: bool, settings: Settings
) -> None:
    """Fit a judge that needs no network, if it helps: it looks again at claims that the matching is not sure of.

    SAMPLE is a labelled sample, or what `skillweave queue export` writes. The model is fitted to some of its texts; on
    the texts of other people, claims with and without it are compared. The file is written only if they are surely
    better with it. To use it, say kind = "local" and name the file as reranker in the table [judge] of the settings,
    and translate with --judge.

    \b
    skillweave queue export Spring -o spring.jsonl
    skillweave eval rerank spring.jsonl -o my-judge.json
    """  # noqa: D301
    from skillweave.evaluation.rerank import reranker_of

    work = _seen(samples, settings, held_back, seed)
    found = [_tried(family, work, settings) for family in work.fit]
    for one in found:
        _tell(one, force=force)
    taken = [(one.family, one.model, _told(one)) for one in found if one.model and (one.helped or force)]
    if not taken:
        click.echo(f"there is no local judge to take; {output} was not written")
        return
    made = reranker_of(output.stem, work.provenance, taken)
    with file_sink(output) as sink:
        sink.write(f"{made.model_dump_json(indent=1)}\n".encode())
    click.echo(f"{output}: local judge {made.name}@{made.content_hash()}")
    click.echo(f'to use it, in the settings: [judge] kind = "local", reranker = "{output}"; then translate --judge')


@dataclass(frozen=True, slots=True)
class _Work:
    """Decided texts by family: for the fit, and held back."""

    provenance: Provenance
    families: "dict[str, Family]"
    frameworks: dict[str, Framework]
    fit: "dict[Family, list[Seen]]"
    held: "dict[Family, list[Seen]]"


def _seen(samples: Iterable[Path], settings: Settings, held_back: HeldBack, seed: int) -> _Work:
    """Read and look at all decisions, framework by framework: not every text was read with each of them."""
    from skillweave.evaluation.adapters.decided import read_decided
    from skillweave.evaluation.judged import is_of_fit
    from skillweave.evaluation.looked_at import look_at

    by_id = {one.id: one for one in load_frameworks(frameworks_folder(settings))}
    encoders = opened(settings)
    model = encoders.entries.model_id
    decided = read_decided(samples, by_id, encoder=model)
    if not decided:
        raise EvaluationError("nothing was decided in these samples: no text outside of the part `report` has a label")
    report = read_decided(samples, by_id, encoder=model, report=True) if held_back == "report" else {}
    if held_back == "report" and not report:
        raise EvaluationError("no text of these samples has the part `report`; hold back --held-back people instead")
    families: dict[str, Family] = {}
    fit: dict[Family, list[Seen]] = {}
    held: dict[Family, list[Seen]] = {}
    for name, texts in decided.items():
        pipeline = assemble([by_id[name]], settings, embedder=encoders)
        family = families[name] = pipeline.index.frameworks[0].family
        own = list(look_at(pipeline, [*texts, *report.get(name, ())]))
        others = {(one.id, one.text) for one in report.get(name, ())}
        for one in own:
            text = one.decided
            back = (text.id, text.text) in others if report else not is_of_fit(text.group, seed)
            (held if back else fit).setdefault(family, []).append(one)
        click.echo(f"{name} ({family}): {len(own)} decided texts", err=True)
        tell_left_out(name, [one.decided for one in own])
    return _Work(pipeline.provenance, families, {name: by_id[name] for name in decided}, fit, held)


def _tried(family: "Family", work: _Work, settings: Settings) -> "Tried":
    from skillweave.evaluation.rerank import Tried, compared, fitted, people_of, verdict

    texts, held = work.fit[family], work.held.get(family, [])
    model, lack = fitted(family, texts)
    matches, people = sum(len(one.matches) for one in texts), people_of(texts)
    if model is None:
        return Tried(family, matches, people, None, (), helped=False, why=lack)
    changes = compared(held, _judge_all(family, model, work, settings))
    return Tried(family, matches, people, model, changes, *verdict(changes))


def _judge_all(family: "Family", model: "FamilyModel", work: _Work, settings: Settings) -> "JudgeAll":
    """Let the model of one family look at translations, as a run of `translate --judge` would."""
    from skillweave.evaluation.rerank import reranker_of
    from skillweave.llm.judged import judge_all
    from skillweave.rerank.judge import LocalJudge

    judge = LocalJudge(reranker_of("tried", work.provenance, [(family, model, "")]), work.families)
    return lambda translations: judge_all(translations, judge, work.frameworks, settings.judge)


def _tell(one: "Tried", *, force: bool) -> None:
    click.echo(f"{one.family}: fitted to {one.matches} decided matches in texts of {one.people} people")
    for line in _lines(one):
        click.echo(line)
    taken = one.model is not None and (one.helped or force)
    done = ("taken" if one.helped else "taken by --force") if taken else "not taken"
    click.echo(f"{one.family}: {one.why}: {done}")


def _lines(one: "Tried") -> Iterator[str]:
    for change in one.changes:
        gap = change.difference
        if change.verdict == "unknown":
            yield f"{one.family:<16} {gap.name:<10} no value: nothing that was held back tells"
            continue
        yield (
            f"{one.family:<16} {gap.name:<10} {gap.first:.3f} -> {gap.second:.3f}  "
            f"{gap.second - gap.first:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]  {change.verdict}"
        )


def _told(one: "Tried") -> str:
    forced = "" if one.helped else ", forced: not shown to help"
    return f"{one.family}: {one.matches} decided matches in texts of {one.people} people{forced}"
