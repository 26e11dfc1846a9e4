"""The page of people, for administrators."""

import re

import pytest

from skillweave.domain.queue import Role
from skillweave.review.accounts import Person
from skillweave.review.tables import AUDIT, PERSON
from tests.web_app import ELSEWHERE, HERE, PASSWORD, WebApp

CHANGES = [("link", {}), ("role", {"role": "admin"}), ("active", {"active": "no"})]


def _person(web_app: WebApp, role: Role, tenant: str = HERE) -> Person:
    return web_app.accounts(tenant).person(web_app.people[tenant, role].id)


def _link_on(page: str) -> str:
    (link,) = re.findall(r">http://127\.0\.0\.1:8000(/invite/[^<]+)<", page)
    return str(link)


def test_an_admin_sees_everybody_of_their_tenant(web_app: WebApp) -> None:
    """Everybody of the tenant is on the page, nobody of another one, and no hash."""
    page = web_app.browser(Role.ADMIN).get("/people").text
    assert len(re.findall(r'<th scope="row">', page)) == len(Role)
    assert "of other" not in page
    assert "argon2" not in page


def test_an_addition_gives_a_way_in(web_app: WebApp) -> None:
    """Who is added gets a one-time link, shown once, with which they choose their password."""
    admin = web_app.browser(Role.ADMIN)
    form = {"login": "Maria", "display_name": "Maria  Silva", "role": "adjudicator"}
    answer = admin.post("/people", data=form)
    link = _link_on(answer.text)
    assert answer.status_code == 201
    assert "/invite/" not in admin.get("/people").text
    newcomer = web_app.anonymous()
    assert "Maria Silva" in newcomer.get(link).text
    newcomer.post(link, data={"password": "another good pass phrase", "again": "another good pass phrase"})
    assert "adjudicator" in newcomer.get("/me").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"login": "reviewer", "display_name": "Second", "role": "reader"}, "login is taken"),
        ({"login": "two words", "display_name": "Second", "role": "reader"}, "no blanks"),
        ({"login": "second", "display_name": " ", "role": "reader"}, "a name has"),
        ({"login": "second", "display_name": "Second", "role": "owner"}, "role"),
    ],
)
def test_an_addition_that_will_not_do_adds_nobody(web_app: WebApp, form: dict[str, str], words: str) -> None:
    """The page says why, and nobody is there who was not before."""
    before = web_app.stored(PERSON)
    answer = web_app.browser(Role.ADMIN).post("/people", data=form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert web_app.stored(PERSON) == before


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
def test_a_name_is_text(web_app: WebApp, name: str) -> None:
    """A name with markup in it stays what it is: words."""
    admin = web_app.browser(Role.ADMIN)
    page = admin.post("/people", data={"login": "x", "display_name": name, "role": "reader"}).text
    assert "<script" not in page
    assert "<img" not in page
    assert "7 * 7" in page or name not in page


def test_a_new_role_signs_out(web_app: WebApp) -> None:
    """The role is changed, and the person has to sign in again."""
    reader = web_app.browser(Role.READER)
    path = f"/people/{_person(web_app, Role.READER).id}/role"
    assert web_app.browser(Role.ADMIN).post(path, data={"role": "manager"}).headers["location"] == "/people?done=role"
    assert _person(web_app, Role.READER).role is Role.MANAGER
    assert reader.get("/me").status_code == 303


def test_who_leaves_is_shut_out_and_can_come_back(web_app: WebApp) -> None:
    """Deactivated, neither session nor password helps; let in again, the password does."""
    admin, reader = web_app.browser(Role.ADMIN), web_app.browser(Role.READER)
    path = f"/people/{_person(web_app, Role.READER).id}/active"
    pair = {"login": "reader", "password": PASSWORD}
    admin.post(path, data={"active": "no"})
    assert reader.get("/me").status_code == 303
    assert web_app.anonymous().post("/sign-in", data=pair).status_code == 401
    assert "not active" in admin.get("/people").text
    admin.post(path, data={"active": "yes"})
    assert web_app.anonymous().post("/sign-in", data=pair).status_code == 303


def test_who_is_not_active_gets_no_link(web_app: WebApp) -> None:
    """A link would lead nowhere, so the page says so instead."""
    admin, person = web_app.browser(Role.ADMIN), _person(web_app, Role.READER)
    admin.post(f"/people/{person.id}/active", data={"active": "no"})
    answer = admin.post(f"/people/{person.id}/link")
    assert (answer.status_code, "/invite/" in answer.text) == (422, False)


def test_a_link_helps_who_forgot_their_password(web_app: WebApp) -> None:
    """An admin makes a link for somebody who is there already."""
    answer = web_app.browser(Role.ADMIN).post(f"/people/{_person(web_app, Role.READER).id}/link")
    assert web_app.anonymous().get(_link_on(answer.text)).status_code == 200


@pytest.mark.parametrize(("change", "form"), [("role", {"role": "reader"}), ("active", {"active": "no"})])
def test_the_last_admin_stays(web_app: WebApp, change: str, form: dict[str, str]) -> None:
    """The page refuses what would leave nobody to let people in."""
    answer = web_app.browser(Role.ADMIN).post(f"/people/{_person(web_app, Role.ADMIN).id}/{change}", data=form)
    assert (answer.status_code, "the last admin" in answer.text) == (422, True)
    assert _person(web_app, Role.ADMIN).role is Role.ADMIN
    assert _person(web_app, Role.ADMIN).active


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_admins_get_here(web_app: WebApp, role: Role) -> None:
    """For everybody else the page is not there, and adding does nothing."""
    client, before = web_app.browser(role), web_app.stored(PERSON)
    assert client.get("/people").status_code == 403
    form = {"login": "x", "display_name": "X", "role": "admin"}
    assert client.post("/people", data=form).status_code == 403
    assert web_app.stored(PERSON) == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize(("change", "form"), CHANGES)
def test_only_admins_change_people(web_app: WebApp, role: Role, change: str, form: dict[str, str]) -> None:
    """Nobody raises themselves, nor makes a way in for others."""
    before = web_app.stored(PERSON), web_app.stored(AUDIT)
    answer = web_app.browser(role).post(f"/people/{_person(web_app, role).id}/{change}", data=form)
    assert (answer.status_code, "/invite/" in answer.text) == (403, False)
    assert (web_app.stored(PERSON), web_app.stored(AUDIT)) == before


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("change", "form"), CHANGES)
def test_people_of_another_tenant_are_not_there(web_app: WebApp, role: Role, change: str, form: dict[str, str]) -> None:
    """An id of another tenant is answered as an unknown one, whatever the role, and nothing is changed."""
    client, before = web_app.browser(role), web_app.stored(PERSON)
    foreign = client.post(f"/people/{_person(web_app, Role.READER, ELSEWHERE).id}/{change}", data=form)
    unknown = client.post(f"/people/nobody/{change}", data=form)
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.text.partition("<code>")[0] == unknown.text.partition("<code>")[0]
    assert web_app.stored(PERSON) == before
