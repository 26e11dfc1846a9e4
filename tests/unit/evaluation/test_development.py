"""The development sets measured and the numbers fitted, on a tiny invented data folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework, Kind
from skillweave.evaluation.development import FLOORS, Result, Shipped, at_zero, fit, measure
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Parameters, Scale
from skillweave.pipeline import Pipeline
from tests.tiny_frameworks import NEUTRAL, tiny_framework, tiny_trades

Assemble = Callable[..., Pipeline]


@pytest.fixture(scope="module")
def results(data: Path, build: Assemble, clusters: Framework) -> list[Result]:
    """Measure the three sets."""
    return list(measure(data, build, clusters))


def test_every_set_is_measured(results: list[Result]) -> None:
    """Each with every ranking figure over all its cases."""
    whole = [(one.data_set, one.figure.name) for one in results if one.part == "all"]
    names = ("hit@1", "MRR", "RP@5", "RP@10")
    sets = ("e4b_esco_transversal", "e1_onet_cluster", "e3_esco")
    assert [(name, figure) for name in sets for figure in names] == [pair for pair in whole if pair[1] in names]


def test_slices_are_reported_where_there_are_several(results: list[Result]) -> None:
    """One slice alone would be the whole again; the counts of the slices add up."""
    parts = {(one.data_set, one.part, one.figure.count) for one in results if one.figure.name == "hit@1"}
    assert parts == {
        ("e4b_esco_transversal", "all", 3),
        ("e4b_esco_transversal", "north", 1),
        ("e4b_esco_transversal", "south", 2),
        ("e1_onet_cluster", "all", 2),
        ("e3_esco", "all", 3),
        ("e3_esco", "north", 1),
        ("e3_esco", "south", 2),
    }


def test_floors_hold_for_whole_sets(results: list[Result]) -> None:
    """Every floor meets its figure, and no slice has one."""
    met = {(one.data_set, one.figure.name): one.floor for one in results if one.floor is not None}
    assert met == dict(FLOORS)
    assert {one.part for one in results if one.floor is not None} == {"all"}


def test_clear_words_are_found(results: list[Result]) -> None:
    """Sentences that hold the very label are ranked right by the plainest encoder."""
    by_name = {(one.data_set, one.figure.name): one.figure.value for one in results if one.part == "all"}
    assert by_name["e4b_esco_transversal", "hit@1"] == by_name["e3_esco", "hit@1"] == 1.0
    assert by_name["e1_onet_cluster", "MRR"] > 0.5


def test_moving_to_zero_changes_no_decision() -> None:
    """What the threshold was is taken from the intercept: 1.5 - 0.7 is 0.8."""
    scale = {Lane.LABEL: Scale(mean=0, deviation=1)}
    family = FamilyParameters(scales=scale, weights={Lane.LABEL: 1.0}, intercept=1.5, threshold=0.7, reach=0.5)
    moved = at_zero(family, 0.7)
    assert (moved.intercept, moved.threshold, moved.reach) == (0.8, 0.0, 0.5)


@pytest.fixture(scope="module")
def shipped(skills: Framework) -> Shipped:
    """Give small frameworks in place of those that are shipped."""
    core = tiny_framework("core", tiny_trades().competencies, kind=Kind.CORE)
    sample = [("I fed the calves and cleaned the barn.", "Agriculture"), ("I framed the walls.", "construction")]
    return Shipped(skills, tiny_trades(), [core], NEUTRAL, sample)


@pytest.fixture(scope="module")
def fitted(data: Path, build: Assemble, shipped: Shipped) -> tuple[Parameters, list[str]]:
    """Fit all families on the tiny data."""
    return fit(data, build, shipped)


def test_every_family_is_fitted(fitted: tuple[Parameters, list[str]]) -> None:
    """Each with its threshold at 0 and a scale for every weight.

    The tiny list is not large, so that the lanes of large frameworks are not there to be measured.
    """
    parameters, _ = fitted
    assert set(parameters.families) == set(Family)
    assert {family.threshold for family in parameters.families.values()} == {0.0}
    assert {kind for kind, one in parameters.families.items() if set(one.weights) - set(one.scales)} == {Family.LARGE}


def test_the_numbers_are_named_for_the_encoder(fitted: tuple[Parameters, list[str]], durable: Pipeline) -> None:
    """So that they are found again for it, and only for it."""
    parameters, _ = fitted
    assert parameters.encoder == durable.embedder.model_id
    assert parameters.name == f"{durable.embedder.model_id}-v1"


def test_a_note_is_given_for_every_family(fitted: tuple[Parameters, list[str]]) -> None:
    """What was found on the way is for people to read."""
    _, notes = fitted
    assert [note.partition(":")[0] for note in notes] == ["transferable", "technical", "core", "named", "large"]


def test_the_fit_repeats(data: Path, build: Assemble, shipped: Shipped, fitted: tuple[Parameters, list[str]]) -> None:
    """The same data give the same numbers, to the last digit."""
    again, _ = fit(data, build, shipped)
    assert again.content_hash() == fitted[0].content_hash()


def test_the_numbers_survive_their_file(fitted: tuple[Parameters, list[str]]) -> None:
    """Written as JSON and read again they are the same."""
    parameters, _ = fitted
    assert Parameters.model_validate_json(parameters.model_dump_json()) == parameters
