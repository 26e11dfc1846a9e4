"""The guideline of a queue, in its latest or an earlier version."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError
from skillweave.web.markdown import to_html
from skillweave.web.pages.queues import Reader, queue_row
from skillweave.web.services import services
from skillweave.web.viewer import page

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.get("/q/{queue}/guidelines")
def guidelines(request: Request, access: Reader, version: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """Show a version of the guideline, the latest if none is named."""
    versions = services(request).open_lists(access.viewer.tenant).guidelines(access.queue)
    shown = next((one for one in versions if version in (None, one.version)), None)
    if version is not None and shown is None:
        raise NotFoundError("no such version")
    return page(
        request,
        "guidelines.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        versions=versions,
        shown=shown,
        body=to_html(shown.markdown) if shown else None,
        latest=versions[0].version if versions else None,
        manages=access.role.covers(Role.MANAGER),
    )
