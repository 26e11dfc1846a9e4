"""The people of a tenant, for its administrators: who is here, what they may do, and their way in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from skillweave.domain.queue import Role
from skillweave.errors import RefusedError
from skillweave.review.accounts import Person
from skillweave.web.pages.sign_in import Given
from skillweave.web.services import Services, services
from skillweave.web.viewer import SignedIn, Viewer, needs, page

ROUTER = APIRouter(include_in_schema=False)

Admin = Annotated[Viewer, Depends(needs(Role.ADMIN))]
_DONE = {
    "role": "The role was changed; their sessions were ended.",
    "in": "They can sign in again.",
    "out": "They can no longer sign in; their decisions stay.",
}


def somebody(request: Request, known: SignedIn, person: str) -> Person:
    """Find the person of a path, then see whether the viewer may do this; a dependency.

    In this order an id of another tenant looks the same to everybody.
    """
    found = services(request).open_accounts(known.tenant).person(person)
    needs(Role.ADMIN)(request, known)
    return found


Somebody = Annotated[Person, Depends(somebody)]


@ROUTER.get("/people")
def show(request: Request, given: Given, known: Admin, done: str = "") -> Response:
    """List everybody."""
    return _page(request, given, known, done=_DONE.get(done, ""))


@ROUTER.post("/people")
def add(
    request: Request,
    given: Given,
    known: Admin,
    login: Annotated[str, Form(max_length=400)],
    display_name: Annotated[str, Form(max_length=400)],
    role: Annotated[Role, Form()],
) -> Response:
    """Add somebody, and show the one-time link that is their way in."""
    accounts, now = given.open_accounts(known.tenant), given.clock()
    try:
        person = accounts.add(login, display_name, role, now, actor=known.person)
    except RefusedError as refused:
        said = {"login": login, "display_name": display_name, "role": role.value}
        return _page(request, given, known, fault=f"Nobody was added: {refused}.", said=said, status=422)
    return _show_link(request, given, known, person, status=201)


@ROUTER.post("/people/{person}/link")
def make_link(request: Request, given: Given, person: Somebody, known: SignedIn) -> Response:
    """Make a one-time link and show it, this once."""
    if not person.active:
        return _page(request, given, known, fault="Who is not active has no way in.", status=422)
    return _show_link(request, given, known, person, status=201)


@ROUTER.post("/people/{person}/role")
def set_role(
    request: Request, given: Given, person: Somebody, known: SignedIn, role: Annotated[Role, Form()]
) -> Response:
    """Give somebody another role."""
    try:
        given.open_accounts(known.tenant).set_role(person.id, role, given.clock(), actor=known.person)
    except RefusedError as refused:
        return _page(request, given, known, fault=f"Nothing was changed: {refused}.", status=422)
    return RedirectResponse("/people?done=role", 303)


@ROUTER.post("/people/{person}/active")
def set_active(
    request: Request, given: Given, person: Somebody, known: SignedIn, active: Annotated[bool, Form()]
) -> Response:
    """Let somebody in, or no longer."""
    try:
        given.open_accounts(known.tenant).set_active(person.id, active, given.clock(), actor=known.person)
    except RefusedError as refused:
        return _page(request, given, known, fault=f"Nothing was changed: {refused}.", status=422)
    return RedirectResponse(f"/people?done={'in' if active else 'out'}", 303)


def _show_link(request: Request, given: Services, known: Viewer, person: Person, *, status: int) -> Response:
    life = given.config.link_life
    token = given.open_accounts(known.tenant).invites.make(person.id, given.clock(), actor=known.person, life=life)
    link = f"{given.config.public_url}/invite/{token}"
    minutes = int(life.total_seconds() // 60)
    return _page(request, given, known, link=link, link_for=person.display_name, minutes=minutes, status=status)


def _page(request: Request, given: Services, known: Viewer, *, status: int = 200, **said: object) -> Response:
    empty = {"login": "", "display_name": "", "role": Role.REVIEWER.value}
    values = {"done": "", "fault": "", "link": "", "link_for": "", "minutes": 0, "said": empty, **said}
    people = given.open_accounts(known.tenant).people()
    return page(request, "people.html.j2", known, status=status, people=people, roles=list(Role), **values)
