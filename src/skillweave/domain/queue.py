"""What stands in a review queue: the rules of a queue, what comes in, and what a reviewer is shown."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Kind
from skillweave.domain.review import ClaimState, Exposure, ItemState, Origin, Recorded, ReviewedClaim, ReviewKind, Skill

Rate = Annotated[float, Field(ge=0, le=1)]

LEASE = dt.timedelta(minutes=20)
"""How long an item stays with a reviewer who does nothing."""


class Role(StrEnum):
    """What a person may do, each more than the one before."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    MANAGER = "manager"
    ADMIN = "admin"

    def covers(self, other: "Role") -> bool:
        """Tell whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)

    def capped(self, other: "Role") -> "Role":
        """Give the lower of two roles: what a person's role in the tenant leaves of their role in a queue."""
        return other if self.covers(other) else self


class Policy(BaseModel):
    """Confirms claims of one framework from a confidence on, while unaided precision is shown to be high enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    framework: str
    at_least: Rate
    target: Annotated[float, Field(ge=0.5, le=1)] = 0.95
    """The lower 95% bound of unaided precision must lie above it."""


class QueueRules(BaseModel):
    """How a queue is worked; a change of them goes to the audit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reviews_required: Annotated[int, Field(ge=1, le=3)] = 1
    irr_rate: Rate = 0.10
    """Share of items that get a second review, to measure agreement."""
    blind_rate: Rate = 0.05
    catch_rate: Rate = 0.02
    order_by: Literal["text", "uncertain"] = "text"
    random_slice: Rate = 0.10
    """Share of items drawn at random where the order is by uncertainty."""
    show_confidence: bool = True
    reason_required: bool = False
    """Whether an adjudicator has to give a reason for a rejection."""
    policy: Policy | None = None
    seed: int = 0
    keep_texts_until: dt.date | None = None


class Member(BaseModel):
    """A person in a queue: what for, and which items they are offered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    role: Role
    languages: tuple[str, ...] = ()
    """Only items in these, and those whose language nobody told; all where it is empty."""
    frameworks: tuple[str, ...] = ()
    """Only items with claims of these; all where it is empty."""


class NewClaim(BaseModel):
    """A claim as the pipeline hands it over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    skill: Skill
    framework_version: str
    label: str
    parents: tuple[str, ...] = ()
    kind: Kind
    evidence: tuple[Evidence, ...]
    confidence: float | None = None
    rank: int | None = None
    flags: tuple[str, ...] = ()
    provenance: Mapping[str, str] = Field(default_factory=dict)


class NewItem(BaseModel):
    """A learner's text with what was suggested for it; no claims is a result, an error is another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    experience: str
    text: str
    title: str = ""
    language: str = ""
    learner: str | None = None
    claims: tuple[NewClaim, ...] = ()
    error: str | None = None


class RunMade(BaseModel):
    """Which translation the items come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    config_hash: str
    provenance: Mapping[str, str] = Field(default_factory=dict)


class Added(BaseModel):
    """What `add` did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: int
    known: int
    """Already there from the same run: nothing was changed."""
    earlier: int
    """Already in the queue from another run: left as they are."""
    claims: int


class ClaimShown(BaseModel):
    """A claim as one person may see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    skill: Skill
    framework_version: str
    label: str
    parents: tuple[str, ...]
    kind: Kind
    origin: Origin
    """Never `catch`: who is shown a planted claim sees it as suggested."""
    evidence: tuple[Evidence, ...]
    chosen: bool = False
    """Whether this person chose the evidence."""
    intact: bool
    """False where a quote is not what stands in the text: the claim cannot be confirmed as it is."""
    confidence: float | None
    rank: int | None
    flags: tuple[str, ...]
    link_group: str | None
    """The same for claims of several frameworks on the same words."""
    version: int
    state: ClaimState
    """As this person decided it; `suggested` where they have not."""
    replacement: Skill | None = None
    replacement_label: str | None = None
    level: str | None = None
    reason: str | None = None
    note: str | None = None
    decision: str | None = None
    """Id of this person's decision in force: what an undo supersedes."""
    by_policy: str | None = None


class ItemShown(BaseModel):
    """An item as one person may see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    queue: str
    experience: str
    title: str
    text: str
    language: str
    state: ItemState
    kind: ReviewKind
    blind: bool
    """The text first: suggestions are held back until `revealed`."""
    revealed: bool
    finished: bool
    lease_token: str | None
    lease_until: dt.datetime | None
    claims: tuple[ClaimShown, ...]
    error: str | None = None


class Opinion(BaseModel):
    """What one reviewer who has finished holds of one claim; `recorded` is None where they did not add it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    pseudonym: str
    state: ClaimState
    recorded: Recorded | None


class ClaimOpinions(BaseModel):
    """What the reviewers of an item hold of one claim, and whether that has to be settled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    differs: bool
    opinions: tuple[Opinion, ...]


class NothingLeft(StrEnum):
    """Why there is no next item."""

    EMPTY = "empty"
    ALL_DONE = "all_done"
    ALL_HELD = "all_held"
    SEEN_REST = "seen_rest"
    FILTERED = "filtered"


class Next(BaseModel):
    """The next item's id and lease, or why there is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str | None
    lease_token: str | None = None
    lease_until: dt.datetime | None = None
    code: NothingLeft | None = None
    free_at: dt.datetime | None = None
    """When the next held item frees up at the latest."""
    waiting: int = 0
    """Items that are held, or that need another person."""


class Answer(BaseModel):
    """What became of a decision that was kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: str
    claim: str | None
    version: int
    state: ClaimState | None
    lease_until: dt.datetime | None
    undecided: int
    """Claims of the item that this person has not decided yet."""


class Finished(BaseModel):
    """What became of an item that a person finished."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    state: ItemState
    claims: tuple[ReviewedClaim, ...]
    caught: tuple[str, ...] = ()
    """Labels of planted claims in the item; told to the reviewer once it is finished."""


class SettledClaim(BaseModel):
    """A claim of a final item with all that a record or a labelled sample needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: ReviewedClaim
    suggested: Skill | None
    """What the pipeline had suggested; None for an addition."""
    label: str
    """Name of the settled skill."""
    framework_version: str
    evidence: tuple[Evidence, ...]
    """The reviewer's choice, else the suggested evidence."""
    confidence: float | None
    exposures: tuple[Exposure, ...]
    decided_at: dt.datetime | None
    provenance: Mapping[str, str]


class SettledItem(BaseModel):
    """A final item: what leaves the queue as a record or a labelled sample."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    queue: str
    run: str
    experience: str
    learner: str | None
    text: str
    language: str
    blind: bool
    reviewers: tuple[str, ...]
    guideline: int | None
    finished_at: dt.datetime
    claims: tuple[SettledClaim, ...]
    judged: tuple[str, ...] = ()
    """Frameworks that the reviewers of a blind item looked for before suggestions were shown."""
