"""Decisions: what may be said, what is refused, and what makes two sendings the same."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from pydantic import ValidationError

from skillweave.domain.review import (
    MAX_NOTE,
    MAX_SPANS,
    Decision,
    ReviewedClaim,
    Settlement,
    Verdict,
    request_hash_source,
)
from skillweave.domain.settle import settle
from tests.strategies import ItemHistory, item_histories

SKILL = {"framework": "f", "code": "S"}
PLAIN: dict[str, Any] = {  # as it comes from outside
    "id": str(UUID(int=7)),
    "item": "i1",
    "claim": "c1",
    "verdict": "confirm",
    "seen_version": 3,
}


def decision(**other: object) -> Decision:
    """Make a decision that differs from a plain confirmation."""
    return Decision.model_validate(PLAIN | other)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"verdict": "reject"},
        {"verdict": "reject", "reason": "too_weak"},
        {"verdict": "correct", "replacement": SKILL, "level": "2"},
        {"verdict": "add", "replacement": SKILL, "seen_version": 0},
        {"verdict": "unsure", "note": "reads like a plan"},
        {"verdict": "withdraw"},
        {"verdict": "clear"},
        {"verdict": "none"},
        {"verdict": "none", "claim": None},
        {"verdict": "clear", "claim": None},
        {"spans": [{"start": 0, "end": 4}] * MAX_SPANS},
        {"note": "x" * MAX_NOTE},
        {"seen_version": 0},
    ],
)
def test_what_may_be_said(other: dict[str, object]) -> None:
    """Each kind of decision, and that it is the same after it was stored and read."""
    made = decision(**other)
    assert Decision.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"verdict": "correct"}, "correct needs replacement"),
        ({"verdict": "add", "seen_version": 0}, "add needs replacement"),
        ({"replacement": SKILL}, "confirm takes no replacement"),
        ({"verdict": "reject", "replacement": SKILL}, "reject takes no replacement"),
        ({"claim": None}, "confirm needs a claim"),
        ({"verdict": "withdraw", "claim": None}, "withdraw needs a claim"),
        ({"reason": "too_weak"}, "only a rejection has a reason"),
        ({"verdict": "unsure", "reason": "too_weak"}, "only a rejection has a reason"),
        ({"verdict": "reject", "reason": "i do not like it"}, "reason"),
        ({"verdict": "add", "replacement": SKILL}, "an addition has seen version 0"),
        ({"verdict": "toggle"}, "verdict"),
        ({"seen_version": -1}, "seen_version"),
        ({"note": "a\0b"}, "NUL"),
        ({"id": "7"}, "id"),
        ({"id": str(UUID(int=11)).upper().replace("B", "G")}, "id"),
        ({"item": "../etc"}, "item"),
        ({"item": ""}, "item"),
        ({"claim": "c\n1"}, "claim"),
        ({"claim": "x" * 81}, "claim"),
        ({"spans": [{"start": 4, "end": 4}]}, "runs forward"),
        ({"spans": [{"start": 0, "end": 4}] * (MAX_SPANS + 1)}, "spans"),
        ({"note": "x" * (MAX_NOTE + 1)}, "note"),
        ({"client_at": "2026-03-02T09:00:00"}, "client_at"),
        ({"person": "ana"}, "person"),
        ({"verdict": "correct", "replacement": {"framework": "f", "code": ""}}, "code"),
    ],
)
def test_what_is_refused(other: dict[str, object], fault: str) -> None:
    """A decision that could not be understood later is never made."""
    with pytest.raises(ValidationError, match=fault):
        decision(**other)


@pytest.mark.parametrize(("written", "kept"), [("  so ", "so"), ("   ", None), ("", None), (None, None)])
def test_a_note_without_words_is_no_note(written: str | None, kept: str | None) -> None:
    """Blanks around it are cut off."""
    assert decision(note=written).note == kept


def test_an_ending_line_break_is_no_part_of_an_id() -> None:
    """Two ids that look the same are the same."""
    with pytest.raises(ValidationError):
        decision(item="i1\n")


def test_sending_again_later_is_the_same_request() -> None:
    """The client's clock is left out, and nothing else."""
    first = decision(client_at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    again = decision(client_at=dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC))
    assert request_hash_source(first) == request_hash_source(again)
    assert set(request_hash_source(first)) == set(Decision.model_fields) - {"client_at"}


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": "reject"},
        {"seen_version": 4},
        {"claim": "c2"},
        {"item": "i2"},
        {"level": "2"},
        {"note": "so"},
        {"gap": True},
        {"via": "key"},
        {"supersedes": str(UUID(int=8))},
        {"spans": [{"start": 0, "end": 4}]},
    ],
)
def test_anything_else_makes_another_request(other: dict[str, object]) -> None:
    """Under the same id it is refused, not taken for a replay."""
    assert request_hash_source(decision(**other)) != request_hash_source(decision())


def test_a_decision_never_changes() -> None:
    """It is an event."""
    with pytest.raises(ValidationError, match="frozen"):
        decision().verdict = Verdict.REJECT  # type: ignore[misc]


@given(item_histories())
def test_what_was_settled_and_recorded_survives_storing(history: ItemHistory) -> None:
    """Written as JSON and read again, it is the same."""
    found = settle(history.claims, history.reviews, history.decisions, history.required)
    assert Settlement.model_validate_json(found.model_dump_json()) == found
    assert all(ReviewedClaim.model_validate(one.model_dump(mode="json")) == one for one in found.claims)
    assert all(type(one).model_validate_json(one.model_dump_json()) == one for one in history.decisions)
