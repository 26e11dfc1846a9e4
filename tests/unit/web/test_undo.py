"""Undo without a script."""

import datetime as dt
from uuid import UUID

import pytest

from skillweave.domain.review import Decision, Reason, Recorded, Verdict, Via
from skillweave.web.pages.undo import undone
from tests.unit.web.items import NOW

NEW = str(UUID(int=999))


def _id(number: int) -> str:
    return str(UUID(int=number))


def _made(sequence: int, verdict: str, claim: str | None = "a", person: str = "me", **said: object) -> Recorded:
    replacement = {"framework": "f", "code": "1"} if verdict in ("correct", "add") else None
    version = 0 if verdict == "add" else sequence
    fields = {"id": _id(sequence), "item": "i", "claim": claim, "verdict": verdict, "seen_version": version}
    decision = Decision.model_validate({**fields, "replacement": replacement, **said})
    return Recorded(
        decision=decision, person=person, received_at=NOW + dt.timedelta(seconds=sequence), sequence=sequence
    )


def _undo(sequence: int, verdict: str, claim: str | None = "a") -> Recorded:
    return _made(sequence, verdict, claim, via=Via.UNDO, supersedes=_id(1))


@pytest.mark.parametrize(
    ("history", "verdict", "claim"),
    [
        ([_made(1, "none", None)], Verdict.CLEAR, None),
        ([_made(1, "confirm"), _made(2, "none", None), _undo(3, "clear", None)], Verdict.CLEAR, "a"),
        ([_made(1, "none", None), _undo(2, "clear", None), _made(3, "none", None)], Verdict.CLEAR, None),
        ([_made(1, "confirm")], Verdict.CLEAR, "a"),
        ([_made(1, "confirm"), _made(2, "reject")], Verdict.CONFIRM, "a"),
        ([_made(1, "confirm"), _made(2, "reject", "b")], Verdict.CLEAR, "b"),
        ([_made(1, "confirm"), _made(2, "reject", "b"), _undo(3, "clear", "b")], Verdict.CLEAR, "a"),
        ([_made(1, "confirm"), _made(2, "reject"), _undo(3, "confirm")], Verdict.CLEAR, "a"),
        ([_made(1, "add")], Verdict.WITHDRAW, "a"),
        ([_made(1, "add"), _made(2, "withdraw")], Verdict.CONFIRM, "a"),
        ([_made(1, "confirm"), _made(2, "reject", "b", person="other")], Verdict.CLEAR, "a"),
    ],
)
def test_the_last_decision_is_taken_back(history: list[Recorded], verdict: Verdict, claim: str | None) -> None:
    """What was said before comes back; undoing again goes one step further; others' decisions stay."""
    decision = undone(history, "me", NEW, {"a": 7, "b": 8})

    assert decision is not None
    assert (decision.verdict, decision.claim) == (verdict, claim)
    assert decision.seen_version == {"a": 7, "b": 8, None: 0}[claim]
    assert decision.via is Via.UNDO


def test_an_undo_names_the_decision_in_force() -> None:
    """After an undo, that is the undo itself."""
    decision = undone([_made(1, "confirm"), _made(2, "reject"), _undo(3, "confirm")], "me", NEW, {"a": 4})

    assert decision is not None
    assert decision.supersedes == _id(3)


def test_what_comes_back_is_whole() -> None:
    """Reason and all."""
    history = [_made(1, "reject", reason=Reason.TOO_WEAK), _made(2, "confirm")]

    decision = undone(history, "me", NEW, {"a": 3})

    assert decision is not None
    assert decision.reason is Reason.TOO_WEAK


def test_one_claim_is_gone_back_on_alone() -> None:
    """The button on a card means this card."""
    decision = undone([_made(1, "confirm"), _made(2, "reject", "b")], "me", NEW, {}, claim="a")

    assert decision is not None
    assert decision.claim == "a"


@pytest.mark.parametrize(
    "history",
    [
        [],
        [_made(1, "confirm"), _undo(2, "clear")],
        [_made(1, "confirm", person="other")],
        [_made(1, "none", None), _undo(2, "clear", None)],
    ],
)
def test_nothing_is_left_to_take_back(history: list[Recorded]) -> None:
    """Then nothing happens."""
    assert undone(history, "me", NEW, {}) is None
