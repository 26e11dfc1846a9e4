"""What can be done with an item, each as a pure function from what is kept to what is kept afterwards."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import replace

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import Answer, Finished, Role
from skillweave.domain.review import (
    ClaimState,
    Decision,
    Exposure,
    ItemState,
    Origin,
    Recorded,
    ReviewKind,
    SkipReason,
    Verdict,
    Via,
    request_hash_source,
)
from skillweave.errors import ConflictError, RefusedError
from skillweave.review.checks import (
    Frameworks,
    check_decision,
    check_place,
    check_version,
)
from skillweave.review.kept import FINISHED, SKIPPED, WORKING, ClaimKept, ItemFile, ReviewKept
from skillweave.review.sight import (
    holds_back,
    in_force,
    own_state,
    says_something,
    settlement,
    undecided,
    visible,
)


def request_hash(decision: Decision, person: str) -> str:
    """Hash what makes two sendings of a decision the same."""
    source = json.dumps([person, request_hash_source(decision)], sort_keys=True)
    return hashlib.sha256(source.encode()).hexdigest()


def taken(file: ItemFile, person: str, pseudonym: str, now: dt.datetime, *, kind: ReviewKind, token: str) -> ItemFile:
    """Hold an item for a person under a lease of this name, and begin their review or go on with it."""
    former = file.review(person)
    if former is None:
        review = ReviewKept(person, pseudonym, kind, WORKING, started=now, last_seen=now)
    else:
        review = replace(former, state=WORKING, skip_reason=None, last_seen=now)
    return replace(file.with_review(review), item=file.item.leased(person, now, token))


def may_take(file: ItemFile, person: str, now: dt.datetime) -> ReviewKind:
    """Say what a person would take an item for.

    Raises:
        ConflictError: Another person holds it.
        RefusedError: It is final, or they have had their part in it.
    """
    item, review = file.item, file.review(person)
    if item.state is ItemState.FINAL:
        raise RefusedError("final", "this text is final; a manager can reopen it", {"item": item.id})
    if item.erased_at is not None:
        raise RefusedError("not_allowed", "this text was erased", {"item": item.id})
    kind = ReviewKind.ADJUDICATION if item.state is ItemState.ADJUDICATION else ReviewKind.REVIEW
    if review is not None and (review.state == FINISHED or review.kind is not kind):
        raise RefusedError("not_allowed", "you have had your part in this text", {"item": item.id})
    if review is not None and review.skip_reason is SkipReason.CONFLICT_OF_INTEREST:
        raise RefusedError("not_allowed", "you left this text because you know the writer", {"item": item.id})
    if item.held_by(now) not in (None, person):
        raise ConflictError("lease_lost", "another person holds this text")
    return kind


def may_settle(role: Role, here: Role | None) -> bool:
    """Tell whether a person may adjudicate: by their role in the tenant, capped by that in the queue."""
    if role.covers(Role.MANAGER):
        return True
    return here is not None and role.capped(here).covers(Role.ADJUDICATOR)


def decided(
    file: ItemFile, decision: Decision, person: str, now: dt.datetime, frameworks: Frameworks
) -> tuple[ItemFile, Answer]:
    """Keep a decision, unless it is against the rules or somebody was quicker.

    A correction to the competency that stands there already is kept as the confirmation that it is.
    """
    review = check_place(file, person, file.item.held_by(now))
    decision = _plain(file, decision)
    claim = check_decision(file, decision, review, frameworks)
    exposure = Exposure.BLIND if holds_back(file, person) else Exposure.ASSISTED
    version = 1
    if claim is not None:
        check_version(file, claim, decision, review)
        version = claim.version + 1
        file = file.with_claims({claim.id: replace(claim, version=version)})
    elif decision.verdict is Verdict.ADD:
        claim = _addition(file, decision, person, frameworks)
        file = replace(file, claims=(*file.claims, claim))
    file = replace(file, decisions=(*file.decisions, _recorded(file, decision, review, exposure, now)))
    file = _at_work_again(file, review, now)
    own = in_force(file).get((decision.claim, person))
    answer = Answer(
        decision=decision.id,
        claim=decision.claim,
        version=version,
        state=own_state(claim, person, own) if claim is not None else None,
        lease_until=file.item.lease_until if file.item.held_by(now) == person else None,
        undecided=len(undecided(file, person)),
    )
    return file, answer


def _plain(file: ItemFile, decision: Decision) -> Decision:
    claim = file.claim(decision.claim)
    if decision.verdict is not Verdict.CORRECT or claim is None or decision.replacement != claim.skill:
        return decision
    return decision.model_copy(update={"verdict": Verdict.CONFIRM, "replacement": None})


def _at_work_again(file: ItemFile, review: ReviewKept, now: dt.datetime) -> ItemFile:
    """Renew the lease of who decides; who had finished is at work again, and has to finish again."""
    item = file.item
    if item.lease_by == review.person and item.lease_token is not None:
        item = item.leased(review.person, now, item.lease_token)
    was_finished = review.state == FINISHED
    file = replace(file, item=item).with_review(replace(review.seen(now), state=WORKING))
    return settled(file, now) if was_finished else file


def _recorded(file: ItemFile, decision: Decision, review: ReviewKept, exposure: Exposure, now: dt.datetime) -> Recorded:
    return Recorded(
        decision=decision,
        person=review.person,
        kind=review.kind,
        exposure=exposure,
        guideline=file.guideline,
        received_at=now,
        sequence=len(file.decisions) + 1,
    )


def _addition(file: ItemFile, decision: Decision, person: str, frameworks: Frameworks) -> ClaimKept:
    skill = decision.replacement
    if skill is None or decision.claim is None:
        raise RefusedError("unknown_competency", "an addition names a competency")
    framework, text = frameworks[skill.framework], file.item.text
    return ClaimKept(
        id=decision.claim,
        skill=skill,
        framework_version=framework.version,
        label=framework.by_code[skill.code].label,
        parents=tuple(framework.by_code[code].label for code in framework.ancestors(skill.code)),
        kind=framework.kind,
        origin=Origin.ADDED,
        evidence=tuple(Evidence.of(span, text) for span in decision.spans),
        provenance={},
        place=max((claim.place for claim in file.claims), default=-1) + 1,
        state=ClaimState.ADDED,
        added_by=person,
    )


def settled(file: ItemFile, now: dt.datetime) -> ItemFile:
    """Write down where an item and its claims stand by the rules."""
    outcome = settlement(file)
    states = {one.id: one.state for one in outcome.claims}
    claims = {claim.id: replace(claim, state=states[claim.id]) for claim in file.claims if claim.id in states}
    item = replace(file.item, state=outcome.state)
    if outcome.state is ItemState.FINAL:
        item = replace(item.free(), final_at=item.final_at or now)
    return replace(file.with_claims(claims), item=item)


def finished(file: ItemFile, person: str, now: dt.datetime) -> tuple[ItemFile, Finished]:
    """Close a person's review and settle the item."""
    review = file.review(person)
    if review is not None and review.state == FINISHED:
        return file, _told(file)
    review = check_place(file, person, file.item.held_by(now))
    waiting = undecided(file, person)
    if waiting or (holds_back(file, person) and _suggestions(file)):
        about = {"claim": waiting[0] if waiting else None, "count": len(waiting), "reveal": holds_back(file, person)}
        raise RefusedError("undecided_claims", "not every claim is decided yet", about)
    if review.kind is ReviewKind.REVIEW and not visible(file, person) and not says_something(file, person):
        about = {"claim": None, "count": 0, "reveal": False}
        raise RefusedError("undecided_claims", "add a skill, or say that there is none", about)
    item = file.item.free() if file.item.lease_by == person else file.item
    done = replace(review.seen(now), state=FINISHED, finished=now)
    file = settled(replace(file.with_review(done), item=item), now)
    return file, _told(file)


def _suggestions(file: ItemFile) -> bool:
    return any(claim.origin is not Origin.ADDED for claim in file.claims)


def _told(file: ItemFile) -> Finished:
    """Tell how an item stands; what others said stays out until it is final."""
    final = file.item.state is ItemState.FINAL
    return Finished(
        item=file.item.id,
        state=file.item.state,
        claims=settlement(file).claims if final else (),
        caught=tuple(claim.label for claim in file.claims if claim.origin is Origin.CATCH),
    )


def skipped(file: ItemFile, person: str, reason: SkipReason, now: dt.datetime) -> ItemFile:
    """Hand an item back: for others, not for this person."""
    review = file.review(person)
    if review is not None and review.state == SKIPPED:
        return file
    if review is None or review.state == FINISHED:
        raise RefusedError("not_yours", "only a text in hand can be skipped", {"item": file.item.id})
    item = file.item.free() if file.item.lease_by == person else file.item
    return replace(file.with_review(replace(review.seen(now), state=SKIPPED, skip_reason=reason)), item=item)


def renewed(file: ItemFile, person: str, now: dt.datetime) -> ItemFile | None:
    """Hold an item longer; None where it is not held by this person any more."""
    item, review = file.item, file.review(person)
    if item.lease_by != person or item.lease_token is None or item.state is ItemState.FINAL or review is None:
        return None
    return replace(file.with_review(review.seen(now)), item=item.leased(person, now, item.lease_token))


def released(file: ItemFile, person: str, lease: str | None = None) -> ItemFile:
    """End a person's lease, or only the one of this name; another's stays."""
    item = file.item
    ends = item.lease_by == person and lease in (None, item.lease_token)
    return replace(file, item=item.free()) if ends else file


def reopened(file: ItemFile) -> ItemFile:
    """Lead an item back to the start: everybody has to finish again, no decision is lost.

    Raises:
        RefusedError: Its text was erased: nobody could finish it again.
    """
    if file.item.erased_at is not None:
        raise RefusedError("final", "this text was erased; it stays as it is", {"item": file.item.id})
    reviews = tuple(replace(review, state=WORKING) if review.state == FINISHED else review for review in file.reviews)
    waiting = {
        claim.id: replace(claim, state=ClaimState.ADDED if claim.origin is Origin.ADDED else ClaimState.SUGGESTED)
        for claim in file.claims
    }
    item = replace(file.item.free(), state=ItemState.OPEN, final_at=None)
    return replace(file.with_claims(waiting), item=item, reviews=reviews)


def revealed(file: ItemFile, person: str, now: dt.datetime) -> ItemFile:
    """Show the suggestions of a blind item; what was added before and is suggested is confirmed as found blind.

    The addition is withdrawn in the same breath: the suggestion stands for it, with its words as evidence.
    """
    if not holds_back(file, person):
        return file
    review = check_place(file, person, file.item.held_by(now))
    file = file.with_review(replace(review.seen(now), revealed_at=now))
    for claim in [one for one in file.claims if one.origin is Origin.SUGGESTED]:
        file = _found_blind(file, claim, review, now)
    return file


def _found_blind(file: ItemFile, claim: ClaimKept, review: ReviewKept, now: dt.datetime) -> ItemFile:
    said = in_force(file)
    same = [
        (one, said[(one.id, review.person)])
        for one in file.claims
        if one.added_by == review.person and one.skill == claim.skill and (one.id, review.person) in said
    ]
    kept = [(one, made) for one, made in same if made.decision.verdict in (Verdict.ADD, Verdict.CONFIRM)]
    for place, (addition, made) in enumerate(kept):
        if place == 0:
            file = _say(file, claim, Verdict.CONFIRM, made, review, now)
        file = _say(file, addition, Verdict.WITHDRAW, made, review, now)
    return file


def _say(
    file: ItemFile, claim: ClaimKept, verdict: Verdict, made: Recorded, review: ReviewKept, now: dt.datetime
) -> ItemFile:
    """Add a decision that follows from another one of the same person."""
    confirms = verdict is Verdict.CONFIRM
    decision = Decision(
        id=str(uuid.uuid5(uuid.UUID(made.decision.id), f"reveal:{verdict.value}")),
        item=file.item.id,
        claim=claim.id,
        verdict=verdict,
        seen_version=claim.version,
        level=made.decision.level if confirms else None,
        spans=made.decision.spans if confirms else (),
        via=made.decision.via if made.decision.via is not Via.UNDO else Via.BUTTON,
    )
    recorded = _recorded(file, decision, review, Exposure.BLIND, now)
    file = file.with_claims({claim.id: replace(claim, version=claim.version + 1)})
    return replace(file, decisions=(*file.decisions, recorded))
