"""The composition root of the review queue: what is chosen, what is refused, what the server is told."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillweave import review_wiring
from skillweave.domain.queue import NewItem, QueueRules, RunMade
from skillweave.domain.review import TenantId
from skillweave.errors import MissingExtraError, SettingsError
from skillweave.review.engine import Database, newest_step, present_step
from skillweave.review_wiring import (
    bring_up_to_date,
    build_services,
    erase_due,
    faults_of,
    first_admin,
    load_review_frameworks,
    need_review_extra,
    open_accounts,
    open_queues,
    open_review_database,
    open_store,
    tenant_id,
    utc_now,
    web_config,
)
from skillweave.settings import OidcSettings, ReviewConfig, Settings
from skillweave.web.config import WebConfig

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
KEY = "k" * 40
NORTH = TenantId("north")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tester's own environment out."""
    for name in ("SKILLWEAVE_OIDC_SECRET", "SKILLWEAVE_METRICS_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def school(frameworks_dir: Path) -> Settings:
    """Settings of a school."""
    review = ReviewConfig(tenant="north", tenant_name="North High")
    return Settings(frameworks_dir=frameworks_dir, review=review)


@pytest.fixture
def config(school: Settings) -> WebConfig:
    """What its server is told."""
    return web_config(school, KEY, "http://127.0.0.1:8000")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = open_review_database(f"sqlite:///{tmp_path / 'review.db'}")
    yield opened
    opened.close()


def test_a_missing_library_is_told_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a traceback from deep inside."""
    monkeypatch.setattr(review_wiring, "find_spec", lambda name: None if name == "argon2" else name)
    with pytest.raises(MissingExtraError, match=r"needs argon2; .*pip install 'skillweave\[review\]'"):
        need_review_extra()


def test_the_clock_is_aware_and_in_utc() -> None:
    """Every time of the review queue comes from it."""
    assert utc_now().utcoffset() == dt.timedelta(0)


def test_tables_are_made_once(database: Database, tmp_path: Path) -> None:
    """A second call changes nothing and copies nothing."""
    first = bring_up_to_date(database, tmp_path, NOW)
    again = bring_up_to_date(database, tmp_path, NOW)
    assert (first.before, first.after) == (None, newest_step())
    assert (again.before, again.backup) == (newest_step(), None)


def test_the_first_admin_is_made_once(database: Database, school: Settings, config: WebConfig, tmp_path: Path) -> None:
    """The password is given this once, holds, and must be changed."""
    bring_up_to_date(database, tmp_path, NOW)
    accounts = open_accounts(database, config)(tenant_id(database, school))
    password = first_admin(accounts, school, NOW)
    admin = accounts.check_password("admin", password or "")
    assert admin is not None
    assert admin.must_change
    assert first_admin(accounts, school, NOW) is None


def test_queues_that_were_filled_first_belong_to_the_school(
    database: Database, school: Settings, config: WebConfig, tmp_path: Path
) -> None:
    """`queue add` may come before `serve` has made the school."""
    bring_up_to_date(database, tmp_path, NOW)
    queue = open_queues(database, tenant_id(database, school)).create("Spring", QueueRules(), "me", NOW)
    first_admin(open_accounts(database, config)(tenant_id(database, school)), school, NOW)
    assert open_queues(database, tenant_id(database, school)).find("Spring") == queue


def test_pages_are_given_one_school_at_a_time(
    database: Database, school: Settings, config: WebConfig, tmp_path: Path
) -> None:
    """Each opening is for the tenant that it is asked for; the search knows the frameworks."""
    bring_up_to_date(database, tmp_path, NOW)
    made = build_services(database, load_review_frameworks(school), config, utc_now)
    assert made.open_store("north").tenant == "north"
    assert made.find_tenant("north") is None
    assert made.search.find("critical thinking").hits[0].framework in made.frameworks
    assert made.ready() == {}


def test_further_frameworks_may_be_named(school: Settings, tmp_path: Path) -> None:
    """Beside those that are shipped."""
    own = tmp_path / "own.csv"
    own.write_text("code,label\nA1,Bake bread\n", encoding="utf-8")
    found = load_review_frameworks(school, [str(own)])
    assert {"own", "as-durable-skills"} <= found.keys()


def test_a_store_keeps_what_was_put_in(database: Database, tmp_path: Path) -> None:
    """It is opened on the database that was given."""
    bring_up_to_date(database, tmp_path, NOW)
    queue = open_queues(database, NORTH).create("Spring", QueueRules(), "me", NOW)
    item, run = NewItem(experience="e1", text="I fed the calves."), RunMade(id="r1", config_hash="c1")
    assert open_store(database, NORTH, {}).add(queue, [item], run, NOW).items == 1
    assert open_store(database, NORTH, {}).add(queue, [item], run, NOW).known == 1


def test_texts_are_erased_in_every_school_when_their_time_has_passed(
    database: Database, school: Settings, config: WebConfig, tmp_path: Path
) -> None:
    """On the day after the last one; those of other queues stay."""
    bring_up_to_date(database, tmp_path, NOW)
    first_admin(open_accounts(database, config)("north"), school, NOW)
    queues, store = open_queues(database, NORTH), open_store(database, NORTH, {})
    item, run = NewItem(experience="e1", text="I fed the calves."), RunMade(id="r1", config_hash="c1")
    for name, until in (("Spring", NOW.date()), ("Autumn", None)):
        store.add(queues.create(name, QueueRules(keep_texts_until=until), "me", NOW), [item], run, NOW)
    assert erase_due(database, "me", NOW) == 0
    assert erase_due(database, "me", NOW + dt.timedelta(days=1)) == 1
    with database.reading() as connection:
        assert sorted(connection.exec_driver_sql("SELECT text FROM item").scalars()) == ["", "I fed the calves."]


def test_an_empty_database_is_not_ready(database: Database) -> None:
    """The fault names the command that helps."""
    assert present_step(database) is None
    assert "skillweave migrate" in faults_of(database)["migrations"]


def test_a_full_disk_is_told_before_it_stops_the_work(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While there is still a little room."""
    bring_up_to_date(database, tmp_path, NOW)
    monkeypatch.setattr(review_wiring, "LEAST_FREE_BYTES", 1 << 62)
    assert "free some space" in faults_of(database)["disk"]


def test_what_the_settings_say_reaches_the_server() -> None:
    """Times, names, tenant."""
    review = ReviewConfig(
        tenant="north",
        hosts=("review.local",),
        session_idle_minutes=30,
        session_life_hours=8,
        sign_in_tries_per_address=99,
    )
    made = web_config(Settings(review=review), KEY, "https://review.example.org")
    assert (made.tenant, made.hosts, made.secure) == ("north", ("review.local",), True)
    assert (made.session_idle, made.session_life) == (dt.timedelta(minutes=30), dt.timedelta(hours=8))
    assert made.sign_in_tries_per_address == 99


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are in no file of settings, and no page or log shows them."""
    monkeypatch.setenv("SKILLWEAVE_OIDC_SECRET", "hush")
    monkeypatch.setenv("SKILLWEAVE_METRICS_TOKEN", "psst")
    oidc = OidcSettings(issuer="https://id.example.org", client_id="skillweave")
    made = web_config(Settings(review=ReviewConfig(oidc=oidc)), KEY, "https://review.example.org")
    assert made.oidc is not None
    assert made.oidc.client_secret is not None
    assert made.oidc.client_secret.get_secret_value() == "hush"
    assert made.metrics_token is not None
    assert not {"hush", "psst", KEY} & set(repr(made).replace("'", " ").split())


@pytest.mark.parametrize(
    ("key", "url", "fault"),
    [("short", "https://review.example.org", "secret_key"), (KEY, "review.example.org", "public_url")],
)
def test_what_the_server_cannot_use_is_named(key: str, url: str, fault: str) -> None:
    """Never with the value, which may be a secret."""
    with pytest.raises(SettingsError, match=fault) as caught:
        web_config(Settings(), key, url)
    assert key not in str(caught.value)
