"""Finds what has a form of its own: e-mail, phone, link, handle, date of birth, street address, numbers of persons."""

from collections.abc import Iterator, Mapping

import regex

from skillweave.privacy.found import Found, Sort

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
_NUMBER_OF = (
    r"(?:student|learner|pupil|patient|employee|member|badge|account|acct|case|client|customer|passport"
    r"|driver'?s?\s+licen[cs]e|licen[cs]e|medical\s+record|insurance|policy|library\s+card|lunch|locker|social\s+security|state)"
)
_SOURCES: Mapping[Sort, str] = {
    Sort.EMAIL: r"[\w.+'-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)(?:[\w-]+(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?))+\p{L}{2,}",
    Sort.LINK: (
        r"(?:https?|ftp)://[^\s<>\"]+[^\s<>\".,;:!?)\]'’]"
        r"|\bwww\.[^\s<>\"]+[^\s<>\".,;:!?)\]'’]"
        r"|\b(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|me|ly|us|co|tv|gg|app|dev)/[^\s<>\"]*[^\s<>\".,;:!?)\]'’]"
    ),
    Sort.HANDLE: (
        r"(?<![\w@.])@[A-Za-z_][\w.]{1,29}(?<!\.)(?!\w)"
        r"|\b(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|discord|ig|twitter|venmo)"
        r"\s*(?:handle|name|user(?:name)?|id|is|:|@|-)+\s*(?P<take>[A-Za-z_][\w.]{2,29})"
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
        rf"(?:(?:\d{{1,3}}(?:st|nd|rd|th)|\p{{L}}[\p{{L}}'’.-]*)\s+){{1,3}}(?:{'|'.join(_STREET)})\b\.?"
        r"(?:,?\s*(?:apt|apartment|unit|suite|ste|\#)\.?\s*\#?\w{1,5})?"
        r"(?:,\s*\p{Lu}[\p{L}.'’ -]{1,30},?\s+\p{Lu}{2}(?:\s+\d{5}(?:-\d{4})?)?)?"
        r"|\bp\.?\s?o\.?\s?box\s+\d+"
        r"|(?-i:\b\p{Lu}{2},?\s+\d{5}(?:-\d{4})?\b)"
    ),
    Sort.ID: (
        r"(?<![\w-])\d{3}[-\s]\d{2}[-\s]\d{4}(?![\w-])"
        rf"|\b{_NUMBER_OF}\s*(?:\#|(?:id|i\.d\.|number|num|no|nr|code)\b\.?)[\s:\#]*(?:is|was|=)?\s*"
        r"(?P<take>(?=[\w-]*\d)[A-Za-z]{0,4}-?\d[\w-]{2,})"
        r"|\b(?:ssn|mrn|vin|passport|id)\s*(?:\#|:|number|no\.?|is)+\s*(?P<take>(?=[\w-]*\d)[\w-]{4,})"
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
