"""What the REST API answers with, described for its readers; made from rows and figures."""

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.band import Band, band_of
from skillweave.domain.queue import NothingLeft, QueueRules, Role
from skillweave.domain.review import ItemState, Skill
from skillweave.review import agreement as agreeing
from skillweave.review import figures as figuring
from skillweave.review import measures
from skillweave.review.cursors import Page
from skillweave.review.rows import ClaimRow, DecisionRow, QueueRow, Said


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(BaseModel):
    """A problem document (RFC 9457); `code` is the contract, `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    about: dict[str, object] | None = None


class QueueAnswer(_Model):
    """A queue as the token's owner finds it."""

    id: str
    name: str
    state: str
    role: Role = Field(description="What the owner may do in it.")
    rules: QueueRules
    guideline: int | None = Field(description="Version of the guideline in force.")
    total: int
    open: int
    adjudication: int
    final: int
    failed: int = Field(description="Items whose translation failed.")
    held: int = Field(description="Items that others hold now.")
    mine: int = Field(description="Items that the owner finished.")
    holding: str | None = Field(description="Id of the item that the owner holds.")
    blocked: NothingLeft | None = Field(description="Why there is nothing to take; null where there is.")
    free_at: dt.datetime | None = Field(description="When the next held item frees up at the latest.")


class QueuesAnswer(_Model):
    """All queues that the token's owner may see."""

    queues: tuple[QueueAnswer, ...]


class SaidAnswer(_Model):
    """A decision; who made it stands there by pseudonym."""

    id: str
    reviewer: str
    kind: str
    verdict: str
    reason: str | None
    replacement: Skill | None
    level: str | None
    exposure: str
    via: str
    version: int = Field(description="Version of the claim that the decision made.")
    guideline: int | None
    at: dt.datetime


class ClaimAnswer(_Model):
    """A claim with the decisions in force on it."""

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
    band: Band = Field(description="Confidence as a word; `none` where it is not calibrated.")
    quotes: tuple[str, ...]
    decisions: tuple[SaidAnswer, ...]


class ClaimsAnswer(_Model):
    """A page of claims."""

    claims: tuple[ClaimAnswer, ...]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")


class DecisionAnswer(_Model):
    """A decision as it was kept; without any text."""

    decision: SaidAnswer
    sequence: int = Field(description="Place among the item's decisions.")
    item: str
    claim: str | None
    queue: str
    spans: tuple[tuple[int, int], ...] = Field(description="Start and end in code points.")
    gap: bool
    supersedes: str | None


class DecisionsAnswer(_Model):
    """A page of decisions in the order of their arrival."""

    decisions: tuple[DecisionAnswer, ...]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")


class CompetencyAnswer(_Model):
    """A competency that fits what was typed."""

    framework: str
    code: str
    label: str
    parents: tuple[str, ...]
    description: str


class CompetenciesAnswer(_Model):
    """Competencies, the best first."""

    competencies: tuple[CompetencyAnswer, ...]
    more: int = Field(description="Others that fit and are not listed.")


class ShareAnswer(_Model):
    """So many of so many, with its Wilson 95% interval."""

    good: int
    count: int
    value: float | None
    low: float
    high: float


class RateAnswer(_Model):
    """How often suggestions of a framework and a band of confidence are confirmed."""

    framework: str
    band: Band
    confidence: float | None = Field(description="Mean confidence.")
    share: ShareAnswer
    unsure: int


class PaceAnswer(_Model):
    """How fast people decide; null where no time was measured."""

    items: int
    claims: int
    hours: float
    claims_per_hour: float | None
    seconds_per_claim: float | None


class UnaidedAnswer(_Model):
    """Suggestions by the eyes of people who had not seen them."""

    items: int
    without_findings: int
    passed_over: int = Field(
        description="Suggestions left out, for the reviewer never named a skill of their framework by themselves."
    )
    outside: int = Field(description="Findings left out, for the text was not translated over their framework.")
    precision: ShareAnswer
    recall: ShareAnswer


class MetricsAnswer(_Model):
    """A queue's figures with their n."""

    items: int = Field(description="Items that the figures are over: those worked on last.")
    left_out: int = Field(description="Items worked on earlier, which are left out.")
    reviewers: int
    pace: PaceAnswer
    by_day: dict[str, PaceAnswer]
    rates: tuple[RateAnswer, ...]
    reasons: dict[str, int] = Field(description="Rejections by reason; `none` holds those without one.")
    unaided: UnaidedAnswer
    unaided_by: dict[str, UnaidedAnswer] = Field(description="By framework.")
    catch: ShareAnswer | None = Field(description="Planted claims that were confirmed; for managers only.")
    conflicts: ShareAnswer
    ended_leases: int


class CoefficientAnswer(_Model):
    """A figure of agreement; null with the reason in `words` where it is undefined."""

    value: float | None
    low: float | None
    high: float | None
    words: str


class AgreementAnswer(_Model):
    """How far first, independent reviews agree."""

    items: int
    units: int
    pairs: int
    persons: int
    raw: CoefficientAnswer
    ac1: CoefficientAnswer
    alpha: CoefficientAnswer
    overlap: CoefficientAnswer
    fleiss: CoefficientAnswer


class LeaseAnswer(_Model):
    """How long an item stays with the token's owner."""

    item: str
    lease_until: dt.datetime


class FinishedAnswer(_Model):
    """What became of an item that the token's owner finished; what others said of it stays out."""

    item: str
    state: ItemState
    caught: tuple[str, ...] = Field(description="Labels of the planted claims in it.")


class DoneAnswer(_Model):
    """What was asked is so, now or since an earlier call."""

    item: str


def queue_answer(row: QueueRow) -> QueueAnswer:
    """Answer with a queue."""
    return QueueAnswer(**{name: getattr(row, name) for name in QueueAnswer.model_fields})


def claims_answer(found: Page[ClaimRow]) -> ClaimsAnswer:
    """Answer with a page of claims."""
    return ClaimsAnswer(claims=tuple(_claim(row) for row in found.rows), next=found.next)


def _claim(row: ClaimRow) -> ClaimAnswer:
    own = {name: getattr(row, name) for name in ClaimAnswer.model_fields if name not in ("band", "decisions")}
    return ClaimAnswer(**own, band=band_of(row.confidence), decisions=tuple(_said(one) for one in row.said))


def _said(one: Said) -> SaidAnswer:
    return SaidAnswer(**{name: getattr(one, name) for name in SaidAnswer.model_fields})


def decisions_answer(found: Page[DecisionRow]) -> DecisionsAnswer:
    """Answer with a page of decisions."""
    rows = tuple(
        DecisionAnswer(
            decision=_said(row.said),
            sequence=row.sequence,
            item=row.item,
            claim=row.claim,
            queue=row.queue,
            spans=row.spans,
            gap=row.gap,
            supersedes=row.supersedes,
        )
        for row in found.rows
    )
    return DecisionsAnswer(decisions=rows, next=found.next)


def metrics_answer(found: figuring.Figures, *, manages: bool) -> MetricsAnswer:
    """Answer with figures; what only managers are told is left out for others."""
    return MetricsAnswer(
        items=found.items,
        left_out=found.left_out,
        reviewers=found.reviewers,
        pace=_pace(found.pace),
        by_day={day.isoformat(): _pace(one) for day, one in found.by_day.items()},
        rates=tuple(
            RateAnswer(
                framework=one.framework,
                band=one.band,
                confidence=one.confidence,
                share=_share(one.share),
                unsure=one.unsure,
            )
            for one in found.rates
        ),
        reasons={reason.value if reason is not None else "none": count for reason, count in found.reasons.items()},
        unaided=_unaided(found.unaided),
        unaided_by={framework: _unaided(one) for framework, one in found.unaided_by.items()},
        catch=_share(found.catch) if manages else None,
        conflicts=_share(found.conflicts),
        ended_leases=found.ended_leases,
    )


def agreement_answer(found: agreeing.Agreement) -> AgreementAnswer:
    """Answer with agreement; pairs of persons stay on the page for managers."""
    counts = {name: getattr(found, name) for name in ("items", "units", "pairs", "persons")}
    names = ("raw", "ac1", "alpha", "overlap", "fleiss")
    return AgreementAnswer(**counts, **{name: _coefficient(getattr(found, name)) for name in names})


def _coefficient(one: agreeing.Coefficient) -> CoefficientAnswer:
    return CoefficientAnswer(value=one.value, low=one.low, high=one.high, words=one.words)


def _share(one: measures.Share) -> ShareAnswer:
    return ShareAnswer(good=one.good, count=one.count, value=one.value, low=one.low, high=one.high)


def _pace(one: measures.Pace) -> PaceAnswer:
    return PaceAnswer(**{name: getattr(one, name) for name in PaceAnswer.model_fields})


def _unaided(one: measures.Unaided) -> UnaidedAnswer:
    return UnaidedAnswer(
        items=one.items,
        without_findings=one.without_findings,
        passed_over=one.passed_over,
        outside=one.outside,
        precision=_share(one.precision),
        recall=_share(one.recall),
    )
