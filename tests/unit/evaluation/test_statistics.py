"""Figures over cases: against scikit-learn, weights as repeated cases, whole groups drawn, intervals that cover."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import (
    balanced_accuracy_score,
    brier_score_loss,
    f1_score,
    precision_score,
    recall_score,
)

from skillweave.errors import EvaluationError
from skillweave.evaluation.metrics import adaptive_bins, bin_parts, brier_parts, carries_counts, counts, label_counts
from skillweave.evaluation.statistics import (
    KINDS,
    Figure,
    Kind,
    Statistic,
    Values,
    contributing,
    difference,
    figure,
    mean_of,
    ratio_of,
    resamples,
)
from tests.unit.evaluation.by_hand import WIDTHS

EXACT = 1e-9
LABELS = list("abcde")

some = st.sets(st.sampled_from(LABELS))
texts = st.lists(st.tuples(some, some), min_size=1, max_size=12)

Texts = list[tuple[set[str], set[str]]]


def _value(statistic: Statistic) -> float:
    return float(statistic.at(np.ones((1, len(statistic.parts))))[0])


def _rows(drawn: Texts) -> tuple[list[list[bool]], list[list[bool]]]:
    """Give gold and claims as scikit-learn has them, (texts, labels)."""
    gold = [[label in truth for label in LABELS] for _, truth in drawn]
    return gold, [[label in claimed for label in LABELS] for claimed, _ in drawn]


@pytest.mark.parametrize(
    ("kind", "score"), [("precision", precision_score), ("recall", recall_score), ("f1", f1_score)]
)
@given(drawn=texts)
def test_micro_figures_are_those_of_scikit_learn(kind: Kind, score: Callable[..., float], drawn: Texts) -> None:
    """Precision, recall and F1 over all pairs of a text and a label; NaN where it divides by zero."""
    gold, claimed = _rows(drawn)
    parts = np.array([counts(*pair) for pair in drawn], np.float64)
    expected = score(gold, claimed, average="micro", zero_division=np.nan)
    assert _value(Statistic(kind, kind, parts)) == pytest.approx(expected, abs=EXACT, nan_ok=True)


@given(texts)
def test_macro_f1_is_that_of_scikit_learn(drawn: Texts) -> None:
    """Over the labels that are gold or claimed anywhere; the others have no F1."""
    gold, claimed = _rows(drawn)
    parts = np.array([label_counts(*pair, LABELS) for pair in drawn], np.float64)
    there = [at for at in range(len(LABELS)) if any(row[at] for row in gold + claimed)]
    expected = f1_score(gold, claimed, average="macro", labels=there, zero_division=0) if there else np.nan
    assert _value(Statistic("macro", "macro_f1", parts)) == pytest.approx(expected, abs=EXACT, nan_ok=True)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=20))
def test_balanced_accuracy_is_that_of_scikit_learn(drawn: list[tuple[bool, bool]]) -> None:
    """With one text that carries evidence and one that does not added, so that it is defined."""
    both = [*drawn, (True, True), (True, False)]
    parts = np.array([carries_counts(*pair) for pair in both], np.float64)
    expected = balanced_accuracy_score([carries for _, carries in both], [claimed for claimed, _ in both])
    assert _value(Statistic("balanced", "balanced_accuracy", parts)) == pytest.approx(expected, abs=EXACT)


@given(st.lists(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=4), min_size=1, max_size=8))
def test_brier_is_that_of_scikit_learn(drawn: list[list[tuple[float, bool]]]) -> None:
    """Over all claims of all cases, however they are spread; NaN without a claim."""
    tops, bottoms = zip(*(brier_parts([c for c, _ in case], [r for _, r in case]) for case in drawn), strict=True)
    every = [claim for case in drawn for claim in case]
    expected = (
        brier_score_loss([right for _, right in every], [sure for sure, _ in every], labels=[False, True])
        if every
        else np.nan
    )
    assert _value(ratio_of("Brier", tops, bottoms)) == pytest.approx(expected, abs=EXACT, nan_ok=True)


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=60)
@given(data=st.data())
def test_a_weight_is_that_many_times_the_case(kind: Kind, data: st.DataObject) -> None:
    """So a resample given as weights has exactly the value of the cases that were drawn."""
    cell = st.integers(0, 3).map(float)
    rows = data.draw(st.lists(st.lists(cell, min_size=WIDTHS[kind], max_size=WIDTHS[kind]), min_size=1, max_size=8))
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    parts = np.array(rows, np.float64)
    weighted = Statistic(kind, kind, parts).at(np.array([times], np.float64))[0]
    repeated = Statistic(kind, kind, np.repeat(parts, times, axis=0)).at(np.ones((1, sum(times))))[0]
    assert weighted == pytest.approx(repeated, abs=EXACT, nan_ok=True)


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=30)
@given(data=st.data())
def test_the_order_of_cases_changes_nothing(kind: Kind, data: st.DataObject) -> None:
    """Nor does it matter how many sets of weights are worked out together."""
    rows = data.draw(st.lists(st.lists(st.integers(0, 3), min_size=WIDTHS[kind], max_size=WIDTHS[kind]), min_size=2))
    mixed = data.draw(st.permutations(range(len(rows))))
    parts = np.array(rows, np.float64)
    weights = np.stack([np.ones(len(rows)), np.arange(len(rows)) + 1.0])
    plain, turned = Statistic(kind, kind, parts), Statistic(kind, kind, parts[mixed])
    assert turned.at(weights[:, mixed]).tolist() == pytest.approx(plain.at(weights).tolist(), abs=EXACT, nan_ok=True)
    assert plain.at(weights[1:])[0] == pytest.approx(plain.at(weights)[1], abs=EXACT, nan_ok=True)


def test_the_calibration_error_by_hand() -> None:
    """Claims of two cases: 0.2 wrong, 0.4 right | 0.9 right, 0.7 wrong; gaps |0.6 - 1| and |1.6 - 1| over 4 claims."""
    edges = (0.0, 0.5, 1.0)
    cases = [bin_parts([0.2, 0.9], [False, True], edges), bin_parts([0.4, 0.7], [True, False], edges)]
    assert _value(Statistic("ECE", "ece", np.array(cases))) == pytest.approx(0.25, abs=EXACT)


def test_the_area_under_the_risk_coverage_curve_by_hand() -> None:
    """The best order of one wrong in four has 1/4 at full coverage only; the worst has it from the start."""
    best = np.array([[4, 0, 1], [3, 0, 1], [2, 0, 1], [1, 1, 1]], np.float64)
    worst = np.array([[1, 0, 1], [2, 0, 1], [3, 0, 1], [4, 1, 1]], np.float64)
    assert _value(Statistic("AURC", "aurc", best)) == pytest.approx(1 / 16, abs=EXACT)
    assert _value(Statistic("AURC", "aurc", worst)) == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, abs=EXACT)


def test_what_counts_as_a_case() -> None:
    """A case of value 0 contributes, one without a value does not; slices keep their own cases only."""
    statistic = mean_of("hit@1", [0.0, None, 1.0, 1.0])
    assert contributing(statistic) == 3
    assert _value(statistic) == pytest.approx(2 / 3)
    part = statistic.of(np.array([True, True, False, True]))
    assert (part.name, part.kind, contributing(part), _value(part)) == ("hit@1", "mean", 2, 0.5)


def test_a_figure_without_cases_is_not_a_number() -> None:
    """Never 0, which would look like a result."""
    empty = figure(mean_of("hit@1", [None, None]), np.ones((5, 2)))
    assert empty.count == 0
    assert np.isnan([empty.value, empty.low, empty.high]).all()


@given(st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=20), st.integers(0, 9))
def test_resamples_draw_whole_groups(groups: list[str], seed: int) -> None:
    """Cases of one group have one weight, weights are whole, and each resample draws as many groups as there are."""
    weights = resamples(groups, seed, 30)
    assert weights.shape == (30, len(groups))
    firsts = [groups.index(name) for name in groups]
    assert (weights == weights[:, firsts]).all()
    assert (weights == np.round(weights)).all()
    one_each = [groups.index(name) for name in sorted(set(groups))]
    assert (weights[:, one_each].sum(axis=1) == len(one_each)).all()


def test_resamples_repeat_with_the_seed_and_differ_without() -> None:
    """Two systems measured with one seed see the same resamples."""
    groups = ["a", "b", "b", "c", "d"]
    assert (resamples(groups, 1, 50) == resamples(groups, 1, 50)).all()
    assert (resamples(groups, 1, 50) != resamples(groups, 2, 50)).any()


def test_every_group_is_drawn_equally_often() -> None:
    """However large it is: 20,000 draws of 4 groups give each a mean weight of 1 -+ 0.03."""
    weights = resamples(["a"] * 7 + ["b", "c", "d"], 0, 20_000)
    assert weights.mean(axis=0).tolist() == pytest.approx([1.0] * 10, abs=0.03)


def _covered(rng: np.random.Generator, *, by_group: bool) -> bool:
    """Simulate 40 people with 4 texts each and a mean of 0.6; tell whether the interval holds it."""
    people = np.repeat(np.arange(40), 4)
    values = 0.6 + rng.normal(0, 0.15, 40)[people] + rng.normal(0, 0.1, 160)
    groups = [str(one) for one in (people if by_group else range(160))]
    found = figure(mean_of("simulated", values.tolist()), resamples(groups, int(rng.integers(1 << 30)), 300))
    return found.low <= 0.6 <= found.high


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """300 simulated sets: 95% intervals hold the known mean in 90% to 98% of them."""
    rng = np.random.default_rng(0)
    assert 0.90 <= np.mean([_covered(rng, by_group=True) for _ in range(300)]) <= 0.98


def test_intervals_that_forget_the_groups_are_too_narrow() -> None:
    """The same sets with texts drawn one by one: the mean is held in fewer than 85% of them."""
    rng = np.random.default_rng(0)
    assert np.mean([_covered(rng, by_group=False) for _ in range(300)]) < 0.85


def test_an_interval_is_about_that_of_the_normal_law() -> None:
    """400 cases of 0 and 1 in halves: 0.5 -+ 1.96 * 0.5 / sqrt(400), which is 0.451 to 0.549."""
    found = figure(mean_of("half", [0.0, 1.0] * 200), resamples([str(at) for at in range(400)], 0))
    assert isinstance(found, Figure)
    assert (found.name, found.value, found.count) == ("half", 0.5, 400)
    assert [found.low, found.high] == pytest.approx([0.451, 0.549], abs=0.006)


def _sure_by(rng: np.random.Generator, too_much: float) -> Statistic:
    """Draw 75 texts of two claims that are all stated too surely by as much; so much is the true calibration error."""
    sure = rng.uniform(0.3, 0.95, (75, 2))
    right = rng.random((75, 2)) < sure - too_much
    edges = adaptive_bins(sure.ravel().tolist())
    parts = [bin_parts(*case, edges) for case in zip(sure.tolist(), right.tolist(), strict=True)]
    return Statistic("ECE", "ece", np.array(parts, np.float64).reshape(75, -1), higher_is_better=False)


@pytest.mark.parametrize("truth", [0.05, 0.1])
def test_intervals_of_the_calibration_error_cover_the_truth(truth: float) -> None:
    """Chance alone makes gaps, and resamples more of them: plain percentiles hold a truth of 0.05 in no set of 80."""
    rng, weights = np.random.default_rng(1), resamples([str(at) for at in range(75)], 0, 300)
    drawn = [_sure_by(rng, truth) for _ in range(80)]
    found = [figure(one, weights) for one in drawn]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.8
    assert all(0 <= one.low <= one.value <= one.high for one in found)
    assert abs(np.mean([one.value for one in found]) - truth) < abs(np.mean([_value(one) for one in drawn]) - truth)


def test_a_calibration_error_by_chance_alone_is_near_nothing() -> None:
    """The value is nearer to 0 than the plain one, and no interval falls below 0."""
    weights = resamples([str(at) for at in range(75)], 0, 300)
    plain = _sure_by(np.random.default_rng(4), 0.0)
    found = figure(plain, weights)
    assert 0 <= found.low <= found.value <= found.high
    assert found.value < 0.75 * _value(plain)


def test_fewer_claims_are_no_worse_calibration() -> None:
    """Of 150 and of 40 claims, as sure and as often right: plain percentiles call four in ten differences real."""
    rng, weights = np.random.default_rng(6), resamples([str(at) for at in range(75)], 0, 300)
    called = []
    for _ in range(60):
        many, fewer = _sure_by(rng, 0.1), _sure_by(rng, 0.1)
        fewer.parts[20:] = 0
        found = difference(many, fewer, weights)
        called.append(found.real)
        alone = [figure(one, weights).value for one in (many, fewer)]
        assert [found.first, found.second] == pytest.approx(alone)
    assert np.mean(called) <= 0.25


def _simulated(effect: float) -> tuple[Statistic, Statistic, Values]:
    """Give two systems on 120 cases of very different difficulty; the second is better by the effect on each."""
    rng = np.random.default_rng(7)
    first = rng.uniform(0, 1, 120)
    second = first + effect + rng.normal(0, 0.02, 120)
    return (
        mean_of("first", first.tolist()),
        mean_of("second", second.tolist()),
        resamples(list(map(str, range(120))), 0),
    )


def test_a_system_does_not_differ_from_itself() -> None:
    """The difference is 0 on every resample, so it is not real."""
    first, _, weights = _simulated(0)
    found = difference(first, first, weights)
    assert (found.low, found.high, found.real) == (0, 0, False)
    assert found.first == found.second


@pytest.mark.parametrize("effect", [0.03, -0.03])
def test_a_planted_effect_is_found_on_the_same_cases(effect: float) -> None:
    """Second minus first, in either direction, though the intervals of the two alone overlap widely."""
    first, second, weights = _simulated(effect)
    found = difference(first, second, weights)
    assert found.real
    assert found.low < found.second - found.first < found.high
    assert found.low < effect < found.high
    alone = [figure(one, weights) for one in (first, second)]
    assert max(one.low for one in alone) < min(one.high for one in alone)


def test_chance_alone_is_seldom_taken_for_an_effect() -> None:
    """200 pairs of systems without a difference: at most 10% of the differences are called real."""
    rng = np.random.default_rng(3)
    weights = resamples([str(at) for at in range(80)], 0, 300)
    pairs = [[mean_of("none", rng.normal(0, 1, 80).tolist()) for _ in range(2)] for _ in range(200)]
    found = [difference(first, second, weights).real for first, second in pairs]
    assert 0.01 <= np.mean(found) <= 0.10


def test_systems_on_different_cases_are_not_compared() -> None:
    """There are no pairs then."""
    with pytest.raises(EvaluationError, match="2 cases against 3; compare systems on the same cases"):
        difference(mean_of("hit@1", [1, 0]), mean_of("hit@1", [1, 0, 1]), np.ones((5, 2)))
