"""The contrast of every pair of colours that the page uses, from its style sheet (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from skillweave.render import render
from tests.contrast import contrast, tokens

_TONES = [f"{kind}-{shade}" for kind in ("transferable", "technical", "core") for shade in range(4)]

TEXT_PAIRS = [
    *(("ink", ground) for ground in ("page", "card", "sunken", "mark")),
    *(("quiet", ground) for ground in ("page", "card", "sunken", "mark")),
    *(("link", ground) for ground in ("page", "card")),
    *((f"{name}-ink", name) for name in ("lit", "warn", "error", "calm")),
]
"""Words on their ground: at least 4.5."""

PART_PAIRS = [
    *((tone, ground) for tone in _TONES for ground in ("page", "card", "mark")),
    *((part, ground) for part in ("focus", "control") for ground in ("page", "card")),
    *(("lit-edge", ground) for ground in ("lit", "card", "page")),
    *((f"{kind}-0", "lit") for kind in ("transferable", "technical", "core")),
    ("focus", "lit"),
]
"""Lines, swatches and rings on their ground: at least 3."""


def _contrast(scheme: str, one: str, other: str) -> float:
    found = tokens(render("skillweave.records:report.css"), scheme)
    return contrast(found[one], found[other])


def test_contrast_is_computed_as_the_standard_says() -> None:
    """Black on white has 21, by the formula of WCAG 2.2; the middle grey #767676 has 4.54."""
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), TEXT_PAIRS)
def test_words_can_be_read(scheme: str, words: str, ground: str) -> None:
    """Every text has a contrast of 4.5 or more with what lies behind it."""
    assert _contrast(scheme, words, ground) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_seen(scheme: str, part: str, ground: str) -> None:
    """Every line, swatch and ring has a contrast of 3 or more with what lies behind it."""
    assert _contrast(scheme, part, ground) >= 3


def test_dark_scheme_changes_every_colour() -> None:
    """No colour of the light scheme is left over in the dark one."""
    light, dark = (tokens(render("skillweave.records:report.css"), scheme) for scheme in ("light", "dark"))

    assert [name for name in light if light[name] == dark[name]] == []


def test_no_colour_stands_outside_the_tokens() -> None:
    """What is not a token would not be measured here."""
    rules = render("skillweave.records:report.css").split(".tone-transferable-0 {", 1)[1]

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules.replace("--page: #ffffff", "")) == []
