"""The O*NET sets: clusters by their letters, activities by their ids, occupations as groups."""

from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.onet import (
    activity_framework,
    cluster_bundles,
    cluster_tasks,
    transferable_activities,
    work_activities,
)
from skillweave.evaluation.adapters.rows import HELD_OUT, fold_of
from skillweave.evaluation.sets import Task
from tests.unit.evaluation.tiny_sets import tiny_clusters, tiny_durable


@pytest.fixture(scope="module")
def clusters() -> Framework:
    """Give three clusters, one with a pathway."""
    return tiny_clusters()


def test_bundles_and_tasks_are_two_sets(sets: Path, clusters: Framework) -> None:
    """Each row is in one of them, and only bundles have a floor."""
    bundles, tasks = cluster_bundles(sets, clusters), cluster_tasks(sets, clusters)
    assert ([case.id for case in bundles.cases], bundles.floors) == (["b1", "b2"], {"MRR": 0.66})
    assert ([case.id for case in tasks.cases], tasks.floors) == (["t1", "t2"], {})
    assert bundles.tasks == tasks.tasks == {Task.RANKING}


def test_occupations_that_were_trained_on_are_left_out(sets: Path, clusters: Framework) -> None:
    """The adapter learned from four folds of the occupations; only the fifth is measured."""
    assert (fold_of("15-1252"), fold_of("27-4014")) == (HELD_OUT, 4)
    assert "t3" not in {case.id for case in cluster_tasks(sets, clusters).cases}
    assert "w5" not in {case.id for case in work_activities(sets).cases}


def test_clusters_are_compared_by_their_letters(sets: Path, clusters: Framework) -> None:
    """& is and, A/V is Audio/Video."""
    assert [case.gold for case in cluster_bundles(sets, clusters).cases] == [{"AG"}, {"CO", "AV"}]


def test_a_pathway_is_no_candidate(sets: Path, clusters: Framework) -> None:
    """Only clusters can be gold."""
    assert cluster_bundles(sets, clusters).candidates == {"AG", "CO", "AV"}


def test_near_occupations_are_drawn_together(sets: Path, clusters: Framework) -> None:
    """The group is the code without its detail, as in the folds."""
    assert [case.group for case in cluster_tasks(sets, clusters).cases] == ["11-1011", "11-1011"]
    assert [case.slices for case in cluster_tasks(sets, clusters).cases] == [{"kind": "task"}] * 2


def test_another_framework_is_refused(sets: Path) -> None:
    """The message names the clusters that it lacks, and the framework to give."""
    with pytest.raises(EvaluationError, match=r"as-durable-skills has no cluster called Agric.* give career-clust"):
        cluster_tasks(sets, tiny_durable())


def test_activities_have_ids_and_definitions(sets: Path) -> None:
    """The name that the definition opens with is cut off once."""
    assert [(one.code, one.label, one.description) for one in activity_framework(sets).competencies] == [
        ("4.1", "Seeing", "To look. Seeing. Again."),
        ("4.2", "Thinking", "To ponder."),
        ("4.3", "Helping", "To assist."),
    ]


def test_statements_have_activities(sets: Path) -> None:
    """By id; a statement with gold in several areas is in none of them."""
    found = work_activities(sets)
    assert [(case.id, set(case.gold), case.slices["area"], case.group) for case in found.cases] == [
        ("w1", {"4.1"}, "Information Input", "11-1011"),
        ("w2", {"4.1", "4.2"}, "several", "11-1011"),
        ("w3", {"4.2", "4.3"}, "several", "15-1252"),
        ("w4", {"4.3"}, "Interacting With Others", "15-1252"),
    ]
    assert found.candidates == {"4.1", "4.2", "4.3"}


def test_transferable_activities_are_those_of_thought_and_people(sets: Path) -> None:
    """Statements without one are left out, and so is the gold of other areas."""
    found = transferable_activities(sets)
    assert found.candidates == {"4.2", "4.3"}
    assert [(case.id, set(case.gold)) for case in found.cases] == [
        ("w2", {"4.2"}),
        ("w3", {"4.2", "4.3"}),
        ("w4", {"4.3"}),
    ]
    assert found.cases[0].slices == {"area": "Mental Processes"}
