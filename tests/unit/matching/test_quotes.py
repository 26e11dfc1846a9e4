"""Which words of an entry are quoted for a competency, and what they are said to be like."""

from collections.abc import Callable

import numpy as np
import pytest

from skillweave.domain.competency import Competency, Concepts, Framework
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.claims import ClaimsConfig
from skillweave.matching.index import MatchIndex, build_index
from skillweave.matching.nearest import nearest_phrases, nearest_texts
from skillweave.matching.parameters import Parameters, Pointing
from skillweave.matching.quotes import Quotes
from skillweave.matching.retrieve import retrieve
from skillweave.matching.units import text_of
from skillweave.pipeline import Pipeline, PipelineConfig
from tests.tiny_frameworks import NEUTRAL, tiny_framework, tiny_names, tiny_skills, tiny_trades

Quote = Callable[..., tuple[str, str]]


@pytest.fixture
def quoted(embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters) -> Quote:
    """Quote a text of one unit for a competency of the last of some frameworks, after the same for the others."""

    def quote(text: str, code: str, *frameworks: Framework, before: str = "") -> tuple[str, str]:
        index = build_index(frameworks, concepts, NEUTRAL, embedder)
        pipeline = Pipeline(embedder, index, parameters, concepts, PipelineConfig(claims=ClaimsConfig()))
        chunk = [Experience(id="b", text=before or "x"), Experience(id="e", text=text)][0 if before else 1 :]
        matched = pipeline.match(chunk)
        units, starts = matched.units, matched.starts
        at = starts[-2]
        retrieved = retrieve(index, units, [text_of(unit, chunk[unit.entry].text) for unit in units], parameters)
        texts: dict[tuple[int, int], int] = {}
        for part in index.parts:
            every = np.arange(len(part.labels))
            nearest = nearest_texts(part, retrieved, np.full_like(every, at), every).tolist()
            texts.update(zip(zip(part.frameworks.tolist(), part.positions.tolist(), strict=True), nearest, strict=True))
        phrases = nearest_phrases(index, retrieved, units, [(at, own) for own in texts.values()])
        quotes = Quotes(chunk[-1], units[at:], index, phrases, parameters.pointing, at)
        found = [
            ((index.text_of(texts[number, place]), quotes.quote(one, place, 0, texts[number, place])), competency.code)
            for number, one in enumerate(index.frameworks)
            for place, competency in enumerate(one.framework.competencies)
        ]
        (words, span), _ = next(item for item in reversed(found) if item[1] == code)
        return words, span.quote(text)

    return quote


@pytest.mark.parametrize(
    ("text", "code", "framework", "matched", "words"),
    [
        (
            "On Friday it was sunny, I repeated the order back to the guest, then I went home by bus.",
            "S.LIS",
            tiny_skills(),
            "I repeated the order back to the guest",
            "I repeated the order back to the guest",
        ),
        (
            "On Friday it was sunny, I fed the calves and cleaned the barn, and my cousin sold the hay in town.",
            "T.1",
            tiny_trades(),
            "fed the calves and cleaned the barn",
            "I fed the calves and cleaned the barn",
        ),
        ("I learned welding in the shop", "N.1", tiny_names(), "Welding", "welding"),
        (
            "I did PIPE WELDING AND FITTING daily",
            "N.2",
            tiny_names(),
            "Pipe welding and fitting",
            "PIPE WELDING AND FITTING",
        ),
        ("We gave customers good service", "N.3", tiny_names(), "Customer service", "good service"),
        ("We gave customers good service after the welding", "N.3", tiny_names(), "Customer service", "good service"),
        ("I learned welding\u200d in the shop", "N.1", tiny_names(), "Welding", "welding\u200d"),
    ],
    ids=["concept", "own-example", "exact", "longest-name", "near-name", "near-beside-another", "whole-characters"],
)
def test_the_nearest_words_are_quoted(
    quoted: Quote,
    text: str,
    code: str,
    framework: Framework,
    matched: str,
    words: str,
) -> None:
    """The nearest example or the name itself is told, and the phrase or the very words that are like it are quoted."""
    assert quoted(text, code, framework) == (matched, words)


@pytest.mark.parametrize(
    ("text", "code", "framework"),
    [
        ("On Friday it was sunny, I repeated the order back to the guest.", "S.LIS", tiny_skills()),
        ("We gave customers good service", "N.3", tiny_names()),
    ],
    ids=["example", "name"],
)
def test_what_comes_before_in_the_chunk_changes_no_quote(
    quoted: Quote, text: str, code: str, framework: Framework
) -> None:
    """An entry is quoted as alone, though its units are not the first of the chunk."""
    before = "I fed the calves, cleaned the barn and went home. We had good service, and the guest ordered again."
    assert quoted(text, code, framework, before=before) == quoted(text, code, framework)


def test_a_name_is_quoted_as_its_own_framework_reads_it(quoted: Quote) -> None:
    """Two frameworks that share a name do not share quotes: in one the name stands alone, in the other it is a part."""
    text = "Welding pipes."
    alone = tiny_framework("alone", [Competency(code="A", label="Welding")])
    longer = tiny_framework(
        "longer", [Competency(code="L", label="Welding"), Competency(code="M", label="Welding pipes")]
    )
    assert quoted(text, "A", longer, alone) == quoted(text, "A", alone) == ("Welding", "Welding")
    assert quoted(text, "L", alone, longer) == quoted(text, "L", longer)


def test_a_quote_asked_for_again_is_the_same(index: MatchIndex) -> None:
    """Evidence of one stretch is made once, and is verbatim."""
    quotes = Quotes(Experience(id="e", text="I fed the calves."), [], index, {}, Pointing())
    found = quotes.evidence(Span(start=2, end=5))
    assert (found.start, found.end, found.quote) == (2, 5, "fed")
    assert quotes.evidence(Span(start=2, end=5)) is found
