"""What is encoded as one where the encoder knows no words: sentences, cut only where the gate cuts them."""

from itertools import pairwise

import numpy as np
from hypothesis import given

from skillweave.domain.span import Span
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.stretches import Stretch, stretches_of
from skillweave.text.gate import Verdict, judge_clauses, verdicts_of
from skillweave.text.segment import segment
from tests.strategies import entry_text


def _stretches(text: str) -> list[Stretch]:
    spans = segment(text)
    judged = judge_clauses([span.quote(text) for span in spans])
    return [
        part
        for span, clauses in zip(spans, judged, strict=True)
        for part in stretches_of(text, span, verdicts_of(clauses))
    ]


def test_a_sentence_is_one_stretch() -> None:
    """However long it is."""
    text = "I fed the calves, cleaned the barn and wrote down how much they drank. Then I left."
    assert [part.span.quote(text) for part in _stretches(text)] == [text[:70], text[71:]]


def test_a_sentence_is_cut_where_the_gate_cuts_it() -> None:
    """What may make a claim is encoded without what may not, and neither is quoted for the other."""
    text = "I fed all of the calves, but I did not clean the whole barn."
    first, second = _stretches(text)
    assert (first.reason, "calves" in first.span.quote(text), "barn" in first.span.quote(text)) == (None, True, False)
    assert second.reason is not None
    assert second.span.quote(text).endswith("clean the whole barn.")


def test_blanks_are_left_out_and_nothing_else() -> None:
    """A verdict that ends in blanks, and one that is all blank."""
    text = "  I fed calves  "
    passage = Span(start=0, end=len(text))
    (part,) = stretches_of(text, passage, [Verdict(0, len(text), None, None, ("shared",))])
    assert (part.span, part.flags, part.passage) == (Span(start=2, end=14), ("shared",), passage)
    assert stretches_of("   ", Span(start=0, end=3), [Verdict(0, 3, None, None, ())]) == []


def test_a_unit_is_one_row() -> None:
    """The vector of the whole, with the place of the stretch."""
    text = "I fed calves. I ran."
    (_, second) = _stretches(text)
    (encoding,) = HashingEmbedder().encode(["I ran."])
    unit = second.unit(3, encoding)
    np.testing.assert_array_equal(unit.rows, encoding.sentence[None])
    assert (unit.entry, unit.offsets.tolist(), unit.phrases.tolist()) == (3, [[14, 20]], [[0, 1]])
    assert unit.signs.shape == (1, 0)


@given(entry_text())
def test_stretches_lie_inside_their_passages_in_order(text: str) -> None:
    """Apart from each other, none empty, none with blanks at its ends."""
    parts = _stretches(text)
    assert all(part.passage.start <= part.span.start < part.span.end <= part.passage.end for part in parts)
    assert all(one.span.end <= other.span.start for one, other in pairwise(parts))
    assert all(quote == quote.strip() for quote in (part.span.quote(text) for part in parts))
