"""What is asserted of a text, where it stands there, and what made it say so."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Literal, NewType, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.competency import Kind
from skillweave.domain.evidence import Evidence as Evidence  # part of a claim, and read from here by most
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Judgement
from skillweave.domain.profile import Profile

ClaimId = NewType("ClaimId", str)


class CutReason(StrEnum):
    """Why a stretch of text, or a match in it, makes no claim."""

    NEGATED = "negated"
    PLAN = "plan"
    OTHER_PERSON = "other_person"
    EMPLOYER = "employer"
    JOB_ADVERT = "job_advert"
    OBSERVED = "observed"
    SELF_PRAISE = "self_praise"
    OPINION = "opinion"
    BELOW_THRESHOLD = "below_threshold"
    NEAR_DUPLICATE = "near_duplicate"
    BEYOND_TOP_K = "beyond_top_k"
    NOT_SHOWN = "not_shown"
    """A judge that was asked says that the text does not show it."""


_OF_FRAMEWORK = "framework."
"""What stands before a framework's id in a provenance as flat text."""


class Provenance(BaseModel):
    """What made a translation: enough to make it again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skillweave: str
    encoder: str
    segmenter: str
    gate: str
    parameters: str
    judge: str
    settings_hash: str
    frameworks: Mapping[str, str]
    """Framework id to `version@first 12 of the content hash`."""
    concepts: str

    @property
    def configuration(self) -> str:
        """Name what made the claims, whatever the frameworks: a hash of all the rest."""
        return _digest(self.model_dump(mode="json", exclude={"frameworks"}))[:16]

    def as_text(self) -> dict[str, str]:
        """Give it as flat text; a framework stands under `framework.<id>`."""
        flat = {name: str(value) for name, value in self.model_dump(mode="json", exclude={"frameworks"}).items()}
        return flat | {f"{_OF_FRAMEWORK}{name}": version for name, version in self.frameworks.items()}

    def behind(self, framework: str) -> tuple[str, ...]:
        """Give all that made a claim of one framework; which others were loaded changes nothing in it."""
        own = self.frameworks[framework]
        made = (self.skillweave, self.encoder, self.segmenter, self.gate, self.parameters, self.judge)
        return (*made, self.settings_hash, self.concepts, own)


def frameworks_of(told: Mapping[str, str]) -> frozenset[str]:
    """Read off a provenance as flat text which frameworks were looked through; none where it does not tell.

    Example:
        >>> sorted(frameworks_of({"encoder": "e@1", "framework.nace": "2024@0123456789ab"}))
        ['nace']
    """
    return frozenset(name.removeprefix(_OF_FRAMEWORK) for name in told if name.startswith(_OF_FRAMEWORK))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Match(BaseModel):
    """A competency found in a text, before it is said whether that makes a claim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    framework: str
    code: str
    label: str
    kind: Kind
    verification: Literal["verified", "unverified"]
    score: float
    """Fused score of the lanes, above the framework family's background; no probability."""
    scores: Mapping[str, float]
    """Each lane under its own name; a lane that took no part is absent."""
    matched: str
    """The text of ours that the evidence is nearest to: a label, an alias or an indicator."""
    evidence: tuple[Evidence, ...]
    passage: Evidence
    parents: tuple[str, ...] = ()
    """Labels above the competency in its framework, nearest first: shown with it, not instead of it."""
    judgement: Judgement | None = None
    """What a judge says; None where none was asked about it."""


class Claim(Match):
    """A competency that the text gives evidence for; a suggestion until a person confirms it."""

    id: str
    rank: int
    confidence: float | None
    """Probability that a reviewer confirms; None while the encoder has no calibration."""
    calibrated_on: Literal["own", "family"] | None = None
    """Whose judged claims the confidence rests on: this framework's, on this level, or others matched alike."""
    flags: tuple[str, ...] = ()
    """Notes for the reviewer, such as `shared` (the writer says we) or `listed` (named, not shown)."""
    alternatives: tuple[str, ...] = ()
    """Codes of near-duplicates in the same framework that lost this evidence."""


class CutOff(Match):
    """A match that makes no claim, and why not."""

    reason: CutReason
    rule: str | None = None
    """Id of the gate's rule, where a rule decided."""


class Status(StrEnum):
    """How the translation of one entry ended: three different things, never mixed."""

    CLAIMS = "claims"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"


class Translation(BaseModel):
    """One entry translated: its claims, or the explicit result that nothing was found, or the failure."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_name: Literal["skillweave.translation/1"] = Field(default="skillweave.translation/1", alias="schema")
    """Called `schema` in JSON; dump with `by_alias=True`."""
    id: str
    status: Status
    row: int | None = None
    """Row of the log that the entry came from, counted as the user's editor counts it."""
    experience: Experience | None = None
    claims: tuple[Claim, ...] = ()
    cut_off: tuple[CutOff, ...] = ()
    error: str | None = None
    """What went wrong and how to mend it; only where `status` is `failed`."""
    profile: Profile | None = None
    """What is suggested of the experience as a whole; None where the entry failed or the gate was off."""
    provenance: Provenance | None = None


M = TypeVar("M", bound=Match)


def made(model: type[M], fields: Mapping[str, Any]) -> M:
    """Make a claim or a match left out from all of its fields, which are known to be sound.

    The constructor would check them again, which takes twice as long, and an entry has some fifty of them.
    """
    return cast(M, _blank(model).model_copy(update=fields))


@cache
def _blank(model: type[Match]) -> Match:
    nothing: dict[str, Any] = dict.fromkeys(model.model_fields)
    return model.model_construct(**nothing)


def claim_id(
    experience_id: str, framework: str, code: str, evidence: tuple[Evidence, ...], behind: tuple[str, ...]
) -> ClaimId:
    """Name a claim by what it says and what made it, so that a batch may run twice.

    Args:
        experience_id: The entry.
        framework: Id of the framework.
        code: The competency.
        evidence: Where the entry shows it.
        behind: What made the claim: `Provenance.behind` of the framework.

    Example: the same arguments give the same 20 hexadecimal digits on every machine.
    """
    spans = ",".join(f"{item.start}-{item.end}" for item in evidence)
    parts = (experience_id, framework, code, spans, *behind)
    return ClaimId(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20])
