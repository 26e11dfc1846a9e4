"""Ragged lists of columns: packed, joined, reduced and listed again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skillweave.matching.groups import Groups

LISTS = st.lists(st.lists(st.integers(0, 6), max_size=4), max_size=6)


@given(
    lists=LISTS,
    seed=st.integers(0, 100),
    count=st.integers(1, 3),
)
def test_groups_take_the_best_of_their_columns(lists: list[list[int]], seed: int, count: int) -> None:
    """Each owner gets its best column, an owner without columns what stands for missing."""
    rng = np.random.default_rng(seed)
    scores = rng.standard_normal((count, 7)).astype(np.float32)
    missing = rng.standard_normal((count, len(lists))).astype(np.float32)
    wanted = [scores[:, group].max(axis=1) if group else missing[:, at] for at, group in enumerate(lists)]
    found = Groups.of(lists).best(scores, missing)
    np.testing.assert_array_equal(found, np.stack(wanted, axis=1) if lists else missing)


def test_missing_values_are_not_changed() -> None:
    """The matrix given for missing values stays as it is."""
    missing = np.zeros((1, 2), np.float32)
    Groups.of([[0], []]).best(np.ones((1, 1), np.float32), missing)
    assert missing.tolist() == [[0, 0]]


def _same(one: Groups, other: Groups) -> bool:
    fields = ("columns", "owners", "starts")
    return all(
        getattr(one, name).dtype == np.int64 and np.array_equal(getattr(one, name), getattr(other, name))
        for name in fields
    )


@given(st.lists(LISTS, min_size=1, max_size=4))
def test_groups_side_by_side_are_those_of_all_lists(several: list[list[list[int]]]) -> None:
    """Joined groups are the groups of the lists one after the other, whichever owners have no columns."""
    joined = Groups.joined([Groups.of(lists) for lists in several], [len(lists) for lists in several])
    assert _same(joined, Groups.of([group for lists in several for group in lists]))


def test_joining_changes_nothing_that_was_given() -> None:
    """The groups given stay as they are."""
    parts = [Groups.of([[], [3]]), Groups.of([[4, 5], []])]
    Groups.joined(parts, [2, 2])
    assert _same(parts[0], Groups.of([[], [3]]))
    assert _same(parts[1], Groups.of([[4, 5], []]))


@given(lists=LISTS.filter(bool), data=st.data())
def test_spread_lists_the_columns_of_owners(lists: list[list[int]], data: st.DataObject) -> None:
    """The columns of any owners, in any order and also twice, are listed in order; an owner without any adds none."""
    owners = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=8))
    groups = Groups.of(lists)
    listed, places = groups.spread(np.array(owners, np.int64))
    columns = groups.columns[listed]
    wanted = [(column, place) for place, owner in enumerate(owners) for column in lists[owner]]
    assert list(zip(columns.tolist(), places.tolist(), strict=True)) == wanted
    assert columns.dtype == np.int64


@given(lists=LISTS.filter(bool), data=st.data())
def test_the_surest_of_each_owner_is_its_highest(lists: list[list[int]], data: st.DataObject) -> None:
    """The first of equal ones is taken, as going through them one by one would; an owner without any has none."""
    owners = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=8))
    groups = Groups.of(lists)
    heights = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=len(owners) * 9, max_size=len(owners) * 9)), float
    )
    table = heights.reshape(len(owners), 9)
    found = groups.surest(np.array(owners, np.int64), lambda listed, places: table[places, groups.columns[listed] % 9])
    for place, owner in enumerate(owners):
        wanted = max(lists[owner], key=lambda column, row=table[place]: row[column % 9], default=None)  # type: ignore[misc]
        assert (None if found[place] < 0 else int(groups.columns[found[place]])) == wanted
