"""Cuts a text into passages, about a sentence each, as spans of the original; nothing is copied or cleaned."""

import re
from collections.abc import Iterator

import regex

from skillweave.domain.span import Span
from skillweave.text.lexicon import RUN_ON_STOPS, goes_on_before_i

SEGMENTER = "sentences.v1"
"""Name and version of this way of cutting; stored with every claim."""

MAX_PIECES = 200
"""Upper estimate of word pieces in a passage: the encoders that we know take 256, and cut silently beyond."""

_RUN_ON_WORDS = 30
_SHORTEST_RUN_ON = 3

_BULLETS = "-*•‣▪○–—✓✔●◦·►➢→■□☐"
_BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_TRIMMED = _BLANKS + _BULLETS
_TRIMMED_SET = frozenset(_TRIMMED)

_LINE = re.compile(r"[^\r\n\x0b\x0c\u2028\u2029]+")
_MARKER = re.compile(
    rf"\s*(?:(?:[{re.escape(_BULLETS)}]\ufe0f?(?:\s+|(?=[^\W\d_]))|\d{{1,2}}[.)]\s+|\(\d{{1,2}}\)\s+|[A-Za-z]\)\s+)+(?=\S)|\s+)?"
)
_OPEN_END = re.compile(r"(?:[^\W_]|[,\-/&'’])[\"'”’»)\]]*\s*\Z")
_STARTS_WITH_I = re.compile(r"i(?:['’]?(?:m|ve)|['’](?:d|ll))?\s")
_INNER_END = re.compile(r"[.!?…。！？][^\w]*\s|[.!?](?=[A-Z])|[。！？](?=.)")
_GLUED = re.compile(
    r"(?<=[a-z]{2}[.!?])(?=(?:I|We|My|The|It|He|She|They|Then|This|There|When|After|So|But|And|In|On|At|Also)"
    r"(?:['’][a-z]+)? )"
    r"|(?<=[。！？])(?=[^\W_])"
)
_ABBREVIATION = re.compile(r"\b(?:St|Mt|Ft|Mr|Mrs|Ms|Dr|Prof|No|approx|vs|e\.g|i\.e)\.\s*\Z")
_RUN_ON = re.compile(
    r"(?<![\w'’])(?:([\w'’]+)[^\w\n]+)?(?<![\w'’])([\w'’]+)\s+(?=[iI](?:['’](?:m|ve|d|ll)|m|ve)?\s+([\w'’]+))"
)
_NO_VERB = frozenset({"and", "or", "n", "but", "i"})

_SIMPLE = re.compile(r"[\x20-\x7e\n\t’‘“”–—…•éèñáíóúü]*\Z")
_CLUSTER = regex.compile(r"\X")
_TOKEN = regex.compile(r"[\w\p{M}]+|[^\w\s]")
_PLAIN_WORD = re.compile(r"[A-Za-z]{1,14}\Z")
_UNSPEAKABLE = re.compile(r"[^aeiouyAEIOUY]{5}|[jqxzJQXZ].?[jqxzJQXZ]|\A[^aeiouyAEIOUY]{4,}\Z")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_CLAUSE_MARKS = frozenset(";:—,")
_CLAUSE_WORDS = frozenset({"and", "but", "then", "i"})


def segment(text: str) -> tuple[Span, ...]:
    r"""Find the passages of a text.

    Passages are sorted and disjoint, start and end at the border of a grapheme cluster, carry neither blanks
    nor bullets at their ends, and together hold every letter and digit but those of a list's numbering.
    Lines that hang together by their form (hard wraps) make one passage, which then spans the line break.
    A passage too long for an encoder is cut again, at a clause mark where there is one.

    Example:
        >>> [span.quote("- Fed calves. Then I\n  cleaned.") for span in segment("- Fed calves. Then I\n  cleaned.")]
        ['Fed calves.', 'Then I\n  cleaned.']
    """
    borders = _borders(text)
    found: list[Span] = []
    for start, end in _paragraphs(text):
        for first, last in _sentences(text, start, end):
            for low, high in _run_ons(text, first, last):
                found.extend(_passages(text, low, high, borders))
    return tuple(found)


def _borders(text: str) -> frozenset[int] | None:
    """Give all positions between grapheme clusters, or None where every position is one."""
    if _SIMPLE.match(text):
        return None
    return frozenset(match.start() for match in _CLUSTER.finditer(text)) | {len(text)}


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Join the lines that belong together; list marks at the start of a line are left out."""
    lines = [match.span() for match in _LINE.finditer(text)]
    longest = max((end - start for start, end in lines), default=0)
    first, previous = -1, (0, 0)
    for start, end in lines:
        marker = _MARKER.match(text, start, end)
        content = marker.end() if marker else start
        bulleted = content > start and not text[start:content].isspace()
        if content >= end:
            continue
        if first < 0 or bulleted or not _continues(text, first, previous, (start, content, end), longest):
            if first >= 0:
                yield first, previous[1]
            first = content
        previous = (max(start, first), end)
    if first >= 0:
        yield first, previous[1]


def _continues(text: str, first: int, previous: tuple[int, int], line: tuple[int, int, int], longest: int) -> bool:
    """Tell a hard-wrapped line from a new one: it starts in lower case and the line before has no end.

    People who write in lower case throughout also begin new lines so. With them a line goes on only where its
    first word had no room on the line before, and never where it begins with `i`.
    """
    start, content, end = line
    if not text[content].islower() or len(text[previous[1] : start].replace("\r\n", "\n")) > 1:
        return False
    if not _OPEN_END.search(text, max(previous[0], previous[1] - 20), previous[1]):
        return False
    words = text[previous[0] : previous[1]].split()
    if _STARTS_WITH_I.match(text, content) and words[-1].lower() not in RUN_ON_STOPS:
        return False
    if not text[first].islower():
        return True
    return len(text[content:end].split(None, 1)[0]) + 1 > longest - (previous[1] - previous[0])


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Ask the sentence library, then mend what it gets wrong in students' prose."""
    if not _INNER_END.search(text, start, end):
        yield start, end
        return
    import nupunkt  # loaded late: its model takes longer to read than the rest of this package

    held = start
    for _, last in nupunkt.sent_spans(text[start:end]):
        cut = start + last
        for glued in _GLUED.finditer(text, held, cut):
            if held < glued.start() < cut:
                yield held, glued.start()
                held = glued.start()
        if cut < end and _ABBREVIATION.search(text, max(held, cut - 8), cut):
            continue
        yield held, cut
        held = cut
    if held < end:
        yield held, end


def _run_ons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a long sentence without punctuation where the writer says `i` again."""
    if text.count(" ", start, end) < _RUN_ON_WORDS:
        yield start, end
        return
    held = start
    for match in _RUN_ON.finditer(text, start, end):
        stopped = goes_on_before_i((match[1] or "").lower(), match[2].lower()) or match[3].lower() in _NO_VERB
        if not stopped and text.count(" ", held, match.end()) >= _SHORTEST_RUN_ON:
            yield held, match.end()
            held = match.end()
    yield held, end


def _passages(text: str, start: int, end: int, borders: frozenset[int] | None) -> Iterator[Span]:
    """Trim a sentence, and cut it again where it may be too long."""
    for low, high in _short_enough(text, start, end, borders):
        first, last = _trimmed(text, low, high, borders)
        if first < last and any(map(_is_word, text[first:last])):
            yield Span(start=first, end=last)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _trimmed(text: str, start: int, end: int, borders: frozenset[int] | None) -> tuple[int, int]:
    """Drop blanks and bullets at both ends, a whole grapheme cluster at a time."""
    if borders is None:
        body = text[start:end]
        start += len(body) - len(body.lstrip(_TRIMMED))
        return start, start + len(body.strip(_TRIMMED))
    start, end = _border_before(start, borders), _border_before(end, borders)
    while start < end and text[start] in _TRIMMED_SET:
        following = _border_after(start + 1, borders)
        if any(map(_is_word, text[start:following])):
            break
        start = following
    while start < end:
        last = _border_before(end - 1, borders)
        if text[last] not in _TRIMMED_SET or any(map(_is_word, text[last:end])):
            break
        end = last
    return start, end


def _border_before(position: int, borders: frozenset[int]) -> int:
    while position not in borders:
        position -= 1
    return position


def _border_after(position: int, borders: frozenset[int]) -> int:
    while position not in borders:
        position += 1
    return position


def _short_enough(text: str, start: int, end: int, borders: frozenset[int] | None) -> Iterator[tuple[int, int]]:
    """Cut so that the estimate of word pieces stays within the limit."""
    # No code point counts more than one, Hangul syllables aside: they come apart into three.
    most = end - start if borders is None else 3 * (end - start)
    if most <= MAX_PIECES:
        yield start, end
        return
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]
    first = 0
    while first < len(tokens):
        last = _fitting(text, tokens, first)
        if last == len(tokens):
            break
        cut = _best_cut(text, tokens, first, last, borders)
        yield start, cut
        start = cut
        while first < len(tokens) and tokens[first][1] <= cut:
            first += 1
        if first < len(tokens) and tokens[first][0] < cut:
            tokens[first] = (cut, tokens[first][1])
    if start < end:
        yield start, end


def _fitting(text: str, tokens: list[tuple[int, int]], first: int) -> int:
    """Count on from `first` to the first token that no longer fits."""
    total = 0
    for index in range(first, len(tokens)):
        total += _weight(text[tokens[index][0] : tokens[index][1]])
        if total > MAX_PIECES:
            return index
    return len(tokens)


def _weight(token: str) -> int:
    """Estimate, from above, into how many word pieces a word falls: a word one can speak into half its letters."""
    if _PLAIN_WORD.match(token) and not _UNSPEAKABLE.search(token):
        return (len(token) + 1) // 2
    if token.isascii():
        return len(token)
    return len(token) + 2 * len(_HANGUL.findall(token))


def _best_cut(text: str, tokens: list[tuple[int, int]], first: int, last: int, borders: frozenset[int] | None) -> int:
    """Choose a cut: after the last clause mark, else before a joining word, else between words, else inside one."""
    earliest = first + max(1, (last - first) // 3)
    places = [index for index in range(last, first, -1) if borders is None or tokens[index][0] in borders]
    apart = [index for index in places if tokens[index - 1][1] < tokens[index][0]]
    for index in apart:
        if index >= earliest and text[tokens[index - 1][0]] in _CLAUSE_MARKS:
            return tokens[index][0]
    for index in apart:
        if index >= earliest and text[tokens[index][0] : tokens[index][1]].lower() in _CLAUSE_WORDS:
            return tokens[index][0]
    if apart or places:
        return tokens[(apart or places)[0]][0]
    return _cut_inside(text, tokens[first], tokens[last], borders)


def _cut_inside(text: str, token: tuple[int, int], over: tuple[int, int], borders: frozenset[int] | None) -> int:
    """Cut a word that alone is too long: at the last cluster that fits, or after the first one."""
    position = token[0]
    following = position + 1 if borders is None else _border_after(position + 1, borders)
    while following < over[1] and _weight(text[token[0] : following]) <= MAX_PIECES:
        position = following
        following = position + 1 if borders is None else _border_after(position + 1, borders)
    return position if position > token[0] else following
