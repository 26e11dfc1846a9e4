"""Scores every unit against every competency of every framework, lane by lane, in blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillweave.matching.index import MatchIndex, Part
from skillweave.matching.lexical import exact_matrix
from skillweave.matching.parameters import FamilyParameters, Lane, Parameters
from skillweave.matching.prototypes import Prototypes
from skillweave.matching.units import Unit
from skillweave.matching.windows import WIDTHS, best_of_each, pool_many, window_bounds
from skillweave.ports import Matrix

BLOCK = 96
"""Units scored at a time: keeps the products of windows and texts small. Their results stay for the whole chunk."""

_CELLS = 4_000_000
"""Most numbers in one product of windows and names; larger frameworks are cut into parts."""

_PARTIAL = frozenset({Lane.INDICATOR, Lane.CONCEPT, Lane.OWN, Lane.WORDS})
"""Lanes in which not every competency has a number."""

EXACT_BONUS = 3.0
"""Deviations added where a name stands in the text letter for letter, so that it leads its lane."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one part of the index, or of one framework.

    Attributes:
        lanes: Raw values by lane, each (units, m).
        fused: (units, m), weighted and scaled: what ranks, and what a threshold is set on.
    """

    lanes: Mapping[Lane, Matrix]
    fused: Matrix


@dataclass(frozen=True, slots=True)
class Pooled:
    """Windows of many units.

    Attributes:
        vectors: (w, dim), unit length, unit after unit.
        starts: (units,), where each unit's begin; a unit's first window is the unit as a whole.
    """

    vectors: Matrix
    starts: NDArray[np.int64]

    def of_unit(self, row: int) -> Matrix:
        """Give the windows of one unit."""
        stop = int(self.starts[row + 1]) if row + 1 < len(self.starts) else len(self.vectors)
        return self.vectors[int(self.starts[row]) : stop]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Scores of many units.

    Attributes:
        phrases: The units' phrases.
        names, statements: (units, n), best cosine of any window with each text of the index.
        parts: One `Scored` a part of the index.
    """

    phrases: Pooled
    names: Matrix
    statements: Matrix
    parts: tuple[Scored, ...]


def of_framework(index: MatchIndex, found: Retrieved, number: int) -> Scored:
    """Give the scores of one framework by its number in the index; lanes in which it takes no part are left out."""
    at = next(at for at, part in enumerate(index.parts) if number in part.frameworks)
    mine = np.flatnonzero(index.parts[at].frameworks == number)
    scored = found.parts[at]
    lanes = {lane: values[:, mine] for lane, values in scored.lanes.items()}
    taking_part = {lane: values for lane, values in lanes.items() if not np.isnan(values).all()}
    return Scored(taking_part, scored.fused[:, mine])


def retrieve(
    index: MatchIndex,
    units: Sequence[Unit],
    texts: Sequence[str],
    parameters: Parameters,
    signs: Matrix | None = None,
) -> Retrieved:
    """Score units against all frameworks.

    Args:
        index: The chosen frameworks.
        units: Any number of units; more than `BLOCK` are worked on in blocks.
        texts: Each unit's words.
        parameters: Scales and weights.
        signs: (units, k), what was learned to tell of each, as `Heads.of_units` gives it.
    """
    names, statements = (
        np.empty((len(units), len(each)), np.float32) for each in (index.name_vectors, index.statement_vectors)
    )
    blocks = [
        _block(
            index,
            units[here],
            texts[here],
            parameters,
            None if signs is None else signs[here],
            names[here],
            statements[here],
        )
        for here in (slice(start, start + BLOCK) for start in range(0, len(units), BLOCK))
    ]
    if not blocks:
        empty = tuple(Scored({}, np.zeros((0, len(one.labels)), np.float32)) for one in index.parts)
        return Retrieved(Pooled(np.zeros((0, 0), np.float32), np.zeros(0, np.int64)), names, statements, empty)
    joined = tuple(_joined(parts) for parts in zip(*(parts for _, parts in blocks), strict=True))
    return Retrieved(_below([phrases for phrases, _ in blocks]), names, statements, joined)


def _below(parts: Sequence[Pooled]) -> Pooled:
    before = np.cumsum([0, *(len(part.vectors) for part in parts)])
    starts = [part.starts + moved for part, moved in zip(parts, before, strict=False)]
    return Pooled(np.concatenate([part.vectors for part in parts]), np.concatenate(starts))


def _joined(parts: Sequence[Scored]) -> Scored:
    lanes = {lane: np.concatenate([part.lanes[lane] for part in parts]) for lane in parts[0].lanes}
    return Scored(lanes, np.concatenate([part.fused for part in parts]))


def _block(
    index: MatchIndex,
    units: Sequence[Unit],
    texts: Sequence[str],
    parameters: Parameters,
    signs: Matrix | None,
    names: Matrix,
    statements: Matrix,
) -> tuple[Pooled, tuple[Scored, ...]]:
    """Score some units; the best cosines with names and statements are written where they are to stand."""
    rows = [unit.rows for unit in units]
    phrases = Pooled(*pool_many(rows, [unit.phrases for unit in units]))
    every = None
    if any(part.lexicon is not None for part in index.parts):
        every = Pooled(*pool_many(rows, [window_bounds(len(part), WIDTHS, 0.0) for part in rows]))
    _fill_best(names, phrases, index.name_vectors)
    _fill_best(statements, phrases, index.statement_vectors)
    out = []
    for one in index.parts:
        if one.lexicon is None or every is None:
            lanes = dict(_example_lanes(one, names, statements, phrases))
        else:
            lanes = dict(_name_lanes(one, index.name_vectors, names, every))
            lanes[Lane.LEXICAL] = one.lexicon.cosines(texts)
        if one.signs is not None and signs is not None:
            lanes.update(one.signs.lanes(signs, lanes[Lane.PROTOTYPE]))
        fused = fuse(lanes, parameters.of(one.family))
        if one.lexicon is not None:
            fused += EXACT_BONUS * exact_matrix(one.lexicon, texts, len(one.labels))
        out.append(Scored(lanes, fused))
    return phrases, tuple(out)


def _best(pooled: Pooled, vectors: Matrix) -> Matrix:
    """Give the best cosine of any window of each unit with each vector, (units, n)."""
    out = np.empty((len(pooled.starts), len(vectors)), np.float32)
    _fill_best(out, pooled, vectors)
    return out


def _fill_best(out: Matrix, pooled: Pooled, vectors: Matrix) -> None:
    """Write the best cosine of any window of each unit with each vector, by blocked products."""
    for start, stop in _column_blocks(len(pooled.vectors), len(vectors)):
        out[:, start:stop] = best_of_each(pooled.vectors @ vectors[start:stop].T, pooled.starts)


def _column_blocks(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    width = max(1, _CELLS // max(1, rows))
    for start in range(0, columns, width):
        yield start, min(columns, start + width)


def _name_lanes(one: Part, vectors: Matrix, names: Matrix, every: Pooled) -> Iterator[tuple[Lane, Matrix]]:
    """A framework that lives by its names has them compared with every window."""
    label = _best(every, vectors[one.labels])
    yield Lane.LABEL, label
    yield Lane.ALIAS, one.aliases.best(names, label)
    if one.prototypes is not None:
        yield Lane.PROTOTYPE, _prototype(one.prototypes, every)[0]
    else:
        yield Lane.WHOLE, every.vectors[every.starts] @ vectors[one.labels].T


def _example_lanes(one: Part, names: Matrix, statements: Matrix, phrases: Pooled) -> Iterator[tuple[Lane, Matrix]]:
    """A framework with example sentences has them compared with units and their phrases."""
    label = names[:, one.labels]
    yield Lane.LABEL, label
    yield Lane.ALIAS, one.aliases.best(names, label)
    if len(one.indicators.owners):
        yield Lane.INDICATOR, one.indicators.best(statements, np.full_like(label, np.nan))
    if one.prototypes is not None:
        best, whole = _prototype(one.prototypes, phrases)
        yield Lane.PROTOTYPE, best
        yield Lane.WHOLE_PROTOTYPE, whole


def _prototype(discriminants: Prototypes, pooled: Pooled) -> tuple[Matrix, Matrix]:
    """Score the best window of each unit, and the unit as a whole, which is its first window."""
    scores = discriminants.score(pooled.vectors)
    return best_of_each(scores, pooled.starts), scores[pooled.starts]


def fuse(lanes: Mapping[Lane, Matrix], parameters: FamilyParameters) -> Matrix:
    """Add the lanes, each centred and scaled, by the family's weights.

    A competency without indicators has no number in that lane, which then neither lifts nor lowers it; the other
    lanes have a number for every competency. The order of the lanes does not matter.

    Example:
        >>> from skillweave.matching.parameters import Scale
        >>> family = FamilyParameters(
        ...     scales={"label_cosine": Scale(mean=0.2, deviation=0.1)}, weights={"label_cosine": 2.0},
        ...     intercept=-1.0, threshold=0.0, reach=1.0)
        >>> fuse({Lane.LABEL: np.array([[0.4]], np.float32)}, family).round(3).tolist()
        [[3.0]]
    """
    shape = next(iter(lanes.values())).shape
    total = np.full(shape, parameters.intercept, np.float32)
    for lane in Lane:
        weight = parameters.weights.get(lane, 0.0)
        if lane in lanes and weight:
            scale = parameters.scales[lane]
            part = (lanes[lane] - np.float32(scale.mean)) * np.float32(weight / scale.deviation)
            total += np.nan_to_num(part, copy=False, nan=0.0) if lane in _PARTIAL else part
    return total
