"""From scores to probabilities: the curve by hand, that it never turns a ranking round, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from skillweave.matching.calibrate import Calibration, log_words

scores = st.floats(-1e6, 1e6)
curves = st.builds(
    Calibration,
    slope=st.floats(0.01, 50),
    intercept=st.floats(-20, 20),
    length=st.floats(-2, 2),
    fitted_on=st.just("nothing"),
    judged=st.just(1),
)


def _curve(slope: float, intercept: float) -> Calibration:
    return Calibration(slope=slope, intercept=intercept, fitted_on="nothing", judged=9)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0.0, 0.25),  # 1 / (1 + e^ln 3)
        (math.log(3) / 2, 0.5),  # 2 * score - ln 3 is 0
        (math.log(3), 0.75),  # 1 / (1 + e^-ln 3)
        (-math.log(3), 0.036),  # 1 / (1 + 27)
    ],
)
def test_a_confidence_by_hand(score: float, expected: float) -> None:
    """With slope 2 and intercept -ln 3, to three digits."""
    assert _curve(2.0, -math.log(3)).confidence(score) == expected


@given(curves, scores, scores, st.text())
def test_a_higher_score_is_never_less_sure(curve: Calibration, one: float, other: float, text: str) -> None:
    """So claims of a text keep their order; and a confidence is a probability, however far the score lies away."""
    low, high = sorted((one, other))
    long = log_words(text)
    assert 0 <= curve.confidence(low, long) <= curve.confidence(high, long) <= 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (40, 0.75),  # the usual length: 1 / (1 + e^-ln 3)
        (20, 0.809),  # half as long: the score counts ln 2 / 4 more: odds of 3 * 2^(1/2)
        (80, 0.68),  # 3 / 2^(1/2)
        (1, 0.905),  # as 4 words: 3 * 10^(1/2)
        (5_000, 0.487),  # as 400 words: 3 / 10^(1/2)
    ],
)
def test_a_text_of_another_length_by_hand(words: int, expected: float) -> None:
    """With slope 2 and a quarter of a score taken off for each e-fold of words."""
    curve = _curve(2.0, -math.log(3)).model_copy(update={"length": -0.25})
    assert curve.confidence(math.log(3), log_words("word " * words)) == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"slope": 0.0},
        {"slope": -1.0},
        {"slope": math.inf},
        {"intercept": math.nan},
        {"intercept": -math.inf},
        {"judged": 0},
        {"bins": 10},
    ],
)
def test_a_curve_that_says_nothing_is_refused(changed: dict[str, float]) -> None:
    """One that falls or is level, one of no finite numbers, one that rests on nothing, and a field it does not have."""
    values = {"slope": 1.0, "intercept": 0.0, "fitted_on": "nothing", "judged": 1}
    assert Calibration.model_validate(values).confidence(0) == 0.5
    with pytest.raises(ValidationError):
        Calibration.model_validate({**values, **changed})


@pytest.mark.parametrize(
    ("frameworks", "framework", "whose"),
    [
        ({"a": (1,), "b": (0, 1)}, "b", "own"),
        ({"a": (1,), "b": (0,)}, "b", "family"),
        ({"a": (1,), "b": ()}, "b", "family"),
        ({"a": (1,)}, "c", "family"),
        ({}, "a", "family"),
    ],
)
def test_whose_claims_a_curve_rests_on(frameworks: dict[str, tuple[int, ...]], framework: str, whose: str) -> None:
    """A framework without judged claims borrows it, and so does a level of it that nobody looked at."""
    curve = _curve(1.0, 0.0).model_copy(update={"frameworks": frameworks})
    assert curve.fitted_for(framework, 1) == whose


def test_a_curve_without_levels_is_a_loan() -> None:
    """Files named frameworks only; they are still read."""
    values = {"slope": 1.0, "intercept": 0.0, "fitted_on": "nothing", "judged": 1, "frameworks": ["a"]}
    assert Calibration.model_validate(values).fitted_for("a", 0) == "family"


@given(curves)
def test_a_curve_survives_its_file(curve: Calibration) -> None:
    """Written as JSON and read again it is the same."""
    assert Calibration.model_validate_json(curve.model_dump_json()) == curve
