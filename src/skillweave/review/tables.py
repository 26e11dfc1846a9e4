"""The tables of the review queue; a tenant stands on every row, and in every key."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from skillweave.review.utc import UtcTime

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id", *, key: bool = False) -> Column[str]:
    return Column(name, String(80), primary_key=key, nullable=False)


def _tenant() -> Column[str]:
    return Column("tenant_id", String(80), primary_key=True, nullable=False)


def _of(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


TENANT = Table(
    "tenant",
    METADATA,
    _id(key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("created", UtcTime, nullable=False),
)

PERSON = Table(
    "person",
    METADATA,
    _tenant(),
    _id(key=True),
    Column("login", String(200), nullable=False),
    Column("display_name", Text, nullable=False),
    Column("pseudonym", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", Text),
    Column("oidc_issuer", String(400)),
    Column("oidc_subject", String(400)),
    Column("locale", String(20), nullable=False, server_default="en"),
    Column("keymap", JSON, nullable=False),
    Column("keys_on", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("created", UtcTime, nullable=False),
    UniqueConstraint("tenant_id", "login"),
    UniqueConstraint("tenant_id", "pseudonym"),
    UniqueConstraint("tenant_id", "oidc_issuer", "oidc_subject"),
)

SESSION = Table(
    "session",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("tenant_id", String(80), nullable=False),
    _id("person_id"),
    Column("created", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Column("revoked", UtcTime),
    _of("person", "person_id"),
    Index(None, "tenant_id", "person_id"),
)

API_TOKEN = Table(
    "api_token",
    METADATA,
    _tenant(),
    _id(key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    _id("person_id"),
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Column("last_used", UtcTime),
    Column("revoked", UtcTime),
    _of("person", "person_id"),
)

USED_LINK = Table(
    "used_link",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("tenant_id", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""One-time links that were used: a signature alone would let them be used again."""

GUIDELINE = Table(
    "guideline",
    METADATA,
    _tenant(),
    _id("queue_id", key=True),
    Column("version", Integer, primary_key=True),
    Column("markdown", Text, nullable=False),
    _id("author"),
    Column("at", UtcTime, nullable=False),
    _of("queue", "queue_id"),
)

QUEUE = Table(
    "queue",
    METADATA,
    _tenant(),
    _id(key=True),
    Column("name", Text, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("guideline", Integer),
    Column("state", String(20), nullable=False),
    Column("created", UtcTime, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

QUEUE_MEMBER = Table(
    "queue_member",
    METADATA,
    _tenant(),
    _id("queue_id", key=True),
    _id("person_id", key=True),
    Column("role", String(20), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("frameworks", JSON, nullable=False),
    _of("queue", "queue_id"),
    _of("person", "person_id"),
)

RUN = Table(
    "run",
    METADATA,
    _tenant(),
    _id(key=True),
    Column("config_hash", String(80), nullable=False),
    Column("provenance", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)

ITEM = Table(
    "item",
    METADATA,
    _tenant(),
    _id(key=True),
    _id("queue_id"),
    _id("run_id"),
    Column("experience_id", String(200), nullable=False),
    Column("learner_id", Text),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("length", Integer, nullable=False),
    Column("language", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("error", Text),
    Column("state", String(20), nullable=False),
    Column("priority", Float, nullable=False),
    Column("frameworks", Text, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("double", Boolean, nullable=False),
    Column("lease_by", String(80)),
    Column("lease_until", UtcTime),
    Column("lease_token", String(80)),
    Column("created", UtcTime, nullable=False),
    Column("final_at", UtcTime),
    Column("erased_at", UtcTime),
    _of("queue", "queue_id"),
    _of("run", "run_id"),
    UniqueConstraint("tenant_id", "queue_id", "experience_id", "run_id"),
    Index(
        "ix_item_next",
        "tenant_id",
        "queue_id",
        "priority",
        "id",
        sqlite_where=text("state IN ('open','second')"),
        postgresql_where=text("state IN ('open','second')"),
    ),
    Index("ix_item_state", "tenant_id", "queue_id", "state", "priority", "id"),
    Index(
        "ix_item_lease",
        "tenant_id",
        "queue_id",
        "lease_by",
        sqlite_where=text("lease_by IS NOT NULL"),
        postgresql_where=text("lease_by IS NOT NULL"),
    ),
    Index("ix_item_final", "tenant_id", "queue_id", "final_at"),
)

CLAIM = Table(
    "claim",
    METADATA,
    _tenant(),
    _id(key=True),
    _id("item_id"),
    Column("framework_id", String(80), nullable=False),
    Column("framework_version", String(80), nullable=False),
    Column("code", String(200), nullable=False),
    Column("label", Text, nullable=False),
    Column("parents", JSON, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("added_by", String(80)),
    Column("rank", Integer),
    Column("confidence", Float),
    Column("flags", JSON, nullable=False),
    Column("link_group", String(80)),
    Column("provenance", JSON, nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    _of("item", "item_id"),
    Index(None, "tenant_id", "item_id", "place"),
    Index(None, "tenant_id", "framework_id", "state"),
)
"""A machine claim's id is the claim's hash and the item; an added claim's is the client's."""

EVIDENCE = Table(
    "evidence",
    METADATA,
    _tenant(),
    _id("claim_id", key=True),
    Column("place", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    CheckConstraint('0 <= start AND start < "end"', name="forward"),
    _of("claim", "claim_id"),
)

ITEM_REVIEW = Table(
    "item_review",
    METADATA,
    _tenant(),
    _id("item_id", key=True),
    _id("person_id", key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("skip_reason", String(40)),
    Column("revealed_at", UtcTime),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("last_seen", UtcTime, nullable=False),
    Column("active_seconds", Float, nullable=False),
    _of("item", "item_id"),
    _of("person", "person_id"),
    Index(None, "tenant_id", "person_id", "state"),
)
"""`state` is `working`, `finished` or `skipped`."""

DECISION = Table(
    "decision",
    METADATA,
    _tenant(),
    _id(key=True),
    Column("sequence", Integer, nullable=False),
    _id("item_id"),
    Column("claim_id", String(80)),
    Column("person_id", String(80)),
    Column("policy_id", String(80)),
    Column("kind", String(20), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("seen_version", Integer, nullable=False),
    Column("new_version", Integer, nullable=False),
    Column("reason", String(40)),
    Column("framework_id", String(80)),
    Column("code", String(200)),
    Column("level", String(80)),
    Column("spans", JSON, nullable=False),
    Column("gap", Boolean, nullable=False),
    Column("via", String(20), nullable=False),
    Column("exposure", String(20), nullable=False),
    Column("supersedes", String(80)),
    Column("guideline", Integer),
    Column("client_at", UtcTime),
    Column("received_at", UtcTime, nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("answer", JSON, nullable=False),
    _of("item", "item_id"),
    Index(None, "tenant_id", "person_id", "received_at"),
    Index(None, "tenant_id", "received_at", "id"),
    UniqueConstraint("tenant_id", "item_id", "sequence"),
)
"""Append-only, held by triggers; holds no text. `framework_id` and `code` are the replacement."""

NOTE = Table(
    "note",
    METADATA,
    _tenant(),
    _id("decision_id", key=True),
    Column("text", Text, nullable=False),
    _of("decision", "decision_id"),
)
"""Apart from the decision, so that it can be erased."""

CURRENT = Table(
    "current",
    METADATA,
    _tenant(),
    _id("item_id"),
    _id("claim_id", key=True),
    _id("person_id", key=True),
    _id("decision_id"),
    _of("decision", "decision_id"),
    Index(None, "tenant_id", "item_id"),
)
"""A cache that `verify` rebuilds: the decision in force of each claim and person; `-` stands for the item, a policy."""

AUDIT = Table(
    "audit",
    METADATA,
    _tenant(),
    _id(key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(60), nullable=False),
    Column("object", Text, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("request_id", String(80)),
    Index(None, "tenant_id", "at"),
)
"""Append-only, held by triggers; never holds a learner's words."""

EXPORT = Table(
    "export",
    METADATA,
    _tenant(),
    _id(key=True),
    _id("queue_id"),
    Column("at", UtcTime, nullable=False),
    _id("actor"),
    Column("format", String(40), nullable=False),
    Column("items", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    _of("queue", "queue_id"),
)

APPEND_ONLY = ("decision", "audit", "guideline", "export")
"""Tables whose rows are never changed or removed: migrations give them triggers that refuse both."""

__all__ = [
    "API_TOKEN",
    "APPEND_ONLY",
    "AUDIT",
    "CLAIM",
    "CURRENT",
    "DECISION",
    "EVIDENCE",
    "EXPORT",
    "GUIDELINE",
    "ITEM",
    "ITEM_REVIEW",
    "METADATA",
    "NOTE",
    "PERSON",
    "QUEUE",
    "QUEUE_MEMBER",
    "RUN",
    "SESSION",
    "TENANT",
    "USED_LINK",
]
