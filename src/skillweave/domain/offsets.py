"""A copy of a text with stretches replaced, and the way back from a place in the copy to the original."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from skillweave.domain.span import Span
from skillweave.errors import TextError


@dataclass(frozen=True, slots=True)
class Replacement:
    """A stretch of the original, in code points, and what stands for it in the copy."""

    start: int
    end: int
    by: str


@dataclass(frozen=True)
class Rewritten:
    """A text with stretches replaced.

    Attributes:
        original: The text as it was.
        replacements: In the order of the text, apart from each other.

    Example:
        >>> copy = rewrite("Ana fed calves", [Replacement(0, 3, "[PERSON_1]")])
        >>> copy.text
        '[PERSON_1] fed calves'
        >>> copy.back(Span(start=11, end=14)).quote("Ana fed calves")
        'fed'
    """

    original: str
    replacements: tuple[Replacement, ...]

    @cached_property
    def text(self) -> str:
        """The copy."""
        pieces: list[str] = []
        at = 0
        for one in self.replacements:
            pieces += (self.original[at : one.start], one.by)
            at = one.end
        return "".join((*pieces, self.original[at:]))

    def back(self, span: Span) -> Span:
        """Give the place in the original that a place in the copy stands for.

        A place that touches something put in is widened to all of what that replaced.

        Raises:
            TextError: The place lies outside the copy.
        """
        if span.end > len(self.text):
            raise TextError(f"span {span.start}-{span.end} lies outside a text of {len(self.text)} code points")
        start, _ = self._stretch(span.start)
        _, end = self._stretch(span.end - 1)
        return Span(start=start, end=end)

    def put_in(self, span: Span) -> int:
        """Count the code points of a place in the copy that were put in, not written by the person."""
        return sum(max(0, min(span.end, end) - max(span.start, start)) for start, end in self._put_in)

    def _stretch(self, at: int) -> tuple[int, int]:
        """Give the stretch of the original that one code point of the copy stands for."""
        place = bisect_right([start for start, _ in self._put_in], at) - 1
        if place < 0:
            return at, at + 1
        one, (_, end) = self.replacements[place], self._put_in[place]
        if at < end:
            return one.start, one.end
        return one.end + at - end, one.end + at - end + 1

    @cached_property
    def _put_in(self) -> Sequence[tuple[int, int]]:
        """Where each replacement stands in the copy."""
        places: list[tuple[int, int]] = []
        shift = 0
        for one in self.replacements:
            start = one.start + shift
            places.append((start, start + len(one.by)))
            shift += len(one.by) - (one.end - one.start)
        return places


def rewrite(text: str, replacements: Iterable[Replacement]) -> Rewritten:
    """Replace stretches of a text.

    Raises:
        TextError: A stretch is empty, lies outside the text, or overlaps another; or nothing stands for it.
    """
    ordered = tuple(sorted(replacements, key=lambda one: one.start))
    at = 0
    for one in ordered:
        if not at <= one.start < one.end <= len(text) or not one.by:
            raise TextError(f"{one.start}-{one.end} cannot be replaced in a text of {len(text)} code points")
        at = one.end
    return Rewritten(text, ordered)
