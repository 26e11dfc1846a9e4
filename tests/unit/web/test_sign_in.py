"""Sign-in, one-time links, sign-out, and a person's own settings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from skillweave.domain.queue import Role
from skillweave.review.tables import API_TOKEN, PERSON, SESSION, USED_LINK
from skillweave.web.config import WebConfig
from skillweave.web.pages.sign_in import local
from skillweave.web.stops import Stop
from skillweave.web.throttle import Throttle
from tests.web_app import ELSEWHERE, HERE, PASSWORD, WebApp, build_web_app

NEW = "another good pass phrase"
WRONG = "Login and password do not fit together."


def _pair(login: str = "reviewer", password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"login": login, "password": password, **more}


def test_a_sign_in_leads_on(web_app: WebApp) -> None:
    """With login and password a session is opened, and the page that was wanted comes next."""
    client = web_app.anonymous()
    answer = client.post("/sign-in", data=_pair(next="/q/spring?band=low"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/q/spring?band=low")
    assert "My settings" in client.get("/me").text


@pytest.mark.parametrize("pair", [_pair(password="wrong horse battery"), _pair("nobody"), _pair("no body")])
def test_a_failed_sign_in_says_one_thing(web_app: WebApp, pair: dict[str, str]) -> None:
    """Whether the login or the password is wrong, the page is the same but for the login that was typed."""
    answer = web_app.anonymous().post("/sign-in", data=pair)
    assert (answer.status_code, WRONG in answer.text) == (401, True)
    assert "set-cookie" not in answer.headers
    assert pair["password"] not in answer.text


def test_unknown_and_known_logins_get_the_same_page(web_app: WebApp) -> None:
    """Byte for byte, once the login itself is taken out."""
    pages = [
        web_app.anonymous().post("/sign-in", data=_pair(login, "wrong horse battery")).text.replace(login, "")
        for login in ("reviewer", "nobody")
    ]
    assert pages[0] == pages[1]


def test_five_tries_a_minute_for_a_login(tmp_path: Path) -> None:
    """The sixth try is refused although its password is right, and another login is not."""
    built = build_web_app(tmp_path)
    answers = [built.anonymous().post("/sign-in", data=_pair(password="wrong horse")) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {401}
    assert built.anonymous().post("/sign-in", data=_pair("REVIEWER ")).status_code == 429
    assert built.anonymous().post("/sign-in", data=_pair("manager")).status_code == 303
    built.database.close()


def test_five_tries_a_minute_from_an_address(tmp_path: Path) -> None:
    """Who tries one password with many logins is stopped as well."""
    usual = WebConfig.model_fields["sign_in_tries_per_address"].default
    built = build_web_app(tmp_path, settings={"sign_in_tries_per_address": usual})
    answers = [built.anonymous().post("/sign-in", data=_pair(f"nobody{place}")) for place in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    built.database.close()


def test_a_count_is_one_persons_and_one_things() -> None:
    """Counts of different people and of different things do not add up."""
    throttle = Throttle()
    throttle.count("export", "ana", a_minute=1)
    throttle.count("export", "ben", a_minute=1)
    throttle.count("token", "ana", a_minute=1)
    with pytest.raises(Stop):
        throttle.count("export", "ana", a_minute=1)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/me", "/me"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/\t/evil.example", "/"),
        ("/\n", "/"),
    ],
)
def test_a_sign_in_leads_to_no_other_site(target: str, expected: str) -> None:
    """Only a path of our own is followed."""
    assert local(target) == expected


def test_a_tenant_is_named_where_there_are_several(tmp_path: Path) -> None:
    """The page asks for the school, and the same login means another person there."""
    built = build_web_app(tmp_path, settings={"ask_tenant": True})
    client = built.anonymous()
    assert 'name="tenant"' in client.get("/sign-in").text
    client.post("/sign-in", data=_pair(tenant=ELSEWHERE))
    assert f"reviewer of {ELSEWHERE}" in client.get("/me").text
    assert built.anonymous().post("/sign-in", data=_pair(tenant="nowhere")).status_code == 401
    built.database.close()


def test_a_script_is_told_in_json(web_app: WebApp) -> None:
    """A failed sign-in for JSON is a problem document."""
    answer = web_app.anonymous(accept="application/json").post("/sign-in", data=_pair("nobody"))
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")


def test_a_sign_out_ends_the_session(web_app: WebApp) -> None:
    """The cookie goes, and whoever kept a copy of it is nobody."""
    client = web_app.browser()
    copy = web_app.anonymous(cookie=f"{web_app.config.cookie}={client.cookies[web_app.config.cookie]}")
    answer = client.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert copy.get("/me").status_code == 303


def test_each_sign_in_is_a_session_of_its_own(web_app: WebApp) -> None:
    """A token that somebody put into the browser before the sign-in is not taken over."""
    client = web_app.anonymous()
    client.cookies.set(web_app.config.cookie, "default.planted")
    answer = client.post("/sign-in", data=_pair())
    assert answer.status_code == 303
    assert "planted" not in answer.headers["set-cookie"]


def _link(web_app: WebApp, role: Role = Role.READER) -> str:
    person = web_app.people[HERE, role]
    return web_app.accounts().invites.make(person.id, web_app.clock(), actor="boss")


def test_a_link_shows_whom_it_is_for_and_is_not_used_by_looking(web_app: WebApp) -> None:
    """Opening the page, twice, by a mail program too, uses nothing up."""
    link, client = _link(web_app), web_app.anonymous()
    pages = [client.get(f"/invite/{link}") for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "reader of default" in pages[0].text


def test_a_link_sets_a_password_and_signs_in(web_app: WebApp) -> None:
    """With a link a password is chosen once; the second time there is no such page."""
    link, client = _link(web_app), web_app.anonymous()
    answer = client.post(f"/invite/{link}", data={"password": NEW, "again": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/me").status_code == 200
    assert web_app.anonymous().post(f"/invite/{link}", data={"password": NEW, "again": NEW}).status_code == 404
    assert web_app.anonymous().get(f"/invite/{link}").status_code == 404
    assert web_app.anonymous().post("/sign-in", data=_pair("reader", NEW)).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "words"), [("short", "short", "12 characters at least"), (NEW, NEW + "!", "differ")]
)
def test_a_mistyped_password_leaves_the_link(web_app: WebApp, password: str, again: str, words: str) -> None:
    """Too short, or two that differ: the page says so and can be sent again."""
    link = _link(web_app)
    answer = web_app.anonymous().post(f"/invite/{link}", data={"password": password, "again": again})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert password not in answer.text
    assert [row for row in web_app.stored(USED_LINK) if row.at != web_app.clock.now] == []
    assert web_app.anonymous().get(f"/invite/{link}").status_code == 200


def test_a_link_runs_out(web_app: WebApp) -> None:
    """After an hour there is no such page."""
    link = _link(web_app)
    web_app.clock.forward(minutes=60)
    assert web_app.anonymous().get(f"/invite/{link}").status_code == 404


@pytest.fixture
def due(tmp_path: Path) -> Iterator[WebApp]:
    """A server whose reader has a password that was made for them."""
    built = build_web_app(tmp_path)
    with built.database.writing() as connection:
        here = (PERSON.c.tenant_id == HERE, PERSON.c.login == "reader")
        connection.execute(update(PERSON).where(*here).values(must_change=True))
    yield built
    built.database.close()


def test_a_one_time_password_is_changed_first(due: WebApp) -> None:
    """The sign-in leads to the password, nothing else opens, and afterwards everything does."""
    client = due.anonymous()
    assert client.post("/sign-in", data=_pair("reader", next="/q/x")).headers["location"] == "/me"
    page = client.get("/me").text
    assert "API tokens" not in page
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    assert client.post("/me/keys", data={"form_token": token}).headers["location"] == "/me"
    form = {"old": PASSWORD, "new": NEW, "again": NEW, "form_token": token}
    assert client.post("/me/password", data=form).headers["location"] == "/me?done=password"
    assert "API tokens" in client.get("/me?done=password").text


def test_a_new_password_keeps_this_browser_and_ends_others(web_app: WebApp) -> None:
    """Who changes the password goes on; every other session of theirs is ended."""
    client, other = web_app.browser(), web_app.browser()
    answer = client.post("/me/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.headers["location"] == "/me?done=password"
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 303


@pytest.mark.parametrize(
    ("names", "told"),
    [([], []), (["Sheet"], ["1 API token stays valid"]), (["Sheet", "Lab"], ["2 API tokens stay valid"])],
)
def test_a_new_password_tells_that_tokens_stay(web_app: WebApp, names: list[str], told: list[str]) -> None:
    """The page counts the API tokens that go on working, and offers to revoke each."""
    client = web_app.browser()
    for name in names:
        client.post("/me/tokens", data={"name": name, "scopes": "read", "days": "30"})
    path = client.post("/me/password", data={"old": PASSWORD, "new": NEW, "again": NEW}).headers["location"]
    page = client.get(path).text
    assert re.findall(r"\d+ API tokens? stays? valid", page) == told
    assert len(re.findall(r'action="/me/tokens/[^"]+/revoke"', page)) == len(names)
    assert not re.search(r"\d+ API tokens? stay", client.get("/me").text)


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong horse battery", NEW, NEW, "present password is not right"),
        (PASSWORD, "short", "short", "12 characters at least"),
        (PASSWORD, NEW, NEW + "!", "differ"),
        (PASSWORD, PASSWORD, PASSWORD, "is the old one"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    web_app: WebApp, old: str, new: str, again: str, words: str
) -> None:
    """The page says why, repeats no password, and the session goes on."""
    client = web_app.browser()
    answer = client.post("/me/password", data={"old": old, "new": new, "again": again})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert PASSWORD not in answer.text
    assert client.get("/me").status_code == 200


def test_an_open_browser_does_not_let_passwords_be_guessed(web_app: WebApp) -> None:
    """The present password can be tried five times a minute, no more."""
    client = web_app.browser()
    form = {"old": "wrong horse battery", "new": NEW, "again": NEW}
    assert [client.post("/me/password", data=form).status_code for _ in range(6)] == [422] * 5 + [429]


def test_keys_are_chosen_by_a_plain_form(web_app: WebApp) -> None:
    """Another key and letters switched off are kept, and shown again."""
    client = web_app.browser()
    assert client.post("/me/keys", data={"key-confirm": "c"}).headers["location"] == "/me?done=keys"
    person = web_app.accounts().person(web_app.people[HERE, Role.REVIEWER].id)
    assert (person.keymap["confirm"], person.keys_on) == ("c", False)
    assert '<option value="c" selected>' in client.get("/me").text
    client.post("/me/keys", data={"keys_on": "on"})
    assert web_app.accounts().person(person.id).keys_on


@pytest.mark.parametrize("form", [{"key-confirm": "x"}, {"key-confirm": "<script>"}, {"key-<img src=x>": "c"}])
def test_odd_keys_are_refused(web_app: WebApp, form: dict[str, str]) -> None:
    """No key and no action beyond the list is kept or shown as markup."""
    answer = web_app.browser().post("/me/keys", data=form)
    assert answer.status_code == 422
    assert "<img" not in answer.text
    assert "<script" not in answer.text


def test_a_session_of_mine_is_ended_from_another_browser(web_app: WebApp) -> None:
    """The list shows my sessions, and one that I do not want any more can be ended."""
    mine, lost = web_app.browser(), web_app.browser()
    (form,) = re.findall(r'action="(/me/sessions/[^"]+)"', mine.get("/me").text)
    assert mine.post(form).headers["location"] == "/me?done=session"
    assert lost.get("/me").status_code == 303
    assert mine.get("/me").status_code == 200


def test_a_session_of_another_is_not_there(web_app: WebApp) -> None:
    """Nobody ends a session that is not theirs."""
    web_app.browser(Role.ADMIN)
    (row,) = web_app.stored(SESSION)
    assert web_app.browser().post(f"/me/sessions/{row.token_hash}/end").status_code == 404
    assert [one.revoked for one in web_app.stored(SESSION) if one.token_hash == row.token_hash] == [None]


def test_a_token_is_shown_once(web_app: WebApp) -> None:
    """The page after making shows the token, no later one does, and it works."""
    client = web_app.browser()
    answer = client.post("/me/tokens", data={"name": "Sheet", "scopes": ["read", "review"], "days": "30"})
    (token,) = re.findall(r">(default\.[0-9a-f]{64})<", answer.text)
    assert answer.status_code == 201
    assert token not in client.get("/me").text
    secret = token.rpartition(".")[2]
    assert web_app.accounts().tokens.find(secret, web_app.clock()) is not None
    (form,) = re.findall(r'action="(/me/tokens/[^"]+)"', client.get("/me").text)
    assert client.post(form).headers["location"] == "/me?done=token"
    assert web_app.accounts().tokens.find(secret, web_app.clock()) is None
    assert client.post(form).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"name": "Sheet", "days": "30"},
        {"name": " ", "scopes": "read", "days": "30"},
        {"name": "Sheet", "scopes": "read", "days": "0"},
        {"name": "Sheet", "scopes": "read", "days": "1000"},
        {"name": "Sheet", "scopes": "everything", "days": "30"},
    ],
)
def test_a_token_that_will_not_do_is_not_made(web_app: WebApp, form: dict[str, str]) -> None:
    """Without name, scope or a bearable end there is no token."""
    assert web_app.browser().post("/me/tokens", data=form).status_code == 422
    assert web_app.stored(API_TOKEN) == []
