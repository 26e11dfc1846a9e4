"""In which ways somebody on a list may be written: the full name in either order, parts of it, a nickname, an id."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

import regex

from skillweave.privacy.found import Sort
from skillweave.privacy.words import is_unparted, words_of

_TITLES = frozenset("mr mrs ms miss dr prof coach".split())
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_PARTICLES = (
    frozenset("al bin binti da das de del della den der di dos du el ibn la las los of san st the von van y e".split())
    | _TITLES
    | _SUFFIXES
)
_NO_FIRST_NAME = _TITLES | _SUFFIXES | frozenset("of st the".split())
_HYPHEN = regex.compile(r"\p{Pd}")
_BETWEEN = regex.compile(r"[\s/&+,;|()\[\]\"“”«»]+")
"""What parts the units of a name: blanks, and what people put between a name and another: Liz/Beth."""
_RUN = regex.compile(r"\p{N}+|\P{N}+")
_MOST_RUNS = 5
_SHORT = 2
"""A part of a name of at most so many letters is found alone only where it is written with a capital: "An", "Li"."""


class Apart(IntEnum):
    """What may stand between the words of a form; from `BLANK` on, each allows what those before it allow."""

    TIGHT = -1
    """A few marks but no blank, as in an id that would be words of a sentence otherwise: "a-12"."""
    BLANK = 0
    """Blanks, hyphens, apostrophes, underlines."""
    COMMA = 1
    """A comma too, as in a name whose family name stands first. This and `BLANK` yield to forms that allow more."""
    POINT = 2
    """A full stop too, as after an initial."""
    MARKS = 3
    """Any few marks, as in an id."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which somebody may be written.

    Attributes:
        words: Folded, one after the other.
        key: Who it is.
        sort: Whether a name or an id.
        capital: Whether it counts only where its first word has a capital.
        apart: What may stand between its words.
    """

    words: tuple[str, ...]
    key: str
    sort: Sort
    capital: bool = False
    apart: Apart = Apart.POINT


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stands between two blanks of a name: O'Brien is one of two words."""

    written: str
    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        """Its words put together."""
        return "".join(self.words)

    @property
    def tells(self) -> bool:
        """Tell whether it says more than an initial or a particle does."""
        return len(self.joined) > 1 and self.joined not in _PARTICLES

    def halves(self) -> list["_Unit"]:
        """Part it at its hyphens; without one it is its own half."""
        return _units(_HYPHEN.sub(" ", self.written)) if _HYPHEN.search(self.written) else [self]

    def ways(self) -> Iterator[tuple[str, ...]]:
        """Give it as it is, its words put together, and each half of a hyphened one."""
        halves = [half.words for half in self.halves() if half.tells]
        return iter(dict.fromkeys([self.words, (self.joined,), *halves]))


_Units = Sequence[_Unit]


def name_forms(name: str, key: str, ordinary: AbstractSet[str]) -> Iterator[Form]:
    """Give the ways in which a name may be written; none where nothing in it is long enough to be looked for.

    Args:
        name: A full name, a part of one or a nickname; a comma parts the family name from those after it.
        key: Whose it is.
        ordinary: Folded words that are no names by themselves.
    """
    units = _units(name)
    whole = _flat(units)
    if len(whole) > 1:
        yield Form(whole, key, Sort.PERSON)
    given, family = _parted(name)
    if given:
        yield from _orders(given, family, key)
    alone = [unit.words for unit in _alone(given, family)]
    halves = (half for unit in units for half in unit.halves())
    for unit in dict.fromkeys([*units, *halves]):
        yield from _part(unit, key, ordinary, alone=unit.words in alone)


def id_forms(one: str, key: str, ordinary: AbstractSet[str]) -> Iterator[Form]:
    """Give the ways in which an id is written, none where it is too short: S-1042, S1042, S 1042.

    Args:
        one: The id, which may be an address.
        key: Whose it is.
        ordinary: Folded words; where an id is made of one and a number, a blank between them makes no id of them.
    """
    words = tuple(word.folded for word in words_of(listed_id(one)))
    if not words or (len(words) == 1 and len(words[0]) <= _SHORT):
        return
    yield Form(words, f"{key} id", Sort.ID, apart=Apart.MARKS)
    runs = [run for word in words for run in _RUN.findall(word)]
    for way in _ways_to_join(runs):
        is_sentence = len(way) > len(words) and any(_is_said(part, ordinary) for part in way)
        if len("".join(way)) > _SHORT:
            yield Form(way, f"{key} id", Sort.ID, apart=Apart.TIGHT if is_sentence else Apart.MARKS)


def _is_said(part: str, ordinary: AbstractSet[str]) -> bool:
    return part in ("a", "i") if len(part) == 1 else part in ordinary


def listed_id(one: str) -> str:
    """Give what is looked for of an id: of an address, what stands before the @, as patterns find the whole of it."""
    return one.strip().lstrip("@").partition("@")[0]


def _ways_to_join(runs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Join runs of letters and of digits in each way; where there are many, only all of them or none."""
    if len(runs) > _MOST_RUNS:
        yield from (tuple(runs), ("".join(runs),))
        return
    for cuts in product((False, True), repeat=len(runs) - 1):
        way = [runs[0]]
        for is_cut, run in zip(cuts, runs[1:], strict=True):
            way = [*way, run] if is_cut else [*way[:-1], way[-1] + run]
        yield tuple(way)


def is_small_part(word: str) -> bool:
    """Tell whether a folded word is an initial or a particle, which says nothing without a name beside it."""
    return len(word) == 1 or word in _PARTICLES


def family_name(name: str) -> str:
    """Give the family name of a full name; nothing where it has one word.

    Example:
        >>> family_name("Dr. Ana de la Cruz"), family_name("Hill, Grace"), family_name("Grace")
        ('de la Cruz', 'Hill', '')
    """
    given, family = _parted(name)
    return " ".join(unit.written for unit in family) if given else ""


def _parted(name: str) -> tuple[_Units, _Units]:
    """Part a name into given names and family name, without titles before and suffixes after; one word is a family."""
    pieces = [piece for piece in map(_core, name.split(",")) if any(one.joined not in _SUFFIXES for one in piece)]
    if len(pieces) > 1:
        return [unit for piece in pieces[1:] for unit in piece], pieces[0]
    core = pieces[0] if pieces else _core(name)
    at = max(len(core) - 1, 0)
    while at > 1 and core[at - 1].joined in _PARTICLES:
        at -= 1
    return core[:at], core[at:]


def _core(piece: str) -> list[_Unit]:
    units = _units(piece)
    while len(units) > 1 and units[0].joined in _TITLES:
        units = units[1:]
    while len(units) > 1 and units[-1].joined in _SUFFIXES:
        units = units[:-1]
    return units


def _orders(given: _Units, family: _Units, key: str) -> Iterator[Form]:
    """Give the full name, and each given name with each word of the family name, in either order and any case."""
    for some in (given, given[:1]):
        has_initial = any(len(unit.joined) == 1 for unit in (*some, *family))
        yield Form(_flat([*some, *family]), key, Sort.PERSON, capital=has_initial and some is not given)
        yield _yielding(_flat([*family, *some]), key, capital=has_initial)
    for one, other in product(given, family):
        if one.tells and other.tells:
            for first, last in product(one.ways(), other.ways()):
                yield Form(first + last, key, Sort.PERSON)
                yield _yielding(last + first, key)
    # The first of two family names stands among the given ones where no comma parts them.
    for one in given[1:]:
        if given[0].tells and one.tells:
            yield _yielding(given[0].words + one.words, key)


def _yielding(words: tuple[str, ...], key: str, *, capital: bool = False) -> Form:
    """Give a way of writing that yields to others: no full stop parts it, as that would end a sentence.

    Where all its words are very short no comma does either ("na, Li").
    """
    is_short = all(len(word) <= _SHORT for word in words)
    return Form(words, key, Sort.PERSON, capital, Apart.BLANK if is_short else Apart.COMMA)


def _alone(given: _Units, family: _Units) -> Iterator[_Unit]:
    """Give what is somebody's whole name, only family name or only first name, though it be a particle: Al, Das."""
    if len(family) == 1:
        yield family[0]
    if len(given) == 1 and given[0].written[:1].isupper() and given[0].joined not in _NO_FIRST_NAME:
        is_first_of_several = len(family) > 1 and family[0].joined in _PARTICLES  # De la Cruz
        yield from () if is_first_of_several else given


def _part(unit: _Unit, key: str, ordinary: AbstractSet[str], *, alone: bool) -> Iterator[Form]:
    """A first name, a family name or a nickname by itself; "O'Brien" also as "OBrien"."""
    joined, is_particle = unit.joined, unit.joined in _PARTICLES
    if len(joined) == 1 or (is_particle and not alone):
        return
    has_case = joined != joined.upper() or not joined.isalpha()
    is_common = is_particle or joined in ordinary or len(joined) <= _SHORT
    needs_capital = is_common and (has_case or is_unparted(unit.written))  # those are found inside longer runs
    for words in dict.fromkeys([unit.words, (joined,)]):
        yield Form(words, key, Sort.PERSON, needs_capital)
    if has_case and not is_particle:
        yield Form((joined + "s",), key, Sort.PERSON, capital=True)


def _flat(units: _Units) -> tuple[str, ...]:
    return tuple(word for unit in units for word in unit.words)


def _units(name: str) -> list[_Unit]:
    cut = ((unit, tuple(word.folded for word in words_of(unit))) for unit in _BETWEEN.split(name))
    return [_Unit(unit, words) for unit, words in cut if words]
