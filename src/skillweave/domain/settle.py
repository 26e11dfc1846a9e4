"""The rules of review as one pure function: from claims, reviews and decisions to where an item stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.review import (
    STATE_AFTER,
    ClaimAsked,
    ClaimState,
    Detail,
    ItemState,
    Origin,
    Recorded,
    Review,
    ReviewedClaim,
    ReviewKind,
    Settlement,
    Skill,
    Verdict,
)

Current = Mapping[tuple[str | None, str | None], Recorded]
"""(claim, person) to the decision in force; a policy's decisions stand under the person None."""

_DETAILS: tuple[Detail, ...] = ("level", "reason", "spans")


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one person holds of one claim: its state, and what is there if anything is."""

    state: ClaimState
    skill: Skill | None
    recorded: Recorded | None

    def agrees(self, other: "_Opinion") -> bool:
        """Tell whether both say that the same competency is there, or both that none is; the rest may differ."""
        return self.skill == other.skill


@dataclass(frozen=True, slots=True)
class _Item:
    """An item's claims without the planted ones, who has finished, and the decisions in force."""

    claims: tuple[ClaimAsked, ...]
    reviewers: tuple[str, ...]
    adjudicators: tuple[str, ...]
    now: Current


def current(decisions: Iterable[Recorded]) -> Current:
    """Keep each person's last word on each claim; `clear` leaves none.

    Args:
        decisions: In any order; the sequence number decides which is the last.
    """
    kept: dict[tuple[str | None, str | None], Recorded] = {}
    for one in sorted(decisions, key=lambda recorded: recorded.sequence):
        kept[one.decision.claim, one.person] = one
    return {key: one for key, one in kept.items() if one.decision.verdict is not Verdict.CLEAR}


def settle(
    claims: Sequence[ClaimAsked], reviews: Sequence[Review], decisions: Iterable[Recorded], required: int
) -> Settlement:
    """Say where an item stands, whatever the order in which its events arrived.

    1. A finished adjudication decides, whatever came before; of several, the last word on a claim.
    2. Else enough finished reviews that agree decide. They agree where outcome and competency are the same; a skill
       that one added and another finished reviewer did not see is a disagreement. A correction to the same competency
       only changes the level or the evidence: it is a confirmation.
    3. An `unsure` in the first review asks for a second one. Disagreement, or a claim that fewer than `required`
       reviewers could decide, goes to adjudication.
    4. A policy counts only where no person decided. Planted claims take no part.

    A claim that is `suggested` or `added` in a final item has no finished decision: it is no result and leaves nothing.
    Two claims may be settled as the same competency; who counts competencies brings them together.

    Args:
        claims: All claims of the item.
        reviews: All persons who opened it to work on it; several of one person count as finished if one is.
        decisions: All decisions on the item; those of unfinished reviews do not count yet.
        required: Reviews wanted, 1 or more; 0 where policies may settle the item without a person.
    """
    real = tuple(claim for claim in claims if claim.origin is not Origin.CATCH)
    reviewers, adjudicators = _finished(reviews, ReviewKind.REVIEW), _finished(reviews, ReviewKind.ADJUDICATION)
    item = _Item(real, reviewers, adjudicators, current(decisions))
    opinions = {claim.id: _opinions(claim, item) for claim in real}
    differences = tuple(claim.id for claim in real if _open(claim, opinions[claim.id], max(required, 1), item))
    if adjudicators:
        told = tuple(_adjudicated(claim, opinions[claim.id], differences, item) for claim in real)
        return Settlement(state=ItemState.FINAL, claims=told)
    unsure = any(one.state is ClaimState.UNSURE for found in opinions.values() for one in found)
    needed = max(required, 2) if unsure else required
    early = len(reviewers) < needed or not (reviewers or _all_by_policy(item))
    agreed = tuple(_agreed(claim, opinions[claim.id], () if early else differences, item) for claim in real)
    if early:
        return Settlement(state=ItemState.SECOND if reviewers else ItemState.OPEN, claims=agreed)
    state = ItemState.ADJUDICATION if differences else ItemState.FINAL
    return Settlement(state=state, claims=agreed, differences=differences)


def _finished(reviews: Sequence[Review], kind: ReviewKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(review.person for review in reviews if review.finished and review.kind is kind))


def _all_by_policy(item: _Item) -> bool:
    """Tell whether policies have decided everything; of a text without claims a person has to say that it has none."""
    return bool(item.claims) and all((claim.id, None) in item.now for claim in item.claims)


def _opinions(claim: ClaimAsked, item: _Item) -> tuple[_Opinion, ...]:
    """Give the opinion of each reviewer who has finished and holds one."""
    if claim.origin is Origin.ADDED and not _stands(claim, item):
        return ()  # taken back, or its author has not finished: nobody else was asked
    found = (_opinion(claim, person, item) for person in item.reviewers)
    return tuple(one for one in found if one is not None)


def _stands(claim: ClaimAsked, item: _Item) -> bool:
    """Tell whether a finished reviewer holds on to an addition."""
    own = (item.now.get((claim.id, person)) for person in item.reviewers)
    return any(_as_opinion(claim, one).state is not ClaimState.REJECTED for one in own if one is not None)


def _opinion(claim: ClaimAsked, person: str, item: _Item) -> _Opinion | None:
    own = item.now.get((claim.id, person))
    if own is not None:
        return _as_opinion(claim, own)
    if claim.origin is Origin.ADDED:
        return _elsewhere(claim, person, item) or _Opinion(ClaimState.REJECTED, None, None)
    nothing = item.now.get((None, person))
    return None if nothing is None else _Opinion(ClaimState.REJECTED, None, nothing)


def _elsewhere(added: ClaimAsked, person: str, item: _Item) -> _Opinion | None:
    """Say what a person who did not make an addition holds of its competency by other claims."""
    unsure = None
    for claim in item.claims:
        own = item.now.get((claim.id, person))
        opinion = None if own is None else _as_opinion(claim, own)
        if opinion is not None and opinion.skill == added.skill:
            return _Opinion(ClaimState.CONFIRMED, added.skill, own)
        if opinion is not None and opinion.state is ClaimState.UNSURE and claim.skill == added.skill:
            unsure = opinion
    return unsure


def _as_opinion(claim: ClaimAsked, recorded: Recorded) -> _Opinion:
    state, replacement = STATE_AFTER[recorded.decision.verdict], recorded.decision.replacement
    if state is ClaimState.CORRECTED and replacement != claim.skill:
        return _Opinion(state, replacement, recorded)
    if state in (ClaimState.CONFIRMED, ClaimState.CORRECTED):
        return _Opinion(ClaimState.CONFIRMED, claim.skill, recorded)
    nothing_there = state is ClaimState.WITHDRAWN
    return _Opinion(ClaimState.REJECTED if nothing_there else state, None, recorded)


def _open(claim: ClaimAsked, opinions: Sequence[_Opinion], required: int, item: _Item) -> bool:
    """Tell whether reviewers who were asked disagree, or too few of them could decide."""
    if not opinions and (claim.origin is Origin.ADDED or (claim.id, None) in item.now):
        return False
    decided = [one for one in opinions if one.state is not ClaimState.UNSURE]
    return len(decided) < required or any(not one.agrees(decided[0]) for one in decided[1:])


def _adjudicated(
    claim: ClaimAsked, opinions: Sequence[_Opinion], differences: Sequence[str], item: _Item
) -> ReviewedClaim:
    """Say what adjudicators make of a claim; where they say nothing of it, the reviewers' agreement stands."""
    asked = claim.origin is not Origin.ADDED or bool(opinions)
    said = [
        item.now.get((claim.id, person)) or (item.now.get((None, person)) if asked else None)
        for person in item.adjudicators
    ]
    last = max((one for one in said if one is not None), key=lambda one: one.sequence, default=None)
    if last is None:
        return _agreed(claim, opinions, differences, item)
    return _reviewed(claim, _as_opinion(claim, last), (last,))


def _agreed(claim: ClaimAsked, opinions: Sequence[_Opinion], differences: Sequence[str], item: _Item) -> ReviewedClaim:
    """Say what the reviewers together make of a claim; a difference leaves it unsure."""
    policy = item.now.get((claim.id, None))
    if not opinions and policy is not None:
        return _reviewed(claim, _as_opinion(claim, policy), (policy,))
    decided = [one for one in opinions if one.state is not ClaimState.UNSURE]
    if claim.id not in differences and decided and all(one.agrees(decided[0]) for one in decided):
        return _reviewed(claim, decided[0], [one.recorded for one in decided if one.recorded is not None])
    if opinions or claim.id in differences:
        return ReviewedClaim(id=claim.id, state=ClaimState.UNSURE, skill=claim.skill)
    return _waiting(claim, item)


def _waiting(claim: ClaimAsked, item: _Item) -> ReviewedClaim:
    """Say how a claim stands of which nobody who has finished holds anything."""
    if claim.origin is not Origin.ADDED:
        return ReviewedClaim(id=claim.id, state=ClaimState.SUGGESTED, skill=claim.skill)
    if claim.by is None or claim.by not in (*item.reviewers, *item.adjudicators):
        return ReviewedClaim(id=claim.id, state=ClaimState.ADDED, skill=claim.skill)
    return ReviewedClaim(id=claim.id, state=ClaimState.WITHDRAWN, skill=claim.skill, by=(claim.by,))


def _reviewed(claim: ClaimAsked, opinion: _Opinion, made: Sequence[Recorded]) -> ReviewedClaim:
    """Bring together who agrees; level, reason and evidence are those of the first, of this claim where they can be."""
    made = sorted(made, key=lambda one: (one.decision.claim != claim.id, one.sequence))
    said = [one.decision for one in made]
    first = said[0] if said else None
    taken_back = claim.origin is Origin.ADDED and first is not None and first.verdict is Verdict.WITHDRAW
    return ReviewedClaim(
        id=claim.id,
        state=ClaimState.WITHDRAWN if taken_back else opinion.state,
        skill=opinion.skill or claim.skill,
        level=first.level if first else None,
        reason=first.reason if first else None,
        spans=first.spans if first else (),
        by=tuple(one.person for one in made if one.person is not None),
        policy=made[0].policy if made else None,
        varied=tuple(name for name in _DETAILS if len({getattr(one, name) for one in said}) > 1),
    )
