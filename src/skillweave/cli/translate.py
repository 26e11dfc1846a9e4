"""`skillweave translate`: a log in, claims out."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import combinations
from pathlib import Path
from typing import get_args

import click

from skillweave.batch.chunk import translate_rows
from skillweave.batch.mapping import parse_mapping
from skillweave.batch.sinks import ByteStream, Sink, file_sink, stream_sink
from skillweave.batch.spool import Spool
from skillweave.batch.tables import Log
from skillweave.batch.write import OutputFormat, open_writer
from skillweave.cli.options import chosen, framework_options, settings_options
from skillweave.cli.source import open_source, rows_of
from skillweave.domain.claim import Status, Translation
from skillweave.errors import BatchError, SettingsError
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings

WRITTEN: tuple[OutputFormat, ...] = get_args(OutputFormat)
FORMATS = ("table", *WRITTEN, "html")
_BY_SUFFIX = {".jsonl": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet", ".html": "html", ".htm": "html"}
SOME_FAILED = 3


@click.command()
@click.argument("log", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--text", help="Translate this text instead of a log.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to this file; its ending gives the format."
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
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Take a field from a column; may be repeated. `id=@row` numbers the rows.",
)
@click.option("--sheet", help="Sheet of an Excel workbook; the first, unless told.")
@click.option("--encoding", help="Encoding of a text file; found out, unless told.")
@click.option(
    "--no-gate",
    is_flag=True,
    help="Let plans, negations and others' deeds make claims too; for texts that are no first-person entries.",
)
@click.option("--dry-run", is_flag=True, help="Check the log and say what would be done; translate nothing.")
@settings_options
def translate(
    log: Path | None,
    text: str | None,
    output: Path | None,
    output_format: str | None,
    report: Path | None,
    frameworks: str | None,
    mapping: tuple[str, ...],
    sheet: str | None,
    encoding: str | None,
    dry_run: bool,
    settings: Settings,
) -> int:
    """Translate an experience log (CSV, TSV, Excel, JSON lines, Parquet) into skill claims.

    LOG is a file, or - for standard input. Columns are guessed and the guess is shown; --map corrects it.
    Results go to standard output or to --output, everything else to standard error.
    """
    target_format = _format(output, output_format)
    _refuse_same_file(log, output, report)
    names = chosen(frameworks)
    source = open_source(log, text, parse_mapping(mapping), sheet, encoding)
    for note in source.notes:
        click.echo(f"note: {note}", err=True)
    if dry_run:
        return _dry_run(source, names, settings)
    from skillweave.wiring import build_pipeline

    click.echo("loading the encoder and the frameworks ...", err=True)
    pipeline = build_pipeline(names, settings=settings)
    gc.freeze()  # what is loaded stays: looking through it for garbage is a tenth of the time beside encoding
    tally = _run(pipeline, source, target_format, output, report)
    click.echo(tally.summary(), err=True)
    return SOME_FAILED if tally.failed else 0


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


def _run(pipeline: Pipeline, source: Log, target_format: str, output: Path | None, report: Path | None) -> _Tally:
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
        for translation in counting(translate_rows(pipeline, rows_of(source))):
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
    return SOME_FAILED if failed else 0
