"""The REST API, /api/v1: the same questions and changes as the pages, with personal tokens."""

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPBearer
from pydantic import AwareDatetime, BaseModel, ConfigDict

from skillweave.domain.band import Band
from skillweave.domain.queue import Answer, ItemShown, Next, Role
from skillweave.domain.review import ClaimState, Decision, Exposure, ItemState, Reason, ReviewKind, SkipReason, Via
from skillweave.errors import ConflictError, RefusedError
from skillweave.ports import ClaimStore
from skillweave.review.filters import ClaimFilter
from skillweave.review.lists import Lists
from skillweave.review.samples import sample_lines, sample_table
from skillweave.web import answers
from skillweave.web.exports import export
from skillweave.web.services import services
from skillweave.web.throttle import Throttle
from skillweave.web.viewer import Access, SignedIn, Viewer, in_item, in_queue, needs, queue_access, throttle

MOST = 500
"""Rows of one page, at most."""

_PROBLEMS = {
    400: "The server does not answer under this name.",
    401: "No token, or one that is not valid.",
    403: "`role_too_low`, or `not_allowed` by the rules of review. `read_only`: the token lacks the scope.",
    404: "`not_found`: there is no such thing, or it is not for this person.",
    409: "`stale_version`, `id_reused`, `moved_on`, `lease_lost`, `final`, `undecided_claims`: nothing was changed.",
    413: "`too_large`: a body of more bytes than are taken.",
    422: "`invalid`, or against the rules of review: `bad_span`, `quote_mismatch`, `unknown_competency`, ...",
    429: "`rate_limited`: too many calls in a minute.",
}


def _problems() -> dict[int | str, dict[str, Any]]:
    content = {"application/problem+json": {"schema": answers.Problem.model_json_schema()}}
    return {status: {"description": words, "content": content} for status, words in _PROBLEMS.items()}


ROUTER = APIRouter(
    prefix="/api/v1",
    tags=["review"],
    responses=_problems(),
    dependencies=[Depends(HTTPBearer(auto_error=False, description="A personal token: read, review, manage."))],
)

Short = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Cursor = Annotated[str | None, Query(description="`next` of the page before.", max_length=2_000)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
AtQueue = Annotated[Access, Depends(in_queue(Role.READER))]
Reads = Annotated[Viewer, Depends(needs(Role.READER))]
ReviewsQueue = Annotated[Access, Depends(in_queue(Role.REVIEWER))]
ManagesQueue = Annotated[Access, Depends(in_queue(Role.MANAGER))]
AtItem = Annotated[Access, Depends(in_item(Role.READER))]
ReviewsItem = Annotated[Access, Depends(in_item(Role.REVIEWER))]
ManagesItem = Annotated[Access, Depends(in_item(Role.MANAGER))]


class Skipping(BaseModel):
    """Why an item is handed back."""

    model_config = ConfigDict(extra="forbid")

    reason: SkipReason


class Filters(BaseModel):
    """What claims may be narrowed to."""

    framework: str | None = None
    band: Band | None = None
    state: ClaimState | None = None
    reviewer: str | None = None
    reason: Reason | None = None
    exposure: Exposure | None = None
    run: str | None = None
    q: str | None = None


@ROUTER.get("/queues")
def list_queues(request: Request, viewer: Reads) -> answers.QueuesAnswer:
    """List the queues that the token's owner may see."""
    rows = _lists(request, viewer.tenant).queues(viewer.person, viewer.role, _now(request))
    return answers.QueuesAnswer(queues=tuple(answers.queue_answer(row) for row in rows))


@ROUTER.get("/queues/{queue}")
def get_queue(request: Request, access: AtQueue) -> answers.QueueAnswer:
    """Give one queue: how far it is, and why there is nothing to take."""
    viewer = access.viewer
    row = _lists(request, viewer.tenant).queue(access.queue, viewer.person, viewer.role, _now(request))
    return answers.queue_answer(row)


@ROUTER.post("/queues/{queue}/next")
def take_next(request: Request, access: ReviewsQueue, kind: ReviewKind = ReviewKind.REVIEW) -> Next:
    """Take the next item, or learn why there is none; the item that is held already is given again."""
    return _store(request, access).next_item(access.queue, access.viewer.person, _now(request), kind=kind)


@ROUTER.get("/queues/{queue}/agreement")
def get_agreement(request: Request, access: AtQueue) -> answers.AgreementAnswer:
    """Give how far reviewers agree, with counts and intervals."""
    found, _ = _lists(request, access.viewer.tenant).agreement(access.queue)
    return answers.agreement_answer(found)


@ROUTER.get("/queues/{queue}/metrics")
def get_metrics(request: Request, access: AtQueue) -> answers.MetricsAnswer:
    """Give a queue's figures, with counts."""
    found = _lists(request, access.viewer.tenant).figures(access.queue, _now(request))
    return answers.metrics_answer(found, manages=access.role.covers(Role.MANAGER))


@ROUTER.get(
    "/queues/{queue}/samples",
    response_class=Response,
    responses={
        200: {
            "description": "One text a line, or a table with one label a row.",
            "content": {"application/x-ndjson": {}, "text/csv": {}},
        }
    },
)
def get_samples(
    request: Request,
    access: ManagesQueue,
    counter: Annotated[Throttle, Depends(throttle)],
    form: Annotated[Literal["jsonl", "csv"], Query(alias="format")] = "jsonl",
    since: AwareDatetime | None = None,
) -> Response:
    """Give final items as labelled samples for an evaluation; what left is noted."""
    items = _store(request, access).settled(access.queue, _utc(since))
    runs = _lists(request, access.viewer.tenant).runs(access.queue)
    lines = sample_lines(items, runs) if form == "jsonl" else sample_table(items, runs)
    return export(request, access, counter, lines, name="samples", ending=form)


@ROUTER.get("/items/{item}")
def get_item(request: Request, item: str, access: AtItem) -> ItemShown:
    """Give an item as the token's owner may see it; suggestions of a blind item are held back until revealed."""
    shown = _store(request, access).show(item, access.viewer.person, _now(request))
    if shown.state is not ItemState.FINAL and not access.role.covers(Role.REVIEWER):
        raise RefusedError("role_too_low", "readers see final items")
    return shown


@ROUTER.post("/decisions")
def decide(request: Request, viewer: SignedIn, decision: Decision) -> Answer:
    """Keep one decision. The id is made by the client: sending it again gives the same answer, and no second row."""
    access = in_item(Role.REVIEWER)(decision.item, request, viewer)
    how = decision.via if decision.via in (Via.UNDO, Via.LINKED) else Via.API
    told = decision.model_copy(update={"via": how})
    return _store(request, access).decide(told, viewer.person, _now(request))


@ROUTER.post("/items/{item}/reveal")
def reveal(request: Request, item: str, access: ReviewsItem) -> ItemShown:
    """Show the suggestions of a blind item."""
    return _store(request, access).reveal(item, access.viewer.person, _now(request))


@ROUTER.post("/items/{item}/finish")
def finish(request: Request, item: str, access: ReviewsItem) -> answers.FinishedAnswer:
    """Close the review and settle the item."""
    done = _store(request, access).finish(item, access.viewer.person, _now(request))
    return answers.FinishedAnswer(item=done.item, state=done.state, caught=done.caught)


@ROUTER.post("/items/{item}/skip")
def skip(request: Request, item: str, access: ReviewsItem, why: Skipping) -> answers.DoneAnswer:
    """Hand an item back, for others."""
    _store(request, access).skip(item, access.viewer.person, why.reason, _now(request))
    return answers.DoneAnswer(item=item)


@ROUTER.post("/items/{item}/release")
def release(request: Request, item: str, access: ReviewsItem) -> answers.DoneAnswer:
    """Let an item go; nothing where it is not held."""
    _store(request, access).release(item, access.viewer.person, _now(request))
    return answers.DoneAnswer(item=item)


@ROUTER.post("/items/{item}/heartbeat")
def heartbeat(request: Request, item: str, access: ReviewsItem) -> answers.LeaseAnswer:
    """Hold an item longer; `lease_lost` where it has gone to another or is done."""
    until = _store(request, access).renew(item, access.viewer.person, _now(request))
    if until is None:
        raise ConflictError("lease_lost", "The item is no longer held; decisions on it are kept if they still fit.")
    return answers.LeaseAnswer(item=item, lease_until=until)


@ROUTER.post("/items/{item}/reopen")
def reopen(request: Request, item: str, access: ManagesItem) -> answers.DoneAnswer:
    """Lead an item back to review; its decisions stay in force until they are changed."""
    _store(request, access).reopen(item, access.viewer.person, _now(request))
    return answers.DoneAnswer(item=item)


@ROUTER.get("/competencies")
def find_competencies(
    request: Request,
    _viewer: Reads,
    q: Short,
    framework: Annotated[list[str] | None, Query(max_length=50)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> answers.CompetenciesAnswer:
    """Find competencies by typed words or a code, the best first."""
    found = services(request).search.find(q, frameworks=framework, limit=limit)
    hits = tuple(
        answers.CompetencyAnswer(
            framework=hit.framework,
            code=hit.competency.code,
            label=hit.competency.label,
            parents=hit.parents,
            description=hit.competency.description,
        )
        for hit in found.hits
    )
    return answers.CompetenciesAnswer(competencies=hits, more=found.more)


@ROUTER.get("/claims")
def list_claims(
    request: Request,
    access: AtQueue,
    narrowed: Annotated[Filters, Depends()],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> answers.ClaimsAnswer:
    """List a queue's claims in the order of the log's ids; who does not manage the queue gets final ones."""
    given = {name: str(value) for name, value in narrowed.model_dump(mode="json").items() if value is not None}
    found = _lists(request, access.viewer.tenant).claims(
        access.queue,
        ClaimFilter.read(given),
        final_only=not access.role.covers(Role.MANAGER),
        cursor=cursor,
        limit=limit,
    )
    return answers.claims_answer(found)


@ROUTER.get("/decisions")
def list_decisions(
    request: Request,
    viewer: Reads,
    since: AwareDatetime | None = None,
    queue: Short | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> answers.DecisionsAnswer:
    """List decisions in the order of their arrival.

    Of one queue, or of all that the token's owner may see. Who does not manage them gets their own decisions, and
    those of others once an item is final.
    """
    lists = _lists(request, viewer.tenant)
    if queue is not None:
        queues: tuple[str, ...] = (queue_access(services(request), viewer, queue, Role.READER).queue,)
    else:
        queues = tuple(row.id for row in lists.queues(viewer.person, viewer.role, _now(request)))
    open_to = None if viewer.role.covers(Role.MANAGER) else viewer.person
    found = lists.decisions(queues, since=_utc(since), open_to=open_to, cursor=cursor, limit=limit)
    return answers.decisions_answer(found)


def _now(request: Request) -> dt.datetime:
    return services(request).clock()


def _lists(request: Request, tenant: str) -> Lists:
    return services(request).open_lists(tenant)


def _store(request: Request, access: Access) -> ClaimStore:
    return services(request).open_store(access.viewer.tenant)


def _utc(at: dt.datetime | None) -> dt.datetime | None:
    """Turn a time into UTC; one at the edge of the calendar cannot be, and stands for that edge."""
    if at is None:
        return None
    try:
        return at.astimezone(dt.UTC)
    except OverflowError:
        return dt.datetime.min.replace(tzinfo=dt.UTC) if at.year == 1 else dt.datetime.max.replace(tzinfo=dt.UTC)
