"""Every route, asked for by strangers, by people of too low a role, and by those who may."""

import re
import uuid
from collections.abc import Iterator

import httpx
import pytest

from skillweave.domain.queue import Role
from skillweave.review.engine import Database
from skillweave.review.tables import API_TOKEN, METADATA, SESSION
from skillweave.review_wiring import utc_now
from tests.review_items import plain, write_review_folder
from tests.review_routes import BY_NAME, ROUTES, Route, caller, ids_of, unknown_ids
from tests.seed import (
    CALM,
    NORTH,
    SOUTH,
    YES,
    School,
    Seeded,
    Site,
    enrol,
    open_queue,
    open_school,
    opened,
    review,
)
from tests.servers import Setting, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

WITH_IDS = [route.name for route in ROUTES if route.parameters and route.least is not None]
GUARDED = [route.name for route in ROUTES if route.least is not None]
TOO_LOW = [
    (route.name, role) for route in ROUTES if route.least is not None for role in Role if not role.covers(route.least)
]
SECRETS = ("visits a day", "explained the delay", "Rob Second", "What counts")
"""Words of the other school's texts, people and guideline."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a small database of these tests' own: they change it, and look at all of it."""
    folder, now = tmp_path_factory.mktemp("routes"), utc_now()
    url = f"sqlite:///{folder / 'review.db'}"
    with opened(url) as database:
        schools = [open_school(database, tenant, now) for tenant in (NORTH, SOUTH)]
        for school in schools:
            enrol(school, "spare", "Rob Second", Role.REVIEWER, now)
            open_queue(school, "Small", CALM, [plain("final", learner="L2"), plain("open", learner="L2")], now)
            school.queue_desk.add_guideline(school.queues["Small"], "# What counts", school.people["admin"], now)
            review(school, school.items["Small", "final"], "reviewer", now, verdicts=YES)
        setting = Setting(folder, write_review_folder(folder / "frameworks"), url)
        with serving(setting, words=("--tenant", NORTH)) as server:
            yield Site(server, Seeded(database, now, *schools))


def _state(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Give all that is kept, but for the times at which sessions and tokens were last used."""
    kept = {}
    with database.reading() as connection:
        for table in METADATA.sorted_tables:
            wanted = [column for column in table.c if column not in (SESSION.c.last_seen, API_TOKEN.c.last_used)]
            rows = connection.execute(table.select().with_only_columns(*wanted).order_by(*table.primary_key))
            kept[table.name] = [tuple(row) for row in rows]
    return kept


def _same_page(answer: httpx.Response) -> str:
    """Give an answer's body without what differs from request to request: its id, the path, the form's token."""
    body = answer.text.replace(answer.headers["X-Request-Id"], "ID")
    return re.sub(r'"/sign-in\?next=[^"]*"|value="[^"]*"', "", body)


def _ids(school: School, route: Route, login: str) -> dict[str, str]:
    """Give ids of what the tests that change nothing look at."""
    return ids_of(school, route, login, queue="Small", experience="final" if route.final else "open")


def _ask(site: Site, school: School, login: str, route: Route, ids: dict[str, str]) -> httpx.Response:
    with caller(site.server.base, school, login, route) as browser:
        return route.send(browser, ids)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", WITH_IDS)
def test_a_foreign_id_is_as_unknown_as_any(site: Site, name: str, role: Role) -> None:
    """Another school's person of whatever role gets the answer that an id gets which is nowhere; nothing changes."""
    route = BY_NAME[name]
    theirs = _ids(site.north, route, "reviewer")
    before = _state(site.seeded.database)

    foreign = _ask(site, site.south, role.value, route, theirs)
    unknown = _ask(site, site.south, role.value, route, unknown_ids())

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert _same_page(foreign) == _same_page(unknown)
    assert [word for word in SECRETS if word in foreign.text] == []
    assert _state(site.seeded.database) == before


@pytest.mark.parametrize(("name", "role"), TOO_LOW, ids=str)
def test_a_role_too_low_is_refused(site: Site, name: str, role: Role) -> None:
    """Who may not do it gets the page for what is not there or not theirs; nothing changes."""
    route = BY_NAME[name]
    ids = _ids(site.north, route, role.value)
    before = _state(site.seeded.database)

    answer = _ask(site, site.north, role.value, route, ids)

    assert answer.status_code in (403, 404)
    assert [word for word in SECRETS if word in answer.text] == []
    assert _state(site.seeded.database) == before


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_is_let_in_without_signing_in(site: Site, name: str) -> None:
    """Who is not signed in is led to the sign-in page, or told so; nothing changes."""
    route = BY_NAME[name]
    ids = _ids(site.north, route, "reviewer")
    before = _state(site.seeded.database)

    with caller(site.server.base, site.north, None, route) as browser:
        answer = route.send(browser, ids)

    told = answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in")
    assert told, answer.status_code
    assert [word for word in SECRETS if word in answer.text] == []
    assert _state(site.seeded.database) == before


@pytest.mark.parametrize("name", GUARDED)
def test_the_least_role_is_enough(site: Site, name: str) -> None:
    """Who may do it is neither refused nor lost: else the refusals above would prove nothing."""
    route = BY_NAME[name]
    assert route.least is not None
    login, now = route.least.value, utc_now()
    queue = f"For {name}"
    open_queue(site.north, queue, CALM, [plain("open", learner="L2")], now)
    ids = ids_of(site.north, route, login, queue=queue, experience="open")
    if route.final:
        review(site.north, ids["item"], "reviewer", now, verdicts=YES)
    elif route.method == "POST" and route.least is Role.REVIEWER and "item" in ids:
        site.north.store.take(ids["item"], site.north.people[login], now)

    answer = _ask(site, site.north, login, route, ids)

    assert answer.status_code in ((200,) if route.method == "GET" else (200, 201, 204, 303, 409, 422)), answer.text


@pytest.mark.parametrize(
    ("name", "kind", "login"),
    [
        ("POST /api/v1/decisions", "item", "reviewer"),
        ("POST /api/v1/decisions", "claim", "reviewer"),
        ("POST /i/{item}/decisions", "claim", "reviewer"),
        ("POST /q/{queue}/manage/members", "person", "manager"),
        ("POST /q/{queue}/manage/members/remove", "person", "manager"),
        ("POST /q/{queue}/manage/leases/return", "item", "manager"),
    ],
)
def test_a_foreign_id_in_a_body_is_unknown_too(site: Site, name: str, kind: str, login: str) -> None:
    """Naming another school's thing on one's own page does what naming nothing at all does; nothing changes."""
    route, south = BY_NAME[name], site.south
    own, theirs = _ids(south, route, login), _ids(site.north, route, "reviewer")
    south.store.take(own["item"], south.people["reviewer"], utc_now())
    before = _state(site.seeded.database)

    foreign = _ask(site, south, login, route, {**own, kind: theirs[kind], "fresh": str(uuid.uuid4())})
    unknown = _ask(site, south, login, route, {**own, kind: unknown_ids()[kind], "fresh": str(uuid.uuid4())})

    # Who is no member is taken out without a word.
    assert (foreign.status_code, unknown.status_code) in ((404, 404), (422, 422), (303, 303))
    assert _same_page(foreign) == _same_page(unknown)
    assert _state(site.seeded.database) == before
