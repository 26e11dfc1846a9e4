"""Triggers that refuse to change or remove rows; used by the steps."""

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
