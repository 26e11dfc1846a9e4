"""Diary sentences: a category says whether a sentence carries evidence."""

from pathlib import Path

from skillweave.evaluation.adapters.reflection import reflection_sentences
from skillweave.evaluation.sets import Task
from tests.unit.evaluation.tiny_sets import tiny_durable


def test_a_category_says_whether_a_sentence_carries_evidence(sets: Path) -> None:
    """By the list of categories; nothing is graded."""
    found = reflection_sentences(sets, tiny_durable())
    assert [(case.slices["category"], case.carries) for case in found.cases] == [
        ("Experience", True),
        ("Feeling", False),
        ("Experience", True),
    ]
    assert {len(case.grades) for case in found.cases} == {0}
    assert found.tasks == {Task.ABSTENTION}
    assert found.first_person
    assert found.candidates == {"D.LEA", "D.LIS", "D.PER"}


def test_neighbours_by_number_are_drawn_together(sets: Path) -> None:
    """Blocks of 50: 49 is in the first, 50 and 99 are in the second."""
    groups = [case.group for case in reflection_sentences(sets, tiny_durable()).cases]
    assert groups == ["block-0", "block-1", "block-1"]
