"""The same questions put in another way: a judge that is fair gives the same verdicts."""

from collections.abc import Sequence
from dataclasses import replace

from skillweave.domain.question import Question

PADDED_BY = 8
"""Sentences that are put after a text; none of them shows a skill."""


def turned_round(question: Question) -> Question | None:
    """Ask about the same candidates in the opposite order; None where there is one only."""
    if len(question.candidates) < 2:
        return None
    return replace(question, candidates=question.candidates[::-1])


def padded(question: Question, neutral: Sequence[str]) -> Question:
    """Make a text longer by sentences that say nothing; places in it stay as they are.

    Args:
        question: It.
        neutral: Sentences that show no skill.
    """
    longer = f"{question.experience.text} {' '.join(neutral[:PADDED_BY])}"
    return replace(question, experience=question.experience.model_copy(update={"text": longer}))


def quoting_more(question: Question) -> Question:
    """Let every candidate quote the whole sentence around its best words."""
    wider = tuple(one.model_copy(update={"evidence": (one.passage,)}) for one in question.candidates)
    return replace(question, candidates=wider)
