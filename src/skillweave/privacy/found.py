"""What is found in a text that may tell who somebody is, and which of several findings at one place holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What a stretch is, as its placeholder says it: `person` becomes [PERSON_1]."""

    PERSON = "person"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    HANDLE = "handle"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    ID = "id"
    INSTRUCTION = "instruction"
    """Words to a program that may read the text, not about the writer's work."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text that must not leave.

    Attributes:
        start: First code point.
        end: One past the last.
        sort: What it is.
        key: The same for stretches that stand for the same thing: they get the same placeholder.
        source: What found it, such as `roster`.
    """

    start: int
    end: int
    sort: Sort
    key: str
    source: str


Finder = Callable[[str], Iterable[Found]]
"""Looks through a text; one that was made for a list of names is bound to it."""


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Join findings that overlap: no part of any is left standing; the longest says what the stretch is.

    Example:
        >>> mail, name = Found(0, 9, Sort.EMAIL, "a", "patterns"), Found(5, 12, Sort.PERSON, "b", "roster")
        >>> [(one.start, one.end, one.sort.value) for one in without_overlaps([name, mail])]
        [(0, 12, 'email')]
    """
    joined: list[Found] = []
    longest = 0
    for one in sorted(found, key=lambda item: (item.start, -item.end)):
        if not joined or one.start >= joined[-1].end:
            joined.append(one)
            longest = one.end - one.start
            continue
        last = joined[-1]
        wins = one if one.end - one.start > longest else last
        longest = max(longest, one.end - one.start)
        joined[-1] = Found(last.start, max(last.end, one.end), wins.sort, wins.key, wins.source)
    return joined
