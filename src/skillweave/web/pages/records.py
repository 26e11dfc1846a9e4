"""The learner's side: what was confirmed, of one text or of all texts of a learner."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from skillweave.domain.queue import Role
from skillweave.web.pages.queues import Reader, queue_row
from skillweave.web.pages.record_view import record_page
from skillweave.web.services import services
from skillweave.web.viewer import Access, in_item, page

ROUTER = APIRouter(include_in_schema=False)

ReaderOfItem = Annotated[Access, Depends(in_item(Role.READER))]


@ROUTER.get("/i/{item}/record")
def item_record(request: Request, item: str, access: ReaderOfItem) -> Response:
    """Show what was confirmed of one text."""
    given = services(request)
    record = given.open_lists(access.viewer.tenant).record(item)
    return page(
        request,
        "record.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        heading=record.title or record.experience,
        shown=record_page([record], given.frameworks),
        learner=record.learner,
        several=False,
    )


@ROUTER.get("/q/{queue}/learners/{learner:path}")
def learner_record(
    request: Request, access: Reader, learner: Annotated[str, Path(max_length=2_000, pattern=r"^[^\x00]+$")]
) -> Response:
    """Show what was confirmed of all texts of one learner."""
    given = services(request)
    records = given.open_lists(access.viewer.tenant).learner(access.queue, learner)
    return page(
        request,
        "record.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        heading=f"Skills of {learner}",
        shown=record_page(records, given.frameworks),
        learner=None,
        several=True,
    )
