"""Decided pairs of a text and a competency with their scores, and what claims at a threshold are worth on them."""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.experience import Experience
from skillweave.evaluation.adapters.decided import Decided
from skillweave.evaluation.metrics import adaptive_bins, bin_parts, brier_parts
from skillweave.evaluation.report.changes import Change, judged
from skillweave.evaluation.statistics import Statistic, Values, difference, ratio_of, resamples
from skillweave.matching.calibrate import log_words
from skillweave.matching.parameters import FamilyParameters, Lane
from skillweave.matching.ranking import entry_scores
from skillweave.matching.retrieve import fuse, of_framework
from skillweave.pipeline import Pipeline
from skillweave.ports import Matrix

Marks = NDArray[np.bool_]
CHUNK = 64
FIT_SHARE = 0.7
SEED = 0
LATE = "late F1"
"""F1 of texts read blind, where what people saw only when it was shown to them counts as right."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The pairs of one text and one framework that were decided.

    Attributes:
        group: Whose text it is.
        framework: Id of the framework.
        lanes: Raw values by lane, each (open units, k).
        bonus: (open units, k), what a score gains beside its lanes, such as for a name that stands there.
        right: (k,), whether the text shows it.
        blind: (k,), whether that was told without a suggestion in view.
        shown: (k,), whether that was told of a suggestion, in view of it. What is neither was seen late in a text read
            blind, by somebody who added it.
        levels: (k,), of the competencies in their framework, 0 the highest.
        log_words: Of the text, as `matching.calibrate.log_words` gives it.
    """

    group: str
    framework: str
    lanes: Mapping[Lane, Matrix]
    bonus: Matrix
    right: Marks
    blind: Marks
    shown: Marks
    levels: NDArray[np.int64]
    log_words: float

    def scores(self, family: FamilyParameters) -> Values:
        """Score the pairs as the pipeline does, (k,); minus infinity where the gate let nothing through."""
        if not len(self.bonus):
            return np.full(len(self.right), -np.inf)
        return entry_scores(fuse(self.lanes, family) + self.bonus, family.reach)

    def worths(self, family: FamilyParameters) -> Values:
        """Give the scores with what the text's length adds to them where a curve takes it into account, (k,)."""
        curve = family.calibration
        return self.scores(family) + (curve.length * self.log_words if curve else 0.0)

    def features(self, family: FamilyParameters) -> Values:
        """Give each weighted lane, centred and scaled, in the units that make the score, (k, lanes).

        So weights times features, with the intercept and the bonus, is the score. What a pair does not have is 0.
        """
        rows = np.zeros((len(family.weights), len(self.right)))
        if not len(self.bonus):
            return rows.T
        fused = fuse(self.lanes, family) + self.bonus
        best = np.argsort(-fused, axis=0, kind="stable")[: max(1, math.ceil(family.reach * len(fused)))]
        for at, lane in enumerate(family.weights):
            if lane in self.lanes:
                scale = family.scales[lane]
                values = np.take_along_axis(self.lanes[lane], best, axis=0).mean(axis=0)
                rows[at] = (values - scale.mean) / scale.deviation
        return np.nan_to_num(rows).T


def judge(pipeline: Pipeline, decided: Sequence[Decided]) -> Iterator[Judged]:
    """Score decided pairs against the only framework of a pipeline; every text is encoded once."""
    one = pipeline.index.frameworks[0]
    family = pipeline.parameters.of(one.family)
    places = {entry.code: at for at, entry in enumerate(one.framework.competencies)}
    for start in range(0, len(decided), CHUNK):
        texts = decided[start : start + CHUNK]
        matched = pipeline.match([Experience(id=text.id, text=text.text) for text in texts])
        found = of_framework(pipeline.index, matched.retrieved, 0)
        open_units = np.array([unit.reason is None for unit in matched.units], bool)
        for text, (low, high) in zip(texts, pairwise(matched.starts), strict=True):
            told = {**text.shown, **dict.fromkeys(text.late, True), **text.blind}
            rows = low + np.flatnonzero(open_units[low:high])
            cells = np.ix_(rows, np.array([places[code] for code in told], np.int64))
            lanes = {lane: values[cells] for lane, values in found.lanes.items()}
            bonus = found.fused[cells]
            yield Judged(
                group=text.group,
                framework=one.framework.id,
                lanes=lanes,
                bonus=bonus - fuse(lanes, family) if lanes else bonus,
                right=np.array(list(told.values()), bool),
                blind=np.array([code in text.blind for code in told], bool),
                shown=np.array([code in text.shown for code in told], bool),
                levels=np.array([len(one.above[places[code]]) for code in told], np.int64),
                log_words=log_words(text.text),
            )


def part_of(texts: Sequence[Judged], seed: int, *, fit: bool) -> list[Judged]:
    """Give the texts of the fit, or those held back; all texts of one person are in the same part."""
    return [text for text in texts if is_of_fit(text.group, seed) is fit]


def is_of_fit(group: str, seed: int) -> bool:
    """Draw whether the texts of a person are for the fit."""
    return int(hashlib.sha256(f"{seed}:{group}".encode()).hexdigest()[:8], 16) / 2**32 < FIT_SHARE


@dataclass(frozen=True, slots=True)
class Rule:
    """What is claimed with given numbers.

    Attributes:
        family: The numbers.
        above: What the settings add to the threshold.
    """

    family: FamilyParameters
    above: float

    def margins(self, text: Judged) -> Values:
        """Say how far above the threshold each pair lies, (k,)."""
        return text.scores(self.family) - self.family.threshold - self.above

    def sureness(self, worths: Values, otherwise: float) -> list[float]:
        """Give the confidences of scores with their texts' lengths; one number for all where there is no curve."""
        curve = self.family.calibration
        return [curve.confidence(worth) if curve else otherwise for worth in worths.tolist()]


def counted(text: Judged, present: Rule, *, unaided: bool) -> Marks:
    """Say which pairs of a text can be counted, (k,).

    What was told in view of suggestions counts only where there was one, and would be one now: of all else reviewers
    add some and never say what they left out.
    """
    return text.blind if unaided else text.blind | (text.shown & (present.margins(text) >= 0))


def compared(
    texts: Sequence[Judged], present: Rule, other: Rule, otherwise: float, *, unaided: bool
) -> tuple[Change, ...]:
    """Compare claims at the threshold, text by text, with the 95% interval of each difference.

    F1 takes what people saw only when it was shown to them as unknown, while what they turned down is wrong. So fewer
    claims look better than they are. `LATE` counts what they saw late as right.

    Args:
        texts: Held back from the fit.
        present: What is claimed now.
        other: What would be claimed.
        otherwise: Confidence where there is no curve.
        unaided: Whether only pairs told without a suggestion count; else only sureness is compared.
    """
    kept = [(text, counted(text, present, unaided=unaided)) for text in texts]
    kept = [(text, marks) for text, marks in kept if marks.any()]
    if not kept:
        return ()
    groups = [text.group for text, _ in kept]
    weights = resamples(groups, SEED)
    both = [_statistics(kept, rule, otherwise) for rule in (present, other)]
    pairs = [pair for pair in zip(*both, strict=True) if unaided or pair[0].kind in ("mean", "ece")]
    found = [(difference(first, second, weights), (first, second)) for first, second in pairs]
    return tuple(Change("present", gap, judged(gap, pair, groups)) for gap, pair in found)


def _statistics(kept: Sequence[tuple[Judged, Marks]], rule: Rule, otherwise: float) -> list[Statistic]:
    claimed = [marks & (rule.margins(text) >= 0) for text, marks in kept]
    sure = [
        (rule.sureness(text.worths(rule.family)[claims], otherwise), text.right[claims].tolist())
        for (text, _), claims in zip(kept, claimed, strict=True)
    ]
    edges = adaptive_bins([value for values, _ in sure for value in values])
    table = np.array([_outcomes(text, marks, rule) for text, marks in kept], np.float64)
    late = np.array([_outcomes(text, np.ones_like(marks), rule) for text, marks in kept], np.float64)
    bins = np.array([bin_parts(*one, edges) for one in sure], np.float64).reshape(len(sure), -1)
    totals = [brier_parts(*one) for one in sure]
    return [
        Statistic("F1", "f1", table),
        Statistic(LATE, "f1", late),
        Statistic("precision", "precision", table),
        Statistic("recall", "recall", table),
        ratio_of("Brier", [one for one, _ in totals], [many for _, many in totals], higher_is_better=False),
        Statistic("ECE", "ece", bins, higher_is_better=False),
    ]


def _outcomes(text: Judged, marks: Marks, rule: Rule) -> tuple[int, int, int]:
    """Count what is claimed and right, claimed and wrong, and missed among the marked pairs."""
    claimed = rule.margins(text) >= 0
    right, wrong, missed = claimed & text.right, claimed & ~text.right, ~claimed & text.right
    return int((right & marks).sum()), int((wrong & marks).sum()), int((missed & marks).sum())
