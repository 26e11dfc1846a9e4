"""One translation made ready to be shown: its text cut into marks, its claims numbered and grouped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.claim import Claim, CutOff, CutReason, Evidence, Translation
from skillweave.domain.competency import Framework, Kind
from skillweave.domain.profile import Profile, Spoken
from skillweave.domain.span import Span
from skillweave.records.words import DIMENSIONS, JUDGED, KINDS, LEVELS, REASONS, flag_in_words
from skillweave.text.highlight import pieces


@dataclass(frozen=True, slots=True)
class Listed:
    """A framework as the page lists it; `framework` is None where a claim names one that was not handed over."""

    key: str
    name: str
    version: str
    kind: Kind
    tone: str
    framework: Framework | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text with the numbers of the claims it is evidence for, and of those whose evidence ends here."""

    lines: tuple[str, ...]
    """The text, cut at carriage returns: a page must spell them out, or the reader's browser drops them."""
    mark: int | None
    claims: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text; `in_text` is False where the text does not hold them at that place."""

    words: str
    in_text: bool


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim with its number in the entry and what is said about it."""

    number: int
    claim: Claim
    listed: Listed
    confidence: str
    crumbs: tuple[str, ...]
    flags: tuple[str, ...]
    quotes: tuple[Quote, ...]
    first_mark: int | None
    judged: str
    judge_quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class FrameworkGroup:
    """The claims of one framework in one entry."""

    listed: Listed
    claims: tuple[ClaimShown, ...]


@dataclass(frozen=True, slots=True)
class KindGroup:
    """The claims of one kind of framework in one entry."""

    name: str
    frameworks: tuple[FrameworkGroup, ...]

    @property
    def size(self) -> int:
        """Claims in all its frameworks."""
        return sum(len(group.claims) for group in self.frameworks)


@dataclass(frozen=True, slots=True)
class CutShown:
    """A match that made no claim."""

    match: CutOff
    listed: Listed
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CutGroup:
    """The matches that were left out for one reason."""

    reason: str
    matches: tuple[CutShown, ...]


@dataclass(frozen=True, slots=True)
class SpokenShown:
    """What speaks for one level of a dimension."""

    level: str
    quotes: tuple[Quote, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DimensionShown:
    """A dimension of the experience: the suggested level first, then the lower ones; nothing where it is not told."""

    name: str
    spoken: tuple[SpokenShown, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation as the page shows it."""

    number: int
    translation: Translation
    kinds: tuple[KindGroup, ...]
    left_out: tuple[CutGroup, ...]
    stretches: tuple[Stretch, ...]
    profile: tuple[DimensionShown, ...]
    """Every dimension; empty where nobody looked."""


def show_entry(number: int, translation: Translation, listed: Mapping[str, Listed]) -> Entry:
    """Make one translation ready for the page.

    Claims are numbered as they are shown: by kind, by framework, by rank.

    Args:
        number: Place of the entry on the page, from 1.
        translation: The entry.
        listed: Every framework that its claims and left-out matches name, in the order of the page.
    """
    text = translation.experience.text if translation.experience else ""
    places = {framework: place for place, framework in enumerate(listed)}
    ordered = sorted(translation.claims, key=lambda claim: (places[claim.framework], claim.rank))
    stretches = _stretches(text, ordered, [listed[claim.framework].kind for claim in ordered])
    first: dict[int, int] = {}
    for stretch in stretches:
        if stretch.mark is not None:
            first |= {claim: stretch.mark for claim in stretch.claims if claim not in first}
    shown = tuple(
        _show_claim(place, claim, listed[claim.framework], text, first.get(place))
        for place, claim in enumerate(ordered, start=1)
    )
    left_out = _by_reason(translation.cut_off, listed, text)
    return Entry(number, translation, _by_kind(shown), left_out, stretches, _show_profile(translation.profile, text))


def _show_profile(profile: Profile | None, text: str) -> tuple[DimensionShown, ...]:
    if profile is None:
        return ()
    found = ((name, profile.of(dimension)) for dimension, name in DIMENSIONS.items())
    return tuple(
        DimensionShown(name, tuple(_show_spoken(one, text) for one in (best, *best.lower)) if best else ())
        for name, best in found
    )


def _show_spoken(spoken: Spoken, text: str) -> SpokenShown:
    return SpokenShown(LEVELS[spoken.level], _quotes(spoken.evidence, text), spoken.rules)


def _stretches(text: str, claims: Sequence[Claim], kinds: Sequence[Kind]) -> tuple[Stretch, ...]:
    """Cut a text at every border of a claim's evidence; evidence that is not there word for word is not marked."""
    numbered = [
        (str(number), Span(start=item.start, end=item.end))
        for number, claim in enumerate(claims, start=1)
        for item in claim.evidence
        if _in_text(item, text)
    ]
    found: list[Stretch] = []
    marks = 0
    for piece in pieces(text, numbered):
        lines = tuple(text[piece.start : piece.end].split("\r"))
        if not piece.ids:
            found.append(Stretch(lines, None))
            continue
        marks += 1
        covering = tuple(sorted({int(name) for name in piece.ids}))
        ends = tuple(sorted({int(name) for name, span in numbered if span.end == piece.end}))
        lent = {kinds[number - 1] for number in covering}
        found.append(Stretch(lines, marks, covering, ends, tuple(kind for kind in KINDS if kind in lent)))
    return tuple(found)


def _in_text(evidence: Evidence, text: str) -> bool:
    return 0 <= evidence.start < evidence.end and text[evidence.start : evidence.end] == evidence.quote


def _show_claim(number: int, claim: Claim, listed: Listed, text: str, first_mark: int | None) -> ClaimShown:
    return ClaimShown(
        number=number,
        claim=claim,
        listed=listed,
        confidence=_in_percent(claim.confidence),
        crumbs=tuple(reversed(claim.parents)),
        flags=tuple(flag_in_words(flag) for flag in claim.flags),
        quotes=_quotes(claim.evidence, text),
        first_mark=first_mark,
        judged=JUDGED[claim.judgement.shown] if claim.judgement else "",
        judge_quotes=_quotes(claim.judgement.evidence, text) if claim.judgement else (),
    )


def _in_percent(confidence: float | None) -> str:
    """Word a confidence so that rounding never claims certainty."""
    if confidence is None:
        return "not calibrated"
    if confidence > 0.99:
        return "over 99%"
    return "under 1%" if confidence < 0.01 else f"{confidence:.0%}"


def _quotes(evidence: Sequence[Evidence], text: str) -> tuple[Quote, ...]:
    return tuple(Quote(item.quote, _in_text(item, text)) for item in evidence)


def _by_kind(shown: Sequence[ClaimShown]) -> tuple[KindGroup, ...]:
    by_framework: dict[str, list[ClaimShown]] = {}
    for item in shown:
        by_framework.setdefault(item.listed.key, []).append(item)
    groups = [FrameworkGroup(items[0].listed, tuple(items)) for items in by_framework.values()]
    by_kind = ((name, tuple(group for group in groups if group.listed.kind is kind)) for kind, name in KINDS.items())
    return tuple(KindGroup(name, members) for name, members in by_kind if members)


def _by_reason(cut_off: Sequence[CutOff], listed: Mapping[str, Listed], text: str) -> tuple[CutGroup, ...]:
    by_reason: dict[CutReason, list[CutShown]] = {}
    for match in cut_off:
        quotes = _quotes(match.evidence or (match.passage,), text)
        by_reason.setdefault(match.reason, []).append(CutShown(match, listed[match.framework], quotes))
    return tuple(CutGroup(words, tuple(by_reason[reason])) for reason, words in REASONS.items() if reason in by_reason)
