"""skillweave itself as a system that can be measured: its rankings and its claims, from one encoder pass."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.claim import Claim
from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.evaluation.sets import Case, Claimed, LabelledSet, Prediction, Task
from skillweave.matching.index import FrameworkIndex
from skillweave.matching.nearest import matches, nearest_phrases, pairs
from skillweave.matching.quotes import Quotes
from skillweave.matching.ranking import Entries, Found, entry_scores
from skillweave.matching.retrieve import Scored, of_framework
from skillweave.pipeline import Matched, Pipeline

CHUNK = 64


class Assemble(Protocol):
    """Builds a pipeline over given frameworks; `wiring.assemble` does."""

    def __call__(self, frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        """Put a pipeline together."""
        ...


class Skillweave:
    """What `skillweave translate` would say, with the whole ranking behind it.

    The context gate is on for texts in the first person, off for others: it would take every sentence of an
    advertisement for somebody else's.
    """

    def __init__(self, assemble: Assemble, name: str = "skillweave") -> None:
        """Take what builds pipelines, and a name."""
        self._assemble = assemble
        self._name = name

    @property
    def name(self) -> str:
        """Name in reports."""
        return self._name

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Translate all cases, chunk by chunk; claims outside the candidates are not judged, so they are left out."""
        pipeline = self._assemble([data.framework], gate=data.first_person)
        out: list[Prediction] = []
        for start in range(0, len(data.cases), CHUNK):
            out.extend(_chunk(pipeline, data, data.cases[start : start + CHUNK]))
        return out


def _chunk(pipeline: Pipeline, data: LabelledSet, cases: Sequence[Case]) -> Iterator[Prediction]:
    experiences = [Experience(id=case.id, text=case.text) for case in cases]
    matched = pipeline.match(experiences)
    one = pipeline.index.frameworks[0]
    scored = of_framework(pipeline.index, matched.retrieved, 0)
    reach = pipeline.parameters.of(one.family).reach
    candidates = np.array([entry.code in data.candidates for entry in one.framework.competencies], bool)
    translations = pipeline.claims_of(experiences, matched)
    asked = Task.STATED in data.tasks and pipeline.heads is not None
    stated: Sequence[tuple[Span, ...] | None] = pipeline.stated(experiences, matched) if asked else [None] * len(cases)
    entries = Entries.of(matched.units, matched.starts)
    limit = pipeline.config.claims.evidence_limit
    for at, (case, (low, high), made) in enumerate(zip(cases, pairwise(matched.starts), translations, strict=True)):
        rows = low + np.flatnonzero([unit.reason is None for unit in matched.units[low:high]])
        ranking, scores = _ranking(one, scored.fused[rows], reach, candidates)
        quoted = case.spans and len(rows)
        evidence = _evidence(pipeline, matched, entries, at, scored, case, limit) if quoted else None
        claims = tuple(_claimed(claim) for claim in made.claims if claim.code in data.candidates)
        yield Prediction(ranking, scores, claims, evidence, stated[at])


def _ranking(
    one: FrameworkIndex, scores: NDArray[np.float32], reach: float, candidates: NDArray[np.bool_]
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Rank the candidates by what the open units say; ties go by code. A text without open units ranks nothing."""
    if not len(scores):
        return (), ()
    total = entry_scores(scores, reach)
    at = np.flatnonzero(candidates)
    order = at[np.lexsort((one.places[at], -total[at]))]
    codes = [entry.code for entry in one.framework.competencies]
    return tuple(codes[i] for i in order.tolist()), tuple(total[order].tolist())


def _claimed(claim: Claim) -> Claimed:
    spans = tuple(Span(start=item.start, end=item.end) for item in claim.evidence)
    return Claimed(claim.code, claim.score, claim.confidence, spans)


def _evidence(
    pipeline: Pipeline,
    matched: Matched,
    entries: Entries,
    at: int,
    scored: Scored,
    case: Case,
    limit: int,
) -> dict[str, tuple[Span, ...]]:
    """Quote what would be quoted for each gold code with spans, claimed or not.

    Args:
        pipeline: Over one framework.
        matched: The chunk.
        entries: Whose units are whose.
        at: The case's number in the chunk; it has an open unit.
        scored: The chunk's scores.
        case: The case.
        limit: Most quotes a code.
    """
    index = pipeline.index
    one, part = index.frameworks[0], index.parts[0]
    places = {entry.code: place for place, entry in enumerate(one.framework.competencies)}
    codes = [code for code in case.spans if code in case.gold and code in places]
    columns = np.array([places[code] for code in codes], np.int64)
    masked = np.where(entries.open[:, None], scored.fused, np.float32(-np.inf))
    speaking = entries.speakers(masked, np.full(len(columns), at), columns)
    items = [Found(column, column, 0.0, units) for column, units in zip(columns.tolist(), speaking, strict=True)]
    found = matches(part, scored, matched.retrieved, entries, {(at, 0): items}, limit)
    phrases = nearest_phrases(index, matched.retrieved, matched.units, pairs(entries, found))
    low, high = matched.starts[at], matched.starts[at + 1]
    experience, pointing = Experience(id=case.id, text=case.text), pipeline.parameters.pointing
    quotes = Quotes(experience, matched.units[low:high], index, phrases, pointing, low)
    return {code: quotes.of(one, each, limit) for code, each in zip(codes, found.get((at, 0), ()), strict=True)}
