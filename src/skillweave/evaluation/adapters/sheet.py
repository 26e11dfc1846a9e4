"""Labelled texts as a table: CSV with one row a label, brought into the same shape as skillweave-labels/1."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skillweave.evaluation.adapters.stored import Raw

_OF_TEXT = (
    "text",
    "experience_type",
    "style",
    "group",
    "part",
    "twin_of",
    "twin_kind",
    "text_exposure",
    "run",
    "version",
    "judged",
)
_NAMED = {"text_exposure": "exposure"}
_NEEDED = ("id", "text", "framework", "code")
_SLICE = "slice:"
_RATERS = {"": "labels", "1": "labels", "first": "labels", "2": "second_labels", "second": "second_labels"}
_SEPARATOR = "|"
_NONE = "none"

Cells = Mapping[str, str]


@dataclass(slots=True)
class _Gathered:
    """What the rows of one id have said so far."""

    line: int
    cells: Cells
    labels: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"labels": []})  # Any: a JSON object
    lines: dict[str, list[int]] = field(default_factory=lambda: {"labels": []})


def sheet_texts(content: str, faults: list[str]) -> Iterator[Raw]:
    """Read a table with one row a label.

    The columns id, text, framework and code must be there; grade, evidence, rater, why, exposure, origin,
    experience_type, style, group, part, twin_of, twin_kind, text_exposure, run, version, judged and `slice:<name>` may
    be; others are left out. What belongs to the text is given in the first row of an id; later rows repeat it exactly
    or leave it empty. A row without a code is no label.

    Args:
        content: The file's text; the delimiter is a comma, a semicolon or a tab, whichever the header has most of.
        faults: Takes what is wrong, with the line where a row starts.
    """
    gathered: dict[str, _Gathered] = {}
    for line, cells in _rows(content, faults):
        identifier = cells["id"].strip()
        where = f"line {line}, id {identifier!r}"
        if not identifier:
            faults.append(f"line {line}: id is empty: each row names its text")
            continue
        first = gathered.setdefault(identifier, _Gathered(line, cells))
        faults += [f"{where}: {fault}" for fault in _changes(first, cells)]
        key = _RATERS.get(cells.get("rater", "").strip().lower())
        if key is None:
            faults.append(f"{where}: rater: must be empty, first or second (it is {cells['rater']!r})")
            continue
        into = first.labels.setdefault(key, [])
        if cells["code"].strip():
            into.append(_label(cells, first.cells["text"]))
            first.lines.setdefault(key, []).append(line)
        elif any(cells.get(name, "").strip() for name in ("grade", "evidence")):
            faults.append(f"{where}: code is empty, though the row has a grade or evidence")
    for identifier, one in gathered.items():
        yield Raw(one.line, _value(identifier, one), one.lines)


def _rows(content: str, faults: list[str]) -> Iterator[tuple[int, Cells]]:
    """Give each row as cells by column name, with the line on which it starts; a cell may hold line breaks."""
    delimiter = max(",;\t", key=content.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [_column(name) for name in next(reader, [])]
        wrong = _header_faults(header)
        faults += wrong
        start = reader.line_num + 1
        for cells in () if wrong else reader:
            if len(cells) > len(header):
                faults.append(f"line {start}: {len(cells)} cells under {len(header)} columns; quote its commas")
            elif any(cell.strip() for cell in cells):
                yield start, dict.fromkeys(header, "") | dict(zip(header, cells, strict=False))
            start = reader.line_num + 1
    except csv.Error as error:
        faults.append(f"line {reader.line_num}: not valid CSV: {error}")


def _column(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _header_faults(header: Sequence[str]) -> list[str]:
    missing = [name for name in _NEEDED if name not in header]
    there = ", ".join(name for name in header if name) or "nothing"
    twice = [name for name, count in Counter(header).items() if name and count > 1]
    return [
        *(f"line 1: the column {name} is missing; the header names: {there}" for name in missing),
        *(f"line 1: the column {name} is there twice" for name in twice),
    ]


def _changes(first: _Gathered, cells: Cells) -> list[str]:
    """Name what a later row says otherwise than the first of its id."""
    ours = [name for name in cells if name in _OF_TEXT or name.startswith(_SLICE)]
    return [
        f"{name} is not that of line {first.line}; repeat it exactly or leave it empty"
        for name in ours
        if cells[name].strip() and cells[name] != first.cells[name]
    ]


def _label(cells: Cells, text: str) -> dict[str, Any]:  # Any: a JSON object
    grade = cells.get("grade", "").strip()
    label: dict[str, Any] = {"framework": cells["framework"].strip(), "code": cells["code"].strip()}
    if grade:
        label["grade"] = _number(grade)
    for name in ("exposure", "origin"):
        if said := cells.get(name, "").strip():
            label[name] = said
    return label | {"evidence": _quotes(cells.get("evidence", "").strip(), text)}


def _number(cell: str) -> float | str:
    """Read a number; what is none stays as it is, so that the check can name it."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return cell


def _quotes(cell: str, text: str) -> list[str]:
    """Cut a cell at bars, unless the text itself has these words with the bar."""
    parts = [cell] if cell in text else cell.split(_SEPARATOR)
    return [part.strip() for part in parts if part.strip()]


def _value(identifier: str, one: _Gathered) -> dict[str, Any]:  # Any: a JSON object
    fields = {name: one.cells[name] for name in _OF_TEXT if one.cells.get(name, "").strip()}
    plain: dict[str, Any] = {
        _NAMED.get(name, name): cell if name == "text" else cell.strip() for name, cell in fields.items()
    }
    if "judged" in plain:
        plain["judged"] = [] if plain["judged"] == _NONE else _quotes(plain["judged"], "")
    slices = {
        name.removeprefix(_SLICE): cell.strip()
        for name, cell in one.cells.items()
        if name.startswith(_SLICE) and cell.strip()
    }
    return {"id": identifier, **plain, "slices": slices, **one.labels}
