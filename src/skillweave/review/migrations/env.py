"""What Alembic runs around the steps: always on the connection that `review.engine.migrate` holds."""

from alembic import context

from skillweave.review.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a column by making the table anew
)
context.run_migrations()
