"""A quick subset: whole groups, the shares of the slices, the same for the same seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.subset import fast_subset
from skillweave.evaluation.sets import Case, LabelledSet, Task
from tests.unit.evaluation.tiny_sets import tiny_durable


def a_set(*cases: Case) -> LabelledSet:
    """Make a set of cases, with a floor."""
    return LabelledSet(
        name="tiny",
        framework=tiny_durable(),
        candidates=frozenset({"D.LEA"}),
        cases=cases,
        tasks=frozenset({Task.RANKING}),
        first_person=True,
        synthetic=True,
        says="Nothing.",
        floors={"MRR": 0.5},
    )


def a_case(name: str, value: str = "", group: str = "", twin_of: str | None = None) -> Case:
    """Make a case with one slice, or none."""
    return Case(name, "text", {}, slices={"kind": value} if value else {}, group=group, twin_of=twin_of)


@st.composite
def labelled_sets(draw: st.DrawFn) -> LabelledSet:
    """Draw up to sixty cases in groups of one to five, of three values."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=12))
    values = draw(st.lists(st.sampled_from("xyz"), min_size=60, max_size=60))
    groups = [f"g{at}" for at, size in enumerate(sizes) for _ in range(size)]
    order = draw(st.permutations(range(len(groups))))
    return a_set(*(a_case(f"c{at}", values[at], groups[at]) for at in order))


@given(labelled_sets(), st.integers(5, 60), st.integers(0, 3))
def test_groups_stay_whole_within_the_limit(whole: LabelledSet, limit: int, seed: int) -> None:
    """No group is cut, there are never more cases than allowed, and they stay in order."""
    part = fast_subset(whole, limit, seed)
    taken = {case.group for case in part.cases}
    assert part.cases == tuple(case for case in whole.cases if case.group in taken)
    assert 0 < len(part.cases) <= limit


@given(labelled_sets(), st.integers(5, 60), st.integers(0, 3))
def test_no_group_that_fits_is_left_out(whole: LabelledSet, limit: int, seed: int) -> None:
    """The room that is left is smaller than the smallest group that was not taken."""
    part = fast_subset(whole, limit, seed)
    taken = {case.group for case in part.cases}
    left = Counter(case.group for case in whole.cases if case.group not in taken)
    assert all(size > limit - len(part.cases) for size in left.values())


@given(labelled_sets(), st.integers(5, 60), st.integers(0, 3))
def test_the_same_seed_gives_the_same_cases(whole: LabelledSet, limit: int, seed: int) -> None:
    """Whatever order the groups came in: file order changes the order of cases, not which."""
    again = a_set(*reversed(whole.cases))
    assert {case.id for case in fast_subset(whole, limit, seed).cases} == {
        case.id for case in fast_subset(again, limit, seed).cases
    }


def test_values_keep_their_shares() -> None:
    """Of 60 x, 30 y and 10 z, twenty are 12, 6 and 2."""
    cases = [a_case(f"c{at}", "x" * (at < 60) or "y" * (at < 90) or "z") for at in range(100)]
    part = fast_subset(a_set(*cases), 20)
    assert Counter(case.slices["kind"] for case in part.cases) == {"x": 12, "y": 6, "z": 2}


def test_another_seed_gives_other_cases() -> None:
    """It is a draw, not the head of the file."""
    whole = a_set(*(a_case(f"c{at}", "x") for at in range(100)))
    drawn = {tuple(case.id for case in fast_subset(whole, 20, seed).cases) for seed in range(5)}
    assert len(drawn) == 5


def test_every_case_is_drawn_sometimes() -> None:
    """None is out of reach."""
    whole = a_set(*(a_case(f"c{at}", "x") for at in range(10)))
    times = Counter(case.id for seed in range(200) for case in fast_subset(whole, 5, seed).cases)
    assert all(60 <= times[case.id] <= 140 for case in whole.cases)


def test_a_twin_goes_with_its_original() -> None:
    """Also where no group says so."""
    pairs = [(a_case(f"c{at}", "x"), a_case(f"t{at}", "x", twin_of=f"c{at}")) for at in range(10)]
    part = fast_subset(a_set(*(case for pair in pairs for case in pair)), 7)
    ids = {case.id for case in part.cases}
    assert len(ids) == 6
    assert {name.replace("c", "t") for name in ids} == {name.replace("c", "t") for name in ids if name[0] == "t"}


def test_a_set_without_slices_is_drawn_from_as_a_whole() -> None:
    """One stratum."""
    assert len(fast_subset(a_set(*(a_case(f"c{at}") for at in range(50))), 20).cases) == 20


def test_a_small_set_stays_as_it_is() -> None:
    """With its floors."""
    whole = a_set(a_case("c1"), a_case("c2"))
    assert fast_subset(whole, 2) is whole


def test_floors_do_not_hold_for_a_part() -> None:
    """And the set says that it is one."""
    part = fast_subset(a_set(*(a_case(f"c{at}") for at in range(50))), 20)
    assert (part.floors, part.says) == ({}, "Nothing. A sample: 20 of 50 cases.")


def test_a_limit_below_every_group_is_refused() -> None:
    """The message says how far to raise it."""
    whole = a_set(*(a_case(f"c{at}", group="g1" if at < 3 else "g2") for at in range(7)))
    with pytest.raises(EvaluationError, match="tiny: the smallest group has 3 cases, the limit is 2"):
        fast_subset(whole, 2)
