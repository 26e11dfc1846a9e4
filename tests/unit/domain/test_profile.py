"""A suggested level never stands without words, and the dimensions keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from skillweave.domain.evidence import Evidence
from skillweave.domain.profile import Dimension, Level, Profile, Spoken, Suggested
from tests.strategies import entry_text, profiles

QUOTE = (Evidence(start=0, end=6, quote="I swept"[:6]),)
RULES = ("aut.apply.alone",)


def _spoken(level: Level) -> Spoken:
    return Spoken(level=level, evidence=QUOTE, rules=RULES)


def _suggested(level: Level, *lower: Level, dimension: Dimension = Dimension.AUTONOMY) -> Suggested:
    return Suggested(
        dimension=dimension, level=level, evidence=QUOTE, rules=RULES, lower=tuple(_spoken(one) for one in lower)
    )


@pytest.mark.parametrize("empty", [{"evidence": ()}, {"rules": ()}])
def test_a_level_needs_words_and_rules(empty: dict[str, object]) -> None:
    """A level without either cannot be made."""
    with pytest.raises(ValidationError):
        Spoken.model_validate({"level": "apply", "evidence": QUOTE, "rules": RULES, **empty})


@pytest.mark.parametrize(
    "levels", [(Level.ASSIST, Level.APPLY), (Level.APPLY, Level.APPLY), (Level.APPLY, Level.FOLLOW, Level.ASSIST)]
)
def test_lower_levels_go_down(levels: tuple[Level, ...]) -> None:
    """What is called lower is lower, and in order."""
    with pytest.raises(ValidationError, match="goes down"):
        _suggested(*levels)


def test_a_suggestion_says_that_it_is_one() -> None:
    """The mark is part of the JSON form, and no other value is possible."""
    found = _suggested(Level.APPLY, Level.FOLLOW)
    assert found.model_dump(mode="json")["status"] == "suggested"
    with pytest.raises(ValidationError):
        Suggested.model_validate({**found.model_dump(), "status": "confirmed"})


def test_a_suggestion_stands_under_its_dimension() -> None:
    """A level of autonomy is not taken for one of complexity."""
    with pytest.raises(ValidationError, match="stands under complexity"):
        Profile(rules="profile.v1", complexity=_suggested(Level.APPLY))


def test_what_is_not_told_is_none() -> None:
    """There is no lowest level by default."""
    assert [Profile(rules="profile.v1").of(dimension) for dimension in Dimension] == [None, None, None]


@given(entry_text().flatmap(profiles), st.sampled_from(Dimension))
def test_the_json_form_reads_back(profile: Profile, dimension: Dimension) -> None:
    """Nothing is lost on the way through a file."""
    again = Profile.model_validate_json(profile.model_dump_json())
    assert again == profile
    assert again.of(dimension) == profile.of(dimension)
