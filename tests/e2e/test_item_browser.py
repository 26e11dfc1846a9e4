"""The item page in a real browser: keys, mouse, focus, the editor, undo, blind items, and the text as it stands."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from skillweave.domain.review import Exposure, ItemState, Reason, Verdict, Via
from skillweave.review_wiring import utc_now
from tests.browsers import CHROMIUM, MISSING, violations
from tests.e2e.item_pages import Work, at_work, select
from tests.review_items import VISIT, plain, strange_items
from tests.seed import CALM, Site, review

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,  # speaks to a server on this machine
    pytest.mark.skipif(not CHROMIUM.exists(), reason=MISSING),
]

FIRST, SECOND, THIRD = "Schedule appointments", "Handle complaints", "Improve a process"
ITEMS = {item.experience: item for item in strange_items()}


@pytest.fixture
def work(browser: Browser, site: Site) -> Iterator[Work]:
    """Open a plain item with three claims, and another one to come after it."""
    with at_work(browser, site, [plain("one"), plain("two")], first="one") as work:
        expect(work.card(FIRST)).to_be_focused()
        yield work
        assert work.watched.complaints == []


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


def test_a_skill_is_added_from_selected_text(work: Work) -> None:
    """Select, N, type, Enter: the addition stands on exactly these words."""
    select(work, 0, VISIT.index("rewrote the intake form"), len("rewrote the intake form"))
    work.card(FIRST).focus()
    work.press("n")
    work.page.keyboard.type("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.press("Enter")
    work.saved()

    added = work.claims()["Listen to people"]
    assert [proof.quote for proof in added.evidence] == ["rewrote the intake form"]
    expect(work.card("Listen to people")).to_be_focused()
    expect(work.card("Listen to people").locator(".chip")).to_have_text("Added")


def test_words_selected_once_are_used_once(work: Work) -> None:
    """The next editor does not begin with the words that the one before was given."""
    select(work, 0, VISIT.index("rewrote the intake form"), len("rewrote the intake form"))
    work.page.locator("#text").focus()
    work.press("n")
    expect(work.page.locator("#quote-y")).to_have_value("rewrote the intake form")
    work.press("Escape")
    work.card(FIRST).focus()

    work.press("e")

    expect(work.page.locator("#quote-x")).to_have_value("")


def test_a_note_goes_with_the_decision(work: Work) -> None:
    """It is typed into the folded line, stays when a reason follows, and goes when it is emptied."""
    work.press("x")
    note = work.card(FIRST).locator(".note")
    note.locator("summary").click()
    note.get_by_label("Note").click()
    work.page.keyboard.type("a matter of taste")
    work.press("Enter")
    expect(work.card(SECOND)).to_be_focused()
    work.press("2")
    work.saved()
    kept = work.claims()[FIRST]
    assert (kept.state, kept.reason, kept.note) == ("rejected", "wrong_skill", "a matter of taste")
    expect(note.locator("summary")).to_contain_text("a matter of taste")

    note.locator("summary").click()
    note.get_by_label("Note").fill("")
    work.press("Enter")
    work.saved()

    assert (work.claims()[FIRST].reason, work.claims()[FIRST].note) == ("wrong_skill", None)


def test_an_addition_without_evidence_asks_for_it(work: Work) -> None:
    """Words that do not stand in the text are refused where they were typed; the whole text can be ticked."""
    work.press("n")
    work.page.keyboard.type("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.press("Enter")
    work.said("Which words show it?")
    work.page.keyboard.type("nothing of the kind")
    work.press("Enter")
    work.said("These words do not stand in the text.")
    expect(work.page.locator("#quote-y")).to_be_focused()
    work.page.locator("#quote-y").fill("")
    work.page.get_by_label("The whole text").check()
    work.page.get_by_role("button", name="Add skill").click()
    work.saved()

    assert [proof.quote for proof in work.claims()["Listen to people"].evidence] == [VISIT]


def test_an_addition_can_be_taken_back_and_made_again(work: Work) -> None:
    """Undo of an addition withdraws it, redo brings it back, with its words."""
    work.press("n")
    work.page.keyboard.type("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.page.get_by_label("The whole text").check()
    work.page.get_by_role("button", name="Add skill").click()
    expect(work.card("Listen to people")).to_be_focused()
    work.press("z")
    work.saved()
    assert work.claims()["Listen to people"].state == "withdrawn"
    work.press("Shift+Z")
    work.saved()

    assert work.claims()["Listen to people"].state == "added"
    assert [one.decision.verdict for one in work.history()] == [Verdict.ADD, Verdict.WITHDRAW, Verdict.CONFIRM]


def test_taking_an_addition_back_can_be_undone(work: Work) -> None:
    """An addition is made once: what brings it back confirms it."""
    work.press("n")
    work.page.keyboard.type("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.page.get_by_label("The whole text").check()
    work.page.get_by_role("button", name="Add skill").click()
    expect(work.card("Listen to people")).to_be_focused()
    work.press("x")
    work.saved()

    work.press("z")
    work.saved()

    assert work.claims()["Listen to people"].state == "added"
    expect(work.page.locator("#messages .notice")).to_have_count(0)


def test_levels_are_offered_where_the_framework_has_them(work: Work) -> None:
    """A level can be given to a claim, and to a replacement of another framework; elsewhere nothing asks for one."""
    expect(work.card(FIRST).get_by_label("Level")).to_have_count(0)
    work.press("j")
    work.card(SECOND).get_by_label("Level").select_option("Proficient")
    work.card(SECOND).get_by_role("button", name="Confirm").click()
    work.saved()
    assert work.claims()[SECOND].level == "Proficient"

    work.card(THIRD).get_by_role("button", name="Correct").click()
    work.page.get_by_label("Framework", exact=True).select_option(label="All frameworks")
    work.page.get_by_label("Search for a skill").fill("listen")
    work.card(THIRD).get_by_label("Level").select_option("Leading")
    work.page.get_by_role("button", name="Save correction").click()
    work.saved()

    assert (work.claims()[THIRD].replacement_label, work.claims()[THIRD].level) == ("Listen to people", "Leading")


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
        assert work.states() == ["confirmed", "confirmed", "suggested"]
        assert work.history()[-1].decision.via is Via.UNDO
        assert not work.shown().finished


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
    path = site.item("broken")
    site.north.store.take(path.removeprefix("/i/"), site.north.people["reviewer"], utc_now())
    with at_work(browser, site, [plain("any")]) as work:
        work.page.goto(path)
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
