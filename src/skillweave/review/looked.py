"""Which frameworks a reviewer looks for unprompted: those of which they named a skill before seeing suggestions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from skillweave.domain.review import Exposure, Recorded, ReviewKind, Verdict
from skillweave.review.kept import FINISHED, ItemFile
from skillweave.review.tables import DECISION, ITEM

Looked = Mapping[str, frozenset[str]]
"""Person to ids of frameworks. Who never named a skill of a framework in a queue may not have looked for it, and what
they did not name of it says nothing. One skill in one text is enough: then all their texts of the queue count."""


def looked_at(decisions: Iterable[Recorded]) -> Looked:
    """Read it off the decisions of a queue; an addition that was taken back later was one."""
    return _by_person(
        (one.person, one.decision.replacement.framework)
        for one in decisions
        if one.exposure is Exposure.BLIND and one.decision.verdict is Verdict.ADD
        if one.person is not None and one.decision.replacement is not None
    )


def looked_in(connection: Connection, tenant: str, queue: str) -> Looked:
    """Ask the database for what `looked_at` says of all decisions of a queue."""
    of_item = (ITEM.c.tenant_id == DECISION.c.tenant_id) & (ITEM.c.id == DECISION.c.item_id)
    query = (
        select(DECISION.c.person_id, DECISION.c.framework_id)
        .join(ITEM, of_item)
        .where(
            DECISION.c.tenant_id == tenant,
            ITEM.c.queue_id == queue,
            DECISION.c.exposure == Exposure.BLIND.value,
            DECISION.c.verdict == Verdict.ADD.value,
        )
        .distinct()
    )
    return _by_person((one.person_id, one.framework_id) for one in connection.execute(query))


def _by_person(named: Iterable[tuple[str, str]]) -> Looked:
    found: dict[str, set[str]] = defaultdict(set)
    for person, framework in named:
        found[person].add(framework)
    return {person: frozenset(frameworks) for person, frameworks in found.items()}


def judged_unaided(file: ItemFile, looked: Looked) -> tuple[str, ...]:
    """Name the frameworks that the reviewers of a blind item looked for before suggestions were shown, in order."""
    if not file.item.blind:
        return ()
    persons = [one.person for one in file.reviews if one.kind is ReviewKind.REVIEW and one.state == FINISHED]
    return tuple(sorted({framework for person in persons for framework in looked.get(person, ())}))
