"""People of a tenant: passwords, sessions, one-time links, tokens, roles, on each kind of database."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select

from skillweave.domain.keymap import DEFAULT, Action, read_keymap
from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.accounts import Accounts, find_tenant
from skillweave.review.engine import Database
from skillweave.review.links import form_token, read_link, write_link
from skillweave.review.passwords import Passwords, make_password, weakness
from skillweave.review.people import Person
from skillweave.review.tables import API_TOKEN, AUDIT, PERSON, QUEUE, QUEUE_MEMBER, SESSION, TENANT
from skillweave.review.tokens import Scope

KEY = "a key that only the tests know, 32+"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery"
HOUR, MINUTE, DAY = dt.timedelta(hours=1), dt.timedelta(minutes=1), dt.timedelta(days=1)
WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
STRONGER = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)


@pytest.fixture
def accounts(database: Database) -> Accounts:
    """The people of a tenant that has none."""
    return _tenant(database, "here")


@pytest.fixture
def elsewhere(database: Database) -> Accounts:
    """The people of another tenant in the same database."""
    return _tenant(database, "elsewhere")


@pytest.fixture
def ana(accounts: Accounts) -> Person:
    """A reviewer with a password."""
    return _enrol(accounts, "ana", Role.REVIEWER)


def _tenant(database: Database, tenant: str) -> Accounts:
    with database.writing() as connection:
        row = {"id": tenant, "slug": f"{tenant}-slug", "name": tenant, "settings": {}, "created": NOW}
        connection.execute(insert(TENANT).values(row))
    return Accounts(database, tenant, KEY, Passwords(WEAK))


def _enrol(accounts: Accounts, login: str, role: Role) -> Person:
    person = accounts.add(login, login.title(), role, NOW, actor="server")
    return accounts.invites.set_password(accounts.invites.make(person.id, NOW, actor="server"), PASSWORD, NOW)


def test_the_right_password_signs_in(accounts: Accounts, ana: Person) -> None:
    """Login and password that belong together give the person, whatever the login's capital letters."""
    found = accounts.check_password(" ANA ", PASSWORD)
    assert found is not None
    assert found.id == ana.id


@pytest.mark.parametrize(
    ("login", "password"), [("ana", "wrong horse battery"), ("nobody", PASSWORD), ("ana", ""), ("", "")]
)
@pytest.mark.usefixtures("ana")
def test_a_wrong_pair_signs_nobody_in(accounts: Accounts, login: str, password: str) -> None:
    """A wrong password and an unknown login give the same: nobody."""
    assert accounts.check_password(login, password) is None


def test_who_has_no_password_cannot_sign_in_with_one(accounts: Accounts) -> None:
    """Until a link was used there is no password that fits, an empty one neither."""
    accounts.add("new", "New", Role.READER, NOW, actor="server")
    assert accounts.check_password("new", "") is None


class _Counting(PasswordHasher):
    """Counts how often a hash is computed to check a password."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002  # argon2 gives Literal[True]
        """Count, and check."""
        self.checked += 1
        return super().verify(hash, password)


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("login", ["ana", "nobody"])
def test_an_unknown_login_costs_as_much_work(database: Database, login: str) -> None:
    """One hash is computed whether the login exists or not, so the time tells nothing."""
    hasher = _Counting()
    Accounts(database, "here", KEY, Passwords(hasher)).check_password(login, "wrong horse battery")
    assert hasher.checked == 1


def test_a_sign_in_renews_an_outdated_hash(database: Database, ana: Person) -> None:
    """A hash of weaker parameters is replaced when its owner signs in, and the password still fits."""
    stronger = Accounts(database, "here", KEY, Passwords(STRONGER))
    assert stronger.check_password("ana", PASSWORD) is not None
    with database.reading() as connection:
        kept = connection.execute(select(PERSON.c.password_hash).where(PERSON.c.id == ana.id)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert not STRONGER.check_needs_rehash(kept)
    assert stronger.check_password("ana", PASSWORD) is not None


@pytest.mark.parametrize("password", ["", "short", "eleven char", "aaaaaaaaaaaaaaaa", "x1" * 200])
def test_weak_passwords_are_refused(accounts: Accounts, ana: Person, password: str) -> None:
    """Below 12 characters, endless, or one sign again and again: not kept, and the old one still fits."""
    with pytest.raises(RefusedError):
        accounts.change_password(ana.id, PASSWORD, password, NOW)
    assert accounts.check_password("ana", PASSWORD) is not None


def test_no_rule_asks_for_signs_or_digits() -> None:
    """Twelve plain letters will do, and so does what the server makes itself."""
    assert weakness("plain letters") is None
    assert weakness(make_password()) is None


def test_a_change_of_password_needs_the_old_one(accounts: Accounts, ana: Person) -> None:
    """Who found an open browser cannot take the account over."""
    with pytest.raises(RefusedError):
        accounts.change_password(ana.id, "wrong horse battery", "another good pass phrase", NOW)


def test_a_change_of_password_ends_every_session(accounts: Accounts, ana: Person) -> None:
    """After it, old sessions are worth nothing, and only the new password fits."""
    tokens = [accounts.sessions.open(ana.id, NOW) for _ in range(2)]
    accounts.change_password(ana.id, PASSWORD, "another good pass phrase", NOW)
    assert [accounts.sessions.find(token, NOW) for token in tokens] == [None, None]
    assert accounts.check_password("ana", PASSWORD) is None
    assert accounts.check_password("ana", "another good pass phrase") is not None


def test_a_session_is_found_by_its_token(accounts: Accounts, ana: Person) -> None:
    """The token that was given out finds the person; no part of it does."""
    token = accounts.sessions.open(ana.id, NOW)
    found = accounts.sessions.find(token, NOW)
    assert found is not None
    assert found.person == ana
    assert len(token) == 64
    assert accounts.sessions.find(token[:-1], NOW) is None


def test_the_token_of_a_session_is_kept_nowhere(accounts: Accounts, ana: Person, database: Database) -> None:
    """Who reads the database cannot sign in with what they find."""
    token = accounts.sessions.open(ana.id, NOW)
    with database.reading() as connection:
        (row,) = connection.execute(select(SESSION)).all()
    assert token not in str(row)
    assert accounts.sessions.find(row.token_hash, NOW) is None


@pytest.mark.parametrize(
    ("moments", "open_"),
    [
        ([59 * MINUTE], True),
        ([60 * MINUTE], False),
        ([40 * MINUTE, 80 * MINUTE, 120 * MINUTE], True),
        ([40 * MINUTE * place for place in range(1, 18)], True),
        ([40 * MINUTE * place for place in range(1, 19)], False),
    ],
)
def test_sessions_end_by_time(accounts: Accounts, ana: Person, moments: list[dt.timedelta], open_: bool) -> None:
    """A session ends an hour after its last use, and twelve hours after its beginning however much it is used."""
    token = accounts.sessions.open(ana.id, NOW)
    found = [accounts.sessions.find(token, NOW + moment) is not None for moment in moments]
    assert found[-1] is open_


def test_a_session_in_use_is_not_written_at_every_request(accounts: Accounts, ana: Person, database: Database) -> None:
    """Reading a page within a minute of the last one changes no row."""
    token = accounts.sessions.open(ana.id, NOW)
    accounts.sessions.find(token, NOW + MINUTE / 2)
    with database.reading() as connection:
        assert connection.execute(select(SESSION.c.last_seen)).scalar_one() == NOW


def test_an_ended_session_is_not_found(accounts: Accounts, ana: Person) -> None:
    """Ending one session leaves the others."""
    first, second = accounts.sessions.open(ana.id, NOW), accounts.sessions.open(ana.id, NOW)
    found = accounts.sessions.find(first, NOW)
    assert found is not None
    assert accounts.sessions.end(ana.id, found.id, NOW)
    assert not accounts.sessions.end(ana.id, found.id, NOW)
    assert accounts.sessions.find(first, NOW) is None
    assert accounts.sessions.find(second, NOW) is not None
    assert len(accounts.sessions.of(ana.id, NOW)) == 1


def test_nobody_ends_the_session_of_another(accounts: Accounts, ana: Person) -> None:
    """A session's id is no key to it for others."""
    found = accounts.sessions.find(accounts.sessions.open(ana.id, NOW), NOW)
    assert found is not None
    assert not accounts.sessions.end(_enrol(accounts, "ben", Role.ADMIN).id, found.id, NOW)


def test_a_session_is_unknown_to_another_tenant(accounts: Accounts, elsewhere: Accounts, ana: Person) -> None:
    """A token that is put under another tenant's name finds nobody."""
    assert elsewhere.sessions.find(accounts.sessions.open(ana.id, NOW), NOW) is None


def test_a_link_works_once(accounts: Accounts, ana: Person) -> None:
    """A second use of a one-time link is refused, and looking at it does not use it up."""
    link = accounts.invites.make(ana.id, NOW, actor="server")
    assert accounts.invites.whose(link, NOW).id == ana.id
    accounts.invites.set_password(link, "another good pass phrase", NOW)
    with pytest.raises(NotFoundError):
        accounts.invites.set_password(link, "a third good pass phrase", NOW)
    assert accounts.check_password("ana", "another good pass phrase") is not None


def test_a_weak_password_does_not_use_a_link_up(accounts: Accounts, ana: Person) -> None:
    """Who mistypes may try again."""
    link = accounts.invites.make(ana.id, NOW, actor="server")
    with pytest.raises(RefusedError):
        accounts.invites.set_password(link, "short", NOW)
    assert accounts.invites.set_password(link, "another good pass phrase", NOW).id == ana.id


def test_a_link_runs_out(accounts: Accounts, ana: Person) -> None:
    """After an hour a link is worth nothing."""
    link = accounts.invites.make(ana.id, NOW, actor="server")
    assert accounts.invites.whose(link, NOW + HOUR - MINUTE).id == ana.id
    with pytest.raises(NotFoundError):
        accounts.invites.whose(link, NOW + HOUR)


def test_a_link_ends_the_sessions_that_were_open(accounts: Accounts, ana: Person) -> None:
    """A forgotten password that is set anew shuts out whoever was in."""
    token = accounts.sessions.open(ana.id, NOW)
    accounts.invites.set_password(accounts.invites.make(ana.id, NOW, actor="server"), "another good pass phrase", NOW)
    assert accounts.sessions.find(token, NOW) is None


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "é" * 40])
def test_what_is_no_link_is_refused(accounts: Accounts, forged: str) -> None:
    """Anything that the server did not sign is not there."""
    with pytest.raises(NotFoundError):
        accounts.invites.whose(forged, NOW)


def test_a_link_signed_with_another_key_is_refused(accounts: Accounts, ana: Person) -> None:
    """Without the secret key nobody makes a link."""
    forged = write_link("another key of thirty-two letters", "here", ana.id, NOW + HOUR)
    assert read_link(KEY, forged, NOW) is None
    with pytest.raises(NotFoundError):
        accounts.invites.whose(forged, NOW)


def test_a_form_token_is_no_link(accounts: Accounts) -> None:
    """What is signed for one purpose is worth nothing for another."""
    with pytest.raises(NotFoundError):
        accounts.invites.whose(form_token(KEY, "cookie"), NOW)


def test_form_tokens_belong_to_one_cookie() -> None:
    """Each session's forms carry a token of their own, the same one each time."""
    assert form_token(KEY, "one") == form_token(KEY, "one")
    assert len({form_token(KEY, "one"), form_token(KEY, "two"), form_token(KEY + "!", "one")}) == 3


def test_a_link_of_another_tenant_is_refused(accounts: Accounts, elsewhere: Accounts, ana: Person) -> None:
    """A link holds in the tenant that it was made in only."""
    with pytest.raises(NotFoundError):
        elsewhere.invites.set_password(accounts.invites.make(ana.id, NOW, actor="server"), PASSWORD, NOW)


def test_a_school_account_is_bound_by_a_link_only(accounts: Accounts, elsewhere: Accounts, ana: Person) -> None:
    """An account is nobody's before a link bound it, and afterwards that person's in that tenant only."""
    assert accounts.by_subject("https://school.example", "sub-1") is None
    link = accounts.invites.make(ana.id, NOW, actor="server")
    accounts.invites.bind(link, "https://school.example", "sub-1", NOW)
    found = accounts.by_subject("https://school.example", "sub-1")
    assert found is not None
    assert found.id == ana.id
    assert accounts.by_subject("https://other.example", "sub-1") is None
    assert accounts.by_subject("https://school.example", "sub-2") is None
    assert elsewhere.by_subject("https://school.example", "sub-1") is None
    with pytest.raises(NotFoundError):
        accounts.invites.bind(link, "https://school.example", "sub-2", NOW)


def test_binding_drops_a_password_that_was_made_for_the_person(database: Database) -> None:
    """Who signs in with a school account needs no one-time password, and nobody else can use it any more."""
    accounts = Accounts(database, "school", KEY, Passwords(WEAK))
    password = accounts.first_admin("our-school", "Our School", NOW)
    (admin,) = accounts.people()
    link = accounts.invites.make(admin.id, NOW, actor="server")
    bound = accounts.invites.bind(link, "https://school.example", "sub-1", NOW)
    assert (bound.must_change, bound.has_password) == (False, False)
    assert accounts.check_password("admin", password or "") is None


def test_a_school_account_is_one_persons(accounts: Accounts, ana: Person) -> None:
    """What is bound to one person cannot be bound to another, and the other's link is not used up by it."""
    ben = _enrol(accounts, "ben", Role.ADMIN)
    accounts.invites.bind(accounts.invites.make(ana.id, NOW, actor="server"), "https://school.example", "sub-1", NOW)
    link = accounts.invites.make(ben.id, NOW, actor="server")
    with pytest.raises(NotFoundError):
        accounts.invites.bind(link, "https://school.example", "sub-1", NOW)
    assert accounts.invites.whose(link, NOW).id == ben.id


def test_a_token_of_the_api_is_found_and_kept_as_a_hash(accounts: Accounts, ana: Person, database: Database) -> None:
    """A token gives the person and its scopes; the database holds only its hash."""
    full = accounts.tokens.make(ana.id, "Sheet", [Scope.READ], DAY, NOW)
    tenant, _, token = full.rpartition(".")
    found = accounts.tokens.find(token, NOW)
    assert tenant == "here"
    assert found is not None
    assert (found.person.id, found.scopes) == (ana.id, frozenset({Scope.READ}))
    with database.reading() as connection:
        (row,) = connection.execute(select(API_TOKEN)).all()
    assert token not in str(row)
    assert [listed.name for listed in accounts.tokens.of(ana.id, NOW)] == ["Sheet"]


def test_a_token_ends(accounts: Accounts, ana: Person) -> None:
    """When its time is over, or when it was revoked, a token finds nobody and is listed no more."""
    short = accounts.tokens.make(ana.id, "Short", [Scope.READ], DAY, NOW).rpartition(".")[2]
    long = accounts.tokens.make(ana.id, "Long", [Scope.READ], 2 * DAY, NOW).rpartition(".")[2]
    assert accounts.tokens.find(short, NOW + DAY) is None
    (row,) = accounts.tokens.of(ana.id, NOW + DAY)
    assert accounts.tokens.revoke(ana.id, row.id, NOW)
    assert accounts.tokens.find(long, NOW) is None
    assert not accounts.tokens.revoke(ana.id, row.id, NOW)


@pytest.mark.parametrize(
    ("name", "scopes", "life"),
    [
        ("Sheet", [], DAY),
        ("", [Scope.READ], DAY),
        ("Sheet", [Scope.READ], 0 * DAY),
        ("Sheet", [Scope.READ], 400 * DAY),
    ],
)
def test_a_token_needs_a_name_a_scope_and_an_end(
    accounts: Accounts, ana: Person, name: str, scopes: list[Scope], life: dt.timedelta
) -> None:
    """A token that may do nothing, that nobody can tell apart, or that never ends is not made."""
    with pytest.raises(RefusedError):
        accounts.tokens.make(ana.id, name, scopes, life, NOW)


def test_nobody_revokes_the_token_of_another(accounts: Accounts, ana: Person) -> None:
    """A token's id is no key to it for others."""
    accounts.tokens.make(ana.id, "Sheet", [Scope.READ], DAY, NOW)
    (row,) = accounts.tokens.of(ana.id, NOW)
    assert not accounts.tokens.revoke(_enrol(accounts, "ben", Role.ADMIN).id, row.id, NOW)


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
    admin, other = _enrol(accounts, "admin", Role.ADMIN), _enrol(accounts, "other", Role.ADMIN)
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


@pytest.mark.parametrize(
    ("login", "queue_role", "expected"),
    [
        ("reader", Role.ADJUDICATOR, Role.READER),
        ("reviewer", Role.REVIEWER, Role.REVIEWER),
        ("reviewer", Role.READER, Role.READER),
        ("reviewer", None, None),
        ("adjudicator", None, None),
        ("manager", None, Role.MANAGER),
        ("admin", Role.READER, Role.ADMIN),
    ],
)
def test_the_lower_of_two_roles_holds_in_a_queue(
    accounts: Accounts, database: Database, login: str, queue_role: Role | None, expected: Role | None
) -> None:
    """Membership gives at most what the tenant's role gives; managers and admins need none."""
    person = _enrol(accounts, login, Role(login))
    _queue(database, "here", members={person.id: queue_role} if queue_role else {})
    assert accounts.memberships.role_in("q", person.id, person.role) is expected


def test_a_queue_of_another_tenant_is_not_there(accounts: Accounts, elsewhere: Accounts, database: Database) -> None:
    """Not even an admin finds a queue of another tenant."""
    _queue(database, "here", members={})
    boss = _enrol(elsewhere, "admin", Role.ADMIN)
    with pytest.raises(NotFoundError):
        elsewhere.memberships.role_in("q", boss.id, Role.ADMIN)
    with pytest.raises(NotFoundError):
        accounts.memberships.queue_of("no such item")


def _queue(database: Database, tenant: str, members: dict[str, Role]) -> None:
    queue = {"tenant_id": tenant, "id": "q", "name": "Spring", "rules": {}, "state": "open", "created": NOW}
    common = {"tenant_id": tenant, "queue_id": "q", "languages": [], "frameworks": []}
    rows = [{**common, "person_id": person, "role": role.value} for person, role in members.items()]
    with database.writing() as connection:
        connection.execute(insert(QUEUE).values(queue))
        if rows:
            connection.execute(insert(QUEUE_MEMBER), rows)


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


def test_a_link_that_many_use_at_once_works_once(accounts: Accounts, ana: Person) -> None:
    """Of eight that use a link in the same moment one sets the password, and the others find no link."""
    link = accounts.invites.make(ana.id, NOW, actor="server")
    phrases = [f"good pass phrase number {place}" for place in range(8)]
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(accounts.invites.set_password, link, phrase, NOW) for phrase in phrases]
    failed = [future.exception() for future in done if future.exception() is not None]
    assert len(failed) == 7
    assert {type(error) for error in failed} == {NotFoundError}
    assert sum(accounts.check_password("ana", phrase) is not None for phrase in phrases) == 1


def test_two_admins_cannot_let_each_other_go_at_once(accounts: Accounts) -> None:
    """However their requests overlap, one admin is left."""
    admins = [_enrol(accounts, f"admin{place}", Role.ADMIN) for place in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(accounts.set_role, one.id, Role.READER, NOW, actor="boss") for one in admins]
    failed = [future.exception() for future in done if future.exception() is not None]
    assert [type(error) for error in failed] == [RefusedError]
    assert [one.role for one in accounts.people()].count(Role.ADMIN) == 1
