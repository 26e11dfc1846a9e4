"""Suggests a level of autonomy, complexity and contribution for a whole entry, by rules over its clauses."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from skillweave.domain.claim import CutReason
from skillweave.domain.evidence import Evidence
from skillweave.domain.profile import LEVELS, Dimension, Level, Profile, Spoken, Suggested
from skillweave.domain.span import Span
from skillweave.text import lexicon as lex
from skillweave.text.fold import tokens
from skillweave.text.gate import Judged, judge_clauses
from skillweave.text.gate_signs import ABOUT_WRITER
from skillweave.text.phrases import phrases
from skillweave.text.profile_autonomy import AUTONOMY
from skillweave.text.profile_complexity import COMPLEXITY
from skillweave.text.profile_contribution import CONTRIBUTION
from skillweave.text.profile_sign import Sign, Whose
from skillweave.text.profile_trouble import NEEDS, PROPOSED, REMEDY, TROUBLE
from skillweave.text.segment import segment
from skillweave.text.subjects import Who

PROFILE = "profile.v1"
"""Name and version of these rules; stored with every profile."""

SIGNS = (*AUTONOMY, *COMPLEXITY, *CONTRIBUTION)

_DIMENSIONS = {"aut": Dimension.AUTONOMY, "cpx": Dimension.COMPLEXITY, "con": Dimension.CONTRIBUTION}
_QUOTES = 3
"""Quotes that are kept for one level."""

_LONG = 120
"""Code points from which on a clause is quoted by the phrase that fits, where one does."""

_EDGES = ' \t\r\n,;:.—–-("“”'
_ORDERED = re.compile(
    r"\b(?:told|asked|asks|tells|wanted|assigned|let|made|had) (?:me|us|to|i)\b|\b(?:said|says)\b|\bnot (?:allowed|"
    r"let|permitted)\b"
)
"""What the clause before tells where the next one, `so I ...`, is no decision of the writer's."""

_NOTHING = re.compile(
    r"(?:(?!with\b|without\b)[\w'-]+ ){1,2}(?:absolutely |almost |basically )?(?:nothing|nobody|no one|none)\b"
)
"""A deed whose object is nothing is none: `figured out nothing`."""

_DEEDS = frozenset({Whose.OWN, Whose.SHARED, Whose.DEED, Whose.ANSWER})
_PASTIME = re.compile(
    r"\bi (?:\w+ly |just |then |also )?(?:went (?:home|back home|to (?:bed|lunch|sleep|school))|left (?:early|work|"
    r"school|at|for)|waited|ate|slept|rested|stayed home|sat (?:down|outside|around|in the (?:back|car|break room))|"
    r"got (?:to go|the day off)|took (?:a|my|the) (?:\w+ )?(?:break|nap|day off|bus))\b"
)
"""What is done, but is no deed beside which a level could be suggested."""

_MINE = re.compile(r"(?:it|this|that) (?:was|is) my\b")
_IN_CHARGE = frozenset({"other.supervisor", "other.title", "other.pronoun", "other.name"})
_MAY_TELL = frozenset({None, CutReason.OTHER_PERSON, CutReason.OBSERVED})


@dataclass(frozen=True, slots=True)
class _Ready:
    """A sign with its patterns compiled."""

    sign: Sign
    dimension: Dimension
    level: Level
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def fits(self, joined: str) -> bool:
        found = self.pattern.search(joined)
        if found is None or (self.unless and self.unless.search(joined)):
            return False
        return self.sign.whose not in _DEEDS or not _NOTHING.match(joined, found.start())


@dataclass(frozen=True, slots=True)
class _Hit:
    """A sign found: where, and whether a plain deed of the writer's stands there or beside it."""

    ready: _Ready
    span: Span
    plain: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause among its neighbours.

    Attributes:
        judged: The clause.
        before: Whether a deed of the writer's stands before it, in its passage or the one before.
        first: Whether a deed before it in its passage began with `first`.
        last: The words of the clause before it.
    """

    judged: Judged
    before: bool
    first: bool
    last: str


def profile_of(text: str) -> Profile:
    """Suggest levels for a text.

    Example:
        >>> found = profile_of("I was in charge of the stand. Mr. Lee showed me how to close.")
        >>> found.autonomy.level.value, found.autonomy.rules, found.autonomy.lower[0].evidence[0].quote
        ('apply', ('aut.apply.in-charge',), 'Mr. Lee showed me how to close')
    """
    spans = segment(text)
    return profile_from(text, spans, judge_clauses([span.quote(text) for span in spans]))


def profile_from(text: str, passages: Sequence[Span], judged: Sequence[Sequence[Judged]]) -> Profile:
    """Suggest levels for a text whose passages are judged already.

    The highest level with a plain deed of the writer's wins; the lowest needs words that speak for it as well. What
    the text does not tell stays None.

    Args:
        text: The entry.
        passages: Its passages.
        judged: The clauses of each, from `judge_clauses`.
    """
    hits = list(_hits(text, passages, judged))
    found = {dimension.value: _suggested(dimension, hits, text) for dimension in Dimension}
    return Profile(rules=PROFILE, **found)


def _hits(text: str, passages: Sequence[Span], judged: Sequence[Sequence[Judged]]) -> Iterable[_Hit]:
    before = False
    last = ""
    for passage, clauses in zip(passages, judged, strict=True):
        deeds = [_is_deed(one) for one in clauses]
        near = before or any(deeds)
        first = False
        for one, is_deed in zip(clauses, deeds, strict=True):
            place = _Place(one, before, first, last)
            for ready in _called(one.clause.words):
                if _TRIED[ready.sign.whose](place) and ready.fits(one.joined):
                    yield _Hit(ready, _quoted(text, passage.start, one, ready), near)
            before = before or is_deed
            first = first or (is_deed and "first" in one.clause.words[:2])
            last = one.joined
        before = any(deeds)


def _called(words: Sequence[str]) -> Iterable[_Ready]:
    """Give the signs whose cue words occur, in the order of the table."""
    calls = _by_cue()
    called = 0
    for word in words:
        called |= calls.get(word, 0)
    while called:
        yield _ready((called & -called).bit_length() - 1)
        called &= called - 1


@cache
def _ready(place: int) -> _Ready:
    """Compile the sign at a place of the table, once, on first use: a short log calls few of them."""
    sign = SIGNS[place]
    dimension, level, _ = sign.id.split(".", 2)
    unless = re.compile(sign.unless) if sign.unless else None
    return _Ready(sign, _DIMENSIONS[dimension], Level(level), re.compile(sign.pattern), unless)


@cache
def _by_cue() -> Mapping[str, int]:
    """Map a cue word to the signs that it calls, a bit each."""
    calls: dict[str, int] = {}
    for place, sign in enumerate(SIGNS):
        for cue in sign.cues.split():
            calls[cue] = calls.get(cue, 0) | 1 << place
    return calls


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _says(pattern: str, joined: str) -> bool:
    return bool(_compiled(pattern).search(joined))


def _is_own(judged: Judged) -> bool:
    outcome = judged.outcome
    if outcome.reason is not None or judged.clause.link == '"' or {"learned", "listed"} & set(outcome.flags):
        return False
    handed = judged.subject.who is Who.OTHER and "assigned" in outcome.flags
    return judged.subject.who in {Who.WRITER, Who.UNSAID} or handed or _is_mine(judged)


def _is_mine(judged: Judged) -> bool:
    """Tell `it was my idea`."""
    return judged.subject.who is Who.THING and bool(_MINE.match(judged.joined))


def _is_shared(judged: Judged) -> bool:
    return judged.outcome.reason is None and judged.subject.who is Who.SHARED and judged.clause.link != '"'


def _is_deed(judged: Judged) -> bool:
    """Tell whether something was done here, by the writer or with them."""
    if not (_is_own(judged) or _is_shared(judged)) or _PASTIME.search(judged.joined):
        return False
    return judged.subject.who in {Who.WRITER, Who.THING} or any(
        lex.is_past(word) or lex.is_participle(word) for word in judged.clause.words
    )


def _is_told(judged: Judged) -> bool:
    by_client = judged.subject.rule == "other.client"
    return judged.outcome.reason in _MAY_TELL and not by_client and judged.clause.link != '"'


def _is_seen(judged: Judged) -> bool:
    return judged.outcome.reason is CutReason.OBSERVED and judged.subject.who in ABOUT_WRITER


def _is_beside(place: _Place) -> bool:
    judged = place.judged
    others = judged.subject.who is Who.OTHER and judged.subject.rule != "other.client"
    return others and place.before and judged.clause.link == "while" and judged.outcome.reason in _MAY_TELL


def _is_answer(place: _Place) -> bool:
    """Tell `so I moved it`: a statement of the writer's own, opened by `so`, after words of trouble at work."""
    judged = place.judged
    opened = judged.clause.link == "so" or "so" in judged.clause.words[:2]
    own = opened and judged.subject.who is Who.WRITER and _is_own(judged)
    if not own or _ORDERED.search(place.last):
        return False
    return _says(TROUBLE, place.last) and not _says(NEEDS, place.last)


def _is_absent(place: _Place) -> bool:
    judged = place.judged
    other = judged.subject.who is Who.OTHER and judged.subject.rule in _IN_CHARGE
    return other and judged.outcome.reason in {None, CutReason.OTHER_PERSON}


def _is_effect(place: _Place) -> bool:
    judged = place.judged
    about_others = judged.subject.who not in {Who.WRITER, Who.SHARED, Who.UNSAID} and judged.clause.link != '"'
    return about_others and place.before and judged.outcome.reason in {None, CutReason.OTHER_PERSON}


_TRIED: Mapping[Whose, Callable[[_Place], bool]] = {
    Whose.OWN: lambda place: _is_own(place.judged),
    Whose.SHARED: lambda place: _is_shared(place.judged),
    Whose.DEED: lambda place: _is_own(place.judged) or _is_shared(place.judged),
    Whose.TOLD: lambda place: _is_told(place.judged),
    Whose.OTHERS: lambda place: _is_told(place.judged) and place.judged.subject.who not in ABOUT_WRITER,
    Whose.SEEN: lambda place: _is_seen(place.judged),
    Whose.SAID: lambda place: place.judged.outcome.reason in _MAY_TELL | {CutReason.NEGATED},
    Whose.BESIDE: _is_beside,
    Whose.ANSWER: _is_answer,
    Whose.ABSENT: _is_absent,
    Whose.STEP: lambda place: place.first and _is_deed(place.judged),
    Whose.EFFECT: _is_effect,
    Whose.REMEDIED: lambda place: _is_effect(place) and _says(REMEDY, place.last),
    Whose.CONSENT: lambda place: _is_effect(place) and _says(PROPOSED, place.last),
}


def _quoted(text: str, offset: int, judged: Judged, ready: _Ready) -> Span:
    """Give the clause without the marks at its ends; of a long one, the phrase that fits by itself."""
    start, end = offset + judged.clause.start, offset + judged.clause.end
    if end - start > _LONG:
        fitting = (one for one in phrases(text, start, end) if ready.fits(" ".join(tokens(text[slice(*one)]).words)))
        start, end = next(fitting, (start, end))
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip(_EDGES))
    return Span(start=start + left, end=start + len(stretch.rstrip(_EDGES)))


def _suggested(dimension: Dimension, hits: Sequence[_Hit], text: str) -> Suggested | None:
    spoken: list[Spoken] = []
    for level in reversed(LEVELS):
        mine = [hit for hit in hits if hit.ready.dimension is dimension and hit.ready.level is level]
        if mine and (level is Level.FOLLOW or any(hit.plain for hit in mine)):
            spoken.append(_spoken(level, mine, text))
    if not spoken:
        return None
    best, *lower = spoken
    return Suggested(
        dimension=dimension, level=best.level, evidence=best.evidence, rules=best.rules, lower=tuple(lower)
    )


def _spoken(level: Level, hits: Sequence[_Hit], text: str) -> Spoken:
    """Keep the first quotes, those beside a plain deed before others, in the order of the text."""
    ordered = sorted(hits, key=lambda hit: (not hit.plain, hit.span.start))
    kept: list[Span] = []
    for hit in ordered:
        if len(kept) < _QUOTES and not any(map(hit.span.overlaps, kept)):
            kept.append(hit.span)
    kept.sort(key=lambda span: span.start)
    return Spoken(
        level=level,
        evidence=tuple(Evidence.of(span, text) for span in kept),
        rules=tuple(dict.fromkeys(hit.ready.sign.id for hit in ordered if any(map(hit.span.overlaps, kept)))),
    )
