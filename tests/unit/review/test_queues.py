"""Queues as a manager sets them up: every change is noted, and what must not be is refused."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen

from skillweave.domain.queue import Member, NothingLeft, Role
from skillweave.domain.review import ClaimState, ItemState, Verdict
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from skillweave.review.engine import Database
from skillweave.review.queues import Queues
from skillweave.review.tables import AUDIT, EVIDENCE, ITEM, NOTE
from skillweave.review.verify import verify
from tests.queue_items import (
    CALM,
    LISTENING,
    NOON,
    PERSISTENCE,
    SqlDesk,
    addition,
    by_label,
    entry,
    filled,
    minutes,
    said,
    taken,
    work,
)


@pytest.fixture
def desk(shared_database: Database) -> SqlDesk:
    """A school with one queue and five people."""
    return SqlDesk(shared_database)


def audit_of(desk: SqlDesk) -> list[tuple[str, object, object]]:
    """Give what was noted of the desk's tenant after it was set up."""
    with desk.database.reading() as connection:
        rows = connection.execute(
            select(AUDIT.c.action, AUDIT.c.before, AUDIT.c.after)
            .where(AUDIT.c.tenant_id == desk.tenant, AUDIT.c.action.not_in(("queue.create", "member.set")))
            .order_by(AUDIT.c.at)
        )
        return [(row.action, row.before, row.after) for row in rows]


def test_a_name_is_given_once(desk: SqlDesk) -> None:
    """Two queues of one tenant have two names; another tenant may use the same."""
    with pytest.raises(ConflictError, match="Spring"):
        desk.queues.create(" Spring ", CALM, "max", NOON)
    assert desk.queues.find("Spring") == desk.queue


def test_a_queue_has_a_name(desk: SqlDesk) -> None:
    """A name of blanks is none."""
    with pytest.raises(RefusedError):
        desk.queues.create("  ", CALM, "max", NOON)


def test_changed_rules_are_noted(desk: SqlDesk) -> None:
    """The audit holds what has changed of the rules, as it was and as it is."""
    desk.queues.change_rules(desk.queue, CALM.model_copy(update={"blind_rate": 0.5}), "max", NOON)
    assert desk.queues.rules(desk.queue).blind_rate == 0.5
    assert audit_of(desk) == [("queue.change", {"blind_rate": 0.0}, {"blind_rate": 0.5})]


def test_fewer_reviews_end_what_waited(desk: SqlDesk) -> None:
    """Where a second review is no longer wanted, items that waited for one are settled at once."""
    desk.rule(CALM.model_copy(update={"reviews_required": 2}))
    filled(desk, entry("e1", LISTENING))
    item = work(desk, "ana", {LISTENING: Verdict.CONFIRM})
    desk.queues.change_rules(desk.queue, CALM, "max", minutes(9))
    assert desk.store.show(item, "ana", NOON).state is ItemState.FINAL
    assert verify(desk.database, desk.tenant) == ()


def test_a_closed_queue_offers_nothing(desk: SqlDesk) -> None:
    """Nobody gets an item of a closed queue, until it is opened again."""
    filled(desk, entry("e1", LISTENING))
    desk.queues.set_state(desk.queue, "closed", "max", NOON)
    assert desk.store.next_item(desk.queue, "ana", NOON).code is NothingLeft.ALL_DONE
    desk.queues.set_state(desk.queue, "open", "max", NOON)
    taken(desk)


def test_members_come_and_go(desk: SqlDesk) -> None:
    """A member's role and filters can be changed, and a member removed; both are noted."""
    member = Member(person="ana", role=Role.ADJUDICATOR, languages=("es",), frameworks=("hard",))
    desk.queues.set_member(desk.queue, member, "max", NOON)
    assert member in desk.queues.members(desk.queue)
    desk.queues.remove_member(desk.queue, "ana", "max", NOON)
    assert "ana" not in {one.person for one in desk.queues.members(desk.queue)}
    assert audit_of(desk)[-1][:2] == ("member.remove", {"person": "ana"})


def test_a_stranger_is_no_member(desk: SqlDesk) -> None:
    """A person of another tenant, or nobody, cannot be added."""
    with pytest.raises(NotFoundError):
        desk.queues.set_member(desk.queue, Member(person="nobody", role=Role.READER), "max", NOON)


def test_guidelines_are_versions(desk: SqlDesk) -> None:
    """A change is a new version; the former one stays, and decisions name the one in force."""
    filled(desk, entry("e1", LISTENING))
    assert desk.queues.guideline(desk.queue) is None
    assert [desk.queues.add_guideline(desk.queue, words, "max", NOON) for words in ("one", "two")] == [1, 2]
    assert desk.queues.guideline(desk.queue) == (2, "two")
    assert desk.queues.guideline(desk.queue, 1) == (1, "one")
    item = work(desk, "ana", {LISTENING: Verdict.CONFIRM})
    assert desk.store.history(item)[0].guideline == 2


def test_a_returned_item_is_free(desk: SqlDesk) -> None:
    """A manager gives an item back that somebody holds, and that is noted."""
    filled(desk, entry("e1", LISTENING))
    item = taken(desk)
    assert desk.queues.return_item(item, "max", NOON)
    assert not desk.queues.return_item(item, "max", NOON)
    assert taken(desk, "ben") == item
    assert audit_of(desk) == [("lease.return", {"person": "ana"}, None)]


def test_reopening_is_noted(desk: SqlDesk) -> None:
    """Who reopened an item, and where it stood, is in the audit."""
    filled(desk, entry("e1", LISTENING))
    desk.store.reopen(work(desk, "ana", {LISTENING: Verdict.CONFIRM}), "max", minutes(5))
    assert audit_of(desk) == [("item.reopen", {"state": "final"}, {"state": "open"})]


def test_exports_are_noted(desk: SqlDesk) -> None:
    """What left the queue is noted by its hash."""
    desk.queues.note_export(desk.queue, "max", NOON, form="csv", items=3, sha256="a" * 64)
    assert audit_of(desk) == [("queue.export", None, {"format": "csv", "items": 3, "sha256": "a" * 64})]


class TestErasure:
    """Texts go, figures stay."""

    @pytest.fixture
    def erased(self, desk: SqlDesk) -> str:
        """An item that was worked on and whose words were erased."""
        filled(desk, entry("e1", LISTENING, title="My summer"), entry("e2", LISTENING))
        item = taken(desk)
        desk.store.decide(addition(item, PERSISTENCE, note="I know her"), "ana", NOON)
        work(desk, "ana", {LISTENING: Verdict.CONFIRM})
        assert desk.queues.erase_texts(desk.queue, "max", minutes(9), items=[item]) == 1
        return item

    def test_no_word_is_left(self, desk: SqlDesk, erased: str) -> None:
        """Text, title, quotes and notes of the item are empty, and the other item is whole."""
        with desk.database.reading() as connection:
            of_item = ITEM.c.id == erased
            row = connection.execute(select(ITEM).where(of_item)).one()
            claims = [claim.id for claim in desk.store.show(erased, "ana", NOON).claims]
            quotes = connection.execute(select(EVIDENCE.c.quote).where(EVIDENCE.c.claim_id.in_(claims))).scalars().all()
            notes = connection.execute(select(NOTE.c.text).where(NOTE.c.tenant_id == desk.tenant)).scalars().all()
        assert (row.text, row.title, set(quotes), set(notes)) == ("", "", {""}, {""})
        assert desk.store.show(taken(desk, "ben"), "ben", NOON).text

    def test_figures_stay(self, desk: SqlDesk, erased: str) -> None:
        """Decisions, offsets, hash and length are as before, and the item is still final."""
        assert len(desk.store.history(erased)) == 2
        settled = desk.store.settled(desk.queue)[0]
        assert {(one.label, one.outcome.state) for one in settled.claims} == {
            (LISTENING, ClaimState.CONFIRMED),
            (PERSISTENCE, ClaimState.CONFIRMED),
        }
        assert verify(desk.database, desk.tenant) == ()

    def test_the_audit_holds_no_words(self, desk: SqlDesk, erased: str) -> None:
        """The erasure is noted by the number of items."""
        assert audit_of(desk) == [("texts.erase", None, {"items": 1})]
        assert desk.queues.erase_texts(desk.queue, "max", minutes(9), items=[erased]) == 0

    def test_an_erased_item_is_not_reopened(self, desk: SqlDesk, erased: str) -> None:
        """Nobody could finish it again: what was settled would be lost."""
        with pytest.raises(RefusedError, match="erased"):
            desk.store.reopen(erased, "max", NOON)
        assert [one.item for one in desk.store.settled(desk.queue)] == [erased]

    def test_an_erased_open_item_is_not_offered(self, desk: SqlDesk) -> None:
        """A text that is gone is neither offered nor decided."""
        filled(desk, entry("e1", LISTENING))
        item = taken(desk)
        claim = by_label(desk.store.show(item, "ana", NOON), LISTENING)
        desk.queues.erase_texts(desk.queue, "max", NOON)
        assert desk.store.next_item(desk.queue, "ana", NOON).item is None
        with pytest.raises(RefusedError, match="erased"):
            desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", NOON)

    @pytest.mark.parametrize(("day", "count"), [(24, 1), (25, 0), (None, 0)], ids=["passed", "today", "never"])
    def test_texts_go_when_their_time_has_passed(self, desk: SqlDesk, day: int | None, count: int) -> None:
        """After the last day that a queue keeps its texts they are erased; on it they are not."""
        until = dt.date(2026, 11, day) if day is not None else None
        desk.rule(CALM.model_copy(update={"keep_texts_until": until}))
        filled(desk, entry("e1", LISTENING))
        assert desk.queues.erase_due("max", NOON) == count


def test_erased_words_are_not_in_the_file(sqlite_database: Database) -> None:
    """After an erasure no page of the file, its log or its index holds the words."""
    desk = SqlDesk(sqlite_database)
    filled(desk, entry("e1", text="Zanzibarquux was my place."))
    desk.queues.erase_texts(desk.queue, "max", NOON)
    file = sqlite_database.file
    assert file is not None
    parts = [one for one in (file, Path(f"{file}-wal")) if one.exists()]
    assert not any(b"zanzibarquux" in part.read_bytes().lower() for part in parts)
    with sqlite_database.reading() as connection:
        found = connection.execute(text("SELECT count(*) FROM item_fts WHERE item_fts MATCH 'zanzibarquux'"))
        assert found.scalar() == 0


def test_rules_are_read_under_a_lock(desk: SqlDesk) -> None:
    """Of two who change them at once the second one notes what the first one made, not what was before."""
    asked: list[str] = []
    listen(desk.database.writer, "before_cursor_execute", lambda *given: asked.append(given[2]))
    desk.queues.change_rules(desk.queue, CALM.model_copy(update={"blind_rate": 0.5}), "max", NOON)
    first = next(line for line in asked if "FROM queue" in line)
    assert ("FOR UPDATE" in first) is not desk.database.is_sqlite  # which writes one after the other anyway


@pytest.mark.parametrize(
    "call",
    [
        lambda queues, queue: queues.rules(queue),
        lambda queues, queue: queues.change_rules(queue, CALM, "max", NOON),
        lambda queues, queue: queues.rename(queue, "Mine", "max", NOON),
        lambda queues, queue: queues.set_state(queue, "closed", "max", NOON),
        lambda queues, queue: queues.members(queue),
        lambda queues, queue: queues.set_member(queue, Member(person="ana", role=Role.READER), "max", NOON),
        lambda queues, queue: queues.remove_member(queue, "ana", "max", NOON),
        lambda queues, queue: queues.add_guideline(queue, "x", "max", NOON),
        lambda queues, queue: queues.guideline(queue),
        lambda queues, queue: queues.note_export(queue, "max", NOON, form="csv", items=0, sha256=""),
        lambda queues, queue: queues.policy_case(queue, "soft", 0.5),
        lambda queues, queue: queues.apply_policy(queue, "max", NOON),
        lambda queues, queue: queues.erase_texts(queue, "max", NOON),
        lambda queues, queue: queues.return_item(queue, "max", NOON),
    ],
    ids=(
        "rules change_rules rename set_state members set_member remove_member add_guideline guideline note_export "
        "policy_case apply_policy erase_texts return_item"
    ).split(),
)
def test_another_tenant_has_no_part_in_it(desk: SqlDesk, call: Callable[[Queues, str], object]) -> None:
    """A queue of one tenant is not there for another's manager, and nothing about it changes."""
    before = desk.queues.rules(desk.queue), desk.queues.members(desk.queue), desk.queues.names(), audit_of(desk)
    with pytest.raises(NotFoundError):
        call(Queues(desk.database, "elsewhere"), desk.queue)
    after = desk.queues.rules(desk.queue), desk.queues.members(desk.queue), desk.queues.names(), audit_of(desk)
    assert after == before
