"""Finds a model's quote in the text that it was sent: whole words, letter for letter, at the place that is meant."""

from collections.abc import Iterator

import regex

from skillweave.domain.claim import Match
from skillweave.domain.evidence import Evidence
from skillweave.domain.span import Span
from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import OutgoingText

_QUOTE_AT_MOST = 300
_OWN_LETTERS = 3
"""Letters that a quote must have beside what the gate put in."""
_LONE_WORD = 8
"""Letters of a word that may be a quote by itself: shorter ones stand in nearly every text and show nothing."""
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that leave no space between words: every letter may begin one, and is counted as one."""
_SPACED = rf"[\w--[{_UNSPACED}]]"
_WORD = regex.compile(rf"[{_UNSPACED}]|{_SPACED}+(?:['\u2019]{_SPACED}+)*", regex.V1)
_IN_WORD = regex.compile(
    rf"(?<={_SPACED})(?={_SPACED})|(?<={_SPACED})(?=['\u2019]{_SPACED})|(?<={_SPACED}['\u2019])(?={_SPACED})", regex.V1
)
"""A place with a word on both sides; don't is one word, so that no quote leaves its end out."""


def located(quote: str, outgoing: OutgoingText, match: Match | None) -> Evidence | str:
    """Find a quote in what was sent, letter for letter, and give the words of the original.

    Where it stands several times, the place that the matching rests on is meant, then its passage, then the first.

    Args:
        quote: What a model says stands there.
        outgoing: What was sent.
        match: What the matching found of the competency that it quotes for; None where it found nothing.

    Returns:
        The words, or what is wrong with the quote.
    """
    if not quote or len(quote) > _QUOTE_AT_MOST:
        return "a quote is empty or too long"
    places = list(_occurrences(quote, outgoing.text))
    if not places:
        return "a quote is not in the text letter for letter"
    whole = [place for place in places if not any(_splits(at, outgoing) for at in (place.start, place.end))]
    if not whole:
        return "a quote begins or ends inside a word"
    read = [_read_at(place, outgoing, match) for place in whole]
    found = [one for one in read if isinstance(one, Evidence)]
    return min(found, key=lambda one: (_distance(one, match), one.start)) if found else read[0]


def _occurrences(quote: str, text: str) -> Iterator[Span]:
    start = text.find(quote)
    while start >= 0:
        yield Span(start=start, end=start + len(quote))
        start = text.find(quote, start + 1)


def _splits(at: int, outgoing: OutgoingText) -> bool:
    """Tell whether a place lies inside a word; a placeholder may be split, it stands for the whole name."""
    if _IN_WORD.match(outgoing.text, at) is None:
        return False
    return outgoing.put_in(Span(start=at - 1, end=at + 1)) < 2


def _read_at(place: Span, outgoing: OutgoingText, match: Match | None) -> Evidence | str:
    back = outgoing.back(place)
    if any(one.sort is Sort.INSTRUCTION and one.start < back.end and back.start < one.end for one in outgoing.found):
        return "a quote takes in what was cut out of the text"
    own = (at for at in range(place.start, place.end) if not outgoing.put_in(Span(start=at, end=at + 1)))
    if sum(outgoing.text[at].isalnum() for at in own) < _OWN_LETTERS:
        return "a quote holds nothing but what stands for a name"
    evidence = Evidence.of(back, outgoing.original)
    words = _WORD.findall(evidence.quote)
    if len(words) < 2 and not (any(len(word) >= _LONE_WORD for word in words) or _is_own(evidence, match)):
        return "a quote of one short word shows nothing; it needs the words around it"
    return evidence


def _is_own(evidence: Evidence, match: Match | None) -> bool:
    return match is not None and evidence in match.evidence


def _distance(evidence: Evidence, match: Match | None) -> int:
    """Tell how far a place is from what the matching found: 0 in its evidence, 1 in its passage, 2 elsewhere."""
    near = ((0, match.evidence), (1, (match.passage,))) if match is not None else ()
    return next((rank for rank, places in near if any(_overlap(evidence, one) for one in places)), 2)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end
