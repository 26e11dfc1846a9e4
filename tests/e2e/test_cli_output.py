"""Where results go: outputs that cannot be written, readers that go away, and Ctrl-C."""

import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import Command

FULL = Path("/dev/full")
"""A device that is always full; Linux has it."""


@pytest.mark.parametrize("name", ["jsonl", "parquet", "html"])
def test_a_full_disk_is_exit_code_7(command: Command, log: Path, name: str) -> None:
    """The message says what, where and what to do."""
    done = command.run_cold("translate", log, "-o", FULL, "--format", name, *command.quick)
    assert (done.code, done.raw) == (7, b"")
    assert done.err.splitlines()[-1] == (
        "error: cannot write /dev/full: the disk is full; free some space or write to another disk"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("translate", "--text", "hi", "--frameworks", "as-durable-skills", "--format", "csv"),
        ("translate", "--text", "hi", "--frameworks", "as-durable-skills"),
        ("frameworks", "list"),
        ("--help",),
    ],
)
def test_a_full_standard_output_is_exit_code_7(command: Command, words: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever is printed, a full disk behind standard output is one message."""
    (tmp_path / "skillweave.toml").write_bytes(command.hashing.read_bytes())
    with FULL.open("wb") as full:
        done = subprocess.run(
            command.line(*words),
            env=command.environment,
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 7
    assert done.stderr.decode().splitlines()[-1].startswith("error: cannot write")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("option", "target", "reason"),
    [
        ("-o", "missing/claims.csv", "the folder does not exist; make it first"),
        ("--report", "missing/report.html", "the folder does not exist; make it first"),
        ("-o", "/sys/kernel/claims.csv", "this is not permitted; choose a folder that you may write to"),
    ],
)
def test_an_output_that_cannot_be_made_is_named(
    command: Command, tmp_path: Path, option: str, target: str, reason: str
) -> None:
    """Exit code 7, the path and the reason, before any entry is translated; nothing is left behind."""
    (tmp_path / "log.txt").write_text("I did it.", encoding="utf-8")
    done = command.translate("log.txt", option, target, cwd=tmp_path)
    assert (done.code, done.raw) == (7, b"")
    assert done.err.splitlines()[-1] == f"error: cannot write {target}: {reason}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.txt"]


@pytest.mark.parametrize(
    ("words", "closed", "code", "message"),
    [
        (("-", "--dry-run"), "<&-", 5, "error: standard input is closed; give a file or --text"),
        (("--text", "hi", "--format", "csv"), ">&-", 7, "error: standard output is closed; give --output"),
    ],
)
def test_a_closed_standard_stream_is_told(
    command: Command, words: tuple[str, ...], closed: str, code: int, message: str
) -> None:
    """Without standard input or output there is a message, not a fault."""
    line = command.line("translate", *words, *command.quick)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.join(line)} {closed}"], env=command.environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (code, message)


@pytest.mark.parametrize("name", ["jsonl", "html"])
def test_a_reader_that_goes_away_is_no_error(command: Command, sample: Path, name: str) -> None:
    """As with `| head -1`: the command ends at once and says nothing of it."""
    started = command.start("translate", sample, "--format", name, *command.quick)
    assert started.stdout is not None
    assert started.stderr is not None
    first = started.stdout.readline()
    started.stdout.close()
    said = started.stderr.read().decode()
    started.stderr.close()
    assert (started.wait(), said.splitlines()[-1]) == (0, "loading the encoder and the frameworks ...")
    assert first.startswith((b"{", b"<!DOCTYPE"))


@pytest.fixture
def running(command: Command, deed: str, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the translation of a log that takes minutes, over an older result, and wait until it writes."""
    rows = (f"e{number},{deed} number {number}.\n" for number in range(100_000))
    (tmp_path / "long.csv").write_text("id,text\n" + "".join(rows), encoding="utf-8")
    (tmp_path / "claims.jsonl").write_text("older\n", encoding="utf-8")
    started = command.start(
        "translate", "long.csv", "-o", "claims.jsonl", "--report", "report.html", "--settings", command.hashing,
        "--frameworks", "as-durable-skills", cwd=tmp_path,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".report.html.*.tmp")) and time.monotonic() < until:
        time.sleep(0.05)
    yield started
    started.kill()
    started.communicate()


def test_an_interrupted_run_leaves_no_part_of_a_file(running: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    """Ctrl-C is exit code 130: one message, the older result as it was, no half file."""
    assert len(list(tmp_path.glob(".*.tmp"))) == 2
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, b"")
    assert err.decode().splitlines()[-1] == "interrupted; no file was written"
    assert b"Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "long.csv"]
    assert (tmp_path / "claims.jsonl").read_text(encoding="utf-8") == "older\n"


def test_an_interrupt_in_code_made_from_a_string_is_exit_code_130_too(tmp_path: Path) -> None:
    """`python -m` would end by the signal there: dataclasses are made so, in modules that are imported when needed."""
    code = """
from skillweave.cli import app

def interrupted(standalone_mode):
    exec("raise KeyboardInterrupt")

app.skillweave = interrupted
app.main()
"""
    (tmp_path / "interrupted.py").write_text(code, encoding="utf-8")
    words = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "interrupted; no file was written\n")


def test_an_output_without_the_characters_gets_their_numbers(command: Command, deed: str) -> None:
    """Quotation marks that the encoding of standard output lacks are no reason to stop."""
    words = ("translate", "--text", deed, *command.quick)
    done = command.run_cold(*words, PYTHONIOENCODING="ascii", COLUMNS="160")
    assert done.code == 0
    assert "\\u201cI told my manager" in done.out
