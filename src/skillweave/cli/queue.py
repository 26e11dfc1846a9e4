"""`skillweave queue`: fill review queues, see how far they are, and take out what was settled."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from skillweave.cli.desk import ACTOR, Desk, database_options, desk_at, queue_named, tenant_options, with_tenant
from skillweave.cli.options import chosen, settings_options
from skillweave.cli.place import secret_key
from skillweave.cli.queue_files import add, export
from skillweave.errors import SettingsError
from skillweave.settings import Settings

if TYPE_CHECKING:
    from skillweave.review.rows import QueueRow

_ROLES = ("reader", "reviewer", "adjudicator")
_FORMAT = click.option(
    "--format", "output_format", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.group()
def queue() -> None:
    """Fill review queues, see how far they are, and take out what was settled."""


queue.add_command(add)
queue.add_command(export)


@queue.command("list")
@_FORMAT
@database_options
@tenant_options
@settings_options
def list_(output_format: str, database: str | None, tenant: str | None, settings: Settings) -> None:
    """List the queues and how far they are.

    \b
    skillweave queue list
    skillweave queue list --format json
    """  # noqa: D301
    with desk_at(with_tenant(settings, tenant), database) as desk:
        rows = [_progress(row) for row in _rows(desk)]
    _show(rows, output_format)


def _rows(desk: Desk) -> "Sequence[QueueRow]":
    from skillweave.domain.queue import Role
    from skillweave.review.lists import Lists

    return Lists(desk.database, desk.tenant).queues("", Role.ADMIN, desk.now)


def _progress(row: "QueueRow") -> dict[str, object]:
    return {
        "queue": row.name,
        "state": row.state,
        "texts": row.total,
        "open": row.open,
        "held": row.held,
        "to settle": row.adjudication,
        "final": row.final,
        "failed": row.failed,
    }


@queue.command()
@click.argument("name")
@_FORMAT
@database_options
@tenant_options
@settings_options
def stats(name: str, output_format: str, database: str | None, tenant: str | None, settings: Settings) -> None:
    """Print how far a queue is, how reviewers decide, and how far they agree.

    \b
    skillweave queue stats Spring
    skillweave queue stats Spring --format json
    """  # noqa: D301
    with desk_at(with_tenant(settings, tenant), database) as desk:
        target = queue_named(desk, name)
        (row,) = [row for row in _rows(desk) if row.id == target]
        figures = {**_progress(row), **_figures(desk, target)}
    if output_format == "json":
        click.echo(json.dumps(figures, indent=2, ensure_ascii=False, default=str))
        return
    width = max(map(len, figures))
    for key, value in figures.items():
        click.echo(f"{key:<{width}}  {_plain(value)}")


def _figures(desk: Desk, target: str) -> Mapping[str, object]:
    from skillweave.review.lists import Lists

    lists = Lists(desk.database, desk.tenant)
    figures, (agreed, _) = lists.figures(target, desk.now), lists.agreement(target)
    rates = {f"confirmed: {one.framework}, {one.band.value}": one.share.words for one in figures.rates}
    reasons = {f"rejected: {reason.value if reason else 'no reason'}": n for reason, n in figures.reasons.items()}
    return {
        "figures are over": f"{figures.items} texts, {figures.left_out} older ones left out",
        "reviewers": figures.reviewers,
        "claims decided": figures.pace.claims,
        "seconds a claim": _rounded(figures.pace.seconds_per_claim),
        "claims an hour": _rounded(figures.pace.claims_per_hour),
        **rates,
        **reasons,
        "unaided precision": figures.unaided.precision.words,
        "unaided recall": figures.unaided.recall.words,
        "planted claims confirmed": figures.catch.words,
        "texts reviewers differ on": figures.conflicts.words,
        "agreement over": f"{agreed.items} texts, {agreed.units} skills, {agreed.pairs} pairs",
        "raw agreement": agreed.raw.words,
        "Gwet AC1": agreed.ac1.words,
        "Krippendorff alpha": agreed.alpha.words,
        "evidence overlap": agreed.overlap.words,
    }


def _rounded(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.0f}"


@queue.command()
@click.argument("name")
@_FORMAT
@database_options
@tenant_options
@settings_options
def conflicts(name: str, output_format: str, database: str | None, tenant: str | None, settings: Settings) -> None:
    """List the texts that reviewers disagree about, or could not decide.

    \b
    skillweave queue conflicts Spring
    skillweave queue conflicts Spring --format json
    """  # noqa: D301
    from skillweave.review_wiring import need_review_extra

    need_review_extra()
    from skillweave.review.lists import Lists

    with desk_at(with_tenant(settings, tenant), database) as desk:
        found = Lists(desk.database, desk.tenant).conflicts(queue_named(desk, name), desk.now)
    rows = [
        {"item": one.item, "text": one.experience, "reviewers": ", ".join(one.reviewers), "held": one.held}
        for one in found
    ]
    _show(rows, output_format)


@queue.command()
@click.argument("item")
@database_options
@tenant_options
@settings_options
def reopen(item: str, database: str | None, tenant: str | None, settings: Settings) -> None:
    """Lead a final text back to the queue; its decisions stay in force until they are changed.

    ITEM is the id that `queue conflicts` and the address of its page show.

    \b
    skillweave queue reopen 7f0c2a9e-4a41-4d5b-9a57-0f3c1b2d6e88
    skillweave queue reopen 7f0c2a9e-4a41-4d5b-9a57-0f3c1b2d6e88 --tenant north
    """  # noqa: D301
    from skillweave.review_wiring import open_store

    with desk_at(with_tenant(settings, tenant), database) as desk:
        open_store(desk.database, desk.tenant, {}).reopen(item, ACTOR, desk.now)
    click.echo(f"{item} is open again", err=True)


@queue.command()
@click.argument("name")
@click.option("--add", "login", metavar="LOGIN", help="Add this person, or change what they do.")
@click.option("--role", type=click.Choice(_ROLES), default="reviewer", show_default=True, help="For --add.")
@click.option(
    "--languages", metavar="A,B", help="For --add: offer them only texts in these languages, and texts without one."
)
@click.option("--frameworks", metavar="A,B", help="For --add: offer them only texts with claims of these.")
@click.option("--remove", metavar="LOGIN", help="Take this person out; what they decided stays.")
@_FORMAT
@database_options
@tenant_options
@settings_options
def members(
    name: str,
    login: str | None,
    role: str,
    languages: str | None,
    frameworks: str | None,
    remove: str | None,
    output_format: str,
    database: str | None,
    tenant: str | None,
    settings: Settings,
) -> None:
    """List who works on a queue; add or remove a person.

    Managers and admins see every queue and need not be added. People are invited on the page People.

    \b
    skillweave queue members Spring
    skillweave queue members Spring --add ana --role reviewer --languages en,es
    """  # noqa: D301
    if login and remove:
        raise click.UsageError("give --add or --remove, not both")
    from skillweave.review_wiring import need_review_extra, open_queues

    need_review_extra()
    from skillweave.domain.queue import Member, Role
    from skillweave.review.lists import Lists

    with desk_at(with_tenant(settings, tenant), database) as desk:
        target, queues = queue_named(desk, name), open_queues(desk.database, desk.tenant)
        if login:
            codes = [one.strip() for one in (languages or "").lower().split(",")]
            filters = {"languages": list(filter(None, codes)), "frameworks": chosen(frameworks) or ()}
            person = _person(desk, settings, login)
            member = Member.model_validate({"person": person, "role": Role(role), **filters})
            queues.set_member(target, member, ACTOR, desk.now)
            _tell_languages(member.languages, Lists(desk.database, desk.tenant).languages(target))
        if remove:
            queues.remove_member(target, _person(desk, settings, remove), ACTOR, desk.now)
        found = [one for one in Lists(desk.database, desk.tenant).members(target) if one.role is not None]
    rows = [
        {
            "name": one.display_name,
            "shown as": one.pseudonym,
            "role": one.role.value if one.role else "",
            "languages": ", ".join(one.languages) or "all",
            "frameworks": ", ".join(one.frameworks) or "all",
        }
        for one in found
    ]
    _show(rows, output_format)


def _tell_languages(wanted: Sequence[str], there: Mapping[str, int]) -> None:
    """Say what a choice of languages does not do: texts without one go to everybody, and some are in no text."""
    untold = there.get("", 0)
    absent = [one for one in wanted if one not in there]
    if wanted and untold:
        click.echo(
            f"texts without a language, offered to everybody: {untold} (`queue add --language` tells it)", err=True
        )
    if absent and there:
        told = ", ".join(one for one in there if one) or "none"
        click.echo(f"no text of the queue is in {', '.join(absent)}; languages told: {told}", err=True)


def _person(desk: Desk, settings: Settings, login: str) -> str:
    from skillweave.review_wiring import open_accounts, web_config

    config = web_config(settings, secret_key(settings, make=False), "http://localhost")
    people = open_accounts(desk.database, config)(desk.tenant).people()
    found = [one.id for one in people if one.login == login.strip().casefold()]
    if not found:
        raise SettingsError(f"nobody has the login {login!r}; invite them on the page People first")
    return found[0]


def _show(rows: Sequence[Mapping[str, object]], output_format: str) -> None:
    """Print rows under their names, or as JSON."""
    if output_format == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
        return
    if not rows:
        click.echo("none", err=True)
        return
    cells = [list(rows[0]), *([_plain(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        click.echo("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def _plain(value: object) -> str:
    """Show a value; a name cannot give commands to the terminal."""
    words = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return "".join(character if character.isprintable() else " " for character in words)
