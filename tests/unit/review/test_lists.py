"""What the lists answer, alike on SQLite and on PostgreSQL; they change nothing and know one tenant."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from skillweave.domain.queue import NothingLeft, Role
from skillweave.domain.review import Verdict
from skillweave.errors import NotFoundError, RefusedError
from skillweave.review.cursors import Key, from_cursor, to_cursor
from skillweave.review.engine import Database, open_database
from skillweave.review.figures import load_worked
from skillweave.review.filters import ClaimFilter
from skillweave.review.lists import Lists
from skillweave.review.rows import ClaimRow, QueueRow
from skillweave.review.tables import METADATA
from tests.databases import KINDS
from tests.review_items import plain
from tests.seed import CALM, NORTH, SOUTH, YES, Seeded, open_queue, review, seed
from tests.web_app import START

NOW = START + dt.timedelta(minutes=5)
MINUTE = dt.timedelta(minutes=1)
ALL = ClaimFilter()


@pytest.fixture(scope="module", params=KINDS)
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """A filled database on each kind of server."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        url = f"sqlite:///{shutil.copyfile(template, tmp_path_factory.mktemp('lists') / 'review.db')}"
    else:
        url = request.getfixturevalue("postgres").make(request.getfixturevalue("postgres_template"))
    database = open_database(url)
    yield seed(database, START)
    database.close()


@pytest.fixture
def lists(seeded: Seeded) -> Lists:
    """The lists of the first school."""
    return Lists(seeded.database, NORTH)


def _queue(lists: Lists, seeded: Seeded, name: str, login: str, role: Role, now: dt.datetime = NOW) -> QueueRow:
    return lists.queue(seeded.north.queues[name], seeded.north.people[login], role, now)


def _claims(lists: Lists, seeded: Seeded, narrowed: ClaimFilter, queue: str = "Half done") -> tuple[ClaimRow, ...]:
    return lists.claims(seeded.north.queues[queue], narrowed, final_only=False, limit=500).rows


@pytest.mark.parametrize(
    ("queue", "login", "role", "blocked"),
    [
        ("Half done", "reviewer", Role.REVIEWER, None),
        ("Finished", "reviewer", Role.REVIEWER, NothingLeft.ALL_DONE),
        ("Empty", "reviewer", Role.REVIEWER, NothingLeft.EMPTY),
        ("Double", "second", Role.REVIEWER, NothingLeft.SEEN_REST),
        ("Double", "adjudicator", Role.ADJUDICATOR, None),
        ("Empty", "reader", Role.READER, None),
    ],
)
def test_queue_says_why_it_is_blocked(
    lists: Lists, seeded: Seeded, queue: str, login: str, role: Role, blocked: NothingLeft | None
) -> None:
    """What a person would be told by `next_item` stands in the list, and nothing is taken for it."""
    assert _queue(lists, seeded, queue, login, role).blocked is blocked


@pytest.mark.parametrize(
    ("login", "role", "left"),
    [
        ("second", Role.REVIEWER, 0),  # has reviewed what waits for another, and settles nothing
        ("hostile", Role.REVIEWER, 1),
        ("adjudicator", Role.ADJUDICATOR, 2),
    ],
)
def test_what_i_have_done_is_not_left_for_me(lists: Lists, seeded: Seeded, login: str, role: Role, left: int) -> None:
    """A text that waits for a second reviewer is left for others."""
    assert _queue(lists, seeded, "Double", login, role).left == left


def test_queue_counts(lists: Lists, seeded: Seeded) -> None:
    """Open, disputed and final items add up; mine are those that I finished."""
    row = _queue(lists, seeded, "Double", "second", Role.REVIEWER)

    assert (row.total, row.open, row.adjudication, row.final, row.mine) == (4, 1, 1, 2, 4)


def test_held_items_are_counted(lists: Lists, seeded: Seeded) -> None:
    """An item that another holds blocks me until its lease ends, and the list says until when."""
    north = seeded.north
    item = north.items["Half done", "untouched"]
    taken = north.store.take(item, north.people["reviewer"], NOW)
    held = _queue(lists, seeded, "Half done", "second", Role.REVIEWER)
    mine = _queue(lists, seeded, "Half done", "reviewer", Role.REVIEWER)
    later = _queue(lists, seeded, "Half done", "second", Role.REVIEWER, NOW + dt.timedelta(hours=1))
    north.store.release(item, north.people["reviewer"], NOW)

    assert (held.blocked, held.held, held.holders, held.free_at) == (NothingLeft.ALL_HELD, 1, 1, taken.lease_until)
    assert (mine.blocked, mine.held, mine.holding) == (None, 0, item)
    assert (later.blocked, later.held) == (None, 0)


def test_role_in_a_queue_is_the_lower_one(lists: Lists, seeded: Seeded) -> None:
    """A membership gives no more than the role in the tenant."""
    assert _queue(lists, seeded, "Spring", "reviewer", Role.READER).role is Role.READER
    assert _queue(lists, seeded, "Spring", "reviewer", Role.ADJUDICATOR).role is Role.REVIEWER


def test_foreign_queue_is_not_there(lists: Lists, seeded: Seeded) -> None:
    """Another tenant's queue is as unknown as any, also for an admin."""
    with pytest.raises(NotFoundError):
        lists.queue(seeded.south.queues["Spring"], seeded.north.people["admin"], Role.ADMIN, NOW)


def test_another_tenant_finds_nothing(seeded: Seeded) -> None:
    """Ids of one school lead nowhere in the lists of another."""
    other, queue = Lists(seeded.database, SOUTH), seeded.north.queues["Half done"]
    found = [
        other.claims(queue, ALL, final_only=False).rows,
        other.decisions((queue,)).rows,
        other.leases(queue, NOW),
        other.conflicts(seeded.north.queues["Double"], NOW),
        other.gaps(queue),
        other.guidelines(seeded.north.queues["Spring"]),
        other.exports(queue),
        other.audit(queue).rows,
        other.frameworks(queue),
        tuple(other.runs(queue)),
        other.reviewers(queue),
        other.items_called(queue, "final"),
    ]

    assert [one for one in found if one] == []
    assert other.figures(queue, NOW).items == 0
    with pytest.raises(NotFoundError):
        other.record(seeded.north.items["Half done", "final"])
    with pytest.raises(NotFoundError):
        other.learner(queue, "L2")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("explained the DELAY", 3),
        ("delay explained", 3),
        ("boat", 0),
        ('"', 0),
        ("* OR delay", 0),
        ("NEAR(delay calmly)", 0),
        ("' ; DROP TABLE item --", 0),
    ],
)
def test_search_takes_words_and_no_language(lists: Lists, seeded: Seeded, words: str, count: int) -> None:
    """All words have to stand in the text, in any order; signs of a query language are words like others."""
    found = _claims(lists, seeded, ClaimFilter(q=words))

    assert len({row.item for row in found}) == count


def test_search_finds_other_writing(lists: Lists, seeded: Seeded) -> None:
    """Words of any script can be looked for."""
    found = lists.claims(seeded.north.queues["Spring"], ClaimFilter(q="שלום"), final_only=False).rows

    assert {row.experience for row in found} == {"hebrew"}


def test_claims_come_in_pages_without_a_gap(lists: Lists, seeded: Seeded) -> None:
    """Pages of any size, joined, are the list."""
    whole = [row.id for row in _claims(lists, seeded, ALL, "Double")]
    cursor, seen = None, []
    for _ in range(len(whole)):
        found = lists.claims(seeded.north.queues["Double"], ALL, final_only=False, cursor=cursor, limit=5)
        seen += [row.id for row in found.rows]
        cursor = found.next
        if cursor is None:
            break

    assert seen == whole
    assert len(whole) == 12


def test_decisions_come_in_pages_without_a_gap(lists: Lists, seeded: Seeded) -> None:
    """Decisions of one instant are not lost between two pages."""
    queues = (seeded.north.queues["Double"], seeded.north.queues["Half done"])
    whole = [row.said.id for row in lists.decisions(queues, limit=500).rows]
    first = lists.decisions(queues, limit=7)
    rest = lists.decisions(queues, cursor=first.next, limit=500)

    assert [row.said.id for row in (*first.rows, *rest.rows)] == whole
    assert len(whole) == 30


def test_decision_of_a_withdrawn_word_is_not_in_force(lists: Lists, seeded: Seeded) -> None:
    """A claim's row has the last word of each reviewer, once."""
    row = next(one for one in _claims(lists, seeded, ALL, "Double") if one.experience == "settled")

    assert [said.kind for said in row.said] == ["review", "review", "adjudication"]
    assert len({said.reviewer for said in row.said}) == 3


def test_conflicts_name_the_reviewers(lists: Lists, seeded: Seeded) -> None:
    """A disputed item comes with the pseudonyms of those who reviewed it."""
    (found,) = lists.conflicts(seeded.north.queues["Double"], NOW)

    assert (found.experience, len(found.reviewers), found.held) == ("disputed", 2, False)


def test_record_says_what_is_settled(lists: Lists, seeded: Seeded) -> None:
    """An adjudicated item shows what was settled, by whom in words of roles."""
    record = lists.record(seeded.north.items["Double", "settled"])

    assert {claim.confirmed_by for claim in record.claims} == {"adjudicator"}
    assert len(record.claims) == 3


def test_record_quotes_the_text(lists: Lists, seeded: Seeded) -> None:
    """Every quote stands in the text where it is said to stand."""
    record = lists.record(seeded.north.items["Half done", "final"])

    assert all(record.text[one.start : one.end] == one.quote for claim in record.claims for one in claim.evidence)


def test_figures_are_over_what_was_worked_on(lists: Lists, seeded: Seeded) -> None:
    """Items that nobody opened take no part; disputes are counted over items with two reviews."""
    figures = lists.figures(seeded.north.queues["Double"], NOW)

    assert (figures.items, figures.left_out, figures.reviewers) == (4, 0, 3)
    assert (figures.conflicts.good, figures.conflicts.count) == (2, 3)
    assert figures.by_person == {}


def test_figures_say_what_they_leave_out(seeded: Seeded) -> None:
    """A long queue's figures are over the latest items, and the others are counted."""
    with seeded.database.reading() as connection:
        worked = load_worked(connection, NORTH, seeded.north.queues["Double"], most=1)

    assert (len(worked.files), worked.left_out) == (1, 3)


def test_reopening_ends_independence(lists: Lists, seeded: Seeded) -> None:
    """What is said after an item was led back is no independent review: agreement is over what was said before."""
    north, two = seeded.north, CALM.model_copy(update={"reviews_required": 2})
    queue = open_queue(north, "Again", two, [plain("again")], START)
    item = north.items["Again", "again"]
    for login in ("reviewer", "second"):
        review(north, item, login, START, verdicts=YES)
    before, _ = lists.agreement(queue)
    north.store.reopen(item, north.people["manager"], NOW)
    review(north, item, "reviewer", NOW + MINUTE, verdicts={0: Verdict.REJECT})
    review(north, item, "second", NOW + MINUTE, verdicts={})
    after, _ = lists.agreement(queue)

    assert (before.units, before.raw.value) == (after.units, after.raw.value) == (3, 1.0)


def test_runs_give_what_samples_need(lists: Lists, seeded: Seeded) -> None:
    """A run comes with its hash and its encoder."""
    (run,) = lists.runs(seeded.north.queues["Half done"]).values()

    assert (run.config_hash, run.provenance["encoder"]) == ("c" * 12, "a-model@12345678")


def test_nothing_is_changed(lists: Lists, seeded: Seeded) -> None:
    """Asking everything leaves every table as it was."""
    before = _contents(seeded.database)
    queue, people = seeded.north.queues["Double"], seeded.north.people
    lists.queues(people["admin"], Role.ADMIN, NOW)
    lists.queue(queue, people["reviewer"], Role.REVIEWER, NOW)
    _claims(lists, seeded, ClaimFilter(q="delay"), "Double")
    lists.figures(queue, NOW)
    lists.agreement(queue)
    lists.record(seeded.north.items["Double", "settled"])

    assert _contents(seeded.database) == before


def _contents(database: Database) -> dict[str, list[str]]:
    with database.reading() as connection:
        return {
            table.name: sorted(map(str, connection.execute(text(f'SELECT * FROM "{table.name}"')).all()))
            for table in METADATA.sorted_tables
        }


@pytest.mark.parametrize("key", [("a", 2), ("", 0), ("שלום \"'", -5), ("2026-11-23T09:00:00+00:00", "x")])
def test_cursor_comes_back(key: Key) -> None:
    """What a cursor is made of is what it is read as."""
    assert from_cursor(to_cursor(key), [type(one) for one in key]) == key


@pytest.mark.parametrize("cursor", ["", "=", "!!!", "é", to_cursor(("a",)), to_cursor((1, 2, 3, "x")), "bnVsbA"])
def test_made_up_cursor_is_refused(cursor: str) -> None:
    """What is no cursor of a list is refused with a code, whatever it is."""
    with pytest.raises(RefusedError) as refused:
        from_cursor(cursor, (str, str, int, str))

    assert refused.value.code == "bad_cursor"
