"""Pages for people who are not signed in yet: sign-in, one-time links, the way by the school account; and sign-out."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.accounts import Accounts, Person
from skillweave.review.links import read_link
from skillweave.review.passwords import MIN_PASSWORD
from skillweave.web.oidc import CALLBACK, START, Provider
from skillweave.web.problems import wants_json
from skillweave.web.services import Services, services
from skillweave.web.stops import Stop
from skillweave.web.viewer import Viewer, any_viewer, page, throttle

ROUTER = APIRouter(include_in_schema=False)

Given = Annotated[Services, Depends(services)]
Anybody = Annotated[Viewer | None, Depends(any_viewer)]
_WRONG = "Login and password do not fit together."


@ROUTER.get("/sign-in")
def show(request: Request, given: Given, known: Anybody, next: str = "/", tenant: str = "") -> Response:  # noqa: A002
    """Show the form; who is signed in already goes on."""
    if known is not None:
        return RedirectResponse(local(next), 303)
    return _form(request, given, next=next, tenant=tenant)


@ROUTER.post("/sign-in")
def sign_in(
    request: Request,
    given: Given,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1_000)],
    next: Annotated[str, Form()] = "/",  # noqa: A002
    tenant: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Open a session, or say that login and password do not fit, whichever of them is wrong."""
    slug = tenant or given.config.tenant
    count = throttle(request).count
    count("sign-in", f"{slug}/{login.strip().casefold()}", a_minute=given.config.sign_in_tries)
    address = request.client.host if request.client else ""
    count("sign-in address", address, a_minute=given.config.sign_in_tries_per_address)
    accounts = given.open_accounts(given.find_tenant(slug) or "-")  # an unknown tenant takes as long
    person = accounts.check_password(login, password)
    if person is not None:
        return enter(given, accounts, person, next)
    if wants_json(request):
        raise Stop(401, "sign_in_failed", _WRONG)
    return _form(request, given, next=next, tenant=tenant, login=login, fault=_WRONG, status=401)


@ROUTER.post("/sign-out")
def sign_out(given: Given, known: Anybody) -> Response:
    """End this session."""
    if known is not None and known.session is not None:
        given.open_accounts(known.tenant).sessions.end(known.person, known.session, given.clock())
    response = RedirectResponse("/sign-in", 303)
    secure = given.config.secure
    response.delete_cookie(given.config.cookie, path="/", secure=secure, httponly=True, samesite="lax")
    return response


@ROUTER.get("/invite/{token}")
def show_invite(request: Request, given: Given, token: str) -> Response:
    """Show what a one-time link is for; using it is another step."""
    person = invited(given, token).invites.whose(token, given.clock())
    return _invite(request, person, token)


@ROUTER.post("/invite/{token}")
def use_invite(
    request: Request,
    given: Given,
    token: str,
    password: Annotated[str, Form(max_length=1_000)],
    again: Annotated[str, Form(max_length=1_000)],
) -> Response:
    """Set a password by a one-time link, and sign in."""
    accounts = invited(given, token)
    person = accounts.invites.whose(token, given.clock())
    if password != again:
        return _invite(request, person, token, "The two passwords differ.", status=422)
    try:
        accounts.invites.set_password(token, password, given.clock())
    except RefusedError as weak:
        return _invite(request, person, token, str(weak), status=422)
    return enter(given, accounts, person, "/")


@ROUTER.get(START)
async def leave(
    request: Request,
    given: Given,
    next: str = "/",  # noqa: A002
    tenant: Annotated[str, Query(max_length=80)] = "",
    invite: Annotated[str, Query(max_length=1_000)] = "",
) -> Response:
    """Send somebody to the identity provider."""
    provider = _provider(request)
    if invite and request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Stop(403, "cross_site", "A one-time link works from its own page only.")
    request.session.clear()
    request.session.update({"next": local(next), "tenant": tenant or given.config.tenant, "invite": invite})
    return await provider.send_off(request)


@ROUTER.get(CALLBACK)
async def come_back(request: Request, given: Given) -> Response:
    """Sign in whom the provider sent back, or bind them to the person of their one-time link."""
    provider = _provider(request)
    kept = dict(request.session)
    try:
        issuer, subject = await provider.identify(request)
    finally:
        request.session.clear()
    return await run_in_threadpool(_enter_as, given, issuer, subject, kept)


def invited(given: Services, token: str) -> Accounts:
    """Open the people of the tenant that a one-time link names.

    Raises:
        NotFoundError: The link is not ours, or has run out.
    """
    link = read_link(given.config.secret_key.get_secret_value(), token, given.clock())
    if link is None:
        raise NotFoundError("the link was used or has run out")
    return given.open_accounts(link.tenant)


def enter(given: Services, accounts: Accounts, person: Person, target: str) -> Response:
    """Open a session and lead on to a page of ours."""
    token = accounts.sessions.open(person.id, given.clock())
    response = RedirectResponse("/me" if person.must_change else local(target), 303)
    response.set_cookie(
        given.config.cookie,
        f"{accounts.tenant}.{token}",
        max_age=int(given.config.session_life.total_seconds()),
        path="/",
        secure=given.config.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def local(target: str) -> str:
    """Give a path of this server; the front page for whatever could lead elsewhere.

    Example:
        >>> local("/q/spring?band=low"), local("//elsewhere.example"), local("https://elsewhere.example")
        ('/q/spring?band=low', '/', '/')
    """
    plain = target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else "/"


def _enter_as(given: Services, issuer: str, subject: str, kept: dict[str, str]) -> Response:
    if kept.get("invite"):
        accounts = invited(given, kept["invite"])
        person = accounts.invites.bind(kept["invite"], issuer, subject, given.clock())
        return enter(given, accounts, person, "/")
    accounts = given.open_accounts(given.find_tenant(kept.get("tenant", "")) or "-")
    found = accounts.by_subject(issuer, subject)
    if found is None:
        message = "Nobody here is bound to this school account. Ask an administrator for a one-time link."
        raise Stop(403, "sign_in_failed", message)
    return enter(given, accounts, found, kept.get("next", "/"))


def _provider(request: Request) -> Provider:
    found = request.app.state.provider
    if not isinstance(found, Provider):
        raise NotFoundError("no identity provider is set up")
    return found


def _form(request: Request, given: Services, *, status: int = 200, **said: str) -> Response:
    values = {"next": "/", "tenant": "", "login": "", "fault": "", **said}
    provider = request.app.state.provider
    return page(
        request,
        "sign_in.html.j2",
        status=status,
        **{**values, "next": local(values["next"])},
        ask_tenant=given.config.ask_tenant,
        school=provider.name if provider else None,
        school_link=f"{START}?{urlencode({'next': local(values['next']), 'tenant': values['tenant']})}",
    )


def _invite(request: Request, person: Person, token: str, fault: str = "", *, status: int = 200) -> Response:
    provider = request.app.state.provider
    return page(
        request,
        "invite.html.j2",
        status=status,
        person=person,
        fault=fault,
        least=MIN_PASSWORD,
        school=provider.name if provider else None,
        school_link=f"{START}?{urlencode({'invite': token})}",
    )
