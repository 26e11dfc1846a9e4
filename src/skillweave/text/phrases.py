"""Cuts a stretch of text at commas and coordinating words: about one action a phrase."""

import re

_BORDER = re.compile(
    r"[,;:()\[\]—–|!?\"“”•\n\r/]+|\s-\s|\.(?=\s)"
    r"|(?<=\s)(?:and|or|but|then|so|while|because|when|after|before|plus|which|who|where|until|y|e)(?=\s)",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3


def phrases(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Give the phrases between two offsets, in code points of the text; together they cover the stretch.

    A phrase of one or two words joins its neighbour: "cats and dogs" is one thing.

    Example:
        >>> text = "I fed the calves, cleaned the barn and dogs"
        >>> [text[a:b] for a, b in phrases(text, 0, len(text))]
        ['I fed the calves', ', cleaned the barn and dogs']
    """
    cuts = [match.start() for match in _BORDER.finditer(text, start, end) if match.start() > start]
    found: list[tuple[int, int]] = []
    for left, right in zip([start, *cuts], [*cuts, end], strict=True):
        if found and (_words(text, left, right) < _FEWEST_WORDS or _words(text, *found[-1]) < _FEWEST_WORDS):
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    return found


def _words(text: str, left: int, right: int) -> int:
    return sum(1 for word in _BORDER.sub(" ", text[left:right]).split() if any(map(str.isalnum, word)))
