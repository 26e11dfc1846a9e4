"""The built wheel, without the repository beside it: its server gives every page and every static file."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillweave.review_wiring import utc_now
from tests.e2e.review_views import VIEWS, View
from tests.seed import NORTH, Site, seeded
from tests.servers import ROOT, Setting, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
STATIC = sorted(path.name for path in (ROOT / "src" / "skillweave" / "web" / "static").iterdir() if path.is_file())
PAGES = [view for view in VIEWS if "{invite}" not in view.path]
TYPES = {".css": "text/css", ".js": "text/javascript"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("skillweave-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


@pytest.fixture(scope="module")
def setting(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Give an environment in which the wheel's package comes first, with the frameworks that are in it."""
    folder = tmp_path_factory.mktemp("clean")
    return Setting(folder, None, f"sqlite:///{folder / 'review.db'}", code=unpacked)


@pytest.fixture(scope="module")
def site(setting: Setting) -> Iterator[Site]:
    """Serve from the wheel."""
    with seeded(setting.database, utc_now()) as filled, serving(setting, words=("--tenant", NORTH)) as server:
        yield Site(server, filled)


def test_it_is_the_wheel_that_is_tested(setting: Setting, unpacked: Path) -> None:
    """The repository's own folder is not what is imported."""
    words = [sys.executable, "-c", "import skillweave; print(skillweave.__file__)"]
    done = subprocess.run(
        words, env=setting.environment, cwd=setting.folder, check=True, capture_output=True, text=True
    )

    assert Path(done.stdout.strip()).is_relative_to(unpacked)


@pytest.mark.parametrize("name", STATIC)
def test_every_static_file_is_served(site: Site, name: str) -> None:
    """Each is there, whole, under its type, for everybody."""
    with site.client(None) as browser:
        answer = browser.get(f"/static/{name}")

    assert (answer.status_code, answer.content) == (200, (ROOT / "src/skillweave/web/static" / name).read_bytes())
    assert answer.headers["Content-Type"].partition(";")[0] == TYPES[Path(name).suffix]


@pytest.mark.parametrize("view", PAGES, ids=str)
def test_every_page_is_served(site: Site, view: View) -> None:
    """No template is missing, whatever the frameworks that the server knows."""
    with site.client(view.login) as browser:
        answer = browser.get(view.address(site), headers={"Accept": "text/html"})

    assert answer.status_code == view.status
    assert answer.text.rstrip().endswith("</html>")
