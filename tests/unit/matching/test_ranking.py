"""From scores of units to a ranking of competencies."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import CutReason
from skillweave.domain.span import Span
from skillweave.matching.index import MatchIndex, Part
from skillweave.matching.parameters import DIGITS
from skillweave.matching.ranking import SUPPORT, Entries, Found, Key, entry_scores, found_in, gated_in
from skillweave.matching.units import Unit
from skillweave.ports import Matrix


@pytest.fixture(scope="module")
def trades(index: MatchIndex) -> Part:
    """The part of framework 1 alone: four entries with the codes G (a heading), T.1, T.1.1 and T.2."""
    return index.parts[1]


def _fused(*rows: list[float]) -> Matrix:
    return np.array(rows, np.float32)


def _unit(reason: CutReason | None) -> Unit:
    rule = "r.1" if reason else None
    bounds = np.zeros((0, 2), np.int64)
    rows = np.zeros((0, 1), np.float32)
    return Unit(0, Span(start=0, end=1), rows, rows, bounds, bounds, reason, rule, ())


def _entries(*reasons: Sequence[CutReason | None]) -> Entries:
    """Entries whose units were closed for these reasons, or are open."""
    units = [_unit(reason) for entry in reasons for reason in entry]
    return Entries.of(units, [0, *np.cumsum([len(entry) for entry in reasons]).tolist()])


ONE = _entries([None])


@given(seed=st.integers(0, 500), units=st.integers(1, 9), reach=st.floats(0.001, 1))
def test_an_entry_scores_the_mean_of_its_best_units(seed: int, units: int, reach: float) -> None:
    """The best share of the units counts, in whatever order they come; scores are rounded."""
    fused = np.random.default_rng(seed).standard_normal((units, 3)).astype(np.float32)
    count = max(1, int(np.ceil(reach * units)))
    wanted = [np.mean(sorted(column, reverse=True)[:count]) for column in fused.T.tolist()]
    assert entry_scores(fused, reach).tolist() == pytest.approx(wanted, abs=1e-4)
    assert entry_scores(fused[::-1], reach).tolist() == pytest.approx(entry_scores(fused, reach).tolist(), abs=2e-4)
    assert np.array_equal(np.round(entry_scores(fused, reach), DIGITS), entry_scores(fused, reach))


def test_the_best_come_first(trades: Part) -> None:
    """Competencies are ranked by score, those below the lowest are left out."""
    found = found_in(trades, _fused([9, 1, 3, 2]), ONE, 1.0, 1.5)
    assert [(item.position, item.fused) for item in found[0, 1]] == [(2, 3.0), (3, 2.0)]


def test_ties_go_by_code(trades: Part, index: MatchIndex) -> None:
    """Equal scores, also after rounding, are ordered by code."""
    found = found_in(trades, _fused([0, 1.00001, 1.00003, 1.00004]), ONE, 1.0, 0.0)
    entries = index.frameworks[1].framework.competencies
    assert [entries[item.position].code for item in found[0, 1]] == ["T.1", "T.1.1", "T.2"]


def test_a_score_that_just_reaches_counts(trades: Part) -> None:
    """The lowest score to reach is itself enough."""
    assert [item.position for item in found_in(trades, _fused([0, 1.5, 1.4999, 0]), ONE, 1.0, 1.5)[0, 1]] == [1]


def test_headings_are_never_found(trades: Part) -> None:
    """However high a heading scores, it is no claim, open or gated."""
    fused = _fused([99, -9, -9, -9])
    assert found_in(trades, fused, ONE, 1.0, 0.0) == {}
    assert gated_in(trades, fused, _entries([CutReason.PLAN]), 0.0) == {}


def test_only_open_units_count(trades: Part) -> None:
    """Units that the gate closed lend no score and no support."""
    fused = _fused([0, 9, 0, 0], [0, 2, 0, 0], [0, 1.5, 0, 0])
    entries = _entries([CutReason.PLAN, None, None])
    assert found_in(trades, fused, entries, 0.001, 1.0) == {(0, 1): [Found(1, 1, 2.0, (1, 2))]}


def test_no_open_unit_nothing_found(trades: Part) -> None:
    """Where everything is closed nothing is found, whatever the lowest score."""
    assert found_in(trades, _fused([9, 9, 9, 9]), _entries([CutReason.PLAN]), 1.0, -99.0) == {}


def test_units_near_the_best_speak_too(trades: Part) -> None:
    """Units within the support of the best follow it, best first; others do not."""
    fused = _fused([0, 5 - SUPPORT, 0, 0], [0, 5, 0, 0], [0, 4.9 - SUPPORT, 0, 0])
    assert found_in(trades, fused, _entries([None] * 3), 0.001, 1.0)[0, 1][0].units == (1, 0)


def test_last_digits_of_a_score_order_no_units(trades: Part) -> None:
    """A line that stands twice speaks where it stands first, and at the edge of the support both stay or both go."""
    equal = _fused([0, 5, 0, 0], [0, 5.00001, 0, 0], [0, 5 - SUPPORT, 0, 0], [0, 5.00001 - SUPPORT, 0, 0])
    assert found_in(trades, equal, _entries([None] * 4), 0.001, 1.0)[0, 1][0].units == (0, 1, 2, 3)


def test_entries_do_not_see_each_other(trades: Part) -> None:
    """Units are counted from the entry's own first one; an entry without units, or without matches, has nothing."""
    fused = _fused([0, 3, 0, 0], [0, 0, 0, 0], [0, 0, 0, 4])
    found = found_in(trades, fused, _entries([None], [], [None], [None]), 0.001, 1.0)
    assert found == {(0, 1): [Found(1, 1, 3.0, (0,))], (3, 1): [Found(3, 3, 4.0, (0,))]}


@given(seed=st.integers(0, 300), sizes=st.lists(st.integers(0, 4), min_size=1, max_size=5), reach=st.floats(0.001, 1))
def test_a_chunk_is_its_entries(trades: Part, seed: int, sizes: list[int], reach: float) -> None:
    """What is found in a chunk is what is found in each entry by itself, open and gated alike."""
    rng = np.random.default_rng(seed)
    fused = rng.standard_normal((sum(sizes), 4)).astype(np.float32)
    reasons = [[CutReason.PLAN if rng.random() < 0.5 else None for _ in range(size)] for size in sizes]
    starts = np.cumsum([0, *sizes])
    parts = [(fused[low:high], _entries(own)) for low, high, own in zip(starts, starts[1:], reasons, strict=False)]
    alone = {at: found_in(trades, own, entry, reach, 0.0) for at, (own, entry) in enumerate(parts)}
    closed = {at: gated_in(trades, own, entry, 0.0) for at, (own, entry) in enumerate(parts)}
    found, gated = ({(at, 1): one[0, 1] for at, one in each.items() if one} for each in (alone, closed))
    assert found_in(trades, fused, _entries(*reasons), reach, 0.0) == found
    assert gated_in(trades, fused, _entries(*reasons), 0.0) == gated


@given(seed=st.integers(0, 300), sizes=st.lists(st.integers(0, 4), min_size=1, max_size=4), reach=st.floats(0.001, 1))
def test_frameworks_side_by_side_do_not_see_each_other(
    index: MatchIndex, seed: int, sizes: list[int], reach: float
) -> None:
    """What is found in a framework is the same with others in its part, but for the columns; so is what was gated."""
    members = {4: index.frameworks[1], 0: index.frameworks[0], 7: index.frameworks[1]}
    part = Part.of(members)
    edges = np.cumsum([0, *(len(one.labels) for one in members.values())]).tolist()
    rng = np.random.default_rng(seed)
    fused = rng.standard_normal((sum(sizes), edges[-1])).astype(np.float32).round(1)
    entries = _entries(*([CutReason.PLAN if rng.random() < 0.3 else None for _ in range(size)] for size in sizes))
    found, gated = found_in(part, fused, entries, reach, 0.0), gated_in(part, fused, entries, 0.0)
    for (number, one), (low, high) in zip(members.items(), pairwise(edges), strict=True):
        alone, own = Part.of({number: one}), np.ascontiguousarray(fused[:, low:high])
        assert _of(found, number) == _moved(found_in(alone, own, entries, reach, 0.0), low)
        assert _of(gated, number) == _moved(gated_in(alone, own, entries, 0.0), low)


def _of(found: dict[Key, list[Found]], number: int) -> dict[Key, list[Found]]:
    """What was found in one framework."""
    return {key: items for key, items in found.items() if key[1] == number}


def _moved(found: dict[Key, list[Found]], low: int) -> dict[Key, list[Found]]:
    """The same, where the framework's columns begin further on."""
    return {key: [replace(item, column=item.column + low) for item in items] for key, items in found.items()}


def test_what_the_gate_took_is_the_best_of_its_units(trades: Part) -> None:
    """Each competency is told once, with reason and rule of its best closed unit, where it reaches the threshold."""
    entries = _entries([CutReason.PLAN, None, CutReason.NEGATED])
    found = gated_in(trades, _fused([9, 2, 0.5, 1], [9, 9, 9, 9], [9, 3, 0.9, 1]), entries, 1.0)
    first, second = Found(1, 1, 3.0, (2,), CutReason.NEGATED, "r.1"), Found(3, 3, 1.0, (0,), CutReason.PLAN, "r.1")
    assert found == {(0, 1): [first, second]}


def test_an_open_entry_has_nothing_gated(trades: Part) -> None:
    """Without a closed unit the gate took nothing."""
    assert gated_in(trades, _fused([9, 9, 9, 9]), ONE, 0.0) == {}
