"""What a judge says of a competency that was found in a text: shown or not, by which words, and why."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from skillweave.domain.evidence import Evidence


class Shown(StrEnum):
    """How a judgement ended; what was not asked and what failed are never mixed with what is not shown."""

    DEMONSTRATED = "demonstrated"
    """The writer did something that shows it."""
    IMPLIED = "implied"
    """The words make it likely, and do not show it."""
    NOT_SHOWN = "not_shown"
    NOT_ASKED = "not_asked"
    FAILED = "failed"
    """The judge was asked and gave no answer that can be used."""


SCORES = {Shown.DEMONSTRATED: 1.0, Shown.IMPLIED: 0.5, Shown.NOT_SHOWN: 0.0}
"""A judgement in words as a score; no probability."""


class Judgement(BaseModel):
    """One competency in one text, judged; a suggestion, as a claim is: a person decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shown: Shown
    score: float | None = Field(default=None, ge=0, le=1)
    """None where nothing was judged; no probability."""
    confidence: float | None = Field(default=None, ge=0, le=1)
    """Probability that a reviewer confirms, from judged claims that were held back; None without such a calibration."""
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    """Why, in a few words: the judge's own, or what went wrong."""
    judge: str
    """Which judge, with the version of its prompt."""
    tokens: int | None = None
    """Its share of the tokens of the requests that it took."""

    @model_validator(mode="after")
    def _whole(self) -> "Judgement":
        judged = self.shown in SCORES
        if judged != (self.score is not None):
            raise ValueError(f"{self.shown} and score {self.score} do not go together")
        if self.score is None and self.confidence is not None:
            raise ValueError(f"{self.shown} and confidence {self.confidence} do not go together")
        if (self.shown in (Shown.DEMONSTRATED, Shown.IMPLIED)) != bool(self.evidence):
            raise ValueError(f"{self.shown} and {len(self.evidence)} quotes do not go together")
        return self
