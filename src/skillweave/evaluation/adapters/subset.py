"""A smaller set of the same make, for a quick look."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from skillweave.errors import EvaluationError
from skillweave.evaluation.sets import Case, LabelledSet


def fast_subset(labelled_set: LabelledSet, limit: int, seed: int = 0) -> LabelledSet:
    """Draw whole groups, so that the values of the first slice dimension keep their shares as nearly as groups allow.

    Within a value, groups are taken in drawn order while they fit its share of the limit; room that is left goes to
    the first groups of any value that still fit. Cases stay in file order. Floors hold for the whole set and are
    dropped. A set that is small enough is returned as it is.

    Args:
        labelled_set: The set.
        limit: The most cases, twins included.
        seed: The same seed gives the same cases.

    Raises:
        EvaluationError: Not even the smallest group fits.
    """
    if len(labelled_set.cases) <= limit:
        return labelled_set
    groups = _groups(labelled_set.cases)
    strata = _strata(groups)
    drawn = _drawn(strata, seed)
    sizes = {name: len(cases) for name, cases in groups.items()}
    shares = _shares({value: sum(sizes[name] for name in names) for value, names in strata.items()}, limit)
    taken: set[str] = set()
    for value, names in drawn.items():
        taken.update(_fitting(names, sizes, shares[value]))
    rest = [name for names in drawn.values() for name in names if name not in taken]
    taken.update(_fitting(rest, sizes, limit - sum(sizes[name] for name in taken)))
    if not taken:
        raise EvaluationError(
            f"{labelled_set.name}: the smallest group has {min(sizes.values())} cases, the limit is {limit}; raise it"
        )
    cases = tuple(case for case in labelled_set.cases if _key(case) in taken)
    says = f"{labelled_set.says} A sample: {len(cases)} of {len(labelled_set.cases)} cases."
    return replace(labelled_set, cases=cases, says=says, floors={})


def _key(case: Case) -> str:
    return case.group or case.twin_of or case.id


def _groups(cases: Sequence[Case]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[_key(case)].append(case)
    return groups


def _strata(groups: Mapping[str, Sequence[Case]]) -> dict[str, list[str]]:
    """Give the groups of each value of the first dimension; a mixed group belongs to its commonest value."""
    dimension = next((name for cases in groups.values() for case in cases for name in case.slices), "")
    strata: dict[str, list[str]] = defaultdict(list)
    for name, cases in groups.items():
        counts = Counter(case.slices.get(dimension, "") for case in cases)
        strata[min(counts, key=lambda value: (-counts[value], value))].append(name)
    return {value: sorted(strata[value]) for value in sorted(strata)}


def _drawn(strata: Mapping[str, Sequence[str]], seed: int) -> dict[str, list[str]]:
    rng = np.random.default_rng(seed)
    return {value: [names[at] for at in rng.permutation(len(names))] for value, names in strata.items()}


def _shares(counts: Mapping[str, int], limit: int) -> dict[str, int]:
    """Part the limit in proportion to counts; what rounding leaves over goes to the largest remainders."""
    total = sum(counts.values())
    shares = {value: limit * count // total for value, count in counts.items()}
    by_remainder = sorted(counts, key=lambda value: (-(limit * counts[value] % total), value))
    for value in by_remainder[: limit - sum(shares.values())]:
        shares[value] += 1
    return shares


def _fitting(names: Sequence[str], sizes: Mapping[str, int], room: int) -> list[str]:
    """Take names in order while they fit; one that does not is passed over."""
    taken = []
    for name in names:
        if sizes[name] <= room:
            taken.append(name)
            room -= sizes[name]
    return taken
