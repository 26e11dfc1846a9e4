"""Spans: stretches of the original, counted in code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from skillweave.domain.span import Span, without_overlaps
from skillweave.errors import TextError
from tests.strategies import hostile_text, spans

SOME = st.lists(spans("x" * 30), max_size=12)


@given(st.data())
def test_a_quote_is_the_text_between_the_ends(data: st.DataObject) -> None:
    """A span quotes code points of the text as it was written, emoji and marks included."""
    text = data.draw(hostile_text().filter(bool))
    span = data.draw(spans(text))
    assert span.quote(text) == text[span.start : span.end] != ""


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (2, 2), (3, 2)])
def test_spans_run_forward(start: int, end: int) -> None:
    """A span is never empty, never runs backward and never starts before the text."""
    with pytest.raises(ValidationError, match="runs forward"):
        Span(start=start, end=end)


@pytest.mark.parametrize(("end", "text"), [(4, "abc"), (1, "")])
def test_a_span_beyond_the_text_is_an_error(end: int, text: str) -> None:
    """A quote from beyond the end raises and is never a shorter one."""
    with pytest.raises(TextError, match=f"0-{end}"):
        Span(start=0, end=end).quote(text)


@given(one=spans("x" * 30), other=spans("x" * 30))
def test_overlap_means_a_shared_code_point(one: Span, other: Span) -> None:
    """Two spans overlap, in either order, exactly where they share a code point."""
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)


@given(SOME)
def test_kept_spans_are_apart_and_in_order(found: list[Span]) -> None:
    """What is kept does not overlap and comes in the order given."""
    kept = without_overlaps(found)
    assert not any(a.overlaps(b) for at, a in enumerate(kept) for b in kept[at + 1 :])
    rest = iter(found)
    assert all(span in rest for span in kept)


@given(SOME)
def test_a_span_is_dropped_only_for_a_kept_one(found: list[Span]) -> None:
    """Each span is kept, or overlaps one that was kept; the first is always there."""
    kept = without_overlaps(found)
    assert kept[:1] == tuple(found[:1])
    assert all(any(span.overlaps(other) for other in kept) for span in found)
