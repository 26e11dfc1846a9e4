"""Items of their own kind in a real browser: blind, planted, broken, empty, failed, disputed."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from skillweave.domain.review import Exposure, ItemState, Verdict, Via
from skillweave.review_wiring import utc_now
from tests.browsers import violations
from tests.e2e.item_pages import FIRST, IN_A_BROWSER, ITEMS, SECOND, THIRD, at_work
from tests.review_items import plain
from tests.seed import CALM, Site, break_evidence, review

pytestmark = IN_A_BROWSER


def test_a_blind_item_shows_the_text_first(browser: Browser, site: Site) -> None:
    """Suggestions come when asked for; what was added before and is suggested is confirmed as found blind."""
    with at_work(browser, site, [plain("blind")], rules=CALM.model_copy(update={"blind_rate": 1})) as work:
        expect(work.page.get_by_role("button", name="Add a missing skill")).to_be_focused()
        expect(work.page.locator(".claim")).to_have_count(0)
        assert "Schedule appointments" not in work.page.content()
        work.press("n")
        work.page.keyboard.type("schedule")
        expect(work.page.locator("[data-hits] label")).to_have_count(1)
        work.page.locator("#quote-y").fill("scheduled about 40 visits a day")
        work.press("Enter")
        work.saved()

        work.page.get_by_role("button", name="Show suggestions").click()

        expect(work.page.locator("#finish")).to_be_visible()
        expect(work.card(SECOND)).to_be_focused()
        expect(work.page.locator("#count")).to_have_text(f"1 of 3 decided · next: {SECOND}")
        expect(work.page.locator("#claims-title")).to_have_text("3 skills")
        work.said(f"2 suggestions to decide. You had found 1 of the suggestions: confirmed. First: {SECOND}.")
        assert work.claims()[FIRST].version == 2
        blind = [one for one in work.history() if one.exposure is Exposure.BLIND]
        assert [one.decision.verdict for one in blind] == [Verdict.ADD, Verdict.CONFIRM, Verdict.WITHDRAW]


def test_planted_claims_are_named_once_the_item_is_finished(browser: Browser, site: Site) -> None:
    """Who was tested is told, before the next text."""
    planted = [plain("planted", tail=" On Friday all of us went home early."), ITEMS["overlaps"]]
    with at_work(browser, site, planted, rules=CALM.model_copy(update={"catch_rate": 1})) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        for _ in range(work.page.locator(".claim").count()):
            work.press("a")
        work.press("Enter")

        expect(work.page.get_by_text("planted to see whether reviewers look")).to_be_visible()
        expect(work.page.get_by_role("button", name="Next text")).to_be_visible()


def test_broken_evidence_is_mended_before_it_is_confirmed(browser: Browser, site: Site) -> None:
    """Confirm waits until words of the text are chosen."""
    with at_work(browser, site, [ITEMS["broken"]]) as work:
        break_evidence(site.seeded.database, work.item)
        work.page.reload()
        card = work.card(SECOND)
        expect(card).to_contain_text("could not be found in this text")
        expect(card.get_by_role("button", name="Confirm")).to_have_attribute("aria-disabled", "true")
        work.press("a")
        work.said("Which words show it?")
        card.get_by_label("Evidence").fill("explained the delay calmly")
        expect(card.get_by_role("button", name="Confirm")).to_have_attribute("aria-disabled", "false")
        card.get_by_role("button", name="Confirm").click()
        work.saved()

        expect(card.locator(".chip")).to_have_text("Confirmed")


def test_own_additions_are_not_counted_as_decided(browser: Browser, site: Site) -> None:
    """They stand beside the count of suggestions, before and after the suggestions are shown."""
    with at_work(browser, site, [plain("own")], rules=CALM.model_copy(update={"blind_rate": 1})) as work:
        work.press("n")
        work.page.keyboard.type("listen")
        expect(work.page.locator("[data-hits] label")).to_have_count(1)
        work.page.locator("#quote-y").fill("scheduled about 40 visits a day")
        work.press("Enter")
        work.saved()
        expect(work.page.locator("#count")).to_have_text("1 added")

        work.page.get_by_role("button", name="Show suggestions").click()

        count = work.page.locator("#count")
        expect(count).to_have_text(f"0 of 3 decided, 1 added · next: {FIRST}")
        expect(work.card(FIRST)).to_be_focused()
        work.press("a")
        expect(count).to_have_text(f"1 of 3 decided, 1 added · next: {SECOND}")


@pytest.mark.parametrize(
    ("experience", "words"), [("nothing", "Nothing was found"), ("failed", "could not be translated")]
)
def test_no_suggestions_and_a_failure_are_two_things(browser: Browser, site: Site, experience: str, words: str) -> None:
    """An empty result asks for a decision of its own; a failure never looks like zero skills."""
    with at_work(browser, site, [ITEMS[experience]]) as work:
        expect(work.page.locator("#claims")).to_contain_text(words)
        expect(work.page.get_by_role("button", name="Confirm: none")).to_have_count(int(experience == "nothing"))
        expect(work.page.get_by_role("button", name="Send back to staff")).to_have_count(int(experience == "failed"))


def test_nothing_in_a_text_is_a_decision(browser: Browser, site: Site) -> None:
    """Confirm: none, then finish."""
    with at_work(browser, site, [ITEMS["nothing"]]) as work:
        work.page.get_by_role("button", name="Confirm: none").click()
        expect(work.page.locator("#claims")).to_contain_text("You confirmed that there is nothing.")
        work.page.get_by_role("button", name="Finish").click()
        work.page.wait_for_url("**/q/**")

        assert work.shown().state is ItemState.FINAL


@pytest.mark.parametrize("way", ["button", "key"])
def test_nothing_in_a_text_is_taken_back_and_said_again(browser: Browser, site: Site, way: str) -> None:
    """Undo by the button beside it or by its key; Shift with the key says it once more."""
    with at_work(browser, site, [ITEMS["nothing"]]) as work:
        work.page.get_by_role("button", name="Confirm: none").click()
        back = work.page.get_by_role("button", name="Undo: nothing in this text")
        expect(back).to_be_visible()
        work.saved()
        if way == "button":
            back.click()
        else:
            work.press("z")
        expect(work.page.get_by_role("button", name="Confirm: none")).to_be_visible()
        work.saved()
        expect(work.page.get_by_role("button", name="+ Add a missing skill")).to_be_focused()
        work.press("Shift+Z")
        expect(back).to_be_visible()
        work.saved()

        assert [one.decision.verdict for one in work.history()] == [Verdict.NONE, Verdict.CLEAR, Verdict.NONE]
        assert work.history()[1].decision.via is Via.UNDO
        assert work.watched.complaints == []


def test_an_adjudicator_picks_one_of_two(browser: Browser, site: Site) -> None:
    """Both reviews stand beside each other, differences first, the rest folded; a gap in the guideline is noted."""
    two = CALM.model_copy(update={"reviews_required": 2})
    with at_work(browser, site, [plain("any"), plain("d")], rules=two, login="manager", first="any") as other:
        item = next(id_ for (_, name), id_ in site.north.items.items() if name == "d")
        yes, no = dict.fromkeys(range(3), Verdict.CONFIRM), {0: Verdict.CONFIRM, 1: Verdict.REJECT, 2: Verdict.CORRECT}
        review(site.north, item, "reviewer", utc_now(), verdicts=yes)
        review(site.north, item, "second", utc_now(), verdicts=no)
        site.north.store.take(item, other.person, utc_now())
        other.page.goto(f"/i/{item}")
        work = replace(other, item=item)
        expect(work.page.get_by_role("heading", name="2 differences to settle")).to_be_visible()
        expect(work.card(SECOND)).to_be_focused()
        expect(work.card(FIRST)).not_to_be_visible()
        assert violations(work.page) == []

        work.card(SECOND).get_by_label("The guideline has a gap").first.check()
        work.card(SECOND).get_by_label("Note").first.fill("Say what counts as led.")
        work.card(SECOND).get_by_role("button", name=re.compile("Pick [AB]")).first.click()
        expect(work.card(THIRD)).to_be_focused()
        work.card(THIRD).get_by_role("button", name="None").click()
        work.saved()
        work.page.get_by_role("button", name="Finish").click()
        work.page.wait_for_url("**/q/**")

        assert work.shown().state is ItemState.FINAL
        assert [one.decision.gap for one in work.history()][-2:] == [True, False]
        assert [one.decision.note for one in work.history()][-2:] == ["Say what counts as led.", None]
