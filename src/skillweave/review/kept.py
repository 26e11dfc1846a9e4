"""An item with all that is kept about it, as plain values: what the rules read and give back changed."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Kind
from skillweave.domain.queue import LEASE, QueueRules
from skillweave.domain.review import ClaimState, ItemState, Origin, Recorded, ReviewKind, Skill, SkipReason

WORKING, FINISHED, SKIPPED = "working", "finished", "skipped"
"""Where one person's review of one item stands."""

_LONGEST_PAUSE = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ClaimKept:
    """A claim under review."""

    id: str
    skill: Skill
    framework_version: str
    label: str
    parents: tuple[str, ...]
    kind: Kind
    origin: Origin
    evidence: tuple[Evidence, ...]
    provenance: Mapping[str, str]
    place: int
    state: ClaimState
    version: int = 1
    added_by: str | None = None
    rank: int | None = None
    confidence: float | None = None
    flags: tuple[str, ...] = ()
    link_group: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewKept:
    """One person's review, or adjudication, of one item."""

    person: str
    pseudonym: str
    kind: ReviewKind
    state: str
    started: dt.datetime
    last_seen: dt.datetime
    skip_reason: SkipReason | None = None
    revealed_at: dt.datetime | None = None
    finished: dt.datetime | None = None
    """When they last finished; stays where they went on afterwards: `state` says whether they are done."""
    active_seconds: float = 0.0

    def seen(self, now: dt.datetime) -> "ReviewKept":
        """Note that the person did something; a long pause counts as a short one."""
        pause = min(max(now - self.last_seen, dt.timedelta()), _LONGEST_PAUSE)
        return replace(self, last_seen=now, active_seconds=self.active_seconds + pause.total_seconds())


@dataclass(frozen=True, slots=True)
class ItemKept:
    """A learner's text in a queue."""

    id: str
    queue: str
    run: str
    experience: str
    learner: str | None
    text: str
    text_sha256: str
    length: int
    language: str
    title: str
    error: str | None
    state: ItemState
    priority: float
    frameworks: tuple[str, ...]
    blind: bool
    double: bool
    created: dt.datetime
    lease_by: str | None = None
    lease_until: dt.datetime | None = None
    lease_token: str | None = None
    final_at: dt.datetime | None = None
    erased_at: dt.datetime | None = None

    def held_by(self, now: dt.datetime) -> str | None:
        """Name the person who holds the item; the last instant of a lease still counts."""
        return self.lease_by if self.lease_until is not None and self.lease_until >= now else None

    def leased(self, person: str, now: dt.datetime, token: str) -> "ItemKept":
        """Hold the item for a person."""
        return replace(self, lease_by=person, lease_until=now + LEASE, lease_token=token)

    def free(self) -> "ItemKept":
        """Hold the item for nobody."""
        return replace(self, lease_by=None, lease_until=None, lease_token=None)


@dataclass(frozen=True, slots=True)
class ItemFile:
    """An item, the rules of its queue, and everything that happened to it."""

    item: ItemKept
    rules: QueueRules
    guideline: int | None
    claims: tuple[ClaimKept, ...] = ()
    reviews: tuple[ReviewKept, ...] = ()
    decisions: tuple[Recorded, ...] = ()

    def claim(self, name: str | None) -> ClaimKept | None:
        """Find a claim by its id."""
        return next((claim for claim in self.claims if claim.id == name), None)

    def review(self, person: str) -> ReviewKept | None:
        """Find a person's review."""
        return next((review for review in self.reviews if review.person == person), None)

    def with_review(self, review: ReviewKept) -> "ItemFile":
        """Put a review in the place of the same person's former one."""
        others = [one for one in self.reviews if one.person != review.person]
        return replace(self, reviews=(*others, review))

    def with_claims(self, changed: Mapping[str, ClaimKept]) -> "ItemFile":
        """Put changed claims in the place of the former ones."""
        return replace(self, claims=tuple(changed.get(claim.id, claim) for claim in self.claims))


def text_hash(text: str) -> str:
    """Hash a text exactly as it was written."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(claim: ClaimKept, item: ItemKept) -> bool:
    """Tell whether all quotes of a claim stand in the text where they are said to stand."""
    return bool(claim.evidence) and all(
        0 <= one.start < one.end <= len(item.text) and item.text[one.start : one.end] == one.quote
        for one in claim.evidence
    )
