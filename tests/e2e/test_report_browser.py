"""The page of suggested claims in a real browser: light, filter, keys, narrow screens, and nothing from outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from skillweave.domain.claim import Claim, CutOff, CutReason, Evidence, Status, Translation
from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.domain.experience import Experience, ExperienceType
from skillweave.domain.span import Span
from skillweave.records.page import report_page

CHROMIUM = Path("/usr/bin/chromium")
DRIVER = Path("/usr/bin/chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,  # the driver listens on a local port
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
    pytest.mark.skipif(not DRIVER.exists(), reason=f"{DRIVER} is missing: apt-get install chromium-driver"),
]

BOAT = "I led the team.\r\nWe built a boat 🚣🏽‍♀️ and sold it.\rI led the sale too."
HOSTILE = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\"' onfocus=window.hacked=1 "
WIDE = "W" * 400
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


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
        id=f"e{number}", status=status, experience=experience, claims=claims, cut_off=cut_off, row=number
    )


def _translations() -> tuple[Translation, ...]:
    """Give four entries: overlaps, another framework only, nothing found, failed."""
    hostile, lunch = f"I wrote {HOSTILE} {WIDE}.", "I liked the lunch."
    opinion = CutOff(
        reason=CutReason.OPINION,
        rule="opinion.like",
        **_claim(lunch, "Cooking", "beta", Kind.TECHNICAL, "liked the lunch").model_dump(
            exclude={"id", "rank", "confidence", "flags", "alternatives"}
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


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Start one browser for all tests, with a profile of its own."""
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = Chrome(options=options, service=ChromeService(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Chrome, address: str) -> Chrome:
    """Open the page afresh at the width of a desk screen, without motion."""
    _resize(browser, 1280)
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(address)
    return browser


def _resize(browser: Chrome, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def _claim_link(page: Chrome, entry: int, number: int) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, f"#e{entry}-c{number} .name a")


def _focus(page: Chrome, element: WebElement) -> None:
    page.execute_script("arguments[0].focus()", element)


def _press(page: Chrome, key: str) -> None:
    ActionChains(page).send_keys(key).perform()


def _lit(page: Chrome, kind: str) -> list[str]:
    """Give the words of the marks, or the numbers of the claims, that are lit."""
    found = page.find_elements(By.CSS_SELECTOR, f"{kind}.lit")
    return [element.get_attribute("data-number") or str(element.get_property("textContent")) for element in found]


def _shown_entries(page: Chrome) -> list[str]:
    return [str(entry.get_attribute("id")) for entry in page.find_elements(By.CSS_SELECTOR, ".entry:not([hidden])")]


def _tick(page: Chrome, value: str) -> None:
    page.find_element(By.CSS_SELECTOR, f"#filter input[value='{value}']").click()


def _count(page: Chrome) -> str:
    return page.find_element(By.ID, "shown").text


def _complaints(page: Chrome) -> object:
    """Give what the browser wrote on its console since the last call."""
    return page.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves its argument untyped


def test_focus_on_a_claim_lights_all_its_marks(page: Chrome) -> None:
    """Every piece of a claim's evidence is lit, overlapped or not, and no other."""
    _focus(page, _claim_link(page, 1, 1))

    assert _lit(page, "mark") == ["led the team", "We ", "built ", "a boat", " 🚣🏽‍♀️", "led the sale"]
    assert _lit(page, ".claim") == ["1"]


def test_pointing_at_a_claim_lights_its_marks(page: Chrome) -> None:
    """A pointer does what focus does."""
    ActionChains(page).move_to_element(page.find_element(By.ID, "e1-c3")).perform()

    assert _lit(page, "mark") == ["a boat", " 🚣🏽‍♀️", " and sold"]


def test_focus_on_a_mark_lights_its_claims(page: Chrome) -> None:
    """A mark that three claims share lights the three, and their names are said."""
    _focus(page, page.find_element(By.ID, "e1-m4"))

    assert _lit(page, ".claim") == ["1", "2", "3"]
    assert page.find_element(By.ID, "note").text == "Evidence for: 1 Leadership; 2 Boat building; 3 Selling"


def test_arrow_keys_go_from_mark_to_mark(page: Chrome) -> None:
    """A text is one stop of the Tab key; arrows reach every mark in it."""
    _focus(page, page.find_element(By.CSS_SELECTOR, "#e1 mark[tabindex='0']"))
    _press(page, Keys.ARROW_RIGHT + Keys.ARROW_RIGHT)

    assert page.switch_to.active_element.get_attribute("id") == "e1-m3"
    assert len(page.find_elements(By.CSS_SELECTOR, "#e1 mark[tabindex='0']")) == 1


def test_tab_reaches_the_claims(page: Chrome) -> None:
    """From the marks of a text, the Tab key goes on to the claims beside it, past the group's own switch."""
    _focus(page, page.find_element(By.CSS_SELECTOR, "#e1 mark[tabindex='0']"))
    _press(page, Keys.TAB + Keys.TAB)

    assert page.switch_to.active_element.text == "Leadership"
    assert _lit(page, ".claim") == ["1"]


def test_escape_clears(page: Chrome) -> None:
    """Escape puts the light out and leaves the focus where it is."""
    link = _claim_link(page, 1, 1)
    _focus(page, link)

    _press(page, Keys.ESCAPE)

    assert _lit(page, "mark") + _lit(page, ".claim") == []
    assert page.switch_to.active_element == link


def test_click_keeps_the_light_on(page: Chrome) -> None:
    """Following a claim to its words does not take the light from it."""
    _claim_link(page, 1, 2).click()

    assert _lit(page, "mark") == ["built ", "a boat"]


def test_framework_filter_hides_claims_and_entries(page: Chrome) -> None:
    """Without a framework its claims and marks go, and so do entries that have no other claim."""
    _tick(page, "f1")

    assert _shown_entries(page) == ["e1", "e3", "e4"]
    assert _count(page) == "Showing 3 of 4 entries, 2 of 4 claims."
    assert not page.find_element(By.ID, "e1-c2").is_displayed()
    assert page.find_element(By.ID, "e1-m3").get_attribute("class") == "transferable"


def test_mark_without_a_shown_claim_is_plain(page: Chrome) -> None:
    """A mark loses colour, line and number with its last claim, and gets them back."""
    mark = page.find_element(By.ID, "e1-m1")
    _tick(page, "f0")
    hidden = (mark.get_attribute("class"), mark.get_attribute("data-ends"))
    _tick(page, "f0")

    assert hidden == ("off", None)
    assert (mark.get_attribute("class"), mark.get_attribute("data-ends")) == ("transferable", "1")


def test_status_filter_hides_entries(page: Chrome) -> None:
    """Entries can be shown by how they ended."""
    _tick(page, "claims")
    _tick(page, "failed")

    assert _shown_entries(page) == ["e3"]
    assert _count(page) == "Showing 1 of 4 entries, 0 of 4 claims."


def test_search_finds_entries_and_is_undone(page: Chrome) -> None:
    """A search ignores case, and one button brings everything back."""
    page.find_element(By.ID, "search").send_keys("BUILT A")
    WebDriverWait(page, 5).until(lambda _: _shown_entries(page) == ["e1"])

    page.find_element(By.ID, "reset").click()

    assert _shown_entries(page) == ["e1", "e2", "e3", "e4"]


def test_text_in_the_browser_is_the_text(page: Chrome) -> None:
    """Offsets into the text hold in the browser too: no line end is lost on the way."""
    text = page.find_element(By.CSS_SELECTOR, "#e1 .text").get_property("textContent")

    assert text == BOAT


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_scrolls_sideways(page: Chrome, width: int) -> None:
    """The page fits a narrow screen, and a desk screen at 200 percent, words of 400 letters included."""
    _resize(page, width)
    page.execute_script("for (const part of document.querySelectorAll('details')) part.open = true")

    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_paper_shows_what_is_folded_away(page: Chrome) -> None:
    """Before printing all is opened; afterwards it is as it was."""
    folded = page.find_element(By.CSS_SELECTOR, ".left-out")

    states = [
        page.execute_script(f"dispatchEvent(new Event('{event}')); return arguments[0].open", folded)
        for event in ("beforeprint", "afterprint")
    ]

    assert states == [True, False]


def test_hostile_words_do_nothing(page: Chrome) -> None:
    """No word of a log, a framework or a setting runs, also while everything is used."""
    page.execute_script("document.querySelectorAll('mark, .name a, summary').forEach((part) => part.focus())")

    assert page.execute_script("return window.hacked ?? null") is None
    assert page.execute_script("return document.images.length") == 0


def test_nothing_is_loaded_and_nothing_complains(page: Chrome) -> None:
    """The page asks for no other file and breaks no rule of its own policy."""
    _complaints(page)
    page.refresh()

    assert page.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert _complaints(page) == []


def test_page_is_whole_without_script(browser: Chrome, address: str) -> None:
    """Where no script runs, every entry and claim is there, and no control that would do nothing."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(address)
    claims = browser.find_elements(By.CSS_SELECTOR, ".claim")
    shown, controls = [claim.is_displayed() for claim in claims], browser.find_element(By.ID, "filter").is_displayed()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    assert (shown, controls) == ([True] * 4, False)
