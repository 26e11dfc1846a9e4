"""The report of an evaluation run as Markdown: the tables of the page, without plots and without texts of cases."""

import re
from collections.abc import Iterable, Iterator

from skillweave.evaluation.report import tables, words
from skillweave.evaluation.report.cells import Cell, Table
from skillweave.evaluation.report.changes import RunChange, compare_runs, compare_systems
from skillweave.evaluation.runs import Run, SetRun

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def report_markdown(run: Run, previous: Run | None = None) -> str:
    """Write a run as Markdown; needs no matplotlib.

    Args:
        run: What is shown.
        previous: An earlier run; where it saw the same cases, differences are worked out case by case.
    """
    return "\n\n".join(_blocks(run, previous)) + "\n"


def markdown_table(table: Table) -> str:
    """Write one table; groups of rows with a heading take a column of their own at the left."""
    grouped = any(group.head.value for group in table.groups)
    columns = [*([""] if grouped else []), *table.columns]
    lines = [_line(map(escape, columns)), _line(["---"] * len(columns))]
    for group in table.groups:
        head = [_cell(group.head)] if grouped else []
        lines += [_line([*head, _cell(row.head), *map(_cell, row.cells)]) for row in group.rows]
        if not group.rows:
            lines.append(_line([*head, "nothing to show", *[""] * (len(table.columns) - 1)]))
    return f"**{escape(table.caption)}**\n\n" + "\n".join(lines)


def escape(text: str) -> str:
    r"""Put a text on one line, with nothing in it that Markdown or HTML would read as its own.

    Example:
        >>> escape("a|b *c* <d>")
        'a\\|b \\*c\\* \\<d\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return f"{escape(cell.value)} ({escape(cell.note)})" if cell.note else escape(cell.value)


def _blocks(run: Run, previous: Run | None) -> Iterator[str]:
    compared = {data.name: compare_systems(data) for data in run.sets}
    change = compare_runs(run, previous) if previous is not None else None
    yield f"# {escape(run.name)}"
    if run.made:
        yield f"Evaluation run, made {escape(run.made)}."
    yield "## In short"
    sentences = words.summary(run, {name: tuple(one.values()) for name, one in compared.items()}, change)
    yield "\n".join(f"- {escape(sentence)}" for sentence in sentences)
    yield escape(words.READING["doubt"])
    yield "## Every set and system"
    yield markdown_table(tables.overview(run))
    yield escape(words.READING["overview"])
    if change is not None:
        yield from _changed(change)
    for data in run.sets:
        yield f"## {escape(data.name)}{' (synthetic)' if data.synthetic else ''}"
        yield escape(data.says)
        yield escape(words.describe(data))
        yield markdown_table(tables.figures(data, compared[data.name]))
        yield from map(markdown_table, _details(data))
    yield "## How this run was made"
    yield "\n".join(f"- {escape(name)}: {escape(value)}" for name, value in run.settings.items()) or "Nothing was kept."


def _changed(change: RunChange) -> Iterator[str]:
    yield f"## What changed against {escape(change.before)}"
    yield escape(words.READING["change"])
    yield markdown_table(tables.settings(change)) if change.settings else "The settings are the same."
    if change.added:
        yield f"Sets that are new: {escape(', '.join(change.added))}."
    if change.gone:
        yield f"Sets that are no longer here: {escape(', '.join(change.gone))}."
    for one in change.sets:
        yield f"### {escape(one.name)}"
        yield from map(escape, one.notes)
        if one.changes:
            yield markdown_table(tables.changes(one))


def _details(data: SetRun) -> Iterator[Table]:
    for dimension in dict.fromkeys(dimension for system in data.systems for dimension in system.by_slice):
        yield tables.slices(data, dimension, data.systems)
    for system in data.systems:
        for there, make in (
            (system.reliability, tables.reliability),
            (system.per_label, tables.labels),
            (system.confusion, tables.confusion),
            (system.twins, tables.twins),
        ):
            if there:
                yield make(system)
    curves = [one for one in data.systems if one.coverage]
    if curves:
        yield tables.coverage(curves)
