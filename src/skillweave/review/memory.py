"""The review queues of one tenant in memory: the promises of the real store, for tests and trials."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock

from skillweave.domain.competency import Framework
from skillweave.domain.queue import (
    Added,
    Answer,
    ClaimOpinions,
    Finished,
    ItemShown,
    Member,
    NewItem,
    Next,
    NothingLeft,
    QueueRules,
    Role,
    RunMade,
    SettledItem,
)
from skillweave.domain.review import Decision, ItemState, Recorded, ReviewKind, SkipReason, Verdict
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from skillweave.review import verbs
from skillweave.review.checks import check_new_items
from skillweave.review.kept import FINISHED, SKIPPED, ItemFile
from skillweave.review.looked import looked_at
from skillweave.review.prepare import Intake, faults_of, prepared, sort_out
from skillweave.review.showing import claim_opinions, item_shown, settled_item

_WANTED = {
    ReviewKind.REVIEW: (ItemState.OPEN, ItemState.SECOND),
    ReviewKind.ADJUDICATION: (ItemState.ADJUDICATION,),
}


@dataclass(slots=True)
class _Kept:
    """All that a tenant has."""

    queues: dict[str, QueueRules] = field(default_factory=dict)
    people: dict[str, Role] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    items: dict[str, ItemFile] = field(default_factory=dict)
    answers: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    tokens: int = 0


class MemoryStore:
    """Keeps the promises of `ports.ClaimStore` for as long as the program runs; policies do not act here."""

    def __init__(self, tenant: str, frameworks: Mapping[str, Framework]) -> None:
        self._tenant = tenant
        self._frameworks = frameworks
        self._kept = _Kept()
        self._lock = RLock()

    @property
    def tenant(self) -> str:
        """The tenant that the store was opened for."""
        return self._tenant

    def set_queue(self, queue: str, rules: QueueRules) -> None:
        """Make a queue, or change its rules."""
        with self._lock:
            self._kept.queues[queue] = rules
            for name, file in self._kept.items.items():
                if file.item.queue == queue:
                    self._kept.items[name] = replace(file, rules=rules)

    def set_person(self, person: str, role: Role) -> None:
        """Make a person known; their id is their pseudonym."""
        with self._lock:
            self._kept.people[person] = role

    def set_member(self, queue: str, member: Member) -> None:
        """Say which items a person is offered in a queue."""
        with self._lock:
            self._kept.members[(queue, member.person)] = member

    def add(
        self, queue: str, items: Sequence[NewItem], run: RunMade, now: dt.datetime, *, again: bool = False
    ) -> Added:
        """Put translated texts into a queue."""
        with self._lock:
            rules = self._rules(queue)
            check_new_items([fault for item in items for fault in faults_of(item)])
            if self._kept.runs.get(run.id, run.config_hash) != run.config_hash:
                raise ConflictError("id_reused", f"the run {run.id} was made with other settings before")
            self._kept.runs[run.id] = run.config_hash
            there = [file for file in self._kept.items.values() if file.item.queue == queue]
            same = {file.item.experience for file in there if file.item.run == run.id}
            others = {file.item.experience for file in there if file.item.run != run.id}
            fresh, known, earlier = sort_out(items, same, others, again=again)
            elsewhere = [claim for file in there for claim in file.claims]
            files = prepared(fresh, Intake(queue, rules, None, run.id, now, len(there)), elsewhere)
            self._kept.items |= {file.item.id: file for file in files}
            return Added(items=len(files), known=known, earlier=earlier, claims=sum(len(item.claims) for item in fresh))

    def next_item(self, queue: str, person: str, now: dt.datetime, *, kind: ReviewKind = ReviewKind.REVIEW) -> Next:
        """Take the next item for a person, or say why there is none."""
        with self._lock:
            self._rules(queue)
            self._check_role(queue, person, kind)
            every = sorted(
                (file for file in self._kept.items.values() if file.item.queue == queue),
                key=lambda file: (file.item.priority, file.item.id),
            )
            if not every:
                return Next(item=None, code=NothingLeft.EMPTY)
            waiting = [file for file in every if file.item.state in _WANTED[kind] and file.item.erased_at is None]
            mine = [file for file in waiting if not _had(file, person, kind)]
            own = [file for file in mine if file.item.held_by(now) == person]
            offered = [file for file in mine if self._is_offered(file, queue, person)]
            free = [file for file in offered if file.item.held_by(now) is None]
            for file in [*own, *free]:
                return self._begin(file, person, now, kind)
            return _why_not(waiting, mine, offered)

    def take(self, item: str, person: str, now: dt.datetime, lease: str | None = None) -> Next:
        """Take one item that a link names."""
        with self._lock:
            file = self._file(item)
            kind = verbs.may_take(file, person, now)
            self._check_role(file.item.queue, person, kind)
            return self._begin(file, person, now, kind, lease)

    def _begin(self, file: ItemFile, person: str, now: dt.datetime, kind: ReviewKind, lease: str | None = None) -> Next:
        self._kept.tokens += 1
        token = lease or f"token-{self._kept.tokens}"
        after = verbs.taken(file, person, person, now, kind=kind, token=token)
        self._kept.items[file.item.id] = after
        return Next(item=file.item.id, lease_token=after.item.lease_token, lease_until=after.item.lease_until)

    def show(self, item: str, person: str, now: dt.datetime) -> ItemShown:  # noqa: ARG002
        """Show an item as this person may see it."""
        with self._lock:
            return item_shown(self._file(item), person, self._frameworks)

    def decide(self, decision: Decision, person: str, now: dt.datetime) -> Answer:
        """Keep a decision and renew the lease."""
        with self._lock:
            told = self._kept.answers.get(decision.id)
            if told is not None:
                if told[0] != verbs.request_hash(decision, person):
                    raise ConflictError("id_reused", "another decision has this id")
                return told[1]
            before = self._file(decision.item)
            if decision.verdict is Verdict.ADD:
                self._check_new(decision.claim)
            after, answer = verbs.decided(before, decision, person, now, self._frameworks)
            self._kept.items[decision.item] = after
            self._kept.answers[decision.id] = verbs.request_hash(decision, person), answer
            return answer

    def _check_new(self, claim: str | None) -> None:
        if any(file.claim(claim) is not None for file in self._kept.items.values()):
            raise ConflictError("id_reused", "there is a claim with this id already")

    def finish(self, item: str, person: str, now: dt.datetime) -> Finished:
        """Close a person's review and settle the item."""
        with self._lock:
            self._kept.items[item], told = verbs.finished(self._file(item), person, now)
            return told

    def skip(self, item: str, person: str, reason: SkipReason, now: dt.datetime) -> None:
        """Hand an item back, for others."""
        with self._lock:
            self._kept.items[item] = verbs.skipped(self._file(item), person, reason, now)

    def reveal(self, item: str, person: str, now: dt.datetime) -> ItemShown:
        """Show the suggestions of a blind item."""
        with self._lock:
            self._kept.items[item] = verbs.revealed(self._file(item), person, now)
            return item_shown(self._kept.items[item], person, self._frameworks)

    def renew(self, item: str, person: str, now: dt.datetime) -> dt.datetime | None:
        """Renew a person's lease; None where it has gone to another or the item is done."""
        with self._lock:
            after = verbs.renewed(self._file(item), person, now)
            if after is None:
                return None
            self._kept.items[item] = after
            return after.item.lease_until

    def release(self, item: str, person: str, now: dt.datetime, lease: str | None = None) -> None:  # noqa: ARG002
        """End a person's lease; nothing where they hold none, or one of another name."""
        with self._lock:
            self._kept.items[item] = verbs.released(self._file(item), person, lease)

    def reopen(self, item: str, person: str, now: dt.datetime) -> None:  # noqa: ARG002
        """Lead an item back to `open`."""
        with self._lock:
            file = self._file(item)
            if file.item.state is not ItemState.OPEN:
                self._kept.items[item] = verbs.reopened(file)

    def history(self, item: str) -> tuple[Recorded, ...]:
        """Give all decisions on an item, in the order in which they were kept."""
        with self._lock:
            return self._file(item).decisions

    def reviews_of(self, item: str) -> tuple[ClaimOpinions, ...]:
        """Put the reviewers' decisions beside each other."""
        with self._lock:
            return claim_opinions(self._file(item))

    def settled(self, queue: str, since: dt.datetime | None = None) -> Sequence[SettledItem]:
        """Give the final items of a queue, in the order in which they became final."""
        with self._lock:
            self._rules(queue)
            of_queue = [file for file in self._kept.items.values() if file.item.queue == queue]
            looked = looked_at(one for file in of_queue for one in file.decisions)
            final = [
                settled_item(file, self._frameworks, looked) for file in of_queue if file.item.final_at is not None
            ]
            return sorted(
                (one for one in final if since is None or one.finished_at > since),
                key=lambda one: (one.finished_at, one.item),
            )

    def _rules(self, queue: str) -> QueueRules:
        if queue not in self._kept.queues:
            raise NotFoundError("there is no such queue")
        return self._kept.queues[queue]

    def _file(self, item: str) -> ItemFile:
        if item not in self._kept.items:
            raise NotFoundError("there is no such item")
        return self._kept.items[item]

    def _check_role(self, queue: str, person: str, kind: ReviewKind) -> None:
        if person not in self._kept.people:
            raise NotFoundError("there is no such person")
        member = self._kept.members.get((queue, person))
        settles = verbs.may_settle(self._kept.people[person], member.role if member is not None else None)
        if kind is ReviewKind.ADJUDICATION and not settles:
            raise RefusedError("not_allowed", "only an adjudicator settles disagreements")

    def _is_offered(self, file: ItemFile, queue: str, person: str) -> bool:
        member = self._kept.members.get((queue, person))
        if member is None:
            return True
        in_language = not member.languages or file.item.language in (*member.languages, "")
        return in_language and (not member.frameworks or bool(set(member.frameworks) & set(file.item.frameworks)))


def _had(file: ItemFile, person: str, kind: ReviewKind) -> bool:
    review = file.review(person)
    return review is not None and (review.state in (FINISHED, SKIPPED) or review.kind is not kind)


def _why_not(waiting: Sequence[ItemFile], mine: Sequence[ItemFile], offered: Sequence[ItemFile]) -> Next:
    if offered:
        free_at = min(file.item.lease_until for file in offered if file.item.lease_until is not None)
        return Next(item=None, code=NothingLeft.ALL_HELD, free_at=free_at, waiting=len(offered))
    if mine:
        return Next(item=None, code=NothingLeft.FILTERED, waiting=len(mine))
    if waiting:
        return Next(item=None, code=NothingLeft.SEEN_REST, waiting=len(waiting))
    return Next(item=None, code=NothingLeft.ALL_DONE)
