"""The fitted numbers of one encoder, read from `fitted/`; without them a run works and says "not calibrated"."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skillweave.domain.competency import Framework, Kind
from skillweave.errors import SettingsError
from skillweave.matching.calibrate import Calibration

DIGITS = 4
"""Scores are rounded before they are sorted, so that a machine's last digits cannot change an order."""

LARGE = 1_000
"""A framework with more entries is searched by name: it has too many neighbours for prototypes to tell apart."""

GENERIC = "generic-v1"


class Lane(StrEnum):
    """One way in which a stretch of text can point to a competency; each has a score under its own name."""

    PROTOTYPE = "prototype_log_odds"
    WHOLE_PROTOTYPE = "whole_log_odds"
    INDICATOR = "indicator_cosine"
    LABEL = "label_cosine"
    ALIAS = "alias_cosine"
    WHOLE = "whole_cosine"
    LEXICAL = "lexical_cosine"
    CONCEPT = "concept_log_odds"
    OWN = "own_log_odds"
    SHOWN = "shown_log_odds"
    WORDS = "words_log_odds"


class Family(StrEnum):
    """Frameworks that are matched alike and share weights and a threshold."""

    TRANSFERABLE = "transferable"
    TECHNICAL = "technical"
    CORE = "core"
    NAMED = "named"
    LARGE = "large"
    LEARNED_SKILLS = "learned-skills"
    LEARNED_FIELDS = "learned-fields"
    LENT_FIELDS = "lent-fields"


_KIN = {
    Family.LEARNED_SKILLS: Family.TRANSFERABLE,
    Family.LEARNED_FIELDS: Family.TECHNICAL,
    Family.LENT_FIELDS: Family.TECHNICAL,
}


class Scale(BaseModel):
    """How a lane's raw values lie on ordinary text: it is centred and scaled before it is weighted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: float
    deviation: Annotated[float, Field(gt=0)]


class FamilyParameters(BaseModel):
    """Weights of the lanes and the threshold of one family."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scales: Mapping[Lane, Scale]
    weights: Mapping[Lane, float]
    intercept: float
    threshold: float
    """Fused score from which a match becomes a claim."""
    reach: Annotated[float, Field(gt=0, le=1)]
    """Share of an entry's units, best first, whose mean is the entry's score; a tiny share means the best unit."""
    calibration: Calibration | None = None
    """Turns scores into probabilities; None where nobody judged claims of this family."""


class Pointing(BaseModel):
    """What makes a token part of the words that are quoted: log-odds as a sum of weighted numbers of its unit.

    The numbers are log-odds of a learned sign: a short list of deeds lies close together and low, a story far apart.
    As it stands without a fit, a token is quoted where it is likelier part of the deed than not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: float = 1.0
    """Weight of the token's own sign."""
    highest: float = 0.0
    """Of the unit's surest token."""
    mean: float = 0.0
    """Of the mean over the unit."""
    phrase_mean: float = 0.0
    """Of the mean over the token's phrase."""
    phrase_highest: float = 0.0
    """Of the surest token of the phrase."""
    log_tokens: float = 0.0
    """Of the logarithm of the unit's number of tokens."""
    intercept: float = 0.0


class Parameters(BaseModel):
    """All fitted numbers of one encoder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["skillweave-parameters/1"]
    name: str
    encoder: str
    fitted_on: str
    families: Mapping[Family, FamilyParameters]
    pointing: Pointing = Pointing()
    """Which words are quoted where a learned sign speaks; of no use without heads."""

    def of(self, family: Family) -> FamilyParameters:
        """Give a family's numbers; a learned one that nothing was fitted for takes those of its kind."""
        return self.families.get(family) or self.families[_KIN[family]]

    def content_hash(self) -> str:
        """Hash the numbers, so that a claim can say with which it was made."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def family_of(framework: Framework, learned: Sequence[str] = ()) -> Family:
    """Say how a framework is matched: by size, by bare names where that is all, by what was learned, or by kind.

    Args:
        framework: The framework.
        learned: Names of what the heads tell; a framework whose own competencies are among them is of a family of
            its own, and so is one whose competencies fall under such a one.
    """
    if len(framework.competencies) > LARGE:
        return Family.LARGE
    if not any(entry.indicators or entry.concepts for entry in framework.competencies):
        return Family.NAMED
    if any(entry.falls_under in learned for entry in framework.competencies):
        return Family.LENT_FIELDS
    if any(f"{framework.id}:{entry.code}" in learned for entry in framework.competencies):
        return Family.LEARNED_FIELDS if framework.kind is Kind.TECHNICAL else Family.LEARNED_SKILLS
    return {Kind.CORE: Family.CORE, Kind.TECHNICAL: Family.TECHNICAL}.get(framework.kind, Family.TRANSFERABLE)


def load_parameters(encoder: str) -> Parameters:
    """Read the numbers fitted for an encoder; for another encoder, the generic ones.

    Args:
        encoder: An `Embedder.model_id`.
    """
    folder = files("skillweave.matching") / "fitted"
    wanted = f"{encoder.replace('@', '-').lower()}-v1"
    names = {entry.name for entry in folder.iterdir()}
    name = wanted if f"{wanted}.json" in names else GENERIC
    return Parameters.model_validate_json((folder / f"{name}.json").read_text(encoding="utf-8"))


def read_parameters(path: Path, encoder: str, needed: Iterable[Family]) -> Parameters:
    """Read an installation's own numbers, which are used in place of the packaged ones.

    Args:
        path: As `skillweave eval learn` writes it.
        encoder: An `Embedder.model_id`; the numbers must have been fitted for it.
        needed: Families that must be there.

    Raises:
        SettingsError: The file cannot be read, is for another encoder, or lacks a family.
    """
    try:
        found = Parameters.model_validate_json(path.read_bytes())
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SettingsError(f"parameters_file: {path} cannot be read: {why}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        fault = ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))
        raise SettingsError(f"parameters_file: {path} holds no parameters: {fault}") from error
    if found.encoder != encoder:
        raise SettingsError(
            f"parameters_file: {path} was fitted for the encoder {found.encoder}, but {encoder} is in use; fit it "
            "again with `skillweave eval learn`, or leave parameters_file out"
        )
    absent = sorted({one.value for one in needed} - {one.value for one in found.families})
    if absent:
        raise SettingsError(
            f"parameters_file: {path} has no numbers for {', '.join(absent)} frameworks; fit it again with `skillweave "
            "eval learn`, or leave parameters_file out"
        )
    return found
