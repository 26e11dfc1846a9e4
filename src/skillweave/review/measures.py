"""What a queue says about its suggestions, its reviewers' attention and its pace: pure figures over plain values."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Protocol, TypeVar

from skillweave.domain.band import Band, band_of
from skillweave.domain.intervals import wilson
from skillweave.domain.queue import LEASE
from skillweave.domain.review import ClaimState, Exposure, Origin, Reason, ReviewKind, Skill, Verdict
from skillweave.domain.settle import current
from skillweave.review.answers import FEWEST_PERSONS, Reviewed

__all__ = [
    "Begun",
    "BlindReview",
    "ConfirmRate",
    "Judged",
    "Pace",
    "Share",
    "Unaided",
    "Work",
    "blind_reviews",
    "by_day",
    "by_person",
    "catch_misses",
    "confirm_rates",
    "conflicts",
    "ended_leases",
    "pace",
    "reject_reasons",
    "unaided",
    "wilson",
]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its Wilson 95% interval."""

    good: int
    count: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.good / self.count if self.count else None

    @property
    def low(self) -> float:
        """Lower end of the interval; 0 of nothing."""
        return wilson(self.good, self.count)[0]

    @property
    def high(self) -> float:
        """Upper end of the interval; 1 of nothing."""
        return wilson(self.good, self.count)[1]

    @property
    def words(self) -> str:
        """The share in a sentence.

        Example:
            >>> Share(8, 10).words
            '80% (8 of 10; 95% interval 49% to 94%)'
            >>> Share(0, 0).words
            'nothing to count yet'
        """
        if self.value is None:
            return "nothing to count yet"
        return f"{self.value:.0%} ({self.good} of {self.count}; 95% interval {self.low:.0%} to {self.high:.0%})"


@dataclass(frozen=True, slots=True)
class BlindReview:
    """What was suggested for a text, and what a reviewer found in it before seeing that.

    Attributes:
        item: The text.
        person: The reviewer.
        suggested: What was suggested for it.
        found: What they named before.
        looked: Frameworks that they look for unprompted, as `review.looked` has it.
        translated: Frameworks that the text was translated over; None where nothing tells, which is taken for all.
    """

    item: str
    person: str
    suggested: frozenset[Skill]
    found: frozenset[Skill]
    looked: frozenset[str]
    translated: frozenset[str] | None = None

    def covers(self, framework: str) -> bool:
        """Tell whether a skill of a framework could have been suggested."""
        return self.translated is None or framework in self.translated


@dataclass(frozen=True, slots=True)
class Unaided:
    """How good suggestions are by the eyes of people who had not seen them.

    Attributes:
        precision: Suggestions that were also found; a lower bound, for nobody finds everything.
        recall: Findings that were also suggested, of those that could have been.
        items: Blind items behind it; of one framework, those that were translated over it and read by who looks for it.
        passed_over: Suggestions of frameworks that the reviewer does not look for; they count neither way.
        outside: Findings of frameworks that the text was not translated over; they count neither way.
        without_findings: Those in which the reviewer found nothing: many of them mean that the text was not read.
    """

    precision: Share
    recall: Share
    items: int
    without_findings: int
    passed_over: int
    outside: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One person's decision in force on a suggested claim.

    Attributes:
        person: Who decided.
        framework: Of the suggestion.
        confidence: Of the suggestion, if it has one.
        outcome: `confirmed`, `rejected`, `corrected` or `unsure`; a correction to the same competency is `confirmed`.
        reason: Of a rejection.
    """

    person: str
    framework: str
    confidence: float | None
    outcome: ClaimState
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ConfirmRate:
    """How often suggestions of a framework and a band of confidence are confirmed.

    Attributes:
        framework: Of the suggestions.
        band: Of their confidence.
        confidence: Their mean confidence: what the share would be if it were to be believed; None without any.
        share: Confirmed ones of those confirmed, rejected or corrected.
        unsure: Left undecided; not in the share.
    """

    framework: str
    band: Band
    confidence: float | None
    share: Share
    unsure: int


@dataclass(frozen=True, slots=True)
class Work:
    """One person's work on one item.

    Attributes:
        person: Whose work.
        day: When it was finished, or last seen.
        claims: Claims decided.
        seconds: Time at work, reading included.
    """

    person: str
    day: dt.date
    claims: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast people decide; None where no time was measured."""

    items: int
    claims: int
    hours: float
    claims_per_hour: float | None
    seconds_per_claim: float | None
    """Median over the items."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A review that a person opened and has not closed."""

    person: str
    last_seen: dt.datetime


def blind_reviews(
    item: Reviewed, looked: Mapping[str, frozenset[str]], translated: frozenset[str] | None = None
) -> tuple[BlindReview, ...]:
    """Say what each reviewer found in a blind item before its suggestions were shown; finished reviews only.

    An addition that was taken back before that was not found. What was added or taken back later changes nothing.

    Args:
        item: A blind one.
        looked: Person to the frameworks that they look for unprompted.
        translated: Frameworks that the item was translated over; None where nothing tells.
    """
    persons = dict.fromkeys(one.person for one in item.reviews if one.finished and one.kind is ReviewKind.REVIEW)
    skills = {claim.id: claim.skill for claim in item.claims if claim.origin is not Origin.CATCH}
    suggested = frozenset(claim.skill for claim in item.claims if claim.origin is Origin.SUGGESTED)
    found: dict[str, set[Skill]] = {person: set() for person in persons}
    for (claim, person), own in current(one for one in item.decisions if one.exposure is Exposure.BLIND).items():
        if own.decision.verdict in (Verdict.ADD, Verdict.CONFIRM) and claim in skills and person in found:
            found[person].add(skills[claim])
    return tuple(
        BlindReview(item.item, person, suggested, frozenset(those), looked.get(person, frozenset()), translated)
        for person, those in found.items()
    )


def unaided(reviews: Iterable[BlindReview], framework: str | None = None) -> Unaided:
    """Measure suggestions against what was found blind, of each item by its first reviewer in the order given.

    Suggestions of a framework that the reviewer does not look for unprompted are left out: that nothing of it was named
    does not say that nothing is there. Findings of a framework that the text was not translated over are left out too:
    nothing could suggest them.

    Args:
        reviews: Finished ones.
        framework: Only its skills; all where it is left out.
    """
    first: dict[str, BlindReview] = {}
    for one in reviews:
        first.setdefault(one.item, one)
    every = [(one, _of(one.suggested, framework), _of(one.found, framework)) for one in first.values()]
    behind = [
        found for one, _, found in every if framework is None or (framework in one.looked and one.covers(framework))
    ]
    pairs = [
        (
            {skill for skill in suggested if skill.framework in one.looked},
            {skill for skill in found if one.covers(skill.framework)},
        )
        for one, suggested, found in every
    ]
    both = sum(len(suggested & found) for suggested, found in pairs)
    return Unaided(
        precision=Share(both, sum(len(suggested) for suggested, _ in pairs)),
        recall=Share(both, sum(len(found) for _, found in pairs)),
        items=len(behind),
        without_findings=sum(not found for found in behind),
        passed_over=sum(skill.framework not in one.looked for one, suggested, _ in every for skill in suggested),
        outside=sum(not one.covers(skill.framework) for one, _, found in every for skill in found),
    )


def catch_misses(verdicts: Iterable[Verdict | None]) -> Share:
    """Count planted claims that were confirmed, of those that a reviewer decided and finished.

    Args:
        verdicts: The decision in force on each; None where there is none.
    """
    decided = [one for one in verdicts if one is not None]
    return Share(sum(one is Verdict.CONFIRM for one in decided), len(decided))


def confirm_rates(judged: Iterable[Judged]) -> tuple[ConfirmRate, ...]:
    """Give the calibration picture: frameworks by name, in each the surest band first."""
    rows: dict[tuple[str, Band], list[Judged]] = {}
    for one in judged:
        rows.setdefault((one.framework, band_of(one.confidence)), []).append(one)
    order = list(Band)
    return tuple(
        _confirm_rate(framework, band, rows[framework, band])
        for framework, band in sorted(rows, key=lambda key: (key[0], order.index(key[1])))
    )


def reject_reasons(judged: Iterable[Judged]) -> Mapping[Reason | None, int]:
    """Count rejections by reason, every reason named, in the order of the list; None holds those without one."""
    counts = Counter(one.reason for one in judged if one.outcome is ClaimState.REJECTED)
    return {reason: counts[reason] for reason in (*Reason, None)}


def pace(work: Sequence[Work]) -> Pace:
    """Measure decisions per hour at work and the median time of a claim; items without a time are left out of both."""
    timed = [one for one in work if one.seconds > 0]
    hours = sum(one.seconds for one in timed) / 3_600
    each = [one.seconds / one.claims for one in timed if one.claims]
    return Pace(
        items=len(work),
        claims=sum(one.claims for one in work),
        hours=hours,
        claims_per_hour=sum(one.claims for one in timed) / hours if timed else None,
        seconds_per_claim=median(each) if each else None,
    )


def by_day(work: Iterable[Work]) -> Mapping[dt.date, Pace]:
    """Give the pace of each day on which somebody worked, in order."""
    days: dict[dt.date, list[Work]] = {}
    for one in work:
        days.setdefault(one.day, []).append(one)
    return {day: pace(days[day]) for day in sorted(days)}


class _OfPerson(Protocol):
    @property
    def person(self) -> str: ...


Row = TypeVar("Row", bound=_OfPerson)
Result = TypeVar("Result")


def by_person(rows: Iterable[Row], figure: Callable[[Sequence[Row]], Result]) -> Mapping[str, Result]:
    """Give a figure for each person, by name; nothing where there are fewer than `FEWEST_PERSONS`.

    Args:
        rows: What each did.
        figure: Such as `pace`.
    """
    persons: dict[str, list[Row]] = {}
    for one in rows:
        persons.setdefault(one.person, []).append(one)
    if len(persons) < FEWEST_PERSONS:
        return {}
    return {person: figure(persons[person]) for person in sorted(persons)}


def conflicts(differed: Iterable[bool]) -> Share:
    """Count items whose reviewers differed.

    Args:
        differed: One for each item that two or more have finished: whether it had to be adjudicated.
    """
    told = list(differed)
    return Share(sum(told), len(told))


def ended_leases(begun: Iterable[Begun], now: dt.datetime) -> int:
    """Count reviews that were opened and left: neither finished nor skipped, and not seen for the time of a lease."""
    return sum(one.last_seen + LEASE <= now for one in begun)


def _of(skills: frozenset[Skill], framework: str | None) -> frozenset[Skill]:
    return skills if framework is None else frozenset(one for one in skills if one.framework == framework)


def _confirm_rate(framework: str, band: Band, rows: Sequence[Judged]) -> ConfirmRate:
    decided = [one for one in rows if one.outcome is not ClaimState.UNSURE]
    confidences = [one.confidence for one in decided if one.confidence is not None]
    return ConfirmRate(
        framework=framework,
        band=band,
        confidence=fmean(confidences) if confidences else None,
        share=Share(sum(one.outcome is ClaimState.CONFIRMED for one in decided), len(decided)),
        unsure=len(rows) - len(decided),
    )
