"""Runs labelled cases through a pipeline: the full ranking of every case, and where each gold label was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.evaluation.cases import Case, DataSet
from skillweave.evaluation.metrics import bootstrap_interval, character_f1, hit_at_k, r_precision_at_k, reciprocal_rank
from skillweave.matching.quotes import Quotes
from skillweave.matching.ranking import entry_scores
from skillweave.matching.retrieve import retrieve
from skillweave.matching.units import text_of
from skillweave.pipeline import Pipeline

CHUNK = 64


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the pipeline made of one case.

    Attributes:
        case: The case.
        codes: All candidate codes, best first; ties by code.
        evidence: For each gold code with marked spans: the stretch that the pipeline would quote for it.
    """

    case: Case
    codes: tuple[str, ...]
    evidence: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its 95% interval, over `count` cases."""

    name: str
    value: float
    low: float
    high: float
    count: int


def rank_all(pipeline: Pipeline, data: DataSet) -> list[Ranked]:
    """Rank the data set's framework for every case, without threshold and top-k."""
    at = next(i for i, one in enumerate(pipeline.index.frameworks) if one.framework.id == data.framework.id)
    out: list[Ranked] = []
    for start in range(0, len(data.cases), CHUNK):
        out.extend(_rank_chunk(pipeline, at, data, data.cases[start : start + CHUNK]))
    return out


def _rank_chunk(pipeline: Pipeline, at: int, data: DataSet, cases: Sequence[Case]) -> list[Ranked]:
    experiences = [Experience(id=case.id, text=case.text) for case in cases]
    units, starts = pipeline.units(experiences)
    texts = [text_of(unit, experiences[unit.entry].text) for unit in units]
    found = retrieve(pipeline.index, units, texts, pipeline.parameters)
    one = pipeline.index.frameworks[at]
    reach = pipeline.parameters.families[one.family].reach
    codes = [entry.code for entry in one.framework.competencies]
    out = []
    for case, experience, low, high in zip(cases, experiences, starts[:-1], starts[1:], strict=True):
        if low == high:
            out.append(Ranked(case, (), {}))
            continue
        fused = found.frameworks[at].fused[low:high]
        total = entry_scores(fused, reach)
        order = sorted(
            (i for i, code in enumerate(codes) if code in data.candidates), key=lambda i: (-total[i], codes[i])
        )
        quotes = Quotes(experience, units[low:high], low, pipeline.index, found)
        where = {code: codes.index(code) for code in case.spans}
        evidence = {code: quotes.quote(one, i, int(np.argmax(fused[:, i])))[1] for code, i in where.items()}
        out.append(Ranked(case, tuple(codes[i] for i in order), evidence))
    return out


Metric = Callable[[Ranked], float]

RANKING: Mapping[str, Metric] = {
    "hit@1": lambda item: hit_at_k(item.codes, item.case.gold, 1),
    "MRR": lambda item: reciprocal_rank(item.codes, item.case.gold),
    "RP@5": lambda item: r_precision_at_k(item.codes, item.case.gold, 5),
    "RP@10": lambda item: r_precision_at_k(item.codes, item.case.gold, 10),
}


def figures(ranked: Sequence[Ranked], seed: int = 0) -> list[Figure]:
    """Average each metric over the cases, with a bootstrap interval; evidence over its (case, gold label) pairs."""
    rng = np.random.default_rng(seed)
    out = [_figure(name, [metric(item) for item in ranked], rng) for name, metric in RANKING.items()]
    pairs = [character_f1([item.evidence[code]], spans) for item in ranked for code, spans in item.case.spans.items()]
    return [*out, _figure("evidence character F1", pairs, rng)] if pairs else out


def _figure(name: str, values: Sequence[float], rng: np.random.Generator) -> Figure:
    low, high = bootstrap_interval(values, rng)
    return Figure(name, float(np.mean(values)), low, high, len(values))
