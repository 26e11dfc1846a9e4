"""The pipeline with an encoder elsewhere: it sees parts of entries with names replaced, and quotes the original."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillweave.domain.competency import Concepts
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.claims import ClaimsConfig
from skillweave.matching.index import MatchIndex
from skillweave.matching.parameters import Parameters
from skillweave.pipeline import Pipeline, PipelineConfig
from skillweave.ports import Encoding
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.patterns import find_patterns
from tests.judges import ROSTER
from tests.strategies import entry_text

GATE = Gate([ROSTER.find, find_patterns])
EAGER = PipelineConfig(claims=ClaimsConfig(above=-4.0, top_k=50, cut_off_limit=50))


class Watched(HashingEmbedder):
    """Notes what it is given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Note, then encode."""
        self.texts += texts
        return super().encode(texts)


def _hide(text: str, spans: Sequence[Span]) -> list[str]:
    return [part.text for part in GATE.let_out_parts(text, spans)]


@pytest.fixture
def watched() -> Watched:
    """An encoder that tells what it has seen."""
    return Watched()


@pytest.fixture
def hidden(watched: Watched, index: MatchIndex, parameters: Parameters, concepts: Concepts) -> Pipeline:
    """A pipeline that claims nearly anything, and shows its encoder no name."""
    return Pipeline(watched, index, parameters, concepts, EAGER, hide=_hide)


def _entry(text: str) -> Experience:
    return Experience(id="e1", text=text)


def test_the_encoder_sees_sentences_without_names(hidden: Pipeline, watched: Watched) -> None:
    """Numbers begin anew in each, and what the gate cuts apart is seen apart."""
    text = "Emeka and I fed the calves. Priya Raman fed calves too. I fed the calves, but I did not clean the barn."
    found = hidden.translate(_entry(text))
    assert watched.texts == [
        "[PERSON_1] and I fed the calves.",
        "[PERSON_1] fed calves too.",
        "I fed the calves,",
        "but I did not clean the barn.",
    ]
    quotes = {one.quote for claim in found.claims for one in claim.evidence}
    assert "Emeka and I fed the calves" in quotes
    assert not [quote for quote in quotes if "barn" in quote]


def test_what_tells_in_the_light_of_the_whole_is_replaced(hidden: Pipeline, watched: Watched) -> None:
    """A date is found by a word in the sentence before, though the encoder is given each by itself."""
    hidden.translate(_entry("When was I born? 03/04/2009. I fed the calves."))
    assert watched.texts == ["When was I born?", "[BIRTH_DATE_1].", "I fed the calves."]


def test_a_sentence_is_encoded_once(hidden: Pipeline, watched: Watched) -> None:
    """Also where only the names in it differ."""
    hidden.translate_many([_entry("Emeka fed calves with me."), _entry("Priya fed calves with me. I welded.")])
    assert watched.texts == ["[PERSON_1] fed calves with me.", "I welded."]


@settings(max_examples=50)
@given(parts=st.lists(st.tuples(entry_text(), st.sampled_from(["Priya Raman", "EMEKA", "emeka okonkwo"])), max_size=4))
def test_quotes_are_those_of_the_original_whatever_was_replaced(
    parts: list[tuple[str, str]], index: MatchIndex, parameters: Parameters, concepts: Concepts
) -> None:
    """Code point by code point; and no name was seen by the encoder."""
    watched = Watched()
    pipeline = Pipeline(watched, index, parameters, concepts, EAGER, hide=_hide)
    text = "I fed the calves. " + " ".join(f"{before} {name} " for before, name in parts)
    found = pipeline.translate(_entry(text))
    for match in (*found.claims, *found.cut_off):
        for one in (*match.evidence, match.passage):
            assert text[one.start : one.end] == one.quote
            assert match.passage.start <= match.evidence[0].start < match.evidence[0].end <= match.passage.end
    assert not [seen for seen in watched.texts if list(ROSTER.find(seen))]


def test_units_can_be_made_without_scores(hidden: Pipeline, watched: Watched) -> None:
    """The same texts are encoded as in a translation."""
    entries = [_entry("Emeka fed calves. I welded."), _entry("I ran.")]
    assert [unit.entry for unit in hidden.units(entries)] == [0, 0, 1]
    before = list(watched.texts)
    hidden.translate_many(entries)
    assert watched.texts == before * 2


def test_blank_entries_have_no_units(hidden: Pipeline) -> None:
    """Nothing is encoded, nothing found."""
    found = hidden.translate(_entry("..."))
    assert found.claims == ()
