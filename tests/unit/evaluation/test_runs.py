"""What a run file promises: nothing is lost on the way, and what is wrong with it is said."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError

from skillweave.errors import BatchError, EvaluationError
from skillweave.evaluation.runs import FigureData, LabelRow, Run, SetRun, StatisticData, SystemRun, read_run, write_run
from skillweave.evaluation.statistics import Kind, Statistic
from tests.unit.evaluation.by_hand import WIDTHS

NAN = math.nan


def _set(cases: int = 2, **changes: object) -> SetRun:
    fixed = {"name": "s", "says": "", "synthetic": False, "framework": "f", "tasks": (), "systems": (), "cases": cases}
    by_case = {"groups": ("g",) * cases, "texts": ("",) * cases, "gold": ((),) * cases}
    ids = tuple(f"c{at}" for at in range(cases))
    return SetRun.model_validate({**fixed, **by_case, "case_ids": ids, **changes})


def _run(**changes: object) -> Run:
    return Run.model_validate({"name": "r", "sets": (_set(),), **changes})


def _figure(value: float, low: float = NAN, high: float = NAN) -> FigureData:
    return FigureData(name="MRR", value=value, low=low, high=high, count=0)


def _with(system: SystemRun, cases: int = 2) -> Run:
    return _run(sets=(_set(cases, systems=(system,)),))


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Every field survives, and the same run gives the same bytes."""
    path = tmp_path / "run.json"
    run = _run(made="2025-11-25", settings={"gate": "on"})

    write_run(run, path)

    assert read_run(path) == run
    assert json.loads(path.read_bytes())["schema"] == "skillweave.evaluation/1"
    first = path.read_bytes()
    write_run(read_run(path), path)
    assert path.read_bytes() == first


def test_not_a_number_is_null_and_comes_back(tmp_path: Path) -> None:
    """JSON has no NaN: it is written as null, never as a number or a word."""
    path = tmp_path / "run.json"
    parts = ((NAN, 1.0), (0.0, 1.0))
    system = SystemRun(
        name="x", figures=(_figure(NAN),), statistics=(StatisticData(name="m", kind="mean", parts=parts),)
    )

    write_run(_with(system), path)

    written = json.loads(path.read_bytes(), parse_constant=pytest.fail)["sets"][0]["systems"][0]
    assert written["figures"][0]["value"] is None
    assert written["statistics"][0]["parts"] == [[None, 1], [0, 1]]
    back = read_run(path).sets[0].systems[0]
    assert math.isnan(back.figures[0].value)
    assert math.isnan(back.statistics[0].parts[0][0])


@given(value=st.floats())
def test_every_number_survives(value: float) -> None:
    """Infinities, tiny and whole numbers come back bit for bit."""
    run = _with(SystemRun(name="x", figures=(_figure(value),)))

    back = Run.model_validate_json(run.model_dump_json(by_alias=True)).sets[0].systems[0].figures[0].value

    assert back == value or (math.isnan(back) and math.isnan(value))


@pytest.mark.parametrize("kind", list(WIDTHS))
@pytest.mark.parametrize("cases", [0, 1, 5])
def test_a_kept_statistic_gives_the_same_values(kind: Kind, cases: int) -> None:
    """Under any weights, after the way through the file, also where labels without any case were left out."""
    rng = np.random.default_rng(3)
    parts = rng.integers(0, 3, (cases, WIDTHS[kind])).astype(np.float64)
    parts[:, 3:6] = 0.0
    given_ = Statistic("x", kind, parts, None)
    weights = rng.integers(0, 3, (7, cases)).astype(np.float64)

    kept = StatisticData.of(given_)
    back = StatisticData.model_validate_json(kept.model_dump_json()).statistic()

    assert (back.name, back.kind, back.higher_is_better) == ("x", kind, None)
    np.testing.assert_allclose(back.at(weights), given_.at(weights), rtol=0, atol=1e-12)


def test_labels_without_any_case_are_not_kept() -> None:
    """Thousands of labels that no case has and no system claims would only fill the file."""
    parts: NDArray[np.float64] = np.zeros((4, 3 * 1_000))
    parts[0, 30] = 1.0

    kept = StatisticData.of(Statistic("x", "macro_f1", parts))

    assert {len(row) for row in kept.parts} == {6}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"groups": ("g",)}, "groups has 1"),
        ({"slices": {"source": ("a", "b", "c")}}, "slices 'source' has 3"),
        ({"case_ids": ("c", "c")}, "a case twice"),
        ({"systems": (SystemRun(name="x"), SystemRun(name="x"))}, "a system twice"),
    ],
)
def test_what_goes_by_case_must_fit_the_cases(changes: dict[str, Any], message: str) -> None:
    """A run whose parts do not fit together cannot be made."""
    with pytest.raises(ValidationError, match=message):
        _set(**changes)


def test_a_statistic_must_fit_the_cases() -> None:
    """Another number of cases would be compared with the wrong ones."""
    statistic = StatisticData(name="m", kind="mean", parts=((1.0, 1.0),))

    with pytest.raises(ValidationError, match="set 's' has 2 cases, but x: m has 1"):
        _with(SystemRun(name="x", statistics=(statistic,)))


@pytest.mark.parametrize(
    ("kind", "parts", "message"),
    [
        ("mean", ((1.0,),), "a case gives 2 parts, not 1"),
        ("macro_f1", ((1.0,) * 4,), "a case gives 3 parts, not 4"),
        ("mean", ((1.0, 1.0), (1.0,)), "different numbers of parts"),
    ],
)
def test_parts_must_fit_the_formula(kind: Kind, parts: tuple[tuple[float, ...], ...], message: str) -> None:
    """A formula never reads parts that were made for another."""
    with pytest.raises(ValidationError, match=message):
        StatisticData(name="m", kind=kind, parts=parts)


def test_label_f1_by_hand() -> None:
    """2 right, 1 wrong, 3 missed: 4 / (4 + 1 + 3) = 0.5; nothing at all has no F1."""
    assert LabelRow(code="a", label="A", right=2, wrong=1, missed=3).f1 == 0.5
    assert math.isnan(LabelRow(code="a", label="A", right=0, wrong=0, missed=0).f1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message says which file, why, and what to name instead."""
    with pytest.raises(EvaluationError, match=r"nothing\.json: no such file.*name a file that an evaluation wrote"):
        read_run(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "Invalid JSON"),
        ('{"schema": "skillweave.evaluation/9", "name": "r", "sets": []}', "schema: .*skillweave.evaluation/1"),
        ('{"name": "r"}', "sets: Field required"),
        ('{"name": "r", "sets": [], "colour": 1}', "colour: "),
        ('{"name": "r", "sets": [' + ", ".join(['{"cases": -1}'] * 4) + "]}", r"and \d+ more"),
    ],
)
def test_what_is_no_run_is_refused_with_its_place(content: str, message: str, tmp_path: Path) -> None:
    """Damaged files, later versions and unknown keys are told apart and located."""
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(EvaluationError, match=message):
        read_run(path)


def test_a_fault_never_repeats_a_text(tmp_path: Path) -> None:
    """What a person wrote does not end in an error message."""
    path = tmp_path / "run.json"
    path.write_text('{"name": "r", "sets": [{"texts": "my diary"}]}', encoding="utf-8")

    with pytest.raises(EvaluationError) as caught:
        read_run(path)

    assert "diary" not in str(caught.value)


def test_a_run_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """A folder in the way is told as the other writers tell it."""
    with pytest.raises(BatchError, match="it is a folder"):
        write_run(_run(), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_set_stands_in_a_run_once() -> None:
    """Otherwise two runs could not be compared by name."""
    with pytest.raises(ValidationError, match="a set stands in the run twice"):
        _run(sets=(_set(), _set()))
