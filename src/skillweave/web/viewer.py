"""Who looks at a page, what they may do there, and pages filled for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError, RefusedError
from skillweave.render import render
from skillweave.review.accounts import Person
from skillweave.review.links import form_token
from skillweave.review.tokens import Scope
from skillweave.web.services import Services, services
from skillweave.web.stops import Stop, password_due, signed_out
from skillweave.web.throttle import Throttle

_TEMPLATES = "skillweave.web"
_SAFE = ("GET", "HEAD", "OPTIONS")
API = "/api/"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in, by a session or by an API token."""

    tenant: str
    person: str
    login: str
    display_name: str
    pseudonym: str
    role: Role
    """In the tenant; a queue may give less, see `in_queue`."""
    locale: str
    keymap: Mapping[str, str]
    """Action to key."""
    keys_on: bool
    form_token: str
    """Empty for an API token."""
    session: str | None
    """Hash of the session's token; None for an API token."""
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class Access:
    """A viewer at one queue: what `in_queue` and `in_item` found out."""

    viewer: Viewer
    queue: str
    role: Role
    """What the person may do in this queue."""


def page(
    request: Request, template: str, viewer: Viewer | None = None, /, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Fill a page's template.

    Beside `values` a template has `viewer` (None where nobody is signed in), `form_token` and `path`.
    """
    html = render(
        f"{_TEMPLATES}:{template}",
        viewer=viewer,
        form_token=viewer.form_token if viewer else "",
        path=request.url.path,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def any_viewer(request: Request) -> Viewer | None:
    """Tell who is signed in, if anybody; a dependency for pages that are open to all."""
    given = services(request)
    bearer = bearer_token(request)
    found = _by_token(request, given, bearer) if bearer is not None else _by_session(request, given)
    request.state.viewer = found
    return found


def viewer(request: Request) -> Viewer:
    """Tell who is signed in; a dependency.

    Raises:
        Stop: Nobody is, or a one-time password is still to be changed.
    """
    found = any_viewer(request)
    if found is None:
        raise signed_out()
    if getattr(request.state, "password_due", False):
        raise password_due()
    return found


SignedIn = Annotated[Viewer, Depends(viewer)]
"""The parameter type of a handler that needs somebody who is signed in."""


def needs(role: Role) -> Callable[[Request, Viewer], Viewer]:
    """Make a dependency that lets a viewer through who may do what a role of the tenant may."""

    def check(request: Request, found: SignedIn) -> Viewer:
        _check_scope(request, found, role)
        _check_role(found.role, role)
        return found

    return check


def in_queue(role: Role) -> Callable[[str, Request, Viewer], Access]:
    """Make a dependency for routes with `{queue}`: it is there, the viewer knows of it and may do this in it."""

    def check(queue: str, request: Request, found: SignedIn) -> Access:
        _check_scope(request, found, role)
        return queue_access(services(request), found, queue, role)

    return check


def in_item(role: Role) -> Callable[[str, Request, Viewer], Access]:
    """Make a dependency for routes with `{item}`: as `in_queue`, through the item's queue."""

    def check(item: str, request: Request, found: SignedIn) -> Access:
        _check_scope(request, found, role)
        memberships = services(request).open_accounts(found.tenant).memberships
        queue, own = memberships.role_at(item, found.person, found.role)
        return _access(found, queue, own, role)

    return check


def queue_access(given: Services, found: Viewer, queue: str, role: Role) -> Access:
    """Tell what a viewer may do in a queue, and that it is enough.

    Raises:
        NotFoundError: There is no such queue in the tenant, or the viewer is no member.
        RefusedError: `role_too_low`.
    """
    own = given.open_accounts(found.tenant).memberships.role_in(queue, found.person, found.role)
    return _access(found, queue, own, role)


def _access(found: Viewer, queue: str, own: Role | None, role: Role) -> Access:
    if own is None:
        raise NotFoundError("no such queue")
    _check_role(own, role)
    return Access(found, queue, own)


def bearer_token(request: Request) -> str | None:
    """Give the API token of a call to the REST API; None where there is none, or elsewhere."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not request.url.path.startswith(API):
        return None
    return token.strip()


def throttle(request: Request) -> Throttle:
    """Give what counts calls; a dependency."""
    found = request.app.state.throttle
    assert isinstance(found, Throttle)  # noqa: S101  # `state` is untyped
    return found


def _by_session(request: Request, given: Services) -> Viewer | None:
    cookie = request.cookies.get(given.config.cookie, "")
    tenant, _, token = cookie.rpartition(".")
    if not tenant:
        return None
    session = given.open_accounts(tenant).sessions.find(token, given.clock())
    if session is None:
        return None
    request.state.password_due = session.person.must_change
    key = given.config.secret_key.get_secret_value()
    return _view(session.person, tenant, form_token(key, cookie), session.id, frozenset(Scope))


def _by_token(request: Request, given: Services, bearer: str) -> Viewer | None:
    tenant, _, token = bearer.rpartition(".")
    found = given.open_accounts(tenant).tokens.find(token, given.clock()) if tenant else None
    if found is None:
        return None
    throttle(request).count("token", found.id, a_minute=given.config.token_calls)
    return _view(found.person, tenant, "", None, found.scopes)


def _view(person: Person, tenant: str, form: str, session: str | None, scopes: frozenset[Scope]) -> Viewer:
    return Viewer(
        tenant=tenant,
        person=person.id,
        login=person.login,
        display_name=person.display_name,
        pseudonym=person.pseudonym,
        role=person.role,
        locale=person.locale,
        keymap=person.keymap,
        keys_on=person.keys_on,
        form_token=form,
        session=session,
        scopes=scopes,
    )


def _check_role(own: Role, role: Role) -> None:
    if not own.covers(role):
        raise RefusedError("role_too_low", f"this needs the role {role.value}")


def _check_scope(request: Request, found: Viewer, role: Role) -> None:
    """Hold an API token to its scopes: reading, else what the least role that may do this does."""
    scope = Scope.MANAGE if role.covers(Role.MANAGER) else Scope.REVIEW
    if request.method in _SAFE:
        scope = Scope.READ
    if scope not in found.scopes:
        raise Stop(403, "read_only", f"this token has no scope {scope.value}")
