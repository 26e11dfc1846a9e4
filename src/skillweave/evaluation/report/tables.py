"""Every table of the report as values, so that the page and the Markdown say the same."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from skillweave.evaluation.report import words
from skillweave.evaluation.report.cells import Cell, Group, Row, Table, Tone, flat
from skillweave.evaluation.report.changes import Change, RunChange, SetChange, Verdict
from skillweave.evaluation.runs import FigureData, Run, SetRun, SystemRun

_TONES: Mapping[Verdict, Tone] = {"better": "good", "worse": "bad", "few": "few", "unknown": "few"}

_FIRST = (
    "hit@1",
    "RP@10",
    "F1",
    "evidence character F1",
    "evidence balanced accuracy",
    "stated character span F1",
    "strict span F1",
    "false alarms",
)
_LEAST = 3
"""What stands for a set: these figures, those with a floor, and where that is less, the set's first."""
STEPS = tuple(step / 10 for step in range(1, 11))
"""Shares of the cases at which risk is told in numbers."""


def figure_names(systems: Iterable[SystemRun]) -> tuple[str, ...]:
    """Give the names of all figures, in the order in which they first come."""
    return tuple(dict.fromkeys(figure.name for system in systems for figure in system.figures))


def headline(data: SetRun) -> tuple[str, ...]:
    """Give the figures that stand for a set: the most telling, and all with a floor."""
    names = figure_names(data.systems)
    bound = {figure.name for figure in data.systems[0].figures if figure.floor is not None} if data.systems else set()
    chosen = [name for name in names if name in _FIRST or name in bound]
    more = [name for name in names if name not in chosen][: max(0, _LEAST - len(chosen))]
    return tuple(name for name in names if name in chosen or name in more)


def overview(run: Run) -> Table:
    """Show the figures that stand for each set, of every system."""
    systems = tuple(dict.fromkeys(one.name for data in run.sets for one in data.systems))
    heads = (", ".join(["synthetic"] * one.synthetic + [words.plural(one.cases, "case")]) for one in run.sets)
    groups = tuple(
        Group(Cell(data.name, head), tuple(_overview_row(data, name, systems) for name in headline(data)))
        for data, head in zip(run.sets, heads, strict=True)
    )
    return Table("Every set and system: value and 95% interval", ("Figure", *systems), groups)


def overview_of(data: SetRun, names: Iterable[str]) -> Table:
    """Show some figures of one set, of every system."""
    systems = tuple(one.name for one in data.systems)
    rows = tuple(_overview_row(data, name, systems) for name in names)
    return Table(f"{data.name}: value and 95% interval", ("Figure", *systems), (Group(Cell(""), rows),))


def _overview_row(data: SetRun, name: str, systems: Sequence[str]) -> Row:
    first = data.systems[0].name if data.systems else ""
    by_name = {one.name: one.measured(name) for one in data.systems}
    return Row(Cell(name), tuple(figure_cell(by_name.get(one), bound=one == first) for one in systems))


def figure_cell(figure: FigureData | None, *, bound: bool = False, counted: bool = False) -> Cell:
    """Show a figure with its interval, and whether so few cases say anything.

    Args:
        figure: None where it was not measured.
        bound: Whether its floor counts: floors are set for the system under test only.
        counted: Whether the number of cases is shown.
    """
    if figure is None:
        return Cell(words.NONE, "not measured", "few")
    floor = words.floor_words(figure) if bound else ""
    if math.isnan(figure.value):
        return Cell(words.NONE, floor or "no value", "bad" if floor else "few")
    notes = [words.interval(figure.low, figure.high), f"n {figure.count:,}" if counted else ""]
    notes += [words.few(figure.count), floor]
    met = words.floor_met(figure) if bound else None
    tone: Tone = {True: "good", False: "bad", None: "few" if words.few(figure.count) else ""}[met]
    return Cell(words.number(figure.value), "; ".join(filter(None, notes)), tone)


def figures(data: SetRun, compared: Mapping[tuple[str, str], Change]) -> Table:
    """Show every figure of every system, and how the system under test differs from each other."""
    first = data.systems[0].name if data.systems else ""
    groups = tuple(
        Group(Cell(name, words.explain(name)), tuple(_figure_rows(data.systems, name, compared)))
        for name in figure_names(data.systems)
    )
    columns = ("System", "Value", "95% interval", "Cases", "Floor", f"{first} minus this one")
    return Table(f"Figures of every system on {data.name}", columns, groups)


def _figure_rows(systems: Sequence[SystemRun], name: str, compared: Mapping[tuple[str, str], Change]) -> Iterator[Row]:
    for system in systems:
        figure = system.measured(name)
        if figure is None:
            continue
        change = compared.get((system.name, name))
        floor = words.floor_words(figure).removeprefix("floor ") if system is systems[0] else ""
        tone: Tone = "" if not floor else ("good" if words.floor_met(figure) else "bad")
        yield Row(
            Cell(system.name),
            (
                Cell(words.number(figure.value), words.few(figure.count)),
                Cell(words.interval(figure.low, figure.high)),
                Cell(f"{figure.count:,}"),
                Cell(floor or words.NONE, "", tone),
                difference_cell(change) if change else Cell(words.NONE),
            ),
        )


def difference_cell(change: Change) -> Cell:
    """Show a difference, its interval, and what may be said of it."""
    one = change.difference
    note = f"{words.interval(one.low, one.high)}; {words.VERDICTS[change.verdict]}"
    return Cell(words.signed(one.second - one.first), note, _TONES.get(change.verdict, ""))


def slices(data: SetRun, dimension: str, systems: Sequence[SystemRun]) -> Table:
    """Show the figures of each part of a set apart; with one system, a part is a row, with more, a group of rows."""
    having = [one for one in systems if one.by_slice.get(dimension)]
    every = [part for system in having for part in system.by_slice[dimension].values()]
    names = tuple(dict.fromkeys(one.name for part in every for one in part))
    values = dict.fromkeys(value for system in having for value in system.by_slice[dimension])
    heads = {value: _part_head(data.slices.get(dimension, ()), value) for value in values}
    if len(having) == 1:
        rows = tuple(Row(heads[value], _slice_cells(having[0], dimension, value, names)) for value in values)
        caption = f"{data.name} by {dimension}: {having[0].name}"
        return Table(caption, (dimension, *names), (Group(Cell(""), rows),))
    groups = tuple(
        Group(heads[value], tuple(Row(Cell(one.name), _slice_cells(one, dimension, value, names)) for one in having))
        for value in values
    )
    return Table(f"{data.name} by {dimension}", ("System", *names), groups)


def _part_head(of_cases: Sequence[str], value: str) -> Cell:
    return Cell(value or "(none)", words.plural(of_cases.count(value), "case") if value in of_cases else "")


def _slice_cells(system: SystemRun, dimension: str, value: str, names: Sequence[str]) -> tuple[Cell, ...]:
    found = {one.name: one for one in system.by_slice[dimension].get(value, ())}
    return tuple(figure_cell(found.get(name), counted=True) for name in names)


def reliability(system: SystemRun) -> Table:
    """Show stated confidence against the share that is right."""
    return flat(
        f"Confidence of {system.name} and what came true",
        ("Mean confidence", "Share right", "95% interval", "Claims"),
        (
            (
                words.share(row.confidence),
                Cell(words.share(row.right), words.few(row.count)),
                words.interval(row.low, row.high, words.share),
                f"{row.count:,}",
            )
            for row in system.reliability
        ),
    )


def coverage(systems: Sequence[SystemRun]) -> Table:
    """Show the share of wrong answers when only the surest are given."""
    return flat(
        "Share of wrong answers among the surest",
        ("Share answered", *(one.name for one in systems)),
        ((words.share(step), *(words.share(risk_at(one.coverage, step)) for one in systems)) for step in STEPS),
    )


def risk_at(points: Sequence[tuple[float, float]], step: float) -> float:
    """Read a risk-coverage curve at a share: its first point that covers as much; NaN where it ends before.

    Example:
        >>> risk_at([(0.5, 0.1), (1.0, 0.3)], 0.6)
        0.3
    """
    return next((risk for covered, risk in sorted(points) if covered >= step - 1e-9), math.nan)


def labels(system: SystemRun) -> Table:
    """Show every competency: how often it occurs, and how it fared."""
    rows = sorted(system.per_label, key=lambda row: (-row.gold, row.code))
    return flat(
        f"Competencies one by one: {system.name}",
        ("Competency", "F1", "In the gold", "Right", "Wrong", "Missed"),
        (
            (
                Cell(row.label, row.code if row.code != row.label else ""),
                Cell(words.number(row.f1), words.few(row.gold)),
                *(f"{count:,}" for count in (row.gold, row.right, row.wrong, row.missed)),
            )
            for row in rows
        ),
    )


def confusion(system: SystemRun) -> Table:
    """Show which wrong claims were made where another competency was right."""
    named = label_names(system)
    return flat(
        f"Most frequent confusions of {system.name}",
        ("The text shows", "Claimed instead", "Cases"),
        (
            (
                named.get(row.gold, row.gold) or "nothing",
                named.get(row.claimed, row.claimed) or "nothing",
                f"{row.count:,}",
            )
            for row in system.confusion
        ),
    )


def label_names(system: SystemRun) -> dict[str, str]:
    """Give the labels of codes."""
    return {row.code: row.label for row in system.per_label}


def twins(system: SystemRun) -> Table:
    """Show what harmless changes to a text did to its claims."""
    return flat(
        f"Claims of {system.name} after a change that should change nothing",
        ("What was changed", "Pairs", "Claims kept", "95% interval", "Claims lost", "New claims"),
        (
            (
                row.kind,
                f"{row.pairs:,}",
                Cell(words.share(row.kept), words.few(row.pairs)),
                words.interval(row.low, row.high, words.share),
                words.share(row.lost),
                words.share(row.new),
            )
            for row in system.twins
        ),
    )


def changes(data: SetChange) -> Table:
    """Show what changed on one set against the previous run; figures that are exactly the same share one row."""
    by_system: dict[str, list[Change]] = {}
    for one in data.changes:
        by_system.setdefault(one.system, []).append(one)
    groups = tuple(Group(Cell(system), tuple(_change_rows(found))) for system, found in by_system.items())
    return Table(f"{data.name}: before and now", ("Figure", "Before", "Now", "Difference"), groups)


def _change_rows(found: Sequence[Change]) -> Iterator[Row]:
    same = 0
    for one in found:
        difference = one.difference
        if difference.first == difference.second and difference.low == difference.high == 0:
            same += 1
            continue
        before, now = (Cell(words.number(value)) for value in (difference.first, difference.second))
        yield Row(Cell(difference.name), (before, now, difference_cell(one)))
    if same:
        head = words.plural(same, "figure" if same == len(found) else "other figure")
        yield Row(Cell(head), (Cell(words.NONE), Cell(words.NONE), Cell("exactly the same")))


def settings(change: RunChange) -> Table:
    """Show which settings differ from the previous run."""
    return flat(
        "Settings that changed",
        ("Setting", "Before", "Now"),
        (
            (name, *(value if value is not None else "not given" for value in both))
            for name, both in change.settings.items()
        ),
    )
