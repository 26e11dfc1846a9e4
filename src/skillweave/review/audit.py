"""Notes who changed what about a queue, and when; never a learner's words."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import Connection, insert

from skillweave.review.tables import AUDIT

Facts = Mapping[str, object]


def write_audit(
    connection: Connection,
    tenant: str,
    actor: str,
    now: dt.datetime,
    action: str,
    about: str,
    before: Facts | None = None,
    after: Facts | None = None,
    request: str | None = None,
) -> None:
    """Add a row to the audit, in the transaction that makes the change.

    Args:
        connection: The transaction.
        tenant: Where it happened.
        actor: Id of the person.
        now: The time.
        action: Such as `queue.change`.
        about: Id of what was changed.
        before: What has changed, as it was.
        after: The same, as it is.
        request: Id of the request, where there is one.
    """
    row = {
        "tenant_id": tenant,
        "id": str(uuid.uuid4()),
        "at": now,
        "actor": actor,
        "action": action,
        "object": about,
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
        "request_id": request,
    }
    connection.execute(insert(AUDIT), row)
