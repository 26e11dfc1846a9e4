"""The repository speaks of itself only: no path of one machine, no host of one network."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SUFFIXES = frozenset(".py .md .toml .yaml .yml .txt .csv .json .jsonl .j2 .css .js .cfg .ipynb".split())
_NAMES = frozenset({"Makefile", "LICENSE", "run", ".gitignore"})
_LEFT_OUT = frozenset({".git", ".venv", "out", "dist", "build", "__pycache__"})

# Written in pieces, so that this file does not hold what it looks for.
_USERS = ("/" + "home/[a-z]", "/" + "Users/[a-z]", r"\b[A-Z]:\\Users")
_MACHINE = re.compile("|".join(("/" + "work/", "/" + "tmp/v", *_USERS)))
_HOST = re.compile("|".join(("arti" + "factory", "nexus" + r"[.-]", "index" + "-url", r"\b10\.\d+\.\d+\.\d+\b")))


def _files() -> list[str]:
    found = (path for path in ROOT.rglob("*") if path.suffix in _SUFFIXES or path.name in _NAMES)
    within = (path.relative_to(ROOT) for path in found if path.is_file())
    return sorted(path.as_posix() for path in within if not any(map(_is_left_out, path.parts)))


def _is_left_out(part: str) -> bool:
    """Tell what tools have made from what people wrote."""
    return part in _LEFT_OUT or part.endswith(("_cache", ".egg-info")) or part == ".hypothesis"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Read every text file of the repository."""
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in _files()}


def test_there_is_something_to_read(texts: dict[str, str]) -> None:
    """The search itself works."""
    assert {"pyproject.toml", "README.md", "src/skillweave/__init__.py", ".ci/constraints.txt"} <= set(texts)


def test_no_file_names_a_path_of_one_machine(texts: dict[str, str]) -> None:
    """Paths are relative, or the user's own."""
    assert {name: _MACHINE.findall(text) for name, text in texts.items() if _MACHINE.search(text)} == {}


def test_no_file_names_a_package_index_of_its_own(texts: dict[str, str]) -> None:
    """Where packages come from is for the user's settings to say."""
    assert {name: _HOST.findall(text) for name, text in texts.items() if _HOST.search(text)} == {}
