"""The fit: thresholds by hand, weights that learn what is told, and curves that find the truth they were drawn from."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.fit import (
    EXAMPLE_LANES,
    FOLDS,
    NEAR,
    Values,
    calibrate,
    entry_values,
    f1_threshold,
    fit_weights,
    gold_matrix,
    lane_values,
    precision_threshold,
    scales_of,
    unit_scores,
)
from skillweave.evaluation.weave import Assemble
from skillweave.matching.calibrate import USUAL_WORDS, log_words
from skillweave.matching.parameters import FamilyParameters, Lane, Scale
from skillweave.pipeline import Pipeline
from skillweave.ports import Embedder, Encoding
from tests.unit.evaluation.by_hand import case

USED = (Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS, Lane.LABEL)


class Counting:
    """Passes everything on to an embedder and counts how often texts are encoded."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.encoded = 0
        self.model_id, self.dim, self.sentences = inner.model_id, inner.dim, inner.sentences

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Count and pass on."""
        self.encoded += 1
        return self._inner.encode(texts)


def _family(weights: dict[Lane, float], mean: float = 0.0, deviation: float = 1.0) -> FamilyParameters:
    scales = {lane: Scale(mean=mean, deviation=deviation) for lane in weights}
    return FamilyParameters(scales=scales, weights=weights, intercept=0.0, threshold=0.0, reach=0.001)


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


@pytest.mark.parametrize(
    ("scores", "right", "target", "expected"),
    [
        ([2.0, 1.0, 1.0], [True, True, False], 1.0, 2.0),  # at 1 both are claimed, so 2 of 3 are right
        ([1.0, 2.0, 1.0], [False, True, True], 1.0, 2.0),  # whichever of them stands first
        ([2.0, 1.0, 1.0], [True, True, False], 0.66, 1.0),
        ([1.0, 1.0], [True, False], 0.9, 1.0),  # never reached
    ],
)
def test_equal_scores_are_claimed_together(
    scores: list[float], right: list[bool], target: float, expected: float
) -> None:
    """A threshold cannot part them, so none of them counts alone."""
    assert precision_threshold(np.array(scores), np.array(right), target) == expected


@given(st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=1, max_size=30))
def test_the_threshold_of_the_best_f1_is_found(pairs: list[tuple[int, bool]]) -> None:
    """Every score is tried as a threshold, the plain way; of several as good the highest is taken."""
    scores, right = np.array([float(score) for score, _ in pairs]), np.array([good for _, good in pairs])
    f1 = {one: 2 * right[scores >= one].sum() / ((scores >= one).sum() + right.sum()) for one in scores.tolist()}
    assert f1_threshold(scores, right) == max(one for one, value in f1.items() if value == max(f1.values()))


@given(
    st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=1, max_size=30), st.sampled_from([0.3, 0.5, 0.8])
)
def test_the_lowest_threshold_of_a_precision_is_found(pairs: list[tuple[int, bool]], target: float) -> None:
    """Every score is tried as a threshold, the plain way."""
    scores, right = np.array([float(score) for score, _ in pairs]), np.array([good for _, good in pairs])
    reached = [one for one in scores.tolist() if right[scores >= one].mean() >= target]
    assert precision_threshold(scores, right, target) == min(reached, default=scores.max())


def test_scales_are_means_and_deviations_without_gaps() -> None:
    """Of 1, 3 and a gap: mean 2, deviation 1."""
    scale = scales_of({Lane.LABEL: np.array([[1.0, 3.0], [np.nan, np.nan]])})[Lane.LABEL]
    assert (scale.mean, scale.deviation) == (2.0, 1.0)


def test_unit_scores_are_weighted_and_closed_texts_get_none() -> None:
    """(3 - 1) / 2 * 2 + (2 - 1) / 2 * 1 is 2.5; a text that the gate closed lies below everything."""
    lanes = {Lane.LABEL: np.array([[3.0], [np.nan]]), Lane.ALIAS: np.array([[2.0], [np.nan]])}
    scores = unit_scores(lanes, _family({Lane.LABEL: 2.0, Lane.ALIAS: 1.0}, mean=1.0, deviation=2.0))
    assert scores.tolist() == [[2.5], [-np.inf]]


def test_gold_is_marked_by_code(durable: Pipeline) -> None:
    """A row a case, a column a competency, in the order of the framework; a low grade is no gold."""
    one = durable.index.frameworks[0]
    last = one.framework.competencies[-1]
    assert last.label == "Leadership"
    marked = gold_matrix(one, [case("1", grades={last.code: 4.0}), case("2", grades={last.code: 2.0})])
    assert marked.tolist() == [[False, False, True], [False, False, False]]


def test_lanes_have_a_row_a_text_and_gaps_where_the_gate_closed(durable: Pipeline) -> None:
    """The best of the open units; a text with none has no values."""
    [lanes] = lane_values(durable, ["I led the robotics team through the season.", "Next week I will lead the team."])
    assert set(USED) <= set(lanes)
    assert {values.shape for values in lanes.values()} == {(2, 3)}
    assert np.isfinite(lanes[Lane.PROTOTYPE][0]).all()
    assert {bool(np.isnan(values[1]).all()) for values in lanes.values()} == {True}


def test_lanes_do_not_depend_on_the_chunk(durable: Pipeline) -> None:
    """70 texts are worked on in two chunks; each row is that of its text alone."""
    texts = [f"I gave volunteer {number} a job." for number in range(70)]
    [together], [alone] = lane_values(durable, texts), lane_values(durable, [texts[66]])
    assert np.allclose(together[Lane.PROTOTYPE][66], alone[Lane.PROTOTYPE][0], atol=1e-5)


def test_texts_are_encoded_once_for_all_frameworks(build: Assemble, skills: Framework) -> None:
    """Each framework's lanes are those it has alone, and the encoder is asked once."""
    other = skills.model_copy(update={"id": "other"})
    both = build([skills, other], gate=True)
    counting = Counting(both.embedder)
    both.embedder = counting
    first, second = lane_values(both, ["I led the robotics team through the season."])
    assert counting.encoded == 1
    [alone] = lane_values(build([skills], gate=True), ["I led the robotics team through the season."])
    for lane in USED:
        assert np.allclose(first[lane], alone[lane], atol=1e-5)
        assert np.allclose(second[lane], alone[lane], atol=1e-5)


def test_entries_are_scored_by_their_best_unit(durable: Pipeline) -> None:
    """With a reach of one unit, sentences of routine take nothing away; an entry of plans alone scores nothing."""
    deed = "I led the robotics team through the season."
    family = _family({Lane.PROTOTYPE: 1.0})
    scores = entry_values(durable, [deed, f"It rained. {deed} It was May.", "Next week I will lead the team."], family)
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
    family = fit_weights(lanes, gold, EXAMPLE_LANES)
    others = [abs(family.weights[lane]) for lane in USED if lane != Lane.INDICATOR]
    assert family.weights[Lane.INDICATOR] > 3 * max(others)
    assert set(family.weights) == set(family.scales) == set(USED)
    assert family.intercept < 0  # most pairs are no claims


SLOPE, INTERCEPT = 1.2, -0.5


def _simulated(entries: int) -> tuple[Values, NDArray[np.bool_]]:
    """Draw entries with three matches each, right as often as a curve with this slope and intercept says."""
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 1.5, (entries, 3))
    return scores, rng.random(scores.shape) < 1 / (1 + np.exp(-(SLOPE * scores + INTERCEPT)))


def _texts(scores: Values) -> list[str]:
    """Give a text of the usual length for each entry."""
    return ["word " * USUAL_WORDS] * len(scores)


def test_what_a_texts_length_is_worth_is_found() -> None:
    """Half of the entries are four times as long, and their scores are worth .7 less for each e-fold of words."""
    rng = np.random.default_rng(0)
    texts = ["word " * 20, "word " * 80] * 2_000
    long = np.array([log_words(text) for text in texts])[:, None]
    scores = rng.normal(0, 1.5, (len(texts), 3))
    right = rng.random(scores.shape) < 1 / (1 + np.exp(-(SLOPE * (scores - 0.7 * long) + INTERCEPT)))
    curve, error = calibrate(scores, right, texts, "simulated")
    assert (curve.slope, curve.intercept, curve.length) == pytest.approx((SLOPE, INTERCEPT, -0.7), abs=0.1)
    assert error < 0.02


def test_the_curve_that_the_truth_was_drawn_from_is_found() -> None:
    """3,000 entries: slope and intercept to a tenth, and nearly no error for entries that a curve has not seen."""
    scores, right = _simulated(3_000)
    curve, error = calibrate(scores, right, _texts(scores), "simulated")
    assert (curve.slope, curve.intercept) == pytest.approx((SLOPE, INTERCEPT), abs=0.1)
    assert (curve.fitted_on, curve.judged) == ("simulated", int((scores >= -NEAR).sum()))
    assert error < 0.02


def test_matches_far_below_the_threshold_have_no_say() -> None:
    """Nobody is ever shown them; nor have entries without an open unit, which score minus infinity."""
    scores, right = _simulated(200)
    turned = np.where(scores >= -NEAR, right, ~right)
    lowered = np.where(scores >= -NEAR, scores, -np.inf)
    assert calibrate(lowered, turned, _texts(scores), "simulated") == calibrate(
        scores, right, _texts(scores), "simulated"
    )


def test_the_error_is_that_of_entries_that_a_curve_has_not_seen() -> None:
    """One fold is wrong throughout, which the curve of the others cannot know: their 0.97 are 0 there.

    So a fifth of the matches is off by 0.97 and the others are off a little, being judged by curves that saw that fold.
    A curve judged by its own entries would be right about them on average.
    """
    rng = np.random.default_rng(0)
    scores = rng.uniform(0.5, 1.5, (500, 2))
    odd = (np.arange(500) % FOLDS == 0)[:, None]
    right = ~odd & (rng.random(scores.shape) < 0.97)
    curve, error = calibrate(scores, right, _texts(scores), "simulated")
    own = np.array([curve.confidence(score) for score in scores.ravel()])
    assert abs(own.mean() - right.mean()) < 0.01
    assert error > 0.1


@pytest.mark.parametrize(
    ("right", "what"), [(np.ones((20, 2), bool), "all of them right"), (np.zeros((20, 2), bool), "all of them wrong")]
)
def test_what_was_judged_alike_throughout_gives_no_curve(right: NDArray[np.bool_], what: str) -> None:
    """The message says how many there were, and what to do."""
    scores = np.linspace(-0.5, 2.0, 40).reshape(20, 2)
    with pytest.raises(EvaluationError, match=f"entries: 32 matches near .*, {what}; judge more entries"):
        calibrate(scores, right, _texts(scores), "entries")


def test_scores_that_mislead_give_no_curve() -> None:
    """Higher scores that are less often right would turn the ranking round."""
    scores, right = _simulated(200)
    with pytest.raises(EvaluationError, match="entries: higher scores are not more often right"):
        calibrate(scores, ~right, _texts(scores), "entries")
    with pytest.raises(EvaluationError, match="entries: higher scores are not more often right"):
        calibrate(np.ones((20, 2)), np.tile([True, False], (20, 1)), _texts(scores[:20]), "entries")
