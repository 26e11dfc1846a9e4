"""What reviewers do with suggested claims: decisions, which are events and never change, and what follows from them."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, NewType

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from skillweave.domain.span import Span

TenantId = NewType("TenantId", str)
QueueId = NewType("QueueId", str)
ItemId = NewType("ItemId", str)
PersonId = NewType("PersonId", str)

Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]

Detail = Literal["level", "reason", "spans"]

MAX_NOTE = 2_000
MAX_SPANS = 8


class Verdict(StrEnum):
    """What a decision says; each is absolute, so that saying it twice changes nothing."""

    CONFIRM = "confirm"
    REJECT = "reject"
    CORRECT = "correct"
    """The suggestion is wrong, and `replacement` names what the words do show.

    Where it names the suggestion itself, a confirmation is kept, with the level and the words that came with it.
    """
    UNSURE = "unsure"
    ADD = "add"
    """A skill that was not suggested; `replacement` names it, `claim` is the new claim's id."""
    WITHDRAW = "withdraw"
    """Takes back an own addition."""
    CLEAR = "clear"
    """Back to undecided; said of a whole item (no `claim`), takes back that there is nothing."""
    NONE = "none"
    """Nothing here: said of a whole item without suggestions (no `claim`), or by an adjudicator of a claim."""


class Via(StrEnum):
    """How a decision came about."""

    KEY = "key"
    BUTTON = "button"
    LINKED = "linked"
    """Decided together with another claim on the same words."""
    UNDO = "undo"
    API = "api"
    POLICY = "policy"


class Exposure(StrEnum):
    """Whether the reviewer had seen the suggestion: labels made in view of a model flatter that model."""

    BLIND = "blind"
    ASSISTED = "assisted"


class Reason(StrEnum):
    """Why a suggestion is rejected; a closed list, so that reasons add up."""

    NOT_IN_TEXT = "not_in_text"
    WRONG_SKILL = "wrong_skill"
    WRONG_LEVEL = "wrong_level"
    TOO_WEAK = "too_weak"
    DUPLICATE = "duplicate"


class SkipReason(StrEnum):
    """Why a reviewer hands an item back."""

    LANGUAGE = "language"
    UNREADABLE = "unreadable"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    OTHER = "other"


class Origin(StrEnum):
    """Where a claim under review comes from."""

    SUGGESTED = "suggested"
    ADDED = "added"
    CATCH = "catch"
    """Planted, known to be wrong: shows whether reviewers look. Never settled, exported or counted."""


class ItemState(StrEnum):
    """Where an item stands; `reopen` leads back to `open`."""

    OPEN = "open"
    SECOND = "second"
    ADJUDICATION = "adjudication"
    FINAL = "final"


class ClaimState(StrEnum):
    """Where a claim stands, as all who were asked see it."""

    SUGGESTED = "suggested"
    ADDED = "added"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


STATE_AFTER: Mapping[Verdict, ClaimState] = {
    Verdict.CONFIRM: ClaimState.CONFIRMED,
    Verdict.REJECT: ClaimState.REJECTED,
    Verdict.NONE: ClaimState.REJECTED,
    Verdict.CORRECT: ClaimState.CORRECTED,
    Verdict.UNSURE: ClaimState.UNSURE,
    Verdict.ADD: ClaimState.CONFIRMED,
    Verdict.WITHDRAW: ClaimState.WITHDRAWN,
}
"""How one person's word leaves a claim in their eyes; `clear` leaves no word."""


class ReviewKind(StrEnum):
    """Whether a person reviews an item or settles what reviewers disagree about."""

    REVIEW = "review"
    ADJUDICATION = "adjudication"


class Skill(BaseModel):
    """A competency by its framework and code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    framework: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    code: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Decision(BaseModel):
    """One thing a reviewer said of one claim, at one version of it: appended, never edited.

    `id` is made by the client, so that sending it again is no second decision. `seen_version` is the version of the
    claim that the person had in view; 0 for an addition. Offsets count code points of the item's text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Uuid
    item: Id
    claim: Id | None = None
    verdict: Verdict
    seen_version: Annotated[int, Field(ge=0)]
    reason: Reason | None = None
    replacement: Skill | None = None
    level: Annotated[str, StringConstraints(max_length=80)] | None = None
    spans: tuple[Span, ...] = Field(default=(), max_length=MAX_SPANS)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_NOTE)] | None = None
    gap: bool = False
    """The adjudicator found that the guideline says nothing of this."""
    via: Via = Via.BUTTON
    supersedes: Uuid | None = None
    client_at: AwareDatetime | None = None

    @field_validator("note")
    @classmethod
    def _some_note(cls, note: str | None) -> str | None:
        if note and "\0" in note:
            raise ValueError("a note holds no NUL character")
        return note or None

    @model_validator(mode="after")
    def _complete(self) -> "Decision":
        names = self.verdict in (Verdict.CORRECT, Verdict.ADD)
        if names != (self.replacement is not None):
            raise ValueError(f"{self.verdict.value} {'needs' if names else 'takes no'} replacement")
        if self.claim is None and self.verdict not in (Verdict.NONE, Verdict.CLEAR):
            raise ValueError(f"{self.verdict.value} needs a claim")
        if self.reason is not None and self.verdict is not Verdict.REJECT:
            raise ValueError("only a rejection has a reason")
        if self.verdict is Verdict.ADD and self.seen_version != 0:
            raise ValueError("an addition has seen version 0")
        return self


class Recorded(BaseModel):
    """A decision as it was kept: who made it or which policy, what they had seen, and when it arrived."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Decision
    person: str | None
    policy: str | None = None
    kind: ReviewKind = ReviewKind.REVIEW
    exposure: Exposure = Exposure.ASSISTED
    guideline: int | None = None
    """Version of the guideline in force."""
    received_at: dt.datetime
    sequence: int
    """Place among the item's decisions, in the order of arrival."""


class ClaimAsked(BaseModel):
    """A claim as the rules see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    skill: Skill
    origin: Origin
    by: str | None = None
    """Who added it."""


class Review(BaseModel):
    """One person's work on one item, as the rules see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    kind: ReviewKind = ReviewKind.REVIEW
    finished: bool


class ReviewedClaim(BaseModel):
    """What became of one claim, and who stands behind it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    state: ClaimState
    skill: Skill
    """What is settled: the replacement where it was corrected."""
    level: str | None = None
    reason: Reason | None = None
    spans: tuple[Span, ...] = ()
    """Evidence chosen by a reviewer; empty where the suggested evidence stands."""
    by: tuple[str, ...] = ()
    """Persons whose decisions made it, in order."""
    policy: str | None = None
    varied: tuple[Detail, ...] = ()
    """What those who agree say differently; what the first of them said stands."""


class Settlement(BaseModel):
    """Where an item stands by the rules of review, and what is settled so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: ItemState
    claims: tuple[ReviewedClaim, ...]
    differences: tuple[str, ...] = ()
    """Claims that reviewers disagree about, or that nobody could decide; empty once they are settled."""


def request_hash_source(decision: Decision) -> dict[str, Any]:
    """Give what makes two sendings of one decision the same: all of it but the client's clock."""
    return decision.model_dump(mode="json", exclude={"client_at"})
