"""Labelled texts as they are stored: one object a text, in the format skillweave-labels/1."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError, model_validator

from skillweave.domain.experience import Experience
from skillweave.frameworks.faults import validation_faults

Part = Literal["fit", "report"]
Seen = Literal["blind", "assisted"]
"""Whether a label was made without, or in view of, what a model suggested."""
Came = Literal["suggested", "added"]
"""Whether a model had suggested the skill, or a person named it by themselves."""
OWN_SLICES = ("experience_type", "style", "length", "twin_kind")
"""Dimensions that every labelled text gets from its own fields; others come from its `slices`."""

_WORDS = {"string_type": "must be text"}


class Quote(BaseModel):
    """A piece of evidence: words of the text, and where they stand if their first occurrence is not meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quote: Annotated[str, Field(min_length=1)]
    start: StrictInt | None = None
    end: StrictInt | None = None

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end belong together")
        return self


def _as_quote(value: object) -> object:
    return {"quote": value} if isinstance(value, str) else value


class Label(BaseModel):
    """What one rater says about one text and one competency; `why` is for people and is not read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    framework: str
    code: str
    grade: Annotated[float, Field(ge=0, le=4, strict=True)] = 4.0
    evidence: tuple[Annotated[Quote, BeforeValidator(_as_quote)], ...] = ()
    why: str | None = None
    exposure: Seen | None = None
    origin: Came | None = None


class LabelledText(BaseModel):
    """One text with its labels; `note` is for people and is not read.

    `labels` must be there and may be empty: then somebody looked, and the text shows nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["skillweave-labels/1"] = "skillweave-labels/1"
    id: str
    text: str
    experience_type: str | None = None
    style: str | None = None
    group: str | None = None
    part: Part | None = None
    twin_of: str | None = None
    twin_kind: str | None = None
    slices: Mapping[str, str] = {}
    labels: tuple[Label, ...]
    second_labels: tuple[Label, ...] | None = None
    note: str | None = None
    exposure: Seen | None = None
    """`blind` where the whole text was read before any suggestion was shown."""
    judged: tuple[str, ...] | None = None
    """Frameworks whose skills the readers of a blind text looked for by themselves: of others, that nothing was named
    says nothing. All where it is left out."""
    run: str | None = None
    """Names the configuration that made the suggestions which were shown."""
    version: str | None = None
    """The encoder behind them."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.twin_kind is not None and self.twin_of is None:
            raise ValueError("twin_kind is given, but not of which text it is a twin: give twin_of")
        taken = [name for name in OWN_SLICES if name in self.slices]
        if taken:
            raise ValueError(f"slices: {', '.join(taken)}: this dimension is filled from the text's own fields")
        return self


@dataclass(frozen=True, slots=True)
class Raw:
    """An object as it was read, not checked yet.

    Attributes:
        line: Where it starts, counted from 1.
        value: The object.
        label_lines: `labels` or `second_labels` -> the line of each label; empty where all stand on `line`.
    """

    line: int
    value: Mapping[str, Any]  # Any: a JSON object
    label_lines: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def line_of(self, *place: int | str) -> int:
        """Give the line of a place such as `labels`, 2, `grade`."""
        match place:
            case (str() as key, int() as at, *_) if at < len(self.label_lines.get(key, ())):
                return self.label_lines[key][at]
            case _:
                return self.line

    def named(self, *place: int | str) -> str:
        """Say where a place is, for a message."""
        identifier = self.value.get("id")
        line = f"line {self.line_of(*place)}"
        return f"{line}, id {identifier.strip()!r}" if isinstance(identifier, str) and identifier.strip() else line


@dataclass(frozen=True, slots=True)
class Stored:
    """A labelled text whose fields have been checked, but not yet what they name.

    Attributes:
        raw: What it was read from.
        entry: The text as the entry of a log that a system is given.
        row: All its fields.
    """

    raw: Raw
    entry: Experience
    row: LabelledText


def json_texts(content: str, faults: list[str]) -> Iterator[Raw]:
    """Read JSON lines; a line that is no object becomes a fault."""
    for number, line in enumerate(content.split("\n"), start=1):  # splitlines would cut inside strings
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            faults.append(f"line {number}: not valid JSON: {error}")
            continue
        if isinstance(value, dict):
            yield Raw(number, value)
        else:
            faults.append(f"line {number}: not an object with id, text and labels")


def checked(raw: Raw, faults: list[str]) -> Stored | None:
    """Check the fields of one text; None and all its faults where something is wrong."""
    given = {key: raw.value[key] for key in ("id", "text", "experience_type") if key in raw.value}
    before = len(faults)
    row = entry = None
    try:
        row = LabelledText.model_validate(raw.value)
    except ValidationError as error:
        faults += _said(raw, error)
    try:
        entry = Experience.model_validate(given)
    except ValidationError as error:
        faults += [fault for fault in _said(raw, error) if fault not in faults[before:]]
    return Stored(raw, entry, row) if row is not None and entry is not None else None


def _said(raw: Raw, error: ValidationError) -> list[str]:
    said = validation_faults(error, raw.value)
    return [
        f"{raw.named(*item['loc'])}: {_plain(text, item['type'])}"
        for item, text in zip(error.errors(), said, strict=True)
    ]


def _plain(text: str, kind: str) -> str:
    """Say of text what is true of JSON: a framework file's advice on quotes does not fit here."""
    return f"{text.rpartition('must be text')[0]}{_WORDS[kind]}" if kind in _WORDS else text
