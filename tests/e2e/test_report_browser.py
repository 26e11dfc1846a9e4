"""The page of suggested claims in a real browser: light, filter, keys, narrow screens, and nothing from outside."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from skillweave.domain.claim import Claim, CutOff, CutReason, Evidence, Status, Translation
from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.domain.experience import Experience, ExperienceType
from skillweave.domain.span import Span
from skillweave.records.page import report_page
from skillweave.text.profile import profile_of
from tests.browsers import Look, Watched, looking

pytestmark = pytest.mark.browser

BOAT = "I led the team.\r\nWe built a boat 🚣🏽‍♀️ and sold it.\rI led the sale too."
HOSTILE = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\"' onfocus=window.hacked=1 "
WIDE = "W" * 400


def _framework(id_: str, kind: Kind) -> Framework:
    return Framework(
        id=id_,
        version="1",
        name=f"The {id_} list",
        kind=kind,
        publisher="A board",
        source="a leaflet",
        licence="CC0-1.0",
        competencies=(Competency(code="A1", label="Teamwork"),),
        complete=True,
        not_listed="",
        content_hash="0" * 64,
    )


def _evidence(text: str, quotes: tuple[str, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence.of(Span(start=text.index(words), end=text.index(words) + len(words)), text) for words in quotes
    )


def _claim(text: str, label: str, framework: str, kind: Kind, *quotes: str) -> Claim:
    evidence = _evidence(text, quotes)
    return Claim(
        id=f"id of {label}",
        rank=1,
        confidence=None,
        framework=framework,
        code="A1",
        label=label,
        kind=kind,
        verification="unverified",
        score=1.0,
        scores={},
        matched=label,
        evidence=evidence,
        passage=evidence[0],
        parents=("Skills",),
    )


def _entry(number: int, text: str, *claims: Claim, cut_off: tuple[CutOff, ...] = ()) -> Translation:
    experience = Experience(id=str(number), text=text, experience_type=ExperienceType.INTERNSHIP, host=HOSTILE)
    status = Status.CLAIMS if claims else Status.NOTHING_FOUND
    return Translation(
        id=f"e{number}",
        status=status,
        experience=experience,
        claims=claims,
        cut_off=cut_off,
        profile=profile_of(text),
        row=number,
    )


def _translations() -> tuple[Translation, ...]:
    """Give four entries: overlaps, another framework only, nothing found, failed."""
    hostile, lunch = f"I wrote {HOSTILE} {WIDE}.", "I liked the lunch."
    opinion = CutOff(
        reason=CutReason.OPINION,
        rule="opinion.like",
        **_claim(lunch, "Cooking", "beta", Kind.TECHNICAL, "liked the lunch").model_dump(
            exclude=set(Claim.model_fields) - set(CutOff.model_fields)
        ),
    )
    return (
        _entry(
            1,
            BOAT,
            _claim(
                BOAT, "Leadership", "alpha", Kind.TRANSFERABLE, "led the team", "We built a boat 🚣🏽‍♀️", "led the sale"
            ),
            _claim(BOAT, "Boat building", "beta", Kind.TECHNICAL, "built a boat"),
            _claim(BOAT, "Selling", "gamma", Kind.CORE, "a boat 🚣🏽‍♀️ and sold"),
        ),
        _entry(2, hostile, _claim(hostile, HOSTILE, "beta", Kind.TECHNICAL, HOSTILE.strip(), WIDE)),
        _entry(3, lunch, cut_off=(opinion,)),
        Translation(id="e4", status=Status.FAILED, error=f"wrong date {HOSTILE}", row=9),
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the page once."""
    lists = [_framework("alpha", Kind.TRANSFERABLE), _framework("beta", Kind.TECHNICAL), _framework("gamma", Kind.CORE)]
    file = tmp_path_factory.mktemp("report") / "report.html"
    chunks = report_page(
        _translations(), title=f"Report {HOSTILE}", circumstances={"Encoder": HOSTILE}, frameworks=lists
    )
    file.write_text("".join(chunks), encoding="utf-8", newline="")
    return file.as_uri()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Give a fresh context at the width of a desk screen, without motion."""
    with looking(browser) as watched:
        yield watched


@pytest.fixture
def page(watched: Watched, address: str) -> Page:
    """Open the page afresh."""
    page = watched.page()
    page.goto(address)
    return page


def _claim_link(page: Page, entry: int, number: int) -> Locator:
    return page.locator(f"#e{entry}-c{number} .name a")


def _lit(page: Page, kind: str) -> list[str]:
    """Give the words of the marks, or the numbers of the claims, that are lit."""
    found: list[str] = page.locator(f"{kind}.lit").evaluate_all(
        "parts => parts.map((part) => part.dataset.number ?? part.textContent)"
    )
    return found


def _shown_entries(page: Page) -> list[str]:
    shown: list[str] = page.locator(".entry:not([hidden])").evaluate_all("entries => entries.map((entry) => entry.id)")
    return shown


def _tick(page: Page, value: str) -> None:
    page.locator(f"#filter input[value='{value}']").click()


def _states(mark: Locator) -> tuple[str | None, str | None]:
    """Give the class and the numbers of a mark."""
    return mark.get_attribute("class"), mark.get_attribute("data-ends")


def test_focus_on_a_claim_lights_all_its_marks(page: Page) -> None:
    """Every piece of a claim's evidence is lit, overlapped or not, and no other."""
    _claim_link(page, 1, 1).focus()

    assert _lit(page, "mark") == ["led the team", "We ", "built ", "a boat", " 🚣🏽‍♀️", "led the sale"]
    assert _lit(page, ".claim") == ["1"]


def test_pointing_at_a_claim_lights_its_marks(page: Page) -> None:
    """A pointer does what focus does."""
    page.locator("#e1-c3").hover()

    assert _lit(page, "mark") == ["a boat", " 🚣🏽‍♀️", " and sold"]


def test_focus_on_a_mark_lights_its_claims(page: Page) -> None:
    """A mark that three claims share lights the three, and their names are said."""
    page.locator("#e1-m4").focus()

    assert _lit(page, ".claim") == ["1", "2", "3"]
    expect(page.locator("#note")).to_have_text("Evidence for: 1 Leadership; 2 Boat building; 3 Selling")


def test_arrow_keys_go_from_mark_to_mark(page: Page) -> None:
    """A text is one stop of the Tab key; arrows reach every mark in it."""
    page.locator("#e1 mark[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.locator("#e1-m3")).to_be_focused()
    expect(page.locator("#e1 mark[tabindex='0']")).to_have_count(1)


def test_tab_reaches_the_claims(page: Page) -> None:
    """From the marks of a text, the Tab key goes on to the claims beside it, past the group's own switch."""
    page.locator("#e1 mark[tabindex='0']").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(page.locator(":focus")).to_have_text("Leadership")
    assert _lit(page, ".claim") == ["1"]


def test_escape_clears(page: Page) -> None:
    """Escape puts the light out and leaves the focus where it is."""
    link = _claim_link(page, 1, 1)
    link.focus()

    page.keyboard.press("Escape")

    assert _lit(page, "mark") + _lit(page, ".claim") == []
    expect(link).to_be_focused()


def test_click_keeps_the_light_on(page: Page) -> None:
    """Following a claim to its words does not take the light from it."""
    _claim_link(page, 1, 2).click()

    assert _lit(page, "mark") == ["built ", "a boat"]


def test_framework_filter_hides_claims_and_entries(page: Page) -> None:
    """Without a framework its claims and marks go, and so do entries that have no other claim."""
    _tick(page, "f1")

    assert _shown_entries(page) == ["e1", "e3", "e4"]
    expect(page.locator("#shown")).to_have_text("Showing 3 of 4 entries, 2 of 4 claims.")
    expect(page.locator("#e1-c2")).to_be_hidden()
    assert page.locator("#e1-m3").get_attribute("class") == "transferable"


def test_mark_without_a_shown_claim_is_plain(page: Page) -> None:
    """A mark loses colour, line and number with its last claim, and gets them back."""
    mark = page.locator("#e1-m1")
    _tick(page, "f0")
    hidden = _states(mark)
    _tick(page, "f0")

    assert hidden == ("off", None)
    assert _states(mark) == ("transferable", "1")


def test_status_filter_hides_entries(page: Page) -> None:
    """Entries can be shown by how they ended."""
    _tick(page, "claims")
    _tick(page, "failed")

    assert _shown_entries(page) == ["e3"]
    expect(page.locator("#shown")).to_have_text("Showing 1 of 4 entries, 0 of 4 claims.")


def test_search_finds_entries_and_is_undone(page: Page) -> None:
    """A search ignores case, and one button brings everything back."""
    page.locator("#search").fill("BUILT A")
    expect(page.locator(".entry:not([hidden])")).to_have_count(1)
    found = _shown_entries(page)

    page.locator("#reset").click()

    assert (found, _shown_entries(page)) == (["e1"], ["e1", "e2", "e3", "e4"])


def test_text_in_the_browser_is_the_text(page: Page) -> None:
    """Offsets into the text hold in the browser too: no line end is lost on the way."""
    text = page.locator("#e1 .text").evaluate("text => text.textContent")

    assert text == BOAT


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    """The page fits a narrow screen, and a desk screen at 200 percent, words of 400 letters included."""
    with looking(browser, Look(width)) as watched:
        page = watched.page()
        page.goto(address)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_paper_shows_what_is_folded_away(page: Page) -> None:
    """Before printing all is opened; afterwards it is as it was."""
    folded = page.locator(".left-out").first

    states = [
        folded.evaluate("(part, event) => { dispatchEvent(new Event(event)); return part.open; }", event)
        for event in ("beforeprint", "afterprint")
    ]

    assert states == [True, False]


def test_hostile_words_do_nothing(page: Page) -> None:
    """No word of a log, a framework or a setting runs, also while everything is used."""
    page.evaluate("document.querySelectorAll('mark, .name a, summary').forEach((part) => part.focus())")

    assert page.evaluate("window.hacked ?? null") is None
    assert page.evaluate("document.images.length") == 0


def test_nothing_is_loaded_and_nothing_complains(watched: Watched, page: Page, address: str) -> None:
    """The page asks for no other file and breaks no rule of its own policy."""
    page.reload()

    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert (watched.requests, watched.complaints) == ([address, address], [])


def test_page_is_whole_without_script(browser: Browser, address: str) -> None:
    """Where no script runs, every entry and claim is there, and no control that would do nothing."""
    with looking(browser, Look(script=False)) as watched:
        page = watched.page()
        page.goto(address)

        shown = [claim.is_visible() for claim in page.locator(".claim").all()]
        assert (shown, page.locator("#filter").is_visible()) == ([True] * 4, False)
