"""Spans: whether the words quoted are the words marked. One text, or one competency in one text, at a time."""

from collections.abc import Collection

import regex

from skillweave.domain.span import Span

Counts = tuple[int, int, int]
"""Right, wrong, missed: found and marked; found only; marked only."""

_WORD = regex.compile(r"[\w\p{M}]+(?:['’\-‐][\w\p{M}]+)*")


def strict_counts(predicted: Collection[Span], gold: Collection[Span]) -> Counts:
    """Count spans that have both ends right: (right, wrong, missed); a span given twice counts once.

    Sums over cases give strict precision, recall and F1 (`statistics`, kinds `precision`, `recall`, `f1`).

    Source:
        E. Tjong Kim Sang, F. De Meulder, Introduction to the CoNLL-2003 Shared Task, CoNLL 2003.

    Example:
        >>> strict_counts([Span(start=0, end=4), Span(start=6, end=9)], [Span(start=0, end=4), Span(start=6, end=8)])
        (1, 1, 1)
    """
    ours, theirs = frozenset(predicted), frozenset(gold)
    return len(ours & theirs), len(ours - theirs), len(theirs - ours)


def token_iou(predicted: Collection[Span], gold: Collection[Span], text: str) -> float:
    """Compare two sets of spans by the words they touch: words touched by both over words touched by either.

    A word is a run of letters, digits and marks, with apostrophes and hyphens inside it. One shared code point touches
    it, so a span that cuts a word off is not punished for it. Spans that touch no word count as no spans; no spans
    on either side give 1.

    Raises:
        TextError: A span reaches beyond the text.

    Source:
        J. DeYoung et al., ERASER: A Benchmark to Evaluate Rationalized NLP Models, ACL 2020.

    Example:
        >>> token_iou([Span(start=2, end=9)], [Span(start=7, end=14)], "I fed ten calves")  # ten of fed, ten, calves
        0.3333333333333333
    """
    ours, theirs = _touched(predicted, text), _touched(gold, text)
    either = ours | theirs
    return len(ours & theirs) / len(either) if either else 1.0


def _touched(spans: Collection[Span], text: str) -> frozenset[int]:
    """Give the starts of the words touched."""
    for span in spans:
        span.quote(text)  # raises where the span does not fit the text
    words = [Span(start=match.start(), end=match.end()) for match in _WORD.finditer(text)]
    return frozenset(word.start for word in words if any(word.overlaps(span) for span in spans))
