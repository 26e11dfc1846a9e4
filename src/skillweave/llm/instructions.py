"""Finds words of a text that speak to a program: they are cut out before a model reads the text."""

import unicodedata
from collections.abc import Iterator

import regex

from skillweave.privacy.found import Found, Sort

_MODEL = (
    r"(?:a\.?i\.?|assistant|language\s+model|llm|chat\s?gpt|gpt(?:-?\d\w*)?|claude|gemini|copilot|bot|chatbot|grader|judge"
    r"|evaluator|classifier|screener|algorithm|the\s+model|grading\s+(?:model|system|software|program)|automated\s+\w+)"
)
_VERDICT = (
    r"(?:demonstrated|confirmed|verified|shown|approved|passed|true|maximum|max|full(?:y)?|highest|top|100\s?%|1\.0)"
)
_WHAT = (
    r"(?:all|every(?:thing|\s+one)?|each|any|the\s+(?:following|whole|listed|full)|competenc\w+|skills?|candidates?|claims?"
    r"|verdicts?|c\d+)"
)
_SIGNS = (
    # to set aside what the program was told
    r"\b(?:ignore|disregard|forget|override|overrule|bypass|skip|neglect|drop|do\s?n[o']?t\s+follow|stop\s+following|cancel)"
    r"\b.{0,40}\b(?:instructions?|prompts?|system\s+message|guidelines?|guardrails?|directives?|polic(?:y|ies)\s+above"
    r"|(?:previous|prior|above|earlier)\s+(?:rules?|text|messages?|orders?))\b",
    r"\b(?:new|updated|real|hidden|secret|additional|following)\s+(?:system\s+)?(?:instructions?|directives?|prompt)\b\s*[:.\-]",
    r"\b(?:system|developer|admin)\s+(?:prompt|message|mode|override|note|instruction)s?\b",
    r"\b(?:prompt\s+injection|jail\s?break|dan\s+mode|god\s+mode)\b",
    # to be somebody
    rf"\byou\s+(?:are|'re|must\s+act\s+as|will\s+(?:act|behave)\s+as)\s+(?:now\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}{_MODEL}\b",
    r"\b(?:pretend|act|behave|role\s?play)\s+(?:as|like|that|to\s+be)\b.{0,30}\b(?:you|unrestricted|no\s+rules|evaluator|judge)\b",
    rf"\bas\s+an?\s+{_MODEL},?\s+(?:you|your)\b",
    # to be spoken to
    rf"\b(?:dear|hey|hi|hello|attention|note\s+(?:to|for)|message\s+(?:to|for)|to|for|listen)\s*:?,?\s+(?:the\s+|any\s+|whatever\s+)?"
    rf"{_MODEL}\b(?=[^.!?\n]{{0,60}}(?:[:,!]|\breading|\breviewing|\bgrading|\bplease|\bmark|\bconfirm|\bthat\s+reads))",
    rf"\bif\s+you\s+are\s+(?:an?\s+|the\s+)?{_MODEL}\b",
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
    r"\bverdicts?\b[\"']?\s*[:=]|[\"']\b(?:candidates|further)\b[\"']\s*[:=]",
    r"(?:^|\n)\s*(?:#+\s*)?(?:system|assistant|developer|instruction|human|user)\s*(?:\]|\)|>)?\s*:",
    r"<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|inst|s|endoftext|entry|text|instructions?|prompt)\b[^>\n]{0,40}\|?>",
    r"\[/?\s*(?:inst|system|assistant|sys)\s*\]|<<\s*/?sys\s*>>|#{2,}\s*(?:instruction|system|response|end)",
    r"\b(?:end|begin|start)\s+of\s+(?:the\s+)?(?:student'?s?\s+)?(?:text|entry|data|input|document)\b",
    r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{48,}={0,2}(?![A-Za-z0-9+/=])",
    # to be kind, or to take something for granted
    r"\b(?:skills?|competenc\w+|items?|everything|all)\b.{0,30}\bon\s+(?:the|your|this)\s+list\b",
    r"\b(?:answer|say|choose|pick|write|put|select)\s+[\"']?(?:demonstrated|confirmed|implied|not[_ ]shown)\b",
    r"\b(?:be|being)\s+(?:lenient|generous|strict|kind)\b.{0,40}\b(?:yes|unfair|demonstrated|marks?|grad\w+|points?)\b",
    r"\b(?:expected|correct|right|safe|only)\s+(?:output|answer|verdict|choice|result)s?\b.{0,40}\b(?:demonstrated|confirmed|yes)\b",
    # the same in languages that students of ours write
    r"\bignora\w*\b.{0,30}\b(?:instrucciones|indicaciones|instruções|istruzioni)\b|\bignore[zr]?\b.{0,30}\binstructions\b",
    r"\b(?:confirma|marca|aprueba|acepta)\w*\s+(?:todas?|todos?)\b.{0,40}\b(?:competencias|habilidades|destrezas)\b",
    r"\bignorier\w*\b.{0,30}\b(?:anweisung\w*|vorgaben)\b|忽略.{0,12}(?:指令|指示|说明)|игнорир\w*.{0,30}инструкц\w*"
    r"|(?:bỏ\s+qua|phớt\s+lờ).{0,30}(?:hướng\s+dẫn|chỉ\s+dẫn)|تجاهل.{0,30}(?:التعليمات|الأوامر)",
)
_SIGN = regex.compile("|".join(f"(?:{sign})" for sign in _SIGNS), regex.IGNORECASE)
_BESIDE = regex.compile(
    r"\W*(?:please\s+)?(?:approve|confirm|accept|mark|return|give|grant|count|grade|rate|treat|say|answer|choose|just|so\s+mark|sure|great"
    r"|quotes?|verdicts?|user|assistant|system|thank\s+you|thanks)\b",
    regex.IGNORECASE,
)
"""How a sentence begins that goes with an instruction beside it; by itself it is none."""
_BORDER = regex.compile(r"(?<=[.!?。！？])[\s\"'”’)]+|\n+")
_SPACED = regex.compile(r"(?<!\w)(?:\w[ .\-_*]){4,}\w(?!\w)")
_LEET = str.maketrans("013457@$!", "oieastasi")


def find_instructions(text: str) -> Iterator[Found]:
    """Find whole sentences in which something speaks to a program, whatever invisible marks or letters hide it.

    The text is read several times: without invisible marks, with letters of other scripts and digits taken for those
    that they look like, and with words whose letters are parted put together.
    """
    plain, places = _plain(text)
    joined, at = _joined(plain)
    marked: set[tuple[int, int]] = set()
    for words, back in ((plain, places), (joined, [places[place] for place in at])):
        for reading in dict.fromkeys((words, words.translate(_ALIKE), _letters_for_digits(words))):
            for hit in _SIGN.finditer(reading):
                marked.add(_sentence(text, back[hit.start()], back[hit.end() - 1] + 1))
    for start, end in sorted({_with_neighbours(text, *one) for one in marked}):
        if start < end:
            yield Found(start, end, Sort.INSTRUCTION, f"instruction {start}", "instructions")


def _plain(text: str) -> tuple[str, list[int]]:
    """Write a text with plain letters; for each of them, its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if unicodedata.category(letter) == "Cf":
            continue
        for one in unicodedata.normalize("NFKC", letter):
            letters.append(one)
            places.append(place)
    return "".join(letters), places


_ALIKE = str.maketrans("аеорсухіјѕԁһӏΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcyxijsdhlABEHIKMNOPTX")
"""Letters of other scripts that look like ours."""


def _letters_for_digits(text: str) -> str:
    """Read digits inside words as the letters that they stand for; the length stays."""
    return regex.sub(r"\b(?=\w*\p{L})[\w@$!]+", lambda found: found.group().translate(_LEET), text)


def _joined(text: str) -> tuple[str, list[int]]:
    """Put words together whose letters are parted: "i g n o r e"; for each letter, its place."""
    kept = [True] * len(text)
    for found in _SPACED.finditer(text):
        for place in range(found.start() + 1, found.end(), 2):
            kept[place] = False
    at = [place for place, keep in enumerate(kept) if keep]
    return "".join(text[place] for place in at), at


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to the sentences that it lies in."""
    before = [found.end() for found in _BORDER.finditer(text, 0, start)]
    after = _BORDER.search(text, max(end - 1, start))
    return (before[-1] if before else 0), (after.start() if after else len(text))


def _with_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the sentences beside it that begin like a part of the same instruction."""
    while (after := _BORDER.match(text, end)) and _BESIDE.match(text, after.end()):
        end = _sentence(text, after.end(), after.end() + 1)[1]
    before = _sentence(text, max(0, start - 2), max(1, start - 1))
    if start and before[1] <= start and _BESIDE.match(text, before[0]):
        start = before[0]
    return start, end
