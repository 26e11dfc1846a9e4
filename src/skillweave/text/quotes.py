"""Finds quoted stretches, which are clauses of their own."""

from skillweave.text.fold import Tokens


def quote_links(found: Tokens, *, in_quote: bool, open_quote: bool) -> dict[int, str]:
    """Name the links at the borders of quoted stretches; inside one there is no cut, which is link ""."""
    links: dict[int, str] = {}
    opened = 0 if in_quote else -1
    for index, word in enumerate(found.words):
        if word != '"':
            continue
        gap_before = index == 0 or found.starts[index] > found.ends[index - 1] or found.words[index - 1] in "(—"
        gap_after = index + 1 == len(found) or found.starts[index + 1] > found.ends[index]
        if opened < 0 and gap_before and not gap_after:
            opened = index
        elif opened >= 0 and not (gap_before and not gap_after):
            _mark_quote(found, links, opened, index)
            opened = -1
    if opened >= 0 and (open_quote or in_quote):
        _mark_quote(found, links, opened, len(found))
    return links


def _mark_quote(found: Tokens, links: dict[int, str], opened: int, closed: int) -> None:
    if opened:
        links[opened] = '"'
    for index in range(opened + 1, min(closed + 1, len(found))):
        links[index] = ""
    after = closed + 1
    while after < len(found) and not found.words[after][0].isalnum() and found.words[after] != "(":
        links[after] = ""
        after += 1
    if after < len(found) and found.starts[after] > found.ends[after - 1]:
        links[after] = "after-quote"
