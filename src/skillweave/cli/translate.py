"""`skillweave translate`: a log in, claims out."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import get_args

import click

from skillweave.batch.chunk import translate_rows
from skillweave.batch.mapping import parse_mapping
from skillweave.batch.rows import Row
from skillweave.batch.spool import Spool
from skillweave.batch.tables import Log, open_log, open_text
from skillweave.batch.write import OutputFormat, open_writer
from skillweave.cli.options import chosen, framework_options, settings_options
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import SettingsError
from skillweave.settings import Settings

FORMATS = ("table", *get_args(OutputFormat), "html")
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
@click.option("--top-k", type=click.IntRange(1, 1000), help="Most claims a framework and entry (5).")
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
@click.pass_context
def translate(
    ctx: click.Context,
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
    source = _Source(log, text, parse_mapping(mapping), sheet, encoding)
    target_format = _format(output, output_format)
    if dry_run:
        return _dry_run(source, frameworks, settings)
    rows = source.rows()
    from skillweave.wiring import build_pipeline

    click.echo("loading the encoder and the frameworks ...", err=True)
    pipeline = build_pipeline(chosen(frameworks), settings=settings)
    with ExitStack() as stack:
        spool = stack.enter_context(Spool()) if report or target_format in ("table", "html") else None
        writer = None
        if target_format not in ("table", "html"):
            target = output if output else sys.stdout.buffer
            writer = stack.enter_context(open_writer(target, target_format))  # type: ignore[arg-type]
        tally = _Tally()
        for translation in _shown(translate_rows(pipeline, rows), source.count):
            tally.add(translation)
            if spool is not None:
                spool.add(translation)
            if writer is not None:
                writer.write(translation)
        if spool is not None:
            _finish(spool, target_format, output, report, [one.framework for one in pipeline.index.frameworks])
    click.echo(tally.summary(), err=True)
    return SOME_FAILED if tally.failed else 0


class _Source:
    """Where entries come from: a file, standard input, or the words after --text."""

    def __init__(
        self, log: Path | None, text: str | None, mapping: dict[str, str], sheet: str | None, encoding: str | None
    ) -> None:
        if (log is None) == (text is None):
            raise click.UsageError("give a log (a file, or - for standard input), or --text")
        self.count: int | None = None
        self._text = text
        self.log: Log | None = None
        if log is not None:
            self.log = (
                open_text(sys.stdin.buffer, mapping=mapping or None, encoding=encoding)
                if str(log) == "-"
                else open_log(log, mapping=mapping or None, sheet=sheet, encoding=encoding)
            )
            self._say(self.log)

    def _say(self, log: Log) -> None:
        for field in log.mapping.taken:
            how = "" if field.how == "given" else f" ({field.how})"
            click.echo(f"column {field.column!r} -> {field.field}{how}", err=True)
        for note in log.notes:
            click.echo(f"note: {note}", err=True)

    def rows(self) -> Iterator[Row]:
        """Read the entries; a warning about a row goes to standard error."""
        if self.log is None:
            yield _checked(self._text or "")
            return
        for row in self.log.rows():
            for warning in row.warnings:
                click.echo(f"warning: {warning}", err=True)
            yield row


def _checked(text: str) -> Row:
    from pydantic import ValidationError

    try:
        return Row(1, Experience(id="text", text=text), "text", None, ())
    except ValidationError as error:
        return Row(1, None, "text", error.errors()[0]["msg"], ())


class _Tally:
    """Counts how entries ended."""

    def __init__(self) -> None:
        self.entries = self.claims = self.with_claims = self.nothing = self.failed = 0

    def add(self, translation: Translation) -> None:
        self.entries += 1
        self.claims += len(translation.claims)
        self.with_claims += translation.status is Status.CLAIMS
        self.nothing += translation.status is Status.NOTHING_FOUND
        self.failed += translation.status is Status.FAILED
        if translation.status is Status.FAILED:
            click.echo(f"failed: {translation.error}", err=True)

    def summary(self) -> str:
        return (
            f"{self.entries} entries: {self.with_claims} with claims ({self.claims} claims), "
            f"{self.nothing} with nothing found, {self.failed} failed"
        )


def _shown(translations: Iterable[Translation], total: int | None) -> Iterator[Translation]:
    from skillweave.cli.show import progress

    with progress(total) as bar:
        for translation in translations:
            bar.advance(bar.task_ids[0])
            yield translation


def _format(output: Path | None, asked: str | None) -> str:
    guessed = _BY_SUFFIX.get(output.suffix.lower()) if output else "table"
    found = asked or guessed
    if found is None:
        raise SettingsError(f"{output}: the ending gives no format; add --format ({', '.join(FORMATS)})")
    if found == "table" and output:
        raise SettingsError("a table is for the terminal; give --format csv or html with --output")
    if found in ("parquet",) and output is None and sys.stdout.isatty():
        raise SettingsError("Parquet is not for a terminal; give --output")
    return found


def _finish(spool: Spool, output_format: str, output: Path | None, report: Path | None, frameworks: list) -> None:  # type: ignore[type-arg]
    if output_format == "table":
        from skillweave.cli.show import print_table

        print_table(spool)
    targets = [path for path in (report, output if output_format == "html" else None) if path]
    if output_format == "html" and output is None:
        targets.append(None)  # type: ignore[arg-type]
    if targets:
        from skillweave.cli.page import write_page

        for path in targets:
            write_page(spool, path, frameworks)


def _dry_run(source: _Source, frameworks: str | None, settings: Settings) -> int:
    """Read everything, check everything, and say what a run would do."""
    from skillweave.frameworks.concepts import load_concepts
    from skillweave.frameworks.load import load_frameworks
    from skillweave.wiring import frameworks_folder

    folder = frameworks_folder(settings)
    found = load_frameworks(folder, chosen(frameworks), concepts=load_concepts(folder))
    good = failed = characters = 0
    for row in source.rows():
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
