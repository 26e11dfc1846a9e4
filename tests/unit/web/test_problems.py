"""What went wrong, as pages and as problem documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from skillweave.errors import ConflictError, NotFoundError, RefusedError, StoreError
from skillweave.web.problems import wants_json
from skillweave.web.stops import Stop
from tests.web_app import WebApp, build_web_app

FAULTS = {
    "none": NotFoundError("no item 7 of tenant x"),
    "role": RefusedError("role_too_low", "this needs the role manager"),
    "rule": RefusedError("not_allowed", "you have had your part in this text"),
    "undecided": RefusedError("undecided_claims", "2 claims are undecided", {"claim": "c1"}),
    "final": RefusedError("final", "the item is final"),
    "span": RefusedError("bad_span", "the span lies outside the text"),
    "stale": ConflictError("stale_version", "somebody was quicker", {"version": 3}),
    "stop": Stop(429, "rate_limited", "Too many tries.", {"Retry-After": "60"}),
    "closed": StoreError("the database did not answer: disk full at /srv/x"),
    "teapot": HTTPException(418),
    "bug": ZeroDivisionError("secret words"),
}


class _Form(BaseModel):
    count: int


def _add_routes(app: FastAPI) -> None:
    """Add a route that raises what its path names, and one that takes a number."""

    @app.get("/raise/{name}")
    @app.get("/api/v1/raise/{name}")
    def fail(name: str) -> None:
        raise FAULTS[name]

    @app.post("/api/v1/number")
    def number(form: _Form) -> int:
        return form.count


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[WebApp]:
    """A review server with routes that fail."""
    built = build_web_app(tmp_path, change=_add_routes)
    yield built
    built.database.close()


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("none", 404, "not_found"),
        ("role", 403, "role_too_low"),
        ("rule", 403, "not_allowed"),
        ("undecided", 409, "undecided_claims"),
        ("final", 409, "final"),
        ("span", 422, "bad_span"),
        ("stale", 409, "stale_version"),
        ("stop", 429, "rate_limited"),
        ("closed", 503, "unavailable"),
        ("teapot", 418, "im_a_teapot"),
        ("bug", 500, "fault"),
    ],
)
def test_errors_are_problem_documents(failing: WebApp, name: str, status: int, code: str) -> None:
    """The API answers each error with its status, its code and the request id, as RFC 9457 wants it."""
    answer = failing.anonymous().get(f"/api/v1/raise/{name}")
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert {"type", "title", "detail"} <= set(body)


@pytest.mark.parametrize(("name", "about"), [("undecided", {"claim": "c1"}), ("stale", {"version": 3})])
def test_what_is_in_the_way_is_named(failing: WebApp, name: str, about: dict[str, object]) -> None:
    """A script can lead to the claim, or show what has changed."""
    assert failing.anonymous().get(f"/api/v1/raise/{name}").json()["about"] == about


@pytest.mark.parametrize("name", list(FAULTS))
def test_errors_are_pages_for_people(failing: WebApp, name: str) -> None:
    """A browser gets a whole page with a heading and a way on, with the same status."""
    client = failing.browser()
    answer = client.get(f"/raise/{name}")
    assert answer.status_code == client.get(f"/api/v1/raise/{name}").status_code
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1>") == 1
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("name", ["none", "bug", "closed"])
@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_inner_words_stay_inside(failing: WebApp, name: str, prefix: str) -> None:
    """Where an error's words could tell of another tenant, of a learner or of the machine, they are not shown."""
    assert str(FAULTS[name]) not in failing.anonymous().get(f"{prefix}/raise/{name}").text


def test_not_there_and_not_yours_are_one_page(failing: WebApp) -> None:
    """A page does not tell whether something is missing or not for this person."""
    client = failing.anonymous()
    missing, refused, nowhere = (client.get(path).text for path in ("/raise/none", "/raise/role", "/nothing"))
    assert missing.partition("<code>")[0] == refused.partition("<code>")[0] == nowhere.partition("<code>")[0]


def test_a_rule_of_review_says_why(failing: WebApp) -> None:
    """Who may see an item is told which rule keeps them from working on it."""
    assert "you have had your part in this text" in failing.browser().get("/raise/rule").text


def test_what_was_sent_is_not_repeated(failing: WebApp) -> None:
    """A field that is not valid is named; what was in it is not, for it may be a password."""
    answer = failing.browser().post("/api/v1/number", json={"count": "my secret"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["about"]["fields"].keys() == {"count"}
    assert "my secret" not in answer.text


def test_headers_of_a_refusal_are_kept(failing: WebApp) -> None:
    """A page for people says when to try again, as the document does."""
    assert failing.anonymous().get("/raise/stop").headers["retry-after"] == "60"


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("/api/v1/claims", "text/html", True),
        ("/i/1/decisions", "application/json", True),
        ("/i/1/decisions", "application/problem+json", True),
        ("/i/1/decisions", "text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("/i/1/decisions", "text/html, application/json", False),
        ("/i/1/decisions", "*/*", False),
        ("/i/1/decisions", "", False),
    ],
)
def test_json_is_for_those_who_ask(path: str, accept: str, expected: bool) -> None:
    """The API always answers in JSON, pages do so for a request that accepts it and no page."""
    headers = [(b"accept", accept.encode()), (b"host", b"localhost")]
    assert wants_json(Request({"type": "http", "path": path, "headers": headers, "query_string": b""})) is expected
