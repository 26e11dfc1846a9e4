"""Finds what has a form of its own: e-mail, phone, link, handle, date of birth, street address, numbers of persons."""

from collections.abc import Iterator, Mapping

import regex

from skillweave.privacy.found import Found, Sort
from skillweave.privacy.words import APOSTROPHES

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = rf"""(?:
    \d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(?:19|20)?\d{{2}}
    | (?:19|20)\d{{2}}-\d{{2}}-\d{{2}}
    | (?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+(?:of\s+)?(?:19|20)\d{{2}})?
    | {_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d{{2}})?
)"""
_STREET = (
    "street st avenue ave av road rd drive dr lane ln boulevard blvd court ct place pl terrace ter circle cir parkway "
    "pkwy highway hwy way trail trl square sq loop alley crescent cres".split()
)
_NO_STREET = (
    "a about across after along am an and around are as at be before behind beside between by down during each "
    "every for from had has have he her his hours? i in into is it its lane mins? minutes? my near of off on onto "
    "or our out over past per pm she so than that the their them then they this through to under until up us was we "
    "were when where which while who with you your".split()
)
"""What stands written small between a number and a kind of street in a sentence, and not in an address: 5 kids on the
trail."""
_TOP = (
    "com org net edu gov mil int info biz name pro mobi xyz online site store shop app dev page pages link links "
    "bio blog club art arts design studio tech cloud space website web world live life media news social chat gle "
    "google goog fun games game gaming team family school schools academy college university education church "
    "community center company agency email network photo photos photography pics gallery video tube youtube stream "
    "radio audio band music dance fitness yoga health care clinic dental legal work works jobs careers cafe "
    "restaurant pizza kitchen recipes house homes land farm garden green eco earth city town nyc london berlin "
    "paris top win vip icu cool lol wtf ninja guru rocks one kids foundation charity ngo ong zone run bike horse "
    "dog pet pets cat coffee fashion beauty style salon hair tattoo gift gifts party wedding support help guide how "
    "wiki review reviews codes software systems digital computer click download host ink lat moe monster mom dad "
    "boo foo day new now today tips tools training land quest".split()
)
"""Ends of addresses beside those of countries, which have two letters."""
_NO_TOP = "js ts cs vb rb hs py of or an if he we on up go ok hi".split()
"""Two letters that end a name of a file, or are a word behind a full stop, and no country's."""
_PLATFORM = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|discord|ig|twitter|venmo|you\s?tube|twitch|facebook|fb|reddit|telegram"
    r"|tumblr|bluesky|cash\s?app)"
)
_CALLED = (
    rf"(?:(?:handle|name|user\s?name|user|account|profile|page|id|tag|is|was|as|at|under|it[{APOSTROPHES}]?s)\b\s{{0,3}}"
    r"|[:=>-]{1,2}\s{0,3})"
)
_HANDLE = r"(?P<take>[\p{L}_](?:\.{0,2}\w){2,}+)"
_SIGN = r"(?=\w{0,29}[\d_]|\w{1,29}\.{1,2}(?-i:[\p{Ll}\d_]))"
"""What tells a handle from a word of a sentence: a digit, an underline, a full stop inside."""
_NUMBER_OF = (
    r"(?:student|learner|pupil|patient|employee|member|badge|account|acct|case|client|customer|passport"
    r"|driver'?s?\s+licen[cs]e|licen[cs]e|medical\s+record|insurance|policy|library\s+card|lunch|locker|social\s+security|state)"
)
_SOURCES: Mapping[Sort, str] = {
    # Each of the two begins where a run begins, and gives nothing of it back: long runs take no longer a letter.
    Sort.EMAIL: (
        r"(?<![\w.+'-])[\w.+'-]++(?:@|\s?\(at\)\s?|\s?\[at\]\s?)"
        r"(?:[\w-]++(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?))+\p{L}{2,}"
    ),
    Sort.LINK: (
        r"(?:https?|ftp)://[^\s<>\"]+[^\s<>\".,;:!?)\]'’]"
        r"|\bwww\.[^\s<>\"]+[^\s<>\".,;:!?)\]'’]"
        rf"|(?<![\w-])(?<![\w-]\.)(?:[\w-]++\.)++(?:(?!(?:{'|'.join(_NO_TOP)})\b)[a-z]{{2}}|{'|'.join(_TOP)})(?::\d{{2,5}})?/"
        r"[^\s<>\"]*[^\s<>\".,;:!?)\]'’]"
    ),
    Sort.HANDLE: (
        r"(?<![\w@.])@[\p{L}_](?:\.*+\w)++"
        rf"|\b{_PLATFORM}\b\s{{0,3}}{_CALLED}{{0,4}}:\s{{0,3}}{_HANDLE}"
        rf"|\b(?:{_PLATFORM}|user\s?name|gamer\s?tag|screen\s?name)\b(?:[{APOSTROPHES}]s\b)?\s{{0,3}}{_CALLED}{{1,5}}+{_SIGN}{_HANDLE}"
        rf"|\b(?:my|his|her|their|(?:me|us)\s+(?:on|at))\s+(?:{_PLATFORM}|handle\s+is)\s+{_SIGN}{_HANDLE}"
    ),
    Sort.PHONE: (
        r"(?<![\w.$€£/-])(?:\+\d{1,3}[\s.-]?)?\(?\d{3}\)?[\s.\p{Pd}]?\d{3}[\s.\p{Pd}]\d{4}(?![\w/-])"
        r"|(?<![\w.])\+\d{1,3}(?:[\s.\p{Pd}]?\(?\d{1,4}\)?){2,5}(?!\w)"
        r"|\b(?:phone|cell|call|text|tel|mobile|number|reach)\b[^.\n\d]{0,20}?"
        r"(?P<take>\(?\d{3}\)?[\s.\p{Pd}]?\d{3}[\s.\p{Pd}]?\d{4}|\d{3}[\s.\p{Pd}]\d{4})(?!\d)"
    ),
    Sort.BIRTH_DATE: (
        rf"\b(?:born|birth\s?day|birth\s?date|date\s+of\s+birth|d\.?o\.?b\.?|b-?day)\b[^.\n]{{0,30}}?(?P<take>\b{_DATE}(?!\d))"
        rf"|(?P<take>\b{_DATE}(?!\d))[^.\n]{{0,15}}\b(?:is|was)\s+(?:my|his|her|their)\s+(?:birth\s?day|b-?day)\b"
    ),
    Sort.ADDRESS: (
        r"\b\d{1,5}[A-Za-z]?\s+(?:(?:north|south|east|west|[nsew]|ne|nw|se|sw)\.?\s+)?"
        rf"(?:(?!(?-i:(?:{'|'.join(_NO_STREET)})\b|I\s+(?:drive|place|circle|loop|square)\b))"
        rf"(?:\d{{1,3}}(?:st|nd|rd|th)|\p{{L}}[\p{{L}}{APOSTROPHES}.-]*)\s+){{1,3}}(?:{'|'.join(_STREET)})\b\.?"
        r"(?:,?\s*(?:apt|apartment|unit|suite|ste|\#)\.?\s*\#?\w{1,5})?"
        r"(?:,\s*\p{Lu}[\p{L}.'’ -]{1,30},?\s+\p{Lu}{2}(?:\s+\d{5}(?:-\d{4})?)?)?"
        r"|\bp\.?\s?o\.?\s?box\s+\d+"
        r"|(?-i:\b\p{Lu}{2},?\s+\d{5}(?:-\d{4})?\b)"
    ),
    Sort.ID: (
        r"(?<![\w-])\d{3}[-\s]\d{2}[-\s]\d{4}(?![\w-])"
        rf"|\b{_NUMBER_OF}\s*(?:\#|(?:id|i\.d\.|number|num|no|nr|code)\b\.?)[\s:\#]*+(?:(?:is|was|=)\s*)?"
        r"(?P<take>[A-Za-z]{0,4}-?\d[\w-]{2,})"
        r"|\b(?:ssn|mrn|vin|passport|id)\s*(?:\#|:|number|no\.?|is)+\s*(?P<take>(?=[\w-]{0,40}\d)[\w-]{4,})"
        r"|(?<![\w.-])(?:\d[ -]?){13,18}\d(?![\w-])"
        r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"
    ),
}
_SPREAD = frozenset({Sort.BIRTH_DATE})
"""Patterns that are written over several lines."""
_PATTERNS = {
    sort: regex.compile(source, regex.IGNORECASE | (regex.VERBOSE if sort in _SPREAD else 0))
    for sort, source in _SOURCES.items()
}


def find_patterns(text: str) -> Iterator[Found]:
    """Find stretches by their form; what is the same but for case and blanks has the same key.

    A date counts only beside words on a birth, a bare number only beside a word that says whose number it is or
    where its form tells: other dates and numbers are part of what people write about work.
    """
    for sort, pattern in _PATTERNS.items():
        for found in pattern.finditer(text):
            start, end = found.span("take") if found.groupdict().get("take") else found.span()
            yield Found(start, end, sort, f"{sort.value} {''.join(text[start:end].casefold().split())}", "patterns")
