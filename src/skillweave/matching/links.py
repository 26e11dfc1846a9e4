"""Suggests which skill concepts a district's own competency links to; a person confirms or strikes them."""

from collections.abc import Callable

import numpy as np

from skillweave.domain.competency import Competency, ConceptLink, Concepts, Framework, Relation
from skillweave.matching.windows import unit_length
from skillweave.ports import Embedder, Matrix

MOST = 3
"""Links suggested a competency: striking one costs less than judging ten."""

LOWEST = 0.35
"""Cosine below which a concept is no suggestion."""

EXACT = 0.7

LOWEST_BY_NAME = 0.5
"""The same where a bare name is all there is, and nobody looks at the links."""


def links_by_name(framework: Framework, concepts: Concepts, embedder: Embedder) -> Framework:
    """Give the framework with links that its bare names suggest: what was learned of concepts then speaks for it."""
    return _linked(framework, concepts, embedder, lambda entry: entry.label, LOWEST_BY_NAME)


def suggest_links(framework: Framework, concepts: Concepts, embedder: Embedder) -> Framework:
    """Give the framework with suggested links for every competency that has none yet.

    A competency is compared by its label, aliases, description and indicators, a concept by its name and definition.
    The nearest concept is called exact where it is near enough, all others related; weights follow the cosine.
    """
    return _linked(framework, concepts, embedder, _all_words, LOWEST)


def _linked(
    framework: Framework, concepts: Concepts, embedder: Embedder, words: Callable[[Competency], str], lowest: float
) -> Framework:
    wanted = [entry for entry in framework.competencies if not entry.concepts and not entry.heading]
    if not wanted:
        return framework
    theirs = unit_length(embedder.sentences([words(entry) for entry in wanted]))
    ours = unit_length(embedder.sentences([f"{one.name}. {one.definition}" for one in concepts.concepts]))
    links = {entry.code: _links(row, concepts, lowest) for entry, row in zip(wanted, theirs @ ours.T, strict=True)}
    entries = tuple(
        entry.model_copy(update={"concepts": links[entry.code]}) if entry.code in links else entry
        for entry in framework.competencies
    )
    return framework.model_copy(update={"competencies": entries})


def _all_words(entry: Competency) -> str:
    parts = (entry.label, *entry.aliases, entry.description, *entry.indicators[:5])
    return ". ".join(part for part in parts if part)[:600]


def _links(cosines: Matrix, concepts: Concepts, lowest: float) -> tuple[ConceptLink, ...]:
    order = np.argsort(-cosines, kind="stable")[:MOST]
    return tuple(
        ConceptLink(
            concept=concepts.concepts[at].id,
            relation=Relation.EXACT if rank == 0 and cosines[at] >= EXACT else Relation.RELATED,
            weight=round(float(min(1.0, cosines[at])), 2),
        )
        for rank, at in enumerate(order)
        if cosines[at] >= lowest
    )
