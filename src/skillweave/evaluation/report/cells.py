"""A table as values: cells in rows in groups, before anybody knows whether it becomes HTML or Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "few", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, with what goes below it in small letters."""

    value: str
    note: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and its cells."""

    head: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, with a heading of their own unless it is empty."""

    head: Cell
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `columns` names the column of row headings first."""

    caption: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        """Rows without headings of groups."""
        return sum(len(group.rows) for group in self.groups)


def flat(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | Cell]]) -> Table:
    """Make a table of one group from rows of texts."""
    made = (tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows)
    return Table(caption, tuple(columns), (Group(Cell(""), tuple(Row(row[0], row[1:]) for row in made)),))
