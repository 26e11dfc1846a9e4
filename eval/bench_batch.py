"""What a run into a folder costs: over bare encoding, by workers, in memory, after a crash, on Ray, and as it grows.

Whatever is compared is measured in turn in one run, so that what else the machine does meets both. `make bench-batch`
runs all of it (an hour and a quarter on two cores); `--quick` takes few entries and shows that it works.
"""

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.bench import BATCH, bare, entries, sample_sentences, say, write_log
from skillweave.batch.job import Job, JobOptions, NamedLog, made_by
from skillweave.batch.part import PartTask, PartWork
from skillweave.batch.plan import Part, cut
from skillweave.batch.rows import Row
from skillweave.batch.run import PartRunner
from skillweave.batch.store import DiskStore
from skillweave.batch.tables import open_log
from skillweave.batch_wiring import RunSpec, cluster_runner, local_runner, make_work
from skillweave.domain.experience import Experience
from skillweave.domain.run import PartLine
from skillweave.embedding.adapter import load_adapter
from skillweave.embedding.sentence import SentenceEmbedder, load_packaged
from skillweave.embedding.speed import probe
from skillweave.settings import load_settings
from skillweave.text.segment import segment
from tests.ray_nodes import two_nodes

OUT = Path("out") / "bench-batch"
FRAMEWORKS = "as-durable-skills"
RATIO_LIMIT, FAST_LIMIT = 1.15, 0.45
WORKERS_LIMIT = 1.7
MEMORY_LIMIT = 1.10
RESUME_LIMIT = 0.03
RAY_LIMIT = 1.15
STATE = 20_000_000
CLUSTER = "8 machines with 8 cores each, 64 workers (for example 8 of AWS's c7i.4xlarge)"
_FIXED_PRODUCT = 512


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    ratio_parts: int
    rows: int
    part_rows: int
    memory: tuple[int, ...]
    growth: tuple[int, ...]
    competencies: tuple[int, ...]
    turns: int


QUICK = Size(2, 400, 50, (200, 2_000, 6_000), (100, 200), (500, 2_000), 1)
FULL = Size(39, 5_120, 512, (200, 20_000, 200_000), (500, 2_000, 4_000), (500, 3_000, 10_000, 30_000), 1)


def rows_of(experiences: Iterable[Experience]) -> list[Row]:
    """Give entries as the rows of a log."""
    return [Row(number, one, one.id) for number, one in enumerate(experiences, 2)]


def passages_of(part: Part) -> list[str]:
    """Give what is to be encoded, each passage once, as the pipeline does."""
    texts = [row.experience.text for row in part.rows if row.experience]
    return list(dict.fromkeys(span.quote(text) for text in texts for span in segment(text)))


def spec_of(folder: Path, *, frameworks: Sequence[str] | None = None, number_type: str = "fp32") -> RunSpec:
    """Say what workers load: the default encoder with one thread."""
    settings = load_settings()
    embedder = settings.embedder.model_copy(update={"threads": 1, "batch_size": BATCH})
    spec = RunSpec(settings.model_copy(update={"embedder": embedder}), None, str(folder))
    chosen = None if frameworks is None else tuple(frameworks)
    return replace(spec, frameworks=chosen, number_type="bf16" if number_type == "bf16" else "fp32")


def over_bare(works: Sequence[PartWork], encoder: SentenceEmbedder, parts: Sequence[Part]) -> list[float]:
    """Encode each part's passages bare, and do it as each worker does, files included, in turn: medians of ratios."""
    for work in works:
        work(PartTask(parts[0]))
    ratios: list[list[float]] = [[] for _ in works]
    for number, part in enumerate(parts):
        alone = bare(encoder, passages_of(part))
        for work, found in zip(works, ratios, strict=True):
            began = time.perf_counter()
            work(PartTask(part))
            found.append((time.perf_counter() - began) / alone)
        if (number + 1) % 10 == 0:
            say(f"  {number + 1} of {len(parts)} parts: {', '.join(f'{statistics.median(one):.3f}' for one in ratios)}")
    return [statistics.median(found) for found in ratios]


def ratio(size: Size, folder: Path) -> bool:
    """Measure one worker against bare encoding, in fp32 and, where it pays, in bf16."""
    experiences = entries(size.ratio_parts * size.part_rows, sample_sentences(), 6)
    parts = list(cut("log.csv", rows_of(experiences), "bench", most=size.part_rows))
    encoder = load_packaged(batch_size=BATCH, threads=1, adapter=load_adapter())
    told = probe()
    works = [make_work(spec_of(folder / "fp32"))]
    if told.number_type == "bf16":
        works.append(make_work(spec_of(folder / "bf16", number_type="bf16")))
    found, *fast = over_bare(works, encoder, parts)
    say(f"one worker over bare length-sorted encoding, all frameworks, fp32: {found:.3f} (limit {RATIO_LIMIT})")
    if not fast:
        say(f"bf16 is not measured here: {told.why}")
        return found <= RATIO_LIMIT
    say(f"the same in bf16 over bare encoding in fp32: {fast[0]:.3f} (limit {FAST_LIMIT})")
    return found <= RATIO_LIMIT and fast[0] <= FAST_LIMIT


def warmed(runner: PartRunner, part: Part) -> PartRunner:
    """Start all workers of a runner and let each do a few rows."""
    made_by(runner)
    few = Part("warm", part.source, part.rows[:32])
    for number in range(runner.capacity):
        runner.give(f"warm-{number}", PartTask(replace(few, key=f"warm-{number}"), is_probe=True))
    waiting = runner.capacity
    while waiting:
        waiting -= len(runner.take(1.0))
    return runner


def run_time(runner: PartRunner, log: NamedLog, folder: Path, size: Size) -> float:
    """Run a log into an empty folder; seconds, from planning to the manifest."""
    shutil.rmtree(folder, ignore_errors=True)
    job = Job([log], DiskStore(folder), runner, JobOptions(part_rows=size.part_rows))
    began = time.perf_counter()
    job.run(job.plan(), lambda _: None, lambda: 0)
    return time.perf_counter() - began


def product_seconds(times: int) -> float:
    """Multiply fixed matrices; seconds."""
    one = np.ones((_FIXED_PRODUCT, _FIXED_PRODUCT), np.float32)
    began = time.perf_counter()
    for _ in range(times):
        one @ one
    return time.perf_counter() - began


def machine_scaling() -> float:
    """Tell how many times as much two processes calculate as one, without any of our code."""
    code = "from eval.bench_batch import product_seconds; product_seconds(50); print(product_seconds(600))"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def together(count: int) -> float:
        words = [sys.executable, "-c", code]
        every = [subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(count)]
        return max(float(one.communicate()[0]) for one in every)

    return 2 * together(1) / together(2)


def workers(size: Size, folder: Path, log: NamedLog) -> bool:
    """Measure two workers against one, and two against two on Ray."""
    part = next(cut(log.name, log.rows(), "bench", most=size.part_rows))
    spec = spec_of(folder / "out")
    runners: dict[str, PartRunner] = {"one": local_runner(spec, 1), "two": local_runner(spec, 2)}
    times: dict[str, list[float]] = {}
    with two_nodes() as nodes:
        runners["ray"] = cluster_runner(spec, 2, nodes.address)
        try:
            for runner in runners.values():
                warmed(runner, part)
            for _ in range(size.turns):
                for name, runner in runners.items():
                    times.setdefault(name, []).append(run_time(runner, log, folder / "out", size))
        finally:
            for runner in runners.values():
                runner.close()
    one, two, ray = (statistics.median(times[name]) for name in ("one", "two", "ray"))
    say(f"one worker {one:.1f} s, two {two:.1f} s, two on Ray (two nodes) {ray:.1f} s; loading not counted")
    say(f"two workers over one: {one / two:.2f} times (limit {WORKERS_LIMIT}); this machine: {machine_scaling():.2f}")
    say(f"Ray over local: {ray / two:.3f} (limit {RAY_LIMIT})")
    return one / two >= WORKERS_LIMIT and ray / two <= RAY_LIMIT


def resume(size: Size, folder: Path, log: NamedLog) -> bool:
    """Run, take the last tenth of the parts away, run again: what the second costs beyond that tenth."""
    spec = spec_of(folder / "out")
    runner = local_runner(spec, 1)
    options = JobOptions(part_rows=size.part_rows)
    try:
        warmed(runner, next(cut(log.name, log.rows(), "bench", most=size.part_rows)))
        full = run_time(runner, log, folder / "out", size)
        job = Job([log], DiskStore(folder / "out"), runner, options)
        kept = job.folder(made_by(runner))
        lines = list(kept.lines())
        tenth = lines[-max(1, len(lines) // 10) :]
        for line in tenth:
            for table, file in line.files.items():
                (Path(kept.where) / table / file.name).unlink()
        again: list[PartLine] = []
        began = time.perf_counter()
        job.run(job.plan(), lambda event: again.extend([event.line] if hasattr(event, "line") else []), lambda: 0)
        spent = time.perf_counter() - began
    finally:
        runner.close()
    overhead = (spent - sum(line.seconds for line in again)) / full
    say(
        f"resume with {1 - len(tenth) / len(lines):.0%} done: {spent:.1f} s, {len(again)} of {len(lines)} parts done; "
        f"beyond their own time {overhead:.1%} of the full run of {full:.1f} s (limit {RESUME_LIMIT:.0%})"
    )
    return overhead <= RESUME_LIMIT


def memory(size: Size, folder: Path) -> bool:
    """Run the command on logs of several lengths with the encoder that needs no model: peak of each process."""
    peaks: dict[int, tuple[int, int]] = {}
    settings = folder / "hashing.toml"
    settings.write_text('[embedder]\nkind = "hashing"\n', encoding="utf-8")
    for count in size.memory:
        log = folder / f"rows-{count}.csv"
        write_log(log, repeated(count))
        words = ["translate", str(log), "-o", f"{folder}/memory-{count}/", "--workers", "2", "--progress", "none"]
        words += ["--part-rows", str(size.memory[0])]  # the shortest log is one whole part
        more = ["--settings", str(settings), "--frameworks", FRAMEWORKS]
        process = subprocess.Popen([sys.executable, "-m", "skillweave", *words, *more], stderr=subprocess.DEVNULL)
        peaks[count] = watched(process)
    for count, (run, worker) in peaks.items():
        say(f"peak memory at {count:>7,} rows: run {run / 1024:.0f} MB, largest worker {worker / 1024:.0f} MB")
    sums = [run + worker for run, worker in peaks.values()]
    say(f"longest over shortest log: x{sums[-1] / sums[0]:.3f} (limit x{MEMORY_LIMIT}); hashing encoder, one framework")
    return sums[-1] / sums[0] <= MEMORY_LIMIT


def repeated(count: int) -> Iterator[Experience]:
    """Make entries of which each hundredth has the same text: the hashing encoder remembers words, up to a number."""
    texts = [one.text for one in entries(100, sample_sentences(), 3)]
    for number in range(count):
        yield Experience(id=f"b{number}", text=texts[number % len(texts)])


def watched(process: "subprocess.Popen[bytes]") -> tuple[int, int]:
    """Wait for a process, and give its own peak memory and the largest of its children, in kB."""
    peaks: dict[int, int] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):  # a short run ends right after its peak
            for pid in (process.pid, *children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0), peak_of(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    process.wait()
    done.set()
    thread.join()
    return peaks.get(process.pid, 0), max((kb for pid, kb in peaks.items() if pid != process.pid), default=0)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started."""
    try:
        found = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(one) for file in found for one in file.read_text(encoding="ascii").split()]
    except OSError:
        return []


def peak_of(pid: int) -> int:
    """Give the most memory that a process has had so far, in kB; 0 when it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def growth(size: Size, folder: Path) -> float:
    """Measure one worker by rows and by competencies: a table, a plot, and the milliseconds of an entry."""
    work = make_work(spec_of(folder))
    by_rows = [(count, part_seconds(work, count)) for count in size.growth]
    by_size = []
    for count in size.competencies:
        own = folder / f"own-{count}.csv"
        with own.open("w", newline="", encoding="utf-8") as stream:
            out = csv.writer(stream)
            out.writerow(["code", "label"])
            out.writerows((f"C{number}", f"Operate machine {number} of line {number % 97}") for number in range(count))
        by_size.append((count, part_seconds(make_work(spec_of(folder, frameworks=[str(own)])), size.growth[0])))
    say("| rows | seconds | ms an entry |\n|---:|---:|---:|")
    for count, seconds in by_rows:
        say(f"| {count:,} | {seconds:.2f} | {1_000 * seconds / count:.1f} |")
    say(f"| competencies | seconds for {size.growth[0]} rows | ms an entry |\n|---:|---:|---:|")
    for count, seconds in by_size:
        say(f"| {count:,} | {seconds:.2f} | {1_000 * seconds / size.growth[0]:.1f} |")
    plot(by_rows, by_size)
    return 1_000 * by_rows[-1][1] / by_rows[-1][0]


def part_seconds(work: Callable[[PartTask], object], count: int) -> float:
    """Do so many entries in one part; seconds, after a warm-up."""
    rows = rows_of(entries(count, sample_sentences(), 6))
    work(PartTask(Part("warm", "log.csv", tuple(rows[:32]))))
    began = time.perf_counter()
    work(PartTask(Part(f"growth-{count}", "log.csv", tuple(rows))))
    return time.perf_counter() - began


def plot(by_rows: Sequence[tuple[int, float]], by_size: Sequence[tuple[int, float]]) -> None:
    """Draw both."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.5), layout="constrained")
    for axes, points, what in zip(figure.subplots(1, 2), (by_rows, by_size), ("rows", "competencies"), strict=True):
        axes.plot(*zip(*points, strict=True), marker="o")
        axes.set_xlabel(what)
        axes.set_ylabel("seconds")
        axes.set_ylim(bottom=0)
    OUT.mkdir(parents=True, exist_ok=True)
    figure.savefig(OUT / "growth.svg")
    say(f"plot: {OUT / 'growth.svg'}")


def estimate(ms: float) -> None:
    """Say what 20 million entries would take, by what was measured."""
    core_hours = STATE * ms / 3_600_000
    say(
        f"{STATE:,} entries at {ms:.1f} ms each are {core_hours:,.0f} core-hours; on {CLUSTER}: "
        f"{core_hours / 64:.1f} hours, if nothing but processors limits it"
    )


def named(path: Path) -> NamedLog:
    """Open a log."""
    log = open_log(path)

    def rows() -> Iterator[Row]:
        return log.rows()

    return NamedLog(path.name, rows)


def main() -> int:
    """Measure and print; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few entries: shows that it works, not how fast it is")
    parser.add_argument("--only", action="append", choices=["ratio", "workers", "resume", "memory", "growth"])
    parser.add_argument(
        "--parts", type=int, help=f"of {FULL.part_rows} entries over bare encoding, where fewer will do"
    )
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    size = replace(size, ratio_parts=given.parts or size.ratio_parts)
    good: list[bool] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_log(folder / "log.csv", entries(size.rows, sample_sentences(), 6))
        log = named(folder / "log.csv")
        steps: dict[str, Callable[[], bool]] = {
            "ratio": lambda: ratio(size, folder / "ratio"),
            "workers": lambda: workers(size, folder, log),
            "resume": lambda: resume(size, folder, log),
            "memory": lambda: memory(size, folder),
        }
        for name, step in steps.items():
            if not given.only or name in given.only:
                good.append(step())
        if not given.only or "growth" in given.only:
            estimate(growth(size, folder))
    say("within the limits" if all(good) else "A LIMIT IS PASSED")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
