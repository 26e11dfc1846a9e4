"""What the page of suggested claims promises to its readers."""

import base64
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import Evidence, Status, Translation
from skillweave.domain.competency import Kind
from skillweave.domain.experience import Experience
from skillweave.domain.profile import Dimension, Level, Profile, Suggested
from skillweave.domain.span import Span
from skillweave.records.page import report_page

Make = Callable[..., Any]  # the makers of conftest.py take the fields of what they make


class Page(Protocol):
    """What the reader of pages in conftest.py gives."""

    source: str
    tags: list[tuple[str, dict[str, str]]]
    headings: list[int]
    marks: list[tuple[frozenset[str], str]]

    @property
    def words(self) -> str:
        """All text that a reader sees."""
        ...

    def inline(self, tag: str) -> list[str]:
        """Contents of every style or script."""
        ...

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        ...


TEXT = "I led the team. We built a boat 🚣🏽‍♀️ and sold it."
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</style></title></textarea><!--",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "&lt;b&gt;&amp;&#60;",
    "javascript:alert(1) http://evil.example/x //evil.example",
    '" onfocus="alert(1)" autofocus="',
    "]]><svg/onload=alert(1)>",
    "\u202eright to left\u202c",
)
"""Words that would do harm in a page that did not escape them."""


def _everywhere(words: str, make_claim: Make, make_cut_off: Make, make_framework: Make) -> dict[str, Any]:
    """Put the same words into every field that takes any, and give the arguments of a page."""
    text = f"I wrote {words} there."
    free = {"framework": words, "code": words, "label": words, "matched": words, "parents": (words,)}
    claim = make_claim(text, words, **free, id=words, flags=(words,), alternatives=(words,), scores={words: 1.0})
    judgement = {"shown": "not_shown", "score": 0.0, "reason": words, "judge": words}
    cut_off = make_cut_off(text, words, **free, rule=words, judgement=judgement)
    experience = Experience(id=words, text=text, host=words, goal=words, tools=(words,), evidence_links=(words,))
    quote = Evidence.of(Span(start=8, end=8 + len(words)), text)
    autonomy = Suggested(dimension=Dimension.AUTONOMY, level=Level.APPLY, evidence=(quote,), rules=(words,))
    found = Translation(
        id=words,
        status=Status.CLAIMS,
        experience=experience,
        claims=(claim,),
        cut_off=(cut_off,),
        profile=Profile(rules=words, autonomy=autonomy),
    )
    failed = Translation(id=words, status=Status.FAILED, error=words, row=3)
    free = {"version": words, "name": words, "publisher": words, "source": words, "licence": words, "not_listed": words}
    return {
        "translations": [found, failed],
        "title": words,
        "circumstances": {words: words},
        "frameworks": [make_framework(kind=Kind.CORE, complete=False, **free)],
    }


@pytest.fixture
def full(make_claim: Make, make_cut_off: Make, make_framework: Make, make_translation: Make, make_page: Make) -> Page:
    """Give a page with everything on it: three kinds, overlaps, a failure, nothing found."""
    technical, core = {"framework": "beta", "kind": Kind.TECHNICAL}, {"framework": "gamma", "kind": Kind.CORE}
    claims = (
        make_claim(TEXT, "led the team", "We built a boat 🚣🏽‍♀️", id="1" * 20, confidence=0.72, flags=("shared",)),
        make_claim(TEXT, "built a boat", id="2" * 20, verification="unverified", **technical),
        make_claim(TEXT, "a boat 🚣🏽‍♀️ and sold", id="3" * 20, parents=("Trade", "Work"), **core),
    )
    found = make_translation(TEXT, claims=claims, cut_off=(make_cut_off(TEXT, "sold it"),))
    failed = Translation(id="e3", status=Status.FAILED, error="end_date lies before start_date", row=9)
    lists = [make_framework(), make_framework("beta", Kind.TECHNICAL), make_framework("gamma", Kind.CORE)]
    page: Page = make_page(found, make_translation("I liked the lunch.", id="e2"), failed, frameworks=lists)
    return page


def test_counts_stand_at_the_top(full: Page) -> None:
    """Entries, those with claims, nothing found and failed are counted apart."""
    assert "Entries 3 With claims 1 Nothing found 1 Failed 1" in full.words


def test_what_a_judge_took_away_says_why(make_cut_off: Make, make_translation: Make, make_page: Make) -> None:
    """With what is to be noted of the entry, which has no claim left to stand at."""
    why = "no own work; some words of the text seem to speak to a program; they were not sent to the judge"
    judgement = {"shown": "not_shown", "score": 0.0, "reason": why, "judge": "m/judge-v1@0"}
    cut = make_cut_off(TEXT, "sold it", reason="not_shown", rule=None, judgement=judgement)
    assert why in make_page(make_translation(TEXT, cut_off=(cut,))).words


def test_claims_are_called_suggestions(full: Page) -> None:
    """Nobody can take a claim on the page for a confirmed one."""
    assert "Every claim on this page is a suggestion." in full.words


def test_missing_calibration_is_said(full: Page) -> None:
    """A claim without a probability says so, and one with it shows it."""
    assert full.words.count("Confidence: not calibrated") == 2
    assert "Confidence: 72%" in full.words


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.999, "over 99%"), (0.001, "under 1%"), (0.5, "50%"), (0.0, "under 1%")]
)
def test_rounding_never_claims_certainty(
    confidence: float, words: str, make_claim: Make, make_translation: Make, make_page: Make
) -> None:
    """A probability near the ends is not shown as 100% or 0%."""
    page = make_page(make_translation(TEXT, claims=(make_claim(TEXT, "led", confidence=confidence),)))

    assert f"Confidence: {words}" in page.words


@pytest.mark.parametrize(("whose", "said"), [("family", 1), ("own", 0), (None, 0)])
def test_a_borrowed_confidence_is_said(
    whose: str | None, said: int, make_claim: Make, make_translation: Make, make_page: Make
) -> None:
    """Where claims of other frameworks were judged, not of this one."""
    claim = make_claim(TEXT, "led", confidence=0.5, calibrated_on=whose)
    page = make_page(make_translation(TEXT, claims=(claim,)))
    assert page.words.count("confidence borrowed from similar claims") == said


def test_nothing_found_is_a_calm_result(full: Page) -> None:
    """An entry without claims says what that means and what it does not."""
    assert "No claim above the threshold. This is not a failing mark" in full.words


def test_failure_names_row_and_reason(full: Page) -> None:
    """A failed entry is never shown as one in which nothing was found."""
    assert "Row 9 was not translated. end_date lies before start_date" in full.words


def test_parents_are_a_path_from_the_top(full: Page) -> None:
    """The labels above a claim are read from the widest to the nearest."""
    assert "Work \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} , then Trade" in full.words


def test_unverified_name_is_marked_once(full: Page) -> None:
    """Only the claim whose name is unverified carries the mark."""
    assert [attributes.get("class") for _, attributes in full.tags].count("badge unverified") == 1


def test_every_claim_id_appears_once(full: Page) -> None:
    """A claim can be found by its id, and by nothing else on the page."""
    assert [full.source.count(digit * 20) for digit in "123"] == [1, 1, 1]


def test_marks_of_a_claim_are_its_evidence(full: Page) -> None:
    """The pieces that carry a claim's number are its quotes, word for word, however others overlap them."""
    marked = ["".join(words for numbers, words in full.marks if str(number) in numbers) for number in (1, 2, 3)]

    assert marked == ["led the teamWe built a boat 🚣🏽‍♀️", "built a boat", "a boat 🚣🏽‍♀️ and sold"]


def test_number_stands_where_evidence_ends(full: Page) -> None:
    """Each stretch of evidence ends with the number of its claim."""
    assert full.values("data-ends") == ["1", "2", "1", "3"]


def test_every_mark_leads_to_claims(full: Page) -> None:
    """Numbers at the marks are those of the entry's claims."""
    assert {number for numbers, _ in full.marks for number in numbers} == set(full.values("data-number"))


@given(data=st.data())
def test_text_is_kept_code_point_for_code_point(
    data: st.DataObject, make_claim: Make, make_translation: Make, make_page: Make
) -> None:
    """Whatever is marked in a text, its pieces joined are the text, line breaks of every sort included."""
    alphabet = st.one_of(
        st.sampled_from("\r\n\t &<>\"'{}%#\u200d\u0301🚣é"), st.characters(exclude_characters="\0", codec="utf-8")
    )
    text = data.draw(st.text(alphabet, min_size=1, max_size=60).filter(str.strip))
    ends = (
        st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
        .map(sorted)
        .filter(lambda pair: pair[0] < pair[1])
    )
    spans = data.draw(st.lists(ends, max_size=6))
    claims = [make_claim(text, evidence=(Evidence(start=a, end=b, quote=text[a:b]),), id=f"{a}-{b}") for a, b in spans]

    page = make_page(make_translation(text, claims=tuple(claims), status=Status.CLAIMS))

    assert page.written == [text]


def test_carriage_return_is_spelled_out(make_translation: Make, make_page: Make) -> None:
    """A browser turns a bare carriage return into a line feed, so none is written; an old line end still breaks."""
    page = make_page(make_translation("one\r\ntwo\rthree"))

    assert "\r" not in page.source
    assert "one&#13;\ntwo&#13;<br>three" in page.source


def test_evidence_that_is_not_verbatim_is_not_marked(make_claim: Make, make_translation: Make, make_page: Make) -> None:
    """A quote that the text does not hold at its place is shown with a warning, never marked."""
    wrong = (Evidence(start=0, end=5, quote="other"), Evidence(start=900, end=905, quote="beyond"[:5]))

    page = make_page(make_translation(TEXT, claims=(make_claim(TEXT, evidence=wrong),)))

    assert page.marks == []
    assert page.words.count("not found in the text as quoted") == 2


def test_claims_without_their_text_are_shown(make_claim: Make, make_translation: Make, make_page: Make) -> None:
    """A result that was stored without the text still shows claims and quotes."""
    claim = make_claim(TEXT, "led the team")

    page = make_page(make_translation(None, claims=(claim,)))

    assert "led the team" in page.words
    assert "not found" not in page.words


@pytest.mark.parametrize("words", HOSTILE)
def test_words_never_change_the_page(
    words: str, make_claim: Make, make_cut_off: Make, make_framework: Make, make_page: Make
) -> None:
    """With hostile words in every field the page has the same elements and attributes as with harmless ones."""
    makers = (make_claim, make_cut_off, make_framework)
    harmless, hostile = (_everywhere(value, *makers) for value in ("harmless", words))

    expected = make_page(*harmless.pop("translations"), **harmless)
    page = make_page(*hostile.pop("translations"), **hostile)

    assert page.skeleton == expected.skeleton
    assert page.words.count(" ".join(words.split())) >= 20


def test_what_no_page_can_hold_is_replaced(make_translation: Make, make_page: Make) -> None:
    """A NUL in a text or a broken file name in the title cannot stop the page from being written."""
    page = make_page(make_translation("a\0b"), title="log-\udcff.csv")

    assert page.source.encode()
    assert page.written == ["a\ufffdb"]
    assert page.words.startswith("log-?.csv")


def test_page_loads_nothing(full: Page) -> None:
    """No attribute points outside the page, and neither style nor script can fetch."""
    assert not [
        tag for tag, attributes in full.tags if {"src", "srcset", "action", "style", "data", "poster"} & set(attributes)
    ]
    assert all(target.startswith("#") for target in full.values("href"))
    assert not re.search(r"url\(|@import|@font-face|image-set", full.inline("style")[0])
    assert not re.search(r"fetch|import|XMLHttp|WebSocket|Beacon|https?:|innerHTML|eval", full.inline("script")[0])


def test_no_handler_stands_in_the_markup(full: Page) -> None:
    """The script adds its listeners; no attribute holds code."""
    assert not [name for _, attributes in full.tags for name in attributes if name.startswith("on")]


def test_policy_allows_this_style_and_script_only(full: Page) -> None:
    """The hashes in the policy are those of what the page holds, and all else is forbidden."""
    policy = next(values["content"] for _, values in full.tags if values.get("http-equiv") == "Content-Security-Policy")
    digests = [
        base64.b64encode(hashlib.sha256(full.inline(tag)[0].encode()).digest()).decode() for tag in ("style", "script")
    ]

    assert [len(full.inline(tag)) for tag in ("style", "script")] == [1, 1]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_policy_comes_before_what_it_rules(full: Page) -> None:
    """A policy counts only for what follows it."""
    assert full.source.index("Content-Security-Policy") < full.source.index("<style>")


def test_headings_are_in_order(full: Page) -> None:
    """One heading of the first level leads, and no level is left out on the way down."""
    assert full.headings[0] == 1
    assert full.headings.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(full.headings))


def test_ids_are_unique_and_references_lead_somewhere(
    make_claim: Make, make_translation: Make, make_page: Make
) -> None:
    """Even when one entry stands twice in a log, every link and label finds its own target."""
    entry = make_translation(TEXT, claims=(make_claim(TEXT, "led"),))
    page = make_page(entry, entry)
    ids = page.values("id")

    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in page.values("href")} <= set(ids)
    assert {*page.values("aria-labelledby"), *page.values("for")} <= set(ids)


def test_page_says_its_language_and_has_a_way_past_the_head(full: Page) -> None:
    """A screen reader knows how to speak the page, and a keyboard reaches the entries at once."""
    assert full.tags[0] == ("html", {"lang": "en"})
    assert next(attributes["href"] for tag, attributes in full.tags if tag == "a") == "#entries"


def test_page_is_whole_without_the_script(full: Page) -> None:
    """Only the filter is hidden until the script shows it."""
    assert [attributes.get("id") for _, attributes in full.tags if "hidden" in attributes] == ["filter"]


def test_framework_that_was_not_handed_over_is_listed(
    make_claim: Make, make_translation: Make, make_page: Make
) -> None:
    """A claim never falls off the page because its framework is unknown; its id stands for the name."""
    claim = make_claim(TEXT, "led", framework="unknown-list", kind=Kind.CORE)

    page = make_page(make_translation(TEXT, claims=(claim,)), frameworks=[])

    assert page.words.count("unknown-list") == 3
    assert "1 suggested claim " in page.words


def test_framework_without_claims_is_listed(make_framework: Make, make_page: Make) -> None:
    """A framework that was asked and gave nothing is in the table, with its licence."""
    page = make_page(frameworks=[make_framework(licence="CC BY 4.0")])

    assert "The alpha list Version 1 0 0" in page.words
    assert "Licence: CC BY 4.0" in page.words
    assert "There are no entries." in page.words


def test_tones_depend_on_the_set_of_frameworks_only(make_framework: Make, make_page: Make) -> None:
    """The same frameworks have the same colours, in whatever order they are handed over."""
    lists = [make_framework(id_) for id_ in "dcba"]

    one, other = (make_page(frameworks=given_) for given_ in (lists, lists[::-1]))

    assert one.source == other.source
    assert "swatch tone-transferable-3 transferable" in one.values("class")


def test_claims_are_numbered_as_they_are_shown(make_claim: Make, make_translation: Make, make_page: Make) -> None:
    """Numbers run down the page: by kind, by framework, by rank."""
    claims = (
        make_claim(TEXT, "sold", framework="z", kind=Kind.TECHNICAL, label="third"),
        make_claim(TEXT, "boat", rank=2, label="second"),
        make_claim(TEXT, "led", rank=1, label="first"),
    )

    page = make_page(make_translation(TEXT, claims=claims))

    assert [page.words.index(f"{number} {word} A1") for number, word in ((1, "first"), (2, "second"), (3, "third"))]
    assert page.values("data-number") == ["1", "2", "3"]


def test_iterator_gives_the_page_of_a_list(make_translation: Make) -> None:
    """What can be read only once makes the same page."""
    entries = [make_translation(id=f"e{number}") for number in range(50)]
    arguments: dict[str, Any] = {"title": "A report", "circumstances": {}, "frameworks": []}

    chunks = list(report_page(iter(entries), **arguments))

    assert len(chunks) > 5
    assert "".join(chunks) == "".join(report_page(entries, **arguments))


def test_what_can_be_read_again_is_not_kept(make_translation: Make) -> None:
    """A log that is read afresh each time is gone through twice, while the page is being written."""

    class Log:
        """Makes its entries as they are asked for."""

        made = 0

        def __iter__(self) -> Iterator[Translation]:
            for number in range(200):
                Log.made += 1
                yield make_translation(id=f"e{number}")

    next(report_page(Log(), title="A report", circumstances={}, frameworks=[]))

    assert 200 <= Log.made < 300
