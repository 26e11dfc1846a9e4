"""Finds the words that name a skill, whoever has it or is wanted to have it: what an advertisement asks for."""

from collections.abc import Sequence
from itertools import groupby

from skillweave.domain.span import Span
from skillweave.matching.evidence import Words, quote_span
from skillweave.matching.heads import STATED, Heads
from skillweave.matching.units import Unit


def stated_words(text: str, units: Sequence[Unit], heads: Heads) -> tuple[Span, ...]:
    """Give the stretches of a text that name a skill: runs of tokens that are likelier part of one than not.

    Nothing is claimed by them: "you lead a team of five" names a skill that nobody has shown.

    Args:
        text: The whole text.
        units: Its units.
        heads: They read the signs of the units.

    Returns:
        Spans in the order of the text; none where the heads do not tell it.
    """
    if STATED not in heads.columns:
        return ()
    column = heads.columns.index(STATED)
    words = Words.of(text)
    found: list[Span] = []
    for unit in units:
        likely = (unit.signs[:, column] >= 0).tolist()
        for inside, rows in groupby(range(len(likely)), key=likely.__getitem__):
            run = list(rows)
            if inside:
                found.append(quote_span(words, unit.offsets, (run[0], run[-1] + 1)))
    return tuple(dict.fromkeys(found))
