"""Labelled samples as types, and the readers of the open sets that are used to develop skillweave."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillweave.domain.competency import Competency, Framework, Kind, Verification
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text.

    Attributes:
        id: Unique in its data set.
        text: What is given to the pipeline.
        gold: Codes of the competencies that the text shows.
        slice: Part of the data set that is reported apart.
        spans: Where the text shows a competency, by code; empty where nobody marked it.
    """

    id: str
    text: str
    gold: frozenset[str]
    slice: str
    spans: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class DataSet:
    """Cases and the framework they are labelled with.

    Attributes:
        name: Name in reports.
        framework: What the cases are matched with.
        candidates: Its codes that can be gold: the ranking is over these.
        cases: In file order.
    """

    name: str
    framework: Framework
    candidates: frozenset[str]
    cases: tuple[Case, ...]


def esco_sentences(data: Path) -> DataSet:
    """Job-advertisement sentences with ESCO skills and marked spans (E3); rows without gold are left out."""
    cases = tuple(
        Case(row["id"], row["text"], frozenset(row["gold"]), row["source"], _spans(row))
        for row in read_lines(data / "e3_esco" / "dev.jsonl")
        if row["gold"]
    )
    framework = esco_framework(data)
    return DataSet("e3_esco", framework, frozenset(framework.by_code), cases)


def esco_framework(data: Path) -> Framework:
    """ESCO's 13,896 skills as the benchmark lists them, with the alternative labels that are known."""
    known = {row.get("e3_label") or row["label"]: row for row in read_lines(data / "esco_skills" / "skills.jsonl")}
    labels = [row["label"] for row in read_lines(data / "e3_esco" / "labels.jsonl")]
    entries = [_entry(label, known.get(label, {}).get("alt") or (), "") for label in labels]
    return _framework("esco-skills", "ESCO skills, a changed selection", entries)


def transversal_sentences(data: Path) -> DataSet:
    """Job-advertisement sentences with ESCO's transversal skills (E4b)."""
    folder = data / "e4b_esco_transversal"
    entries = [_entry(row["label"], row["alt"] or (), row["text"] or "") for row in read_lines(folder / "labels.jsonl")]
    cases = tuple(
        Case(row["id"], row["text"], frozenset(row["gold"]), row["source"], _spans(row))
        for row in read_lines(folder / "dev.jsonl")
    )
    framework = _framework("esco-107", "ESCO transversal skills, 107 entries", entries)
    return DataSet("e4b_esco_transversal", framework, frozenset(framework.by_code), cases)


def cluster_bundles(data: Path, clusters: Framework) -> DataSet:
    """Four task statements of one occupation with its classic career clusters (E1).

    Args:
        data: Folder of the data sets.
        clusters: The framework `career-clusters-16`.
    """
    codes = {_letters(entry.label): entry.code for entry in clusters.competencies if entry.parent is None}
    cases = tuple(
        Case(row["id"], row["text"], frozenset(codes[_letters(name)] for name in row["gold"]), row["kind"], {})
        for row in read_lines(data / "e1_onet_cluster" / "dev.jsonl")
        if row["kind"] == "bundle"
    )
    return DataSet("e1_onet_cluster", clusters, frozenset(codes.values()), cases)


def _entry(label: str, aliases: Sequence[str], description: str) -> Competency:
    others = tuple(dict.fromkeys(alias for alias in aliases if alias != label))
    return Competency(
        code=label, label=label, verification=Verification.VERIFIED, aliases=others, description=description
    )


def _framework(identifier: str, name: str, entries: Sequence[Competency]) -> Framework:
    return Framework(
        id=identifier,
        version="development",
        name=name,
        kind=Kind.TRANSFERABLE,
        publisher="European Commission",
        source="see the data set's own read-me",
        licence="reuse with acknowledgement",
        competencies=tuple(entries),
        complete=True,
        not_listed="",
        content_hash=hashlib.sha256("\n".join(entry.label for entry in entries).encode()).hexdigest(),
    )


def read_lines(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    """Read a JSON lines file.

    Raises:
        EvaluationError: The file is missing or a line is no JSON.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield _object(path, number, line)
    except OSError as error:
        raise EvaluationError(
            f"{path} cannot be read: {error.strerror}; give the folder of the data sets with --data"
        ) from error


def _object(path: Path, number: int, line: str) -> dict:  # type: ignore[type-arg]
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError) as error:
        raise EvaluationError(f"{path}, line {number}: not a JSON object: {error}") from error


def _spans(row: Mapping) -> dict[str, tuple[Span, ...]]:  # type: ignore[type-arg]
    found: dict[str, list[Span]] = {}
    for span in row["spans"]:
        if span["label"]:
            found.setdefault(span["label"], []).append(Span(start=span["start"], end=span["end"]))
    return {code: tuple(spans) for code, spans in found.items()}


def _letters(name: str) -> str:
    """Compare cluster names by their letters; one set writes A/V, another Audio/Video."""
    plain = name.lower().replace("audio/video", "a/v").replace("&", "and")
    return "".join(character for character in plain if character.isalnum())
