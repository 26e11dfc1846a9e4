"""`skillweave eval learn`: weights, thresholds and calibration of an installation's own, from reviewers' decisions."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.batch.sinks import file_sink
from skillweave.cli.encoders import opened
from skillweave.cli.options import settings_options
from skillweave.cli.samples import tell_left_out
from skillweave.errors import EvaluationError
from skillweave.frameworks.load import load_frameworks
from skillweave.settings import Settings
from skillweave.wiring import assemble, frameworks_folder

if TYPE_CHECKING:
    from skillweave.evaluation.adapters.decided import Decided
    from skillweave.evaluation.judged import Judged
    from skillweave.evaluation.learn import Learned
    from skillweave.matching.parameters import Family, Parameters


@click.command()
@click.argument("samples", metavar="SAMPLE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="JSON file of parameters to write."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draw of what is held back.")
@click.option("--force", is_flag=True, help="Write the file though it was not shown to help; it says so itself.")
@settings_options
def learn(samples: tuple[Path, ...], output: Path, seed: int, force: bool, settings: Settings) -> None:
    """Refit weights, thresholds and calibration on reviewers' decisions, if that helps.

    SAMPLE is what `skillweave queue export` writes. Seven people in ten are for the fit; on the texts of the others the
    present and the refitted numbers are compared. The file is written only if they are surely better there. Name it as
    parameters_file in the settings to use it.

    \b
    skillweave queue export Spring -o spring.jsonl
    skillweave eval learn spring.jsonl -o my-parameters.json
    """  # noqa: D301
    from skillweave.evaluation.learn import learn_family, merged

    encoder, present, families = _judged(samples, settings)
    above = settings.pipeline.claims.above
    found = [learn_family(name, present.of(name), texts, above, seed) for name, texts in families.items()]
    for one in found:
        _tell(one, force=force)
    if not any(one.taken(force=force) for one in found):
        click.echo(f"the present numbers stay ({present.name}@{present.content_hash()}); {output} was not written")
        return
    made = merged(present, encoder, found, seed, force=force)
    with file_sink(output) as sink:
        sink.write(f"{made.model_dump_json(indent=1)}\n".encode())
    click.echo(f'{output}: parameters {made.name}@{made.content_hash()}; to use them: parameters_file = "{output}"')


def _judged(samples: Iterable[Path], settings: Settings) -> "tuple[str, Parameters, dict[Family, list[Judged]]]":
    """Read and score all decisions, framework by framework: not every text was read with each of them."""
    from skillweave.evaluation.adapters.decided import read_decided
    from skillweave.evaluation.judged import judge

    by_id = {one.id: one for one in load_frameworks(frameworks_folder(settings))}
    encoders = opened(settings)
    decided = read_decided(samples, by_id, encoder=encoders.entries.model_id)
    if not decided:
        raise EvaluationError("nothing was decided in these samples: no text outside of the part `report` has a label")
    out: dict[Family, list[Judged]] = {}
    for name, texts in decided.items():
        click.echo(f"{name}: {_counts(texts)}", err=True)
        tell_left_out(name, texts)
        pipeline = assemble([by_id[name]], settings, embedder=encoders)
        out.setdefault(pipeline.index.frameworks[0].family, []).extend(judge(pipeline, texts))
    return encoders.entries.model_id, pipeline.parameters, out


def _counts(texts: "list[Decided]") -> str:
    blind = sum(bool(text.blind) for text in texts)
    return f"{len(texts)} texts of {len({text.group for text in texts})} people, {blind} of them read unaided"


def _tell(one: "Learned", *, force: bool) -> None:
    for attempt in one.attempts:
        for change in attempt.changes:
            gap = change.difference
            click.echo(
                f"{one.family:<16} {attempt.what:<36} {gap.name:<10} {gap.first:.3f} -> {gap.second:.3f}  "
                f"{gap.second - gap.first:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]  {change.verdict}"
            )
        taken = attempt is one.taken(force=force)
        done = ("taken" if attempt.helped else "taken by --force") if taken else "not taken"
        click.echo(f"{one.family}: {attempt.what}: {attempt.why}: {done}")
    for lack in one.missing:
        click.echo(f"{one.family}: {lack}")
