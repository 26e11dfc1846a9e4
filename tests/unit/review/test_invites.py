"""One-time links and what is signed: each for one person and purpose, once, for an hour."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database
from skillweave.review.invites import LONGEST_LIFE
from skillweave.review.links import form_token, read_link, write_link
from skillweave.review.passwords import Passwords
from skillweave.review.people import Person
from skillweave.review.tables import USED_LINK
from skillweave.review.tokens import Scope
from tests.enrolled import DAY, HOUR, KEY, MINUTE, NOW, PASSWORD, WEAK, enrol

WAYS_IN: dict[str, Callable[[Accounts, str], object]] = {
    "password": lambda accounts, link: accounts.invites.set_password(link, "another good pass phrase", NOW),
    "school account": lambda accounts, link: accounts.invites.bind(link, "https://school.example", "sub-1", NOW),
}


def test_a_link_works_once(accounts: Accounts, ana: Person) -> None:
    """A second use of a one-time link is refused, and looking at it does not use it up."""
    link = accounts.invites.make(ana.id, NOW, actor="server")
    assert accounts.invites.whose(link, NOW).id == ana.id
    accounts.invites.set_password(link, "another good pass phrase", NOW)
    with pytest.raises(NotFoundError):
        accounts.invites.set_password(link, "a third good pass phrase", NOW)
    assert accounts.check_password("ana", "another good pass phrase") is not None


def test_a_used_link_ends_the_others(accounts: Accounts, ana: Person) -> None:
    """A link that went astray is worth nothing once the person came in by another one."""
    astray = accounts.invites.make(ana.id, NOW, actor="server")
    accounts.invites.set_password(accounts.invites.make(ana.id, NOW, actor="server"), "another good pass phrase", NOW)
    with pytest.raises(NotFoundError):
        accounts.invites.set_password(astray, "a third good pass phrase", NOW)
    with pytest.raises(NotFoundError):
        accounts.invites.bind(astray, "https://id.example", "someone", NOW)


def test_a_changed_password_ends_the_links(accounts: Accounts, ana: Person) -> None:
    """Who chose a password of their own needs no link any more."""
    link = accounts.invites.make(ana.id, NOW, actor="server")
    accounts.change_password(ana.id, PASSWORD, "another good pass phrase", NOW)
    with pytest.raises(NotFoundError):
        accounts.invites.whose(link, NOW)


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


@pytest.mark.parametrize("way", list(WAYS_IN))
def test_a_used_link_revokes_the_persons_api_tokens(accounts: Accounts, ana: Person, way: str) -> None:
    """Programs in the person's name stop with their old way in; those of others go on."""
    ben = enrol(accounts, "ben", Role.ADMIN)
    tokens = [
        accounts.tokens.make(person.id, "Sheet", [Scope.READ], DAY, NOW).rpartition(".")[2] for person in (ana, ben)
    ]
    link = accounts.invites.make(ana.id, NOW, actor="server")
    assert [accounts.tokens.find(token, NOW) is not None for token in tokens] == [True, True]
    WAYS_IN[way](accounts, link)
    assert [accounts.tokens.find(token, NOW) is not None for token in tokens] == [False, True]


def test_an_own_change_of_password_leaves_api_tokens(accounts: Accounts, ana: Person) -> None:
    """They are keys of their own: who knows the old password decides about them one by one."""
    token = accounts.tokens.make(ana.id, "Sheet", [Scope.READ], DAY, NOW).rpartition(".")[2]
    accounts.change_password(ana.id, PASSWORD, "another good pass phrase", NOW)
    assert accounts.tokens.find(token, NOW) is not None


def test_used_links_are_forgotten_once_they_have_run_out(
    accounts: Accounts, elsewhere: Accounts, ana: Person, database: Database
) -> None:
    """That one was used is kept for as long as a link can live, and other tenants' are left alone."""
    enrol(elsewhere, "eve", Role.ADMIN)
    moments = [NOW + DAY, NOW + LONGEST_LIFE, NOW + LONGEST_LIFE + MINUTE]
    for moment in moments:
        link = accounts.invites.make(ana.id, moment, actor="server")
        accounts.invites.set_password(link, f"a pass phrase for {moment}", moment)
    query = select(USED_LINK.c.tenant_id, USED_LINK.c.at).order_by(USED_LINK.c.tenant_id, USED_LINK.c.at)
    with database.reading() as connection:
        kept = [tuple(row) for row in connection.execute(query)]
    assert kept == [("elsewhere", NOW), *(("here", moment) for moment in moments)]


def test_no_link_lives_longer_than_its_use_is_remembered(accounts: Accounts, ana: Person) -> None:
    """Else a link could be used again."""
    with pytest.raises(RefusedError):
        accounts.invites.make(ana.id, NOW, actor="server", life=LONGEST_LIFE + MINUTE)


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "é" * 40])
def test_what_is_no_link_is_refused(accounts: Accounts, forged: str) -> None:
    """Anything that the server did not sign is not there."""
    with pytest.raises(NotFoundError):
        accounts.invites.whose(forged, NOW)


def test_a_link_signed_with_another_key_is_refused(accounts: Accounts, ana: Person) -> None:
    """Without the secret key nobody makes a link."""
    forged = write_link("another key of thirty-two letters", "here", ana.id, NOW + HOUR, "")
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
    ben = enrol(accounts, "ben", Role.ADMIN)
    accounts.invites.bind(accounts.invites.make(ana.id, NOW, actor="server"), "https://school.example", "sub-1", NOW)
    link = accounts.invites.make(ben.id, NOW, actor="server")
    with pytest.raises(NotFoundError):
        accounts.invites.bind(link, "https://school.example", "sub-1", NOW)
    assert accounts.invites.whose(link, NOW).id == ben.id


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
