"""Cuts logs into parts of fixed boundaries, each named by its rows and by what makes its results."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from skillweave.batch.chunk import chunks_of
from skillweave.batch.rows import Row

PART_ROWS = 512
"""Rows of a part, unless told: some seconds of work, so that little is lost when a run is killed."""

PART_TEXT = 4_000_000
"""Code points after which a part is full, however few its rows are: parts travel between processes."""

_KEY_DIGITS = 24

_START_ROWS = 5
"""Rows by which the start of a part is known again: a form that schools fill in may begin with one example for all."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are translated by one worker in one go, and written as one file a table."""

    key: str
    source: str
    rows: tuple[Row, ...]
    start: str = ""
    """Names its first good rows, whatever the log is called; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is kept of a part while its rows are not needed.

    Attributes:
        key: The part's name.
        source: The log it is cut from.
        rows: Their number, with those that will fail.
        refused: How many rows the check has refused.
        characters: Code points of all texts.
        start: Names the first good rows, whatever the log is called; empty where there is none.
    """

    key: str
    source: str
    rows: int
    refused: int
    characters: int
    start: str

    @classmethod
    def of(cls, part: Part) -> "Planned":
        """Count a part."""
        good = [row.experience for row in part.rows if row.experience is not None]
        characters = sum(len(one.text) for one in good)
        return cls(part.key, part.source, len(part.rows), len(part.rows) - len(good), characters, part.start)


def cut(source: str, rows: Iterable[Row], configuration: str, *, most: int = PART_ROWS) -> Iterator[Part]:
    """Cut the rows of one log into parts; where the cuts are depends on the rows alone.

    Args:
        source: What results call the log.
        rows: In their order.
        configuration: Names what makes the results.
        most: Rows of a part.
    """
    for taken in chunks_of(rows, most, most_text=PART_TEXT):
        yield _part(source, taken, configuration)


def _part(source: str, rows: Sequence[Row], configuration: str) -> Part:
    digest = hashlib.sha256(f"{configuration}\0{source}".encode("utf-8", "surrogateescape"))
    for row in rows:
        digest.update(_content(row))
    first = b"".join(_content(row) for row in islice((row for row in rows if row.experience), _START_ROWS))
    start = hashlib.sha256(first).hexdigest()[:_KEY_DIGITS] if first else ""
    return Part(digest.hexdigest()[:_KEY_DIGITS], source, tuple(rows), start)


def _content(row: Row) -> bytes:
    content = row.experience.model_dump_json() if row.experience else f"{row.id}\0{row.error}"
    return f"\0{row.number}\0{len(content)}\0{content}".encode("utf-8", "surrogatepass")
