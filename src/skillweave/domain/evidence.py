"""Words of a text, verbatim, with their place in it."""

from pydantic import BaseModel, ConfigDict

from skillweave.domain.span import Span


class Evidence(BaseModel):
    """The words of the text that something rests on, verbatim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, span: Span, text: str) -> "Evidence":
        """Quote a span of a text."""
        return cls(start=span.start, end=span.end, quote=span.quote(text))
