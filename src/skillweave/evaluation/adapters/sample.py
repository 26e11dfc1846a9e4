"""A labelled sample as a whole: what its labels name exists, its quotes are found, its twins and parts fit together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.sheet import sheet_texts
from skillweave.evaluation.adapters.stored import Came, Label, Part, Quote, Raw, Seen, Stored, checked, json_texts


@dataclass(frozen=True, slots=True)
class Marked:
    """A label whose evidence has been found in the text."""

    framework: str
    code: str
    grade: float
    spans: tuple[Span, ...]
    exposure: Seen | None = None
    origin: Came | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled text, ready to become a case.

    Attributes:
        stored: Its fields.
        group: Its own, that of the text it is a twin of, or its id.
        part: Its own, or that of the text it is a twin of.
        labels: What the first rater says.
        second: What the second rater says; None where nobody looked again.
    """

    stored: Stored
    group: str
    part: Part | None
    labels: tuple[Marked, ...]
    second: tuple[Marked, ...] | None


def read_samples(path: Path, frameworks: Mapping[str, Framework], more_faults: Sequence[str] = ()) -> list[Sample]:
    """Read all texts of a CSV or JSON lines file, in their order.

    Args:
        path: The file.
        frameworks: What labels may name, by id.
        more_faults: Found elsewhere, such as in the card beside the file; reported together with the file's own.

    Raises:
        EvaluationError: Every fault of the file, with its line and the id of the text.
    """
    faults = list(more_faults)
    stored = [one for raw in _raw_texts(path, faults) if (one := checked(raw, faults)) is not None]
    faults += _duplicates(stored)
    by_id = {one.entry.id: one for one in stored}
    faults += [fault for one in stored for fault in _twin_faults(one, by_id)]
    samples = [_sample(one, by_id, frameworks, faults) for one in stored]
    faults += _parted_groups(samples)
    if not samples and not faults:
        faults.append("there is no text in it")
    if faults:
        raise refused(path, faults)
    return samples


def refused(path: Path, faults: Sequence[str]) -> EvaluationError:
    """Make the error that lists all faults of a file."""
    lines = "".join(f"\n  - {fault}" for fault in faults)
    return EvaluationError(f"{path}: {len(faults)} fault{'s' if len(faults) != 1 else ''}{lines}")


def _raw_texts(path: Path, faults: list[str]) -> Iterator[Raw]:
    readers = {".csv": sheet_texts, ".jsonl": json_texts}
    reader = readers.get(path.suffix.lower())
    if not path.exists():
        raise EvaluationError(f"{path} cannot be read: there is no such file or folder; check the path")
    if reader is None:
        raise EvaluationError(f"{path}: a labelled sample ends in {' or '.join(readers)}, or is a folder")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}; check the path") from error
    try:
        return reader(content.decode("utf-8-sig"), faults)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise EvaluationError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error


def _duplicates(stored: Sequence[Stored]) -> Iterator[str]:
    first: dict[str, int] = {}
    for one in stored:
        line = first.setdefault(one.entry.id, one.raw.line)
        if line != one.raw.line:
            yield f"{one.raw.named()}: this id is taken by line {line}"


def _twin_faults(one: Stored, by_id: Mapping[str, Stored]) -> Iterator[str]:
    if one.row.twin_of is None:
        return
    original = by_id.get(one.row.twin_of)
    if original is None:
        yield f"{one.raw.named()}: twin_of: there is no text with the id {one.row.twin_of!r}"
    elif original.row.twin_of is not None:
        yield f"{one.raw.named()}: twin_of: {one.row.twin_of!r} is a twin itself; name the text it was made from"


def _parted_groups(samples: Sequence[Sample]) -> Iterator[str]:
    """A person's texts are alike: with one in the fit and one in the report, the figures are too kind."""
    first: dict[str, Sample] = {}
    for one in samples:
        before = first.setdefault(one.group, one)
        if before.part != one.part:
            parts = f"{one.part or 'none'} here and {before.part or 'none'} on line {before.stored.raw.line}"
            yield f"{one.stored.raw.named()}: part: the group {one.group!r} is in two, {parts}; keep a group in one"


def _sample(one: Stored, by_id: Mapping[str, Stored], frameworks: Mapping[str, Framework], faults: list[str]) -> Sample:
    original = by_id.get(one.row.twin_of or "", one)
    second = None
    labels = _marked(one, "labels", one.row.labels, frameworks, faults)
    if one.row.second_labels is not None:
        second = _marked(one, "second_labels", one.row.second_labels, frameworks, faults)
    return Sample(
        stored=one,
        group=one.row.group or original.row.group or original.entry.id,
        part=one.row.part or original.row.part,
        labels=labels,
        second=second,
    )


def _marked(
    one: Stored, key: str, labels: Sequence[Label], frameworks: Mapping[str, Framework], faults: list[str]
) -> tuple[Marked, ...]:
    found: dict[tuple[str, str], Marked] = {}
    for at, label in enumerate(labels):
        spans, wrong = find_quotes(one.entry.text, label.evidence)
        wrong += _name_faults(label, frameworks)
        if (label.framework, label.code) in found:
            wrong.append("is there twice for this text")
        found[label.framework, label.code] = Marked(
            label.framework, label.code, label.grade, spans, label.exposure, label.origin
        )
        faults += [f"{one.raw.named(key, at)}: label {label.code!r}: {fault}" for fault in wrong]
    return tuple(found.values())


def _name_faults(label: Label, frameworks: Mapping[str, Framework]) -> list[str]:
    framework = frameworks.get(label.framework)
    if framework is None:
        return [f"there is no framework {label.framework!r}{_near(label.framework, frameworks)}"]
    entry = framework.by_code.get(label.code)
    if entry is None:
        return [f"the framework {framework.id} has no such code{_near(label.code, framework.by_code)}"]
    return ["is a heading, which is never claimed; label an entry below it"] if entry.heading else []


def _near(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"; perhaps {' or '.join(map(repr, close))}" if close else ""


def find_quotes(text: str, evidence: Sequence[Quote]) -> tuple[tuple[Span, ...], list[str]]:
    """Find where pieces of evidence stand, in code points, and say of the others why they were not found.

    A piece without a place is its first occurrence that shares nothing with an earlier piece.

    Example:
        >>> spans, _ = find_quotes("I led and led", [Quote(quote="led"), Quote(quote="led")])
        >>> [(span.start, span.end) for span in spans]
        [(2, 5), (10, 13)]
    """
    spans: list[Span] = []
    faults: list[str] = []
    for piece in evidence:
        found = _place(text, piece, spans)
        if isinstance(found, Span):
            spans.append(found)
        else:
            faults.append(found)
    return tuple(spans), faults


def _place(text: str, piece: Quote, earlier: Sequence[Span]) -> Span | str:
    """Give the place, or what is wrong."""
    starts = _occurrences(text, piece.quote) if piece.start is None else (piece.start,)
    places = [Span(start=start, end=start + len(piece.quote)) for start in starts if start >= 0]
    if piece.start is not None and (piece.end != piece.start + len(piece.quote) or not _stands(text, places, piece)):
        there = text[max(0, piece.start) : max(0, piece.end or 0)]
        return (
            f"evidence {piece.quote!r}: from {piece.start} to {piece.end} the text has {there!r}; count code points "
            "from 0, the end is the first one after the quote"
        )
    if not places:
        return f"evidence {piece.quote!r} is not in the text; copy it from there, character by character"
    free = (place for place in places if not any(place.overlaps(other) for other in earlier))
    return next(free, f"evidence {piece.quote!r} overlaps an earlier piece of evidence of this label")


def _stands(text: str, places: Sequence[Span], piece: Quote) -> bool:
    return any(place.end <= len(text) and place.quote(text) == piece.quote for place in places)


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)
