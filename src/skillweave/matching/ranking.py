"""Brings the units of one entry together: which competencies are found in it, how surely, and by which units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.claim import CutReason
from skillweave.matching.index import FrameworkIndex
from skillweave.matching.units import Unit
from skillweave.ports import Matrix

DIGITS = 4
"""Scores are rounded before they are sorted, so that a machine's last digits cannot change an order."""

SUPPORT = 1.0
"""A unit whose score lies within this of the best also speaks for the competency."""


@dataclass(frozen=True, slots=True)
class Found:
    """A competency found in an entry.

    Attributes:
        position: Where it stands in its framework.
        fused: The entry's score for it.
        units: Units that speak for it, best first.
        reason: Why it makes no claim, where the context gate took it away.
        rule: Id of the gate's rule.
    """

    position: int
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
    return np.asarray(np.round(best.astype(np.float64), DIGITS), np.float64)


@dataclass(frozen=True, slots=True)
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

    def best(self, fused: Matrix) -> Matrix:
        """Take the best unit of every entry, (entries, m); an entry without units gets minus infinity."""
        filled = np.flatnonzero(np.diff(self.starts))
        out = np.full((len(self.starts) - 1, fused.shape[1]), -np.inf, np.float32)
        if len(filled):
            out[filled] = np.maximum.reduceat(fused, self.starts[:-1][filled], axis=0)
        return out


def found_in(
    one: FrameworkIndex, fused: Matrix, entries: Entries, reach: float, lowest: float
) -> dict[int, list[Found]]:
    """Find the competencies that reach a score, for every entry of a chunk, best first; ties go by code.

    Args:
        one: The framework.
        fused: (units, m), all units of the chunk.
        entries: Whose units they are.
        reach: Share of an entry's open units that count.
        lowest: Score to reach.
    """
    masked = np.where(entries.open[:, None], fused, np.float32(-np.inf))
    best = entries.best(masked)
    found: dict[int, list[Found]] = {}
    for entry in np.flatnonzero(((best >= lowest) & one.claimable).any(axis=1)).tolist():
        start, stop = int(entries.starts[entry]), int(entries.starts[entry + 1])
        scores = masked[start:stop]
        total = _total(scores, best[entry], entries.open[start:stop], reach)
        worth = np.flatnonzero((total >= lowest) & one.claimable)
        columns = scores[:, worth].T.tolist()
        marks = total[worth].tolist()
        items = [_with_units(*each) for each in zip(columns, worth.tolist(), marks, strict=True)]
        if items:
            found[entry] = _in_order(one, items)
    return found


def _total(scores: Matrix, best: Matrix, open_units: NDArray[np.bool_], reach: float) -> NDArray[np.float64]:
    """Score an entry; where one unit counts, its best is known already."""
    if reach * len(scores) <= 1:
        return np.asarray(np.round(best.astype(np.float64), DIGITS), np.float64)
    return entry_scores(scores[open_units], reach)


def _with_units(column: list[float], position: int, fused: float) -> Found:
    lowest = max(column) - SUPPORT
    near = [unit for unit, score in enumerate(column) if score >= lowest]
    return Found(position, fused, tuple(sorted(near, key=lambda unit: -column[unit])))


def gated_in(one: FrameworkIndex, fused: Matrix, entries: Entries, threshold: float) -> dict[int, list[Found]]:
    """Find what the context gate took away: matches that would have been claims, the best of each competency."""
    masked = np.where(entries.open[:, None], np.float32(-np.inf), fused)
    best = entries.best(masked)
    found: dict[int, list[Found]] = {}
    for entry, position in np.argwhere((best >= threshold) & one.claimable).tolist():
        start, stop = int(entries.starts[entry]), int(entries.starts[entry + 1])
        unit = int(masked[start:stop, position].argmax())
        closed = entries.units[start + unit]
        score = round(float(best[entry, position]), DIGITS)
        found.setdefault(entry, []).append(Found(position, score, (unit,), closed.reason, closed.rule))
    return {entry: _in_order(one, items) for entry, items in found.items()}


def _in_order(one: FrameworkIndex, items: list[Found]) -> list[Found]:
    codes = one.framework.competencies
    return sorted(items, key=lambda item: (-item.fused, codes[item.position].code))
