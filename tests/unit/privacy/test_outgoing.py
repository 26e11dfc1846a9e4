"""Nothing that a gate finds leaves, and what leaves can be led back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.offsets import rewrite
from skillweave.domain.span import Span
from skillweave.errors import PrivacyError
from skillweave.privacy.found import Found, Sort, without_overlaps
from skillweave.privacy.outgoing import Gate, OutgoingText, find_placeholders
from skillweave.privacy.patterns import find_patterns
from skillweave.privacy.people import Person
from skillweave.privacy.roster import make_roster
from tests.strategies import entry_text

NAMES = ("Priya Raman", "María José O’Brien", "李娜", "Emeka Okonkwo", "Tou Ger Xiong")
ROSTER = make_roster([Person(name, (name,), (f"S-10{at}",)) for at, name in enumerate(NAMES)], frozenset())
GATE = Gate([ROSTER.find, find_patterns])


def test_nobody_else_makes_an_outgoing_text() -> None:
    """The constructor wants a key that only the gate has."""
    with pytest.raises(PrivacyError, match=r"Gate\.let_out"):
        OutgoingText(object(), rewrite("a", []), [])


def test_a_person_keeps_a_placeholder_through_a_text() -> None:
    """Full name, first name and id each have one; another text begins anew."""
    out = GATE.let_out("Priya Raman, Emeka, priya's and S-100; Emeka")
    assert out.text == "[PERSON_1], [PERSON_2], [PERSON_1]'s and [ID_1]; [PERSON_2]"
    assert out.replaced == {Sort.PERSON: 4, Sort.ID: 1}
    assert GATE.let_out("Emeka").text == "[PERSON_1]"


def test_a_placeholder_that_was_written_is_passed_over() -> None:
    """Otherwise two things would look like one."""
    assert GATE.let_out("[PERSON_1] and Emeka").text == "[PERSON_1] and [PERSON_2]"


def test_a_text_does_not_show_when_printed() -> None:
    """Neither what was written nor what leaves gets into a log that way."""
    assert repr(GATE.let_out("Emeka welds")) == "OutgoingText(16 code points, 1 replaced)"


@given(
    st.lists(st.tuples(entry_text(), st.sampled_from(NAMES), st.sampled_from("lower upper title".split())), max_size=5)
)
def test_no_listed_name_leaves(parts: list[tuple[str, str, str]]) -> None:
    """Whatever stands around a name and whatever its case, what leaves does not hold it."""
    text = " ".join(f"{before} {getattr(name, case)()} " for before, name, case in parts)
    out = GATE.let_out(text)
    assert not list(ROSTER.find(out.text))
    assert len(list(ROSTER.find(text))) <= out.replaced.get(Sort.PERSON, 0) + out.replaced.get(Sort.ID, 0)


@given(entry_text(), st.sampled_from(NAMES), st.data())
def test_words_beside_a_name_are_quoted_from_the_original(text: str, name: str, data: st.DataObject) -> None:
    """A stretch of what leaves that holds no placeholder is found in the original at the place that it leads to."""
    out = GATE.let_out(f"{name} {text} {name}")
    start = data.draw(st.integers(0, len(out.text) - 1))
    end = data.draw(st.integers(start + 1, len(out.text)))
    span = Span(start=start, end=end)
    if not out.put_in(span):
        assert out.back(span).quote(out.original) == span.quote(out.text)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12))
def test_findings_that_overlap_are_joined(places: list[tuple[int, int]]) -> None:
    """What is left is in order and apart, and covers exactly what was covered."""
    found = [Found(start, start + size, Sort.PERSON, str(start), "t") for start, size in places]
    joined = without_overlaps(found)
    covered = {at for one in found for at in range(one.start, one.end)}
    assert sorted(at for one in joined for at in range(one.start, one.end)) == sorted(covered)


def test_parts_are_looked_at_in_the_light_of_the_whole() -> None:
    """Numbers begin anew in each part, and a name across a border is replaced on both sides."""
    text = "Emeka was born here. On 03/04/2009. Priya Raman and Emeka"
    spans = [Span(start=0, end=20), Span(start=21, end=35), Span(start=36, end=41), Span(start=41, end=57)]
    parts = GATE.let_out_parts(text, spans)
    assert [part.text for part in parts] == [
        "[PERSON_1] was born here.",
        "On 03/04/2009.",
        "[PERSON_1]",
        "[PERSON_1] and [PERSON_2]",
    ]
    assert [part.original for part in parts] == [span.quote(text) for span in spans]
    assert [dict(part.replaced) for part in parts] == [{Sort.PERSON: 1}, {}, {Sort.PERSON: 1}, {Sort.PERSON: 2}]


@given(st.lists(st.tuples(entry_text(), st.sampled_from(NAMES)), max_size=4), st.data())
def test_a_part_is_what_the_whole_lets_out_of_it(pieces: list[tuple[str, str]], data: st.DataObject) -> None:
    """Without what a gate has put in, a part has no letter of a name that the whole has lost."""
    text = "a" + " ".join(f"{before} {name} " for before, name in pieces)
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start=start, end=data.draw(st.integers(start + 1, len(text))))
    (part,) = GATE.let_out_parts(text, [span])
    hidden = {at for one in GATE.find(text) for at in range(one.start, one.end)}
    shown = "".join(letter for at, letter in enumerate(text) if span.start <= at < span.end and at not in hidden)
    kept = part.text
    for one in part.replacements:
        kept = kept.replace(one.by, "", 1)
    assert kept == shown


def test_a_second_gate_leaves_placeholders_and_counts_them() -> None:
    """What is found anew gets a number that is free."""
    again = GATE.also(find_placeholders).let_out("[PERSON_1] met Emeka, [EMAIL_2] and [PERSON_1]. [THING_1]")
    assert again.text == "[PERSON_1] met [PERSON_2], [EMAIL_2] and [PERSON_1]. [THING_1]"
    assert dict(again.replaced) == {Sort.PERSON: 3, Sort.EMAIL: 1}


def test_a_placeholder_inside_something_longer_goes_with_it() -> None:
    """Nothing that is joined to one by another finding is left standing."""
    again = GATE.also(find_placeholders).let_out("write to x[PERSON_1]@example.org or [PERSON_1] Emeka@example.org")
    assert "example" not in again.text
