"""A reviewer at the item page in a real browser: an item of their own, its page, and what they and the store see."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from skillweave.domain.queue import ClaimShown, ItemShown, NewItem, QueueRules
from skillweave.domain.review import Recorded
from skillweave.review.tables import ITEM
from skillweave.review_wiring import utc_now
from tests.browsers import CHROMIUM, MISSING, Look, Watched, looking
from tests.review_items import plain, strange_items
from tests.seed import CALM, DAY, Site, open_queue

COOKIE = "skillweave"
FIRST, SECOND, THIRD = "Schedule appointments", "Handle complaints", "Improve a process"
"""Claims of a plain item, in the order of the page."""
ITEMS = {item.experience: item for item in strange_items()}
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.enable_socket,  # speaks to a server on this machine
    pytest.mark.skipif(not CHROMIUM.exists(), reason=MISSING),
]
"""Marks of a module whose tests drive a browser."""


@dataclass(frozen=True)
class Work:
    """One person's work on one item of a queue that no other test uses."""

    site: Site
    queue: str
    item: str
    login: str
    watched: Watched
    page: Page

    @property
    def person(self) -> str:
        """Id of the person."""
        return self.site.north.people[self.login]

    def shown(self) -> ItemShown:
        """Give the item as the store shows it to the person."""
        return self.site.north.store.show(self.item, self.person, utc_now())

    def claims(self) -> dict[str, ClaimShown]:
        """Give the claims by their labels."""
        return {claim.label: claim for claim in self.shown().claims}

    def states(self) -> list[str]:
        """Give the states of the claims, in the order of the page."""
        return [claim.state.value for claim in self.shown().claims]

    def history(self) -> tuple[Recorded, ...]:
        """Give every decision on the item that was kept."""
        return self.site.north.store.history(self.item)

    def card(self, label: str) -> Locator:
        """Find the card of a claim."""
        return self.page.locator(".claim", has=self.page.get_by_role("heading", name=label, exact=True))

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        """Wait until everything is saved."""
        expect(self.page.locator("#saved")).to_have_text("✓ All saved")

    def said(self, words: str) -> None:
        """Expect words to have been announced."""
        expect(self.page.locator("#live")).to_contain_text(words)

    def focused(self) -> str:
        """Tell where the focus is: the label of the card, else the element's id, else its words."""
        return str(
            self.page.evaluate(
                """() => {
                  const at = document.activeElement;
                  const card = at.closest(".claim");
                  if (card) return card.querySelector("h3").textContent;
                  return at === document.body ? "body" : at.id || at.textContent.trim();
                }"""
            )
        )


@contextmanager
def at_work(
    browser: Browser,
    site: Site,
    items: Sequence[NewItem],
    *,
    rules: QueueRules = CALM,
    login: str = "reviewer",
    look: Look = Look(),  # noqa: B008  # frozen
    first: str | None = None,
) -> Iterator[Work]:
    """Put items into a new queue, take one of them for a person, and open its page."""
    name = f"Queue {uuid.uuid4()}"
    queue = open_queue(site.north, name, rules, items, utc_now())
    item = site.north.items[name, first or items[0].experience]
    site.north.store.take(item, site.north.people[login], utc_now())
    with signed_in(browser, site, login, look) as watched:
        page = watched.page()
        if look.script:
            with page.expect_response("**/take?**"):  # its lease has a name of its own from then on
                page.goto(f"/i/{item}")
        else:
            page.goto(f"/i/{item}")
        yield Work(site, queue, item, login, watched, page)


@contextmanager
def at_the_first_of_two(browser: Browser, site: Site) -> Iterator[Work]:
    """Open a plain item with three claims, while another one waits."""
    with at_work(browser, site, [plain("one"), plain("two")], first="one") as work:
        expect(work.card(FIRST)).to_be_focused()
        yield work


@contextmanager
def signed_in(browser: Browser, site: Site, login: str, look: Look = Look()) -> Iterator[Watched]:  # noqa: B008  # frozen
    """Open a browser context in which a person is signed in."""
    with looking(browser, look, base=site.server.base) as watched:
        cookie = {"name": COOKIE, "value": site.north.cookies[login], "url": site.server.base}
        watched.context.add_cookies([cookie])  # type: ignore[list-item]  # a typed dict that cannot be imported
        yield watched


def select(work: Work, piece: int, start: int, length: int) -> None:
    """Select by UTF-16 places counted from a piece of the text, as a mouse would: across pieces where it must."""
    work.page.evaluate(
        """([piece, start, length]) => {
          const walk = document.createTreeWalker(document.querySelector("#text"), NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          let passed = 0, node;
          const first = document.querySelectorAll("#text > *")[piece];
          let begun = false;
          while ((node = walk.nextNode())) {
            begun ||= first.contains(node);
            if (!begun) continue;
            const size = node.data.length;
            if (start >= passed && start < passed + size) range.setStart(node, start - passed);
            if (start + length > passed && start + length <= passed + size) range.setEnd(node, start + length - passed);
            passed += size;
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [piece, start, length],
    )


def end_lease(work: Work) -> None:
    """Let the lease of the item end a day ago."""
    with work.site.seeded.database.writing() as connection:
        past = utc_now() - DAY
        connection.execute(update(ITEM).where(ITEM.c.id == work.item).values(lease_until=past))
