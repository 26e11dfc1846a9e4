"""All tables of the first version."""

from alembic import op

from skillweave.review.migrations.guards import guard, index_words
from skillweave.review.tables import APPEND_ONLY, METADATA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables, the guards of those that only grow, and the index over words."""
    METADATA.create_all(op.get_bind())
    guard(APPEND_ONLY)
    index_words()
