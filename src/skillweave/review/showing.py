"""Turns what is kept of an item into what one person sees, what who settles sees, and what leaves the queue."""

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import ClaimOpinions, ClaimShown, ItemShown, Opinion, SettledClaim, SettledItem
from skillweave.domain.review import (
    ClaimState,
    ItemState,
    Origin,
    Recorded,
    ReviewedClaim,
    ReviewKind,
    Skill,
    Verdict,
)
from skillweave.domain.span import Span
from skillweave.review.checks import Frameworks
from skillweave.review.kept import FINISHED, ClaimKept, ItemFile, is_intact, text_hash
from skillweave.review.looked import Looked, judged_unaided
from skillweave.review.sight import holds_back, in_force, own_state, settlement, visible

_LEAVES = (ClaimState.CONFIRMED, ClaimState.REJECTED, ClaimState.CORRECTED, ClaimState.UNSURE)


def label_of(skill: Skill, frameworks: Frameworks) -> str:
    """Name a skill as its framework does; by its code where the framework is not at hand."""
    framework = frameworks.get(skill.framework)
    entry = framework.by_code.get(skill.code) if framework is not None else None
    return entry.label if entry is not None else skill.code


def item_shown(file: ItemFile, person: str, frameworks: Frameworks) -> ItemShown:
    """Show an item as one person may see it."""
    item, review = file.item, file.review(person)
    held = item.lease_by == person
    kind = review.kind if review is not None else ReviewKind.REVIEW
    outcomes = {one.id: one for one in settlement(file).claims} if item.state is ItemState.FINAL else {}
    now = in_force(file)
    whole = text_hash(item.text) == item.text_sha256
    claims = []
    for claim in sorted(visible(file, person), key=lambda one: one.place):
        own, policy = now.get((claim.id, person)), now.get((claim.id, None))
        shown = _claim_shown(file, claim, person, own, policy, frameworks, whole=whole)
        claims.append(_as_settled(shown, outcomes.get(claim.id), frameworks))
    return ItemShown(
        id=item.id,
        queue=item.queue,
        experience=item.experience,
        title=item.title,
        text=item.text,
        language=item.language,
        state=item.state,
        kind=kind,
        blind=item.blind and kind is ReviewKind.REVIEW,
        revealed=not holds_back(file, person),
        finished=review is not None and review.state == FINISHED,
        lease_token=item.lease_token if held else None,
        lease_until=item.lease_until if held else None,
        claims=tuple(claims),
        error=item.error,
    )


def _claim_shown(
    file: ItemFile,
    claim: ClaimKept,
    person: str,
    own: Recorded | None,
    policy: Recorded | None,
    frameworks: Frameworks,
    *,
    whole: bool,
) -> ClaimShown:
    said = own.decision if own is not None else None
    by_policy = policy.policy if policy is not None and own is None else None
    numbers = _shows_numbers(file, person)
    replacement = said.replacement if said is not None and said.verdict is Verdict.CORRECT else None
    return ClaimShown(
        id=claim.id,
        skill=claim.skill,
        framework_version=claim.framework_version,
        label=claim.label,
        parents=claim.parents,
        kind=claim.kind,
        origin=Origin.ADDED if claim.origin is Origin.ADDED else Origin.SUGGESTED,
        evidence=_chosen(said.spans if said is not None else (), claim, file.item.text),
        chosen=said is not None and bool(said.spans),
        intact=whole and is_intact(claim, file.item),
        confidence=claim.confidence if numbers else None,
        rank=claim.rank if numbers else None,
        flags=claim.flags,
        link_group=claim.link_group,
        version=claim.version,
        state=ClaimState.CONFIRMED if by_policy is not None else own_state(claim, person, own),
        replacement=replacement,
        replacement_label=label_of(replacement, frameworks) if replacement is not None else None,
        level=said.level if said is not None else None,
        reason=said.reason if said is not None else None,
        note=said.note if said is not None else None,
        decision=said.id if said is not None else None,
        by_policy=by_policy,
    )


def _shows_numbers(file: ItemFile, person: str) -> bool:
    """Tell whether confidence and rank are shown: the second reviewer judges without them."""
    if not file.rules.show_confidence:
        return False
    own = file.review(person)
    if own is None or own.kind is ReviewKind.ADJUDICATION or own.finished is not None:
        return file.item.state is ItemState.FINAL or own is not None
    others = [one for one in file.reviews if one.person != person and one.kind is ReviewKind.REVIEW]
    return not any(one.state == FINISHED for one in others)


def _as_settled(shown: ClaimShown, outcome: ReviewedClaim | None, frameworks: Frameworks) -> ClaimShown:
    """Put what was settled in the place of what this person said, once that is final."""
    if outcome is None:
        return shown
    corrected = outcome.state is ClaimState.CORRECTED
    return shown.model_copy(
        update={
            "state": outcome.state,
            "replacement": outcome.skill if corrected else None,
            "replacement_label": label_of(outcome.skill, frameworks) if corrected else None,
            "level": outcome.level,
            "reason": outcome.reason,
            "by_policy": outcome.policy,
        }
    )


def _chosen(spans: tuple[Span, ...], claim: ClaimKept, text: str) -> tuple[Evidence, ...]:
    """Give the evidence that a reviewer chose, else that of the claim."""
    if not spans:
        return claim.evidence
    return tuple(Evidence(start=one.start, end=one.end, quote=text[one.start : one.end]) for one in spans)


def claim_opinions(file: ItemFile) -> tuple[ClaimOpinions, ...]:
    """Put beside each other what the reviewers who have finished hold of each claim, differences first."""
    now, differences = in_force(file), set(settlement(file).differences)
    done = [one for one in file.reviews if one.kind is ReviewKind.REVIEW and one.state == FINISHED]
    done.sort(key=lambda review: (review.started, review.person))
    told = [
        ClaimOpinions(
            claim=claim.id,
            differs=claim.id in differences,
            opinions=tuple(
                Opinion(
                    person=one.person,
                    pseudonym=one.pseudonym,
                    state=_held(claim, now.get((claim.id, one.person))),
                    recorded=now.get((claim.id, one.person)) or now.get((None, one.person)),
                )
                for one in done
            ),
        )
        for claim in sorted(file.claims, key=lambda one: one.place)
        if claim.origin is not Origin.CATCH
    ]
    return tuple(sorted(told, key=lambda one: not one.differs))


def _held(claim: ClaimKept, own: Recorded | None) -> ClaimState:
    """Say what a finished reviewer holds of a claim: what they did not add, they did not see."""
    if own is None:
        return ClaimState.REJECTED
    return own_state(claim, claim.added_by or "", own)


def settled_item(file: ItemFile, frameworks: Frameworks, looked: Looked) -> SettledItem:
    """Give a final item as it leaves the queue; without planted claims, and without what was taken back.

    Args:
        file: What is kept of it.
        frameworks: For names of what was put in a claim's place.
        looked: Which frameworks each reviewer of its queue looks for unprompted.
    """
    item = file.item
    if item.final_at is None:
        raise ValueError(f"{item.id} is not final")
    claims = {claim.id: claim for claim in file.claims}
    outcomes = [one for one in settlement(file).claims if one.state in _LEAVES]
    done = [one for one in file.reviews if one.state == FINISHED]
    done.sort(key=lambda review: (review.finished or review.started, review.person))
    return SettledItem(
        item=item.id,
        queue=item.queue,
        run=item.run,
        experience=item.experience,
        learner=item.learner,
        text=item.text,
        language=item.language,
        blind=item.blind,
        reviewers=tuple(review.person for review in done),
        guideline=max((one.guideline for one in file.decisions if one.guideline is not None), default=None),
        finished_at=item.final_at,
        claims=tuple(_settled_claim(file, claims[one.id], one, frameworks) for one in outcomes),
        judged=judged_unaided(file, looked),
    )


def _settled_claim(file: ItemFile, claim: ClaimKept, outcome: ReviewedClaim, frameworks: Frameworks) -> SettledClaim:
    behind = [
        one
        for (name, who), one in in_force(file).items()
        if name in (claim.id, None) and (who in outcome.by or (who is None and outcome.policy is not None))
    ]
    behind.sort(key=lambda one: one.sequence)
    replaced = outcome.skill != claim.skill
    framework = frameworks.get(outcome.skill.framework)
    return SettledClaim(
        outcome=outcome,
        suggested=claim.skill if claim.origin is Origin.SUGGESTED else None,
        label=label_of(outcome.skill, frameworks) if replaced else claim.label,
        framework_version=framework.version if replaced and framework is not None else claim.framework_version,
        evidence=_chosen(outcome.spans, claim, file.item.text),
        confidence=claim.confidence,
        exposures=tuple(dict.fromkeys(one.exposure for one in behind)),
        decided_at=behind[-1].received_at if behind else None,
        provenance=claim.provenance,
    )
