"""Fits the numbers that ship beside the code, on data that no figure is reported on."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.experience import Experience
from skillweave.errors import EvaluationError
from skillweave.evaluation.metrics import adaptive_bins, bin_parts
from skillweave.evaluation.sets import Case
from skillweave.evaluation.statistics import Statistic
from skillweave.matching.calibrate import Calibration, log_words
from skillweave.matching.index import FrameworkIndex
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Scale
from skillweave.matching.ranking import entry_scores
from skillweave.matching.retrieve import fuse, of_framework
from skillweave.pipeline import Pipeline
from skillweave.ports import Matrix

Values = NDArray[np.float64]

CHUNK = 64

WEIGHTS: Mapping[Family, Mapping[Lane, float]] = {
    Family.TECHNICAL: {Lane.PROTOTYPE: 0.5, Lane.WHOLE_PROTOTYPE: 0.5, Lane.INDICATOR: 0.7, Lane.ALIAS: 0.3},
    Family.LENT_FIELDS: {
        Lane.PROTOTYPE: 0.5,
        Lane.WHOLE_PROTOTYPE: 0.5,
        Lane.INDICATOR: 0.7,
        Lane.ALIAS: 0.3,
        Lane.OWN: 0.25,
        Lane.WORDS: 1.0,
    },
    Family.CORE: {Lane.PROTOTYPE: 0.5, Lane.WHOLE_PROTOTYPE: 0.5, Lane.INDICATOR: 0.7, Lane.ALIAS: 0.3},
    Family.NAMED: {Lane.PROTOTYPE: 1.0, Lane.LABEL: 0.3, Lane.LEXICAL: 0.25, Lane.CONCEPT: 0.3},
    Family.LARGE: {Lane.LABEL: 1.0, Lane.WHOLE: 0.2, Lane.LEXICAL: 0.3},
}
"""Set by hand, with the development sets in view, whose figures are therefore slightly kind; see docs/matching.md."""

REACH: Mapping[Family, float] = {Family.TECHNICAL: 0.6, Family.LEARNED_FIELDS: 0.3, Family.LENT_FIELDS: 0.3}
ONE_UNIT = 0.001
"""A reach so small that one unit counts: the best."""


def lane_values(pipeline: Pipeline, texts: Sequence[str], reach: float = ONE_UNIT) -> list[dict[Lane, Values]]:
    """Give the raw lanes of each framework, (texts, m): the best of every text's open units. Texts are encoded once.

    Args:
        pipeline: The frameworks.
        texts: The texts.
        reach: Share of the open units whose mean is taken, the best ones.
    """
    out: list[dict[Lane, list[Values]]] = [{} for _ in pipeline.index.frameworks]
    for every, open_units in _scored(pipeline, texts):
        for found, lanes in zip(out, every, strict=True):
            for lane, values in lanes.items():
                found.setdefault(lane, []).append(_best_row(values, open_units, reach))
    return [{lane: np.stack(rows) for lane, rows in found.items()} for found in out]


def _scored(
    pipeline: Pipeline, texts: Sequence[str]
) -> Iterator[tuple[Sequence[Mapping[Lane, Matrix]], NDArray[np.bool_]]]:
    """Give, text by text, the lanes of each framework, (units, m), and which units are open."""
    experiences = [Experience(id=str(number), text=text) for number, text in enumerate(texts)]
    numbers = range(len(pipeline.index.frameworks))
    for start in range(0, len(experiences), CHUNK):
        matched = pipeline.match(experiences[start : start + CHUNK])
        every = [of_framework(pipeline.index, matched.retrieved, at).lanes for at in numbers]
        open_units = np.array([unit.reason is None for unit in matched.units], bool)
        for low, high in pairwise(matched.starts):
            here = [{lane: values[low:high] for lane, values in lanes.items()} for lanes in every]
            yield here, open_units[low:high]


def _best_row(values: NDArray[np.float32], open_units: NDArray[np.bool_], reach: float) -> Values:
    kept = values[open_units]
    return entry_scores(kept, reach) if len(kept) else np.full(values.shape[1], np.nan)


def scales_of(lanes: Mapping[Lane, Values]) -> dict[Lane, Scale]:
    """Measure how each lane lies over ordinary text."""
    return {
        lane: Scale(mean=round(float(np.nanmean(values)), 4), deviation=round(float(np.nanstd(values)), 4))
        for lane, values in lanes.items()
    }


EXAMPLE_LANES = (Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS, Lane.LABEL)
CONCEPT_LANES = (*EXAMPLE_LANES, Lane.CONCEPT, Lane.SHOWN)
OWN_LANES = (Lane.OWN, Lane.SHOWN, Lane.WORDS)
"""Few, since only some hundred shown skills are there to fit on: with examples and concepts F1 was no higher."""
FIELD_LANES = (Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS, Lane.OWN, Lane.WORDS, Lane.SHOWN)


def fit_weights(
    lanes: Mapping[Lane, Values], gold: NDArray[np.bool_], used: Sequence[Lane], reach: float = ONE_UNIT
) -> FamilyParameters:
    """Fit one logistic regression over (text, competency) pairs: the same weights for all competencies.

    Args:
        lanes: (texts, m) each.
        gold: (texts, m), which text shows which competency.
        used: Lanes that get a weight.
        reach: Share of an entry's units that count.
    """
    scales = scales_of({lane: lanes[lane] for lane in used})
    columns = [(lanes[lane] - scales[lane].mean) / scales[lane].deviation for lane in used]
    there = ~np.isnan(columns[0][:, 0])
    features = np.stack([column[there].ravel() for column in columns], axis=1)
    weights, intercept = logistic(np.nan_to_num(features), gold[there].ravel())
    return FamilyParameters(
        scales=scales,
        weights={lane: round(float(weight), 4) for lane, weight in zip(used, weights, strict=True)},
        intercept=round(intercept, 4),
        threshold=0.0,
        reach=reach,
    )


def logistic(features: Values, marks: NDArray[np.bool_], strength: float = 1.0) -> tuple[Values, float]:
    """Fit a logistic regression: weights, (k,), and intercept.

    Args:
        features: (n, k).
        marks: (n,), of both kinds.
        strength: Inverse strength of the regularisation.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=2_000).fit(features, marks)
    return np.asarray(model.coef_[0], np.float64), float(model.intercept_[0])


def precision_threshold(scores: Values, right: NDArray[np.bool_], target: float) -> float:
    """Find the lowest threshold from which on claims are right as often as asked; the highest where none is.

    Equal scores are claimed together or not at all. The threshold is rounded to two digits, which can move a claim
    that lies next to it to the other side.
    """
    sure, hits, last = _down(scores, right)
    precision = hits / np.arange(1, len(sure) + 1)
    good = np.flatnonzero(last & (precision >= target))
    return round(float(sure[good[-1] if len(good) else 0]), 2)


def _down(scores: Values, right: NDArray[np.bool_]) -> tuple[Values, NDArray[np.int64], NDArray[np.bool_]]:
    """Go down the scores: (scores, how many so far are right, whether the next one is lower)."""
    order = np.argsort(-scores, kind="stable")
    sure = scores[order]
    return sure, np.cumsum(right[order]), np.append(sure[1:] != sure[:-1], True)


def f1_threshold(scores: Values, right: NDArray[np.bool_]) -> float:
    """Find the threshold at which F1 of the claims is best, the highest such; equal scores go together.

    Args:
        scores: (n,), at least one.
        right: (n,), whether the text shows it.

    Returns:
        The threshold, rounded to two digits as by `precision_threshold`.
    """
    sure, hits, last = _down(scores, right)
    f1 = 2 * hits / (np.arange(1, len(sure) + 1) + right.sum())
    return round(float(sure[int(np.argmax(np.where(last, f1, -1.0)))]), 2)


NEAR = 1.0
"""How far below the threshold a match is still looked at for the calibration: reviewers are shown near misses too."""

FOLDS = 5


def calibrate(
    scores: Values, right: NDArray[np.bool_], texts: Sequence[str], fitted_on: str
) -> tuple[Calibration, float]:
    """Fit what a score is worth, on matches from a little below the threshold on.

    Args:
        scores: (entries, m), the threshold at 0.
        right: (entries, m), whether the entry shows it.
        texts: The entries; their lengths are taken into account.
        fitted_on: Name of the entries.

    Returns:
        The curve of all entries, and its expected calibration error when each fold of entries is judged by the curve
        of the others.

    Raises:
        EvaluationError: Too little was judged, or higher scores are not more often right.
    """
    near = scores >= -NEAR
    folds = np.broadcast_to(np.arange(len(scores))[:, None] % FOLDS, scores.shape)
    lengths = np.broadcast_to(np.array([log_words(text) for text in texts])[:, None], scores.shape)
    every = [(near & (folds != fold), near & (folds == fold)) for fold in range(FOLDS)]
    held_out = [(_curve(scores[rest], lengths[rest], right[rest], fitted_on), mine) for rest, mine in every]
    values = [
        curve.confidence(score, length)
        for curve, mine in held_out
        for score, length in zip(scores[mine].tolist(), lengths[mine].tolist(), strict=True)
    ]
    truths = [good for _, mine in held_out for good in right[mine].tolist()]
    parts = np.array([bin_parts(values, truths, adaptive_bins(values))], np.float64)
    error = float(Statistic("ECE", "ece", parts).at(np.ones((1, 1)))[0])
    return _curve(scores[near], lengths[near], right[near], fitted_on), error


def _curve(scores: Values, lengths: Values, right: NDArray[np.bool_], fitted_on: str) -> Calibration:
    if right.all() or not right.any():
        raise EvaluationError(
            f"{fitted_on}: {len(right)} matches near the threshold, all of them {'right' if right.all() else 'wrong'}; "
            "judge more entries to calibrate"
        )
    weights, offset = logistic(np.column_stack([scores, lengths]), right, 1e6)
    slope, intercept = round(float(weights[0]), 4), round(offset, 4)
    if slope <= 0:
        raise EvaluationError(f"{fitted_on}: higher scores are not more often right; no calibration can be fitted")
    length = round(float(weights[1] / weights[0]), 4)
    return Calibration(slope=slope, intercept=intercept, length=length, fitted_on=fitted_on, judged=len(right))


def entry_values(pipeline: Pipeline, texts: Sequence[str], family: FamilyParameters) -> Values:
    """Score entries against the first framework as the pipeline does, with parameters not shipped yet, (texts, m)."""
    rows: list[Values] = []
    for every, open_units in _scored(pipeline, texts):
        kept = fuse(every[0], family)[open_units]
        rows.append(entry_scores(kept, family.reach) if len(kept) else np.full(kept.shape[1], -np.inf))
    return np.stack(rows)


def gold_matrix(one: FrameworkIndex, cases: Sequence[Case]) -> NDArray[np.bool_]:
    """Mark which case shows which competency, (cases, m)."""
    return np.array([[entry.code in case.gold for entry in one.framework.competencies] for case in cases], bool)


def unit_scores(lanes: Mapping[Lane, Values], family: FamilyParameters) -> Values:
    """Fuse lanes that were already brought to one row a text."""
    there = {lane: values.astype(np.float32) for lane, values in lanes.items()}
    fused = fuse(there, family).astype(np.float64)
    closed = np.isnan(next(iter(lanes.values()))).all(axis=1)
    fused[closed] = -np.inf
    return fused
