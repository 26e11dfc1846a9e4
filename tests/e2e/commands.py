"""The real command as a subprocess, and a school's data folder with the commands that work on it."""

import contextlib
import json
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from skillweave.cli.app import _exit_code
from skillweave.domain.competency import Framework
from skillweave.domain.queue import ItemShown
from skillweave.domain.review import Decision, TenantId, Verdict
from skillweave.review.engine import Database, open_database
from skillweave.review.store import SqlStore
from skillweave.review.tables import PERSON
from skillweave.review_wiring import utc_now
from tests.e2e.warm import run_warm

TENANT = TenantId("default")
RATES = ("--blind", "0%", "--catch", "0%", "--irr", "0%")

DEED = "I told my manager right away that I was the one who broke the glasses"
"""A sentence in which even the hashing encoder finds Character: the framework has it as an indicator."""


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.raw.decode()


def _hears_ctrl_c() -> None:
    """Tests that a shell runs in the background inherit a deaf ear, and what they start would too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Command:
    """Runs `python -m skillweave`; a traceback on standard error fails the test, whatever it is about."""

    environment: Mapping[str, str]
    hashing: Path

    def line(self, *arguments: object) -> list[str]:
        """Give the words of the command line."""
        return [sys.executable, "-m", "skillweave", *map(str, arguments)]

    def start(self, *arguments: object, cwd: Path | None = None, **more: str) -> "subprocess.Popen[bytes]":
        """Start it as a person does, with more environment variables, and leave it running."""
        return subprocess.Popen(
            self.line(*arguments),
            env={**self.environment, **more},
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_hears_ctrl_c,
        )

    def run(self, *arguments: object, given: bytes = b"", cwd: Path | None = None, **more: str) -> Finished:
        """Run it to its end with bytes on standard input and more environment variables; it starts warm."""
        words, environment = list(map(str, arguments)), {**self.environment, **more}
        code, out, told = run_warm(words, environment, cwd or Path.cwd(), given)
        err = told.decode()
        assert "Traceback" not in err, err
        return Finished(code, out, err)

    def run_cold(self, *arguments: object, cwd: Path | None = None, **more: str) -> Finished:
        """Run it to its end as a person does: Python starts, reads its environment, and loads what it needs."""
        started = self.start(*arguments, cwd=cwd, **more)
        out, told = started.communicate(timeout=120)
        err = told.decode()
        assert "Traceback" not in err, err
        return Finished(started.returncode, out, err)

    def translate(self, *arguments: object, given: bytes = b"", cwd: Path | None = None, **more: str) -> Finished:
        """Translate with the durable skills and the encoder that needs no model; it starts warm."""
        return self.run("translate", *arguments, *self.quick, given=given, cwd=cwd, **more)

    @property
    def quick(self) -> tuple[object, ...]:
        """Options of `translate` for the durable skills and the encoder that needs no model."""
        return ("--settings", self.hashing, "--frameworks", "as-durable-skills")


@dataclass(frozen=True)
class School:
    """A data folder, and the commands that work on it."""

    command: Command
    folder: Path

    def run(self, *words: object) -> Finished:
        """Run a command with this data folder; in this process, for there are many of them."""
        told = {"SKILLWEAVE_DATABASE": None, "SKILLWEAVE_SECRET_KEY": None, "SKILLWEAVE_DATA": str(self.data)}
        with (
            contextlib.chdir(self.folder),
            CliRunner().isolation(env={**self.command.environment, **told}) as (out, err, _),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(sys, "argv", ["skillweave", *map(str, words)])
            code = _exit_code()
            sys.stdout.flush()
            return Finished(code, out.getvalue(), err.getvalue().decode())

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def review_all(self, frameworks: Sequence[Framework]) -> None:
        """Let the only person review the only queue: each first claim is confirmed, the others are rejected."""
        with contextlib.closing(open_database(f"sqlite:///{self.data / 'review.db'}")) as database:
            _review_all(database, frameworks)


def _review_all(database: Database, frameworks: Sequence[Framework]) -> None:
    store = SqlStore(database, TENANT, {one.id: one for one in frameworks})
    with database.reading() as connection:
        person = connection.execute(PERSON.select()).one().id
        (queue,) = connection.exec_driver_sql("SELECT id FROM queue").scalars()
    while (item := store.next_item(queue, person, utc_now()).item) is not None:
        for decision in _decisions(store.show(item, person, utc_now())):
            store.decide(decision, person, utc_now())
        store.finish(item, person, utc_now())


def _decisions(shown: ItemShown) -> Iterator[Decision]:
    for place, claim in enumerate(shown.claims):
        verdict = Verdict.REJECT if place else Verdict.CONFIRM
        yield Decision(id=str(uuid.uuid4()), item=shown.id, claim=claim.id, verdict=verdict, seen_version=claim.version)
    if not shown.claims:
        yield Decision(id=str(uuid.uuid4()), item=shown.id, verdict=Verdict.NONE, seen_version=0)


def json_lines(path: Path) -> list[dict]:  # type: ignore[type-arg]
    """Read a file with a JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
