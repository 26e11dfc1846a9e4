"""What a run is told where nothing was said."""

import os
from pathlib import Path

import pytest

from skillweave.cli.run_options import processors


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have 64 processors."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)


@pytest.mark.parametrize(
    ("own", "limits", "expected"),
    [
        ("0::/\n", {"": "200000 100000"}, 2),
        ("0::/\n", {"": "250000 100000"}, 2),
        ("0::/\n", {"": "50000 100000"}, 1),
        ("0::/\n", {"": "max 100000"}, 64),
        ("0::/\n", {"": "12800000 100000"}, 64),
        ("0::/\n", {"": "nonsense"}, 64),
        ("0::/\n", {}, 64),
        ("0::/pods/one\n", {"pods/one": "max 100000", "pods": "300000 100000"}, 3),
        ("0::/pods/one\n", {"pods/one": "200000 100000", "pods": "300000 100000"}, 2),
        ("0::/not/shown/here\n", {"": "400000 100000"}, 4),
        ("0::/../..\n", {"": "400000 100000"}, 4),
        ("4:cpu:/pods\n", {"pods": "200000 100000"}, 64),
        ("", {}, 64),
    ],
)
def test_a_limit_of_the_container_counts(tmp_path: Path, own: str, limits: dict[str, str], expected: int) -> None:
    """The lowest of those that hold for the process."""
    (tmp_path / "own").write_text(own, encoding="utf-8")
    groups = tmp_path / "groups"
    groups.mkdir()
    for place, limit in limits.items():
        (groups / place).mkdir(parents=True, exist_ok=True)
        (groups / place / "cpu.max").write_text(f"{limit}\n", encoding="utf-8")
    assert processors(groups, tmp_path / "own") == expected


def test_without_control_groups_all_processors_count(tmp_path: Path) -> None:
    """As on other systems than Linux."""
    assert processors(tmp_path / "none", tmp_path / "neither") == 64
