"""What one evaluation run found, as it is kept in a file: values with intervals, and the parts they came from."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, model_validator

from skillweave.batch.sinks import file_sink
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.statistics import Kind, Statistic

SCHEMA: Literal["skillweave.evaluation/1"] = "skillweave.evaluation/1"

_WIDTHS: Mapping[Kind, int] = {"mean": 2, "balanced_accuracy": 4}
"""Numbers a case gives, 3 where nothing is said; the kinds in `_REPEATED` give that many for each label or bin."""
_USUAL_WIDTH = 3
_REPEATED: frozenset[Kind] = frozenset({"macro_f1", "ece"})
_MOST_FAULTS = 5


def _to_json(value: float) -> float | int | str | None:
    """Write what JSON has no number for, and whole numbers without their ".0": most parts are 0 or 1."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value.is_integer() else value


_READ = BeforeValidator(lambda value: math.nan if value is None else value)
Number = Annotated[float, _READ, PlainSerializer(_to_json, when_used="json")]
"""A float; in JSON, "not a number" is null and an infinity is a string."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StatisticData(_Kept):
    """A `Statistic` in a file: what each case contributes, so that two runs can be compared case by case."""

    name: str
    kind: Kind
    parts: tuple[tuple[Number, ...], ...]
    higher_is_better: bool | None = True

    @model_validator(mode="after")
    def _even(self) -> "StatisticData":
        widths = {len(row) for row in self.parts}
        width = _WIDTHS.get(self.kind, _USUAL_WIDTH)
        if len(widths) > 1:
            raise ValueError(f"the cases of {self.name!r} give different numbers of parts: {sorted(widths)}")
        for given in widths:
            if given != width and not (self.kind in _REPEATED and given % width == 0):
                raise ValueError(f"{self.name!r} is a {self.kind}: a case gives {width} parts, not {given}")
        return self

    @classmethod
    def of(cls, statistic: Statistic) -> "StatisticData":
        """Keep a statistic; labels and bins in which no case has anything are left out, which changes no value."""
        parts, kind = statistic.parts, statistic.kind
        if kind in _REPEATED and parts.size:
            triples = parts.reshape(len(parts), -1, _USUAL_WIDTH)
            used = (triples != 0).any(axis=(0, 2))
            used[0] = True
            parts = triples[:, used].reshape(len(parts), -1)
        rows = tuple(tuple(row) for row in parts.tolist())
        return cls(name=statistic.name, kind=kind, parts=rows, higher_is_better=statistic.higher_is_better)

    def statistic(self) -> Statistic:
        """Give the statistic back."""
        width = len(self.parts[0]) if self.parts else _WIDTHS.get(self.kind, _USUAL_WIDTH)
        parts = np.array(self.parts, np.float64).reshape(len(self.parts), width)
        return Statistic(self.name, self.kind, parts, self.higher_is_better)


class FigureData(_Kept):
    """A value with its 95% interval, over `count` cases; `floor` is what it must not fall below."""

    name: str
    value: Number
    low: Number
    high: Number
    count: int = Field(ge=0)
    floor: float | None = None


class ReliabilityRow(_Kept):
    """Claims of about the same confidence.

    Attributes:
        confidence: Their mean confidence.
        right: Share of them that are right.
        low, high: 95% interval of that share.
        count: How many.
    """

    confidence: Number
    right: Number
    low: Number
    high: Number
    count: int = Field(ge=0)


class LabelRow(_Kept):
    """How one competency fared at the operating threshold: claims right and wrong, gold labels missed."""

    code: str
    label: str
    right: int = Field(ge=0)
    wrong: int = Field(ge=0)
    missed: int = Field(ge=0)

    @property
    def gold(self) -> int:
        """Cases that show it."""
        return self.right + self.missed

    @property
    def f1(self) -> float:
        """F1 of this label; NaN where it neither occurs nor is claimed."""
        bottom = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / bottom if bottom else math.nan


class ConfusionRow(_Kept):
    """How often a case that shows `gold` got a wrong claim of `claimed`; an empty code is nothing."""

    gold: str
    claimed: str
    count: int = Field(ge=0)


class GoldLabel(_Kept):
    """A competency that a case shows, and where."""

    code: str
    label: str
    spans: tuple[Span, ...] = ()


class ClaimedLabel(_Kept):
    """A competency that a system claimed, how surely, and the words quoted."""

    code: str
    label: str
    score: Number
    confidence: float | None = None
    spans: tuple[Span, ...] = ()


class WorstCase(_Kept):
    """A case that went wrong, to be read by a person; `text` is empty where texts are not kept."""

    case_id: str
    text: str
    gold: tuple[GoldLabel, ...]
    claimed: tuple[ClaimedLabel, ...]
    why: str


class TwinRow(_Kept):
    """What one kind of harmless change to a text did to its claims.

    Attributes:
        kind: What was changed, such as `names`.
        pairs: Texts compared with their changed version.
        kept, lost, new: Shares of the claims of the unchanged texts; new ones are in the changed texts only.
        low, high: 95% interval of `kept`.
    """

    kind: str
    pairs: int = Field(ge=0)
    kept: Number
    lost: Number
    new: Number
    low: Number
    high: Number


class SystemRun(_Kept):
    """What one system did on one set; what it cannot do is left empty."""

    name: str
    statistics: tuple[StatisticData, ...] = ()
    figures: tuple[FigureData, ...] = ()
    by_slice: Mapping[str, Mapping[str, tuple[FigureData, ...]]] = Field(default_factory=dict)
    """Dimension -> value -> figures over its cases."""
    reliability: tuple[ReliabilityRow, ...] = ()
    coverage: tuple[tuple[Number, Number], ...] = ()
    """(share of the cases answered, surest first; share of those that are wrong)."""
    per_label: tuple[LabelRow, ...] = ()
    confusion: tuple[ConfusionRow, ...] = ()
    """The most frequent ones, most frequent first."""
    worst: tuple[WorstCase, ...] = ()
    twins: tuple[TwinRow, ...] = ()

    def measured(self, figure: str) -> FigureData | None:
        """Give a figure by its name."""
        return next((one for one in self.figures if one.name == figure), None)


class SetRun(_Kept):
    """One labelled set and every system that was measured on it; the first is the one under test.

    What goes by case (`groups`, `slices`, `case_ids`, `texts`, `gold`, the parts of statistics) is in one order.
    `texts` holds the first 12 digits of each text's SHA-256, so that two runs can tell whether a text was changed.
    """

    name: str
    says: str
    synthetic: bool
    framework: str
    tasks: tuple[str, ...]
    cases: int = Field(ge=0)
    systems: tuple[SystemRun, ...]
    groups: tuple[str, ...]
    slices: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    case_ids: tuple[str, ...]
    texts: tuple[str, ...]
    gold: tuple[tuple[str, ...], ...]

    @model_validator(mode="after")
    def _aligned(self) -> "SetRun":
        lengths = {name: len(getattr(self, name)) for name in ("groups", "case_ids", "texts", "gold")}
        lengths |= {f"slices {name!r}": len(values) for name, values in self.slices.items()}
        for system in self.systems:
            lengths |= {f"{system.name}: {one.name}": len(one.parts) for one in system.statistics}
        wrong = [f"{name} has {length}" for name, length in lengths.items() if length != self.cases]
        if wrong:
            raise ValueError(f"set {self.name!r} has {self.cases} cases, but {'; '.join(wrong[:_MOST_FAULTS])}")
        if len({one.name for one in self.systems}) < len(self.systems):
            raise ValueError(f"set {self.name!r} has a system twice")
        if len(set(self.case_ids)) < self.cases:
            raise ValueError(f"set {self.name!r} has a case twice")
        return self


class Run(_Kept):
    """An evaluation run.

    Attributes:
        schema_name: Called `schema` in JSON.
        name: Heading of its report.
        made: ISO date, given by the caller; None where nobody said.
        settings: What was measured: encoder, parameters, gate, segmenter, skillweave.
        sets: In the order of the report.
    """

    schema_name: Literal["skillweave.evaluation/1"] = Field(default=SCHEMA, alias="schema")
    name: str
    made: str | None = None
    settings: Mapping[str, str] = Field(default_factory=dict)
    sets: tuple[SetRun, ...]

    @model_validator(mode="after")
    def _once(self) -> "Run":
        if len({one.name for one in self.sets}) < len(self.sets):
            raise ValueError("a set stands in the run twice")
        return self


def write_run(run: Run, path: Path) -> None:
    """Write a run as JSON; the file appears whole or not at all.

    Raises:
        BatchError: The file cannot be written; the message says why and what to do.
    """
    with file_sink(path) as sink:
        sink.write(f"{run.model_dump_json(by_alias=True)}\n".encode())


def read_run(path: Path) -> Run:
    """Read a run.

    Raises:
        EvaluationError: The file is missing, cannot be read, is no JSON, or is not a run of this version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise EvaluationError(f"cannot read the run {path}: {why}; name a file that an evaluation wrote") from error
    try:
        return Run.model_validate_json(data)
    except ValidationError as error:
        faults = "".join(f"\n  - {fault}" for fault in _faults(error))
        raise EvaluationError(f"{path} is not a run ({SCHEMA}); measure again to make one:{faults}") from error


def _faults(error: ValidationError) -> Iterator[str]:
    """Say where each fault is; not what stands there, for that may be a person's text."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    for fault in found[:_MOST_FAULTS]:
        yield ": ".join(filter(None, [".".join(map(str, fault["loc"])), fault["msg"]]))
    if len(found) > _MOST_FAULTS:
        yield f"and {len(found) - _MOST_FAULTS} more"
