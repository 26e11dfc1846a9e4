"""The index: distinct texts once, and for each framework the columns that are its own."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillweave.domain.competency import Competency, Concepts, Framework
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.groups import Groups
from skillweave.matching.heads import CONCEPT, SHOWN
from skillweave.matching.index import FrameworkIndex, MatchIndex, Part, build_index, parts_of
from skillweave.matching.parameters import LARGE, Family
from skillweave.ports import Matrix
from tests.strategies import frameworks as drawn_frameworks
from tests.tiny_frameworks import NEUTRAL, linked, tiny_framework, tiny_names, tiny_skills, tiny_trades


@pytest.fixture(scope="module")
def trades(index: MatchIndex) -> FrameworkIndex:
    """The framework with a heading, fields and a field below one."""
    return index.frameworks[1]


def test_every_text_has_one_column(index: MatchIndex) -> None:
    """Names and examples are distinct, and each has its own unit vector."""
    assert len(set(index.names)) == len(index.names) == len(index.name_vectors)
    assert len(set(index.statements)) == len(index.statements) == len(index.statement_vectors)
    np.testing.assert_allclose(np.linalg.norm(index.name_vectors, axis=1), 1, atol=1e-5)


def test_vectors_are_those_of_the_texts(index: MatchIndex, embedder: HashingEmbedder) -> None:
    """Row i is the vector of text i."""
    np.testing.assert_allclose(index.name_vectors, embedder.sentences(index.names), atol=1e-6)
    np.testing.assert_allclose(index.statement_vectors, embedder.sentences(index.statements), atol=1e-6)


def test_labels_lead_to_names(index: MatchIndex) -> None:
    """Each competency's label column holds its label."""
    found = [[index.names[column] for column in one.labels] for one in index.frameworks]
    assert found == [[entry.label for entry in one.framework.competencies] for one in index.frameworks]


def test_families_are_told(index: MatchIndex) -> None:
    """Examples and links make prototypes; bare names make a lexicon."""
    assert [one.family for one in index.frameworks] == [Family.TRANSFERABLE, Family.TECHNICAL, Family.NAMED]
    assert [one.lexicon is not None for one in index.frameworks] == [False, False, True]


def _texts(index: MatchIndex, groups: Groups, owner: int) -> set[str]:
    """The statements of one owner."""
    at = groups.owners.tolist().index(owner)
    end = [*groups.starts.tolist()[1:], len(groups.columns)][at]
    return {index.statements[column] for column in groups.columns[groups.starts[at] : end].tolist()}


def test_a_parent_has_its_childrens_examples(index: MatchIndex, trades: FrameworkIndex) -> None:
    """What shows a child shows its parent; what shows the parent does not show the child."""
    parent, child = trades.framework.by_code["T.1"], trades.framework.by_code["T.1.1"]
    assert _texts(index, trades.indicators, 1) == {*parent.indicators, *child.indicators}
    assert _texts(index, trades.indicators, 2) == set(child.indicators)


def test_examples_of_concepts_explain(index: MatchIndex, concepts: Concepts) -> None:
    """A competency may be explained by the examples of the concepts that it links to."""
    assert _texts(index, index.frameworks[0].explained, 0) == set(concepts.by_id["listen"].indicators)


def test_a_text_is_told_by_one_number(index: MatchIndex) -> None:
    """The number of an example is its column, that of a name the complement of it; each leads to text and vector."""
    assert [index.text_of(at) for at in range(len(index.statements))] == list(index.statements)
    assert [index.text_of(~at) for at in range(len(index.names))] == list(index.names)
    assert np.array_equal([index.vector_of(at) for at in range(len(index.statements))], index.statement_vectors)
    assert np.array_equal([index.vector_of(~at) for at in range(len(index.names))], index.name_vectors)


def test_headings_are_not_claimable(trades: FrameworkIndex) -> None:
    """Headings have columns but can be no claim."""
    assert trades.claimable.tolist() == [False, True, True, True]


def test_what_stands_above_is_told_by_code_and_label(trades: FrameworkIndex) -> None:
    """Codes and labels above each entry, nearest first."""
    assert trades.above == ((), ("G",), ("T.1", "G"), ("G",))
    assert trades.parents[2] == ("Agriculture", "Building and growing")


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_framework_has_the_same_index_alone(
    index: MatchIndex, concepts: Concepts, embedder: HashingEmbedder, at: int
) -> None:
    """Which others are loaded changes neither prototypes nor what tells near-duplicates."""
    together = index.frameworks[at]
    alone = build_index([together.framework], concepts, NEUTRAL, embedder).frameworks[0]
    np.testing.assert_allclose(alone.centres, together.centres, atol=1e-6)
    assert alone.prototypes is not None
    assert together.prototypes is not None
    np.testing.assert_allclose(alone.prototypes.directions, together.prototypes.directions, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(alone.prototypes.offsets, together.prototypes.offsets, rtol=1e-4, atol=1e-3)


def test_bare_names_are_spoken_for_by_the_concepts_they_suggest(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """With heads, a framework of bare names has signs of guessed links; its own entries stay without links."""
    label = f"{concepts.concepts[0].name}. {concepts.concepts[0].definition}"
    framework = tiny_framework("bare", [Competency(code="B.1", label=label), Competency(code="B.2", label="zebra")])
    learned = (*(f"{CONCEPT}{one.id}" for one in concepts.concepts), SHOWN)
    without = build_index([framework], concepts, NEUTRAL, embedder).frameworks[0]
    one = build_index([framework], concepts, NEUTRAL, embedder, learned).frameworks[0]
    assert without.signs is None
    assert one.signs is not None
    assert one.signs.concepts.owners.tolist() == [0]
    assert [group.tolist() for group in one.signs.compared] == [[0]]
    assert one.framework is framework


def test_the_order_of_frameworks_is_kept(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Indexes come in the order asked for."""
    chosen = [tiny_names(), tiny_skills(), tiny_trades()]
    assert [one.framework for one in build_index(chosen, concepts, NEUTRAL, embedder).frameworks] == chosen


def test_equal_meaning_is_seen(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Competencies of one concept lie at one place, of different ones apart."""
    framework = tiny_framework(
        "t", [linked("A", "A", "listen"), linked("B", "B", "listen"), linked("C", "C", "persist")]
    )
    cosines = build_index([framework], concepts, NEUTRAL, embedder).frameworks[0].centres
    assert cosines[0] @ cosines[1] == pytest.approx(1)
    assert cosines[0] @ cosines[2] < 0.9


def test_large_frameworks_are_matched_by_name(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Beyond a thousand entries there are no prototypes, and aliases are matched by spelling alone."""
    many = [
        Competency(code=f"M{number}", label=f"task {number}", aliases=(f"job {number}",)) for number in range(LARGE + 1)
    ]
    made = build_index([tiny_framework("large", many)], concepts, NEUTRAL, embedder)
    assert (made.frameworks[0].prototypes, len(made.names)) == (None, LARGE + 1)
    assert made.frameworks[0].lexicon is not None
    assert len(made.frameworks[0].lexicon.starts) == LARGE + 1


@settings(max_examples=20)
@given(framework=drawn_frameworks())
def test_any_framework_can_be_indexed(framework: Framework, concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Repeated labels, lone headings, entries without examples: every framework has a finite index."""
    one = build_index([framework], concepts, NEUTRAL, embedder).frameworks[0]
    assert one.centres.shape == (len(framework.competencies), embedder.dim)
    assert np.isfinite(one.centres).all()


def _numbers(parts: Sequence[Part]) -> list[list[int]]:
    """The frameworks of each part."""
    return [sorted(set(part.frameworks.tolist())) for part in parts]


def test_frameworks_are_parted_by_family(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Frameworks of one family with examples share a part; those that live by their names stay alone."""
    chosen = [tiny_names(), tiny_skills(), tiny_trades(), tiny_names(), tiny_skills()]
    made = build_index(chosen, concepts, NEUTRAL, embedder)
    assert _numbers(made.parts) == [[0], [1, 4], [2], [3]]
    assert [part.lexicon for part in made.parts] == [
        made.frameworks[0].lexicon,
        None,
        None,
        made.frameworks[3].lexicon,
    ]
    assert [part.family for part in made.parts] == [made.frameworks[at].family for at in (0, 1, 2, 3)]


def _best(groups: Groups, scores: Matrix, size: int) -> Matrix:
    return groups.best(scores, np.full((len(scores), size), -9, np.float32))


@settings(max_examples=20)
@given(drawn=st.lists(drawn_frameworks(), min_size=1, max_size=4), seed=st.integers(0, 100))
def test_a_framework_has_the_same_columns_in_its_part(
    drawn: list[Framework], seed: int, concepts: Concepts, embedder: HashingEmbedder
) -> None:
    """Each framework is in one part, whole and in order, and its columns there reduce and score as alone."""
    made = build_index(drawn, concepts, NEUTRAL, embedder)
    assert sorted(number for numbers in _numbers(made.parts) for number in numbers) == list(range(len(drawn)))
    rng = np.random.default_rng(seed)
    names, statements, vectors = (
        rng.standard_normal((3, count)).astype(np.float32)
        for count in (len(made.names), len(made.statements), embedder.dim)
    )
    for part in parts_of(made.frameworks):
        for number in sorted(set(part.frameworks.tolist())):
            mine, one = np.flatnonzero(part.frameworks == number), made.frameworks[number]
            size, width = len(one.labels), len(part.labels)
            assert part.family == one.family
            assert part.lexicon is one.lexicon
            assert part.positions[mine].tolist() == list(range(size))
            assert np.array_equal(part.labels[mine], one.labels)
            assert np.array_equal(part.claimable[mine], one.claimable)
            assert np.array_equal(part.places[mine], one.places)
            for shared, own, scores in (
                (part.aliases, one.aliases, names),
                (part.indicators, one.indicators, statements),
                (part.explained, one.explained, statements),
            ):
                assert np.array_equal(_best(shared, scores, width)[:, mine], _best(own, scores, size))
            assert part.prototypes is not None
            assert one.prototypes is not None
            together, alone = part.prototypes.score(vectors)[:, mine], one.prototypes.score(vectors)
            np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-2)
