"""The development sets measured, and the shipped numbers fitted: on different data, both by one command."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from skillweave.domain.competency import Framework
from skillweave.evaluation import fit as fitting
from skillweave.evaluation.cases import (
    DataSet,
    cluster_bundles,
    esco_framework,
    esco_sentences,
    read_lines,
    transversal_sentences,
)
from skillweave.evaluation.run import Figure, figures, rank_all
from skillweave.matching.parameters import Family, FamilyParameters, Parameters
from skillweave.pipeline import Pipeline

FLOORS: Mapping[tuple[str, str], float] = {
    ("e4b_esco_transversal", "hit@1"): 0.68,
    ("e3_esco", "RP@10"): 0.75,
    ("e3_esco", "evidence character F1"): 0.65,
    ("e1_onet_cluster", "MRR"): 0.66,
}
"""What the figures must not fall below, over all slices together."""


TECHNICAL_PRECISION = 0.5
"""How often a cluster claimed must be the sector that the sample log names; an entry may touch on several fields."""


class Assemble(Protocol):
    """Builds a pipeline over given frameworks; `wiring.assemble` does."""

    def __call__(self, frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        """Put a pipeline together."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """One figure of one data set or of a slice of it."""

    data_set: str
    part: str
    figure: Figure
    floor: float | None


def measure(data: Path, assemble: Assemble, clusters: Framework) -> Iterator[Result]:
    """Measure every development set; the gate is off, since none of them is written in the first person."""
    for data_set in (transversal_sentences(data), cluster_bundles(data, clusters), esco_sentences(data)):
        yield from _measure(data_set, assemble([data_set.framework], gate=False))


def _measure(data_set: DataSet, pipeline: Pipeline) -> Iterator[Result]:
    ranked = rank_all(pipeline, data_set)
    for figure in figures(ranked):
        yield Result(data_set.name, "all", figure, FLOORS.get((data_set.name, figure.name)))
    parts = defaultdict(list)
    for item in ranked:
        parts[item.case.slice].append(item)
    for part, items in parts.items() if len(parts) > 1 else ():
        for figure in figures(items):
            yield Result(data_set.name, part, figure, None)


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the fit needs of the shipped data."""

    durable: Framework
    clusters: Framework
    core: Sequence[Framework]
    neutral: Sequence[str]
    sample: Sequence[tuple[str, str]]
    """Text and sector of the sample log's entries."""


def fit(data: Path, assemble: Assemble, shipped: Shipped) -> tuple[Parameters, list[str]]:
    """Fit all families for the encoder in use.

    Transferable: weights and threshold on short first-person statements (synthetic), the threshold on entries made
    of several. Named and large: scales and thresholds on SkillSkape's training sentences (synthetic). Technical:
    fixed weights; the threshold on the sample log, whose entries name their sector. Core: the weights of
    technical; a threshold that neutral sentences do not pass.

    Returns:
        The parameters, and notes on what was found on the way.
    """
    rng = np.random.default_rng(0)
    notes: list[str] = []
    statements = fitting.seed_statements(data)
    durable = assemble([shipped.durable], gate=True)
    transferable = _transferable(durable, statements, shipped.neutral, _deeds(shipped.clusters), rng, notes)
    plain = [text for text, _ in statements]
    technical = _technical(assemble([shipped.clusters], gate=True), plain, shipped.sample, notes)
    core = _core(assemble(shipped.core, gate=True), plain, shipped.neutral, notes)
    labelled = [row for row in read_lines(data / "skillskape" / "train.jsonl") if row["skills"]][:400]
    named = _named(assemble([transversal_sentences(data).framework], gate=False), labelled, Family.NAMED, notes)
    large = _named(assemble([esco_framework(data)], gate=False), labelled, Family.LARGE, notes)
    encoder = durable.embedder.model_id
    families = {
        Family.TRANSFERABLE: transferable,
        Family.TECHNICAL: technical,
        Family.CORE: core,
        Family.NAMED: named,
        Family.LARGE: large,
    }
    parameters = Parameters(
        format="skillweave-parameters/1",
        name=f"{encoder.replace('@', '-').lower()}-v1",
        encoder=encoder,
        fitted_on=(
            "statements_seed; the sample log (threshold of technical); neutral sentences (threshold of core); "
            "SkillSkape train: 400 sentences"
        ),
        families=families,
    )
    return parameters, notes


def _deeds(clusters: Framework) -> list[str]:
    """Give what the clusters' examples say in a student's voice: plain work, which most of an entry is made of."""
    every = [text for entry in clusters.competencies for text in entry.indicators]
    return [text for text in every if text.startswith("I ") or text[0].islower()]


def _transferable(
    pipeline: Pipeline,
    statements: Sequence[tuple[str, frozenset[str]]],
    neutral: Sequence[str],
    fillers: Sequence[str],
    rng: np.random.Generator,
    notes: list[str],
) -> FamilyParameters:
    one = pipeline.index.frameworks[0]
    gold = fitting.gold_matrix(one, [labels for _, labels in statements])
    family = fitting.fit_transferable(fitting.lane_values(pipeline, [text for text, _ in statements], 0), gold)
    entries = fitting.pretend_entries(statements, [*neutral, *fillers], rng, 800)
    lanes = fitting.lane_values(pipeline, [text for text, _ in entries], 0)
    gold = fitting.gold_matrix(one, [labels for _, labels in entries])
    threshold, f1 = fitting.best_f1_threshold(fitting.unit_scores(lanes, family), gold)
    notes.append(
        f"transferable: weights {dict(family.weights)}; threshold {threshold} (F1 {f1:.3f} on the fit data itself)"
    )
    return at_zero(family, threshold)


def at_zero(family: FamilyParameters, threshold: float) -> FamilyParameters:
    """Move the scores so that the threshold is 0: a claim's score says how far above it lies."""
    return family.model_copy(update={"intercept": round(family.intercept - threshold, 4), "threshold": 0.0})


def _technical(
    pipeline: Pipeline, plain: Sequence[str], sample: Sequence[tuple[str, str]], notes: list[str]
) -> FamilyParameters:
    family = _fixed(Family.TECHNICAL, pipeline, plain)
    one = pipeline.index.frameworks[0]
    clusters = [at for at, entry in enumerate(one.framework.competencies) if one.framework.is_top(entry.code)]
    names = [_letters(one.framework.competencies[at].label) for at in clusters]
    scores = fitting.entry_values(pipeline, [text for text, _ in sample], 0, family)[:, clusters]
    right = np.array([[name == _letters(sector) for name in names] for _, sector in sample], bool)
    threshold = fitting.precision_threshold(scores.ravel(), right.ravel(), TECHNICAL_PRECISION)
    claimed = (scores >= threshold).any(axis=1)
    notes.append(
        f"technical: claims above {threshold} are right in {TECHNICAL_PRECISION:.0%} of the sample log; "
        f"{claimed.mean():.0%} of its {len(sample)} entries with a known sector get one"
    )
    return at_zero(family, threshold)


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def _core(pipeline: Pipeline, plain: Sequence[str], neutral: Sequence[str], notes: list[str]) -> FamilyParameters:
    family = _fixed(Family.CORE, pipeline, plain)
    quiet = _quiet(pipeline, family, neutral, 0.995)
    notes.append(f"core: 99.5% of neutral sentences stay below {quiet}")
    return at_zero(family, quiet)


def _fixed(kind: Family, pipeline: Pipeline, texts: Sequence[str]) -> FamilyParameters:
    """Take the weights set by hand and measure the lanes' scales on ordinary student statements."""
    every = [fitting.lane_values(pipeline, texts, at) for at in range(len(pipeline.index.frameworks))]
    joined = {lane: np.concatenate([values[lane].ravel() for values in every]) for lane in every[0]}
    return FamilyParameters(
        scales=fitting.scales_of(joined),
        weights=fitting.WEIGHTS[kind],
        intercept=0.0,
        threshold=0.0,
        reach=fitting.REACH.get(kind, 0.001),
    )


def _quiet(pipeline: Pipeline, family: FamilyParameters, neutral: Sequence[str], share: float) -> float:
    """Find the score that the given share of neutral sentences does not reach, in any framework."""
    best = [
        fitting.unit_scores(fitting.lane_values(pipeline, neutral, at), family)[:, one.claimable].max(axis=1)
        for at, one in enumerate(pipeline.index.frameworks)
    ]
    return round(float(np.quantile(np.concatenate(best), share)), 2)


def _named(pipeline: Pipeline, labelled: Sequence[Mapping], kind: Family, notes: list[str]) -> FamilyParameters:  # type: ignore[type-arg]
    lanes = fitting.lane_values(pipeline, [row["text"] for row in labelled], 0)
    family = FamilyParameters(
        scales=fitting.scales_of(lanes), weights=fitting.WEIGHTS[kind], intercept=0.0, threshold=0.0, reach=0.001
    )
    scores = fitting.unit_scores(lanes, family)
    labels = [entry.label for entry in pipeline.index.frameworks[0].framework.competencies]
    known = set(labels)
    rows = [at for at, row in enumerate(labelled) if known & set(row["skills"])]
    right = np.array([labels[int(scores[at].argmax())] in labelled[at]["skills"] for at in rows], bool)
    threshold = fitting.precision_threshold(scores[rows].max(axis=1), right, 0.5)
    notes.append(f"{kind.value}: {threshold} for first claims right in half of {len(rows)} SkillSkape sentences")
    return at_zero(family, threshold)
