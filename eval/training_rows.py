"""The training data as rows: read from `eval/training`, every fault told with its file and line."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from skillweave.errors import EvaluationError
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks

FOLDER = Path(__file__).parent / "training"
FRAMEWORKS = Path(__file__).parents[1] / "frameworks"
WORDS = {"entries": (55, 260), "short": (2, 70), "statements": (3, 90)}
"""Folders, and how many words their texts have."""

Stretch = tuple[int, int]
"""Code points of the text: start, and end exclusive."""

Filled = Annotated[str, StringConstraints(min_length=1)]
Style = Literal[
    "plain", "bullets", "terse", "rambling", "formal", "boastful", "modest", "second_language", "texting", "reflective",
    "story",
]  # fmt: skip
ExperienceType = Literal[
    "internship", "apprenticeship", "pre-apprenticeship", "client-connected project", "entrepreneurial experience",
    "service learning", "school-based enterprise", "simulated workplace", "clinical", "co-op", "job shadow", "paid job",
    "club or competition", "course project", "research",
]  # fmt: skip
Reason = Literal[
    "team", "supervisor", "employer", "observed", "plan", "negated", "blurb", "self_praise", "routine", "opinion",
    "listed", "taught",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One label: grade 2 plainly shown, 1 implied, and where its words stand in the text."""

    code: str
    grade: int
    spans: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A passage or a whole entry, with its writer's own labels.

    Attributes:
        writer: Who wrote it: what stands before the number in the id. To be split by.
        before: The sentence that stood before, where one is needed.
        field: Code of the career cluster that the work lies in.
        cluster: Whether the words themselves show the field.
        concepts: None where nobody looked for concepts, marked evidence or noted work and style; empty where none is
            shown.
        nots: Why what looks like a skill is none.
        is_entry: Whether it is all that somebody wrote into a log, long or short, and no part of it.
    """

    id: str
    writer: str
    text: str
    before: str | None
    field: str | None
    cluster: bool | None
    style: str | None
    experience_type: str | None
    concepts: tuple[Shown, ...] | None
    durable: tuple[Shown, ...]
    nots: tuple[str, ...]
    is_entry: bool

    @property
    def is_negative(self) -> bool:
        """Tell whether no label says that anything is shown."""
        return not self.concepts and not self.durable


@dataclass(frozen=True, slots=True)
class Second:
    """What somebody else saw in a row, who knew neither the first labels nor the other labellers."""

    id: str
    labeller: str
    concepts: tuple[Shown, ...]
    durable: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A text written for names of skills.

    Attributes:
        list: The writer's own list, whose names are siblings; empty for names of ESCO's transversal skills.
        names: What the text plainly shows or, in an advertisement, asks for; the main one first.
    """

    id: str
    list: str
    text: str
    names: tuple[str, ...]


Labelled = TypeVar("Labelled", Row, Second, Named)


@dataclass(frozen=True, slots=True)
class Placed(Generic[Labelled]):
    """A row and where it stands, such as `statements/w01.jsonl:12`."""

    place: str
    row: Labelled


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, and where it stands."""

    place: str
    id: str
    what: str

    def __str__(self) -> str:
        return f"{self.place} {self.id}: {self.what}"


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that labels may have."""

    concepts: frozenset[str]
    durable: frozenset[str]
    fields: frozenset[str]


def read_rows(folder: Path = FOLDER) -> list[Row]:
    """Read the passages and entries of a folder, file by file.

    Evidence is looked for in the text: each quote of a label is its first occurrence that this label has not yet used.

    Raises:
        EvaluationError: A row cannot be used.
    """
    return _all(folder, *scan_rows(folder))


def read_named(folder: Path = FOLDER) -> list[Named]:
    """Read the texts that were written for names of skills.

    Raises:
        EvaluationError: A row cannot be used.
    """
    return _all(folder, *scan_named(folder))


def _all(folder: Path, rows: Sequence[Placed[Labelled]], faults: Sequence[Fault]) -> list[Labelled]:
    if faults:
        raise EvaluationError(f"{folder}: {len(faults)} rows cannot be used, first {faults[0]}; mend or remove them")
    return [placed.row for placed in rows]


def scan_rows(folder: Path) -> tuple[list[Placed[Row]], list[Fault]]:
    """Read the passages and entries of a folder, and tell the faults of those that cannot be used."""
    return _scan(folder, WORDS, _row)


def scan_second(folder: Path, rows: Sequence[Row]) -> tuple[list[Placed[Second]], list[Fault]]:
    """Read the second labels of these rows, and tell the faults of those that cannot be used."""
    return _scan(folder, ("second",), partial(_second, texts={row.id: row.text for row in rows}))


def scan_named(folder: Path) -> tuple[list[Placed[Named]], list[Fault]]:
    """Read the texts for names, and tell the faults of those that cannot be used."""
    return _scan(folder, ("names", "lists"), _named)


def load_codes(frameworks: Path = FRAMEWORKS) -> Codes:
    """Load what labels may say from the shipped frameworks."""
    durable, clusters = load_frameworks(frameworks, ["as-durable-skills", "career-clusters-2024"])
    return Codes(
        concepts=frozenset(load_concepts(frameworks).by_id),
        durable=frozenset(filter(durable.is_top, durable.by_code)),
        fields=frozenset(filter(clusters.is_top, clusters.by_code)),
    )


def code_faults(rows: Sequence[Placed[Row]] | Sequence[Placed[Second]], codes: Codes) -> Iterator[Fault]:
    """Find ids that were there before, codes that no framework has, and codes that are given twice."""
    seen: dict[str, str] = {}
    for placed in rows:
        row, place = placed.row, placed.place
        if seen.setdefault(row.id, place) != place:
            yield Fault(place, row.id, f"this id is there already, in {seen[row.id]}")
        for shown, known in ((row.concepts or (), codes.concepts), (row.durable, codes.durable)):
            given = Counter(label.code for label in shown)
            yield from (Fault(place, row.id, f"unknown code {code!r}") for code in given if code not in known)
            yield from (Fault(place, row.id, f"{code!r} is given twice") for code in given if given[code] > 1)
        if isinstance(row, Row) and row.field is not None and row.field not in codes.fields:
            yield Fault(place, row.id, f"field {row.field!r} is no career cluster")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Label(_Model):
    grade: Literal[1, 2]
    evidence: tuple[Filled, ...]

    def shown(self, code: str, text: str) -> Shown:
        return Shown(code, self.grade, marked(text, self.evidence))


class _Concept(_Label):
    concept: Filled


class _Durable(_Label):
    code: Filled


class _Line(_Model):
    id: Annotated[str, StringConstraints(pattern=r"^\w+(-\w+)*-\d+$")]
    text: Filled
    before: Filled | None = None
    field: str | None = None
    experience_type: ExperienceType | None = None
    style: Style | None = None
    cluster: bool | None = None
    labels: tuple[_Concept, ...] | None = None
    durable: tuple[_Durable, ...]
    nots: tuple[Reason, ...] = Field(default=(), alias="not")

    @model_validator(mode="after")
    def _whole(self) -> "_Line":
        known = {"labels": self.labels, "field": self.field, "experience_type": self.experience_type}
        missing = [key for key, value in {**known, "style": self.style}.items() if value is None]
        if 0 < len(missing) < 4:
            raise ValueError(f"{', '.join(missing)}: missing")
        if self.labels is not None:
            if not all(label.evidence for label in (*self.labels, *self.durable)):
                raise ValueError("a label without evidence")
            if not (self.labels or self.durable or self.nots):
                raise ValueError("nothing shown and no reason in `not`")
        return self


class _SecondLine(_Model):
    id: str
    labels: tuple[_Concept, ...]
    durable: tuple[_Durable, ...]


class _NamedLine(_Model):
    id: str
    text: Filled
    names: Annotated[tuple[Filled, ...], Field(min_length=1)]
    voice: Literal["ad", "own"]


def marked(text: str, quotes: Sequence[str]) -> tuple[Stretch, ...]:
    """Find a label's quotes in the text, each at its first occurrence that is not yet used.

    Raises:
        ValueError: A quote stands in the text fewer times than it is given.

    Example:
        >>> marked("I cut, then I cut", ["I cut", "I cut"])
        ((0, 5), (12, 17))
    """
    used: list[Stretch] = []
    for quote in quotes:
        start = text.find(quote)
        while (start, start + len(quote)) in used:
            start = text.find(quote, start + 1)
        if start < 0:
            raise ValueError(f"evidence not verbatim: {quote!r}")
        used.append((start, start + len(quote)))
    return tuple(used)


def _scan(
    folder: Path, parts: Iterable[str], build: Callable[[bytes, Path], Labelled]
) -> tuple[list[Placed[Labelled]], list[Fault]]:
    rows: list[Placed[Labelled]] = []
    faults: list[Fault] = []
    for path in (path for part in parts for path in sorted((folder / part).glob("*.jsonl"))):
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            place = f"{path.parent.name}/{path.name}:{number}"
            try:
                rows.append(Placed(place, build(line, path)))
            except ValueError as error:
                faults.append(Fault(place, _id_of(line), _said(error)))
    return rows, faults


def _row(data: bytes, path: Path) -> Row:
    line = _Line.model_validate_json(data)
    writer = line.id.rpartition("-")[0]
    _check_id(writer, path)
    low, high = WORDS[path.parent.name]
    words = len(re.findall(r"\w+", line.text))
    if not low <= words <= high:
        raise ValueError(f"{words} words; {low} to {high} are wanted")
    concepts = None if line.labels is None else tuple(one.shown(one.concept, line.text) for one in line.labels)
    durable = tuple(one.shown(one.code, line.text) for one in line.durable)
    return Row(
        line.id, writer, line.text, line.before, line.field, line.cluster, line.style, line.experience_type,
        concepts, durable, line.nots, path.parent.name != "statements",
    )  # fmt: skip


def _named(data: bytes, path: Path) -> Named:
    line = _NamedLine.model_validate_json(data)
    _check_id(line.id, path)
    if len(set(line.names)) < len(line.names):
        raise ValueError("a name is given twice")
    return Named(line.id, path.stem if path.parent.name == "lists" else "", line.text, line.names)


def _check_id(writer: str, path: Path) -> None:
    if writer.partition("-")[0] != path.stem:
        raise ValueError(f"the id does not begin with {path.stem}-")


def _second(data: bytes, path: Path, texts: Mapping[str, str]) -> Second:
    line = _SecondLine.model_validate_json(data)
    if line.id not in texts:
        raise ValueError("there is no such row")
    text = texts[line.id]
    concepts = tuple(one.shown(one.concept, text) for one in line.labels)
    return Second(line.id, path.stem, concepts, tuple(one.shown(one.code, text) for one in line.durable))


def _id_of(line: bytes) -> str:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, TypeError, KeyError):
        return "?"


def _said(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    found = ((".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, ")) for one in error.errors())
    return "; ".join(f"{where}: {what}" if where else what for where, what in found)
