"""Reads fields of work and skills off the words of a whole text: a linear layer over weighted words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from skillweave.ports import Matrix

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True)
class WordHeads:
    """What single words say of the whole text that they stand in.

    A field of work shows in the words of a whole text, whoever's deed a sentence tells of: "vet", "kennel", "vaccine".
    Of a skill, words tell less; they are one lane among others, and what the gate takes out still makes no claim.

    Attributes:
        columns: (k,), names of what is told: `framework:code`.
        words: (w,), in lower case, in the order of the numbers.
        rarity: (w,), the inverse document frequency of each.
        weights: (w, k).
        bias: (k,).
    """

    columns: tuple[str, ...]
    words: tuple[str, ...]
    rarity: Matrix
    weights: Matrix
    bias: Matrix

    def log_odds(self, texts: Sequence[str]) -> Matrix:
        """Tell what the words of each text are a sign of, (texts, k)."""
        if not texts:
            return np.zeros((0, len(self.columns)), np.float32)
        return np.asarray(self._vectorizer.transform(texts) @ self.weights + self.bias, np.float32)

    @cached_property
    def _vectorizer(self) -> "TfidfVectorizer":
        made = vectorizer(vocabulary=self.words)
        made.idf_ = self.rarity.astype(np.float64)
        return made


def vectorizer(vocabulary: Sequence[str] | None = None) -> "TfidfVectorizer":
    """Make what weighs words: sublinear counts times rarity, unit length.

    Args:
        vocabulary: Words, where they are known; else all that stand in two texts of those it is fitted to.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2, vocabulary=vocabulary)
