"""Finds the people that a programme lists: whole words, any case, with nicknames, parts of names and ids."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from pathlib import Path

import regex

from skillweave.errors import PrivacyError
from skillweave.privacy.found import Found, Sort
from skillweave.privacy.words import Word, is_unparted, words_of
from skillweave.privacy.written import Apart, Form, family_name, id_forms, name_forms

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
_GAPS = {
    Apart.BLANK: regex.compile(r"[\s'’_\p{Pd}·]{0,3}"),
    Apart.COMMA: regex.compile(r"[\s'’,_\p{Pd}·]{0,3}"),
    Apart.POINT: regex.compile(r"[\s'’.,_\p{Pd}·]{0,3}"),
    Apart.MARKS: regex.compile(r"[^\p{L}\p{M}\p{N}]{0,3}"),
}
_SEVERAL = regex.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a roster; `names` hold full names, parts and nicknames as they were written."""

    key: str
    names: tuple[str, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """Names to look for; call `find` with a text.

    Attributes:
        forms: Ways of writing by their first word, longest first.
        inside: Names in scripts that write without spaces, found inside longer runs as well.
        people: How many people it was made from.
        unfound: Keys of people with a name or an id that cannot be looked for: it is too short.
    """

    forms: Mapping[str, Sequence[Form]] = field(default_factory=dict)
    inside: Sequence[tuple[str, str]] = ()
    people: int = 0
    unfound: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[Found]:
        """Find every listed person in a text, from left to right."""
        words = words_of(text)
        for one in sorted(_chosen(self._matches(text, words), len(words)), key=lambda match: match.start):
            place = words[one.start].start, words[one.end - 1].end
            yield Found(*place, one.form.sort, one.form.key, "roster")
        for name, key in self.inside:
            start = text.find(name)
            while start >= 0:
                yield Found(start, start + len(name), Sort.PERSON, key, "roster")
                start = text.find(name, start + len(name))

    def _matches(self, text: str, words: Sequence[Word]) -> Iterator["_Match"]:
        folded = tuple(word.folded for word in words)
        for at, first in enumerate(words):
            for form in self.forms.get(first.folded, ()):
                if folded[at : at + len(form.words)] != form.words or (form.capital and not first.capital):
                    continue
                taken = words[at : at + len(form.words)]
                gaps = [text[one.end : after.start] for one, after in pairwise(taken)]
                if all(_GAPS[form.apart].fullmatch(gap) for gap in gaps):
                    is_straight = form.apart >= Apart.POINT and not any("," in gap for gap in gaps)
                    rank = _Rank.PART if len(taken) == 1 else _Rank.STRAIGHT if is_straight else _Rank.TURNED
                    yield _Match(at, at + len(taken), rank, form)


class _Rank(IntEnum):
    """Which of two matches that share a word holds: "WILL HARPER will" is no "Harper, Will"."""

    STRAIGHT = 0
    TURNED = 1
    PART = 2


@dataclass(frozen=True, slots=True)
class _Match:
    """A form found in a text, from one of its words to before another."""

    start: int
    end: int
    rank: _Rank
    form: Form


def _chosen(matches: Iterable[_Match], words: int) -> Iterator[_Match]:
    """Choose matches that share no word, but for straight ones, of which no word may be left standing."""
    taken = [False] * words
    for one in sorted(matches, key=lambda match: (match.rank, match.start - match.end, match.start)):
        there = taken[one.start : one.end]
        if not any(there) or (one.rank is _Rank.STRAIGHT and not all(there)):
            taken[one.start : one.end] = [True] * len(there)
            yield one


@dataclass(frozen=True, slots=True)
class People:
    """What a file of names holds.

    Attributes:
        people: One a row.
        left_out: Columns that were not read.
        has_names: Whether there are names, not only nicknames and ids.
    """

    people: tuple[Person, ...]
    left_out: tuple[str, ...]
    has_names: bool


def read_people(path: Path) -> People:
    """Read a CSV file with a header: names, nicknames, ids, in any of the columns of `COLUMNS`.

    Args:
        path: The file, UTF-8, its cells parted by commas, semicolons or tabs.

    Raises:
        PrivacyError: It cannot be read, or has no column with names or ids, or no row.
    """
    rows = read_table(path)
    kinds = [_kind(name) for name in rows[0]]
    left_out = tuple(name for name, kind in zip(rows[0], kinds, strict=True) if kind is None and name.strip())
    if not any(kinds):
        known = ", ".join(sorted(set().union(*COLUMNS.values())))
        raise PrivacyError(f"the list of names {path} has no column that is known; name one of them so: {known}")
    table = [_cells(kinds, row) for row in rows[1:]]
    people = tuple(_person(f"roster row {number}", cells) for number, cells in enumerate(table, start=2) if cells)
    if not people:
        raise PrivacyError(f"the list of names {path} has a header and no names")
    return People(people, left_out, any({"name", "first", "last"} & cells.keys() for cells in table))


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


def make_roster(people: Iterable[Person], ordinary: AbstractSet[str]) -> Roster:
    """Work out in which ways each person may be written.

    Full names and nicknames count in any case; full names in either order, and without middle names. So do parts of a
    name, but for those that are ordinary words ("Will", "Grace"), very short ("An") or particles ("Al"): they count
    with a capital only. A form that two people share has a key of its own.

    Args:
        people: Whom to find.
        ordinary: Folded words that are no names by themselves.
    """
    every = list(people)
    forms: dict[tuple[str, ...], Form] = {}
    inside: dict[str, str] = {}
    unfound: list[str] = []
    for person in every:
        names = {name: list(name_forms(name, person.key, ordinary)) for name in person.names}
        ids = {one: list(id_forms(one, person.key)) for one in person.ids}
        for form in (form for some in (*names.values(), *ids.values()) for form in some):
            forms[form.words] = _merged(forms.get(form.words), form)
        run_on = (way for name in person.names if is_unparted(name) for way in (name, _run_on(name)))
        inside.update({way: person.key for way in run_on if len(way) > 1})
        unfound += [person.key] if _is_partly_unfound(names, ids) else []
    by_first: dict[str, list[Form]] = {}
    for form in sorted(forms.values(), key=lambda one: -len(one.words)):
        by_first.setdefault(form.words[0], []).append(form)
    return Roster(by_first, tuple(inside.items()), len(every), tuple(unfound))


def _run_on(name: str) -> str:
    """Write a name without what parts its words, as scripts without spaces do."""
    return "".join(name[word.start : word.end] for word in words_of(name))


def _merged(before: Form | None, form: Form) -> Form:
    """Put two ways of writing the same words together; a name that is an id of the same person is a name."""
    if before is None:
        return form
    name = before if before.sort is Sort.PERSON else form
    is_same = before.key.removesuffix(" id") == form.key.removesuffix(" id")
    key = name.key if is_same else "shared:" + " ".join(form.words)
    return Form(form.words, key, name.sort, before.capital and form.capital, max(before.apart, form.apart))


def _is_partly_unfound(names: Mapping[str, Sequence[Form]], ids: Mapping[str, Sequence[Form]]) -> bool:
    """Tell whether an id or a name has no form; an initial that stands in a name that has one does not count."""
    if not all(ids.values()) or not any((*names.values(), *ids.values())):
        return True
    found = {word for forms in names.values() for form in forms for word in form.words}
    missed = (word.folded for name, forms in names.items() if not forms for word in words_of(name))
    return any(word not in found for word in missed)


def _kind(header: str) -> str | None:
    """Tell what a column holds; case, blanks, marks, what is in brackets and whose it is do not matter."""
    return _kind_of("".join(word.folded for word in words_of(header.partition("(")[0])))


def _kind_of(plain: str) -> str | None:
    shorter = (plain.removeprefix(whose) for whose in _WHOSE if plain.startswith(whose))
    return _HEADERS.get(plain) or next(filter(None, map(_kind_of, shorter)), None)


def _cells(kinds: Sequence[str | None], row: Sequence[str]) -> dict[str, list[str]]:
    """Give what a row holds, by kind, in the order of its columns; several nicknames or ids of one cell apart."""
    cells: dict[str, list[str]] = {}
    for kind, cell in zip(kinds, row, strict=False):
        parts = _SEVERAL.split(cell) if kind in ("nickname", "id") else [cell]
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
