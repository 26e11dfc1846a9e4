"""Undo without a script: what takes back a person's last decision, from the history of an item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skillweave.domain.review import Decision, Recorded, Verdict, Via


@dataclass(frozen=True, slots=True)
class _Made:
    """One decision of a person, and what they had said of the same claim before."""

    recorded: Recorded
    before: Decision | None


def undone(
    history: Iterable[Recorded], person: str, new_id: str, versions: dict[str, int], *, claim: str | None = None
) -> Decision | None:
    """Make the decision that takes back a person's last one; taking back twice goes two steps back.

    Args:
        history: All decisions on an item.
        person: Whose.
        new_id: Id of the new decision.
        versions: Present version of each claim.
        claim: The claim to go back on; None for the last decision on any, or on the whole item.

    Returns:
        None where there is nothing left to take back.
    """
    own = sorted((one for one in history if one.person == person), key=lambda one: one.sequence)
    left = _left([one for one in own if claim is None or one.decision.claim == claim])
    if not left:
        return None
    made = left[-1]
    last = next(one for one in reversed(own) if one.decision.claim == made.recorded.decision.claim).decision
    return _back(made, last, new_id, versions)


def _left(own: Sequence[Recorded]) -> list[_Made]:
    """Give the decisions that are not taken back yet: each undo takes one off."""
    left: list[_Made] = []
    said: dict[str | None, list[Decision]] = {}
    for one in own:
        name = one.decision.claim
        spoken = said.setdefault(name, [])
        if one.decision.via is Via.UNDO:
            place = next((at for at in reversed(range(len(left))) if left[at].recorded.decision.claim == name), None)
            if place is not None:
                left.pop(place)
                spoken.pop()
            continue
        left.append(_Made(one, spoken[-1] if spoken else None))
        spoken.append(one.decision)
    return left


def _back(made: _Made, last: Decision, new_id: str, versions: dict[str, int]) -> Decision:
    said, before = made.recorded.decision, made.before
    fresh = {
        "id": new_id,
        "item": said.item,
        "claim": said.claim,
        "seen_version": versions.get(said.claim or "", 0),
        "via": Via.UNDO,
        "supersedes": last.id,
    }
    if before is None:
        return Decision.model_validate(
            fresh | {"verdict": Verdict.WITHDRAW if said.verdict is Verdict.ADD else Verdict.CLEAR}
        )
    if before.verdict is Verdict.ADD:
        return Decision.model_validate(fresh | {"verdict": Verdict.CONFIRM})
    kept = before.model_dump(include={"verdict", "reason", "replacement", "level", "spans", "note", "gap"})
    return Decision.model_validate(fresh | kept)
