"""`skillweave translate` into a folder, and `skillweave runs`: killed, stopped, refused, gone on with, compared."""

import csv
import gzip
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from tests.e2e.commands import DEED, Command, Finished

ROWS, LONG_ROWS = 240, 6_000
VARYING = ("parts.jsonl", "report.html", ".lock")
QUICK = ("--part-rows", 20)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a folder of logs: one plain, one packed, one bad row, one warning."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "logs").mkdir()
    rows = [f"e{number},{DEED} number {number}." for number in range(ROWS)]
    (folder / "logs" / "a.csv").write_text("id,text\n" + "\n".join(rows) + "\n", encoding="utf-8")
    packed = "id,text,start date\np1,The bus was late.,2024-13-40\np2,,\np3," + DEED + ",2024-01-02\n"
    (folder / "logs" / "b.csv.gz").write_bytes(gzip.compress(packed.encode()))
    (folder / "logs" / "readme.md").write_text("no log\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def long(logs: Path) -> Path:
    """Give a folder of logs that takes some seconds: what is done to a run after its first parts comes in the midst."""
    (logs / "long").mkdir()
    rows = [f"e{number},{DEED} number {number}." for number in range(LONG_ROWS)]
    (logs / "long" / "a.csv").write_text("id,text\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return logs


@pytest.fixture(scope="module")
def quiet(command: Command, logs: Path) -> Finished:
    """Translate all of it in one go."""
    return command.translate("logs", "-o", "quiet/", *QUICK, "--workers", 2, cwd=logs)


def run_of(folder: Path) -> Path:
    """Give the only run in a folder."""
    (run,) = folder.glob("run-*")
    return run


def kept(folder: Path) -> dict[str, bytes]:
    """Read all files but those with times in them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in VARYING
    }


def start(command: Command, cwd: Path, *words: object) -> "subprocess.Popen[bytes]":
    """Start a run and leave it running, as a group of its own."""
    quick = (*command.quick, *QUICK)
    return command.start("translate", *words, *quick, cwd=cwd)


def wait_for_parts(folder: Path, count: int) -> None:
    """Wait until a run has kept so many parts."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        ledgers = list(folder.glob("run-*/parts.jsonl"))
        if ledgers and ledgers[0].read_bytes().count(b"\n") >= count:
            return
        time.sleep(0.01)
    raise AssertionError(f"{folder} has not kept {count} parts")


def test_a_run_is_told_and_counted(quiet: Finished, logs: Path) -> None:
    """Exit code 3 for the bad row; lines on standard error, nothing on standard output."""
    run = run_of(logs / "quiet")
    assert (quiet.code, quiet.raw) == (3, b"")
    lines = quiet.err.splitlines()
    assert "note: 1 files were passed over: their endings are not those of logs" in lines
    assert any(line.startswith("warning: logs/b.csv.gz: row 2: ") for line in lines)
    assert any(
        line.startswith(f"run {run.name} in quiet") and "243 rows of 2 logs in 13 parts" in line for line in lines
    )
    assert lines[-3].startswith(f"{ROWS + 3} entries: ")
    assert lines[-2] == f"results: quiet/{run.name}"
    told = f"1 row failed: quiet/{run.name}/failed.jsonl says which and why; "
    told += "mend refused ones in the log; --retry-failed tries others again"
    assert lines[-1] == told


def test_the_tables_hold_every_row_once(quiet: Finished, logs: Path) -> None:
    """Parquet that any reader takes as one data set; the log is a column."""
    assert quiet.code == 3
    table = ds.dataset(run_of(logs / "quiet") / "claims", format="parquet").to_table(columns=["source", "id", "status"])
    seen = set(zip(*(table.column(name).to_pylist() for name in ("source", "id", "status")), strict=True))
    assert {(source, name) for source, name, _ in seen} == {
        *(("logs/a.csv", f"e{number}") for number in range(ROWS)),
        *(("logs/b.csv.gz", f"p{number}") for number in (1, 2, 3)),
    }
    assert ("logs/b.csv.gz", "p2", "failed") in seen
    failed = [json.loads(line) for line in (run_of(logs / "quiet") / "failed.jsonl").read_text().splitlines()]
    assert [(one["source"], one["row"], one["code"]) for one in failed] == [("logs/b.csv.gz", 3, "refused")]
    assert failed[0]["reason"] == "row 3: text is empty"


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_the_next_starts_give_the_same_bytes(
    command: Command, quiet: Finished, logs: Path, seed: int
) -> None:
    """The whole process is killed, twice, at random moments; nothing is lost and nothing is there twice."""
    assert quiet.code == 3
    chance = random.Random(seed)
    folder = f"killed-{seed}/"
    for parts in (chance.randint(0, 3), chance.randint(4, 9)):
        started = start(command, logs, "logs", "-o", folder, "--workers", 2)
        if parts:
            wait_for_parts(logs / folder, parts)
        time.sleep(chance.random() * (0.1 if parts else 3.0))
        started.kill()
        started.communicate()
    done = command.translate("logs", "-o", folder, *QUICK, "--workers", 1, cwd=logs)
    assert done.code == 3
    assert kept(logs / folder) == kept(logs / "quiet")


def test_workers_end_with_the_process_that_started_them(command: Command, logs: Path) -> None:
    """Nobody is left to write behind the back of the next start."""
    started = start(command, logs, "logs", "-o", "orphans/", "--workers", 2)
    wait_for_parts(logs / "orphans", 1)
    children = Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text(encoding="ascii").split()
    started.kill()
    started.communicate()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_ctrl_c_finishes_what_is_begun_and_the_next_start_goes_on(command: Command, long: Path) -> None:
    """Exit code 130; the page says that the run is not complete; then the bytes are those of a quiet run."""
    started = start(command, long, "long", "-o", "stopped/", "--workers", 1)
    wait_for_parts(long / "stopped", 2)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "parts that are begun; press Ctrl-C again to stop at once" in err.decode()
    assert err.decode().splitlines()[-1].startswith("stopped; finished parts are kept in stopped/run-")
    assert b"Traceback" not in err
    assert "This run is not complete" in (run_of(long / "stopped") / "report.html").read_text(encoding="utf-8")
    for folder in ("stopped/", "long-quiet/"):
        assert command.translate("long", "-o", folder, *QUICK, cwd=long).code == 0
    assert kept(long / "stopped") == kept(long / "long-quiet")


@pytest.mark.parametrize("asking", [signal.SIGINT, signal.SIGTERM])
def test_a_wish_to_stop_is_heard_while_a_worker_loads(command: Command, logs: Path, asking: signal.Signals) -> None:
    """However long that takes; nothing has begun that could be finished, and no worker is left."""
    started = start(command, logs, "logs", "-o", f"early-{asking}/", "--workers", 1)
    worker = loading_worker(started)
    os.kill(worker, signal.SIGSTOP)  # it would load for ever
    started.send_signal(asking)
    _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert err.decode().splitlines()[-1] == ("stopped at once; finished parts are kept: give the same command to go on")
    assert b"Traceback" not in err
    assert not Path(f"/proc/{worker}").exists()
    assert [path.name for path in (logs / f"early-{asking}").iterdir()] == [".lock"]


def loading_worker(started: "subprocess.Popen[bytes]") -> int:
    """Wait until a run has started a worker, and give its id."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for child in Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text(encoding="ascii").split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        time.sleep(0.01)
    raise AssertionError("no worker was started")


def test_ctrl_c_from_a_terminal_does_not_reach_the_workers(command: Command, long: Path) -> None:
    """A terminal sends it to the whole group: the part that is begun is still finished."""
    quick = (*command.quick, *QUICK)
    started = subprocess.Popen(
        command.line("translate", "long", "-o", "group/", "--workers", 1, *quick), cwd=long, env=command.environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    wait_for_parts(long / "group", 1)
    os.killpg(started.pid, signal.SIGINT)
    _, err = started.communicate(timeout=60)
    assert (started.returncode, b"a worker ended" in err) == (130, False)


def test_two_runs_in_one_folder_are_refused(command: Command, long: Path) -> None:
    """The second is told; the first goes on."""
    started = start(command, long, "long", "-o", "both/", "--workers", 1)
    wait_for_parts(long / "both", 1)
    started.send_signal(signal.SIGSTOP)
    second = command.translate("long", "-o", "both/", *QUICK, cwd=long)
    assert (second.code, second.err.splitlines()[-1]) == (
        7,
        "error: another run works in both; wait for its end, or give another folder",
    )
    started.send_signal(signal.SIGCONT)
    _, err = started.communicate(timeout=60)
    assert started.returncode == 0, err


def _small_files_only() -> None:
    """Let the system refuse every file above a few hundred bytes, as a full disk would, in workers too."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))


def test_a_disk_that_takes_no_more_is_exit_code_7_and_nothing_is_lost(
    command: Command, quiet: Finished, logs: Path
) -> None:
    """The message names the file; with room again, the run goes on."""
    assert quiet.code == 3
    words = ("logs", "-o", "full/", *QUICK, "--workers", "1", "--settings", command.hashing)
    # Python would keep compiled modules cut off in the middle, and every later start would fail on them.
    environment = {**command.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command.line("translate", *words, "--frameworks", "as-durable-skills"), cwd=logs, env=environment,
        capture_output=True, preexec_fn=_small_files_only, check=False, timeout=60,
    )  # fmt: skip
    said = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, said.startswith("error: cannot write full/run-")) == (7, True), said
    assert said.endswith(": file too large")
    assert command.translate("logs", "-o", "full/", *QUICK, "--workers", 1, cwd=logs).code == 3
    assert kept(logs / "full") == kept(logs / "quiet")


def test_a_folder_that_may_not_be_written_is_told_at_once(command: Command, logs: Path) -> None:
    """Before anything is loaded."""
    done = command.translate("logs", "-o", "/sys/kernel/claims/", cwd=logs)
    assert (done.code, done.err.splitlines()) == (
        7,
        ["error: cannot write /sys/kernel/claims: this is not permitted; choose a folder that you may write to"],
    )


def test_a_dry_run_says_what_is_to_do_and_how_long(command: Command, quiet: Finished, logs: Path) -> None:
    """It writes nothing, also where there is no folder yet."""
    assert quiet.code == 3
    before = kept(logs / "quiet")
    done = command.translate("logs", "-o", "quiet/", *QUICK, "--dry-run", cwd=logs)
    lines = done.out.splitlines()
    assert "13 parts: 13 are done, 0 would be done" in lines
    assert kept(logs / "quiet") == before
    fresh = command.translate("logs", "-o", "not-there/", *QUICK, "--dry-run", "--workers", 2, cwd=logs)
    lines = fresh.out.splitlines()
    assert fresh.code == 3
    assert lines[1:3] == ["243 rows of 2 logs, 1 would fail", "13 parts: 0 are done, 13 would be done"]
    assert lines[3] == "number type: fp32, for the encoder has no model; device: cpu"
    assert lines[4].startswith("about ")
    assert " with 2 workers: 20 rows took " in lines[4]
    assert not (logs / "not-there").exists()


def test_progress_as_json_is_one_event_a_line(command: Command, logs: Path) -> None:
    """Every line of standard error that starts with a brace is an event."""
    done = command.translate("logs/b.csv.gz", "-o", "json/", "--progress", "json", cwd=logs)
    events = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert [one["event"] for one in events] == ["planned", "part_ended", "finished"]
    assert (events[0]["rows"], events[1]["line"]["sums"]["entries"], events[2]["complete"]) == (3, 3, True)


def test_json_lines_go_into_a_review_queue(command: Command, tmp_path: Path) -> None:
    """A folder of translations is what `queue add` takes: all entries, though two logs have the same ids."""

    def add() -> Finished:
        folder = run_of(tmp_path / "lines") / "translations"
        return command.run("queue", "add", folder, "--name", "Spring", SKILLWEAVE_DATA=str(tmp_path / "data"))

    words = ("*.csv", "-o", "lines/", "--format", "jsonl", "--part-rows", 5)
    for count, name in enumerate(("north.csv", "south.csv"), start=1):
        rows = [f"e{number},{DEED} in {name} number {number}." for number in range(12)]
        (tmp_path / name).write_text("id,text\n" + "\n".join(rows) + "\n", encoding="utf-8")
        assert command.translate(*words, cwd=tmp_path).code == 0
        added, again = add(), add()
        assert (added.code, again.code) == (0, 0), added.err + again.err
        assert re.search(rf"Spring: 12 texts with \d+ claims added, {12 * (count - 1)} were there already", added.err)
        assert f"Spring: 0 texts with 0 claims added, {12 * count} were there already" in again.err


def test_json_lines_name_the_log_and_hold_what_was_cut_off_if_asked(command: Command, logs: Path, own: Path) -> None:
    """Before all else of the entry stands its log."""
    (logs / "wish.csv").write_text("id,text\ne1,Next week I will fix bicycles.\n", encoding="utf-8")
    words = ("translate", "wish.csv", "--format", "jsonl", "--settings", command.hashing, "--frameworks", own, "-o")
    for folder, more, reasons in (("wish/", ("--cut-off",), ["plan"]), ("wish-bare/", (), [])):
        assert command.run(*words, folder, *more, cwd=logs).code == 0
        (part,) = (run_of(logs / folder) / "translations").iterdir()
        (line,) = map(json.loads, part.read_text(encoding="utf-8").splitlines())
        assert (next(iter(line)), line["source"], line["id"]) == ("source", "wish.csv", "e1")
        assert [one["reason"] for one in line["cut_off"]] == reasons


def test_cut_off_matches_are_a_table_of_their_own(command: Command, logs: Path, own: Path) -> None:
    """Only if asked for."""
    (logs / "plan.csv").write_text("id,text\ne1,Next week I will fix bicycles.\n", encoding="utf-8")
    words = ("translate", "plan.csv", "-o", "cut/", "--cut-off", "--settings", command.hashing, "--frameworks", own)
    assert command.run(*words, cwd=logs).code == 0
    rows = ds.dataset(run_of(logs / "cut") / "cut_off", format="parquet").to_table().to_pylist()
    assert [(one["source"], one["id"], one["label"], one["reason"]) for one in rows] == [
        ("plan.csv", "e1", "Fix bicycles", "plan")
    ]


def test_without_asking_there_is_no_table_of_cut_off_matches(quiet: Finished, logs: Path) -> None:
    """Claims are all that is written."""
    assert quiet.code == 3
    assert sorted(path.name for path in run_of(logs / "quiet").iterdir() if path.is_dir()) == ["claims"]


def test_csv_has_the_log_as_its_first_column(command: Command, logs: Path) -> None:
    """One file a part."""
    assert command.translate("logs/b.csv.gz", "-o", "flat/", "--format", "csv", cwd=logs).code == 3
    (part,) = (run_of(logs / "flat") / "claims").iterdir()
    with part.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0])[:3] == ["source", "id", "row"]
    assert {row["source"] for row in rows} == {"logs/b.csv.gz"}


def test_vectors_of_passages_are_kept_if_asked(command: Command, logs: Path) -> None:
    """The second run finds all of them, and says so."""
    words = ("logs/b.csv.gz", "--passage-cache", "vectors", "--progress", "json", "-o")
    first = command.translate(*words, "cold/", cwd=logs)
    second = command.translate(*words, "warm/", cwd=logs)
    counts = [
        [(one["line"]["passages"], one["line"]["cached_passages"]) for one in map(json.loads, braces(done))
         if one["event"] == "part_ended"]
        for done in (first, second)
    ]  # fmt: skip
    assert counts == [[(2, 0)], [(2, 2)]]
    assert kept(logs / "cold") == kept(logs / "warm")
    assert DEED.encode() not in b"".join(path.read_bytes() for path in (logs / "vectors").rglob("*") if path.is_file())


def test_a_dry_run_keeps_no_vectors_of_passages(command: Command, logs: Path) -> None:
    """They come from people's texts; and what is read from a cache tells no time."""
    words = ("logs/b.csv.gz", "-o", "unseen/", "--passage-cache", "unseen-vectors", "--dry-run")
    done = command.translate(*words, cwd=logs)
    assert (done.code, done.out.splitlines()[-1]) == (3, "nothing was translated or written")
    assert not (logs / "unseen-vectors").exists()
    assert command.translate(*words[:-1], cwd=logs).code == 3
    assert run_of(logs / "unseen").name == done.out.split()[1]


def braces(done: Finished) -> list[str]:
    """Give the lines of standard error that are events."""
    return [line for line in done.err.splitlines() if line.startswith("{")]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["logs/a.csv", "logs/b.csv.gz", "-o", "x.csv"], 4, "2 logs need a folder for their results"),
        (["logs/a.csv", "--workers", 2], 4, "--workers is for a run into a folder; give one, as in -o claims/"),
        (["logs", "-o", "x/", "--format", "html"], 4, "a run into a folder writes parquet, jsonl, csv, not html"),
        (["logs", "-o", "x/", "--format", "csv", "--cut-off"], 4, "a CSV has no place for what was cut off"),
        (["logs", "-o", "x/", "--report", "r.html"], 4, "a run into a folder reads files and writes its own report"),
        (["none*.csv", "-o", "x/"], 5, "no file fits the pattern none*.csv"),
        (["nowhere.csv", "-o", "x/"], 5, "nowhere.csv cannot be read"),
        (["logs", "-o", "x/", "--frameworks", "nothing"], 5, "nothing"),
    ],
)
def test_what_cannot_be_is_refused(command: Command, logs: Path, words: list[object], code: int, message: str) -> None:
    """In one line, and before any work."""
    options = [] if "--frameworks" in words else ["--frameworks", "as-durable-skills"]
    done = command.run("translate", *words, "--settings", command.hashing, *options, cwd=logs)
    assert done.code == code
    assert message in done.err
    assert not list((logs / "x").glob("run-*"))


def test_a_log_whose_name_is_not_utf_8_is_refused(command: Command, tmp_path: Path) -> None:
    """In one line that names it, before any work; what else the folder holds is as it is without it."""
    (tmp_path / "in").mkdir()
    for name in (b"caf\xe9.csv", b"ok.csv", b"not\xe9s.docx"):
        (tmp_path / "in" / os.fsdecode(name)).write_text(f"id,text\ne1,{DEED}.\n", encoding="utf-8")
    for words in (["in"], ["in", "--dry-run"], ["in/*.csv"], ["in/ok.csv", os.fsdecode(b"in/caf\xe9.csv")]):
        done = command.run_cold("translate", *words, *command.quick, "-o", "out/", cwd=tmp_path)
        assert (done.code, done.raw) == (5, b"")
        assert r"say where they come from: in/caf\xe9.csv; rename them" in done.err
        assert "ok.csv" not in done.err
        assert not list(tmp_path.glob("out/run-*"))
    (tmp_path / "in" / os.fsdecode(b"caf\xe9.csv")).rename(tmp_path / "in" / "café.csv")
    done = command.translate("in", "-o", "out/", cwd=tmp_path)
    assert (done.code, "2 rows of 2 logs" in done.err) == (0, True)
    assert "note: 1 files were passed over" in done.err


def test_logs_from_another_folder_are_not_kept_twice(command: Command, logs: Path) -> None:
    """There they have other names: exit code 4, also of a dry run, and nothing is changed."""
    words = ("-o", logs / "moved", *QUICK, "--workers", 1)
    assert command.translate("logs/a.csv", *words, cwd=logs).code == 0
    before = kept(logs / "moved")
    for more in ((), ("--dry-run",)):
        done = command.translate("a.csv", *words, *more, cwd=logs / "logs")
        assert (done.code, "error: a.csv holds rows of logs/a.csv, a log of an earlier start" in done.err) == (4, True)
    assert kept(logs / "moved") == before
    other = command.translate("logs/b.csv.gz", *words, cwd=logs)
    assert (other.code, "note: 1 logs of earlier starts are in it too; --prune removes" in other.err) == (3, True)


@pytest.fixture
def two(command: Command, logs: Path, quiet: Finished) -> Iterator[tuple[Path, Path]]:
    """Translate the same logs without the gate, in a copy of the folder: the other tests find one run in theirs."""
    assert quiet.code == 3
    folder = logs / "compared"
    shutil.copytree(logs / "quiet", folder)
    first = run_of(folder)
    assert command.translate("logs", "-o", "compared/", *QUICK, "--no-gate", cwd=logs).code == 3
    (second,) = (one for one in folder.glob("run-*") if one != first)
    yield first, second
    shutil.rmtree(folder)


def test_runs_are_listed_shown_and_compared(command: Command, logs: Path, two: tuple[Path, Path]) -> None:
    """A changed setting is a second run beside the first, with the same claims here."""
    listed = command.run("runs", "list", "compared", cwd=logs)
    assert listed.code == 0
    assert {line.split()[0] for line in listed.out.splitlines()} == {one.name for one in two}
    shown = command.run("runs", "show", two[0], cwd=logs)
    assert "  failed: logs/b.csv.gz, row 3, p2 (refused): row 3: text is empty" in shown.out.splitlines()
    assert json.loads(command.run("runs", "show", two[0], "--json", cwd=logs).out)["sums"]["entries"] == ROWS + 3
    compared = command.run("runs", "diff", *two, cwd=logs)
    assert compared.code == 0
    assert compared.out.splitlines()[0] == f"{ROWS + 3} entries in both runs, {ROWS + 3} with the same claims"
    told = command.run("runs", "show", "compared", cwd=logs)
    assert (told.code, "compared is no run; it holds runs: name one of run-" in told.err) == (4, True)
