"""What tests of the pages share: a review server in process, of each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.seed import Seeded, opened, seed
from tests.web_app import START, WebApp, build_web_app
from tests.web_site import InProcess, copied


@pytest.fixture
def web_app(tmp_path: Path) -> Iterator[WebApp]:
    """A review server over SQLite with two tenants, each with a person of every role."""
    built = build_web_app(tmp_path)
    yield built
    built.database.close()


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """A filled database that nobody changes; others are copies of it."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('filled') / 'review.db'}") as database:
        yield seed(database, START)


@pytest.fixture(scope="module")
def site(filled_database: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """A review server over a filled database, shared by tests that change nothing."""
    with copied(filled_database, tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture
def fresh_site(filled_database: Seeded, tmp_path: Path) -> Iterator[InProcess]:
    """A review server over a filled database of the test's own."""
    with copied(filled_database, tmp_path) as found:
        yield found
