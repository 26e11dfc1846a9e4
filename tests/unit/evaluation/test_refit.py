"""Numbers move as far as decisions ask for: not at all without any, and to the truth with enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.evaluation.refit import best_cut, contradicted, curved, lowered, reweighed, shrunken, tells
from skillweave.matching.parameters import Lane
from tests.unit.evaluation.drawn import LANES, PRESENT, curve, drawn, numbers

weights = st.floats(-3, 3).map(lambda value: round(value, 4))
curves = st.builds(curve, st.floats(0.1, 5), st.floats(-5, 5))


@given(weights, weights, weights, st.none() | curves, st.integers(0, 3))
def test_without_an_unaided_decision_no_weight_moves(
    one: float, two: float, three: float, known: object, texts: int
) -> None:
    """Whatever the weights are; what was told in view of suggestions has no say in them."""
    family = numbers(one, two, three, intercept=-1.0).model_copy(update={"calibration": known})
    assert reweighed(family, drawn(texts, PRESENT, blind=False)) == family


@given(curves)
def test_without_a_decision_no_curve_moves(known: object) -> None:
    """The prior is all there is."""
    family = PRESENT.model_copy(update={"calibration": known})
    assert curved(np.zeros(0), np.zeros(0, bool), family, "nothing", {}) == family


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.integers(0, 100))
def test_a_prior_that_is_held_for_ever_stays(prior: list[float], seed: int) -> None:
    """However many decisions speak against it."""
    rng = np.random.default_rng(seed)
    features, right = rng.normal(size=(50, 3)), rng.random(50) < 0.5
    found = shrunken(features, right, np.array(prior), np.full(3, 1e9))
    assert found.tolist() == pytest.approx(prior, abs=1e-6)


def test_a_prior_that_is_hardly_held_gives_way() -> None:
    """4,000 pairs from coefficients 1, -2 and -0.5 bring them back, from far away."""
    rng = np.random.default_rng(0)
    features = np.column_stack([rng.normal(size=(4_000, 2)), np.ones(4_000)])
    right = rng.random(4_000) < 1 / (1 + np.exp(-features @ np.array([1.0, -2.0, -0.5])))
    found = shrunken(features, right, np.array([-20.0, 20.0, 9.0]), np.full(3, 1e-3))
    assert found.tolist() == pytest.approx([1.0, -2.0, -0.5], abs=0.15)


def test_pairs_that_can_be_parted_give_finite_numbers() -> None:
    """All right ones above all wrong ones: without a pull the slope would have no end."""
    found = shrunken(np.array([[-1.0, 1.0], [1.0, 1.0]]), np.array([False, True]), np.zeros(2), np.full(2, 1e-3))
    assert np.isfinite(found).all()
    assert found[0] > 1


@pytest.mark.parametrize(("texts", "least", "most"), [(10, 0.1, 0.4), (1_000, 0.75, 1.05)])
def test_more_decisions_move_weights_further(texts: int, least: float, most: float) -> None:
    """The truth weighs the label at 1.0, now it has 0.2; the share of the way that is gone grows."""
    truth = numbers(1.5, 1.0, 0.5, intercept=-2.0, curve=curve(1.0, -1.0))
    moved = np.mean([reweighed(PRESENT, drawn(texts, truth, seed=seed)).weights[Lane.LABEL] for seed in range(6)])
    assert least <= (moved - 0.2) / 0.8 <= most


def test_scores_keep_their_unit() -> None:
    """Decisions that only say that scores are worth twice as much move the curve, not the weights."""
    truth = PRESENT.model_copy(update={"calibration": curve(2.0, -1.0)})
    moved = reweighed(PRESENT, drawn(1_000, truth))
    assert [moved.weights[lane] for lane in LANES] == pytest.approx([1.5, 0.2, 0.5], abs=0.1)


@pytest.mark.parametrize(
    ("at_least", "cut"),
    [
        (0.0, 1.5),  # down to 2: right 2 of 3, F1 4/5; the 1 and the 0 add nothing
        (0.7, 3.5),  # only the first is always right: down to 2 it is 2/3
        (0.6, 1.5),
    ],
)
def test_the_best_cut_by_hand(at_least: float, cut: float) -> None:
    """Scores 4 3 2 1 0, right wrong right wrong wrong."""
    margins, right = np.array([0.0, 4.0, 3.0, 2.0, 1.0]), np.array([False, True, False, True, False])
    assert best_cut(margins, right, at_least=at_least) == cut


def test_where_no_cut_is_right_often_enough_the_threshold_stays() -> None:
    """Nor where nothing has a score."""
    assert best_cut(np.array([1.0, 2.0]), np.array([False, False]), at_least=0.5) == 0.0
    assert best_cut(np.full(3, -np.inf), np.ones(3, bool), at_least=0.0) == 0.0


def test_equal_scores_are_cut_together() -> None:
    """Both ones are claimed or none of them."""
    assert best_cut(np.array([1.0, 1.0, 0.0]), np.array([True, False, False]), at_least=0.0) == 0.5


def test_a_lower_score_is_worth_what_it_was() -> None:
    """A pair's confidence is the same before and after the threshold was moved to a cut."""
    [text] = drawn(1, PRESENT)
    moved = lowered(PRESENT, 0.75)
    assert moved.calibration is not None
    assert PRESENT.calibration is not None
    assert text.scores(moved) == pytest.approx(text.scores(PRESENT) - 0.75, abs=1e-3)
    before = [PRESENT.calibration.confidence(score) for score in text.scores(PRESENT).tolist()]
    after = [moved.calibration.confidence(score) for score in text.scores(moved).tolist()]
    assert after == pytest.approx(before, abs=2e-3)


@pytest.mark.parametrize(
    ("right", "found"),
    [([True] * 10 + [False] * 10, True), ([False] * 10 + [True] * 10, False), ([True, False] * 10, False)],
)
def test_whether_scores_tell(right: list[bool], found: bool) -> None:
    """From the highest score down: the right ones first, last, and by turns."""
    assert tells(np.arange(20.0)[::-1].copy(), np.array(right)) is found


@pytest.mark.parametrize("right", [[True] * 5, [False] * 5, []])
def test_scores_tell_nothing_where_all_were_judged_alike(right: list[bool]) -> None:
    """There is nothing to compare."""
    assert not tells(np.arange(float(len(right))), np.array(right, bool))


@pytest.mark.parametrize(
    ("slope", "intercept", "found"),
    [
        (1.0, -1.0, False),  # as the present curve has it
        (1.0, 2.0, False),  # reviewers confirm most of it
        (0.5, -1.0, False),  # flatter, but it tells
        (0.01, -1.0, True),
    ],
)
def test_what_contradicts_the_present_curve(slope: float, intercept: float, found: bool) -> None:
    """Of 2,000 claims drawn from a curve, only those that have nothing to do with the score."""
    rng = np.random.default_rng(0)
    scores = rng.uniform(-1, 2, 2_000)
    right = rng.random(2_000) < 1 / (1 + np.exp(-(slope * scores + intercept)))
    assert contradicted(scores, right, PRESENT) is found


def test_a_curve_finds_the_truth_and_says_what_it_rests_on() -> None:
    """2,000 claims from slope 1.4 and intercept 0.3, to a tenth or two."""
    rng = np.random.default_rng(0)
    scores = rng.uniform(-1, 2, 2_000)
    right = rng.random(2_000) < 1 / (1 + np.exp(-(1.4 * scores + 0.3)))
    found = curved(scores, right, PRESENT, "some decisions", {"skills": (0,)}).calibration
    assert found is not None
    assert (found.slope, found.intercept) == pytest.approx((1.4, 0.3), abs=0.2)
    assert (found.fitted_on, found.judged, found.frameworks) == ("some decisions", 2_000, {"skills": (0,)})


def test_a_curve_keeps_what_a_texts_length_is_worth() -> None:
    """Scores come with it; decisions of one school may all be on texts of a kind."""
    rng = np.random.default_rng(0)
    scores = rng.uniform(-1, 2, 500)
    right = rng.random(500) < 1 / (1 + np.exp(-scores))
    before = PRESENT.model_copy(update={"calibration": curve(1.0, -1.0).model_copy(update={"length": -0.4})})
    found = curved(scores, right, before, "some decisions", {"skills": (0,)}).calibration
    assert found is not None
    assert (found.length, found.fitted_on) == (-0.4, "some decisions")


def test_a_family_without_a_curve_gets_one() -> None:
    """It starts from nothing much."""
    rng = np.random.default_rng(0)
    scores = rng.uniform(-1, 2, 500)
    right = rng.random(500) < 1 / (1 + np.exp(-scores))
    found = curved(scores, right, numbers(1.0, 0.0, 0.0, intercept=0.0), "some decisions", {"skills": (0,)})
    assert found.calibration is not None
    assert found.calibration.slope == pytest.approx(1.0, abs=0.3)


def test_decisions_that_turn_the_ranking_round_leave_the_curve() -> None:
    """A curve that falls cannot be."""
    scores = np.linspace(-1, 2, 400)
    assert curved(scores, scores < 0.5, PRESENT, "upside down", {"skills": (0,)}) == PRESENT
