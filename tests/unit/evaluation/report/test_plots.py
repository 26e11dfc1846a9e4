"""What the drawings promise: they fit into a page, and say in words what they show."""

import math
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from skillweave.errors import EvaluationError
from skillweave.evaluation.report import plots
from skillweave.evaluation.report.plots import Told
from skillweave.evaluation.report.svg import INK, tidy
from skillweave.evaluation.report.view import thin
from skillweave.evaluation.runs import FigureData, LabelRow, ReliabilityRow

TOLD = Told("p1", "A title", "What it says")
NAN = math.nan
HOSTILE = "<script>alert(1)</script> $x^2$ $ \\frac & \"' 漢字 🚣\x00\x0b\ud800 two\nlines"


def _figure(value: float, low: float, high: float, floor: float | None = None) -> FigureData:
    return FigureData(name="hit@1", value=value, low=low, high=high, count=50, floor=floor)


def _intervals(words: str = "x") -> str:
    values = {words: (0, {"hit@1": _figure(0.5, 0.4, 0.6, 0.3)}), "other": (2, {"hit@1": _figure(NAN, NAN, NAN)})}
    return plots.intervals(["hit@1"], values, TOLD)


def _reliability(words: str = "x") -> str:
    rows = (
        ReliabilityRow(confidence=0.2, right=0.3, low=0.2, high=0.4, count=50),
        ReliabilityRow(confidence=0.5, right=0.5, low=NAN, high=NAN, count=3),
        ReliabilityRow(confidence=NAN, right=NAN, low=NAN, high=NAN, count=0),
    )
    return plots.reliability(rows, 1, Told("p1", words, words))


def _coverage(words: str = "x") -> str:
    return plots.coverage({words: (0, ((0.5, 0.1), (1.0, NAN))), "none": (1, ())}, TOLD)


def _labels(words: str = "x") -> str:
    rows = [
        LabelRow(code="a", label=words, right=1, wrong=2, missed=3),
        LabelRow(code="b", label="b", right=0, wrong=0, missed=0),
    ]
    return plots.label_bars(rows, 0, TOLD)


def _confusions(words: str = "x") -> str:
    return plots.confusions({("a", "b"): 3, ("", "b"): 0}, {"a": words}, TOLD)


DRAWERS = [_intervals, _reliability, _coverage, _labels, _confusions]
Drawer = Callable[..., str]


def _words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("text")]


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_drawing_can_stand_in_a_strict_page(draw: Drawer) -> None:
    """No style, no script, no picture, nothing from outside, no size of its own, only ids of its own."""
    svg = draw()
    root = ET.fromstring(svg)
    tags = {element.tag for element in root.iter()}
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]

    assert tags <= {"svg", "g", "path", "use", "text", "defs", "clipPath", "rect", "title", "desc", "tspan"}
    assert not [key for element in root.iter() for key in element.attrib if key == "style" or key.startswith("on")]
    assert not re.search(r"https?:|data:|url\((?!#p1-)", svg)
    assert {"width", "height"} & set(root.attrib) == set()
    assert all(one.startswith("p1-") for one in ids)
    assert len(ids) == len(set(ids))
    referred = {*re.findall(r"url\(#([^)]+)\)", svg), *re.findall(r'href="#([^"]+)"', svg)}
    assert referred <= set(ids)


@pytest.mark.parametrize("draw", DRAWERS)
def test_the_same_drawing_is_the_same_text(draw: Drawer) -> None:
    """Neither clock nor chance is in it."""
    assert draw() == draw()


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_drawing_begins_with_its_words(draw: Drawer) -> None:
    """Title and description come first, with ids that a page can refer to."""
    title, description, *_ = ET.fromstring(draw())

    assert (title.tag, title.attrib["id"]) == ("title", "p1-title")
    assert (description.tag, description.attrib["id"]) == ("desc", "p1-description")
    assert title.text
    assert description.text


@pytest.mark.parametrize("draw", DRAWERS)
def test_any_words_can_be_drawn(draw: Drawer) -> None:
    """Tags, formulas, other scripts, line ends and what no document can hold: all are words and stay words."""
    root = ET.fromstring(draw(HOSTILE))

    assert "script" not in {element.tag for element in root.iter()}
    assert "<script>alert(1)</script>"[:15] in "".join(root.itertext())


@pytest.mark.parametrize("draw", DRAWERS)
def test_ink_is_that_of_the_page(draw: Drawer) -> None:
    """Words and lines take the page's colour; what has a colour of its own has one of the palette."""
    svg = draw()
    colours = {one.upper() for one in re.findall(r"#[0-9a-fA-F]{6}\b", svg)}

    assert "currentColor" in svg
    assert INK not in svg
    assert colours <= {one.upper() for one in plots.COLOURS}
    assert "#000000" not in colours


@pytest.mark.parametrize("colour", plots.COLOURS)
@pytest.mark.parametrize("ground", ["#ffffff", "#181d23"])
def test_colours_can_be_seen_on_both_cards(colour: str, ground: str) -> None:
    """Marks and lines have a contrast of 3 or more in light and in dark (WCAG 2.2, 1.4.11)."""
    darker, lighter = sorted(_luminance(one) for one in (colour, ground))

    assert (lighter + 0.05) / (darker + 0.05) >= 3


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_series_differ_without_colour() -> None:
    """Each of the first systems has a mark and a stroke that no other has."""
    assert len(set(plots.MARKERS)) == len(plots.MARKERS) >= 7
    assert len(set(map(str, plots.LINES))) == len(plots.LINES) >= 6


def test_counts_stand_in_words_at_the_bars() -> None:
    """F1 of 1 right, 2 wrong, 3 missed is 2 / 7; a label with nothing has a dash."""
    words = _words(_labels())

    assert {"1 right, 2 wrong, 3 missed", "0.29", "–"} <= set(words)


def test_values_are_drawn_where_they_are() -> None:
    """A value twice as large stands twice as far from the left end of its axis."""
    rows = [
        LabelRow(code=code, label=code, right=right, wrong=100 - right, missed=100 - right)
        for code, right in (("a", 40), ("b", 80))
    ]
    bars = [
        [float(one) for one in re.findall(r"[ML] ([\d.]+)", element.attrib["d"])]
        for element in ET.fromstring(plots.label_bars(rows, 0, TOLD)).iter("path")
        if element.attrib.get("fill", "").upper() == plots.COLOURS[0]
    ]
    lengths = [max(xs) - min(xs) for xs in bars]

    assert lengths[1] == pytest.approx(2 * lengths[0], rel=1e-3)


def test_floors_are_those_of_the_system_under_test() -> None:
    """A floor that another system carries is not drawn, and the legend does not speak of it."""
    one = {"hit@1": _figure(0.5, 0.4, 0.6, 0.3)}

    assert "floor" in _words(plots.intervals(["hit@1"], {"x": (0, one)}, TOLD))
    assert "floor" not in _words(plots.intervals(["hit@1"], {"x": (1, one)}, TOLD))


def test_words_are_cut_with_an_ellipsis() -> None:
    """A long label does not run over the counts."""
    assert any(word.endswith("…") and len(word) <= 27 for word in _words(_labels("L" * 100)))


def test_a_users_own_settings_do_not_change_a_drawing() -> None:
    """And drawing does not change theirs."""
    import matplotlib as mpl

    expected = _intervals()
    with mpl.rc_context({"font.size": 30, "legend.handlelength": 9}):
        assert _intervals() == expected
        assert mpl.rcParams["font.size"] == 30


def test_a_missing_library_is_answered_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever did not ask for plots when installing learns how to get them."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(EvaluationError, match=r"pip install 'skillweave\[eval\]'"):
        _labels()


def test_old_short_form_of_fonts_keeps_its_size() -> None:
    """Some versions write size and family in one declaration."""
    text = "<text style=\"font: 9.5px 'X'; fill: #010203\">a</text>"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{text}</svg>'

    assert '<text font-size="9.5px" fill="currentColor">a</text>' in tidy(drawing, name="n", title="t", description="d")


@pytest.mark.parametrize("points", [0, 1, 5, 200, 201, 5000])
def test_thinned_curves_keep_their_ends(points: int) -> None:
    """At most 200 points, in order, the first and the last among them."""
    curve = [(at / 10, 0.0) for at in range(points)]

    kept = thin(curve)

    assert len(kept) == min(points, 200)
    assert list(kept) == sorted(set(kept))
    assert (kept[:1], kept[-1:]) == (tuple(curve[:1]), tuple(curve[-1:]))
