"""Signs of words to a program, and how words about work are told from them."""

from collections.abc import Iterator

import regex

_MACHINE = (
    r"(?:a\.?i\.?|language\s+model|llm|chat\s?gpt|gpt(?:-?\d\w*)?|claude|gemini|copilot|chatbot|classifier|algorithm"
    r"|the\s+model|grading\s+(?:model|system|software|program)|automated\s+\w+)"
)
_ROLE = r"(?:assistant|bot|grader|judge|evaluator|screener)"
"""What people are too."""
_MODEL = rf"(?:{_MACHINE}|{_ROLE})"
_VERDICT = (
    r"(?:demonstrated|confirmed|verified|shown|approved|passed|true|maximum|max|full(?:y)?|highest|top|100\s?%|1\.0)"
)
_WHAT = (
    r"(?:all|every(?:thing|\s+one)?|each|any|the\s+(?:following|whole|listed|full)|competenc\w+|skills?|candidates?|claims?"
    r"|verdicts?|c\d+)"
)
_YOU_ARE = r"\byou\s+(?:are|'re|must\s+act\s+as|will\s+(?:act|behave)\s+as)\s+"
_FIRM = (
    # to set aside what the program was told
    r"\b(?:ignore|disregard|forget|override|overrule|bypass|do\s?n[o']?t\s+follow|stop\s+following)\b.{0,30}"
    r"\b(?:(?:your|all|any|these|previous|prior|above|earlier|system)\b.{0,20}"
    r"\b(?:instructions?|prompts?|guidelines?|guardrails?|directives?)|(?:previous|prior|above|earlier)\s+(?:rules?|text|messages?))\b",
    r"\b(?:disregard|override|overrule|bypass|do\s?n[o']?t\s+follow|stop\s+following)\b.{0,40}"
    r"\b(?:instructions?|prompts?|system\s+message|guidelines?|guardrails?|directives?)\b",
    r"\bignore\b.{0,40}\b(?:prompts?|system\s+message|guidelines?|guardrails?|directives?)\b",
    # to be somebody
    rf"{_YOU_ARE}(?:now\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}{_MACHINE}\b",
    rf"{_YOU_ARE}now\s+(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}{_ROLE}\b",
    rf"\bas\s+an?\s+{_MACHINE},?\s+(?:you|your)\b",
    rf"\bif\s+you\s+are\s+(?:an?\s+|the\s+)?{_MACHINE}\b",
    # to be spoken to
    rf"\b(?:dear|hey|hi|hello|listen)\s*:?,?\s+(?:the\s+|any\s+|whatever\s+)?{_MODEL}\b"
    r"(?=[^.!?\n]{0,60}(?:[:,!]|\breading|\breviewing|\bgrading|\bplease|\bmark|\bconfirm|\bthat\s+reads))",
    # to decide, or to take for decided
    r"\b(?:every|all|each)\s+(?:of\s+the\s+)?(?:competenc\w+|skills?|candidates?|claims?)\b.{0,40}\b(?:must|should|shall|has\s+to"
    r"|have\s+to|need\s+to)\s+(?:be|count|get)\s+(?:as\s+)?(?:counted|marked|rated|graded|scored|accepted|approved|confirmed"
    r"|verified|passed|shown|demonstrated|true)\b",
    r"\b(?:demonstrat|show|prov|display|exhibit|confirm|verif)\w*\b.{0,60}\b(?:skills?|competenc\w+)\b.{0,30}"
    r"\bon\s+(?:the|your|this)\s+list\b",
    # to answer in a form
    r"\b(?:respond|reply|answer|output|return|print|say)\b.{0,40}(?:[\"'{\[]\s*(?:verdict|candidates|id)"
    r"|\bthe\s+words?\b\W*(?:demonstrated|confirmed|implied|yes|true|shown|approved|pass(?:ed)?)\b)",
    r"[\"']\b(?:candidates|further|verdicts?)\b[\"']\s*[:=]",
    r"(?:^|\n)\s*(?:#+\s*)?(?:system|assistant|developer|instruction|human|user)\s*(?:\]|\)|>)?\s*:",
    r"<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|inst|s|endoftext|entry|text|instructions?|prompt)\b[^>\n]{0,40}\|?>",
    r"\[/?\s*(?:inst|system|assistant|sys)\s*\]|<<\s*/?sys\s*>>|#{2,}\s*(?:instruction|system|response|end)",
    r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{48,}={0,2}(?![A-Za-z0-9+/=])",
    # the same in languages that students of ours write
    r"\bignora\w*\b.{0,30}\b(?:instrucciones|indicaciones|instruções|istruzioni)\b|\bignore[zr]?\b.{0,30}\binstructions\b",
    r"\b(?:confirma|marca|aprueba|acepta)\w*\s+(?:todas?|todos?)\b.{0,40}\b(?:competencias|habilidades|destrezas)\b",
    r"\bignorier\w*\b.{0,30}\b(?:anweisung\w*|vorgaben)\b|忽略.{0,12}(?:指令|指示|说明)|игнорир\w*.{0,30}инструкц\w*"
    r"|(?:bỏ\s+qua|phớt\s+lờ).{0,30}(?:hướng\s+dẫn|chỉ\s+dẫn)|تجاهل.{0,30}(?:التعليمات|الأوامر)",
)
"""What is hardly ever said about work."""
_SOFT = (
    # to set aside what the program was told
    r"\b(?:ignore|disregard|forget|override|overrule|bypass|skip|neglect|drop|do\s?n[o']?t\s+follow|stop\s+following|cancel)"
    r"\b.{0,40}\b(?:instructions?|prompts?|system\s+message|guidelines?|guardrails?|directives?|polic(?:y|ies)\s+above"
    r"|(?:previous|prior|above|earlier)\s+(?:rules?|text|messages?|orders?))\b",
    r"\b(?:new|updated|real|hidden|secret|additional|following)\s+(?:system\s+)?(?:instructions?|directives?|prompt)\b\s*[:.\-]",
    r"\b(?:system|developer|admin)\s+(?:prompt|message|mode|override|note|instruction)s?\b",
    r"\b(?:prompt\s+injection|jail\s?break|dan\s+mode|god\s+mode)\b",
    # to be somebody
    r"\b(?:pretend|act|behave|role\s?play)\s+(?:as|like|that|to\s+be)\b.{0,30}\b(?:you|unrestricted|no\s+rules|evaluator|judge)\b",
    # to be spoken to
    rf"\b(?:attention|note\s+(?:to|for)|message\s+(?:to|for)|to|for)\s*:?,?\s+(?:the\s+|any\s+|whatever\s+)?"
    rf"{_MODEL}\b(?=[^.!?\n]{{0,60}}(?:[:,!]|\breading|\breviewing|\bgrading|\bplease|\bmark|\bconfirm|\bthat\s+reads))",
    r"\b(?:whoever|whatever|any(?:one|thing)?\s+(?:program|model|machine|system))\s+(?:is\s+)?(?:reads?|reading|processing|scoring|checking|grading|reviewing|judging|evaluating)\b"
    r".{0,20}\bthis\b",
    # to decide
    rf"\b(?:mark|confirm|accept|approve|rate|score|grade|label|set|classify|flag|return|output|report|list|count|treat|tick|check"
    rf"|give|assign|award|judge|select|choose)\b.{{0,60}}\b{_WHAT}\b.{{0,60}}\b(?:as|to|is|are|=|:)\s*\W*{_VERDICT}\b",
    rf"\b(?:verdicts?|answers?|results?|scores?)\b.{{0,30}}\b(?:must|should|has\s+to|have\s+to|shall|is|are|=|:)\b.{{0,15}}\b{_VERDICT}\b",
    r"\b(?:confirm|approve|accept|mark|demonstrate|verify|pass|award|grant)\s+(?:me\s+)?(?:absolutely\s+)?(?:everything|(?:all|every|each)\s+"
    r"(?:of\s+)?(?:the\s+|these\s+|my\s+)?(?:competenc\w+|skills?|candidates?|claims?|items?|ids?|boxes))\b",
    r"\b(?:every|all|each)\s+(?:of\s+the\s+)?(?:competenc\w+|skills?|candidates?|claims?)\b.{0,40}\b(?:must|should|shall|has\s+to|have\s+to|need\s+to)"
    r"\s+(?:be|count|get)\b",
    # to answer in a form
    r"\b(?:respond|reply|answer|output|return|print|say)\s+(?:only\s+|just\s+|exactly\s+|solely\s+)?(?:with|in|using)?\s*"
    r"(?:only\s+|just\s+|exactly\s+|the\s+(?:following\s+)?)?(?:valid\s+)?(?:json\b|the\s+word\b|[\"'{\[]\s*(?:verdict|candidates|id))",
    r"\bverdicts?\b[\"']?\s*[:=]",
    r"\b(?:end|begin|start)\s+of\s+(?:the\s+)?(?:student'?s?\s+)?(?:text|entry|data|input|document)\b",
    # to be kind, or to take something for granted
    r"\b(?:answer|say|choose|pick|write|put|select)\s+[\"']?(?:demonstrated|confirmed|implied|not[_ ]shown)\b",
    r"\b(?:be|being)\s+(?:lenient|generous|strict|kind)\b.{0,40}\b(?:yes|unfair|demonstrated|marks?|grad\w+|points?)\b",
    r"\b(?:expected|correct|right|safe|only)\s+(?:output|answer|verdict|choice|result)s?\b.{0,40}\b(?:demonstrated|confirmed|yes)\b",
)
"""What may be said about work as well: a sign only where the words around it do not tell what somebody did."""
_LISTED = (r"\b(?:skills?|competenc\w+|items?|everything|all)\b.{0,30}\bon\s+(?:the|your|this)\s+list\b",)
"""A list that only "I" may be at work with: what others say of all that is on it is said to who holds it."""
_CAST = (
    rf"{_YOU_ARE}(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}{_ROLE}\b",
    rf"\b(?:as\s+an?\s+{_ROLE},?\s+(?:you|your)|if\s+you\s+are\s+(?:an?\s+|the\s+)?{_ROLE})\b",
)
"""Who the reader is said to be: "as an assistant you have to greet patients" speaks of a job."""

_PAST = (
    r"(?:\w{2,}ed|was|were|had|did|got|made|gave|took|went|came|said|told|wrote|read|ran|saw|sat|set|put|cut|kept|left|led"
    r"|brought|bought|built|caught|taught|sent|spent|sold|showed|spoke|stood|found|held|knew|heard|met|paid|drew|drove|fed"
    r"|felt|flew|forgot|grew|hid|hung|learnt|lost|rode|rose|shook|slept|swept|threw|wore|won|began|broke|chose|fixed)"
)
_ADVERBS = r"(?:(?:also|then|always|usually|often|never|just|first|still|only|even|\w+ly)\s+){0,2}"
_SAID_NOW = (
    r"(?:want|need|ask|request|beg|demand|order|instruct|command|authori[sz]e|expect|hope|wish|insist|urge|hereby|repeat"
    r"|declare|would|must|shall|should|will|can|could|may|might|am|are|know|think|believe|say|tell|mean|swear|promise"
    r"|confirm|certify|deserve|suggest|recommend|propose|trust|guess|feel|understand|and|or|have(?!\s+to\b))"
)
"""What "I" may do in the same breath in which it speaks to a reader."""
_OWN = rf"\b(?:I|we)\s+{_ADVERBS}(?!{_SAID_NOW}\b)\w+"
_I_TELL = regex.compile(_OWN, regex.IGNORECASE)
_TELLS = regex.compile(
    rf"{_OWN}|\b(?:he|she|they|it|(?:my|our|his|her|their|the|a|an|one)\s+(?:\w+\s+){{0,3}}?\w+)\s+{_ADVERBS}{_PAST}\b"
    rf"|^\W*{_PAST}\s+(?:\w+\s+)?(?:the|an?|my|our|his|her|their|each|every|all|to|for|with|in|on)\b",
    regex.IGNORECASE,
)
"""Somebody did something, or "I" do it: a story about work."""
_BIDS = (
    r"(?:confirm|approve|accept|mark|ignore|disregard|overlook|treat|grant|award|consider|assume|pretend|trust|believe|count"
    r"\s+(?:all|every\w*|each|this)|(?:say|answer|return|output|give|rate|grade|score|pass|choose|select|pick|put|write)\s+"
    r"(?:it\s+|me\s+|us\s+|them\s+)?[\"']?(?:all|every\w*|each|full|top|yes|demonstrated|confirmed|implied|json|only))"
)
_TO_A_READER = (
    rf"\bplease\b|(?:^|[,:;\u2014\u2013\"\u201c(]|\s-|\b(?:and|so|then|but|or|therefore|now|just|kindly))\W*{_BIDS}\b"
    r"|\b(?:confirm|approve|accept|mark|rate|grade|score|count|treat|pass|award|grant|give|list|set|label|report|return)\b"
    r"[^.!?]{0,60}\b(?:skills?|competenc\w+|candidates?|claims?|verdicts?)\b"
    r"|\b(?:unrestricted|no\s+rules|no\s+restrictions)\b"
    r"|\bthis\s+(?:text|entry|student|submission|person|essay|writer|applicant|reflection|response|log|message"
    r"|note|line|sentence|paragraph|page|report|form|application|journal|document|file)\b|\b(?:wrote|write|writing)\s+this\b"
    r"|\b(?:read|review|grad|scor|check|evaluat|judg|process|assess|mark)(?:e?s|ing|e)\s+this"
    r"(?=\W*$|\s*[,.!?:;]|\s+(?:could|should|must|can|will|please|may|and|is)\b)"
    r"|\b(?:everything|all)\s+(?:here|above|below|in\s+this)\b|\bfull\s+(?:marks|credit)\b"
    r"|(?:\b(?:as|is|are|be|been|was|were|say|answer|choose)|[=:])\s*\W*(?:demonstrated|not[\s_]shown)\b"
    rf"|\b{_MODEL}\s+(?:must|should|shall|please)\b"
)
_ADDRESSES = regex.compile(rf"\b(?:you|your|yours|yourself)\b|{_TO_A_READER}", regex.IGNORECASE)
"""Somebody who reads the text is spoken to."""
_JUDGING = regex.compile(
    rf"{_TO_A_READER}|\b(?:confirm|approve|accept|marks?|grade|rate|verdicts?|demonstrated|lenient|generous|everyone|everything|yes"
    r"|full|credit|pass|instructions?|rules|prompt|answers?|output|student|candidates?|competenc\w+|claims?|text|entry)\b",
    regex.IGNORECASE,
)
_REPORTED = regex.compile(
    r"\b(?:if|said|says|told|tells|called|calls|asked|heard|joked|explained|thought|means|meant|when|where|because|once|since|that)"
    r"\b[^:;]*$",
    regex.IGNORECASE,
)
_BORDER = regex.compile(r"(?<=[.!?。！？])[\s\"'”’)]+|\n+")
_TURN = regex.compile(r"[:;\u2014\u2013]|\s-\s")
"""Where a sentence turns to something else: what was told before it does not speak for what comes after."""


def _compiled(signs: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
    return tuple(regex.compile(sign, regex.IGNORECASE) for sign in signs)


_FIRM_SIGNS, _SOFT_SIGNS, _LISTED_SIGNS, _CAST_SIGNS = map(_compiled, (_FIRM, _SOFT, _LISTED, _CAST))


def signs_in(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of signs, each start and end, but for those in words about work."""
    around = _Around(text)
    for sign in _FIRM_SIGNS:
        yield from (hit.span() for hit in sign.finditer(text))
    for signs, story in ((_SOFT_SIGNS, _TELLS), (_LISTED_SIGNS, _I_TELL)):
        for sign in signs:
            yield from (hit.span() for hit in sign.finditer(text) if not around.is_told(*hit.span(), story))
    for sign in _CAST_SIGNS:
        yield from (hit.span() for hit in sign.finditer(text) if not around.is_about_a_job(*hit.span()))


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to the sentences that it lies in."""
    before = [found.end() for found in _BORDER.finditer(text, 0, start)]
    after = _BORDER.search(text, max(end - 1, start))
    return (before[-1] if before else 0), (after.start() if after else len(text))


def next_border(text: str, at: int) -> regex.Match[str] | None:
    """Give the border between sentences at a place."""
    return _BORDER.match(text, at)


class _Around:
    """The words around places of a text; each stretch is searched once, however many signs lie in it."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self._text = text
        self._found: dict[tuple[regex.Pattern[str], int, int], bool] = {}

    def is_told(self, start: int, end: int, story: regex.Pattern[str]) -> bool:
        """Tell whether the clause around a place tells what somebody did, in a sentence that speaks to no reader."""
        first, last = sentence_around(self._text, start, end)
        if self._has(_ADDRESSES, first, last):
            return False
        turns = [found.end() for found in _TURN.finditer(self._text, first, start)]
        turn = _TURN.search(self._text, end, last)
        return self._has(story, turns[-1] if turns else first, turn.start() if turn else last)

    def is_about_a_job(self, start: int, end: int) -> bool:
        """Tell whether a role is one at work: nothing in the sentence judges, and who "is" it was told so."""
        first, last = sentence_around(self._text, start, end)
        if self._has(_JUDGING, first, last):
            return False
        return self._text[start : start + 3].lower() != "you" or self._has(_REPORTED, first, start)

    def _has(self, what: regex.Pattern[str], start: int, end: int) -> bool:
        key = what, start, end
        if key not in self._found:
            self._found[key] = what.search(self._text[start:end]) is not None
        return self._found[key]
