"""Cuts a text into pieces by the spans that cover them, so that a page can mark each piece."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.span import Span
from skillweave.errors import TextError


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text and the ids of all spans that cover it, in the order in which they were given."""

    start: int
    end: int
    ids: tuple[str, ...] = ()


def pieces(text: str, spans: Mapping[str, Sequence[Span]] | Sequence[tuple[str, Span]]) -> tuple[Piece, ...]:
    """Cut a text wherever a span begins or ends.

    Spans may overlap and repeat. The pieces joined are the text; neighbours differ in their ids.

    Raises:
        TextError: A span reaches beyond the text.

    Example:
        >>> spans = [("x", Span(start=0, end=3)), ("y", Span(start=2, end=4))]
        >>> [(piece.start, piece.end, piece.ids) for piece in pieces("abcd", spans)]
        [(0, 2, ('x',)), (2, 3, ('x', 'y')), (3, 4, ('y',))]
    """
    named = _named(spans)
    order = {name: rank for rank, name in enumerate(dict.fromkeys(name for name, _ in named))}
    changes: dict[int, list[tuple[str, int]]] = {}
    for name, span in named:
        if span.end > len(text):
            raise TextError(f"span {span.start}-{span.end} of {name!r} lies outside a text of {len(text)} code points")
        changes.setdefault(span.start, []).append((name, 1))
        changes.setdefault(span.end, []).append((name, -1))
    return _sweep(changes, order, len(text))


def _named(spans: Mapping[str, Sequence[Span]] | Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    if isinstance(spans, Mapping):
        return [(name, span) for name, several in spans.items() for span in several]
    return list(spans)


def _sweep(
    changes: Mapping[int, Sequence[tuple[str, int]]], order: Mapping[str, int], length: int
) -> tuple[Piece, ...]:
    """Walk the positions where something begins or ends, keeping count of what is open."""
    cut: list[Piece] = []
    depth: dict[str, int] = {}
    ids: tuple[str, ...] = ()
    start = 0
    for position in sorted(changes):
        for name, step in changes[position]:
            depth[name] = depth.get(name, 0) + step
        open_now = tuple(sorted((name for name, count in depth.items() if count > 0), key=order.__getitem__))
        if open_now == ids:
            continue
        if position > start:
            cut.append(Piece(start, position, ids))
        start, ids = position, open_now
    if length > start:
        cut.append(Piece(start, length, ids))
    return tuple(cut)
