"""What texts are compared with: vectors of names and example sentences, a set of columns for each framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.competency import Competency, Concepts, Framework
from skillweave.matching.groups import Columns, Groups
from skillweave.matching.lexical import Lexicon, build_lexicon
from skillweave.matching.links import links_by_name
from skillweave.matching.parameters import Family, family_of
from skillweave.matching.prototypes import Background, Prototypes, background, prototypes, side_by_side
from skillweave.matching.signs import Signs
from skillweave.matching.windows import unit_length
from skillweave.ports import Embedder, Matrix
from skillweave.text.segment import segment


@dataclass(frozen=True, slots=True)
class FrameworkIndex:
    """One framework, ready to be matched.

    Attributes:
        framework: The framework itself.
        family: How it is matched.
        labels: (m,), column of each competency's label among the names.
        aliases: Columns of aliases among the names, a parent's own and its children's names.
        indicators: Columns of example sentences among the statements, a parent's own and its children's.
        explained: All statement columns that may be shown as a competency's nearest example.
        prototypes: One discriminant a competency; None for a large framework.
        centres: (m, dim), unit length: what near-duplicates are told by.
        lexicon: Character n-grams of labels; only for families that are matched by name.
        signs: What was learned of its competencies, or of concepts that bare names suggest; None without heads, and
            for large frameworks.
        claimable: (m,), False for headings.
        above: Codes above each competency, nearest first.
        parents: The same, as labels.
        places: (m,), place of each competency when they are sorted by code: how ties go.
    """

    framework: Framework
    family: Family
    labels: Columns
    aliases: Groups
    indicators: Groups
    explained: Groups
    prototypes: Prototypes | None
    centres: Matrix
    lexicon: Lexicon | None
    signs: Signs | None
    claimable: NDArray[np.bool_]
    above: tuple[tuple[str, ...], ...]
    parents: tuple[tuple[str, ...], ...]
    places: Columns


@dataclass(frozen=True, slots=True)
class Part:
    """Frameworks of one family that are matched together, their competencies side by side.

    Attributes:
        family: Theirs.
        frameworks: (m,), number of the framework that each column belongs to.
        positions: (m,), where the competency stands in its framework.
        labels, aliases, indicators, explained, claimable, places: As in `FrameworkIndex`.
        prototypes: One discriminant a column; None for a large framework.
        lexicon: Spelling of the names; only where the part is one framework that lives by them.
        signs: As in `FrameworkIndex`, for all columns.
    """

    family: Family
    frameworks: Columns
    positions: Columns
    labels: Columns
    aliases: Groups
    indicators: Groups
    explained: Groups
    prototypes: Prototypes | None
    lexicon: Lexicon | None
    signs: Signs | None
    claimable: NDArray[np.bool_]
    places: Columns

    @classmethod
    def of(cls, members: Mapping[int, FrameworkIndex]) -> "Part":
        """Lay frameworks of one family side by side; they are given by their numbers."""
        every = list(members.values())
        sizes = [len(one.labels) for one in every]
        found = [one.prototypes for one in every if one.prototypes is not None]
        learned = [one.signs for one in every if one.signs is not None]
        return cls(
            family=every[0].family,
            frameworks=np.repeat(np.array(list(members), np.int64), sizes),
            positions=np.concatenate([np.arange(size) for size in sizes]),
            labels=np.concatenate([one.labels for one in every]),
            aliases=Groups.joined([one.aliases for one in every], sizes),
            indicators=Groups.joined([one.indicators for one in every], sizes),
            explained=Groups.joined([one.explained for one in every], sizes),
            prototypes=side_by_side(found) if found else None,
            lexicon=every[0].lexicon,
            signs=Signs.joined(learned, sizes) if learned else None,
            claimable=np.concatenate([one.claimable for one in every]),
            places=np.concatenate([one.places for one in every]),
        )


def parts_of(frameworks: Sequence[FrameworkIndex]) -> tuple[Part, ...]:
    """Part the frameworks: those with examples by family, the others one by one."""
    members: dict[tuple[Family, int], dict[int, FrameworkIndex]] = {}
    for number, one in enumerate(frameworks):
        alone = number if one.lexicon is not None else -1
        members.setdefault((one.family, alone), {})[number] = one
    return tuple(Part.of(part) for part in members.values())


@dataclass(frozen=True, slots=True)
class MatchIndex:
    """All chosen frameworks over shared vectors.

    Attributes:
        names, statements: The distinct texts, in the order of the rows of their vectors.
        name_vectors, statement_vectors: (n, dim), unit length.
        frameworks: In the order chosen.
        parts: The same once more, laid out for products: one part a family of frameworks with examples, and one for
            each framework that lives by its names.
    """

    names: tuple[str, ...]
    name_vectors: Matrix
    statements: tuple[str, ...]
    statement_vectors: Matrix
    frameworks: tuple[FrameworkIndex, ...]
    parts: tuple[Part, ...]

    def text_of(self, text: int) -> str:
        """Give a text by its number: the column of an example sentence, or ~column of a name."""
        return self.statements[text] if text >= 0 else self.names[~text]

    def vector_of(self, text: int) -> Matrix:
        """Give a text's vector, (dim,), by its number."""
        return np.asarray(self.statement_vectors[text] if text >= 0 else self.name_vectors[~text], np.float32)


LONGEST_TEXT = 400
"""Code points of a framework's text that are encoded in one piece; a longer one is cut into sentences and averaged."""


class _Bank:
    """Collects distinct texts and gives each a column."""

    def __init__(self) -> None:
        self.column: dict[str, int] = {}
        self.parts: list[int] = []

    def close_part(self) -> None:
        """End a part: parts are encoded, and kept on disk, each by itself, whatever else is loaded."""
        self.parts.append(len(self.column))

    def vectors(self, embedder: Embedder) -> Matrix:
        """Encode all texts, (columns, dim), unit length."""
        texts = tuple(self.column)
        edges = [0, *self.parts, len(texts)]
        return np.concatenate([_encoded(embedder, texts[low:high]) for low, high in pairwise(edges)])

    def add(self, texts: Sequence[str]) -> list[int]:
        return [self.column.setdefault(text, len(self.column)) for text in texts]


def build_index(
    frameworks: Sequence[Framework],
    concepts: Concepts,
    neutral: Sequence[str],
    embedder: Embedder,
    learned: Sequence[str] = (),
) -> MatchIndex:
    """Encode names and example sentences once and lay out every framework over them.

    Args:
        frameworks: The chosen frameworks; a claim in one never depends on which others are chosen.
        concepts: The shared skill concepts that their competencies link to.
        neutral: Sentences that show no skill: the background.
        embedder: The encoder.
        learned: Names of what the heads tell.
    """
    names, statements, others = _Bank(), _Bank(), _Bank()
    concept_columns = {entry.id: statements.add(entry.indicators) for entry in concepts.concepts}
    other_columns = others.add([*neutral, *(text for entry in concepts.concepts for text in entry.counter_indicators)])
    for bank in (statements, others):
        bank.close_part()
    own: dict[int, _Own] = {}
    for framework in frameworks:
        with_aliases = family_of(framework) is not Family.LARGE
        for entry in framework.competencies:
            own[id(entry)] = _own_columns(entry, names, statements, with_aliases=with_aliases)
        names.close_part()
        statements.close_part()
    described = [
        entry for f in frameworks if family_of(f) is Family.NAMED for entry in f.competencies if entry.description
    ]
    descriptions = others.add([entry.description for entry in described])
    name_vectors, statement_vectors, other_vectors = (bank.vectors(embedder) for bank in (names, statements, others))
    groups = [statement_vectors[columns] for columns in concept_columns.values()]
    shared = background(groups, other_vectors[other_columns])
    vectors = _Vectors(
        name_vectors,
        statement_vectors,
        {entry: statement_vectors[columns].mean(axis=0) for entry, columns in concept_columns.items()},
        {id(entry): other_vectors[column] for entry, column in zip(described, descriptions, strict=True)},
    )
    named = [f for f in frameworks if learned and family_of(f) is Family.NAMED]
    guessed = {id(f): links_by_name(f, concepts, embedder) for f in named}
    built = tuple(
        _framework(f, guessed.get(id(f), f), own, concept_columns, vectors, shared, learned) for f in frameworks
    )
    return MatchIndex(
        tuple(names.column), name_vectors, tuple(statements.column), statement_vectors, built, parts_of(built)
    )


def _encoded(embedder: Embedder, texts: Sequence[str]) -> Matrix:
    pieces: list[str] = []
    owners: list[int] = []
    for owner, text in enumerate(texts):
        cut = [span.quote(text) for span in segment(text)] if len(text) > LONGEST_TEXT else [text]
        pieces += cut or [text[:LONGEST_TEXT]]
        owners += [owner] * (len(pieces) - len(owners))
    vectors = embedder.sentences(pieces)
    sums = np.zeros((len(texts), embedder.dim), np.float32)
    np.add.at(sums, owners, vectors)
    return unit_length(sums)


@dataclass(frozen=True, slots=True)
class _Own:
    label: int
    aliases: list[int]
    indicators: list[int]


@dataclass(frozen=True, slots=True)
class _Vectors:
    names: Matrix
    statements: Matrix
    concepts: Mapping[str, Matrix]
    descriptions: Mapping[int, Matrix]


def _own_columns(entry: Competency, names: _Bank, statements: _Bank, *, with_aliases: bool) -> _Own:
    """Give a competency its columns. Tens of thousands of aliases are matched by spelling alone, not encoded."""
    aliases = names.add(entry.aliases) if with_aliases else []
    return _Own(names.add([entry.label])[0], aliases, statements.add(entry.indicators))


def _framework(
    framework: Framework,
    linked: Framework,
    own: Mapping[int, _Own],
    concept_columns: Mapping[str, list[int]],
    vectors: _Vectors,
    shared: Background,
    learned: Sequence[str],
) -> FrameworkIndex:
    entries = framework.competencies
    family = family_of(framework, learned)
    above = tuple(framework.ancestors(entry.code) for entry in entries)
    below = _with_descendants(framework)
    mine = [own[id(entry)] for entry in entries]
    labels = np.array([item.label for item in mine], np.int64)
    aliases = [
        [*mine[at].aliases, *(mine[child].label for child in family_ if child != at)]
        for at, family_ in enumerate(below)
    ]
    indicators = [[column for child in family_ for column in mine[child].indicators] for family_ in below]
    explained = [
        [*own_, *(c for link in entry.concepts for c in concept_columns.get(link.concept, ()))]
        for entry, own_ in zip(entries, indicators, strict=True)
    ]
    centres = np.stack(
        [_centre(entry, item, cols, vectors) for entry, item, cols in zip(entries, mine, indicators, strict=True)]
    )
    by_name = family in (Family.LARGE, Family.NAMED)
    return FrameworkIndex(
        framework=framework,
        family=family,
        labels=labels,
        aliases=Groups.of(aliases),
        indicators=Groups.of(indicators),
        explained=Groups.of(explained),
        prototypes=None if family is Family.LARGE else prototypes(centres, _seen_by(framework, own, vectors, shared)),
        centres=unit_length(centres),
        lexicon=build_lexicon([entry.label for entry in entries], [entry.aliases for entry in entries])
        if by_name
        else None,
        signs=None if family is Family.LARGE else Signs.of(linked, learned, guessed=linked is not framework),
        claimable=np.array([not entry.heading for entry in entries], bool),
        above=above,
        parents=tuple(tuple(framework.by_code[code].label for code in codes) for codes in above),
        places=np.argsort(np.array(sorted(range(len(entries)), key=lambda at: entries[at].code), np.int64)),
    )


def _with_descendants(framework: Framework) -> list[list[int]]:
    """For each entry, its own position and those of all entries below it; a heading lends nothing upward."""
    at = {entry.code: index for index, entry in enumerate(framework.competencies)}
    below: list[list[int]] = [[index] for index in range(len(framework.competencies))]
    for index, entry in enumerate(framework.competencies):
        for ancestor in framework.ancestors(entry.code) if not entry.heading else ():
            below[at[ancestor]].append(index)
    return below


def _centre(entry: Competency, own: _Own, indicators: list[int], vectors: _Vectors) -> Matrix:
    """Average what describes a competency: its examples and its concepts' (by squared weight), else its names."""
    parts: list[Matrix] = []
    weights: list[float] = []
    if indicators:
        parts.append(vectors.statements[indicators].mean(axis=0))
        weights.append(1.0)
    for link in entry.concepts:
        if link.concept in vectors.concepts:
            parts.append(vectors.concepts[link.concept])
            weights.append(link.weight**2)
    if not parts:
        label = vectors.names[own.label]
        parts = [label, vectors.names[own.aliases].mean(axis=0) if own.aliases else label]
        parts.append(vectors.descriptions.get(id(entry), label))
        weights = [0.5, 0.25, 0.25]
    return np.average(np.stack(parts), axis=0, weights=weights).astype(np.float32)


def _seen_by(framework: Framework, own: Mapping[int, _Own], vectors: _Vectors, shared: Background) -> Background:
    """Shift the shared background to a framework whose own examples outnumber its concepts.

    A framework of trades is told apart against talk of trades, one of durable skills against talk of skills.
    """
    columns = [column for entry in framework.competencies for column in own[id(entry)].indicators]
    links = sum(len(entry.concepts) for entry in framework.competencies)
    if len(columns) <= links * 10:
        return shared
    mean = (vectors.statements[columns].mean(axis=0) + shared.mean) / 2
    return Background(mean.astype(np.float32), shared.precision)
