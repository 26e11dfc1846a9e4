"""Finds the words of one entry that are quoted for a competency, and what they were found to be like."""

from collections.abc import Sequence

import numpy as np

from skillweave.domain.claim import Evidence
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.matching.evidence import WIDEST, WIDEST_EXAMPLE, Words, best_window, quote_span
from skillweave.matching.index import FrameworkIndex, MatchIndex
from skillweave.matching.retrieve import Retrieved
from skillweave.matching.units import Unit, text_of
from skillweave.matching.windows import WIDTHS, Windows, pool, pool_bounds
from skillweave.ports import Matrix


class Quotes:
    """The quotes of one entry; windows and spans are kept, since frameworks share them."""

    def __init__(
        self, experience: Experience, units: Sequence[Unit], at: int, index: MatchIndex, found: Retrieved
    ) -> None:
        """Take one entry's units, which begin at position `at` of what was retrieved."""
        self._text = experience.text
        self._units = units
        self._at = at
        self._index = index
        self._found = found
        self._words = Words.of(experience.text)
        self._windows: dict[int, Windows] = {}
        self._phrases: dict[int, Windows] = {}
        self._evidence: dict[tuple[int, int], Evidence] = {}
        self._spans: dict[tuple[int, int, bool, str, int], Span] = {}

    def quote(self, one: FrameworkIndex, position: int, unit: int) -> tuple[str, Span]:
        """Give the nearest of our texts, and the words of the unit that are nearest to it."""
        by_name, column = self._nearest(one, position, unit)
        # A name found letter for letter is its framework's and owner's own; any other span goes by the target alone.
        owner = ("", 0) if one.lexicon is None else (one.framework.id, position)
        key = (unit, column, by_name, *owner)
        if key not in self._spans:
            vectors = self._index.name_vectors if by_name else self._index.statement_vectors
            self._spans[key] = self._span(one, position, unit, vectors[column])
        source = self._index.names if by_name else self._index.statements
        return source[column], self._spans[key]

    def evidence(self, span: Span) -> Evidence:
        """Quote a span of the text; one that is asked for again is not made again."""
        key = (span.start, span.end)
        if key not in self._evidence:
            self._evidence[key] = Evidence.of(span, self._text)
        return self._evidence[key]

    def _nearest(self, one: FrameworkIndex, position: int, unit: int) -> tuple[bool, int]:
        """Say which of our texts a unit is nearest to: (is a name, its column)."""
        label = int(one.labels[position])
        columns = one.explained_by[position]
        if one.lexicon is not None or not len(columns):
            return True, label
        row = self._at + unit
        cosines = self._found.statements[row, columns]
        best = int(np.argmax(cosines))
        if self._found.names[row, label] > cosines[best]:
            return True, label
        return False, int(columns[best])

    def _span(self, one: FrameworkIndex, position: int, unit: int, target: Matrix) -> Span:
        """Find the words for a target: the name itself where it stands there, else the nearest window or phrase."""
        offsets = self._units[unit].offsets
        if one.lexicon is None:
            windows = self._phrase_windows(unit)
            chosen = best_window(windows, target, widest=WIDEST_EXAMPLE)
        else:
            start = int(offsets[0, 0])
            for owner, low, high in one.lexicon.exact_in(text_of(self._units[unit], self._text)):
                if owner == position:
                    return self._words.widened(start + low, start + high)
            windows = self._all_windows(unit)
            chosen = best_window(windows, target, widest=WIDEST)
        low, high = windows.bounds[chosen].tolist()
        return quote_span(self._words, offsets, (low, high))

    def _phrase_windows(self, unit: int) -> Windows:
        if unit not in self._phrases:
            self._phrases[unit] = pool_bounds(self._units[unit].rows, self._units[unit].phrases)
        return self._phrases[unit]

    def _all_windows(self, unit: int) -> Windows:
        if unit not in self._windows:
            self._windows[unit] = pool(self._units[unit].rows, WIDTHS)
        return self._windows[unit]
