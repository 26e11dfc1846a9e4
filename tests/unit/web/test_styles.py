"""The one style sheet: every pair of colours in use has the contrast that WCAG 2.1 AA asks for, in both schemes."""

import re
from importlib.resources import files
from itertools import product

import pytest

from tests.contrast import contrast, tokens

STYLE = (files("skillweave.web") / "static" / "review.css").read_text(encoding="utf-8")
SCHEMES = ("light", "dark")
CHIPS = ("confirmed", "rejected", "corrected", "conflict", "warning")
TEXTS = [
    *product(("text", "muted", "link"), ("page", "surface")),
    ("active-text", "active"),
    *((f"{button}-text", button) for button in ("confirm", "reject", "correct", "unsure")),
    *((f"{chip}-text", chip) for chip in CHIPS),
    ("rejected-text", "page"),
    ("rejected-text", "surface"),
    ("confirmed-text", "surface"),
]
PARTS = [
    *product(("active-line", "other-line", "control", "focus", "confirm", "reject", "correct", "unsure"), ("page",)),
    *product(("control", "focus"), ("surface",)),
    ("active-line", "active"),
    *((f"{chip}-text", "page") for chip in CHIPS),
]
PRINTED = [
    ("text", "page", 16.6, 15.3),
    ("muted", "surface", 6.0, 7.5),
    ("active-text", "active", 12.8, 8.4),
    ("active-line", "page", 5.9, 12.6),
    ("other-line", "page", 5.4, 12.6),
    ("confirm-text", "confirm", 6.5, 7.5),
    ("reject-text", "reject", 6.5, 7.9),
    ("correct-text", "correct", 6.4, 8.2),
    ("unsure-text", "unsure", 6.4, 8.2),
    ("confirmed-text", "confirmed", 8.5, 9.6),
    ("rejected-text", "rejected", 7.9, 10.2),
    ("corrected-text", "corrected", 8.0, 9.8),
    ("conflict-text", "conflict", 8.9, 8.9),
    ("warning-text", "warning", 7.9, 9.5),
    ("control", "page", 4.5, 5.1),
    ("focus", "page", 6.4, 8.8),
]


def _ratio(scheme: str, front: str, back: str) -> float:
    colours = tokens(STYLE, scheme)
    return contrast(colours[front], colours[back])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), TEXTS, ids="-on-".join)
def test_text_can_be_read(scheme: str, front: str, back: str) -> None:
    """Text has a contrast of 4.5 at least on every ground that it stands on."""
    assert _ratio(scheme, front, back) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), PARTS, ids="-on-".join)
def test_parts_can_be_seen(scheme: str, front: str, back: str) -> None:
    """Lines, bars, borders and the focus ring have a contrast of 3 at least."""
    assert _ratio(scheme, front, back) >= 3


@pytest.mark.parametrize(("front", "back", "light", "dark"), PRINTED)
def test_the_printed_ratios_are_those_of_the_style_sheet(front: str, back: str, light: float, dark: float) -> None:
    """What docs/accessibility.md prints is what the style sheet holds."""
    assert _ratio("light", front, back) == pytest.approx(light, abs=0.06)
    assert _ratio("dark", front, back) == pytest.approx(dark, abs=0.06)


@pytest.mark.parametrize("name", sorted(tokens(STYLE, "light")))
def test_every_colour_has_a_dark_one(name: str) -> None:
    """No colour of the light scheme shines through in the dark one."""
    dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[1]

    assert f"--{name}: #" in dark


def test_colours_stand_in_the_tokens_alone() -> None:
    """A colour outside the tokens would be checked by nobody."""
    rest = STYLE[STYLE.index("/* Page */") :]

    assert re.findall(r":[^;{]*#[0-9a-f]{3,8}\b[^{]*;", rest) == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No font, no image, no further style sheet: the page tells no third party that it was opened."""
    assert re.findall(r"url\(|@import|@font-face|https?:", STYLE) == []


@pytest.mark.parametrize(
    "wanted", ["(forced-colors: active)", "(prefers-reduced-motion", "(prefers-color-scheme: dark)"]
)
def test_the_readers_own_settings_are_heeded(wanted: str) -> None:
    """Forced colours, reduced motion and the dark scheme each have their rules."""
    assert f"@media {wanted}" in STYLE.replace("screen and ", "")
