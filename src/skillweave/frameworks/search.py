"""Finds competencies by typed words: the search box of a person who knows roughly what a skill is called."""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from skillweave.domain.competency import Competency, Framework

MOST_HITS = 20
_LAST = "\U0010ffff"
_SHORTEST_MISSPELT = 4
"""Letters: below it, one wrong letter makes too many other words."""


class How(IntEnum):
    """How typed words fit a competency, the best first."""

    CODE = 0
    NAME = 1
    """They are its label, or an alias."""
    LABEL_START = 2
    CODE_START = 3
    WORDS = 4
    """Each begins a word of its label or of one alias."""
    DESCRIPTION = 5
    """Each begins a word of its label, its aliases or its description."""
    MISSPELT = 6
    """As `WORDS`, if one letter of a word is forgiven."""


class _Fit(NamedTuple):
    how: How
    by_alias: bool
    """A label comes before an alias."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A competency that fits, with the labels above it, nearest first."""

    framework: str
    competency: Competency
    parents: tuple[str, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, and how many more would have fitted."""

    hits: tuple[Hit, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Entry:
    framework: Framework
    competency: Competency
    code: str
    label: str
    names: tuple[tuple[str, ...], ...]
    """Words of the label and of each alias."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in order, and the numbers of the entries that have each."""

    sorted: Sequence[str]
    entries: Mapping[str, frozenset[int]]

    def beginning(self, start: str) -> Sequence[str]:
        """Give the words that begin so."""
        return self.sorted[bisect_left(self.sorted, start) : bisect_left(self.sorted, start + _LAST)]

    def having(self, words: Iterable[str]) -> set[int]:
        """Give the entries that have any of these words."""
        return set().union(*(self.entries.get(word, frozenset()) for word in words))


@dataclass(frozen=True, slots=True)
class CompetencySearch:
    """An index over frameworks; `build_search` makes one, once."""

    _entries: Sequence[_Entry]
    _names: _Words
    _all: _Words
    _codes: _Words
    _near: Mapping[str, frozenset[str]]

    def find(self, typed: str, *, frameworks: Collection[str] | None = None, limit: int = MOST_HITS) -> Found:
        """Find what fits typed words, best first; case and accents do not matter, headings are never found.

        Words may be unfinished, as they are while somebody types. Misspelt words are tried only where nothing else
        fits. The same words always give the same order.

        Args:
            typed: Words, or a code.
            frameworks: Ids to look in; None for all.
            limit: Most hits to give.
        """
        words = _folded(typed)
        fits = self._by_code(" ".join(typed.casefold().split()))
        for number, fit in self._by_words(words):
            fits[number] = min(fit, fits.get(number, fit))
        kept = self._kept(fits, frameworks)
        if not kept and words:
            kept = self._kept(dict(self._misspelt(words)), frameworks)
        best = sorted(kept, key=lambda number: (kept[number], len(self._entries[number].label), number))
        hits = tuple(self._hit(number, kept[number][0]) for number in best[: max(limit, 0)])
        return Found(hits, len(best) - len(hits))

    def _kept(self, fits: Mapping[int, _Fit], frameworks: Collection[str] | None) -> dict[int, _Fit]:
        return {
            number: fit
            for number, fit in fits.items()
            if frameworks is None or self._entries[number].framework.id in frameworks
        }

    def _by_code(self, typed: str) -> dict[int, _Fit]:
        if not typed:
            return {}
        starting = self._codes.having(self._codes.beginning(typed)) if len(typed) > 1 else set()
        same = dict.fromkeys(self._codes.having([typed]), _Fit(How.CODE, False))
        return dict.fromkeys(starting, _Fit(How.CODE_START, False)) | same

    def _by_words(self, words: Sequence[str]) -> Iterator[tuple[int, _Fit]]:
        if not words:
            return
        phrase = " ".join(words)
        for number in _common(self._all.having(self._all.beginning(word)) for word in words):
            entry = self._entries[number]
            same = [at for at, name in enumerate(entry.names) if " ".join(name) == phrase]
            begun = [at for at, name in enumerate(entry.names) if _begins(words, name)]
            if same:
                yield number, _Fit(How.NAME, same[0] > 0)
            elif entry.label.startswith(phrase):
                yield number, _Fit(How.LABEL_START, False)
            elif begun:
                yield number, _Fit(How.WORDS, begun[0] > 0)
            else:
                yield number, _Fit(How.DESCRIPTION, False)

    def _misspelt(self, words: Sequence[str]) -> Iterator[tuple[int, _Fit]]:
        meant = [{*self._names.beginning(word), *self._close(word)} for word in words]
        for number in _common(self._names.having(one) for one in meant):
            names = self._entries[number].names
            found = [at for at, name in enumerate(names) if all(not one.isdisjoint(name) for one in meant)]
            if found:
                yield number, _Fit(How.MISSPELT, found[0] > 0)

    def _close(self, word: str) -> set[str]:
        if len(word) < _SHORTEST_MISSPELT:
            return set()
        return set().union(*(self._near.get(part, frozenset()) for part in _lacking_one(word)))

    def _hit(self, number: int, how: How) -> Hit:
        entry = self._entries[number]
        above = entry.framework.ancestors(entry.competency.code)
        labels = tuple(entry.framework.by_code[code].label for code in above)
        return Hit(entry.framework.id, entry.competency, labels, how)


def build_search(frameworks: Iterable[Framework]) -> CompetencySearch:
    """Build the index; 14,000 entries take about a second, so do it once."""
    entries = [_entry(framework, one) for framework in frameworks for one in framework.competencies if not one.heading]
    names = _words([word for name in entry.names for word in name] for entry in entries)
    every = _words(
        [*(word for name in entry.names for word in name), *_folded(entry.competency.description)] for entry in entries
    )
    near: dict[str, set[str]] = defaultdict(set)
    for word in names.sorted:
        if len(word) >= _SHORTEST_MISSPELT:
            for part in _lacking_one(word):
                near[part].add(word)
    return CompetencySearch(
        _entries=entries,
        _names=names,
        _all=every,
        _codes=_words([entry.code] for entry in entries),
        _near={part: frozenset(meant) for part, meant in near.items()},
    )


def _entry(framework: Framework, competency: Competency) -> _Entry:
    names = tuple(tuple(_folded(name)) for name in (competency.label, *competency.aliases))
    code = " ".join(competency.code.casefold().split())
    return _Entry(framework, competency, code, " ".join(names[0]), names)


def _words(of_entries: Iterable[Iterable[str]]) -> _Words:
    found: dict[str, set[int]] = defaultdict(set)
    for number, words in enumerate(of_entries):
        for word in words:
            found[word].add(number)
    return _Words(sorted(found), {word: frozenset(numbers) for word, numbers in found.items()})


def _folded(text: str) -> list[str]:
    """Cut a text into words without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return "".join(one if one.isalnum() else " " for one in plain.casefold()).split()


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in name) for start in words)


def _common(sets: Iterable[set[int]]) -> set[int]:
    first, *others = sets
    return first.intersection(*others)


def _lacking_one(word: str) -> Iterator[str]:
    """Give a word and all that is left of it without one letter.

    Two words that share one of these differ by a missing, needless, wrong or swapped letter.
    """
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
