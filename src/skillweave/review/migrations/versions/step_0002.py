"""An index over the words of the texts."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the texts of items searchable by word.

    SQLite: `item_fts` holds title and text, `item_search` says which item a row of it is. The numbers that SQLite
    gives rows by itself may change when the file is copied, so they cannot tie the two together.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE INDEX ix_item_words ON item USING gin (to_tsvector('simple', text))")
        return
    op.execute(
        "CREATE TABLE item_search (number INTEGER PRIMARY KEY, tenant_id VARCHAR(80) NOT NULL, "
        "item_id VARCHAR(80) NOT NULL, UNIQUE (tenant_id, item_id))"
    )
    op.execute("CREATE VIRTUAL TABLE item_fts USING fts5(title, text, tokenize='unicode61 remove_diacritics 2')")
    op.execute("INSERT INTO item_search (tenant_id, item_id) SELECT tenant_id, id FROM item")
    op.execute(
        "INSERT INTO item_fts (rowid, title, text) SELECT number, title, text FROM item_search "
        "JOIN item ON item.tenant_id = item_search.tenant_id AND item.id = item_search.item_id"
    )
    op.execute(
        "CREATE TRIGGER item_words_new AFTER INSERT ON item BEGIN "
        "INSERT INTO item_search (tenant_id, item_id) VALUES (new.tenant_id, new.id); "
        "INSERT INTO item_fts (rowid, title, text) SELECT number, new.title, new.text FROM item_search "
        "WHERE tenant_id = new.tenant_id AND item_id = new.id; END"
    )
    op.execute(
        "CREATE TRIGGER item_words_changed AFTER UPDATE OF title, text ON item BEGIN "
        "UPDATE item_fts SET title = new.title, text = new.text WHERE rowid = "
        "(SELECT number FROM item_search WHERE tenant_id = new.tenant_id AND item_id = new.id); END"
    )
    op.execute(
        "CREATE TRIGGER item_words_gone AFTER DELETE ON item BEGIN "
        "DELETE FROM item_fts WHERE rowid = "
        "(SELECT number FROM item_search WHERE tenant_id = old.tenant_id AND item_id = old.id); "
        "DELETE FROM item_search WHERE tenant_id = old.tenant_id AND item_id = old.id; END"
    )
