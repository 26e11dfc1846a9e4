"""Scores of units against frameworks, lane by lane, compared with the plain way to compute them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillweave.domain.competency import Competency, Concepts, Kind
from skillweave.domain.experience import Experience
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching import retrieve as retrieving
from skillweave.matching.index import FrameworkIndex, MatchIndex, build_index
from skillweave.matching.parameters import FamilyParameters, Lane, Parameters, Scale
from skillweave.matching.retrieve import EXACT_BONUS, Retrieved, fuse, of_framework, retrieve
from skillweave.matching.units import Unit, text_of
from skillweave.matching.windows import WIDTHS
from skillweave.pipeline import Pipeline
from skillweave.ports import Matrix
from tests.strategies import entry_text
from tests.tiny_frameworks import NEUTRAL, linked, tiny_framework, tiny_names, tiny_skills, tiny_trades

TEXT = (
    "I fed the calves and cleaned the barn. I did pipe welding and fitting, then I repeated the order back.\n"
    "Welding. I ran the kitchen crew on Saturdays and decided who did what, kept going after it failed."
)


def _units(pipeline: Pipeline, text: str) -> tuple[list[Unit], list[str]]:
    units = pipeline.match([Experience(id="e", text=text)]).units
    return units, [text_of(unit, text) for unit in units]


def _cosine(one: Matrix, other: Matrix) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def _windows(unit: Unit) -> list[Matrix]:
    """The whole, then windows of each width at every place."""
    count = len(unit.rows)
    pairs = [(0, count)]
    pairs += [(start, start + width) for width in WIDTHS if width < count for start in range(count - width + 1)]
    return [unit.rows[low:high].sum(axis=0) for low, high in pairs]


def _phrases(unit: Unit) -> list[Matrix]:
    return [unit.rows[low:high].sum(axis=0) for low, high in unit.phrases.tolist()]


def _best(windows: Sequence[Matrix], texts: Sequence[str], embedder: HashingEmbedder) -> float:
    return max(_cosine(window, vector) for window in windows for vector in embedder.sentences(texts))


def _log_odds(one: FrameworkIndex, windows: Sequence[Matrix], at: int) -> list[float]:
    assert one.prototypes is not None
    units = [window / np.linalg.norm(window) for window in windows]
    return [float(window @ one.prototypes.directions[at] + one.prototypes.offsets[at]) for window in units]


def _plain(one: FrameworkIndex, unit: Unit, text: str, at: int, embedder: HashingEmbedder) -> Mapping[Lane, float]:
    """One competency's lanes for one unit, straight from texts and rows."""
    entry = one.framework.competencies[at]
    family = [other for other in one.framework.competencies if entry.code in one.framework.ancestors(other.code)]
    aliases = [*entry.aliases, *(child.label for child in family)]
    phrases, every = _phrases(unit), _windows(unit)
    by_name = one.lexicon is not None
    label = _best(every if by_name else phrases, [entry.label], embedder)
    lanes = {Lane.LABEL: label, Lane.ALIAS: _best(phrases, aliases, embedder) if aliases else label}
    if one.lexicon is not None:
        lexical = one.lexicon.cosines([text])[0, at]
        return {**lanes, Lane.PROTOTYPE: max(_log_odds(one, every, at)), Lane.LEXICAL: float(lexical)}
    indicators = [*entry.indicators, *(words for child in family for words in child.indicators)]
    odds = _log_odds(one, phrases, at)
    lanes |= {Lane.PROTOTYPE: max(odds), Lane.WHOLE_PROTOTYPE: odds[0]}
    return {**lanes, Lane.INDICATOR: _best(phrases, indicators, embedder) if indicators else float("nan")}


def _found(pipeline: Pipeline, index: MatchIndex, text: str, parameters: Parameters) -> Retrieved:
    units, texts = _units(pipeline, text)
    return retrieve(index, units, texts, parameters)


@pytest.mark.parametrize("which", [0, 1, 2], ids=["transferable", "technical", "named"])
def test_lanes_equal_the_plain_way(
    pipeline: Pipeline, index: MatchIndex, parameters: Parameters, embedder: HashingEmbedder, which: int
) -> None:
    """Every lane of every unit and competency is the best of all its windows and texts, computed one by one."""
    units, texts = _units(pipeline, TEXT)
    one = index.frameworks[which]
    lanes = of_framework(index, retrieve(index, units, texts, parameters), which).lanes
    wanted = [
        [_plain(one, unit, text, at, embedder) for at in range(len(one.labels))]
        for unit, text in zip(units, texts, strict=True)
    ]
    present = {lane for lane in wanted[0][0] if not all(np.isnan(row[lane]) for rows in wanted for row in rows)}
    assert set(lanes) == present
    assert len(units) >= 4
    assert all(
        np.allclose(values, [[row[lane] for row in rows] for rows in wanted], atol=2e-3, rtol=1e-3, equal_nan=True)
        for lane, values in lanes.items()
    )


@pytest.mark.parametrize(
    ("which", "exact", "bonus"),
    [(0, set(), 0.0), (1, set(), 0.0), (2, {(1, "N.2"), (2, "N.1")}, EXACT_BONUS)],
    ids=["transferable", "technical", "named"],
)
def test_fused_is_the_weighted_sum(
    pipeline: Pipeline,
    index: MatchIndex,
    parameters: Parameters,
    which: int,
    exact: set[tuple[int, str]],
    bonus: float,
) -> None:
    """The fused score is the fused lanes, with a bonus where a name stands in the text letter for letter."""
    scored = of_framework(index, _found(pipeline, index, TEXT, parameters), which)
    one = index.frameworks[which]
    extra = scored.fused - fuse(scored.lanes, parameters.families[one.family])
    found = {(row, one.framework.competencies[at].code) for row, at in np.argwhere(extra > 1e-3).tolist()}
    assert found == exact
    assert extra.max() == pytest.approx(bonus, abs=1e-4)


@pytest.mark.parametrize(("block", "cells"), [(1, 4_000_000), (2, 4_000_000), (96, 10), (3, 1)])
def test_blocks_change_nothing(
    pipeline: Pipeline,
    index: MatchIndex,
    parameters: Parameters,
    monkeypatch: pytest.MonkeyPatch,
    block: int,
    cells: int,
) -> None:
    """However many units and names are worked on at a time, the scores stay."""
    whole = _found(pipeline, index, TEXT, parameters)
    monkeypatch.setattr(retrieving, "BLOCK", block)
    monkeypatch.setattr(retrieving, "_CELLS", cells)
    parts = _found(pipeline, index, TEXT, parameters)
    np.testing.assert_allclose(parts.names, whole.names, atol=1e-5)
    np.testing.assert_allclose(parts.statements, whole.statements, atol=1e-5)
    np.testing.assert_allclose(parts.phrases.vectors, whole.phrases.vectors, atol=1e-5)
    assert np.array_equal(parts.phrases.starts, whole.phrases.starts)
    assert all(
        np.allclose(one.fused, other.fused, atol=1e-3) for one, other in zip(parts.parts, whole.parts, strict=True)
    )


def test_each_unit_has_its_own_phrases(pipeline: Pipeline, index: MatchIndex, parameters: Parameters) -> None:
    """The windows kept of a unit are its phrases, the whole first."""
    units, texts = _units(pipeline, TEXT)
    found = retrieve(index, units, texts, parameters).phrases
    for row, unit in enumerate(units):
        wanted = np.stack(_phrases(unit))
        own = found.of_unit(row)
        np.testing.assert_allclose(own, wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-5)
    assert sum(len(found.of_unit(row)) for row in range(len(units))) == len(found.vectors)


MIXED = (
    tiny_names(),
    tiny_skills(),
    tiny_trades(),
    tiny_framework("more-names", [Competency(code="W", label="Welding pipes", aliases=("pipe welding",))]),
    tiny_framework(
        "more-skills",
        [
            Competency(code="B", label="Bare"),
            Competency(code="H", label="Crews", heading=True),
            Competency(
                code="A", label="Ordering", parent="H", aliases=("orders",), indicators=("repeated the order back",)
            ),
            linked("L", "Hearing out", "listen", "persist"),
        ],
    ),
    tiny_framework(
        "more-trades",
        [Competency(code="K", label="Kitchen", indicators=("ran the kitchen on Saturdays", "cooked for the crew"))],
        kind=Kind.TECHNICAL,
    ),
)


@pytest.mark.parametrize("at", range(len(MIXED)), ids=[framework.id for framework in MIXED])
def test_a_framework_scores_in_its_part_as_alone(
    pipeline: Pipeline, concepts: Concepts, parameters: Parameters, embedder: HashingEmbedder, at: int
) -> None:
    """Others of the family beside it change no score; a lane that only they have is without a number."""
    together, alone = (build_index(chosen, concepts, NEUTRAL, embedder) for chosen in (MIXED, MIXED[at : at + 1]))
    units, texts = _units(pipeline, TEXT)
    shared = of_framework(together, retrieve(together, units, texts, parameters), at)
    own = of_framework(alone, retrieve(alone, units, texts, parameters), 0)
    np.testing.assert_allclose(shared.fused, own.fused, atol=1e-3)
    assert set(own.lanes) <= set(shared.lanes)
    assert all(np.allclose(shared.lanes[lane], own.lanes[lane], atol=5e-3, equal_nan=True) for lane in own.lanes)
    assert all(np.isnan(shared.lanes[lane]).all() for lane in set(shared.lanes) - set(own.lanes))


def test_no_units_no_scores(index: MatchIndex, parameters: Parameters) -> None:
    """Without units there are no rows, and still one result a framework."""
    found = retrieve(index, [], [], parameters)
    assert [of_framework(index, found, at).fused.shape for at in range(3)] == [(0, 3), (0, 4), (0, 4)]


@settings(max_examples=30)
@given(text=entry_text())
def test_scores_are_finite(pipeline: Pipeline, index: MatchIndex, parameters: Parameters, text: str) -> None:
    """On any text every fused score is a number, and every cosine at most one."""
    found = _found(pipeline, index, text, parameters)
    assert all(np.isfinite(one.fused).all() for one in found.parts)
    assert np.abs(found.names).max(initial=0) <= 1 + 1e-5


LANES = st.dictionaries(
    st.sampled_from(Lane), st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3), min_size=1
).map(lambda found: {lane: np.array([values], np.float32) for lane, values in found.items()})
SCALES = {lane: Scale(mean=0.1 * at, deviation=0.5 + at) for at, lane in enumerate(Lane)}
WEIGHTS = {lane: 0.3 * at + 0.2 for at, lane in enumerate(Lane)}
FAMILY = FamilyParameters(scales=SCALES, weights=WEIGHTS, intercept=-1.0, threshold=0.0, reach=1.0)


@given(lanes=LANES, data=st.data())
def test_the_order_of_lanes_does_not_matter(lanes: dict[Lane, Matrix], data: st.DataObject) -> None:
    """Lanes and weights in any order give the same sum to the last bit."""
    order = data.draw(st.permutations(list(lanes)))
    weights = dict(data.draw(st.permutations(list(WEIGHTS.items()))))
    shuffled = FAMILY.model_copy(update={"weights": weights})
    assert np.array_equal(fuse({lane: lanes[lane] for lane in order}, shuffled), fuse(lanes, FAMILY))


@given(LANES)
def test_each_lane_is_centred_scaled_and_weighted(lanes: dict[Lane, Matrix]) -> None:
    """The sum is the intercept and each lane's deviations from ordinary, times its weight."""
    wanted = -1.0 + sum(
        WEIGHTS[lane] * (values - SCALES[lane].mean) / SCALES[lane].deviation for lane, values in lanes.items()
    )
    np.testing.assert_allclose(fuse(lanes, FAMILY), wanted, atol=1e-4)


def test_a_missing_value_is_ordinary() -> None:
    """No number in a lane neither lifts nor lowers: it counts as the lane's mean."""
    missing = fuse({Lane.INDICATOR: np.array([[np.nan, SCALES[Lane.INDICATOR].mean]], np.float32)}, FAMILY)
    assert missing[0].tolist() == pytest.approx([-1.0, -1.0])


def test_a_lane_without_weight_counts_nothing() -> None:
    """A lane that has no weight may be there, and needs no scale."""
    bare = FamilyParameters(scales={}, weights={}, intercept=0.5, threshold=0.0, reach=1.0)
    assert fuse({Lane.LABEL: np.ones((1, 2), np.float32)}, bare).tolist() == [[0.5, 0.5]]


def test_lanes_are_not_changed() -> None:
    """Fusing leaves the lanes as they are."""
    lanes = {lane: np.array([[np.nan, 1.0]], np.float32) for lane in Lane}
    fuse(lanes, FAMILY)
    assert {str(values.tolist()) for values in lanes.values()} == {"[[nan, 1.0]]"}
