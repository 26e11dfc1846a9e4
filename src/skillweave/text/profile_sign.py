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
    OTHERS = "others"
    """The same, where another person is the subject."""
    SEEN = "seen"
    """What the writer only watched."""
    SAID = "said"
    """Anything said of how it went, denials too: `nobody asked me`."""
    BESIDE = "beside"
    """What another person did while the writer did something."""
    ANSWER = "answer"
    """The writer's own deed after `so`, where nobody had told them to."""
    ABSENT = "absent"
    """What is said of another person at work, a client aside, beside a deed of the writer's."""
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

_MORE_PROFESSIONS = (
    "surveyor archivist curator drafter arborist florist producer paralegal midwife dietitian phlebotomist "
    "radiographer biologist chemist geologist ecologist agronomist embalmer tailor seamstress jeweler potter "
    "printer blacksmith mason roofer glazier tiler rigger sonographer optician optometrist psychologist counsel "
    "clerk custodian janitor housekeeper butcher brewer barista bartender grower rancher fisherman forester "
    "sculptor painter composer animator reporter anchor announcer stagehand choreographer tutor"
).split()

COLLEAGUE = any_of(
    (form for noun in (*_COLLEAGUES, *_MORE_PROFESSIONS) for form in (noun, noun + "s")),
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
    rf"anyone\b|someone\b|people\b|others\b|to me\b|{DET}{CLIENT}\b)\w|\b(?:helped|assisted|helping|assisting) "
    rf"(?:him|her|them|out) (?:with|to|on|by)\b|\b(?:helped|assisted) {DET}{COLLEAGUE}\b"
    r"|\b(?:gave|lent|lend) (?:\w+ ){0,2}a (?:helping )?hand\b|\bhelped out\b"
)
"""Help given to those one works with; help given to clients is the work itself."""

HELPED_CUES = "helped helping assisted assisting hand"

_TRAINEES = (
    rf"(?:{COLLEAGUE}|them|him|her|others|everyone|everybody|freshmen|newcomers|beginners|rookies|people|class|"
    rf"swimmers|"
    r"runners|dancers|actors|singers|players|athletes|campers|kids|children|scouts|teammates)"
)

TRAINED = (
    rf"\b(?:trained|taught|coached|mentored|onboarded) (?:in )?{DET}{_TRAINEES}\b|\bshowed {DET}{_TRAINEES} (?:how|"
    rf"what to)\b"
)
"""Others trained by the writer."""

LED = (
    r"\b(?:led|headed|directed|chaired|captained) (?!to\b|by\b|into\b|me\b|us\b)\w|\b(?:supervised|managed|ran) "
    rf"{DET}(?:[\w-]+ )?(?:{COLLEAGUE}|people|group|meetings?|rehearsals?|workshops?|sessions?|crews|class)\b"
)
"""Others led."""

RAN = (
    rf"\b(?:managed|ran) {DET}(?:[\w-]+ )?(?:project|event|show|stand|booth|shop|store|kitchen|shift|shifts|route|"
    r"programs?|campaign|club|desk|camp|tournament|drive|sale|business|studio|lab|farm|pool|counter)\b"
)
"""A whole thing run; a machine that is run is no such thing."""

_GIVEN_TO = (
    r"(?:everyone|everybody|each(?: (?:of (?:them|us|the \w+)|one|kid|person|volunteer))?|both(?: of them)?|(?:two|"
    r"three|four|half|one) of (?:them|us|the \w+)|the others|the other \w+|them)"
)

DELEGATED = (
    rf"\b(?:told|asked|had|got|put|gave|sent|made) {_GIVEN_TO} (?!in\b|more\b|back\b|good\b|together\b|up\b|down\b|"
    rf"away\b|"
    r"about\b|that\b|we\b|i\b|the bill\b|how\b|what\b|why\b|where\b|when\b|if\b|which\b|feel\b|laugh\b|happy\b)\w|"
    r"\bsplit (?:us|everyone|them|the (?:work|team|list|jobs|group))\b"
)
"""Work given out to others."""

IDLE = (
    r"(?:was|were|am|is|are|be|been|felt|feel|went|go|got|thought|think|knew|know|ate|slept|left|quit|came|come|sat|"
    r"stood|waited|had|have|did|do|said|liked|loved|hated|wanted|hoped|wish|guess|learned|saw|watched|stayed|could|"
    r"would|must|should|may|might|told|tell|can|will|cried|laughed|smiled|listened|joined|applied|signed|lied|"
    r"missed|agreed|said|took the bus)"
)
"""Verbs after `I` that tell of no deed in answer to anything."""
