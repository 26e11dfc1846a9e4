"""Which frameworks a folder holds, and what a user's words mean."""

from pathlib import Path

import pytest

from skillweave.errors import FrameworkError
from skillweave.frameworks.catalogue import age_key, available, is_path, resolve


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two frameworks, one in three versions."""
    made = ["nace-8/2024-04", "onet/onet-9", "onet/onet-30", "onet/onet-29.3", "concepts", "neutral", ".git/x", "empty"]
    for name in made:
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def test_available_leaves_other_folders_out(folder: Path) -> None:
    """Concepts, neutral sentences and hidden folders are no frameworks."""
    assert list(available(folder)) == ["empty", "nace-8", "onet"]


def test_versions_are_ordered_as_numbers(folder: Path) -> None:
    """Version 30 is newer than 29.3 and 9."""
    assert [path.name for path in available(folder)["onet"]] == ["onet-9", "onet-29.3", "onet-30"]


@pytest.mark.parametrize(
    ("older", "newer"), [("2023", "2024-10"), ("2024-10", "2025"), ("v1", "v2"), ("1.1.1", "1.2"), ("draft", "1")]
)
def test_newer_version_sorts_later(older: str, newer: str) -> None:
    """Versions sort as a person reads them."""
    assert age_key(older) < age_key(newer)


def test_none_means_every_framework_in_its_newest_version(folder: Path) -> None:
    """Nothing asked for means all; a folder without a version is left out."""
    assert resolve(folder, None) == (folder / "nace-8/2024-04", folder / "onet/onet-30")


def test_names_are_taken_in_the_order_asked(folder: Path) -> None:
    """An id, an id with a version and a path each mean one place; asking twice changes nothing."""
    found = resolve(folder, ["onet@onet-9", "my/list.csv", "nace-8", "nace-8"])
    assert found == (folder / "onet/onet-9", Path("my/list.csv"), folder / "nace-8/2024-04")


def test_no_names_mean_no_frameworks(folder: Path) -> None:
    """An empty list is not the same as nothing asked."""
    assert resolve(folder, []) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nace", r"unknown framework 'nace' \(did you mean nace-8\?\); there are: nace-8, onet"),
        ("one", r"unknown framework 'one' \(did you mean onet\?\); there are: nace-8, onet"),
        ("nacee8", r"did you mean nace-8"),
        ("zzzzzz", r"unknown framework 'zzzzzz'; there are: nace-8, onet"),
        ("empty", r"unknown framework 'empty'.*; there are: nace-8, onet"),
        ("onet@2", r"onet@2: there is no such version; there are: onet-9, onet-29.3, onet-30"),
    ],
)
def test_unknown_name_is_answered_with_what_there_is(folder: Path, name: str, said: str) -> None:
    """An unknown name is answered with near matches and what exists."""
    with pytest.raises(FrameworkError, match=said):
        resolve(folder, ["onet", name])


def test_all_unknown_names_are_reported(folder: Path) -> None:
    """Unknown ids and unknown versions come in one error."""
    with pytest.raises(FrameworkError) as caught:
        resolve(folder, ["nace", "onett", "onet@2"])
    assert len(caught.value.faults) == 2
    assert "'nace'" in caught.value.faults[0]
    assert "'onett'" in caught.value.faults[0]


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    """A folder that is not there is an error, not an empty list."""
    with pytest.raises(FrameworkError, match="no such folder"):
        available(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "path"),
    [("esco-1.1.1", False), ("onet@onet-9", False), ("a.csv", True), ("./a", True), ("b.YML", True), (r"c\d", True)],
)
def test_path_is_told_from_id(name: str, path: bool) -> None:
    """A dot alone makes no path."""
    assert is_path(name) is path
