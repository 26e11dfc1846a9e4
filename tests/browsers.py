"""A real browser for tests: Chromium, driven by Playwright; what a page asks for and complains of is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

SHELL = Path("/usr/bin/chromium-headless-shell")
"""Chromium without windows, menus and profiles: it opens a page in a third of the time, and draws it the same way."""
CHROMIUM = SHELL if SHELL.exists() else Path("/usr/bin/chromium")
MISSING = f"{SHELL} is missing, and so is {CHROMIUM}: apt-get install chromium-headless-shell"

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
"""Without these the browser speaks to its maker, or does not start in a container."""

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int = 1280
    scheme: Scheme = "light"
    script: bool = True

    def __str__(self) -> str:
        """Name it, for a test's id."""
        return f"{self.width}-{self.scheme}" + ("" if self.script else "-no-script")


LOOKS = tuple(Look(width, scheme) for width in (1280, 390, 320) for scheme in ("light", "dark"))
"""Every width and scheme that pages have to stand."""


@dataclass
class Watched:
    """A browser context that writes down what its pages ask for and complain of."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _hear(self, message: ConsoleMessage) -> None:
        """Keep warnings and errors: a breach of the page's policy is an error."""
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def page(self) -> Page:
        """Open a page that waits half a minute at most, for anything: the machine may be busy."""
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        return page

    def foreign(self, base: str) -> list[str]:
        """Give the requests that went elsewhere."""
        own = (base, "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(own)]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless browser; while it lives, no other event loop can run in this thread."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def looking(
    browser: Browser, look: Look = Look(), *, base: str | None = None, cookie: str | None = None
) -> Iterator[Watched]:
    """Open a context of its own: no cookie, no store and no cache is shared with another.

    Args:
        browser: What it is opened in.
        look: How its pages are looked at.
        base: Address of a server: paths are enough then.
        cookie: Value of a session's cookie at that server.
    """
    context = browser.new_context(
        viewport=ViewportSize(width=look.width, height=900),
        color_scheme=look.scheme,
        java_script_enabled=look.script,
        reduced_motion="reduce",
        base_url=base,
    )
    if base is not None and cookie is not None:
        context.add_cookies([{"name": "skillweave", "value": cookie, "url": base}])
    yield Watched(context)
    context.close()


def violations(page: Page) -> list[str]:
    """Give what axe finds wrong: rule, weight, place and reason, a line for each place.

    Axe is run in the page's own world, which the page's policy does not bind. It is put into a page once, however
    often it runs there: reading its half a million letters takes as long as looking at a small page.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    asked = {"runOnly": AXE_RULES, "resultTypes": ["violations"]}
    found = page.evaluate("asked => axe.run(document, asked).then(found => found.violations)", asked)
    return [
        f"{rule['id']} ({rule['impact']}) at {' '.join(map(str, node['target']))}: {_why(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:  # Any: as axe hands it over
    checks = [*node.get("any", []), *node.get("all", []), *node.get("none", [])]
    return "; ".join(check["message"] for check in checks)
