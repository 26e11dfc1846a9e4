"""Which words of an entry are quoted for a competency, and what they are said to be like."""

from collections.abc import Callable

import pytest

from skillweave.domain.competency import Competency, Concepts, Framework
from skillweave.domain.experience import Experience
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.claims import ClaimsConfig
from skillweave.matching.index import build_index
from skillweave.matching.parameters import Parameters
from skillweave.matching.quotes import Quotes
from skillweave.matching.retrieve import retrieve
from skillweave.matching.units import text_of
from skillweave.pipeline import Pipeline, PipelineConfig
from tests.tiny_frameworks import NEUTRAL, tiny_framework, tiny_names, tiny_skills, tiny_trades

Quote = Callable[..., tuple[str, str]]


@pytest.fixture
def quoted(embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters) -> Quote:
    """Quote a text of one unit for a competency of the last of some frameworks, after the same for the others."""

    def quote(text: str, code: str, *frameworks: Framework) -> tuple[str, str]:
        index = build_index(frameworks, concepts, NEUTRAL, embedder)
        pipeline = Pipeline(embedder, index, parameters, concepts, PipelineConfig(claims=ClaimsConfig()))
        entry = Experience(id="e", text=text)
        units, _ = pipeline.units([entry])
        quotes = Quotes(
            entry, units, 0, index, retrieve(index, units, [text_of(unit, text) for unit in units], parameters)
        )
        found = [
            (quotes.quote(one, at, 0), competency.code)
            for one in index.frameworks
            for at, competency in enumerate(one.framework.competencies)
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
        ("I learned welding\u200d in the shop", "N.1", tiny_names(), "Welding", "welding\u200d"),
    ],
    ids=["concept", "own-example", "exact", "longest-name", "near-name", "whole-characters"],
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


def test_a_name_is_quoted_as_its_own_framework_reads_it(quoted: Quote) -> None:
    """Two frameworks that share a name do not share quotes: in one the name stands alone, in the other it is a part."""
    text = "Welding pipes."
    alone = tiny_framework("alone", [Competency(code="A", label="Welding")])
    longer = tiny_framework(
        "longer", [Competency(code="L", label="Welding"), Competency(code="M", label="Welding pipes")]
    )
    assert quoted(text, "A", longer, alone) == quoted(text, "A", alone) == ("Welding", "Welding")
    assert quoted(text, "L", alone, longer) == quoted(text, "L", longer)
