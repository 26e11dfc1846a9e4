"""A person's own settings: password, keys, sessions, API tokens."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from skillweave.domain.keymap import KEYS, Action
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.passwords import MIN_PASSWORD
from skillweave.review.tokens import Scope
from skillweave.web.pages.sign_in import Anybody, Given, enter
from skillweave.web.services import Services
from skillweave.web.stops import signed_out
from skillweave.web.viewer import SignedIn, Viewer, page, throttle

ROUTER = APIRouter(include_in_schema=False)

_DONE = {
    "password": "Your password was changed. Your other sessions were ended.",
    "keys": "Your keys were saved.",
    "session": "The session was ended.",
    "token": "The token was revoked.",
}
_KEY = "key-"


async def fields(request: Request) -> dict[str, str]:
    """Give the plain fields of a form whose names are not known beforehand; a dependency."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@ROUTER.get("/me")
def show(request: Request, given: Given, known: Anybody, done: str = "") -> Response:
    """Show a person's settings; only the password's where it has to be changed first."""
    if known is None:
        raise signed_out()
    return _page(request, given, known, done=_DONE.get(done, ""), about=done)


@ROUTER.post("/me/password")
def change_password(
    request: Request,
    given: Given,
    known: Anybody,
    old: Annotated[str, Form(max_length=1_000)],
    new: Annotated[str, Form(max_length=1_000)],
    again: Annotated[str, Form(max_length=1_000)],
) -> Response:
    """Change the password, end all sessions, and go on with a new one."""
    if known is None:
        raise signed_out()
    count = throttle(request).count
    count("password", f"{known.tenant}/{known.person}", a_minute=given.config.sign_in_tries)
    if new != again:
        return _page(request, given, known, fault="The two new passwords differ.", status=422)
    accounts = given.open_accounts(known.tenant)
    try:
        accounts.change_password(known.person, old, new, given.clock())
    except RefusedError as refused:
        return _page(request, given, known, fault=str(refused), status=422)
    return enter(given, accounts, accounts.person(known.person), "/me?done=password")


@ROUTER.post("/me/keys")
def set_keys(
    request: Request, given: Given, known: SignedIn, sent: Annotated[dict[str, str], Depends(fields)]
) -> Response:
    """Choose keys, or switch letters off."""
    chosen = {name.removeprefix(_KEY): key for name, key in sent.items() if name.startswith(_KEY)}
    try:
        given.open_accounts(known.tenant).set_keys(known.person, chosen, keys_on="keys_on" in sent)
    except RefusedError as refused:
        return _page(request, given, known, keys_fault=f"Not saved: {refused}.", status=422)
    return RedirectResponse("/me?done=keys", 303)


@ROUTER.post("/me/sessions/{session}/end")
def end_session(given: Given, known: SignedIn, session: str) -> Response:
    """End one of one's own sessions."""
    if not given.open_accounts(known.tenant).sessions.end(known.person, session, given.clock()):
        raise NotFoundError("no such session")
    return RedirectResponse("/me?done=session", 303)


@ROUTER.post("/me/tokens")
def make_token(
    request: Request,
    given: Given,
    known: SignedIn,
    name: Annotated[str, Form(max_length=200)],
    days: Annotated[int, Form(ge=1, le=366)],
    scopes: Annotated[list[Scope] | None, Form()] = None,
) -> Response:
    """Make an API token and show it, this once."""
    tokens = given.open_accounts(known.tenant).tokens
    try:
        token = tokens.make(known.person, name, scopes or (), dt.timedelta(days=days), given.clock())
    except RefusedError as refused:
        return _page(request, given, known, token_fault=f"Not made: {refused}.", status=422)
    return _page(request, given, known, token=token, status=201)


@ROUTER.post("/me/tokens/{token}/revoke")
def revoke_token(given: Given, known: SignedIn, token: str) -> Response:
    """Revoke one of one's own tokens."""
    if not given.open_accounts(known.tenant).tokens.revoke(known.person, token, given.clock()):
        raise NotFoundError("no such token")
    return RedirectResponse("/me?done=token", 303)


def _page(request: Request, given: Services, known: Viewer, *, status: int = 200, **said: str) -> Response:
    accounts, now = given.open_accounts(known.tenant), given.clock()
    return page(
        request,
        "me.html.j2",
        known,
        status=status,
        **{"done": "", "fault": "", "keys_fault": "", "token_fault": "", "token": "", "about": "", **said},
        person=accounts.person(known.person),
        least=MIN_PASSWORD,
        actions=[(action.value, action.value.replace("_", " ")) for action in Action],
        keys=KEYS,
        sessions=accounts.sessions.of(known.person, now),
        tokens=accounts.tokens.of(known.person, now),
        scopes=list(Scope),
    )
