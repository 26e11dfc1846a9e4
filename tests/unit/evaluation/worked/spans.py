"""Spans worked out by hand."""

from collections.abc import Callable, Collection, Mapping, Sequence

from skillweave.domain.span import Span
from skillweave.evaluation.metrics import character_counts, character_f1, strict_counts, token_iou
from tests.unit.evaluation.worked.table import Table, spans

TEXT = "I fed ten calves, then didn't re-use e\u0301cole."
"""Words: I 0-1, fed 2-5, ten 6-9, calves 10-16, then 18-22, didn't 23-29, re-use 30-36, école 37-43."""


def _inclusive(some: Collection[Span]) -> list[Span]:
    return [Span(start=one.start, end=one.end + 1) for one in some]


def _length(some: Collection[Span]) -> int:
    return sum(one.end - one.start for one in some)


def _shared(ours: Collection[Span], theirs: Collection[Span]) -> int:
    return character_counts(ours, theirs)[0]


def _words(text: str) -> list[Span]:
    """Cut at blanks only."""
    out, at = [], 0
    for word in text.split(" "):
        out.append(Span(start=at, end=at + len(word)))
        at += len(word) + 1
    return out


def _iou(ours: Collection[Span], theirs: Collection[Span], touches: Callable[[Collection[Span]], set[int]]) -> float:
    first, second = touches(ours), touches(theirs)
    return len(first & second) / len(first | second) if first | second else 1.0


def _f1_of_words(ours: Sequence[Span], theirs: Sequence[Span], text: str) -> float:
    share = token_iou(ours, theirs, text)
    return 2 * share / (1 + share)


TABLES: Mapping[str, Table] = {
    "character_f1": Table(
        character_f1,
        [
            ((spans((0, 4)), spans((0, 4))), 1),  # 2*4 / (4+4)
            ((spans((0, 4)), spans((2, 6))), 1 / 2),  # 2*2 / (4+4)
            ((spans((0, 10)), spans((0, 5))), 2 / 3),  # 2*5 / (10+5)
            ((spans((0, 2), (8, 10)), spans((1, 9))), 1 / 3),  # characters 1 and 8: 2*2 / (4+8)
            ((spans((0, 4), (2, 6)), spans((0, 6))), 1),  # overlapping spans cover 6 characters, not 8
            ((spans((0, 4)), spans((4, 8))), 0),  # neighbours share nothing
            ((spans((0, 4)), []), 0),
            (([], []), 1),  # nothing was to be found and nothing was
        ],
        {
            "the end belongs to the span": lambda ours, theirs: character_f1(_inclusive(ours), _inclusive(theirs)),
            "overlaps counted twice": lambda ours, theirs: (
                2 * _shared(ours, theirs) / max(1, _length(ours) + _length(theirs)) + (not ours and not theirs)
            ),
            "union for sum": lambda ours, theirs: (
                _shared(ours, theirs) / max(1, sum(character_counts(ours, theirs))) + (not ours and not theirs)
            ),
            "precision": lambda ours, theirs: (
                _shared(ours, theirs) / max(1, sum(character_counts(ours, theirs)[:2])) + (not ours and not theirs)
            ),
            "nothing against nothing is 0": lambda ours, theirs: character_f1(ours, theirs) if ours else 0.0,
        },
    ),
    "strict_counts": Table(
        strict_counts,
        [
            ((spans((0, 4), (6, 9)), spans((0, 4), (6, 8))), (1, 1, 1)),  # the second has another end
            ((spans((0, 4)), spans((0, 4), (6, 8), (9, 12))), (1, 0, 2)),
            ((spans((0, 4), (0, 4)), spans((0, 4))), (1, 0, 0)),  # twice the same
            ((spans((1, 4)), spans((0, 4))), (0, 1, 1)),
            (([], []), (0, 0, 0)),
        ],
        {
            "any overlap is right": lambda ours, theirs: (
                sum(any(one.overlaps(other) for other in theirs) for one in ours),
                sum(not any(one.overlaps(other) for other in theirs) for one in ours),
                sum(not any(one.overlaps(other) for other in ours) for one in theirs),
            ),
            "starts only": lambda ours, theirs: (
                len({one.start for one in ours} & {one.start for one in theirs}),
                len({one.start for one in ours} - {one.start for one in theirs}),
                len({one.start for one in theirs} - {one.start for one in ours}),
            ),
            "wrong and missed swapped": lambda ours, theirs: strict_counts(theirs, ours),
            "spans given twice count twice": lambda ours, theirs: (
                sum(one in theirs for one in ours),
                sum(one not in theirs for one in ours),
                sum(one not in ours for one in theirs),
            ),
        },
    ),
    "character_counts": Table(
        character_counts,
        [
            ((spans((0, 4)), spans((2, 7))), (2, 2, 3)),  # 2 and 3; 0 and 1; 4, 5 and 6
            ((spans((0, 4), (2, 6)), spans((0, 6))), (6, 0, 0)),
            ((spans((0, 4)), spans((4, 8))), (0, 4, 4)),
            (([], spans((0, 3))), (0, 0, 3)),
        ],
        {
            "the end belongs to the span": lambda ours, theirs: character_counts(_inclusive(ours), _inclusive(theirs)),
            "wrong and missed swapped": lambda ours, theirs: character_counts(theirs, ours),
            "all of ours for wrong": lambda ours, theirs: (
                _shared(ours, theirs),
                _length(ours),
                character_counts(ours, theirs)[2],
            ),
        },
    ),
    "token_iou": Table(
        token_iou,
        [
            ((spans((2, 9)), spans((7, 14)), TEXT), 1 / 3),  # fed, ten; ten, calves
            ((spans((2, 9)), spans((2, 9)), TEXT), 1),
            ((spans((2, 5)), spans((6, 9)), TEXT), 0),  # the blank between them is no word
            ((spans((2, 6)), spans((2, 5)), TEXT), 1),  # the blank at 5, not the word that begins at 6
            ((spans((10, 17)), spans((10, 16)), TEXT), 1),  # the comma belongs to no word
            ((spans((26, 29)), spans((23, 26)), TEXT), 1),  # both halves of didn't
            ((spans((30, 32)), spans((33, 36)), TEXT), 1),  # both halves of re-use
            ((spans((37, 39)), spans((40, 43)), TEXT), 1),  # the accent of e\u0301cole does not cut it
            ((spans((0, 1), (2, 9)), spans((0, 16)), TEXT), 3 / 4),
            ((spans((16, 17)), [], TEXT), 1),  # a comma is no word: nothing against nothing
            (([], [], TEXT), 1),
            (([], spans((0, 1)), TEXT), 0),
        ],
        {
            "the end belongs to the span": lambda ours, theirs, text: token_iou(_inclusive(ours), theirs, text + " "),
            "words cut at blanks only": lambda ours, theirs, text: _iou(
                ours, theirs, lambda some: {w.start for w in _words(text) if any(w.overlaps(one) for one in some)}
            ),
            "words must lie wholly inside": lambda ours, theirs, text: _iou(
                ours,
                theirs,
                lambda some: {
                    w.start for w in _words(text) if any(one.start <= w.start and w.end <= one.end for one in some)
                },
            ),
            "F1 of words": _f1_of_words,
            "characters for words": lambda ours, theirs, _: _iou(
                ours, theirs, lambda some: {at for one in some for at in range(one.start, one.end)}
            ),
        },
    ),
}
