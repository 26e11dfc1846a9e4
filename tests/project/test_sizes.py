"""Modules stay small enough to be read at one sitting."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 400


@pytest.mark.parametrize(
    "module", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("*.py")), ids=str
)
def test_a_module_has_at_most_400_lines(module: str) -> None:
    """A longer one is to be parted."""
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= MOST_LINES
