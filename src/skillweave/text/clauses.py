"""Cuts a passage into clauses: the stretches that one verdict of the gate applies to."""

from collections.abc import Sequence
from dataclasses import dataclass

from skillweave.text import lexicon as lex
from skillweave.text.fold import Tokens, tokens
from skillweave.text.quotes import quote_links
from skillweave.text.subjects import has_verb, starts_with_subject

TURNS = frozenset({"but", "however", "instead", "although", "though", "whereas", "rather"})
CONTEXTS = frozenset(
    {
        "because",
        "since",
        "so",
        "then",
        "when",
        "whenever",
        "after",
        "before",
        "until",
        "if",
        "unless",
        "without",
        "while",
    }
)
_OPENERS = TURNS | CONTEXTS
_DOUBLED = frozenset({"and", "or", "so", "but", "even", "as", "only", "just", "except", "especially", "then"})
_ASKED = frozenset(
    "ask asked asking asks see saw seeing check checked checking know knew knowing wonder wondered decide decided "
    "sure determine".split()
)
_LOOKED = frozenset("look looked looks looking take took clean cleaned cleaning ran named day time week".split())
_STATES = frozenset(
    "was were is are am be been felt feel not or think thought do did said say even got get ever".split()
)
_NOT_BEFORE: dict[str, frozenset[str]] = {
    "while": frozenset({"a", "worth"}),
    "then": frozenset({"by", "since", "back", "until"}),
    "before": frozenset({"day", "night", "week", "year", "never", "ever", "like"}),
    "after": _LOOKED,
    "so": _STATES,
    "when": frozenset(
        {"know", "knew", "knowing", "decide", "tell", "told", "ask", "asked", "learn", "learned", "exactly"}
    ),
    "since": frozenset({"ever"}),
    "rather": frozenset({"would"}),
}
OWN_ACTS = frozenset(
    "recorded wrote logged noted tried practiced practised repeated copied helped asked fixed measured counted "
    "charted reported".split()
)
"""What a watcher does that is the writer's own act again."""
_WATCHED = frozenset("watched watching observed shadowed saw followed taught showed".split())
_FILMS = frozenset("video videos youtube tutorial tutorials film clip clips".split())
_PHRASES = frozenset({"instead", "before", "after", "until", "since", "without", "rather"})
_RELATIVES = frozenset({"which", "who"})
_SUBORDINATE = frozenset(
    {"because", "since", "when", "while", "if", "after", "before", "until", "so", "even", "though", "although"}
)
_NOT_AFTER_I = frozenset({"and", "or", "but", ",", "."})
_TRIGGERS = _OPENERS | _DOUBLED | {"and", "or", "i", "who", "which", "("}
_ENDS = frozenset(".!?…")
_DASHES = frozenset("—–-")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr vs etc eg ie no approx dept inc co ltd min max hr hrs lbs lb ft mt sgt".split()
)
_MOODS = frozenset(
    "not never hope hoping hoped want wanted plan planned will wish might watched observed shadowed".split()
)
_NEGATABLE = lex.AUXILIARIES
_MARKS = frozenset(",;:()\"—–-.!?…'")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a passage, with its words and what it hangs on.

    `link` is the word or mark that opened it: "" for the first one, "." after a sentence's end, '"' for a
    quoted stretch, "i" for a run-on, otherwise the word or mark itself.
    """

    start: int
    end: int
    link: str
    words: Sequence[str]
    capitals: Sequence[int]


def clauses(passage: str) -> tuple[tuple[int, int], ...]:
    """Cut a passage into clauses, a contiguous partition of it; an empty one has none.

    Example:
        >>> [ "I held the lamp while she fixed it."[a:b] for a, b in clauses("I held the lamp while she fixed it.")]
        ['I held the lamp ', 'while she fixed it.']
    """
    return tuple((clause.start, clause.end) for clause in parse(passage))


def parse(passage: str, *, in_quote: bool = False, open_quote: bool = False) -> tuple[Clause, ...]:
    """Cut a passage into clauses and keep their words.

    Args:
        passage: The text.
        in_quote: Whether the passage begins inside a quotation that an earlier one opened.
        open_quote: Whether a quotation that opens here and does not close runs on into the next passage.
    """
    found = tokens(passage)
    if not passage:
        return ()
    quotes = quote_links(found, in_quote=in_quote, open_quote=open_quote) if in_quote or '"' in found.words else {}
    words = found.words
    cuts: list[tuple[int, str]] = [(0, '"' if in_quote else "")]
    since = said = 0
    before = ""
    for index, word in enumerate(words):
        if index and (index in quotes or word in _TRIGGERS or before in _MARKS):
            link = quotes[index] if index in quotes else _closing(found, cuts, _link(found, since, said, index), index)
            if link:
                cuts.append((index, link))
                since = index
                said = said if link in _PHRASES else index
        before = word
    return tuple(_clauses(passage, found, cuts))


def _closing(found: Tokens, cuts: Sequence[tuple[int, str]], link: str, index: int) -> str:
    """Turn a link into ")" where an aside ends: what comes now goes on with what was before it."""
    since, current = cuts[-1]
    if link == ")":
        return link if any(opened == "(" for _, opened in cuts) else ""
    if current in _RELATIVES and found.words[index - 1] == "," and found.words[index] != "and":
        return ")"
    if current in _SUBORDINATE and link in {"", "and", "then"} and _resumes(found, index):
        # An aside about the writer (`so I wrapped them, packed the box`) simply goes on.
        return link if {"i", "we"} & set(found.words[since : since + 3]) else ")"
    return link


def _resumes(found: Tokens, index: int) -> bool:
    """Tell whether the main clause goes on: `because she was busy, explained every step`, `, and covered archery`."""
    words = found.words
    if words[index - 1] != "," or index + 1 >= len(words):
        return False
    verb = words[index + 1] if words[index] == "and" else words[index]
    if verb in {"then", "also", "just"} and index + 2 < len(words):
        verb = words[index + 2] if words[index] == "and" else words[index + 1]
    return lex.is_past(verb) or verb in lex.BASE_VERBS


def _clauses(passage: str, found: Tokens, cuts: Sequence[tuple[int, str]]) -> list[Clause]:
    made: list[Clause] = []
    names = [place for place, start in enumerate(found.starts) if start in found.capitals] if found.capitals else []
    ends = [index for index, _ in cuts[1:]]
    for (index, link), until in zip(cuts, [*ends, len(found)], strict=True):
        start = found.starts[index] if index else 0
        end = found.starts[until] if until < len(found) else len(passage)
        capitals = [place - index for place in names if index <= place < until]
        made.append(Clause(start, end, link, found.words[index:until], capitals))
    return made


def _link(found: Tokens, since: int, said: int, index: int) -> str:
    """Give what opens a new clause at a word, or "" where none begins.

    `since` is where the clause began, `said` where the statement began that it may be a mere phrase of.
    """
    if found.starts[index] == found.ends[index]:
        return ""
    word, before = found.words[index], found.words[index - 1]
    apart = found.starts[index] > found.ends[index - 1]
    mark = _after_mark(found, index, before, apart=apart)
    if mark:
        return mark
    if not apart:
        return ""
    if word == "(":
        return "("
    if before == ",":
        return _after_comma(found, said, index)
    return _before_word(found, since, said, index)


def _after_mark(found: Tokens, index: int, before: str, *, apart: bool) -> str:
    if before not in _MARKS or before == ",":
        return ""
    if before == ")":
        return ")" if found.words[index][0].isalnum() else ""
    if before in _DASHES:
        spaced = apart and found.starts[index - 1] > (found.ends[index - 2] if index > 1 else 0)
        return "—" if index > 1 and (spaced or (before == "—" and found.words[index].isalnum())) else ""
    if not apart:
        return ""
    if before in ";:":
        return before
    return "." if before in _ENDS and not _is_abbreviated(found, index) else ""


def _is_abbreviated(found: Tokens, index: int) -> bool:
    if index < 2 or found.words[index - 1] != ".":
        return False
    word = found.words[index - 2]
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")


def _after_comma(found: Tokens, since: int, index: int) -> str:
    """Cut after a comma before a new subject, a joining word or a participle, once something has been said."""
    words = found.words
    word = words[index]
    if word == "which" or (word == "who" and words[index - 2] in lex.PERSON_NOUNS | lex.ORGANISATIONS):
        return word
    if index + 1 >= len(words) or not has_verb(words, since, index):
        return ""
    if word in lex.JOINERS or word in _OPENERS:
        opened = _opener(words, index + 1) if word in _DOUBLED else ""
        return opened or word
    if word in {"not", "never"} or lex.is_participle(word) or _is_mood(words, index):
        return ","
    if starts_with_subject(words, index) or _starts_with_name(found, index):
        return ","
    if _denied(words, since, index) and _acts(words, index):
        return "but"
    return "," if word in lex.LEADS and starts_with_subject(words, index + 1) else ""


def _denied(words: Sequence[str], since: int, index: int) -> bool:
    return any(word in {"not", "never"} for word in words[since:index])


def _acts(words: Sequence[str], index: int) -> bool:
    """Tell `just held his hand` after a denial: an act of the writer's own."""
    verb = words[index + 1] if words[index] in {"just", "instead", "simply", "only"} else words[index]
    return lex.is_past(verb)


def _before_word(found: Tokens, since: int, said: int, index: int) -> str:
    words = found.words
    word = words[index]
    if word == "i":
        return "i" if _is_run_on(words, said, index) else ""
    if word in {"who", "which"}:
        return "who" if words[index - 1] in lex.PERSON_NOUNS or words[index - 1] in lex.ORGANISATIONS else ""
    if word in _DOUBLED and index + 1 < len(words):
        opened = _opener(words, index + 1)
        if opened and has_verb(words, said, index):
            return opened
    if word in {"and", "or"}:
        return word if _is_new_statement(found, said, index) else ""
    if word in _OPENERS and index - since > 1 and words[index - 1] not in _DOUBLED and has_verb(words, said, index):
        return _opener(words, index)
    return ""


def _opener(words: Sequence[str], index: int) -> str:
    """Give the conjunction or preposition that opens a clause at a word, exceptions aside."""
    word = words[index] if index < len(words) else ""
    before = words[index - 1] if index else ""
    if word not in _OPENERS or before in _NOT_BEFORE.get(word, ()) or not _word_follows(words, index):
        return ""
    if word == "if" and not _ASKED.isdisjoint(words[max(0, index - 4) : index]):
        return ""
    if word == "when" and words[index + 1] == "to":
        return ""
    if word == "rather" and words[index + 1] != "than":
        return ""
    if word == "so" and not _opens_result(words, index):
        return ""
    return word


def _word_follows(words: Sequence[str], index: int) -> bool:
    return index + 1 < len(words) and words[index + 1][0].isalnum()


def _opens_result(words: Sequence[str], index: int) -> bool:
    """Tell `so i asked` from `so many`."""
    following = words[index + 1]
    if following in {"that", "then", "now", "when", "if", "after", "instead", "i", "we", "he", "she", "they", "it"}:
        return True
    ours = "us" in words[index + 2 : index + 5]
    return ours or starts_with_subject(words, index + 1) or lex.is_past(following) or following in lex.SOMEONE


def _is_run_on(words: Sequence[str], since: int, index: int) -> bool:
    goes_on = lex.goes_on_before_i(words[index - 2] if index > 1 else "", words[index - 1])
    if goes_on or words[index - 1] in _MARKS or index + 1 >= len(words):
        return False
    return words[index + 1] not in _NOT_AFTER_I and has_verb(words, since, index)


def _is_new_statement(found: Tokens, since: int, index: int) -> bool:
    """Tell whether `and` or `or` joins a new subject, a denial, a wish or an act of watching."""
    words = found.words
    following = index + 1
    if not has_verb(words, since, index):
        return False
    if _watched_then_did(words, since, following):
        return True
    if (
        following < len(words)
        and words[following] == "i"
        and words[index - 1] in lex.PERSON_NOUNS
        and _is_phrase(words, index)
    ):
        return False
    return starts_with_subject(words, following) or _is_mood(words, following) or _starts_with_name(found, following)


def _watched_then_did(words: Sequence[str], since: int, following: int) -> bool:
    """Tell `watched a video and replaced the hinge`: what follows is the writer's own."""
    verb = words[following] if following < len(words) else ""
    if not _WATCHED.isdisjoint(words[since:following]):
        own = verb in OWN_ACTS and not lex.PERSON_NOUNS.isdisjoint(words[since:following])
        return own or (lex.is_past(verb) and not _FILMS.isdisjoint(words[since:following]))
    return False


def _is_phrase(words: Sequence[str], index: int) -> bool:
    """Tell `before my boss and i` from `i asked my boss and i`."""
    return any(word in _PHRASES for word in words[max(0, index - 4) : index])


def _is_mood(words: Sequence[str], index: int) -> bool:
    if index + 1 >= len(words):
        return False
    if words[index] in _MOODS or (words[index] == "would" and words[index + 1] in {"like", "love"}):
        return words[index + 1] not in {"list", "only", "just"} and not (
            words[index] == "plan" and words[index + 1] != "to"
        )
    return words[index] in _NEGATABLE and words[index + 1] == "not"


def _starts_with_name(found: Tokens, index: int) -> bool:
    """Recognise `and Maria did the slides`."""
    if index + 1 >= len(found):
        return False
    word = found.words[index]
    if not word.isalpha() or not found.capital(index) or word in lex.PERSON_NOUNS:
        return False
    return word != "i" and found.words[index + 1] in lex.NAMED_ACTIONS and not lex.is_finite(word)
