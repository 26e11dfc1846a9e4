"""A quote is whole words of the text, at the place that the matching means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import Match
from skillweave.domain.evidence import Evidence
from skillweave.domain.span import Span
from skillweave.llm.located import located
from skillweave.privacy.outgoing import Gate, OutgoingText
from tests.judges import ROSTER, match
from tests.strategies import entry_text, hostile_text

TWICE = "Maria fed the calves on Monday. On Tuesday I started alone and fed the calves."
FIRST, SECOND = TWICE.index("fed"), TWICE.rindex("fed")


def _sent(text: str) -> OutgoingText:
    return Gate([ROSTER.find]).let_out(text)


def _match(text: str, evidence: str, passage: str | None = None) -> Match:
    def at(words: str) -> Evidence:
        start = text.rindex(words)
        return Evidence.of(Span(start=start, end=start + len(words)), text)

    return match("S1", text).model_copy(update={"evidence": (at(evidence),), "passage": at(passage or evidence)})


def _found(quote: str, text: str, known: Match | None = None) -> Evidence:
    found = located(quote, _sent(text), known)
    assert isinstance(found, Evidence), found
    return found


@pytest.mark.parametrize(
    ("known", "start"),
    [
        (None, FIRST),
        (_match(TWICE, "I started alone and fed the calves"), SECOND),
        (_match(TWICE, "I started alone", "On Tuesday I started alone and fed the calves."), SECOND),
        (_match(TWICE, "Maria fed the calves"), FIRST),
        (_match(TWICE, "Monday", "Monday. On"), FIRST),
    ],
    ids=["nothing matched", "its evidence", "its passage", "evidence first", "elsewhere"],
)
def test_words_that_stand_twice_are_taken_where_the_matching_means_them(known: Match | None, start: int) -> None:
    """By its evidence, else its passage, else the first place."""
    assert _found("fed the calves", TWICE, known).start == start


def test_a_place_inside_a_word_is_passed_over() -> None:
    """The same letters stand as words further on."""
    text = "I started a car test. We heard art a car teaches."
    assert _found("art a car", text).start == text.rindex("art a car")


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("arted alone", "I started alone."),
        ("I do", "I don't weld."),
        ("I don", "I don't weld."),
        ("t weld", "I don't weld."),
        ("fed the cal", "I fed the calves."),
        ("cuidé a la ni", "Yo cuidé a la niñera."),
    ],
)
def test_a_part_of_a_word_is_no_quote(quote: str, text: str) -> None:
    """Cut short, words say something else."""
    assert located(quote, _sent(text), None) == "a quote begins or ends inside a word"


@pytest.mark.parametrize("quote", ["the", "calves", "calves.", "I", "(the)"])
def test_one_short_word_is_no_quote(quote: str) -> None:
    """It would stand beside any claim."""
    fault = located(quote, _sent("I fed calves (the) calves. the end"), None)
    assert fault in (
        "a quote of one short word shows nothing; it needs the words around it",
        "a quote holds nothing but what stands for a name",
    )


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("troubleshooting", "Skills: Excel, troubleshooting, SQL."),
        ("I dug", "I dug, then I slept."),
        ("calves.", "calves.On Monday I slept."),
        ("I fed calves.", "I fed calves.On Monday I slept."),
        ("修理了机器", "我修理了机器。"),
        ("ซ่อมเครื่อง", "ผมซ่อมเครื่องจักร"),
        ("Emeka's gate", "I welded Emeka's gate."),
    ],
)
def test_what_can_be_a_quote(quote: str, text: str) -> None:
    """A long word, two words, words before a full stop without a space, scripts without spaces."""
    known = _match(text, "calves.") if quote == "calves." else None
    sent = quote.replace("Emeka", "[PERSON_1]")
    assert _found(sent, text, known).quote == quote


def test_a_short_word_that_the_matching_rests_on_is_a_quote_there_only() -> None:
    """Such as a tool in a list; the same word elsewhere is none."""
    text = "I like SQL. Skills: SQL, Excel."
    assert _found("SQL", text, _match(text, "SQL")).start == text.rindex("SQL")
    assert isinstance(located("SQL", _sent(text), _match(text, "Excel")), str)


@given(st.one_of(entry_text(), hostile_text()), st.data())
def test_a_quote_is_never_found_elsewhere_or_inside_a_word(text: str, data: st.DataObject) -> None:
    """Any stretch of any text that the matching rests on: verbatim, there, and not beginning or ending in a word."""
    text = f"I dug. {text} We dug."
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 200)))
    place = Evidence.of(Span(start=start, end=end), text)
    known = match("S1", text).model_copy(update={"evidence": (place,), "passage": place})
    found = located(place.quote, Gate([]).let_out(text), known)
    around = [text[at - 1 : at + 1] for at in (start, end) if 0 < at < len(text)]
    if any(two.isascii() and two.isalnum() for two in around):
        assert isinstance(found, str) or found.start != start
    if isinstance(found, Evidence):
        assert text[found.start : found.end] == found.quote == place.quote
        assert found.start < end
        assert start < found.end


@given(
    entry_text(), entry_text(), entry_text(), st.sampled_from(["I dug", "fed the calves", "we sang."]), st.booleans()
)
def test_of_two_places_the_one_that_is_meant(before: str, between: str, after: str, words: str, second: bool) -> None:
    """In any surroundings; without a match it is the first."""
    text = f"{before} {words} {between} {words} {after}"
    places = (text.find(words), text.rfind(words))
    start = places[second]
    place = Evidence.of(Span(start=start, end=start + len(words)), text)
    known = match("S1", text).model_copy(update={"evidence": (place,), "passage": place})
    sent = Gate([]).let_out(text)
    assert located(words, sent, known) == place
    first = located(words, sent, None)
    assert isinstance(first, Evidence)
    assert first.start == places[0]
