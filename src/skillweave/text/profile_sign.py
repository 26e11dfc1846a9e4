"""What a rule of the experience profile is, and the parts that the patterns of several rules share."""

from dataclasses import dataclass
from enum import StrEnum

from skillweave.text import lexicon as lex
from skillweave.text.rule import any_of


class Whose(StrEnum):
    """Which clauses a rule is tried on; plans, adverts, opinions and praise of oneself are never among them."""

    OWN = "own"
    """A deed of the writer's own, or work that was handed over to them."""
    SHARED = "shared"
    """A deed of the writer with others: we."""
    DEED = "deed"
    """Either of the two."""
    TOLD = "told"
    """What others did to the writer, or what was done by order; clients aside."""
    SEEN = "seen"
    """What the writer only watched."""
    SAID = "said"
    """Anything said of how it went, denials too: `nobody asked me`."""
    BESIDE = "beside"
    """What another person did while the writer did something."""
    STEP = "step"
    """A deed that goes on from `first I ...` in the same sentence."""
    EFFECT = "effect"
    """What happened to others or to a thing, after a deed of the writer's in the same sentence or the one before."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One rule: it fits where `pattern` is found and `unless` is not.

    Attributes:
        id: Dimension, level and name: `aut.apply.decided`.
        whose: Which clauses it is tried on.
        note: What it is for, and what it must leave alone.
        cues: Words of which one must occur.
        pattern: Regular expression over the clause's words joined by blanks.
        unless: Regular expression that makes an exception.
    """

    id: str
    whose: Whose
    note: str
    cues: str
    pattern: str
    unless: str = ""


_COLLEAGUES = sorted((lex.AUTHORITY | lex.PEERS) - {"student", "friend", "member", "player", "worker"})

COLLEAGUE = any_of(
    (form for noun in _COLLEAGUES for form in (noun, noun + "s")),
    "worker|workers|staff|team|crew|student|students|friend|friends|member|members|hires|hire|volunteers|interns",
)
"""Somebody whom the writer works with or for."""

CLIENT = any_of(lex.CLIENT_NOUNS, "students|animals|patients|seniors|veterans|residents|community|class|students'")
"""Somebody whom the work is for."""

DET = (
    r"(?:(?:the|a|an|my|our|her|his|their|some|all|both|other|another|new|old|older|younger|little|many|more|every|"
    r"each|these|those|any|one|two|three|four|five|six|several|few|lots|of|whole|entire|own|\d+|first|next|elderly|"
    r"upset|sick|lost|lead|head|senior|junior|incoming|fellow) ){0,4}"
)
"""Words that may stand before the noun."""

TITLED = r"(?:mr|mrs|ms|miss|dr|prof|coach|chef|officer|sgt)"

HELPED = (
    r"\b(?:helped|helping|assisted|assisting) (?:out )?(?!out\b|me\b|us\b|him\b|her\b|them\b|it\b|myself\b|each "
    r"other\b|"
    rf"anyone\b|someone\b|people\b|others\b|to me\b|{DET}{CLIENT}\b)\w"
    rf"|\b(?:helped|assisted|helping|assisting) (?:him|her|them|out) (?:with|to|on|by)\b|\b(?:helped|"
    rf"assisted) {DET}{COLLEAGUE}\b"
    r"|\b(?:gave|lent|lend) (?:\w+ ){0,2}a (?:helping )?hand\b|\bhelped out\b"
)
"""Help given to those one works with; help given to clients is the work itself."""

HELPED_CUES = "helped helping assisted assisting hand"

TRAINED = (
    r"\b(?:trained|taught|coached|mentored|onboarded|showed) (?:in )?"
    rf"{DET}(?:{COLLEAGUE}|them|others|everyone|everybody|freshmen|newcomers|beginners|rookies|people|class)\b"
)
"""Others trained by the writer."""

LED = (
    r"\b(?:led|headed|directed|chaired|captained) (?!to\b|by\b|into\b|me\b|us\b)\w|\b(?:supervised|managed|ran) "
    rf"{DET}(?:[\w-]+ )?(?:{COLLEAGUE}|people|group|meetings?|rehearsals?|practices?|workshops?|sessions?|project|"
    rf"event|"
    r"show|stand|booth|shop|store|kitchen|shift|shifts|route|programs?|campaign|club|desk|camp|tournament|drive|sale|"
    r"business|crews|studio|lab|farm|pool|counter|class)\b"
)
"""Others led, or a whole thing run; a machine that is run is no such thing."""
