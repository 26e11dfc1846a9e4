"""`skillweave translate` into a folder: many logs, many workers, and a run that can go on where it stopped."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import get_args

import click

from skillweave.batch.folder import FAILED
from skillweave.batch.inputs import Found, Input, find_inputs
from skillweave.batch.job import Job, JobOptions, NamedLog, Plan
from skillweave.batch.packed import is_remote
from skillweave.batch.plan import PART_ROWS
from skillweave.batch.rows import Row
from skillweave.batch.run import PartRunner
from skillweave.batch.tables import Log, is_log, open_log
from skillweave.batch_wiring import RunSpec, cluster_runner, held, local_runner, open_store
from skillweave.cli.encoders import is_elsewhere, opened_elsewhere, tell_foreseen
from skillweave.cli.progress import showing
from skillweave.cli.run_options import RunOptions, processors
from skillweave.cli.run_words import span
from skillweave.domain.run import Manifest, PartFormat
from skillweave.errors import BatchError, SettingsError, TableError
from skillweave.settings import Settings

FORMATS: tuple[PartFormat, ...] = get_args(PartFormat)
INTERRUPTED, SOME_FAILED = 130, 3

_MOST_TOLD = 20
"""Notes and warnings that are printed one by one; of a million rows, most would say the same."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes:
        logs: Files, folders and patterns.
        folder: Where runs are kept.
        format: Of the files of parts; None is Parquet.
        frameworks: Their names; None is all.
        mapping: Field to column.
        sheet: Of Excel workbooks.
        encoding: Of text files.
        settings: As loaded.
        options: What was said of the run.
    """

    logs: Sequence[str]
    folder: str
    format: str | None
    frameworks: Sequence[str] | None
    mapping: Mapping[str, str]
    sheet: str | None
    encoding: str | None
    settings: Settings
    options: RunOptions


def run_into_folder(request: Request) -> int:
    """Translate into a folder; gives the exit code."""
    _refuse_format(request)
    if (encoders := opened_elsewhere(request.settings)) is not None:
        encoders.close()  # what is missing is told before anything begins, and where texts go
    with _hearing_ctrl_c() as wish:
        try:
            with ExitStack() as stack:
                renew = stack.enter_context(held(request.folder))
                manifest = _run(_job(request, stack, renew)[0], request, wish, renew)
        except KeyboardInterrupt:
            click.echo("stopped at once; finished parts are kept: give the same command to go on", err=True)
            return INTERRUPTED
    return _ended(manifest, request.folder, stopped=wish.times > 0)


def dry_run(request: Request) -> int:
    """Say what a run would do, and about how long it would take; with an endpoint, what would be sent."""
    _refuse_format(request)
    with ExitStack() as stack:
        if is_elsewhere(request.settings):
            return _foretell_sending(request, stack)
        if not is_remote(request.folder) and Path(request.folder).exists():
            stack.enter_context(held(request.folder))
        job, runner = _job(request, stack, is_trial=True)  # what is tried shall take its time and leave nothing behind
        plan = job.plan()
        _foretell(plan, job, request, runner)
    return SOME_FAILED if sum(one.refused for one in plan.open) else 0


def _foretell_sending(request: Request, stack: ExitStack) -> int:
    """Count without a worker, which would have to send the frameworks first.

    Parts that are done count as if they were not, but their vectors are kept.
    """
    seen: Counter[bool] = Counter()

    def good() -> Iterator[Row]:
        for log in _opened(request, stack):
            for row in log.rows():
                seen[row.experience is not None] += 1
                yield row

    tell_foreseen(good(), request.frameworks, request.settings)
    click.echo(f"{seen.total():,} rows, {seen[False]:,} would fail")
    click.echo("nothing was translated or written")
    return SOME_FAILED if seen[False] else 0


def _job(
    request: Request, stack: ExitStack, renew: Callable[[], None] = lambda: None, *, is_trial: bool = False
) -> tuple[Job, PartRunner]:
    spec = RunSpec(
        settings=request.settings,
        frameworks=None if request.frameworks is None else tuple(request.frameworks),
        folder=request.folder,
        format=_format(request.format),
        cut_off=request.options.cut_off,
        number_type=request.options.number_type or "auto",
        passage_cache=request.options.passage_cache,
        is_trial=is_trial,
    )
    logs = _opened(request, stack, renew)
    click.echo("loading the encoder and the frameworks ...", err=True)
    options = request.options
    if options.cluster is None:
        runner = local_runner(spec, options.workers or _workers(request.settings))
    else:
        runner = cluster_runner(spec, options.workers, options.cluster)
    stack.callback(runner.close)
    chosen = JobOptions(
        part_rows=options.part_rows or PART_ROWS,
        max_failures=options.max_failures,
        retry_failed=options.retry_failed,
        prune=options.prune,
    )
    return Job(logs, open_store(request.folder), runner, chosen), runner


def _workers(settings: Settings) -> int:
    """One worker a processor; one alone on a graphics card, or where what it may use at an endpoint is limited."""
    limits = settings.embedder.endpoint
    is_limited = limits.tokens_at_most is not None or limits.cost_at_most is not None
    is_on_card = settings.embedder.kind in ("minilm", "sentence-transformers") and settings.embedder.device == "cuda"
    return 1 if is_on_card or (is_elsewhere(settings) and is_limited) else processors()


def _refuse_format(request: Request) -> None:
    """Refuse what cannot be written, before anything is made or sent.

    Raises:
        SettingsError: Of the kind.
    """
    if _format(request.format) == "csv" and request.options.cut_off:
        raise SettingsError("a CSV has no place for what was cut off: give --format parquet or jsonl with --cut-off")


def _format(asked: str | None) -> PartFormat:
    found = next((one for one in FORMATS if one == (asked or "parquet")), None)
    if found is None:
        raise SettingsError(f"a run into a folder writes {', '.join(FORMATS)}, not {asked}; name a file for {asked}")
    return found


def _opened(request: Request, stack: ExitStack, renew: Callable[[], None] = lambda: None) -> list[NamedLog]:
    """Open all logs, so that one that cannot be read is told before any work; `renew` keeps the folder held."""
    remote = [word for word in request.logs if is_remote(word)]
    words = [word for word in request.logs if not is_remote(word)]
    say = _Sayer()
    fetched = _fetched(remote, request.folder, stack, renew)
    found = find_inputs(words, base=Path.cwd(), leave_out=Path(request.folder)) if words or not remote else Found((), 0)
    found = Found(tuple(sorted((*found.inputs, *fetched), key=lambda one: one.name)), found.passed_over)
    if found.passed_over:
        say.note(f"{found.passed_over} files were passed over: their endings are not those of logs")
    return [NamedLog(name, _rows_of(log, name, say, _is_first())) for name, log in _logs(found, request, say, renew)]


def _fetched(addresses: Sequence[str], results: str, stack: ExitStack, renew: Callable[[], None]) -> list[Input]:
    """Copy logs of an object store into a folder that is gone when the run ends: they are read twice.

    What lies below the address of the results is no log, and a log that was meant twice is there once.
    """
    if not addresses:
        return []
    from skillweave.batch.objects import ObjectStore, fetch  # pyarrow is loaded for object stores only

    folder = Path(stack.enter_context(TemporaryDirectory(prefix="skillweave-")))
    leave_out = ObjectStore(results) if is_remote(results) else None
    copied: dict[str, Path] = {}
    for number, address in enumerate(addresses):
        copied |= fetch(address, folder / str(number), leave_out=leave_out, meanwhile=renew)
    logs = [Input(path, name) for name, path in copied.items() if is_log(path)]
    if not logs:
        where = ", ".join(address.partition("?")[0] for address in addresses)
        raise TableError(f"no log at {where}; a log ends in .csv, .tsv, .xlsx, .jsonl or .parquet")
    return logs


def _logs(found: Found, request: Request, say: "_Sayer", renew: Callable[[], None]) -> Iterator[tuple[str, Log]]:
    for one in found.inputs:
        renew()
        log = open_log(one.path, mapping=request.mapping or None, sheet=request.sheet, encoding=request.encoding)
        for note in log.notes:
            say.note(f"{one.name}: {note}")
        yield one.name, log


class _Sayer:
    """Prints notes and warnings, the first of many."""

    def __init__(self) -> None:
        self._told = 0

    def note(self, words: str, kind: str = "note") -> None:
        self._told += 1
        if self._told <= _MOST_TOLD:
            click.echo(f"{kind}: {words}", err=True)
        elif self._told == _MOST_TOLD + 1:
            click.echo("further notes and warnings are not shown; --dry-run on one log shows all of its own", err=True)


def _is_first() -> Callable[[], bool]:
    """Make a function that says yes once: logs are read twice, and their warnings told on the first reading."""
    state = iter((True,))
    return lambda: next(state, False)


def _rows_of(log: Log, name: str, say: _Sayer, first: Callable[[], bool]) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        is_told = first()
        for row in log.rows():
            for warning in row.warnings if is_told else ():
                say.note(f"{name}: {warning}", "warning")
            yield row

    return rows


class _Wish:
    """The person's wish to stop. Until a run listens for it, nothing has begun that could be finished: it stops."""

    def __init__(self) -> None:
        self.times = 0
        self.is_listened_for = False

    def hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the system's shape
        self.times += 1
        if not self.is_listened_for:
            self.is_listened_for = True  # whoever asks again while all is put away shall not break that off
            raise KeyboardInterrupt


@contextmanager
def _hearing_ctrl_c() -> Iterator[_Wish]:
    """Hear what would interrupt: Ctrl-C and a polite request of the system to end."""
    wish = _Wish()
    before = {one: signal.signal(one, wish.hear) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wish
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _run(job: Job, request: Request, wish: _Wish, renew: Callable[[], None]) -> Manifest:
    def asked() -> int:
        renew()
        return wish.times

    plan = job.plan(asked)
    from skillweave.cli.run_page import write_run_page  # templates are loaded when there is something to show

    wish.is_listened_for = True
    try:
        with showing(request.options.progress or "auto") as tell:
            manifest = job.run(plan, tell, asked)
    except BaseException:
        with suppress(BatchError):  # the first error is the one to be told
            write_run_page(request.folder, plan.made.run_id)
        raise
    write_run_page(request.folder, plan.made.run_id)
    others = len(manifest.sources) - len({one.source for one in plan.parts})
    if others:
        click.echo(
            f"note: {others} logs of earlier starts are in it too; --prune removes those not given now", err=True
        )
    return manifest


def _ended(manifest: Manifest, folder: str, *, stopped: bool) -> int:
    place = f"{folder.partition('?')[0].rstrip('/')}/{manifest.run}"
    if stopped and not manifest.complete:
        click.echo(f"stopped; finished parts are kept in {place}: give the same command to go on", err=True)
        return INTERRUPTED
    if not manifest.complete:
        lacks = "still lacks parts of logs that were not given now: give them too, or leave them out with --prune"
        click.echo(f"{place} {lacks}", err=True)
    click.echo(f"results: {place}", err=True)
    failed = manifest.sums.failed if manifest.sums is not None else 0
    if failed:
        rows = "1 row" if failed == 1 else f"{failed:,} rows"
        what_helps = "mend refused ones in the log; --retry-failed tries others again"
        click.echo(f"{rows} failed: {place}/{FAILED} says which and why; {what_helps}", err=True)
    return SOME_FAILED if failed else 0


def _foretell(plan: Plan, job: Job, request: Request, runner: PartRunner) -> None:
    rows, refused = sum(one.rows for one in plan.parts), sum(one.refused for one in plan.parts)
    todo = sum(one.rows - one.refused for one in plan.open)
    click.echo(f"run {plan.made.run_id} in {request.folder}")
    click.echo(f"{rows:,} rows of {len({one.source for one in plan.parts})} logs, {refused:,} would fail")
    click.echo(f"{len(plan.parts)} parts: {len(plan.kept)} are done, {len(plan.open)} would be done")
    click.echo(f"number type: {plan.made.number_type}, for {plan.made.number_type_why}; device: {plan.made.device}")
    if plan.open:
        seconds, tried = job.sample(plan)
        if tried:
            workers = min(runner.capacity, len(plan.open))
            guess = span(seconds / tried * todo / workers)
            click.echo(
                f"about {guess} with {workers} workers: {tried} rows took {seconds:.2f} s on one worker, loading "
                "not counted"
            )
    click.echo("nothing was translated or written")
