"""`skillweave eval`: the figures that the documents name, and the fit of the shipped numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.batch.sinks import file_sink
from skillweave.cli.options import settings_options
from skillweave.domain.competency import Framework, Kind
from skillweave.errors import EvaluationError
from skillweave.frameworks.concepts import load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.settings import Settings
from skillweave.wiring import assemble, build_embedder, cache_folder, frameworks_folder

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("../shared/data"),
    show_default=True,
    help="Folder of the open data sets.",
)


if TYPE_CHECKING:
    from skillweave.evaluation.development import Assemble
    from skillweave.pipeline import Pipeline


def _assembler(settings: Settings) -> "Assemble":
    """Build pipelines that share one loaded encoder."""
    from skillweave.embedding.cache import CachedEmbedder

    embedder = CachedEmbedder(build_embedder(settings.embedder), cache_folder(settings))

    def build(frameworks: Sequence[Framework], *, gate: bool) -> "Pipeline":
        return assemble(frameworks, settings, embedder=embedder, gate=gate)

    return build


@click.group("eval")
def evaluate() -> None:
    """Measure the ranking on open labelled sets; fit the shipped numbers."""


@evaluate.command("run")
@_DATA
@settings_options
def run_(data: Path, settings: Settings) -> None:
    """Rank the development sets and print each figure with its 95% interval and its floor.

    Exits with 4 if a figure lies below its floor.
    """
    from skillweave.evaluation.development import measure

    below = []
    clusters = load_frameworks(frameworks_folder(settings), ["career-clusters-16"])[0]
    for result in measure(data, _assembler(settings), clusters):
        floor = f"  floor {result.floor:.2f}" if result.floor is not None else ""
        figure = result.figure
        click.echo(
            f"{result.data_set:<22} {result.part:<9} {figure.name:<22} {figure.value:.3f} "
            f"[{figure.low:.3f}, {figure.high:.3f}]  n={figure.count}{floor}"
        )
        if result.floor is not None and figure.value < result.floor:
            below.append(f"{result.data_set} {figure.name} is {figure.value:.3f}, its floor is {result.floor:.2f}")
    if below:
        raise EvaluationError("; ".join(below))


@evaluate.command("fit")
@_DATA
@click.option(
    "--sample",
    type=click.Path(path_type=Path),
    default=Path("eval/sample/experiences.csv"),
    show_default=True,
    help="The sample log, whose sectors give a threshold.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="JSON file of parameters to write."
)
@settings_options
def fit_(data: Path, sample: Path, output: Path, settings: Settings) -> None:
    """Fit scales, weights and thresholds on the development data that no figure is reported on."""
    from skillweave.evaluation.development import Shipped, fit

    folder = frameworks_folder(settings)
    every = load_frameworks(folder)
    by_id = {one.id: one for one in every}
    core = [one for one in every if one.kind is Kind.CORE]
    shipped = Shipped(
        by_id["as-durable-skills"], by_id["career-clusters-2024"], core, load_neutral(folder), _sample(sample)
    )
    parameters, notes = fit(data, _assembler(settings), shipped)
    for note in notes:
        click.echo(note, err=True)
    with file_sink(output) as sink:
        sink.write(f"{parameters.model_dump_json(indent=1)}\n".encode())
    click.echo(f"{output}: parameters {parameters.name}@{parameters.content_hash()}")


def _sample(path: Path) -> list[tuple[str, str]]:
    """Read text and sector of the sample log's entries that name one."""
    from skillweave.batch.tables import open_log

    rows = (row.experience for row in open_log(path).rows())
    return [(row.text, row.sector) for row in rows if row is not None and row.sector]
