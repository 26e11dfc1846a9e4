"""Pieces to mark: cut at the borders of spans, overlaps and all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.span import Span
from skillweave.errors import TextError
from skillweave.text.highlight import Piece, pieces


@st.composite
def _marked(draw: st.DrawFn) -> tuple[str, list[tuple[str, Span]]]:
    text = draw(st.text(min_size=1, max_size=30))
    starts = st.integers(min_value=0, max_value=len(text) - 1)
    spans = starts.flatmap(lambda start: st.integers(start + 1, len(text)).map(lambda end: Span(start=start, end=end)))
    return text, draw(st.lists(st.tuples(st.sampled_from("abc"), spans), max_size=6))


@given(_marked())
def test_pieces_joined_are_the_text(marked: tuple[str, list[tuple[str, Span]]]) -> None:
    """Nothing of the text is lost or doubled, however the spans overlap."""
    text, spans = marked
    assert "".join(text[piece.start : piece.end] for piece in pieces(text, spans)) == text


@given(_marked())
def test_a_piece_names_all_that_cover_it(marked: tuple[str, list[tuple[str, Span]]]) -> None:
    """The ids of a piece are those of the spans over its every character."""
    text, spans = marked
    expected = [{name for name, span in spans if span.start <= place < span.end} for place in range(len(text))]
    found = [set(piece.ids) for piece in pieces(text, spans) for _ in range(piece.start, piece.end)]
    assert found == expected


def test_mapping_and_pairs_agree() -> None:
    """Spans by id and pairs of id and span are the same request."""
    spans = [Span(start=0, end=3), Span(start=2, end=5)]
    assert pieces("abcdef", {"x": spans}) == pieces("abcdef", [("x", span) for span in spans])


def test_overlap_has_both_ids_in_the_order_given() -> None:
    """Where two spans overlap the piece carries both."""
    cut = pieces("abcdef", {"y": [Span(start=2, end=5)], "x": [Span(start=0, end=3)]})
    assert cut == (Piece(0, 2, ("x",)), Piece(2, 3, ("y", "x")), Piece(3, 5, ("y",)), Piece(5, 6))


def test_text_without_spans_is_one_piece() -> None:
    """Nothing to mark leaves the text whole, and an empty text has no pieces."""
    assert (pieces("abc", {}), pieces("", [])) == ((Piece(0, 3),), ())


def test_span_outside_is_refused() -> None:
    """A span beyond the text is an error that says so."""
    with pytest.raises(TextError, match="lies outside"):
        pieces("abc", {"x": [Span(start=1, end=4)]})
