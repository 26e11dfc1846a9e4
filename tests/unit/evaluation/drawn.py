"""Decisions drawn from a known truth: pairs of invented texts and competencies, with lanes that are plain noise."""

from collections.abc import Mapping

import numpy as np

from skillweave.evaluation.judged import Judged
from skillweave.matching.calibrate import Calibration
from skillweave.matching.parameters import FamilyParameters, Lane, Scale

LANES = (Lane.PROTOTYPE, Lane.LABEL, Lane.ALIAS)
COMPETENCIES = 10
TEXTS_EACH = 3
"""Texts a person."""


def numbers(*weights: float, intercept: float, curve: Calibration | None = None) -> FamilyParameters:
    """Give a family whose lanes need no scaling and whose best unit counts."""
    return FamilyParameters(
        scales={lane: Scale(mean=0, deviation=1) for lane in LANES},
        weights=dict(zip(LANES, weights, strict=True)),
        intercept=intercept,
        threshold=0.0,
        reach=0.001,
        calibration=curve,
    )


def curve(slope: float = 1.0, intercept: float = 0.0) -> Calibration:
    """Give a curve that was fitted on nothing."""
    return Calibration(slope=slope, intercept=intercept, fitted_on="nothing", judged=1)


PRESENT = numbers(1.5, 0.2, 0.5, intercept=-2.0, curve=curve(1.0, -1.0))
"""A score of 0 is right in some 27 of 100."""


def drawn(
    texts: int, truth: FamilyParameters | None, *, seed: int = 0, blind: bool = True, share: float = 0.15
) -> list[Judged]:
    """Draw texts, and for each pair whether it is right.

    Args:
        texts: How many.
        truth: Its curve says how often a score is right; None for reviewers who throw a coin.
        seed: Of the draw.
        blind: Whether reviewers saw no suggestion.
        share: How often the coin says yes.
    """
    rng = np.random.default_rng(seed)
    out = []
    for at in range(texts):
        units = int(rng.integers(1, 4))
        lanes = {lane: rng.normal(size=(units, COMPETENCIES)).astype(np.float32) for lane in LANES}
        one = pairs(lanes, person=f"p{at // TEXTS_EACH}", blind=blind)
        chances = np.full(COMPETENCIES, share) if truth is None else _chances(one, truth)
        out.append(pairs(lanes, rng.random(COMPETENCIES) < chances, person=one.group, blind=blind))
    return out


def _chances(one: Judged, truth: FamilyParameters) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    told = truth.calibration or curve()
    return np.array([told.confidence(score) for score in one.scores(truth).tolist()])


def pairs(
    lanes: Mapping[Lane, np.ndarray[tuple[int, int], np.dtype[np.float32]]],
    right: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None,
    *,
    person: str = "p",
    blind: bool = True,
) -> Judged:
    """Make the pairs of one text."""
    units, count = next(iter(lanes.values())).shape
    return Judged(
        group=person,
        framework="skills",
        lanes=lanes,
        bonus=np.zeros((units, count), np.float32),
        log_words=0.0,
        right=np.zeros(count, bool) if right is None else right,
        blind=np.full(count, blind),
        shown=np.full(count, not blind),
        levels=np.zeros(count, np.int64),
    )
