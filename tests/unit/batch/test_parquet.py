"""Parquet: read in batches, written in row groups."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from skillweave.batch import parquet
from skillweave.batch.parquet import ParquetRows
from skillweave.batch.sinks import Sink
from skillweave.batch.tables import open_log
from skillweave.errors import TableError

Write = Callable[..., Path]


def test_records_are_numbered_from_one_across_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers go on from batch to batch, and typed values are taken as they are."""
    monkeypatch.setattr(parquet, "_BATCH_ROWS", 2)
    path = tmp_path / "log.parquet"
    table = {
        "Entry ID": pa.array([1, 2, 3], pa.int32()),
        "text": ["a", None, "c"],
        "shoes": [[1], [2], [3]],
        "start_date": [dt.date(2024, 9, 9), None, None],
        "tools": [["saw", "mill"], [], None],
        "hours": [1.5, float("nan"), None],
    }
    pq.write_table(pa.table(table), path)
    log = open_log(path)
    rows = list(log.rows())
    assert log.mapping.ignored == ("shoes",)
    assert [(row.number, row.id, row.error) for row in rows] == [
        (1, "1", None),
        (2, "2", "row 2: text is empty"),
        (3, "3", None),
    ]
    first = rows[0].experience
    assert first is not None
    assert (first.start_date, first.tools, first.hours) == (dt.date(2024, 9, 9), ("saw", "mill"), 1.5)
    assert rows[2].warnings == ()


@pytest.mark.parametrize("content", [b"", b"id,text\n1,a\n", b"PAR1" + b"x" * 100])
def test_what_is_no_parquet_is_refused(write: Write, content: bytes) -> None:
    """A file that only has the ending is an error."""
    with pytest.raises(TableError, match="is not a Parquet file that can be read"):
        open_log(write("log.parquet", content))


def test_bytes_that_are_no_unicode_are_refused(tmp_path: Path) -> None:
    """A text column with broken characters is an error that says how far it was good."""
    path = tmp_path / "log.parquet"
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff"], pa.binary()).buffers())
    pq.write_table(pa.table({"id": ["e1"], "text": broken}), path)
    with pytest.raises(TableError, match="is damaged after record 0"):
        list(open_log(path).rows())


def test_rows_are_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows leave memory every so many; what is left is written at the end."""
    monkeypatch.setattr(parquet, "_GROUP_ROWS", 2)
    buffer = io.BytesIO()
    rows = ParquetRows(Sink(buffer, "here"), {"a": str, "b": int, "c": float})
    rows.add({"a": "x", "b": 1, "c": None})
    rows.add({"a": None, "b": None, "c": 0.5})
    written = len(buffer.getvalue())
    rows.add({"a": "y", "b": 3, "c": 1.0})
    rows.finish()
    file = pq.ParquetFile(buffer)
    assert written > 100
    assert file.num_row_groups == 2
    assert file.read().to_pydict() == {"a": ["x", None, "y"], "b": [1, None, 3], "c": [None, 0.5, 1.0]}
