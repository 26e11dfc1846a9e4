"""The experience profile as a whole: quotes, levels, the order of rules, and any text at all."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.profile import LEVELS, Dimension, Level, Profile, Spoken, Suggested
from skillweave.text.gate import judge_clauses
from skillweave.text.profile import PROFILE, SIGNS, profile_from, profile_of
from skillweave.text.profile_sign import Sign
from skillweave.text.segment import segment
from tests.strategies import hostile_text, prose

WORDS = (
    "i I we my the a boss nurse customers they she did not never hope will so then first and but because while",
    ', . ; : " ( ) — showed watched told me how helped assisted alone own myself decided set up in charge of trained',
    "them everyone recipe checklist same only swept all day figured out why changed plan tried another until 400 $",
    "assigned was given my part raised convinced now it still use shadowed together 😭 e\u0301 nobody without help",
)
MIXED = st.lists(st.sampled_from(" ".join(WORDS).split()), max_size=60).map(" ".join)
TEXTS = st.one_of(st.text(max_size=120), MIXED, prose(), hostile_text())


def _suggestions(profile: Profile) -> list[Suggested]:
    return [found for dimension in Dimension if (found := profile.of(dimension))]


def _spoken(profile: Profile) -> list[Spoken]:
    return [one for found in _suggestions(profile) for one in (found, *found.lower)]


@given(TEXTS)
def test_quotes_are_verbatim_and_inside(text: str) -> None:
    """Every quote is the text between its offsets, in order, none touching another, no blanks at its ends."""
    for one in _spoken(profile_of(text)):
        assert all(text[item.start : item.end] == item.quote == item.quote.strip() != "" for item in one.evidence)
        assert all(left.end <= right.start for left, right in pairwise(one.evidence))
        assert 1 <= len(one.evidence) <= 3


@given(TEXTS)
def test_rules_are_of_their_dimension_and_level(text: str) -> None:
    """A level names the rules behind it, all of that very dimension and level, each once."""
    short = {Dimension.AUTONOMY: "aut", Dimension.COMPLEXITY: "cpx", Dimension.CONTRIBUTION: "con"}
    for found in _suggestions(profile_of(text)):
        for one in (found, *found.lower):
            assert all(rule.startswith(f"{short[found.dimension]}.{one.level.value}.") for rule in one.rules)
            assert len(set(one.rules)) == len(one.rules) > 0


@given(TEXTS)
def test_the_same_text_gives_the_same_profile(text: str) -> None:
    """Twice, and with the passages judged by the caller."""
    spans = segment(text)
    judged = judge_clauses([span.quote(text) for span in spans])
    assert profile_of(text) == profile_of(text) == profile_from(text, spans, judged)
    assert profile_of(text).rules == PROFILE


@given(st.text(alphabet="bcdfgh ,.\n", max_size=200))
def test_text_without_a_sign_is_not_told(text: str) -> None:
    """No lowest level by default."""
    assert _suggestions(profile_of(text)) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "😭😭", "\ud800", "İİİ myself", "I decided\ud800 it alone"])
def test_odd_text_is_no_error(text: str) -> None:
    """Text without words, or with halves of characters, gives a profile."""
    assert profile_of(text).rules == PROFILE


def test_the_highest_level_wins_and_lower_ones_are_told() -> None:
    """What speaks for each level is kept with its words."""
    found = profile_of(
        "My boss showed me how to open. I helped the cook on Friday. On Sunday I ran the stand by myself."
    )
    autonomy = found.autonomy
    assert autonomy is not None
    assert (autonomy.level, [one.level for one in autonomy.lower]) == (Level.APPLY, [Level.ASSIST, Level.FOLLOW])
    assert autonomy.evidence[0].quote == "On Sunday I ran the stand by myself"
    assert [one.evidence[0].quote for one in autonomy.lower] == [
        "I helped the cook on Friday",
        "My boss showed me how to open",
    ]


def test_a_level_above_the_lowest_needs_a_plain_deed() -> None:
    """Shadowing speaks for Assist, but nobody did anything: the lower level stays, with its own words."""
    shadowed = profile_of("I shadowed a nurse.").autonomy
    helped = profile_of("I shadowed a nurse and helped the aides.").autonomy
    assert shadowed is not None
    assert helped is not None
    assert (shadowed.level, helped.level) == (Level.FOLLOW, Level.ASSIST)


def test_words_before_quotes_are_code_points() -> None:
    """An emoji before the deed counts as one."""
    text = "🚣🏽‍♀️🐄 é I convinced the owner."
    found = profile_of(text).contribution
    assert found is not None
    assert text[found.evidence[0].start :].startswith(found.evidence[0].quote)


def test_a_long_clause_is_quoted_by_its_phrase() -> None:
    """A run-on sentence is not quoted as a whole."""
    text = (
        "I fed the goats and the hens "
        + "and the very old and rather slow grey donkey " * 4
        + "and ran the stand by myself"
    )
    found = profile_of(text).autonomy
    assert found is not None
    assert found.evidence[0].quote == "and ran the stand by myself"


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.id)
def test_an_id_says_dimension_level_and_name(sign: Sign) -> None:
    """Ids are in one form, so that people can read them."""
    levels = "|".join(LEVELS)
    assert re.fullmatch(rf"(?:aut|cpx|con)\.(?:{levels})\.[a-z][a-z-]+", sign.id)
    assert sign.note.endswith((".", "`"))


def test_ids_differ() -> None:
    """No two rules share a name."""
    assert len({sign.id for sign in SIGNS}) == len(SIGNS)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("dimension", ["aut", "cpx", "con"])
def test_every_level_has_rules(dimension: str, level: Level) -> None:
    """No level of any dimension is out of reach."""
    assert any(sign.id.startswith(f"{dimension}.{level.value}.") for sign in SIGNS)


@pytest.mark.parametrize(
    "words",
    [
        "i tried the a the a ",
        "helped the a an my our ",
        "from 1 2 3 saved ",
        "changed the the the ",
        "a-a-helped-",
        "so i ",
    ],
)
def test_hostile_repetition_takes_no_time(words: str) -> None:
    """The cost grows with the length, not faster: a regular expression that backtracks would take hours here."""
    text = (words * 20_000)[:100_000]
    before = time.process_time()
    profile_of(text)
    assert time.process_time() - before < 10
