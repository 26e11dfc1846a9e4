"""The straight line from texts to claims, on any text."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from skillweave.domain.claim import CutReason, Match, Status, Translation
from skillweave.domain.competency import Concepts, Framework
from skillweave.domain.experience import Experience
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import TextError
from skillweave.matching.claims import ClaimsConfig
from skillweave.matching.index import MatchIndex, build_index
from skillweave.matching.parameters import Parameters
from skillweave.pipeline import UNITS_AN_ENTRY, Matched, Pipeline, PipelineConfig
from skillweave.ports import Encoding
from skillweave.text.profile import profile_of
from tests.strategies import HOSTILE, entry_text
from tests.tiny_frameworks import NEUTRAL, tiny_names, tiny_skills, tiny_trades

GATED = frozenset(CutReason) - {CutReason.BELOW_THRESHOLD, CutReason.NEAR_DUPLICATE, CutReason.BEYOND_TOP_K}
EAGER = ClaimsConfig(above=-4.0, top_k=50, cut_off_limit=50)
FEW = settings(max_examples=50)
STEADY = settings(max_examples=50, derandomize=True)


@pytest.fixture(scope="module")
def eager(pipeline: Pipeline, concepts: Concepts) -> Pipeline:
    """A pipeline that claims nearly anything, so that every text gives claims to look at."""
    config = PipelineConfig(claims=EAGER)
    return Pipeline(pipeline.embedder, pipeline.index, pipeline.parameters, concepts, config)


def _entry(text: str, name: str = "e1") -> Experience:
    return Experience(id=name, text=text)


def _matches(found: Translation) -> tuple[Match, ...]:
    return (*found.claims, *found.cut_off)


def _borders(text: str) -> frozenset[int]:
    return frozenset(match.start() for match in regex.finditer(r"\X", text)) | {len(text)}


def _inside_a_word(text: str, position: int) -> bool:
    return bool(regex.match(r"(?<=[\p{L}\p{M}\p{N}])[\p{L}\p{M}\p{N}]", text, pos=position))


def _gist(matches: Sequence[Match]) -> list[tuple[object, ...]]:
    """What must be equal in two results; scores may differ in the last of four digits."""
    return [(one.framework, one.code, one.matched, one.evidence, one.passage, one.parents) for one in matches]


def _scores(matches: Sequence[Match]) -> list[float]:
    return [number for one in matches for number in (one.score, *one.scores.values())]


@FEW
@given(text=entry_text())
@example("👩‍🚒 " * 9 + "fed the calves " + "🇺🇸" * 45)
def test_every_quote_is_verbatim_and_inside(eager: Pipeline, text: str) -> None:
    """Evidence and passages equal the text between their offsets, on any text."""
    found = eager.translate(_entry(text))
    quotes = [quote for one in _matches(found) for quote in (*one.evidence, one.passage)]
    assert all(0 <= quote.start < quote.end <= len(text) for quote in quotes)
    assert all(quote.quote == text[quote.start : quote.end] for quote in quotes)


@FEW
@given(text=entry_text())
def test_evidence_of_a_claim_never_overlaps(eager: Pipeline, text: str) -> None:
    """The quotes of one match are there and share no code point."""
    for_each = [
        sorted((quote.start, quote.end) for quote in one.evidence) for one in _matches(eager.translate(_entry(text)))
    ]
    assert all(for_each)
    assert all(a[1] <= b[0] for quotes in for_each for a, b in itertools.pairwise(quotes))


@settings(max_examples=200)
@given(text=entry_text())
@example("🇺🇸" * 45 + " fed calves")
@example("I می‌خواهم fed क्‍ष calves")
def test_quotes_never_cut_words_or_characters(eager: Pipeline, text: str) -> None:
    """A quote begins and ends neither inside a word nor inside what a reader sees as one character."""
    borders = _borders(text)
    ends = {
        end
        for one in _matches(eager.translate(_entry(text)))
        for item in one.evidence
        for end in (item.start, item.end)
    }
    assert ends <= borders
    assert not any(_inside_a_word(text, end) for end in ends)


@FEW
@given(text=entry_text())
def test_results_are_valid_and_survive_json(eager: Pipeline, text: str) -> None:
    """What is built without validation is valid: written as JSON and read again it is the same."""
    found = eager.translate(_entry(text))
    assert Translation.model_validate_json(found.model_dump_json(by_alias=True)) == found


@FEW
@given(text=entry_text())
def test_status_says_what_was_found(pipeline: Pipeline, text: str) -> None:
    """An entry has claims or the explicit result that nothing was found; the pipeline never says failed."""
    found = pipeline.translate(_entry(text))
    assert found.status is (Status.CLAIMS if found.claims else Status.NOTHING_FOUND)
    assert found.error is None


def test_nothing_found_is_explicit(pipeline: Pipeline) -> None:
    """A text about nothing gives a translation that says so, with the entry and what it was made with."""
    entry = _entry("Zzz.")
    found = pipeline.translate(entry)
    assert (found.status, found.claims, found.error) == (Status.NOTHING_FOUND, (), None)
    assert (found.experience, found.provenance) == (entry, pipeline.provenance)


@pytest.mark.parametrize(
    ("text", "framework", "code"),
    [
        ("I fed the calves and cleaned the barn.", "trades", "T.1"),
        ("I decided who did what on the crew.", "skills", "S.LEA"),
        ("I learned welding.", "names", "N.1"),
    ],
)
def test_plain_texts_are_claimed(pipeline: Pipeline, text: str, framework: str, code: str) -> None:
    """Words of the examples, or the name itself, lead to the competency, which comes first in its framework."""
    found = pipeline.translate(_entry(text))
    assert found.status is Status.CLAIMS
    assert (framework, code, 1) in {(one.framework, one.code, one.rank) for one in found.claims}


@FEW
@given(text=entry_text())
def test_ranks_follow_scores(eager: Pipeline, text: str) -> None:
    """Within a framework ranks run from one, and a better rank never has a lower score."""
    claims = eager.translate(_entry(text)).claims
    groups = [[one for one in claims if one.framework == name] for name in ("skills", "trades", "names")]
    assert all([one.rank for one in group] == list(range(1, len(group) + 1)) for group in groups)
    assert all(a.score >= b.score for group in groups for a, b in itertools.pairwise(group))


@FEW
@given(text=entry_text())
def test_a_competency_is_claimed_once(eager: Pipeline, text: str) -> None:
    """No competency is claimed twice, headings never, and only codes of the loaded frameworks appear."""
    found = eager.translate(_entry(text))
    names = [(one.framework, one.code) for one in found.claims]
    known = {(one.framework.id, entry.code) for one in eager.index.frameworks for entry in one.framework.competencies}
    assert len(set(names)) == len(names)
    assert {(one.framework, one.code) for one in _matches(found)} <= known - {("trades", "G")}


@STEADY
@given(texts=st.lists(entry_text(), min_size=1, max_size=5))
def test_one_by_one_is_the_same_as_together(eager: Pipeline, texts: list[str]) -> None:
    """Translating entries together gives what each gives alone, in the order given."""
    entries = [_entry(text, f"e{number}") for number, text in enumerate(texts)]
    together, alone = eager.translate_many(entries), [eager.translate(entry) for entry in entries]
    assert [one.id for one in together] == [entry.id for entry in entries]
    assert [_gist(_matches(one)) for one in together] == [_gist(_matches(one)) for one in alone]
    assert [number for one in together for number in _scores(_matches(one))] == pytest.approx(
        [number for one in alone for number in _scores(_matches(one))], abs=2e-4
    )


def test_more_units_than_a_block(pipeline: Pipeline) -> None:
    """An entry of many hundred sentences is worked on in blocks, with the same result for each sentence."""
    long = pipeline.translate(_entry("I fed the calves and cleaned the barn.\n" * 250))
    short = pipeline.translate(_entry("I fed the calves and cleaned the barn."))
    assert [one.code for one in long.claims] == [one.code for one in short.claims]


def test_large_frameworks_have_few_entries_scored_at_a_time(
    pipeline: Pipeline, concepts: Concepts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that memory does not grow with the number of competencies; what comes out is the same."""
    entries = [_entry(f"I fed the calves on day {number}.", f"e{number}") for number in range(7)]
    seen: list[int] = []

    def noting(self: Pipeline, some: Sequence[Experience]) -> Matched:
        seen.append(len(some))
        return match(self, some)

    match = Pipeline.match
    monkeypatch.setattr(Pipeline, "match", noting)
    competencies = sum(len(part.labels) for part in pipeline.index.parts)
    monkeypatch.setattr("skillweave.pipeline.SCORES_AT_ONCE", 3 * UNITS_AN_ENTRY * competencies)
    few = Pipeline(pipeline.embedder, pipeline.index, pipeline.parameters, concepts, pipeline.config)
    found, expected = few.translate_many(entries), pipeline.translate_many(entries)
    assert seen == [3, 3, 1, 7]
    assert [_gist(_matches(one)) for one in found] == [_gist(_matches(one)) for one in expected]


def test_no_entries_no_translations(pipeline: Pipeline) -> None:
    """An empty list gives an empty result."""
    assert pipeline.translate_many([]) == ()


@pytest.fixture(scope="module")
def alone(embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters) -> Mapping[str, Pipeline]:
    """Pipelines over each small framework by itself."""
    config = PipelineConfig(claims=EAGER)
    return {
        one.id: Pipeline(embedder, build_index([one], concepts, NEUTRAL, embedder), parameters, concepts, config)
        for one in (tiny_skills(), tiny_trades(), tiny_names())
    }


@STEADY
@given(text=entry_text())
def test_a_framework_does_not_see_the_others(eager: Pipeline, alone: Mapping[str, Pipeline], text: str) -> None:
    """What is found in one framework, claimed or left out, does not depend on which others are loaded."""
    together = _matches(eager.translate(_entry(text)))
    assert {name: _gist([one for one in together if one.framework == name]) for name in alone} == {
        name: _gist(_matches(one.translate(_entry(text)))) for name, one in alone.items()
    }


@STEADY
@given(text=entry_text(), k=st.integers(1, 4))
def test_fewer_claims_are_the_first_of_more(text: str, k: int, pipeline: Pipeline, concepts: Concepts) -> None:
    """On each level of a framework the claims of top k are the first of those of top k + 1."""
    few, more = (
        Pipeline(
            pipeline.embedder,
            pipeline.index,
            pipeline.parameters,
            concepts,
            PipelineConfig(claims=EAGER.model_copy(update={"top_k": count})),
        ).translate(_entry(text))
        for count in (k, k + 1)
    )
    levels = {(one.framework, len(one.parents)) for one in more.claims}
    of_level = {
        level: [[one for one in found.claims if (one.framework, len(one.parents)) == level] for found in (few, more)]
        for level in levels
    }
    assert {(one.framework, len(one.parents)) for one in few.claims} == levels
    assert all(_gist(first) == _gist(second[:k]) for first, second in of_level.values())


@FEW
@given(text=entry_text())
def test_the_same_input_gives_the_same_output(eager: Pipeline, text: str) -> None:
    """Twice the same entry gives twice the same result, to the last byte of its JSON."""
    first, second = (eager.translate(_entry(text)).model_dump_json(by_alias=True) for _ in range(2))
    assert first == second


@FEW
@given(text=entry_text())
def test_what_is_cut_off_says_why(eager: Pipeline, text: str) -> None:
    """A match without a claim has a reason; where the gate decided, the rule is named, and only there."""
    cut_off = eager.translate(_entry(text)).cut_off
    assert all((one.rule is not None) == (one.reason in GATED) for one in cut_off)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I did not run the kitchen crew on Saturdays.", CutReason.NEGATED),
        ("Next year I want to lead the robotics team through the season.", CutReason.PLAN),
        ("My supervisor ran the kitchen crew on Saturdays.", CutReason.OTHER_PERSON),
    ],
)
def test_the_gate_takes_claims_away_and_says_so(eager: Pipeline, text: str, reason: CutReason) -> None:
    """Negations, plans and others' deeds make no claim; the match is kept with reason, rule and quote."""
    found = eager.translate(_entry(text))
    assert found.status is Status.NOTHING_FOUND
    assert {one.reason for one in found.cut_off} == {reason}
    assert {one.code for one in found.cut_off} >= {"S.LEA"}
    assert all(one.rule for one in found.cut_off)


def test_the_gate_can_be_switched_off(pipeline: Pipeline, concepts: Concepts) -> None:
    """Without the gate a negation claims, and the provenance says that it was off."""
    config = PipelineConfig(gate=False, claims=EAGER)
    free = Pipeline(pipeline.embedder, pipeline.index, pipeline.parameters, concepts, config)
    assert "S.LEA" in {
        one.code for one in free.translate(_entry("I did not run the kitchen crew on Saturdays.")).claims
    }
    assert (free.provenance.gate, pipeline.provenance.gate) == ("off", "gate.v2")


def test_provenance_names_what_made_it(pipeline: Pipeline, frameworks: tuple[Framework, ...]) -> None:
    """Encoder, segmenter, parameters and every framework's version and hash are told."""
    made = pipeline.provenance
    assert made.encoder == "hashing-96"
    assert made.parameters.startswith("tiny-v1@")
    assert made.frameworks == {one.id: f"{one.version}@{one.content_hash[:12]}" for one in frameworks}


def test_settings_change_the_hash() -> None:
    """Settings that change results have another hash, the same settings the same."""
    assert PipelineConfig().content_hash() == PipelineConfig().content_hash()
    assert PipelineConfig(gate=False).content_hash() != PipelineConfig().content_hash()
    assert PipelineConfig(claims=ClaimsConfig(top_k=6)).content_hash() != PipelineConfig().content_hash()


class Counting(HashingEmbedder):
    """Counts the texts that it encodes."""

    def __init__(self) -> None:
        """Begin at none."""
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Note the texts and encode them."""
        self.texts.extend(texts)
        return super().encode(texts)


def test_each_passage_is_encoded_once(index: MatchIndex, parameters: Parameters, concepts: Concepts) -> None:
    """However many frameworks and entries there are, a passage is encoded once."""
    counting = Counting()
    one = Pipeline(counting, index, parameters, concepts, PipelineConfig())
    one.translate_many([_entry("I fed calves. I welded.", "e1"), _entry("I welded.", "e2")])
    assert counting.texts == ["I fed calves.", "I welded."]


class Failing(HashingEmbedder):
    """Refuses every text."""

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Raise what an encoder raises on a text that is too long."""
        raise TextError(f"{len(texts)} passages are too long")


def test_a_failure_is_no_empty_result(index: MatchIndex, parameters: Parameters, concepts: Concepts) -> None:
    """An encoder that fails is heard of; it never becomes "nothing found"."""
    broken = Pipeline(Failing(), index, parameters, concepts, PipelineConfig())
    with pytest.raises(TextError):
        broken.translate(_entry("I fed the calves."))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_translated(pipeline: Pipeline, text: str) -> None:
    """Emoji, marks, other scripts and control characters give a result like any text, with finite scores."""
    found = pipeline.translate(_entry(text))
    assert found.status in {Status.CLAIMS, Status.NOTHING_FOUND}
    assert np.isfinite(_scores(_matches(found))).all()


def test_a_translation_carries_the_profile_of_its_text(pipeline: Pipeline) -> None:
    """The profile is that of the whole text, whatever was claimed and whoever else is in the batch."""
    texts = ("My boss showed me how. I ran the stand by myself.", "Nothing.", "I convinced the owner to recycle.")
    found = pipeline.translate_many([_entry(text, f"e{place}") for place, text in enumerate(texts)])

    assert [one.profile for one in found] == [profile_of(text) for text in texts]
    assert found[0].profile is not None
    assert found[0].profile.autonomy is not None


def test_without_the_gate_there_is_no_profile(pipeline: Pipeline, concepts: Concepts) -> None:
    """It rests on who did what, which nobody asked."""
    off = Pipeline(
        pipeline.embedder, pipeline.index, pipeline.parameters, concepts, PipelineConfig(gate=False)
    ).translate(_entry("I ran the stand by myself."))

    assert off.profile is None


def test_a_quote_ends_with_its_sentence_where_no_space_follows(eager: Pipeline) -> None:
    """`team.My` is read as one word; the second half of it is another sentence's, and perhaps another's deed."""
    found = eager.translate(_entry("I led the whole team.My supervisor designed the app."))
    assert found.claims
    assert not [one.quote for claim in found.claims for one in claim.evidence if ".My" in one.quote]
