"""Every page of the review server and every state of it, for the proofs that hold for all of them."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from skillweave.review_wiring import utc_now
from tests.browsers import LOOKS, Look, Watched, looking
from tests.seed import Site


@dataclass(frozen=True)
class View:
    """One page in one state.

    Attributes:
        name: What it is called in a test's id.
        path: Where it is; `{queue:Name}` and `{item:Queue/experience}` stand for ids.
        login: Who looks at it; None where nobody is signed in.
        act: What they do there first.
        takes: Whether they hold the item.
        script: Whether the browser runs scripts.
        status: Answer of the server.
        looks: How it is looked at.
    """

    name: str
    path: str
    login: str | None = "reviewer"
    act: Callable[[Page], None] = lambda _: None
    takes: bool = False
    script: bool = True
    status: int = 200
    looks: tuple[Look, ...] = LOOKS

    def __str__(self) -> str:
        """Name it, for a test's id."""
        return self.name

    def address(self, site: Site) -> str:
        """Give the path with the ids of a site."""
        path = re.sub(r"{queue:([^}]*)}", lambda found: site.north.queues[found[1]], self.path)
        return re.sub(r"{item:([^/}]*)/([^}]*)}", lambda found: site.north.items[found[1], found[2]], path)


def item(experience: str, queue: str = "Spring") -> str:
    """Give the path of an item's page."""
    return f"/i/{{item:{queue}/{experience}}}"


def queue(page: str = "", name: str = "Spring") -> str:
    """Give the path of a queue's page."""
    return f"/q/{{queue:{name}}}{page}"


def _press(*keys: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(".claim").first.focus()
        for key in keys:
            page.keyboard.press(key)

    return act


def _unfold(page: Page) -> None:
    """Open what is folded away; not the menus, which lie over other things."""
    page.evaluate("for (const part of document.querySelectorAll('details:not(.menu)')) part.open = true")


def _open_menu(page: Page) -> None:
    page.locator("header details.menu summary").click()


def _open_skip(page: Page) -> None:
    page.locator("#skip summary").click()


def _correct(page: Page) -> None:
    page.locator(".claim").first.focus()
    page.keyboard.press("e")
    page.keyboard.type("lead")
    expect(page.locator("[data-hits] label").first).to_be_visible()


def _reject(page: Page) -> None:
    page.locator(".claim").first.focus()
    page.keyboard.press("x")
    expect(page.locator("#saved")).to_contain_text("All saved")


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Login").fill(f"nobody-{uuid.uuid4()}")
    page.get_by_label("Password").fill("not the pass phrase")
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_load_state()


def _make_token(page: Page) -> None:
    page.locator("form[action='/me/tokens'] input[name=name]").fill("For a program")
    page.locator("form[action='/me/tokens'] input[name=scopes]").first.check()
    page.locator("form[action='/me/tokens'] button").click()
    page.wait_for_load_state()


def _go_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.locator(".claim").first.focus()
    page.keyboard.press("u")
    expect(page.locator("#saved")).to_contain_text("Offline")


VIEWS = (
    View("sign-in", "/sign-in", None),
    View("sign-in-wrong", "/sign-in", None, _sign_in_wrongly),
    View("invite", "/invite/{invite}", None),
    View("not-there", "/q/nowhere", status=404),
    View("queues-of-a-reviewer", "/"),
    View("queues-of-a-reader", "/", "reader"),
    View("queues-of-an-admin", "/", "admin", _open_menu),
    View("my-settings", "/me", act=_unfold),
    View("a-new-token", "/me", act=_make_token),
    View("people", "/people", "admin", _unfold),
    View("queue", queue()),
    View("queue-of-an-adjudicator", queue(name="Double"), "adjudicator"),
    View("queue-of-a-manager", queue(), "manager", _unfold),
    View("queue-empty", queue(name="Empty"), "admin"),
    View("queue-finished", queue(name="Finished")),
    View("claims", queue("/claims"), "manager", _unfold),
    View("claims-final", queue("/claims", "Half done")),
    View("claims-none", queue("/claims?state=corrected&q=zzz"), "manager"),
    View("metrics", queue("/metrics", "Double"), "manager", _unfold),
    View("metrics-empty", queue("/metrics", "Empty"), "manager"),
    View("agreement", queue("/agreement", "Double"), "manager", _unfold),
    View("agreement-none", queue("/agreement")),
    View("guidelines", queue("/guidelines")),
    View("guidelines-none", queue("/guidelines", "Empty"), "manager"),
    View("audit", queue("/audit"), "manager", _unfold),
    View("manage", queue("/manage"), "manager", _unfold),
    View("learner", queue("/learners/L2", "Half done"), "reader"),
    View("record", item("changed", "Half done") + "/record", "reader", _unfold),
    View("history", item("disputed", "Double") + "/history", "adjudicator"),
    View("competencies", "/competencies?q=team"),
    View("item", item("plain"), "second", takes=True),
    View("item-not-taken", item("plain")),
    View("item-unfolded", item("plain"), "second", _unfold, takes=True),
    View("item-skip", item("plain"), "second", _open_skip, takes=True),
    View("item-correct", item("overlaps"), "second", _correct, takes=True),
    View("item-rejected", item("combined"), "second", _reject, takes=True),
    View("item-keys", item("plain"), "second", _press("?"), takes=True),
    View("item-guidelines", item("plain"), "second", _press("g"), takes=True),
    View("item-history", item("plain"), "second", _press("h"), takes=True),
    View("item-add", item("hebrew"), "second", _press("n"), takes=True),
    View("item-offline", item("overlaps"), "second", _go_offline, takes=True),
    View("item-nothing", item("nothing"), "second", takes=True),
    View("item-failed", item("failed"), "second", takes=True),
    View("item-broken", item("broken"), "second", takes=True),
    View("item-hostile", item("hostile"), "second", takes=True),
    View("item-many", item("many"), "second", takes=True, looks=(Look(), Look(320, "dark"))),
    View("item-blind", item("blind", "Blind"), "second", takes=True),
    View("item-planted", item("planted", "Planted"), "second", takes=True),
    View("item-final", item("changed", "Half done")),
    View("item-settling", item("disputed", "Double"), "adjudicator", takes=True),
    View("item-no-script", item("plain"), "second", takes=True, script=False),
    View("item-edit-no-script", item("plain") + "?edit=new&q=lead", "second", takes=True, script=False),
)
"""Axe needs scripts: pages without are looked at by the other proofs only."""


@contextmanager
def showing(browser: Browser, site: Site, view: View) -> Iterator[tuple[Watched, Page]]:
    """Open a page as its person, and do what they do."""
    if view.takes:
        (queue_name, experience) = re.findall(r"{item:([^/}]*)/([^}]*)}", view.path)[0]
        person = site.north.people[str(view.login)]
        site.north.store.take(site.north.items[queue_name, experience], person, utc_now())
    invite = site.north.accounts.invites.make(site.north.people["hostile"], utc_now(), actor=site.north.people["admin"])
    cookie = site.north.cookies[view.login] if view.login else None
    with looking(browser, Look(script=view.script), base=site.server.base, cookie=cookie) as watched:
        page = watched.page()
        answer = page.goto(view.address(site).replace("{invite}", invite))
        assert answer is not None
        assert answer.status == view.status
        view.act(page)
        yield watched, page
