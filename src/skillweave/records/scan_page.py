"""One HTML page that shows what the privacy gate would replace in each entry, and which names it only suspects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.offsets import Replacement
from skillweave.domain.span import Span
from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import OutgoingText
from skillweave.privacy.suggest import Suggestion
from skillweave.privacy.words import words_of
from skillweave.records.inline import TEMPLATES, hash_of
from skillweave.render import stream
from skillweave.text.highlight import pieces

_SUSPECTED = "suspected"

SORTS: Mapping[Sort, str] = {
    Sort.PERSON: "Names of people",
    Sort.EMAIL: "E-mail addresses",
    Sort.PHONE: "Phone numbers",
    Sort.LINK: "Links",
    Sort.HANDLE: "Names on platforms",
    Sort.BIRTH_DATE: "Dates of birth",
    Sort.ADDRESS: "Addresses",
    Sort.ID: "Numbers of persons",
    Sort.INSTRUCTION: "Words to a language model",
}


@dataclass(frozen=True, slots=True)
class Scanned:
    """One entry: its id, what would leave of it, and places that may hold names and would stay."""

    id: str
    outgoing: OutgoingText
    suspected: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the original; `by` stands for them in what would leave, if they are replaced."""

    words: str
    by: str
    suspected: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    id: str
    stretches: tuple[Stretch, ...]
    replaced: int
    suspected: int


def scan_page(
    entries: Iterable[Scanned],
    *,
    counts: Counter[Sort],
    suggestions: Sequence[Suggestion],
    facts: Mapping[str, str],
) -> Iterator[str]:
    """Show entries with their replacements as one page that loads nothing, in chunks.

    Args:
        entries: Gone through once, while the page is made.
        counts: Replaced stretches of all entries.
        suggestions: Names that a person should look at.
        facts: What the page says about how it was made.
    """
    return stream(
        f"{TEMPLATES}:scan.html.j2",
        counts=counts,
        sorts=SORTS,
        suggestions=suggestions,
        facts=facts,
        style_hash=hash_of("scan.css"),
        entries=(_show(entry) for entry in entries),
    )


def _show(entry: Scanned) -> _Shown:
    shown = tuple(stretches(entry.outgoing, entry.suspected))
    return _Shown(entry.id, shown, sum(bool(one.by) for one in shown), sum(one.suspected for one in shown))


def stretches(outgoing: OutgoingText, suspected: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """Cut an entry where something is replaced or suspected; the words of all stretches joined are the entry."""
    text = outgoing.original
    replaced = {f"{number}": one for number, one in enumerate(outgoing.replacements)}
    marked = [(name, Span(start=one.start, end=one.end)) for name, one in replaced.items()]
    free = (rest for place in suspected for rest in _free_of(text, place, outgoing.replacements))
    marked += [(_SUSPECTED, span) for span in free]
    for piece in pieces(text, marked):
        by = next((replaced[name].by for name in piece.ids if name in replaced), "")
        yield Stretch(text[piece.start : piece.end], by, _SUSPECTED in piece.ids)


def _free_of(text: str, place: tuple[int, int], replaced: Sequence[Replacement]) -> Iterator[Span]:
    """Give the words of a place that are not replaced: Okafor, where only Maria is on a list."""
    start = place[0]
    for one in (*replaced, Replacement(place[1], len(text), "")):
        left = text[start : min(one.start, place[1])]
        if words := words_of(left):
            yield Span(start=start + words[0].start, end=start + words[-1].end)
        start = max(start, one.end)
