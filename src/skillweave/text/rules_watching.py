"""Rules for what the writer only saw, heard or was told."""

from skillweave.domain.claim import CutReason
from skillweave.text import lexicon as lex
from skillweave.text.rule import NEAR, Rule, any_of

_O = CutReason.OBSERVED

_PERSON = any_of(
    lex.AUTHORITY_NOUNS,
    lex.PEERS,
    (noun + "s" for noun in lex.PEERS),
    lex.COLLECTIVES,
    "people|person|staff|man|woman|guy|lady",
)
_EXPERT = any_of(lex.AUTHORITY_NOUNS)
_WATCHED_THINGS = any_of(
    "gauge|gauges|temperature|temperatures|temp|temps|monitor|monitors|fryer|fryers|kids|kid|children",
    "child|toddlers|babies|baby",
    "campers|dogs|dog|animals|animal|pets|pet|cats|cat|horses|cattle|chickens|clock|time|timer|timers",
    "pressure|oven|ovens|grill",
    "pot|pots|machine|machines|screen|screens|camera|cameras|door|doors|line|register|meter|dial|dials",
    "level|levels|weight",
    "residents|pool|swimmers|water|heat|flame|fire|speed|count|counts|stock|inventory|signs|traffic|road",
    "tone|words|step|language",
    "budget|spending|boiler|spindle|printer|plants|seedlings|bees|fish|chicks|lambs|calves|calf|siblings",
    "brothers|readings|data",
    "faces|expressions|reactions|eyes|numbers|vitals|posture|form|footage|shoplifters|guests|crowd|tank|tanks",
)
_RECORDING = any_of(
    "recorded|record|recording|wrote|logged|noted|noting|counted|measured|charted|documented|tracked",
    "tallied|reported|timed|sketched",
    "took notes|taking notes|compared|told|made notes|marked|write|log|noticed",
)

WATCHING_RULES = (
    Rule("observed.learned-about", _O,
         "Knowledge only; `learned how to` is the writer's own learning.",
         "learned learn learning",
         r"\blearn(?:ed|ing)? (?:(?:a lot|more|lots|so much|all|things|everything|some|much|many things|a little|"
         r"a bit|also|a ton|stuff) )?about\b|\blearn(?:ed|ing)? (?:how|why|what) (?:the|a|an|they|my|it|each|other|"
         r"different|people) (?!to\b)"),
    Rule("observed.watched", _O,
         "Watching people at work; watching gauges or children is work.",
         "watched watch watching",
         rf"{NEAR}(?:mostly |also |only )*watch(?:ed|ing)?\b(?! and\b) (?!over\b|out\b|for\b|my\b (?:tone|words|"
         r"step|language|time)|(?:(?:the|a|an|all|each|every|his|her|their|our|some|two|three|four|both|\d+|my|"
         rf"little|small|younger|[\w'-]+) ){{0,3}}{_WATCHED_THINGS}\b(?! (?:{_PERSON}|being|do|doing)\b))",
         rf"\bwatch(?:ed|ing)? [\w ]+\band (?:then )?{_RECORDING}\b"),
    Rule("observed.saw", _O,
         "Seeing others do it; `saw that it was broken and fixed it` is evidence.",
         "saw seen",
         rf"{NEAR}saw (?:how|(?:the|my|a|an|our|other|different|some|two) (?:[\w-]+ ){{0,2}}{_EXPERT} (?!was|were|"
         r"is|are|had|has|needed|looked|forgot|forget|and|who|did|left|struggl)\w|(?:him|her|them) (?:do|use|make|"
         r"work|sketch|draw|fix|treat|weld|cook|build|cut|\w+ing)\b|(?:a|an|the|some|many|real|live|my first|two|"
         r"several) (?:[\w-]+ )?(?:surgery|surgeries|procedures?|operations?|births?|c-section|trial|"
         r"demonstrations?|presentation|autopsy|control room)|what (?:a|an|the|they|he|she|my) )|\bonly saw\b|"
         r"\bsaw (?:a|the) demo",
         r"\b(?:so|and) (?:i )?(?:fixed|helped|told|offered|asked)\b"),
    Rule("observed.observed", _O,
         "Observation alone; observing with a record is work.",
         "observed observe observing observation",
         rf"{NEAR}observ(?:ed|ing|e) (?!that\b|(?:(?:the|a|all|my|our|\w+) ){{0,2}}(?:and record|safety|rules|"
         r"hand hygiene|plants?|cells?|growth|behaviou?rs?|samples?|bacteria|reactions?|temperature|data|"
         r"patterns?)\b)|\bobservation only\b",
         rf"\bobserv(?:ed|ing) [\w' ,]*\b(?:and|then|to) (?:then )?{_RECORDING}\b|\bobserved and\b"),
    Rule("observed.shadowed", _O,
         "Shadowing.",
         "shadowed shadow shadowing",
         r"\bshadow(?:ed|ing)?\b",
         r"\bshadow(?:ed|ing)? me\b|\bdrop shadow|\bshadow (?:box|puppet|effect)"),
    Rule("observed.followed", _O,
         "Following a person around.",
         "followed following",
         rf"{NEAR}(?:followed|following) (?:(?:the|my|a|an|our) (?:[\w-]+ )?{_PERSON}|him|her|them(?= (?:around|"
         r"everywhere|through|for)))(?: (?:around|for|all|on|through|everywhere|at|in|during)\b|(?: [^\w\s])*$)"),
    Rule("observed.sat-in", _O,
         "Sitting in.",
         "sat sit sitting",
         r"\b(?:sat|sit|sitting) in (?:on|the (?:\w+ )?meetings? where)\b"),
    Rule("observed.shown", _O,
         "Being told, shown or taught; being told to do something is a task.",
         "shown told taught",
         r"\b(?:was|were|got|been|am|are) (?:also |just |only |all )?(?:shown|told|"
         r"taught)\b(?! (?:not )?to (?!be\b))",
         r"\b(?:what|like|as) (?:i|we) (?:\w+ ){1,2}(?:told|shown|taught)\b"),
    Rule("observed.got-to-see", _O,
         "A chance to see.",
         "see watch observe hear shadow witness",
         r"\b(?:got|get|able|chance|allowed|opportunity|was cool|interesting) to (?:also |only |just )?(?:see|"
         r"watch|observe|hear|witness)\b",
         r"\bsee (?:if|whether|that|what (?:was|is) wrong)\b|\bwatch (?:the )?kids\b"),
    Rule("observed.heard", _O,
         "Hearing or reading about.",
         "heard read hear",
         rf"{NEAR}heard (?:about|how|stories|speakers|a (?:talk|lecture|speech|speaker|presentation))\b|"
         r"\bread about (?:how|the)\b"),
    Rule("observed.lecture", _O,
         "A lecture, talk or tour attended.",
         "lecture lectures talk seminar speaker speakers assembly demonstration demo webinar workshop workshops "
         "tour presentation presentations lesson lessons orientation talks",
         r"\b(?:had|attended|attend|listened to|went to|sat through|got|was in|went on|took|there was) (?:a|an|the|"
         r"some|two|three|\d+|several|many|lots of)? ?(?:[\w-]+ ){0,2}(?:lectures?|talks?|seminars?|assembly|"
         r"guest speakers?|speakers?|webinars?|orientation|workshops?|demonstrations?|tour)\b|\b(?:attended|"
         r"listened to|sat through) (?:a|an|the|some|two|three|several|many)? ?(?:[\w-]+ ){0,2}(?:presentations?|"
         r"meetings?|lessons?|speech|demo)\b|\bhad (?:a )?lessons? about\b",
         r"\b(?:gave|led|ran|hosted|organized|organised|taught|planned|with (?:the|a|my)|talks? (?:to|with))\b|"
         r"\btalk(?:s)? (?:to|with)\b",
         about="any"),
)  # fmt: skip
"""Watching, hearing and being shown: knowledge at most."""
