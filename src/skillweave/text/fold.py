"""Words of a passage as the rules read them: folded one-to-one, contractions opened, offsets kept."""

import re
from dataclasses import dataclass

_APOSTROPHES = "’ʼ‘`´"
_QUOTES = "“”„«»"
_ONE_TO_ONE = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_QUOTES, '"')})
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,}")
_JOINING = frozenset("\u00ad\u2060\ufeff")
"""Soft hyphen, word joiner, byte order mark: what is pasted holds them inside words, where nobody sees them."""
_BREAK = "\u200b"
"""Zero width space: it may part two words, or stand inside one."""
_LAST, _FIRST = re.compile(r"[a-z']+$"), re.compile(r"[a-z']+")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]|_+")

_NEGATED = ("did", "do", "does", "was", "were", "is", "are", "have", "has", "had", "could", "would", "should", "must")
_OPENED: dict[str, tuple[str, ...]] = {
    **{form: (verb, "not") for verb in _NEGATED for form in (f"{verb}n't", f"{verb}nt")},
    "can't": ("can", "not"), "cant": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"),
    "wont": ("will", "not"), "didn": ("did", "not"), "dosent": ("does", "not"), "ain't": ("is", "not"),
    "aint": ("is", "not"), "didint": ("did", "not"), "dident": ("did", "not"), "don't": ("do", "not"),
    "i'm": ("i", "am"), "im": ("i", "am"), "i've": ("i", "have"), "ive": ("i", "have"), "i'll": ("i", "will"),
    "i'd": ("i", "would"), "we're": ("we", "are"), "we've": ("we", "have"), "we'll": ("we", "will"),
    "we'd": ("we", "would"), "weve": ("we", "have"), "he's": ("he", "is"), "hes": ("he", "is"),
    "she's": ("she", "is"), "shes": ("she", "is"), "it's": ("it", "is"),
    "they're": ("they", "are"), "theyre": ("they", "are"), "they've": ("they", "have"), "they'll": ("they", "will"),
    "they'd": ("they", "would"), "he'd": ("he", "would"), "she'd": ("she", "would"), "he'll": ("he", "will"),
    "she'll": ("she", "will"), "it'll": ("it", "will"), "you'll": ("you", "will"), "youll": ("you", "will"),
    "you're": ("you", "are"), "youre": ("you", "are"), "that's": ("that", "is"), "thats": ("that", "is"),
    "there's": ("there", "is"), "theres": ("there", "is"), "gonna": ("going", "to"), "wanna": ("want", "to"),
    "gotta": ("got", "to"), "wouldve": ("would", "have"), "would've": ("would", "have"),
    "shouldve": ("should", "have"), "should've": ("should", "have"), "could've": ("could", "have"),
    "couldve": ("could", "have"), "let's": ("let", "us"), "wasent": ("was", "not"),
}  # fmt: skip
_SPELT: dict[str, str] = {
    "n": "and", "&": "and", "u": "you", "cuz": "because", "bc": "because", "cus": "because", "coz": "because",
    "cause": "because", "becuase": "because", "becouse": "because", "beacuse": "because", "tho": "though",
    "altho": "although", "thru": "through", "supervizor": "supervisor", "superviser": "supervisor",
    "maneger": "manager", "boos": "boss", "learnt": "learned", "lerned": "learned",
    "wached": "watched", "whatched": "watched", "insted": "instead", "evrybody": "everybody", "everbody": "everybody",
    "thay": "they", "thier": "their", "wich": "which", "wen": "when", "tought": "taught",
    "hardworker": "hard-worker", "ppl": "people", "recieved": "received", "obsereved": "observed",
}  # fmt: skip
_READ_AS = {**{written: (word,) for written, word in _SPELT.items()}, **_OPENED}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and marks of a passage, with their offsets in it.

    `capitals` holds the starts of the words that are written as names are. The second word of an opened
    contraction (`did`, `not`) lies at the end of the first: it has no letters of its own and no cut may fall
    before it.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    capitals: frozenset[int]

    def __len__(self) -> int:
        return len(self.words)

    def capital(self, index: int) -> bool:
        """Tell whether a word is written as a name is: a capital, then small letters."""
        return self.starts[index] in self.capitals


def fold(text: str) -> str:
    r"""Lower a text and make its apostrophes and quotes plain, code point by code point.

    Example:
        >>> fold("I Don’t “know”")
        'i don\'t "know"'
    """
    low = text.lower()
    if low.isascii():
        return low
    if len(low) != len(text):
        # Some capitals fall apart when lowered; those stay as they are, for the offsets' sake.
        low = "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
    return low.translate(_ONE_TO_ONE)


def tokens(text: str) -> Tokens:
    """Read the words and marks of a text.

    Example:
        >>> tokens("I didnt, tho.").words
        ['i', 'did', 'not', ',', 'though', '.']
    """
    low, places = _visible(fold(text))
    spans = [match.span() for match in _WORD.finditer(low)]
    words = [low[start:end] for start, end in spans]
    if places is not None:
        spans = [(places[start], places[end - 1] + 1) for start, end in spans]
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    # From the back, so that an opened contraction moves no index that is still to come.
    for index in [index for index, word in enumerate(words) if word in _READ_AS][::-1]:
        read = _READ_AS[words[index]]
        words[index : index + 1] = read
        if len(read) == 2:
            starts.insert(index + 1, ends[index])
            ends.insert(index, ends[index])
    return Tokens(words, starts, ends, frozenset([match.start() for match in _CAPITALISED.finditer(text)]))


def _visible(low: str) -> tuple[str, list[int] | None]:
    """Take out what nobody sees: (text, where each of its code points stood), None where nothing was taken out.

    A zero width space parts words like any other, but for one inside a contraction.
    """
    if low.isascii() or not (_BREAK in low or not _JOINING.isdisjoint(low)):
        return low, None
    plain = "".join(character for character in low if character not in _JOINING)
    places = [place for place, character in enumerate(low) if character not in _JOINING]
    kept, out = [], []
    for at, character in enumerate(plain):
        if character != _BREAK:
            kept.append(character)
        elif _inside_contraction(plain, at):
            continue
        else:
            kept.append(" ")
        out.append(places[at])
    return "".join(kept), out


def _inside_contraction(plain: str, at: int) -> bool:
    before, after = _LAST.search(plain[:at]), _FIRST.match(plain[at + 1 :])
    return before is not None and after is not None and before[0] + after[0] in _OPENED
