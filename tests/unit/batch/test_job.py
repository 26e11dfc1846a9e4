"""Runs into a folder, without a model: nothing is lost, nothing is done twice, bad rows fail alone."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from skillweave.batch.events import Event, Finished, PartEnded, Planned, RowKilled, WorkerLost
from skillweave.batch.folder import RunFolder
from skillweave.batch.job import Job, JobOptions, NamedLog
from skillweave.batch.local import InlineRunner, ProcessRunner, endless
from skillweave.batch.part import PartTask, PartWork
from skillweave.batch.run import PartRunner
from skillweave.batch.store import DiskStore
from skillweave.domain.claim import Translation
from skillweave.domain.experience import Experience
from skillweave.domain.run import Manifest
from skillweave.errors import BatchError, EncoderError, SettingsError
from tests.runs import (
    FAULTY,
    HANGS,
    KILLS,
    SLOW,
    SPOILED,
    FakePipeline,
    dies_once,
    end_at_once,
    log_of,
    made,
    make_hopeless,
    make_on_full_disk,
    make_work,
    refuse,
)

TEXTS = [f"I sat on chair {number}." for number in range(10)]
RUN = made().run_id
VARYING = ("parts.jsonl", "report.html")
"""Files with times in them."""


def never() -> int:
    """Let the run go on."""
    return 0


def do(
    folder: Path,
    logs: Sequence[NamedLog],
    *,
    make: Callable[[], PartWork] | None = None,
    workers: int = 0,
    asked: Callable[[], int] = never,
    heard: list[Event] | None = None,
    patience_s: Callable[[PartTask], float] = endless,
    **options: object,
) -> Manifest:
    """Plan and run, with parts of three rows; no workers is this very process."""
    made_by = make or partial(make_work, folder)
    runner: PartRunner = InlineRunner(made_by)
    if workers:
        runner = ProcessRunner(made_by, workers, patience_s=patience_s)
    try:
        job = Job(logs, DiskStore(folder), runner, JobOptions(part_rows=3, **options))  # type: ignore[arg-type]
        return job.run(job.plan(), (heard if heard is not None else []).append, asked)
    finally:
        runner.close()


def kept(folder: Path) -> dict[str, bytes]:
    """Read all files of the runs but those with times in them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in VARYING
    }


def ended(heard: list[Event]) -> list[str]:
    """Name the parts that were done, by their first rows."""
    return [f"{one.line.source}:{one.line.first_row}" for one in heard if isinstance(one, PartEnded)]


def rows_of(folder: Path, run: str = RUN) -> list[tuple[str, int, str]]:
    """Read what is in the table of claims, sorted."""
    table = ds.dataset(folder / run / "claims", format="parquet").to_table(columns=["source", "row", "status"])
    return sorted(zip(*(table.column(name).to_pylist() for name in ("source", "row", "status")), strict=True))


def test_every_row_is_there_once(tmp_path: Path) -> None:
    """Ten rows in parts of three are four files; the manifest lists them in order and has the sums."""
    manifest = do(tmp_path, [log_of(TEXTS)])
    assert rows_of(tmp_path) == [("log.csv", row, "nothing_found") for row in range(2, 12)]
    assert manifest.complete
    assert [(one.name, one.rows, len(one.parts)) for one in manifest.sources] == [("log.csv", 10, 4)]
    assert manifest.sums is not None
    assert (manifest.sums.entries, manifest.sums.nothing_found) == (10, 10)


def test_a_second_start_does_nothing(tmp_path: Path) -> None:
    """What is done is kept, byte for byte, and told as kept."""
    do(tmp_path, [log_of(TEXTS)])
    before, heard = kept(tmp_path), list[Event]()
    do(tmp_path, [log_of(TEXTS)], heard=heard)
    planned = next(one for one in heard if isinstance(one, Planned))
    assert (ended(heard), planned.kept_rows, planned.kept_parts, planned.workers) == ([], 10, 4, 0)
    assert kept(tmp_path) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_results_do_not_depend_on_the_workers(tmp_path: Path, workers: int) -> None:
    """Bytes are the same from processes as from this one."""
    do(tmp_path / "inline", [log_of(TEXTS)])
    do(tmp_path / "processes", [log_of(TEXTS)], workers=workers)
    assert kept(tmp_path / "inline") == kept(tmp_path / "processes")


def test_only_parts_with_changed_rows_are_done_again(tmp_path: Path) -> None:
    """And the folder is then as if the changed log had been the first; nothing stale is left."""
    do(tmp_path / "a", [log_of(TEXTS)])
    changed = [*TEXTS[:4], "I stood.", *TEXTS[5:], "I added this."]
    heard: list[Event] = []
    do(tmp_path / "a", [log_of(changed)], heard=heard)
    assert ended(heard) == ["log.csv:5", "log.csv:11"]
    do(tmp_path / "b", [log_of(changed)])
    assert kept(tmp_path / "a") == kept(tmp_path / "b")


def test_a_changed_configuration_is_a_new_run(tmp_path: Path) -> None:
    """Beside the old one, which stays."""
    do(tmp_path, [log_of(TEXTS)])
    before = kept(tmp_path)
    manifest = do(tmp_path, [log_of(TEXTS)], make=partial(make_work, tmp_path, "other"))
    assert manifest.run != RUN
    assert {name: data for name, data in kept(tmp_path).items() if name.startswith(RUN)} == before
    assert len(rows_of(tmp_path, manifest.run)) == 10


def test_a_lost_file_or_line_is_made_again(tmp_path: Path) -> None:
    """A part is done only if both agree."""
    do(tmp_path, [log_of(TEXTS)])
    before = kept(tmp_path)
    files = sorted((tmp_path / RUN / "claims").iterdir())
    files[0].unlink()
    files[1].write_bytes(b"damaged")
    heard: list[Event] = []
    do(tmp_path, [log_of(TEXTS)], heard=heard)
    assert len(ended(heard)) == 2
    assert kept(tmp_path) == before


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"damaged")])
def test_a_run_that_lacks_a_file_of_a_log_not_given_now_is_not_complete(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    """Its lines in the ledger alone are no results, and not counted; the run is whole when the log is given again."""
    do(tmp_path, [log_of(TEXTS, "a.csv"), log_of([SPOILED, *TEXTS], "b.csv")])
    before = kept(tmp_path)
    manifest = RunFolder(DiskStore(tmp_path).within(RUN)).manifest()
    assert manifest is not None
    damage(tmp_path / RUN / "claims" / f"part-{manifest.sources[1].parts[0]}.parquet")
    heard: list[Event] = []
    assert not do(tmp_path, [log_of(TEXTS, "a.csv")], heard=heard).complete
    assert isinstance(heard[-1], Finished)
    assert (heard[-1].complete, heard[-1].sums.entries, heard[-1].sums.failed) == (False, 18, 0)
    assert do(tmp_path, [log_of([SPOILED, *TEXTS], "b.csv")], heard=heard).complete
    assert ended(heard) == ["b.csv:2"]
    assert kept(tmp_path) == before


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_ledger_cut_short_costs_its_last_line_only(tmp_path: Path, cut: int) -> None:
    """As after a power failure; later lines do not melt into the broken one."""
    do(tmp_path, [log_of(TEXTS)])
    before = kept(tmp_path)
    ledger = tmp_path / RUN / "parts.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-cut])
    heard: list[Event] = []
    do(tmp_path, [log_of(TEXTS)], heard=heard)
    assert len(ended(heard)) == (0 if cut == 1 else 1)
    assert kept(tmp_path) == before
    again: list[Event] = []
    do(tmp_path, [log_of(TEXTS)], heard=again)
    assert ended(again) == []


def test_logs_that_are_not_given_again_stay_unless_pruned(tmp_path: Path) -> None:
    """A run with one log does not throw away the results of another."""
    do(tmp_path, [log_of(TEXTS, "a.csv"), log_of(TEXTS, "b.csv")])
    assert [one.name for one in do(tmp_path, [log_of(TEXTS, "b.csv")]).sources] == ["a.csv", "b.csv"]
    assert len(rows_of(tmp_path)) == 20
    assert [one.name for one in do(tmp_path, [log_of(TEXTS, "b.csv")], prune=True).sources] == ["b.csv"]
    assert {source for source, _, _ in rows_of(tmp_path)} == {"b.csv"}


MOVED = [
    TEXTS,
    [*TEXTS, "I added this."],
    [*TEXTS[:8], "I stood.", TEXTS[9]],
    TEXTS[:7],
]
"""Versions of a log: as it was, with a row more, with a row edited, with rows fewer."""


@pytest.mark.parametrize("texts", MOVED)
def test_a_log_is_not_kept_under_two_names(tmp_path: Path, texts: list[str]) -> None:
    """The same logs from another folder have other names: that is told before any work, and nothing is changed."""
    do(tmp_path, [log_of(TEXTS, "logs/a.csv"), log_of(["other"], "logs/b.csv")])
    before = kept(tmp_path)
    with pytest.raises(SettingsError, match=r"^a\.csv holds rows of logs/a\.csv, .* or with --prune"):
        do(tmp_path, [log_of(texts, "a.csv")])
    assert kept(tmp_path) == before
    assert [one.name for one in do(tmp_path, [log_of(texts, "a.csv")], prune=True).sources] == ["a.csv"]
    assert [source for source, _, _ in rows_of(tmp_path)] == ["a.csv"] * len(texts)


def test_two_logs_with_the_same_rows_are_both_kept_if_both_are_given(tmp_path: Path) -> None:
    """Then they are meant, also when one of them is given alone afterwards."""
    do(tmp_path, [log_of(TEXTS, "a.csv")])
    assert do(tmp_path, [log_of(TEXTS, "a.csv"), log_of(TEXTS, "b.csv")]).complete
    assert do(tmp_path, [log_of(TEXTS, "b.csv")]).complete
    assert len(rows_of(tmp_path)) == 20


def test_logs_that_only_begin_alike_are_two(tmp_path: Path) -> None:
    """A form may have the same example in its first row, and rows that were refused are alike in many logs."""
    do(tmp_path, [log_of(["An example.", *TEXTS], "a.csv"), log_of([""], "c.csv")])
    others = [f"I stood on chair {number}." for number in range(10)]
    manifest = do(tmp_path, [log_of(["An example.", *others], "b.csv"), log_of([""], "d.csv")])
    assert [one.name for one in manifest.sources] == ["a.csv", "b.csv", "c.csv", "d.csv"]


def failed(folder: Path, manifest: Manifest) -> list[tuple[int, str]]:
    """Give the rows and codes of `failed.jsonl`."""
    runner = InlineRunner(partial(make_work, folder))
    found = Job([], DiskStore(folder), runner, JobOptions()).folder(manifest.made).failures(100)
    return [(one.row, one.code) for one in found]


def test_bad_rows_fail_alone_and_are_listed(tmp_path: Path) -> None:
    """A text that the encoder refuses, one that nobody has foreseen, and one that the check has refused."""
    texts = [*TEXTS[:4], SPOILED, FAULTY, "", *TEXTS[4:6]]
    manifest = do(tmp_path, [log_of(texts)])
    assert failed(tmp_path, manifest) == [(6, "text"), (7, "fault"), (8, "refused")]
    assert manifest.sums is not None
    assert (manifest.sums.entries, manifest.sums.failed) == (9, 3)
    assert [row for row in rows_of(tmp_path) if row[2] == "failed"] == [("log.csv", row, "failed") for row in (6, 7, 8)]


def test_a_row_that_kills_the_process_is_found(tmp_path: Path) -> None:
    """Its part is tried three times, then its rows one by one; all others are translated."""
    heard: list[Event] = []
    manifest = do(tmp_path, [log_of([*TEXTS[:4], KILLS, *TEXTS[5:]])], workers=2, heard=heard)
    assert failed(tmp_path, manifest) == [(6, "killed")]
    assert len([one for one in rows_of(tmp_path) if one[2] == "nothing_found"]) == 9
    assert [one.deaths for one in heard if isinstance(one, WorkerLost)] == [1, 2, 3]
    assert [(one.source, one.row) for one in heard if isinstance(one, RowKilled)] == [("log.csv", 6)]


def patience(task: PartTask) -> float:
    """Wait a second for the row that hangs by itself or with others, once a worker has loaded; else a minute."""
    return 1.0 if not task.killers and any(row.number == 6 for row in task.part.rows) else 60.0


def test_a_row_that_hangs_is_found(tmp_path: Path) -> None:
    """Nobody waits for its part for ever: it is found as one is that ends the process."""
    texts = [*TEXTS[:4], HANGS, *TEXTS[5:]]
    manifest = do(tmp_path, [log_of(texts)], workers=2, patience_s=patience)
    assert failed(tmp_path, manifest) == [(6, "killed")]
    assert len([one for one in rows_of(tmp_path) if one[2] == "nothing_found"]) == 9


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    """Its part is tried again, and the bytes are those of a quiet run."""
    do(tmp_path / "quiet", [log_of(TEXTS)])
    heard: list[Event] = []
    do(
        tmp_path / "killed",
        [log_of(TEXTS)],
        make=partial(dies_once, tmp_path / "mark", tmp_path / "killed"),
        workers=2,
        heard=heard,
    )
    assert sum(isinstance(one, WorkerLost) for one in heard) >= 1
    assert kept(tmp_path / "killed") == kept(tmp_path / "quiet")


def test_failed_rows_are_tried_again_if_asked(tmp_path: Path) -> None:
    """Only their parts are; rows that the check has refused are not worth it."""
    texts = [*TEXTS[:4], SPOILED, *TEXTS[5:9], ""]
    do(tmp_path, [log_of(texts)])
    before, heard = kept(tmp_path), list[Event]()
    do(tmp_path, [log_of(texts)], heard=heard, retry_failed=True)
    assert ended(heard) == ["log.csv:5"]
    assert kept(tmp_path) == before


def test_too_many_failures_stop_the_run(tmp_path: Path) -> None:
    """What was done is kept, the failures are listed, and the run goes on when allowed."""
    texts = [SPOILED, SPOILED, SPOILED, *TEXTS[:6]]
    with pytest.raises(BatchError, match=r"3 rows failed, and --max-failures is 2; .*failed\.jsonl says why"):
        do(tmp_path, [log_of(texts)], max_failures=2)
    assert (tmp_path / RUN / "failed.jsonl").read_text(encoding="utf-8").count("\n") == 3
    heard: list[Event] = []
    assert do(tmp_path, [log_of(texts)], heard=heard).complete
    assert ended(heard) == ["log.csv:5", "log.csv:8"]


def test_failures_of_earlier_starts_count(tmp_path: Path) -> None:
    """The limit is one of the run: giving the command again does not get round it."""
    texts = [SPOILED, "", *TEXTS[:4], SPOILED, *TEXTS[4:6]]
    with pytest.raises(BatchError, match="2 rows failed, and --max-failures is 1"):
        do(tmp_path, [log_of(texts)], max_failures=1)
    heard: list[Event] = []
    with pytest.raises(BatchError, match="2 rows failed, and --max-failures is 1"):
        do(tmp_path, [log_of(texts)], heard=heard, max_failures=1)
    assert ended(heard) == []
    with pytest.raises(BatchError, match="3 rows failed, and --max-failures is 2"):
        do(tmp_path, [log_of(texts)], heard=heard, max_failures=2)
    assert ended(heard) == ["log.csv:5", "log.csv:8"]
    assert do(tmp_path, [log_of(texts)], max_failures=3).complete


def test_failures_that_are_to_be_tried_again_do_not_count(tmp_path: Path) -> None:
    """Their parts are not kept."""
    do(tmp_path, [log_of([SPOILED, *TEXTS[:5]])])
    with pytest.raises(BatchError, match="1 rows failed, and --max-failures is 0"):
        do(tmp_path, [log_of([SPOILED, *TEXTS[:5]])], max_failures=0)
    heard: list[Event] = []
    with pytest.raises(BatchError, match="1 rows failed, and --max-failures is 0"):
        do(tmp_path, [log_of([SPOILED, *TEXTS[:5]])], heard=heard, max_failures=0, retry_failed=True)
    assert ended(heard) == ["log.csv:2"]


def test_rows_that_cannot_be_used_count_before_anything_is_begun(tmp_path: Path) -> None:
    """A wrong column is found when the logs are read, not after hours; nothing is written."""
    texts = [*TEXTS[:4], "", "", *TEXTS[4:8], ""]
    said = (
        r"^3 rows fail, 3 of them because they cannot be used, and --max-failures is 2; the first is in log\.csv, "
        r"row 6: text is empty\. Nothing was begun"
    )
    with pytest.raises(BatchError, match=said):
        do(tmp_path / "out", [log_of(texts)], max_failures=2)
    assert not (tmp_path / "out").exists()
    assert do(tmp_path / "out", [log_of(texts)], max_failures=3).complete


def test_asked_once_the_run_finishes_what_is_begun(tmp_path: Path) -> None:
    """It is then not complete, says so, and goes on at the next start to the same bytes."""
    heard: list[Event] = []
    manifest = do(tmp_path / "a", [log_of(TEXTS)], heard=heard, asked=lambda: len(ended(heard)))
    assert (ended(heard), manifest.complete) == (["log.csv:2"], False)
    assert isinstance(heard[-1], Finished)
    assert not heard[-1].complete
    assert do(tmp_path / "a", [log_of(TEXTS)]).complete
    do(tmp_path / "b", [log_of(TEXTS)])
    assert kept(tmp_path / "a") == kept(tmp_path / "b")


def test_asked_twice_the_run_stops_at_once(tmp_path: Path) -> None:
    """What was kept stays."""
    heard: list[Event] = []
    with pytest.raises(KeyboardInterrupt):
        do(tmp_path, [log_of(TEXTS)], heard=heard, asked=lambda: 2 * len(ended(heard)))
    assert len(ended(heard)) == 1
    assert do(tmp_path, [log_of(TEXTS)]).complete


def test_asked_twice_the_rows_that_failed_so_far_are_listed(tmp_path: Path) -> None:
    """And those of a part that failed before are not told as if they were all."""
    heard: list[Event] = []
    with pytest.raises(KeyboardInterrupt):
        do(tmp_path, [log_of([SPOILED, FAULTY, *TEXTS])], heard=heard, asked=lambda: 2 * len(ended(heard)))
    assert (tmp_path / RUN / "failed.jsonl").read_text(encoding="utf-8").count("\n") == 2


def test_when_the_encoder_breaks_the_rows_that_failed_so_far_are_listed(tmp_path: Path) -> None:
    """The error is told as it is."""

    class Breaking(FakePipeline):
        def translate(self, experience: Experience, /) -> Translation:
            if "BREAKS" in experience.text:
                raise EncoderError("the encoder's numbers are not finite")
            return super().translate(experience)

    make = partial(PartWork, Breaking(), made(), DiskStore(tmp_path))
    with pytest.raises(EncoderError, match="not finite"):
        do(tmp_path, [log_of([SPOILED, *TEXTS[:2], "BREAKS"])], make=make)
    assert (tmp_path / RUN / "failed.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_a_run_that_another_has_overtaken_removes_nothing(tmp_path: Path) -> None:
    """What the other has done is no part of this run; whichever is started again finds all that both have done."""
    begun: list[Event] = []

    def overtake(event: Event) -> None:
        if not begun:
            begun.append(event)
            do(tmp_path, [log_of(["I stood.", "I lay.", "I sat."], "other.csv")])

    runner: PartRunner = InlineRunner(partial(make_work, tmp_path))
    job = Job([log_of(TEXTS)], DiskStore(tmp_path), runner, JobOptions(part_rows=3, prune=True))
    with pytest.raises(BatchError, match=r"another run has begun in .* with other logs; what is done is kept"):
        job.run(job.plan(), overtake, never)
    assert {source for source, _, _ in rows_of(tmp_path)} == {"log.csv", "other.csv"}
    heard: list[Event] = []
    assert do(tmp_path, [log_of(TEXTS)], heard=heard).complete
    assert ended(heard) == []
    assert len(rows_of(tmp_path)) == 13


def test_what_holds_the_folder_is_heard_while_done_parts_are_passed_over(tmp_path: Path) -> None:
    """Also before there is a part to be done: a mark in an object store must be renewed meanwhile."""
    do(tmp_path, [log_of(TEXTS)])
    (last,) = (tmp_path / RUN / "claims").glob(f"part-{parts_of(tmp_path)[-1]}.*")
    last.unlink()
    heard: list[Event] = []
    asked_before_work: list[int] = []

    def asked() -> int:
        if not ended(heard):
            asked_before_work.append(1)
        return 0

    do(tmp_path, [log_of(TEXTS)], heard=heard, asked=asked)
    assert (ended(heard), len(asked_before_work) > 4) == (["log.csv:11"], True)


def parts_of(folder: Path) -> tuple[str, ...]:
    """Give the keys of the parts of the only log of a run."""
    manifest = RunFolder(DiskStore(folder).within(RUN)).manifest()
    assert manifest is not None
    (source,) = manifest.sources
    return source.parts


def test_a_full_disk_stops_the_run_with_its_reason(tmp_path: Path) -> None:
    """And the next start, with room on it, completes the run."""
    with pytest.raises(BatchError, match="the disk is full"):
        do(tmp_path, [log_of(TEXTS)], make=partial(make_on_full_disk, tmp_path), workers=1)
    assert do(tmp_path, [log_of(TEXTS)]).complete


def test_a_pipeline_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    """With its own error; nothing is written."""
    with pytest.raises(SettingsError, match="there is no such thing"):
        do(tmp_path / "out", [log_of(TEXTS)], make=refuse, workers=1)
    assert not (tmp_path / "out").exists()


def test_workers_that_end_while_they_load_are_given_up(tmp_path: Path) -> None:
    """After three of them, with a word on memory."""
    with pytest.raises(BatchError, match="workers end while they load, the last with code 9; code -9 is most often"):
        do(tmp_path, [log_of(TEXTS)], make=end_at_once, workers=1)


def test_a_log_that_changes_under_the_run_is_noticed(tmp_path: Path) -> None:
    """Between the two readings of it."""
    readings = iter([TEXTS, [*TEXTS[:5], "other", *TEXTS[6:]]])
    moving = NamedLog("log.csv", lambda: log_of(next(readings)).rows())
    with pytest.raises(BatchError, match=r"log\.csv was changed while it was read"):
        do(tmp_path, [moving])


def test_a_log_that_grows_short_under_the_run_is_noticed(tmp_path: Path) -> None:
    """Not only one with other rows."""
    readings = iter([TEXTS, TEXTS[:6]])
    moving = NamedLog("log.csv", lambda: log_of(next(readings)).rows())
    with pytest.raises(BatchError, match=r"log\.csv was changed while it was read"):
        do(tmp_path, [moving])


def test_asked_when_the_last_part_is_begun_the_run_is_complete(tmp_path: Path) -> None:
    """There was nothing left to stop."""
    heard: list[Event] = []
    assert do(tmp_path, [log_of(TEXTS)], heard=heard, asked=lambda: int(len(ended(heard)) == 4)).complete


def test_asked_while_logs_are_read_nothing_is_begun(tmp_path: Path) -> None:
    """A long log is not read to its end first."""
    runner: PartRunner = InlineRunner(partial(make_work, tmp_path / "out"))
    job = Job([log_of(TEXTS)], DiskStore(tmp_path / "out"), runner, JobOptions(part_rows=3))
    with pytest.raises(KeyboardInterrupt):
        job.plan(lambda: 1)
    assert not (tmp_path / "out").exists()


def sample(folder: Path, texts: Sequence[str], make: Callable[[], PartWork], workers: int = 0) -> tuple[float, int]:
    """Plan and try, as a dry run does."""
    runner: PartRunner = ProcessRunner(make, workers) if workers else InlineRunner(make)
    try:
        job = Job([log_of(texts)], DiskStore(folder), runner, JobOptions(part_rows=3))
        return job.sample(job.plan())
    finally:
        runner.close()


def test_a_sample_says_how_long_rows_take(tmp_path: Path) -> None:
    """Rows that cannot be used are not among them."""
    seconds, rows = sample(tmp_path, [SLOW, "", SLOW], partial(make_work, tmp_path))
    assert rows == 2
    assert seconds >= 0.4


def test_a_sample_that_fails_is_no_time(tmp_path: Path) -> None:
    """What keeps the worker from its work is told; no guess rests on it."""
    with pytest.raises(BatchError, match=r"a worker ended while it tried rows 2 to 4 of log\.csv, so how long"):
        sample(tmp_path, [KILLS, *TEXTS[:2]], partial(make_work, tmp_path), workers=1)
    with pytest.raises(SettingsError, match="cannot go on"):
        sample(tmp_path, TEXTS, partial(make_hopeless, tmp_path))
