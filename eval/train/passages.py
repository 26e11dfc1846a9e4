"""What the heads learn from: passages with their targets, cut out of the training rows as texts are cut at run time."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from eval.training_rows import Row, Shown
from skillweave.domain.competency import Concepts
from skillweave.matching.heads import CONCEPT, SHOWN, STATED
from skillweave.text.segment import segment

SKILLS, FIELDS, CLASSIC = "as-durable-skills", "career-clusters-2024", "career-clusters-16"
IMPLIED = 0.5
"""Target of what is only implied (grade 1)."""

FEWEST_SHARED = 4
"""Code points of a label's words that a passage must hold to carry the label."""

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """About a sentence, and what it shows.

    Attributes:
        targets: By column, 0 to 1; columns that are `asked` and not here have the target 0.
        words: By column, where the words stand that show it, in code points of the passage.
        asked: Columns that somebody judged.
    """

    text: str
    targets: Mapping[int, float] = field(default_factory=dict)
    words: Mapping[int, tuple[Stretch, ...]] = field(default_factory=dict)
    asked: NDArray[np.bool_] | None = None


Document = tuple[Passage, ...]
"""Passages of one text in their order: each is the surroundings of the next."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the heads tell, by name and by kind."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, concepts: Concepts, skills: Sequence[str], fields: Sequence[str], classic: Sequence[str]) -> "Columns":
        """List concepts, durable skills, whether anything is shown or stated, and both kinds of career clusters."""
        names = [f"{CONCEPT}{entry.id}" for entry in concepts.concepts]
        names += [f"{SKILLS}:{code}" for code in skills]
        names += [SHOWN, STATED]
        names += [f"{FIELDS}:{code}" for code in fields]
        return cls((*names, *(f"{CLASSIC}:{code}" for code in classic)))

    def at(self, name: str) -> int:
        """Give the place of a column."""
        return self.names.index(name)

    def mask(self, *starts: str) -> NDArray[np.bool_]:
        """Mark the columns whose names begin so."""
        return np.array([name.startswith(starts) for name in self.names], np.bool_)


def documents_of(rows: Iterable[Row], columns: Columns) -> list[Document]:
    """Cut rows into passages; a label goes to every passage that holds words of it."""
    at = {name: place for place, name in enumerate(columns.names)}
    told = columns.mask(CONCEPT, f"{SKILLS}:", SHOWN)
    durable_only = columns.mask(f"{SKILLS}:", SHOWN)
    fields = columns.mask(f"{FIELDS}:")
    return [_document(row, at, durable_only if row.concepts is None else told, fields) for row in rows]


def _asked(
    row: Row, named: Sequence[int], shown: int, told: NDArray[np.bool_], fields: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark what a row's writer judged: where nobody looked for concepts, a skill that is not named is no firm no.

    A field is judged also where the words are said to show none: those are the only texts without one.
    """
    if row.concepts is None and named:
        told = np.zeros_like(told)
        told[[*named, shown]] = True
    return told if row.cluster is None else told | fields


def _document(row: Row, at: Mapping[str, int], told: NDArray[np.bool_], fields: NDArray[np.bool_]) -> Document:
    labels = [(at[f"{CONCEPT}{label.code}"], label) for label in row.concepts or ()]
    labels += [(at[f"{SKILLS}:{label.code}"], label) for label in row.durable]
    field_told = bool(row.cluster and row.field)
    asked = _asked(row, [column for column, _ in labels], at[SHOWN], told, fields)
    out = [Passage(row.before)] if row.before else []
    for span in segment(row.text):
        targets: dict[int, float] = {}
        words: dict[int, tuple[Stretch, ...]] = {}
        for column, label in labels:
            mine = _inside(label, span.start, span.end)
            if mine or not label.spans:
                targets[column] = max(targets.get(column, 0.0), 1.0 if label.grade > 1 else IMPLIED)
                words[column] = (*words.get(column, ()), *mine)
        if targets:
            words[at[SHOWN]] = tuple(stretch for one in words.values() for stretch in one)
            targets[at[SHOWN]] = max(targets.values())
        if field_told:
            targets[at[f"{FIELDS}:{row.field}"]] = 1.0
        out.append(Passage(span.quote(row.text), targets, {c: one for c, one in words.items() if one}, asked))
    return tuple(out)


def _inside(label: Shown, start: int, end: int) -> tuple[Stretch, ...]:
    found = [(max(low, start) - start, min(high, end) - start) for low, high in label.spans]
    return tuple((low, high) for low, high in found if high - low >= FEWEST_SHARED)


def examples_of(concepts: Concepts, columns: Columns) -> list[Document]:
    """Take the concepts' own examples and counter-examples: each is judged for its concept alone."""
    out: list[Document] = []
    for entry in concepts.concepts:
        at, shown = columns.at(f"{CONCEPT}{entry.id}"), columns.at(SHOWN)
        both, one = np.zeros(len(columns.names), np.bool_), np.zeros(len(columns.names), np.bool_)
        both[[at, shown]] = one[at] = True
        out += [(Passage(text, {at: 1.0, shown: 1.0}, {}, both),) for text in entry.indicators]
        out += [(Passage(text, {at: 0.0}, {}, one),) for text in entry.counter_indicators]
    return out


def typed_on_a_phone(document: Document) -> Document:
    """Write a text in lower case and without its full stops; words keep their places."""
    return tuple(
        replace(one, text=text) if len(text := one.text.lower().replace(".", " ")) == len(one.text) else one
        for one in document
    )


def batches(documents: Sequence[Document], tokens: int, chance: random.Random) -> list[list[Document]]:
    """Put texts of like length together, so that little is spent on padding, in a random order.

    Args:
        documents: All texts of an epoch.
        tokens: About how many tokens a batch may hold.
        chance: Where the order comes from.
    """
    longest = {id(one): max(len(passage.text) for passage in one) for one in documents}
    order = sorted(documents, key=lambda one: longest[id(one)] / 12 + chance.random() * 2)
    edges, rows, widest = [0], 0, 0
    for place, one in enumerate(order):
        rows, widest = rows + len(one), max(widest, longest[id(one)])
        if rows * widest > tokens * 4.5 and place > edges[-1]:
            edges.append(place)
            rows, widest = len(one), longest[id(one)]
    found = [order[low:high] for low, high in pairwise([*edges, len(order)])]
    chance.shuffle(found)
    return found
