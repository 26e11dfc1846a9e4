"""A school with its queue for the store's tests: people, small frameworks, texts with suggested claims, decisions."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import insert

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.domain.queue import (
    ClaimShown,
    ItemShown,
    Member,
    NewClaim,
    NewItem,
    QueueRules,
    Role,
    RunMade,
)
from skillweave.domain.review import Decision, ReviewKind, Skill, Verdict
from skillweave.domain.span import Span
from skillweave.ports import ClaimStore
from skillweave.review.engine import Database, open_database
from skillweave.review.memory import MemoryStore
from skillweave.review.queues import Queues
from skillweave.review.store import SqlStore
from skillweave.review.tables import PERSON, TENANT
from tests.tiny_frameworks import tiny_framework

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
RUN = RunMade(id="run-1", config_hash="1" * 12)
CALM = QueueRules(irr_rate=0, blind_rate=0, catch_rate=0)
"""Each item is reviewed once, nothing is drawn."""

TEXT = "I asked the guest what was wrong. 🚀 Then I tried again until it worked. We had lunch."
LISTENING, PERSISTENCE, LEADING, WELDING = "Listening", "Persistence", "Leading", "Welding"

PEOPLE: Mapping[str, Role] = {
    "ana": Role.REVIEWER,
    "ben": Role.REVIEWER,
    "cem": Role.REVIEWER,
    "ada": Role.ADJUDICATOR,
    "max": Role.MANAGER,
}


def minutes(count: float) -> dt.datetime:
    """Give a time after noon."""
    return NOON + dt.timedelta(minutes=count)


def frameworks() -> Mapping[str, Framework]:
    """Two frameworks: one with levels and a heading, one of another kind."""
    soft = tiny_framework(
        "soft",
        [
            Competency(code="H", label="Heading", heading=True),
            Competency(code="LIS", label=LISTENING, parent="H"),
            Competency(code="PER", label=PERSISTENCE, parent="H"),
            Competency(code="LEA", label=LEADING),
        ],
    ).model_copy(update={"levels": ("novice", "expert")})
    hard = tiny_framework("hard", [Competency(code="WEL", label=WELDING)], kind=Kind.TECHNICAL)
    return {one.id: one for one in (soft, hard)}


SKILLS = {
    LISTENING: Skill(framework="soft", code="LIS"),
    PERSISTENCE: Skill(framework="soft", code="PER"),
    LEADING: Skill(framework="soft", code="LEA"),
    WELDING: Skill(framework="hard", code="WEL"),
}

_QUOTES = {
    LISTENING: "I asked the guest what was wrong.",
    PERSISTENCE: "I tried again until it worked",
    LEADING: "asked the guest",
    WELDING: "I tried again until it worked",
}


def suggested(label: str, experience: str, *, text: str = TEXT, confidence: float | None = 0.9) -> NewClaim:
    """Suggest a skill where the text shows it."""
    start = text.index(_QUOTES[label])
    skill = SKILLS[label]
    return NewClaim(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"{experience}{label}").hex[:20],
        skill=skill,
        framework_version="1",
        label=label,
        kind=frameworks()[skill.framework].kind,
        evidence=(Evidence(start=start, end=start + len(_QUOTES[label]), quote=_QUOTES[label]),),
        confidence=confidence,
        rank=1,
        provenance={"encoder": "a-model"},
    )


def entry(experience: str, *labels: str, confidence: float | None = 0.9, **fields: object) -> NewItem:
    """Make a text with suggestions."""
    claims = tuple(suggested(label, experience, confidence=confidence) for label in labels)
    return NewItem.model_validate({"experience": experience, "text": TEXT, "claims": claims} | fields)


def entries(count: int) -> list[NewItem]:
    """Make texts with two suggestions each."""
    return [entry(f"e{number:03}", LISTENING, PERSISTENCE) for number in range(count)]


def span(words: str, text: str = TEXT) -> Span:
    """Find where words stand in a text."""
    start = text.index(words)
    return Span(start=start, end=start + len(words))


def said(item: str, claim: ClaimShown, verdict: Verdict, **fields: object) -> Decision:
    """Decide a claim as it is shown."""
    parts = {"id": str(uuid.uuid4()), "item": item, "claim": claim.id, "verdict": verdict}
    return Decision.model_validate(parts | {"seen_version": claim.version} | fields)


def addition(item: str, label: str, words: str = "We had lunch", **fields: object) -> Decision:
    """Add a skill that was not suggested."""
    parts = {"id": str(uuid.uuid4()), "item": item, "claim": str(uuid.uuid4()), "verdict": Verdict.ADD}
    given = {"seen_version": 0, "replacement": SKILLS[label], "spans": (span(words),)}
    return Decision.model_validate(parts | given | fields)


def nothing(item: str) -> Decision:
    """Say that there is nothing in an item."""
    return Decision(id=str(uuid.uuid4()), item=item, verdict=Verdict.NONE, seen_version=0)


def by_label(shown: ItemShown, label: str) -> ClaimShown:
    """Find a claim by the name of its skill."""
    return next(claim for claim in shown.claims if claim.label == label)


class Desk(Protocol):
    """A school with a store, and another school beside it."""

    store: ClaimStore
    elsewhere: ClaimStore
    queue: str

    def rule(self, rules: QueueRules) -> None:
        """Change the queue's rules."""
        ...

    def member(self, member: Member) -> None:
        """Change what a person is offered."""
        ...

    def opened_again(self) -> ClaimStore:
        """Open the same store once more."""
        ...


class MemoryDesk:
    """The store that lasts as long as the program."""

    def __init__(self, queue: str = "spring") -> None:
        self.queue = queue
        self._own = _in_memory(queue)
        self.store: ClaimStore = self._own
        self.elsewhere: ClaimStore = _in_memory("another queue")

    def rule(self, rules: QueueRules) -> None:
        """Change the queue's rules."""
        self._own.set_queue(self.queue, rules)

    def member(self, member: Member) -> None:
        """Change what a person is offered."""
        self._own.set_member(self.queue, member)

    def opened_again(self) -> ClaimStore:
        """Give the same store: it is nowhere else."""
        return self.store


def _in_memory(queue: str) -> MemoryStore:
    store = MemoryStore(uuid.uuid4().hex, frameworks())
    store.set_queue(queue, CALM)
    for person, role in PEOPLE.items():
        store.set_person(person, role)
        store.set_member(queue, Member(person=person, role=role))
    return store


class SqlDesk:
    """The store in a database; each desk has tenants of its own, so that many can stand in one database."""

    def __init__(self, database: Database) -> None:
        own = uuid.uuid4().hex[:8]
        self._again: list[Database] = []
        self.database = database
        self.tenant = f"north-{own}"
        self.queues = Queues(database, self.tenant)
        self.queue = fill(database, self.tenant)
        fill(database, f"south-{own}")
        self.store: ClaimStore = SqlStore(database, self.tenant, frameworks())
        self.elsewhere: ClaimStore = SqlStore(database, f"south-{own}", frameworks())

    def rule(self, rules: QueueRules) -> None:
        """Change the queue's rules."""
        self.queues.change_rules(self.queue, rules, "max", NOON)

    def member(self, member: Member) -> None:
        """Change what a person is offered."""
        self.queues.set_member(self.queue, member, "max", NOON)

    def opened_again(self) -> ClaimStore:
        """Open the same store once more, over connections of its own."""
        again = open_database(url_of(self.database))
        self._again.append(again)
        return SqlStore(again, self.tenant, frameworks())

    def close(self) -> None:
        """Close what was opened here."""
        for database in self._again:
            database.close()


def url_of(database: Database) -> str:
    """Give the URL that opens a database once more."""
    return database.engine.url.render_as_string(hide_password=False)


def fill(database: Database, tenant: str, people: Mapping[str, Role] = PEOPLE, rules: QueueRules = CALM) -> str:
    """Make a tenant with people and a queue, and give the queue's id."""
    with database.writing() as connection:
        connection.execute(
            insert(TENANT), {"id": tenant, "slug": tenant, "name": tenant, "settings": {}, "created": NOON}
        )
        connection.execute(insert(PERSON), [_person(tenant, person, role) for person, role in people.items()])
    queues = Queues(database, tenant)
    queue = queues.create("Spring", rules, "max", NOON)
    for person, role in people.items():
        queues.set_member(queue, Member(person=person, role=role), "max", NOON)
    return queue


def _person(tenant: str, person: str, role: Role) -> dict[str, Any]:
    fields = {"login": person, "display_name": person.title(), "pseudonym": f"{person}-nym", "role": role.value}
    states = {"keymap": {}, "keys_on": True, "active": True, "must_change": False, "created": NOON}
    return {"tenant_id": tenant, "id": person} | fields | states


def filled(desk: Desk, *items: NewItem) -> None:
    """Put texts into the desk's queue."""
    desk.store.add(desk.queue, items, RUN, NOON)


def work(desk: Desk, person: str, verdicts: Mapping[str, Verdict], at: float = 0) -> str:
    """Take the next item, decide its suggestions by their labels, finish, and give the item's id."""
    taken = desk.store.next_item(desk.queue, person, minutes(at)).item
    assert taken is not None
    for label, verdict in verdicts.items():
        claim = by_label(desk.store.show(taken, person, minutes(at)), label)
        desk.store.decide(said(taken, claim, verdict), person, minutes(at))
    desk.store.finish(taken, person, minutes(at + 1))
    return taken


def disputed(desk: Desk, *items: NewItem) -> str:
    """Let two reviewers disagree about the one item of a queue, and give its id."""
    desk.rule(CALM.model_copy(update={"reviews_required": 2}))
    filled(desk, *(items or (entry("e1", LISTENING, PERSISTENCE),)))
    work(desk, "ana", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.CONFIRM})
    return work(desk, "ben", {LISTENING: Verdict.CONFIRM, PERSISTENCE: Verdict.REJECT}, at=5)


def settle_as(desk: Desk, item: str, decisions: Sequence[tuple[str, Verdict]], at: float = 20) -> None:
    """Let the adjudicator take an item and settle it."""
    taken = desk.store.next_item(desk.queue, "ada", minutes(at), kind=ReviewKind.ADJUDICATION).item
    assert taken == item
    for label, verdict in decisions:
        claim = by_label(desk.store.show(item, "ada", minutes(at)), label)
        desk.store.decide(said(item, claim, verdict), "ada", minutes(at))
    desk.store.finish(item, "ada", minutes(at + 1))


def taken(desk: Desk, person: str = "ana", at: float = 0) -> str:
    """Take the next item, which must be there."""
    item = desk.store.next_item(desk.queue, person, minutes(at)).item
    assert item is not None
    return item
