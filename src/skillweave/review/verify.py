"""Works out again what is kept twice for speed, from the decisions alone, and says where it differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from skillweave.domain.review import ItemState, Origin
from skillweave.review.engine import Database
from skillweave.review.kept import FINISHED, ItemFile, text_hash
from skillweave.review.loading import AT_ONCE, load_items
from skillweave.review.saving import current_row
from skillweave.review.sight import in_force, settlement
from skillweave.review.tables import AUDIT, CLAIM, CURRENT, ITEM


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the decisions say, and whether it can be put right from them."""

    item: str
    what: str
    mendable: bool


def verify(database: Database, tenant: str, *, mend: bool = False) -> tuple[Difference, ...]:
    """Compare what is cached with the decisions.

    Args:
        database: The database.
        tenant: Whose items are looked at.
        mend: Also put right what can be worked out from the decisions; texts and versions cannot.
    """
    found: list[Difference] = []
    opened = database.writing() if mend else database.reading()
    with opened as connection:
        names = connection.execute(select(ITEM.c.id).where(ITEM.c.tenant_id == tenant).order_by(ITEM.c.id))
        every = list(names.scalars())
        reopened = set(
            connection.execute(
                select(AUDIT.c.object).where(AUDIT.c.tenant_id == tenant, AUDIT.c.action == "item.reopen")
            ).scalars()
        )
        for start in range(0, len(every), AT_ONCE):
            some = every[start : start + AT_ONCE]
            if mend:  # nobody decides between what is read and what is written
                of_items = select(ITEM.c.id).where(ITEM.c.tenant_id == tenant, ITEM.c.id.in_(some))
                connection.execute(of_items.order_by(ITEM.c.id).with_for_update())
            for file in load_items(connection, tenant, some):
                found += _differences(connection, tenant, file, was_reopened=file.item.id in reopened)
                if mend:
                    _mend(connection, tenant, file)
    return tuple(found)


def _differences(connection: Connection, tenant: str, file: ItemFile, *, was_reopened: bool) -> Iterator[Difference]:
    item = file.item
    if item.erased_at is None and text_hash(item.text) != item.text_sha256:
        yield Difference(item.id, "the text is not the one that came in", mendable=False)
    outcome = settlement(file)
    # A final item stays final whatever the rules become; one that was led back to the start waits for people.
    waits = was_reopened and item.state is ItemState.OPEN and not any(one.state == FINISHED for one in file.reviews)
    if outcome.state is not item.state and item.state is not ItemState.FINAL and not waits:
        yield Difference(item.id, f"the item is kept as {item.state}, and is {outcome.state}", mendable=False)
    for name, kept, worked_out in _states(file):
        if kept != worked_out and not waits:
            yield Difference(item.id, f"the claim {name} is kept as {kept}, and is {worked_out}", mendable=True)
    for claim in file.claims:
        said = sum(1 for one in file.decisions if one.decision.claim == claim.id)
        version = said + (0 if claim.origin is Origin.ADDED else 1)
        if claim.version != version:
            what = f"the claim {claim.id} is kept at version {claim.version}, and is at {version}"
            yield Difference(item.id, what, mendable=False)
    if _cached(connection, tenant, file) != _in_force(tenant, file):
        yield Difference(item.id, "the decisions in force are kept wrong", mendable=True)


def _states(file: ItemFile) -> Iterator[tuple[str, str, str]]:
    kept = {claim.id: claim.state for claim in file.claims}
    for one in settlement(file).claims:
        yield one.id, kept[one.id].value, one.state.value


def _cached(connection: Connection, tenant: str, file: ItemFile) -> set[tuple[str, str, str]]:
    columns = (CURRENT.c.claim_id, CURRENT.c.person_id, CURRENT.c.decision_id)
    of_item = (CURRENT.c.tenant_id == tenant, CURRENT.c.item_id == file.item.id)
    return {(row[0], row[1], row[2]) for row in connection.execute(select(*columns).where(*of_item))}


def _in_force(tenant: str, file: ItemFile) -> set[tuple[str, str, str]]:
    rows = [current_row(tenant, file.item.id, one) for one in in_force(file).values()]
    return {(row["claim_id"], row["person_id"], row["decision_id"]) for row in rows}


def _mend(connection: Connection, tenant: str, file: ItemFile) -> None:
    """Write the cache anew from the decisions."""
    rows: Sequence[dict[str, object]] = [current_row(tenant, file.item.id, one) for one in in_force(file).values()]
    connection.execute(delete(CURRENT).where(CURRENT.c.tenant_id == tenant, CURRENT.c.item_id == file.item.id))
    if rows:
        connection.execute(insert(CURRENT), rows)
    for claim, kept, worked_out in _states(file):
        if kept != worked_out:
            of_claim = (CLAIM.c.tenant_id == tenant, CLAIM.c.id == claim)
            connection.execute(update(CLAIM).where(*of_claim).values(state=worked_out))
