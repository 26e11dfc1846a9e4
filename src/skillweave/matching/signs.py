"""Which learned signs speak for which competency: its own, those of its skill concepts, and that any skill is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from skillweave.domain.competency import Framework
from skillweave.matching.groups import Columns, Groups
from skillweave.matching.heads import CONCEPT, SHOWN
from skillweave.matching.parameters import Lane
from skillweave.ports import Matrix

LINK_COST = 2.0
"""Log-odds that a concept's sign loses with each e-fold of its link's weight below 1."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Columns of the heads for the competencies of one framework, or of several side by side.

    Attributes:
        concepts: By competency, the columns of its linked concepts.
        costs: (number of columns in `concepts`,), what each link takes off.
        own: (m,), the column that was fitted to the competency itself, or to the nearest one above it; -1 for none.
        shown: The column that tells whether anything is shown.
    """

    concepts: Groups
    costs: Matrix
    own: Columns
    shown: int

    @classmethod
    def of(cls, framework: Framework, columns: Sequence[str]) -> "Signs | None":
        """Look the columns up by name; None where nothing was fitted."""
        if not columns:
            return None
        at = {name: column for column, name in enumerate(columns)}
        links = [
            [(at[f"{CONCEPT}{link.concept}"], link.weight) for link in entry.concepts if CONCEPT + link.concept in at]
            for entry in framework.competencies
        ]
        own = [
            next(
                (
                    at[name]
                    for code in (entry.code, *framework.ancestors(entry.code))
                    if (name := f"{framework.id}:{code}") in at
                ),
                -1,
            )
            for entry in framework.competencies
        ]
        weights = np.array([weight for group in links for _, weight in group], np.float32)
        return cls(
            Groups.of([[column for column, _ in group] for group in links]),
            np.asarray(LINK_COST * np.log(weights), np.float32),
            np.array(own, np.int64),
            at[SHOWN],
        )

    @classmethod
    def joined(cls, every: Sequence["Signs"], sizes: Sequence[int]) -> "Signs":
        """Lay those of several frameworks side by side."""
        return cls(
            Groups.joined([one.concepts for one in every], sizes),
            np.concatenate([one.costs for one in every]),
            np.concatenate([one.own for one in every]),
            every[0].shown,
        )

    def lanes(self, pooled: Matrix) -> Iterator[tuple[Lane, Matrix]]:
        """Give each lane's values, (units, m); NaN where a competency has no such column.

        Args:
            pooled: (units, k), as `Heads.pool` gives them.
        """
        missing = np.full((len(pooled), len(self.own)), np.nan, np.float32)
        if len(self.concepts.owners):
            best = missing.copy()
            weighed = pooled[:, self.concepts.columns] + self.costs
            best[:, self.concepts.owners] = np.maximum.reduceat(weighed, self.concepts.starts, axis=1)
            yield Lane.CONCEPT, best
        if (self.own >= 0).any():
            yield Lane.OWN, np.where(self.own >= 0, pooled[:, self.own], missing)
        yield Lane.SHOWN, np.broadcast_to(pooled[:, [self.shown]], missing.shape)

    def speaking(self, position: int, signs: Matrix) -> int | None:
        """Say which column speaks for a competency in a unit: its own, else that of its surest concept.

        Args:
            position: The competency.
            signs: (n, k), the unit's tokens.
        """
        if self.own[position] >= 0:
            return int(self.own[position])
        at = int(np.searchsorted(self.concepts.owners, position))
        if at == len(self.concepts.owners) or self.concepts.owners[at] != position:
            return None
        stop = self.concepts.starts[at + 1] if at + 1 < len(self.concepts.starts) else len(self.concepts.columns)
        mine = slice(int(self.concepts.starts[at]), int(stop))
        columns = self.concepts.columns[mine]
        return int(columns[int(np.argmax(signs[:, columns].max(axis=0) + self.costs[mine]))])
