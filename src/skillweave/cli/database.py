"""`skillweave init`, `migrate`, `backup`, `restore`, `verify`: the database of the review queue."""

import datetime as dt
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillweave.cli.desk import database_at, database_options, desk_at, tenant_options, with_tenant
from skillweave.cli.options import settings_options
from skillweave.cli.place import BACKUPS, data_folder, make_folder, secret_key
from skillweave.errors import StoreError
from skillweave.settings import Settings

if TYPE_CHECKING:
    from skillweave.review.engine import Database, Migrated
    from skillweave.web.config import WebConfig

_FILE = click.Path(path_type=Path, dir_okay=False)


def prepare(database: "Database", settings: Settings, config: "WebConfig", now: dt.datetime) -> None:
    """Bring the tables up to date, and make the tenant and its admin where there are none; tell what was done."""
    from skillweave.review_wiring import bring_up_to_date, first_admin, open_accounts, tenant_id

    done = bring_up_to_date(database, make_folder(data_folder(settings) / BACKUPS), now)
    _tell(done)
    password = first_admin(open_accounts(database, config)(tenant_id(database, settings)), settings, now)
    if password is not None:
        click.echo(f"\nfirst sign-in: login admin, password {password}", err=True)
        click.echo("it is shown this once, and you choose your own when you sign in\n", err=True)


def _tell(done: "Migrated") -> None:
    if done.backup is not None:
        click.echo(f"copy of the database from before: {done.backup}", err=True)
    if done.before != done.after:
        click.echo(f"the database went from step {done.before or 'none'} to {done.after}", err=True)


@click.command()
@click.option("--name", "tenant_name", help="What the pages call the school or district.")
@database_options
@tenant_options
@settings_options
def init(tenant_name: str | None, database: str | None, tenant: str | None, settings: Settings) -> None:
    """Make data folder, secret key, database, and the school's first admin; what is there already stays.

    The admin's one-time password is printed once. Run it again with another --tenant to let a second school share
    the database.

    \b
    skillweave init
    skillweave init --tenant north --name "North High School"
    """  # noqa: D301
    from skillweave.review_wiring import need_review_extra, utc_now, web_config

    need_review_extra()
    settings = with_tenant(settings, tenant)
    if tenant_name is not None:
        review = settings.review.model_copy(update={"tenant_name": tenant_name})
        settings = settings.model_copy(update={"review": review})
    with database_at(settings, database) as opened:
        config = web_config(settings, secret_key(settings, make=True), "http://localhost")
        prepare(opened, settings, config, utc_now())
    click.echo(f"ready: {data_folder(settings).resolve()}; start with `skillweave serve`", err=True)


@click.command()
@database_options
@settings_options
def migrate(database: str | None, settings: Settings) -> None:
    """Change an older database to what this skillweave works with, after a copy of it.

    \b
    skillweave migrate
    skillweave migrate --database sqlite:///review.db
    """  # noqa: D301
    from skillweave.review_wiring import bring_up_to_date, utc_now

    with database_at(settings, database) as opened:
        done = bring_up_to_date(opened, make_folder(data_folder(settings) / BACKUPS), utc_now())
    _tell(done)
    if done.before == done.after:
        click.echo(f"the database is up to date, at step {done.after}", err=True)


@click.command()
@click.argument("file", type=_FILE)
@database_options
@settings_options
def backup(file: Path, database: str | None, settings: Settings) -> None:
    """Copy the database to FILE while it is in use; FILE appears whole or not at all.

    \b
    skillweave backup review-2026-11-25.db
    skillweave backup /mnt/backup/review.db --database sqlite:///review.db
    """  # noqa: D301
    with desk_at(settings, database) as desk:
        from skillweave.review.copies import backup as copied

        copied(desk.database, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_options
@settings_options
def restore(file: Path, yes: bool, database: str | None, settings: Settings) -> None:
    """Put a backup in the place of the database; what is there now is copied into the data folder's backups before.

    Stop the server first.

    \b
    skillweave restore review-2026-11-25.db
    skillweave restore review-2026-11-25.db --yes
    """  # noqa: D301
    from skillweave.review_wiring import utc_now

    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("this replaces the database; add --yes")
        click.confirm(f"Replace the database by {file}?", abort=True, err=True)
    with database_at(settings, database) as opened:
        from skillweave.review.copies import restore as put_back

        former = put_back(opened, file)
    if former is not None:
        kept = make_folder(data_folder(settings) / BACKUPS) / f"before-restore-{utc_now():%Y%m%d-%H%M%S}.db"
        shutil.move(former, kept)  # the folder may lie on another disk
        click.echo(f"copy of the database from before: {kept}", err=True)
    click.echo(f"restored from {file}", err=True)


@click.command()
@click.option("--repair", is_flag=True, help="Mend what the decisions tell.")
@database_options
@tenant_options
@settings_options
def verify(repair: bool, database: str | None, tenant: str | None, settings: Settings) -> None:
    """Work out from the decisions where every item and claim stands, and tell where the database says otherwise.

    Exits with 4 where a difference is left.

    \b
    skillweave verify
    skillweave verify --repair
    """  # noqa: D301
    with desk_at(with_tenant(settings, tenant), database) as desk:
        from skillweave.review.verify import verify as verified

        found = verified(desk.database, desk.tenant, mend=repair)
    for one in found:
        click.echo(f"{one.item}: {one.what}{'' if one.mendable else ' (cannot be mended from the decisions)'}")
    left = [one for one in found if not (repair and one.mendable)]
    if left:
        mendable = sum(one.mendable for one in left)
        raise StoreError(f"{len(left)} differences, of which `skillweave verify --repair` can mend {mendable}")
    click.echo(f"{len(found)} differences mended" if found else "the database agrees with its decisions", err=True)
