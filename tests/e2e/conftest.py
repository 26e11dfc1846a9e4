"""The real command as a subprocess, in a home, a cache and a folder of its own, and a real browser and server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from skillweave.review_wiring import utc_now
from tests.browsers import CHROMIUM, MISSING, chromium
from tests.seed import Site, site_of
from tests.tiny_folder import write_tiny_folder

DEED = "I told my manager right away that I was the one who broke the glasses"
"""A sentence in which even the hashing encoder finds Character: the framework has it as an indicator."""

BROKEN = """\
format: skillweave-framework/1
id: broken
version: "1"
name: Broken
kind: magical
publisher: nobody
source: nowhere
licence: none
complete: true
competencies:
- code: A
  label: First
  colour: red
- code: A
  label: Second
  parent: Z
- code: B
  label: ""
"""
"""A framework file with five faults."""


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

    def start(self, *arguments: object, cwd: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start it and leave it running."""
        return subprocess.Popen(
            self.line(*arguments),
            env=self.environment,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_hears_ctrl_c,
        )

    def run(self, *arguments: object, given: bytes = b"", cwd: Path | None = None, **more: str) -> Finished:
        """Run it to its end with bytes on standard input and more environment variables."""
        done = subprocess.run(
            self.line(*arguments),
            input=given,
            env={**self.environment, **more},
            cwd=cwd,
            capture_output=True,
            timeout=120,
            check=False,
        )
        err = done.stderr.decode()
        assert "Traceback" not in err, err
        return Finished(done.returncode, done.stdout, err)

    def translate(self, *arguments: object, given: bytes = b"", cwd: Path | None = None, **more: str) -> Finished:
        """Translate with the durable skills and the encoder that needs no model."""
        quick = ("--settings", self.hashing, "--frameworks", "as-durable-skills")
        return self.run("translate", *arguments, *quick, given=given, cwd=cwd, **more)


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Give the command, with nothing of this machine's user in its environment."""
    home = tmp_path_factory.mktemp("home")
    settings = home / "hashing.toml"
    settings.write_text('[embedder]\nkind = "hashing"\n', encoding="utf-8")
    root = Path(__file__).parents[2]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "SKILLWEAVE_CACHE": str(home / "cache"),
        "SKILLWEAVE_FRAMEWORKS": str(root / "frameworks"),
        "PYTHONPATH": str(root / "src"),
    }
    return Command(environment, settings)


@pytest.fixture(scope="session")
def deed() -> str:
    """Give a sentence in which even the hashing encoder finds a skill."""
    return DEED


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a framework of one's own: bare names in a CSV file."""
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_text("code,label\nA1,Bake bread\nA2,Fix bicycles\nA3,Paint fences\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a framework file with five faults."""
    path = tmp_path_factory.mktemp("broken") / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def sample() -> Path:
    """Give the sample log of the repository."""
    return Path(__file__).parents[2] / "eval" / "sample" / "experiences.csv"


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a log of three sound entries: a deed, nothing, and a deed with marks of every kind."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    path.write_text(
        f'Entry ID,Student,What did you do?\nb1,S1,{DEED}.\nb2,S1,"The bus, it was late."\nb3,S2,"Café 🚌: {DEED}"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of frameworks so small that the real encoder reads it in a moment."""
    return write_tiny_folder(tmp_path_factory.mktemp("frameworks"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one browser for a module's tests; a longer life would keep its event loop in the way of other modules."""
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the review queue over a filled SQLite database; who changes it makes a queue of their own."""
    folder = tmp_path_factory.mktemp("site")
    with site_of(folder, f"sqlite:///{folder / 'review.db'}", utc_now()) as site:
        yield site
