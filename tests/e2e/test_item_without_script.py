"""The item page without JavaScript, and at any width."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from skillweave.domain.review import Exposure, ItemState, Verdict, Via
from tests.browsers import Look
from tests.e2e.item_pages import FIRST, IN_A_BROWSER, ITEMS, SECOND, THIRD, Work, at_work, signed_in
from tests.review_items import plain
from tests.seed import CALM, Site

pytestmark = IN_A_BROWSER


@pytest.fixture
def plainly(browser: Browser, site: Site) -> Iterator[Work]:
    """Open a plain item with three claims without JavaScript, and another one to come after it."""
    with at_work(browser, site, [plain("one"), plain("two")], first="one", look=Look(script=False)) as work:
        yield work


def test_everything_works_without_javascript(plainly: Work) -> None:
    """Confirm, reject with a reason, correct through the search form, undo, finish: plain forms."""
    page = plainly.page
    expect(page.locator("noscript .notice")).to_be_visible()
    plainly.card(FIRST).get_by_role("button", name="Confirm").click()
    plainly.card(SECOND).get_by_role("button", name="Reject").click()
    plainly.card(SECOND).get_by_role("button", name="too weak").click()
    plainly.card(THIRD).get_by_role("button", name="Correct").click()
    page.get_by_label("Search for a skill").fill("boats")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("radio", name="Build boats").check()
    page.get_by_role("button", name="Save correction").click()
    assert plainly.states() == ["confirmed", "rejected", "corrected"]
    plainly.card(THIRD).get_by_role("button", name="Undo").click()
    assert plainly.states() == ["confirmed", "rejected", "suggested"]
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("#messages")).to_contain_text(f"To decide first: {THIRD}.")
    plainly.card(THIRD).get_by_role("button", name="Unsure").click()

    page.get_by_role("button", name="Finish").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Log two")
    assert plainly.shown().state is ItemState.SECOND
    assert {one.decision.via for one in plainly.history()} == {Via.BUTTON, Via.UNDO}


def test_a_note_is_kept_without_javascript(plainly: Work) -> None:
    """It stands in a fold of the decided claim, and a reason given later leaves it there."""
    plainly.card(SECOND).get_by_role("button", name="Reject").click()
    note = plainly.card(SECOND).locator(".note")
    expect(plainly.card(FIRST).locator(".note")).to_be_hidden()
    note.locator("summary").click()
    note.get_by_label("Note").fill('Says "we", not "I"')
    note.get_by_role("button", name="Save note").click()
    plainly.card(SECOND).get_by_role("button", name="too weak").click()

    kept = plainly.claims()[SECOND]
    assert (kept.state, kept.reason, kept.note) == ("rejected", "too_weak", 'Says "we", not "I"')
    expect(note.locator("summary")).to_contain_text('Says "we", not "I"')


@pytest.mark.parametrize("button", ["Undo: nothing in this text", "Undo last"])
def test_nothing_in_a_text_is_taken_back_without_javascript(browser: Browser, site: Site, button: str) -> None:
    """By the button beside it, and by that of the last decision; then it can be said again."""
    with at_work(browser, site, [ITEMS["nothing"]], look=Look(script=False)) as work:
        work.page.get_by_role("button", name="Confirm: none").click()
        expect(work.page.locator("#claims")).to_contain_text("You confirmed that there is nothing.")
        work.page.get_by_role("button", name=button).click()

        expect(work.page.get_by_role("button", name="Confirm: none")).to_be_visible()
        assert [one.decision.verdict for one in work.history()] == [Verdict.NONE, Verdict.CLEAR]
        assert work.history()[-1].decision.supersedes == work.history()[0].decision.id
        work.page.get_by_role("button", name="Finish").click()
        expect(work.page.locator("#messages")).to_contain_text("Add a skill, or confirm that there is none.")


def test_a_skill_is_added_without_javascript(plainly: Work) -> None:
    """Evidence is typed; words that do not stand there are refused with the editor still open."""
    page = plainly.page
    page.get_by_role("button", name="Add a missing skill").click()
    page.get_by_label("Search for a skill").fill("listen")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Evidence").fill("no such words")
    page.get_by_role("button", name="Add skill").click()
    expect(page.get_by_role("alert")).to_contain_text("do not stand in the text")
    page.get_by_label("Search for a skill").fill("listen")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Evidence").fill("rewrote the intake form")
    page.get_by_role("button", name="Add skill").click()

    added = plainly.claims()["Listen to people"]
    assert [proof.quote for proof in added.evidence] == ["rewrote the intake form"]
    plainly.card("Listen to people").get_by_role("button", name="Take back").click()
    assert plainly.claims()["Listen to people"].state == "withdrawn"


def test_linked_claims_are_decided_together_without_javascript(plainly: Work) -> None:
    """The tick works in a plain form."""
    plainly.card(SECOND).get_by_label("Also decide 1 linked claim").check()
    plainly.card(SECOND).get_by_role("button", name="Reject").click()

    assert plainly.states() == ["suggested", "rejected", "rejected"]
    assert [one.decision.via for one in plainly.history()] == [Via.BUTTON, Via.LINKED]


def test_an_item_is_skipped_without_javascript(plainly: Work) -> None:
    """The reasons open without a script."""
    plainly.page.get_by_text("Skip text").click()
    plainly.page.get_by_label("I know the writer").check()
    plainly.page.get_by_role("button", name="Skip this text").click()

    expect(plainly.page.get_by_role("heading", level=1)).to_have_text("Log two")


def test_a_blind_item_works_without_javascript(browser: Browser, site: Site) -> None:
    """Add first, then ask for the suggestions."""
    rules = CALM.model_copy(update={"blind_rate": 1})
    with at_work(browser, site, [plain("blind")], rules=rules, look=Look(script=False)) as work:
        work.page.get_by_role("button", name="Add a missing skill").click()
        work.page.get_by_label("Search for a skill").fill("schedule")
        work.page.get_by_role("button", name="Search").click()
        work.page.get_by_label("The whole text").check()
        work.page.get_by_role("button", name="Add skill").click()
        work.page.get_by_role("button", name="Show suggestions").click()

        expect(work.card(FIRST).first).to_contain_text("Confirmed")
        assert {one.exposure for one in work.history()} == {Exposure.BLIND}


def test_a_stale_form_shows_both_decisions(browser: Browser, site: Site, plainly: Work) -> None:
    """Without a script too, the second browser chooses."""
    with signed_in(browser, site, "reviewer", Look(script=False)) as elsewhere:
        other = elsewhere.page()
        other.goto("/i/" + plainly.item)
        plainly.card(FIRST).get_by_role("button", name="Confirm").click()
        other.get_by_role("button", name="Reject").first.click()
        panel = other.get_by_role("group", name="Changed by someone else")
        expect(panel).to_contain_text("Confirmed")
        assert plainly.states()[0] == "confirmed"

        panel.get_by_role("button", name="Replace with mine").click()

        expect(other.locator(".claim").first).to_contain_text("Rejected")
        assert plainly.states()[0] == "rejected"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_nothing_is_cut_off_at_any_width(browser: Browser, site: Site, width: int, script: bool) -> None:
    """No page scrolls sideways; bars are rows of 48 or 56 pixels. Where they do not stay they wrap, and cut nothing."""
    with at_work(browser, site, [plain("one")], look=Look(width, script=script)) as work:
        expect(work.card(FIRST)).to_be_visible()
        wide = work.page.evaluate("document.documentElement.scrollWidth")
        bars = work.page.locator(".bar").evaluate_all("bars => bars.map((bar) => bar.offsetHeight)")

        assert wide == width
        assert max(bars) <= (150 if width < 360 else 48 if width < 900 else 62)
        if width < 360:
            cut = (
                "(parts) => parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent)"
            )
            assert work.page.locator(".brand, .saved, .menu > summary, .count").evaluate_all(cut) == []
            assert set(
                work.page.locator(".bar").evaluate_all("bars => bars.map((bar) => getComputedStyle(bar).position)")
            ) == {"relative"}
