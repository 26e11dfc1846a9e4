"""JSON logs: one object a line or one array; a broken one is a failed row."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skillweave.batch import json_lines
from skillweave.batch.tables import open_log
from skillweave.errors import TableError

Write = Callable[..., Path]


def test_objects_are_numbered_by_their_line(write: Write) -> None:
    """Blank lines count and are passed over; a key that comes late is still read."""
    log = open_log(write("log.jsonl", '{"id": 1, "text": "a"}\n\n{"text": "b", "id": "e2", "hours": 3}\r\n'))
    assert (log.format, log.columns) == ("jsonl", ("id", "text", "hours"))
    rows = list(log.rows())
    assert [(row.number, row.id) for row in rows] == [(1, "1"), (3, "e2")]
    assert rows[1].experience is not None
    assert rows[1].experience.hours == 3


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "e1", "text"', "not a JSON object on one line: Expecting ':' delimiter at character "),
        ("oops", "not a JSON object on one line: Expecting value at character 1"),
        ("[1, 2]", "an array where an object {...} was expected"),
        ('"text"', "a text where an object {...} was expected"),
        ("12", "a number where an object {...} was expected"),
        ("null", "null where an object {...} was expected"),
        ("1" * 5_000, "not JSON that can be read"),
        ('{"a":' * 100_000, "not JSON that can be read"),
    ],
)
def test_a_broken_line_is_one_failed_row(write: Write, line: str, reason: str) -> None:
    """The reason names the line; the lines around it are read."""
    rows = list(
        open_log(write("log.jsonl", f'{{"id": "e1", "text": "a"}}\n{line}\n{{"id": "e2", "text": "b"}}\n')).rows()
    )
    assert [row.id for row in rows] == ["e1", None, "e2"]
    assert rows[1].error is not None
    assert rows[1].error.startswith(f"row 2: {reason}")


def test_values_keep_their_meaning(write: Write) -> None:
    """Lists are lists, numbers are ids, and an object in a text's place fails the row."""
    entries = [
        {"id": 7.0, "text": "a", "tools": ["saw; file", "mill"]},
        {"id": "e2", "text": {"en": "b"}},
        {"id": "e3", "text": "\ud800"},
    ]
    rows = list(open_log(write("log.jsonl", "\n".join(map(json.dumps, entries)))).rows())
    assert rows[0].experience is not None
    assert (rows[0].id, rows[0].experience.tools) == ("7", ("saw; file", "mill"))
    assert rows[1].error == "row 2: text is not text but dict"
    assert rows[2].error == "row 3: text holds half of a character; the export that made it is damaged"


@pytest.mark.parametrize("name", ["log.json", "log.jsonl"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read(write: Write, name: str, indent: int | None) -> None:
    """An array of objects is a log; its entries are numbered by their place."""
    entries = [{"id": "e1", "text": "a"}, 5, {"id": "e2", "text": "b"}]
    log = open_log(write(name, "\ufeff\n" + json.dumps(entries, indent=indent)))
    assert log.format == "json"
    assert [(row.number, row.id) for row in log.rows()] == [(1, "e1"), (2, None), (3, "e2")]


def test_a_large_array_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """An array that would have to be held in memory is refused, with the way out."""
    monkeypatch.setattr(json_lines, "MAX_ARRAY_BYTES", 10)
    with pytest.raises(TableError, match="save it as JSON lines"):
        open_log(write("log.json", '[{"id": "e1", "text": "a"}]'))


def test_a_line_beyond_all_bounds_is_one_failed_row(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that must not be held in memory is told, and the next one is read."""
    monkeypatch.setattr("skillweave.batch.lines.MAX_LINE", 40)
    rows = list(open_log(write("log.jsonl", f'{{"id": "{"x" * 90}"}}\n{{"id": "e2", "text": "b"}}\n')).rows())
    assert [row.id for row in rows] == [None, "e2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("oops\n", "holds no JSON object; row 1: not a JSON object"),
        ("\n", "holds no JSON object; it holds no rows"),
        ("[]", "holds no JSON object; it holds no rows"),
        ('[{"id": 1},\n oops]', "is not a JSON array: Expecting value at line 2, character 2"),
        ("[" * 100_000, "is not JSON that can be read"),
        ('{"story": "a"}', r"no column is known to hold the id or the text\. Columns seen: 'story'"),
    ],
)
def test_a_file_without_entries_is_no_log(write: Write, content: str, words: str) -> None:
    """A file of which nothing can be read is an error that says why."""
    with pytest.raises(TableError, match=words):
        open_log(write("log.json", content))
