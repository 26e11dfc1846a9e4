"""People of a tenant: roles, who may be here, their keys, and what the audit says of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from skillweave.domain.keymap import DEFAULT, Action, read_keymap
from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.accounts import Accounts, find_tenant
from skillweave.review.engine import Database
from skillweave.review.passwords import Passwords
from skillweave.review.people import Person
from skillweave.review.tables import AUDIT
from skillweave.review.tokens import Scope
from tests.enrolled import DAY, KEY, NOW, PASSWORD, WEAK, enrol


def test_a_new_role_ends_the_sessions(accounts: Accounts, ana: Person) -> None:
    """Nobody goes on with the rights of a session from before; the same role again changes nothing."""
    token = accounts.sessions.open(ana.id, NOW)
    accounts.set_role(ana.id, Role.REVIEWER, NOW, actor="boss")
    assert accounts.sessions.find(token, NOW) is not None
    accounts.set_role(ana.id, Role.MANAGER, NOW, actor="boss")
    assert accounts.sessions.find(token, NOW) is None
    assert accounts.person(ana.id).role is Role.MANAGER


def test_who_is_not_active_is_out(accounts: Accounts, ana: Person) -> None:
    """No password, session, token, school account or link lets a deactivated person in."""
    session = accounts.sessions.open(ana.id, NOW)
    token = accounts.tokens.make(ana.id, "Sheet", [Scope.READ], DAY, NOW).rpartition(".")[2]
    accounts.invites.bind(accounts.invites.make(ana.id, NOW, actor="server"), "https://school.example", "sub", NOW)
    link = accounts.invites.make(ana.id, NOW, actor="server")
    accounts.set_active(ana.id, False, NOW, actor="boss")
    assert accounts.check_password("ana", PASSWORD) is None
    assert accounts.sessions.find(session, NOW) is None
    assert accounts.tokens.find(token, NOW) is None
    assert accounts.by_subject("https://school.example", "sub") is None
    with pytest.raises(NotFoundError):
        accounts.invites.whose(link, NOW)
    with pytest.raises(RefusedError):
        accounts.invites.make(ana.id, NOW, actor="boss")


def test_who_is_let_in_again_signs_in_anew(accounts: Accounts, ana: Person) -> None:
    """The password fits again, but sessions from before stay ended."""
    session = accounts.sessions.open(ana.id, NOW)
    accounts.set_active(ana.id, False, NOW, actor="boss")
    accounts.set_active(ana.id, True, NOW, actor="boss")
    assert accounts.check_password("ana", PASSWORD) is not None
    assert accounts.sessions.find(session, NOW) is None


def test_the_last_admin_stays(accounts: Accounts) -> None:
    """A tenant is never left without somebody who can let people in."""
    admin, other = enrol(accounts, "admin", Role.ADMIN), enrol(accounts, "other", Role.ADMIN)
    accounts.set_active(other.id, False, NOW, actor=admin.id)
    with pytest.raises(RefusedError):
        accounts.set_role(admin.id, Role.READER, NOW, actor=admin.id)
    with pytest.raises(RefusedError):
        accounts.set_active(admin.id, False, NOW, actor=admin.id)


@pytest.mark.parametrize("login", ["", " ", "two words", "a/b", "x" * 201, "tab\there"])
def test_odd_logins_are_refused(accounts: Accounts, login: str) -> None:
    """A login is one word of bearable length."""
    with pytest.raises(RefusedError):
        accounts.add(login, "Somebody", Role.READER, NOW, actor="server")


@pytest.mark.usefixtures("ana")
def test_a_login_is_given_once_in_a_tenant(accounts: Accounts, elsewhere: Accounts) -> None:
    """The same login, in capitals too, is refused here and free elsewhere."""
    with pytest.raises(RefusedError):
        accounts.add("ANA", "Another Ana", Role.READER, NOW, actor="server")
    assert elsewhere.add("ana", "Ana of elsewhere", Role.READER, NOW, actor="server").login == "ana"


def test_pseudonyms_say_nothing(accounts: Accounts) -> None:
    """What lists and exports show has neither login nor name in it, and no two people share it."""
    people = [accounts.add(f"login{place}", "Maria", Role.READER, NOW, actor="server") for place in range(5)]
    assert len({person.pseudonym for person in people}) == 5
    assert not [person for person in people if "login" in person.pseudonym or "Maria" in person.pseudonym]


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts, id_: accounts.person(id_),
        lambda accounts, id_: accounts.set_role(id_, Role.ADMIN, NOW, actor="boss"),
        lambda accounts, id_: accounts.set_active(id_, False, NOW, actor="boss"),
        lambda accounts, id_: accounts.set_keys(id_, {}, keys_on=False),
        lambda accounts, id_: accounts.invites.make(id_, NOW, actor="boss"),
        lambda accounts, id_: accounts.change_password(id_, PASSWORD, "another good pass phrase", NOW),
    ],
    ids=["read", "role", "active", "keys", "link", "password"],
)
def test_people_of_another_tenant_are_not_there(
    accounts: Accounts, elsewhere: Accounts, ana: Person, change: Callable[[Accounts, str], object]
) -> None:
    """An id of another tenant is unknown to everything, and nothing is changed."""
    with pytest.raises(NotFoundError):
        change(elsewhere, ana.id)
    assert accounts.person(ana.id) == ana


def test_the_first_admin_is_made_once(database: Database) -> None:
    """An empty database gets a tenant and an admin who must choose a password; a second start changes nothing."""
    accounts = Accounts(database, "school", KEY, Passwords(WEAK))
    password = accounts.first_admin("our-school", "Our School", NOW)
    assert password is not None
    assert find_tenant(database, "our-school") == "school"
    person = accounts.check_password("admin", password)
    assert person is not None
    assert (person.role, person.must_change) == (Role.ADMIN, True)
    assert accounts.first_admin("our-school", "Our School", NOW) is None
    accounts.change_password(person.id, password, "another good pass phrase", NOW)
    assert not accounts.person(person.id).must_change
    assert len(accounts.people()) == 1


def test_own_keys_are_kept_and_filled_up(accounts: Accounts, ana: Person) -> None:
    """A person's own keys replace the usual ones, the others stay, and letters can be switched off."""
    accounts.set_keys(ana.id, {"confirm": "c"}, keys_on=False)
    changed = accounts.person(ana.id)
    assert changed.keymap == {**{action.value: key for action, key in DEFAULT.items()}, "confirm": "c"}
    assert not changed.keys_on


@pytest.mark.parametrize(
    "chosen",
    [
        {"confirm": "x"},
        {"confirm": "<script>"},
        {"confirm": ""},
        {"confirm": "aa"},
        {"confirm": "A"},
        {"onload": "c"},
        {"<img src=x>": "c"},
    ],
)
def test_keys_are_one_of_a_list(accounts: Accounts, ana: Person, chosen: dict[str, str]) -> None:
    """No action and no key but the known ones is ever kept, and none twice."""
    with pytest.raises(RefusedError):
        accounts.set_keys(ana.id, chosen, keys_on=True)
    assert accounts.person(ana.id) == ana


def test_every_action_has_a_usual_key() -> None:
    """Without a choice each action has a key, and no two have the same."""
    assert set(read_keymap({})) == set(Action)
    assert len(set(DEFAULT.values())) == len(Action)


def test_the_audit_says_what_happened_and_holds_no_secret(accounts: Accounts, database: Database) -> None:
    """Additions, links, passwords, roles and tokens are in the audit; none of their secrets is."""
    person = accounts.add("ben", "Ben", Role.READER, NOW, actor="boss")
    link = accounts.invites.make(person.id, NOW, actor="boss")
    accounts.invites.set_password(link, PASSWORD, NOW)
    accounts.set_role(person.id, Role.REVIEWER, NOW, actor="boss")
    token = accounts.tokens.make(person.id, "Sheet", [Scope.READ], DAY, NOW)
    accounts.set_active(person.id, False, NOW, actor="boss")
    with database.reading() as connection:
        rows = connection.execute(select(AUDIT)).all()
    actions = {"person.add", "link.make", "password.change", "person.role", "token.make", "person.deactivate"}
    assert {row.action for row in rows} == actions
    assert not [secret for secret in (link, PASSWORD, token.rpartition(".")[2]) if secret in str(rows)]


def test_two_admins_cannot_let_each_other_go_at_once(accounts: Accounts) -> None:
    """However their requests overlap, one admin is left."""
    admins = [enrol(accounts, f"admin{place}", Role.ADMIN) for place in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(accounts.set_role, one.id, Role.READER, NOW, actor="boss") for one in admins]
    failed = [future.exception() for future in done if future.exception() is not None]
    assert [type(error) for error in failed] == [RefusedError]
    assert [one.role for one in accounts.people()].count(Role.ADMIN) == 1
