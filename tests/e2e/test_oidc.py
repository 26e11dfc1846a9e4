"""Sign-in at a real identity provider, a process of its own on this machine."""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from skillweave.domain.queue import Role
from skillweave.review.tables import SESSION, USED_LINK
from tests.servers import free_port, on_a_free_port
from tests.web_app import HERE, ORIGIN, WebApp, build_web_app

pytestmark = pytest.mark.enable_socket  # the provider listens on a local port

STARTS_WITHIN_S = 30
REFUSED = "could not be checked"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run an identity provider and give its address."""
    with (tmp_path_factory.mktemp("provider") / "log").open("wb") as log:
        address, process = on_a_free_port(partial(_started, log))
        yield address
        process.terminate()
        process.wait(10)


def _started(log: BinaryIO, port: int) -> tuple[str, "subprocess.Popen[bytes]"]:
    address = f"http://localhost:{port}"
    line = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen(line, stdout=log, stderr=log)
    try:
        _wait(address, process)
    except BaseException:
        process.kill()
        raise
    return address, process


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end:
        assert process.poll() is None, f"ended with {process.returncode}; {address} may be in use"
        try:
            httpx.get(address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the identity provider did not start")


@pytest.fixture
def school(tmp_path: Path, provider: str) -> Iterator[WebApp]:
    """A review server whose people may sign in at the provider."""
    oidc = {"issuer": provider, "client_id": "review", "client_secret": "not so secret", "name": "School ID"}
    built = build_web_app(tmp_path, settings={"oidc": oidc})
    yield built
    built.database.close()


def _at_provider(url: str, subject: str, **changed: str) -> str:
    """Sign in at the provider, as a browser does, and give the path that it sends one back to."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    answer = httpx.post(urlunsplit(parts._replace(query=urlencode(query))), data={"sub": subject})
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}" == ORIGIN
    return f"{back.path}?{back.query}"


def _leave(client: TestClient, path: str = "/sign-in/oidc") -> str:
    """Go to the provider, and give its address."""
    answer = client.get(path)
    assert answer.status_code == 302
    return answer.headers["location"]


def _link(school: WebApp) -> str:
    """Make a one-time link for the reader."""
    person = school.people[HERE, Role.READER]
    return school.accounts().invites.make(person.id, school.clock(), actor="boss")


def _bind(school: WebApp, subject: str) -> TestClient:
    """Bind an account to the reader by a one-time link."""
    client = school.anonymous()
    answer = client.get(_at_provider(_leave(client, f"/sign-in/oidc?invite={_link(school)}"), subject))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return client


def test_the_provider_is_asked_with_code_and_challenge(school: WebApp, provider: str) -> None:
    """The way out carries state, nonce and an S256 challenge, asks for a code, and names our own way back."""
    url = _leave(school.anonymous())
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(provider)
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert query["scope"] == "openid"
    assert query["redirect_uri"] == f"{ORIGIN}/sign-in/oidc/callback"
    assert min(len(query[name]) for name in ("state", "nonce", "code_challenge")) >= 20


def test_the_sign_in_page_offers_the_provider(school: WebApp) -> None:
    """Its name is on a plain link."""
    assert "Sign in with School ID" in school.anonymous().get("/sign-in?next=/q/x").text


def test_an_invited_person_signs_in_with_their_account(school: WebApp) -> None:
    """A one-time link binds the account; from then on it signs in, and leads to the page that was wanted."""
    first = _bind(school, "sub-1")
    assert "reader of default" in first.get("/me").text
    later = school.anonymous()
    answer = later.get(_at_provider(_leave(later, "/sign-in/oidc?next=/me"), "sub-1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert "reader of default" in later.get("/me").text


def test_the_first_sign_in_creates_nobody(school: WebApp) -> None:
    """An account that is bound to nobody opens nothing, even if it is named like somebody here."""
    client = school.anonymous()
    answer = client.get(_at_provider(_leave(client), "reviewer"))
    assert (answer.status_code, "Ask an administrator" in answer.text) == (403, True)
    assert school.stored(SESSION) == []


def test_a_link_binds_once(school: WebApp) -> None:
    """With a link that was used no second account comes in."""
    link, client, other = _link(school), school.anonymous(), school.anonymous()
    path = f"/sign-in/oidc?invite={link}"
    client.get(_at_provider(_leave(client, path), "sub-1"))
    used = len(school.stored(USED_LINK))
    answer = other.get(_at_provider(_leave(other, path), "sub-2"))
    assert answer.status_code == 404
    assert len(school.stored(USED_LINK)) == used
    assert school.accounts().by_subject("any", "sub-2") is None


def test_another_site_cannot_start_a_binding(school: WebApp) -> None:
    """A page elsewhere cannot have a visitor's account bound to a link that it knows."""
    client = school.anonymous(**{"sec-fetch-site": "cross-site"})
    assert client.get(f"/sign-in/oidc?invite={_link(school)}").status_code == 403


@pytest.mark.parametrize("changed", [{"state": "another-state"}, {"nonce": "another-nonce"}, {"client_id": "another"}])
def test_an_answer_to_another_question_is_refused(school: WebApp, changed: dict[str, str]) -> None:
    """State, nonce and client of what comes back must be those of what went out."""
    _bind(school, "sub-1")
    client = school.anonymous()
    sessions = len(school.stored(SESSION))
    answer = client.get(_at_provider(_leave(client), "sub-1", **changed))
    assert (answer.status_code, REFUSED in answer.text) == (403, True)
    assert len(school.stored(SESSION)) == sessions


def test_an_answer_belongs_to_the_browser_that_asked(school: WebApp) -> None:
    """Another browser cannot be signed in with the address that one was sent back to."""
    _bind(school, "sub-1")
    client, other = school.anonymous(), school.anonymous()
    back = _at_provider(_leave(client), "sub-1")
    assert REFUSED in other.get(back).text
    _leave(other)
    assert REFUSED in other.get(back).text


def test_a_code_is_good_once(school: WebApp) -> None:
    """The address that one was sent back to does not work a second time."""
    _bind(school, "sub-1")
    client = school.anonymous()
    back = _at_provider(_leave(client), "sub-1")
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x&state=y", "?state=y"])
def test_a_made_up_answer_is_refused(school: WebApp, query: str) -> None:
    """Who comes from nowhere is told to start again."""
    answer = school.anonymous().get(f"/sign-in/oidc/callback{query}")
    assert (answer.status_code, REFUSED in answer.text) == (403, True)


def test_a_provider_that_says_it_is_another_is_refused(tmp_path: Path, provider: str) -> None:
    """The issuer in the provider's own description must be the one of the settings, to the letter."""
    settings = {"oidc": {"issuer": provider + "/", "client_id": "review"}}
    built = build_web_app(tmp_path, settings=settings)
    assert built.anonymous().get("/sign-in/oidc").status_code == 403
    built.database.close()


def test_a_provider_that_is_away_is_said_so(tmp_path: Path) -> None:
    """Where nobody answers, people are told to try again; the server goes on."""
    settings = {"oidc": {"issuer": f"http://localhost:{free_port()}", "client_id": "review"}}
    built = build_web_app(tmp_path, settings=settings)
    client = built.anonymous()
    assert REFUSED in client.get("/sign-in/oidc").text
    assert client.get("/sign-in").status_code == 200
    built.database.close()


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    """A server that has none set up has neither the link nor the routes."""
    built = build_web_app(tmp_path)
    client = built.anonymous()
    assert "/sign-in/oidc" not in client.get("/sign-in").text
    assert client.get("/sign-in/oidc").status_code == 404
    assert client.get("/sign-in/oidc/callback").status_code == 404
    built.database.close()


def test_the_cookie_of_the_way_out_is_no_session(school: WebApp) -> None:
    """What is kept in the browser meanwhile is for this way only, ends soon, and is gone afterwards."""
    client = school.anonymous()
    kept = client.get("/sign-in/oidc")
    cookie = kept.headers["set-cookie"].lower()
    assert cookie.startswith("skillweave-away=")
    assert {"httponly", "path=/sign-in/oidc", "max-age=600", "samesite=lax"} <= set(cookie.split("; "))
    back = client.get(_at_provider(kept.headers["location"], "sub-1"))
    assert "skillweave-away=null" in back.headers["set-cookie"].lower()
