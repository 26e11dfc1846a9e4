"""What the commands of the review queue share: its options, and the database opened for one school."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from skillweave.cli.place import BACKUPS, data_folder, database_url, make_folder
from skillweave.errors import SettingsError, StoreError
from skillweave.settings import Settings

if TYPE_CHECKING:
    from skillweave.review.engine import Database

ACTOR = "command line"
"""Who the audit names where a command changed something."""


def database_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --database."""
    return click.option(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql://...; else SKILLWEAVE_DATABASE, the settings, or the data folder's file.",
    )(command)


def tenant_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --tenant."""
    return click.option(
        "--tenant", metavar="NAME", help="Short name of the school or district, where several share a database."
    )(command)


@dataclass(frozen=True, slots=True)
class Desk:
    """The open database, and the id of the tenant that a command works for."""

    database: "Database"
    tenant: str
    now: dt.datetime


@contextmanager
def database_at(settings: Settings, url: str | None) -> "Iterator[Database]":
    """Open the database for as long as it is needed; the data folder is made.

    Raises:
        MissingExtraError: The review queue's libraries are not installed.
        StoreError: It cannot be opened.
    """
    from skillweave.review_wiring import need_review_extra, open_review_database

    need_review_extra()
    make_folder(data_folder(settings))
    database = open_review_database(database_url(settings, url))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def desk_at(settings: Settings, url: str | None, *, make: bool = False) -> Iterator[Desk]:
    """Open the database for one tenant.

    Args:
        settings: Name the tenant.
        url: Overrules the settings' database.
        make: Make the tables where there are none yet.

    Raises:
        StoreError: The tables are not there, or not those of this skillweave.
    """
    from skillweave.review_wiring import bring_up_to_date, tenant_id, utc_now

    now = utc_now()
    with database_at(settings, url) as database:
        if make and _is_empty(database):
            bring_up_to_date(database, make_folder(data_folder(settings) / BACKUPS), now)
        _refuse_old(database)
        yield Desk(database, tenant_id(database, settings), now)


def with_tenant(settings: Settings, tenant: str | None) -> Settings:
    """Lay --tenant over the settings.

    Raises:
        click.BadParameter: It is no short name.
    """
    if tenant is None:
        return settings
    from pydantic import ValidationError

    from skillweave.settings import ReviewConfig

    try:
        review = ReviewConfig.model_validate({**settings.review.model_dump(), "tenant": tenant})
    except ValidationError as error:
        raise click.BadParameter("use small letters, digits and hyphens", param_hint="--tenant") from error
    return settings.model_copy(update={"review": review})


def _is_empty(database: "Database") -> bool:
    from skillweave.review.engine import present_step

    return present_step(database) is None


def _refuse_old(database: "Database") -> None:
    from skillweave.review.engine import newest_step, present_step

    present = present_step(database)
    if present is None:
        raise StoreError(
            "the database is empty; run `skillweave init`, or put something in with `skillweave queue add`"
        )
    if present != newest_step():
        raise StoreError(f"the database is at step {present}, not {newest_step()}; run `skillweave migrate`")


def queue_named(desk: Desk, name: str) -> str:
    """Give the id of the queue of this name, or of this id.

    Raises:
        SettingsError: There is none; the message names those that there are.
    """
    from skillweave.review_wiring import open_queues

    names = open_queues(desk.database, desk.tenant).names()
    found = [id_ for id_, called in names.items() if name in (called, id_)]
    if not found:
        there = ", ".join(names.values()) or "none"
        raise SettingsError(f"there is no queue called {name!r}; there are: {there}")
    return found[0]
