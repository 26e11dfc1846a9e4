"""Translations are written as they come, in four formats, whole or not at all."""

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from skillweave.batch.tidy import COLUMNS, tidy_rows
from skillweave.batch.write import OutputFormat, open_writer
from skillweave.domain.claim import Status, Translation
from skillweave.errors import BatchError, SettingsError

FORMATS: tuple[OutputFormat, ...] = ("jsonl", "json", "csv", "parquet")


def write_all(
    target: Path | io.BytesIO,
    output_format: OutputFormat,
    translations: Iterable[Translation],
    fault: type[BaseException] | None = None,
) -> None:
    """Write translations, and fail before the end if told so."""
    with open_writer(target, output_format) as writer:
        for translation in translations:
            writer.write(translation)
        if fault:
            raise fault


def written(translations: Sequence[Translation], output_format: OutputFormat) -> bytes:
    """Write to memory."""
    buffer = io.BytesIO()
    write_all(buffer, output_format, translations)
    return buffer.getvalue()


def test_json_lines_hold_everything(translations: tuple[Translation, ...]) -> None:
    """A line a translation, the keys in their documented order, and each line makes the same translation again."""
    lines = written(translations, "jsonl").decode().splitlines()
    keys = ["schema", "id", "status", "row", "experience", "claims", "cut_off", "error", "profile", "provenance"]
    assert [list(json.loads(line)) for line in lines] == [keys] * 3
    assert json.loads(lines[0])["schema"] == "skillweave.translation/1"
    assert tuple(map(Translation.model_validate_json, lines)) == translations


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_json_array_is_one_value(translations: tuple[Translation, ...], count: int) -> None:
    """The array is valid JSON, also without items, and holds what the lines hold."""
    array = json.loads(written(translations[:count], "json"))
    lines = written(translations[:count], "jsonl").decode().splitlines()
    assert array == [json.loads(line) for line in lines]


def test_csv_has_one_line_a_claim(translations: tuple[Translation, ...]) -> None:
    """No entry is lost: claims a line each, the others one line with status and error."""
    rows = list(csv.DictReader(io.StringIO(written(translations, "csv").decode(), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["id"], row["status"], row["code"], row["error"]) for row in rows] == [
        ("e1", "claims", "W.1", ""),
        ("e1", "claims", "W.2", ""),
        ("e2", "nothing_found", "", ""),
        ("row-4", "failed", "", "row 4: id is empty"),
    ]


def test_csv_disarms_formulas(translations: tuple[Translation, ...]) -> None:
    """Text that a spreadsheet would run gets an apostrophe; negative numbers stay numbers."""
    first, second, *_ = csv.DictReader(io.StringIO(written(translations, "csv").decode(), newline=""))
    assert (first["learner_id"], second["label"], first["score"]) == ("'=S1", "'@Grinding", "-0.25")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_disarmed(start: str) -> None:
    """All six starts are known, and the text after the apostrophe is untouched."""
    failed = Translation(id=f"{start}1", status=Status.FAILED, error=f'{start}cmd|" /C calc"!A0\r\nx')
    (row,) = csv.DictReader(io.StringIO(written([failed], "csv").decode(), newline=""))
    assert (row["id"], row["error"]) == (f"'{start}1", f'\'{start}cmd|" /C calc"!A0\r\nx')


def test_parquet_is_typed_and_not_disarmed(translations: tuple[Translation, ...]) -> None:
    """Parquet holds the same rows with types, and text as it is."""
    table = pq.read_table(io.BytesIO(written(translations, "parquet")))
    assert table.to_pylist() == [dict(row) for translation in translations for row in tidy_rows(translation)]
    assert [str(table.schema.field(name).type) for name in ("id", "rank", "score")] == ["string", "int64", "double"]


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_file_holds_what_a_stream_gets(
    tmp_path: Path, translations: tuple[Translation, ...], output_format: OutputFormat
) -> None:
    """Path and stream give the same bytes."""
    path = tmp_path / "out"
    write_all(path, output_format, translations)
    assert path.read_bytes() == written(translations, output_format)


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_fault_leaves_the_old_file(
    tmp_path: Path, translations: tuple[Translation, ...], output_format: OutputFormat
) -> None:
    """An exception while writing leaves the old file and nothing else."""
    path = tmp_path / "out"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_all(path, output_format, translations, ZeroDivisionError)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("count", [1, 3_000])
def test_a_full_disk_is_told(translations: tuple[Translation, ...], output_format: OutputFormat, count: int) -> None:
    """Every format tells of a full disk, early or at the end, and of nothing else."""
    with pytest.raises(BatchError, match="cannot write /dev/full: the disk is full"):
        write_all(Path("/dev/full"), output_format, translations[:1] * count)


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_pipe_can_be_written_and_break(translations: tuple[Translation, ...], output_format: OutputFormat) -> None:
    """A stream that cannot seek will do; when its reader has gone, that is passed on as it is."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb", buffering=0) as stream:
        with open_writer(stream, output_format) as writer:
            writer.write(translations[1])
        assert os.read(reading, 100_000) == written(translations[1:2], output_format)
        os.close(reading)
        with pytest.raises(BrokenPipeError), open_writer(stream, output_format) as writer:
            writer.write(translations[1])


def test_lines_are_written_as_they_come(translations: tuple[Translation, ...]) -> None:
    """A reader of the stream sees a line as soon as it is written."""
    buffer = io.BytesIO()
    with open_writer(buffer, "jsonl") as writer:
        writer.write(translations[1])
        assert buffer.getvalue().count(b"\n") == 1


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    """A format that is not known is an error that names those that are."""
    with pytest.raises(SettingsError, match="'xml' is not known; known are jsonl, json, csv, parquet"):
        write_all(tmp_path / "out", "xml", ())  # type: ignore[arg-type]  # the point of the test
