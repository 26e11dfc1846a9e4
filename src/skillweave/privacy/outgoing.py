"""The gate: the one place where a text becomes one that may leave, with the way back to the original."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from skillweave.domain.offsets import Replacement, Rewritten, rewrite
from skillweave.domain.span import Span
from skillweave.errors import PrivacyError
from skillweave.privacy.found import Finder, Found, Sort, without_overlaps

_GATE = object()
_PLACEHOLDER = re.compile(rf"\[({'|'.join(sort.value.upper() for sort in Sort)})_\d+\]")


class OutgoingText:
    """A text that went through a `Gate`; nothing else makes one, and `remote.client` takes nothing else."""

    __slots__ = ("_rewritten", "found")

    def __init__(self, key: object, rewritten: Rewritten, found: Sequence[Found]) -> None:
        """Keep both texts; only a gate has the key.

        Raises:
            PrivacyError: Somebody else tried to make one.
        """
        if key is not _GATE:
            raise PrivacyError("a text may leave only through a gate; use Gate.let_out")
        self._rewritten = rewritten
        self.found = tuple(found)

    @property
    def text(self) -> str:
        """What may leave."""
        return self._rewritten.text

    @property
    def original(self) -> str:
        """What was written; it stays here."""
        return self._rewritten.original

    @property
    def replaced(self) -> Mapping[Sort, int]:
        """How many stretches of which sort were replaced."""
        return Counter(one.sort for one in self.found)

    @property
    def replacements(self) -> Sequence[Replacement]:
        """What stands for what, in the order of the text."""
        return self._rewritten.replacements

    def back(self, span: Span) -> Span:
        """Give the place in the original that a place in `text` stands for; see `Rewritten.back`."""
        return self._rewritten.back(span)

    def put_in(self, span: Span) -> int:
        """Count the code points of a place in `text` that the gate put in."""
        return self._rewritten.put_in(span)

    def __repr__(self) -> str:
        """Tell the size only: a text must not get into a log by being printed."""
        return f"OutgoingText({len(self.text)} code points, {len(self.found)} replaced)"


class Gate:
    """Replaces what its finders find by placeholders such as [PERSON_1].

    The same person has the same placeholder all through one text; numbers begin anew in each text, so that texts
    cannot be put together by them.
    """

    def __init__(self, finders: Sequence[Finder]) -> None:
        """Keep the finders; their order does not matter."""
        self._finders = tuple(finders)

    def also(self, finder: Finder) -> "Gate":
        """Give a gate that replaces what this one does, and what one more finder finds."""
        return Gate([*self._finders, finder])

    def find(self, text: str) -> list[Found]:
        """Give what would be replaced, from left to right."""
        return without_overlaps(found for finder in self._finders for found in finder(text))

    def let_out(self, text: str) -> OutgoingText:
        """Replace everything that is found."""
        found = self.find(text)
        rewritten = rewrite(text, _replacements(text, found))
        return OutgoingText(_GATE, rewritten, found)

    def let_out_parts(self, text: str, spans: Sequence[Span]) -> list[OutgoingText]:
        """Give parts of a text, each with what tells in the light of the whole text replaced.

        A date beside "born" in the sentence before is found so; numbers begin anew in each part.
        """
        found = self.find(text)
        return [_part(text, span, found) for span in spans]


def find_placeholders(text: str) -> Iterator[Found]:
    """Find what a gate has put in before: a second gate leaves it as it is, and counts it."""
    for match in _PLACEHOLDER.finditer(text):
        yield Found(*match.span(), Sort(match[1].lower()), match[0], "gate")


def _part(text: str, span: Span, found: Sequence[Found]) -> OutgoingText:
    words = span.quote(text)
    inside = [
        Found(
            max(one.start, span.start) - span.start, min(one.end, span.end) - span.start, one.sort, one.key, one.source
        )
        for one in found
        if one.start < span.end and span.start < one.end
    ]
    return OutgoingText(_GATE, rewrite(words, _replacements(words, inside)), inside)


def _replacements(text: str, found: Sequence[Found]) -> list[Replacement]:
    """Number the things of each sort as they come; a number that the text holds already is passed over."""
    numbers: dict[tuple[Sort, str], str] = {}
    last: Counter[Sort] = Counter()
    placed: list[Replacement] = []
    for one in found:
        is_placed = _PLACEHOLDER.fullmatch(text, one.start, one.end) is not None
        name = text[one.start : one.end] if is_placed else numbers.get((one.sort, one.key))
        while name is None:
            last[one.sort] += 1
            asked = f"[{one.sort.value.upper()}_{last[one.sort]}]"
            name = None if asked in text else asked
        numbers[one.sort, one.key] = name
        placed.append(Replacement(one.start, one.end, name))
    return placed
