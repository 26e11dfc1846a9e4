"""`skillweave queue add` and `queue export`: translations in, labelled samples out."""

import hashlib
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from skillweave.cli.desk import ACTOR, Desk, database_options, desk_at, queue_named, tenant_options, with_tenant
from skillweave.cli.options import settings_options
from skillweave.errors import SettingsError
from skillweave.settings import Settings

if TYPE_CHECKING:
    from skillweave.batch.read import Read
    from skillweave.batch.sinks import Sink
    from skillweave.domain.claim import Translation
    from skillweave.domain.queue import QueueRules
    from skillweave.review.queues import Queues

SOME_FAILED = 3
SAMPLE_FORMATS = ("jsonl", "csv")


class Rate(click.ParamType[float]):
    """A share, as 10% or 0.1."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # Any: click's
        """Read a share."""
        words = str(value).strip()
        try:
            share = float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
        except ValueError:
            share = -1
        if not 0 <= share <= 1:
            self.fail(f"{value!r} is no share; write 10% or 0.1", param, ctx)
        return share


@click.command()
@click.argument("out", type=click.Path(path_type=Path, exists=True))
@click.option("--name", required=True, help="The queue's name; one that is not there yet is made.")
@click.option("--reviews", "reviews_required", type=click.IntRange(1, 3), help="Reviews that each text needs (1).")
@click.option("--irr", "irr_rate", type=Rate(), help="Share of texts with a second review, to see agreement (10%).")
@click.option("--blind", "blind_rate", type=Rate(), help="Share of texts that are read before suggestions show (5%).")
@click.option("--catch", "catch_rate", type=Rate(), help="Share of texts with a planted wrong claim (2%).")
@click.option(
    "--order",
    "order_by",
    type=click.Choice(["text", "uncertain"]),
    help="Texts in the log's order, or those with the least sure claims first (text).",
)
@click.option("--seed", type=click.IntRange(0), help="Number behind all draws of a new queue; any, unless told.")
@click.option("--language", default="", metavar="CODE", help="Language of the texts, such as en or es.")
@click.option("--again", is_flag=True, help="Also add texts that are there from another run of `translate`.")
@database_options
@tenant_options
@settings_options
def add(
    out: Path,
    name: str,
    language: str,
    again: bool,
    database: str | None,
    tenant: str | None,
    settings: Settings,
    **rules: Any,
) -> int:
    """Put what `skillweave translate` wrote into a review queue.

    OUT is a .jsonl or .json file, or a folder of such files. What is there already stays as it is, so the same command
    may run twice. Lines that cannot be used are named; the others are added.

    \b
    skillweave queue add out.jsonl --name Spring
    skillweave queue add runs/ --name Spring --reviews 2 --irr 0% --blind 10% --language en
    """  # noqa: D301
    from skillweave.batch.read import read_translations
    from skillweave.review_wiring import need_review_extra, open_queues, open_store

    need_review_extra()
    from skillweave.review.intake import intakes

    bad = _Bad()
    found = intakes(bad.good(read_translations(out)), language=language)
    with desk_at(with_tenant(settings, tenant), database, make=True) as desk:
        target = _queue_for(open_queues(desk.database, desk.tenant), name, rules, desk)
        store = open_store(desk.database, desk.tenant, {})
        done = [store.add(target, one.items, one.run, desk.now, again=again) for one in found]
    items, claims = sum(one.items for one in done), sum(one.claims for one in done)
    known, earlier = sum(one.known for one in done), sum(one.earlier for one in done)
    click.echo(f"{name}: {items} texts with {claims} claims added, {known} were there already", err=True)
    if earlier:
        click.echo(f"{earlier} are there from another run and stay as they are; --again adds them anew", err=True)
    return SOME_FAILED if bad.count else 0


class _Bad:
    """Names lines that cannot be used, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def good(self, lines: "Iterator[Read]") -> "Iterator[Translation]":
        """Pass on the translations that can be reviewed, each under the name that it has in a queue."""
        from skillweave.review.intake import named

        for line in lines:
            if line.translation is None:
                self.count += 1
                click.echo(f"failed: {line.where}: {line.fault}", err=True)
            elif line.translation.experience is None:
                click.echo(f"left out: {line.where}: {line.translation.error or 'it has no text'}", err=True)
            else:
                yield named(line.translation, line.source)


def _queue_for(queues: "Queues", name: str, given: Mapping[str, Any], desk: Desk) -> str:
    """Find the queue, or make it; rules that are there are never changed from here."""
    from skillweave.domain.queue import QueueRules

    told = {key: value for key, value in given.items() if value is not None}
    there = queues.find(name)
    if there is None:
        rules = QueueRules.model_validate({"seed": secrets.randbelow(2**31), **told})
        return queues.create(name, rules, ACTOR, desk.now)
    _refuse_other_rules(name, queues.rules(there), told)
    return there


def _refuse_other_rules(name: str, rules: "QueueRules", told: Mapping[str, Any]) -> None:
    present = rules.model_dump()
    differ = [f"{key} is {present[key]}, not {value}" for key, value in told.items() if present[key] != value]
    if differ:
        raise SettingsError(
            f"the queue {name} has other rules ({'; '.join(differ)}): change them on its Manage page, or leave the "
            "options out"
        )


@click.command()
@click.argument("name")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to this file; its ending gives the format."
)
@click.option("--format", "output_format", type=click.Choice(SAMPLE_FORMATS), help="jsonl, unless the ending says csv.")
@database_options
@tenant_options
@settings_options
def export(
    name: str,
    output: Path | None,
    output_format: Literal["jsonl", "csv"] | None,
    database: str | None,
    tenant: str | None,
    settings: Settings,
) -> None:
    """Write the settled texts as a labelled sample, as docs/labelled-samples.md has it, to measure quality with.

    Texts with a claim that nobody could decide are left out, and the export is noted in the queue's audit. Each label
    says whether it was made in view of suggestions: `skillweave eval run` needs to know.

    \b
    skillweave queue export Spring -o spring.jsonl
    skillweave eval run --sets none --samples spring.jsonl --assisted leave-out
    """  # noqa: D301
    from skillweave.review_wiring import load_review_frameworks, need_review_extra, open_queues, open_store

    need_review_extra()
    from skillweave.review.lists import Lists
    from skillweave.review.samples import sample_lines, sample_table, usable

    form = output_format or ("csv" if output and output.suffix.lower() == ".csv" else "jsonl")
    with desk_at(with_tenant(settings, tenant), database) as desk:
        target = queue_named(desk, name)
        items = open_store(desk.database, desk.tenant, load_review_frameworks(settings)).settled(target)
        runs = Lists(desk.database, desk.tenant).runs(target)
        write = sample_table if form == "csv" else sample_lines
        digest = hashlib.sha256()
        with _sink(output) as sink:
            for line in write(items, runs):
                digest.update(line.encode())
                sink.write(line.encode())
        count = sum(map(usable, items))
        queues = open_queues(desk.database, desk.tenant)
        queues.note_export(target, ACTOR, desk.now, form=f"samples.{form}", items=count, sha256=digest.hexdigest())
    click.echo(f"{count} of {len(items)} settled texts written", err=True)


@contextmanager
def _sink(output: Path | None) -> "Iterator[Sink]":
    from skillweave.batch.sinks import file_sink, stream_sink

    with file_sink(output, private=True) if output else stream_sink(sys.stdout.buffer) as sink:
        yield sink
