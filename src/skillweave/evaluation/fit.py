"""Fits the numbers that ship beside the code, on data that no figure is reported on."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.experience import Experience
from skillweave.evaluation.cases import read_lines
from skillweave.matching.index import FrameworkIndex
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Scale
from skillweave.matching.ranking import entry_scores
from skillweave.matching.retrieve import fuse, retrieve
from skillweave.matching.units import text_of
from skillweave.pipeline import Pipeline

Values = NDArray[np.float64]

WEIGHTS: Mapping[Family, Mapping[Lane, float]] = {
    Family.TECHNICAL: {Lane.PROTOTYPE: 0.5, Lane.WHOLE_PROTOTYPE: 0.5, Lane.INDICATOR: 0.7, Lane.ALIAS: 0.3},
    Family.CORE: {Lane.PROTOTYPE: 0.5, Lane.WHOLE_PROTOTYPE: 0.5, Lane.INDICATOR: 0.7, Lane.ALIAS: 0.3},
    Family.NAMED: {Lane.PROTOTYPE: 1.0, Lane.LABEL: 0.3},
    Family.LARGE: {Lane.LABEL: 1.0, Lane.WHOLE: 0.2, Lane.LEXICAL: 0.3},
}
"""Set by hand, with the development sets in view, whose figures are therefore slightly kind; see docs/matching.md."""

REACH: Mapping[Family, float] = {Family.TECHNICAL: 0.6}
_ONE_UNIT = 0.001


def lane_values(pipeline: Pipeline, texts: Sequence[str], at: int) -> Mapping[Lane, Values]:
    """Give the raw lanes of one framework, (texts, m) each: the best of every text's open units."""
    experiences = [Experience(id=str(number), text=text) for number, text in enumerate(texts)]
    out: dict[Lane, list[Values]] = {}
    for start in range(0, len(experiences), 64):
        chunk = experiences[start : start + 64]
        units, starts = pipeline.units(chunk)
        found = retrieve(pipeline.index, units, [text_of(u, chunk[u.entry].text) for u in units], pipeline.parameters)
        open_units = np.array([unit.reason is None for unit in units], bool)
        for lane, values in found.frameworks[at].lanes.items():
            rows = [_best_row(values[low:high], open_units[low:high]) for low, high in pairwise(starts)]
            out.setdefault(lane, []).extend(rows)
    return {lane: np.stack(rows) for lane, rows in out.items()}


def _best_row(values: NDArray[np.float32], open_units: NDArray[np.bool_]) -> Values:
    kept = values[open_units]
    return kept.max(axis=0).astype(np.float64) if len(kept) else np.full(values.shape[1], np.nan)


def scales_of(lanes: Mapping[Lane, Values]) -> dict[Lane, Scale]:
    """Measure how each lane lies over ordinary text."""
    return {
        lane: Scale(mean=round(float(np.nanmean(values)), 4), deviation=round(float(np.nanstd(values)), 4))
        for lane, values in lanes.items()
    }


def fit_transferable(lanes: Mapping[Lane, Values], gold: NDArray[np.bool_]) -> FamilyParameters:
    """Fit one logistic regression over (text, competency) pairs: the same weights for all competencies.

    Args:
        lanes: (texts, m) each.
        gold: (texts, m), which text shows which competency.
    """
    from sklearn.linear_model import LogisticRegression

    used = [Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS, Lane.LABEL]
    scales = scales_of({lane: lanes[lane] for lane in used})
    columns = [(lanes[lane] - scales[lane].mean) / scales[lane].deviation for lane in used]
    there = ~np.isnan(columns[0][:, 0])
    features = np.stack([column[there].ravel() for column in columns], axis=1)
    model = LogisticRegression(C=1.0, max_iter=2_000).fit(np.nan_to_num(features), gold[there].ravel())
    return FamilyParameters(
        scales=scales,
        weights={lane: round(float(weight), 4) for lane, weight in zip(used, model.coef_[0], strict=True)},
        intercept=round(float(model.intercept_[0]), 4),
        threshold=0.0,
        reach=_ONE_UNIT,
    )


ALIKE = 0.01
"""F1 values that lie nearer together count as equal; among equals the stricter threshold spares reviewers work."""


def best_f1_threshold(scores: Values, gold: NDArray[np.bool_]) -> tuple[float, float]:
    """Find the strictest threshold whose micro F1 over (text, competency) pairs equals the best: (it, its F1)."""
    order = np.argsort(-scores, axis=None, kind="stable")
    right = np.cumsum(gold.ravel()[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + gold.sum())
    chosen = int(np.flatnonzero(f1 >= f1.max() - ALIKE)[0])
    return round(float(scores.ravel()[order[chosen]]), 2), float(f1[chosen])


def precision_threshold(scores: Values, right: NDArray[np.bool_], target: float) -> float:
    """Find the lowest threshold from which on the first-ranked claims are right as often as asked."""
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= target)
    return round(float(scores[order[good[-1] if len(good) else 0]]), 2)


def pretend_entries(
    statements: Sequence[tuple[str, frozenset[str]]], fillers: Sequence[str], rng: np.random.Generator, count: int
) -> list[tuple[str, frozenset[str]]]:
    """Join statements and sentences of routine into entries; labels are the union.

    A threshold fitted on single statements claims too much on entries, where the best of many sentences counts.
    """
    entries = []
    for _ in range(count):
        picked = [statements[i] for i in rng.choice(len(statements), size=int(rng.integers(1, 5)), replace=False)]
        plain = rng.choice(len(fillers), size=int(rng.integers(2, 8)), replace=False)
        parts = [*picked, *((fillers[i], frozenset[str]()) for i in plain)]
        order = rng.permutation(len(parts))
        text = " ".join(_ended(parts[i][0]) for i in order)
        entries.append((text, frozenset().union(*(labels for _, labels in parts))))
    return entries


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?" else f"{sentence}."


def entry_values(pipeline: Pipeline, texts: Sequence[str], at: int, family: FamilyParameters) -> Values:
    """Score entries as the pipeline does, with parameters that are not shipped yet, (texts, m)."""
    experiences = [Experience(id=str(number), text=text) for number, text in enumerate(texts)]
    rows: list[Values] = []
    for start in range(0, len(experiences), 64):
        chunk = experiences[start : start + 64]
        units, starts = pipeline.units(chunk)
        found = retrieve(pipeline.index, units, [text_of(u, chunk[u.entry].text) for u in units], pipeline.parameters)
        fused = fuse(found.frameworks[at].lanes, family)
        open_units = np.array([unit.reason is None for unit in units], bool)
        for low, high in pairwise(starts):
            kept = fused[low:high][open_units[low:high]]
            rows.append(entry_scores(kept, family.reach) if len(kept) else np.full(fused.shape[1], -np.inf))
    return np.stack(rows)


def gold_matrix(one: FrameworkIndex, labels: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
    """Mark which entry shows which competency, by label."""
    return np.array([[entry.label in found for entry in one.framework.competencies] for found in labels], bool)


def unit_scores(lanes: Mapping[Lane, Values], family: FamilyParameters) -> Values:
    """Fuse lanes that were already brought to one row a text."""
    there = {lane: values.astype(np.float32) for lane, values in lanes.items()}
    fused = fuse(there, family).astype(np.float64)
    closed = np.isnan(next(iter(lanes.values()))).all(axis=1)
    fused[closed] = -np.inf
    return fused


def seed_statements(data: Path) -> list[tuple[str, frozenset[str]]]:
    """Read the short first-person statements with their durable skills (synthetic)."""
    folder = data / "statements_seed"
    rows = [row for name in ("seed_a.jsonl", "seed_b.jsonl") for row in read_lines(folder / name)]
    return [(row["text"], frozenset(row["labels"])) for row in rows]
