"""What the report says in words."""

import math

import pytest

from skillweave.evaluation.report.changes import compare_systems
from skillweave.evaluation.report.words import (
    describe,
    explain,
    floor_met,
    floor_words,
    interval,
    listed,
    number,
    share,
    signed,
    summary,
)
from skillweave.evaluation.runs import FigureData, Run
from tests.invented_run import full_run, make_set, make_system

NAN = math.nan


def _figure(value: float, low: float = 0.0, floor: float | None = 0.6, count: int = 100) -> FigureData:
    return FigureData(name="hit@1", value=value, low=low, high=1.0, count=count, floor=floor)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.12345, "0.123"), (-0.5, "\N{MINUS SIGN}0.500"), (-0.0001, "0.000"), (NAN, "–"), (1234.6, "1235")],
)
def test_numbers_are_written_alike(value: float, written: str) -> None:
    """Three digits, a true minus sign, no minus before nothing, and a dash where there is no value."""
    assert number(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.25, "+0.250"), (-0.25, "\N{MINUS SIGN}0.250"), (0.0, "0.000"), (0.0001, "0.000"), (NAN, "–")],
)
def test_differences_carry_their_sign(value: float, written: str) -> None:
    """But nothing is not called plus nothing."""
    assert signed(value) == written


def test_missing_ends_are_no_interval() -> None:
    """An interval is never made of half a value."""
    assert interval(0.1, 0.2) == "0.100 to 0.200"
    assert interval(0.1, 0.2, share) == "10% to 20%"
    assert interval(NAN, 0.2) == interval(0.1, NAN) == "no interval"


def test_lists_read_as_sentences() -> None:
    """One, two, three, none."""
    assert [listed(["a"]), listed(["a", "b"]), listed("abc"), listed([])] == ["a", "a and b", "a, b and c", "–"]


@pytest.mark.parametrize(
    ("figure", "met", "words"),
    [
        (_figure(0.7, 0.65), True, "floor 0.600: met"),
        (_figure(0.6, 0.6), True, "floor 0.600: met"),
        (_figure(0.7, 0.55), True, "floor 0.600: met, but the interval reaches below it"),
        (_figure(0.5), False, "floor 0.600: missed"),
        (_figure(0.59996), False, "floor 0.60000: missed (value 0.59996)"),
        (_figure(NAN, NAN), None, "floor 0.600: no value, so not met"),
        (_figure(0.1, floor=None), None, ""),
    ],
)
def test_floors(figure: FigureData, met: bool | None, words: str) -> None:
    """A floor is met at its value; a missing value is no success; a near miss shows the digits that make it one."""
    assert floor_met(figure) is met
    assert floor_words(figure) == words


@pytest.mark.parametrize(
    ("figure", "has"),
    [("hit@1", "first 1"), ("MRR", "first right"), ("macro F1", "rare"), ("evidence character F1", "overlap")],
)
def test_figures_are_explained(figure: str, has: str) -> None:
    """By what they mean, not by their formula."""
    assert has in explain(figure)


def test_an_unknown_figure_is_not_explained() -> None:
    """Nothing is better than something wrong."""
    assert explain("claims a page") == explain("hit@") == ""


def test_a_set_is_described_with_its_groups() -> None:
    """Cases that are drawn together are counted as such."""
    hits = [1.0, 0.0, 1.0]
    data = make_set("s", (make_system("x", hits, ("a", "a", "b")),), 3, groups=("a", "a", "b"), tasks=("spans",))

    assert describe(data).startswith("3 cases in 2 groups (")
    assert "Measures finding the words that show any skill." in describe(data)
    assert describe(data).endswith("Fewer than 10 groups make intervals too narrow.")


def _said(run: Run) -> str:
    return " ".join(summary(run, {one.name: tuple(compare_systems(one).values()) for one in run.sets}, None))


def test_the_summary_names_what_matters() -> None:
    """Size, missed floors with their numbers, synthetic sets, sets too small, and the comparison."""
    said = _said(full_run())

    assert "Measured: 4 sets with 161 cases, 3 systems: skillweave, tf-idf and label prior." in said
    assert "Floors missed: 1 of 2. no values, MRR – (floor 0.500: no value, so not met)." in said
    assert "Synthetic, written for the purpose and not by people about their work: no cases and no values." in said
    assert "Fewer than 30 cases, so that nothing can be said: one case and no cases." in said
    assert "of 9 figures, 4 better, 2 different and 3 too few to say" in said


def test_met_floors_are_said_to_be_met() -> None:
    """One or many."""
    run = full_run()
    one = run.model_copy(update={"sets": run.sets[:1]})

    assert "The floor is met." in _said(one)
    assert "None of the sets is marked as synthetic." in _said(one)


def test_a_run_without_floors_claims_no_success() -> None:
    """Nothing that was not asked is said to be fulfilled."""
    run = full_run()
    assert "No floors are set, so nothing can be missed." in _said(run.model_copy(update={"sets": run.sets[1:3]}))


def test_a_run_without_sets_says_so() -> None:
    """And nothing else."""
    assert _said(Run(name="r", sets=())) == "Nothing was measured: the run has no sets."
