"""Every metric against cases worked out by hand, and every plausible wrong version of it against the same cases."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skillweave.evaluation import metrics
from skillweave.evaluation.statistics import KINDS
from tests.unit.evaluation.worked import agreement, calibration, decisions, kinds, ranking, spans
from tests.unit.evaluation.worked.table import Given, Metric, Table, agrees

ROOT = Path(__file__).parents[3]

METRICS: Mapping[str, Table] = {
    **ranking.TABLES,
    **spans.TABLES,
    **decisions.TABLES,
    **calibration.TABLES,
    **agreement.TABLES,
}
TABLES: Mapping[str, Table] = {**METRICS, **kinds.TABLES}

CASES = [
    pytest.param(table.metric, given, expected, id=f"{name}-{number}")
    for name, table in TABLES.items()
    for number, (given, expected) in enumerate(table.cases)
]
BUGS = [
    pytest.param(table, bug, id=f"{name}: {what}") for name, table in TABLES.items() for what, bug in table.bugs.items()
]


@pytest.mark.parametrize(("metric", "given", "expected"), CASES)
def test_a_metric_gives_what_was_worked_out_by_hand(metric: Metric, given: Given, expected: object) -> None:
    """To 1e-9; the arithmetic stands beside each case."""
    assert agrees(metric, given, expected)


@pytest.mark.parametrize(("table", "bug"), BUGS)
def test_a_planted_bug_is_caught(table: Table, bug: Metric) -> None:
    """A wrong version gives another value for at least one case, so it could not have passed unnoticed."""
    assert not all(agrees(bug, given, expected) for given, expected in table.cases)


def test_every_metric_and_every_kind_has_cases_and_a_bug() -> None:
    """A new metric cannot come without them."""
    functions = {name for name in metrics.__all__ if not isinstance(getattr(metrics, name), type)}
    assert set(METRICS) == functions
    assert set(kinds.TABLES) == set(KINDS)
    assert [name for name, table in TABLES.items() if not table.cases or not table.bugs] == []


def test_every_metric_is_explained() -> None:
    """docs/metrics.md names each."""
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert [name for name in metrics.__all__ if name not in page] == []
