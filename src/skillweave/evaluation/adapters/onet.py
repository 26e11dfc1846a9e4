"""O*NET task statements: the career cluster they belong to (E1) and the work activity they are part of (E4)."""

from collections.abc import Mapping
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.rows import Row, entry, framework_of, held_out, plain_gold, read_lines
from skillweave.evaluation.sets import Case, LabelledSet, Task

TRANSFERABLE_AREAS = frozenset({"Mental Processes", "Interacting With Others"})
"""The areas of work activities that are transferable; the other two are Information Input and Work Output."""

_SOC_CODE = 7  # characters: occupations were chosen, and folds made, by these


def cluster_bundles(data: Path, clusters: Framework) -> LabelledSet:
    """E1: four task statements of one occupation with its classic career clusters.

    Args:
        data: Folder of the data sets.
        clusters: The framework `career-clusters-16`.
    """
    says = (
        "Fields of work from four statements in O*NET's own voice: a clean regression test that flatters whatever was "
        "fitted on such statements and says little about first-person texts."
    )
    return _cluster_set("bundle", "e1_onet_cluster_bundles", data, clusters, says, {"MRR": 0.66})


def cluster_tasks(data: Path, clusters: Framework) -> LabelledSet:
    """E1: single task statements with the classic career clusters of their occupation.

    Args:
        data: Folder of the data sets.
        clusters: The framework `career-clusters-16`.
    """
    says = (
        "Fields of work from one statement in O*NET's own voice; many statements name no field, so the best possible "
        "figure lies well under 1."
    )
    return _cluster_set("task", "e1_onet_cluster_tasks", data, clusters, says, {})


def _cluster_set(
    kind: str, name: str, data: Path, clusters: Framework, says: str, floors: Mapping[str, float]
) -> LabelledSet:
    codes = cluster_codes(clusters)
    path = data / "e1_onet_cluster" / "dev.jsonl"
    rows = [row for row in read_lines(path) if row["kind"] == kind and held_out(_occupation(row))]
    unknown = sorted({label for row in rows for label in row["gold"] if letters(label) not in codes})
    if unknown:
        raise EvaluationError(
            f"{path}: the framework {clusters.id} has no cluster called {', '.join(unknown)}; give career-clusters-16"
        )
    cases = tuple(
        Case(
            id=row["id"],
            text=row["text"],
            grades=plain_gold(codes[letters(label)] for label in row["gold"]),
            slices={"kind": row["kind"]},
            group=_occupation(row),
        )
        for row in rows
    )
    return LabelledSet(
        name=name,
        framework=clusters,
        candidates=frozenset(codes.values()),
        cases=cases,
        tasks=frozenset({Task.RANKING}),
        first_person=False,
        synthetic=False,
        says=says,
        floors=floors,
    )


def work_activities(data: Path) -> LabelledSet:
    """E4: task statements with O*NET's 41 generalized work activities."""
    labels = _activity_rows(data)
    return _activity_set("e4_onet_gwa", data, {row["id"]: row for row in labels}, "all 41 activities")


def transferable_activities(data: Path) -> LabelledSet:
    """E4 within the transferable areas: 27 activities, and the statements with at least one of them."""
    labels = _activity_rows(data)
    kept = {row["id"]: row for row in labels if row["area"] in TRANSFERABLE_AREAS}
    return _activity_set("e4_onet_gwa_transferable", data, kept, "the 27 activities of thought and of people")


def activity_framework(data: Path) -> Framework:
    """O*NET's 41 generalized work activities by their element ids, with the official definitions."""
    entries = [
        entry(row["label"], description=row["text"].removeprefix(f"{row['label']}. "), code=row["id"])
        for row in _activity_rows(data)
    ]
    return framework_of(
        "onet-gwa-41",
        "O*NET generalized work activities",
        entries,
        publisher="U.S. Department of Labor, Employment and Training Administration",
        licence="CC BY 4.0",
    )


def _activity_rows(data: Path) -> list[Row]:
    return list(read_lines(data / "e4_onet_gwa" / "labels.jsonl"))


def _activity_set(name: str, data: Path, kept: Mapping[str, Row], what: str) -> LabelledSet:
    by_label = {row["label"]: row for row in kept.values()}
    cases = []
    for row in read_lines(data / "e4_onet_gwa" / "dev.jsonl"):
        gold = [by_label[label] for label in row["gold"] if label in by_label]
        if gold and held_out(_occupation(row)):
            areas = {one["area"] for one in gold}
            cases.append(
                Case(
                    id=row["id"],
                    text=row["text"],
                    grades=plain_gold(one["id"] for one in gold),
                    slices={"area": areas.pop() if len(areas) == 1 else "several"},
                    group=_occupation(row),
                )
            )
    return LabelledSet(
        name=name,
        framework=activity_framework(data),
        candidates=frozenset(kept),
        cases=tuple(cases),
        tasks=frozenset({Task.RANKING}),
        first_person=False,
        synthetic=False,
        says=(
            f"Abstract activities ({what}) from one statement in O*NET's own voice, labelled by its analysts; no "
            "applicant's words."
        ),
    )


def _occupation(row: Row) -> str:
    """Give the occupation's code without its detail, so that near occupations are drawn together."""
    return str(row["soc"])[:_SOC_CODE]


def cluster_codes(clusters: Framework) -> dict[str, str]:
    """Give the codes of the clusters by the `letters` of their names."""
    return {letters(one.label): one.code for one in clusters.competencies if clusters.is_top(one.code)}


def letters(name: str) -> str:
    """Compare cluster names by their letters; one set writes A/V, another Audio/Video."""
    plain = name.lower().replace("audio/video", "a/v").replace("&", "and")
    return "".join(character for character in plain if character.isalnum())
