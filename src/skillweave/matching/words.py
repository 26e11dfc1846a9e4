"""Reads fields of work and skills off the words of a whole text: linear layers over weighted words and phrases."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skillweave.ports import Matrix

SINGLE, ANY = r"\b\w\w+\b", r"\b\w+\b"
"""What counts as a word where single words are looked for, and where stretches are: those need "I" and "a"."""


@dataclass(frozen=True)
class WordHeads:
    """What words, or stretches of words, say of the whole text that they stand in.

    A field of work shows in single words: "vet", "kennel", "vaccine". A skill shows in how things are told: "so I
    asked", "on my own", "we split it". They are one lane among others.

    Attributes:
        longest: Words in the longest stretch; 1 for single words, of which light ones ("the", "so") are left out.
        columns: (k,), names of what is told: `framework:code`.
        words: (w,), words or stretches of them in lower case, in the order of the numbers.
        rarity: (w,), the inverse document frequency of each.
        weights: (w, k).
        bias: (k,).
    """

    longest: int
    columns: tuple[str, ...]
    words: tuple[str, ...]
    rarity: Matrix
    weights: Matrix
    bias: Matrix

    @property
    def single(self) -> bool:
        """Tell whether single words are looked for."""
        return self.longest == 1

    def log_odds(self, texts: Sequence[str]) -> Matrix:
        """Tell what the words of each text are a sign of, (texts, k)."""
        out = np.empty((len(texts), len(self.columns)), np.float32)
        for row, text in enumerate(texts):
            out[row] = self.bias
            if counts := self._counts(text.lower()):
                at = np.fromiter(counts.keys(), np.int64)
                values = (1 + np.log(np.fromiter(counts.values(), np.float32))) * self.rarity[at]
                out[row] += (values / np.sqrt(np.sum(values * values))) @ self.weights[at]
        return out

    def _counts(self, text: str) -> Counter[int]:
        """Count the known words and stretches of a text, by their place among the words."""
        branches, known = self._tree
        words = re.findall(SINGLE if self.single else ANY, text)
        counts: Counter[int] = Counter()
        for start in range(len(words)):
            node = 0
            for word in words[start : start + self.longest]:
                node = branches[node].get(word, 0)
                if not node:
                    break
                if known[node] >= 0:
                    counts[known[node]] += 1
        return counts

    @cached_property
    def _tree(self) -> tuple[list[dict[str, int]], list[int]]:
        """Lay the stretches out word by word: from each node the next ones by word, and the stretch that ends there.

        A stretch that is known mostly begins with one that is known too, so a text is gone through with few look-ups;
        looking up every stretch of it takes ten times as long.
        """
        branches: list[dict[str, int]] = [{}]
        known = [-1]
        for place, stretch in enumerate(self.words):
            node = 0
            for word in stretch.split(" "):
                after = branches[node].setdefault(word, len(branches))
                if after == len(branches):
                    branches.append({})
                    known.append(-1)
                node = after
            known[node] = place
        return branches, known
