"""Loads the encoder for a command; where it is an endpoint, says before and after what goes there."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from skillweave.batch.chunk import CHUNK
from skillweave.batch.rows import Row
from skillweave.cli.gate import tell_notes, who_is_replaced
from skillweave.domain.experience import Experience
from skillweave.errors import SettingsError, TextError
from skillweave.settings import Settings

if TYPE_CHECKING:
    from skillweave.embedding.unsent import Foreseen
    from skillweave.pipeline import Pipeline
    from skillweave.wiring import Encoders

COARSE = "an endpoint gives no vectors of words: a claim's evidence is the sentence that it stands in"


def is_elsewhere(settings: Settings) -> bool:
    """Tell whether the settings name an endpoint as the encoder."""
    return settings.embedder.kind == "endpoint"


def opened(settings: Settings) -> "Encoders":
    """Load the encoder; where it is an endpoint, say where texts would go. Nothing is sent yet."""
    from skillweave.wiring import load_encoders

    encoders = load_encoders(settings)
    if (found := encoders.elsewhere) is not None:
        names = who_is_replaced(found.gate)
        click.echo(f"sentences go to {found.vectors.client.host} to be encoded; {names} are replaced first", err=True)
        click.echo(f"what is sent is written down, without texts, in {found.sent_log}", err=True)
        tell_notes(found.gate)
        click.echo(f"note: {COARSE}", err=True)
        if settings.parameters_file is None:
            click.echo("note: nothing was fitted to this encoder: confidences are not calibrated", err=True)
    return encoders


def opened_elsewhere(settings: Settings) -> "Encoders | None":
    """Make ready to ask the endpoint that the settings name as the encoder; None where they name none."""
    return opened(settings) if is_elsewhere(settings) else None


def tell_tally(encoders: "Encoders | None") -> None:
    """Say what was sent to an endpoint, if there is one."""
    if encoders is None or (found := encoders.elsewhere) is None:
        return
    client, tally = found.vectors.client, found.vectors.tally
    cost = client.budget.prices.cost(client.budget.used)
    paid = "" if cost is None else f", cost {cost:.4f}"
    click.echo(
        f"encoder {found.entries.model_id}: {tally.sent:,} texts sent in {tally.requests} requests ({client.tries} "
        f"tries), {tally.kept:,} vectors kept from before; {client.budget.used.tokens_in:,} tokens{paid}",
        err=True,
    )


def tell_foreseen(rows: Iterable[Row], names: Sequence[str] | None, settings: Settings) -> None:
    """Say what translating rows would send to the endpoint, at most; sends nothing."""
    from skillweave.embedding.unsent import Foreseen, UnsentEmbedder
    from skillweave.wiring import Encoders, build_pipeline, load_encoders

    encoders = load_encoders(settings)
    if (found := encoders.elsewhere) is None:
        return
    tell_notes(found.gate)
    entries, frameworks = Foreseen(), Foreseen()
    stand_in = Encoders(
        UnsentEmbedder(found.entries, entries), UnsentEmbedder(found.frameworks, frameworks), found.hide
    )
    pipeline = build_pipeline(names, settings=settings, encoders=stand_in)
    some: list[Experience] = []
    for row in rows:
        some += [row.experience] if row.experience is not None else []
        if len(some) == CHUNK:
            _encode(pipeline, some)
            some = []
    _encode(pipeline, some)
    _tell("texts of frameworks", frameworks)
    _tell("parts of entries", entries)
    most = frameworks.most + entries.most
    cost = found.vectors.client.budget.prices.cost(most)
    priced = "the settings name no price" if cost is None else f"at most {cost:.4f} at the price of the settings"
    click.echo(f"at most {most.tokens_in:,} tokens to {found.vectors.client.host} (an estimate): {priced}")
    click.echo("nothing was sent")
    encoders.close()


def refuse_estimate_of_judge(settings: Settings, *, is_dry: bool, instead: str) -> None:
    """Refuse to foretell what a judge would be asked where that cannot be known without sending.

    Args:
        settings: Which encoder is used.
        is_dry: Whether nothing may be sent.
        instead: What to do instead.

    Raises:
        SettingsError: It is a dry run, and the encoder is an endpoint.
    """
    if is_dry and is_elsewhere(settings):
        raise SettingsError(
            "which claims a judge would be asked about is known only after sentences were encoded, and the encoder is "
            f"an endpoint: {instead}"
        )


def _encode(pipeline: "Pipeline", some: list[Experience]) -> None:
    """Let the stand-in count; an entry that cannot be sent is left out, as the run would tell."""
    try:
        pipeline.units(some)
    except TextError:
        for one in some if len(some) > 1 else ():
            _encode(pipeline, [one])


def _tell(what: str, foreseen: "Foreseen") -> None:
    click.echo(
        f"{what}: {foreseen.texts:,} ({foreseen.characters:,} characters) would be sent in {foreseen.requests:,} "
        f"requests, the vectors of {foreseen.kept:,} are kept already"
    )
