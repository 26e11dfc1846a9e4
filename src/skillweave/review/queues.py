"""The queues of one tenant as a manager sets them up: rules, members, guidelines, leases, policy, erasure."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from skillweave.domain.queue import Member, QueueRules, Role
from skillweave.domain.review import ItemState
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from skillweave.review.audit import Facts, write_audit
from skillweave.review.engine import Database
from skillweave.review.erasing import compact, due, erase
from skillweave.review.loading import load_item, load_items, load_queue
from skillweave.review.policy import PolicyCase, applied, case_for
from skillweave.review.saving import save
from skillweave.review.tables import EXPORT, GUIDELINE, ITEM, PERSON, QUEUE, QUEUE_MEMBER
from skillweave.review.verbs import settled

STATES = ("open", "closed")


class Queues:
    """Sets up and changes the queues of one tenant; every change leaves a row in the audit."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    def create(self, name: str, rules: QueueRules, actor: str, now: dt.datetime) -> str:
        """Make a queue and give its id.

        Raises:
            ConflictError: The tenant has a queue of this name.
            RefusedError: The name is empty, or the rules hold a policy: there is nothing yet that speaks for it.
        """
        name = _name(name)
        if rules.policy is not None:
            raise RefusedError("not_allowed", "a new queue has no blind texts yet that speak for a policy")
        queue = str(uuid.uuid4())
        row = {
            "tenant_id": self._tenant,
            "id": queue,
            "name": name,
            "rules": rules.model_dump(mode="json"),
            "guideline": None,
            "state": "open",
            "created": now,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(QUEUE), row)
                after = {"name": name, "rules": row["rules"]}
                self._note(connection, actor, now, "queue.create", queue, None, after)
        except IntegrityError as taken:
            raise ConflictError("id_reused", f"there is a queue called {name} already") from taken
        return queue

    def names(self) -> Mapping[str, str]:
        """Give the names of all queues by their id, in the order of their names."""
        with self._database.reading() as connection:
            ordered = select(QUEUE.c.id, QUEUE.c.name).where(QUEUE.c.tenant_id == self._tenant).order_by(QUEUE.c.name)
            return {row.id: row.name for row in connection.execute(ordered)}

    def find(self, name: str) -> str | None:
        """Give the id of the queue of a name."""
        return next((queue for queue, called in self.names().items() if called == name.strip()), None)

    def rules(self, queue: str) -> QueueRules:
        """Give the rules of a queue."""
        with self._database.reading() as connection:
            return load_queue(connection, self._tenant, queue)[0]

    def change_rules(
        self, queue: str, rules: QueueRules, actor: str, now: dt.datetime, *, request: str | None = None
    ) -> None:
        """Change how a queue is worked; what was drawn for items that are in it stays.

        Raises:
            RefusedError: A policy is switched on that blind items do not speak for.
        """
        with self._database.writing() as connection:
            self._row(connection, queue, lock=True)
            before = load_queue(connection, self._tenant, queue)[0]
            policy = rules.policy
            if policy is not None and policy != before.policy:
                case = case_for(connection, self._tenant, queue, policy.framework, policy.target)
                if not case.holds:
                    raise RefusedError("not_allowed", _why_not(case), {"found": case.found, "asked": case.asked})
            self._update(connection, queue, rules=rules.model_dump(mode="json"))
            old, new = _changes(before, rules)
            if new:
                self._note(connection, actor, now, "queue.change", queue, old, new, request)
            if rules.reviews_required != before.reviews_required:
                self._settle_again(connection, queue, now)

    def _settle_again(self, connection: Connection, queue: str, now: dt.datetime) -> None:
        """Apply a new number of reviews to what is under review; final items stay final."""
        waiting = (ItemState.SECOND.value, ItemState.ADJUDICATION.value)
        of_queue = (ITEM.c.tenant_id == self._tenant, ITEM.c.queue_id == queue, ITEM.c.state.in_(waiting))
        for name in connection.execute(select(ITEM.c.id).where(*of_queue)).scalars().all():
            file = load_item(connection, self._tenant, name, lock=True)
            save(connection, self._tenant, file, settled(file, now))

    def rename(self, queue: str, name: str, actor: str, now: dt.datetime) -> None:
        """Give a queue another name."""
        name = _name(name)
        try:
            with self._database.writing() as connection:
                before = self._row(connection, queue, lock=True).name
                self._update(connection, queue, name=name)
                self._note(connection, actor, now, "queue.rename", queue, {"name": before}, {"name": name})
        except IntegrityError as taken:
            raise ConflictError("id_reused", f"there is a queue called {name} already") from taken

    def set_state(self, queue: str, state: str, actor: str, now: dt.datetime) -> None:
        """Open or close a queue: a closed one offers no items."""
        if state not in STATES:
            raise RefusedError("not_allowed", f"a queue is {' or '.join(STATES)}")
        with self._database.writing() as connection:
            before = self._row(connection, queue, lock=True).state
            self._update(connection, queue, state=state)
            self._note(connection, actor, now, "queue.state", queue, {"state": before}, {"state": state})

    def members(self, queue: str) -> tuple[Member, ...]:
        """Give the members of a queue."""
        with self._database.reading() as connection:
            load_queue(connection, self._tenant, queue)
            rows = connection.execute(
                select(QUEUE_MEMBER).where(*self._member(queue)).order_by(QUEUE_MEMBER.c.person_id)
            )
            return tuple(
                Member(
                    person=row.person_id,
                    role=Role(row.role),
                    languages=tuple(row.languages),
                    frameworks=tuple(row.frameworks),
                )
                for row in rows
            )

    def set_member(self, queue: str, member: Member, actor: str, now: dt.datetime) -> None:
        """Add a person to a queue, or change what they do there."""
        own = self._member(queue, member.person)
        after = member.model_dump(mode="json", exclude={"person"})
        with self._database.writing() as connection:
            load_queue(connection, self._tenant, queue)
            self._known(connection, member.person)
            before = connection.execute(select(QUEUE_MEMBER).where(*own)).first()
            if before is None:
                key = {"tenant_id": self._tenant, "queue_id": queue, "person_id": member.person}
                connection.execute(insert(QUEUE_MEMBER), key | after)
            else:
                connection.execute(update(QUEUE_MEMBER).where(*own).values(after))
            old = {name: getattr(before, name) for name in after} if before is not None else None
            self._note(connection, actor, now, "member.set", queue, old, {"person": member.person, **after})

    def remove_member(self, queue: str, person: str, actor: str, now: dt.datetime) -> None:
        """Take a person out of a queue; what they decided stays."""
        with self._database.writing() as connection:
            load_queue(connection, self._tenant, queue)
            self._known(connection, person)
            gone = connection.execute(delete(QUEUE_MEMBER).where(*self._member(queue, person)))
            if gone.rowcount:
                self._note(connection, actor, now, "member.remove", queue, {"person": person}, None)

    def _known(self, connection: Connection, person: str) -> None:
        known = select(PERSON.c.id).where(PERSON.c.tenant_id == self._tenant, PERSON.c.id == person)
        if connection.execute(known).first() is None:
            raise NotFoundError("there is no such person")

    def add_guideline(self, queue: str, markdown: str, actor: str, now: dt.datetime) -> int:
        """Put a new version of the guideline into force; the former ones stay readable."""
        with self._database.writing() as connection:
            self._row(connection, queue, lock=True)
            of_queue = (GUIDELINE.c.tenant_id == self._tenant, GUIDELINE.c.queue_id == queue)
            last = connection.execute(select(func.max(GUIDELINE.c.version)).where(*of_queue)).scalar() or 0
            row = {
                "tenant_id": self._tenant,
                "queue_id": queue,
                "version": last + 1,
                "markdown": markdown.replace("\x00", ""),
                "author": actor,
                "at": now,
            }
            connection.execute(insert(GUIDELINE), row)
            self._update(connection, queue, guideline=last + 1)
            self._note(connection, actor, now, "guideline.add", queue, {"version": last or None}, {"version": last + 1})
            return last + 1

    def guideline(self, queue: str, version: int | None = None) -> tuple[int, str] | None:
        """Give a version of the guideline and its text; the one in force where none is named."""
        with self._database.reading() as connection:
            wanted = version if version is not None else load_queue(connection, self._tenant, queue)[1]
            found = connection.execute(
                select(GUIDELINE.c.version, GUIDELINE.c.markdown).where(
                    GUIDELINE.c.tenant_id == self._tenant,
                    GUIDELINE.c.queue_id == queue,
                    GUIDELINE.c.version == wanted,
                )
            ).first()
            return (found.version, found.markdown) if found is not None else None

    def return_item(self, item: str, actor: str, now: dt.datetime) -> bool:
        """Give an item that somebody holds back to the queue; False where nobody does."""
        with self._database.writing() as connection:
            file = load_item(connection, self._tenant, item, lock=True)
            if file.item.lease_by is None:
                return False
            connection.execute(
                update(ITEM)
                .where(ITEM.c.tenant_id == self._tenant, ITEM.c.id == item)
                .values(lease_by=None, lease_until=None, lease_token=None)
            )
            self._note(connection, actor, now, "lease.return", item, {"person": file.item.lease_by}, None)
            return True

    def note_export(self, queue: str, actor: str, now: dt.datetime, *, form: str, items: int, sha256: str) -> str:
        """Note what left the queue, and give the note's id."""
        export = str(uuid.uuid4())
        row = {
            "tenant_id": self._tenant,
            "id": export,
            "queue_id": queue,
            "at": now,
            "actor": actor,
            "format": form,
            "items": items,
            "sha256": sha256,
        }
        with self._database.writing() as connection:
            load_queue(connection, self._tenant, queue)
            connection.execute(insert(EXPORT), row)
            after = {"format": form, "items": items, "sha256": sha256}
            self._note(connection, actor, now, "queue.export", queue, None, after)
        return export

    def policy_case(self, queue: str, framework: str, target: float) -> PolicyCase:
        """Say whether blind items speak for a policy on a framework."""
        with self._database.reading() as connection:
            load_queue(connection, self._tenant, queue)
            return case_for(connection, self._tenant, queue, framework, target)

    def apply_policy(self, queue: str, actor: str, now: dt.datetime) -> int:
        """Let the queue's policy confirm what it may in items that nobody has worked on; count the claims."""
        with self._database.writing() as connection:
            policy = load_queue(connection, self._tenant, queue)[0].policy
            if policy is None or not case_for(connection, self._tenant, queue, policy.framework, policy.target).holds:
                return 0
            count = 0
            for file in load_items(connection, self._tenant, self._untouched(connection, queue)):
                after = applied(file, policy, now)
                count += len(after.decisions) - len(file.decisions)
                save(connection, self._tenant, file, after)
            self._note(connection, actor, now, "policy.apply", queue, None, {"policy": policy.id, "claims": count})
            return count

    def _untouched(self, connection: Connection, queue: str) -> Sequence[str]:
        """Lock the open items that nobody holds; who takes one in between sees it before or after, not amid."""
        wanted = (
            ITEM.c.tenant_id == self._tenant,
            ITEM.c.queue_id == queue,
            ITEM.c.state == ItemState.OPEN.value,
            ITEM.c.lease_by.is_(None),
            ITEM.c.erased_at.is_(None),
        )
        return connection.execute(select(ITEM.c.id).where(*wanted).with_for_update(skip_locked=True)).scalars().all()

    def erase_texts(self, queue: str, actor: str, now: dt.datetime, *, items: Sequence[str] | None = None) -> int:
        """Empty the texts, titles, quotes and notes of a queue, or of some items of it; count the items.

        Decisions, offsets and hashes stay, and so do the figures made of them.
        """
        with self._database.writing() as connection:
            load_queue(connection, self._tenant, queue)
            count = erase(connection, self._tenant, queue, now, items)
            if count:
                self._note(connection, actor, now, "texts.erase", queue, None, {"items": count})
        compact(self._database)
        return count

    def erase_due(self, actor: str, now: dt.datetime) -> int:
        """Empty the texts of the queues whose time to keep them has passed; count the items."""
        with self._database.reading() as connection:
            queues = due(connection, self._tenant, now)
        return sum(self.erase_texts(queue, actor, now) for queue in queues)

    def _row(self, connection: Connection, queue: str, *, lock: bool = False) -> Row[tuple[Any, ...]]:
        wanted = select(QUEUE).where(QUEUE.c.tenant_id == self._tenant, QUEUE.c.id == queue)
        found = connection.execute(wanted.with_for_update() if lock else wanted).first()
        if found is None:
            raise NotFoundError("there is no such queue")
        return found

    def _update(self, connection: Connection, queue: str, **values: object) -> None:
        of_queue = (QUEUE.c.tenant_id == self._tenant, QUEUE.c.id == queue)
        connection.execute(update(QUEUE).where(*of_queue).values(values))

    def _member(self, queue: str, person: str | None = None) -> tuple[ColumnElement[bool], ...]:
        of_queue = (QUEUE_MEMBER.c.tenant_id == self._tenant, QUEUE_MEMBER.c.queue_id == queue)
        return of_queue if person is None else (*of_queue, QUEUE_MEMBER.c.person_id == person)

    def _note(
        self,
        connection: Connection,
        actor: str,
        now: dt.datetime,
        action: str,
        about: str,
        before: Facts | None,
        after: Facts | None,
        request: str | None = None,
    ) -> None:
        write_audit(connection, self._tenant, actor, now, action, about, before, after, request)


def _name(name: str) -> str:
    if not name.strip():
        raise RefusedError("not_allowed", "a queue needs a name")
    return name.strip()


def _changes(before: QueueRules, after: QueueRules) -> tuple[Facts, Facts]:
    """Keep only what differs."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    names = [name for name in new if new[name] != old[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}


def _why_not(case: PolicyCase) -> str:
    if not case.asked:
        return "no blind text with suggestions of this framework has been reviewed by somebody who looks for it yet"
    return (
        f"reviewers found {case.found} of {case.asked} suggestions before they saw them: with 95% certainty "
        f"{case.lower:.0%} or more, which is not above the target of {case.target:.0%}"
    )
