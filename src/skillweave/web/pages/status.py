"""Whether the server is alive and ready, and figures for a collector of metrics; open to machines, not to people."""

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from skillweave.errors import NotFoundError
from skillweave.web.config import LOOPBACK
from skillweave.web.gauges import CONTENT_TYPE, exposition
from skillweave.web.services import services

ROUTER = APIRouter(include_in_schema=False)

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers of a proxy: behind one, everybody seems to call from this machine."""


@ROUTER.get("/healthz")
def alive() -> Response:
    """Say that the process answers; asks nothing of the database."""
    return PlainTextResponse("alive\n")


@ROUTER.get("/readyz")
def ready(request: Request) -> Response:
    """Say whether the server can work, and what is in the way; details only on this machine."""
    faults = services(request).ready()
    told: object = dict(faults) if _is_local(request) else sorted(faults)
    return JSONResponse({"ready": not faults, "faults": told}, status_code=503 if faults else 200)


@ROUTER.get("/metrics")
def metrics(request: Request) -> Response:
    """Give figures to who calls from this machine, or with the token for them.

    Raises:
        NotFoundError: Neither is so.
    """
    given = services(request)
    if not (_is_local(request) or _has_token(request)):
        raise NotFoundError("no such page")
    tenant = given.find_tenant(given.config.tenant)
    lists = given.open_lists(tenant) if tenant is not None else None
    items, decisions = (lists.counts(), lists.decision_counts()) if lists is not None else ({}, {})
    return Response(exposition(items, decisions, given.ready()), media_type=CONTENT_TYPE)


def _is_local(request: Request) -> bool:
    host = request.client.host if request.client is not None else ""
    return host in LOOPBACK and not any(name in request.headers for name in _FORWARDED)


def _has_token(request: Request) -> bool:
    token = services(request).config.metrics_token
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    if token is None or kind.lower() != "bearer":
        return False
    return hmac.compare_digest(sent.strip().encode(), token.get_secret_value().encode())
