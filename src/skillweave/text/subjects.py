"""Finds who a clause is about: the writer, the writer with others, another person, a host, a thing, or nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillweave.text import lexicon as lex


class Who(StrEnum):
    """Whom a clause is about."""

    WRITER = "writer"
    SHARED = "shared"
    OTHER = "other"
    HOST = "host"
    READER = "reader"
    THING = "thing"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a clause is about, by which rule, and the index of the word after the subject."""

    who: Who
    rule: str | None = None
    after: int = 0


UNSAID = Subject(Who.UNSAID)
_BEFORE_BARE = lex.LEADS | frozenset({",", ";", ":", "(", ")"})
_REACH = 14
"""Words in which a subject is looked for; a longer run-up is taken for a fragment."""
_PERSONAL = frozenset({"i", "we", "he", "she", "they", "it", "you"})
_OWN_DUTIES = frozenset(
    "job role task tasks duty duties responsibility responsibilities work contribution position part assignment".split()
)
_GROUP_OF_US = frozenset({"both", "all", "some", "each", "two", "three", "four", "five", "most", "none", "one", "half"})
_SAYING = frozenset({"not", "never", "let", "instead", "without", "rather"})
_BEFORE_BASE = lex.PLURALS | frozenset({"just", "always", "usually", "really", "also", "never"})
_MARKS = frozenset(',;:()"—–-.!?…')


_BREAKS = lex.PREPOSITIONS | _MARKS | lex.JOINERS | (lex.DETERMINERS - {"other", "another"}) | _PERSONAL


def find_subject(words: Sequence[str], capitals: Sequence[int] = ()) -> Subject:
    """Find the subject of a clause before its first verb.

    Args:
        words: Words of the clause as `fold.tokens` gives them.
        capitals: Indices of the words that are written as names are.

    Example:
        >>> find_subject(["my", "new", "boss", "asked", "me"]).rule
        'other.supervisor'
    """
    first = _first_content(words)
    for index in range(first, min(len(words), first + _REACH)):
        found = _pronoun(words, index) or _person(words, index)
        if found is None and index == first and _is_name_acting(words, index):
            found = Subject(Who.OTHER, "other.name", index + 1)
        if found is None and index in capitals and index + 1 < len(words):
            found = _named(words, index, is_first=index == 0)
        if found is not None:
            return found
        if _is_verb_here(words, index, first):
            return UNSAID if index == first else Subject(Who.THING, after=index)
    return UNSAID


def starts_with_subject(words: Sequence[str], index: int) -> bool:
    """Tell whether an explicit subject with its verb stands at `index`.

    Example:
        >>> starts_with_subject(["the", "old", "walls", "needed", "paint"], 0)
        True
    """
    if index + 1 >= len(words):
        return False
    word = words[index]
    if word in lex.SELF or word in lex.SHARED or word in lex.THIRD or word in {"it", "you"}:
        return words[index + 1] not in _MARKS and not (
            word in {"me", "us", "it", "you"} and not _verb_follows(words, index)
        )
    if word in lex.DUMMY or word in lex.SOMEONE:
        return lex.is_finite(words[index + 1])
    return _person(words, index) is not None or _thing_with_verb(words, index) or _is_name_acting(words, index)


def has_verb(words: Sequence[str], start: int, end: int) -> bool:
    """Tell whether something is already said in a stretch, so that a new clause may begin after it."""
    for index in range(start, end):
        word = words[index]
        if lex.is_finite(word) or lex.is_participle(word) or word in _SAYING:
            return True
        if index > start and word in lex.BASE_VERBS and words[index - 1] in _BEFORE_BASE:
            return True
        if index + 1 < end and (word in lex.THIRD or word in {"i", "we", "you"}) and words[index + 1] not in _MARKS:
            return words[index + 1] not in {"and", "or"} or has_verb(words, index + 1, end)
    first = next((index for index in range(start, end) if words[index] not in lex.LEADS), end)
    return first < end and words[first] in lex.BASE_VERBS


def _first_content(words: Sequence[str]) -> int:
    for index, word in enumerate(words):
        if word[0].isalnum() and word not in lex.LEADS:
            return index
    return len(words)


def _verb_follows(words: Sequence[str], index: int) -> bool:
    following = words[_skip_adverbs(words, index + 1) :][:1]
    return bool(following) and (lex.is_finite(following[0]) or following[0] in lex.BASE_VERBS)


def _pronoun(words: Sequence[str], index: int) -> Subject | None:
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    if word == "and" and index and following in {"i", "me", "myself"}:
        return Subject(Who.SHARED, after=index + 2)
    if word == "i" or (word == "me" and not (index and words[index - 1] in lex.PREPOSITIONS)):
        return Subject(Who.SHARED if following == "and" and _joined(words, index + 2) else Who.WRITER, after=index + 1)
    if word == "we":
        return Subject(Who.SHARED, after=index + 1)
    if word in lex.THIRD:
        return _unless_joined(words, Subject(Who.OTHER, "other.pronoun", index + 1))
    if word == "you":
        return Subject(Who.READER, after=index + 1)
    if word == "my" and (following in _OWN_DUTIES or (index + 2 < len(words) and words[index + 2] in _OWN_DUTIES)):
        return Subject(Who.WRITER, after=index + 2)
    if word in lex.DUMMY and following and _verb_follows(words, index):
        return Subject(Who.THING, after=index + 1)
    if word in lex.SOMEONE and following:
        return Subject(Who.OTHER, "other.someone", index + 1)
    return _some_of(words, index)


def _joined(words: Sequence[str], index: int) -> bool:
    """Tell `me and my partner made` from `i and`: a person must follow."""
    return index < len(words) and words[index] not in lex.LEADS and not lex.is_finite(words[index])


def _some_of(words: Sequence[str], index: int) -> Subject | None:
    if words[index : index + 2] in (["another", "one"], ["no", "one"]) and index + 2 < len(words):
        return Subject(Who.OTHER, "other.someone", index + 2)
    if words[index] in {"nobody", "none"} and index + 1 < len(words):
        return Subject(Who.OTHER, "other.someone", index + 1)
    if words[index] not in _GROUP_OF_US or index + 2 >= len(words) or words[index + 1] != "of":
        return None
    if words[index + 2] == "us":
        whole = words[index] in {"both", "all", "two", "three", "four", "five", "each"}
        return Subject(Who.SHARED if whole else Who.OTHER, None if whole else "other.someone", index + 3)
    if words[index + 2] == "them":
        return Subject(Who.OTHER, "other.someone", index + 3)
    return _person(words, index + 2, after_preposition=True)


def _person(words: Sequence[str], index: int, *, after_preposition: bool = False) -> Subject | None:
    """Read `my new shift manager`, `the nurses`, `dr. patel`, `customers`, with the verb that makes it a subject."""
    if index and words[index - 1] in lex.PREPOSITIONS and not after_preposition:
        return None
    word = words[index]
    if word in lex.TITLES:
        after = index + 2 if index + 1 < len(words) and words[index + 1] == "." else index + 1
        return _with_verb(words, min(after + 1, len(words)), "other.title", plural=False, noun="mr")
    if word in lex.DETERMINERS or word.isdigit():
        return _described_person(words, index)
    if word in lex.PLURALS or (word in lex.BARE_SUBJECTS and (not index or words[index - 1] in _BEFORE_BARE)):
        return _with_verb(words, index + 1, _rule_of(word), plural=word in lex.PLURALS, noun=word)
    if word in {"new", "senior", "head", "older"} and index + 1 < len(words):
        return _described_person(words, index)
    if index + 2 < len(words) and words[index + 1] in lex.BARE_SUBJECTS and lex.is_finite(words[index + 2]):
        own = lex.is_finite(word) or lex.is_participle(word) or word in lex.BASE_VERBS or word in lex.LEADS
        return (
            None
            if own
            else _with_verb(words, index + 2, _rule_of(words[index + 1]), plural=False, noun=words[index + 1])
        )
    return None


def _described_person(words: Sequence[str], index: int) -> Subject | None:
    """Look behind a determiner for the noun that names a person: at most five words on, before any verb."""
    for place in range(index + 1, min(index + 6, len(words))):
        noun = words[place]
        if noun in lex.PERSON_NOUNS or noun in lex.ORGANISATIONS:
            if place + 1 < len(words) and (
                words[place + 1] in lex.PERSON_NOUNS or words[place + 1] in lex.ORGANISATIONS
            ):
                continue
            return _classified(words, index, place)
        if noun in _BREAKS or (place > index + 1 and lex.is_finite(noun)):
            return None
    return None


def _classified(words: Sequence[str], index: int, place: int) -> Subject | None:
    noun = words[place]
    plural = noun in lex.PLURALS or noun in lex.COLLECTIVES or words[index] in {"two", "three", "both", "other"}
    found = _with_verb(words, place + 1, _rule_of(noun), plural=plural or words[index].isdigit(), noun=noun)
    if found is None or found.who is Who.SHARED:
        return found
    if noun in lex.COLLECTIVES and words[index] == "our":
        return Subject(Who.SHARED, after=found.after)
    if noun in lex.ORGANISATIONS:
        return Subject(Who.HOST, "other.organisation", found.after)
    return found


def _rule_of(noun: str) -> str:
    if noun in lex.COLLECTIVES or (noun.endswith("s") and noun[:-1] in lex.COLLECTIVES):
        return "other.team"
    if noun in lex.CLIENT_NOUNS:
        return "other.client"
    return "other.supervisor" if noun in lex.AUTHORITY_NOUNS else "other.peer"


def _with_verb(words: Sequence[str], after: int, rule: str, *, plural: bool, noun: str) -> Subject | None:
    """Accept a noun as the subject if a verb follows, perhaps behind an apposition, a phrase or a second noun."""
    place = _skip_phrase(words, _skip_adverbs(words, after))
    if place >= len(words):
        return None
    if words[place] == "and" and place + 1 < len(words):
        return _with_partner(words, place, rule)
    if lex.is_finite(words[place]) or (words[place] in lex.BASE_VERBS and (plural or noun in {"mr", "he", "she"})):
        return Subject(Who.OTHER, rule, place)
    return None


def _with_partner(words: Sequence[str], place: int, rule: str) -> Subject | None:
    """Read `my boss and i fixed` and `the nurse and the doctor agreed`."""
    if words[place + 1] in {"i", "me", "myself"}:
        return Subject(Who.SHARED, after=place + 2)
    for index in range(place + 1, min(place + 5, len(words))):
        if index > place + 1 and lex.is_finite(words[index]):
            return Subject(Who.OTHER, rule, index)
        if words[index] in lex.PREPOSITIONS or words[index] in _MARKS or lex.is_finite(words[index]):
            return None
    return None


def _skip_adverbs(words: Sequence[str], index: int) -> int:
    while index < len(words) and (
        words[index] in lex.ADVERBS or (words[index].endswith("ly") and len(words[index]) > 4)
    ):
        index += 1
    return index


def _skip_phrase(words: Sequence[str], index: int) -> int:
    """Step over `of four`, `at the front desk` and `, ms. lee,` between a noun and its verb."""
    if index >= len(words):
        return index
    if words[index] == ",":
        close = next((place for place in range(index + 2, min(index + 8, len(words))) if words[place] == ","), -1)
        return _skip_adverbs(words, close + 1) if close > 0 else index
    if words[index] in {"(", "of", "at", "in", "from", "on", "for", "before", "after", "with"}:
        for place in range(index + 1, min(index + 6, len(words))):
            if words[place] in lex.AUXILIARIES or lex.is_finite(words[place]):
                return place
            if (words[place] in _MARKS and words[place] != ")") or words[place] in _PERSONAL:
                return index
    return index


def _named(words: Sequence[str], index: int, *, is_first: bool) -> Subject | None:
    """Take a capitalised word before a verb of human action for a name; a leading word may be an ordinary one."""
    word, following = words[index], words[_skip_adverbs(words, index + 1) :][:1]
    known = word in lex.PERSON_NOUNS or word in lex.ORGANISATIONS or word in lex.LEADS or word in lex.DETERMINERS
    if not following or known or word in lex.PREPOSITIONS or not (is_first or words[index - 1] in _BEFORE_BARE):
        return None
    if not word.isalpha() or len(word) < 3 or lex.is_finite(word) or lex.is_participle(word) or word.endswith("ly"):
        return None
    actions = lex.NAMED_ACTIONS_FIRST if is_first else lex.NAMED_ACTIONS
    if following[0] == "and" and index + 2 < len(words) and words[index + 2] in {"i", "me"}:
        return Subject(Who.SHARED, after=index + 3)
    return Subject(Who.OTHER, "other.name", index + 1) if following[0] in actions else None


def _is_name_acting(words: Sequence[str], index: int) -> bool:
    """Tell whether somebody with a given name does something, in whatever letters: `sam welded the frame`.

    What stands before a verb in a terse line is often its object, `berries sorted by size`, so a verb that may be a
    participle needs an object after it.
    """
    if words[index] not in lex.given_names():
        return False
    verb, object_ = (*words[_skip_adverbs(words, index + 1) :][:2], "", "")[:2]
    return verb in lex.NAME_ACTS or (lex.is_past(verb) and object_ in lex.OBJECTS)


def _thing_with_verb(words: Sequence[str], index: int) -> bool:
    if words[index] not in lex.DETERMINERS:
        return False
    for place in range(index + 2, min(index + 5, len(words))):
        if lex.is_finite(words[place]):
            return True
        if words[place] in _BREAKS:
            return False
    return False


def _is_verb_here(words: Sequence[str], index: int, first: int) -> bool:
    word = words[index]
    if lex.is_finite(word):
        return True
    return index == first and (word in lex.BASE_VERBS or lex.is_participle(word))


def _unless_joined(words: Sequence[str], subject: Subject) -> Subject:
    if subject.after + 1 < len(words) and words[subject.after] == "and" and words[subject.after + 1] in {"i", "me"}:
        return Subject(Who.SHARED, after=subject.after + 2)
    return subject
