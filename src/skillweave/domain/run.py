"""What is kept of a run over many entries: what made it, what became of each part, and its sums."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.claim import Provenance

BINS = 20
"""Bars of the histogram of confidences, each a twentieth wide."""

_MOST_SLOW = 20

PartFormat = Literal["parquet", "jsonl", "csv"]
NumberType = Literal["fp32", "bf16"]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Made(_Kept):
    """All that the results of a part depend on, but for its rows. Two runs that differ in it have different names."""

    schema_name: Literal["skillweave.made/1"] = Field(default="skillweave.made/1", alias="schema")
    provenance: Provenance
    number_type: NumberType
    number_type_why: str
    """Why the encoder calculates so, in words."""
    device: str
    """Where the encoder calculates: cpu, cuda, or an endpoint."""
    format: PartFormat
    cut_off: bool
    """Whether matches that made no claim are written too."""
    beside: Mapping[str, str] = Field(default_factory=dict)
    """What else changes results and stands in no provenance: name to value, or to the hash of a list."""

    @property
    def run_id(self) -> str:
        """Name the run after what makes it; the reason of a choice makes no difference."""
        told = self.model_dump_json(exclude={"number_type_why"}, by_alias=True)
        return f"run-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


class Failure(_Kept):
    """A row that was not translated."""

    source: str
    row: int
    id: str
    code: str
    """`refused`, `text`, `fault` or `killed`; docs/how-to/translate-many.md says what each means."""
    reason: str


class Slow(_Kept):
    """Rows that were translated together, and how long that took."""

    source: str
    first_row: int
    last_row: int
    entries: int
    characters: int
    seconds: float


class Sums(_Kept):
    """Counts over entries and their claims; they can be added."""

    entries: int = 0
    with_claims: int = 0
    nothing_found: int = 0
    failed: int = 0
    claims: Mapping[str, int] = Field(default_factory=dict)
    """Framework to number of claims."""
    claimed_entries: Mapping[str, int] = Field(default_factory=dict)
    """Framework to number of entries with at least one claim of it."""
    confidences: tuple[int, ...] = (0,) * BINS
    """Claims by confidence, from 0 to 1 in steps of a twentieth; those without one are in none."""
    uncalibrated: int = 0
    cut_off: Mapping[str, int] = Field(default_factory=dict)
    """Reason to number of matches that made no claim for it."""

    @classmethod
    def of(cls, every: Iterable["Sums"]) -> "Sums":
        """Add sums.

        Example:
            >>> Sums.of([Sums(entries=1, claims={"a": 2}), Sums(entries=2, claims={"a": 1})]).claims
            {'a': 3}
        """
        plain = dict.fromkeys(("entries", "with_claims", "nothing_found", "failed", "uncalibrated"), 0)
        by_name: dict[str, dict[str, int]] = {"claims": {}, "claimed_entries": {}, "cut_off": {}}
        bins = [0] * BINS
        for one in every:
            for name in plain:
                plain[name] += getattr(one, name)
            for name, into in by_name.items():
                for key, count in getattr(one, name).items():
                    into[key] = into.get(key, 0) + count
            bins = [left + right for left, right in zip(bins, one.confidences, strict=True)]
        ordered = {name: dict(sorted(into.items())) for name, into in by_name.items()}
        return cls.model_validate({**plain, **ordered, "confidences": tuple(bins)})


class FileMade(_Kept):
    """A file of results, by its name in the folder of its table."""

    name: str
    size_bytes: int
    sha256: str


class PartLine(_Kept):
    """What is kept of a part that is done: one line of `parts.jsonl`."""

    schema_name: Literal["skillweave.part/1"] = Field(default="skillweave.part/1", alias="schema")
    key: str
    """Names the part by its rows and by what made it."""
    source: str
    first_row: int
    last_row: int
    sums: Sums
    failures: tuple[Failure, ...] = ()
    files: Mapping[str, FileMade]
    """Table to the file with its rows."""
    slow: Slow | None = None
    """The slowest of the chunks in it."""
    passages: int = 0
    """Passages that the encoder was asked for."""
    cached_passages: int = 0
    """How many of them were not encoded anew."""
    seconds: float
    """Time of one worker."""


class SourceParts(_Kept):
    """A log of a run and its parts, in the order of its rows."""

    name: str
    rows: int
    parts: tuple[str, ...]
    starts: tuple[str, ...] = ()
    """Names the first rows of each part, whatever the log is called; none where an older version has begun the run."""


class Manifest(_Kept):
    """What a run consists of: `manifest.json`. It holds no times, so that the same work gives the same bytes."""

    schema_name: Literal["skillweave.run/1"] = Field(default="skillweave.run/1", alias="schema")
    run: str
    complete: bool
    made: Made
    sources: tuple[SourceParts, ...]
    sums: Sums | None = None
    """Sums over all parts; None while the run is not complete."""

    @property
    def keys(self) -> list[str]:
        """Give the keys of all parts, in their order."""
        return [key for source in self.sources for key in source.parts]


def claims_by_framework(manifest: Manifest, sums: Sums) -> list[tuple[str, int, int]]:
    """Count claims and the entries with any, framework by framework; one in which nothing was found is there too."""
    names = manifest.made.provenance.frameworks
    return [(name, sums.claims.get(name, 0), sums.claimed_entries.get(name, 0)) for name in names]


def slowest(lines: Iterable[PartLine]) -> Sequence[Slow]:
    """Give the slowest chunks by the time an entry took, worst first."""
    every = [line.slow for line in lines if line.slow is not None]
    return sorted(every, key=lambda one: (-one.seconds / one.entries, one.source, one.first_row))[:_MOST_SLOW]
