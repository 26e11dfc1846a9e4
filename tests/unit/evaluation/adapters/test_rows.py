"""Reading rows, and making frameworks of label lists."""

from pathlib import Path

import pytest

from skillweave.domain.competency import Competency
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.rows import claimable, entry, framework_of, labelled_spans, plain_gold, read_lines
from tests.unit.evaluation.tiny_sets import tiny_durable


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
    with pytest.raises(EvaluationError, match=r"rows\.jsonl cannot be read: .*; give the folder .* with --data"):
        list(read_lines(tmp_path / "rows.jsonl"))


def test_another_encoding_is_named(tmp_path: Path) -> None:
    """Not with a traceback."""
    (tmp_path / "rows.jsonl").write_bytes(b'{"a": "\xe9"}\n')
    with pytest.raises(EvaluationError, match=r"rows\.jsonl is not UTF-8"):
        list(read_lines(tmp_path / "rows.jsonl"))


def test_gold_without_a_grade_is_plainly_shown() -> None:
    """Grade 4."""
    assert plain_gold(["a", "b"]) == {"a": 4.0, "b": 4.0}


def test_spans_are_kept_by_label() -> None:
    """Two of one label stay in order; what has no label is left out."""
    marked = [{"start": 4, "end": 6, "label": "a"}, {"start": 0, "end": 2, "label": "a"}]
    spans = labelled_spans([*marked, {"start": 7, "end": 9, "label": None}])
    assert spans == {"a": (Span(start=4, end=6), Span(start=0, end=2))}


def test_headings_cannot_be_claimed() -> None:
    """All other codes can."""
    assert claimable(tiny_durable()) == {"D.LEA", "D.LIS", "D.PER"}


def test_a_label_is_not_its_own_alias() -> None:
    """Nor is an alias there twice."""
    assert entry("bake", ["make", "bake", "make"]).aliases == ("make",)


@pytest.mark.parametrize(
    "other", [entry("bake", ["make"]), entry("fry"), entry("bake", description="To bake."), entry("bake", code="B")]
)
def test_the_hash_says_which_list_it_was(other: Competency) -> None:
    """Another name, alias, code or description gives another hash."""
    hashes = {
        framework_of("one", "One", [one], publisher="the tests", licence="none").content_hash
        for one in (entry("bake"), other)
    }
    assert len(hashes) == 2
