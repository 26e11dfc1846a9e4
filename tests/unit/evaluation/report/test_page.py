"""What the page about a run promises to its readers."""

import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from typing import Protocol

import pytest

from skillweave.domain.span import Span
from skillweave.evaluation.report.page import report_page
from skillweave.evaluation.report.view import show_case
from skillweave.evaluation.runs import ClaimedLabel, GoldLabel, Run, SystemRun, WorstCase
from tests.invented_run import TEXT, make_set

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></svg></desc><!--",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "&lt;b&gt;&amp;&#60;",
    "javascript:alert(1) https://evil.example/x",
    '" onfocus="alert(1)" autofocus="',
    "]]><svg/onload=alert(1)>",
)


class Page(Protocol):
    """What the reader of pages in conftest.py gives."""

    source: str
    style: str
    tags: list[tuple[str, dict[str, str]]]
    headings: list[tuple[int, str]]
    tables: list[dict[str, list[str]]]
    texts: dict[str, list[str]]

    @property
    def words(self) -> str:
        """All text that a reader sees."""
        ...

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags and names of attributes."""
        ...

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        ...

    def of(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every element of that name."""
        ...

    def table(self, caption: str) -> dict[str, list[str]]:
        """The table of that caption."""
        ...


Read = Callable[[str], Page]


def test_headings_are_in_order(page: Page) -> None:
    """One heading of the first level leads, and no level is left out on the way down."""
    levels = [level for level, _ in page.headings]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_the_parts_stand_in_their_order(page: Page) -> None:
    """Short first, then all sets, what changed, each set, and how it was made."""
    assert [words.strip() for level, words in page.headings if level == 2] == [
        "In short",
        "Every set and system",
        "What changed against Summer run",
        "harbour logs",
        "one case",
        "no cases synthetic",
        "no values synthetic",
        "How this run was made",
    ]


def test_a_full_set_has_every_part(page: Page) -> None:
    """Figures, parts, confidence, competencies, fairness, cases."""
    at = next(place for place, (level, words) in enumerate(page.headings) if (level, words) == (2, "harbour logs"))
    parts = [words for level, words in page.headings[at + 1 :] if level == 3][:6]

    assert parts == [
        "Figures",
        "Parts of the set",
        "Confidence and caution",
        "Competencies",
        "Fairness: claims after a change that should change nothing",
        "Cases to read",
    ]


def test_what_a_run_does_not_have_is_said(page: Page) -> None:
    """A part that is missing is named, so that nobody takes it for a clean result."""
    missing = "slices, confidence, single competencies, confusions, fairness twins, cases to read"
    assert page.words.count(f"Not in this run: {missing}.") == 3


def test_every_table_has_a_caption_and_every_heading_a_scope(page: Page) -> None:
    """A screen reader can say which table it is in, and what a cell belongs to."""
    assert len(page.tables) > 10
    assert all(len(table["caption"]) == 1 and table["caption"][0] for table in page.tables)
    assert {one.get("scope") for one in page.of("th")} == {"col", "row", "rowgroup"}


def test_every_row_has_as_many_cells_as_there_are_columns(page: Page) -> None:
    """No cell stands below another column's heading."""
    for table in re.findall(r"<table>.*?</table>", page.source, re.DOTALL):
        head, *rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        columns = head.count("<th")
        spans = [int(one) for one in re.findall(r'colspan="(\d+)"', table)]
        assert set(spans) <= {columns}
        assert {row.count("<th") + row.count("<td") for row in rows if "colspan" not in row} <= {columns}


def test_tables_that_scroll_can_be_reached_by_keyboard(page: Page) -> None:
    """Each is a named region in the order of the Tab key."""
    regions = [one for one in page.of("div") if one.get("role") == "region"]

    assert len(regions) == len(page.tables)
    assert all(one["tabindex"] == "0" and one["aria-labelledby"] for one in regions)


def test_every_figure_has_words_and_numbers(page: Page) -> None:
    """Named by its title, described, and followed by a table with the same numbers."""
    figures = page.of("figure")
    ids = set(page.values("id"))

    assert len(figures) == len(page.of("svg")) == 6
    assert {one["role"] for one in figures} == {"img"}
    for one in figures:
        name = one["aria-labelledby"].removesuffix("-title")
        assert {f"{name}-title", f"{name}-description", f"{name}-numbers"} <= ids
        assert one["aria-describedby"] == f"{name}-description"
    assert all(page.texts["title"])
    assert all(page.texts["desc"])


def test_numbers_beside_a_plot_are_those_drawn(page: Page) -> None:
    """Reliability, risk, counts of labels and confusions."""
    assert page.table("Confidence of skillweave and what came true")["td"][:3] == ["25%", "18% to 33%", "80"]
    assert page.table("Share of wrong answers among the surest")["td"][-2:] == ["35%", "70%"]
    assert page.table("Competencies one by one: skillweave")["td"][:5] == ["0.923", "35", "30", "0", "5"]
    assert page.table("Most frequent confusions of skillweave")["td"][:2] == ["Persistence", "9"]


def test_few_cases_are_too_few_to_say(page: Page) -> None:
    """In parts of a set, bins of confidence, labels, twins, and whole sets."""
    assert "n 2; too few to say" in page.table("harbour logs by source: skillweave")["td"][2]
    assert page.table("Confidence of skillweave and what came true")["td"][6] == "80% too few to say"
    twins = page.table("Claims of skillweave after a change that should change nothing")["td"]
    assert twins == ["120", "97%", "93% to 99%", "3%", "2%", "12", "75% too few to say", "50% to 95%", "25%", "10%"]
    assert "too few to say" in page.table("Figures of every system on one case")["td"][0]


def test_floors_met_missed_and_without_value_are_told_apart(page: Page) -> None:
    """In words, not by colour alone."""
    overview = page.table("Every set and system: value and 95% interval")["td"]

    assert "floor 0.600: met" in overview[0]
    assert "– floor 0.500: no value, so not met" in overview


def test_real_is_said_only_where_the_interval_leaves_out_0(page: Page) -> None:
    """Every difference is either real, or none that the data can show."""
    cells = page.table("harbour logs: before and now")["td"][2::3]

    assert len(cells) == 7
    assert cells[0].endswith("real: better")
    assert cells[3].endswith("no difference that the data can show")
    assert cells[6] == "exactly the same"
    for cell in cells[:6]:
        low, high = (float(one.replace("\N{MINUS SIGN}", "-")) for one in re.findall(r"(\S+) to (\S+);", cell)[0])
        assert ("real" in cell) == (low > 0 or high < 0)
        assert ("no difference that the data can show" in cell) != ("real" in cell)


def test_changed_settings_are_shown(page: Page) -> None:
    """Before and now; what is the same is left out."""
    assert page.table("Settings that changed")["th"] == ["Setting", "Before", "Now", "gate"]
    assert page.table("Settings that changed")["td"] == ["off", "on"]
    assert "Sets that are new: no cases, no values." in page.words


def test_without_a_previous_run_nothing_is_said_to_have_changed(run: Run, read: Read) -> None:
    """The part is left out."""
    assert "What changed" not in read(report_page(run)).words


def test_evidence_is_marked_in_the_text(page: Page) -> None:
    """The pieces joined are the text; gold and quotes are marked apart, and together where both are."""
    marks = [(one["class"], one.get("data-ends", "")) for one in page.of("mark")]

    assert TEXT in page.texts["text"]
    assert marks == [("gold", ""), ("gold claimed", "G1"), ("claimed", "C1")]
    assert "wrong; score 1.250, confidence 81%" in page.words
    assert "right; score 0.500" in page.words
    assert "The text is not kept in this run." in page.words


def test_words_that_are_not_in_the_text_are_not_marked() -> None:
    """A span beyond the text, or one into a text that is not kept, is left out."""
    beyond = (Span(start=2, end=9),)
    case = WorstCase(
        case_id="c",
        text="short",
        gold=(GoldLabel(code="a", label="A", spans=beyond),),
        claimed=(ClaimedLabel(code="a", label="A", score=1, spans=(Span(start=0, end=5),)),),
        why="",
    )

    shown = show_case(case)

    assert [(one.words, one.marks) for one in shown.stretches] == [("short", ("claimed",))]
    assert shown.gold[0].quotes == ()
    assert show_case(case.model_copy(update={"text": ""})).stretches == ()


@pytest.mark.parametrize("words", HOSTILE)
def test_words_never_change_the_page(words: str, run: Run, read: Read) -> None:
    """With hostile words in every name the page has the same elements and attributes as with harmless ones."""
    expected = read(report_page(_everywhere(run, "harmless"), _everywhere(run, "other")))
    page = read(report_page(_everywhere(run, words), _everywhere(run, "other")))

    assert page.skeleton == expected.skeleton
    assert page.words.count(" ".join(words.split())) >= 20


def _everywhere(run: Run, words: str) -> Run:
    """Put words into every free field of the first set."""
    named = {"label": words}
    first = run.sets[0].systems[0]
    worst = first.worst[0]
    system = first.model_copy(
        update={
            "name": words,
            "figures": tuple(one.model_copy(update={"name": f"{words} {one.name}"}) for one in first.figures),
            "by_slice": {words: dict.fromkeys([words], first.by_slice["source"]["north"])},
            "per_label": tuple(one.model_copy(update=named) for one in first.per_label),
            "twins": tuple(one.model_copy(update={"kind": words}) for one in first.twins),
            "worst": (
                worst.model_copy(
                    update={
                        "case_id": words,
                        "text": f"{TEXT} {words}",
                        "why": words,
                        "gold": tuple(one.model_copy(update={**named, "code": words}) for one in worst.gold),
                        "claimed": tuple(one.model_copy(update={**named, "code": words}) for one in worst.claimed),
                    }
                ),
            ),
        }
    )
    data = run.sets[0].model_copy(
        update={"name": "set", "says": words, "framework": words, "systems": (system, *run.sets[0].systems[1:])}
    )
    return run.model_copy(update={"name": words, "made": words, "settings": {words: words}, "sets": (data,)})


def test_page_loads_nothing(page: Page) -> None:
    """No address of another place stands anywhere, no attribute fetches, and there is no script."""
    fetching = {"src", "srcset", "action", "style", "data", "poster", "xlink:href"}

    assert not [tag for tag, attributes in page.tags if fetching & set(attributes)]
    assert not {"script", "link", "img", "image", "iframe", "object", "foreignobject"} & {tag for tag, _ in page.tags}
    assert all(target.startswith("#") for target in page.values("href"))
    assert "://" not in page.source
    assert not re.search(r"url\(|@import|@font-face|image-set", page.style)
    assert all(one.startswith("#") for one in re.findall(r"url\(([^)]*)\)", page.source))


def test_policy_allows_this_style_only(page: Page) -> None:
    """The hash in the policy is that of the style, and the policy stands before it."""
    policy = next(one["content"] for one in page.of("meta") if one.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()

    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert page.source.index("Content-Security-Policy") < page.source.index("<style>")


def test_ids_are_unique_and_references_lead_somewhere(page: Page) -> None:
    """Every link and label finds its own target, whatever the drawings hold."""
    ids = page.values("id")
    named = {one for name in ("aria-labelledby", "aria-describedby") for one in page.values(name)}

    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in page.values("href")} | named <= set(ids)


def test_page_says_its_language_and_has_a_way_past_the_head(page: Page) -> None:
    """A screen reader knows how to speak the page, and a keyboard reaches the figures at once."""
    assert page.tags[0] == ("html", {"lang": "en"})
    assert page.source.startswith("<!DOCTYPE html>")
    assert page.of("a")[0] == {"class": "skip", "href": "#all"}


def test_the_same_runs_give_the_same_page(run: Run, before: Run) -> None:
    """Byte for byte."""
    assert report_page(run, before) == report_page(run, before)


@pytest.mark.parametrize(
    "run",
    [
        Run(name="r", sets=()),
        Run(name="r", sets=(make_set("s", (), 0),)),
        Run(name="r", sets=(make_set("s", (SystemRun(name="x"),), 1),)),
    ],
    ids=["no sets", "no systems", "no figures"],
)
def test_a_run_with_nothing_in_it_is_still_a_page(run: Run, read: Read) -> None:
    """It says that there is nothing, and stays whole."""
    page = read(report_page(run, run))

    assert "Nothing to show." in page.words
    assert page.of("figure") == []
