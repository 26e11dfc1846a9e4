"""Rows of the lists that pages, the REST API and reports show: plain values, already narrowed to who asks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import NothingLeft, QueueRules, Role
from skillweave.domain.review import Skill


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue as one person finds it: how far it is, and whether there is something for them to do.

    Attributes:
        role: What this person may do in it.
        open: Items that wait for a first or another review.
        adjudication: Items that wait for an adjudicator.
        held: Items of others with a lease that runs.
        mine: Items that this person finished.
        left: Items that wait for this person or for others like them: not those in which they have had their part.
        holding: Id of the item that this person holds.
        blocked: Why there is nothing to take; None where there is.
        waiting: Open items that this person cannot take now.
        free_at: When the first of the held items frees up at the latest.
    """

    id: str
    name: str
    state: str
    rules: QueueRules
    guideline: int | None
    role: Role
    total: int
    open: int
    adjudication: int
    final: int
    failed: int
    held: int
    holders: int
    mine: int
    left: int
    holding: str | None
    blocked: NothingLeft | None
    waiting: int
    free_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A decision in force: who said what, when, of which version, under which guideline."""

    id: str
    reviewer: str
    """Pseudonym; `policy:<id>` where no person decided."""
    kind: str
    verdict: str
    reason: str | None
    replacement: Skill | None
    level: str | None
    exposure: str
    via: str
    version: int
    guideline: int | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with what was said of it."""

    id: str
    item: str
    experience: str
    title: str
    run: str
    skill: Skill
    framework_version: str
    label: str
    origin: str
    state: str
    version: int
    confidence: float | None
    quotes: tuple[str, ...]
    said: tuple[Said, ...]
    place: int
    run_id: str
    final: bool
    """Whether its item is final: then there is a record to read."""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as it was kept; it holds no text."""

    said: Said
    sequence: int
    item: str
    claim: str | None
    queue: str
    spans: tuple[tuple[int, int], ...]
    gap: bool
    supersedes: str | None
    new_version: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What somebody changed in the queues, members and rules."""

    id: str
    at: dt.datetime
    actor: str
    action: str
    about: str
    """Id of what was changed."""
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of a queue, or one who could become a member."""

    person: str
    display_name: str
    pseudonym: str
    person_role: Role
    role: Role | None
    languages: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """An item that somebody holds."""

    item: str
    experience: str
    title: str
    person: str
    display_name: str
    until: dt.datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class FinalRow:
    """A final item, whose record can be read."""

    item: str
    experience: str
    title: str
    final_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """An item that reviewers disagree about, or could not decide."""

    item: str
    experience: str
    title: str
    reviewers: tuple[str, ...]
    held: bool


@dataclass(frozen=True, slots=True)
class GapRow:
    """A claim for which the guideline says nothing."""

    at: dt.datetime
    item: str
    claim: str | None
    label: str
    skill: Skill | None
    guideline: int | None
    note: str


@dataclass(frozen=True, slots=True)
class GuidelineRow:
    """One version of a queue's guideline."""

    version: int
    markdown: str
    author: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class RecordClaim:
    """A confirmed skill as the learner sees it; neither confidence nor what the pipeline suggested."""

    skill: Skill
    label: str
    parents: tuple[str, ...]
    level: str | None
    evidence: tuple[Evidence, ...]
    confirmed_at: dt.datetime | None
    confirmed_by: str
    """By role: `reviewer`, `reviewers`, `adjudicator` or `rule`."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is settled of one text."""

    item: str
    queue: str
    experience: str
    title: str
    text: str
    language: str
    learner: str | None
    final_at: dt.datetime | None
    erased: bool
    claims: tuple[RecordClaim, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ExportRow:
    """What left the queue, and when."""

    at: dt.datetime
    actor: str
    format: str
    items: int
    sha256: str
