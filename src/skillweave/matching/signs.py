"""Which learned signs speak for which competency: its own, those of its skill concepts, and that any skill is shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillweave.domain.competency import Framework
from skillweave.matching.groups import Columns, Groups
from skillweave.matching.heads import CONCEPT, SHOWN, WORDS
from skillweave.matching.parameters import DIGITS, Lane
from skillweave.ports import Matrix

LINK_COST = 2.0
"""Log-odds that a concept's sign loses with each e-fold of its link's weight below 1."""

_Both = tuple[int, int]
_NEITHER: _Both = (-1, -1)

NEAR_SUREST = 1.5
"""Log-odds below the surest token of all units from which on a unit is not quoted."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Columns of the heads for the competencies of one framework, or of several side by side.

    Attributes:
        concepts: By competency, the columns of its linked concepts.
        costs: (number of columns in `concepts`,), what each link takes off.
        own: (m, 2), the column that was fitted to the competency itself, and that of what it falls under; where it has
            neither, those of the nearest one above it; -1 for none.
        words: (m, 2), the same for what the words of the text tell.
        lent: Competencies that are lent the same column, by one above.
        compared: Competencies of one framework whose links are guesses: only how they differ in a unit counts.
        shown: The column that tells whether anything is shown.
    """

    concepts: Groups
    costs: Matrix
    own: Columns
    words: Columns
    lent: tuple[Columns, ...]
    compared: tuple[Columns, ...]
    shown: int

    @classmethod
    def of(cls, framework: Framework, columns: Sequence[str], *, guessed: bool = False) -> "Signs | None":
        """Look the columns up by name; None where nothing was fitted.

        Args:
            framework: The framework.
            columns: Names of what the heads tell.
            guessed: Whether its links were guessed from bare names.
        """
        if not columns:
            return None
        at = {name: column for column, name in enumerate(columns)}
        links = [
            [(at[f"{CONCEPT}{link.concept}"], link.weight) for link in entry.concepts if CONCEPT + link.concept in at]
            for entry in framework.competencies
        ]
        own = [_nearest(framework, entry.code, at, "") for entry in framework.competencies]
        words = [_nearest(framework, entry.code, at, WORDS) for entry in framework.competencies]
        weights = np.array([weight for group in links for _, weight in group], np.float32)
        return cls(
            Groups.of([[column for column, _ in group] for group in links]),
            np.asarray(LINK_COST * np.log(weights), np.float32),
            np.array(own, np.int64),
            np.array(words, np.int64),
            _lent(framework, at, zip(own, words, strict=True)),
            (np.flatnonzero([bool(group) for group in links]),) if guessed and any(links) else (),
            at[SHOWN],
        )

    @classmethod
    def joined(cls, every: Sequence["Signs"], sizes: Sequence[int]) -> "Signs":
        """Lay those of several frameworks side by side."""
        starts = np.cumsum([0, *sizes])
        return cls(
            Groups.joined([one.concepts for one in every], sizes),
            np.concatenate([one.costs for one in every]),
            np.concatenate([one.own for one in every]),
            np.concatenate([one.words for one in every]),
            tuple(group + before for one, before in zip(every, starts, strict=False) for group in one.lent),
            tuple(group + before for one, before in zip(every, starts, strict=False) for group in one.compared),
            every[0].shown,
        )

    def lanes(self, pooled: Matrix, likeness: Matrix) -> Iterator[tuple[Lane, Matrix]]:
        """Give each lane's values, (units, m); NaN where a competency has no such column.

        Where links are guesses, a competency has its concepts' log-odds less the mean over those of its framework that
        are linked: what is usual for a kind of text then lifts none above those without a link.

        A sign that is lent to several is shared out among them: the log-odds of the one above, and the logarithm of
        the share that each has by its likeness to the unit.

        Args:
            pooled: (units, k), as `Heads.of_units` gives them.
            likeness: (units, m), log-odds of what the units are like.
        """
        missing = np.full((len(pooled), len(self.own)), np.nan, np.float32)
        if len(self.concepts.owners):
            best = missing.copy()
            weighed = pooled[:, self.concepts.columns] + self.costs
            best[:, self.concepts.owners] = np.maximum.reduceat(weighed, self.concepts.starts, axis=1)
            for group in self.compared:
                best[:, group] -= best[:, group].mean(axis=1, keepdims=True)
            yield Lane.CONCEPT, best
        share = np.zeros(missing.shape, np.float32)
        for group in self.lent:
            mine = likeness[:, group]
            share[:, group] = mine - np.logaddexp.reduce(mine, axis=1, keepdims=True)
        for lane, columns in ((Lane.OWN, self.own), (Lane.WORDS, self.words)):
            if (columns >= 0).any():
                each = np.where(columns >= 0, pooled[:, columns], np.float32(np.nan))
                yield lane, np.fmax(each[..., 0], each[..., 1]) + share
        yield Lane.SHOWN, np.broadcast_to(pooled[:, [self.shown]], missing.shape)

    def speaking(self, peaks: Matrix, rows: Columns, competencies: Columns) -> Columns:
        """Say which column speaks for a competency in a unit: its own, else that of its surest concept; -1: none.

        Args:
            peaks: (units, k), of each unit's tokens the surest for each column.
            rows: (n,), units.
            competencies: (n,), the competency that each may speak for.
        """
        concepts = self.concepts.columns
        at = self.concepts.surest(
            competencies,
            lambda listed, places: np.round(peaks[rows[places], concepts[listed]] + self.costs[listed], DIGITS),
        )
        linked = np.where(at >= 0, concepts[at], -1) if len(concepts) else at
        own = self.own[competencies]
        sure = np.where(own >= 0, np.round(peaks[rows[:, None], own], DIGITS), -np.inf)
        own = np.take_along_axis(own, sure.argmax(axis=1)[:, None], axis=1)[:, 0]
        return np.where(own >= 0, own, linked)

    def pointed(
        self, peaks: Matrix, rows: Columns, competencies: Columns, counts: Sequence[int]
    ) -> list[list[tuple[int, int]]]:
        """Choose the units to quote, surest first: whose surest token comes near the surest of all.

        A unit may speak for a competency by what surrounds it; its own words need not show anything.

        Args:
            peaks: (units, k), of each unit's tokens the surest for each column.
            rows: (n,), units that speak for the first competency, then those for the second, and so on.
            competencies: (m,).
            counts: How many units speak for each; one at least.

        Returns:
            For each competency, units with the column that points at their words; none where nothing was learned of it.
        """
        owner = np.repeat(np.arange(len(competencies)), counts)
        columns = self.speaking(peaks, rows, competencies[owner])
        sure = np.round(peaks[rows, columns].astype(np.float64), DIGITS)
        starts = np.cumsum([0, *counts[:-1]])
        near = (columns >= 0) & (sure >= np.maximum.reduceat(sure, starts)[owner] - NEAR_SUREST)
        order = np.lexsort((-sure, owner))
        order = order[near[order]]
        out: list[list[tuple[int, int]]] = [[] for _ in counts]
        for place, row, column in zip(
            owner[order].tolist(), rows[order].tolist(), columns[order].tolist(), strict=True
        ):
            out[place].append((row, column))
        return out


def _lent(framework: Framework, at: Mapping[str, int], columns: Iterable[tuple[_Both, _Both]]) -> tuple[Columns, ...]:
    """Group the competencies without a column of their own by the columns that they are lent, or borrow."""
    groups: dict[tuple[_Both, _Both], list[int]] = {}
    for position, (entry, mine) in enumerate(zip(framework.competencies, columns, strict=True)):
        own = (f"{kind}{framework.id}:{entry.code}" in at for kind in ("", WORDS))
        if any(each != _NEITHER for each in mine) and not any(own):
            groups.setdefault(mine, []).append(position)
    return tuple(np.array(group, np.int64) for group in groups.values())


def _nearest(framework: Framework, code: str, at: Mapping[str, int], kind: str) -> _Both:
    """Find the columns of a competency, or of the nearest one above it that has any."""
    above = (code, *framework.ancestors(code))
    return next((both for each in above if (both := _both(framework, each, at, kind)) != _NEITHER), _NEITHER)


def _both(framework: Framework, code: str, at: Mapping[str, int], kind: str) -> _Both:
    """Find the column that was fitted to a competency, and that of what it falls under."""
    under = framework.by_code[code].falls_under
    return at.get(f"{kind}{framework.id}:{code}", -1), at.get(f"{kind}{under}", -1)
