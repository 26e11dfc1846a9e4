"""What a browser may send of a decision."""

import json
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.review import Decision, Reason, Skill, SkipReason, Verdict, Via
from skillweave.domain.span import Span
from skillweave.errors import RefusedError
from skillweave.web.forms import Sent, find_quote, linked_id, read_decision, read_skip
from skillweave.web.stops import Stop
from tests.unit.web.items import TEXT

ID = "0b7f3c52-9a0e-4f43-8e53-8d8d3f3b1a11"


def _form(**fields: str) -> Sent:
    return Sent(None, {"form_token": "t", "id": ID, "claim": "c1", "seen_version": "1", **fields})


def _json(**fields: object) -> Sent:
    usual = {"id": ID, "item": "i1", "claim": "c1", "seen_version": 1, "verdict": "confirm"}
    return Sent(json.dumps({**usual, **fields}).encode(), {})


def _read(sent: Sent) -> Decision:
    return read_decision(sent, "i1", TEXT)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verdict": "confirm"}, {"verdict": Verdict.CONFIRM, "via": Via.BUTTON}),
        ({"verdict": "confirm", "level": " High "}, {"level": "High"}),
        ({"verdict": "reject", "reason": "too_weak"}, {"reason": Reason.TOO_WEAK}),
        ({"verdict": "reject", "reason": ""}, {"reason": None}),
        ({"verdict": "unsure", "gap": "1"}, {"gap": True}),
        ({"draft": '{"verdict": "confirm", "note": "a"}'}, {"note": "a"}),
        ({"draft": '{"verdict": "confirm", "note": "a"}', "note": "b"}, {"verdict": Verdict.CONFIRM, "note": "b"}),
        ({"draft": '{"verdict": "confirm", "note": "a"}', "note": " "}, {"note": None}),
        ({"verdict": "confirm", "whole": "1"}, {"spans": (Span(start=0, end=len(TEXT)),)}),
        ({"verdict": "confirm", "quote": "the team. We"}, {"spans": (Span(start=6, end=19),)}),
        (
            {"verdict": "correct", "skill": "esco:http://data.europa.eu/esco/skill/1"},
            {"replacement": Skill(framework="esco", code="http://data.europa.eu/esco/skill/1")},
        ),
        (
            {"draft": '{"verdict": "correct", "replacement": {"framework": "f", "code": "1"}, "id": "x"}'},
            {"verdict": Verdict.CORRECT, "replacement": Skill(framework="f", code="1"), "id": ID},
        ),
        ({"draft": '{"verdict": "reject"}', "reason": "duplicate"}, {"reason": Reason.DUPLICATE}),
    ],
)
def test_a_form_is_read(fields: dict[str, str], said: dict[str, object]) -> None:
    """Every field of a form means what its label says; empty ones mean nothing."""
    decision = _read(_form(**fields))

    assert {name: getattr(decision, name) for name in said} == said


def test_a_decision_on_the_whole_text_names_no_claim() -> None:
    """Nothing in this text: an empty claim is none."""
    assert _read(_form(verdict="none", claim="", seen_version="0")).claim is None


def test_json_is_a_decision_as_it_stands() -> None:
    """The script sends offsets, never words to look for."""
    assert _read(_json(spans=[{"start": 2, "end": 5}], via="key")).spans == (Span(start=2, end=5),)


@pytest.mark.parametrize(
    "sent",
    [
        _form(verdict="bless"),
        _form(verdict=""),
        _form(verdict="confirm", id="7"),
        _form(verdict="confirm", seen_version="one"),
        _form(verdict="confirm", reason="too_weak"),
        _form(verdict="reject", reason="because"),
        _form(verdict="confirm", via="policy-x"),
        _form(verdict="unsure", claim=""),
        _form(draft="[1]"),
        _form(draft="{"),
        _json(item="i2"),
        _json(verdict="bless"),
        _json(extra=1),
        _json(spans=[{"start": 5, "end": 2}]),
        Sent(b"{", {}),
        Sent(b"\xff", {}),
    ],
)
def test_what_is_no_decision_is_refused(sent: Sent) -> None:
    """The answer is 422 and names the fields, never what was in them."""
    with pytest.raises(Stop) as stopped:
        _read(sent)

    assert (stopped.value.status, stopped.value.code) == (422, "invalid")


def test_a_refusal_repeats_nothing_that_was_typed() -> None:
    """A note may hold a learner's words: they must not come back in an answer or a log."""
    with pytest.raises(Stop) as stopped:
        _read(_json(note="the learner's name " * 200))

    assert "learner's name" not in str(stopped.value)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verdict": "correct"}, "unknown_competency"),
        ({"verdict": "add", "skill": "nocolon"}, "unknown_competency"),
        ({"verdict": "add", "skill": "f:1", "quote": "no such words"}, "bad_span"),
    ],
)
def test_what_is_missing_is_said_by_its_code(fields: dict[str, str], code: str) -> None:
    """A skill has to be chosen, and typed words have to stand in the text."""
    with pytest.raises(RefusedError) as refused:
        _read(_form(**fields))

    assert refused.value.code == code


@given(st.text(min_size=1, max_size=40), st.data())
def test_words_of_a_text_are_found_in_it(text: str, data: st.DataObject) -> None:
    """Any stretch of a text is found, at a place where the same words stand."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    typed = text[start:end]

    found = find_quote(text, typed)

    words = [] if found is None else found.quote(text).split()
    assert words == typed.split()


@pytest.mark.parametrize("typed", ["", "  ", "\n", "led a team", "i led"])
def test_other_words_are_not_found(typed: str) -> None:
    """Case counts: evidence is verbatim."""
    assert find_quote(TEXT, typed) is None


def test_linked_decisions_keep_their_ids() -> None:
    """A form that is sent twice makes no second row, for linked claims either."""
    first, again, other = linked_id(ID, "c2"), linked_id(ID, "c2"), linked_id(str(uuid4()), "c2")

    assert first == again != other
    assert str(UUID(first)) == first


def test_a_skip_says_why() -> None:
    """The reason is one of a closed list."""
    assert read_skip(Sent(None, {"reason": "language"})) is SkipReason.LANGUAGE
    with pytest.raises(Stop):
        read_skip(Sent(None, {}))
