"""Matches spelling: character n-grams of names, and names that stand in a text letter for letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import regex
from numpy.typing import NDArray

from skillweave.ports import Matrix

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}+#]+")
MIN_EXACT = 4
"""Letters a name needs to win by its letters alone: shorter ones ("IT", "C") are words or initials of other things."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The spelling of a framework's names.

    Attributes:
        vectorizer: Character 3- to 5-grams inside word borders, sublinear counts.
        names: (n, grams), sparse, unit length: labels and aliases, each competency's together.
        starts: (m,), row where each competency's names begin.
        exact: Normalised words of an unambiguous name -> its owner.
        longest: Words in the longest name.
    """

    vectorizer: "TfidfVectorizer"
    names: "csr_matrix"
    starts: NDArray[np.int64]
    exact: dict[tuple[str, ...], int]
    longest: int

    def cosines(self, texts: Sequence[str]) -> Matrix:
        """Compare texts with all competencies by spelling, (len(texts), m); the best of a competency's names."""
        every = np.asarray((self.vectorizer.transform(texts) @ self.names.T).toarray(), np.float32)
        return np.asarray(np.maximum.reduceat(every, self.starts, axis=1), np.float32)

    def exact_in(self, text: str) -> list[tuple[int, int, int]]:
        """Find names in a text: (owner, start, end), whole words, any case; the longest name wins its words."""
        words = list(_WORD.finditer(text))
        found: list[tuple[int, int, int]] = []
        at = 0
        while at < len(words):
            for length in range(min(self.longest, len(words) - at), 0, -1):
                owner = self.exact.get(tuple(word.group().lower() for word in words[at : at + length]))
                if owner is not None:
                    found.append((owner, words[at].start(), words[at + length - 1].end()))
                    at += length - 1
                    break
            at += 1
        return found


def build_lexicon(labels: Sequence[str], aliases: Sequence[Sequence[str]]) -> Lexicon:
    """Fit the n-grams on the labels and list the names that only one competency has."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
    vectorizer.fit(labels)  # on labels alone: the many aliases of one entry would make its words look common
    names = [name for label, others in zip(labels, aliases, strict=True) for name in (label, *others)]
    starts = np.cumsum([0, *(1 + len(others) for others in aliases)])[:-1].astype(np.int64)
    exact = _unambiguous(labels, aliases)
    longest = max((len(words) for words in exact), default=0)
    return Lexicon(vectorizer, vectorizer.transform(names), starts, exact, longest)


def _unambiguous(labels: Sequence[str], aliases: Sequence[Sequence[str]]) -> dict[tuple[str, ...], int]:
    owners: dict[tuple[str, ...], set[int]] = {}
    for owner, (label, others) in enumerate(zip(labels, aliases, strict=True)):
        for name in (label, *(alias for alias in others if " " in alias)):
            words = tuple(_WORD.findall(name.lower()))
            if sum(map(len, words)) >= MIN_EXACT:
                owners.setdefault(words, set()).add(owner)
    return {words: next(iter(found)) for words, found in owners.items() if len(found) == 1}


def exact_matrix(lexicon: Lexicon, texts: Sequence[str], count: int) -> NDArray[np.bool_]:
    """Mark which names stand in which text, (len(texts), count)."""
    out = np.zeros((len(texts), count), bool)
    for row, text in enumerate(texts):
        for owner, _, _ in lexicon.exact_in(text):
            out[row, owner] = True
    return out
