"""How far two raters of one sample agree, in the figures that the field uses, with their intervals."""

from collections.abc import Iterator, Sequence

from skillweave.evaluation.adapters.own import TwoGrades
from skillweave.evaluation.metrics import (
    agreement_interval,
    cohen_kappa,
    gwet_ac1,
    percent_agreement,
    quadratic_kappa,
    span_agreement,
)
from skillweave.evaluation.sets import GOLD
from skillweave.evaluation.statistics import Figure

SEED = 0
RESAMPLES = 500
"""Fewer than elsewhere: these measures cannot be weighted, so each resample is measured by itself."""


def agreement_lines(rows: Sequence[TwoGrades]) -> Iterator[str]:
    """Say it in lines, framework by framework; nothing rated twice is said too."""
    if not rows:
        yield "no text was rated twice"
    for framework in dict.fromkeys(row.framework for row in rows):
        own = [row for row in rows if row.framework == framework]
        texts = len({row.case for row in own})
        yield f"{framework}: {texts} texts, {len(own)} pairs of text and competency"
        for figure in agreement(own):
            yield f"  {figure.name:<32} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]  n={figure.count}"


def agreement(rows: Sequence[TwoGrades]) -> list[Figure]:
    """Measure agreement on what counts as shown, on grades, and on the words marked; texts are drawn together."""
    groups = [row.case for row in rows]
    shown = [row.first >= GOLD for row in rows], [row.second >= GOLD for row in rows]
    grades = [row.first for row in rows], [row.second for row in rows]
    out = []
    for name, measure in (
        ("agreement on shown", percent_agreement),
        ("Cohen's kappa on shown", cohen_kappa),
        ("Gwet's AC1 on shown", gwet_ac1),
    ):
        low, high = agreement_interval(measure, *shown, groups, SEED, count=RESAMPLES)
        out.append(Figure(name, measure(*shown), low, high, len(rows)))
    low, high = agreement_interval(quadratic_kappa, *grades, groups, SEED, count=RESAMPLES)
    out.append(Figure("quadratic kappa on grades", quadratic_kappa(*grades), low, high, len(rows)))
    both = [row for row in rows if row.first_spans and row.second_spans and min(row.first, row.second) >= GOLD]
    spans = [row.first_spans for row in both], [row.second_spans for row in both]
    low, high = agreement_interval(span_agreement, *spans, [row.case for row in both], SEED, count=RESAMPLES)
    out.append(Figure("character F1 of the words marked", span_agreement(*spans), low, high, len(both)))
    return out
