"""What is built is whole: a wheel holds the code, its templates, its numbers and the frameworks."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def names(root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and list what is in it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=root, check=True, capture_output=True)
    (wheel,) = folder.glob("skillweave-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize(
    ("folder", "patterns", "within"),
    [
        ("src/skillweave", ["*.py", "py.typed", "*.j2", "*.css", "*.js", "*.json", "*.md", "*.txt"], "skillweave"),
        ("frameworks", ["*.yaml", "card.md"], "skillweave/data/frameworks"),
    ],
)
def test_the_wheel_holds_every_file_that_is_used(
    root: Path, names: set[str], folder: str, patterns: list[str], within: str
) -> None:
    """Code, templates, fitted numbers, frameworks, concepts and cards."""
    found = {path.relative_to(root / folder) for pattern in patterns for path in (root / folder).rglob(pattern)}
    wanted = {f"{within}/{path.as_posix()}" for path in found}
    assert len(wanted) > 20
    assert wanted - names == set()


def test_the_wheel_holds_no_tests_and_no_notes(names: set[str]) -> None:
    """Only the package and what says who made it."""
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"skillweave"}


def test_the_command_and_the_licence_are_in_the_wheel(names: set[str]) -> None:
    """`skillweave` becomes a command, and the licence goes with the code."""
    ends = {name.partition(".dist-info/")[2] for name in names}
    assert {"entry_points.txt", "METADATA", "licenses/LICENSE"} <= ends
