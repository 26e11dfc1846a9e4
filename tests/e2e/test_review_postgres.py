"""Every page of a server whose database is PostgreSQL: the other proofs look at pages over SQLite."""

from collections.abc import Iterator

import pytest

from skillweave.review_wiring import utc_now
from tests.databases import PostgresServer
from tests.e2e.review_views import VIEWS, View
from tests.seed import Site, site_of

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

PLAIN = [view for view in VIEWS if "{invite}" not in view.path]


@pytest.fixture(scope="module")
def served(
    postgres: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Serve a filled database on PostgreSQL."""
    with site_of(tmp_path_factory.mktemp("site"), postgres.make(postgres_template), utc_now()) as site:
        yield site


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the same on SQLite: a server of its own, for other tests have added to the common one."""
    folder = tmp_path_factory.mktemp("other")
    with site_of(folder, f"sqlite:///{folder / 'review.db'}", utc_now()) as site:
        yield site


@pytest.mark.parametrize("view", PLAIN, ids=str)
def test_a_page_answers_as_it_does_over_sqlite(served: Site, other: Site, view: View) -> None:
    """With the same status, and with as many claims, rows and buttons."""
    answers = []
    for one in (served, other):
        with one.client(view.login) as browser:
            answer = browser.get(view.address(one))
        answers.append((answer.status_code, *(answer.text.count(tag) for tag in ("<tr", "<button", "<li", "<option"))))

    assert answers[0] == answers[1]
    assert answers[0][0] in (200, 303, view.status)
