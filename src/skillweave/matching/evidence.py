"""From the window that matched to the words that are quoted: whole words, natural borders, verbatim."""

from dataclasses import dataclass

import numpy as np
import regex

from skillweave.domain.span import Span
from skillweave.matching.windows import Windows
from skillweave.ports import Matrix, Offsets

WIDTH_BONUS = 0.02
"""Cosine a window gains with each e-fold of its width, up to a limit: the nearest window alone is a word short."""

WIDEST = 8
"""For names, which are short."""

WIDEST_EXAMPLE = 16
"""For example sentences: a whole action, with its object, is better evidence than its verb."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[’'\-‐/.@+&][\p{L}\p{M}\p{N}]+)*[+#]*")
_GRAPHEME = regex.compile(r"\X")
_LIGHT = frozenset(
    "a an the and or but so then also as at by for from in into of on onto to with about over through that "
    "this these those which who is are was were be been being am has have had do did does my our your his her their its it very really "
    "just you we they he she".split()
)
_LIGHT_END = _LIGHT | frozenset("i me us him them not because when while where if".split())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text with their borders, found once for all quotes from it."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Find the words: letters, marks and digits, joined by apostrophes, hyphens and the like."""
        return cls(text, tuple(match.span() for match in _WORD.finditer(text)))

    def touching(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of words that share a code point with a stretch."""
        starts = np.array([span[0] for span in self.spans], np.int64)
        ends = np.array([span[1] for span in self.spans], np.int64)
        return int(np.searchsorted(ends, start, side="right")), int(np.searchsorted(starts, end, side="left"))


def best_window(windows: Windows, target: Matrix, *, widest: int = WIDEST) -> int:
    """Find the window nearest to a target vector, with a little favour for wider ones; ties go to the first.

    Args:
        windows: Windows of one unit.
        target: (dim,), unit length.
        widest: Width from which on nothing more is gained.
    """
    widths = np.minimum(windows.bounds[:, 1] - windows.bounds[:, 0], widest)
    return int(np.argmax(np.round(windows.vectors @ target + WIDTH_BONUS * np.log(widths), 4)))


def quote_span(words: Words, offsets: Offsets, bounds: tuple[int, int]) -> Span:
    """Turn a window into the stretch of text that is quoted: whole words, without the light ones at its ends.

    Args:
        words: The words of the text.
        offsets: (n, 2), the unit's token offsets in the text.
        bounds: First row and one past the last row of the window.
    """
    start, end = int(offsets[bounds[0], 0]), int(offsets[bounds[1] - 1, 1])
    first, last = words.touching(start, end)
    if first >= last:
        return _whole_graphemes(words.text, start, end)
    first, last = _trimmed(words, first, last)
    return Span(start=words.spans[first][0], end=words.spans[last - 1][1])


def _trimmed(words: Words, first: int, last: int) -> tuple[int, int]:
    """Drop words that carry nothing from both ends, but never all of them."""
    low, high = first, last
    while low < high - 1 and _plain(words, low) in _LIGHT:
        low += 1
    while high - 1 > low and _plain(words, high - 1) in _LIGHT_END:
        high -= 1
    return low, high


def _plain(words: Words, index: int) -> str:
    start, end = words.spans[index]
    return words.text[start:end].lower()


def _whole_graphemes(text: str, start: int, end: int) -> Span:
    """A stretch without words (a row of emoji) is quoted by whole user-visible characters."""
    left, right = max(0, start - 40), min(len(text), end + 40)
    for match in _GRAPHEME.finditer(text, left, right):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    return Span(start=start, end=end)
