"""Figures of a queue: what is kept of its items, handed to the pure statistics."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from skillweave.domain.claim import frameworks_of
from skillweave.domain.review import (
    STATE_AFTER,
    ClaimAsked,
    ClaimState,
    ItemState,
    Origin,
    Reason,
    Review,
    ReviewKind,
    Verdict,
)
from skillweave.domain.span import Span
from skillweave.review import measures
from skillweave.review.agreement import Agreement, agreement
from skillweave.review.answers import Reviewed
from skillweave.review.kept import FINISHED, WORKING, ItemFile
from skillweave.review.loading import load_items
from skillweave.review.looked import Looked, looked_in
from skillweave.review.measures import BlindReview, ConfirmRate, Judged, Pace, Share, Unaided, Work
from skillweave.review.sight import in_force
from skillweave.review.tables import AUDIT, ITEM, ITEM_REVIEW, RUN

MOST_ITEMS = 1_000
"""Items that figures are over: those that somebody worked on last. What is older is left out, and counted."""

REOPENED = "item.reopen"


@dataclass(frozen=True, slots=True)
class Worked:
    """Items of a queue that somebody worked on, and what is not kept with them.

    Attributes:
        files: The items.
        left_out: Items that somebody worked on earlier still.
        reopened: When an item was first led back to `open`: later decisions are not independent ones.
        looked: Which frameworks each reviewer of the queue looks for unprompted.
        translated: Run to the frameworks that it translated over; runs that do not tell are not here.
    """

    files: tuple[ItemFile, ...]
    left_out: int
    reopened: Mapping[str, dt.datetime]
    looked: Looked
    translated: Mapping[str, frozenset[str]]

    @property
    def pseudonyms(self) -> Mapping[str, str]:
        """Persons by id."""
        return {one.person: one.pseudonym for file in self.files for one in file.reviews}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of metrics shows, and the REST API gives.

    Attributes:
        items: Items that the figures are over.
        left_out: Items that were worked on earlier and are left out.
        reviewers: Persons who worked on them.
        pace: Of all.
        by_day: Pace of each day.
        by_person: Pace by pseudonym; empty where there are too few persons.
        rates: How often suggestions are confirmed, by framework and band.
        reasons: Rejections by reason.
        unaided: Precision and recall by the eyes of who had not seen the suggestions.
        unaided_by: The same by framework.
        catch: Planted claims that were confirmed.
        conflicts: Items that reviewers disagreed about.
        ended_leases: Reviews that were opened and left.
    """

    items: int
    left_out: int
    reviewers: int
    pace: Pace
    by_day: Mapping[dt.date, Pace]
    by_person: Mapping[str, Pace]
    rates: tuple[ConfirmRate, ...]
    reasons: Mapping[Reason | None, int]
    unaided: Unaided
    unaided_by: Mapping[str, Unaided]
    catch: Share
    conflicts: Share
    ended_leases: int


def load_worked(connection: Connection, tenant: str, queue: str, most: int = MOST_ITEMS) -> Worked:
    """Read the items of a queue that somebody worked on, the latest ones."""
    latest = func.max(ITEM_REVIEW.c.last_seen)
    of_queue = (
        select(ITEM_REVIEW.c.item_id)
        .join(ITEM, (ITEM.c.tenant_id == ITEM_REVIEW.c.tenant_id) & (ITEM.c.id == ITEM_REVIEW.c.item_id))
        .where(ITEM.c.tenant_id == tenant, ITEM.c.queue_id == queue)
        .group_by(ITEM_REVIEW.c.item_id)
    )
    count = connection.execute(select(func.count()).select_from(of_queue.subquery())).scalar_one()
    query = of_queue.order_by(latest.desc(), ITEM_REVIEW.c.item_id).limit(most)
    files = load_items(connection, tenant, list(connection.execute(query).scalars()))
    reopened = (
        select(AUDIT.c.object, func.min(AUDIT.c.at))
        .where(AUDIT.c.tenant_id == tenant, AUDIT.c.action == REOPENED)
        .group_by(AUDIT.c.object)
    )
    times = {str(item): at for item, at in connection.execute(reopened)}
    looked = looked_in(connection, tenant, queue)
    return Worked(files, count - len(files), times, looked, _translated(connection, tenant, files))


def _translated(connection: Connection, tenant: str, files: Iterable[ItemFile]) -> Mapping[str, frozenset[str]]:
    runs = sorted({file.item.run for file in files})
    query = select(RUN.c.id, RUN.c.provenance).where(RUN.c.tenant_id == tenant, RUN.c.id.in_(runs))
    told = {one.id: frameworks_of(one.provenance) for one in connection.execute(query)}
    return {run: frameworks for run, frameworks in told.items() if frameworks}


def agreement_of(worked: Worked) -> Agreement:
    """Measure how far first, independent reviews agree; persons are named by their ids."""
    return agreement([_reviewed(file, worked) for file in worked.files])


def figures_of(worked: Worked, now: dt.datetime) -> Figures:
    """Work out all figures of a queue but agreement."""
    files, names = worked.files, worked.pseudonyms
    judged = [one for file in files for one in _judged(file)]
    work = [one for file in files for one in _work(file)]
    blind = [
        one
        for file in files
        if file.item.blind
        for one in measures.blind_reviews(_reviewed(file, worked), worked.looked, _possible(file, worked))
    ]
    begun = [
        measures.Begun(one.person, one.last_seen) for file in files for one in file.reviews if one.state == WORKING
    ]
    paces = measures.by_person(work, measures.pace)
    return Figures(
        items=len(files),
        left_out=worked.left_out,
        reviewers=len(names),
        pace=measures.pace(work),
        by_day=measures.by_day(work),
        by_person={names.get(person, person): one for person, one in paces.items()},
        rates=measures.confirm_rates(judged),
        reasons=measures.reject_reasons(judged),
        unaided=measures.unaided(blind),
        unaided_by=_unaided_by(blind),
        catch=measures.catch_misses(verdict for file in files for verdict in _planted(file)),
        conflicts=measures.conflicts(_differed(files)),
        ended_leases=measures.ended_leases(begun, now),
    )


def _unaided_by(blind: Sequence[BlindReview]) -> Mapping[str, Unaided]:
    named = {skill.framework for one in blind for skill in one.suggested}
    frameworks = sorted(
        named | {skill.framework for one in blind for skill in one.found if one.covers(skill.framework)}
    )
    return {framework: measures.unaided(blind, framework) for framework in frameworks}


def _possible(file: ItemFile, worked: Worked) -> frozenset[str] | None:
    """Give the frameworks whose skills could be suggested for an item: none where its translation failed."""
    return frozenset() if file.item.error is not None else worked.translated.get(file.item.run)


def _reviewed(file: ItemFile, worked: Worked) -> Reviewed:
    return Reviewed(
        item=file.item.id,
        claims=[ClaimAsked(id=one.id, skill=one.skill, origin=one.origin, by=one.added_by) for one in file.claims],
        reviews=[Review(person=one.person, kind=one.kind, finished=one.state == FINISHED) for one in file.reviews],
        decisions=file.decisions,
        evidence={one.id: [Span(start=e.start, end=e.end) for e in one.evidence] for one in file.claims},
        before=worked.reopened.get(file.item.id),
    )


def _judged(file: ItemFile) -> Iterator[Judged]:
    """Give each person's word on each suggestion; adjudications, policies and planted claims are none."""
    suggested = {claim.id: claim for claim in file.claims if claim.origin is Origin.SUGGESTED}
    for (name, person), one in in_force(file).items():
        claim = suggested.get(name or "")
        if claim is None or person is None or one.kind is not ReviewKind.REVIEW:
            continue
        outcome = STATE_AFTER[one.decision.verdict]
        if one.decision.replacement == claim.skill:
            outcome = ClaimState.CONFIRMED
        yield Judged(person, claim.skill.framework, claim.confidence, outcome, one.decision.reason)


def _work(file: ItemFile) -> Iterator[Work]:
    decided: dict[str, set[str | None]] = defaultdict(set)
    for name, person in in_force(file):
        if person is not None:
            decided[person].add(name)
    for review in file.reviews:
        if decided[review.person]:
            day = (review.finished or review.last_seen).date()
            yield Work(review.person, day, len(decided[review.person]), review.active_seconds)


def _planted(file: ItemFile) -> Iterator[Verdict | None]:
    now = in_force(file)
    done = [one.person for one in file.reviews if one.state == FINISHED and one.kind is ReviewKind.REVIEW]
    for claim in file.claims:
        if claim.origin is Origin.CATCH:
            for person in done:
                own = now.get((claim.id, person))
                yield own.decision.verdict if own is not None else None


def _differed(files: Iterable[ItemFile]) -> Iterator[bool]:
    for file in files:
        reviews = [one for one in file.reviews if one.kind is ReviewKind.REVIEW and one.state == FINISHED]
        if len(reviews) > 1:
            settled = any(one.kind is ReviewKind.ADJUDICATION for one in file.reviews)
            yield settled or file.item.state is ItemState.ADJUDICATION
