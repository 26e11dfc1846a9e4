"""The table of a queue's claims: filters in the address, and files of the view."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from skillweave.domain.band import band_of
from skillweave.domain.queue import Role
from skillweave.domain.review import ClaimState, Exposure, Reason
from skillweave.review.cursors import FILE_ROWS, Page, all_rows
from skillweave.review.filters import ClaimFilter
from skillweave.review.rows import ClaimRow
from skillweave.web.exports import export
from skillweave.web.pages.claim_files import as_lines, as_table
from skillweave.web.pages.item_view import BANDS, REASONS, STATES
from skillweave.web.pages.names import called, source_of, with_source
from skillweave.web.pages.queues import Reader, queue_row
from skillweave.web.services import services
from skillweave.web.throttle import Throttle
from skillweave.web.viewer import Access, in_queue, page, throttle

ROUTER = APIRouter(include_in_schema=False)

Manager = Annotated[Access, Depends(in_queue(Role.MANAGER))]
Counter = Annotated[Throttle, Depends(throttle)]

VERDICTS: Mapping[str, str] = {
    "confirm": "confirmed",
    "reject": "rejected",
    "correct": "corrected",
    "unsure": "unsure",
    "add": "added",
    "withdraw": "taken back",
    "none": "nothing here",
}

CHIPS: Mapping[ClaimState, str] = {
    ClaimState.SUGGESTED: "todo",
    ClaimState.ADDED: "added",
    ClaimState.CONFIRMED: "confirmed",
    ClaimState.REJECTED: "rejected",
    ClaimState.CORRECTED: "corrected",
    ClaimState.UNSURE: "unsure",
    ClaimState.WITHDRAWN: "unsure",
}
"""Class of a state's chip."""


@ROUTER.get("/q/{queue}/claims")
def claims(request: Request, access: Reader) -> Response:
    """Show claims, narrowed by the address; who does not manage the queue sees final ones."""
    given = services(request)
    lists = given.open_lists(access.viewer.tenant)
    narrowed = ClaimFilter.read(request.query_params)
    cursor = request.query_params.get("cursor") or None
    found = _rows(request, access, narrowed)(cursor)
    row = queue_row(request, access)
    manages = access.role.covers(Role.MANAGER)
    query_words = urlencode(narrowed.query())
    unfiltered = 0 if found.rows or not query_words else lists.count_claims(access.queue, final_only=not manages)
    return page(
        request,
        "claims.html.j2",
        access.viewer,
        queue=row,
        rows=found.rows,
        filters=narrowed,
        query_words=query_words,
        unfiltered=unfiltered,
        cursor=cursor,
        next=found.next,
        frameworks={one: _name(request, one) for one in lists.frameworks(access.queue)},
        reviewers={one: one for one in lists.reviewers(access.queue)},
        runs={run.config_hash: run.config_hash for run in lists.runs(access.queue).values()},
        states={state: STATES[state] for state in ClaimState},
        known=services(request).frameworks,
        called=called,
        source_of=source_of,
        with_source=with_source,
        bands=BANDS,
        reasons=REASONS,
        exposures={Exposure.ASSISTED: "suggestion in view", Exposure.BLIND: "text first"},
        verdicts=VERDICTS,
        band_of=band_of,
        chips=CHIPS,
        show_confidence=row.rules.show_confidence,
        reason_words={reason.value: REASONS[reason] for reason in Reason},
        manages=manages,
        works=access.role.covers(Role.REVIEWER),
    )


@ROUTER.get("/q/{queue}/claims.csv")
def claims_table(request: Request, access: Manager, counter: Counter) -> Response:
    """Give the claims of the view as a table, one row a decision in force."""
    return export(request, access, counter, as_table(_all_rows(request, access)), name="claims", ending="csv")


@ROUTER.get("/q/{queue}/claims.jsonl")
def claims_lines(request: Request, access: Manager, counter: Counter) -> Response:
    """Give the claims of the view as JSON lines, one line a claim."""
    return export(request, access, counter, as_lines(_all_rows(request, access)), name="claims", ending="jsonl")


def _all_rows(request: Request, access: Access) -> Iterator[ClaimRow]:
    return all_rows(_rows(request, access, ClaimFilter.read(request.query_params), FILE_ROWS))


def _rows(
    request: Request, access: Access, narrowed: ClaimFilter, limit: int = 50
) -> Callable[[str | None], Page[ClaimRow]]:
    lists = services(request).open_lists(access.viewer.tenant)
    final_only = not access.role.covers(Role.MANAGER)

    def ask(cursor: str | None) -> Page[ClaimRow]:
        return lists.claims(access.queue, narrowed, final_only=final_only, cursor=cursor, limit=limit)

    return ask


def _name(request: Request, framework: str) -> str:
    known = services(request).frameworks.get(framework)
    return known.name if known is not None else framework
