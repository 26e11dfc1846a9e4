"""The contrast of every pair of colours that the page uses, from its style sheet (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from skillweave.render import render

TEXT_PAIRS = [
    *((words, ground) for words in ("ink", "quiet", "link", "good", "bad") for ground in ("page", "card")),
    ("warn-ink", "warn"),
]
"""Words on their ground: at least 4.5."""
PART_PAIRS = [(part, ground) for part in ("control", "gold", "claimed", "link") for ground in ("page", "card")]
"""Lines and rings on their ground: at least 3."""


def _style() -> str:
    return render("skillweave.evaluation.report:evaluation.css")


def _tokens(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", _style(), re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found | ({} if scheme == "light" else dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark)))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(scheme: str, one: str, other: str) -> float:
    tokens = _tokens(scheme)
    darker, lighter = sorted(_luminance(tokens[name]) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), TEXT_PAIRS)
def test_words_can_be_read(scheme: str, words: str, ground: str) -> None:
    """Every text has a contrast of 4.5 or more with what lies behind it."""
    assert _contrast(scheme, words, ground) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_seen(scheme: str, part: str, ground: str) -> None:
    """Every line and ring has a contrast of 3 or more with what lies behind it."""
    assert _contrast(scheme, part, ground) >= 3


def test_dark_scheme_changes_every_colour() -> None:
    """No colour of the light scheme is left over in the dark one."""
    light, dark = _tokens("light"), _tokens("dark")

    assert [name for name in light if light[name] == dark[name]] == []


def test_no_colour_stands_outside_the_tokens() -> None:
    """What is not a token would not be measured here."""
    rules = _style().split("* { box-sizing", 1)[1]

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules.replace("--page: #ffffff", "")) == []
