"""Finds the people that a programme lists: whole words, any case, with nicknames, parts of names and ids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise

import regex

from skillweave.privacy.found import Found, Sort
from skillweave.privacy.people import Person
from skillweave.privacy.words import APOSTROPHES, Word, is_unparted, words_of
from skillweave.privacy.written import Apart, Form, id_forms, is_small_part, listed_id, name_forms

_FEW = rf"[\s\p{{Cf}}\p{{M}}{APOSTROPHES}_\p{{Pd}}·]*"
_MARK = rf"[^\p{{L}}\p{{M}}\p{{N}}]|[{APOSTROPHES}]"
_GAPS = {
    Apart.TIGHT: regex.compile(rf"(?:(?!\s)(?:{_MARK})){{0,3}}"),
    Apart.BLANK: regex.compile(_FEW),
    Apart.COMMA: regex.compile(rf"{_FEW}(?:,{_FEW}){{0,2}}"),
    Apart.POINT: regex.compile(rf"{_FEW}(?:[.,]{_FEW}){{0,2}}"),
    Apart.MARKS: regex.compile(rf"(?:{_MARK}){{0,3}}"),
}
_GLUE = regex.compile(rf"[\p{{Cf}}\p{{M}}]*[{APOSTROPHES}]{{1,2}}[\p{{Cf}}\p{{M}}]*")
"""What stands inside a word that others write as one: O'Neill, Kaʻaloa."""
_MOST_GLUED = 4
_SHORTENED = frozenset("s t d m ll re ve".split())
"""What stands after an apostrophe and is no part of a name: Ana's, we'll."""


@dataclass(frozen=True)
class Roster:
    """Names to look for; call `find` with a text.

    Attributes:
        forms: Ways of writing by their first word, longest first.
        inside: Names in scripts that write without spaces, found inside longer runs as well.
        people: How many people it was made from.
        unfound: Keys of people with a name or an id that is not found as it is listed: it is too short, say.
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
        gaps = [text[one.end : after.start] for one, after in pairwise(words)]
        glued = [
            _GLUE.fullmatch(gap) is not None and after.folded not in _SHORTENED
            for gap, after in zip(gaps, words[1:], strict=True)
        ]
        folded, is_glued = tuple(word.folded for word in words), any(glued)
        for at, first in enumerate(words):
            for form in (form for start in _starts(words, glued, at) for form in self.forms.get(start, ())):
                if form.capital and not first.capital:
                    continue
                is_plain = folded[at : at + len(form.words)] == form.words
                if not (is_plain or is_glued):
                    continue
                ends = range(at + 1, at + len(form.words) + 1) if is_plain else _ends(form.words, words, glued, at)
                between = [gaps[end - 1] for end in ends[:-1]]
                if ends and all(_GAPS[form.apart].fullmatch(gap) for gap in between):
                    is_straight = form.apart >= Apart.POINT and not any("," in gap for gap in between)
                    rank = _Rank.PART if len(ends) == 1 else _Rank.STRAIGHT if is_straight else _Rank.TURNED
                    yield _Match(at, ends[-1], rank, form)


def _starts(words: Sequence[Word], glued: Sequence[bool], at: int) -> Iterator[str]:
    """Give a word, and what it makes with those that only apostrophes part from it."""
    start = ""
    for step, word in enumerate(words[at : at + _MOST_GLUED]):
        if step and not glued[at + step - 1]:
            return
        start += word.folded
        yield start


def _ends(form: Sequence[str], words: Sequence[Word], glued: Sequence[bool], at: int) -> list[int]:
    """Tell before which word each word of a form ends in a text, from a word on; nothing if the text reads otherwise.

    A word of the form may be several in the text that apostrophes part.
    """
    ends: list[int] = []
    for wanted in form:
        if at == len(words):
            return []
        have = words[at].folded
        while have != wanted:
            if at == len(glued) or not glued[at] or not wanted.startswith(have):
                return []
            at += 1
            have += words[at].folded
        at += 1
        ends.append(at)
    return ends


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
    parts: dict[str, set[str]] = {}
    for person in every:
        own = [form for name in person.names for form in name_forms(name, person.key, ordinary)]
        parts[person.key] = {word for form in own for word in form.words}
        for form in (*own, *(form for one in person.ids for form in id_forms(one, person.key, ordinary))):
            forms[form.words] = _merged(forms.get(form.words), form)
        run_on = (way for name in person.names if is_unparted(name) for way in (name, _run_on(name)))
        inside.update({way: person.key for way in run_on if len(way) > 1})
    by_first: dict[str, list[Form]] = {}
    for form in sorted(forms.values(), key=lambda one: -len(one.words)):
        by_first.setdefault(form.words[0], []).append(form)
    roster = Roster(by_first, tuple(inside.items()), len(every))
    unfound = (person.key for person in every if _is_partly_unfound(person, roster, parts[person.key]))
    return replace(roster, unfound=tuple(unfound))


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


def _is_partly_unfound(person: Person, roster: Roster, parts: AbstractSet[str]) -> bool:
    """Tell whether a roster misses a word of what is listed, in a text that holds just that.

    An initial or a particle does not count that stands in a name which has a form.
    """
    missed = [word for name in person.names for word in _missed(name, roster)]
    untold = any(not is_small_part(word) or word not in parts for word in missed)
    listed = [*person.names, *map(listed_id, person.ids)]
    return untold or not any(map(words_of, listed)) or any(_missed(listed_id(one), roster) for one in person.ids)


def _missed(text: str, roster: Roster) -> list[str]:
    words = words_of(text)
    found = list(roster.find(text))
    return [word.folded for word in words if not any(one.start <= word.start and word.end <= one.end for one in found)]
