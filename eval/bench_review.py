"""What a decision costs over a bare select and insert on the same database, and how taking an item grows.

`make bench-review`, which is `python -m eval.bench_review`, measures SQLite, and PostgreSQL where it is installed, in
less than four minutes: 20 reviewers against a running server, a page with 200 claims, and queues of 1,000 and 100,000
items.
"""

import argparse
import itertools
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, column, event, insert, select, table, text

from skillweave.domain.queue import Role
from skillweave.domain.review import Decision, ItemState, SkipReason, Verdict, Via
from skillweave.review.engine import Database
from skillweave.review.tables import CLAIM, ITEM
from skillweave.review_wiring import utc_now
from tests.databases import running_postgres
from tests.review_items import RUN, many_claims, plain, write_review_folder
from tests.seed import CALM, NORTH, School, enrol, open_queue, open_school, opened
from tests.servers import Server, Setting, client, serving

REVIEWERS = 20
PAUSE_S = (0.5, 1.5)
"""Pause before each decision, drawn between these: a decision a second from each of 20 people is faster than they read.
"""

SMALL, LARGE = 1_000, 100_000
DONE = 0.9
"""Share of the items that are final already: what lies before the next one must not be walked through."""

DECISION_LIMIT = 60.0
PAGE_LIMIT = 400.0
GROWTH_LIMIT = 2.0

Times = list[float]
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def quantile(times: Times, share: float) -> float:
    """Give the time within which this share of the calls was done, in milliseconds."""
    return statistics.quantiles(times, n=100, method="inclusive")[round(share * 100) - 1] * 1_000


def timed(call: Callable[..., object], *given: object) -> float:
    """Call and give the seconds."""
    start = time.perf_counter()
    call(*given)
    return time.perf_counter() - start


def pause(pauses: random.Random | None) -> None:
    """Wait as a person does; without a source of chance, not at all."""
    if pauses is not None:
        time.sleep(pauses.uniform(*PAUSE_S))


def need(good: bool, otherwise: str) -> None:
    """Stop where what is measured does not work."""
    if not good:
        raise RuntimeError(otherwise)


def at_once(works: Sequence[Callable[[], Times]]) -> Times:
    """Do all works at the same time, each in a thread of its own, and put their times together."""
    times: list[Times] = []
    todo = iter(works)
    threads = [threading.Thread(target=lambda: times.append(next(todo)())) for _ in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    need(len(times) == len(works), "a reviewer's work ended with an error")
    return list(itertools.chain(*times))


# A bare select and insert: what the database itself asks for.

BARE = table("bench_bare", column("id"), column("claim_id"), column("words"))


def make_bare(database: Database) -> None:
    """Make a table to insert into."""
    with database.writing() as connection:
        connection.execute(
            text("CREATE TABLE bench_bare (id VARCHAR(80) PRIMARY KEY, claim_id VARCHAR(80), words TEXT)")
        )


def select_and_insert(
    database: Database, claims: Sequence[str], count: int, pauses: random.Random | None = None
) -> Times:
    """Read a claim by its key and insert a row, each pair in a transaction of its own."""
    times = []
    for claim in itertools.islice(itertools.cycle(claims), count):
        pause(pauses)
        times.append(timed(_pair, database, claim))
    return times


def _pair(database: Database, claim: str) -> None:
    with database.writing() as connection:
        found = connection.execute(select(CLAIM).where(CLAIM.c.tenant_id == NORTH, CLAIM.c.id == claim)).one()
        row = {"id": str(uuid.uuid4()), "claim_id": found.id, "words": found.label * 10}
        connection.execute(insert(BARE).values(row))


# Reviewers at a running server.


def decide_items(base: str, cookie: str, queue: str, count: int, pauses: random.Random) -> Times:
    """Take items, decide all their claims and finish them; give the times of the decisions alone."""
    times: Times = []
    with client(base, cookie) as browser:
        while len(times) < count:
            item = _ok(browser.post(f"/api/v1/queues/{queue}/next", headers=JSON))["item"]
            shown = _ok(browser.get(f"/api/v1/items/{item}", headers=JSON))
            for claim in shown["claims"]:
                decision = _confirmed(item, claim)
                pause(pauses)
                times.append(timed(_post, browser, item, decision))
            _ok(browser.post(f"/api/v1/items/{item}/finish", headers=JSON))
    return times


def _confirmed(item: str, claim: dict[str, Any]) -> str:  # Any: JSON
    return Decision(
        id=str(uuid.uuid4()),
        item=item,
        claim=claim["id"],
        verdict=Verdict.CONFIRM,
        seen_version=claim["version"],
        via=Via.KEY,
    ).model_dump_json()


def _post(browser: httpx.Client, item: str, decision: str) -> None:
    _ok(browser.post(f"/i/{item}/decisions", content=decision, headers=JSON))


def _ok(answer: httpx.Response) -> Any:  # noqa: ANN401  # JSON
    need(answer.is_success, f"{answer.status_code} {answer.text[:300]}")
    return answer.json()


def decisions(database: Database, school: School, server: Server, each: int) -> bool:
    """Compare decisions at the server with bare pairs, both under 20 people at once."""
    queue = school.queues["Bench"]
    cookies = [school.cookies[f"reviewer-{number}"] for number in range(REVIEWERS)]
    with database.reading() as connection:
        claims = list(connection.execute(select(CLAIM.c.id).limit(500)).scalars())
    bare = at_once([partial(select_and_insert, database, claims, each, random.Random(one)) for one in range(REVIEWERS)])
    ours = at_once(
        [partial(decide_items, server.base, cookie, queue, each, random.Random(cookie)) for cookie in cookies]
    )
    good = True
    for share in (0.5, 0.95):
        mine, floor = quantile(ours, share), quantile(bare, share)
        say(
            f"  decision, p{share * 100:.0f} of {len(ours)} by {REVIEWERS} at once: {mine:.1f} ms, "
            f"bare {floor:.2f} ms: x{mine / floor:.1f} (limit x{DECISION_LIMIT:.0f})"
        )
        good = good and mine / floor <= DECISION_LIMIT
    return good


def page(database: Database, school: School, server: Server) -> bool:
    """Time the page of an item with 200 claims against bare pairs, alone on the machine."""
    item = school.items["Many", "many"]
    school.store.take(item, school.people["reviewer-0"], utc_now())
    with database.reading() as connection:
        claims = list(connection.execute(select(CLAIM.c.id).limit(100)).scalars())
    bare = select_and_insert(database, claims, 100)
    with client(server.base, school.cookies["reviewer-0"]) as browser:
        shown = browser.get(f"/i/{item}")
        need(shown.is_success, f"the page answers {shown.status_code}")
        ours = [timed(browser.get, f"/i/{item}") for _ in range(30)]
    mine, floor = quantile(ours, 0.5), quantile(bare, 0.5)
    say(
        f"  item page with 200 claims ({len(shown.content) // 1_000} kB), p50 of {len(ours)}: {mine:.0f} ms, "
        f"bare {floor:.2f} ms: x{mine / floor:.0f} (limit x{PAGE_LIMIT:.0f})"
    )
    return mine / floor <= PAGE_LIMIT


# Taking an item from a small and from a large queue.


def fill(connection: Connection, queue: str, count: int) -> None:
    """Insert items by the thousand; the last tenth is open."""
    rows = (
        {
            "tenant_id": NORTH,
            "id": f"{queue[:8]}-{number:06}",
            "queue_id": queue,
            "run_id": RUN.id,
            "experience_id": f"e{number}",
            "text": f"Number {number}. I helped.",
            "text_sha256": "0" * 64,
            "length": 20,
            "language": "en",
            "title": "",
            "state": (ItemState.FINAL if number < count * DONE else ItemState.OPEN).value,
            "priority": float(number),
            "frameworks": "|people|",
            "blind": False,
            "double": False,
            "created": utc_now(),
        }
        for number in range(count)
    )
    while chunk := list(itertools.islice(rows, 5_000)):
        connection.execute(insert(ITEM), chunk)


@contextmanager
def listening(database: Database, word: str) -> Iterator[list[tuple[str, Any]]]:  # Any: parameters as the driver takes
    """Collect the statements that begin with a word, with their parameters."""
    heard: list[tuple[str, Any]] = []

    def hear(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:  # noqa: ANN401
        if statement.startswith(word):
            heard.append((statement, parameters))

    event.listen(database.writer, "before_cursor_execute", hear)
    yield heard
    event.remove(database.writer, "before_cursor_execute", hear)


def plan(database: Database, statement: str, parameters: Any) -> list[str]:  # noqa: ANN401  # as the driver takes them
    """Ask the database how it would do this."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.reading() as connection:
        return [str(row[-1]).strip() for row in connection.exec_driver_sql(explain + statement, parameters)]


def walks_through(lines: Iterable[str], name: str) -> bool:
    """Tell whether a plan reads a whole table of items."""
    return any(line.startswith(f"SCAN {name}") or f"Seq Scan on {name}" in line for line in lines)


def takes(database: Database, school: School) -> bool:
    """Time taking and finishing items in turn in a small and a large queue, and show how the large one is asked."""
    for name, count in (("Small", SMALL), ("Large", LARGE)):
        open_queue(school, name, CALM, [], utc_now())
        with database.writing() as connection:
            fill(connection, school.queues[name], count)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    times: dict[str, Times] = {"Small": [], "Large": []}
    for number, name in itertools.product(range(40), times):  # in turn: a machine's moods then meet both
        person = school.people[f"reviewer-{number % REVIEWERS}"]
        times[name].append(_take(school, school.queues[name], person))
    with listening(database, "UPDATE item") as heard:
        _take(school, school.queues["Large"], school.people["reviewer-0"])
    steps = plan(database, *heard[0])
    small, large = quantile(times["Small"], 0.5), quantile(times["Large"], 0.5)
    say(
        f"  next item of {SMALL:,}: {small:.2f} ms, of {LARGE:,}: {large:.2f} ms: x{large / small:.2f} "
        f"(limit x{GROWTH_LIMIT})"
    )
    say("".join(f"    {step}\n" for step in steps).rstrip())
    return large / small <= GROWTH_LIMIT and not walks_through(steps, "item")


def _take(school: School, queue: str, person: str) -> float:
    """Take an item and hand it back for others, so that the person's next one is another."""
    now = utc_now()
    start = time.perf_counter()
    taken = school.store.next_item(queue, person, now)
    spent = time.perf_counter() - start
    if taken.item is None:
        raise RuntimeError("nothing to take")
    school.store.skip(taken.item, person, SkipReason.OTHER, now)
    return spent


def measure(name: str, url: str, folder: Path, each: int) -> bool:
    """Measure everything on one database."""
    say(f"{name}:")
    setting = Setting(folder, write_review_folder(folder / "frameworks"), url)
    with opened(url) as database:
        school = open_school(database, NORTH, utc_now())
        for number in range(REVIEWERS):
            enrol(school, f"reviewer-{number}", f"Reviewer {number}", Role.REVIEWER, utc_now())
        count = REVIEWERS * (each // 3 + 2)
        open_queue(school, "Bench", CALM, [plain(f"b{number}") for number in range(count)], utc_now())
        open_queue(school, "Many", CALM, [many_claims()], utc_now())
        make_bare(database)
        with serving(setting, words=("--tenant", NORTH)) as server:
            good = [decisions(database, school, server, each), page(database, school, server)]
        return all([*good, takes(database, school)])


def has_postgres() -> bool:
    """Tell whether a server is installed; Debian keeps its programs off the PATH."""
    found = shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        say("PostgreSQL: not installed, so not measured")
    return found


def main() -> int:
    """Measure and print; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few decisions a reviewer, to see that it runs")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="measure one database")
    given = parser.parse_args()
    each = 6 if given.quick else 24
    good = []
    if given.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            good.append(measure("SQLite", f"sqlite:///{folder}/review.db", Path(folder), each))
    if given.only != "sqlite" and has_postgres():
        with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
            good.append(measure("PostgreSQL", server.make("template0"), Path(folder), each))
    say("within the limits" if all(good) else "A LIMIT IS PASSED")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
