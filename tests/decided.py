"""Claims, reviews and decisions in a few letters, for tests of the rules and figures of review."""

import datetime as dt
from collections.abc import Sequence
from itertools import count
from uuid import UUID

from skillweave.domain.review import (
    ClaimAsked,
    Decision,
    ItemState,
    Origin,
    Reason,
    Recorded,
    Review,
    ReviewKind,
    Skill,
    Verdict,
    Via,
)
from skillweave.domain.span import Span

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
OPEN, SECOND, ADJUDICATION, FINAL = ItemState
_IDS = count(1)


def skill(code: str, framework: str = "f") -> Skill:
    """Name a competency by its code."""
    return Skill(framework=framework, code=code)


def claim(id_: str, code: str | None = None, origin: Origin = Origin.SUGGESTED, by: str | None = None) -> ClaimAsked:
    """Make a claim; without a code, that of its id in capitals."""
    return ClaimAsked(id=id_, skill=skill(code or id_.upper()), origin=origin, by=by)


def added(id_: str, by: str, code: str | None = None) -> ClaimAsked:
    """Make a claim that a person added."""
    return claim(id_, code, Origin.ADDED, by)


def decided(
    claim_id: str | None,
    person: str | None,
    verdict: Verdict,
    sequence: int,
    *,
    code: str | None = None,
    via: Via = Via.KEY,
    kind: ReviewKind = ReviewKind.REVIEW,
    level: str | None = None,
    reason: Reason | None = None,
    spans: Sequence[tuple[int, int]] = (),
) -> Recorded:
    """Record a decision, one minute after another by their sequence; no person is a policy."""
    decision = Decision(
        id=str(UUID(int=next(_IDS))),
        item="i",
        claim=claim_id,
        verdict=verdict,
        seen_version=0 if verdict is Verdict.ADD else 1,
        replacement=None if code is None else skill(code),
        via=via if person else Via.POLICY,
        level=level,
        reason=reason,
        spans=tuple(Span(start=start, end=end) for start, end in spans),
    )
    return Recorded(
        decision=decision,
        person=person,
        policy=None if person else "sure",
        kind=kind,
        received_at=START + dt.timedelta(minutes=sequence),
        sequence=sequence,
    )


def finished(*persons: str, kind: ReviewKind = ReviewKind.REVIEW) -> list[Review]:
    """Give a finished review of each person."""
    return [Review(person=person, kind=kind, finished=True) for person in persons]


def working(*persons: str, kind: ReviewKind = ReviewKind.REVIEW) -> list[Review]:
    """Give an unfinished review of each person."""
    return [Review(person=person, kind=kind, finished=False) for person in persons]


_VERDICTS = {
    "+": Verdict.CONFIRM,
    "-": Verdict.REJECT,
    "?": Verdict.UNSURE,
    ">": Verdict.CORRECT,
    "!": Verdict.ADD,
    "~": Verdict.WITHDRAW,
    "0": Verdict.CLEAR,
    "*": Verdict.NONE,
}


def said(words: str) -> list[Recorded]:
    """Read decisions in the order in which they came: `ana:c+` is Ana's confirmation of c.

    `-` rejects, `?` is unsure, `>S` corrects to S, `!S` adds S, `~` withdraws, `0` clears; `ana:*` says that there is
    nothing in the text, `ana:c*` that the claim is none. `policy` is no person, `judge` and `jury` adjudicate.
    """
    return [_said(word, sequence) for sequence, word in enumerate(words.split())]


def _said(word: str, sequence: int) -> Recorded:
    person, _, rest = word.partition(":")
    at = next(place for place, letter in enumerate(rest) if letter in _VERDICTS)
    return decided(
        rest[:at] or None,
        None if person == "policy" else person,
        _VERDICTS[rest[at]],
        sequence,
        code=rest[at + 1 :] or None,
        kind=ReviewKind.ADJUDICATION if person in ("judge", "jury") else ReviewKind.REVIEW,
    )
