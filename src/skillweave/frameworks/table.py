"""A user's own list of skills as a table: CSV with a header row, or JSON lines. Columns it does not know are left out.

The names count as verified: the owner of the list wrote them. An alias that repeats a label is dropped, because
exported lists are full of them and the label finds the same text.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from skillweave.domain.competency import Competency, Framework, Kind, Verification
from skillweave.errors import FrameworkError
from skillweave.frameworks.faults import Entry, structure_faults, validation_faults

VERSION = "local"
PUBLISHER = "local"

_WORDS: Mapping[str, frozenset[str]] = {
    "aliases": frozenset({"alias", "aliases", "alt", "alternative", "alternatives", "synonym", "synonyms"}),
    "indicators": frozenset({"indicator", "indicators", "example", "examples"}),
    "parent": frozenset({"parent", "group"}),
    "kind": frozenset({"kind"}),
    "description": frozenset({"description", "definition", "text"}),
    "code": frozenset({"code", "id", "uri"}),
    "label": frozenset({"label", "name", "skill", "competency", "title"}),
}
"""Words of a header that give its meaning; the first row that fits wins: "skill code" is a code, not a label."""

Row = tuple[str, Mapping[str, object]]
"""Where it stands, and its cells by their meaning."""


def read_table(path: Path) -> Framework:
    """Read a list of skills from a CSV or JSON lines file.

    CSV needs a column of labels and one more; the header names are guessed (code or id; label, name, skill,
    competency or title; description or definition; aliases; parent; indicators; kind). Without codes, the label is
    the code. Aliases are split at `|` and `;`, indicators at `|`. The id is the file's name, the kind transferable
    unless a column `kind` says otherwise.

    Raises:
        FrameworkError: Every fault, with the row as a spreadsheet counts it, or the line.
    """
    content = _content(path)
    text = content.decode("utf-8-sig")
    faults: list[str] = []
    rows = list(_json_rows(text, faults) if path.suffix.lower() == ".jsonl" else _csv_rows(path, text, faults))
    kind = _kind(rows, faults)
    competencies = _competencies(rows, faults)
    if not rows and not faults:
        faults.append("there is no skill in it")
    identifier = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    if not 1 <= len(identifier) <= 80:
        faults.append("the file's name gives the framework's id: it needs 1 to 80 letters or digits")
    if faults:
        raise FrameworkError(str(path), faults)
    return Framework(
        id=identifier,
        version=VERSION,
        name=path.stem,
        kind=kind,
        publisher=PUBLISHER,
        source=path.name,
        licence="the user's own list",
        competencies=competencies,
        complete=True,
        not_listed="",
        content_hash=hashlib.sha256(content).hexdigest(),
    )


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FrameworkError(str(path), [f"cannot be read: {error.strerror}"]) from error
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FrameworkError(str(path), [f"line {line}: not UTF-8; save the file as UTF-8"]) from error
    return content


def _csv_rows(path: Path, text: str, faults: list[str]) -> Iterator[Row]:
    header_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        meanings = columns_of(header)
        if "label" not in meanings or len(header) < 2:
            raise FrameworkError(str(path), [_no_columns(header)])
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                if len(cells) > len(header):
                    faults.append(f"row {number}: {len(cells)} cells under {len(header)} columns; quote its commas")
                yield f"row {number}", {key: cells[at].strip() for key, at in meanings.items() if at < len(cells)}
    except csv.Error as error:
        faults.append(f"line {reader.line_num}: not valid CSV: {error}")


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Guess what each column holds from its name; an exact name comes before one that only contains the word.

    Example:
        >>> columns_of(["Skill code", "Skill", "What it means (definition)"])
        {'description': 2, 'code': 0, 'label': 1}
    """
    words = [re.findall(r"[^\W_]+", name.lower()) for name in header]
    found: dict[str, int] = {}
    free = dict(enumerate(words))
    for meaning, names in _WORDS.items():
        exact = [at for at, parts in free.items() if len(parts) == 1 and parts[0] in names]
        loose = [at for at, parts in free.items() if names & set(parts)]
        if exact or loose:
            found[meaning] = (exact or loose)[0]
            free.pop(found[meaning])
    return found


def _no_columns(header: Sequence[str]) -> str:
    there = ", ".join(repr(name.strip()) for name in header) or "none"
    return f"the first row must name at least two columns, one of them label, name, skill or title; it names: {there}"


def _json_rows(text: str, faults: list[str]) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            faults.append(f"line {number}: not valid JSON: {error.msg}")
            continue
        if not isinstance(value, dict):
            faults.append(f"line {number}: not an object with a label")
            continue
        yield f"line {number}", _meant(value)


def _meant(value: Mapping[str, object]) -> Mapping[str, object]:
    """Give the members that are known, the first of each meaning: `code` before `uri` before `id`."""
    names = {
        "code": ("code", "uri", "id"),
        "label": ("label",),
        "aliases": ("aliases", "alt"),
        "description": ("description", "text"),
        "parent": ("parent",),
        "indicators": ("indicators",),
        "kind": ("kind",),
    }
    present = {key: [value[name] for name in tried if value.get(name) is not None] for key, tried in names.items()}
    return {key: values[0] for key, values in present.items() if values}


def _kind(rows: Iterable[Row], faults: list[str]) -> Kind:
    kinds = {str(cells["kind"]).strip().lower(): where for where, cells in rows if cells.get("kind")}
    allowed = [kind.value for kind in Kind]
    faults += [
        f"{where}: kind: {kind!r} is none of {', '.join(allowed)}"
        for kind, where in kinds.items()
        if kind not in allowed
    ]
    good = [kind for kind in kinds if kind in allowed]
    if len(good) > 1:
        faults.append(f"kind: {' and '.join(good)} are mixed; make one file of each kind")
    return Kind(good[0]) if good else Kind.TRANSFERABLE


def _competencies(rows: Sequence[Row], faults: list[str]) -> tuple[Competency, ...]:
    labels = {str(cells.get("label", "")).strip().casefold() for _, cells in rows}
    competencies: list[Competency] = []
    entries: list[Entry] = []
    for where, cells in rows:
        label = cells.get("label", "")
        values = {
            "code": cells.get("code") or label or "?",  # without a label, that alone is the fault
            "label": label,
            "verification": Verification.VERIFIED,
            "parent": cells.get("parent") or None,
            "description": cells.get("description", ""),
            "aliases": _aliases(cells.get("aliases"), labels),
            "indicators": _parts(cells.get("indicators"), r"[|\n]"),
        }
        try:
            competency = Competency.model_validate(values)
        except ValidationError as error:
            faults += [f"{where}: {fault}" for fault in dict.fromkeys(validation_faults(error, values))]
            continue
        competencies.append(competency)
        entries.append(Entry(where, competency.code, competency.label, competency.parent))
    faults += structure_faults(entries)
    return tuple(competencies)


def _aliases(value: object, labels: set[str]) -> object:
    parts = _parts(value, r"[|;\n]")
    if not isinstance(parts, list):
        return parts
    first = {str(alias).strip().casefold(): alias for alias in reversed(parts)}
    kept = [alias for alias in parts if first[str(alias).strip().casefold()] is alias]
    return [alias for alias in kept if str(alias).strip().casefold() not in labels]


def _parts(value: object, separators: str) -> object:
    """Split a cell; a list is taken as it is, anything else is left for the model to refuse."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in re.split(separators, value) if part.strip()]
    return value
