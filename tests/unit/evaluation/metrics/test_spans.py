"""Spans: against scikit-learn, and what must always hold on any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, jaccard_score

from skillweave.domain.span import Span
from skillweave.errors import TextError
from skillweave.evaluation.metrics import character_counts, character_f1, strict_counts, token_iou
from tests.strategies import entry_text, spans

EXACT = 1e-9
WORDS = "zero one two three four five six seven".split()
SENTENCE = " ".join(WORDS)

Marked = list[Span]


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, Marked, Marked]:
    """Draw a text as hostile as logs hold it, and two lots of spans."""
    text = draw(entry_text())
    some = st.lists(spans(text), max_size=4)
    return text, draw(some), draw(some)


def _touched(some: Marked) -> list[bool]:
    """Tell of each word of the sentence whether a span shares a letter with it."""
    starts = [len(" ".join([*WORDS[:at], ""])) for at in range(len(WORDS))]
    return [
        any(one.start < start + len(word) and start < one.end for one in some)
        for start, word in zip(starts, WORDS, strict=True)
    ]


@given(marked_texts())
def test_characters_are_compared_as_scikit_learn_does(drawn: tuple[str, Marked, Marked]) -> None:
    """The same as the F1 score of two rows of characters, marked or not."""
    text, predicted, gold = drawn
    rows = [[any(one.start <= at < one.end for one in some) for at in range(len(text))] for some in (gold, predicted)]
    expected = f1_score(*rows, zero_division=1.0)
    assert character_f1(predicted, gold) == pytest.approx(expected, abs=EXACT)


@given(st.lists(spans(SENTENCE), max_size=3), st.lists(spans(SENTENCE), max_size=3))
def test_words_are_compared_as_scikit_learn_does(predicted: Marked, gold: Marked) -> None:
    """The same as the Jaccard score of two rows of words, touched or not."""
    expected = jaccard_score(_touched(gold), _touched(predicted), zero_division=1.0)
    assert token_iou(predicted, gold, SENTENCE) == pytest.approx(expected, abs=EXACT)


@given(marked_texts())
def test_either_side_may_come_first(drawn: tuple[str, Marked, Marked]) -> None:
    """F1 and intersection over union are the same both ways; counts swap wrong and missed."""
    text, one, other = drawn
    assert character_f1(one, other) == character_f1(other, one)
    assert token_iou(one, other, text) == token_iou(other, one, text)
    for count in (strict_counts, character_counts):
        right, wrong, missed = count(one, other)
        assert count(other, one) == (right, missed, wrong)


@given(marked_texts())
def test_counts_add_up(drawn: tuple[str, Marked, Marked]) -> None:
    """Right and wrong are all that was predicted, right and missed all that was marked."""
    _, predicted, gold = drawn
    right, wrong, missed = strict_counts(predicted, gold)
    assert (right + wrong, right + missed) == (len(set(predicted)), len(set(gold)))
    right, wrong, missed = character_counts(predicted, gold)
    covered = [len({at for one in some for at in range(one.start, one.end)}) for some in (predicted, gold)]
    assert [right + wrong, right + missed] == covered


@given(marked_texts())
def test_the_gold_itself_has_full_marks_and_nothing_else_more(drawn: tuple[str, Marked, Marked]) -> None:
    """Every value lies between 0 and 1, and a span found exactly counts on every scale."""
    text, predicted, gold = drawn
    values = [character_f1(predicted, gold), token_iou(predicted, gold, text)]
    assert [0 <= value <= 1 for value in values] == [True, True]
    assert (character_f1(gold, gold), token_iou(gold, gold, text)) == (1, 1)
    assert strict_counts(predicted, gold)[0] == 0 or character_counts(predicted, gold)[0] > 0


def test_a_whole_sentence_has_many_characters_and_no_span_right() -> None:
    """Why strict and character figures stand side by side: quoting everything is never strictly right."""
    gold = [Span(start=2, end=10), Span(start=15, end=18)]
    whole = [Span(start=0, end=20)]
    assert strict_counts(whole, gold) == (0, 1, 2)
    assert character_counts(whole, gold) == (11, 9, 0)


def test_a_span_beyond_the_text_is_refused() -> None:
    """On either side; it would touch words that are not there."""
    with pytest.raises(TextError, match="outside a text of 5"):
        token_iou([Span(start=0, end=6)], [], "I fed")
    with pytest.raises(TextError, match="outside a text of 5"):
        token_iou([], [Span(start=0, end=6)], "I fed")
