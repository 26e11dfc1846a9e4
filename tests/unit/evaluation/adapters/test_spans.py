"""Spans of any skill: layers, types, and sentences without one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters.spans import Layer, green_sentences, skillspan_sentences
from skillweave.evaluation.sets import ANY, Case, LabelledSet, Task
from tests.unit.evaluation.tiny_sets import tiny_durable


def quotes(case: Case) -> list[str]:
    """Cut out what was marked."""
    return [span.quote(case.text) for span in case.spans.get(ANY, ())]


def test_spans_of_both_layers_stand_together(sets: Path) -> None:
    """Under no code, in order, overlaps included; the slice tells the layers apart."""
    found = skillspan_sentences(sets, tiny_durable())
    assert [quotes(case) for case in found.cases] == [["Write clean Python code", "Python"], [], ["Java"]]
    assert [case.slices["layer"] for case in found.cases] == ["skill and knowledge", "none", "knowledge"]
    assert [case.group for case in found.cases] == ["d1", "d1", "d2"]


@pytest.mark.parametrize(
    ("layer", "marked"),
    [
        (Layer.SKILL, [["Write clean Python code"], [], []]),
        (Layer.KNOWLEDGE, [["Python"], [], ["Java"]]),
    ],
)
def test_one_layer_can_be_read_alone(sets: Path, layer: Layer, marked: list[list[str]]) -> None:
    """A sentence with spans of the other layer alone then carries nothing."""
    found = skillspan_sentences(sets, tiny_durable(), {layer})
    assert [quotes(case) for case in found.cases] == marked
    assert [case.carries for case in found.cases] == [bool(one) for one in marked]
    assert found.name == f"e6_skillspan_{layer}"


def test_only_skills_count_in_green(sets: Path) -> None:
    """Other types are neither gold nor evidence."""
    found = green_sentences(sets, tiny_durable())
    assert [(quotes(case), case.carries) for case in found.cases] == [(["Weld gates"], True), ([], False)]


@pytest.mark.parametrize("build", [skillspan_sentences, green_sentences])
def test_span_sets_measure_spans_and_false_alarms(sets: Path, build: Callable[[Path, Framework], LabelledSet]) -> None:
    """A sentence without a span has no entry for one."""
    found = build(sets, tiny_durable())
    assert found.tasks == {Task.SPANS, Task.ABSTENTION}
    assert not found.first_person
    assert [bool(case.spans) for case in found.cases] == [case.carries for case in found.cases]
