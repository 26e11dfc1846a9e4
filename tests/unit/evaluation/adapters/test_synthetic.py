"""The synthetic sets are called so, and say what they are good for."""

from pathlib import Path

import pytest

from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.synthetic import compass_statements, seed_statements, skillskape_sentences
from skillweave.evaluation.sets import Task
from tests.unit.evaluation.tiny_sets import tiny_clusters, tiny_durable


def test_every_set_is_called_synthetic(sets: Path) -> None:
    """Whoever wrote the texts."""
    built = (skillskape_sentences(sets), compass_statements(sets), seed_statements(sets, tiny_durable()))
    assert all(one.synthetic for one in built)
    assert [one.first_person for one in built] == [False, True, True]


def test_skillskape_is_ranked_against_esco(sets: Path) -> None:
    """A sentence without a skill carries nothing."""
    found = skillskape_sentences(sets)
    assert [(case.gold, case.carries, case.slices) for case in found.cases] == [
        ({"bake bread"}, True, {"outside_esco": "no"}),
        (frozenset(), False, {"outside_esco": "yes"}),
    ]
    assert found.tasks == {Task.RANKING, Task.ABSTENTION}
    assert found.framework.id == "esco-skills"


def test_compass_has_one_activity_a_statement(sets: Path) -> None:
    """By its label, since several codes share one."""
    found = compass_statements(sets)
    assert [case.gold for case in found.cases] == [{"baker"}, {"helping"}]
    assert found.candidates == {"baker", "helping"}
    assert found.tasks == {Task.RANKING}


def test_seed_statements_are_labelled_by_code(sets: Path) -> None:
    """Both files; the id says writer and line; near misses have no gold but count."""
    found = seed_statements(sets, tiny_durable())
    assert [(case.id, case.gold, case.slices["labels"]) for case in found.cases] == [
        ("seed_a-1", {"D.LEA"}, "one"),
        ("seed_a-2", frozenset(), "none"),
        ("seed_b-1", {"D.LEA", "D.LIS"}, "several"),
    ]
    assert found.tasks == {Task.RANKING, Task.CLAIMS, Task.ABSTENTION}
    assert [case.carries for case in found.cases] == [True, False, True]


def test_seed_statements_are_no_result(sets: Path) -> None:
    """The set says so itself."""
    says = seed_statements(sets, tiny_durable()).says
    assert "the shipped weights were fitted on it" in says
    assert "not a result" in says


def test_an_unknown_label_is_named(sets: Path) -> None:
    """With its file and statement."""
    with pytest.raises(EvaluationError, match=r"seed_a\.jsonl, statement 1: .*career-clusters-16 has no Leadership"):
        seed_statements(sets, tiny_clusters())
