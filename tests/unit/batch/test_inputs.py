"""Files, folders and patterns on the command line."""

import os
from pathlib import Path

import pytest

from skillweave.batch.inputs import find_inputs
from skillweave.errors import TableError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with logs of several kinds, and other things."""
    for name in ("b.csv", "a.xlsx", "deep/c.jsonl.gz", "deep/d.tsv.zst", "notes.docx", ".hidden.csv", "out/part.csv"):
        (tmp_path / "logs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "logs" / name).touch()
    return tmp_path


def names(base: Path, *given: str, leave_out: Path | None = None) -> list[str]:
    """Find and name."""
    return [one.name for one in find_inputs(given, base=base, leave_out=leave_out).inputs]


def test_a_folder_stands_for_the_logs_in_and_below_it(folder: Path) -> None:
    """Without hidden files, without the folder of results; others are counted."""
    found = find_inputs([str(folder / "logs")], base=folder, leave_out=folder / "logs" / "out")
    assert [one.name for one in found.inputs] == [
        "logs/a.xlsx", "logs/b.csv", "logs/deep/c.jsonl.gz", "logs/deep/d.tsv.zst",
    ]  # fmt: skip
    assert found.passed_over == 1


def test_a_pattern_is_filled_in(folder: Path) -> None:
    """Also over folders; each file is there once."""
    assert names(folder, str(folder / "logs" / "**" / "*.gz"), str(folder / "logs" / "deep")) == [
        "logs/deep/c.jsonl.gz",
        "logs/deep/d.tsv.zst",
    ]


def test_a_name_does_not_depend_on_how_the_file_was_given(folder: Path) -> None:
    """Below the current folder it is the way from there, elsewhere the whole path."""
    assert names(folder, str(folder / "logs" / ".." / "logs" / "b.csv")) == ["logs/b.csv"]
    assert names(folder / "logs" / "deep", str(folder / "logs" / "b.csv")) == [str(folder / "logs" / "b.csv")]


def test_names_that_are_not_utf_8_are_told(folder: Path) -> None:
    """Some of them, also where it is the folder's name; other files of such names are passed over as all are."""
    odd = folder / os.fsdecode(b"\xe9t\xe9")
    odd.mkdir()
    (odd / "notes.docx").touch()
    (folder / "logs" / os.fsdecode(b"not\xe9s.docx")).touch()
    assert find_inputs([str(folder / "logs"), str(odd)], base=folder).passed_over == 3
    for number in range(7):
        (odd / f"{number}.csv").touch()
    with pytest.raises(TableError, match=r"not UTF-8.*: \\xe9t\\xe9/0\.csv, .*4\.csv and 2 more; rename them"):
        find_inputs([str(folder / "logs"), str(odd)], base=folder)
    assert len(find_inputs([str(odd)], base=odd).inputs) == 7


@pytest.mark.parametrize(
    ("given", "message"),
    [("*.parquet", r"no file fits the pattern \*\.parquet"), ("empty", "no log in .*empty; a log ends in")],
)
def test_nothing_found_is_an_error(folder: Path, given: str, message: str) -> None:
    """With a word on what a log is."""
    (folder / "empty").mkdir()
    with pytest.raises(TableError, match=message):
        find_inputs([given if "*" in given else str(folder / given)], base=folder)
