"""The rules of review as one pure function: from claims, reviews and decisions to where an item stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.review import (
    ClaimAsked,
    ClaimState,
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

_STATES = {
    Verdict.CONFIRM: ClaimState.CONFIRMED,
    Verdict.REJECT: ClaimState.REJECTED,
    Verdict.NONE: ClaimState.REJECTED,
    Verdict.CORRECT: ClaimState.CORRECTED,
    Verdict.UNSURE: ClaimState.UNSURE,
    Verdict.ADD: ClaimState.CONFIRMED,
    Verdict.WITHDRAW: ClaimState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one person holds of one claim: its state, and what is there if anything is."""

    state: ClaimState
    skill: Skill | None
    recorded: Recorded | None

    def agrees(self, other: "_Opinion") -> bool:
        """Reasons, levels and spans may differ; the outcome and the competency may not."""
        return self.state is other.state and self.skill == other.skill


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

    1. A finished adjudication decides, whatever came before.
    2. Else enough finished reviews that agree decide. They agree where outcome and competency are the same; a skill
       that one added and another finished reviewer did not see is a disagreement.
    3. An `unsure` in the first review asks for a second one. Disagreement, or a claim that fewer than `required`
       reviewers could decide, goes to adjudication.
    4. A policy counts only where no person decided. Planted claims take no part.

    Args:
        claims: All claims of the item.
        reviews: All persons who opened it to work on it; several of one person count as finished if one is.
        decisions: All decisions on the item; those of unfinished reviews do not count yet.
        required: Reviews wanted, 1 or more; 0 where policies may settle the item without a person.
    """
    real = [claim for claim in claims if claim.origin is not Origin.CATCH]
    now = current(decisions)
    reviewers = _finished(reviews, ReviewKind.REVIEW)
    adjudicators = _finished(reviews, ReviewKind.ADJUDICATION)
    opinions = {claim.id: _opinions(claim, real, reviewers, now) for claim in real}
    if adjudicators:
        told = tuple(_adjudicated(claim, opinions[claim.id], adjudicators[-1], now) for claim in real)
        return Settlement(state=ItemState.FINAL, claims=told)
    unsure = any(one.state is ClaimState.UNSURE for found in opinions.values() for one in found)
    needed = max(required, 2) if unsure else required
    settled = tuple(_agreed(claim, opinions[claim.id], now) for claim in real)
    if len(reviewers) < needed:
        return Settlement(state=ItemState.SECOND if reviewers else ItemState.OPEN, claims=settled)
    if not reviewers and not all((claim.id, None) in now for claim in real):
        return Settlement(state=ItemState.OPEN, claims=settled)
    asked = [claim for claim in real if reviewers and _asked(claim, opinions[claim.id], reviewers, now)]
    differences = tuple(claim.id for claim in asked if _open(opinions[claim.id], max(required, 1)))
    state = ItemState.ADJUDICATION if differences else ItemState.FINAL
    return Settlement(state=state, claims=settled, differences=differences)


def _finished(reviews: Sequence[Review], kind: ReviewKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(review.person for review in reviews if review.finished and review.kind is kind))


def _opinions(
    claim: ClaimAsked, claims: Sequence[ClaimAsked], reviewers: Sequence[str], now: Current
) -> tuple[_Opinion, ...]:
    """Give the opinion of each reviewer who has finished and holds one."""
    if claim.origin is Origin.ADDED and claim.by not in reviewers:
        return ()  # its author has not finished, or adjudicates: nobody else was asked yet
    found = (_opinion(claim, claims, person, now) for person in reviewers)
    return tuple(one for one in found if one is not None)


def _asked(claim: ClaimAsked, opinions: Sequence[_Opinion], reviewers: Sequence[str], now: Current) -> bool:
    """Tell whether persons have to agree on a claim: not where a policy decided and nobody else did."""
    if claim.origin is Origin.ADDED:
        return claim.by in reviewers
    return bool(opinions) or (claim.id, None) not in now


def _opinion(claim: ClaimAsked, claims: Sequence[ClaimAsked], person: str, now: Current) -> _Opinion | None:
    own = now.get((claim.id, person))
    if own is not None:
        return _as_opinion(claim, own)
    if claim.origin is Origin.ADDED:
        # A finished reviewer who did not add it has seen the text and not this skill, unless they found it elsewhere.
        other = next((one for one in _present(claims, person, now) if one.skill == claim.skill), None)
        return other or _Opinion(ClaimState.REJECTED, None, None)
    nothing = now.get((None, person))
    return None if nothing is None else _Opinion(ClaimState.REJECTED, None, nothing)


def _as_opinion(claim: ClaimAsked, recorded: Recorded) -> _Opinion:
    state = _STATES[recorded.decision.verdict]
    if state is ClaimState.CONFIRMED:
        return _Opinion(state, claim.skill, recorded)
    if state is ClaimState.CORRECTED:
        return _Opinion(state, recorded.decision.replacement, recorded)
    if state is ClaimState.WITHDRAWN:
        return _Opinion(ClaimState.REJECTED, None, recorded)
    return _Opinion(state, None, recorded)


def _present(claims: Sequence[ClaimAsked], person: str, now: Current) -> Iterable[_Opinion]:
    """Give what a person says is in the text, as if each were a confirmation."""
    for claim in claims:
        own = now.get((claim.id, person))
        if own is None:
            continue
        opinion = _as_opinion(claim, own)
        if opinion.skill is not None:
            yield _Opinion(ClaimState.CONFIRMED, opinion.skill, own)


def _open(opinions: Sequence[_Opinion], required: int) -> bool:
    """Tell whether reviewers disagree, or too few of them could decide."""
    decided = [one for one in opinions if one.state is not ClaimState.UNSURE]
    return len(decided) < required or any(not one.agrees(decided[0]) for one in decided[1:])


def _adjudicated(claim: ClaimAsked, opinions: Sequence[_Opinion], person: str, now: Current) -> ReviewedClaim:
    own, nothing = now.get((claim.id, person)), now.get((None, person))
    if own is not None:
        return _reviewed(claim, _as_opinion(claim, own), (own,))
    if nothing is not None:
        return _reviewed(claim, _Opinion(ClaimState.REJECTED, None, nothing), (nothing,))
    return _agreed(claim, opinions, now)


def _agreed(claim: ClaimAsked, opinions: Sequence[_Opinion], now: Current) -> ReviewedClaim:
    """Say what the reviewers together make of a claim; a disagreement leaves it unsure."""
    policy = now.get((claim.id, None))
    if not opinions and policy is not None:
        return _reviewed(claim, _as_opinion(claim, policy), (policy,))
    decided = [one for one in opinions if one.state is not ClaimState.UNSURE]
    if decided and all(one.agrees(decided[0]) for one in decided):
        return _reviewed(claim, decided[0], tuple(one.recorded for one in decided if one.recorded is not None))
    if opinions:
        return ReviewedClaim(id=claim.id, state=ClaimState.UNSURE, skill=claim.skill)
    waiting = ClaimState.ADDED if claim.origin is Origin.ADDED else ClaimState.SUGGESTED
    return ReviewedClaim(id=claim.id, state=waiting, skill=claim.skill)


def _reviewed(claim: ClaimAsked, opinion: _Opinion, made: Sequence[Recorded]) -> ReviewedClaim:
    first = made[0].decision if made else None
    taken_back = first is not None and first.verdict is Verdict.WITHDRAW
    return ReviewedClaim(
        id=claim.id,
        state=ClaimState.WITHDRAWN if taken_back else opinion.state,
        skill=opinion.skill or claim.skill,
        level=first.level if first else None,
        reason=first.reason if first else None,
        spans=first.spans if first else (),
        by=tuple(one.person for one in made if one.person is not None),
        policy=made[0].policy if made else None,
    )
