"""From the window that matched to the words that are quoted: whole words, natural borders, verbatim."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import regex

from skillweave.domain.span import Span
from skillweave.matching.parameters import DIGITS, Pointing
from skillweave.matching.windows import Bounds, Windows
from skillweave.ports import Matrix, Offsets

WIDTH_BONUS = 0.035
"""Cosine a window gains with each e-fold of its width, up to a limit: the nearest window alone is a word short."""

WIDEST = 8
"""For names, which are short."""

WIDEST_EXAMPLE = 16
"""For example sentences: a whole action, with its object, is better evidence than its verb."""

# The two joiners that some scripts write inside a word belong to it.
_LETTERS = r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}\u200c\u200d]*"
_WORD = regex.compile(rf"{_LETTERS}(?:[’'\-‐/.@+&]{_LETTERS})*[+#]*")
_GRAPHEME = regex.compile(r"\X")
_LIGHT = frozenset(
    "a an the and or but so then also as at by for from in into of on onto to with about over through that "
    "this these those which who is are was were be been being am has have had do did does my our your his her "
    "their its it very really just you we they he she".split()
)
_LIGHT_END = _LIGHT | frozenset("i me us him them not because when while where if".split())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text with their borders, found once for all quotes from it.

    Attributes:
        text: The whole text.
        starts, ends: Borders of each word.
        clusters: Start and end of each user-visible character that has several code points.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    clusters: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Find the words: letters, marks and digits, joined by apostrophes, hyphens and the like."""
        every = () if text.isascii() else (match.span() for match in _GRAPHEME.finditer(text))
        clusters = tuple((start, end) for start, end in every if end - start > 1)
        spans = [match.span() for match in _WORD.finditer(text)]
        return cls(text, tuple(start for start, _ in spans), tuple(end for _, end in spans), clusters)

    def touching(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of words that share a code point with a stretch."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def plain(self, index: int) -> str:
        """Give a word in lower case."""
        return self.text[self.starts[index] : self.ends[index]].lower()

    def widened(self, start: int, end: int) -> Span:
        """Widen a stretch to whole user-visible characters."""
        for position in (start, end):
            at = bisect_left(self.clusters, (position, 0)) - 1  # the last cluster that begins before it
            if at >= 0 and position < self.clusters[at][1]:
                start, end = min(start, self.clusters[at][0]), max(end, self.clusters[at][1])
        return Span(start=start, end=end)


def best_windows(windows: Windows, targets: Matrix, *, widest: int = WIDEST) -> Bounds:
    """Find the window nearest to each target, with a little favour for wider ones; ties go to the first.

    Args:
        windows: Windows of one unit.
        targets: (n, dim), unit length.
        widest: Width from which on nothing more is gained.

    Returns:
        (n,), which window.
    """
    widths = np.minimum(windows.bounds[:, 1] - windows.bounds[:, 0], widest)
    favour = WIDTH_BONUS * np.log(widths)
    return np.asarray(np.argmax(np.round(targets @ windows.vectors.T + favour, DIGITS), axis=1), np.int64)


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
        return words.widened(start, end)  # a row of emoji
    first, last = _trimmed(words, first, last)
    return words.widened(words.starts[first], words.ends[last - 1])


def surest_rows(odds: Sequence[float]) -> tuple[int, int]:
    """Find the stretch of rows that shows most of something: (first row, one past the last).

    The stretch with the largest sum, where a row that is likelier than not to be part of it adds and any other takes
    away; where no row is likely, the surest one.

    Args:
        odds: (n,), log-odds of each row, at least one.

    Example:
        >>> surest_rows([-3.0, 2.0, -0.5, 1.0, -4.0])
        (1, 4)
    """
    best, total, first, found = -math.inf, 0.0, 0, (0, 1)
    for at, each in enumerate(odds):
        if total <= 0:
            total, first = 0.0, at
        total += math.tanh(each / 2)
        if total > best:
            best, found = total, (first, at + 1)
    return found


def pointed_odds(signs: Sequence[float], edges: Sequence[int], by: Pointing) -> list[float]:
    """Tell for each token of a unit how surely it is part of what is to be quoted, as log-odds.

    Plain numbers, since units are short: arrays of a dozen numbers cost more to make than to add up.

    Args:
        signs: (n,), of each token by the sign that speaks, at least one.
        edges: Where the unit's phrases begin, from 0, and n.
        by: Weights.

    Example:
        >>> pointed_odds([1.0, 3.0, -2.0], [0, 2, 3], Pointing(token=1.0, phrase_mean=0.5, intercept=-1.0))
        [1.0, 3.0, -4.0]
    """
    count = len(signs)
    whole = by.intercept + by.highest * max(signs) + by.mean * sum(signs) / count + by.log_tokens * math.log(count)
    out: list[float] = []
    for low, high in pairwise(edges):
        own = signs[low:high]
        here = whole + by.phrase_mean * sum(own) / (high - low) + by.phrase_highest * max(own)
        out += [here + by.token * each for each in own]
    return out


def _trimmed(words: Words, first: int, last: int) -> tuple[int, int]:
    """Drop words that carry nothing from both ends, but never all of them."""
    low, high = first, last
    while low < high - 1 and words.plain(low) in _LIGHT:
        low += 1
    while high - 1 > low and words.plain(high - 1) in _LIGHT_END:
        high -= 1
    return low, high
