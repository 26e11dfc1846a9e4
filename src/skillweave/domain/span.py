"""Where something stands in a text: code points of the original, end exclusive."""

from collections.abc import Collection, Iterable

from pydantic import BaseModel, ConfigDict, model_validator

from skillweave.errors import TextError


class Span(BaseModel):
    """A stretch of a text, counted in code points of the text as the person wrote it.

    Example:
        >>> Span(start=2, end=5).quote("I sold 12 pies")
        'sol'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int

    @model_validator(mode="after")
    def _ordered(self) -> "Span":
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span runs forward from 0: got {self.start} to {self.end}")
        return self

    def quote(self, text: str) -> str:
        """Cut the span's text out of the original.

        Raises:
            TextError: The span reaches beyond the text.
        """
        if self.end > len(text):
            raise TextError(f"span {self.start}-{self.end} lies outside a text of {len(text)} code points")
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


def without_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Keep spans in the order given, dropping each that touches an earlier one.

    Example:
        >>> [s.start for s in without_overlaps([Span(start=5, end=9), Span(start=0, end=6), Span(start=0, end=5)])]
        [5, 0]
    """
    kept: list[Span] = []
    for span in spans:
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return tuple(kept)


def character_counts(ours: Collection[Span], theirs: Collection[Span]) -> tuple[int, int, int]:
    """Count code points: (covered by both, by ours only, by theirs only); overlaps count once.

    Sums over cases give a character F1 in which long spans weigh more; `character_f1` weighs every case alike.

    Example:
        >>> character_counts([Span(start=0, end=4)], [Span(start=2, end=7)])
        (2, 2, 3)
    """
    one, other = _covered(ours), _covered(theirs)
    return len(one & other), len(one - other), len(other - one)


def character_f1(ours: Collection[Span], theirs: Collection[Span]) -> float:
    """Compare two sets of spans by the characters they cover: 2 |A and B| / (|A| + |B|); 1 where both are empty.

    Example:
        >>> character_f1([Span(start=0, end=4)], [Span(start=2, end=6)])
        0.5
    """
    both, one, other = character_counts(ours, theirs)
    covered = 2 * both + one + other
    return 2 * both / covered if covered else 1.0


def _covered(spans: Collection[Span]) -> frozenset[int]:
    return frozenset(at for span in spans for at in range(span.start, span.end))
