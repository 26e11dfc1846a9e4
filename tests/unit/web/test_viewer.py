"""Who looks at a page, and what they may do there."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI

from skillweave.domain.queue import Role
from skillweave.review.tokens import Scope
from skillweave.web.viewer import Access, SignedIn, Viewer, in_item, in_queue, needs
from tests.web_app import ELSEWHERE, HERE, KEY, WebApp, build_web_app

HIDDEN = "Not there, or not yours"


def _add_routes(app: FastAPI) -> None:
    """Add a route for each way to ask who may do something."""

    @app.get("/api/v1/who")
    def who(known: SignedIn) -> dict[str, str]:
        return {"person": known.person, "tenant": known.tenant, "role": known.role.value}

    @app.get("/who")
    def who_page(known: SignedIn) -> dict[str, str]:
        return {"person": known.person, "tenant": known.tenant, "form_token": known.form_token}

    @app.post("/api/v1/people-work")
    def people_work(known: Annotated[Viewer, Depends(needs(Role.ADMIN))]) -> str:
        return known.role.value

    @app.api_route("/api/v1/queues/{queue}/read", methods=["GET"])
    def read(access: Annotated[Access, Depends(in_queue(Role.READER))]) -> str:
        return access.role.value

    @app.post("/api/v1/queues/{queue}/review")
    def review(access: Annotated[Access, Depends(in_queue(Role.REVIEWER))]) -> str:
        return access.role.value

    @app.post("/q/{queue}/manage-it")
    def manage(access: Annotated[Access, Depends(in_queue(Role.MANAGER))]) -> str:
        return access.role.value

    @app.post("/api/v1/queues/{queue}/manage")
    def manage_api(access: Annotated[Access, Depends(in_queue(Role.MANAGER))]) -> str:
        return access.role.value

    @app.post("/i/{item}/settle-it")
    def settle(access: Annotated[Access, Depends(in_item(Role.ADJUDICATOR))]) -> dict[str, str]:
        return {"queue": access.queue, "role": access.role.value}


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[WebApp]:
    """A review server with routes of these tests' own."""
    built = build_web_app(tmp_path, change=_add_routes)
    yield built
    built.database.close()


def _bearer(built: WebApp, role: Role, *scopes: Scope, tenant: str = HERE) -> str:
    person = built.people[tenant, role]
    return built.accounts(tenant).tokens.make(person.id, "Test", scopes, dt.timedelta(days=1), built.clock())


def test_a_session_says_who_it_is(asking: WebApp) -> None:
    """The cookie gives person and tenant."""
    answer = asking.browser(Role.READER, ELSEWHERE).get("/who").json()
    assert (answer["person"], answer["tenant"]) == (asking.people[ELSEWHERE, Role.READER].id, ELSEWHERE)
    assert len(answer["form_token"]) >= 32


@pytest.mark.parametrize("cookie", ["", "x", "default.x", ".", "default.", "nobody.x", "a.b.c", "default." + "0" * 64])
def test_what_is_no_session_is_nobody(asking: WebApp, cookie: str) -> None:
    """A cookie that was made up opens nothing, and breaks nothing."""
    client = asking.anonymous(cookie=f"{asking.config.cookie}={cookie}")
    assert client.get("/who").headers["location"] == "/sign-in?next=/who"


def test_a_session_does_not_move_to_another_tenant(asking: WebApp) -> None:
    """Who puts another tenant's name before their own token is nobody there."""
    client = asking.browser(Role.ADMIN)
    token = client.cookies[asking.config.cookie].partition(".")[2]
    moved = asking.anonymous(cookie=f"{asking.config.cookie}={ELSEWHERE}.{token}")
    assert moved.get("/who").status_code == 303


def test_an_ended_session_is_nobody(asking: WebApp) -> None:
    """After an hour without use the next page asks to sign in again, and says where to go on."""
    client = asking.browser()
    asking.clock.forward(minutes=61)
    answer = client.get("/who?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/who%3Fpage%3D2")


def test_a_script_is_told_that_nobody_is_signed_in(asking: WebApp) -> None:
    """A request for JSON is answered with a code, not with the sign-in page."""
    answer = asking.anonymous(accept="application/json").get("/who")
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


@pytest.mark.parametrize(
    ("tenant", "role", "status"),
    [
        (HERE, Role.READER, 403),
        (HERE, Role.REVIEWER, 403),
        (HERE, Role.ADJUDICATOR, 403),
        (HERE, Role.MANAGER, 200),
        (HERE, Role.ADMIN, 200),
        *((ELSEWHERE, role, 404) for role in Role),
    ],
)
def test_a_queue_asks_for_a_role_and_hides_from_others(asking: WebApp, tenant: str, role: Role, status: int) -> None:
    """Too low a role is refused, another tenant finds nothing, and both see the same page."""
    answer = asking.browser(role, tenant).post(f"/q/queue-{HERE}/manage-it")
    assert answer.status_code == status
    assert (HIDDEN in answer.text) is (status != 200)


@pytest.mark.parametrize(("tenant", "status"), [(HERE, 200), (ELSEWHERE, 404)])
def test_an_item_is_reached_through_its_queue(asking: WebApp, tenant: str, status: int) -> None:
    """What a person may do with an item is what they may do in its queue."""
    answer = asking.browser(Role.ADJUDICATOR, tenant).post(f"/i/item-{HERE}/settle-it")
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/q/none/manage-it", "/i/none/settle-it"])
@pytest.mark.parametrize("role", [Role.READER, Role.ADMIN])
def test_unknown_ids_look_like_those_of_others(asking: WebApp, path: str, role: Role) -> None:
    """An id that nobody has is answered as one of another tenant, whatever the role."""
    client = asking.browser(role)
    foreign = client.post(path.replace("/none/", f"/{path[1].replace('q', 'queue').replace('i', 'item')}-other/"))
    unknown = client.post(path)
    assert (unknown.status_code, foreign.status_code) == (404, 404)
    assert _without_id(unknown.text) == _without_id(foreign.text)


def _without_id(page: str) -> str:
    return page.partition("name this number")[0]


def test_who_is_no_member_does_not_know_the_queue(asking: WebApp) -> None:
    """A reviewer finds only the queues that they are a member of."""
    newcomer = asking.accounts().add("new", "New", Role.ADJUDICATOR, asking.clock(), actor="server")
    token = asking.accounts().tokens.make(newcomer.id, "Test", list(Scope), dt.timedelta(days=1), asking.clock())
    client = asking.anonymous(authorization=f"Bearer {token}")
    assert client.get(f"/api/v1/queues/queue-{HERE}/read").json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "scope", "status"),
    [
        ("GET", "read", Scope.READ, 200),
        ("GET", "read", Scope.REVIEW, 403),
        ("POST", "review", Scope.READ, 403),
        ("POST", "review", Scope.REVIEW, 200),
        ("POST", "review", Scope.MANAGE, 403),
        ("POST", "manage", Scope.REVIEW, 403),
        ("POST", "manage", Scope.MANAGE, 200),
    ],
)
def test_a_token_is_held_to_its_scopes(asking: WebApp, method: str, path: str, scope: Scope, status: int) -> None:
    """A token reads, reviews or manages as it was made for, though its owner may do more."""
    client = asking.anonymous(authorization=f"Bearer {_bearer(asking, Role.ADMIN, scope)}")
    answer = client.request(method, f"/api/v1/queues/queue-{HERE}/{path}")
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "read_only"


def test_a_token_gives_no_more_than_its_owner_has(asking: WebApp) -> None:
    """All scopes together do not raise a role."""
    client = asking.anonymous(authorization=f"Bearer {_bearer(asking, Role.REVIEWER, *Scope)}")
    assert client.post(f"/api/v1/queues/queue-{HERE}/manage").json()["code"] == "role_too_low"
    assert client.post("/api/v1/people-work").json()["code"] == "role_too_low"


@pytest.mark.parametrize("header", ["Bearer x", "Bearer ", "Bearer default.x", "Bearer other.0", "Basic eDp4"])
def test_a_wrong_token_is_nobody(asking: WebApp, header: str) -> None:
    """A token that was made up opens nothing."""
    assert asking.anonymous(authorization=header).get("/api/v1/who").json()["code"] == "signed_out"


def test_a_wrong_token_is_nobody_though_a_session_is_open(asking: WebApp) -> None:
    """What a program shows in Authorization counts alone; no cookie stands in for it."""
    client = asking.browser(Role.ADMIN, authorization="Bearer default.x")
    assert client.get("/api/v1/who").status_code == 401


def test_a_token_may_call_only_so_often(tmp_path: Path) -> None:
    """Beyond the limit a token is told to wait, and another one is not."""
    built = build_web_app(tmp_path, change=_add_routes, settings={"token_calls": 2})
    client = built.anonymous(authorization=f"Bearer {_bearer(built, Role.READER, Scope.READ)}")
    other = built.anonymous(authorization=f"Bearer {_bearer(built, Role.READER, Scope.READ)}")
    answers = [client.get("/api/v1/who") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert answers[-1].headers["retry-after"] == "60"
    assert other.get("/api/v1/who").status_code == 200
    built.database.close()


def test_a_one_time_password_opens_one_page(asking: WebApp) -> None:
    """Who still has the password that was made for them is led to change it, and scripts are told so."""
    accounts = asking.accounts("third")
    accounts.first_admin("third", "Third School", asking.clock())
    (admin,) = accounts.people()
    cookie = f"{asking.config.cookie}=third.{accounts.sessions.open(admin.id, asking.clock())}"
    client = asking.anonymous(cookie=cookie)
    assert client.get("/who").headers["location"] == "/me"
    assert client.get("/me").status_code == 200
    answer = asking.anonymous(cookie=cookie, accept="application/json").get("/who")
    assert (answer.status_code, answer.json()["code"]) == (403, "password_due")


def test_the_secret_key_signs_the_form_token(asking: WebApp) -> None:
    """The form token is not the session's token, nor any part of it or of the key."""
    client = asking.browser()
    token, cookie = client.get("/who").json()["form_token"], client.cookies[asking.config.cookie]
    assert token not in cookie
    assert cookie.partition(".")[2] not in token
    assert KEY not in token
