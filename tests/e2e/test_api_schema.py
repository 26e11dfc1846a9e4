"""The REST API under generated calls: no fault of the server, and every answer is as the API describes it."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from skillweave.web.api import ROUTER
from tests.seed import opened, seed
from tests.web_app import START
from tests.web_site import InProcess, serve

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LIMITS = {"token_calls": 1_000_000, "exports": 1_000_000}
OPERATIONS = sorted((method, route.path) for route in ROUTER.routes for method in route.methods)  # type: ignore[attr-defined]  # all are API routes
Generated: TypeAlias = schemathesis.Case[Any]  # of any kind of description
HOST = {"host": "127.0.0.1:8000"}

quietly = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture(scope="module")
def busy_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """A review server over a filled database that generated calls may change."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('api') / 'review.db'}") as database:
        yield serve(seed(database, START), LIMITS)


@pytest.fixture(scope="module")
def described(busy_site: InProcess) -> schemathesis.BaseSchema:
    """The API as it describes itself."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", busy_site.app, headers=HOST)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@quietly
@given(data=st.data())
def test_made_up_calls_are_answered_as_described(
    busy_site: InProcess,
    described: schemathesis.BaseSchema,
    method: str,
    path: str,
    mode: GenerationMode,
    data: st.DataObject,
) -> None:
    """Whatever is sent, fitting or not, the answer has a status, a type and a shape that are described."""
    case = data.draw(described[path][method].as_strategy(generation_mode=mode))
    _check(busy_site, case)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@quietly
@given(data=st.data())
def test_calls_on_real_things_are_answered_as_described(
    busy_site: InProcess, described: schemathesis.BaseSchema, method: str, path: str, data: st.DataObject
) -> None:
    """The same, to a queue and an item that are there."""
    north = busy_site.north
    real = {"queue": north.queues["Spring"], "item": north.items["Spring", "overlaps"]}
    case = data.draw(described[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE))
    for place in (case.path_parameters, case.query):
        for name in real.keys() & set(place or ()):
            place[name] = real[name]
    if isinstance(case.body, dict) and "item" in case.body:
        case.body["item"] = real["item"]
    _check(busy_site, case)


def _check(site: InProcess, case: Generated) -> None:
    answer = case.call(headers={**site.api("admin").headers, **HOST})
    case.validate_response(answer, checks=CHECKS)
