"""Claims and translations: what is stored, and how a claim is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from skillweave.domain.claim import Claim, Evidence, Provenance, Status, Translation, claim_id
from skillweave.domain.span import Span
from skillweave.errors import TextError
from tests.strategies import PROVENANCE, hostile_text, spans, translations

QUOTES = (Evidence(start=0, end=5, quote="I fed"), Evidence(start=6, end=9, quote="the"))


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
    made = Evidence.of(span, text)
    assert (made.start, made.end, made.quote) == (span.start, span.end, text[span.start : span.end])


def test_evidence_from_beyond_the_text_is_an_error() -> None:
    """A quote that the text does not have is never made."""
    with pytest.raises(TextError):
        Evidence.of(Span(start=0, end=9), "short")


def test_a_claim_has_the_same_name_every_time() -> None:
    """The name is 20 hexadecimal digits, the same on every machine and for every run."""
    assert claim_id("e1", "drawn", "C.0", QUOTES, PROVENANCE) == "c5d49c02c211f3fdcdda"


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
    assert claim_id(experience, "drawn", code, quotes, made_with) != claim_id("e1", "drawn", "C.0", QUOTES, PROVENANCE)


def test_other_frameworks_do_not_change_a_name() -> None:
    """A claim keeps its name whichever other frameworks were loaded."""
    more = PROVENANCE.model_copy(update={"frameworks": {**PROVENANCE.frameworks, "else": "1@1"}})
    assert claim_id("e1", "drawn", "C.0", QUOTES, more) == claim_id("e1", "drawn", "C.0", QUOTES, PROVENANCE)


def test_statuses_are_three() -> None:
    """Claims, nothing found and failed are three different words in the output."""
    assert [status.value for status in Status] == ["claims", "nothing_found", "failed"]


@pytest.mark.parametrize("model", [Evidence, Claim, Translation, Provenance])
def test_unknown_fields_are_refused(model: type[Evidence]) -> None:
    """What is stored takes no field that it does not know."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        model.model_validate({"mood": "good"})
