"""Answers for what went wrong: a page, or a problem document (RFC 9457) where JSON was asked for."""

import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from skillweave.errors import ConflictError, NotFoundError, RefusedError, StoreError
from skillweave.web.stops import Stop
from skillweave.web.viewer import API, page

_LOG = logging.getLogger("skillweave.web")
_REFUSED = {"not_allowed": 403, "role_too_low": 403, "not_yours": 403, "final": 409, "undecided_claims": 409}
"""Status by code; what else is refused does not fit the rules, 422."""
_HIDDEN = ("Not there, or not yours", "There is no such page, or it is not for you to see.")
_HEADINGS = {
    400: "This cannot be answered",
    401: "You are signed out",
    403: _HIDDEN[0],
    404: _HIDDEN[0],
    409: "Not saved: something else came first",
    413: "Too large",
    422: "Not saved: something is missing or not valid",
    429: "Too many tries",
    500: "Not saved. Try again",
    503: "Not saved. Try again",
}
_BY_CODE = {
    "sign_in_failed": "Not signed in",
    "cross_site": "Nothing was done",
    "form_expired": "Nothing was done",
    "password_due": "A password comes first",
    "read_only": "Nothing was done",
    "not_allowed": "Nothing was done",
}


def wants_json(request: Request) -> bool:
    """Tell whether a request wants JSON: the REST API's, or one that accepts JSON and no page."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith(API) or ("json" in accept and "text/html" not in accept)


def problem(
    request: Request,
    status: int,
    code: str,
    message: str,
    *,
    about: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Say what went wrong, as the request can read it.

    Args:
        request: What is answered.
        status: The HTTP status. 403 and 404 look the same on a page.
        code: The code of the contract; in problem documents only.
        message: A sentence for people, without a learner's words.
        about: What is in the way; in problem documents only.
        headers: More headers of the answer.
    """
    request_id = getattr(request.state, "request_id", "")
    if wants_json(request):
        body = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": message,
            "request_id": request_id,
            **({"about": dict(about)} if about else {}),
        }
        return JSONResponse(body, status, dict(headers or {}), media_type="application/problem+json")
    if status in (403, 404) and code in ("not_found", "role_too_low"):
        message = _HIDDEN[1]
    known = getattr(request.state, "viewer", None)
    heading = _BY_CODE.get(code) or _HEADINGS.get(status, HTTPStatus(status).phrase)
    shown = page(request, "problem.html.j2", known, status=status, heading=heading, message=message, id=request_id)
    shown.headers.update(headers or {})
    return shown


def add_handlers(app: FastAPI) -> None:
    """Teach an app to answer what its handlers raise."""
    app.add_exception_handler(Stop, _stopped)
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(ConflictError, _conflict)
    app.add_exception_handler(StoreError, _closed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def fault(request: Request, error: Exception) -> Response:
    """Answer what no handler foresaw, and log where it was.

    The error's own message stays out of the log and the answer: it may hold a learner's words or a password.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    _LOG.error("%s fault %s at %s", getattr(request.state, "request_id", "-"), type(error).__name__, where)
    return problem(request, 500, "fault", "The server made a mistake. What you decided was not saved; try again.")


def _stopped(request: Request, error: Exception) -> Response:
    assert isinstance(error, Stop)  # noqa: S101  # starlette looks handlers up by type
    if not wants_json(request):
        if error.code == "signed_out":
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            target = f"/sign-in?next={quote(back, safe='/')}" if request.method == "GET" and back != "/" else "/sign-in"
            return RedirectResponse(target, 303)
        if error.code == "password_due":
            return RedirectResponse("/me", 303)
    return problem(request, error.status, error.code, str(error), headers=error.headers)


def _not_found(request: Request, _error: Exception) -> Response:
    return problem(request, 404, "not_found", _HIDDEN[1])


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101  # starlette looks handlers up by type
    return problem(request, _REFUSED.get(error.code, 422), error.code, str(error), about=error.about)


def _conflict(request: Request, error: Exception) -> Response:
    assert isinstance(error, ConflictError)  # noqa: S101  # starlette looks handlers up by type
    return problem(request, 409, error.code, str(error), about=error.now)


def _closed(request: Request, error: Exception) -> Response:
    _LOG.error("%s %s", getattr(request.state, "request_id", "-"), type(error).__name__)
    return problem(request, 503, "unavailable", "The database did not answer, so nothing was saved. Try again.")


def _invalid(request: Request, error: Exception) -> Response:
    """Name the fields and never what was in them: one may be a password."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  # starlette looks handlers up by type
    fields = {".".join(str(part) for part in fault["loc"][1:]): str(fault["msg"]) for fault in error.errors()}
    message = f"Missing or not valid: {', '.join(fields) or 'the request'}."
    return problem(request, 422, "invalid", message, about={"fields": fields})


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # starlette looks handlers up by type
    if error.status_code in (403, 404):
        return _not_found(request, error)
    status = HTTPStatus(error.status_code)
    return problem(request, status.value, status.name.lower(), f"{status.phrase}.", headers=error.headers)
