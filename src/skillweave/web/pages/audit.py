"""The audit of a queue: who changed what, and when."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from skillweave.review.cursors import FILE_ROWS, Page, all_rows
from skillweave.review.rows import AuditRow
from skillweave.web.exports import export
from skillweave.web.pages.claims import Counter, Manager
from skillweave.web.pages.queues import queue_row
from skillweave.web.services import services
from skillweave.web.viewer import Access, page

ROUTER = APIRouter(include_in_schema=False)

ACTIONS: Mapping[str, str] = {
    "queue.create": "Queue made",
    "queue.change": "Rules changed",
    "queue.rename": "Queue renamed",
    "queue.state": "Queue opened or closed",
    "queue.export": "Exported",
    "member.set": "Member set",
    "member.remove": "Member taken out",
    "guideline.add": "Guideline put into force",
    "lease.return": "Text returned",
    "item.reopen": "Text reopened",
    "texts.erase": "Texts erased",
    "policy.apply": "Policy applied",
}
"""Actions in words; one that is not here is shown by its name."""

Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


@ROUTER.get("/q/{queue}/audit")
def audit(request: Request, access: Manager, action: Word = "", actor: Word = "", cursor: Word = "") -> Response:
    """Show what was changed, the latest first."""
    lists = services(request).open_lists(access.viewer.tenant)
    found = _rows(request, access, action, actor, 50)(cursor or None)
    names = {one.person: one.display_name for one in lists.members(access.queue)}
    narrowed = {name: value for name, value in (("action", action), ("actor", actor)) if value}
    return page(
        request,
        "audit.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        rows=[(row, _changes(row, names)) for row in found.rows],
        words=ACTIONS,
        next=found.next,
        actions=lists.actions(access.queue),
        action=action,
        actor=actor,
        cursor=cursor,
        query_words=urlencode(narrowed),
        unfiltered=0 if found.rows or not narrowed else lists.count_audit(access.queue),
    )


@ROUTER.get("/q/{queue}/audit.jsonl")
def audit_lines(request: Request, access: Manager, counter: Counter, action: Word = "", actor: Word = "") -> Response:
    """Give the audit as JSON lines."""
    rows = all_rows(_rows(request, access, action, actor))
    lines = (json.dumps(audit_object(row), ensure_ascii=False) + "\n" for row in rows)
    return export(request, access, counter, lines, name="audit", ending="jsonl")


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
    request: Request, access: Access, action: str, actor: str, limit: int = FILE_ROWS
) -> Callable[[str | None], Page[AuditRow]]:
    lists = services(request).open_lists(access.viewer.tenant)

    def ask(cursor: str | None) -> Page[AuditRow]:
        return lists.audit(access.queue, action=action or None, actor=actor or None, cursor=cursor, limit=limit)

    return ask


def _changes(row: AuditRow, people: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """List what differs between before and after, each with both values; persons by their names."""
    before, after = _flat(row.before), _flat(row.after)
    told = [(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys((*before, *after))]
    return [(_plain(name), people.get(old, old), people.get(new, new)) for name, old, new in told if old != new]


def _plain(name: str) -> str:
    return name.removeprefix("rules.").replace("_", " ").replace(".", ", ")


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
