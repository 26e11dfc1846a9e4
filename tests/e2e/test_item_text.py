"""The learner's text in a real browser: offsets that Python gives, evidence that lights up, words that stay words."""

import pytest
from playwright.sync_api import Browser, expect

from skillweave.domain.review import Verdict
from skillweave.domain.span import Span
from tests.browsers import CHROMIUM, MISSING, Look
from tests.e2e.item_pages import at_work, select, signed_in
from tests.review_items import BOAT, COMBINED, HEBREW, HOSTILE, hostile_item, strange_items
from tests.seed import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,  # speaks to a server on this machine
    pytest.mark.skipif(not CHROMIUM.exists(), reason=MISSING),
]

ITEMS = {item.experience: item for item in strange_items()}


def _utf16(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("experience", "text", "quote"),
    [
        ("overlaps", BOAT, "boat 🚣🏽‍♀️ and sold it.\rI led"),
        ("overlaps", BOAT, "team.\r\nWe"),
        ("overlaps", BOAT, "🚣🏽‍♀️"),
        ("hebrew", HEBREW, "ועזרתי למטופלים. שלום abc"),
        ("combined", COMBINED, "e\u0301 crew: I re\u0301organised the kitchen 👩‍🔬 and n\u0303"),
        ("combined", COMBINED, "Zalgo t\u0336e\u0336x\u0336t"),
        ("hostile", hostile_item().text, f"{HOSTILE[1]} {HOSTILE[2]}"),
    ],
)
def test_a_selection_is_the_slice_that_python_gives(
    browser: Browser, site: Site, experience: str, text: str, quote: str
) -> None:
    """Code points of the text as it was written: emoji, CRLF, combining marks, right to left, words like tags."""
    start = text.index(quote)
    with at_work(browser, site, [ITEMS[experience]]) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        assert work.page.locator("#text").evaluate("at => at.textContent") == text
        select(work, 0, _utf16(text[:start]), _utf16(quote))
        work.page.locator(".claim").first.focus()
        work.press("n")
        work.page.locator("[data-editor] [name=q]").fill("T.SCH")
        expect(work.page.locator("[data-hits] label")).to_have_count(1)
        work.press("Enter")
        work.saved()

        (added,) = [one.decision for one in work.history() if one.decision.verdict is Verdict.ADD]
        assert added.spans == (Span(start=start, end=start + len(quote)),)
        assert added.spans[0].quote(text) == quote


def test_typed_words_are_found_across_line_ends(browser: Browser, site: Site) -> None:
    """Evidence can be typed; the space between the words does not matter, the words do."""
    with at_work(browser, site, [ITEMS["overlaps"]]) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        work.press("n")
        work.page.keyboard.type("T.SCH")
        expect(work.page.locator("[data-hits] label")).to_have_count(1)
        work.page.locator("#quote-y").fill("the team. We built a boat 🚣🏽‍♀️ and")
        work.press("Enter")
        work.saved()

        (added,) = [one.decision for one in work.history() if one.decision.verdict is Verdict.ADD]
        assert added.spans[0].quote(BOAT) == "the team.\r\nWe built a boat 🚣🏽‍♀️ and"


def test_overlapping_evidence_is_lit_piece_by_piece(browser: Browser, site: Site) -> None:
    """The evidence of the card in hand is lit, overlapped or not, and no other."""
    with at_work(browser, site, [ITEMS["overlaps"]]) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        lit = work.page.locator("mark.active").all_inner_texts()
        assert "".join(lit).split() == "led the teamWe built a boat 🚣🏽‍♀️led the sale".split()

        work.press("]")

        work.said("Evidence 1 of 3: led the team")


@pytest.mark.parametrize("look", [Look(1280), Look(390, "dark")], ids=str)
def test_hostile_words_stay_words(browser: Browser, site: Site, look: Look) -> None:
    """Whatever a text, a title or a label holds: no script of it runs, and the page's policy is never called on."""
    with at_work(browser, site, [hostile_item()], look=look) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        work.press("a", "x", "e", "Escape", "h", "Escape", "g", "Escape")
        work.saved()

        assert work.page.evaluate("window.hacked") is None
        assert work.watched.complaints == []
        assert work.watched.foreign(site.server.base) == []


def test_a_menu_lies_on_the_screen(browser: Browser, site: Site) -> None:
    """Wherever its button stands, at 320 pixels too."""
    with signed_in(browser, site, "admin", Look(320)) as watched:
        page = watched.page()
        page.goto("/")
        page.locator("header details.menu summary").click()
        box = page.locator("header .sheet").bounding_box()

        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


def test_a_text_that_was_folded_on_a_small_screen_is_whole_on_a_large_one(browser: Browser, site: Site) -> None:
    """A phone that is turned, a window that is widened: nothing is left to unfold."""
    with at_work(browser, site, [ITEMS["many"]], look=Look(390)) as work:
        more = work.page.get_by_role("button", name="Show full text")
        expect(more).to_be_visible()
        work.page.set_viewport_size({"width": 1280, "height": 900})
        expect(more).to_be_hidden()
        assert work.page.locator("#text").evaluate("text => text.scrollHeight <= text.clientHeight")
        work.page.set_viewport_size({"width": 390, "height": 900})
        expect(more).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_what_colours_say(browser: Browser, site: Site, scheme: str) -> None:
    """The page that one is on, evidence in hand, and the shapes of a drawing can be told from the rest."""
    with signed_in(browser, site, "manager") as watched:
        page = watched.page()
        page.emulate_media(color_scheme=scheme, forced_colors="active")  # type: ignore[arg-type]  # one of two words
        page.goto(f"{site.queue('Double')}/metrics")
        lines = page.locator(".tabs a").evaluate_all(
            "tabs => tabs.map((tab) => getComputedStyle(tab).borderBottomColor)"
        )
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        drawn = page.locator("svg.chart .series-2").first.evaluate("dot => getComputedStyle(dot).fill")

        assert sum(line != ground for line in lines) == 1
        assert drawn != ground
        page.goto(site.item("changed", "Half done"))
        marks = page.locator("mark").evaluate_all(
            "marks => marks.map((mark) => getComputedStyle(mark).backgroundColor)"
        )
        assert len(set(marks)) == 2
