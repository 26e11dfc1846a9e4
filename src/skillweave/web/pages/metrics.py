"""Figures of a queue: pace, calibration, reasons, unaided precision and recall, agreement."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from skillweave.domain.queue import Role
from skillweave.review.answers import FEWEST_PERSONS
from skillweave.web.pages.item_view import BANDS
from skillweave.web.pages.metrics_view import agreement_page, framework_name, metrics_page
from skillweave.web.pages.queues import Reader, queue_row
from skillweave.web.services import services
from skillweave.web.viewer import page

ROUTER = APIRouter(include_in_schema=False)


@ROUTER.get("/q/{queue}/metrics")
def metrics(request: Request, access: Reader) -> Response:
    """Show how the queue goes; planted claims and figures of persons to its managers only."""
    given = services(request)
    figures = given.open_lists(access.viewer.tenant).figures(access.queue, given.clock())
    return page(
        request,
        "metrics.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        figures=figures,
        shown=metrics_page(figures),
        rates=[(framework_name(one.framework, given.frameworks), BANDS[one.band], one) for one in figures.rates],
        fewest=FEWEST_PERSONS,
        manages=access.role.covers(Role.MANAGER),
    )


@ROUTER.get("/q/{queue}/agreement")
def agreement(request: Request, access: Reader) -> Response:
    """Show how far reviewers agree."""
    given = services(request)
    found, pseudonyms = given.open_lists(access.viewer.tenant).agreement(access.queue)
    names = pseudonyms if access.role.covers(Role.MANAGER) else {}
    return page(
        request,
        "agreement.html.j2",
        access.viewer,
        queue=queue_row(request, access),
        found=found,
        shown=agreement_page(found, names),
    )
