"""Learning from reviewers: what helps is taken, what does not is not, and the reason is told."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from skillweave.evaluation.judged import LATE, Judged
from skillweave.evaluation.learn import Attempt, Learned, Refit, learn_family, merged
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Pointing
from tests.tiny_frameworks import tiny_parameters
from tests.unit.evaluation.drawn import LANES, PRESENT, curve, drawn, numbers, pairs

SHIFTED = numbers(0.3, 1.5, 0.5, intercept=-2.0, curve=curve(1.5, -1.0))
"""Here it is the label that tells, not the examples."""
SURER = PRESENT.model_copy(update={"calibration": curve(1.0, 0.5)})
"""The same claims are right far more often."""


def _learn(texts: Sequence[Judged], present: FamilyParameters = PRESENT, above: float = 0.0) -> Learned:
    return learn_family(Family.TRANSFERABLE, present, texts, above, 0)


def _gap(attempt: Attempt, figure: str) -> tuple[float, float]:
    [found] = [one.difference for one in attempt.changes if one.difference.name == figure]
    return found.low, found.high


def test_a_shifted_truth_is_learned() -> None:
    """Weights move towards it, and F1 on the texts held back is surely better."""
    found = _learn(drawn(300, SHIFTED))
    taken = found.taken()
    assert taken is not None
    assert (taken.what, taken.helped) == (Refit.WHOLE, True)
    assert _gap(taken, "F1")[0] > 0.1
    assert taken.family.weights[Lane.LABEL] > 1.0
    assert taken.family.calibration is not None
    assert taken.family.calibration.frameworks == {"skills": (0,)}
    assert (found.texts, found.people) == (300, 100)


def test_a_level_with_hardly_a_decision_borrows_the_curve() -> None:
    """Claims below it are its own; those of the level above are not."""
    few = [replace(text, levels=np.zeros_like(text.levels)) for text in drawn(12, SURER, seed=5, blind=False)]
    most = [replace(text, levels=np.ones_like(text.levels)) for text in drawn(300, SURER, blind=False)]
    taken = _learn([*most, *few]).taken()
    assert taken is not None
    assert taken.family.calibration is not None
    assert taken.family.calibration.frameworks == {"skills": (1,)}


def test_a_framework_with_hardly_a_decision_borrows_the_curve() -> None:
    """It is fitted on the other one's claims."""
    few = [replace(text, framework="new") for text in drawn(12, SURER, seed=5, blind=False)]
    taken = _learn([*drawn(300, SURER, blind=False), *few]).taken()
    assert taken is not None
    assert taken.family.calibration is not None
    assert taken.family.calibration.frameworks == {"skills": (0,)}


def test_suggestions_that_were_confirmed_more_often_move_the_calibration_alone() -> None:
    """What was told in view of suggestions says nothing of what was missed, so weights and threshold stay."""
    found = _learn(drawn(300, SURER, blind=False))
    taken = found.taken()
    assert taken is not None
    assert taken.what is Refit.CURVE
    assert taken.family.model_copy(update={"calibration": None}) == PRESENT.model_copy(update={"calibration": None})
    assert {one.difference.name for one in taken.changes} == {"Brier", "ECE"}
    assert any("there are 0, 0 of them right" in lack for lack in found.missing)


def _band(text: Judged, above: float, *, additions: bool, told: bool) -> Judged:
    """Keep what reviewers say where suggestions began that far above: of what lies lower, additions.

    Args:
        text: All that is there.
        above: How far the threshold lay above the present one.
        additions: Whether there are any.
        told: Whether it is known which were additions.
    """
    suggested = text.scores(PRESENT) >= above
    kept = suggested | (text.right & additions)
    lanes = {lane: values[:, kept] for lane, values in text.lanes.items()}
    shown = suggested[kept] if told else np.ones(int(kept.sum()), bool)
    none = np.zeros(int(kept.sum()), bool)
    return replace(
        text,
        lanes=lanes,
        bonus=text.bonus[:, kept],
        right=text.right[kept],
        blind=none,
        shown=shown,
        levels=text.levels[kept],
    )


def test_what_reviewers_added_under_a_higher_threshold_is_not_learned() -> None:
    """It changes nothing; taken for suggestions, all of which are right, additions would change what is learned."""
    texts = drawn(300, PRESENT, seed=2)
    found, without, mistaken = (
        _learn([_band(text, 1.0, additions=additions, told=told) for text in texts])
        for additions, told in ((True, True), (False, True), (True, False))
    )
    assert [one.family for one in found.attempts] == [one.family for one in without.attempts]
    assert (found.missing, len(found.attempts)) == (without.missing, 1)
    assert [one.family for one in mistaken.attempts] != [one.family for one in found.attempts]


@pytest.mark.parametrize(("late", "helped"), [(2, False), (0, True)])
def test_what_people_saw_late_is_not_given_up(late: int, helped: bool) -> None:
    """A higher threshold spares one mistake a text; not worth two confirmations that came when shown."""
    lanes = {lane: np.zeros((1, 2 + late), np.float32) for lane in LANES}
    lanes[Lane.PROTOTYPE][0] = [2.0, *[0.5] * (1 + late)]
    seen_late = np.arange(2 + late) >= 2
    right = np.arange(2 + late) != 1
    texts = [
        replace(pairs(lanes, right, person=f"p{at}"), blind=~seen_late, shown=seen_late.copy()) for at in range(200)
    ]
    whole = _learn(texts, numbers(1.0, 0.0, 0.0, intercept=0.0)).attempts[0]
    assert (whole.what, whole.helped) == (Refit.WHOLE, helped)
    assert ("confirmations that came late" in whole.why) is not helped
    assert _gap(whole, "F1")[0] > 0
    assert (_gap(whole, LATE)[1] < 0) is not helped


@pytest.mark.parametrize("seed", range(1, 5))
def test_decisions_as_expected_change_nothing(seed: int) -> None:
    """The present numbers are the truth: both refits are tried, and neither is surely better."""
    found = _learn(drawn(300, PRESENT, seed=seed))
    assert [one.what for one in found.attempts] == [Refit.WHOLE, Refit.CURVE]
    assert found.taken() is None
    assert all("not surely better" in one.why for one in found.attempts)


@pytest.mark.parametrize("blind", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_decisions_by_the_coin_are_not_learned(seed: int, blind: bool) -> None:
    """They have nothing to do with the scores: no threshold and no curve can be fitted on them."""
    found = _learn(drawn(300, None, seed=seed, blind=blind))
    assert found.attempts == ()
    assert found.taken(force=True) is None
    assert "nothing to do with the scores" in found.missing[-1]


def test_too_few_decisions_are_counted() -> None:
    """Both refits say what they need and what there is."""
    found = _learn(drawn(15, PRESENT))
    whole, alone = found.missing
    assert found.attempts == ()
    assert whole.startswith("weights, threshold and calibration: 200 pairs judged without a suggestion in view")
    assert "there are 150, " in whole
    assert alone.startswith("calibration: 100 judged claims or near misses are needed, at least 20 right and 20 wrong")


def test_too_little_held_back_is_no_proof() -> None:
    """However good it looks: 45 texts leave some 14 to compare on."""
    found = _learn(drawn(45, SHIFTED))
    assert found.attempts[0].what is Refit.WHOLE
    assert found.taken() is None
    assert "too little was held back" in found.attempts[0].why
    forced = found.taken(force=True)
    assert forced is found.attempts[0]


def test_fewer_right_claims_are_not_paid_for_more_of_them() -> None:
    """Claims are nearly always right now, and most are missed: a threshold with the best F1 would lose precision."""
    strict = PRESENT.model_copy(update={"intercept": -5.0, "calibration": curve(1.0, 2.0)})
    found = _learn(drawn(600, strict, seed=1), strict)
    whole = found.attempts[0]
    assert whole.what is Refit.WHOLE
    assert not whole.helped or _gap(whole, "precision")[1] >= 0


def test_what_settings_add_to_the_threshold_is_kept() -> None:
    """The refitted threshold lies where it would without it, as far as claims go."""
    low, high = (_learn(drawn(300, SHIFTED), above=above).attempts[0] for above in (0.0, 0.5))
    assert low.family.intercept - high.family.intercept == pytest.approx(-0.5, abs=0.01)


def test_a_family_without_a_curve_is_compared_with_one_number_for_all() -> None:
    """A curve is only taken if it knows more than how many claims are right."""
    bare = PRESENT.model_copy(update={"calibration": None})
    found = _learn(drawn(1_500, SURER, blind=False), bare).taken()
    assert found is not None
    assert (found.what, found.family.calibration is None) == (Refit.CURVE, False)


def _taken(helped: bool) -> Learned:
    attempt = Attempt(Refit.CURVE, SURER, (), helped, "for the test")
    return Learned(Family.TRANSFERABLE, 30, 10, (attempt,), ())


def test_refitted_families_take_the_place_of_the_present_ones() -> None:
    """The others stay; the file says for which encoder it is and what it was fitted on."""
    present = tiny_parameters().model_copy(update={"pointing": Pointing(token=0.5, intercept=1.0)})
    made = merged(present, "enc@1", [_taken(helped=True)], 7, force=False)
    assert made.pointing == present.pointing
    assert (made.name, made.encoder) == ("tiny-v1-own", "enc@1")
    assert made.families == {**present.families, Family.TRANSFERABLE: SURER}
    assert made.fitted_on == (
        "transferable: calibration by decisions on 30 texts of 10 people; seed 7; "
        f"all else as tiny-v1@{present.content_hash()}"
    )
    assert merged(made, "enc@1", [_taken(helped=True)], 7, force=False).name == "tiny-v1-own"


def test_what_was_forced_says_so() -> None:
    """And without force it is not there."""
    forced, plain = (merged(tiny_parameters(), "e", [_taken(helped=False)], 0, force=force) for force in (True, False))
    assert "forced: not shown to help" in forced.fitted_on
    assert plain.families == tiny_parameters().families
