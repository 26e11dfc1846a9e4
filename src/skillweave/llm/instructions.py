"""Finds words of a text that speak to a program: they are cut out before a model reads the text."""

import unicodedata
from collections.abc import Iterator

import regex

from skillweave.llm.signs import next_border, sentence_around, signs_in
from skillweave.privacy.found import Found, Sort

_BESIDE = regex.compile(
    r"\W*(?:please\s+)?(?:approve|confirm|accept|mark|return|give|grant|count|grade|rate|treat|say|answer|choose|just|so\s+mark|sure|great"
    r"|quotes?|verdicts?|user|assistant|system|thank\s+you|thanks)\b",
    regex.IGNORECASE,
)
"""How a sentence begins that goes with an instruction beside it; by itself it is none."""
_SPACED = regex.compile(r"(?<!\w)(?:\w[ .\-_*]){4,}\w(?!\w)")
_LEET = str.maketrans("013457@$!", "oieastasi")


def find_instructions(text: str) -> Iterator[Found]:
    """Find whole sentences in which something speaks to a program, whatever invisible marks or letters hide it.

    The text is read several times: without invisible marks, with letters of other scripts and digits taken for those
    that they look like, and with words whose letters are parted put together.
    """
    plain, places = _plain(text)
    joined, at = _joined(plain)
    marked: set[tuple[int, int]] = set()
    for words, back in ((plain, places), (joined, [places[place] for place in at])):
        for reading in dict.fromkeys((words, words.translate(_ALIKE), _letters_for_digits(words))):
            for start, end in signs_in(reading):
                marked.add(sentence_around(text, back[start], back[end - 1] + 1))
    for start, end in sorted({_with_neighbours(text, *one) for one in marked}):
        if start < end:
            yield Found(start, end, Sort.INSTRUCTION, f"instruction {start}", "instructions")


def _plain(text: str) -> tuple[str, list[int]]:
    """Write a text with plain letters; for each of them, its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if unicodedata.category(letter) == "Cf":
            continue
        for one in unicodedata.normalize("NFKC", letter):
            letters.append(one)
            places.append(place)
    return "".join(letters), places


_ALIKE = str.maketrans("аеорсухіјѕԁһӏΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcyxijsdhlABEHIKMNOPTX")
"""Letters of other scripts that look like ours."""


def _letters_for_digits(text: str) -> str:
    """Read digits inside words as the letters that they stand for; the length stays."""
    return regex.sub(r"\b(?=\w*\p{L})[\w@$!]+", lambda found: found.group().translate(_LEET), text)


def _joined(text: str) -> tuple[str, list[int]]:
    """Put words together whose letters are parted: "i g n o r e"; for each letter, its place."""
    kept = [True] * len(text)
    for found in _SPACED.finditer(text):
        for place in range(found.start() + 1, found.end(), 2):
            kept[place] = False
    at = [place for place, keep in enumerate(kept) if keep]
    return "".join(text[place] for place in at), at


def _with_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the sentences beside it that begin like a part of the same instruction."""
    while (after := next_border(text, end)) and _BESIDE.match(text, after.end()):
        end = sentence_around(text, after.end(), after.end() + 1)[1]
    before = sentence_around(text, max(0, start - 2), max(1, start - 1))
    if start and before[1] <= start and _BESIDE.match(text, before[0]):
        start = before[0]
    return start, end
