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


def ranked(
    one: FrameworkIndex, fused: Matrix, open_units: NDArray[np.int64], reach: float, lowest: float
) -> list[Found]:
    """Rank the competencies of a framework that reach a score; ties go by code.

    Args:
        one: The framework.
        fused: (units, m), all units of the entry.
        open_units: Those that may make a claim.
        reach: Share of the units that count.
        lowest: Score to reach.
    """
    if not len(open_units):
        return []
    scores = fused[open_units]
    total = entry_scores(scores, reach)
    worth = np.flatnonzero((total >= lowest) & one.claimable)
    found = [_with_units(scores[:, at], open_units, int(at), float(total[at])) for at in worth]
    codes = one.framework.competencies
    return sorted(found, key=lambda item: (-item.fused, codes[item.position].code))


def _with_units(column: Matrix, open_units: NDArray[np.int64], position: int, fused: float) -> Found:
    order = np.argsort(-column, kind="stable")
    near = order[column[order] >= column[order[0]] - SUPPORT]
    return Found(position, fused, tuple(open_units[near].tolist()))


def gated(one: FrameworkIndex, fused: Matrix, units: Sequence[Unit], threshold: float) -> list[Found]:
    """Find what the context gate took away: matches that would have been claims, the best of each competency."""
    closed = [at for at, unit in enumerate(units) if unit.reason is not None]
    if not closed:
        return []
    scores = fused[closed]
    best = scores.argmax(axis=0)
    top = scores.max(axis=0)
    found = []
    for position in np.flatnonzero((top >= threshold) & one.claimable).tolist():
        at = closed[int(best[position])]
        score = round(float(top[position]), DIGITS)
        found.append(Found(position, score, (at,), units[at].reason, units[at].rule))
    codes = one.framework.competencies
    return sorted(found, key=lambda item: (-item.fused, codes[item.position].code))
