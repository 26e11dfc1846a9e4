"""Pages of queues: mine, one of them, and the way to the next item."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from skillweave.domain.queue import Role
from skillweave.domain.review import ReviewKind
from skillweave.review.rows import ConflictRow, QueueRow
from skillweave.web.forms import Sent, sent
from skillweave.web.pages.queue_view import Told, queue_card, why_not
from skillweave.web.problems import wants_json
from skillweave.web.services import services
from skillweave.web.viewer import Access, SignedIn, in_queue, page

ROUTER = APIRouter(include_in_schema=False)

RECORDS = 10
"""Final items that the page of a queue names."""

Reader = Annotated[Access, Depends(in_queue(Role.READER))]
Reviewer = Annotated[Access, Depends(in_queue(Role.REVIEWER))]


@ROUTER.get("/")
def my_queues(request: Request, viewer: SignedIn) -> Response:
    """Show the queues of the person who is signed in."""
    given = services(request)
    rows = given.open_lists(viewer.tenant).queues(viewer.person, viewer.role, given.clock())
    manages = viewer.role.covers(Role.MANAGER)
    return page(request, "queues.html.j2", viewer, queues=[queue_card(row) for row in rows], manages=manages)


@ROUTER.get("/q/{queue}")
def one_queue(request: Request, access: Reader) -> Response:
    """Show one queue."""
    return _queue_page(request, access, None)


@ROUTER.post("/q/{queue}/next")
def next_item(request: Request, access: Reviewer, given: Annotated[Sent, Depends(sent)]) -> Response:
    """Take the next item and go there, or say why there is none."""
    settles = given.field("kind") == ReviewKind.ADJUDICATION and access.role.covers(Role.ADJUDICATOR)
    kind = ReviewKind.ADJUDICATION if settles else ReviewKind.REVIEW
    with_all = services(request)
    store = with_all.open_store(access.viewer.tenant)
    found = store.next_item(access.queue, access.viewer.person, with_all.clock(), kind=kind)
    if wants_json(request):
        return JSONResponse(found.model_dump(mode="json"))
    if found.item is not None:
        return RedirectResponse(f"/i/{found.item}", 303)
    return _queue_page(request, access, why_not(queue_row(request, access), found))


def queue_row(request: Request, access: Access) -> QueueRow:
    """Give the queue that a viewer is at; its pages name it in their heads."""
    given, viewer = services(request), access.viewer
    return given.open_lists(viewer.tenant).queue(access.queue, viewer.person, viewer.role, given.clock())


def _queue_page(request: Request, access: Access, nothing: Told | None) -> Response:
    card = queue_card(queue_row(request, access))
    given = services(request)
    lists = given.open_lists(access.viewer.tenant)
    conflicts: tuple[ConflictRow, ...] = ()
    if card.can_settle:
        conflicts = lists.conflicts(access.queue, given.clock())
    return page(
        request,
        "queue.html.j2",
        access.viewer,
        card=card,
        queue=card.row,
        nothing=nothing or card.nothing,
        conflicts=conflicts,
        finals=lists.finals(access.queue, RECORDS) if card.row.final else (),
    )
