"""The fit: thresholds by hand, pretended entries, and weights that learn what is told."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.evaluation.fit import (
    ALIKE,
    best_f1_threshold,
    entry_values,
    fit_transferable,
    gold_matrix,
    lane_values,
    precision_threshold,
    pretend_entries,
    scales_of,
    seed_statements,
    unit_scores,
)
from skillweave.matching.parameters import FamilyParameters, Lane, Scale
from skillweave.pipeline import Pipeline

USED = (Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS, Lane.LABEL)
STATEMENTS = [
    ("I led", frozenset({"L"})),
    ("I listened!", frozenset({"H"})),
    ("I tried?", frozenset({"P"})),
    ("I sat", frozenset()),
]
FILLERS = [
    "It rained",
    "The bus was late.",
    "We had lunch",
    "It is May",
    "There are windows",
    "The door is red",
    "A car came",
    "Snow",
]


def _family(weights: dict[Lane, float], mean: float = 0.0, deviation: float = 1.0) -> FamilyParameters:
    scales = {lane: Scale(mean=mean, deviation=deviation) for lane in weights}
    return FamilyParameters(scales=scales, weights=weights, intercept=0.0, threshold=0.0, reach=0.001)


def test_the_threshold_with_the_best_f1_by_hand() -> None:
    """Scores 4 3 2 1, right wrong right wrong: F1 is 2/3, 2/4, 4/5, 4/6; the best is at 2."""
    threshold, f1 = best_f1_threshold(np.array([[4.0, 1.0], [3.0, 2.0]]), np.array([[True, False], [False, True]]))
    assert threshold == 2.0
    assert f1 == pytest.approx(0.8)


def test_of_thresholds_alike_the_strictest_is_taken_by_hand() -> None:
    """50 right, a wrong, a right: F1 is 0.9901 after 50 and 0.9903 at the end; after 49 it is 0.98, too far below."""
    threshold, f1 = best_f1_threshold(np.arange(52.0, 0.0, -1.0), np.array([True] * 50 + [False, True]))
    assert threshold == 3.0
    assert f1 == pytest.approx(100 / 101)


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.booleans()), min_size=1, max_size=30, unique_by=lambda pair: pair[0])
)
def test_the_strictest_threshold_of_a_best_f1_is_found(pairs: list[tuple[int, bool]]) -> None:
    """Every score is tried as a threshold, the plain way: none beats the found F1 clearly, none higher is as good."""
    scores, gold = np.array([float(score) for score, _ in pairs]), np.array([right for _, right in pairs])
    threshold, f1 = best_f1_threshold(scores, gold)
    tried = {float(other): _f1(scores >= other, gold) for other in scores}
    good = [other for other, value in tried.items() if value >= max(tried.values()) - ALIKE]
    assert threshold == max(good)
    assert f1 == pytest.approx(tried[threshold])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (1.0, 4.0),  # only the first: 1/1
        (0.7, 4.0),  # 1/1, 1/2, 2/3, 2/4: only the first
        (0.6, 2.0),  # down to 2/3
        (0.5, 1.0),  # down to 2/4
    ],
)
def test_the_lowest_threshold_of_a_precision_by_hand(target: float, expected: float) -> None:
    """Scores 4 3 2 1, right wrong right wrong."""
    scores, right = np.array([1.0, 4.0, 3.0, 2.0]), np.array([False, True, False, True])
    assert precision_threshold(scores, right, target) == expected


def test_a_precision_that_is_never_reached_leaves_the_first() -> None:
    """Then hardly anything is claimed."""
    assert precision_threshold(np.array([1.0, 2.0]), np.array([False, False]), 0.5) == 2.0


def test_scales_are_means_and_deviations_without_gaps() -> None:
    """Of 1, 3 and a gap: mean 2, deviation 1."""
    scale = scales_of({Lane.LABEL: np.array([[1.0, 3.0], [np.nan, np.nan]])})[Lane.LABEL]
    assert (scale.mean, scale.deviation) == (2.0, 1.0)


def test_unit_scores_are_weighted_and_closed_texts_get_none() -> None:
    """(3 - 1) / 2 * 2 + (2 - 1) / 2 * 1 is 2.5; a text that the gate closed lies below everything."""
    lanes = {Lane.LABEL: np.array([[3.0], [np.nan]]), Lane.ALIAS: np.array([[2.0], [np.nan]])}
    scores = unit_scores(lanes, _family({Lane.LABEL: 2.0, Lane.ALIAS: 1.0}, mean=1.0, deviation=2.0))
    assert scores.tolist() == [[2.5], [-np.inf]]


@given(st.integers(0, 50))
def test_pretended_entries_hold_their_statements_and_their_labels(seed: int) -> None:
    """One to four statements and two to seven fillers, each ended as a sentence, labels joined, none left over."""
    entries = pretend_entries(STATEMENTS, FILLERS, np.random.default_rng(seed), 5)
    picked = [[one for one in STATEMENTS if one[0] in text] for text, _ in entries]
    fillers = [sum(filler in text for filler in FILLERS) for text, _ in entries]
    assert [frozenset().union(*(labels for _, labels in some)) for some in picked] == [gold for _, gold in entries]
    assert {1 <= len(some) <= 4 for some in picked} == {2 <= count <= 7 for count in fillers} == {True}
    assert {text[-1] in ".!?" for text, _ in entries} == {True}


def test_pretended_entries_repeat_with_the_seed() -> None:
    """The fit can be made again."""
    first, second = (pretend_entries(STATEMENTS, FILLERS, np.random.default_rng(7), 3) for _ in range(2))
    assert first == second


def test_seed_statements_are_those_of_both_files(data: Path) -> None:
    """Text and labels, the first file first."""
    found = seed_statements(data)
    assert len(found) == 6
    assert found[0] == ("I ran the kitchen crew and decided who did what", frozenset({"Leadership"}))
    assert found[4] == ("I wiped the tables at noon", frozenset())


def test_gold_is_marked_by_label(durable: Pipeline) -> None:
    """A row a text, a column a competency, in the order of the framework."""
    marked = gold_matrix(durable.index.frameworks[0], [frozenset({"Leadership"}), frozenset()])
    assert marked.tolist() == [[False, False, True], [False, False, False]]


def test_lanes_have_a_row_a_text_and_gaps_where_the_gate_closed(durable: Pipeline) -> None:
    """The best of the open units; a text with none has no values."""
    lanes = lane_values(durable, ["I led the robotics team through the season.", "Next week I will lead the team."], 0)
    assert set(USED) <= set(lanes)
    assert {values.shape for values in lanes.values()} == {(2, 3)}
    assert np.isfinite(lanes[Lane.PROTOTYPE][0]).all()
    assert {bool(np.isnan(values[1]).all()) for values in lanes.values()} == {True}


def test_lanes_do_not_depend_on_the_chunk(durable: Pipeline) -> None:
    """70 texts are worked on in two chunks; each row is that of its text alone."""
    texts = [f"I gave volunteer {number} a job." for number in range(70)]
    together, alone = lane_values(durable, texts, 0), lane_values(durable, [texts[66]], 0)
    assert np.allclose(together[Lane.PROTOTYPE][66], alone[Lane.PROTOTYPE][0], atol=1e-5)


def test_entries_are_scored_by_their_best_unit(durable: Pipeline) -> None:
    """With a reach of one unit, sentences of routine take nothing away; an entry of plans alone scores nothing."""
    deed = "I led the robotics team through the season."
    family = _family({Lane.PROTOTYPE: 1.0})
    scores = entry_values(
        durable, [deed, f"It rained. {deed} It was May.", "Next week I will lead the team."], 0, family
    )
    assert scores.shape == (3, 3)
    assert scores[1, 2] >= scores[0, 2] - 1e-5
    assert np.isneginf(scores[2]).all()


def test_the_fit_learns_which_lane_tells() -> None:
    """One lane holds the truth and the others hold noise: it gets by far the greatest weight."""
    rng = np.random.default_rng(0)
    gold = rng.random((60, 3)) < 0.3
    lanes = {lane: rng.normal(size=gold.shape) for lane in USED}
    lanes[Lane.INDICATOR] = gold * 4.0 + rng.normal(size=gold.shape)
    lanes[Lane.PROTOTYPE][5] = lanes[Lane.INDICATOR][5] = np.nan  # a text that the gate closed
    family = fit_transferable(lanes, gold)
    others = [abs(family.weights[lane]) for lane in USED if lane != Lane.INDICATOR]
    assert family.weights[Lane.INDICATOR] > 3 * max(others)
    assert set(family.weights) == set(family.scales) == set(USED)
    assert family.intercept < 0  # most pairs are no claims


def _f1(claimed: np.ndarray, gold: np.ndarray) -> float:
    return float(2 * (claimed & gold).sum() / max(claimed.sum() + gold.sum(), 1))
