"""Words of a text as names are compared: without case and marks, with their places."""

import unicodedata
from dataclasses import dataclass

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}](?:\p{Cf}*[\p{L}\p{M}\p{N}])*")
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
        >>> [word.folded for word in words_of("José O’Brien-Łuk's")]
        ['jose', 'o', 'brien', 'luk', 's']
    """
    return [
        Word(found.start(), found.end(), fold(found.group()), found.group()[:1] != found.group()[:1].lower())
        for found in _WORD.finditer(text)
    ]


def fold(word: str) -> str:
    """Write a word without case, accents, invisible marks and letters that keyboards lack."""
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS)
    return "".join(mark for mark in plain if unicodedata.category(mark) not in ("Mn", "Me", "Mc", "Cf"))


def is_unparted(word: str) -> bool:
    """Tell whether a word is of a script that writes without spaces, so that it may stand inside a longer run."""
    return _UNPARTED.search(word) is not None
