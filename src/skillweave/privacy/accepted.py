"""The list on which a person accepts suggested names: a CSV file with a mark beside each name."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from skillweave.errors import PrivacyError
from skillweave.privacy.people import Person, read_table
from skillweave.privacy.suggest import Suggestion

COLUMNS = ("accept", "name", "count")
_YES = frozenset("yes y x 1 true".split())
_NO = frozenset(["", *"no n 0 false".split()])


def suggestions_table(suggestions: Sequence[Suggestion]) -> str:
    """Write suggestions as CSV, the mark of each left empty: nothing is accepted until a person says so."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows(("", " ".join(one.name.split()), one.count) for one in suggestions)
    return out.getvalue()


def read_accepted(path: Path) -> tuple[Person, ...]:
    """Read the names that a person accepted.

    Raises:
        PrivacyError: The file cannot be read, lacks a column, or a mark is neither yes nor no.
    """
    header, *rows = read_table(path)
    plain = [name.strip().casefold() for name in header]
    missing = [name for name in COLUMNS[:2] if name not in plain]
    if missing:
        raise PrivacyError(f"the list of accepted names {path} has no column {missing[0]}; it needs accept and name")
    accepted: list[Person] = []
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(plain, (cell.strip() for cell in row), strict=False))
        mark = cells.get("accept", "").casefold()
        if mark not in _YES | _NO:
            raise PrivacyError(f"{path}, row {number}: write yes or no under accept, not {mark[:20]!r}")
        if mark in _YES and cells.get("name"):
            accepted.append(Person(f"accepted row {number}", (cells["name"],)))
    return tuple(accepted)
