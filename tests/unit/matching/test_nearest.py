"""Which of our texts a unit is like, in which of its phrases, and with which scores."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.experience import Experience
from skillweave.matching import retrieve as retrieving
from skillweave.matching.evidence import WIDEST_EXAMPLE, best_windows
from skillweave.matching.groups import Groups
from skillweave.matching.index import MatchIndex, Part
from skillweave.matching.nearest import matches, nearest_phrases, nearest_texts, pairs
from skillweave.matching.parameters import DIGITS, Family, Parameters
from skillweave.matching.ranking import Entries, found_in
from skillweave.matching.retrieve import Pooled, Retrieved, retrieve
from skillweave.matching.units import Unit, text_of
from skillweave.matching.windows import pool_bounds
from skillweave.pipeline import Pipeline
from skillweave.ports import Matrix

TEXTS = (
    "I fed the calves and cleaned the barn, then I repeated the order back. I gave each volunteer a job on the crew.",
    "It rained.",
    "I fed the calves and cleaned the barn at home. I fed the calves and cleaned the barn. Welding. I did welding.",
    "I repeated the order back. I repeated the order back to the guest on the next day.",
    "I did pipe welding and fitting. I gave shots to the heifers with the vet, and I repeated the order to the guest.",
)


def _part(labels: Sequence[int], explained: Sequence[Sequence[int]]) -> Part:
    """Competencies with these label columns and these examples to be told."""
    count, none = len(labels), Groups.of([])
    return Part(
        family=Family.TRANSFERABLE,
        frameworks=np.zeros(count, np.int64),
        positions=np.arange(count),
        labels=np.array(labels, np.int64),
        aliases=none,
        indicators=none,
        explained=Groups.of(explained),
        prototypes=None,
        lexicon=None,
        signs=None,
        claimable=np.ones(count, bool),
        places=np.arange(count),
    )


def _retrieved(names: Matrix, statements: Matrix) -> Retrieved:
    return Retrieved(Pooled(np.zeros((0, 0), np.float32), np.zeros(0, np.int64)), names, statements, ())


def _plain(found: Retrieved, label: int, columns: Sequence[int], row: int) -> int:
    """The nearest example, the first of equals; the label where it is strictly nearer, or where there is no example."""
    best = max(columns, key=lambda column: found.statements[row, column], default=None)
    if best is None or found.names[row, label] > found.statements[row, best]:
        return ~label
    return best


@given(
    competencies=st.lists(
        st.tuples(st.integers(0, 4), st.lists(st.integers(0, 6), max_size=4)), min_size=1, max_size=5
    ),
    cells=st.lists(st.integers(-2, 2), min_size=36, max_size=36),
    data=st.data(),
)
def test_the_nearest_text_is_told(
    competencies: list[tuple[int, list[int]]], cells: list[int], data: st.DataObject
) -> None:
    """For any units and competencies at once, each gets what it gets by itself; ties go to examples, the first one."""
    values = np.array([cell / 4 for cell in cells], np.float32).reshape(3, 12)
    found = _retrieved(values[:, :5], values[:, 5:])
    pair = st.tuples(st.integers(0, 2), st.integers(0, len(competencies) - 1))
    wanted = data.draw(st.lists(pair, max_size=10))
    part = _part([label for label, _ in competencies], [columns for _, columns in competencies])
    rows, columns = np.array(wanted, np.int64).reshape(-1, 2).T
    plain = [_plain(found, *competencies[column], row) for row, column in wanted]
    assert nearest_texts(part, found, rows, columns).tolist() == plain
    np.testing.assert_array_equal(np.concatenate([found.names, found.statements], axis=1), values)


@pytest.mark.parametrize(
    ("label", "examples", "text"),
    [(0.5, [0.25, 0.5], 1), (0.75, [0.25, 0.5], ~0), (0.25, [0.5, 0.5], 0), (-1.0, [], ~0)],
    ids=["tie", "label-nearer", "first-of-equals", "no-example"],
)
def test_a_label_must_be_strictly_nearer(label: float, examples: list[float], text: int) -> None:
    """An example says more than a label that is no nearer."""
    part = _part([0], [list(range(len(examples)))])
    found = _retrieved(np.array([[label]], np.float32), np.array([examples], np.float32))
    at = np.zeros(1, np.int64)
    assert nearest_texts(part, found, at, at).tolist() == [text]


def test_where_names_decide_the_label_is_told(index: MatchIndex) -> None:
    """A framework that lives by its names tells the name, however near an example is."""
    lexicon = index.parts[2].lexicon
    found = _retrieved(np.array([[0.1]], np.float32), np.array([[0.9]], np.float32))
    at = np.zeros(1, np.int64)
    assert lexicon is not None
    assert nearest_texts(replace(_part([0], [[0]]), lexicon=lexicon), found, at, at).tolist() == [~0]


def _chunk(pipeline: Pipeline, index: MatchIndex, parameters: Parameters) -> tuple[Retrieved, Entries]:
    chunk = [Experience(id=str(at), text=text) for at, text in enumerate(TEXTS)]
    matched = pipeline.match(chunk)
    units, starts = matched.units, matched.starts
    texts = [text_of(unit, chunk[unit.entry].text) for unit in units]
    return retrieve(index, units, texts, parameters), Entries.of(units, starts)


@pytest.mark.parametrize("at", [0, 1, 2], ids=["transferable", "technical", "named"])
def test_texts_of_the_index_are_told(pipeline: Pipeline, index: MatchIndex, parameters: Parameters, at: int) -> None:
    """Examples of a competency or its label are told; where names decide, always the label."""
    found, entries = _chunk(pipeline, index, parameters)
    part, one = index.parts[at], index.frameworks[at]
    rows, columns = (grid.ravel() for grid in np.indices((len(entries.units), len(part.labels))))
    texts = [index.text_of(text) for text in nearest_texts(part, found, rows, columns).tolist()]
    labels = [one.framework.competencies[column].label for column in columns.tolist()]
    own: list[list[int]] = [[] for _ in one.labels]
    for listed, place in zip(*one.explained.spread(np.arange(len(own))), strict=True):
        own[place].append(int(one.explained.columns[listed]))
    plain = [
        index.text_of(_plain(found, int(one.labels[column]), own[column], row))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    assert texts == (labels if one.lexicon is not None else plain)
    assert (set(texts) <= set(labels)) == (one.lexicon is not None)


def _nearest_phrase(index: MatchIndex, unit: Unit, text: int) -> int:
    windows = pool_bounds(unit.rows, unit.phrases)
    return int(best_windows(windows, index.vector_of(text)[None], widest=WIDEST_EXAMPLE)[0])


@pytest.mark.parametrize("block", [1, 2, 96])
def test_the_nearest_phrase_is_found(
    pipeline: Pipeline, index: MatchIndex, parameters: Parameters, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    """Every pair of unit and text, asked for in any order and twice, gets the phrase that it gets by itself."""
    monkeypatch.setattr(retrieving, "BLOCK", block)
    found, entries = _chunk(pipeline, index, parameters)
    texts = [*range(len(index.statements)), *(~at for at in range(len(index.names)))]
    wanted = [(row, text) for text in texts for row in range(len(entries.units))]
    plain = {(row, text): _nearest_phrase(index, entries.units[row], text) for row, text in wanted}
    assert nearest_phrases(index, found, entries.units, [*wanted, *wanted[:3]]) == plain
    assert len(set(plain.values())) > 1


def test_nothing_wanted_nothing_found(pipeline: Pipeline, index: MatchIndex, parameters: Parameters) -> None:
    """Without pairs there are no phrases, without matches no candidates."""
    found, entries = _chunk(pipeline, index, parameters)
    assert nearest_phrases(index, found, entries.units, []) == {}
    assert matches(index.parts[0], found.parts[0], found, entries, {}, 1) == {}


@pytest.mark.parametrize("at", [0, 1, 2], ids=["transferable", "technical", "named"])
@pytest.mark.parametrize("most", [1, 2, 9])
def test_a_candidate_tells_lanes_and_texts(
    pipeline: Pipeline, index: MatchIndex, parameters: Parameters, at: int, most: int
) -> None:
    """What was found keeps its order; lanes are those of its first unit, without missing ones; texts are limited."""
    retrieved, entries = _chunk(pipeline, index, parameters)
    part, scored = index.parts[at], retrieved.parts[at]
    found = found_in(part, scored.fused, entries, 0.01, -5.0)
    made = matches(part, scored, retrieved, entries, found, most)
    assert {key: [each.item for each in own] for key, own in made.items()} == found
    assert max(len(item.units) for own in found.values() for item in own) > 1
    listed = []
    for (entry, _), own in made.items():
        start = int(entries.starts[entry])
        for each in own:
            column = each.item.column
            lanes = {lane.value: raw[start + each.item.units[0], column] for lane, raw in scored.lanes.items()}
            assert each.lanes == pytest.approx({k: v for k, v in lanes.items() if not np.isnan(v)}, abs=10**-DIGITS)
            rows = np.array([start + unit for unit in each.item.units[:most]], np.int64)
            assert each.texts == tuple(nearest_texts(part, retrieved, rows, np.full_like(rows, column)).tolist())
            listed += list(zip(rows.tolist(), each.texts, strict=True))
    assert list(pairs(entries, made)) == listed
