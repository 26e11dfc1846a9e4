"""Words that are not taken for names: ordinary English of texts about work, tools called like people, the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from skillweave.privacy.words import words_of


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words by what they are.

    Attributes:
        ordinary: Stand in texts about work with a small letter; with a capital inside a sentence they may be names.
        tools: What has a capital and is no name: software, machines, brands, methods, days, most months, languages.
    """

    ordinary: frozenset[str]
    tools: frozenset[str]

    def __contains__(self, word: object) -> bool:
        """Tell whether a folded word is known as anything."""
        return word in self.ordinary or word in self.tools


@cache
def shipped_vocabulary() -> Vocabulary:
    """Read the two lists that come with the package; `eval/ordinary_words.py` makes the first."""
    return Vocabulary(_read("ordinary.txt"), _read("tools.txt"))


def with_tools(vocabulary: Vocabulary, tools: Iterable[str]) -> Vocabulary:
    """Add tools, such as those that a log names in a column of its own.

    Example:
        >>> "krita" in with_tools(shipped_vocabulary(), ["Krita 5"])
        True
    """
    words = {word.folded for tool in tools for word in words_of(tool)}
    return Vocabulary(vocabulary.ordinary, vocabulary.tools | words)


def _read(name: str) -> frozenset[str]:
    return frozenset(files("skillweave.privacy").joinpath(name).read_text(encoding="utf-8").split())
