"""The readers of the open sets: what becomes a case, a candidate, a span; and what is refused."""

from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.cases import (
    Case,
    cluster_bundles,
    esco_framework,
    esco_sentences,
    read_lines,
    transversal_sentences,
)


def test_sentences_become_cases_in_file_order(data: Path) -> None:
    """Id, text, gold and slice are those of the row; spans are kept by label, those without a label are not."""
    cases = transversal_sentences(data).cases
    assert [case.id for case in cases] == ["s1", "s2", "s3"]
    assert cases[2] == Case(
        id="s3",
        text="You speak Welsh",
        gold=frozenset({"speak Welsh"}),
        slice="south",
        spans={"speak Welsh": (Span(start=4, end=15),)},
    )


def test_labels_become_competencies(data: Path) -> None:
    """Code and label are the same, other names are aliases, and the label is not its own alias."""
    framework = transversal_sentences(data).framework
    assert (framework.by_code["bake bread"].label, framework.by_code["bake bread"].aliases) == (
        "bake bread",
        ("make loaves",),
    )
    assert framework.by_code["bake bread"].description == "To bake bread."


def test_sentences_without_gold_are_left_out(data: Path) -> None:
    """They test abstention, not ranking."""
    assert [case.id for case in esco_sentences(data).cases] == ["s1", "s2", "s3"]


def test_every_label_can_be_gold(data: Path) -> None:
    """The ranking is over the whole list."""
    found = esco_sentences(data)
    assert (
        found.candidates
        == set(found.framework.by_code)
        == {"bake bread", "fix bicycles", "paint fences", "speak Welsh"}
    )


def test_aliases_are_found_by_the_benchmarks_own_label(data: Path) -> None:
    """Where the benchmark calls a skill otherwise, its other names are still known; unknown ones have none."""
    by_code = esco_framework(data).by_code
    assert by_code["fix bicycles"].aliases == ("mend bikes",)
    assert (by_code["paint fences"].aliases, by_code["speak Welsh"].aliases) == ((), ())


def test_only_bundles_are_read_and_only_clusters_can_be_gold(data: Path, clusters: Framework) -> None:
    """Names are compared by their letters: & is and, A/V is Audio/Video; a pathway is no candidate."""
    found = cluster_bundles(data, clusters)
    assert [(case.id, case.gold) for case in found.cases] == [
        ("o1", frozenset({"AG"})),
        ("o2", frozenset({"CO", "AV"})),
    ]
    assert found.candidates == {"AG", "CO", "AV"}


def test_a_framework_is_hashed_by_its_labels(data: Path) -> None:
    """The hash says which list a figure was measured with."""
    assert esco_framework(data).content_hash == transversal_sentences(data).framework.content_hash
    assert len(esco_framework(data).content_hash) == 64


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    """A trailing line break is no row."""
    (tmp_path / "rows.jsonl").write_text('{"a": 1}\n\n{"a": 2}\n\n', encoding="utf-8")
    assert list(read_lines(tmp_path / "rows.jsonl")) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("line", ['{"a": ', "[1]", "7", "null"])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    """With its number."""
    (tmp_path / "rows.jsonl").write_text(f'{{"a": 1}}\n{line}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"rows\.jsonl, line 2: not a JSON object"):
        list(read_lines(tmp_path / "rows.jsonl"))


def test_a_missing_file_says_how_to_point_at_the_data(tmp_path: Path) -> None:
    """The message names the file and the option."""
    with pytest.raises(EvaluationError, match=r"labels\.jsonl cannot be read: .*; give the folder .* with --data"):
        transversal_sentences(tmp_path)
