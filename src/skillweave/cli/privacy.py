"""`skillweave privacy`: what would be replaced in a log before any of it could leave, and which names to accept."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.batch.mapping import parse_mapping
from skillweave.batch.sinks import file_sink
from skillweave.batch.tables import Log
from skillweave.cli.options import settings_options, source_options
from skillweave.cli.source import open_source
from skillweave.domain.experience import Experience
from skillweave.errors import MissingExtraError, SettingsError
from skillweave.privacy.accepted import suggestions_table
from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.suggest import NameModel, Suggestion, load_name_model, name_places, suggest
from skillweave.privacy.vocabulary import Vocabulary, shipped_vocabulary, with_tools
from skillweave.privacy.words import words_of
from skillweave.privacy_wiring import make_gate
from skillweave.settings import PrivacyConfig, Settings

if TYPE_CHECKING:
    from skillweave.records.scan_page import Scanned

_TOGETHER = 64
"""Entries that the model of names reads at once."""


@click.group()
def privacy() -> None:
    """Show what would be replaced in a log before any of it could leave this machine."""


@privacy.command()
@click.argument("log", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--text", help="Scan this text instead of a log.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="HTML page to write.")
@click.option("--roster", type=click.Path(path_type=Path), help="CSV file of names, nicknames and ids.")
@click.option("--accepted", type=click.Path(path_type=Path), help="CSV file of suggested names that you accepted.")
@click.option("--suggestions", type=click.Path(path_type=Path), help="Also write suggested names to this CSV file.")
@click.option("--no-model", is_flag=True, help="Suggest names by the words beside them only, without the model.")
@source_options
@settings_options
def scan(
    log: Path | None,
    text: str | None,
    output: Path,
    roster: Path | None,
    accepted: Path | None,
    suggestions: Path | None,
    no_model: bool,
    mapping: tuple[str, ...],
    sheet: str | None,
    encoding: str | None,
    settings: Settings,
) -> None:
    """Write a page that shows what would be replaced in LOG, and which words may be names.

    Nothing is sent and the log stays as it is. Names come from the roster, from the names that you accepted, and
    from patterns. Put yes beside a name of --suggestions and give the file back with --accepted.
    """
    if suggestions is not None and suggestions.exists():
        raise SettingsError(f"{suggestions} is there already; suggestions never overwrite a file")
    from skillweave.records.scan_page import scan_page

    config = _laid_over(settings.privacy, roster, accepted)
    made = make_gate(config)
    source = open_source(log, text, parse_mapping(mapping), sheet, encoding)
    for note in (*source.notes, *made.notes()):
        click.echo(f"note: {note}", err=True)
    model = None if no_model else _model()
    entries = list(_entries(source))
    vocabulary = with_tools(shipped_vocabulary(), (tool for entry in entries for tool in entry.tools))
    scanned = list(_scanned(entries, made.gate, vocabulary, model))
    found = _still_there(suggest((one.outgoing.original, one.suspected) for one in scanned), made.gate)
    counts: Counter[Sort] = Counter()
    for one in scanned:
        counts.update(one.outgoing.replaced)
    facts = {
        "People of the roster": f"{made.people}",
        "Accepted names": f"{made.accepted}",
        "Suggestions": "by the words beside a name" if model is None else "by a model of names and the words beside",
    }
    with file_sink(output) as page:
        for piece in scan_page(scanned, counts=counts, suggestions=found, facts=facts):
            page.write(piece.encode())
    if suggestions is not None:
        with file_sink(suggestions) as table:
            table.write(suggestions_table(found).encode())
        click.echo(f"{suggestions}: put yes beside what is a name, then give the file with --accepted", err=True)
    click.echo(f"{output}: entries {len(entries)}, places replaced {counts.total()}, possible names {len(found)}")


def _laid_over(config: PrivacyConfig, roster: Path | None, accepted: Path | None) -> PrivacyConfig:
    given = {name: path for name, path in (("roster", roster), ("accepted", accepted)) if path is not None}
    return config.model_copy(update=given)


def _model() -> NameModel | None:
    try:
        return load_name_model()
    except MissingExtraError as error:
        click.echo(f"note: {error}; names are suggested by the words beside them only", err=True)
        return None


def _entries(source: Log) -> Iterator[Experience]:
    for row in source.rows():
        if row.experience is None:
            click.echo(f"not scanned: {row.error}", err=True)
        else:
            yield row.experience


def _some(entries: Sequence[Experience]) -> Iterator[Sequence[Experience]]:
    return (entries[at : at + _TOGETHER] for at in range(0, len(entries), _TOGETHER))


def _still_there(suggestions: Sequence[Suggestion], gate: Gate) -> list[Suggestion]:
    """Leave out names of which every word is replaced already."""
    return [one for one in suggestions if not _is_replaced(one.name, gate)]


def _is_replaced(name: str, gate: Gate) -> bool:
    found = gate.find(name)
    return all(any(one.start <= word.start and word.end <= one.end for one in found) for word in words_of(name))


def _scanned(
    entries: Sequence[Experience], gate: Gate, vocabulary: Vocabulary, model: NameModel | None
) -> "Iterator[Scanned]":
    from skillweave.records.scan_page import Scanned

    for some in _some(entries):
        places = name_places([entry.text for entry in some], vocabulary, model)
        for entry, suspected in zip(some, places, strict=True):
            yield Scanned(entry.id, gate.let_out(entry.text), suspected)
