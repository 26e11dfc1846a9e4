"""The stores that keep the promises of the review queue: in memory, on SQLite, on PostgreSQL."""

from collections.abc import Iterator

import pytest

from skillweave.review.engine import open_database
from tests.queue_items import Desk, MemoryDesk, SqlDesk


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A school with one queue and five people, another school beside it."""
    if request.param == "memory":
        yield MemoryDesk()
        return
    database = open_database(request.getfixturevalue(f"shared_{request.param}_url"))
    sql = SqlDesk(database)
    yield sql
    sql.close()
    database.close()
