"""Spans of any skill: layers, types, and sentences without one."""

from pathlib import Path

import pytest

from skillweave.evaluation.adapters.spans import Layer, green_sentences, skillspan_sentences
from skillweave.evaluation.sets import ANY, Case, Task
from tests.unit.evaluation.tiny_sets import tiny_durable


def quotes(case: Case) -> list[str]:
    """Cut out what was marked."""
    return [span.quote(case.text) for span in case.spans.get(ANY, ())]


def test_advertisements_that_were_trained_on_are_left_out(sets: Path) -> None:
    """Four folds of the documents taught the heads which words name a skill; the slice tells the layers apart."""
    found = skillspan_sentences(sets, tiny_durable(), Layer.SKILL)
    assert [case.slices["layer"] for case in found.cases] == ["skill and knowledge", "none", "knowledge"]
    assert [case.group for case in found.cases] == ["d4", "d4", "d7"]


@pytest.mark.parametrize(
    ("layer", "marked"),
    [
        (Layer.SKILL, [["Write clean Python code"], [], []]),
        (Layer.KNOWLEDGE, [["Python"], [], ["Java"]]),
    ],
)
def test_each_layer_is_read_alone(sets: Path, layer: Layer, marked: list[list[str]]) -> None:
    """A sentence with spans of the other layer alone then carries nothing."""
    found = skillspan_sentences(sets, tiny_durable(), layer)
    assert [quotes(case) for case in found.cases] == marked
    assert [case.carries for case in found.cases] == [bool(one) for one in marked]
    assert found.name == f"e6_skillspan_{layer}"
    assert (Task.STATED in found.tasks) == (layer is Layer.SKILL)


def test_only_skills_count_in_green(sets: Path) -> None:
    """Other types are neither gold nor evidence."""
    found = green_sentences(sets, tiny_durable())
    assert [(quotes(case), case.carries) for case in found.cases] == [(["Weld gates"], True), ([], False)]


def test_span_sets_measure_spans_and_false_alarms(sets: Path) -> None:
    """A sentence without a span has no entry for one."""
    for found in (skillspan_sentences(sets, tiny_durable(), Layer.SKILL), green_sentences(sets, tiny_durable())):
        assert found.tasks == {Task.SPANS, Task.STATED, Task.ABSTENTION}
        assert not found.first_person
        assert [bool(case.spans) for case in found.cases] == [case.carries for case in found.cases]
