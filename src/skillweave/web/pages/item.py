"""The item page, where a reviewer decides, and what its forms and its script send."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Protocol, cast
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from skillweave.domain.keymap import Action
from skillweave.domain.queue import Answer, Finished, ItemShown, Role
from skillweave.domain.review import Decision, ItemState, ReviewKind, Skill, Verdict, Via
from skillweave.errors import ConflictError, RefusedError
from skillweave.frameworks.search import CompetencySearch
from skillweave.ports import ClaimStore
from skillweave.review.showing import ClaimOpinions
from skillweave.web.forms import Sent, linked_id, read_decision, read_skip, sent
from skillweave.web.pages.adjudicate_view import Settling, settle_view
from skillweave.web.pages.item_view import REASONS, SKIPS, Card, ItemPage, blank_card, in_words, item_page, skill_value
from skillweave.web.pages.undo import undone
from skillweave.web.problems import wants_json
from skillweave.web.services import Services, services
from skillweave.web.viewer import Access, SignedIn, in_item, page

ROUTER = APIRouter(include_in_schema=False)

Reviewer = Annotated[Access, Depends(in_item(Role.REVIEWER))]
Body = Annotated[Sent, Depends(sent)]
Word = Annotated[str, Query(max_length=200)]

KEY_WORDS: Mapping[Action, str] = {
    Action.CONFIRM: "Confirm",
    Action.REJECT: "Reject",
    Action.CORRECT: "Correct: name another skill",
    Action.UNSURE: "Unsure: ask a second reviewer",
    Action.ADD: "Add a missing skill",
    Action.NEXT: "Next claim",
    Action.PREVIOUS: "Previous claim",
    Action.NEXT_EVIDENCE: "Next evidence of this claim",
    Action.PREVIOUS_EVIDENCE: "Previous evidence of this claim",
    Action.TEXT: "To the text, at the evidence",
    Action.UNDO: "Undo; with Shift, redo",
    Action.SKIP: "Skip this text",
    Action.GUIDELINES: "Guidelines",
    Action.HISTORY: "History",
    Action.HELP: "These keys",
}


class _Settles(Protocol):
    """What the store of an adjudicator has beside the port."""

    def reviews_of(self, item: str) -> tuple[ClaimOpinions, ...]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A competency that the search box found."""

    value: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Edit:
    """An editor that is open on the page without a script."""

    claim: str
    """The claim that is corrected, or `new`."""
    framework: str
    q: str
    hits: tuple[Found, ...]
    levels: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A claim that was decided in between, with both decisions."""

    claim: str
    theirs: str
    mine: str
    again: Mapping[str, str]
    """Form fields that say mine again, at the present version."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who works on which item, with what."""

    request: Request
    access: Access
    item: str

    @property
    def given(self) -> Services:
        return services(self.request)

    @property
    def person(self) -> str:
        return self.access.viewer.person

    @property
    def store(self) -> ClaimStore:
        return self.given.open_store(self.access.viewer.tenant)

    def show(self) -> ItemShown:
        return self.store.show(self.item, self.person, self.given.clock())

    def to_item(self, place: str = "") -> Response:
        return RedirectResponse(f"/i/{self.item}{place}", 303)


def desk(request: Request, access: Reviewer, item: str) -> _Desk:
    """Let a reviewer to an item; a dependency."""
    return _Desk(request, access, item)


Desk = Annotated[_Desk, Depends(desk)]


@ROUTER.get("/i/{item}")
def show_item(at: Desk, edit: Word = "", framework: Word = "", q: Word = "") -> Response:
    """Show an item as the person may see it."""
    return _page(at, edit=_edit(at, edit, framework, q) if edit else None)


@ROUTER.get("/competencies")
def competencies(request: Request, _viewer: SignedIn, framework: Word = "", q: Word = "") -> Response:
    """Find competencies by typed words."""
    found = _find(services(request).search, framework, q)
    if wants_json(request):
        return JSONResponse({"hits": [_hit(one) for one in found]})
    return page(request, "competencies.html.j2", _viewer, q=q, hits=found)


@ROUTER.post("/i/{item}/decisions")
def decide(at: Desk, given: Body) -> Response:
    """Keep one decision; with `linked`, those on the same words too."""
    item = at.show()
    json_wanted = wants_json(at.request)
    try:
        decision = read_decision(given, at.item, item.text)
        answer = at.store.decide(decision, at.person, at.given.clock())
    except RefusedError as error:
        if json_wanted:
            raise
        return _refused(at, item, given, error)
    except ConflictError as error:
        if json_wanted or error.code != "stale_version":
            raise
        return _page(at, clash=_clash(at, decision, error), status=409)
    if json_wanted:
        return JSONResponse(answer.model_dump(mode="json"))
    if given.field("linked"):
        _decide_linked(at, item, decision)
    return at.to_item(_place_after(at, answer))


@ROUTER.post("/i/{item}/undo")
def undo(at: Desk, given: Body) -> Response:
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
def finish(at: Desk) -> Response:
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
def skip(at: Desk, given: Body) -> Response:
    """Hand the item back, and take the next one."""
    at.store.skip(at.item, at.person, read_skip(given), at.given.clock())
    return _done(at) or _next(at)


@ROUTER.post("/i/{item}/reveal")
def reveal(at: Desk) -> Response:
    """Show the suggestions of a blind item."""
    at.store.reveal(at.item, at.person, at.given.clock())
    return _done(at) or at.to_item("#claims")


@ROUTER.post("/i/{item}/take")
def take(at: Desk) -> Response:
    """Hold the item, if nobody else does."""
    taken = at.store.take(at.item, at.person, at.given.clock())
    if wants_json(at.request):
        return JSONResponse(taken.model_dump(mode="json"))
    return at.to_item()


@ROUTER.post("/i/{item}/renew")
def renew(at: Desk) -> Response:
    """Hold the item longer; no time where it is not held any more."""
    until = at.store.renew(at.item, at.person, at.given.clock())
    return JSONResponse({"lease_until": until.isoformat() if until else None})


@ROUTER.post("/i/{item}/release")
def release(at: Desk) -> Response:
    """Let the item go."""
    at.store.release(at.item, at.person, at.given.clock())
    return _done(at) or RedirectResponse(f"/q/{at.access.queue}", 303)


@ROUTER.post("/i/{item}/reopen")
def reopen(request: Request, access: Annotated[Access, Depends(in_item(Role.MANAGER))], item: str) -> Response:
    """Lead a final item back to its reviewers."""
    at = _Desk(request, access, item)
    at.store.reopen(item, at.person, at.given.clock())
    return _done(at) or at.to_item()


def _done(at: _Desk) -> Response | None:
    """Answer a script; a form is led on instead."""
    return Response(status_code=204) if wants_json(at.request) else None


def _next(at: _Desk) -> Response:
    """Take the next item of the queue, or go to the queue's page, which says why there is none."""
    found = at.store.next_item(at.access.queue, at.person, at.given.clock(), kind=_kind(at))
    return RedirectResponse(f"/i/{found.item}" if found.item else f"/q/{at.access.queue}", 303)


def _kind(at: _Desk) -> ReviewKind:
    return at.show().kind


def _page(
    at: _Desk,
    *,
    edit: Edit | None = None,
    clash: Clash | None = None,
    notices: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    viewer, given = at.access.viewer, at.given
    item = at.show()
    shown = item_page(item, given.frameworks, given.clock())
    settling = _settling(at, shown) if item.kind is ReviewKind.ADJUDICATION else None
    lists = given.open_lists(viewer.tenant)
    queue = lists.queue(at.access.queue, viewer.person, viewer.role, given.clock())
    return page(
        at.request,
        "adjudicate.html.j2" if settling else "item.html.j2",
        viewer,
        status=status,
        page=settling.page if settling else shown,
        settling=settling,
        queue=queue,
        edit=edit,
        clash=clash,
        notices=notices,
        nothing_said=not item.claims and _said_nothing(at),
        keys={action.value: key for action, key in _keys(at).items()},
        key_words={action.value: words for action, words in KEY_WORDS.items()},
        keymap=json.dumps({action.value: key for action, key in _keys(at).items()}),
        reasons=REASONS,
        reasons_json=json.dumps({reason.value: words for reason, words in REASONS.items()}),
        skips=SKIPS,
        blank=blank_card(),
        new_id=lambda: str(uuid4()),
    )


def _keys(at: _Desk) -> dict[Action, str]:
    return {Action(action): key for action, key in at.access.viewer.keymap.items()}


def _settling(at: _Desk, shown: ItemPage) -> Settling:
    rules = at.given.open_queues(at.access.viewer.tenant).rules(at.access.queue)
    opinions = cast(_Settles, at.store).reviews_of(at.item)  # both stores have it; no other page asks for it
    return settle_view(shown, opinions, at.given.frameworks, reason_required=rules.reason_required)


def _said_nothing(at: _Desk) -> bool:
    own = [one.decision for one in at.store.history(at.item) if one.person == at.person and one.decision.claim is None]
    return bool(own) and own[-1].verdict is Verdict.NONE


def _edit(at: _Desk, claim: str, framework: str, q: str) -> Edit:
    chosen = at.given.frameworks.get(framework)
    levels = chosen.levels if chosen else ()
    return Edit(claim, framework, q, _find(at.given.search, framework, q), levels)


def _find(search: CompetencySearch, framework: str, q: str) -> tuple[Found, ...]:
    hits = search.find(q, frameworks={framework} if framework else None).hits
    return tuple(
        Found(
            skill_value(Skill(framework=hit.framework, code=hit.competency.code)),
            hit.competency.label,
            " › ".join((*reversed(hit.parents), hit.competency.code)),
        )
        for hit in hits
    )


def _hit(found: Found) -> dict[str, str]:
    framework, _, code = found.value.partition(":")
    return {"framework": framework, "code": code, "label": found.label, "path": found.path}


def _decide_linked(at: _Desk, item: ItemShown, decision: Decision) -> None:
    """Say the same of the undecided claims on the same words."""
    cards = item_page(item, at.given.frameworks, at.given.clock()).cards
    group = next((card.claim.link_group for card in cards if card.claim.id == decision.claim), None)
    if group is None or decision.verdict not in (Verdict.CONFIRM, Verdict.REJECT, Verdict.UNSURE):
        return
    for card in cards:
        if card.claim.link_group == group and card.claim.id != decision.claim and card.open and card.claim.intact:
            same = Decision(
                id=linked_id(decision.id, card.claim.id),
                item=item.id,
                claim=card.claim.id,
                verdict=decision.verdict,
                seen_version=card.claim.version,
                via=Via.LINKED,
            )
            at.store.decide(same, at.person, at.given.clock())


def _place_after(at: _Desk, answer: Answer) -> str:
    """Name the place of the page to go on at: the first undecided claim, else the one just decided."""
    cards = item_page(at.show(), at.given.frameworks, at.given.clock()).cards
    waiting = next((card for card in cards if card.open), None)
    return _place(waiting or next((card for card in cards if card.claim.id == answer.claim), None))


def _place_of(at: _Desk, claim: str | None) -> str:
    cards = item_page(at.show(), at.given.frameworks, at.given.clock()).cards
    return _place(next((card for card in cards if card.claim.id == claim), None))


def _place(card: Card | None) -> str:
    return f"#c{card.number}" if card else "#claims"


def _refused(at: _Desk, item: ItemShown, given: Sent, error: RefusedError) -> Response:
    """Show the page again with what is missing; an editor stays open with what was chosen."""
    words = str(error)[:1].upper() + str(error)[1:]
    verdict = given.field("verdict")
    if verdict not in (Verdict.CORRECT, Verdict.ADD):
        return _page(at, notices=(("error", f"Not saved. {words}"),), status=422)
    claim = given.field("claim") if verdict == Verdict.CORRECT else "new"
    of_claim = next((one.skill.framework for one in item.claims if one.id == claim), "")
    framework, _, code = given.field("skill").partition(":")
    edit = _edit(at, claim, framework or of_claim, code)
    return _page(at, edit=replace(edit, fault=f"Not saved. {words}"), status=422)


def _clash(at: _Desk, decision: Decision, error: ConflictError) -> Clash:
    now, frameworks = error.now, at.given.frameworks
    mine = {
        "claim": decision.claim or "",
        "seen_version": str(now.get("version", "")),
        "draft": decision.model_dump_json(
            include={"verdict", "replacement", "level", "reason", "spans"}, exclude_none=True
        ),
    }
    by = f" (by {now['by']})" if now.get("by") else ""
    return Clash(
        claim=decision.claim or "",
        theirs=in_words(now, frameworks) + by,
        mine=in_words(decision.model_dump(mode="json"), frameworks),
        again=mine,
    )


def _not_finished(at: _Desk, error: RefusedError) -> Response:
    if error.about.get("reveal"):
        words = "Ask for the suggestions first."
    elif error.about.get("claim"):
        cards = item_page(at.show(), at.given.frameworks, at.given.clock()).cards
        named = next((card.claim.label for card in cards if card.claim.id == error.about["claim"]), "a claim")
        words = f"To decide first: {named}."
    else:
        words = "Add a skill, or confirm that there is none."
    return _page(at, notices=(("warn", words),), status=409)


def _caught(at: _Desk, done: Finished) -> Response:
    return page(
        at.request,
        "item_done.html.j2",
        at.access.viewer,
        queue=at.access.queue,
        item=at.item,
        caught=done.caught,
        final=done.state is ItemState.FINAL,
    )
