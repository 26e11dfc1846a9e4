"""What a person wrote about real work, and what is known of the work around it."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

ExperienceId = NewType("ExperienceId", str)

MAX_TEXT = 100_000
"""Code points an entry may have. A longer one is a file pasted by mistake, not a person's entry."""


class ExperienceType(StrEnum):
    """Kinds of real-world learning, in the words of the field."""

    INTERNSHIP = "internship"
    APPRENTICESHIP = "apprenticeship"
    PRE_APPRENTICESHIP = "pre-apprenticeship"
    CLIENT_CONNECTED_PROJECT = "client-connected project"
    ENTREPRENEURIAL_EXPERIENCE = "entrepreneurial experience"
    SERVICE_LEARNING = "service learning"
    SCHOOL_BASED_ENTERPRISE = "school-based enterprise"
    SIMULATED_WORKPLACE = "simulated workplace"
    CLINICAL = "clinical"
    CO_OP = "co-op"
    JOB_SHADOW = "job shadow"
    PAID_JOB = "paid job"
    CLUB_OR_COMPETITION = "club or competition"
    COURSE_PROJECT = "course project"
    RESEARCH = "research"


class ValidationLevel(StrEnum):
    """Who stands behind the entry so far: the writer, an educator, calibrated raters, an outside evaluator."""

    SELF = "self"
    EDUCATOR = "educator"
    CALIBRATED = "calibrated"
    EXTERNAL = "external"


_TYPE_ALIASES = {
    "volunteering": ExperienceType.SERVICE_LEARNING,
    "volunteer": ExperienceType.SERVICE_LEARNING,
    "community service": ExperienceType.SERVICE_LEARNING,
    "client project": ExperienceType.CLIENT_CONNECTED_PROJECT,
    "entrepreneurship": ExperienceType.ENTREPRENEURIAL_EXPERIENCE,
    "cooperative education": ExperienceType.CO_OP,
    "coop": ExperienceType.CO_OP,
    "job": ExperienceType.PAID_JOB,
    "job shadowing": ExperienceType.JOB_SHADOW,
    "club": ExperienceType.CLUB_OR_COMPETITION,
    "competition": ExperienceType.CLUB_OR_COMPETITION,
    "class project": ExperienceType.COURSE_PROJECT,
    "practicum": ExperienceType.CLINICAL,
    "clinical rotation": ExperienceType.CLINICAL,
}


def _as_type(value: object) -> object:
    """Accept the spellings that logs use: case, underscores, a missing hyphen, a common synonym."""
    if not isinstance(value, str) or isinstance(value, ExperienceType):
        return value
    plain = " ".join(value.lower().replace("_", " ").split())
    by_letters = {_letters(kind.value): kind for kind in ExperienceType}
    return _TYPE_ALIASES.get(plain) or by_letters.get(_letters(plain), value)


def _letters(words: str) -> str:
    return "".join(character for character in words if character.isalnum())


def _as_level(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _as_list(value: object) -> object:
    """Cut a cell at semicolons, bars or line breaks: these are what people put between list items."""
    if not isinstance(value, str):
        return value
    for mark in ("\n", "|"):
        value = value.replace(mark, ";")
    return tuple(part.strip() for part in value.split(";") if part.strip())


_Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
_Words = Annotated[tuple[_Short, ...], BeforeValidator(_as_list)]


class Experience(BaseModel):
    """One entry of an experience log; only `id` and `text` must be there.

    The text is kept exactly as written: every offset in a claim counts code points of it. All other fields
    are carried through to the output and take no part in the matching.

    Example:
        >>> Experience(id="e1", text="Fed the calves.", experience_type="Job Shadowing").experience_type.value
        'job shadow'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)]
    learner_id: _Short | None = None
    experience_type: Annotated[ExperienceType, BeforeValidator(_as_type)] | None = None
    host: _Short | None = None
    sector: _Short | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    hours: Annotated[float, Field(ge=0, le=20_000, allow_inf_nan=False)] | None = None
    goal: _Short | None = None
    deliverables: _Words = ()
    tools: _Words = ()
    team: _Short | None = None
    role: _Short | None = None
    supervisor: _Short | None = None
    validation_level: Annotated[ValidationLevel, BeforeValidator(_as_level)] | None = None
    evidence_links: _Words = ()

    @model_validator(mode="after")
    def _usable(self) -> "Experience":
        if not self.text.strip():
            raise ValueError("text is empty")
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValueError(f"end_date {self.end_date} lies before start_date {self.start_date}")
        return self
