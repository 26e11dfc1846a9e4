"""Which column of a log holds which field of an experience: given by the user, exact, or guessed by its name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from skillweave.domain.experience import Experience
from skillweave.errors import SettingsError, TableError

FIELDS = tuple(Experience.model_fields)
"""Every field of an experience, in its order."""

ROW_IDS = "@row"
"""In place of a column for `id`: make ids from the row numbers."""

How = Literal["given", "exact", "guessed"]

# Best name first: where two columns fit one field, the earlier synonym wins.
_SYNONYMS: Mapping[str, str] = {
    "id": "entry id, experience id, record id, log id, submission id, response id, activity id, entry number, "
    "log number, record number, identifier, uuid, key",
    "text": "what did you do, description, experience description, reflection, narrative, describe what you did, "
    "describe your experience, what i did, entry text, log entry, journal entry, journal, entry, "
    "activity description, activities, experience, summary, response, notes",
    "learner_id": "student id, learner, student, pseudonym, learner code, student code",
    "experience_type": "type of experience, type, experience kind, kind, category",
    "host": "host organization, host organisation, organization, organisation, company, employer, host site, site, "
    "work site, placement, business, client",
    "sector": "industry, industry sector, field, career cluster, cluster, career pathway, pathway",
    "start_date": "date started, start, begin date, from, date",
    "end_date": "date ended, end, finish date, until, to",
    "hours": "total hours, hours worked, number of hours, hours completed, hrs",
    "goal": "goals, learning goal, learning goals, objective, objectives",
    "deliverables": "deliverable, work products, products, outputs",
    "tools": "tools used, tools and software, software, software used, equipment, technology",
    "team": "team members, group members, team size",
    "role": "team and role, your role, my role, position, job title",
    "supervisor": "supervised by, mentor, supervisor role",
    "validation_level": "validated by, validation, verified by",
    "evidence_links": "evidence link, links, link, evidence, portfolio link, portfolio",
}


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One field, the column it is taken from (`position` counts from 0), and who said so."""

    field: str
    column: str
    position: int
    how: How


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What is taken from a log and what is left.

    Attributes:
        taken: The columns in use, in the order of the fields.
        ignored: Columns that no field takes.
        row_ids: Ids are made from row numbers; no column is taken for `id`.
    """

    taken: tuple[MappedColumn, ...]
    ignored: tuple[str, ...] = ()
    row_ids: bool = False

    def of(self, field: str) -> MappedColumn | None:
        """Give the column that a field is taken from."""
        return next((column for column in self.taken if column.field == field), None)

    def missing(self) -> tuple[str, ...]:
        """Name the fields that must be there and are not."""
        has_id = self.row_ids or self.of("id") is not None
        return (() if has_id else ("id",)) + (() if self.of("text") else ("text",))


def parse_mapping(options: Sequence[str]) -> dict[str, str]:
    """Read options of the form `field=Column name`.

    Raises:
        SettingsError: The form is another, the field is unknown or named twice, or the column is missing.

    Example:
        >>> parse_mapping(["id=@row", "text=Your story (a = b)"])
        {'id': '@row', 'text': 'Your story (a = b)'}
    """
    mapping: dict[str, str] = {}
    for option in options:
        field, equals, column = (part.strip() for part in option.partition("="))
        if not equals:
            raise SettingsError(f"--map {option!r} is not of the form field=Column name")
        _check_field(field)
        if not column:
            raise SettingsError(f"--map {option!r} names no column; write --map {field}=COLUMN")
        if field in mapping:
            raise SettingsError(f"--map gives {field} twice: {mapping[field]!r} and {column!r}")
        mapping[field] = column
    return mapping


def map_columns(
    columns: Sequence[str], given: Mapping[str, str] | None = None
) -> tuple[ColumnMapping, tuple[str, ...]]:
    """Find a column for every field, and say in sentences what was guessed, left or ambiguous.

    A column serves one field. What the user gives goes first, then exact names, then the best synonyms.

    Raises:
        SettingsError: A given field is unknown, or a given column is not there.
    """
    taken = _given_columns(columns, given or {})
    row_ids = (given or {}).get("id") == ROW_IDS
    free = [position for position in range(len(columns)) if all(position != c.position for c in taken.values())]
    losers: dict[str, list[str]] = {}
    guesses = sorted(filter(None, (_guess(position, columns[position]) for position in free)))
    for rank, position, field in guesses:
        if field in taken or (field == "id" and row_ids):
            losers.setdefault(field, []).append(columns[position])
            continue
        how: How = "exact" if rank == 0 else "guessed"
        taken[field] = MappedColumn(field, columns[position], position, how)
    used = {column.position for column in taken.values()}
    mapping = ColumnMapping(
        taken=tuple(taken[field] for field in FIELDS if field in taken),
        ignored=tuple(name for position, name in enumerate(columns) if position not in used and name),
        row_ids=row_ids,
    )
    return mapping, _notes(mapping, losers)


def require_columns(mapping: ColumnMapping, columns: Sequence[str], where: str) -> None:
    """Insist on a column for the id and one for the text.

    Raises:
        TableError: One has no column; the message names the columns seen and how to map one.
    """
    missing = mapping.missing()
    if not missing:
        return
    seen = ", ".join(repr(name) for name in columns) or "none"
    ways = " ".join(f"--map {field}=COLUMN" for field in missing)
    rows = f"; --map id={ROW_IDS} makes ids from row numbers" if "id" in missing else ""
    raise TableError(
        f"{where}: no column is known to hold the {' or the '.join(missing)}. Columns seen: {seen}. "
        f"Say which it is with {ways}{rows}."
    )


def normalise(header: str) -> str:
    """Reduce a header to lower-case letters and digits, `#` read as number.

    Example:
        >>> normalise("What did you do?"), normalise("Entry #")
        ('whatdidyoudo', 'entrynumber')
    """
    return "".join(character for character in header.lower().replace("#", "number") if character.isalnum())


def _check_field(field: str) -> None:
    if field not in FIELDS:
        raise SettingsError(f"{field!r} is no field of an experience; the fields are {', '.join(FIELDS)}")


def _given_columns(columns: Sequence[str], given: Mapping[str, str]) -> dict[str, MappedColumn]:
    taken: dict[str, MappedColumn] = {}
    for field, column in given.items():
        _check_field(field)
        if column == ROW_IDS and ROW_IDS not in columns:
            if field != "id":
                raise SettingsError(f"{ROW_IDS} makes ids only; {field} needs a column")
            continue
        position = _find(columns, column)
        taken[field] = MappedColumn(field, columns[position], position, "given")
    return taken


def _find(columns: Sequence[str], wanted: str) -> int:
    """Take the column of that very name, else the only one that differs in case, spaces or marks alone."""
    if wanted in columns:
        return list(columns).index(wanted)
    alike = [position for position, name in enumerate(columns) if normalise(name) == normalise(wanted) != ""]
    if len(alike) != 1:
        seen = ", ".join(repr(name) for name in columns) or "none"
        raise SettingsError(f"the mapping names the column {wanted!r}, which is not there; columns seen: {seen}")
    return alike[0]


def _guess(position: int, header: str) -> tuple[int, int, str] | None:
    """Give rank, position and field of a header that some field knows; the lowest rank is the best."""
    without_aside = re.sub(r"\([^()]*\)", "", header)
    known = _known_names()
    for name in (normalise(header), normalise(without_aside)):
        if name in known:
            rank, field = known[name]
            return rank, position, field
    return None


@cache
def _known_names() -> Mapping[str, tuple[int, str]]:
    known = {normalise(field): (0, field) for field in FIELDS}
    for field, synonyms in _SYNONYMS.items():
        for rank, synonym in enumerate(synonyms.split(","), 1):
            known.setdefault(normalise(synonym), (rank, field))
    return known


def _notes(mapping: ColumnMapping, losers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    notes = []
    guessed = [f"{column.field} from {column.column!r}" for column in mapping.taken if column.how == "guessed"]
    if guessed:
        notes.append(f"columns guessed by name: {', '.join(guessed)}; use --map field=COLUMN to change")
    for field, names in losers.items():
        winner = mapping.of(field)
        took = f"{winner.column!r} was taken" if winner else "row numbers were taken"
        notes.append(f"{field}: {took}, not {', '.join(repr(name) for name in names)}")
    if mapping.ignored:
        notes.append(f"columns ignored: {', '.join(repr(name) for name in mapping.ignored)}")
    return tuple(notes)
