"""From a score to the probability that a reviewer confirms: one logistic curve a family of frameworks.

The same score of a skill is worth more in a terse line than in a long entry, whose many sentences all had a chance to
reach it; of a field, which is a mean, less.
"""

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

DIGITS = 3
"""Of a probability; it is rounded so that machines agree on it."""

USUAL_WORDS, FEWEST_WORDS, MOST_WORDS = 40, 4, 400
"""Words of a text for which a score counts as it is; and those as which shorter and longer texts count."""


def log_words(text: str) -> float:
    """Give the logarithm of a text's words over the usual number: what a curve may take into account.

    Example:
        >>> log_words("word " * 40), round(log_words(""), 2)
        (0.0, -2.3)
    """
    return math.log(min(MOST_WORDS, max(FEWEST_WORDS, len(text.split()))) / USUAL_WORDS)


class Calibration(BaseModel):
    """A fitted curve and what it was fitted on.

    Source:
        J. Platt, Probabilistic Outputs for Support Vector Machines, 1999. Below about a thousand judged claims a
        curve of two numbers is surer than a step function (isotonic regression).

    Example:
        >>> Calibration(slope=1.0, intercept=0.0, fitted_on="an example", judged=10).confidence(0.0)
        0.5
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    slope: float = Field(gt=0)
    """How fast sureness grows with the score; a curve that falls would turn the ranking round."""
    intercept: float
    length: float = 0.0
    """Score that each e-fold of a text's words adds, or takes away; see `log_words`."""
    fitted_on: str
    judged: int = Field(ge=1)
    """Judged matches that it was fitted on."""
    frameworks: Mapping[str, tuple[int, ...]] = Field(default_factory=dict)
    """Ids of the frameworks that these matches belong to, with the levels that they lie on, 0 the highest; other levels
    of them, and other frameworks of the family, borrow the curve."""

    @field_validator("frameworks", mode="before")
    @classmethod
    def _without_levels(cls, value: object) -> object:
        """Read a list of ids, as it was written before levels were told apart: none is known to be judged."""
        return {str(name): () for name in value} if isinstance(value, list | tuple) else value

    def confidence(self, score: float, log_words: float = 0.0) -> float:
        """Give the probability that a claim of this score is right, 0 to 1.

        Args:
            score: The claim's.
            log_words: Of the text, as `log_words` gives it.
        """
        worth = score + self.length * log_words
        # The logistic function, written so that a score far away does not overflow.
        return round((1 + math.tanh((self.slope * worth + self.intercept) / 2)) / 2, DIGITS)

    def fitted_for(self, framework: str, level: int) -> Literal["own", "family"]:
        """Tell whether matches on this level of this very framework were judged, or only those of others like it."""
        return "own" if level in self.frameworks.get(framework, ()) else "family"
