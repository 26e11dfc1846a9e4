"""The review server in process, over SQLite, with two tenants and a person of every role in each."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Row, Table, insert

from skillweave.domain.queue import QueueRules, Role
from skillweave.frameworks.search import build_search
from skillweave.review.accounts import Accounts, Person, find_tenant
from skillweave.review.engine import Database, migrate, open_database
from skillweave.review.lists import Lists
from skillweave.review.passwords import Passwords
from skillweave.review.queues import Queues
from skillweave.review.store import SqlStore
from skillweave.review.tables import ITEM, QUEUE, QUEUE_MEMBER, RUN, TENANT
from skillweave.web.app import create_app
from skillweave.web.config import WebConfig
from skillweave.web.services import Services

KEY = "a key that only the tests know, 32+"
PASSWORD = "correct horse battery"
ORIGIN = "http://127.0.0.1:8000"
START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
HERE, ELSEWHERE = "default", "other"
TEXT = "I explained the delay calmly."
"""What the learner wrote in every item; must stand in no log."""


@dataclass
class Clock:
    """A clock that tests move."""

    now: dt.datetime = START

    def __call__(self) -> dt.datetime:
        """Give the time."""
        return self.now

    def forward(self, **by: float) -> None:
        """Move on."""
        self.now += dt.timedelta(**by)


def quick_passwords() -> Passwords:
    """Give passwords that cost nothing; only for tests."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class WebApp:
    """A review server with two tenants, `default` and `other`; each has one person a role, a queue and an item."""

    app: FastAPI
    database: Database
    clock: Clock
    config: WebConfig
    people: Mapping[tuple[str, Role], Person]

    def accounts(self, tenant: str = HERE) -> Accounts:
        """Open the people of a tenant."""
        services: Services = self.app.state.services
        return services.open_accounts(tenant)

    def anonymous(self, **headers: str) -> TestClient:
        """Give a browser that is not signed in; it follows no redirect."""
        usual = {"origin": ORIGIN, "sec-fetch-site": "same-origin", "accept": "text/html"}
        return TestClient(self.app, base_url=ORIGIN, headers={**usual, **headers}, follow_redirects=False)

    def browser(self, role: Role = Role.REVIEWER, tenant: str = HERE, **headers: str) -> TestClient:
        """Give a browser of the person with a role, signed in; its form token goes with every request."""
        client = self.anonymous(**headers)
        token = self.accounts(tenant).sessions.open(self.people[tenant, role].id, self.clock())
        client.cookies.set(self.config.cookie, f"{tenant}.{token}")
        client.headers["x-form-token"] = form_token_of(client)
        return client

    def stored(self, table: Table) -> list[Row[Any]]:
        """Give all rows of a table."""
        with self.database.reading() as connection:
            return list(connection.execute(table.select()).all())


def form_token_of(client: TestClient) -> str:
    """Read the form token of a signed-in browser from a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/me").text)
    assert found
    return found[1]


def build_web_app(
    folder: Path,
    *,
    change: Callable[[FastAPI], None] = lambda _: None,
    settings: Mapping[str, Any] | None = None,  # any setting of WebConfig
) -> WebApp:
    """Build a server over a database of its own.

    Args:
        folder: Where the database lies.
        change: Adds to the app, such as routes of a test's own.
        settings: Other settings than the usual ones of the tests.
    """
    file = folder / "review.db"
    filled, people = _filled_database()
    file.write_bytes(filled)
    database = open_database(f"sqlite:///{file}")
    clock, passwords = Clock(), quick_passwords()
    usual = {"secret_key": SecretStr(KEY), "public_url": ORIGIN, "sign_in_tries_per_address": 100}
    config = WebConfig(**{**usual, **(settings or {})})

    app = create_app(
        Services(
            open_store=lambda tenant: SqlStore(database, tenant, {}),
            open_queues=lambda tenant: Queues(database, tenant),
            open_lists=lambda tenant: Lists(database, tenant),
            open_accounts=lambda tenant: Accounts(
                database, tenant, KEY, passwords, idle=config.session_idle, life=config.session_life
            ),
            find_tenant=lambda slug: find_tenant(database, slug),
            frameworks={},
            search=build_search(()),
            config=config,
            clock=clock,
            ready=dict,
        )
    )
    change(app)
    return WebApp(app, database, clock, config, people)


@cache
def _filled_database() -> tuple[bytes, Mapping[tuple[str, Role], Person]]:
    """Fill a database once for all tests; each works on a copy of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "review.db"
        database = open_database(f"sqlite:///{file}")
        migrate(database)
        people = {**_fill(database, HERE), **_fill(database, ELSEWHERE)}
        database.close()
        return file.read_bytes(), people


def _fill(database: Database, tenant: str) -> Mapping[tuple[str, Role], Person]:
    """Make a tenant, its people, a queue whose members are all below the managers, and an item."""
    common = {"tenant_id": tenant}
    queue = {"id": f"queue-{tenant}", "name": "Spring", "rules": QueueRules().model_dump(mode="json"), "state": "open"}
    item = {
        "id": f"item-{tenant}",
        "queue_id": queue["id"],
        "run_id": "run",
        "experience_id": "1",
        "text": TEXT,
        "text_sha256": "",
        "length": len(TEXT),
        "language": "en",
        "title": "",
        "state": "open",
        "priority": 0.0,
        "frameworks": "",
        "blind": False,
        "double": False,
        "created": START,
    }
    run = {"id": "run", "config_hash": "", "provenance": {}, "at": START}
    with database.writing() as connection:
        slug = {"id": tenant, "slug": tenant, "name": tenant, "settings": {}, "created": START}
        connection.execute(insert(TENANT).values(slug))
        connection.execute(insert(QUEUE).values({**common, **queue, "created": START}))
        connection.execute(insert(RUN).values({**common, **run}))
        connection.execute(insert(ITEM).values({**common, **item}))
    accounts = Accounts(database, tenant, KEY, quick_passwords())
    people = {}
    for role in Role:
        person = accounts.add(role.value, f"{role.value} of {tenant}", role, START, actor="server")
        accounts.invites.set_password(accounts.invites.make(person.id, START, actor="server"), PASSWORD, START)
        people[tenant, role] = accounts.person(person.id)
    rows = [
        {
            **common,
            "queue_id": queue["id"],
            "person_id": people[tenant, role].id,
            "role": role.value,
            "languages": [],
            "frameworks": [],
        }
        for role in (Role.READER, Role.REVIEWER, Role.ADJUDICATOR)
    ]
    with database.writing() as connection:
        connection.execute(insert(QUEUE_MEMBER), rows)
    return people
