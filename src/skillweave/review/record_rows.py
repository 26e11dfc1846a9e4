"""What is settled of a learner's texts: confirmed skills only, with the words that show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from skillweave.domain.claim import Evidence
from skillweave.domain.review import ClaimState, ItemState, Origin, ReviewKind, Skill, Verdict
from skillweave.review.rows import Record, RecordClaim
from skillweave.review.tables import CLAIM, CURRENT, DECISION, EVIDENCE, ITEM

_SHOWN = {
    ClaimState.CONFIRMED.value: (Verdict.CONFIRM.value, Verdict.ADD.value),
    ClaimState.CORRECTED.value: (Verdict.CORRECT.value,),
}
"""States of claims that a record shows, and the verdicts that lead there."""


def record_of(connection: Connection, tenant: str, item: str) -> Record | None:
    """Give what is settled of one text; None where there is no such item."""
    found = _records(connection, tenant, ITEM.c.id == item)
    return found[0] if found else None


def learner_of(connection: Connection, tenant: str, queue: str, learner: str) -> tuple[Record, ...]:
    """Give what is settled of all texts of one learner in one queue, in the order of the log's ids."""
    return _records(connection, tenant, and_(ITEM.c.queue_id == queue, ITEM.c.learner_id == learner))


def _records(connection: Connection, tenant: str, wanted: ColumnElement[bool]) -> tuple[Record, ...]:
    query = select(ITEM).where(ITEM.c.tenant_id == tenant, wanted).order_by(ITEM.c.experience_id, ITEM.c.run_id)
    items = connection.execute(query).all()
    final = [one.id for one in items if one.state == ItemState.FINAL.value]
    claims = _claims(connection, tenant, final)
    return tuple(
        Record(
            item=one.id,
            queue=one.queue_id,
            experience=one.experience_id,
            title=one.title,
            text=one.text,
            language=one.language,
            learner=one.learner_id,
            final_at=one.final_at if one.state == ItemState.FINAL.value else None,
            erased=one.erased_at is not None,
            claims=_told(one, claims.get(one.id, ())),
        )
        for one in items
    )


Decided = tuple[Row[Any], Sequence[Row[Any]], Sequence[Evidence]]
"""A claim, the decisions in force that made it, and its own evidence."""


def _claims(connection: Connection, tenant: str, items: Sequence[str]) -> Mapping[str, list[Decided]]:
    query = (
        select(CLAIM)
        .where(
            CLAIM.c.tenant_id == tenant,
            CLAIM.c.item_id.in_(items),
            CLAIM.c.origin != Origin.CATCH.value,
            CLAIM.c.state.in_(_SHOWN),
        )
        .order_by(CLAIM.c.item_id, CLAIM.c.place, CLAIM.c.id)
    )
    claims = connection.execute(query).all()
    ids = [one.id for one in claims]
    made, quotes = _decisions(connection, tenant, ids), _evidence(connection, tenant, ids)
    found: dict[str, list[Decided]] = defaultdict(list)
    for one in claims:
        found[one.item_id].append((one, made.get(one.id, ()), quotes.get(one.id, ())))
    return found


def _decisions(connection: Connection, tenant: str, claims: Sequence[str]) -> Mapping[str, list[Row[Any]]]:
    in_force = and_(CURRENT.c.tenant_id == DECISION.c.tenant_id, CURRENT.c.decision_id == DECISION.c.id)
    query = (
        select(DECISION)
        .select_from(DECISION.join(CURRENT, in_force))
        .where(DECISION.c.tenant_id == tenant, DECISION.c.claim_id.in_(claims))
        .order_by(DECISION.c.sequence)
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for one in connection.execute(query):
        found[one.claim_id].append(one)
    return found


def _evidence(connection: Connection, tenant: str, claims: Sequence[str]) -> Mapping[str, list[Evidence]]:
    query = (
        select(EVIDENCE)
        .where(EVIDENCE.c.tenant_id == tenant, EVIDENCE.c.claim_id.in_(claims))
        .order_by(EVIDENCE.c.claim_id, EVIDENCE.c.place)
    )
    found: dict[str, list[Evidence]] = defaultdict(list)
    for one in connection.execute(query):
        found[one.claim_id].append(Evidence(start=one.start, end=one.end, quote=one.quote))
    return found


def _told(item: Row[Any], claims: Sequence[Decided]) -> tuple[RecordClaim, ...]:
    """Make one entry a skill, with all words that show it."""
    told: dict[tuple[str, str], RecordClaim] = {}
    for claim, decisions, own in claims:
        one = _entry(item, claim, decisions, own)
        before = told.get((one.skill.framework, one.skill.code))
        if before is not None:
            more = tuple(quote for quote in one.evidence if quote not in before.evidence)
            one = RecordClaim(
                skill=before.skill,
                label=before.label or one.label,
                parents=before.parents or one.parents,
                level=before.level or one.level,
                evidence=(*before.evidence, *more),
                confirmed_at=before.confirmed_at,
                confirmed_by=before.confirmed_by,
                guideline=before.guideline,
            )
        told[one.skill.framework, one.skill.code] = one
    return tuple(told.values())


def _entry(item: Row[Any], claim: Row[Any], decisions: Sequence[Row[Any]], own: Sequence[Evidence]) -> RecordClaim:
    made = [one for one in decisions if one.verdict in _SHOWN[claim.state]]
    settled = [one for one in made if one.kind == ReviewKind.ADJUDICATION.value] or made
    first = settled[0] if settled else None
    skill = Skill(framework=claim.framework_id, code=claim.code)
    if claim.state == ClaimState.CORRECTED.value and first is not None:
        skill = Skill(framework=first.framework_id, code=first.code)
    same = skill.code == claim.code and skill.framework == claim.framework_id
    return RecordClaim(
        skill=skill,
        label=claim.label if same else "",
        parents=tuple(claim.parents) if same else (),
        level=first.level if first else None,
        evidence=_chosen(item, first) or tuple(own),
        confirmed_at=first.received_at if first else None,
        confirmed_by=_by(settled),
        guideline=first.guideline if first else None,
    )


def _chosen(item: Row[Any], decision: Row[Any] | None) -> tuple[Evidence, ...]:
    spans = decision.spans if decision is not None else ()
    return tuple(
        Evidence(start=one["start"], end=one["end"], quote=item.text[one["start"] : one["end"]]) for one in spans
    )


def _by(settled: Sequence[Row[Any]]) -> str:
    if not settled or settled[0].person_id is None:
        return "rule"
    if settled[0].kind == ReviewKind.ADJUDICATION.value:
        return "adjudicator"
    return "reviewers" if len({one.person_id for one in settled}) > 1 else "reviewer"
