"""Ragged lists of columns, packed so that products can be reduced by owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillweave.ports import Matrix

Columns = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Ragged lists of columns: owner `owners[i]` has the columns from `starts[i]` to the next start."""

    columns: Columns
    owners: Columns
    starts: Columns

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Groups":
        """Pack one list of columns an owner; owners without any are left out."""
        owners = np.array([owner for owner, group in enumerate(lists) if group], np.int64)
        filled = [group for group in lists if group]
        starts = np.cumsum([0, *(len(group) for group in filled)])[:-1].astype(np.int64)
        columns = np.array([column for group in filled for column in group], np.int64)
        return cls(columns, owners, starts if filled else np.zeros(0, np.int64))

    @classmethod
    def joined(cls, groups: Sequence["Groups"], sizes: Sequence[int]) -> "Groups":
        """Lay groups side by side; the owners of each are counted on from the sizes of those before."""
        before = np.cumsum([0, *sizes])[:-1]
        filled = np.cumsum([0, *(len(group.columns) for group in groups)])[:-1]
        return cls(
            np.concatenate([group.columns for group in groups]),
            np.concatenate([group.owners + more for group, more in zip(groups, before, strict=True)]),
            np.concatenate([group.starts + more for group, more in zip(groups, filled, strict=True)]),
        )

    def best(self, scores: Matrix, missing: Matrix) -> Matrix:
        """Take each owner's best column of `scores` (r, n); owners without columns keep `missing` (r, m)."""
        if not len(self.owners):
            return missing
        out = missing.copy()
        out[:, self.owners] = np.maximum.reduceat(scores[:, self.columns], self.starts, axis=1)
        return out

    def spread(self, owners: Columns) -> tuple[Columns, Columns]:
        """List what some owners have one after the other: (places in `columns`, place in `owners` of each)."""
        if not len(self.owners):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        ends = np.append(self.starts[1:], len(self.columns))
        at = np.minimum(np.searchsorted(self.owners, owners), len(self.owners) - 1)
        lengths = np.where(self.owners[at] == owners, ends[at] - self.starts[at], 0)
        places = np.repeat(np.arange(len(owners)), lengths)
        within = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self.starts[at][places] + within, places

    def surest(self, owners: Columns, values: Callable[[Columns, Columns], NDArray[np.floating]]) -> Columns:
        """Choose for each owner the place in `columns` with the highest value, the first of equal ones; -1 for none.

        Args:
            owners: (n,); one may stand several times.
            values: Gives a number for each of what `spread` lists.
        """
        listed, places = self.spread(owners)
        found = values(listed, places)
        best = np.full(len(owners), -np.inf, found.dtype)
        np.maximum.at(best, places, found)
        hits = np.flatnonzero(found == best[places])
        mine, first = np.unique(places[hits], return_index=True)
        out = np.full(len(owners), -1, np.int64)
        out[mine] = listed[hits[first]]
        return out
