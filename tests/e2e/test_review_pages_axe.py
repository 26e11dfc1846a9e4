"""Every page of the review server in a real browser, in every state, light and dark, wide and narrow."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browsers import violations
from tests.e2e.review_views import VIEWS, View, showing
from tests.seed import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,  # waits for a server on this machine
]

SCRIPTED = [view for view in VIEWS if view.script]
EXPECTED = ("401 (Unauthorized)", "404 (Not Found)", "ERR_INTERNET_DISCONNECTED")
"""What the browser says of answers that a view is about."""


@dataclass
class Findings:
    """What was found on one page."""

    looked: int = 0
    violations: dict[str, list[str]] = field(default_factory=dict)
    too_wide: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    hacked: object = None


class Inspection:
    """Looks at each page once, however many tests ask."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site
        self._known: dict[str, Findings] = {}

    def of(self, view: View) -> Findings:
        """Give what was found on a page in all its looks."""
        if view.name not in self._known:
            self._known[view.name] = self._look_at(view)
        return self._known[view.name]

    def _look_at(self, view: View) -> Findings:
        found = Findings()
        with showing(self._browser, self._site, view) as (watched, page):
            for look in view.looks:
                page.set_viewport_size(ViewportSize(width=look.width, height=900))
                page.emulate_media(color_scheme=look.scheme)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.too_wide.append(str(look))
                wrong = violations(page) if view.script else []
                if wrong:
                    found.violations[str(look)] = wrong
                found.looked += 1
            found.hacked = page.evaluate("window.hacked ?? null")
            found.foreign = watched.foreign(self._site.server.base)
            found.complaints = [line for line in watched.complaints if not any(word in line for word in EXPECTED)]
        return found


@pytest.fixture(scope="module")
def inspection(browser: Browser, site: Site) -> Inspection:
    """Look at pages as they are asked for."""
    return Inspection(browser, site)


@pytest.mark.parametrize("view", SCRIPTED, ids=str)
def test_axe_finds_nothing(inspection: Inspection, view: View) -> None:
    """No breach of WCAG 2.0, 2.1, 2.2 A and AA or of best practice, at 1280, 390 and 320 pixels, light and dark."""
    found = inspection.of(view)

    assert (found.looked, found.violations) == (len(view.looks), {})


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_no_page_scrolls_sideways(inspection: Inspection, view: View) -> None:
    """Each fits a screen of 320 pixels, which is also a desk screen at 400 percent."""
    assert inspection.of(view).too_wide == []


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_no_page_asks_anybody_else(inspection: Inspection, view: View) -> None:
    """No font, script, picture or count comes from or goes to another host."""
    assert inspection.of(view).foreign == []


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_no_page_breaks_its_own_policy(inspection: Inspection, view: View) -> None:
    """No hostile word runs, and the browser has nothing to complain of: no error, no breach of the policy."""
    found = inspection.of(view)

    assert (found.hacked, found.complaints) == (None, [])
