"""Everything that is kept of one set: figures with intervals, slices, plots' numbers, the worst cases, the twins."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from skillweave.evaluation.measure import Pairs, confident, statistics_of, sureness
from skillweave.evaluation.metrics import reliability, risk_coverage
from skillweave.evaluation.runs import (
    ClaimedLabel,
    ConfusionRow,
    FigureData,
    GoldLabel,
    LabelRow,
    ReliabilityRow,
    SetRun,
    StatisticData,
    SystemRun,
    TwinRow,
    WorstCase,
)
from skillweave.evaluation.sets import Case, LabelledSet, Prediction, System, Task
from skillweave.evaluation.statistics import Figure, Statistic, Values, figure, ratio_of, resamples

SEED = 0
MOST_CONFUSED = 15
MOST_WORST = 12
COVERAGE_POINTS = 50
SLICED = frozenset({"hit@1", "MRR", "F1", "precision", "recall", "false claims a text", "evidence balanced accuracy"})
"""Figures that are given for every slice; all of them for all slices would bury the reader."""


def measure_set(data: LabelledSet, systems: Sequence[System]) -> SetRun:
    """Measure systems on one set; the first is the one under test."""
    own = [case for case in data.cases if case.twin_of is None]
    groups = tuple(case.group or case.id for case in own)
    weights = resamples(groups, SEED)
    dimensions = sorted({name for case in own for name in case.slices})
    slices = {name: tuple(case.slices.get(name, "") for case in own) for name in dimensions}
    return SetRun(
        name=data.name,
        says=data.says,
        synthetic=data.synthetic,
        framework=data.framework.id,
        tasks=tuple(sorted(data.tasks)),
        cases=len(own),
        systems=tuple(measure_system(data, system, weights, slices) for system in systems),
        groups=groups,
        slices=slices,
        case_ids=tuple(case.id for case in own),
        texts=tuple(hashlib.sha256(case.text.encode()).hexdigest()[:12] for case in own),
        gold=tuple(tuple(sorted(case.gold)) for case in own),
    )


def measure_system(
    data: LabelledSet, system: System, weights: Values, slices: Mapping[str, tuple[str, ...]]
) -> SystemRun:
    """Measure one system on one set.

    Args:
        data: The set.
        system: The system.
        weights: (resamples, cases without twins).
        slices: Dimension -> value of each of these cases.
    """
    said = system.predict(data)
    every = list(zip(data.cases, said, strict=True))
    pairs = [(case, one) for case, one in every if case.twin_of is None]
    statistics = statistics_of(data, pairs)
    claims = Task.CLAIMS in data.tasks and all(one.claims is not None for _, one in pairs)
    return SystemRun(
        name=system.name,
        statistics=tuple(StatisticData.of(one) for one in statistics),
        figures=tuple(_kept(figure(one, weights), data.floors) for one in statistics),
        by_slice=_by_slice(statistics, weights, slices),
        reliability=_reliability(pairs) if claims else (),
        coverage=_coverage(pairs) if claims else (),
        per_label=_per_label(data, pairs) if claims else (),
        confusion=_confusion(pairs) if claims else (),
        worst=_worst(data, pairs) if claims else (),
        twins=_twins(every),
    )


def _kept(one: Figure, floors: Mapping[str, float]) -> FigureData:
    return FigureData(
        name=one.name, value=one.value, low=one.low, high=one.high, count=one.count, floor=floors.get(one.name)
    )


def _by_slice(
    statistics: Sequence[Statistic], weights: Values, slices: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, tuple[FigureData, ...]]]:
    out: dict[str, dict[str, tuple[FigureData, ...]]] = {}
    for dimension, values in slices.items():
        names = sorted(set(values) - {""})
        if len(names) < 2:
            continue
        for name in names:
            here = np.array([value == name for value in values], bool)
            found = [figure(one.of(here), weights[:, here]) for one in statistics if one.name in SLICED]
            out.setdefault(dimension, {})[name] = tuple(_kept(one, {}) for one in found if one.count)
    return out


def _reliability(pairs: Pairs) -> tuple[ReliabilityRow, ...]:
    each = confident(pairs)
    values = [value for confidences, _ in each for value in confidences]
    right = [good for _, rights in each for good in rights]
    if not values:
        return ()
    rows = reliability(values, right)
    return tuple(
        ReliabilityRow(confidence=row.confidence, right=row.share_right, low=row.low, high=row.high, count=row.count)
        for row in rows
    )


def _coverage(pairs: Pairs) -> tuple[tuple[float, float], ...]:
    """Thin the curve out to some fifty points."""
    rows = [row for row in sureness(pairs) if row[2]]
    if not rows:
        return ()
    coverage, risk = risk_coverage([row[0] for row in rows], [row[1] for row in rows])
    every = max(1, len(coverage) // COVERAGE_POINTS)
    return tuple(zip(coverage[::-every][::-1].tolist(), risk[::-every][::-1].tolist(), strict=True))


def _per_label(data: LabelledSet, pairs: Pairs) -> tuple[LabelRow, ...]:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for case, said in pairs:
        codes = {claim.code for claim in said.claims or ()}
        right.update(codes & case.gold)
        wrong.update(codes - case.gold)
        missed.update(case.gold - codes)
    seen = [code for code in sorted(data.candidates) if right[code] + wrong[code] + missed[code]]
    return tuple(
        LabelRow(
            code=code,
            label=data.framework.by_code[code].label,
            right=right[code],
            wrong=wrong[code],
            missed=missed[code],
        )
        for code in seen
    )


def _confusion(pairs: Pairs) -> tuple[ConfusionRow, ...]:
    """Count which wrong claim was made where which label was missed."""
    found: Counter[tuple[str, str]] = Counter()
    for case, said in pairs:
        codes = {claim.code for claim in said.claims or ()}
        found.update((gold, claimed) for gold in case.gold - codes for claimed in codes - case.gold)
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONFUSED]
    return tuple(ConfusionRow(gold=gold, claimed=claimed, count=count) for (gold, claimed), count in most)


def _worst(data: LabelledSet, pairs: Pairs) -> tuple[WorstCase, ...]:
    """Pick the texts with the most wrong and missed labels; the surest mistakes first among equals."""

    def badness(pair: tuple[Case, Prediction]) -> tuple[float, float, str]:
        case, said = pair
        codes = {claim.code for claim in said.claims or ()}
        surest = max((claim.score for claim in said.claims or () if claim.code not in case.gold), default=0.0)
        return -float(len(codes ^ case.gold)), -surest, case.id

    return tuple(_worst_case(data, *pair) for pair in sorted(pairs, key=badness)[:MOST_WORST] if badness(pair)[0])


def _worst_case(data: LabelledSet, case: Case, said: Prediction) -> WorstCase:
    names = {entry.code: entry.label for entry in data.framework.competencies}
    claims = said.claims or ()
    wrong = sum(claim.code not in case.gold for claim in claims)
    missed = len(case.gold - {claim.code for claim in claims})
    gold = tuple(GoldLabel(code=code, label=names[code], spans=case.spans.get(code, ())) for code in sorted(case.gold))
    claimed = tuple(
        ClaimedLabel(
            code=claim.code,
            label=names.get(claim.code, claim.code),
            score=claim.score,
            confidence=claim.confidence,
            spans=claim.spans,
        )
        for claim in claims
    )
    why = f"{wrong} wrong, {missed} missed"
    return WorstCase(case_id=case.id, text=case.text, gold=gold, claimed=claimed, why=why)


def _twins(every: Pairs) -> tuple[TwinRow, ...]:
    """Say what a change that leaves the meaning alone did to the claims of the same text."""
    codes = {case.id: frozenset(claim.code for claim in said.claims or ()) for case, said in every}
    if any(said.claims is None for _, said in every):
        return ()
    by_kind: dict[str, list[tuple[frozenset[str], frozenset[str], str]]] = {}
    for case, _ in every:
        if case.twin_of in codes:
            kind = case.slices.get("twin_kind", "changed")
            by_kind.setdefault(kind, []).append((codes[case.twin_of], codes[case.id], case.twin_of))
    return tuple(_twin_row(kind, by_kind[kind]) for kind in sorted(by_kind))


def _twin_row(kind: str, pairs: Sequence[tuple[frozenset[str], frozenset[str], str]]) -> TwinRow:
    weights = resamples([name for _, _, name in pairs], SEED)
    with_claims = [(one, other) for one, other, _ in pairs]
    kept = _share(with_claims, lambda one, other: len(one & other))
    lost = _share(with_claims, lambda one, other: len(one - other))
    new = _share(with_claims, lambda one, other: len(other - one))
    value = figure(kept, weights)
    ones = np.ones((1, len(pairs)))
    return TwinRow(
        kind=kind,
        pairs=len(pairs),
        kept=value.value,
        lost=float(lost.at(ones)[0]),
        new=float(new.at(ones)[0]),
        low=value.low,
        high=value.high,
    )


def _share(
    pairs: Sequence[tuple[frozenset[str], frozenset[str]]], count: Callable[[frozenset[str], frozenset[str]], int]
) -> Statistic:
    return ratio_of("share", [count(*pair) for pair in pairs], [len(one) for one, _ in pairs])
