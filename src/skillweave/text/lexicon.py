"""Word lists that cutting and judging share: closed classes of English, and who is named in reports of work."""

from functools import cache
from importlib.resources import files


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


RUN_ON_STOPS = _words(
    "and but that what when because so if as where which who whom whose how why than or while after before until",
    "since although though like think know cuz bc cause n nor whether unless once whenever wherever",
    "hope wish guess believe feel felt thought knew said say says realize realized realise realised noticed sure",
    "told mean suppose bet swear wonder glad things everything anything something all whatever",
    "me my the a an of to with for from in on at by about between not then also even just only maybe honestly",
)
"""Words after which `i` does not begin a new statement."""

_HEADS = _words("time day week month year summer semester way thing")
_HEADED = _words("the one first last next any each that this by only second third")

SELF = _words("i me myself meself")
SHARED = _words("we us ourselves")
THIRD = _words("he she they")
DUMMY = _words("it this that there these those which")
SOMEONE = _words("someone somebody everyone everybody nobody anyone anybody others")
DETERMINERS = _words("my the our a an another one some other his her their your each every most many both several")
OWNERS = _words("my our his her their the")
TITLES = _words("mr mrs ms miss dr prof professor sister sgt officer")

PREPOSITIONS = _words(
    "with to for from of in on at by about under over between into onto against among around near like as than during",
    "through toward towards behind beside per via",
)

LEADS = _words(
    "and but so then also or because since when whenever while after before until if unless although though even",
    "that however instead finally later first second third next now sometimes usually often always never mostly once",
    "again plus well ok okay idk ngl honestly actually basically luckily maybe yes no lol lmao just",
    "as where still eventually",
    "afterwards afterward meanwhile lastly firstly secondly today yesterday only not rather without except too",
    "especially whereas which who than hopefully probably definitely ever already soon tbh overall therefore thus",
)
"""Words that may stand before the subject of a clause without being it."""

JOINERS = _words("and or but so then also")

AUXILIARIES = _words(
    "am is are was were be been being do does did have has had can could will would shall should may might must ain't",
)

IRREGULAR_PASTS = _words(
    "made said told got went took gave came saw knew thought found left felt put began brought kept held wrote stood",
    "heard let meant set met ran paid sat spoke laid led read grew lost fell sent built understood drew broke spent",
    "cut rose drove bought wore chose taught caught fought hung sold slept swept threw flew forgot hid hit hurt quit",
    "rode rang sang shook shot shut slid stole stuck swam tore woke won wound bent bit blew dealt dug fed fled froze",
    "lent lit sank spun split spread sprang stung struck swung wept overheard oversaw redid undid rebuilt rewrote ate",
    "became learnt dreamt burnt shown given done gone taken written seen drank cried tried helped used asked",
)

THIRD_PERSON = _words(
    "makes does goes says tells asks handles writes runs takes gives shows helps teaches checks fixes owns likes loves",
    "wants needs thinks knows gets keeps comes uses brings sets starts calls provides offers serves works specializes",
    "specialises operates employs values believes makes sells bring leads does invents develops explains decides has",
    "lets drives cooks builds designs manages organizes plans prepares cleans answers sends puts reads speaks talks",
    "understands uses walks watches wears hates says requires allows expects trusts hires trains supports prides",
    "strives aims focuses stands consists provides includes involves reflects sits stays feels looks seems means",
)

BASE_VERBS = _words(
    "make do go say tell ask handle write run take give show help teach check fix own like love want need think know",
    "get keep come use bring set start call provide offer serve work have be bag count open close clean cook build",
    "design manage plan prepare answer send put read speak talk understand walk watch wear hate let drive learn live",
    "lead feel look move play sell sort stay stop stock try wait hope wish intend sit stand change follow enjoy laugh",
    "complain leave trust agree argue train expect allow support join share meet decide believe love pick buy look",
)

FINITE = AUXILIARIES | IRREGULAR_PASTS | THIRD_PERSON
_NOT_PAST = _words("need feed seed speed bed red weed shed hundred indeed embed breed deed bleed exceed proceed unused")
_NOT_PARTICIPLE = _words(
    "morning evening building meeting training king thing something anything everything nothing ring string wing "
    "spring",
    "clothing ceiling wedding during pudding sing bring wing sibling earring offering housing parking",
)

ADVERBS = _words(
    "always usually never often sometimes just then only even already still also both all almost later first there",
    "too not ever either now here recently once who that kind sort kinda mostly maybe all once lol tbh",
)

AUTHORITY = _words(
    "supervisor boss manager mentor teacher coach nurse doctor vet veterinarian owner chef foreman technician tech",
    "instructor advisor adviser director principal counselor counsellor trainer journeyman captain leader professor",
    "dentist hygienist therapist pharmacist librarian editor engineer mechanic electrician plumber carpenter officer",
    "firefighter paramedic lawyer attorney accountant architect scientist researcher president ceo founder welder",
    "superintendent sergeant chief cook baker barber stylist surgeon farmer pastor preceptor translator lead intern",
    "coordinator organizer planner clerk judge machinist programmer developer designer artist photographer gardener",
    "groomer operator dispatcher inspector realtor broker banker teller analyst specialist consultant employer guard",
    "crewleader lifeguard zookeeper ranger superviser caregiver worker employee staffer sitter writer host captain",
    "expert professional receptionist secretary assistant conductor principal headmaster tutor aide",
)
PEERS = _words(
    "coworker co-worker colleague teammate partner classmate student worker employee volunteer friend roommate labmate",
    "member cashier server freshman senior junior cousin uncle aunt dad mom mother father mum grandpa grandma brother",
    "sister apprentice trainee buddy neighbor neighbour pal boyfriend girlfriend helper waiter waitress groupmate "
    "rookie",
    "guy camper peer bandmate homeboy",
)
CLIENTS = _words(
    "customer client guest patient resident visitor kid child boy girl lady man woman person camper toddler user",
    "shopper caller tenant passenger parent baby elder buyer caregiver player reader relative tourist grandmother",
    "diner donor attendee",
)
_IRREGULAR_PLURALS = _words("people children women men families babies ladies staff parents kids freshmen boys")
COLLECTIVES = _words("team crew group class staff audience club committee family band squad subteam council")
ORGANISATIONS = _words(
    "company organization organisation business hospital clinic hotel store shop restaurant agency firm bank museum",
    "nonprofit foundation center centre department university college program programme internship farm factory bakery",
    "salon corporation startup school institute association studio charity franchise cafe organisation facility "
    "district",
)
"""Nouns that name a host, whose description is no claim about the writer."""

_PEOPLE = AUTHORITY | PEERS | CLIENTS
PLURALS = frozenset(noun + "s" for noun in _PEOPLE) | _IRREGULAR_PLURALS
SINGULARS = _PEOPLE
CLIENT_NOUNS = (
    CLIENTS | frozenset(noun + "s" for noun in CLIENTS) | _words("people children women men families audience family")
)
AUTHORITY_NOUNS = AUTHORITY | frozenset(noun + "s" for noun in AUTHORITY)
PERSON_NOUNS = SINGULARS | PLURALS | COLLECTIVES | frozenset(noun + "s" for noun in COLLECTIVES)
BARE_SUBJECTS = _words(
    "partner teacher boss manager supervisor mentor chef coach nurse doctor vet owner foreman mechanic instructor",
    "captain coworker co-worker kid mom dad",
)
"""Singular nouns that stand for a person without an article in quick notes: `teacher did it`."""

NAMED_ACTIONS = _words(
    "said told asked did wrote designed built explained handled drew coded programmed edited presented fixed decided",
    "says asks tells showed taught helped made thinks wanted thought went took gave came ran led",
)
"""Verbs after a capitalised word that make it a person's name."""

NAME_ACTS = (NAMED_ACTIONS | THIRD_PERSON) - _words("wanted thought thinks came asked has does wants needs feels looks")
"""Verbs after a given name by which that person acts; states and needs are the occasion of what the writer did."""

OBJECTS = _words("my our a an the his her their its another it them him me us everyone everybody everything")
"""Words with which what is acted on may begin: a verb before them is no participle."""

NAMED_ACTIONS_FIRST = _words(
    "said told asked did wrote designed built explained handled drew coded programmed edited presented fixed decided",
    "says asks tells showed",
)
"""The same where the word begins the sentence, and so is capitalised anyway."""


@cache
def given_names() -> frozenset[str]:
    """Give common given names that are hardly any other words, read on first use."""
    return frozenset(files("skillweave.text").joinpath("given_names.txt").read_text(encoding="utf-8").split())


def goes_on_before_i(earlier: str, before: str) -> bool:
    """Tell whether `i` after these two words goes on with what was said: `because i`, `one time i`.

    Example:
        >>> goes_on_before_i("the", "day"), goes_on_before_i("every", "day")
        (True, False)
    """
    return before in RUN_ON_STOPS or (before in _HEADS and earlier in _HEADED)


def is_finite(word: str) -> bool:
    """Tell whether a word carries a tense: `was`, `made`, `sorted`, `offers`."""
    return word in FINITE or is_past(word)


def is_past(word: str) -> bool:
    """Tell whether a word is a past form."""
    return word in IRREGULAR_PASTS or (word.endswith("ed") and len(word) > 3 and word not in _NOT_PAST)


def is_participle(word: str) -> bool:
    """Tell whether a word is an -ing form: `sorting`, but not `morning`."""
    return word.endswith("ing") and len(word) > 4 and word not in _NOT_PARTICIPLE
