"""What the words of a whole text say of its field."""

import numpy as np
import pytest

from skillweave.matching.words import WordHeads


@pytest.fixture
def heads() -> WordHeads:
    """Two fields: one speaks of kennels, the other of boards."""
    return WordHeads(
        longest=1,
        columns=("f:ANIMALS", "f:METAL"),
        words=("board", "kennel"),
        rarity=np.array([2.0, 1.0], np.float32),
        weights=np.array([[-1.0, 3.0], [4.0, -2.0]], np.float32),
        bias=np.array([-0.5, -1.0], np.float32),
    )


def test_a_text_is_told_by_its_words(heads: WordHeads) -> None:
    """One known word weighs fully, whatever its count or case; no known word leaves the bias."""
    told = heads.log_odds(["The KENNEL, the kennel!", "a board", "nothing of the kind", ""])
    np.testing.assert_allclose(told, [[3.5, -3.0], [-1.5, 2.0], [-0.5, -1.0], [-0.5, -1.0]], atol=1e-6)


def test_rare_words_weigh_more(heads: WordHeads) -> None:
    """Two words share the text's length by their rarity."""
    (told,) = heads.log_odds(["a board in a kennel"])
    length = 5**0.5
    np.testing.assert_allclose(told, [-0.5 + (-2 + 4) / length, -1 + (6 - 2) / length], atol=1e-5)


def test_no_texts_tell_nothing(heads: WordHeads) -> None:
    """The columns are still there."""
    assert heads.log_odds([]).shape == (0, 2)


def test_phrases_count_light_words_and_stop_where_they_are_too_long() -> None:
    """A stretch of words is told apart from its words in another order; light words and single letters are in it."""
    words = ("i", "my own", "on my own", "own")
    heads = WordHeads(
        3, ("s:ALONE",), words, np.ones(4, np.float32), np.ones((4, 1), np.float32), np.zeros(1, np.float32)
    )
    told = heads.log_odds(["On my own.", "own my on", "I", "she"])
    np.testing.assert_allclose(told[:, 0], [3**0.5, 1.0, 1.0, 0.0], atol=1e-6)
