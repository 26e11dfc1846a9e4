"""The server is killed amid decisions: what it acknowledged is there when it comes back."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from skillweave.domain.queue import ItemShown, Role
from skillweave.domain.review import Decision, Verdict
from skillweave.review_wiring import utc_now
from tests.review_items import many_claims, write_review_folder
from tests.seed import CALM, NORTH, School, enrol, open_queue, open_school, opened
from tests.servers import Setting, client, free_port, start

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

KILLS = 2
WRITERS = 4
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass
class Writer:
    """A reviewer who confirms and rejects one claim after the other, as fast as answers come."""

    number: int
    cookie: str
    shown: ItemShown
    sent: list[Decision] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    versions: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._new = self._decisions()

    def work(self, base: str) -> None:
        """Go on until the server is gone; what got no answer is sent again first, under the same id."""
        unanswered = self.sent[len(self.acknowledged) :]
        with client(base, self.cookie) as browser:
            try:
                for decision in itertools.chain(unanswered, self._new):
                    self._send(browser, decision)
            except httpx.TransportError:
                return

    def _send(self, browser: httpx.Client, decision: Decision) -> None:
        answer = browser.post(f"/i/{self.shown.id}/decisions", content=decision.model_dump_json(), headers=JSON)
        if not answer.is_success:
            self.refused.append(answer.text)
            return
        self.acknowledged.append(decision.id)
        self.versions[str(decision.claim)] = answer.json()["version"]

    def _decisions(self) -> Iterator[Decision]:
        for claim, verdict in itertools.product(self.shown.claims, (Verdict.CONFIRM, Verdict.REJECT)):
            decision = Decision(
                id=f"00000000-0000-4000-8000-{self.number:04}{len(self.sent):08}",
                item=self.shown.id,
                claim=claim.id,
                verdict=verdict,
                seen_version=self.versions[claim.id] or claim.version,
            )
            self.sent.append(decision)
            yield decision


def _writers(school: School) -> list[Writer]:
    """Enrol reviewers and give each an item of 60 claims."""
    now = utc_now()
    logins = [f"writer-{number}" for number in range(WRITERS)]
    for login in logins:
        enrol(school, login, login, Role.REVIEWER, now)
    open_queue(school, "Crash", CALM, [many_claims(login, 60) for login in logins], now)
    return [_writer(school, number, login) for number, login in enumerate(logins)]


def _writer(school: School, number: int, login: str) -> Writer:
    item, person, now = school.items["Crash", login], school.people[login], utc_now()
    school.store.take(item, person, now)
    return Writer(number, school.cookies[login], school.store.show(item, person, now))


def _kill_amid(setting: Setting, port: int, writers: list[Writer], decisions: int) -> None:
    """Start a server, let all write at once, and kill it after so many acknowledged decisions."""
    server = start(setting, port=port)
    before = sum(len(writer.acknowledged) for writer in writers)
    threads = [threading.Thread(target=writer.work, args=[server.base]) for writer in writers]
    for thread in threads:
        thread.start()
    while sum(len(writer.acknowledged) for writer in writers) < before + decisions and any(
        thread.is_alive() for thread in threads
    ):
        time.sleep(0.001)
    server.kill()
    for thread in threads:
        thread.join(30)


def test_a_killed_server_loses_no_decision_that_it_acknowledged(tmp_path: Path, database_url: str) -> None:
    """Every answered decision is kept once, in its order; one that got no answer is kept once or not at all."""
    draw, port = random.Random(20), free_port()
    setting = Setting(tmp_path, write_review_folder(tmp_path / "frameworks"), database_url)
    with opened(database_url) as database:
        school = open_school(database, NORTH, utc_now())
        writers = _writers(school)

        for _ in range(KILLS):
            _kill_amid(setting, port, writers, draw.randrange(20, 80))

        assert [writer.refused for writer in writers] == [[]] * WRITERS
        kept = [[one.decision.id for one in school.store.history(writer.shown.id)] for writer in writers]
        assert [ids[: len(writer.acknowledged)] for ids, writer in zip(kept, writers, strict=True)] == [
            writer.acknowledged for writer in writers
        ]
        assert all(len(ids) - len(writer.acknowledged) in (0, 1) for ids, writer in zip(kept, writers, strict=True))
        assert sum(map(len, kept)) >= KILLS * 20
