"""`skillweave translate` on input that is wrong: what can be saved is, the rest is named, and the exit code tells."""

import csv
import io
from pathlib import Path

import pytest

from tests.e2e.commands import Command, Finished

SOUND = b"id,text\ne1,I did it.\n"
UNKNOWN = b"a,b\n1,2\n"


@pytest.fixture(scope="module")
def bad_csv(command: Command, deed: str) -> Finished:
    """Translate a table in which every kind of row fault stands between two sound rows."""
    long = "x" * 2_000_000
    log = (
        f"id,text,hours,mood\ne1,{deed},2,fine\n,No id here,2,fine\ne1,Again,2,fine\ne2,   ,2,fine\n"
        f'e3,"{long}",2,fine\ne4,one,two,three,four\ne5,"never closed,2,fine\ne6,{deed},many,fine\n'
    )
    return command.translate("-", "--format", "csv", given=log.encode())


def test_a_faulty_row_fails_and_the_others_are_translated(bad_csv: Finished) -> None:
    """Missing and repeated ids, empty and giant texts, too many cells, open quotes: a row each; exit code 3."""
    rows = [(row["id"], row["status"], row["error"]) for row in csv.DictReader(io.StringIO(bad_csv.out))]
    too_long = "row 6: text has 2,000,000 characters, the limit is 100,000: split it or check for a pasted file"
    too_wide = "row 7: 5 cells, but the header has 4; a cell that holds a delimiter needs quotes around it"
    assert bad_csv.code == 3
    assert rows == [
        ("e1", "claims", ""),
        ("row-3", "failed", "row 3: id is empty"),
        ("e1", "failed", "row 4: id 'e1' was already used in row 2"),
        ("e2", "failed", "row 5: text is empty"),
        ("e3", "failed", too_long),
        ("row-7", "failed", too_wide),
        ("row-8", "failed", "row 8: the quote that opens on line 8 is never closed"),
        ("e6", "claims", ""),
    ]


def test_every_failed_row_is_told_on_standard_error(bad_csv: Finished) -> None:
    """Failed rows, warnings about optional fields, and columns that nobody needs, are all said."""
    lines = bad_csv.err.splitlines()
    assert sum(line.startswith("failed: row ") for line in lines) == 6
    assert "note: columns ignored: 'mood'" in lines
    assert any(line.startswith("warning: row 9: hours 'many' is left empty") for line in lines)
    assert lines[-1] == "8 entries: 2 with claims (2 claims), 0 with nothing found, 6 failed"


def test_a_broken_json_line_fails_alone(command: Command, deed: str) -> None:
    """Lines that are no JSON object, or have no id, fail; the others are translated."""
    log = (
        f'{{"id": "e1", "text": "{deed}"}}\n{{"id": "e2",\n[1, 2]\n{{"text": "no id"}}\n{{"id": "e3", "text": {{}}}}\n'
    )
    done = command.translate("-", "--format", "csv", given=log.encode())
    rows = [(row["id"], row["status"]) for row in csv.DictReader(io.StringIO(done.out))]
    assert done.code == 3
    assert rows == [("e1", "claims"), *((f"row-{at}", "failed") for at in (2, 3, 4)), ("e3", "failed")]
    assert "failed: row 3: an array where an object {...} was expected" in done.err


def test_a_dry_run_counts_what_would_fail(command: Command) -> None:
    """The exit code is that of the run itself."""
    done = command.translate("-", "--dry-run", given=b"id,text\ne1,I did it.\n,I did it.\n")
    assert done.code == 3
    assert "1 entries (9 characters) would be translated, 1 would fail" in done.out
    assert "would fail: row 3: id is empty" in done.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "row 1: text is empty"),
        ("a\udcffb", "row 1: text holds half of a character; the export that made it is damaged"),
    ],
)
def test_a_text_on_the_command_line_is_judged_like_a_row(command: Command, text: str, reason: str) -> None:
    """An unusable --text is a failed entry."""
    done = command.translate("--text", text, "--dry-run")
    assert done.code == 3
    assert f"would fail: {reason}" in done.err


def test_a_file_in_another_encoding_is_read_and_said(command: Command, deed: str, tmp_path: Path) -> None:
    """Windows-1252 is recognised; the accent comes out right."""
    (tmp_path / "log.csv").write_bytes(f"id,text\ne1,Café: {deed}\n".encode("cp1252"))
    done = command.translate(tmp_path / "log.csv", "--format", "jsonl")
    assert "note: read as windows-1252, not UTF-8; use --encoding to change" in done.err
    assert "Café" in done.out


@pytest.mark.parametrize(
    ("content", "options", "code", "message"),
    [
        (b"id,text\ne1,Caf\xe9\n", ["--encoding", "utf-8"], 5, "log.csv is not utf-8: it goes wrong near byte 14"),
        (SOUND, ["--encoding", "klingon"], 4, "--encoding 'klingon' is not known"),
        (b"", [], 5, "log.csv is empty"),
        (bytes(range(256)), [], 5, "log.csv is not text: byte 0 is NUL"),
        (b"PK\x03\x04 and so on", [], 5, "most likely an Excel workbook: give it the ending .xlsx"),
        (UNKNOWN, [], 5, "no column is known to hold the id or the text. Columns seen: 'a', 'b'"),
        (b'"id,text\n1,2\n', [], 5, "the quotes of the header do not match; mend the first line"),
        (UNKNOWN, ["--map", "text=c"], 4, "the mapping names the column 'c', which is not there"),
        (UNKNOWN, ["--map", "tekst=a"], 4, "'tekst' is no field of an experience; the fields are id, text,"),
        (UNKNOWN, ["--map", "text"], 4, "--map 'text' is not of the form field=Column name"),
        (SOUND, ["--sheet", "May"], 4, "--sheet 'May' is for Excel workbooks; this log is csv"),
        (SOUND, ["--settings", "none.toml"], 4, "the settings file none.toml cannot be read: no such file"),
        (SOUND, ["--settings", "log.csv"], 4, "log.csv is not valid TOML"),
        (SOUND, ["--frameworks", ","], 4, "--frameworks names none; leave it out for all of them"),
        (SOUND, ["-o", "out.docx"], 4, "out.docx: the ending gives no format; add --format"),
        (SOUND, ["-o", "out.csv", "--format", "table"], 4, "a table is for the terminal"),
        (SOUND, ["--frameworks", "durable"], 5, "unknown framework 'durable' (did you mean as-durable-skills?)"),
        (SOUND, ["--frameworks", "as-durable-skills@1999"], 5, "there is no such version; there are: 2021"),
        (SOUND, ["--frameworks", "./mine.yaml"], 5, "mine.yaml: cannot be read: No such file"),
        (SOUND, ["--frameworks-dir", "nowhere"], 5, "nowhere"),
        (SOUND, ["--text", "both"], 2, "give a log (a file, or - for standard input), or --text"),
        (SOUND, ["--top-k", "0"], 2, "Invalid value for '--top-k'"),
        (SOUND, ["--format", "pdf"], 2, "Invalid value for '--format'"),
        (SOUND, ["--shout"], 2, "No such option"),
    ],
)
def test_what_cannot_be_used_is_named(
    command: Command, tmp_path: Path, content: bytes, options: list[str], code: int, message: str
) -> None:
    """One message with the reason and what to do, the exit code of its kind, and no file written."""
    (tmp_path / "log.csv").write_bytes(content)
    done = command.run("translate", "log.csv", "--dry-run", *options, cwd=tmp_path)
    assert message in done.err
    assert done.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize(
    ("log", "message"),
    [
        ("none.csv", "none.csv cannot be read: no such file or directory"),
        ("folder.csv", "folder.csv is a folder, not a log"),
        ("old.xls", "old.xls is an old Excel workbook; open it in Excel and save it as .xlsx"),
        ("notes.docx", "notes.docx: the ending '.docx' is not known; known are .csv, .tsv"),
        ("damaged.xlsx", "damaged.xlsx"),
        ("damaged.parquet", "damaged.parquet is not a Parquet file that can be read"),
        ("damaged.json", "damaged.json holds no JSON object; row 1:"),
        ("-", "standard input is empty"),
    ],
)
def test_a_log_that_is_none_is_exit_code_5(command: Command, tmp_path: Path, log: str, message: str) -> None:
    """Missing, of another kind, or damaged as a whole: one message, no result."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "damaged.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 no table")
    (tmp_path / "damaged.json").write_bytes(b'{"id": ')
    done = command.run("translate", log, "--dry-run", cwd=tmp_path)
    assert (done.code, done.raw) == (5, b"")
    assert message in done.err


def test_neither_log_nor_text_is_misuse(command: Command) -> None:
    """The usage is shown."""
    done = command.run("translate")
    assert done.code == 2
    assert done.err.startswith("Usage: ")


def test_unknown_settings_are_all_named(command: Command, tmp_path: Path) -> None:
    """Every fault of the settings file at once."""
    (tmp_path / "skillweave.toml").write_text('colour = 1\n[embedder]\nkind = "magic"\nspeed = 9\n', encoding="utf-8")
    done = command.run("translate", "--text", "hi", cwd=tmp_path)
    assert done.code == 4
    assert [name in done.err for name in ("colour", "embedder.kind", "embedder.speed")] == [True] * 3


def test_a_damaged_framework_tells_all_its_faults(command: Command, broken: Path) -> None:
    """Unknown kind, unknown key, a code used twice, a missing parent, an empty label: at once, exit code 5."""
    done = command.run("translate", "--text", "hi", "--frameworks", broken, "--dry-run")
    faults = [line for line in done.err.splitlines() if line.startswith(f"  - {broken}: ")]
    named = ("magical", "colour", "'A'", "'Z'", "label")
    assert done.code == 5
    assert [any(name in fault for fault in faults) for name in named] == [True] * len(named)
