"""The contrast of every pair of colours that the page uses, from its style sheet (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from skillweave.render import render
from tests.contrast import contrast, tokens

TEXT_PAIRS = [
    *((words, ground) for words in ("ink", "quiet", "link", "good", "bad") for ground in ("page", "card")),
    ("warn-ink", "warn"),
]
"""Words on their ground: at least 4.5."""
PART_PAIRS = [(part, ground) for part in ("control", "gold", "claimed", "link") for ground in ("page", "card")]
"""Lines and rings on their ground: at least 3."""


def _style() -> str:
    return render("skillweave.evaluation.report:evaluation.css")


def _contrast(scheme: str, one: str, other: str) -> float:
    found = tokens(_style(), scheme)
    return contrast(found[one], found[other])


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
    light, dark = (tokens(_style(), scheme) for scheme in ("light", "dark"))

    assert [name for name in light if light[name] == dark[name]] == []


def test_no_colour_stands_outside_the_tokens() -> None:
    """What is not a token would not be measured here."""
    rules = _style().split("* { box-sizing", 1)[1]

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules.replace("--page: #ffffff", "")) == []
