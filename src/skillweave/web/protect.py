"""What stands before every page: headers, hosts, sizes, and proof that a change was asked for by our own page."""

import hmac
import logging
import re
import secrets
import time
from urllib.parse import parse_qs, unquote, urlsplit

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillweave.review.links import form_token
from skillweave.web.config import WebConfig
from skillweave.web.problems import problem
from skillweave.web.viewer import bearer_token

_LOG = logging.getLogger("skillweave.web")
_SAFE = ("GET", "HEAD", "OPTIONS")
_FILES = (".csv", ".jsonl", "/samples")
"""Ends of addresses that hand out files, which is noted: whoever asks for the head alone gets nothing to note."""
_OPEN_FORMS = ("/sign-in", "/invite/")
"""Forms of people who are not signed in: there is no session that a form token could belong to."""
_NUL_IN_FORM = re.compile(rb"\0|%00")
_NUL_IN_JSON = re.compile(rb"\0|(?<!\\)(?:\\\\)*\\u0000")
"""A NUL character as it is, or as each kind of body writes it; in the other kind these signs are words of a text."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send "Origin: null" with forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Envelope:
    """Gives every answer its headers and a request id, and logs it without its path: that may hold a token."""

    def __init__(self, app: ASGIApp, config: WebConfig) -> None:
        self.app = app
        self._headers = dict(HEADERS)
        if config.secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and complete its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        only_head = scope["method"] == "HEAD" and not scope["path"].endswith(_FILES)
        inner = {**scope, "method": "GET"} if only_head else scope
        status = 0
        begun = time.perf_counter()

        async def complete(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.update({**self._headers, "X-Request-Id": request_id})
                keep = "no-cache" if scope["path"].startswith("/static/") else "no-store"
                headers["Cache-Control"] = keep
            elif only_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self.app(inner, receive, complete)
        finally:
            route = getattr(inner.get("route"), "path", "-")
            took = (time.perf_counter() - begun) * 1_000
            _LOG.info("%s %s %s %d %.0f ms", request_id, scope["method"], route, status, took)


class Guard:
    """Refuses requests for other hosts, with large bodies, or that another site's page sent."""

    def __init__(self, app: ASGIApp, config: WebConfig) -> None:
        self.app = app
        self._config = config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        refusal = await self._refuse_host(request) or await self._refuse_nul(request)
        if refusal is None and request.method not in _SAFE:
            body = await self._read(request)
            refusal = await self._refuse_change(request, body)
            receive = _again(body or b"", receive)
        await (refusal or self.app)(scope, receive, send)

    async def _refuse_host(self, request: Request) -> Response | None:
        try:
            host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        except ValueError:  # such as half a pair of brackets
            host = ""
        if host in self._config.trusted_hosts:
            return None
        message = "The server does not answer under this name."
        return await run_in_threadpool(problem, request, 400, "unknown_host", message)

    async def _refuse_nul(self, request: Request) -> Response | None:
        """Refuse an address with a NUL character: nothing is called so, and PostgreSQL cannot even be asked."""
        if "\0" in request.url.path or "\0" in unquote(request.url.query):
            return await run_in_threadpool(problem, request, 404, "not_found", "There is no such page.")
        return None

    async def _read(self, request: Request) -> bytes | None:
        """Read a body; None where it is larger than may be."""
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > self._config.body_limit:
            return None
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._config.body_limit:
                return None
        return body

    async def _refuse_change(self, request: Request, body: bytes | None) -> Response | None:
        if body is None:
            message = f"A request has {self._config.body_limit} bytes at most."
            return await run_in_threadpool(problem, request, 413, "too_large", message)
        if _has_nul(request, body):
            message = "A NUL character cannot be kept, so nothing was done."
            return await run_in_threadpool(problem, request, 422, "invalid", message)
        if bearer_token(request) is not None:  # no browser adds it of its own accord
            return None
        if not self._is_ours(request):
            message = "This was sent by a page of another site, so nothing was done."
            return await run_in_threadpool(problem, request, 403, "cross_site", message)
        if not self._has_form_token(request, body):
            message = "This form is out of date, so nothing was done. Load the page again."
            return await run_in_threadpool(problem, request, 403, "form_expired", message)
        return None

    def _is_ours(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        return request.headers.get("origin") in self._config.origins

    def _has_form_token(self, request: Request, body: bytes) -> bool:
        cookie = request.cookies.get(self._config.cookie)
        if cookie is None or request.url.path.startswith(_OPEN_FORMS):
            return True
        token = request.headers.get("x-form-token") or _field(request, body)
        expected = form_token(self._config.secret_key.get_secret_value(), cookie)
        return hmac.compare_digest(token.encode(), expected.encode())


def _has_nul(request: Request, body: bytes) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kinds = {"application/json": (_NUL_IN_JSON,), "application/x-www-form-urlencoded": (_NUL_IN_FORM,)}
    return any(one.search(body) for one in kinds.get(kind, (_NUL_IN_JSON, _NUL_IN_FORM)))


def _field(request: Request, body: bytes) -> str:
    """Give the field `form_token` of a form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return ""
    try:
        fields = parse_qs(body.decode("utf-8"), max_num_fields=1_000)
    except ValueError:
        return ""
    return fields.get("form_token", [""])[0]


def _again(body: bytes, receive: Receive) -> Receive:
    """Hand a body that was read to the app behind."""
    waiting = True

    async def give() -> Message:
        nonlocal waiting
        if waiting:
            waiting = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return give
