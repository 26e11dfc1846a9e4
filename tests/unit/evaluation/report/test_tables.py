"""What the tables of the report hold."""

import math

from skillweave.evaluation.report import tables
from skillweave.evaluation.report.cells import Cell
from skillweave.evaluation.report.changes import Change, SetChange, compare_systems
from skillweave.evaluation.runs import ConfusionRow, FigureData, LabelRow, Run, SetRun, SystemRun
from skillweave.evaluation.statistics import Difference
from tests.invented_run import make_set


def _figure(name: str, value: float = 0.5, count: int = 50, floor: float | None = None) -> FigureData:
    return FigureData(name=name, value=value, low=0.4, high=0.6, count=count, floor=floor)


def _set(*systems: SystemRun) -> SetRun:
    return make_set("s", systems, 2)


def test_what_stands_for_a_set_is_what_tells_most_and_all_with_a_floor() -> None:
    """A floor is never out of sight, and a set whose figures nobody knows shows its first ones."""
    figures = [*map(_figure, ("a", "hit@1", "b", "F1", "c")), _figure("e", floor=0.1)]
    floor_of_another = SystemRun(name="y", figures=(_figure("b", floor=0.1),))
    data = _set(SystemRun(name="x", figures=tuple(figures)), floor_of_another)

    assert tables.headline(data) == ("hit@1", "F1", "e")
    assert tables.headline(_set(SystemRun(name="x", figures=tuple(map(_figure, "abcd"))))) == ("a", "b", "c")
    assert tables.headline(_set()) == ()


def test_every_system_has_a_column_on_every_set() -> None:
    """A system that was not measured says so; it does not vanish, and neither does a baseline."""
    one = _set(SystemRun(name="x", figures=(_figure("a"),)), SystemRun(name="prior", figures=(_figure("a", 0.2),)))
    other = make_set("t", (SystemRun(name="x", figures=(_figure("a"),)),), 1)

    table = tables.overview(Run(name="r", sets=(one, other)))

    assert table.columns == ("Figure", "x", "prior")
    assert [cell.value for cell in table.groups[0].rows[0].cells] == ["0.500", "0.200"]
    assert table.groups[1].rows[0].cells[1] == Cell("–", "not measured", "few")
    assert [group.head.note for group in table.groups] == ["2 cases", "1 case"]


def test_a_figure_of_few_cases_is_marked() -> None:
    """29 cases are too few, 30 are not."""
    assert tables.figure_cell(_figure("a", count=29), counted=True) == Cell(
        "0.500", "0.400 to 0.600; n 29; too few to say", "few"
    )
    assert tables.figure_cell(_figure("a", count=30)) == Cell("0.500", "0.400 to 0.600", "")


def test_a_value_that_is_missing_is_told_from_zero() -> None:
    """With a floor it is a failure, without it there is just nothing."""
    assert tables.figure_cell(_figure("a", math.nan)) == Cell("–", "no value", "few")
    assert tables.figure_cell(_figure("a", math.nan, floor=0.1), bound=True).tone == "bad"
    assert tables.figure_cell(_figure("a", 0.0)).value == "0.000"


def test_floors_bind_the_system_under_test_only() -> None:
    """A baseline that lies below a floor has missed nothing."""
    systems = (
        SystemRun(name=name, figures=(_figure("a", value, floor=0.6),)) for name, value in (("x", 0.7), ("y", 0))
    )
    data = _set(*systems)

    shown = tables.overview(Run(name="r", sets=(data,))).groups[0].rows[0].cells
    listed = [row.cells[-2] for row in tables.figures(data, {}).groups[0].rows]

    assert [(cell.tone, "floor" in cell.note) for cell in shown] == [("good", True), ("", False)]
    assert [(cell.value.split(":")[0], cell.tone) for cell in listed] == [("0.600", "good"), ("–", "")]


def test_the_system_under_test_is_not_compared_with_itself(run: Run) -> None:
    """Its own row has a dash, the others a difference with what may be said of it."""
    data = run.sets[0]
    first = tables.figures(data, compare_systems(data)).groups[0]

    assert [row.head.value for row in first.rows] == ["skillweave", "tf-idf", "label prior"]
    assert first.rows[0].cells[-1] == Cell("–")
    assert first.rows[1].cells[-1].tone == "good"
    assert first.rows[1].cells[-1].note.endswith("; real: better")


def test_one_system_has_a_row_for_each_part_and_more_have_a_group() -> None:
    """A part that a system does not have is said to be not measured."""
    one = SystemRun(name="x", by_slice={"source": {"n": (_figure("a"),), "": (_figure("b", count=3),)}})
    two = SystemRun(name="y", by_slice={"source": {"n": (_figure("a"),)}})
    data = _set(one, two).model_copy(update={"slices": {"source": ("n", "n")}})

    single, both = tables.slices(data, "source", [one]), tables.slices(data, "source", [one, two])

    assert [(row.head.value, row.head.note) for row in single.groups[0].rows] == [("n", "2 cases"), ("(none)", "")]
    assert single.columns == ("source", "a", "b")
    assert [[row.head.value for row in group.rows] for group in both.groups] == [["x", "y"], ["x", "y"]]
    assert both.groups[1].rows[1].cells[0].note == "not measured"


def test_risk_is_read_where_the_curve_covers_as_much() -> None:
    """By hand: half of the cases at 10%, all at 30%; above the curve's end there is nothing."""
    curve = [(1.0, 0.3), (0.5, 0.1)]
    assert [tables.risk_at(curve, step) for step in (0.1, 0.5, 0.6, 1.0)] == [0.1, 0.1, 0.3, 0.3]
    assert math.isnan(tables.risk_at(curve[1:], 0.6))
    assert math.isnan(tables.risk_at([], 0.1))


def test_labels_are_sorted_by_how_often_they_occur() -> None:
    """The numbers are the counts, F1 is worked out: 8 / (8 + 1 + 2) = 0.727."""
    rows = (
        LabelRow(code="b", label="B", right=1, wrong=0, missed=0),
        LabelRow(code="a", label="A", right=4, wrong=1, missed=2),
    )

    table = tables.labels(SystemRun(name="x", per_label=rows)).groups[0].rows

    assert [row.head.value for row in table] == ["A", "B"]
    assert [cell.value for cell in table[0].cells] == ["0.727", "6", "4", "1", "2"]
    assert table[0].cells[0].note == "too few to say"


def test_confusions_are_named_by_label() -> None:
    """A code without a label stays a code; no code is nothing."""
    system = SystemRun(
        name="x",
        per_label=(LabelRow(code="a", label="Apples", right=0, wrong=0, missed=0),),
        confusion=(ConfusionRow(gold="a", claimed="b", count=3), ConfusionRow(gold="", claimed="a", count=1)),
    )

    rows = tables.confusion(system).groups[0].rows

    assert [(row.head.value, *(cell.value for cell in row.cells)) for row in rows] == [
        ("Apples", "b", "3"),
        ("nothing", "Apples", "1"),
    ]


def test_figures_that_are_exactly_the_same_share_a_row() -> None:
    """What changed is not buried under what did not; a difference of 0 with an interval is shown."""
    gaps = [("a", 0.5, 0.6, 0.0, 0.2), ("b", 0.5, 0.5, 0.0, 0.0), ("c", 0.5, 0.5, -0.1, 0.1), ("d", 0.1, 0.1, 0.0, 0.0)]
    changes = tuple(Change("x", Difference(*gap, real=False), "same") for gap in gaps)
    other = Change("y", Difference("a", 0.5, 0.5, 0.0, 0.0, real=False), "same")

    table = tables.changes(SetChange("s", (*changes, other), ()))

    assert [[row.head.value for row in group.rows] for group in table.groups] == [
        ["a", "c", "2 other figures"],
        ["1 figure"],
    ]
