"""The file of people that a programme lists: which column holds what, and what each row says of somebody."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import regex

from skillweave.errors import PrivacyError
from skillweave.privacy.words import words_of
from skillweave.privacy.written import family_name

COLUMNS: Mapping[str, frozenset[str]] = {
    "name": frozenset(
        "name full_name display_name last_first last_first_name last_name_first_name student learner".split()
    ),
    "first": frozenset("first first_name given given_name given_names forename".split()),
    "middle": frozenset("middle middle_name middle_names middle_initial".split()),
    "last": frozenset("last last_name last_names surname family_name preferred_last_name".split()),
    "other": frozenset("supervisor mentor teacher coach parent guardian".split()),
    "nickname": frozenset(
        "nickname nicknames preferred preferred_name preferred_first_name chosen_name goes_by known_as also".split()
    ),
    "id": frozenset(
        "id ids id_number student_number student_no learner_number sis_id local_id state_id user_id username login "
        "email e_mail email_address school_email".split()
    ),
}
"""Headers of a roster by what they hold, blanks as `_`; any other column is left out, and said."""

_HEADERS = {name.replace("_", ""): kind for kind, names in COLUMNS.items() for name in names}
_WHOSE = tuple(
    one + ending
    for one in "student learner pupil participant member legal staff teacher employee client supervisor mentor".split()
    for ending in ("", "s")
)
"""What may stand before a header: Student First Name, Student's First Name."""
_SEVERAL = {kind: regex.compile(r"[;|\n/&]") for kind in ("nickname", "other")} | {"id": regex.compile(r"[;|\n,]")}
"""What parts several of one cell."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a roster; `names` hold full names, parts and nicknames as they were written."""

    key: str
    names: tuple[str, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """What a file of names holds.

    Attributes:
        people: One a row.
        left_out: Columns that were not read.
        has_names: Whether there are names, not only nicknames and ids.
        unheaded: Numbers of columns without a header, from 1; they are empty.
    """

    people: tuple[Person, ...]
    left_out: tuple[str, ...]
    has_names: bool
    unheaded: tuple[int, ...] = ()


def read_people(path: Path) -> People:
    """Read a CSV file with a header: names, nicknames, ids, in any of the columns of `COLUMNS`.

    Args:
        path: The file, UTF-8, its cells parted by commas, semicolons or tabs.

    Raises:
        PrivacyError: It cannot be read, has no column with names or ids, or no row, or text in a column without header.
    """
    rows = read_table(path)
    _refuse_unheaded(path, rows)
    kinds = [_kind(name) for name in rows[0]]
    left_out = tuple(name for name, kind in zip(rows[0], kinds, strict=True) if kind is None and name.strip())
    if not any(kinds):
        known = ", ".join(sorted(set().union(*COLUMNS.values())))
        raise PrivacyError(f"the list of names {path} has no column that is known; name one of them so: {known}")
    table = [_cells(kinds, row) for row in rows[1:]]
    people = tuple(_person(f"roster row {number}", cells) for number, cells in enumerate(table, start=2) if cells)
    if not people:
        raise PrivacyError(f"the list of names {path} has a header and no names")
    has_names = any({"name", "first", "last"} & cells.keys() for cells in table)
    unheaded = tuple(number for number, name in enumerate(rows[0], start=1) if not name.strip())
    return People(people, left_out, has_names, unheaded)


def _refuse_unheaded(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Refuse text in a column without a header: nobody can tell whether it is a name that must not leave."""
    for number, (name, *cells) in enumerate(zip_longest(*rows, fillvalue=""), start=1):
        at = next((at for at, cell in enumerate(cells, start=2) if cell.strip()), None)
        if at is not None and not name.strip():
            raise PrivacyError(
                f"the list of names {path}, row {at}, has text in column {number} (no header): write above it what it "
                "holds, such as last name, or notes if it is not to be read; a name with a comma in it goes into quotes"
            )


def read_table(path: Path) -> list[list[str]]:
    """Read the rows of a CSV file of names, header first, empty ones left out.

    Raises:
        PrivacyError: It cannot be read, or is empty.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise PrivacyError(f"the list of names {path} cannot be read: {why}") from error
    except UnicodeDecodeError as error:
        raise PrivacyError(f"the list of names {path} is not UTF-8; save it as CSV in UTF-8") from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [row for row in table if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise PrivacyError(f"the list of names {path}, line {table.line_num}: {error}") from error
    if not rows:
        raise PrivacyError(f"the list of names {path} is empty")
    return rows


def _kind(header: str) -> str | None:
    """Tell what a column holds; case, blanks, marks, what is in brackets and whose it is do not matter."""
    return _kind_of("".join(word.folded for word in words_of(header.partition("(")[0])))


def _kind_of(plain: str) -> str | None:
    shorter = (plain.removeprefix(whose) for whose in _WHOSE if plain.startswith(whose))
    return _HEADERS.get(plain) or next(filter(None, map(_kind_of, shorter)), None)


def _cells(kinds: Sequence[str | None], row: Sequence[str]) -> dict[str, list[str]]:
    """Give what a row holds, by kind, in the order of its columns; several in one cell apart."""
    cells: dict[str, list[str]] = {}
    for kind, cell in zip(kinds, row, strict=False):
        parts = _SEVERAL[kind].split(cell) if kind in _SEVERAL else [cell]
        if kind == "nickname":  # "Liz, Beth" are two, "Voss, Liz" is one
            parts += [piece for part in parts if "," in part for piece in part.split(",")]
        if kind is not None and (told := [part.strip() for part in parts if part.strip()]):
            cells.setdefault(kind, []).extend(told)
    return cells


def _person(key: str, cells: Mapping[str, Sequence[str]]) -> Person:
    """Put the names of a row together; those of several columns with a comma, which says what the family name is."""
    names, firsts, middles, lasts, others, nicks = (
        cells.get(kind, ()) for kind in ("name", "first", "middle", "last", "other", "nickname")
    )
    given = [*firsts, *(names if lasts and not firsts else ()), *nicks]
    families = [*lasts, " ".join(lasts), *map(family_name, names)]
    full = [f"{last}, {' '.join([first, *middles])}".strip(" ,") for last in families for first in given]
    written = dict.fromkeys([*full, *names, *firsts, *middles, *lasts, *others, *nicks])
    return Person(key, tuple(written), tuple(cells.get("id", ())))
