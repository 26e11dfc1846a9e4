"""Reads items with all that is kept about them out of the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, select

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Kind
from skillweave.domain.queue import QueueRules
from skillweave.domain.review import (
    ClaimState,
    Decision,
    Exposure,
    ItemState,
    Origin,
    Reason,
    Recorded,
    ReviewKind,
    Skill,
    SkipReason,
    Verdict,
    Via,
)
from skillweave.domain.span import Span
from skillweave.errors import NotFoundError
from skillweave.review.kept import ClaimKept, ItemFile, ItemKept, ReviewKept
from skillweave.review.tables import CLAIM, DECISION, EVIDENCE, ITEM, ITEM_REVIEW, NOTE, PERSON, QUEUE

AT_ONCE = 400
"""Items, or claims, that are read together; databases have a limit to the number of values in one question."""

# The questions about an item are asked for every key that a reviewer presses. Each is put together once: that takes
# longer than SQLite takes to answer it.
_TENANT: BindParameter[str] = bindparam("tenant")
_ITEMS: BindParameter[Sequence[str]] = bindparam("items", expanding=True)

_QUEUE = select(QUEUE.c.rules, QUEUE.c.guideline).where(QUEUE.c.tenant_id == _TENANT, QUEUE.c.id == bindparam("queue"))
_LOCK = select(ITEM.c.id).where(ITEM.c.tenant_id == _TENANT, ITEM.c.id == bindparam("item")).with_for_update()
_ITEM = select(ITEM).where(ITEM.c.tenant_id == _TENANT, ITEM.c.id.in_(_ITEMS))
_CLAIMS = (
    select(CLAIM).where(CLAIM.c.tenant_id == _TENANT, CLAIM.c.item_id.in_(_ITEMS)).order_by(CLAIM.c.place, CLAIM.c.id)
)
# By the claims' ids and not joined with them: PostgreSQL has no statistics of tables that were just filled, and reads
# all claims of the tenant once for each piece of evidence then.
_EVIDENCE = (
    select(EVIDENCE.c.claim_id, EVIDENCE.c.start, EVIDENCE.c.end, EVIDENCE.c.quote)
    .where(EVIDENCE.c.tenant_id == _TENANT, EVIDENCE.c.claim_id.in_(bindparam("claims", expanding=True)))
    .order_by(EVIDENCE.c.claim_id, EVIDENCE.c.place)
)
_REVIEWS = (
    select(ITEM_REVIEW, PERSON.c.pseudonym)
    .select_from(
        ITEM_REVIEW.join(
            PERSON, and_(PERSON.c.tenant_id == ITEM_REVIEW.c.tenant_id, PERSON.c.id == ITEM_REVIEW.c.person_id)
        )
    )
    .where(ITEM_REVIEW.c.tenant_id == _TENANT, ITEM_REVIEW.c.item_id.in_(_ITEMS))
    .order_by(ITEM_REVIEW.c.started, ITEM_REVIEW.c.person_id)
)
_DECISIONS = (
    select(DECISION, NOTE.c.text.label("note"))
    .select_from(
        DECISION.outerjoin(NOTE, and_(NOTE.c.tenant_id == DECISION.c.tenant_id, NOTE.c.decision_id == DECISION.c.id))
    )
    .where(DECISION.c.tenant_id == _TENANT, DECISION.c.item_id.in_(_ITEMS))
    .order_by(DECISION.c.item_id, DECISION.c.sequence)
)

Asked = Mapping[str, object]
"""What a question is asked for."""


def load_queue(connection: Connection, tenant: str, queue: str) -> tuple[QueueRules, int | None]:
    """Read a queue's rules and the version of its guideline.

    Raises:
        NotFoundError: There is no such queue in this tenant.
    """
    found = connection.execute(_QUEUE, {"tenant": tenant, "queue": queue}).first()
    if found is None:
        raise NotFoundError("there is no such queue")
    return QueueRules.model_validate(found.rules), found.guideline


def load_item(connection: Connection, tenant: str, item: str, *, lock: bool = False) -> ItemFile:
    """Read one item with everything about it.

    Args:
        connection: Inside a transaction.
        tenant: Whose item it is.
        item: Its id.
        lock: Let nobody else change it before this transaction ends; SQLite has only one writer anyway.

    Raises:
        NotFoundError: There is no such item in this tenant.
    """
    if lock:
        connection.execute(_LOCK, {"tenant": tenant, "item": item})
    files = load_items(connection, tenant, [item])
    if not files:
        raise NotFoundError("there is no such item")
    return files[0]


def load_items(connection: Connection, tenant: str, items: Sequence[str]) -> tuple[ItemFile, ...]:
    """Read items with everything about them, in the order given; unknown ids are left out."""
    found: dict[str, ItemFile] = {}
    queues: dict[str, tuple[QueueRules, int | None]] = {}
    for start in range(0, len(items), AT_ONCE):
        for file in _load(connection, tenant, items[start : start + AT_ONCE], queues):
            found[file.item.id] = file
    return tuple(found[name] for name in items if name in found)


def _load(
    connection: Connection, tenant: str, items: Sequence[str], queues: dict[str, tuple[QueueRules, int | None]]
) -> list[ItemFile]:
    asked = {"tenant": tenant, "items": items}
    rows = connection.execute(_ITEM, asked).all()
    claims, reviews, decisions = _claims(connection, asked), _reviews(connection, asked), _decisions(connection, asked)
    files = []
    for row in rows:
        if row.queue_id not in queues:
            queues[row.queue_id] = load_queue(connection, tenant, row.queue_id)
        rules, guideline = queues[row.queue_id]
        name = row.id
        files.append(
            ItemFile(_item(row), rules, guideline, tuple(claims[name]), tuple(reviews[name]), tuple(decisions[name]))
        )
    return files


def _item(row: Row[tuple[object, ...]]) -> ItemKept:
    return ItemKept(
        id=row.id,
        queue=row.queue_id,
        run=row.run_id,
        experience=row.experience_id,
        learner=row.learner_id,
        text=row.text,
        text_sha256=row.text_sha256,
        length=row.length,
        language=row.language,
        title=row.title,
        error=row.error,
        state=ItemState(row.state),
        priority=row.priority,
        frameworks=split_frameworks(row.frameworks),
        blind=row.blind,
        double=row.double,
        created=row.created,
        lease_by=row.lease_by,
        lease_until=row.lease_until,
        lease_token=row.lease_token,
        final_at=row.final_at,
        erased_at=row.erased_at,
    )


def split_frameworks(stored: str) -> tuple[str, ...]:
    """Read the frameworks of an item from their one column."""
    return tuple(name for name in stored.split("|") if name)


def join_frameworks(frameworks: Sequence[str]) -> str:
    """Write the frameworks of an item so that one of them can be looked for: `|a|b|`."""
    return f"|{'|'.join(frameworks)}|" if frameworks else ""


def _claims(connection: Connection, asked: Asked) -> Mapping[str, list[ClaimKept]]:
    rows = connection.execute(_CLAIMS, asked).all()
    evidence = _evidence(connection, asked, [row.id for row in rows])
    found: dict[str, list[ClaimKept]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(
            ClaimKept(
                id=row.id,
                skill=Skill(framework=row.framework_id, code=row.code),
                framework_version=row.framework_version,
                label=row.label,
                parents=tuple(row.parents),
                kind=Kind(row.kind),
                origin=Origin(row.origin),
                evidence=tuple(evidence[row.id]),
                provenance=row.provenance,
                place=row.place,
                state=ClaimState(row.state),
                version=row.version,
                added_by=row.added_by,
                rank=row.rank,
                confidence=row.confidence,
                flags=tuple(row.flags),
                link_group=row.link_group,
            )
        )
    return found


def _evidence(connection: Connection, asked: Asked, claims: Sequence[str]) -> Mapping[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for first in range(0, len(claims), AT_ONCE):
        of_claims = {**asked, "claims": claims[first : first + AT_ONCE]}
        for name, start, end, quote in connection.execute(_EVIDENCE, of_claims):
            found[name].append(Evidence(start=start, end=end, quote=quote))
    return found


def _reviews(connection: Connection, asked: Asked) -> Mapping[str, list[ReviewKept]]:
    found: dict[str, list[ReviewKept]] = defaultdict(list)
    for row in connection.execute(_REVIEWS, asked):
        found[row.item_id].append(
            ReviewKept(
                person=row.person_id,
                pseudonym=row.pseudonym,
                kind=ReviewKind(row.kind),
                state=row.state,
                started=row.started,
                last_seen=row.last_seen,
                skip_reason=SkipReason(row.skip_reason) if row.skip_reason else None,
                revealed_at=row.revealed_at,
                finished=row.finished,
                active_seconds=row.active_seconds,
            )
        )
    return found


def _decisions(connection: Connection, asked: Asked) -> Mapping[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = defaultdict(list)
    for row in connection.execute(_DECISIONS, asked):
        found[row.item_id].append(recorded(row))
    return found


def recorded(row: Row[tuple[object, ...]]) -> Recorded:
    """Read a decision from its row, joined with its note."""
    replacement = Skill(framework=row.framework_id, code=row.code) if row.framework_id is not None else None
    decision = Decision(
        id=row.id,
        item=row.item_id,
        claim=row.claim_id,
        verdict=Verdict(row.verdict),
        seen_version=row.seen_version,
        reason=Reason(row.reason) if row.reason else None,
        replacement=replacement,
        level=row.level,
        spans=tuple(Span(start=start, end=end) for start, end in row.spans),
        note=row.note,
        gap=row.gap,
        via=Via(row.via),
        supersedes=row.supersedes,
        client_at=row.client_at,
    )
    return Recorded(
        decision=decision,
        person=row.person_id,
        policy=row.policy_id,
        kind=ReviewKind(row.kind),
        exposure=Exposure(row.exposure),
        guideline=row.guideline,
        received_at=row.received_at,
        sequence=row.sequence,
    )
