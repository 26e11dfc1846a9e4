"""The tables themselves: what only grows, what tenants share, and that the steps make what the code expects."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from skillweave.domain.review import Verdict
from skillweave.review.engine import Database
from skillweave.review.tables import APPEND_ONLY, ITEM, METADATA
from tests.queue_items import NOON, PERSISTENCE, SqlDesk, disputed, entry, filled, settle_as

FOREIGN = {"item_search", "item_fts", "item_fts_config", "item_fts_content", "item_fts_data", "item_fts_docsize"} | {
    "item_fts_idx",
    "ix_item_words",
}
"""What the steps make beside the tables of the code: the index over words."""


@pytest.fixture
def worked(database: Database) -> Database:
    """A database in which every table that only grows has a row."""
    desk = SqlDesk(database)
    settle_as(desk, disputed(desk), [(PERSISTENCE, Verdict.CONFIRM)])
    desk.queues.add_guideline(desk.queue, "Look twice.", "max", NOON)
    desk.queues.note_export(desk.queue, "max", NOON, form="csv", items=1, sha256="0" * 64)
    return database


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ['UPDATE "{}" SET tenant_id = tenant_id', 'DELETE FROM "{}"'], ids=["update", "delete"]
)
def test_the_database_itself_refuses(worked: Database, table: str, verb: str) -> None:
    """Rows of tables that only grow are neither changed nor removed, whoever asks."""
    count = select(func.count()).select_from(METADATA.tables[table])
    with worked.reading() as connection:
        before = connection.execute(count).scalar_one()
    assert before > 0
    with pytest.raises(DatabaseError, match="append-only"), worked.writing() as connection:
        connection.execute(text(verb.format(table)))
    with worked.reading() as connection:
        assert connection.execute(count).scalar_one() == before


def test_the_steps_make_what_the_code_expects(database: Database) -> None:
    """Tables, columns and indexes made by the migrations are those that the code works with."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, METADATA)
    strange = [one for one in found if not _is_of_words(one)]
    assert strange == []


def _is_of_words(difference: object) -> bool:
    return any(name in repr(difference) for name in FOREIGN)


@pytest.mark.parametrize("table", sorted(set(METADATA.tables) - {"tenant"}))
def test_a_tenant_stands_on_every_row(table: str) -> None:
    """No table but that of the tenants is without one, and no key crosses from one tenant to another."""
    assert not METADATA.tables[table].c.tenant_id.nullable
    assert all("tenant_id" in key.column_keys for key in METADATA.tables[table].foreign_key_constraints)


def test_words_are_found(database: Database) -> None:
    """The texts of items can be searched by word, accents or not, on both databases."""
    desk = SqlDesk(database)
    filled(desk, entry("e1", text="Le café était plein."), entry("e2", text="Nothing here."))
    words = {
        "sqlite": "SELECT item_id FROM item_search JOIN item_fts f ON f.rowid = number WHERE item_fts MATCH 'cafe'",
        "postgresql": "SELECT id FROM item WHERE to_tsvector('simple', text) @@ to_tsquery('simple', 'café')",
    }
    with database.reading() as connection:
        found = connection.execute(text(words[database.engine.dialect.name])).scalars().all()
        named = connection.execute(select(ITEM.c.experience_id).where(ITEM.c.id.in_(found))).scalars().all()
    assert named == ["e1"]
