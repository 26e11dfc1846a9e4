"""A run on the screen: the telling figures of each set, a line each; what is not there is said in words."""

import math
from collections.abc import Iterator, Sequence

from skillweave.evaluation.report.changes import FEW
from skillweave.evaluation.report.words import FEW_WORDS, listed, plural
from skillweave.evaluation.runs import FigureData, Run, SetRun

TELLING = (
    "hit@1",
    "MRR",
    "precision",
    "recall",
    "F1",
    "false claims where nothing is shown",
    "ECE",
    "evidence character F1",
    "character span F1",
    "stated character span F1",
    "evidence balanced accuracy",
)
"""What most people want to know; a figure with a floor always is."""


def run_lines(run: Run, *, everything: bool = False) -> Iterator[str]:
    """Say what came out, the system under test first, then the others by the first telling figure.

    Args:
        run: The run.
        everything: Every figure of every system instead.
    """
    for data in run.sets:
        yield from _all_lines(data) if everything else _lines(data)


def _all_lines(data: SetRun) -> Iterator[str]:
    for system in data.systems:
        yield from (_line(data.name, system.name, one, own=system is data.systems[0]) for one in system.figures)


def _lines(data: SetRun) -> Iterator[str]:
    own, *others = data.systems
    enough = data.cases >= FEW
    chosen = [one for one in own.figures if one.floor is not None or (enough and one.name in TELLING)]
    known = [one for one in chosen if one.floor is not None or not math.isnan(one.value)]
    for one in known:
        yield _line(data.name, own.name, one, own=True)
    if not enough:
        yield f"{data.name:<38} {plural(data.cases, 'case')}: {FEW_WORDS}{' more' if known else ''}"
        return
    unknown = [one.name for one in chosen if one not in known]
    if unknown:
        yield f"{data.name:<38} {own.name:<14} no value, for no case tells: {listed(unknown)}"
    if known:
        for system in others:
            yield from _same(data.name, system.name, known[0].name, system.figures)


def _same(data: str, system: str, name: str, figures: Sequence[FigureData]) -> Iterator[str]:
    return (_line(data, system, one, own=False) for one in figures if one.name == name and not math.isnan(one.value))


def _line(data: str, system: str, one: FigureData, *, own: bool) -> str:
    floor = f"  floor {one.floor:.2f}" if own and one.floor is not None else ""
    bounds = "no interval" if math.isnan(one.low + one.high) else f"[{one.low:.3f}, {one.high:.3f}]"
    told = "no value" if math.isnan(one.value) else f"{one.value:.3f} {bounds}  n={one.count}"
    return f"{data:<38} {system:<14} {one.name:<28} {told}{floor}"
