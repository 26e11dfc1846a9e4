"""The review server in process over a filled database: two schools, queues and items in every state."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from skillweave.frameworks.search import build_search
from skillweave.review.accounts import Accounts, find_tenant
from skillweave.review.engine import Database, copy_sqlite, open_database
from skillweave.review.links import form_token
from skillweave.review.lists import Lists
from skillweave.review.queues import Queues
from skillweave.review.store import SqlStore
from skillweave.web.app import create_app
from skillweave.web.config import WebConfig
from skillweave.web.services import Services
from tests.review_items import review_frameworks
from tests.seed import NORTH, School, Seeded
from tests.servers import SECRET
from tests.web_app import ORIGIN, START, Clock, quick_passwords


@dataclass
class InProcess:
    """A filled review server in this process; its clock stands still unless a test moves it."""

    app: FastAPI
    seeded: Seeded
    clock: Clock
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def north(self) -> School:
        """The school that most tests look at."""
        return self.seeded.north

    @property
    def south(self) -> School:
        """Another school in the same database."""
        return self.seeded.south

    @property
    def lists(self) -> Lists:
        """The lists of the first school."""
        return Lists(self.seeded.database, NORTH)

    def queue(self, name: str = "Spring") -> str:
        """Give the path of a queue's page."""
        return f"/q/{self.north.queues[name]}"

    def item(self, experience: str, queue: str = "Spring") -> str:
        """Give the path of an item's page."""
        return f"/i/{self.north.items[queue, experience]}"

    def browser(self, login: str | None, school: School | None = None) -> TestClient:
        """Give a browser in which a person is signed in, or nobody; it follows no redirect."""
        headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
        if login is not None:
            cookie = (school or self.north).cookies[login]
            headers |= {"cookie": f"skillweave={cookie}", "x-form-token": form_token(SECRET, cookie)}
        return TestClient(self.app, base_url=ORIGIN, headers=headers, follow_redirects=False)

    def api(self, login: str, school: School | None = None) -> TestClient:
        """Give a client with a person's API token."""
        token = (school or self.north).tokens[login]
        bearer = token if token.startswith(f"{(school or self.north).tenant}.") else None
        headers = {"authorization": f"Bearer {bearer or f'{(school or self.north).tenant}.{token}'}"}
        return TestClient(self.app, base_url=f"{ORIGIN}/api/v1", headers=headers, follow_redirects=False)


@contextmanager
def copied(template: Seeded, folder: Path) -> Iterator[InProcess]:
    """Put a server over a copy of a filled database: quicker than to fill another one."""
    database = open_database(f"sqlite:///{copy_sqlite(template.database, folder / 'copy.db')}")
    try:
        yield serve(
            Seeded(database, template.now, *(_moved(one, database) for one in (template.north, template.south)))
        )
    finally:
        database.close()


def _moved(school: School, database: Database) -> School:
    """Open a school in another database that holds the same."""
    frameworks = {framework.id: framework for framework in review_frameworks()}
    return replace(
        school,
        database=database,
        accounts=Accounts(database, school.tenant, SECRET, quick_passwords()),
        queue_desk=Queues(database, school.tenant),
        store=SqlStore(database, school.tenant, frameworks),
        people=dict(school.people),
        cookies=dict(school.cookies),
        tokens=dict(school.tokens),
        queues=dict(school.queues),
        items=dict(school.items),
    )


def serve(seeded: Seeded, settings: Mapping[str, Any] | None = None) -> InProcess:  # any setting of WebConfig
    """Put a server over a filled database."""
    clock, faults = Clock(START + dt.timedelta(minutes=5)), dict[str, str]()
    usual = {"secret_key": SecretStr(SECRET), "public_url": ORIGIN, "tenant": NORTH, "exports": 1_000}
    app = create_app(
        services_of(seeded.database, WebConfig(**{**usual, **(settings or {})}), clock, faults),
    )
    return InProcess(app, seeded, clock, faults)


def services_of(database: Database, config: WebConfig, clock: Clock, faults: Mapping[str, str]) -> Services:
    """Give what the server works with."""
    frameworks = {framework.id: framework for framework in review_frameworks()}
    passwords = quick_passwords()
    return Services(
        open_store=lambda tenant: SqlStore(database, tenant, frameworks),
        open_queues=lambda tenant: Queues(database, tenant),
        open_lists=lambda tenant: Lists(database, tenant),
        open_accounts=lambda tenant: Accounts(database, tenant, SECRET, passwords),
        find_tenant=lambda slug: find_tenant(database, slug),
        frameworks=frameworks,
        search=build_search(frameworks.values()),
        config=config,
        clock=clock,
        ready=lambda: dict(faults),
    )
