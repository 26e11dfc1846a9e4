"""The composition root of the review queue: its database, its server's settings, and what its pages are given."""

import datetime as dt
import os
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from skillweave.domain.competency import Framework
from skillweave.errors import MissingExtraError, SettingsError
from skillweave.frameworks.load import load_frameworks
from skillweave.frameworks.search import build_search
from skillweave.settings import Settings
from skillweave.wiring import frameworks_folder

if TYPE_CHECKING:
    from skillweave.review.accounts import Accounts
    from skillweave.review.engine import Database, Migrated
    from skillweave.review.queues import Queues
    from skillweave.review.store import SqlStore
    from skillweave.web.config import WebConfig
    from skillweave.web.services import Services

Clock = Callable[[], dt.datetime]

OIDC_VARIABLE, METRICS_VARIABLE = "SKILLWEAVE_OIDC_SECRET", "SKILLWEAVE_METRICS_TOKEN"

LEAST_FREE_BYTES = 100_000_000
"""Room on the disk below which the server says that it is not ready."""

_NEEDED = (
    *("alembic", "argon2", "fastapi", "itsdangerous", "limits", "markdown_it", "prometheus_client", "python_multipart"),
    *("sqlalchemy", "uvicorn"),
)


def utc_now() -> dt.datetime:
    """Read the clock: the one place of the review queue that does."""
    return dt.datetime.fromtimestamp(time.time(), dt.UTC)


def need_review_extra() -> None:
    """Stop early where the review queue's libraries are not installed.

    Raises:
        MissingExtraError: Some are missing; the message has the line that installs them.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"the review queue needs {', '.join(missing)}; install them with: pip install 'skillweave[review]'"
        )


def open_review_database(url: str) -> "Database":
    """Open the database of the review queue; makes no tables.

    Raises:
        MissingExtraError: The review queue's libraries, or the driver, are not installed.
        StoreError: It cannot be opened.
    """
    need_review_extra()
    from skillweave.review.engine import open_database

    return open_database(url)


def bring_up_to_date(database: "Database", backups: Path, now: dt.datetime) -> "Migrated":
    """Make or change the tables; what was there is copied into a folder before.

    Raises:
        StoreError: The database is newer than this skillweave, or the copy cannot be written.
    """
    from skillweave.review.engine import migrate

    return migrate(database, backup=backups / f"before-migration-{now:%Y%m%d-%H%M%S}.db")


def web_config(settings: Settings, key: str, public_url: str) -> "WebConfig":
    """Put together what the server is told; secrets come from the environment.

    Raises:
        SettingsError: A value cannot be used.
    """
    from pydantic import SecretStr, ValidationError

    from skillweave.web.config import OidcConfig, WebConfig

    review, metrics = settings.review, os.environ.get(METRICS_VARIABLE)
    try:
        oidc = None
        if review.oidc is not None:
            secret = os.environ.get(OIDC_VARIABLE)
            oidc = OidcConfig(**review.oidc.model_dump(), client_secret=SecretStr(secret) if secret else None)
        return WebConfig(
            secret_key=SecretStr(key),
            public_url=public_url,
            hosts=review.hosts,
            tenant=review.tenant,
            session_idle=dt.timedelta(minutes=review.session_idle_minutes),
            session_life=dt.timedelta(hours=review.session_life_hours),
            sign_in_tries_per_address=review.sign_in_tries_per_address,
            metrics_token=SecretStr(metrics) if metrics else None,
            oidc=oidc,
        )
    except ValidationError as error:
        faults = error.errors(include_input=False)  # an input may be a secret
        told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
        raise SettingsError(f"the review server cannot be set up: {told}") from error


def load_review_frameworks(settings: Settings, names: Sequence[str] | None = None) -> Mapping[str, Framework]:
    """Load the frameworks that reviewers may choose from, by id: those that are shipped, and those named.

    Raises:
        FrameworkError: A framework is damaged or unknown; all faults at once.
    """
    folder = frameworks_folder(settings)
    found = {one.id: one for one in load_frameworks(folder)}
    return found | {one.id: one for one in (load_frameworks(folder, names) if names else ())}


def open_store(database: "Database", tenant: str, frameworks: Mapping[str, Framework]) -> "SqlStore":
    """Open the queues of one tenant, as reviewers work them."""
    from skillweave.review.store import SqlStore

    return SqlStore(database, tenant, frameworks)


def open_queues(database: "Database", tenant: str) -> "Queues":
    """Open the queues of one tenant, as managers set them up."""
    from skillweave.review.queues import Queues

    return Queues(database, tenant)


def first_admin(accounts: "Accounts", settings: Settings, now: dt.datetime) -> str | None:
    """Make the tenant and its admin where there is none; give the password that holds for one sign-in."""
    return accounts.first_admin(settings.review.tenant, settings.review.tenant_name, now)


def tenant_id(database: "Database", settings: Settings) -> str:
    """Give the id of the settings' tenant; one that is still to be made is called after its slug."""
    from skillweave.review.accounts import find_tenant

    return find_tenant(database, settings.review.tenant) or settings.review.tenant


def open_accounts(database: "Database", config: "WebConfig") -> "Callable[[str], Accounts]":
    """Give a way to open the people of any tenant."""
    from skillweave.review.accounts import Accounts
    from skillweave.review.passwords import Passwords

    passwords = Passwords()

    def opened(tenant: str) -> "Accounts":
        key = config.secret_key.get_secret_value()
        return Accounts(database, tenant, key, passwords, idle=config.session_idle, life=config.session_life)

    return opened


def build_services(
    database: "Database", frameworks: Mapping[str, Framework], config: "WebConfig", clock: Clock
) -> "Services":
    """Put together what the pages are given."""
    from skillweave.review.accounts import find_tenant
    from skillweave.review.lists import Lists
    from skillweave.web.services import Services

    return Services(
        open_store=lambda tenant: open_store(database, tenant, frameworks),
        open_queues=lambda tenant: open_queues(database, tenant),
        open_lists=lambda tenant: Lists(database, tenant),
        open_accounts=open_accounts(database, config),
        find_tenant=lambda slug: find_tenant(database, slug),
        frameworks=frameworks,
        search=build_search(frameworks.values()),
        config=config,
        clock=clock,
        ready=lambda: faults_of(database),
    )


def faults_of(database: "Database") -> Mapping[str, str]:
    """Say why the server cannot do its work; nothing where it can."""
    from skillweave.errors import StoreError
    from skillweave.review.engine import disk_free_bytes, newest_step, present_step

    try:
        present, newest, free = present_step(database), newest_step(), disk_free_bytes(database)
    except (StoreError, OSError) as error:
        return {"database": str(error)}
    faults = {}
    if present != newest:
        faults["migrations"] = f"the database is at step {present}, not {newest}; run `skillweave migrate`"
    if free is not None and free < LEAST_FREE_BYTES:
        faults["disk"] = f"{free // 1_000_000} MB are left; free some space"
    return faults


def erase_due(database: "Database", actor: str, now: dt.datetime) -> int:
    """Empty the texts of all queues, of every tenant, whose time to keep them has passed; count the items."""
    from skillweave.review.accounts import tenants

    return sum(open_queues(database, tenant).erase_due(actor, now) for tenant in tenants(database))
