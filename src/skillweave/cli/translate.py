"""`skillweave translate`: a log in, claims out."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from skillweave.batch.chunk import Translates, translate_rows
from skillweave.batch.mapping import parse_mapping
from skillweave.batch.packed import is_remote
from skillweave.batch.sinks import ByteStream, Sink, file_sink, stream_sink
from skillweave.batch.spool import Spool
from skillweave.batch.tables import Log
from skillweave.batch.write import OutputFormat, open_writer
from skillweave.cli import folder_run
from skillweave.cli.encoders import is_elsewhere, opened_elsewhere, refuse_estimate_of_judge, tell_foreseen, tell_tally
from skillweave.cli.options import chosen, framework_options, settings_options, source_options
from skillweave.cli.run_options import RunOptions, run_options
from skillweave.cli.source import open_source, rows_of
from skillweave.domain.claim import Status, Translation
from skillweave.errors import BatchError, SettingsError
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings

if TYPE_CHECKING:
    from skillweave.cli.judge import Asking
    from skillweave.cli.judge_here import AskingHere
    from skillweave.wiring import Encoders

WRITTEN: tuple[OutputFormat, ...] = get_args(OutputFormat)
FORMATS = ("table", *WRITTEN, "html")
_BY_SUFFIX = {".jsonl": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet", ".html": "html", ".htm": "html"}
SOME_FAILED = 3


@click.command()
@click.argument("logs", metavar="[LOG]...", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--text", help="Translate this text instead of a log.")
@click.option(
    "-o",
    "--output",
    "place",
    type=click.Path(),
    help="Write to this file, whose ending gives the format; or into this folder, which can be stopped and gone on.",
)
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), help="table, unless the output's ending says otherwise."
)
@click.option("--report", type=click.Path(path_type=Path), help="Also write the HTML report to this file.")
@framework_options
@click.option(
    "--top-k",
    type=click.IntRange(1, 1000),
    help="Most claims an entry, framework and level (5): a cluster and its sub-clusters are counted apart.",
)
@source_options
@click.option(
    "--no-gate",
    is_flag=True,
    help="Let plans, negations and others' deeds make claims too; for texts that are no first-person entries.",
)
@click.option(
    "--judge",
    is_flag=True,
    help="Let the judge of the settings look at uncertain claims; a language model is sent texts, with names replaced.",
)
@click.option(
    "--in-bulk",
    is_flag=True,
    help="With --judge: hand requests in as one batch, and collect when run again; for endpoints that have batches.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Check the log and say what would be done; translate nothing. With --judge, or an endpoint as the encoder, "
    "also what asking would cost.",
)
@run_options
@settings_options
def translate(
    logs: tuple[str, ...],
    text: str | None,
    place: str | None,
    output_format: str | None,
    report: Path | None,
    frameworks: str | None,
    mapping: tuple[str, ...],
    sheet: str | None,
    encoding: str | None,
    judge: bool,
    in_bulk: bool,
    dry_run: bool,
    run: RunOptions,
    settings: Settings,
) -> int:
    """Translate experience logs (CSV, TSV, Excel, JSON lines, Parquet; text also as .gz or .zst) into skill claims.

    LOG is a file, or - for standard input; with a folder as --output there may be several, folders and patterns too.
    Columns are guessed and the guess is shown; --map corrects it. Results go to standard output or to --output,
    everything else to standard error.
    """
    if _is_folder(place, output_format):
        _refuse_in_folder(alone=bool(report) or text is not None or "-" in logs, judged=judge or in_bulk)
        into = folder_run.Request(
            logs=logs,
            folder=place or "",
            format=output_format,
            frameworks=chosen(frameworks),
            mapping=parse_mapping(mapping),
            sheet=sheet,
            encoding=encoding,
            settings=settings,
            options=run,
        )
        return folder_run.dry_run(into) if dry_run else folder_run.run_into_folder(into)
    run.refuse_without_folder()
    if len(logs) > 1:
        raise SettingsError(f"{len(logs)} logs need a folder for their results: give one, as in -o claims/")
    log = Path(logs[0]) if logs else None
    output = Path(place) if place is not None else None
    target_format = _format(output, output_format)
    _refuse_same_file(log, output, report)
    names = chosen(frameworks)
    source = open_source(log, text, parse_mapping(mapping), sheet, encoding)
    for note in source.notes:
        click.echo(f"note: {note}", err=True)
    if in_bulk and not judge:
        raise SettingsError("--in-bulk is about how a judge is asked; give --judge too")
    if dry_run and not judge:
        return _dry_run(source, names, settings)
    with ExitStack() as stack:
        refuse_estimate_of_judge(settings, is_dry=dry_run, instead="leave out --judge to see what encoding would send")
        asking = stack.enter_context(_asking(settings)) if judge else None
        checked = _dry_run(source, names, settings) if dry_run else 0
        encoders = opened_elsewhere(settings)
        pipeline = _loaded(names, settings, encoders)
        if asking is not None and dry_run:
            asking.tell_estimate(pipeline, source)
            return checked
        if asking is not None and in_bulk and asking.handed_in(pipeline, source):
            return 0
        translator = pipeline if asking is None else asking.after(pipeline)
        tally = _run(pipeline, translator, source, target_format, output, report)
        click.echo(tally.summary(), err=True)
        tell_tally(encoders)
        if asking is not None:
            asking.tell_tally()
    return SOME_FAILED if tally.failed else 0


def _refuse_in_folder(*, alone: bool, judged: bool) -> None:
    """A run into a folder has a report of its own and no judge."""
    if alone:
        raise SettingsError(
            "a run into a folder reads files and writes its own report; leave out --report, --text and -"
        )
    if judged:
        raise SettingsError("a judge works on one output file; name a file for --output, or leave out --judge")


def _loaded(names: list[str] | None, settings: Settings, encoders: "Encoders | None") -> Pipeline:
    from skillweave.wiring import build_pipeline

    click.echo("loading the encoder and the frameworks ...", err=True)
    pipeline = build_pipeline(names, settings=settings, encoders=encoders)
    gc.freeze()  # what is loaded stays: looking through it for garbage is a tenth of the time beside encoding
    return pipeline


def _asking(settings: Settings) -> "AbstractContextManager[Asking | AskingHere]":
    if settings.judge.kind == "local":
        from skillweave.cli.judge_here import AskingHere

        return nullcontext(AskingHere(settings))
    from skillweave.cli.judge import asking

    return asking(settings)


def _is_folder(place: str | None, asked: str | None) -> bool:
    """A folder ends with a slash, is there already, or has no ending that could give a format."""
    if place is None:
        return False
    return (
        is_remote(place)
        or place.endswith(("/", os.sep))
        or Path(place).is_dir()
        or (asked is None and not Path(place).suffix)
    )


class _Tally:
    """Counts how entries ended, and tells of those that failed."""

    def __init__(self) -> None:
        self.entries = self.claims = self.with_claims = self.nothing = self.failed = 0

    def add(self, translation: Translation) -> None:
        self.entries += 1
        self.claims += len(translation.claims)
        self.with_claims += translation.status is Status.CLAIMS
        self.nothing += translation.status is Status.NOTHING_FOUND
        self.failed += translation.status is Status.FAILED
        if translation.status is Status.FAILED:
            error = translation.error or ""
            where = "" if error.startswith("row ") else f"row {translation.row}, {translation.id}: "
            click.echo(f"failed: {where}{error}", err=True)

    def summary(self) -> str:
        return (
            f"{self.entries} entries: {self.with_claims} with claims ({self.claims} claims), "
            f"{self.nothing} with nothing found, {self.failed} failed"
        )


def _refuse_same_file(log: Path | None, output: Path | None, report: Path | None) -> None:
    """A result never replaces the log it comes from, nor another result."""
    given = {"the log": log, "--output": output, "--report": report}
    places = {name: path.resolve() for name, path in given.items() if path is not None and str(path) != "-"}
    for (one, place), (other, elsewhere) in combinations(places.items(), 2):
        if place == elsewhere:
            raise SettingsError(f"{one} and {other} are the same file, {place}; give another name")


def _format(output: Path | None, asked: str | None) -> str:
    guessed = _BY_SUFFIX.get(output.suffix.lower()) if output else "table"
    found = asked or guessed
    if found is None:
        raise SettingsError(f"{output}: the ending gives no format; add --format ({', '.join(FORMATS)})")
    if found == "table" and output:
        raise SettingsError("a table is for the terminal; give --format csv or html with --output")
    if found == "parquet" and output is None and _stdout_is_terminal():
        raise SettingsError("Parquet is not for a terminal; give --output")
    return found


def _run(
    pipeline: Pipeline,
    translator: Translates,
    source: Log,
    target_format: str,
    output: Path | None,
    report: Path | None,
) -> _Tally:
    """Translate all entries; outputs are opened first, so that one that cannot be written is told at once."""
    from skillweave.cli.show import counting

    tally = _Tally()
    with ExitStack() as stack:
        takers: list[Callable[[Translation], None]] = [tally.add]
        if target_format in WRITTEN:
            takers.append(stack.enter_context(open_writer(output or _stdout(), target_format)).write)
        spool = stack.enter_context(Spool())
        pages_done = stack.enter_context(ExitStack())  # files are finished before a terminal, or a pipe, is written to
        pages = [pages_done.enter_context(sink) for sink in _pages(target_format, output, report)]
        if pages or target_format == "table":
            takers.append(spool.add)
        for translation in counting(translate_rows(translator, rows_of(source))):
            for take in takers:
                take(translation)
        _fill(spool, pages, pipeline)
        pages_done.close()
        if target_format == "table":
            from skillweave.cli.show import print_table

            print_table(spool)
    return tally


def _pages(target_format: str, output: Path | None, report: Path | None) -> Iterator[AbstractContextManager[Sink]]:
    if report:
        yield file_sink(report)
    if target_format == "html":
        yield file_sink(output) if output else stream_sink(_stdout())


def _fill(spool: Spool, pages: list[Sink], pipeline: Pipeline) -> None:
    if pages:
        from skillweave.cli.page import write_page

        for sink in pages:
            write_page(spool, sink, [one.framework for one in pipeline.index.frameworks])


def _stdout() -> ByteStream:
    if sys.stdout is None:
        raise BatchError("standard output is closed; give --output")
    return sys.stdout.buffer


def _stdout_is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _dry_run(source: Log, names: list[str] | None, settings: Settings) -> int:
    """Read everything, check everything, and say what a run would do."""
    from skillweave.frameworks.concepts import load_concepts
    from skillweave.frameworks.load import load_frameworks
    from skillweave.wiring import frameworks_folder

    for column in source.mapping.taken:
        click.echo(f"column {column.column!r} -> {column.field} ({column.how})")
    folder = frameworks_folder(settings)
    found = load_frameworks(folder, names, concepts=load_concepts(folder))
    good = failed = characters = 0
    for row in rows_of(source):
        if row.experience is None:
            failed += 1
            click.echo(f"would fail: {row.error}", err=True)
        else:
            good += 1
            characters += len(row.experience.text)
    entries = sum(not entry.heading for one in found for entry in one.competencies)
    click.echo(f"{good} entries ({characters:,} characters) would be translated, {failed} would fail")
    click.echo(f"{len(found)} frameworks with {entries} competencies: {', '.join(one.id for one in found)}")
    click.echo("nothing was translated or written")
    if is_elsewhere(settings):
        tell_foreseen(source.rows(), names, settings)
    return SOME_FAILED if failed else 0
