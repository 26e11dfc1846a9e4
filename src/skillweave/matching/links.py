"""Suggests which skill concepts a district's own competency links to; a person confirms or strikes them."""

from collections.abc import Sequence

import numpy as np

from skillweave.domain.competency import Competency, ConceptLink, Concepts, Framework, Relation
from skillweave.matching.windows import unit_length
from skillweave.ports import Embedder, Matrix

MOST = 3
"""Links suggested a competency: striking one costs less than judging ten."""

LOWEST = 0.35
"""Cosine below which a concept is no suggestion."""

EXACT = 0.7


def suggest_links(framework: Framework, concepts: Concepts, embedder: Embedder) -> Framework:
    """Give the framework with suggested links for every competency that has none yet.

    A competency is compared by its label, aliases, description and indicators, a concept by its name and definition.
    The nearest concept is called exact where it is near enough, all others related; weights follow the cosine.
    """
    wanted = [entry for entry in framework.competencies if not entry.concepts and not entry.heading]
    if not wanted:
        return framework
    ours = unit_length(embedder.sentences([f"{one.name}. {one.definition}" for one in concepts.concepts]))
    cosines = _vectors(wanted, embedder) @ ours.T
    links = {entry.code: _links(row, concepts) for entry, row in zip(wanted, cosines, strict=True)}
    entries = tuple(
        entry.model_copy(update={"concepts": links[entry.code]}) if entry.code in links else entry
        for entry in framework.competencies
    )
    return framework.model_copy(update={"competencies": entries})


def _vectors(entries: Sequence[Competency], embedder: Embedder) -> Matrix:
    texts = [
        ". ".join(part for part in (entry.label, *entry.aliases, entry.description, *entry.indicators[:5]) if part)[
            :600
        ]
        for entry in entries
    ]
    return unit_length(embedder.sentences(texts))


def _links(cosines: Matrix, concepts: Concepts) -> tuple[ConceptLink, ...]:
    order = np.argsort(-cosines, kind="stable")[:MOST]
    return tuple(
        ConceptLink(
            concept=concepts.concepts[at].id,
            relation=Relation.EXACT if rank == 0 and cosines[at] >= EXACT else Relation.RELATED,
            weight=round(float(min(1.0, cosines[at])), 2),
        )
        for rank, at in enumerate(order)
        if cosines[at] >= LOWEST
    )
