"""Read-only questions to the review queues of one tenant: what pages, the REST API and reports show."""

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager

from sqlalchemy import ColumnElement, Connection, func, select

from skillweave.domain.queue import Role, RunMade
from skillweave.errors import NotFoundError
from skillweave.review import claim_rows, manage_rows, queue_rows, record_rows
from skillweave.review.agreement import Agreement
from skillweave.review.cursors import Page
from skillweave.review.engine import Database
from skillweave.review.figures import Figures, agreement_of, figures_of, load_worked
from skillweave.review.filters import ClaimFilter
from skillweave.review.rows import (
    AuditRow,
    ClaimRow,
    ConflictRow,
    DecisionRow,
    ExportRow,
    FinalRow,
    GapRow,
    GuidelineRow,
    LeaseRow,
    MemberRow,
    QueueRow,
    Record,
)
from skillweave.review.tables import AUDIT, CLAIM, DECISION, ITEM, PERSON, QUEUE, QUEUE_MEMBER, RUN

PAGE = 50
"""Rows of a page, unless somebody asks for another number."""


class Lists:
    """Answers questions and changes nothing; knows one tenant only.

    Who may ask what is decided before: `final_only` and `open_to` say that an answer is for somebody from whom open
    reviews are kept.
    """

    def __init__(self, database: Database, tenant: str) -> None:
        """Remember where to ask."""
        self._database = database
        self._tenant = tenant

    def _connect(self) -> AbstractContextManager[Connection]:
        return self._database.reading()

    def queues(self, person: str, role: Role, now: dt.datetime) -> tuple[QueueRow, ...]:
        """Give the queues that a person may see, by name."""
        with self._connect() as connection:
            return queue_rows.queues_of(connection, self._tenant, person, role, now)

    def queue(self, queue: str, person: str, role: Role, now: dt.datetime) -> QueueRow:
        """Give one queue as a person finds it.

        Raises:
            NotFoundError: There is none, or the person is no member.
        """
        with self._connect() as connection:
            found = queue_rows.queues_of(connection, self._tenant, person, role, now, queue)
        if not found:
            raise NotFoundError("no such queue")
        return found[0]

    def claims(
        self,
        queue: str,
        narrowed: ClaimFilter,
        *,
        final_only: bool,
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> Page[ClaimRow]:
        """Give claims with what was said of them, in the order of the log's ids; planted claims are none."""
        with self._connect() as connection:
            return claim_rows.claims_of(
                connection, self._tenant, queue, narrowed, final_only=final_only, cursor=cursor, limit=limit
            )

    def count_claims(self, queue: str, *, final_only: bool) -> int:
        """Count the claims that there are without a filter."""
        with self._connect() as connection:
            return claim_rows.count_claims(connection, self._tenant, queue, final_only=final_only)

    def decisions(
        self,
        queues: tuple[str, ...],
        *,
        since: dt.datetime | None = None,
        open_to: str | None = None,
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> Page[DecisionRow]:
        """Give decisions in the order of their arrival.

        Args:
            queues: Ids of the queues.
            since: Only what arrived at or after this time.
            open_to: A person who sees what others decided once an item is final only; None for who sees all.
            cursor: Where to go on.
            limit: Rows at most.
        """
        with self._connect() as connection:
            return claim_rows.decisions_of(
                connection, self._tenant, queues, since=since, open_to=open_to, cursor=cursor, limit=limit
            )

    def members(self, queue: str) -> tuple[MemberRow, ...]:
        """Give all persons of the tenant, members of the queue with their role in it."""
        with self._connect() as connection:
            return manage_rows.members_of(connection, self._tenant, queue)

    def leases(self, queue: str, now: dt.datetime) -> tuple[LeaseRow, ...]:
        """Give the items that are held, or were and nobody took them since."""
        with self._connect() as connection:
            return manage_rows.leases_of(connection, self._tenant, queue, now)

    def conflicts(self, queue: str, now: dt.datetime) -> tuple[ConflictRow, ...]:
        """Give the items that wait for an adjudicator."""
        with self._connect() as connection:
            return manage_rows.conflicts_of(connection, self._tenant, queue, now)

    def gaps(self, queue: str) -> tuple[GapRow, ...]:
        """Give what adjudicators found the guideline to say nothing of."""
        with self._connect() as connection:
            return manage_rows.gaps_of(connection, self._tenant, queue)

    def guidelines(self, queue: str) -> tuple[GuidelineRow, ...]:
        """Give all versions of a queue's guideline, the latest first."""
        with self._connect() as connection:
            return manage_rows.guidelines_of(connection, self._tenant, queue)

    def exports(self, queue: str) -> tuple[ExportRow, ...]:
        """Give what left the queue, the latest first."""
        with self._connect() as connection:
            return manage_rows.exports_of(connection, self._tenant, queue)

    def audit(
        self,
        queue: str | None,
        *,
        action: str | None = None,
        actor: str | None = None,
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> Page[AuditRow]:
        """Give what was changed, the latest first; None as queue for the whole tenant."""
        with self._connect() as connection:
            return manage_rows.audit_of(
                connection, self._tenant, queue, action=action, actor=actor, cursor=cursor, limit=limit
            )

    def count_audit(self, queue: str | None) -> int:
        """Count the changes that there are without a filter; None as queue for the whole tenant."""
        with self._connect() as connection:
            return manage_rows.count_audit(connection, self._tenant, queue)

    def actions(self, queue: str) -> tuple[str, ...]:
        """Give the actions that occur in a queue's audit: what its filter offers."""
        query = select(AUDIT.c.action).where(manage_rows.about(self._tenant, queue)).distinct()
        with self._connect() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def record(self, item: str) -> Record:
        """Give what is settled of one text.

        Raises:
            NotFoundError: There is no such item.
        """
        with self._connect() as connection:
            found = record_rows.record_of(connection, self._tenant, item)
        if found is None:
            raise NotFoundError("no such item")
        return found

    def finals(self, queue: str, most: int) -> tuple[FinalRow, ...]:
        """Give the items of a queue that became final last; their records can be read."""
        with self._connect() as connection:
            return record_rows.finals_of(connection, self._tenant, queue, most)

    def learner(self, queue: str, learner: str) -> tuple[Record, ...]:
        """Give what is settled of all texts of one learner in a queue.

        Raises:
            NotFoundError: No text of the queue is by this learner.
        """
        with self._connect() as connection:
            found = record_rows.learner_of(connection, self._tenant, queue, learner)
        if not found:
            raise NotFoundError("no such learner")
        return found

    def figures(self, queue: str, now: dt.datetime) -> Figures:
        """Work out a queue's figures, of the items that were worked on last."""
        with self._connect() as connection:
            worked = load_worked(connection, self._tenant, queue)
        return figures_of(worked, now)

    def agreement(self, queue: str) -> tuple[Agreement, Mapping[str, str]]:
        """Measure how far reviewers agree; with the pseudonyms of those whom it names by their ids."""
        with self._connect() as connection:
            worked = load_worked(connection, self._tenant, queue)
        return agreement_of(worked), worked.pseudonyms

    def runs(self, queue: str) -> dict[str, RunMade]:
        """Give the translations that the queue's items come from, by id."""
        query = (
            select(RUN)
            .where(RUN.c.tenant_id == self._tenant)
            .where(RUN.c.id.in_(select(ITEM.c.run_id).where(self._of(queue)).distinct()))
            .order_by(RUN.c.at, RUN.c.id)
        )
        with self._connect() as connection:
            return {
                one.id: RunMade(id=one.id, config_hash=one.config_hash, provenance=one.provenance)
                for one in connection.execute(query)
            }

    def items_called(self, queue: str, experience: str) -> tuple[str, ...]:
        """Give the items of a queue that a text of the log became, by the log's id: one for each run."""
        query = select(ITEM.c.id).where(self._of(queue), ITEM.c.experience_id == experience).order_by(ITEM.c.id)
        with self._connect() as connection:
            return tuple(connection.execute(query).scalars())

    def frameworks(self, queue: str) -> tuple[str, ...]:
        """Give the frameworks that the queue's claims are of: what a filter offers."""
        query = (
            select(CLAIM.c.framework_id)
            .join(ITEM, (ITEM.c.tenant_id == CLAIM.c.tenant_id) & (ITEM.c.id == CLAIM.c.item_id))
            .where(self._of(queue))
            .distinct()
        )
        with self._connect() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def languages(self, queue: str) -> Mapping[str, int]:
        """Count the queue's texts by language; under the empty one those whose language nobody told."""
        query = select(ITEM.c.language, func.count()).where(self._of(queue)).group_by(ITEM.c.language)
        with self._connect() as connection:
            return {one.language: one[1] for one in connection.execute(query.order_by(ITEM.c.language))}

    def reviewers(self, queue: str) -> tuple[str, ...]:
        """Give the pseudonyms of the queue's members."""
        member = (QUEUE_MEMBER.c.tenant_id == PERSON.c.tenant_id) & (QUEUE_MEMBER.c.person_id == PERSON.c.id)
        query = select(PERSON.c.pseudonym).join(QUEUE_MEMBER, member)
        query = query.where(PERSON.c.tenant_id == self._tenant, QUEUE_MEMBER.c.queue_id == queue)
        with self._connect() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def counts(self) -> dict[tuple[str, str], int]:
        """Count the items of each queue, by id, and state: for a collector of metrics."""
        query = (
            select(QUEUE.c.id, ITEM.c.state, func.count())
            .join(ITEM, (ITEM.c.tenant_id == QUEUE.c.tenant_id) & (ITEM.c.queue_id == QUEUE.c.id))
            .where(QUEUE.c.tenant_id == self._tenant)
            .group_by(QUEUE.c.id, ITEM.c.state)
        )
        with self._connect() as connection:
            return {(queue, state): count for queue, state, count in connection.execute(query)}

    def decision_counts(self) -> dict[str, int]:
        """Count the decisions of each queue, by id: for a collector of metrics."""
        query = (
            select(ITEM.c.queue_id, func.count())
            .join(DECISION, (DECISION.c.tenant_id == ITEM.c.tenant_id) & (DECISION.c.item_id == ITEM.c.id))
            .where(ITEM.c.tenant_id == self._tenant)
            .group_by(ITEM.c.queue_id)
        )
        with self._connect() as connection:
            return {str(queue): int(count) for queue, count in connection.execute(query)}

    def _of(self, queue: str) -> ColumnElement[bool]:
        return (ITEM.c.tenant_id == self._tenant) & (ITEM.c.queue_id == queue)
