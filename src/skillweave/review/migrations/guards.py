"""Triggers that refuse to change or remove rows, and the index over the words of the texts; used by the steps."""

from collections.abc import Iterable

from alembic import op

_REFUSED = "{table} is append-only: its rows are never changed or removed"


def guard(tables: Iterable[str]) -> None:
    """Refuse every UPDATE and DELETE on these tables, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f'CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED.format(table=table)}'); END"
                )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION skillweave_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only: its rows are never changed or removed', TG_TABLE_NAME; END $$"
    )
    for table in tables:
        op.execute(
            f'CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION skillweave_refuse()"
        )
        op.execute(
            f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION skillweave_refuse()"
        )


def index_words() -> None:
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
