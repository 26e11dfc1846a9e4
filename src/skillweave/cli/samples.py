"""Labelled samples for the commands of `skillweave eval`, and how their labels were made, which is always told."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError

if TYPE_CHECKING:
    from skillweave.evaluation.adapters import Assisted, LabelSource
    from skillweave.evaluation.adapters.decided import Decided
    from skillweave.evaluation.adapters.stored import Part
    from skillweave.evaluation.sets import LabelledSet

SAMPLES = (Path("eval/datasets/student-entries"), Path("eval/datasets/student-lines"))
"""The samples that come with the repository: whole entries, and short lines."""


def shipped_samples() -> list[Path]:
    """Give the samples that come with the repository; elsewhere they are not there, which is told."""
    here = [path for path in SAMPLES if path.is_dir()]
    for path in SAMPLES:
        if path not in here:
            what = "it is not measured" if here else "no labelled sample is measured; name one with --samples"
            click.echo(f"{path} is not here, so {what}", err=True)
    return here


def read_sets(
    paths: Iterable[Path], frameworks: dict[str, Framework], part: str, model: str, assisted: str
) -> "list[LabelledSet]":
    """Read samples as sets, and tell how their labels were made.

    Args:
        paths: Samples; `none` is left out.
        frameworks: What labels may name, by id.
        part: `fit`, `report` or `all`.
        model: The encoder under test, an `Embedder.model_id`.
        assisted: What to do with labels made in view of its suggestions: `refuse`, `use` or `leave-out`.

    Raises:
        EvaluationError: Every fault of a file, or labels that would flatter the encoder.
    """
    from skillweave.evaluation.adapters import Assisted, read_labelled

    wanted: Part | None = None if part == "all" else "fit" if part == "fit" else "report"
    paths = [path for path in paths if str(path) != "none"]
    seen = Assisted(model)
    for path in paths:
        _tell_labels(path, frameworks, wanted, seen, assisted)
    without = seen if assisted == "leave-out" else None
    return [one for path in paths for one in read_labelled(path, frameworks, part=wanted, without=without)]


def _tell_labels(
    path: Path, frameworks: dict[str, Framework], part: "Part | None", seen: "Assisted", assisted: str
) -> None:
    """Print how the labels were made; refuse those that would flatter the encoder under test, unless told."""
    from skillweave.evaluation.adapters import label_sources

    sources = label_sources(path, frameworks, part=part)
    bad = [one for one in sources if seen.holds(one.exposure, one.model)]
    for one in sources:
        how = "left out" if one in bad and assisted == "leave-out" else "used"
        if not bad or assisted != "refuse":
            click.echo(f"{path.name}: {made_how(one)}: {how}", err=True)
    if bad and assisted == "refuse":
        raise EvaluationError(
            f"{path}: {'; '.join(map(made_how, bad))}. They were made in view of suggestions of the encoder under test "
            f"({seen.model}), or of one that is not named, so they flatter it. Give --assisted leave-out to measure on "
            "blind labels only, or --assisted use to measure all the same"
        )


def tell_left_out(framework: str, texts: "Iterable[Decided]") -> None:
    """Print how many labels of a framework say nothing of what its claims are worth, and why."""
    for why, count in sorted(Counter(why for text in texts for why in text.left_out).items()):
        click.echo(f"{framework}: {count} labels tell nothing of what a suggestion is worth: {why}", err=True)


def made_how(one: "LabelSource") -> str:
    """Say how labels were made."""
    told = f"{one.labels} {one.exposure} labels of {one.texts} texts"
    return f"{told}, run {one.run or 'unknown'} of {one.model or 'an unknown encoder'}"
