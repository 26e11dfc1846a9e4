"""The history of an item: every decision in order, as far as a person may know of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from skillweave.domain.queue import ItemShown, Role
from skillweave.domain.review import Exposure, ItemState, Recorded, ReviewKind, Via
from skillweave.web.pages.item_view import in_words
from skillweave.web.pages.names import with_source
from skillweave.web.services import services
from skillweave.web.viewer import Access, in_item, page

ROUTER = APIRouter(include_in_schema=False)

WAYS = {Via.UNDO: "undo", Via.LINKED: "with a linked claim", Via.API: "by the API", Via.POLICY: "by the queue's policy"}


@dataclass(frozen=True, slots=True)
class Line:
    """One decision in the history."""

    at: dt.datetime
    who: str
    label: str
    words: str
    note: str
    about: str
    """What else is to be known of it: how it came about, blind or not, the guideline's version."""


@ROUTER.get("/i/{item}/history")
def history(request: Request, access: Annotated[Access, Depends(in_item(Role.REVIEWER))], item: str) -> Response:
    """Show what was decided on an item: one's own decisions, all of them where that gives nothing away."""
    given, viewer = services(request), access.viewer
    store, now = given.open_store(viewer.tenant), given.clock()
    shown = store.show(item, viewer.person, now)
    kept = store.history(item)
    if not _may_see_all(shown, access.role):
        kept = tuple(one for one in kept if one.person == viewer.person)
    accounts = given.open_accounts(viewer.tenant)
    names = {person: accounts.person(person).pseudonym for person in {one.person for one in kept} if person}
    labels = {claim.id: with_source(claim.skill, claim.label, given.frameworks) for claim in shown.claims}
    lines = [
        Line(
            at=one.received_at,
            who=_who(one, viewer.person, names),
            label=labels.get(one.decision.claim or "", "The whole text" if one.decision.claim is None else "A claim"),
            words=in_words(one.decision.model_dump(mode="json"), given.frameworks),
            note=one.decision.note or "",
            about=_about(one),
        )
        for one in kept
    ]
    return page(
        request,
        "history.html.j2",
        viewer,
        item=shown,
        queue=access.queue,
        lines=lines,
        all=_may_see_all(shown, access.role),
    )


def _may_see_all(shown: ItemShown, role: Role) -> bool:
    """Tell whether others' decisions may be known: not to who still reviews, for they must not sway each other."""
    if shown.state is ItemState.FINAL:
        return True
    if shown.kind is ReviewKind.ADJUDICATION:
        return role.covers(Role.ADJUDICATOR)
    at_work = shown.lease_token is not None or any(claim.decision for claim in shown.claims)
    return role.covers(Role.MANAGER) and not at_work


def _who(one: Recorded, viewer: str, names: dict[str, str]) -> str:
    if one.person is None:
        return "Policy"
    return "You" if one.person == viewer else names[one.person]


def _about(one: Recorded) -> str:
    said = [WAYS.get(one.decision.via, ""), "blind" if one.exposure is Exposure.BLIND else ""]
    said.append(f"guideline {one.guideline}" if one.guideline is not None else "")
    said.append("the guideline has a gap" if one.decision.gap else "")
    return ", ".join(part for part in said if part)
