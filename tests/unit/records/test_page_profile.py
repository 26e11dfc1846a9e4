"""Suggested levels of an experience on the page of claims."""

from collections.abc import Callable
from typing import Any

from skillweave.domain.claim import Evidence
from skillweave.domain.profile import Dimension, Level, Profile, Spoken, Suggested

Make = Callable[..., Any]  # the makers of conftest.py take the fields of what they make

TEXT = "I led the team. We built a boat 🚣🏽‍♀️ and sold it."


def _profile(level: Level, quote: str, *lower: tuple[Level, str]) -> Profile:
    def evidence(words: str) -> tuple[Evidence, ...]:
        return (Evidence(start=TEXT.index(words), end=TEXT.index(words) + len(words), quote=words),)

    spoken = tuple(Spoken(level=one, evidence=evidence(words), rules=("aut.x.y",)) for one, words in lower)
    best = Suggested(
        dimension=Dimension.AUTONOMY, level=level, evidence=evidence(quote), rules=("aut.a.b",), lower=spoken
    )
    return Profile(rules="profile.v1", autonomy=best)


def test_a_suggested_level_stands_with_its_words(make_translation: Make, make_page: Make) -> None:
    """Level, quote and rule are shown as a suggestion, then what speaks for lower ones; the rest is not told."""
    profile = _profile(Level.APPLY, "I led the team", (Level.ASSIST, "We built a boat"))
    page = make_page(make_translation(TEXT, profile=profile))

    assert "Suggested level of the experience (a suggestion; a person decides)" in page.words
    assert (
        "Autonomy Apply rule aut.a.b I led the team Also words for Assist, rule aut.x.y We built a boat" in page.words
    )
    assert "Complexity Not told Contribution Not told" in page.words


def test_without_a_profile_nothing_is_said_of_levels(make_translation: Make, make_page: Make) -> None:
    """Where nobody looked, the page does not say `not told`."""
    page = make_page(make_translation(TEXT))

    assert "Suggested level" not in page.words
    assert "Not told" not in page.words
