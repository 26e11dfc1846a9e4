"""What is cached can be worked out again from the decisions."""

import pytest
from sqlalchemy import delete, text, update

from skillweave.domain.review import Verdict
from skillweave.review.engine import Database
from skillweave.review.tables import CLAIM, CURRENT, ITEM
from skillweave.review.verify import verify
from tests.queue_items import PERSISTENCE, SqlDesk, disputed, settle_as


@pytest.fixture
def desk(database: Database) -> SqlDesk:
    """A school whose one item was disputed and settled."""
    desk = SqlDesk(database)
    settle_as(desk, disputed(desk), [(PERSISTENCE, Verdict.CONFIRM)])
    return desk


def test_sound_data_differ_in_nothing(desk: SqlDesk) -> None:
    """After ordinary work there is nothing to report."""
    assert verify(desk.database, desk.tenant) == ()


@pytest.mark.parametrize(
    ("damage", "what"),
    [(delete(CURRENT), "in force"), (update(CLAIM).values(state="rejected"), "is kept as rejected")],
    ids=["cache gone", "state wrong"],
)
def test_the_cache_is_built_anew(desk: SqlDesk, damage: object, what: str) -> None:
    """What follows from the decisions is reported, left alone unless told, and then put right."""
    with desk.database.writing() as connection:
        connection.execute(damage)  # type: ignore[call-overload]
    found = verify(desk.database, desk.tenant)
    assert found
    assert all(what in one.what and one.mendable for one in found)
    assert verify(desk.database, desk.tenant, mend=True) == found
    assert verify(desk.database, desk.tenant) == ()


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (update(ITEM).values(text="Something else"), "not the one that came in"),
        (update(ITEM).values(state="open"), "is kept as open, and is final"),
        (update(CLAIM).values(version=9), "at version 9"),
    ],
    ids=["text", "item state", "version"],
)
def test_what_cannot_be_worked_out_is_only_reported(desk: SqlDesk, damage: object, what: str) -> None:
    """A changed text, item state or version is named and stays, also when mending."""
    with desk.database.writing() as connection:
        connection.execute(damage)  # type: ignore[call-overload]
    found = verify(desk.database, desk.tenant, mend=True)
    assert any(what in one.what and not one.mendable for one in found)
    assert verify(desk.database, desk.tenant) == found


def test_another_tenant_is_not_looked_at(desk: SqlDesk) -> None:
    """Only the items of the tenant are compared."""
    with desk.database.writing() as connection:
        connection.execute(text("DELETE FROM current"))
    assert verify(desk.database, "elsewhere") == ()
