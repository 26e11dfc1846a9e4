"""All tables of the first version."""

import sqlalchemy as sa
from alembic import op

from skillweave.review.migrations.first_tables import make_first_tables
from skillweave.review.migrations.guards import guard
from skillweave.review.utc import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDED = ("decision", "audit", "guideline", "export")


def upgrade() -> None:
    """Make all tables, and the guards of those that only grow."""
    make_first_tables()
    _item()
    _claim()
    _evidence()
    _item_review()
    _decision()
    _note()
    _current()
    guard(GUARDED)


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("queue_id", sa.String(length=80), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("experience_id", sa.String(length=200), nullable=False),
        sa.Column("learner_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("frameworks", sa.Text(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("double", sa.Boolean(), nullable=False),
        sa.Column("lease_by", sa.String(length=80), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("lease_token", sa.String(length=80), nullable=True),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("final_at", UtcTime(), nullable=True),
        sa.Column("erased_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "queue_id"], ["queue.tenant_id", "queue.id"], name=op.f("fk_item_tenant_id_queue_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"], ["run.tenant_id", "run.id"], name=op.f("fk_item_tenant_id_run_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_item")),
        sa.UniqueConstraint(
            "tenant_id",
            "queue_id",
            "experience_id",
            "run_id",
            name=op.f("uq_item_tenant_id_queue_id_experience_id_run_id"),
        ),
    )
    op.create_index("ix_item_final", "item", ["tenant_id", "queue_id", "final_at"], unique=False)
    op.create_index(
        "ix_item_lease",
        "item",
        ["tenant_id", "queue_id", "lease_by"],
        unique=False,
        sqlite_where=sa.text("lease_by IS NOT NULL"),
        postgresql_where=sa.text("lease_by IS NOT NULL"),
    )
    op.create_index(
        "ix_item_next",
        "item",
        ["tenant_id", "queue_id", "priority", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('open','second')"),
        postgresql_where=sa.text("state IN ('open','second')"),
    )
    op.create_index("ix_item_state", "item", ["tenant_id", "queue_id", "state", "priority", "id"], unique=False)


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("framework_id", sa.String(length=80), nullable=False),
        sa.Column("framework_version", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("parents", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("link_group", sa.String(length=80), nullable=True),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"], ["item.tenant_id", "item.id"], name=op.f("fk_claim_tenant_id_item_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_claim")),
    )
    op.create_index(
        op.f("ix_claim_tenant_id_framework_id_state"), "claim", ["tenant_id", "framework_id", "state"], unique=False
    )
    op.create_index(op.f("ix_claim_tenant_id_item_id_place"), "claim", ["tenant_id", "item_id", "place"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_evidence_forward")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"], ["claim.tenant_id", "claim.id"], name=op.f("fk_evidence_tenant_id_claim_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_id", "place", name=op.f("pk_evidence")),
    )


def _item_review() -> None:
    op.create_table(
        "item_review",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("skip_reason", sa.String(length=40), nullable=True),
        sa.Column("revealed_at", UtcTime(), nullable=True),
        sa.Column("started", UtcTime(), nullable=False),
        sa.Column("finished", UtcTime(), nullable=True),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.Column("active_seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"], ["item.tenant_id", "item.id"], name=op.f("fk_item_review_tenant_id_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_item_review_tenant_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "item_id", "person_id", name=op.f("pk_item_review")),
    )
    op.create_index(
        op.f("ix_item_review_tenant_id_person_id_state"),
        "item_review",
        ["tenant_id", "person_id", "state"],
        unique=False,
    )


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.String(length=80), nullable=True),
        sa.Column("person_id", sa.String(length=80), nullable=True),
        sa.Column("policy_id", sa.String(length=80), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("new_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("framework_id", sa.String(length=80), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("level", sa.String(length=80), nullable=True),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("gap", sa.Boolean(), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("exposure", sa.String(length=20), nullable=False),
        sa.Column("supersedes", sa.String(length=80), nullable=True),
        sa.Column("guideline", sa.Integer(), nullable=True),
        sa.Column("client_at", UtcTime(), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"], ["item.tenant_id", "item.id"], name=op.f("fk_decision_tenant_id_item_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_decision")),
        sa.UniqueConstraint("tenant_id", "item_id", "sequence", name=op.f("uq_decision_tenant_id_item_id_sequence")),
    )
    op.create_index(
        op.f("ix_decision_tenant_id_person_id_received_at"),
        "decision",
        ["tenant_id", "person_id", "received_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_decision_tenant_id_received_at_id"), "decision", ["tenant_id", "received_at", "id"], unique=False
    )


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("decision_id", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decision_id"],
            ["decision.tenant_id", "decision.id"],
            name=op.f("fk_note_tenant_id_decision_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "decision_id", name=op.f("pk_note")),
    )


def _current() -> None:
    op.create_table(
        "current",
        sa.Column("tenant_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("decision_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decision_id"],
            ["decision.tenant_id", "decision.id"],
            name=op.f("fk_current_tenant_id_decision_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "claim_id", "person_id", name=op.f("pk_current")),
    )
    op.create_index(op.f("ix_current_tenant_id_item_id"), "current", ["tenant_id", "item_id"], unique=False)
