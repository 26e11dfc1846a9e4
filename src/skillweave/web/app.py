"""The review server as one application: pages, REST API, static files, and what guards them."""

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware

from skillweave.web import api, oidc
from skillweave.web.pages import (
    audit,
    claims,
    guidelines,
    history,
    item,
    manage,
    metrics,
    people,
    queues,
    records,
    settings,
    sign_in,
    status,
)
from skillweave.web.problems import add_handlers, fault
from skillweave.web.protect import Envelope, Guard
from skillweave.web.services import Services
from skillweave.web.throttle import Throttle


def create_app(services: Services) -> FastAPI:
    """Put the server together; it opens nothing until the first request."""
    config = services.config
    app = FastAPI(
        title="skillweave review",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Envelope, config=config),
            Middleware(ExceptionMiddleware, handlers={Exception: fault}),
            Middleware(Guard, config=config),
            *oidc.round_trip(config),
        ],
    )
    app.state.services = services
    app.state.throttle = Throttle()
    app.state.provider = oidc.open_provider(config)
    add_handlers(app)
    for router in _routers():
        app.include_router(router)
    app.mount("/static", StaticFiles(packages=[("skillweave.web", "static")]), name="static")
    return app


def _routers() -> tuple[APIRouter, ...]:
    """List the `ROUTER` of every module that has one; pages stay out of the REST API's description."""
    return (
        sign_in.ROUTER,
        settings.ROUTER,
        people.ROUTER,
        queues.ROUTER,
        item.ROUTER,
        history.ROUTER,
        claims.ROUTER,
        metrics.ROUTER,
        guidelines.ROUTER,
        records.ROUTER,
        audit.ROUTER,
        manage.ROUTER,
        status.ROUTER,
        api.ROUTER,
    )
