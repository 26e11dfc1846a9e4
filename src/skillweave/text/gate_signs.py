"""Signs in the words of a clause that no single rule of the table can read."""

import re
from collections.abc import Sequence

from skillweave.domain.claim import CutReason
from skillweave.text import lexicon as lex
from skillweave.text.outcome import ALLOWED, Outcome
from skillweave.text.subjects import Subject, Who

ABOUT_WRITER = frozenset({Who.WRITER, Who.SHARED, Who.UNSAID})
"""Subjects of clauses that speak of the writer."""

_ADVERT_SOURCE = re.compile(
    r"\b(?:ad|advert|advertisement|posting|flyer|flier|listing|job description|description|job ad|website|brochure|"
    r"poster)\b"
    r"(?: \w+){0,3} (?:said|says|read|reads|stated|states|listed|was|is|asked|:)(?: |$)"
)
_LISTING = re.compile(
    r"^(?:[^\w\s] )*(?:my )?(?:(?:technical|computer|hard|soft|other|key|main|new|software|job) )*"
    r"(?:skills?|tools?|software|languages|technologies|programs|equipment|certifications?|competencies|strengths)"
    r"(?: (?:i )?(?:used|learned|gained|have|include|included|developed|practiced))* (?::|-|–|—|=)(?: |$)"
)
_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|got|"
    r"get) (?:\w+ ){0,2}?\w+ (?:[\w-]+ ){0,4}?by (?!the (?:time|end|deadline|day)\b)(?:the|my|our|another|a|an|"
    r"his|her|their|mr|mrs|ms|dr|"
    r"one of|some of|other|someone|somebody|him|them|two|several) ?(?:(?:of|the|my|other|[\w-]+) ){0,3}?([\w-]+)"
)
_BARE_PASSIVE = re.compile(
    r"^(?:[^\w\s] )*(?:the )?[\w-]+ (?:designed|made|written|built|done|created|led|run|"
    r"taught|drawn|fixed) by (?:my|our|the|another) (?:[\w-]+ )?([\w-]+)"
)
_HANDED_PASSIVELY = re.compile(
    r"\b(?:was|were|got|been|am|are) (?:also |always |often |usually |then |once |later )?"
    r"(?:asked|told|assigned|given|allowed|trusted|chosen|picked|selected|instructed|tasked|put in charge|expected|"
    r"invited)\b"
)
_LEARNED = re.compile(r"\b(?:learn|learned|learning|(?:was|were|got|been) trained)\b")
_NAMED_SKILLS = re.compile(
    r"\blearned (?:\w+ )?(?:teamwork|communication|leadership|responsibility|patience|time management|"
    r"problem solving|customer service)\b"
)
_UNREAL_IF = re.compile(
    r"(?<!asked )(?<!me )(?<!him )(?<!her )(?<!them )(?<!see )\bif (?:i|we) (?:had (?:more|the|enough|another|"
    r"a chance|had|known|better|a bigger|been)|were\b(?! \w+ing)|could|ever)\b"
)
_FUTURE_IF = re.compile(r"\bif (?:i|we|they|he|she) (?:get|can|let|have|could|got the|am|are)\b")
_ASKED_IF = re.compile(r"\b(?:ask|asked|asking|see|know|wondered|checked?) (?:\S+ ){0,4}if\b")
_WOULD = re.compile(r"\b(?:would|could|might)\b")
_WILL = re.compile(r"\b(?:will|hope|want to|would (?:like|love))\b")
_FOREIGN = frozenset(
    "el la los las de que en un una para con por mi su al del lo se es fue muy también tambien pero cuando porque "
    "como mucho aprendí "
    "aprendi ayudé trabajé le les des une et je pour avec dans mon ma mes est était ai nous ich und der das ein eine "
    "mit für auf "
    "habe wir zu nicht den dem eu os da em um uma com não fui na ng ang sa ako mga il che di per sono ho une qui au "
    "aux très tres "
    "hice yo nos sus está muchas gracias todo todos este esta clientes".split()
)
_ENGLISH = frozenset(
    "the and to of i my was were with for that it she they we you is are had not this at from have so but".split()
)


def announces(joined: str) -> bool:
    """Tell `the job posting said :` before a quotation or a list."""
    return bool(_ADVERT_SOURCE.search(joined + " "))


def agent_of(joined: str) -> Outcome | None:
    """Read `was designed by my supervisor`."""
    if " by " not in joined:
        return None
    match = _PASSIVE.search(joined) or _BARE_PASSIVE.search(joined)
    if match is None or re.search(r"\b(?:i|we) (?:\w+ )?(?:was|were|am|are|got|been)\b", joined):
        return None
    named = joined[match.start() : match.end() + 25].split(" by ", 1)[1].split()[:6]
    person = next(
        (word for word in named if word in lex.PERSON_NOUNS or word in {"him", "her", "them", "someone", "somebody"}),
        None,
    )
    if person is None and not {"mr", "mrs", "ms", "dr"} & set(named):
        return None
    return Outcome(CutReason.OTHER_PERSON, "other.passive")


def is_unreal(joined: Sequence[str], place: int) -> bool:
    """Tell `if I had more time`, with the `would` beside it, from `if I had a question I asked`."""
    text = joined[place]
    neighbours = " ".join((joined[place - 1] if place else "", joined[place + 1] if place + 1 < len(joined) else ""))
    if _ASKED_IF.search(text):
        return False
    if _UNREAL_IF.search(text):
        return bool(_WOULD.search(neighbours) or _WOULD.search(text))
    if _FUTURE_IF.search(text) and _WILL.search(neighbours):
        return True
    return bool(_WOULD.search(text) and _UNREAL_IF.search(neighbours))


def allowed(subject: Subject, joined: str) -> Outcome:
    """Give an outcome without a reason, with the flags that the clause deserves."""
    flags: list[str] = []
    if subject.who is Who.SHARED:
        flags.append("shared")
    if subject.who in ABOUT_WRITER:
        if _HANDED_PASSIVELY.search(joined):
            flags.append("assigned")
        if ("learn" in joined or "trained" in joined) and _LEARNED.search(joined):
            flags.append("learned")
            if _NAMED_SKILLS.search(joined):
                flags.append("listed")
    return Outcome(flags=tuple(flags)) if flags else ALLOWED


def is_foreign(words: Sequence[str]) -> bool:
    """Tell a clause in another language: rules are made for English, and must not cut by accident."""
    foreign = len(_FOREIGN.intersection(words)) + sum(not word.isascii() and word.isalpha() for word in words)
    return foreign >= 2 and foreign > len(_ENGLISH.intersection(words))


def is_listing(joined: str) -> bool:
    """Tell a list under a heading, `skills : python , sql`, which names skills and shows none."""
    return bool(_LISTING.match(joined))


def is_bare(joined: Sequence[str]) -> bool:
    """Tell a passage of a single English word, `welding`: what was done is not said.

    Args:
        joined: The words of each of its clauses.
    """
    words = [word for clause in joined for word in clause.split(" ") if any(map(str.isalnum, word))]
    return len(words) == 1 and words[0].isascii() and words[0].isalpha() and words[0] not in lex.LEADS
