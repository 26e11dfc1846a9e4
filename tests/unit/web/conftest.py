"""What tests of the pages share: a review server in process, of each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web_app import WebApp, build_web_app


@pytest.fixture
def web_app(tmp_path: Path) -> Iterator[WebApp]:
    """A review server over SQLite with two tenants, each with a person of every role."""
    built = build_web_app(tmp_path)
    yield built
    built.database.close()
