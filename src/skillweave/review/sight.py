"""What a person may see of an item, and what is left for them to decide: pure rules."""

from collections.abc import Mapping

from skillweave.domain.queue import QueueRules
from skillweave.domain.review import (
    STATE_AFTER,
    ClaimAsked,
    ClaimState,
    ItemState,
    Origin,
    Recorded,
    Review,
    ReviewKind,
    Settlement,
    Verdict,
)
from skillweave.domain.settle import current, settle
from skillweave.review.kept import FINISHED, WORKING, ClaimKept, ItemFile, ReviewKept


def is_adjudicator(review: ReviewKept | None) -> bool:
    """Tell whether a person settles the item, and so sees what the reviewers said."""
    return review is not None and review.kind is ReviewKind.ADJUDICATION


def holds_back(file: ItemFile, person: str) -> bool:
    """Tell whether a person has to read the text first: suggestions of a blind item are shown when asked for."""
    review = file.review(person)
    if not file.item.blind or file.item.state is ItemState.FINAL or is_adjudicator(review):
        return False
    return review is None or review.revealed_at is None


def visible(file: ItemFile, person: str) -> tuple[ClaimKept, ...]:
    """Give the claims that a person may know of: additions of others only to who settles, or once all is final."""
    review, held = file.review(person), holds_back(file, person)
    all_added = file.item.state is ItemState.FINAL or is_adjudicator(review)
    return tuple(
        claim
        for claim in file.claims
        if (claim.added_by == person or all_added if claim.origin is Origin.ADDED else not held)
    )


def in_force(file: ItemFile) -> Mapping[tuple[str | None, str | None], Recorded]:
    """Give the last word on each claim by person; a policy stands under None."""
    return current(file.decisions)


def own_state(claim: ClaimKept, person: str, own: Recorded | None) -> ClaimState:
    """Say how a person's last word leaves a claim."""
    added, mine = claim.origin is Origin.ADDED, claim.added_by == person
    if own is None:
        if not added:
            return ClaimState.SUGGESTED
        return ClaimState.WITHDRAWN if mine else ClaimState.ADDED
    state = STATE_AFTER[own.decision.verdict]
    return ClaimState.ADDED if added and mine and state is ClaimState.CONFIRMED else state


def settlement(file: ItemFile) -> Settlement:
    """Apply the rules of review to all that is known of an item."""
    claims = [
        ClaimAsked(id=claim.id, skill=claim.skill, origin=claim.origin, by=claim.added_by) for claim in file.claims
    ]
    ordered = sorted(file.reviews, key=lambda review: (review.state != FINISHED, review.finished or review.started))
    reviews = [
        Review(person=review.person, kind=review.kind, finished=review.state == FINISHED)
        for review in ordered
        if review.state in (FINISHED, WORKING)
    ]
    return settle(claims, reviews, file.decisions, reviews_needed(file))


def reviews_needed(file: ItemFile) -> int:
    """Count the reviews that an item needs; none where a policy said all there is to say."""
    real = [claim for claim in file.claims if claim.origin is not Origin.CATCH]
    now = in_force(file)
    if real and not file.reviews and not file.item.double and all((claim.id, None) in now for claim in real):
        return 0
    return needed_by_people(file.rules, double=file.item.double)


def needed_by_people(rules: QueueRules, *, double: bool) -> int:
    """Count the reviews that an item needs where persons decide."""
    return max(rules.reviews_required, 2) if double else rules.reviews_required


def undecided(file: ItemFile, person: str) -> tuple[str, ...]:
    """Name the claims that a person has still to decide, in the order of the page.

    Who reviews decides all suggestions but those that a policy decided; who settles decides the differences.
    """
    now = in_force(file)
    if is_adjudicator(file.review(person)):
        differences = set(_differences(file))
        waiting = [claim for claim in file.claims if claim.id in differences]
        return () if (None, person) in now else tuple(one.id for one in waiting if (one.id, person) not in now)
    suggested = [claim for claim in visible(file, person) if claim.origin is not Origin.ADDED]
    return tuple(one.id for one in suggested if (one.id, person) not in now and (one.id, None) not in now)


def _differences(file: ItemFile) -> tuple[str, ...]:
    return settlement(file).differences


def says_something(file: ItemFile, person: str) -> bool:
    """Tell whether a person said anything of an item, be it that there is nothing in it."""
    now = in_force(file)
    return any(who == person and one.decision.verdict is not Verdict.WITHDRAW for (_, who), one in now.items())


def in_the_way(file: ItemFile, person: str, *, held_by: str | None) -> bool:
    """Tell whether somebody else is at work on the item: what they said must not become known."""
    worked = {one.person for one in file.decisions}
    return any(
        review.state == WORKING and review.person != person and (review.person == held_by or review.person in worked)
        for review in file.reviews
    )
