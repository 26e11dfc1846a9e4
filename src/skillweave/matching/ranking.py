"""Brings the units of one entry together: which competencies are found in it, how surely, and by which units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.claim import CutReason
from skillweave.matching.index import Part
from skillweave.matching.parameters import DIGITS
from skillweave.matching.units import Unit
from skillweave.ports import Matrix

Ints = NDArray[np.int64]
Key = tuple[int, int]
"""Number of the entry in the chunk, number of the framework."""

_CELLS = 1_000_000
"""Most scores of single units looked at together."""

SUPPORT = 2.0
"""A unit whose score lies within this of the best also speaks for the competency."""


@dataclass(frozen=True, slots=True)
class Found:
    """A competency found in an entry.

    Attributes:
        position: Where it stands in its framework.
        column: Where it stands in its part of the index.
        fused: The entry's score for it.
        units: Units that speak for it, best first.
        reason: Why it makes no claim, where the context gate took it away.
        rule: Id of the gate's rule.
    """

    position: int
    column: int
    fused: float
    units: tuple[int, ...]
    reason: CutReason | None = None
    rule: str | None = None


def entry_scores(fused: Matrix, reach: float) -> NDArray[np.float64]:
    """Give one score a competency: the mean of its best units.

    A skill is shown where it is shown once; a field of work runs through a whole entry.

    Args:
        fused: (units, m), at least one unit.
        reach: Share of the units that count.

    Returns:
        (m,), rounded.
    """
    count = max(1, math.ceil(reach * len(fused)))
    best = fused.max(axis=0) if count == 1 else -np.sort(-fused, axis=0)[:count].mean(axis=0)
    return _rounded(best)


def _rounded(scores: Matrix) -> NDArray[np.float64]:
    return np.asarray(np.round(scores.astype(np.float64), DIGITS) + 0.0, np.float64)


@dataclass(frozen=True)
class Entries:
    """Which units belong to which entry of a chunk.

    Attributes:
        starts: (entries + 1,), where each entry's units begin, and the end.
        units: All units, in order.
        open: (units,), those that may make a claim.
    """

    starts: NDArray[np.int64]
    units: Sequence[Unit]
    open: NDArray[np.bool_]

    @classmethod
    def of(cls, units: Sequence[Unit], starts: Sequence[int]) -> "Entries":
        """Lay out the units of a chunk."""
        return cls(np.array(starts, np.int64), units, np.array([unit.reason is None for unit in units], bool))

    @cached_property
    def peaks(self) -> Matrix:
        """Of each unit's tokens the surest for each learned sign, (units, k); asked for where there are any units."""
        return np.stack([unit.signs.max(axis=0) for unit in self.units])

    def best(self, fused: Matrix) -> Matrix:
        """Take the best unit of every entry, (entries, m); an entry without units gets minus infinity."""
        filled = np.flatnonzero(np.diff(self.starts))
        out = np.full((len(self.starts) - 1, fused.shape[1]), -np.inf, np.float32)
        if len(filled):
            out[filled] = np.maximum.reduceat(fused, self.starts[:-1][filled], axis=0)
        return out

    def speakers(self, masked: Matrix, at: Ints, columns: Ints) -> list[tuple[int, ...]]:
        """Say which units speak for competencies: those near the best, best first, counted from the entry's first.

        Args:
            masked: (units, m), minus infinity where a unit does not count.
            at: (n,), entries.
            columns: (n,), what was found in each; at least one unit counts.
        """
        sizes = np.diff(self.starts)
        found: list[tuple[int, ...]] = []
        rows = max(1, _CELLS // int(sizes.max(initial=1)))
        for low in range(0, len(at), rows):
            mine = slice(low, low + rows)
            size = sizes[at[mine]][:, None]
            places = np.arange(int(size.max()))
            within = np.minimum(places, size - 1) + self.starts[at[mine]][:, None]
            scores = np.where(places < size, masked[within, columns[mine][:, None]], np.float32(-np.inf))
            scores = np.round(scores, DIGITS)  # a line that stands twice is taken where it stands first
            order = np.argsort(-scores, axis=1, kind="stable")
            near = (scores >= scores.max(axis=1, keepdims=True) - np.float32(SUPPORT)).sum(axis=1)
            found += [tuple(row[:count]) for row, count in zip(order.tolist(), near.tolist(), strict=True)]
        return found


def found_in(part: Part, fused: Matrix, entries: Entries, reach: float, lowest: float) -> dict[Key, list[Found]]:
    """Find the competencies that reach a score, for every entry and framework, best first; ties go by code.

    Args:
        part: The frameworks.
        fused: (units, m), all units of the chunk.
        entries: Whose units they are.
        reach: Share of an entry's open units that count.
        lowest: Score to reach.
    """
    masked = np.where(entries.open[:, None], fused, np.float32(-np.inf))
    totals = _totals(masked, entries, reach, lowest)
    return _collect(part, masked, entries, *_in_order(part, totals, lowest))


def gated_in(part: Part, fused: Matrix, entries: Entries, threshold: float) -> dict[Key, list[Found]]:
    """Find what the context gate took away: matches that would have been claims, the best of each competency."""
    masked = np.where(entries.open[:, None], np.float32(-np.inf), fused)
    taken = _collect(part, masked, entries, *_in_order(part, _rounded(entries.best(masked)), threshold))
    return {key: [_closed(entries, key[0], item) for item in items] for key, items in taken.items()}


def _closed(entries: Entries, entry: int, item: Found) -> Found:
    unit = entries.units[int(entries.starts[entry]) + item.units[0]]
    return replace(item, units=item.units[:1], reason=unit.reason, rule=unit.rule)


def _collect(
    part: Part, masked: Matrix, entries: Entries, at: Ints, columns: Ints, marks: NDArray[np.float64]
) -> dict[Key, list[Found]]:
    found: dict[Key, list[Found]] = {}
    rows = zip(
        at.tolist(),
        part.frameworks[columns].tolist(),
        part.positions[columns].tolist(),
        columns.tolist(),
        marks.tolist(),
        entries.speakers(masked, at, columns),
        strict=True,
    )
    for entry, framework, *item in rows:
        found.setdefault((entry, framework), []).append(Found(*item))
    return found


def _totals(masked: Matrix, entries: Entries, reach: float, lowest: float) -> NDArray[np.float64]:
    """Score all entries, (entries, m); where one unit counts, its best is the score."""
    best = entries.best(masked)
    totals = _rounded(best)
    sizes = np.diff(entries.starts)
    for entry in np.flatnonzero((best >= lowest).any(axis=1) & (reach * sizes > 1)).tolist():
        mine = slice(int(entries.starts[entry]), int(entries.starts[entry + 1]))
        totals[entry] = entry_scores(masked[mine][entries.open[mine]], reach)
    return totals


def _in_order(part: Part, totals: NDArray[np.float64], lowest: float) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """List what reaches a score, by entry and framework, best first: (entries, columns, scores)."""
    at, columns = np.nonzero((totals >= lowest) & part.claimable)
    marks = totals[at, columns]
    order = np.lexsort((part.places[columns], -marks, part.frameworks[columns], at))
    return at[order], columns[order], marks[order]
