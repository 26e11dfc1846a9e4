"""Writes what has changed about an item into the database, and nothing else."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import Answer
from skillweave.domain.review import Decision, Recorded
from skillweave.errors import ConflictError
from skillweave.review.checks import MOVED_ON
from skillweave.review.kept import ClaimKept, ItemFile, ItemKept, ReviewKept
from skillweave.review.loading import join_frameworks
from skillweave.review.sight import in_force
from skillweave.review.tables import CLAIM, CURRENT, DECISION, EVIDENCE, ITEM, ITEM_REVIEW, NOTE
from skillweave.review.verbs import request_hash

NOBODY = "-"
"""Stands in `current` for a policy, and for the item as a whole."""

Columns = dict[str, Any]  # a row: the tables know the types


def save(
    connection: Connection,
    tenant: str,
    before: ItemFile,
    after: ItemFile,
    answer: Answer | None = None,
    sent: Decision | None = None,
) -> None:
    """Write the difference between two states of an item.

    Args:
        connection: Inside a transaction that has locked the item.
        tenant: Whose item it is.
        before: As it was read.
        after: As it shall be.
        answer: What the person is told about the last decision; kept with it, to be told again.
        sent: The last decision as it came: what a second sending is compared with.

    Raises:
        ConflictError: Somebody changed a claim since it was read; the transaction must be rolled back.
    """
    _save_claims(connection, tenant, before, after)
    _save_reviews(connection, tenant, before, after)
    if after.item != before.item:
        of_item = (ITEM.c.tenant_id == tenant, ITEM.c.id == after.item.id)
        connection.execute(update(ITEM).where(*of_item).values(_changing(after.item)))
    fresh = after.decisions[len(before.decisions) :]
    if fresh:
        *others, last = fresh
        rows = [*(decision_row(tenant, one, None) for one in others), decision_row(tenant, last, answer, sent)]
        connection.execute(insert(DECISION), rows)
        notes = [
            {"tenant_id": tenant, "decision_id": one.decision.id, "text": one.decision.note}
            for one in fresh
            if one.decision.note is not None
        ]
        if notes:
            connection.execute(insert(NOTE), notes)
        _save_current(connection, tenant, after, fresh)


def _changing(item: ItemKept) -> Columns:
    return {
        "state": item.state.value,
        "lease_by": item.lease_by,
        "lease_until": item.lease_until,
        "lease_token": item.lease_token,
        "final_at": item.final_at,
    }


def _save_claims(connection: Connection, tenant: str, before: ItemFile, after: ItemFile) -> None:
    former = {claim.id: claim for claim in before.claims}
    for claim in after.claims:
        if claim.id not in former:
            _insert_claim(connection, tenant, after.item.id, claim)
        elif claim != former[claim.id]:
            changed = connection.execute(
                update(CLAIM)
                .where(
                    CLAIM.c.tenant_id == tenant,
                    CLAIM.c.id == claim.id,
                    CLAIM.c.item_id == after.item.id,
                    CLAIM.c.version == former[claim.id].version,
                )
                .values(state=claim.state.value, version=claim.version)
            )
            if changed.rowcount != 1:
                raise ConflictError("moved_on", MOVED_ON)


def _insert_claim(connection: Connection, tenant: str, item: str, claim: ClaimKept) -> None:
    taken = connection.execute(select(CLAIM.c.id).where(CLAIM.c.tenant_id == tenant, CLAIM.c.id == claim.id)).first()
    if taken is not None:
        raise ConflictError("id_reused", "there is a claim with this id already")
    connection.execute(insert(CLAIM), claim_row(tenant, item, claim))
    rows = evidence_rows(tenant, claim.id, claim.evidence)
    if rows:
        connection.execute(insert(EVIDENCE), rows)


def claim_row(tenant: str, item: str, claim: ClaimKept) -> Columns:
    """Write a claim as its row."""
    return {
        "tenant_id": tenant,
        "id": claim.id,
        "item_id": item,
        "framework_id": claim.skill.framework,
        "framework_version": claim.framework_version,
        "code": claim.skill.code,
        "label": claim.label,
        "parents": list(claim.parents),
        "kind": claim.kind.value,
        "origin": claim.origin.value,
        "added_by": claim.added_by,
        "rank": claim.rank,
        "confidence": claim.confidence,
        "flags": list(claim.flags),
        "link_group": claim.link_group,
        "provenance": dict(claim.provenance),
        "place": claim.place,
        "state": claim.state.value,
        "version": claim.version,
    }


def evidence_rows(tenant: str, claim: str, evidence: tuple[Evidence, ...]) -> list[Columns]:
    """Write a claim's evidence as its rows."""
    return [
        {"tenant_id": tenant, "claim_id": claim, "place": place, "start": one.start, "end": one.end, "quote": one.quote}
        for place, one in enumerate(evidence)
    ]


def item_row(tenant: str, item: ItemKept) -> Columns:
    """Write an item as its row."""
    return _changing(item) | {
        "tenant_id": tenant,
        "id": item.id,
        "queue_id": item.queue,
        "run_id": item.run,
        "experience_id": item.experience,
        "learner_id": item.learner,
        "text": item.text,
        "text_sha256": item.text_sha256,
        "length": item.length,
        "language": item.language,
        "title": item.title,
        "error": item.error,
        "priority": item.priority,
        "frameworks": join_frameworks(item.frameworks),
        "blind": item.blind,
        "double": item.double,
        "created": item.created,
        "erased_at": item.erased_at,
    }


def _save_reviews(connection: Connection, tenant: str, before: ItemFile, after: ItemFile) -> None:
    former = {review.person: review for review in before.reviews}
    for review in after.reviews:
        if review == former.get(review.person):
            continue
        row = review_row(tenant, after.item.id, review)
        if review.person not in former:
            connection.execute(insert(ITEM_REVIEW), row)
            continue
        own = (
            ITEM_REVIEW.c.tenant_id == tenant,
            ITEM_REVIEW.c.item_id == after.item.id,
            ITEM_REVIEW.c.person_id == review.person,
        )
        connection.execute(update(ITEM_REVIEW).where(*own).values(row))


def review_row(tenant: str, item: str, review: ReviewKept) -> Columns:
    """Write a person's review as its row."""
    return {
        "tenant_id": tenant,
        "item_id": item,
        "person_id": review.person,
        "kind": review.kind.value,
        "state": review.state,
        "skip_reason": review.skip_reason.value if review.skip_reason else None,
        "revealed_at": review.revealed_at,
        "started": review.started,
        "finished": review.finished,
        "last_seen": review.last_seen,
        "active_seconds": review.active_seconds,
    }


def decision_row(tenant: str, recorded: Recorded, answer: Answer | None, sent: Decision | None = None) -> Columns:
    """Write a decision as its row; the note stands elsewhere."""
    said = recorded.decision
    return {
        "tenant_id": tenant,
        "id": said.id,
        "sequence": recorded.sequence,
        "item_id": said.item,
        "claim_id": said.claim,
        "person_id": recorded.person,
        "policy_id": recorded.policy,
        "kind": recorded.kind.value,
        "verdict": said.verdict.value,
        "seen_version": said.seen_version,
        "new_version": said.seen_version + 1 if said.claim is not None else 0,
        "reason": said.reason.value if said.reason else None,
        "framework_id": said.replacement.framework if said.replacement else None,
        "code": said.replacement.code if said.replacement else None,
        "level": said.level,
        "spans": [[span.start, span.end] for span in said.spans],
        "gap": said.gap,
        "via": said.via.value,
        "exposure": recorded.exposure.value,
        "supersedes": said.supersedes,
        "guideline": recorded.guideline,
        "client_at": said.client_at,
        "received_at": recorded.received_at,
        "request_hash": hash_of(sent or said, recorded.person),
        "answer": answer.model_dump(mode="json") if answer is not None else {},
    }


def hash_of(decision: Decision, person: str | None) -> str:
    """Hash a decision for its row; a policy has no person."""
    return request_hash(decision, person or NOBODY)


def _save_current(connection: Connection, tenant: str, after: ItemFile, fresh: tuple[Recorded, ...]) -> None:
    """Bring the cache of decisions in force up to date."""
    now = in_force(after)
    for key in dict.fromkeys((one.decision.claim, one.person) for one in fresh):
        claim, person = key[0] or whole_item(after.item.id), key[1] or NOBODY
        own = (CURRENT.c.tenant_id == tenant, CURRENT.c.claim_id == claim, CURRENT.c.person_id == person)
        connection.execute(delete(CURRENT).where(*own))
        if key in now:
            connection.execute(insert(CURRENT), current_row(tenant, after.item.id, now[key]))


def whole_item(item: str) -> str:
    """Name an item as a whole in the place of a claim."""
    return f"{NOBODY}{item}"


def current_row(tenant: str, item: str, recorded: Recorded) -> Columns:
    """Write the decision in force of one claim and person as its row."""
    return {
        "tenant_id": tenant,
        "item_id": item,
        "claim_id": recorded.decision.claim or whole_item(item),
        "person_id": recorded.person or NOBODY,
        "decision_id": recorded.decision.id,
    }
