"""The real command as a subprocess, in a home, a cache and a folder of its own, and a real browser and server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from skillweave.frameworks.load import load_frameworks
from skillweave.review_wiring import utc_now
from tests.browsers import CHROMIUM, MISSING, chromium
from tests.e2e.commands import DEED, RATES, Command, School
from tests.e2e.item_pages import FIRST, Work, at_work
from tests.review_items import plain
from tests.seed import Site, site_of
from tests.tiny_folder import write_tiny_folder

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


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Command:
    """Give the command, with nothing of this machine's user in its environment."""
    home = tmp_path_factory.mktemp("home")
    settings = home / "hashing.toml"
    settings.write_text('[embedder]\nkind = "hashing"\n', encoding="utf-8")
    root = Path(__file__).parents[2]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "SKILLWEAVE_CACHE": str(shared_cache),
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
def out(command: Command, log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a translated log of three entries: two with the same deed, one with nothing."""
    path = tmp_path_factory.mktemp("out") / "out.jsonl"
    assert command.translate(log, "-o", path).code == 0
    return path


@pytest.fixture
def school(command: Command, tmp_path: Path) -> School:
    """Give a school that has nothing yet."""
    return School(command, tmp_path)


@pytest.fixture
def filled(school: School, out: Path) -> School:
    """Give a school with the log in a queue."""
    assert school.run("queue", "add", out, "--name", "Spring", *RATES).code == 0
    return school


@pytest.fixture(scope="session")
def reviewed(command: Command, out: Path, tmp_path_factory: pytest.TempPathFactory, frameworks_dir: Path) -> School:
    """Give a school whose admin has reviewed the whole queue; who changes it restores a backup elsewhere."""
    made = School(command, tmp_path_factory.mktemp("reviewed"))
    assert made.run("queue", "add", out, "--name", "Spring", *RATES).code == 0
    assert made.run("init").code == 0
    made.review_all(load_frameworks(frameworks_dir, ["as-durable-skills"]))
    return made


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


@pytest.fixture
def work(browser: Browser, site: Site) -> Iterator[Work]:
    """Open a plain item with three claims, and another one to come after it; the browser must not complain."""
    with at_work(browser, site, [plain("one"), plain("two")], first="one") as work:
        expect(work.card(FIRST)).to_be_focused()
        yield work
        assert work.watched.complaints == []
