"""Decided pairs: scored as the pipeline does, parted by people, and compared where they can be counted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.evaluation.adapters.decided import Decided
from skillweave.evaluation.fit import entry_values
from skillweave.evaluation.judged import LATE, Judged, Rule, compared, counted, judge, part_of
from skillweave.evaluation.weave import Assemble
from skillweave.matching.calibrate import log_words
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Scale
from skillweave.pipeline import Pipeline
from tests.tiny_frameworks import tiny_names
from tests.unit.evaluation.drawn import PRESENT, curve, drawn, numbers, pairs

DEED = "I led the robotics team through the season."
TEXTS = [DEED, f"It rained. {DEED} It was May.", "Next week I will lead the team.", "I kept going after it failed."]


def _decided(number: int, text: str, blind: dict[str, bool], shown: dict[str, bool] | None = None) -> Decided:
    return Decided(f"e{number}", text, f"p{number}", blind, shown or {})


def _family(pipeline: Pipeline) -> FamilyParameters:
    return pipeline.parameters.families[pipeline.index.frameworks[0].family]


def test_pairs_are_scored_as_the_pipeline_does(durable: Pipeline) -> None:
    """Every text by its best open unit; one that the gate closed lies below everything."""
    codes = [entry.code for entry in durable.index.frameworks[0].framework.competencies]
    every = [_decided(at, text, dict.fromkeys(codes, False)) for at, text in enumerate(TEXTS)]
    found = np.stack([text.scores(_family(durable)) for text in judge(durable, every)])
    assert found == pytest.approx(entry_values(durable, TEXTS, _family(durable)), abs=2e-4)
    assert np.isneginf(found[2]).all()


def test_a_texts_length_adds_to_what_a_score_is_worth(durable: Pipeline) -> None:
    """Only where the curve takes it into account; scores, and so claims, stay as they are."""
    [found] = judge(durable, [_decided(0, f"{DEED} It rained.", {"S.LEA": True})])
    family = _family(durable)
    plain = family.model_copy(update={"calibration": curve(1.0, 0.5)})
    long = plain.model_copy(update={"calibration": curve(1.0, 0.5).model_copy(update={"length": -0.5})})
    assert found.log_words == log_words(f"{DEED} It rained.") < 0
    for one in (family, plain):
        assert found.worths(one).tolist() == found.scores(one).tolist()
    assert found.worths(long) == pytest.approx(found.scores(long) - 0.5 * found.log_words)


def test_only_decided_pairs_are_kept(durable: Pipeline) -> None:
    """With what was said, and whether it was said unaided."""
    [found] = judge(durable, [_decided(0, DEED, {"S.LEA": True, "S.PER": False}, {"S.LIS": True})])
    assert (found.framework, found.group) == ("skills", "p0")
    assert found.right.tolist() == [True, True, False]  # S.LIS, S.LEA, S.PER
    assert found.blind.tolist() == [False, True, True]
    assert found.shown.tolist() == [True, False, False]


def test_what_was_seen_late_is_there_and_counts_as_neither(durable: Pipeline) -> None:
    """Unless it had been suggested: then it tells what a suggestion is worth."""
    late = Decided("e", DEED, "p", {"S.PER": False}, {"S.LIS": True}, late=("S.LIS", "S.LEA"))
    [found] = judge(durable, [late])
    assert found.right.tolist() == [True, True, False]  # S.LIS, S.LEA, S.PER
    assert (found.blind.tolist(), found.shown.tolist()) == ([False, False, True], [True, False, False])


def test_pairs_do_not_depend_on_the_chunk(durable: Pipeline) -> None:
    """70 texts are worked on in two chunks."""
    every = [_decided(at, f"I gave volunteer {at} a job.", {"S.LEA": True}) for at in range(70)]
    together, [alone] = list(judge(durable, every)), judge(durable, every[66:67])
    assert together[66].scores(_family(durable)) == pytest.approx(alone.scores(_family(durable)), abs=2e-4)


def test_a_name_that_stands_there_counts_under_new_weights_too(build: Assemble) -> None:
    """What a score gains beside its lanes is no part of any weight, so it stays."""
    pipeline = build([tiny_names()], gate=True)
    [found] = judge(pipeline, [_decided(0, "I did customer service.", {"N.3": True, "N.1": False})])
    family = pipeline.parameters.families[Family.NAMED]
    silent = family.model_copy(update={"weights": dict.fromkeys(family.weights, 0.0), "intercept": 0.0})
    assert found.scores(silent) == pytest.approx([3.0, 0.0], abs=1e-4)


def test_texts_without_any_words_of_their_own_score_nothing(durable: Pipeline) -> None:
    """A chunk in which nothing is left to compare is no fault."""
    [found] = judge(durable, [_decided(0, "...", {"S.LEA": False})])
    assert np.isneginf(found.scores(_family(durable))).all()
    assert found.features(_family(durable)).tolist() == [[0.0] * len(_family(durable).weights)]


def test_features_are_scaled_lanes_and_nothing_for_a_missing_one() -> None:
    """A lane that a framework does not have, and a gap in one that it has, count as ordinary."""
    one = pairs({Lane.OWN: np.array([[1.0, np.nan], [3.0, np.nan]], np.float32)})
    scales = {lane: Scale(mean=1.0, deviation=0.5) for lane in (Lane.OWN, Lane.LABEL)}
    family = numbers(1.0, 1.0, 1.0, intercept=0.0).model_copy(
        update={"scales": scales, "weights": {Lane.OWN: 1.0, Lane.LABEL: 1.0}}
    )
    assert one.features(family).tolist() == [[4.0, 0.0], [0.0, 0.0]]


@given(st.floats(0.01, 1.0), st.integers(0, 50))
def test_weights_times_features_make_the_score(reach: float, seed: int) -> None:
    """Of the units that count, however many they are: so the fit moves what scores are made of."""
    family = PRESENT.model_copy(update={"reach": reach})
    [text] = drawn(1, None, seed=seed)
    made = text.features(family) @ np.array(list(family.weights.values())) + family.intercept
    assert made == pytest.approx(text.scores(family), abs=1e-3)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=60), st.integers(0, 5))
def test_one_persons_texts_are_never_parted(people: list[int], seed: int) -> None:
    """Every text is in one part, and so are all others of its person."""
    lanes = {Lane.LABEL: np.zeros((1, 1), np.float32)}
    texts = [pairs(lanes, person=f"p{person}") for person in people]
    fit, held = part_of(texts, seed, fit=True), part_of(texts, seed, fit=False)
    assert len(fit) + len(held) == len(texts)
    assert not {text.group for text in fit} & {text.group for text in held}


def test_some_seven_in_ten_are_for_the_fit_and_another_seed_draws_others() -> None:
    """3,000 people."""
    lanes = {Lane.LABEL: np.zeros((1, 1), np.float32)}
    texts = [pairs(lanes, person=f"p{person}") for person in range(3_000)]
    drawn_twice = [{text.group for text in part_of(texts, seed, fit=True)} for seed in (0, 1)]
    assert [len(one) / 3_000 for one in drawn_twice] == pytest.approx([0.7, 0.7], abs=0.03)
    assert drawn_twice[0] != drawn_twice[1]


def _two(blind: bool) -> Judged:
    """One pair a hair above the threshold of `RULE`, one below; both right."""
    lanes = {Lane.PROTOTYPE: np.array([[0.1, -0.1]], np.float32)}
    return pairs(lanes, np.ones(2, bool), blind=blind)


RULE = Rule(numbers(1.0, 0.0, 0.0, intercept=0.0), 0.0)


@pytest.mark.parametrize(
    ("blind", "unaided", "marks"),
    [
        (True, True, [True, True]),
        (True, False, [True, True]),
        (False, True, [False, False]),
        (False, False, [True, False]),  # below the threshold nothing was shown
    ],
)
def test_what_counts(blind: bool, unaided: bool, marks: list[bool]) -> None:
    """Unaided decisions always; the others where there was a suggestion, for sureness only."""
    assert counted(_two(blind), RULE, unaided=unaided).tolist() == marks


def test_an_addition_never_counts() -> None:
    """Though a suggestion would be made now: what was not suggested then and is not there, nobody turned down."""
    added = replace(_two(False), shown=np.zeros(2, bool))
    assert not counted(added, RULE, unaided=False).any()


def test_what_people_saw_late_counts_where_it_is_asked_for() -> None:
    """Two pairs that are there, one seen late: with 0.3 more asked for, both are lost.

    Of what was seen unaided nothing was claimed, and nothing is.
    """
    late = replace(_two(True), blind=np.array([False, True]))
    higher = Rule(RULE.family, 0.3)
    found = {one.difference.name: one.difference for one in compared([late] * 3, RULE, higher, 0.5, unaided=True)}
    assert (found["F1"].first, found["F1"].second) == (0.0, 0.0)
    assert [found[LATE].first, found[LATE].second] == pytest.approx([2 / 3, 0.0])


def test_claims_are_compared_by_hand() -> None:
    """With 0.2 less asked for, both pairs are claimed: recall 0.5 to 1, F1 2/3 to 1."""
    lower = Rule(RULE.family.model_copy(update={"threshold": -0.2}), 0.0)
    found = {one.difference.name: one for one in compared([_two(True)] * 3, RULE, lower, 0.5, unaided=True)}
    gaps = {name: (one.difference.first, one.difference.second) for name, one in found.items()}
    assert gaps["recall"] == (0.5, 1.0)
    assert gaps["F1"] == pytest.approx((2 / 3, 1.0))
    assert gaps["precision"] == (1.0, 1.0)
    assert gaps["Brier"] == (0.25, 0.25)  # 0.5 for each, as told
    assert {one.verdict for one in found.values()} == {"few"}


def test_what_settings_add_raises_the_threshold() -> None:
    """Then neither pair is claimed."""
    assert (Rule(RULE.family, 0.2).margins(_two(True)) < 0).all()


def test_sureness_alone_is_compared_where_suggestions_were_in_view() -> None:
    """A surer curve is nearer to pairs that are right."""
    known = Rule(PRESENT, 0.0)
    surer = Rule(PRESENT.model_copy(update={"calibration": curve(1.0, 5.0)}), 0.0)
    always = PRESENT.model_copy(update={"calibration": curve(1.0, 9.0)})
    texts = drawn(150, always, blind=False)
    found = {one.difference.name: one for one in compared(texts, known, surer, 0.5, unaided=False)}
    assert found.keys() == {"Brier", "ECE"}
    assert {one.verdict for one in found.values()} == {"better"}


def test_nothing_to_count_is_no_comparison() -> None:
    """Such as when all was told in view of suggestions, and claims are what matters."""
    assert compared(drawn(5, PRESENT, blind=False), RULE, RULE, 0.5, unaided=True) == ()
