"""The files of one run, without any work: a ledger that is made up."""

import random
import tracemalloc
from pathlib import Path

import pytest

from skillweave.batch.folder import RunFolder
from skillweave.batch.plan import Planned
from skillweave.batch.store import DiskStore
from skillweave.domain.run import Failure, PartLine, Sums
from tests.runs import made

ROWS = 512


def finished_peak(folder: Path, parts: int) -> int:
    """End a run in which every row was refused, its parts done in any order; give the most memory it took."""
    kept = RunFolder(DiskStore(folder))
    keys = [f"{number:024d}" for number in range(parts)]
    plan = [Planned(key, "log.csv", ROWS, ROWS, 0, "") for key in keys]
    manifest = kept.begin(made(), plan, missing=parts, prune=False)
    for key in random.Random(parts).sample(keys, parts):
        first = int(key) * ROWS
        rows = range(first, first + ROWS)
        failures = tuple(
            Failure(source="log.csv", row=row, id=f"e{row}", code="refused", reason=f"row {row}: text is empty")
            for row in rows
        )
        sums = Sums(entries=ROWS, failed=ROWS)
        last = first + ROWS - 1
        line = PartLine(
            key=key, source="log.csv", first_row=first, last_row=last, sums=sums, failures=failures, files={}, seconds=1
        )
        kept.add(line)
    tracemalloc.start()
    try:
        assert kept.finish(manifest).complete
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_rows_that_failed_are_listed_in_the_order_of_the_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order in which their parts were done; also where they are too many for memory."""
    monkeypatch.setattr("skillweave.batch.folder._IN_MEMORY", 1_000)
    finished_peak(tmp_path, 5)
    assert [one.row for one in RunFolder(DiskStore(tmp_path)).failures(10_000)] == list(range(5 * ROWS))


def test_memory_does_not_grow_with_the_rows_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight times as many take about as much."""
    monkeypatch.setattr("skillweave.batch.folder._IN_MEMORY", 1_000)
    finished_peak(tmp_path / "warm", 40)  # what reads JSON keeps some thousand strings
    few, many = finished_peak(tmp_path / "few", 5), finished_peak(tmp_path / "many", 40)
    assert many < 2 * few, (few, many)
