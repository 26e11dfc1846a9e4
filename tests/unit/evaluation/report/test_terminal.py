"""What a run says on the screen."""

import math

import pytest

from skillweave.evaluation.report.terminal import run_lines
from skillweave.evaluation.runs import FigureData, Run, SetRun, SystemRun

NAN = math.nan


def _figure(name: str, value: float, floor: float | None = None) -> FigureData:
    return FigureData(name=name, value=value, low=value, high=value, count=0 if math.isnan(value) else 40, floor=floor)


def _set(cases: int, *figures: FigureData) -> SetRun:
    names = tuple(str(number) for number in range(cases))
    systems = tuple(SystemRun(name=name, figures=figures, statistics=()) for name in ("skillweave", "random"))
    return SetRun(
        name="spring",
        says="",
        synthetic=False,
        framework="f",
        tasks=(),
        cases=cases,
        systems=systems,
        groups=names,
        case_ids=names,
        texts=names,
        gold=((),) * cases,
    )


def _said(data: SetRun, *, everything: bool = False) -> list[str]:
    run = Run(name="run", settings={}, sets=(data,))
    return [" ".join(line.split()) for line in run_lines(run, everything=everything)]


def test_telling_figures_stand_there_and_others_do_not() -> None:
    """The system under test with all of them, another one with the first."""
    data = _set(40, _figure("hit@1", 0.5), _figure("RP@5", 0.6), _figure("F1", 0.25), _figure("MAP", 0.1, floor=0.2))

    assert _said(data) == [
        "spring skillweave hit@1 0.500 [0.500, 0.500] n=40",
        "spring skillweave F1 0.250 [0.250, 0.250] n=40",
        "spring skillweave MAP 0.100 [0.100, 0.100] n=40 floor 0.20",
        "spring random hit@1 0.500 [0.500, 0.500] n=40",
    ]


def test_figures_without_a_value_are_named_in_one_line() -> None:
    """A floor that cannot be met is never left out."""
    data = _set(40, _figure("hit@1", NAN), _figure("F1", NAN), _figure("recall", 0.5), _figure("MRR", NAN, floor=0.1))

    assert _said(data) == [
        "spring skillweave recall 0.500 [0.500, 0.500] n=40",
        "spring skillweave MRR no value floor 0.10",
        "spring skillweave no value, for no case tells: hit@1 and F1",
        "spring random recall 0.500 [0.500, 0.500] n=40",
    ]


@pytest.mark.parametrize(
    ("floor", "lines"),
    [
        (None, ["spring 4 cases: too few to say"]),
        (0.6, ["spring skillweave hit@1 0.500 [0.500, 0.500] n=40 floor 0.60", "spring 4 cases: too few to say more"]),
    ],
)
def test_a_set_of_few_cases_is_one_line(floor: float | None, lines: list[str]) -> None:
    """Its figures would say nothing; what has a floor stands there all the same."""
    assert _said(_set(4, _figure("hit@1", 0.5, floor))) == lines


def test_everything_is_everything() -> None:
    """Every figure of every system, and words where there is no number."""
    said = _said(_set(4, _figure("RP@5", 0.6), _figure("ECE", NAN)), everything=True)

    assert len(said) == 4
    assert not any("nan" in line for line in said)
