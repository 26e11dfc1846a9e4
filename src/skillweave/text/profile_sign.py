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
    """The writer's own deed after `so`, where the clause before tells of trouble and of nobody's order."""
    ABSENT = "absent"
    """What is said of another person at work, a client aside, beside a deed of the writer's."""
    STEP = "step"
    """A deed that goes on from `first I ...` in the same sentence."""
    EFFECT = "effect"
    """What happened to others or to a thing, after a deed of the writer's in the same sentence or the one before."""
    REMEDIED = "remedied"
    """The same, right after a clause in which something was made, mended or changed."""
    CONSENT = "consent"
    """The same, right after a proposal."""


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
    rf"\b(?:trained|taught|coached|mentored|onboarded) (?:in )?{DET}{_TRAINEES}\b|\bshowed {DET}{_TRAINEES} (?:how"
    r"(?! (?:happy|cool|good|nice|big|funny|much|many|it looked|i looked)\b)|what to)\b"
)
"""Others trained by the writer."""

NOT_TRAINED = (
    r"\b(?:trained|taught|coached|showed) (?:[\w-]+ ){1,4}(?:(?:card|board|video|phone) games?|jokes?|handshake|dance "
    r"moves?|tiktok)\b|\b(?:was|were|been|got|get|be) (?:\w+ )?(?:trained|taught|coached|mentored)\b|\b(?:trained|"
    r"taught) by\b"
)
"""A pastime shown to others, and training that the writer had."""

_GROUP = (
    r"(?:film|movie|play|musical|skit|scenes?|show|video|band|choir|crew|crews|team|teams|volunteers|rehearsals?|"
    r"project|program|committee|group|groups|department|drive|campaign|effort|club|section|squad|cleanup)"
)

LED = (
    r"(?<!-)\b(?:led|chaired|captained) (?!to\b|by\b|into\b|up to\b|me\b|us\b)\w|(?<!-)\b(?:headed|directed) (?:up )?"
    rf"{DET}(?:[\w-]+ ){{0,3}}{_GROUP}\b|\b(?:supervised|managed|ran) "
    rf"{DET}(?:[\w-]+ )?(?:{COLLEAGUE}|people|group|meetings?|rehearsals?|workshops?|sessions?|crews|class)\b"
)
"""Others led; the way home is headed, and guests and animals are led to their places."""

NOT_LED = (
    r"\bled (?:[\w'-]+ ){1,4}(?:to|into|out|back|inside|outside|in|home)\b|\bled (?:the|a|my|our|one|two|each|his|her) "
    r"(?:\w+ )?(?:horses?|dogs?|cows?|goats?|ponies|pony|donkeys?|sheep|calf|calves|hooves)\b|\bheaded (?:[\w-]+ )"
    r"{0,4}(?:home|way|to|back|out|toward|towards)\b|\b(?:was|were|got|been) (?:\w+ )?(?:led|headed|directed|"
    r"supervised|managed)\b|\bmanaged to\b|\bran (?:to|into|out|away|the (?:fryer|dishwasher|register|machine|mixer))\b"
)
"""What only looks like leading."""

RAN = (
    rf"\b(?:managed|ran) {DET}(?:[\w-]+ )?(?:project|event|show|stand|booth|shop|store|kitchen|shift|shifts|route|"
    r"programs?|campaign|club|desk|camp|tournament|drive|sale|business|studio|lab|farm|pool|counter)\b"
)
"""A whole thing run; a machine that is run is no such thing."""

_GIVEN_TO = (
    r"(?:everyone|everybody|each(?: (?:of (?:them|us|the \w+)|one|kid|person|volunteer|member|student))?|both(?: of "
    r"them)?|(?:two|three|four|half|one) of (?:them|us|the \w+)|the others|the other \w+|them)"
)
_GIVEN_OUT = (
    r"(?:jobs?|tasks?|parts?|section|station|list|aisle|row|role|assignment|chapter|slide|page|scene|corner|room|zone|"
    r"table|shift|area|piece|share|position|duty|duties|file|class|turn|topic)"
)
_ORDERED_TO = (
    r"(?:write|draw|make|do|build|say|read|put|take|bring|check|clean|count|sort|carry|pick|choose|run|teach|show|"
    r"guess|give|start|try|practi[cs]e|move|hold|work|bag|label|list|map|plan|design|measure|record|fill|set up|"
    r"grade|name|finish|cut|paint|pack|scan|sweep|wash|stack|fold|load|cover|handle)"
)

DELEGATED = (
    rf"\b(?:told|asked) {_GIVEN_TO} to {_ORDERED_TO}\b|\b(?:had|made) {_GIVEN_TO} {_ORDERED_TO}\b|"
    rf"\bgot {_GIVEN_TO} to {_ORDERED_TO}\b|\b(?:gave|assigned) {_GIVEN_TO} (?:[\w-]+ ){{0,3}}{_GIVEN_OUT}\b|\b(?:put|"
    rf"sent) (?!them ){_GIVEN_TO} (?:on|at|in charge|to) (?!bed\b|sleep\b|home\b|hold\b|lunch\b|the (?:shelf|shelves|"
    r"cart|table|floor|counter|list)\b)\w|\bput them (?:in charge|on duty)\b|\bsplit (?:us|everyone|the (?:work|team|"
    r"list|jobs|group)|them (?:up|into (?:teams|groups|pairs)))\b"
)
"""Work given out to others; things that are put somewhere, and presents, are none."""

IDLE = (
    r"(?:was|were|am|is|are|be|been|felt|feel|went|go|got|thought|think|knew|know|ate|slept|left|quit|came|come|sat|"
    r"stood|waited|had|have|did|do|said|liked|loved|hated|wanted|hoped|wish|guess|learned|saw|watched|stayed|could|"
    r"would|must|should|may|might|told|tell|can|will|cried|laughed|smiled|listened|joined|applied|signed|lied|"
    r"missed|agreed|said|took the bus)"
)
"""Verbs after `we` that tell of no deed."""
