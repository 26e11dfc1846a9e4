"""The table of routes that the proofs walk is the server's own: none is missing, none is made up."""

from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from tests.review_routes import ROUTES
from tests.web_app import build_web_app

MOUNTED = {"/static"}
"""Files for everybody, without ids."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Walk the server's routes; HEAD goes with GET."""
    app = build_web_app(tmp_path_factory.mktemp("routes")).app
    contexts = list(iter_route_contexts(app.routes))
    return {f"{method} {one.path}" for one in contexts for method in (one.methods or ["MOUNT"]) if method != "HEAD"}


def test_every_route_is_in_the_table(served: set[str]) -> None:
    """A new route needs an entry, and is proved to be closed to strangers by it."""
    mounted = {f"MOUNT {path}" for path in MOUNTED}
    assert served - mounted - {route.name for route in ROUTES} == set()


def test_every_entry_is_a_route(served: set[str]) -> None:
    """An entry for a route that is gone would prove nothing."""
    assert {route.name for route in ROUTES} - served == set()


def test_no_route_stands_twice_in_the_table() -> None:
    """Each has one least role."""
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def test_a_change_is_never_a_get(served: set[str]) -> None:
    """What changes things is asked for by POST; the server knows no other methods."""
    assert {name.partition(" ")[0] for name in served} == {"GET", "POST", "MOUNT"}


def test_the_folder_of_static_files_holds_no_other(tmp_path: Path) -> None:
    """Only the server's own files are mounted, never a folder that people write to."""
    app = build_web_app(tmp_path).app
    assert {one.path for one in iter_route_contexts(app.routes) if not one.methods} == MOUNTED
