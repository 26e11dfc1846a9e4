"""Importing is cheap: heavy libraries are loaded by the work that needs them."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "sklearn",
    "scipy",
    "openai",
    "pandas",
    "pyarrow",
    "openpyxl",
    "rich",
    "nupunkt",
    "jinja2",
    "sqlalchemy",
    "alembic",
    "argon2",
    "fastapi",
    "starlette",
    "uvicorn",
    "authlib",
}

HELP = """
import sys
from skillweave.cli.app import main
sys.argv = ["skillweave", "--help"]
try:
    main()
except SystemExit as ending:
    assert ending.code == 0
print("LOADED", *sys.modules)
"""


def _loaded(code: str, folder: Path) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.rpartition("LOADED")[2].split()}


def test_importing_the_package_loads_nothing_but_itself(tmp_path: Path) -> None:
    """Not even numpy or pydantic: names are fetched when they are first used."""
    loaded = _loaded("import sys; import skillweave; print('LOADED', *sys.modules)", tmp_path)
    assert "skillweave" in loaded
    assert loaded & (HEAVY | {"numpy", "pydantic", "yaml", "click"}) == set()


def test_the_help_loads_no_heavy_library(tmp_path: Path) -> None:
    """`skillweave --help` answers before a model could be thought of."""
    loaded = _loaded(HELP, tmp_path)
    assert "click" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("name", ["Experience", "SkillweaveError", "load_framework", "Settings"])
def test_a_light_name_loads_no_heavy_library(name: str, tmp_path: Path) -> None:
    """Types, errors and frameworks can be used without what only matching needs."""
    loaded = _loaded(f"import sys; from skillweave import {name}; print('LOADED', *sys.modules)", tmp_path)
    assert loaded & HEAVY == set()
