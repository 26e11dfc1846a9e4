"""The item page in a real browser: keys, mouse, focus, undo, and the way to the next text."""

import time

import pytest
from playwright.sync_api import Browser, Route, expect

from skillweave.domain.review import ItemState, Reason, Via
from tests.e2e.item_pages import FIRST, IN_A_BROWSER, SECOND, THIRD, Work, at_work
from tests.review_items import plain
from tests.seed import CALM, Site

pytestmark = IN_A_BROWSER

SLOW_STORE = """
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  set(heard) { this.addEventListener("complete", () => setTimeout(heard, 300)); },
});
"""
"""The browser's own store answers late, as on a slow disk: a page is long at its start."""


def test_a_whole_item_is_done_by_keys_alone(work: Work) -> None:
    """Confirm, reject with a reason, correct by search, finish: the next item is there, nothing touched a mouse."""
    work.press("a", "x", "2", "e")
    work.page.keyboard.type("boats")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.press("Enter")
    expect(work.page.locator("#finish")).to_be_focused()
    work.saved()
    decided = work.claims()

    work.press("Enter")

    expect(work.page.get_by_role("heading", level=1)).to_have_text("Log two")
    assert decided[FIRST].state == "confirmed"
    assert decided[SECOND].reason == Reason.WRONG_SKILL
    assert decided[THIRD].replacement_label == "Build boats"
    assert work.shown().state is ItemState.FINAL
    assert {one.decision.via for one in work.history()} == {Via.KEY, Via.BUTTON}  # the search is a form


def test_a_whole_item_is_done_by_mouse_alone(work: Work) -> None:
    """Every key has a button."""
    work.card(FIRST).get_by_role("button", name="Confirm").click()
    work.card(SECOND).get_by_role("button", name="Reject").click()
    work.card(SECOND).get_by_role("button", name="too weak").click()
    work.card(THIRD).get_by_role("button", name="Unsure").click()
    work.saved()
    assert work.states() == ["confirmed", "rejected", "unsure"]
    assert work.claims()[SECOND].reason == Reason.TOO_WEAK

    work.page.get_by_role("button", name="Finish").click()

    expect(work.page.get_by_role("heading", level=1)).to_have_text("Log two")
    assert work.shown().state is ItemState.SECOND


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("a",), SECOND),
        (("x",), SECOND),
        (("u",), SECOND),
        (("j", "a"), THIRD),
        (("a", "a", "a"), "finish"),
        (("a", "z"), FIRST),
        (("a", "a", "z", "z", "Shift+Z"), FIRST),
        (("ArrowDown", "ArrowDown", "ArrowDown"), THIRD),
        (("j", "ArrowUp"), FIRST),
        (("e", "Escape"), FIRST),
        (("n", "Escape"), "+ Add a missing skill N"),
        (("s", "Escape"), FIRST),
        (("?", "Escape"), FIRST),
        (("g", "Escape"), FIRST),
        (("t",), "text"),
        (("t", "Escape"), FIRST),
        (("a", "a", "a", "z"), THIRD),
    ],
    ids="-".join,
)
def test_focus_goes_where_the_work_goes_on(work: Work, keys: tuple[str, ...], place: str) -> None:
    """After every decision the focus is on the next undecided claim, after Esc where it was; never on the body."""
    for key in keys:
        work.press(key)
        assert work.focused() != "body"

    assert work.focused() == place


def test_each_decision_is_announced_with_what_is_left(work: Work) -> None:
    """Who cannot see the page hears what happened."""
    work.press("a")

    work.said(f"{FIRST}: confirmed. 2 left.")
    expect(work.page.locator("#count")).to_contain_text(f"1 of 3 decided · next: {SECOND}")


@pytest.mark.parametrize("place", ["body", "#text", ".brand", "#saved", "input"])
def test_letters_do_nothing_outside_the_list(work: Work, place: str) -> None:
    """A letter that is meant for something else decides nothing."""
    work.press("e")
    work.page.evaluate(
        "at => (at === 'body' ? document.activeElement.blur() : document.querySelector(at).focus())", place
    )

    work.press("a", "x", "u", "z")
    work.page.wait_for_timeout(150)

    assert work.states() == ["suggested"] * 3


@pytest.mark.parametrize("keys", ["Control+a", "Alt+a", "Meta+x", "Shift+A", "Shift+X"])
def test_letters_with_another_key_do_nothing(work: Work, keys: str) -> None:
    """The browser's and the screen reader's own keys stay theirs."""
    work.press(keys)
    work.page.wait_for_timeout(150)

    assert work.states() == ["suggested"] * 3


def test_a_key_that_is_held_down_decides_once(work: Work) -> None:
    """A heavy finger confirms one claim, not all of them."""
    work.page.evaluate(
        """() => {
          for (const repeat of [false, true, true]) {
            const event = new KeyboardEvent("keydown", { key: "a", code: "KeyA", repeat, bubbles: true });
            document.activeElement.dispatchEvent(event);
          }
        }"""
    )
    work.saved()

    assert work.states() == ["confirmed", "suggested", "suggested"]


def test_keys_count_by_their_place_on_other_alphabets(work: Work) -> None:
    """On a Russian keyboard the key of A confirms."""
    work.page.evaluate(
        """() => document.activeElement.dispatchEvent(
             new KeyboardEvent("keydown", { key: "ф", code: "KeyA", bubbles: true }))"""
    )
    work.saved()

    assert work.states()[0] == "confirmed"


def test_keys_that_are_switched_off_do_nothing(browser: Browser, site: Site) -> None:
    """Who switches the letters off is not shown them either."""
    site.north.accounts.set_keys(site.north.people["second"], {}, keys_on=False)
    with at_work(browser, site, [plain("off")], login="second") as work:
        expect(work.card(FIRST)).to_be_focused()

        work.press("a", "x", "?")
        work.page.wait_for_timeout(150)

        assert work.states() == ["suggested"] * 3
        expect(work.card(FIRST).locator("kbd")).to_have_count(0)
    site.north.accounts.set_keys(site.north.people["second"], {}, keys_on=True)


def test_linked_claims_are_decided_together_where_that_is_ticked(work: Work) -> None:
    """Each gets a row of its own; the tick is off at first and remembered for the queue."""
    work.press("j")
    tick = work.card(SECOND).get_by_label("Also decide 1 linked claim")
    expect(tick).not_to_be_checked()
    tick.check()
    work.card(SECOND).get_by_role("button", name="Confirm").click()
    work.saved()

    assert work.states() == ["suggested", "confirmed", "confirmed"]
    assert [one.decision.via for one in work.history()] == [Via.BUTTON, Via.LINKED]
    work.page.reload()
    expect(work.page.locator("[data-linked]").first).to_be_checked()


def test_undo_leads_back_to_an_earlier_item(browser: Browser, site: Site) -> None:
    """Z on a fresh item undoes the last decision on the one before, and shows it there."""
    two = CALM.model_copy(update={"reviews_required": 2})
    with at_work(browser, site, [plain("one"), plain("two")], rules=two, first="one") as work:
        expect(work.card(FIRST)).to_be_focused()
        work.press("a", "a", "x", "Enter")
        expect(work.page.get_by_role("heading", level=1)).to_have_text("Log two")
        expect(work.card(FIRST)).to_be_focused()
        assert work.shown().finished

        work.press("z")

        expect(work.page.get_by_role("heading", level=1)).to_have_text("Log one")
        expect(work.card(THIRD).locator(".chip")).to_have_text("To decide")
        expect(work.card(THIRD).get_by_role("button", name="Confirm")).to_be_visible()
        work.saved()
        assert work.states() == ["confirmed", "confirmed", "suggested"]
        assert work.history()[-1].decision.via is Via.UNDO
        assert not work.shown().finished


def test_an_undo_pressed_at_once_is_not_forgotten(browser: Browser, site: Site) -> None:
    """Z counts from the first moment of a page, before it has taken up what waits in the browser."""
    two = CALM.model_copy(update={"reviews_required": 2})
    with at_work(browser, site, [plain("one"), plain("two")], rules=two, first="one") as work:
        expect(work.card(FIRST)).to_be_focused()
        work.page.add_init_script(SLOW_STORE)
        work.page.route(f"**/i/{work.item}", _late)
        work.press("a", "a", "x", "Enter")
        expect(work.page.get_by_role("heading", level=1)).to_have_text("Log two")
        expect(work.card(FIRST)).to_be_focused()

        work.press("z")

        expect(work.page.get_by_role("heading", level=1)).to_have_text("Log one")
        expect(work.card(THIRD).locator(".chip")).to_have_text("To decide")


def _late(route: Route) -> None:
    """Leave time for what a page does before the next one is there."""
    time.sleep(0.6)
    route.continue_()


def test_finish_names_and_focuses_what_is_missing(work: Work) -> None:
    """Finish is never grey: it leads to the first claim that is not decided."""
    work.press("a", "j", "Control+Enter")

    expect(work.card(SECOND)).to_be_focused()
    work.said(f"2 to decide first. Next: {SECOND}.")


def test_a_skipped_item_goes_to_others(work: Work) -> None:
    """S asks why; the item is not offered again."""
    work.press("s", "ArrowDown")
    work.page.get_by_role("button", name="Skip this text").click()

    expect(work.page.get_by_role("heading", level=1)).to_have_text("Log two")
    assert work.shown().lease_token is None
