"""The item page, where a reviewer decides, and what its forms and its script send."""

from dataclasses import replace
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from skillweave.domain.queue import Answer, Finished, Role
from skillweave.domain.review import Decision, ReviewKind, Verdict, Via
from skillweave.errors import ConflictError, RefusedError
from skillweave.web.forms import Sent, linked_id, read_decision, read_skip, sent
from skillweave.web.pages.desk import Desk, Found, clash_of, find, named, open_edit, show_page
from skillweave.web.pages.item_view import Card
from skillweave.web.pages.undo import undone
from skillweave.web.problems import wants_json
from skillweave.web.services import services
from skillweave.web.viewer import Access, SignedIn, in_item, page

ROUTER = APIRouter(include_in_schema=False)

Reviewer = Annotated[Access, Depends(in_item(Role.REVIEWER))]
Body = Annotated[Sent, Depends(sent)]
Word = Annotated[str, Query(max_length=200)]
Lease = Annotated[str | None, Query(pattern=r"^[0-9a-f-]{1,64}$")]


def desk(request: Request, access: Reviewer, item: str) -> Desk:
    """Let a reviewer to an item; a dependency."""
    return Desk(request, access, item)


AtDesk = Annotated[Desk, Depends(desk)]


@ROUTER.get("/i/{item}")
def show_item(at: AtDesk, edit: Word = "", framework: Word = "", q: Word = "") -> Response:
    """Show an item as the person may see it."""
    return show_page(at, edit=open_edit(at, edit, framework, q) if edit else None)


@ROUTER.get("/competencies")
def competencies(request: Request, _viewer: SignedIn, framework: Word = "", q: Word = "") -> Response:
    """Find competencies by typed words."""
    found = find(services(request).search, services(request).frameworks, framework, q)
    if wants_json(request):
        return JSONResponse({"hits": [_hit(one) for one in found]})
    return page(request, "competencies.html.j2", _viewer, q=q, hits=found)


@ROUTER.post("/i/{item}/decisions")
def decide(at: AtDesk, given: Body) -> Response:
    """Keep one decision; with `linked`, those on the same words too."""
    json_wanted = wants_json(at.request)
    text = "" if given.json is not None else at.show().text  # only a form quotes words, to be looked for
    try:
        decision = read_decision(given, at.item, text)
        answer = at.store.decide(decision, at.person, at.given.clock())
    except RefusedError as error:
        if json_wanted:
            raise
        return _refused(at, given, error)
    except ConflictError as error:
        if error.code != "stale_version":
            raise
        if json_wanted:
            raise named(at, error) from error
        return show_page(at, clash=clash_of(at, decision, error), status=409)
    if json_wanted:
        return JSONResponse(answer.model_dump(mode="json"))
    if given.field("linked"):
        _decide_linked(at, decision)
    return at.to_item(_place_after(at, answer))


@ROUTER.post("/i/{item}/undo")
def undo(at: AtDesk, given: Body) -> Response:
    """Take back the person's last decision on the item, or on one claim of it."""
    versions = {claim.id: claim.version for claim in at.show().claims}
    history = at.store.history(at.item)
    decision = undone(history, at.person, str(uuid4()), versions, claim=given.field("claim") or None)
    if decision is not None:
        answer = at.store.decide(decision, at.person, at.given.clock())
        if wants_json(at.request):
            return JSONResponse(answer.model_dump(mode="json"))
    return at.to_item(_place_of(at, decision.claim if decision else None))


@ROUTER.post("/i/{item}/finish")
def finish(at: AtDesk) -> Response:
    """Close the review; then the next item, or what the person should know first."""
    try:
        done = at.store.finish(at.item, at.person, at.given.clock())
    except RefusedError as error:
        if wants_json(at.request) or error.code != "undecided_claims":
            raise
        return _not_finished(at, error)
    if wants_json(at.request):
        return JSONResponse(done.model_dump(mode="json", include={"item", "state", "caught"}))
    return _next(at) if not done.caught else _caught(at, done)


@ROUTER.post("/i/{item}/skip")
def skip(at: AtDesk, given: Body) -> Response:
    """Hand the item back, and take the next one."""
    at.store.skip(at.item, at.person, read_skip(given), at.given.clock())
    return _done(at) or _next(at)


@ROUTER.post("/i/{item}/reveal")
def reveal(at: AtDesk) -> Response:
    """Show the suggestions of a blind item."""
    at.store.reveal(at.item, at.person, at.given.clock())
    return _done(at) or at.to_item(_place(next((card for card in at.cards() if card.open), None)))


@ROUTER.post("/i/{item}/take")
def take(at: AtDesk, lease: Lease = None) -> Response:
    """Hold the item, if nobody else does; a page gives its lease a name of its own."""
    taken = at.store.take(at.item, at.person, at.given.clock(), lease)
    if wants_json(at.request):
        return JSONResponse(taken.model_dump(mode="json"))
    return at.to_item()


@ROUTER.post("/i/{item}/renew")
def renew(at: AtDesk) -> Response:
    """Hold the item longer; no time where it is not held any more."""
    until = at.store.renew(at.item, at.person, at.given.clock())
    return JSONResponse({"lease_until": until.isoformat() if until else None})


@ROUTER.post("/i/{item}/release")
def release(at: AtDesk, lease: Lease = None) -> Response:
    """Let the item go; a page that is left lets go only what it held, not what a newer page of the person holds."""
    at.store.release(at.item, at.person, at.given.clock(), lease)
    return _done(at) or RedirectResponse(f"/q/{at.access.queue}", 303)


@ROUTER.post("/i/{item}/reopen")
def reopen(request: Request, access: Annotated[Access, Depends(in_item(Role.MANAGER))], item: str) -> Response:
    """Lead a final item back to its reviewers."""
    at = Desk(request, access, item)
    at.store.reopen(item, at.person, at.given.clock())
    return _done(at) or at.to_item()


def _done(at: Desk) -> Response | None:
    """Answer a script; a form is led on instead."""
    return Response(status_code=204) if wants_json(at.request) else None


def _next(at: Desk) -> Response:
    """Take the next item of the queue, or go to the queue's page, which says why there is none."""
    found = at.store.next_item(at.access.queue, at.person, at.given.clock(), kind=_kind(at))
    return RedirectResponse(f"/i/{found.item}" if found.item else f"/q/{at.access.queue}", 303)


def _kind(at: Desk) -> ReviewKind:
    return at.show().kind


def _hit(found: Found) -> dict[str, str]:
    framework, _, code = found.value.partition(":")
    return {"framework": framework, "code": code, "label": found.label, "source": found.source, "path": found.path}


def _decide_linked(at: Desk, decision: Decision) -> None:
    """Say the same of the undecided claims on the same words."""
    cards = at.cards()
    group = next((card.claim.link_group for card in cards if card.claim.id == decision.claim), None)
    if group is None or decision.verdict not in (Verdict.CONFIRM, Verdict.REJECT, Verdict.UNSURE):
        return
    for card in cards:
        if card.claim.link_group == group and card.claim.id != decision.claim and card.open and card.claim.intact:
            same = Decision(
                id=linked_id(decision.id, card.claim.id),
                item=at.item,
                claim=card.claim.id,
                verdict=decision.verdict,
                seen_version=card.claim.version,
                via=Via.LINKED,
            )
            at.store.decide(same, at.person, at.given.clock())


def _place_after(at: Desk, answer: Answer) -> str:
    """Name the place of the page to go on at: the first undecided claim, else the one just decided."""
    cards = at.cards()
    waiting = next((card for card in cards if card.open), None)
    return _place(waiting or next((card for card in cards if card.claim.id == answer.claim), None))


def _place_of(at: Desk, claim: str | None) -> str:
    cards = at.cards()
    return _place(next((card for card in cards if card.claim.id == claim), None))


def _place(card: Card | None) -> str:
    return f"#c{card.number}" if card else "#claims"


def _refused(at: Desk, given: Sent, error: RefusedError) -> Response:
    """Show the page again with what is missing; an editor stays open with what was chosen."""
    words = str(error)[:1].upper() + str(error)[1:]
    verdict = given.field("verdict")
    if verdict not in (Verdict.CORRECT, Verdict.ADD):
        return show_page(at, notices=(("error", f"Not saved. {words}"),), status=422)
    claim = given.field("claim") if verdict == Verdict.CORRECT else "new"
    of_claim = next((one.skill.framework for one in at.show().claims if one.id == claim), "")
    framework, _, code = given.field("skill").partition(":")
    edit = open_edit(at, claim, framework or of_claim, code)
    return show_page(at, edit=replace(edit, fault=f"Not saved. {words}"), status=422)


def _not_finished(at: Desk, error: RefusedError) -> Response:
    if error.about.get("reveal"):
        words = "Ask for the suggestions first."
    elif error.about.get("claim"):
        cards = at.cards()
        named = next((card.name for card in cards if card.claim.id == error.about["claim"]), "a claim")
        words = f"To decide first: {named}."
    else:
        words = "Add a skill, or confirm that there is none."
    return show_page(at, notices=(("warn", words),), status=409)


def _caught(at: Desk, done: Finished) -> Response:
    return page(
        at.request,
        "item_done.html.j2",
        at.access.viewer,
        queue=at.access.queue,
        caught=done.caught,
    )
