"""`skillweave runs`: what runs a folder holds, one of them in full, and what differs between two."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping

import click

from skillweave.batch.compare import Change, Counts, changes
from skillweave.batch.folder import RunFolder, run_folders
from skillweave.batch.store import Store
from skillweave.batch_wiring import open_store
from skillweave.cli.run_words import span, totals
from skillweave.domain.run import Manifest, Sums, claims_by_framework, slowest
from skillweave.errors import SettingsError

_SHOWN_SLOW = 5
_COLUMNS = "source row id framework code kind rank_before rank_after score_before score_after".split()


@click.group()
def runs() -> None:
    """Look at the runs that `translate` has written into folders."""


@runs.command("list")
@click.argument("folder", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object a run.")
def list_runs(folder: str, as_json: bool) -> int:
    """List the runs in FOLDER: the place that `translate -o` was given."""
    store = open_store(folder)
    names = run_folders(store)
    if not names:
        raise SettingsError(f"{folder} holds no run; give the folder that `skillweave translate -o` was given")
    for name in names:
        kept = RunFolder(store.within(name))
        manifest = kept.manifest()
        if manifest is not None:
            sums = _sums(kept, manifest)
            click.echo(json.dumps(_plain(manifest, sums)) if as_json else _line(manifest, sums))
    return 0


@runs.command()
@click.argument("run", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="The manifest with its sums as JSON.")
def show(run: str, as_json: bool) -> int:
    """Show one RUN, named by its own folder: counts, what made it, what was slow, what failed."""
    store, manifest = _opened(run)
    kept = RunFolder(store)
    sums = _sums(kept, manifest)
    if as_json:
        click.echo(json.dumps(_plain(manifest, sums), ensure_ascii=False, indent=1))
        return 0
    for line in _told(kept, manifest, sums):
        click.echo(line)
    return 0


@runs.command()
@click.argument("before", type=click.Path())
@click.argument("after", type=click.Path())
@click.option("--changes", "listed", is_flag=True, help="Write every change to standard output as CSV.")
def diff(before: str, after: str, listed: bool) -> int:
    """Say which claims came, went or moved from run BEFORE to run AFTER, each named by its own folder.

    Entries are the same where log and id are. A claim has moved where its rank, its score or its words are others.
    """
    counts = Counts()
    found = changes(_opened(before), _opened(after), counts)
    if listed:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(_COLUMNS)
        out.writerows(map(_cells, found))
    else:
        for _ in found:
            pass
    for line in _summary(counts):
        click.echo(line, err=listed)
    return 0


def _opened(run: str) -> tuple[Store, Manifest]:
    store = open_store(run)
    manifest = RunFolder(store).manifest()
    if manifest is None:
        inside = ", ".join(run_folders(store))
        where = f"it holds runs: name one of {inside} below it" if inside else "give the folder of one run"
        raise SettingsError(f"{run} is no run; {where}")
    return store, manifest


def _sums(kept: RunFolder, manifest: Manifest) -> Sums:
    return manifest.sums or Sums.of(line.sums for line in kept.parts(manifest))


def _plain(manifest: Manifest, sums: Sums) -> dict[str, object]:
    told = manifest.model_dump(mode="json", by_alias=True, exclude={"sources"})
    logs = [{"name": one.name, "rows": one.rows, "parts": len(one.parts)} for one in manifest.sources]
    return {**told, "logs": logs, "sums": sums.model_dump(mode="json")}


def _line(manifest: Manifest, sums: Sums) -> str:
    state = "complete" if manifest.complete else f"not complete, {_rows(manifest):,} rows in all"
    made = manifest.made.provenance
    how = f"{made.encoder} {manifest.made.number_type}, {len(made.frameworks)} frameworks"
    return f"{manifest.run}  {state}  {totals(sums)}  {how}"


def _rows(manifest: Manifest) -> int:
    return sum(one.rows for one in manifest.sources)


def _told(kept: RunFolder, manifest: Manifest, sums: Sums) -> Iterator[str]:
    yield f"{manifest.run} in {kept.where}"
    yield "complete" if manifest.complete else f"not complete: {sums.entries:,} of {_rows(manifest):,} rows are done"
    yield totals(sums)
    for name, count, entries in claims_by_framework(manifest, sums):
        yield f"  {name}: {count} claims in {entries} entries"
    yield f"logs: {len(manifest.sources)}, parts: {len(manifest.keys)}"
    lines = list(kept.parts(manifest))
    yield f"time of one worker: {span(sum(line.seconds for line in lines))}"
    for one in slowest(lines)[:_SHOWN_SLOW]:
        each = 1_000 * one.seconds / one.entries
        yield f"  slow: {one.source}, rows {one.first_row} to {one.last_row}: {each:.0f} ms an entry"
    for failure in kept.failures(_SHOWN_SLOW):
        yield f"  failed: {failure.source}, row {failure.row}, {failure.id} ({failure.code}): {failure.reason}"
    yield f"number type: {manifest.made.number_type}, for {manifest.made.number_type_why}; {manifest.made.device}"
    for name, value in {**manifest.made.provenance.as_text(), **manifest.made.beside}.items():
        yield f"  {name}: {value}"


def _cells(one: Change) -> list[object]:
    before, after = one.before, one.after
    ranks = [before.rank if before else None, after.rank if after else None]
    scores = [before.score if before else None, after.score if after else None]
    return [one.source, one.row, one.id, one.framework, one.code, one.kind, *ranks, *scores]


def _summary(counts: Counts) -> Iterator[str]:
    yield f"{counts.both:,} entries in both runs, {counts.same:,} with the same claims"
    if counts.only_before or counts.only_after:
        yield f"{counts.only_before:,} entries only before, {counts.only_after:,} only after"
    yield f"claims: {_kinds(counts.kinds)}"
    for name, kinds in sorted(counts.by_framework.items()):
        yield f"  {name}: {_kinds(kinds)}"
    for name, total in sorted(counts.top_all.items()):
        yield f"  first claim of {name} the same in {counts.top_same[name]:,} of {total:,} entries that have one"


def _kinds(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{kinds.get(kind, 0):,} {kind}" for kind in ("came", "went", "moved"))
