"""What a judge's verdicts are worth: agreement with reviewers, claims with and without it, its score as a chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skillweave.domain.agreement import ac1, alpha, plain
from skillweave.domain.claim import Claim, Translation
from skillweave.domain.intervals import percentiles
from skillweave.domain.judgement import SCORES, Judgement, Shown
from skillweave.domain.span import Span
from skillweave.evaluation.learn import CURVE_NEEDED, EACH_NEEDED
from skillweave.evaluation.measure import statistics_of
from skillweave.evaluation.metrics import adaptive_bins, bin_parts, brier_parts
from skillweave.evaluation.refit import shrunken
from skillweave.evaluation.report.changes import Change, judged
from skillweave.evaluation.sets import Case, Claimed, LabelledSet, Prediction, Task
from skillweave.evaluation.statistics import Figure, Statistic, difference, figure, mean_of, ratio_of, resamples
from skillweave.evaluation.steadiness import POSITIVE
from skillweave.matching.calibrate import Calibration

SEED = 0
_DIGITS = 4
_TINY = 1e-3


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict of a judge on a pair that reviewers decided.

    Attributes:
        group: Whose text it is about.
        framework: Id of the framework.
        judgement: What the judge says.
        matching: Confidence of the matching; None where it has none.
        right: What reviewers say.
    """

    group: str
    framework: str
    judgement: Judgement
    matching: float | None
    right: bool


def verdicts_of(
    data: LabelledSet, before: Mapping[str, Translation], after: Mapping[str, Translation]
) -> list[Verdict]:
    """Give the verdicts on claims that the set has labels for.

    Args:
        data: A labelled set.
        before: Translations by the id of their text, without the judge.
        after: The same with it.
    """
    out = []
    name = data.framework.id
    for case in own_cases(data):
        known = {one.code: one.confidence for one in before[case.id].claims if one.framework == name}
        own = [one for one in (*after[case.id].claims, *after[case.id].cut_off) if one.framework == name]
        for one in own:
            if one.code in known.keys() & data.candidates and one.judgement and one.judgement.shown in SCORES:
                group = case.group or case.id
                out.append(Verdict(group, name, one.judgement, known[one.code], one.code in case.gold))
    return out


def own_cases(data: LabelledSet) -> list[Case]:
    """Give the cases of a set without its twins."""
    return [case for case in data.cases if case.twin_of is None]


def agreement_of(verdicts: Sequence[Verdict]) -> list[Figure]:
    """Measure how far a judge and reviewers agree on what is shown, with the 95% interval over other texts.

    The first figure is what a judge would reach that says yes to everything.
    """
    yes = np.array([one.judgement.shown in POSITIVE for one in verdicts], bool)
    right = np.array([one.right for one in verdicts], bool)
    counts = np.stack([yes * 1.0 + right, 2.0 - yes - right], axis=1)
    weights, ones = resamples([one.group for one in verdicts], SEED), np.ones((1, len(verdicts)))
    out = [_share("agreement if all were shown", verdicts, [one.right for one in verdicts])]
    for name, formula in (("raw agreement", plain), ("Gwet's AC1", ac1), ("Krippendorff's alpha", alpha)):
        low, high = percentiles(formula(counts, weights))
        out.append(Figure(name, float(formula(counts, ones)[0]), low, high, len(verdicts)))
    return out


def right_by_verdict(verdicts: Sequence[Verdict]) -> list[Figure]:
    """Say how often reviewers find shown what a judge gives each verdict."""
    out = []
    for shown in SCORES:
        some = [one for one in verdicts if one.judgement.shown is shown]
        if some:
            out.append(_share(f"right where {shown.value.replace('_', ' ')}", some, [one.right for one in some]))
    return out


def _share(name: str, verdicts: Sequence[Verdict], marks: Sequence[bool]) -> Figure:
    return figure(mean_of(name, [float(one) for one in marks]), resamples([one.group for one in verdicts], SEED))


def with_and_without(
    data: LabelledSet, before: Mapping[str, Translation], after: Mapping[str, Translation]
) -> tuple[Change, ...]:
    """Compare claims without and with a judge on the same cases, as the harness measures claims."""
    cases = own_cases(data)
    plain_set = replace(data, tasks=frozenset({Task.CLAIMS}))
    both = [
        statistics_of(plain_set, [(case, _said(data, made[case.id])) for case in cases]) for made in (before, after)
    ]
    groups = [case.group or case.id for case in cases]
    weights = resamples(groups, SEED)
    old = {one.name: one for one in both[0]}
    out = []
    for now in both[1]:
        if now.name in old and not now.name.startswith("AURC"):
            pair = (old[now.name], now)
            gap = difference(*pair, weights)
            out.append(Change("no judge", gap, judged(gap, pair, groups)))
    return tuple(out)


def _said(data: LabelledSet, made: Translation) -> Prediction:
    own = [one for one in made.claims if one.framework == data.framework.id and one.code in data.candidates]
    return Prediction((), (), tuple(map(_claimed, own)))


def _claimed(claim: Claim) -> Claimed:
    """Take the judge's confidence where it has one."""
    sure = claim.judgement.confidence if claim.judgement else None
    spans = tuple(Span(start=one.start, end=one.end) for one in claim.evidence)
    return Claimed(claim.code, claim.score, claim.confidence if sure is None else sure, spans)


def calibrated(verdicts: Sequence[Verdict], about: str) -> tuple[Calibration | None, str]:
    """Learn what a judge's score is worth; else say why nothing can be learned.

    Args:
        verdicts: On texts that no figure is reported on.
        about: What they are.
    """
    right = np.array([one.right for one in verdicts], bool)
    good, bad = int(right.sum()), int((~right).sum())
    if len(verdicts) < CURVE_NEEDED or min(good, bad) < EACH_NEEDED:
        return None, (
            f"{CURVE_NEEDED} verdicts on decided claims are needed, at least {EACH_NEEDED} right and {EACH_NEEDED} "
            f"wrong; there are {good} right and {bad} wrong"
        )
    scores = np.array([one.judgement.score or 0.0 for one in verdicts], np.float64)
    if np.ptp(scores) == 0:
        return None, "the judge scores everything alike"
    features = np.column_stack([scores, np.ones(len(scores))])
    slope, intercept = shrunken(features, right, np.zeros(2), np.full(2, _TINY)).tolist()
    if slope <= 0:
        return None, "what the judge scores higher is not more often right"
    return Calibration(
        slope=round(slope, _DIGITS),
        intercept=round(intercept, _DIGITS),
        fitted_on=about,
        judged=len(verdicts),
        frameworks=dict.fromkeys(sorted({one.framework for one in verdicts}), ()),
    ), ""


def honesty(verdicts: Sequence[Verdict], curve: Calibration | None) -> list[Figure]:
    """Say how far off confidences are, by Brier score and ECE: the matching's, the judge's score, its confidence.

    Args:
        verdicts: On texts that the curve was not fitted to.
        curve: Of the judge's score; None takes the confidence that the judge brings, if it does.
    """
    told = [one for one in verdicts if one.matching is not None]
    sure: dict[str, list[float]] = {
        "matching": [one.matching or 0.0 for one in told],
        "judge's score, uncalibrated": [one.judgement.score or 0.0 for one in told],
    }
    after = [curve.confidence(one.judgement.score or 0.0) if curve else one.judgement.confidence for one in told]
    if None not in after:
        sure["judge, calibrated"] = [value or 0.0 for value in after]
    weights = resamples([one.group for one in told], SEED)
    right = [one.right for one in told]
    return (
        [figure(one, weights) for name, values in sure.items() for one in _honest(name, values, right)] if told else []
    )


def _honest(name: str, values: Sequence[float], right: Sequence[bool]) -> Iterable[Statistic]:
    rows = [([value], [good]) for value, good in zip(values, right, strict=True)]
    totals = [brier_parts(*row) for row in rows]
    yield ratio_of(f"Brier: {name}", [one for one, _ in totals], [many for _, many in totals], higher_is_better=False)
    edges = adaptive_bins(values)
    parts = np.array([bin_parts(*row, edges) for row in rows], np.float64).reshape(len(rows), -1)
    yield Statistic(f"ECE: {name}", "ece", parts, higher_is_better=False)


def counted(judgements: Iterable[Judgement]) -> dict[Shown, int]:
    """Count verdicts, those that failed and those that were not asked among them."""
    out = dict.fromkeys(Shown, 0)
    for one in judgements:
        out[one.shown] += 1
    return out
