"""The audit of a queue: who changed what, and when."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from skillweave.review.cursors import Page
from skillweave.review.rows import AuditRow
from skillweave.web.pages.claims import Counter, Manager
from skillweave.web.pages.queues import queue_row
from skillweave.web.services import services
from skillweave.web.viewer import Access, page

ROUTER = APIRouter(include_in_schema=False)

Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
_FILE_ROWS = 500


@ROUTER.get("/q/{queue}/audit")
def audit(request: Request, access: Manager, action: Word = "", actor: Word = "", cursor: Word = "") -> Response:
    """Show what was changed, the latest first."""
    lists = services(request).open_lists(access.viewer.tenant)
    found = _rows(request, access, action, actor, 50)(cursor or None)
    return page(
        request,
        "audit.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        rows=[(row, _changes(row)) for row in found.rows],
        next=found.next,
        actions=lists.actions(access.queue),
        action=action,
        actor=actor,
        cursor=cursor,
        query_words=urlencode({name: value for name, value in (("action", action), ("actor", actor)) if value}),
    )


@ROUTER.get("/q/{queue}/audit.jsonl")
def audit_lines(request: Request, access: Manager, counter: Counter, action: Word = "", actor: Word = "") -> Response:
    """Give the audit as JSON lines."""
    counter.count("export", access.viewer.person, a_minute=services(request).config.exports)
    rows = _all(_rows(request, access, action, actor))
    return StreamingResponse(
        (json.dumps(audit_object(row), ensure_ascii=False) + "\n" for row in rows),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="audit.jsonl"'},
    )


def audit_object(row: AuditRow) -> dict[str, object]:
    """Give an entry as JSON has it."""
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "action": row.action,
        "object": row.about,
        "before": row.before,
        "after": row.after,
        "request_id": row.request_id,
    }


def _rows(
    request: Request, access: Access, action: str, actor: str, limit: int = _FILE_ROWS
) -> Callable[[str | None], Page[AuditRow]]:
    lists = services(request).open_lists(access.viewer.tenant)

    def ask(cursor: str | None) -> Page[AuditRow]:
        return lists.audit(access.queue, action=action or None, actor=actor or None, cursor=cursor, limit=limit)

    return ask


def _all(ask: Callable[[str | None], Page[AuditRow]]) -> Iterator[AuditRow]:
    found = ask(None)
    yield from found.rows
    while found.next is not None:
        found = ask(found.next)
        yield from found.rows


def _changes(row: AuditRow) -> list[tuple[str, str, str]]:
    """List what differs between before and after, each name with both values."""
    before, after = _flat(row.before), _flat(row.after)
    names = dict.fromkeys((*before, *after))
    return [(one, before.get(one, ""), after.get(one, "")) for one in names if before.get(one) != after.get(one)]


def _flat(values: Mapping[str, object] | None, above: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in (values or {}).items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{above}{name}.")
        elif isinstance(value, list | tuple):
            flat[f"{above}{name}"] = ", ".join(str(one) for one in value)
        else:
            flat[f"{above}{name}"] = "" if value is None else str(value)
    return flat
