"""What differs between two systems of one run, or between two runs: always case by case, never by two averages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from skillweave.evaluation.runs import Run, SetRun, SystemRun
from skillweave.evaluation.statistics import Difference, Statistic, Values, difference, resamples

SEED = 0
"""The same two runs always give the same intervals."""
FEW = 30
"""Below this number of cases an interval is so wide, and so unsure itself, that nothing is said."""
FEW_GROUPS = 10
"""The bootstrap draws whole groups; from fewer than this its intervals come out too narrow.

Source: A. C. Cameron, J. B. Gelbach, D. L. Miller, Bootstrap-Based Improvements for Inference with Clustered Errors,
Review of Economics and Statistics 90(3), 2008: with few clusters the usual tests find too much.
"""

Verdict = Literal["better", "worse", "differs", "same", "few", "unknown"]
"""`differs`: real, but the figure only describes. `same`: no difference that the data can show."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, two systems or two runs of one.

    Attributes:
        system: The one compared: the same in both runs, or the other system of one run.
        difference: This run minus the previous one, or the system under test minus the other.
        verdict: What may be said of it.
    """

    system: str
    difference: Difference
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SetChange:
    """What changed on one set.

    Attributes:
        name: The set.
        changes: Empty where the two runs cannot be compared.
        notes: What a reader must know before they believe the changes, or why there are none.
    """

    name: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunChange:
    """What changed from the previous run to this one.

    Attributes:
        before: Name of the previous run, with its date where it has one.
        settings: Name -> value before, value now; None where a run does not have it. Only what differs.
        sets: In the order of this run.
        added, gone: Sets that only this run, or only the previous one, has.
    """

    before: str
    settings: Mapping[str, tuple[str | None, str | None]]
    sets: tuple[SetChange, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


def compare_runs(run: Run, previous: Run) -> RunChange:
    """Compare every set, system and figure that both runs have; the cases of a set must be the same."""
    old = {one.name: one for one in previous.sets}
    names = dict.fromkeys([*previous.settings, *run.settings])
    both = {name: (previous.settings.get(name), run.settings.get(name)) for name in names}
    return RunChange(
        before=f"{previous.name} ({previous.made})" if previous.made else previous.name,
        settings={name: values for name, values in both.items() if values[0] != values[1]},
        sets=tuple(_compare_set(old[one.name], one) for one in run.sets if one.name in old),
        added=tuple(one.name for one in run.sets if one.name not in old),
        gone=tuple(name for name in old if name not in {one.name for one in run.sets}),
    )


def compare_systems(data: SetRun) -> dict[tuple[str, str], Change]:
    """Compare the system under test with every other on the same cases.

    Returns:
        (name of the other, figure) -> system under test minus the other; figures that only one has are left out.
    """
    if not data.cases or len(data.systems) < 2:
        return {}
    weights, first = resamples(data.groups, SEED), data.systems[0]
    changes = (one for other in data.systems[1:] for one in _changes(other, first, data, weights))
    return {(one.system, one.difference.name): one for one in changes}


def _compare_set(before: SetRun, now: SetRun) -> SetChange:
    notes = list(_notes(before, now))
    if before.case_ids != now.case_ids or not now.cases:
        return SetChange(now.name, (), tuple(notes))
    old = {one.name: one for one in before.systems}
    weights = resamples(now.groups, SEED)
    changes = tuple(
        one for system in now.systems if system.name in old for one in _changes(old[system.name], system, now, weights)
    )
    if not changes:
        notes.append("No figure of one system is kept case by case in both runs.")
    return SetChange(now.name, changes, tuple(notes))


def _notes(before: SetRun, now: SetRun) -> Iterator[str]:
    if not now.cases:
        yield "The set has no cases."
    if before.case_ids != now.case_ids:
        shared = len(set(before.case_ids) & set(now.case_ids))
        yield (
            f"The two runs did not see the same cases ({before.cases} before, {now.cases} now, {shared} in both, or "
            "in another order), so nothing can be said of a difference."
        )
        return
    relabelled = sum(set(one) != set(other) for one, other in zip(before.gold, now.gold, strict=True))
    if relabelled and any(before.gold) and any(now.gold):  # a run may be kept without its labels
        yield f"The labels of {relabelled} of {now.cases} cases changed: a difference may come from them alone."
    rewritten = sum(one != other for one, other in zip(before.texts, now.texts, strict=True) if one and other)
    if rewritten:
        yield f"The texts of {rewritten} of {now.cases} cases changed: a difference may come from them alone."
    names, old = ([one.name for one in each.systems] for each in (now, before))
    for words, only in (("New here", set(names) - set(old)), ("No longer here", set(old) - set(names))):
        if only:
            yield f"{words}: {', '.join(sorted(only))}."


def _changes(before: SystemRun, now: SystemRun, data: SetRun, weights: Values) -> Iterator[Change]:
    """Compare figures of one name and one formula; another formula would be another figure."""
    old = {(one.name, one.kind): one for one in before.statistics}
    for kept in now.statistics:
        other = old.get((kept.name, kept.kind))
        if other is not None:
            first, second = other.statistic(), kept.statistic()
            found = difference(first, second, weights)
            yield Change(before.name, found, judged(found, (first, second), data.groups))


def judged(found: Difference, both: tuple[Statistic, Statistic], groups: Sequence[str]) -> Verdict:
    """Say what a difference between two statistics of the same cases shows.

    Args:
        found: The difference.
        both: What it is between.
        groups: Each case's group.
    """
    higher_is_better = both[1].higher_is_better
    if np.isnan([found.first, found.second, found.low, found.high]).any():
        return "unknown"
    counts = [(np.nan_to_num(one.parts) != 0).any(axis=1) for one in both]
    names = np.array(groups, dtype=object)
    if any(there.sum() < FEW or len(set(names[there])) < FEW_GROUPS for there in counts):
        return "few"
    if not found.real:
        return "same"
    if higher_is_better is None:
        return "differs"
    return "better" if (found.low > 0) == higher_is_better else "worse"
