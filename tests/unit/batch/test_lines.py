"""Sources can be read again and again; lines are counted as an editor counts them."""

import io
from pathlib import Path

import pytest

from skillweave.batch import lines as lines_module
from skillweave.batch.encodings import TextEncoding
from skillweave.batch.lines import Lines, LineTooLongError, file_source, stream_source
from skillweave.errors import TableError

UTF8 = TextEncoding("utf-8", "strict", "utf-8")


def lines_of(text: str) -> Lines:
    """Give lines of a text whose ends are kept."""
    return Lines(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline=""))


def test_every_line_end_counts_and_is_kept() -> None:
    """All three line ends end a line; separators of other kinds do not."""
    lines = lines_of("\ufeffa\nb\r\nc\rd\u2028e")
    assert list(lines) == ["a\n", "b\r\n", "c\r", "d\u2028e"]
    assert lines.number == 4


def test_lines_that_are_given_back_come_again() -> None:
    """Lines given back are read again in their order, and the count goes back with them."""
    lines = lines_of("a\nb\nc\n")
    taken = [next(lines), next(lines)]
    lines.give_back(taken)
    assert lines.number == 0
    assert list(lines) == ["a\n", "b\n", "c\n"]


def test_a_line_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line beyond the limit is told, counted, and the next one is read."""
    monkeypatch.setattr(lines_module, "MAX_LINE", 5)
    lines = lines_of("abcdefghijklmn\nxy\n")
    with pytest.raises(LineTooLongError):
        next(lines)
    assert (next(lines), lines.number) == ("xy\n", 2)


def test_a_stream_is_read_as_often_as_wanted() -> None:
    """Two readers of one stream do not disturb each other."""
    source = stream_source(io.BytesIO(b"a\nb\n"), "standard input")
    with source.text(UTF8) as one, source.text(UTF8) as other:
        assert (next(one), next(other), next(one), next(other)) == ("a\n", "a\n", "b\n", "b\n")


def test_a_file_that_changes_is_an_error(tmp_path: Path) -> None:
    """Bytes that no longer fit the encoding that was found are told as a change of the file."""
    path = tmp_path / "log.csv"
    path.write_bytes(b"\xff")
    with pytest.raises(TableError, match="was changed while it was read"), file_source(path).text(UTF8) as lines:
        next(lines)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """The error names the file and the reason."""
    with (
        pytest.raises(TableError, match=r"log\.csv cannot be read: no such file"),
        file_source(tmp_path / "log.csv").open(),
    ):
        pass


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    """A folder is refused by name."""
    with pytest.raises(TableError, match="is a folder"):
        file_source(tmp_path)


def test_a_device_is_no_log() -> None:
    """What cannot be read twice is refused, with another way."""
    with pytest.raises(TableError, match="on standard input"):
        file_source(Path("/dev/null"))
