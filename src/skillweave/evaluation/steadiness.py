"""Whether a judge's verdicts stay when only the way of asking changes: order, length, quotes, or nothing at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillweave.domain.judgement import SCORES, Judgement, Shown
from skillweave.domain.question import Answer, Question
from skillweave.evaluation.statistics import Figure, figure, ratio_of, resamples
from skillweave.evaluation.variants import padded, quoting_more, turned_round
from skillweave.ports import Judge

SEED = 0
POSITIVE = frozenset({Shown.DEMONSTRATED, Shown.IMPLIED})
"""Verdicts with which a claim stays."""


class Check(StrEnum):
    """What is changed in the way of asking."""

    ORDER = "order"
    LENGTH = "length"
    QUOTES = "quotes"
    REPEAT = "repeat"

    @property
    def words(self) -> str:
        """What was done."""
        return {
            Check.ORDER: "the same candidates in the opposite order",
            Check.LENGTH: "the text made longer by sentences that show nothing",
            Check.QUOTES: "every candidate quoting its whole sentence",
            Check.REPEAT: "the same once more",
        }[self]


@dataclass(frozen=True, slots=True)
class Round:
    """Questions as they are asked in one check, each beside the plain one that it is made from.

    Attributes:
        check: Which.
        judge: Who is asked.
        pairs: Number of the plain question, and the question.
    """

    check: Check
    judge: Judge
    pairs: tuple[tuple[int, Question], ...]

    @property
    def questions(self) -> list[Question]:
        """What is asked."""
        return [question for _, question in self.pairs]


def round_of(check: Check, plain: Sequence[Question], judge: Judge, again: Judge, neutral: Sequence[str]) -> Round:
    """Put plain questions in another way.

    Args:
        check: In which.
        plain: The questions.
        judge: Who answers.
        again: The same judge, who does not look up what it said before.
        neutral: Sentences that show no skill.
    """
    made: list[Question | None]
    if check is Check.ORDER:
        made = [turned_round(one) for one in plain]
    elif check is Check.LENGTH:
        made = [padded(one, neutral) for one in plain]
    elif check is Check.QUOTES:
        made = [quoting_more(one) for one in plain]
    else:
        made = list(plain)
    pairs = tuple((number, one) for number, one in enumerate(made) if one is not None)
    return Round(check, again if check is Check.REPEAT else judge, pairs)


Key = tuple[str, str]


def said_of(question: Question, answer: Answer) -> dict[Key, Judgement]:
    """Give what was judged, by framework and code; what failed or was not asked is left out."""
    pairs = zip(question.candidates, answer.judgements, strict=True)
    return {(one.framework, one.code): what for one, what in pairs if what.shown in SCORES}


@dataclass(frozen=True, slots=True)
class Steadiness:
    """What came of one check.

    Attributes:
        check: Which.
        compared: Verdicts that were compared.
        figures: Share of verdicts that changed, and how far they moved towards shown; for the order, also how much
            more often a candidate is taken for shown when it stands earlier.
    """

    check: Check
    compared: int
    figures: tuple[Figure, ...]


def steadiness(
    one: Round, plain: Sequence[Question], first: Sequence[Answer], second: Sequence[Answer], groups: Sequence[str]
) -> Steadiness:
    """Compare verdicts; texts of one group are drawn together.

    Args:
        one: What was asked in another way.
        plain: All plain questions.
        first: Their answers.
        second: Those to the round's questions.
        groups: Whose text each plain question is about.
    """
    both = [
        (said_of(plain[at], first[at]), said_of(question, answer))
        for (at, question), answer in zip(one.pairs, second, strict=True)
    ]
    weights = resamples([groups[at] for at, _ in one.pairs], SEED)
    shared = [[(before[key], after[key]) for key in before.keys() & after.keys()] for before, after in both]
    counts = [float(len(pairs)) for pairs in shared]
    changed = [float(sum(a.shown is not b.shown for a, b in pairs)) for pairs in shared]
    moved = [float(sum(_yes(b) - _yes(a) for a, b in pairs)) for pairs in shared]
    found = [
        ratio_of("verdicts that changed", changed, counts, higher_is_better=False),
        ratio_of("moved towards shown", moved, counts, higher_is_better=None),
    ]
    if one.check is Check.ORDER:
        earlier = [list(_earlier(plain[at], *said)) for (at, _), said in zip(one.pairs, both, strict=True)]
        tops, bottoms = [float(sum(each)) for each in earlier], [float(len(each)) for each in earlier]
        found.append(ratio_of("shown when earlier minus when later", tops, bottoms, higher_is_better=None))
    return Steadiness(one.check, int(sum(counts)), tuple(figure(each, weights) for each in found))


def _yes(what: Judgement) -> int:
    return what.shown in POSITIVE


def _earlier(plain: Question, first: Mapping[Key, Judgement], second: Mapping[Key, Judgement]) -> Iterator[int]:
    """Compare each candidate with itself: where it stood nearer to the beginning, and where nearer to the end."""
    last = len(plain.candidates) - 1
    for at, one in enumerate(plain.candidates):
        key = (one.framework, one.code)
        if key in first and key in second and at != last - at:
            difference = _yes(first[key]) - _yes(second[key])
            yield difference if at < last - at else -difference
