"""What a decision must keep to: refuses it with a code before anything is changed."""

from collections.abc import Mapping, Sequence

from skillweave.domain.competency import Framework
from skillweave.domain.review import Decision, ItemState, Origin, ReviewKind, Skill, Verdict, Via
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from skillweave.review.kept import FINISHED, SKIPPED, ClaimKept, ItemFile, ReviewKept, is_intact
from skillweave.review.sight import in_force, in_the_way, visible

Frameworks = Mapping[str, Framework]
"""Frameworks by their id: what a correction or an addition may name."""

MOVED_ON = "this text has moved on; load it again"


def check_place(file: ItemFile, person: str, held_by: str | None) -> ReviewKept:
    """Refuse who has no work in hand on an item; give their review."""
    item, review = file.item, file.review(person)
    if item.state is ItemState.FINAL:
        raise RefusedError("final", "this text is final; a manager can reopen it", {"item": item.id})
    if item.erased_at is not None:
        raise RefusedError("not_allowed", "this text was erased", {"item": item.id})
    if review is None or review.state == SKIPPED:
        raise RefusedError("not_yours", "take this text before you decide", {"item": item.id})
    if review.kind is ReviewKind.ADJUDICATION and item.state is not ItemState.ADJUDICATION:
        raise ConflictError("moved_on", MOVED_ON)
    if review.state == FINISHED and in_the_way(file, person, held_by=held_by):
        raise ConflictError("moved_on", MOVED_ON)
    return review


def check_decision(file: ItemFile, decision: Decision, review: ReviewKept, frameworks: Frameworks) -> ClaimKept | None:
    """Refuse what the rules do not allow; give the claim that is decided, None for the whole item or an addition."""
    _check_way(file, decision, review)
    for span in decision.spans:
        if span.end > file.item.length:
            raise RefusedError(
                "bad_span",
                f"the span {span.start}-{span.end} reaches beyond a text of {file.item.length} code points",
                {"start": span.start, "end": span.end, "length": file.item.length},
            )
    if decision.replacement is not None:
        check_skill(decision.replacement, frameworks)
    if decision.verdict is Verdict.ADD:
        _check_addition(file, decision, frameworks)
        return None
    if decision.claim is None:
        if decision.verdict is not Verdict.CLEAR:
            _check_nothing(file, review)
        return None
    claim = next((one for one in visible(file, review.person) if one.id == decision.claim), None)
    if claim is None:
        raise NotFoundError("there is no such claim in this text")
    if claim.origin is Origin.CATCH and review.finished is not None:
        raise RefusedError("not_allowed", "this suggestion was planted, as you were told; it counts for nothing")
    _check_verdict(file, claim, decision, review)
    check_level(decision.level, decision.replacement or claim.skill, frameworks)
    return claim


def _check_way(file: ItemFile, decision: Decision, review: ReviewKept) -> None:
    if decision.via is Via.POLICY:
        raise RefusedError("not_allowed", "only a policy decides by policy")
    if decision.supersedes is None:
        if decision.via is Via.UNDO:
            raise RefusedError("not_allowed", "an undo names the decision that it takes back")
        return
    former = next((one for one in file.decisions if one.decision.id == decision.supersedes), None)
    if former is None or former.person != review.person or former.decision.claim != decision.claim:
        raise RefusedError("not_yours", "only an own decision on the same claim is taken back")


def check_skill(skill: Skill, frameworks: Frameworks) -> None:
    """Refuse a competency that may not be claimed or is not known."""
    framework = frameworks.get(skill.framework)
    entry = framework.by_code.get(skill.code) if framework else None
    if entry is None or entry.heading:
        raise RefusedError(
            "unknown_competency",
            f"{skill.framework} has no competency {skill.code} that can be claimed",
            {"framework": skill.framework, "code": skill.code},
        )


def check_level(level: str | None, skill: Skill, frameworks: Frameworks) -> None:
    """Refuse a level that the framework does not have."""
    levels = frameworks[skill.framework].levels if skill.framework in frameworks else ()
    if level is not None and level not in levels:
        names = ", ".join(levels) or "none"
        raise RefusedError("unknown_level", f"{level} is no level of {skill.framework}; it has {names}")


def _check_addition(file: ItemFile, decision: Decision, frameworks: Frameworks) -> None:
    if file.claim(decision.claim) is not None:
        raise ConflictError("id_reused", "there is a claim with this id already")
    if not decision.spans:
        raise RefusedError("bad_span", "an addition needs evidence: choose words, or the whole text")
    if decision.replacement is not None:
        check_level(decision.level, decision.replacement, frameworks)


def _check_nothing(file: ItemFile, review: ReviewKept) -> None:
    suggested = any(claim.origin is not Origin.ADDED for claim in file.claims)
    if suggested and review.kind is not ReviewKind.ADJUDICATION:
        raise RefusedError("not_allowed", "there are suggestions: decide each of them")


def _check_verdict(file: ItemFile, claim: ClaimKept, decision: Decision, review: ReviewKept) -> None:
    settles = review.kind is ReviewKind.ADJUDICATION
    if decision.verdict is Verdict.WITHDRAW and claim.added_by != review.person:
        raise RefusedError("not_yours", "only an own addition can be withdrawn")
    if decision.verdict is Verdict.NONE and not settles:
        raise RefusedError("not_allowed", "only who settles a text says that there is nothing; reject the claim")
    if decision.verdict is Verdict.REJECT and settles and file.rules.reason_required and decision.reason is None:
        raise RefusedError("not_allowed", "this queue wants a reason for a rejection", {"reason": None})
    if decision.verdict is Verdict.CONFIRM and not decision.spans and not is_intact(claim, file.item):
        raise RefusedError(
            "quote_mismatch", "the evidence is not in the text; choose where it stands", {"claim": claim.id}
        )


def check_version(file: ItemFile, claim: ClaimKept, decision: Decision, review: ReviewKept) -> None:
    """Refuse a decision on a version that is not the present one; say why only if this person may know."""
    if decision.seen_version == claim.version:
        return
    last = max(
        (one for one in file.decisions if one.decision.claim == claim.id), key=lambda one: one.sequence, default=None
    )
    settles = review.kind is ReviewKind.ADJUDICATION
    if last is None or not (settles or last.person in (review.person, None)):
        raise ConflictError("moved_on", MOVED_ON)
    other = file.review(last.person) if last.person is not None else None
    replacement = last.decision.replacement
    raise ConflictError(
        "stale_version",
        "this claim was decided in between",
        {
            "claim": claim.id,
            "version": claim.version,
            "verdict": last.decision.verdict.value,
            "replacement": replacement.model_dump() if replacement else None,
            "level": last.decision.level,
            "reason": last.decision.reason.value if last.decision.reason else None,
            "decision": last.decision.id,
            "by": "you" if last.person == review.person else other.pseudonym if other else last.policy,
            "at": last.received_at.isoformat(),
            "mine": last.person == review.person,
            "in_force": (claim.id, last.person) in in_force(file),
        },
    )


def check_new_items(faults: Sequence[str]) -> None:
    """Refuse items whose texts or quotes cannot be kept, all at once."""
    if faults:
        raise RefusedError("quote_mismatch", "; ".join(faults[:20]), {"items": list(faults)})
