"""What each reviewer says of each skill of an item, present or absent, where they said it of their own."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skillweave.domain.review import ClaimAsked, Origin, Recorded, Review, ReviewKind, Skill, Verdict, Via
from skillweave.domain.settle import Current, current
from skillweave.domain.span import Span

FEWEST_PERSONS = 5
"""Figures over fewer persons are not broken down by person."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An item with what its reviewers did.

    Attributes:
        item: Its id.
        claims: All its claims.
        reviews: All who opened it.
        decisions: All decisions on it.
        evidence: Claim to its suggested evidence, or to what its author quoted.
        before: When the item was first settled; later decisions were made in view of the others' and do not count.
    """

    item: str
    claims: Sequence[ClaimAsked]
    reviews: Sequence[Review]
    decisions: Sequence[Recorded]
    evidence: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reviewer says of one skill of an item.

    Attributes:
        present: Whether the text shows it.
        spans: Where; empty if nowhere in particular.
        chosen: Whether the reviewer chose the words, rather than left those suggested.
    """

    present: bool
    spans: tuple[Span, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers about an item.

    Attributes:
        item: Its id.
        persons: Reviewers who have finished it.
        units: Each skill that was suggested, or that a reviewer found, to the answer of each who gave one. A skill
            that nobody answered has none; leaving it out would leave out the doubtful ones.
    """

    item: str
    persons: tuple[str, ...]
    units: Mapping[Skill, Mapping[str, Answer]]


def answers_of(item: Reviewed) -> Answers:
    """Read the answers off an item's decisions.

    Present is a confirmation, the replacement of a correction, and an addition. Absent is a rejection, the suggestion
    that a correction replaced, and what others added and a reviewer who finished did not. No answer is `unsure`, a
    claim decided together with a linked one, and one that was left to a policy. Planted claims, adjudications and
    unfinished reviews take no part.
    """
    persons = tuple(dict.fromkeys(one.person for one in item.reviews if one.finished and one.kind is ReviewKind.REVIEW))
    kept = [one for one in item.decisions if item.before is None or one.received_at < item.before]
    now = current(kept)
    real = [claim for claim in item.claims if claim.origin is not Origin.CATCH]
    told = {person: _told(item, real, person, now) for person in persons}
    suggested = [claim.skill for claim in real if claim.origin is Origin.SUGGESTED]
    found = [skill for said in told.values() for skill, answer in said.items() if answer and answer.present]
    units = {skill: _of_all(skill, told) for skill in dict.fromkeys([*suggested, *found])}
    return Answers(item.item, persons, units)


def _of_all(skill: Skill, told: Mapping[str, Mapping[Skill, Answer | None]]) -> Mapping[str, Answer]:
    """Give every reviewer's answer; who finished without a word of a skill says that it is absent."""
    answers = {person: said.get(skill, Answer(present=False)) for person, said in told.items()}
    return {person: answer for person, answer in answers.items() if answer is not None}


def _told(item: Reviewed, claims: Sequence[ClaimAsked], person: str, now: Current) -> Mapping[Skill, Answer | None]:
    """Bring together what a person says of each skill: present outweighs no answer, which outweighs absent."""
    answers: dict[Skill, Answer | None] = {}
    for claim in claims:
        own = now.get((claim.id, person))
        for skill, answer in _says(item, claim, own, nothing=(None, person) in now):
            answers[skill] = _stronger(answers[skill], answer) if skill in answers else answer
    return answers


def _says(
    item: Reviewed, claim: ClaimAsked, own: Recorded | None, *, nothing: bool
) -> Iterator[tuple[Skill, Answer | None]]:
    """Say what one decision, or its absence, means for the skills that it names."""
    if own is None:
        if claim.origin is Origin.SUGGESTED:
            yield claim.skill, Answer(present=False) if nothing else None
        return
    decision = own.decision
    named = decision.replacement or claim.skill
    independent = decision.via is not Via.LINKED
    if decision.verdict in (Verdict.CONFIRM, Verdict.ADD, Verdict.CORRECT):
        spans = decision.spans or tuple(item.evidence.get(claim.id, ()))
        yield named, Answer(True, spans, bool(decision.spans)) if independent else None
    if decision.verdict is Verdict.UNSURE:
        yield claim.skill, None
    elif decision.verdict in (Verdict.REJECT, Verdict.NONE) or named != claim.skill:
        yield claim.skill, Answer(present=False) if independent else None


def _stronger(one: Answer | None, other: Answer | None) -> Answer | None:
    if one is not None and other is not None and one.present and other.present:
        return Answer(True, tuple(dict.fromkeys((*one.spans, *other.spans))), one.chosen or other.chosen)
    present = [answer for answer in (one, other) if answer is not None and answer.present]
    if present:
        return present[0]
    return None if one is None or other is None else one
