"""What is settled of a learner's texts: confirmed skills only, with the words that show them."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, select

from skillweave.domain.queue import SettledClaim, SettledItem
from skillweave.domain.review import ClaimState, ReviewKind
from skillweave.review.kept import ItemFile
from skillweave.review.loading import load_items
from skillweave.review.rows import FinalRow, Record, RecordClaim
from skillweave.review.showing import settled_item
from skillweave.review.sight import in_force
from skillweave.review.tables import ITEM

_SHOWN = (ClaimState.CONFIRMED, ClaimState.CORRECTED)


def record_of(connection: Connection, tenant: str, item: str) -> Record | None:
    """Give what is settled of one text; None where there is no such item."""
    found = _records(connection, tenant, ITEM.c.id == item)
    return found[0] if found else None


def learner_of(connection: Connection, tenant: str, queue: str, learner: str) -> tuple[Record, ...]:
    """Give what is settled of all texts of one learner in one queue, in the order of the log's ids."""
    return _records(connection, tenant, and_(ITEM.c.queue_id == queue, ITEM.c.learner_id == learner))


def finals_of(connection: Connection, tenant: str, queue: str, most: int) -> tuple[FinalRow, ...]:
    """Give the items of a queue that became final last."""
    query = (
        select(ITEM.c.id, ITEM.c.experience_id, ITEM.c.title, ITEM.c.final_at)
        .where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue, ITEM.c.final_at.is_not(None))
        .order_by(ITEM.c.final_at.desc(), ITEM.c.id)
        .limit(most)
    )
    return tuple(
        FinalRow(item=one.id, experience=one.experience_id, title=one.title, final_at=one.final_at)
        for one in connection.execute(query)
    )


def _records(connection: Connection, tenant: str, wanted: ColumnElement[bool]) -> tuple[Record, ...]:
    query = select(ITEM.c.id).where(ITEM.c.tenant_id == tenant, wanted).order_by(ITEM.c.experience_id, ITEM.c.run_id)
    files = load_items(connection, tenant, list(connection.execute(query).scalars()))
    return tuple(_record(file) for file in files)


def _record(file: ItemFile) -> Record:
    item = file.item
    claims: tuple[RecordClaim, ...] = ()
    if item.final_at is not None:
        claims = _told(file, settled_item(file, {}, {}))  # pages name what was put in a claim's place
    return Record(
        item=item.id,
        queue=item.queue,
        experience=item.experience,
        title=item.title,
        text=item.text,
        language=item.language,
        learner=item.learner,
        final_at=item.final_at,
        erased=item.erased_at is not None,
        claims=claims,
    )


def _told(file: ItemFile, settled: SettledItem) -> tuple[RecordClaim, ...]:
    """Make one entry a skill, with all words that show it."""
    told: dict[tuple[str, str], RecordClaim] = {}
    for claim in settled.claims:
        if claim.outcome.state in _SHOWN:
            one = _entry(file, claim)
            key = (one.skill.framework, one.skill.code)
            told[key] = _joined(told[key], one) if key in told else one
    return tuple(told.values())


def _joined(before: RecordClaim, other: RecordClaim) -> RecordClaim:
    more = tuple(quote for quote in other.evidence if quote not in before.evidence)
    return replace(
        before,
        label=before.label or other.label,
        parents=before.parents or other.parents,
        level=before.level or other.level,
        evidence=(*before.evidence, *more),
    )


def _entry(file: ItemFile, claim: SettledClaim) -> RecordClaim:
    outcome = claim.outcome
    kept = file.claim(outcome.id)
    same = kept is not None and kept.skill == outcome.skill
    return RecordClaim(
        skill=outcome.skill,
        label=claim.label if same else "",
        parents=kept.parents if kept is not None and same else (),
        level=outcome.level,
        evidence=claim.evidence,
        confirmed_at=claim.decided_at,
        confirmed_by=_by(file, claim),
    )


def _by(file: ItemFile, claim: SettledClaim) -> str:
    """Say in which role those stand who confirmed it."""
    by = claim.outcome.by
    if not by:
        return "rule"
    made = [one for (name, who), one in in_force(file).items() if name == claim.outcome.id and who in by]
    if any(one.kind is ReviewKind.ADJUDICATION for one in made):
        return "adjudicator"
    return "reviewers" if len(set(by)) > 1 else "reviewer"
