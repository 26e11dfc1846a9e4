"""How far independent reviewers agree about the same texts, as figures and as sentences; pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from skillweave.domain.agreement import Values, ac1, alpha, fleiss, kappa, plain
from skillweave.domain.intervals import RESAMPLES, percentiles
from skillweave.domain.span import character_f1
from skillweave.review.answers import FEWEST_PERSONS, Answers, Reviewed, answers_of

SEED = 20_260_101
"""The same items give the same interval, today and tomorrow."""

NO_SECOND_REVIEW = "no text has two reviews yet"
NO_SECOND_ANSWER = "no skill has two answers yet: reviewers were unsure, or decided linked claims together"
NOT_ALL_ANSWERED = "left out: not every skill has the same number of answers"
NO_EVIDENCE = "no two reviewers quoted evidence for the same skill yet"

Formula = Callable[[Values, Values], Values]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A figure of agreement, or why there is none.

    Attributes:
        value: None where it is undefined.
        low, high: 95% interval over other items of the same kind; None where there is none.
        words: The figure in a sentence, or the reason why there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers; who they are is left out where a queue has too few persons to name them."""

    first: str | None
    second: str | None
    items: int
    units: int
    raw: float
    cohen: Coefficient


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far reviewers agree, in the order in which it is to be shown.

    Attributes:
        items: Items with two finished reviews or more.
        units: Skills of items with two answers or more: present or absent.
        pairs: Pairs of answers that were compared.
        persons: Reviewers who gave an answer.
        raw: Share of pairs that are alike.
        ac1: Gwet's AC1.
        alpha: Krippendorff's alpha, nominal.
        overlap: Mean character F1 of the evidence where two say present.
        overlaps: Pairs that `overlap` averages.
        own_overlaps: Those of them in which at least one chose evidence: two who leave the suggested words agree fully.
        fleiss: Fleiss' kappa; only where no answer is missing.
        by_pair: Cohen's kappa of each two reviewers, most compared first.
    """

    items: int
    units: int
    pairs: int
    persons: int
    raw: Coefficient
    ac1: Coefficient
    alpha: Coefficient
    overlap: Coefficient
    overlaps: int
    own_overlaps: int
    fleiss: Coefficient
    by_pair: tuple[Pair, ...]


class _Counts(NamedTuple):
    """Present and absent of each unit, (units, 2), and the number of its item, (units,)."""

    counts: Values
    item: "np.ndarray[tuple[int], np.dtype[np.int64]]"


def agreement(items: Sequence[Reviewed], seed: int = SEED) -> Agreement:
    """Measure how far first, independent reviews agree.

    A unit is a skill in an item; it is compared where two reviewers gave an answer. Items with one review tell how
    frequent each answer is and take part in nothing else. The interval says how figures would vary with other items,
    not with other reviewers: whole items are drawn.

    Args:
        items: All finished reviews of a queue, or of the part to be looked at.
        seed: Of the interval's random draws.
    """
    found = [answers_of(item) for item in items]
    twice = [one for one in found if len(one.persons) > 1]
    data, double = _counted(found), _counted(twice)
    why = None if twice else NO_SECOND_REVIEW
    why = why or (None if (double.counts.sum(axis=1) > 1).any() else NO_SECOND_ANSWER)
    raw, gwet, krippendorff = (_coefficient(formula, data, seed, why) for formula in (plain, ac1, alpha))
    ratings = double.counts.sum(axis=1)
    compared = ratings[ratings > 1]
    overlaps, own = _overlaps(found)
    return Agreement(
        items=len(twice),
        units=len(compared),
        pairs=int((compared * (compared - 1) / 2).sum()),
        persons=len({person for one in found for said in one.units.values() for person in said}),
        raw=raw,
        ac1=gwet,
        alpha=krippendorff,
        overlap=_single(float(np.mean(overlaps)) if overlaps else None, why or NO_EVIDENCE),
        overlaps=len(overlaps),
        own_overlaps=own,
        fleiss=_fleiss(twice, double.counts, why),
        by_pair=_pairs(found),
    )


def _counted(found: Sequence[Answers]) -> _Counts:
    rows = [
        (at, sum(answer.present for answer in said.values()), len(said))
        for at, one in enumerate(found)
        for said in one.units.values()
        if said
    ]
    item, present, answers = np.array(rows, np.int64).reshape(-1, 3).T
    return _Counts(np.stack([present, answers - present], axis=1).astype(np.float64), item)


def _coefficient(formula: Formula, data: _Counts, seed: int, why: str | None) -> Coefficient:
    """Work out a figure and its interval; where it is undefined, say why."""
    if why:
        return _single(None, why)
    ways, items = _by_item(data)
    value = float(formula(ways, items.sum(axis=0, keepdims=True))[0])
    if np.isnan(value):
        return _single(None, _same_answer(data.counts))
    if len(items) < 2:
        return Coefficient(value, None, None, f"{value:.2f} (no interval: one text only)")
    drawn = formula(ways, _samples(items, seed))
    low, high = percentiles(drawn)
    lost = int(np.isnan(drawn).sum())
    rest = f"; undefined in {lost} of {len(drawn):,} samples" if lost else ""
    return Coefficient(value, low, high, f"{value:.2f} (95% interval {low:.2f} to {high:.2f}{rest})")


def _by_item(data: _Counts) -> tuple[Values, Values]:
    """Give every way in which a unit was answered, (ways, 2), and how often each stands in each item, (items, ways)."""
    ways, way = np.unique(data.counts, axis=0, return_inverse=True)
    names, item = np.unique(data.item, return_inverse=True)
    items = np.zeros((len(names), len(ways)))
    np.add.at(items, (item.reshape(-1), way.reshape(-1)), 1)
    return ways, items


def _samples(items: Values, seed: int) -> Values:
    """Draw items with replacement and count in which ways their units were answered, (samples, ways).

    Items that were answered alike are drawn by their number. That is the same as drawing them one by one, and takes
    no longer for a long queue than for a short one.
    """
    kinds, times = np.unique(items, axis=0, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(items), times / len(items), size=RESAMPLES)
    return np.asarray(drawn @ kinds)


def _fleiss(twice: Sequence[Answers], counts: Values, why: str | None) -> Coefficient:
    if why:
        return _single(None, why)
    missing = any(len(said) < len(one.persons) for one in twice for said in one.units.values())
    if missing or len(set(counts.sum(axis=1))) > 1:
        return _single(None, NOT_ALL_ANSWERED)
    value = float(fleiss(counts, np.ones((1, len(counts))))[0])
    return _single(value, _same_answer(counts))


def _pairs(found: Sequence[Answers]) -> tuple[Pair, ...]:
    """Compare each two reviewers; with few persons, a pair that is named would be a person who is named."""
    tables: dict[tuple[str, str], Values] = {}
    items: dict[tuple[str, str], set[int]] = {}
    for at, one in enumerate(found):
        for said in one.units.values():
            for pair in combinations(sorted(said), 2):
                table = tables.setdefault(pair, np.zeros((2, 2)))
                table[int(said[pair[0]].present), int(said[pair[1]].present)] += 1
                items.setdefault(pair, set()).add(at)
    named = len({person for pair in tables for person in pair}) >= FEWEST_PERSONS
    most_first = sorted(tables, key=lambda pair: (-tables[pair].sum(), pair))
    return tuple(_pair(pair if named else (None, None), len(items[pair]), tables[pair]) for pair in most_first)


def _pair(names: tuple[str | None, str | None], items: int, table: Values) -> Pair:
    units, raw = int(table.sum()), float(np.trace(table) / table.sum())
    same = f"undefined: both gave the same answer ({units} of {units})"
    return Pair(*names, items=items, units=units, raw=raw, cohen=_single(kappa(table), same))


def _overlaps(found: Iterable[Answers]) -> tuple[list[float], int]:
    """Compare the evidence of each two who say present; count where at least one of them chose it."""
    values, own = [], 0
    for one in found:
        for said in one.units.values():
            quoted = [answer for _, answer in sorted(said.items()) if answer.present and answer.spans]
            for first, second in combinations(quoted, 2):
                same = first.spans == second.spans  # most are: the suggested words
                values.append(1.0 if same else character_f1(first.spans, second.spans))
                own += first.chosen or second.chosen
    return values, own


def _single(value: float | None, why: str) -> Coefficient:
    """Give a figure without an interval, or why it is undefined."""
    if value is None or np.isnan(value):
        return Coefficient(None, None, None, why)
    return Coefficient(value, None, None, f"{value:.2f}")


def _same_answer(counts: Values) -> str:
    units = int((counts.sum(axis=1) > 1).sum())
    return f"undefined: everyone gave the same answer ({units} of {units})"
