"""What the words of a whole text say of its field."""

import numpy as np
import pytest

from skillweave.matching.words import WordHeads, vectorizer

TEXTS = ["We washed the kennel and the dogs.", "Dogs ran round the kennel.", "I soldered a board."]


@pytest.fixture
def heads() -> WordHeads:
    """Two fields: one speaks of kennels, the other of boards."""
    return WordHeads(
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


def test_numbers_that_were_fitted_weigh_words_as_when_they_were_fitted() -> None:
    """From a vocabulary and its rarity, the same features come out as from the texts."""
    fitted = vectorizer().fit(TEXTS)
    size = len(fitted.vocabulary_)
    again = WordHeads(
        columns=tuple(f"f:{at}" for at in range(size)),
        words=tuple(fitted.get_feature_names_out()),
        rarity=np.asarray(fitted.idf_, np.float32),
        weights=np.eye(size, dtype=np.float32),
        bias=np.zeros(size, np.float32),
    )
    assert size == 2
    np.testing.assert_allclose(again.log_odds(TEXTS), fitted.transform(TEXTS).toarray(), atol=1e-6)
