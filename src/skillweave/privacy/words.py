"""Words of a text as names are compared: without case and marks, with their places."""

import unicodedata
from dataclasses import dataclass

import regex

APOSTROPHES = (
    r"'`\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u02ee\u0374\u0384\u055a\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
    r"\u2018\u2019\u201a\u201b\u2032\u2035\u275b\u275c\ua78b\ua78c\uff07\uff40"
)
"""Whatever people and keyboards put for an apostrophe, an okina, a hamza, for use in a class of a pattern; some are
letters to Unicode."""

_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{APOSTROPHES}]]"
_WORD = regex.compile(rf"{_LETTER}(?:\p{{Cf}}*{_LETTER})*", regex.V1)
_DROPPED = regex.compile(rf"[\p{{M}}\p{{Cf}}{APOSTROPHES}]")
_UNPARTED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits, in code points of the text; `folded` is how it is compared."""

    start: int
    end: int
    folded: str
    capital: bool


def words_of(text: str) -> list[Word]:
    """Cut a text into words; an apostrophe or a hyphen parts two of them.

    Example:
        >>> [word.folded for word in words_of("José O’Brien-Łuk's Kaʻaloa")]
        ['jose', 'o', 'brien', 'luk', 's', 'ka', 'aloa']
    """
    cut = ((found, fold(found.group())) for found in _WORD.finditer(text))
    return [
        Word(found.start(), found.end(), folded, found.group()[:1] != found.group()[:1].lower())
        for found, folded in cut
        if folded  # a mark that stands by itself is no word
    ]


def fold(word: str) -> str:
    """Write a word without case, accents, invisible marks and letters that keyboards lack."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(_LETTERS)
    return _DROPPED.sub("", plain)


def is_unparted(word: str) -> bool:
    """Tell whether a word is of a script that writes without spaces, so that it may stand inside a longer run."""
    return _UNPARTED.search(word) is not None
