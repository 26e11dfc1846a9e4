"""Fits the numbers that ship beside the code: weights and thresholds by family, and what a score is worth."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation import fit as fitting
from skillweave.evaluation.adapters.esco import esco_framework, transversal_sentences
from skillweave.evaluation.adapters.synthetic import seed_statements, threshold_sentences
from skillweave.evaluation.pointing import fit_pointing
from skillweave.evaluation.sets import Case, LabelledSet
from skillweave.evaluation.weave import Assemble
from skillweave.matching.parameters import Family, FamilyParameters, Parameters, Pointing
from skillweave.pipeline import Pipeline

TARGET_PRECISION = 0.5
"""How often a claim on the fit part must be right: the threshold is the lowest score from which that holds."""

LEARNED_PRECISION = 0.7
"""The same where signs of skills were learned, for frameworks that nothing was fitted to."""

_JUDGED = "statements_seed; judged entries, part fit (thresholds and calibration of transferable and technical)"
_JUDGED_LEARNED = (
    "judged entries, part fit (transferable and learned families; threshold and calibration of technical); "
    "statements_seed (scales of technical and core)"
)
_OTHERS = "neutral sentences (threshold of core); SkillSkape train: 400 sentences; all synthetic"


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the fit needs of the shipped data.

    Attributes:
        durable, clusters, core: Frameworks.
        lent: A technical framework whose competencies fall under those of `clusters`.
        neutral: Sentences that show no skill.
        judged: Labelled entries (their part for fitting) by framework id.
    """

    durable: Framework
    clusters: Framework
    lent: Framework
    core: Sequence[Framework]
    neutral: Sequence[str]
    judged: Mapping[str, LabelledSet]


def together(sets: Sequence[LabelledSet]) -> dict[str, LabelledSet]:
    """Lay the cases of several samples side by side, one set a framework, by its id.

    Weights and thresholds have to hold for long texts and short ones alike. A competency that was not looked for in
    one of the samples is left out: there, that nobody named it says nothing.

    Raises:
        EvaluationError: One sample is in the first person and the other is not.
    """
    found: dict[str, LabelledSet] = {}
    for one in sets:
        before = found.get(one.framework.id)
        found[one.framework.id] = one if before is None else _joined(before, one)
    return found


def _joined(one: LabelledSet, other: LabelledSet) -> LabelledSet:
    if one.first_person != other.first_person:
        raise EvaluationError(
            f"{one.name} and {other.name}: one is in the first person, the other not; the context gate is on for one "
            "of them only, so they cannot be fitted together"
        )
    return replace(
        one,
        name=f"{one.name} and {other.name}",
        candidates=one.candidates & other.candidates,
        synthetic=one.synthetic or other.synthetic,
        cases=(*one.cases, *other.cases),
        tasks=one.tasks & other.tasks,
    )


def lent(judged: LabelledSet, framework: Framework) -> LabelledSet:
    """Label texts with a framework whose competencies fall under those that they were judged for.

    Where two fall under one, nobody can say which of them a text shows; neither is asked for.

    Raises:
        EvaluationError: No competency falls under one that was judged.
    """
    prefix = f"{judged.framework.id}:"
    under = {one.code: one.falls_under for one in framework.competencies if one.falls_under}
    once = Counter(under.values())
    codes = {
        there.removeprefix(prefix): code
        for code, there in under.items()
        if once[there] == 1 and there.removeprefix(prefix) in judged.candidates
    }
    if not codes:
        raise EvaluationError(f"{framework.id}: no competency falls under one of {judged.framework.id} by itself")
    return replace(
        judged,
        name=f"{judged.name}, as {framework.id}",
        framework=framework,
        candidates=frozenset(codes.values()),
        cases=tuple(
            replace(
                case,
                grades={codes[code]: grade for code, grade in case.grades.items() if code in codes},
                spans={codes[code]: spans for code, spans in case.spans.items() if code in codes},
            )
            for case in judged.cases
        ),
        floors={},
    )


def fit(data: Path, assemble: Assemble, shipped: Shipped) -> tuple[Parameters, list[str]]:
    """Fit all families for the encoder in use.

    Transferable: weights on short first-person statements, or with learned signs on judged entries; threshold and
    calibration on judged entries. Technical: fixed weights; threshold and calibration on judged entries. Core: the
    weights of technical; a threshold that neutral sentences do not pass; no calibration, since nobody judged claims of
    it. Named and large: scales and thresholds on SkillSkape's training sentences; no calibration. Frameworks whose own
    competencies were learned: all on judged entries. Those that fall under such ones: fixed weights, all else on judged
    entries. All of these texts are synthetic.

    Returns:
        The parameters, and notes on what was found on the way.
    """
    notes: list[str] = []
    statements, labelled = seed_statements(data, shipped.durable).cases, threshold_sentences(data)
    transversal, esco = transversal_sentences(data).framework, esco_framework(data)
    plain = [case.text for case in statements]
    durable, clusters = assemble([shipped.durable], gate=True), assemble([shipped.clusters], gate=True)
    skills, fields = shipped.judged[shipped.durable.id], shipped.judged[shipped.clusters.id]
    borrowed = lent(fields, shipped.lent)
    learned = _learned(durable, clusters, skills, fields, notes) if durable.heads is not None else {}
    if not learned:
        gold = fitting.gold_matrix(durable.index.frameworks[0], statements)
        lanes = fitting.lane_values(durable, plain)[0]
        family = fitting.fit_weights(lanes, gold, fitting.EXAMPLE_LANES)
        learned[Family.TRANSFERABLE] = _judged(durable, family, skills, notes)
    fixed = _fixed(Family.TECHNICAL, clusters, plain)
    technical = _judged(clusters, fixed, fields, notes)
    if durable.heads is not None:
        learned[Family.LENT_FIELDS] = _lent(assemble([shipped.lent], gate=True), borrowed, notes)
    core = _core(assemble(shipped.core, gate=True), plain, shipped.neutral, notes)
    named = _named(assemble([transversal], gate=False), labelled, Family.NAMED, notes)
    large = _named(assemble([esco], gate=False), labelled, Family.LARGE, notes)
    encoder = durable.embedder.model_id
    families = {
        **learned,
        Family.TECHNICAL: technical,
        Family.CORE: core,
        Family.NAMED: named,
        Family.LARGE: large,
    }
    parameters = Parameters(
        format="skillweave-parameters/1",
        name=f"{encoder.replace('@', '-').lower()}-v1",
        encoder=encoder,
        fitted_on=f"{_JUDGED if durable.heads is None else _JUDGED_LEARNED}; {_OTHERS}",
        families=families,
        pointing=Pointing() if durable.heads is None else fit_pointing(durable, _originals(skills)),
    )
    return parameters, notes


def _learned(
    durable: Pipeline, clusters: Pipeline, skills: LabelledSet, fields: LabelledSet, notes: list[str]
) -> dict[Family, FamilyParameters]:
    """Fit the families with learned signs; for other transferable frameworks, as if no skill had one of its own."""
    out: dict[Family, FamilyParameters] = {}
    for kind, pipeline, judged, used, target in (
        (Family.TRANSFERABLE, durable, skills, fitting.CONCEPT_LANES, LEARNED_PRECISION),
        (Family.LEARNED_SKILLS, durable, skills, fitting.OWN_LANES, None),
        (Family.LEARNED_FIELDS, clusters, fields, fitting.FIELD_LANES, None),
    ):
        reach = fitting.REACH.get(kind, fitting.ONE_UNIT)
        cases = _originals(judged)
        lanes = fitting.lane_values(pipeline, [case.text for case in cases], reach)[0]
        gold = fitting.gold_matrix(pipeline.index.frameworks[0], cases)
        columns = _candidates(pipeline, judged)
        mine = {lane: values[:, columns] for lane, values in lanes.items()}
        family = fitting.fit_weights(mine, gold[:, columns], used, reach)
        out[kind] = _judged(pipeline, family, judged, notes, target)
    return out


def _lent(pipeline: Pipeline, judged: LabelledSet, notes: list[str]) -> FamilyParameters:
    texts = [case.text for case in _originals(judged)]
    family = _fixed(Family.LENT_FIELDS, pipeline, texts, fitting.REACH[Family.LENT_FIELDS])
    found = _judged(pipeline, family, judged, notes, None)
    if found.calibration is None:
        return found
    # Nobody judged claims of this very framework: its labels are borrowed too.
    return found.model_copy(update={"calibration": found.calibration.model_copy(update={"frameworks": {}})})


def _originals(judged: LabelledSet) -> list[Case]:
    return [case for case in judged.cases if case.twin_of is None]


def _candidates(pipeline: Pipeline, judged: LabelledSet) -> list[int]:
    entries = pipeline.index.frameworks[0].framework.competencies
    return [at for at, entry in enumerate(entries) if entry.code in judged.candidates]


def _judged(
    pipeline: Pipeline,
    family: FamilyParameters,
    judged: LabelledSet,
    notes: list[str],
    target: float | None = TARGET_PRECISION,
) -> FamilyParameters:
    """Set the threshold on judged entries, and learn what scores are worth.

    Claims are to be right often enough; without a target, where the competencies themselves were learned, F1 is to be
    as good as it can.
    """
    one = pipeline.index.frameworks[0]
    cases, columns = _originals(judged), _candidates(pipeline, judged)
    texts = [case.text for case in cases]
    scores = fitting.entry_values(pipeline, texts, family)[:, columns]
    right = fitting.gold_matrix(one, cases)[:, columns]
    flat = scores.ravel(), right.ravel()
    threshold = fitting.f1_threshold(*flat) if target is None else fitting.precision_threshold(*flat, target)
    moved = at_zero(family, threshold)
    calibration, error = fitting.calibrate(scores - threshold, right, texts, f"{judged.name}, part fit (synthetic)")
    notes.append(
        f"{judged.name}: claims from {threshold} on {_why(target)} {len(cases)} entries; "
        f"calibration error {error:.3f} (cross-fitted) over {calibration.judged} matches near and above it"
    )
    levels = tuple(sorted({len(one.above[at]) for at in columns}))
    own = calibration.model_copy(update={"frameworks": {one.framework.id: levels}})
    return moved.model_copy(update={"calibration": own})


def _why(target: float | None) -> str:
    return "have the best F1 over" if target is None else f"are right in {target:.0%} of"


def at_zero(family: FamilyParameters, threshold: float) -> FamilyParameters:
    """Move the scores so that the threshold is 0: a claim's score says how far above it lies."""
    return family.model_copy(update={"intercept": round(family.intercept - threshold, 4), "threshold": 0.0})


def _core(pipeline: Pipeline, plain: Sequence[str], neutral: Sequence[str], notes: list[str]) -> FamilyParameters:
    family = _fixed(Family.CORE, pipeline, plain)
    quiet = _quiet(pipeline, family, neutral, 0.995)
    notes.append(f"core: 99.5% of neutral sentences stay below {quiet}")
    return at_zero(family, quiet)


def _fixed(kind: Family, pipeline: Pipeline, texts: Sequence[str], reach: float = fitting.ONE_UNIT) -> FamilyParameters:
    """Take the weights set by hand and measure the lanes' scales on ordinary student texts."""
    every = fitting.lane_values(pipeline, texts, reach)
    joined = {lane: np.concatenate([values[lane].ravel() for values in every]) for lane in every[0]}
    return FamilyParameters(
        scales=fitting.scales_of(joined),
        weights=fitting.WEIGHTS[kind],
        intercept=0.0,
        threshold=0.0,
        reach=fitting.REACH.get(kind, fitting.ONE_UNIT),
    )


def _quiet(pipeline: Pipeline, family: FamilyParameters, neutral: Sequence[str], share: float) -> float:
    """Find the score that the given share of neutral sentences does not reach, in any framework."""
    best = [
        fitting.unit_scores(lanes, family)[:, one.claimable].max(axis=1)
        for lanes, one in zip(fitting.lane_values(pipeline, neutral), pipeline.index.frameworks, strict=True)
    ]
    return round(float(np.quantile(np.concatenate(best), share)), 2)


def _named(pipeline: Pipeline, labelled: Sequence[Mapping], kind: Family, notes: list[str]) -> FamilyParameters:  # type: ignore[type-arg]
    lanes = fitting.lane_values(pipeline, [row["text"] for row in labelled])[0]
    weights = {lane: weight for lane, weight in fitting.WEIGHTS[kind].items() if lane in lanes}
    family = FamilyParameters(
        scales=fitting.scales_of(lanes), weights=weights, intercept=0.0, threshold=0.0, reach=fitting.ONE_UNIT
    )
    scores = fitting.unit_scores(lanes, family)
    labels = [entry.label for entry in pipeline.index.frameworks[0].framework.competencies]
    known = set(labels)
    rows = [at for at, row in enumerate(labelled) if known & set(row["skills"])]
    right = np.array([labels[int(scores[at].argmax())] in labelled[at]["skills"] for at in rows], bool)
    threshold = fitting.precision_threshold(scores[rows].max(axis=1), right, 0.5)
    notes.append(f"{kind.value}: {threshold} for first claims right in half of {len(rows)} SkillSkape sentences")
    return at_zero(family, threshold)
