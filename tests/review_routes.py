"""Every route of the review server: who may use it at least, and a request that makes sense there."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from skillweave.domain.queue import Role
from skillweave.review.sessions import hash_token
from skillweave.review.tokens import Scope
from skillweave.review_wiring import utc_now
from tests.seed import DAY, School
from tests.servers import client

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
RULES = {
    "irr_rate": "0",
    "blind_rate": "0",
    "catch_rate": "0",
    "random_slice": "10",
    "reviews_required": "1",
    "order_by": "text",
}


@dataclass(frozen=True)
class Route:
    """One route.

    Attributes:
        least: The least role that may use it; None where nobody has to be signed in.
        body: Fields of a form, or what is sent as JSON under /api; words in braces stand for ids.
        query: What follows the path.
        final: Whether an item has to be final for the least role to see it.
        token: What `{token}` is: an API token's id, or a one-time link.
    """

    name: str
    least: Role | None
    body: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    query: str = ""
    final: bool = False
    token: str = "token"

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.name.partition(" ")[0]

    @property
    def path(self) -> str:
        """The path with its parameters in braces."""
        return self.name.partition(" ")[2]

    @property
    def parameters(self) -> list[str]:
        """Names of the ids in path and query."""
        return re.findall(r"{(\w+)", self.path + self.query)

    @property
    def is_api(self) -> bool:
        """Whether it belongs to the REST API."""
        return self.path.startswith("/api/")

    def send(self, browser: httpx.Client, ids: Mapping[str, str]) -> httpx.Response:
        """Ask for it with these ids, as its own page or a program would."""
        ids = {**ids, "token": ids.get(self.token, "")}
        address = re.sub(r"{(\w+)(:path)?}", lambda found: ids[found[1]], self.path + self.query)
        if self.method == "GET":
            return browser.get(address)
        body = {name: _filled(value, ids) for name, value in self.body.items()}
        if self.is_api:
            return browser.post(address, json=body)
        return browser.post(address, data=body)


def _filled(value: object, ids: Mapping[str, str]) -> object:
    return ids.get(value[1:-1], value) if isinstance(value, str) and value.startswith("{") else value


_NEW = {"login": "somebody-new", "display_name": "Somebody New", "role": "reader"}
_DECISION = {"id": "{fresh}", "item": "{item}", "claim": "{claim}", "verdict": "confirm", "seen_version": 1}
_FORM_DECISION = {name: value for name, value in _DECISION.items() if name != "item"}

ROUTES = (
    Route("GET /healthz", None),
    Route("GET /readyz", None),
    Route("GET /metrics", None),
    Route("GET /api/v1/openapi.json", None),
    Route("GET /sign-in", None),
    Route("POST /sign-in", None, {"login": "nobody", "password": "nothing"}),
    Route("POST /sign-out", None),
    Route("GET /sign-in/oidc", None),
    Route("GET /sign-in/oidc/callback", None),
    Route("GET /invite/{token}", None, token="invite"),
    Route("POST /invite/{token}", None, {"password": "short", "again": "short"}, token="invite"),
    Route("GET /", Role.READER),
    Route("GET /me", Role.READER),
    Route("POST /me/password", Role.READER, {"old": "wrong", "new": "another pass phrase", "again": "differs"}),
    Route("POST /me/keys", Role.READER, {"keys_on": "1"}),
    Route("POST /me/sessions/{session}/end", Role.READER),
    Route("POST /me/tokens", Role.READER, {"name": "of a test", "days": "1", "scopes": "read"}),
    Route("POST /me/tokens/{token}/revoke", Role.READER),
    Route("GET /people", Role.ADMIN),
    Route("POST /people", Role.ADMIN, _NEW),
    Route("POST /people/{person}/link", Role.ADMIN),
    Route("POST /people/{person}/role", Role.ADMIN, {"role": "reader"}),
    Route("POST /people/{person}/active", Role.ADMIN, {"active": "false"}),
    Route("GET /q/{queue}", Role.READER),
    Route("POST /q/{queue}/next", Role.REVIEWER),
    Route("GET /q/{queue}/claims", Role.READER),
    Route("GET /q/{queue}/claims.csv", Role.MANAGER),
    Route("GET /q/{queue}/claims.jsonl", Role.MANAGER),
    Route("GET /q/{queue}/metrics", Role.READER),
    Route("GET /q/{queue}/agreement", Role.READER),
    Route("GET /q/{queue}/guidelines", Role.READER),
    Route("GET /q/{queue}/learners/{learner:path}", Role.READER),
    Route("GET /q/{queue}/audit", Role.MANAGER),
    Route("GET /q/{queue}/audit.jsonl", Role.MANAGER),
    Route("GET /q/{queue}/manage", Role.MANAGER),
    Route("POST /q/{queue}/manage/rules", Role.MANAGER, RULES),
    Route("POST /q/{queue}/manage/policy", Role.MANAGER, {"off": "1"}),
    Route("POST /q/{queue}/manage/policy/apply", Role.MANAGER),
    Route("POST /q/{queue}/manage/members", Role.MANAGER, {"person": "{person}", "role": "reader"}),
    Route("POST /q/{queue}/manage/members/remove", Role.MANAGER, {"person": "{person}"}),
    Route("POST /q/{queue}/manage/leases/return", Role.MANAGER, {"item": "{item}"}),
    Route("POST /q/{queue}/manage/guideline", Role.MANAGER, {"markdown": "# New"}),
    Route("POST /q/{queue}/manage/name", Role.MANAGER, {"name": "Renamed by a test"}),
    Route("POST /q/{queue}/manage/state", Role.MANAGER, {"state": "open"}),
    Route("POST /q/{queue}/manage/reopen", Role.MANAGER, {"experience": "final"}),
    Route("POST /q/{queue}/manage/erase", Role.MANAGER, {"name": "not the queue's name"}),
    Route("GET /i/{item}", Role.REVIEWER),
    Route("GET /i/{item}/history", Role.REVIEWER),
    Route("GET /i/{item}/record", Role.READER, final=True),
    Route("POST /i/{item}/decisions", Role.REVIEWER, _FORM_DECISION),
    Route("POST /i/{item}/undo", Role.REVIEWER),
    Route("POST /i/{item}/finish", Role.REVIEWER),
    Route("POST /i/{item}/skip", Role.REVIEWER, {"reason": "other"}),
    Route("POST /i/{item}/reveal", Role.REVIEWER),
    Route("POST /i/{item}/take", Role.REVIEWER),
    Route("POST /i/{item}/renew", Role.REVIEWER),
    Route("POST /i/{item}/release", Role.REVIEWER),
    Route("POST /i/{item}/reopen", Role.MANAGER),
    Route("GET /competencies", Role.READER, query="?q=team"),
    Route("GET /api/v1/queues", Role.READER),
    Route("GET /api/v1/queues/{queue}", Role.READER),
    Route("POST /api/v1/queues/{queue}/next", Role.REVIEWER),
    Route("GET /api/v1/queues/{queue}/agreement", Role.READER),
    Route("GET /api/v1/queues/{queue}/metrics", Role.READER),
    Route("GET /api/v1/queues/{queue}/samples", Role.MANAGER),
    Route("GET /api/v1/items/{item}", Role.READER, final=True),
    Route("POST /api/v1/decisions", Role.REVIEWER, _DECISION),
    Route("POST /api/v1/items/{item}/reveal", Role.REVIEWER),
    Route("POST /api/v1/items/{item}/finish", Role.REVIEWER),
    Route("POST /api/v1/items/{item}/skip", Role.REVIEWER, {"reason": "other"}),
    Route("POST /api/v1/items/{item}/release", Role.REVIEWER),
    Route("POST /api/v1/items/{item}/heartbeat", Role.REVIEWER),
    Route("POST /api/v1/items/{item}/reopen", Role.MANAGER),
    Route("GET /api/v1/competencies", Role.READER, query="?q=team"),
    Route("GET /api/v1/claims", Role.READER, query="?queue={queue}"),
    Route("GET /api/v1/decisions", Role.READER, query="?queue={queue}"),
)

BY_NAME = {route.name: route for route in ROUTES}


def ids_of(
    school: School, route: Route, login: str, *, queue: str, experience: str, person: str = "spare"
) -> dict[str, str]:
    """Give an id of each kind: of an item and its queue, and of things that a person has.

    A session and a token are made for it where the route asks for one.
    """
    own, now = school.people[login], utc_now()
    item = school.items[queue, experience]
    ids = {
        "queue": school.queues[queue],
        "item": item,
        "claim": school.store.show(item, school.people["admin"], now).claims[0].id,
        "learner": "L2",
        "person": school.people[person],
        "fresh": str(uuid.uuid4()),
    }
    if "session" in route.parameters:
        ids["session"] = hash_token(school.accounts.sessions.open(own, now))
    if "token" in route.parameters:
        school.accounts.tokens.make(own, "spare", [Scope.READ], DAY, now)
        ids["token"] = next(one.id for one in school.accounts.tokens.of(own, now) if one.name == "spare")
    return ids


def unknown_ids() -> dict[str, str]:
    """Give ids of things that are nowhere."""
    names = ("queue", "item", "claim", "person", "fresh")
    return {
        **{name: str(uuid.uuid4()) for name in names},
        "learner": "nobody",
        "session": "0" * 64,
        "token": "0" * 32,
    }


def caller(base: str, school: School, login: str | None, route: Route) -> httpx.Client:
    """Make a client for a route: with a cookie for pages, with an API token for the REST API."""
    if login is None or not route.is_api:
        browser = client(base, school.cookies[login] if login else None)
        browser.headers["Accept"] = "application/json" if route.is_api else "text/html"
        return browser
    return httpx.Client(
        base_url=base, headers={"Authorization": f"Bearer {school.tokens[login]}"}, timeout=30, verify=False
    )
