"""Claims and translations: what is stored, and how a claim is named."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from skillweave.domain.claim import Claim, CutOff, Evidence, Match, Provenance, Status, Translation, claim_id, made
from skillweave.domain.span import Span
from skillweave.errors import TextError
from tests.strategies import PROVENANCE, claims, cut_offs, hostile_text, spans, translations

QUOTES = (Evidence(start=0, end=5, quote="I fed"), Evidence(start=6, end=9, quote="the"))
BEHIND = PROVENANCE.behind("drawn")
MATCHES = hostile_text().filter(bool).flatmap(lambda text: claims(text) | cut_offs(text))


@settings(max_examples=30)
@given(translations())
def test_translations_survive_json(found: Translation) -> None:
    """A translation written as JSON and read again is the same."""
    assert Translation.model_validate_json(found.model_dump_json(by_alias=True)) == found


@settings(max_examples=30)
@given(translations())
def test_the_schema_is_named_in_the_json(found: Translation) -> None:
    """The JSON carries name and version of its form under `schema`."""
    assert found.model_dump(by_alias=True)["schema"] == "skillweave.translation/1"


@given(st.data())
def test_evidence_is_verbatim(data: st.DataObject) -> None:
    """Evidence of a span holds the text of the span."""
    text = data.draw(hostile_text().filter(bool))
    span = data.draw(spans(text))
    found = Evidence.of(span, text)
    assert (found.start, found.end, found.quote) == (span.start, span.end, text[span.start : span.end])


def test_evidence_from_beyond_the_text_is_an_error() -> None:
    """A quote that the text does not have is never made."""
    with pytest.raises(TextError):
        Evidence.of(Span(start=0, end=9), "short")


def test_a_claim_has_the_same_name_every_time() -> None:
    """The name is 20 hexadecimal digits, the same on every machine and for every run."""
    assert claim_id("e1", "drawn", "C.0", QUOTES, BEHIND) == "a5446fa2b8ace5afb6ed"


@pytest.mark.parametrize(
    ("experience", "code", "quotes", "made_with"),
    [
        ("e2", "C.0", QUOTES, PROVENANCE),
        ("e1", "C.1", QUOTES, PROVENANCE),
        ("e1", "C.0", QUOTES[:1], PROVENANCE),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"encoder": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"settings_hash": "1"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"skillweave": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"segmenter": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"gate": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"parameters": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"judge": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"concepts": "other"})),
        ("e1", "C.0", QUOTES, PROVENANCE.model_copy(update={"frameworks": {"drawn": "2@0"}})),
    ],
)
def test_another_claim_has_another_name(
    experience: str, code: str, quotes: tuple[Evidence, ...], made_with: Provenance
) -> None:
    """Entry, competency, evidence and everything that the claim was made with each change the name."""
    other = claim_id(experience, "drawn", code, quotes, made_with.behind("drawn"))
    assert other != claim_id("e1", "drawn", "C.0", QUOTES, BEHIND)


def test_other_frameworks_do_not_change_a_name() -> None:
    """A claim keeps its name whichever other frameworks were loaded."""
    more = PROVENANCE.model_copy(update={"frameworks": {**PROVENANCE.frameworks, "else": "1@1"}})
    assert claim_id("e1", "drawn", "C.0", QUOTES, more.behind("drawn")) == claim_id(
        "e1", "drawn", "C.0", QUOTES, BEHIND
    )


def _fields(match: Match) -> dict[str, Any]:
    return {name: getattr(match, name) for name in type(match).model_fields}


@given(MATCHES)
def test_what_is_made_unchecked_equals_what_is_checked(match: Claim | CutOff) -> None:
    """A claim or a match left out, made from all of its fields, is what the constructor makes, and writes the same."""
    fields = _fields(match)
    found, checked = made(type(match), fields), type(match)(**fields)
    assert (found, type(found), found.model_fields_set) == (checked, type(checked), checked.model_fields_set)
    assert found.model_dump_json() == checked.model_dump_json()
    assert type(match).model_validate_json(found.model_dump_json()) == checked


@given(MATCHES, MATCHES)
def test_what_is_made_does_not_spoil_the_next(one: Claim | CutOff, other: Claim | CutOff) -> None:
    """Nothing of one claim is left in another, of the same kind or not."""
    first = made(type(one), _fields(one))
    assert made(type(other), _fields(other)) == other
    assert first == one


@given(MATCHES)
def test_what_is_made_cannot_be_changed(match: Claim | CutOff) -> None:
    """A claim stays as it was made, however it was made."""
    found = made(type(match), _fields(match))
    name = "score"  # a type checker refuses the plain assignment, too
    with pytest.raises(ValidationError, match="frozen"):
        setattr(found, name, 0.0)


def test_statuses_are_three() -> None:
    """Claims, nothing found and failed are three different words in the output."""
    assert [status.value for status in Status] == ["claims", "nothing_found", "failed"]


@pytest.mark.parametrize("model", [Evidence, Claim, Translation, Provenance])
def test_unknown_fields_are_refused(model: type[Evidence]) -> None:
    """What is stored takes no field that it does not know."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        model.model_validate({"mood": "good"})
