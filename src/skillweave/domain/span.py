"""Where something stands in a text: code points of the original, end exclusive."""

from collections.abc import Iterable

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
