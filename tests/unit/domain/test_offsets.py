"""A text with stretches replaced leads back to the original, whatever was replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.offsets import Replacement, rewrite
from skillweave.domain.span import Span
from skillweave.errors import TextError
from tests.strategies import hostile_text


@st.composite
def _replaced(draw: st.DrawFn) -> tuple[str, list[Replacement]]:
    text = draw(hostile_text().filter(bool))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Replacement(start, end, f"[X_{number}]") for number, (start, end) in enumerate(pairs)]


@given(_replaced())
def test_what_was_not_replaced_leads_back_to_itself(case: tuple[str, list[Replacement]]) -> None:
    """Every code point of the copy that the person wrote leads back to that very code point."""
    text, replacements = case
    copy = rewrite(text, replacements)
    for at in range(len(copy.text)):
        span = Span(start=at, end=at + 1)
        back = copy.back(span)
        if copy.put_in(span):
            assert any((one.start, one.end) == (back.start, back.end) for one in replacements)
        else:
            assert back.quote(text) == copy.text[at]


@given(_replaced(), st.data())
def test_a_stretch_leads_back_in_order_and_whole(case: tuple[str, list[Replacement]], data: st.DataObject) -> None:
    """A stretch of the copy leads back to a stretch that holds all that any part of it leads back to."""
    text, replacements = case
    copy = rewrite(text, replacements)
    start = data.draw(st.integers(0, len(copy.text) - 1))
    end = data.draw(st.integers(start + 1, len(copy.text)))
    back = copy.back(Span(start=start, end=end))
    parts = [copy.back(Span(start=at, end=at + 1)) for at in range(start, end)]
    assert (back.start, back.end) == (min(one.start for one in parts), max(one.end for one in parts))


@given(_replaced())
def test_nothing_of_what_was_replaced_stays(case: tuple[str, list[Replacement]]) -> None:
    """The copy is what stands between the replacements, with what stands for them."""
    text, replacements = case
    at, pieces = 0, []
    for one in replacements:
        pieces += [text[at : one.start], one.by]
        at = one.end
    assert rewrite(text, replacements).text == "".join([*pieces, text[at:]])


@pytest.mark.parametrize("wrong", [(0, 0), (2, 1), (3, 9), (-1, 2)])
def test_a_stretch_that_does_not_fit_is_refused(wrong: tuple[int, int]) -> None:
    """Empty, backward and outside stretches raise."""
    with pytest.raises(TextError, match="cannot be replaced"):
        rewrite("abcd", [Replacement(*wrong, "x")])


def test_stretches_that_overlap_are_refused() -> None:
    """Which of them would hold is not for this function to say."""
    with pytest.raises(TextError):
        rewrite("abcdef", [Replacement(0, 3, "x"), Replacement(2, 4, "y")])


def test_a_place_outside_the_copy_is_refused() -> None:
    """It would lead nowhere."""
    with pytest.raises(TextError, match="outside"):
        rewrite("ab", []).back(Span(start=1, end=3))
