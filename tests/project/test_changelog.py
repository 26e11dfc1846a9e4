"""The changelog keeps up with the version."""

import re
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def headings(root: Path) -> list[str]:
    """Give the headings of the versions, newest first."""
    return re.findall(r"^## \[?([^\]\s]+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_what_is_not_released_stands_on_top(headings: list[str]) -> None:
    """There is one section for it, the first."""
    assert headings[0] == "Unreleased"
    assert headings.count("Unreleased") == 1


def test_the_newest_version_is_that_of_the_package(headings: list[str], root: Path) -> None:
    """pyproject.toml and the changelog name the same."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert headings[1] == project["version"]
