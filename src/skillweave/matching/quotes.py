"""Finds the words of one entry that are quoted for a competency, and what they were found to be like."""

from collections.abc import Mapping, Sequence

from skillweave.domain.claim import Evidence
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span, without_overlaps
from skillweave.matching.evidence import Words, best_windows, pointed_odds, quote_span, surest_rows
from skillweave.matching.index import FrameworkIndex, MatchIndex
from skillweave.matching.nearest import Candidate
from skillweave.matching.parameters import Pointing
from skillweave.matching.units import Unit, text_of
from skillweave.matching.windows import WIDTHS, Windows, pool

_STOPS = " .,;:!?"


class Quotes:
    """The quotes of one entry; windows and spans are kept, since frameworks share them."""

    def __init__(
        self,
        experience: Experience,
        units: Sequence[Unit],
        index: MatchIndex,
        phrases: Mapping[tuple[int, int], int],
        pointing: Pointing,
        at: int = 0,
    ) -> None:
        """Take one entry's units and, for each (unit, text of ours), the phrase that is nearest.

        Args:
            experience: The entry.
            units: Its units.
            index: The texts of ours.
            phrases: What `nearest.nearest_phrases` found, for units counted from the chunk's first.
            pointing: What makes a token part of a quote, where a learned sign speaks.
            at: The chunk's number of the entry's first unit.
        """
        self._text = experience.text
        self._units = units
        self._index = index
        self._phrases = phrases
        self._pointing = pointing
        self._at = at
        self._words = Words.of(experience.text)
        self._windows: dict[int, Windows] = {}
        self._spans: dict[tuple[int, int], Span] = {}
        self._chosen: dict[tuple[tuple[int, int], ...], tuple[Span, ...]] = {}
        self._evidence: dict[tuple[int, int], Evidence] = {}

    def of(self, one: FrameworkIndex, match: Candidate, most: int) -> tuple[Span, ...]:
        """Find the words for a competency, in at most so many units; the best first, none overlapping another."""
        if match.pointed:
            return self._pointed_at(match.pointed[:most])
        units = zip(match.item.units, match.texts[:most], strict=False)
        return without_overlaps(self.quote(one, match.item.position, unit, text) for unit, text in units)

    def quote(self, one: FrameworkIndex, position: int, unit: int, text: int) -> Span:
        """Find the words of a unit that are nearest to a text of ours.

        Args:
            one: The framework.
            position: The competency that the text describes.
            unit: The unit, counted from the entry's first.
            text: Number of the text.
        """
        if one.lexicon is not None:
            return self._name(one, position, unit, text)
        phrase = self._phrases[self._at + unit, text]
        key = (unit, phrase)
        if key not in self._spans:
            here = self._units[unit]
            self._spans[key] = self._quoted(here, tuple(here.phrases[phrase].tolist()))
        return self._spans[key]

    def _pointed_at(self, words: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
        """Quote what signs point at in several units; competencies of many frameworks share one sign."""
        if words not in self._chosen:
            self._chosen[words] = without_overlaps(self._pointed(unit, column) for unit, column in words)
        return self._chosen[words]

    def _pointed(self, unit: int, column: int) -> Span:
        """Quote the words that a learned sign points at."""
        key = (unit, ~column)
        if key not in self._spans:
            here = self._units[unit]
            odds = pointed_odds(here.signs[:, column].tolist(), here.edges, self._pointing)
            self._spans[key] = self._quoted(here, surest_rows(odds))
        return self._spans[key]

    def evidence(self, span: Span) -> Evidence:
        """Quote a span of the text; one that is asked for again is not made again."""
        key = (span.start, span.end)
        if key not in self._evidence:
            self._evidence[key] = Evidence.of(span, self._text)
        return self._evidence[key]

    def _name(self, one: FrameworkIndex, position: int, unit: int, text: int) -> Span:
        """Find a name: where it stands letter for letter, else the nearest window of any width."""
        offsets = self._units[unit].offsets
        start = int(offsets[0, 0])
        if one.lexicon is not None:
            for owner, low, high in one.lexicon.exact_in(text_of(self._units[unit], self._text)):
                if owner == position:
                    return self._words.widened(start + low, start + high)
        if unit not in self._windows:
            self._windows[unit] = pool(self._units[unit].rows, WIDTHS)
        windows = self._windows[unit]
        chosen = int(best_windows(windows, self._index.vector_of(text)[None])[0])
        low, high = windows.bounds[chosen].tolist()
        return self._quoted(self._units[unit], (low, high))

    def _quoted(self, unit: Unit, bounds: tuple[int, int]) -> Span:
        """Quote rows of a unit, and nothing of the next sentence where no space parts the two."""
        span = quote_span(self._words, unit.offsets, bounds)
        start, end = max(span.start, unit.passage.start), min(span.end, unit.passage.end)
        if (start, end) == (span.start, span.end) or start >= end:
            return span
        kept = self._text[start:end].rstrip(_STOPS)
        return Span(start=start, end=start + len(kept)) if kept else span
