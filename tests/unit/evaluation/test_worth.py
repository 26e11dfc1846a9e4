"""Agreement, verdicts, calibration and honesty of a judge, against what can be worked out by hand."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.judgement import SCORES, Judgement, Shown
from skillweave.evaluation.metrics import gwet_ac1, krippendorff_alpha, percent_agreement
from skillweave.evaluation.statistics import Figure
from skillweave.evaluation.worth import Verdict, agreement_of, calibrated, counted, honesty, right_by_verdict
from tests.judges import match

TEXT = "I fed the calves."
YES, MAYBE, NO = Shown.DEMONSTRATED, Shown.IMPLIED, Shown.NOT_SHOWN


def _verdict(shown: Shown, right: bool, at: int = 0, matching: float | None = 0.5) -> Verdict:
    evidence = match("S0", TEXT).evidence if shown is not NO else ()
    judgement = Judgement(shown=shown, score=SCORES[shown], evidence=evidence, reason="x", judge="j")
    return Verdict(f"e{at}", "skills", judgement, matching, right)


def _all(*rows: tuple[Shown, bool, int]) -> list[Verdict]:
    return [_verdict(shown, right, at) for shown, right, many in rows for at in range(many)]


def _named(figures: Sequence[Figure]) -> dict[str, float]:
    return {one.name: one.value for one in figures}


@given(st.lists(st.tuples(st.sampled_from([YES, MAYBE, NO]), st.booleans()), min_size=2, max_size=30))
def test_agreement_is_that_of_two_raters(rows: list[tuple[Shown, bool]]) -> None:
    """By the formulas of the harness, written another way: implied counts as shown."""
    verdicts = [_verdict(shown, right, at) for at, (shown, right) in enumerate(rows)]
    judge, people = [shown is not NO for shown, _ in rows], [right for _, right in rows]
    found = _named(agreement_of(verdicts))
    assert found["raw agreement"] == pytest.approx(percent_agreement(judge, people))
    assert found["Gwet's AC1"] == pytest.approx(gwet_ac1(judge, people, [True, False]), nan_ok=True)
    by_hand = krippendorff_alpha([[str(one) for one in judge], [str(one) for one in people]])
    assert found["Krippendorff's alpha"] == pytest.approx(by_hand, nan_ok=True)
    assert found["agreement if all were shown"] == pytest.approx(sum(people) / len(people))


def test_each_verdict_is_worth_what_reviewers_say() -> None:
    """Of those that did occur."""
    verdicts = _all((YES, True, 9), (YES, False, 1), (NO, True, 1), (NO, False, 3))
    assert _named(right_by_verdict(verdicts)) == {"right where demonstrated": 0.9, "right where not shown": 0.25}


def test_a_calibrated_score_is_the_share_that_is_right() -> None:
    """With two scores a curve of two numbers meets both shares."""
    verdicts = _all((YES, True, 80), (YES, False, 20), (NO, True, 10), (NO, False, 90))
    curve, lack = calibrated(verdicts, "these")
    assert curve is not None, lack
    assert curve.confidence(1.0) == pytest.approx(0.8, abs=0.005)
    assert curve.confidence(0.0) == pytest.approx(0.1, abs=0.005)
    assert (curve.judged, curve.frameworks, curve.fitted_on) == (200, {"skills": ()}, "these")


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (_all((YES, True, 40), (NO, False, 40)), "100 verdicts on decided claims are needed"),
        (_all((YES, True, 110), (NO, False, 5)), "there are 110 right and 5 wrong"),
        (_all((YES, False, 80), (NO, True, 80)), "scores higher is not more often right"),
        (_all((YES, True, 80), (YES, False, 40)), "scores everything alike"),
        ([], "there are 0 right and 0 wrong"),
    ],
)
def test_what_cannot_be_learned_is_told(verdicts: list[Verdict], told: str) -> None:
    """Too few, one-sided, a judge that is wrong more often than right, or one that always says the same."""
    curve, lack = calibrated(verdicts, "these")
    assert (curve, told in lack) == (None, True), lack


def test_honesty_by_hand() -> None:
    """A matching that says one half is off by a quarter; a score of 1 and 0 by its share of mistakes."""
    verdicts = _all((YES, True, 30), (YES, False, 10), (NO, False, 40))
    curve, _ = calibrated([*verdicts, *verdicts], "these")
    found = _named(honesty(verdicts, curve))
    assert found["Brier: matching"] == pytest.approx(0.25)
    assert found["Brier: judge's score, uncalibrated"] == pytest.approx(10 / 80)
    assert found["Brier: judge, calibrated"] == pytest.approx(0.5 * 0.75 * 0.25, abs=0.005)
    assert found["ECE: judge, calibrated"] < 0.02 < found["ECE: judge's score, uncalibrated"]


def test_without_a_confidence_there_is_nothing_to_compare() -> None:
    """Claims of families that are not calibrated are left out; so is a judge without a calibration."""
    assert honesty([_verdict(YES, True, matching=None)], None) == []
    assert not [name for name in _named(honesty(_all((YES, True, 3)), None)) if "judge, calibrated" in name]


def test_verdicts_are_counted_with_those_that_failed() -> None:
    """None is lost."""
    failed = Judgement(shown=Shown.FAILED, reason="x", judge="j")
    found = counted([failed, _verdict(YES, True).judgement])
    assert (found[Shown.FAILED], found[YES], sum(found.values())) == (1, 1, 2)


def test_texts_of_one_person_are_drawn_together() -> None:
    """Twelve verdicts of twelve people tell more than twelve of three."""
    many = [_verdict(YES, at % 2 == 0, at) for at in range(12)]
    few = [_verdict(YES, at % 2 == 0, at % 2) for at in range(12)]
    (wide, *_), (narrow, *_) = agreement_of(few), agreement_of(many)
    assert wide.high - wide.low > 0
    assert narrow.high - narrow.low < wide.high - wide.low
