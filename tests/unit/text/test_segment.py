"""Passages: spans of the original, about a sentence each, never in the middle of a character."""

from itertools import pairwise

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from skillweave.domain.span import Span
from skillweave.text.segment import MAX_PIECES, SEGMENTER, segment

WORDS = [
    *"i I we sorted files and but then . , ; : — ! ? - • 1. 2) a) ✓ 😭 👩‍🚒 e\u0301 한국 naïve".split(),
    *"Dr. p.m. the don't U.S. ... | / 🇺🇸🇫🇷".split(),
    *("\n", "\r\n", "\u2028"),
]
PROSE = st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join)
# Letters that grow together with the blank after them (a few Indic signs) make a passage end in a blank: left out.
TEXTS = st.one_of(st.text(max_size=200), PROSE).filter(lambda text: not regex.search(r"\p{GCB=Prepend}", text))
NUMBERING = regex.compile(r"(?m)(?<![^\r\n\x0b\x0c\u2028\u2029\s\W])(?:\d{1,2}[.)]|\(\d{1,2}\)|[A-Za-z]\))(?=\s)")
BULLETS = "-*•‣▪○–✓"


def _passages(text: str) -> list[str]:
    return [span.quote(text) for span in segment(text)]


def _weight(token: str) -> int:
    short = regex.fullmatch(r"[A-Za-z]{1,14}", token)
    return -(-len(token) // 2) if short else len(token) + 2 * len(regex.findall("[가-힣]", token))


@given(TEXTS)
@example("1. a\n2) b")
@example("\u0301a \u0301")
def test_passages_are_sorted_and_disjoint(text: str) -> None:
    """Passages run forward through the text and never overlap."""
    spans = segment(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.end <= len(text) for span in spans)


@given(TEXTS)
def test_passages_have_clean_ends(text: str) -> None:
    """A passage neither starts nor ends with a blank or a bullet."""
    assert all(passage == passage.strip() and passage[0] not in BULLETS for passage in _passages(text))
    assert all(passage[-1] not in BULLETS for passage in _passages(text))


@given(TEXTS)
def test_passages_end_at_grapheme_borders(text: str) -> None:
    """No passage splits an emoji, an accent from its letter, or a carriage return from its line feed."""
    borders = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    assert all(span.start in borders and span.end in borders for span in segment(text))


@given(TEXTS)
def test_passages_cover_every_word(text: str) -> None:
    """Every letter and digit lies in a passage, but for the numbers that count a list."""
    covered = {place for span in segment(text) for place in range(span.start, span.end)}
    numbering = {place for match in NUMBERING.finditer(text) for place in range(*match.span())}
    assert all(place in covered or place in numbering for place, sign in enumerate(text) if sign.isalnum())


@given(TEXTS)
def test_segmenting_is_pure(text: str) -> None:
    """The same text gives the same passages."""
    assert segment(text) == segment(text)


@given(
    st.lists(
        st.sampled_from(["word", "internationalization", "한국어", "a,", "and", "x" * 90, "😭", "12345"]),
        min_size=80,
        max_size=400,
    )
)
def test_passages_fit_an_encoder(words: list[str]) -> None:
    """The upper estimate of word pieces stays within the limit, however long the sentence."""
    weights = [
        sum(map(_weight, regex.findall(r"[\w\p{M}]+|[^\w\s]", passage))) for passage in _passages(" ".join(words))
    ]
    assert max(weights) <= MAX_PIECES


@pytest.mark.parametrize("text", ["x" * 1_000, "e\u0301" * 400, "한" * 300, "a/" * 400, "👩‍🚒a" * 100])
def test_endless_word_is_cut_inside(text: str) -> None:
    """A word longer than a passage may be is cut, at the border of a character, and nothing of it is lost."""
    assert "".join(_passages(text)) == text
    assert all(len(passage) <= MAX_PIECES for passage in _passages(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I fed calves. Then I cleaned!", ["I fed calves.", "Then I cleaned!"]),
        ("Dr. Lee came at 2 p.m. on Monday. I left.", ["Dr. Lee came at 2 p.m. on Monday.", "I left."]),
        ("I liked cats.I fed them.", ["I liked cats.", "I fed them."]),
        ("I used Node.js daily.", ["I used Node.js daily."]),
        ("- Fed calves\n- Cleaned\n", ["Fed calves", "Cleaned"]),
        ("* Fed calves\r\n• Cleaned\r\n‣ Left", ["Fed calves", "Cleaned", "Left"]),
        ("1. Fed calves\n2) Cleaned\na) Left", ["Fed calves", "Cleaned", "Left"]),
        ("✓ Fed calves\n▪ Cleaned\n○ Left\n– Done", ["Fed calves", "Cleaned", "Left", "Done"]),
        ("I sorted the files and\nlabelled them all.", ["I sorted the files and\nlabelled them all."]),
        ("- I sorted the files and\n  labelled them", ["I sorted the files and\n  labelled them"]),
        ("Sorted files\n\nlabelled boxes", ["Sorted files", "labelled boxes"]),
        ("Sorted files\nLabelled boxes", ["Sorted files", "Labelled boxes"]),
        ("fixed 3 laptops 🎉\nwrote it up", ["fixed 3 laptops 🎉", "wrote it up"]),
        ("short line\ni wrote a much longer line under it", ["short line", "i wrote a much longer line under it"]),
        ("I like 🧃 and 🎸 | art | math", ["I like 🧃 and 🎸 | art | math"]),
        ("Fed\u2028Cleaned\x0bLeft\x0cDone", ["Fed", "Cleaned", "Left", "Done"]),
        ("...\n!!!\n😭", []),
        ("", []),
    ],
)
def test_passages_are_sentences(text: str, expected: list[str]) -> None:
    """Lines, bullets, wraps and sentence ends are read as people mean them."""
    assert _passages(text) == expected


def test_long_run_on_is_cut_where_the_writer_starts_again() -> None:
    """A long sentence without punctuation is cut before `i`, but not inside `so i` or `what i`."""
    parts = [
        "i worked at a vet clinic all summer with two other kids from my school",
        "i scheduled appointments and calmed pets so i knew what i did every day",
        "i led two volunteers on the weekend",
    ]
    assert _passages(" ".join(parts)) == parts


def test_short_run_on_stays_whole() -> None:
    """Up to thirty words stay one passage."""
    assert len(segment("i worked at a clinic i fed the cats i left")) == 1


def test_long_sentence_is_cut_at_a_clause_mark() -> None:
    """A sentence too long for an encoder is cut after a comma rather than between any two words."""
    text = ", ".join(["sorted the many boxes in the storeroom again"] * 12)
    assert all(passage.rstrip(",").endswith("again") for passage in _passages(text))


def test_very_long_text_is_segmented() -> None:
    """The longest text that an entry may have is cut like any other."""
    text = "I sorted the files and labelled them. " * 2_600
    assert len(segment(text)) == 2_600


def test_spans_are_the_domain_type() -> None:
    """Offsets count code points of the original text."""
    assert segment("  Fed calves. ") == (Span(start=2, end=13),)


def test_segmenter_has_a_version() -> None:
    """The name of this way of cutting is stored with every claim."""
    assert SEGMENTER == "sentences.v1"
