"""Reads learned signs of skills off token rows: for every token, how surely it is part of what shows each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillweave.matching.windows import best_of_each, stretch_sums
from skillweave.matching.words import WordHeads
from skillweave.ports import Encoding, Matrix

CONCEPT = "concept:"
"""Begins the name of a column that tells a shared skill concept; others are `framework:code`, `SHOWN` and `STATED`."""

SHOWN = "shown"
"""The column that tells whether any skill is shown."""

STATED = "stated"
"""The column that tells words that name a skill, whoever has it or is wanted to have it: for advertisements."""

WORDS = "words:"
"""Begins the name of a column that is told by the words of a text."""


Texts = tuple[Sequence[str], NDArray[np.int64]]
"""Texts, and (units,), which of them is each unit's."""


@dataclass(frozen=True, slots=True)
class Heads:
    """One hidden layer over token rows and their surroundings, and a column for everything it tells.

    Attributes:
        columns: (k,), their names.
        into: (dim, h), from a token's row.
        around: (2 * dim, h), from the sentence before (zeros where there is none) and the token's own sentence.
        into_bias: (h,).
        out: (h, k).
        out_bias: (k,).
        sharpness: (k,), how much more the surest tokens of a unit count than the others.
        words: What words and phrases say of a whole text; empty where nothing was fitted.
    """

    columns: tuple[str, ...]
    into: Matrix
    around: Matrix
    into_bias: Matrix
    out: Matrix
    out_bias: Matrix
    sharpness: Matrix
    words: tuple[WordHeads, ...] = ()

    @classmethod
    def of(cls, columns: Sequence[str], numbers: Mapping[str, Matrix], words: tuple[WordHeads, ...] = ()) -> "Heads":
        """Take the numbers of an adapter."""
        return cls(tuple(columns), **numbers, words=words)

    @property
    def told(self) -> tuple[str, ...]:
        """Name all that is told of a unit: by its tokens, then by the words of its text."""
        return (*self.columns, *(f"{WORDS}{name}" for one in self.words for name in one.columns))

    def signs(self, passages: Sequence[tuple[Encoding, Encoding | None]]) -> list[Matrix]:
        """Tell for each token of passages what it is a sign of, as log-odds.

        Args:
            passages: Each with the one before it in its entry.

        Returns:
            (n, k) each.
        """
        if not passages:
            return []
        none = np.zeros_like(passages[0][0].sentence)
        context = np.stack(
            [np.concatenate([none if before is None else before.sentence, one.sentence]) for one, before in passages]
        )
        lengths = [len(one.rows) for one, _ in passages]
        hidden = np.concatenate([one.rows for one, _ in passages]) @ self.into
        hidden += np.repeat(context @ self.around + self.into_bias, lengths, axis=0)
        found = _gelu(hidden) @ self.out + self.out_bias
        return np.split(found, np.cumsum(lengths)[:-1])

    def of_units(self, signs: Sequence[Matrix], whole: Texts, own: Texts) -> Matrix:
        """Tell all of units, (units, number of names in `told`).

        A skill shows in how things are told, and phrases that tell of others' deeds or of plans speak against it. A
        field shows in single words, and those of others' deeds are no sign of the writer's field.

        Args:
            signs: (n, k) each, at least one token.
            whole: Whole texts, in which phrases are looked for.
            own: Words of them that are the writer's, or that were taken away, as the unit was; single words are looked
                for in these.
        """
        words = [one.log_odds(texts)[owners] for one in self.words for texts, owners in [own if one.single else whole]]
        return np.concatenate([self.pool(signs), *words], axis=1)

    def pool(self, signs: Sequence[Matrix]) -> Matrix:
        """Bring the tokens of each unit together, (units, k): a mean in which surer tokens count more.

        Args:
            signs: (n, k) each, at least one token.
        """
        if not signs:
            return np.zeros((0, len(self.columns)), np.float32)
        lengths = np.array([len(one) for one in signs])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        every = np.concatenate(signs)
        weights = every * self.sharpness
        weights -= np.repeat(best_of_each(weights, starts), lengths, axis=0)
        np.exp(weights, out=weights)
        bounds = np.stack([starts, starts + lengths], axis=1)
        return stretch_sums(weights * every, bounds) / stretch_sums(weights, bounds)


def _gelu(values: Matrix) -> Matrix:
    """Bend values, by the hyperbolic tangent: ten times as fast here as the error function.

    Source:
        Hendrycks and Gimpel 2016, arXiv 1606.08415, the second form in section 2.
    """
    bent = values * values
    bent *= np.float32(0.044715)
    bent += np.float32(1.0)
    bent *= values
    bent *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(bent, out=bent)
    bent += np.float32(1.0)
    bent *= values
    bent *= np.float32(0.5)
    return bent
