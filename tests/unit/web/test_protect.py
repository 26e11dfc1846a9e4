"""What stands before every page: headers, hosts, sizes, proof that our own page asked, and a log without secrets."""

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import FastAPI, Form

from skillweave.domain.queue import Role
from skillweave.review.tables import PERSON
from skillweave.review.tokens import Scope
from skillweave.web.config import WebConfig
from skillweave.web.protect import HEADERS, POLICY
from tests.web_app import KEY, ORIGIN, PASSWORD, TEXT, WebApp, build_web_app, form_token_of

TOKEN = "form_token"


def _add_routes(app: FastAPI) -> None:
    """Add a route that repeats what it got, and two that fail with a learner's words in the error."""

    @app.post("/echo")
    def echo(word: Annotated[str, Form()] = "") -> str:
        return word

    @app.post("/api/v1/echo")
    def echo_api() -> str:
        return "done"

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError(TEXT)

    @app.get("/api/v1/broken")
    def broken_api() -> None:
        raise KeyError(TEXT)


@pytest.fixture
def echo_app(tmp_path: Path) -> Iterator[WebApp]:
    """A review server with routes of these tests' own."""
    built = build_web_app(tmp_path, change=_add_routes)
    yield built
    built.database.close()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/me", "/nothing", "/static/review.css", "/healthz"])
def test_a_head_is_that_of_the_page(echo_app: WebApp, path: str) -> None:
    """Monitors ask so: the same answer as for the page, without the page."""
    browser = echo_app.anonymous()
    head, page = (browser.request(method, path, follow_redirects=False) for method in ("HEAD", "GET"))

    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.headers.get("content-length") == page.headers.get("content-length")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"note": "100%00 of it"}', 404),
        ("application/json", b'{"note": "a\\u0000b"}', 422),
        ("application/x-www-form-urlencoded", b"note=%5Cu0000+is+none", 404),
        ("application/x-www-form-urlencoded", b"note=100%2500", 404),
        ("application/x-www-form-urlencoded", b"note=a%00b", 422),
        ("text/plain", b"note=a%00b", 422),
        ("application/json", b'{"note": "a\0b"}', 422),
    ],
)
def test_a_nul_is_refused_and_words_that_look_like_one_are_not(
    echo_app: WebApp, kind: str, body: bytes, status: int
) -> None:
    """Percent, nought, nought is what somebody wrote, unless a form writes a NUL so."""
    answer = echo_app.anonymous().post("/nothing", content=body, headers={"content-type": kind, "origin": ORIGIN})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/me", 303),
        ("GET", "/static/review.css", 200),
        ("GET", "/static/nothing", 404),
        ("GET", "/nothing", 404),
        ("PUT", "/sign-in", 405),
        ("GET", "/broken", 500),
        ("GET", "/api/v1/broken", 500),
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/sign-in", 422),
    ],
)
def test_every_answer_has_the_headers(echo_app: WebApp, method: str, path: str, status: int) -> None:
    """Pages, redirects, files, refusals and faults carry the security policy, the other headers and a request id."""
    answer = echo_app.anonymous().request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert len(answer.headers["x-request-id"]) == 16


def test_the_policy_lets_nothing_in_from_outside() -> None:
    """Only our own scripts and styles run, none of them inline, and nobody frames a page."""
    assert POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


@pytest.mark.parametrize(("path", "kept"), [("/sign-in", "no-store"), ("/static/review.css", "no-cache")])
def test_pages_are_kept_by_no_browser(web_app: WebApp, path: str, kept: str) -> None:
    """A page with a learner's text is in no cache; files are asked for again each time."""
    assert web_app.anonymous().get(path).headers["cache-control"] == kept


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8000", 200), ("localhost", 200), ("evil.example", 400), ("[::1", 400)]
)
def test_only_our_own_names_are_answered(web_app: WebApp, host: str, status: int) -> None:
    """A request for another host is refused, whatever leads it here."""
    assert web_app.anonymous(host=host).get("/sign-in").status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site", "origin": ORIGIN}, 403),
        ({"sec-fetch-site": "cross-site", "origin": ORIGIN}, 403),
        ({"origin": ORIGIN}, 200),
        ({"origin": "http://localhost:8000"}, 200),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_change_is_asked_for_by_our_own_page(echo_app: WebApp, headers: dict[str, str], status: int) -> None:
    """What another site's page sends is refused, by what browsers say of where it comes from."""
    client = echo_app.browser()
    del client.headers["origin"], client.headers["sec-fetch-site"]
    assert client.post("/echo", data={"word": "x"}, headers=headers).status_code == status


def test_a_form_carries_its_token_in_a_field(echo_app: WebApp) -> None:
    """A plain form works without a script: the token is one of its fields, and the handler still gets the others."""
    client = echo_app.browser()
    token = client.headers.pop("x-form-token")
    answer = client.post("/echo", data={"word": "é 🚣", TOKEN: token})
    assert (answer.status_code, answer.json()) == (200, "é 🚣")


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_without_its_token_a_form_is_refused(echo_app: WebApp, token: str) -> None:
    """A form of our own origin without the session's token is refused."""
    client = echo_app.browser()
    del client.headers["x-form-token"]
    assert client.post("/echo", data={"word": "x", TOKEN: token}).status_code == 403


def test_the_token_of_another_session_is_refused(echo_app: WebApp) -> None:
    """Nobody's token serves another one's session."""
    mine, other = echo_app.browser(), echo_app.browser(Role.ADMIN)
    assert mine.post("/echo", headers={"x-form-token": form_token_of(other)}).status_code == 403


def test_an_api_token_needs_no_form(echo_app: WebApp) -> None:
    """A program that shows a token in Authorization comes from no page, so nothing of a page is asked of it."""
    reviewer = echo_app.people["default", Role.REVIEWER]
    tokens = echo_app.accounts().tokens
    token = tokens.make(reviewer.id, "Sheet", [Scope.READ], dt.timedelta(days=1), echo_app.clock())
    client = echo_app.anonymous(authorization=f"Bearer {token}")
    del client.headers["origin"], client.headers["sec-fetch-site"]
    assert client.post("/api/v1/echo").status_code == 200


def test_a_token_in_authorization_opens_no_page(echo_app: WebApp) -> None:
    """Outside the API the header counts for nothing: a page's form still has to show that it is ours."""
    client = echo_app.browser(authorization="Bearer anything")
    del client.headers["origin"], client.headers["sec-fetch-site"]
    assert client.post("/echo").status_code == 403


@pytest.mark.parametrize(("size", "status"), [(65_000, 200), (66_000, 413)])
def test_large_bodies_are_refused(echo_app: WebApp, size: int, status: int) -> None:
    """More than 64 KiB are not read."""
    assert echo_app.browser().post("/echo", data={"word": "x" * size}).status_code == status


def test_a_large_body_is_refused_though_it_does_not_say_how_large(echo_app: WebApp) -> None:
    """A body in chunks, without a length, is cut off at the limit."""
    chunks = (b"x" * 1_000 for _ in range(100))
    assert echo_app.browser().post("/echo", content=chunks).status_code == 413


@pytest.mark.parametrize("path", ["/me", "/people", "/sign-in", "/sign-in?next=/me", "/invite/x", "/nothing"])
def test_reading_changes_nothing(web_app: WebApp, path: str) -> None:
    """A GET leaves every person as they were."""
    before = web_app.stored(PERSON)
    web_app.browser(Role.ADMIN).get(path)
    assert web_app.stored(PERSON) == before


@pytest.mark.parametrize(
    ("url", "cookie", "secure"),
    [("https://review.example.org", "__Host-skillweave", True), ("http://127.0.0.1:8000", "skillweave", False)],
)
def test_the_cookie_is_bound_to_https(tmp_path: Path, url: str, cookie: str, secure: bool) -> None:
    """With TLS the cookie is `__Host-` and Secure, without it neither; always HttpOnly and SameSite=Lax."""
    built = build_web_app(tmp_path, settings={"public_url": url})
    client = built.anonymous(origin=url)
    client.base_url = url
    set_cookie = client.post("/sign-in", data={"login": "reviewer", "password": PASSWORD}).headers["set-cookie"]
    assert set_cookie.startswith(f"{cookie}=default.")
    assert ("Secure" in set_cookie) is secure
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(set_cookie.split("; "))
    assert "Domain" not in set_cookie
    assert ("strict-transport-security" in client.get("/sign-in").headers) is secure


@pytest.mark.parametrize(
    "settings",
    [
        {"secret_key": "short"},
        {"public_url": "review.example.org"},
        {"public_url": "https://review.example.org/review"},
        {"public_url": "ftp://review.example.org"},
        {"unknown": 1},
    ],
)
def test_settings_that_would_be_unsafe_are_refused(settings: dict[str, str]) -> None:
    """A guessable key and an address that cookies or origins cannot be made from do not start a server."""
    with pytest.raises(ValueError, match="validation error"):
        WebConfig(**{"secret_key": KEY, **settings})


def test_ipv6_and_further_names_are_ours() -> None:
    """Each loopback name with the same port is our origin, and names that were added are hosts."""
    config = WebConfig(secret_key=KEY, public_url="http://localhost:8000", hosts=("box.local",))
    assert "http://[::1]:8000" in config.origins
    assert "box.local" in config.trusted_hosts


def test_the_log_holds_no_secret(echo_app: WebApp, caplog: pytest.LogCaptureFixture) -> None:
    """Passwords, tokens, one-time links and a learner's words are in no line of the log, not even after a fault."""
    caplog.set_level(logging.DEBUG)
    link = echo_app.accounts().invites.make(echo_app.people["default", Role.READER].id, echo_app.clock(), actor="x")
    client = echo_app.anonymous()
    client.post("/sign-in", data={"login": "reviewer", "password": PASSWORD})
    client.post("/sign-in", data={"login": "reviewer", "password": "wrong " + PASSWORD})
    client.get(f"/invite/{link}")
    client.post(f"/invite/{link}", data={"password": PASSWORD, "again": "x"})
    client.get("/broken")
    client.get("/api/v1/broken", headers={"authorization": "Bearer default.sesame"})
    cookie = client.cookies[echo_app.config.cookie]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("skillweave", "sqlalchemy"))]
    assert len(ours) >= 8
    secrets = (PASSWORD, link, cookie, cookie.partition(".")[2], "sesame", KEY, TEXT, "delay calmly")
    assert not [(secret, line) for secret in secrets for line in ours if secret in line]


def test_a_fault_says_where_it_was(echo_app: WebApp, caplog: pytest.LogCaptureFixture) -> None:
    """The log names the kind of error, its place and the request id that the page shows; the page has no more."""
    answer = echo_app.anonymous().get("/broken")
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    request_id = answer.headers["x-request-id"]
    assert line.startswith(f"{request_id} fault RuntimeError at ")
    assert "test_protect.py" in line
    assert request_id in answer.text
    assert "RuntimeError" not in answer.text
    assert TEXT not in answer.text


def test_each_request_is_one_line_with_its_route(web_app: WebApp, caplog: pytest.LogCaptureFixture) -> None:
    """The log has method, route, status and time; the route's pattern stands for the path."""
    caplog.set_level(logging.INFO, "skillweave.web")
    web_app.anonymous().get("/invite/secret")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "skillweave.web"]
    assert " GET /invite/{token} 404 " in line
