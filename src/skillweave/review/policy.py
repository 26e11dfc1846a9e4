"""Lets a policy confirm sure claims, while reviewers who saw the text alone keep showing that it may."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, exists, func, or_, select

from skillweave.domain.intervals import wilson
from skillweave.domain.queue import Policy
from skillweave.domain.review import Decision, Exposure, Origin, Recorded, ReviewKind, Verdict, Via
from skillweave.review.draw import draw
from skillweave.review.kept import FINISHED, ClaimKept, ItemFile, is_intact
from skillweave.review.tables import CLAIM, DECISION, ITEM, ITEM_REVIEW
from skillweave.review.verbs import settled

SHOWN_RATE = 0.2
"""Share of the items with sure claims that a policy leaves to a person: what keeps it honest."""


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """What blind items say of the suggestions of one framework, against the target of a policy."""

    found: int
    """Suggestions that a reviewer had found before seeing them."""
    asked: int
    """Suggestions of items whose reviewers saw the text alone first, and look for this framework unprompted."""
    lower: float
    """Lower 95% bound of unaided precision."""
    target: float

    @property
    def holds(self) -> bool:
        """Tell whether a policy may confirm."""
        return self.asked > 0 and self.lower > self.target


def blind_counts(connection: Connection, tenant: str, queue: str) -> Mapping[str, tuple[int, int]]:
    """Count, by framework, the suggestions that were found blind, and all that could have been.

    Of each blind item its first finished reviewer counts, with the frameworks that they look for unprompted, as in
    `measures.unaided`: a manager is shown the same figure.
    """
    earlier = ITEM_REVIEW.alias("earlier")
    first = ~exists().where(
        earlier.c.tenant_id == tenant,
        earlier.c.item_id == ITEM_REVIEW.c.item_id,
        earlier.c.kind == ReviewKind.REVIEW.value,
        earlier.c.state == FINISHED,
        or_(
            earlier.c.finished < ITEM_REVIEW.c.finished,
            and_(earlier.c.finished == ITEM_REVIEW.c.finished, earlier.c.person_id < ITEM_REVIEW.c.person_id),
        ),
    )
    found = exists().where(
        DECISION.c.tenant_id == tenant,
        DECISION.c.claim_id == CLAIM.c.id,
        DECISION.c.person_id == ITEM_REVIEW.c.person_id,
        DECISION.c.item_id == ITEM.c.id,
        DECISION.c.exposure == Exposure.BLIND.value,
        DECISION.c.verdict == Verdict.CONFIRM.value,
    )
    named, elsewhere = DECISION.alias("named"), ITEM.alias("elsewhere")
    looked = exists().where(
        named.c.tenant_id == tenant,
        named.c.person_id == ITEM_REVIEW.c.person_id,
        named.c.exposure == Exposure.BLIND.value,
        named.c.verdict == Verdict.ADD.value,
        named.c.framework_id == CLAIM.c.framework_id,
        elsewhere.c.tenant_id == tenant,
        elsewhere.c.id == named.c.item_id,
        elsewhere.c.queue_id == queue,
    )
    reviews = and_(ITEM_REVIEW.c.tenant_id == ITEM.c.tenant_id, ITEM_REVIEW.c.item_id == ITEM.c.id)
    claims = and_(CLAIM.c.tenant_id == ITEM.c.tenant_id, CLAIM.c.item_id == ITEM.c.id)
    rows = connection.execute(
        select(CLAIM.c.framework_id, func.count(), func.count().filter(found))
        .select_from(ITEM.join(ITEM_REVIEW, reviews).join(CLAIM, claims))
        .where(
            ITEM.c.tenant_id == tenant,
            ITEM.c.queue_id == queue,
            ITEM.c.blind,
            ITEM_REVIEW.c.kind == ReviewKind.REVIEW.value,
            ITEM_REVIEW.c.state == FINISHED,
            first,
            ITEM_REVIEW.c.revealed_at.is_not(None),
            CLAIM.c.origin == Origin.SUGGESTED.value,
            looked,
        )
        .group_by(CLAIM.c.framework_id)
    )
    return {framework: (good, asked) for framework, asked, good in rows}


def case_for(connection: Connection, tenant: str, queue: str, framework: str, target: float) -> PolicyCase:
    """Say what blind items make of a policy."""
    found, asked = blind_counts(connection, tenant, queue).get(framework, (0, 0))
    return PolicyCase(found, asked, wilson(found, asked)[0], target)


def applied(file: ItemFile, policy: Policy, now: dt.datetime) -> ItemFile:
    """Confirm the sure claims of an item that nobody has worked on.

    Items that measure something are left to people: blind ones, those that are reviewed twice, and every fifth.
    """
    sure = [claim for claim in file.claims if _is_sure(file, claim, policy)]
    measured = file.item.blind or file.item.double or draw(file.rules.seed, "policy", file.item.id, SHOWN_RATE)
    if not sure or measured or file.reviews or file.decisions:
        return file
    made = tuple(
        Recorded(
            decision=Decision(
                id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{claim.id}\x1f{policy.id}\x1f{claim.version}")),
                item=file.item.id,
                claim=claim.id,
                verdict=Verdict.CONFIRM,
                seen_version=claim.version,
                via=Via.POLICY,
            ),
            person=None,
            policy=policy.id,
            exposure=Exposure.ASSISTED,
            guideline=file.guideline,
            received_at=now,
            sequence=place,
        )
        for place, claim in enumerate(sure, start=1)
    )
    changed = {claim.id: replace(claim, version=claim.version + 1) for claim in sure}
    return settled(replace(file.with_claims(changed), decisions=made), now)


def _is_sure(file: ItemFile, claim: ClaimKept, policy: Policy) -> bool:
    return (
        claim.origin is Origin.SUGGESTED
        and claim.skill.framework == policy.framework
        and claim.confidence is not None
        and claim.confidence >= policy.at_least
        and is_intact(claim, file.item)
    )
