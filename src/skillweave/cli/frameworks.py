"""`skillweave frameworks`: what can be matched against, and what is wrong with a file."""

import json
from pathlib import Path

import click

from skillweave.cli.options import settings_options
from skillweave.domain.competency import Framework
from skillweave.errors import FrameworkError
from skillweave.frameworks.catalogue import available
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_framework, load_frameworks, write_framework
from skillweave.settings import Settings
from skillweave.wiring import framework_encoder, frameworks_folder

_FORMAT = click.option(
    "--format", "output_format", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.group()
def frameworks() -> None:
    """List, show and check frameworks; suggest concept links for your own."""


@frameworks.command("list")
@_FORMAT
@settings_options
def list_(output_format: str, settings: Settings) -> None:
    """List the frameworks with their kind, size and how many of their names are verified."""
    found = load_frameworks(frameworks_folder(settings))
    if output_format == "json":
        click.echo(json.dumps([_summary(one) for one in found], indent=2, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Frameworks", title_justify="left")
    for name in ("id", "version", "kind", "entries", "verified", "unverified", "complete", "name"):
        table.add_column(
            name, justify="right" if name in ("entries", "verified", "unverified") else "left", overflow="fold"
        )
    for one in found:
        row = _summary(one)
        table.add_row(
            *(str(row[key]) for key in ("id", "version", "kind", "entries", "verified", "unverified")),
            "yes" if one.complete else "no",
            one.name,
        )
    Console().print(table)


def _summary(one: Framework) -> dict[str, object]:
    verified = sum(entry.verification.shown == "verified" for entry in one.competencies)
    return {
        "id": one.id,
        "version": one.version,
        "kind": one.kind.value,
        "entries": len(one.competencies),
        "verified": verified,
        "unverified": len(one.competencies) - verified,
        "complete": one.complete,
        "not_listed": one.not_listed,
        "name": one.name,
        "publisher": one.publisher,
        "source": one.source,
        "licence": one.licence,
        "content_hash": one.content_hash,
    }


@frameworks.command()
@click.argument("framework")
@_FORMAT
@settings_options
def show(framework: str, output_format: str, settings: Settings) -> None:
    """Show one framework: its source, licence, and every competency with its mark."""
    folder = frameworks_folder(settings)
    one = load_frameworks(folder, [framework], concepts=load_concepts(folder))[0]
    if output_format == "json":
        click.echo(
            json.dumps(
                {**_summary(one), "competencies": [e.model_dump(mode="json") for e in one.competencies]},
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    click.echo(f"{one.name}\n{one.id}, version {one.version}, {one.kind.value}\npublisher: {one.publisher}")
    click.echo(f"source: {one.source}\nlicence: {one.licence}")
    if not one.complete:
        click.echo(f"not listed: {one.not_listed}")
    if not one.competencies:
        click.echo("\nThis framework is an empty shell: no names are known. Fill it from the publisher's document.")
    for entry in one.competencies:
        depth = len(one.ancestors(entry.code))
        mark = "" if entry.verification.shown == "verified" else "  [unverified name]"
        heading = "  (heading)" if entry.heading else ""
        click.echo(f"\n{'  ' * depth}{entry.code}  {entry.label}{mark}{heading}")
        for line in (
            entry.description,
            "also: " + ", ".join(entry.aliases) if entry.aliases else "",
            _links(one, entry.code),
        ):
            if line:
                click.echo(f"{'  ' * depth}    {line}")


def _links(one: Framework, code: str) -> str:
    links = one.by_code[code].concepts
    return (
        "concepts: " + ", ".join(f"{link.concept} ({link.relation.value}, {link.weight:g})" for link in links)
        if links
        else ""
    )


@frameworks.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@settings_options
def validate(paths: tuple[Path, ...], settings: Settings) -> None:
    """Check framework files, or the whole folder; all faults are reported at once."""
    folder = frameworks_folder(settings)
    concepts = load_concepts(folder)
    wanted = paths or tuple(version for versions in available(folder).values() for version in versions)
    faults: list[str] = []
    for path in wanted:
        try:
            load_framework(path, concepts=concepts)
        except FrameworkError as error:
            faults += [f"{error.where}: {fault}" for fault in error.faults]
    if faults:
        raise FrameworkError("frameworks", faults)
    click.echo(f"{len(wanted)} framework files are sound; {len(concepts.concepts)} skill concepts")


@frameworks.command("suggest-links")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="YAML file to write; must not exist."
)
@settings_options
def suggest_links_(path: Path, output: Path, settings: Settings) -> None:
    """Suggest concept links for a framework of your own and write it as YAML, to confirm or strike by hand."""
    from skillweave.matching.links import suggest_links

    if output.exists():
        raise click.UsageError(f"{output} is there already; suggestions never overwrite a file")
    concepts = load_concepts(frameworks_folder(settings))
    framework = suggest_links(load_framework(path, concepts=concepts), concepts, framework_encoder(settings))
    write_framework(framework, output)
    linked = sum(bool(entry.concepts) for entry in framework.competencies)
    click.echo(f"{output}: {linked} of {len(framework.competencies)} entries have suggested links")
    click.echo(f"read them, strike what is wrong, then use the file with --frameworks {output}")
