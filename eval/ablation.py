"""Which lanes pay, and what limits the quotes: figures on the part of the student entries that weights are fitted on.

`python -m eval.ablation`; two minutes. Lanes are cross-validated. The part that is reported on is not looked at.
"""

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from eval.train.passages import FIELDS, SKILLS
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span, without_overlaps
from skillweave.evaluation import fit
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.fit import FOLDS, Values
from skillweave.evaluation.metrics import character_f1
from skillweave.evaluation.sets import Case
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.evidence import Words, quote_span, surest_rows
from skillweave.matching.parameters import Family, Lane
from skillweave.matching.quotes import NEAR_SUREST
from skillweave.matching.ranking import SUPPORT
from skillweave.matching.retrieve import of_framework
from skillweave.matching.signs import Signs
from skillweave.matching.units import Unit
from skillweave.pipeline import Pipeline
from skillweave.ports import Matrix
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder

ENTRIES = Path("eval/datasets/student-entries")
_EXAMPLES = (Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS)
TRIED: Mapping[str, Mapping[str, Sequence[Lane]]] = {
    SKILLS: {
        "examples and names": fit.EXAMPLE_LANES,
        "examples, names, concepts' heads": fit.CONCEPT_LANES,
        "all but words": (*fit.CONCEPT_LANES, Lane.OWN),
        "all": (*fit.CONCEPT_LANES, Lane.OWN, Lane.WORDS),
        "words of the whole text": (Lane.WORDS,),
        "own head": (Lane.OWN,),
        "own head, shown, words (ships)": fit.OWN_LANES,
    },
    FIELDS: {
        "examples and aliases": _EXAMPLES,
        "examples, aliases, own head": (*_EXAMPLES, Lane.OWN),
        "words of the whole text": (Lane.WORDS,),
        "own head, words": (Lane.OWN, Lane.WORDS),
        "all (ships)": fit.FIELD_LANES,
    },
}
_QUOTES = 3
"""Most quotes a claim, as the default is."""

_DRAWS = 4
"""Times that the entries are dealt into folds; scores are averaged over them."""


def cross_fitted(
    lanes: Mapping[Lane, Values], gold: np.ndarray, used: Sequence[Lane], reach: float, rng: np.random.Generator
) -> Values:
    """Score each entry with weights that were fitted on the others, (entries, m)."""
    total = np.zeros(gold.shape)
    for _ in range(_DRAWS):
        fold = rng.permutation(len(gold)) % FOLDS
        for number in range(FOLDS):
            rest, here = fold != number, fold == number
            family = fit.fit_weights({lane: each[rest] for lane, each in lanes.items()}, gold[rest], used, reach)
            scores = fit.unit_scores({lane: each[here] for lane, each in lanes.items()}, family)
            total[here] += np.where(np.isfinite(scores), scores, -99.0)
    return total / _DRAWS


def figures(scores: Values, gold: np.ndarray) -> tuple[float, float, float]:
    """Give the best F1 at any one threshold, and hit@1 and MRR of the entries that show something."""
    best = 0.0
    for threshold in np.quantile(scores, np.linspace(0.5, 0.99, 100)):
        claimed = scores >= threshold
        best = max(best, 2 * float((claimed & gold).sum()) / float(claimed.sum() + gold.sum()))
    shown = gold.any(axis=1)
    order = np.argsort(-scores[shown], axis=1, kind="stable")
    first = np.take_along_axis(gold[shown], order, axis=1).argmax(axis=1)
    return best, float((first == 0).mean()), float((1 / (1 + first)).mean())


def quoted(pipeline: Pipeline, cases: Sequence[Case]) -> tuple[float, float, int]:
    """Give the evidence character F1 with the parts of a text that are chosen, with the right ones, and the labels.

    The right ones are those that share a code point with the marked words; in each, words are quoted as ever.
    """
    matched = pipeline.match([Experience(id=case.id, text=case.text) for case in cases])
    one = pipeline.index.frameworks[0]
    codes = {entry.code: at for at, entry in enumerate(one.framework.competencies)}
    fused = of_framework(pipeline.index, matched.retrieved, 0).fused
    chosen, right = [], []
    for case, (low, high) in zip(cases, pairwise(matched.starts), strict=True):
        units = [unit for unit in matched.units[low:high] if unit.reason is None]
        scores = fused[low:high][[unit.reason is None for unit in matched.units[low:high]]]
        words = Words.of(case.text)
        for code, marked in case.spans.items():
            if code not in case.gold or one.signs is None:
                continue
            at = codes[code]
            spans = [_span(words, unit, one.signs.speaking(at, unit.signs.max(axis=0))) for unit in units]
            best = [spans[place] for place in _chosen(units, scores[:, at], one.signs, at)] if units else []
            within = [s for s, unit in zip(spans, units, strict=True) if any(unit.passage.overlaps(m) for m in marked)]
            chosen.append(character_f1(list(without_overlaps(best)), marked) if best else 0.0)
            right.append(character_f1(list(without_overlaps(within)), marked) if within else 0.0)
    return float(np.mean(chosen)), float(np.mean(right)), len(chosen)


def _chosen(units: Sequence[Unit], scores: Matrix, signs: Signs, at: int) -> list[int]:
    """Choose the parts that are quoted, as `matching.quotes` does."""
    peaks = np.array([unit.signs[:, signs.speaking(at, unit.signs.max(axis=0))].max() for unit in units])
    peaks[scores < scores.max() - SUPPORT] = -np.inf
    order: list[int] = np.argsort(-peaks, kind="stable")[:_QUOTES].tolist()
    return [place for place in order if peaks[place] >= peaks.max() - NEAR_SUREST]


def _span(words: Words, unit: Unit, column: int | None) -> Span:
    return quote_span(words, unit.offsets, surest_rows(unit.signs[:, column]))


def main() -> None:
    """Print a line a choice of lanes, and one for the quotes."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    known = {one.id: one for one in load_frameworks(folder, [SKILLS, FIELDS], concepts=load_concepts(folder))}
    judged = {one.framework.id: one for one in read_labelled(ENTRIES, known, part="fit")}
    embedder = build_embedder(settings.embedder)
    rng = np.random.default_rng(1)
    for framework, reach in ((SKILLS, fit.ONE_UNIT), (FIELDS, fit.REACH[Family.LEARNED_FIELDS])):
        pipeline = assemble([known[framework]], settings, embedder=embedder)
        cases = [case for case in judged[framework].cases if case.twin_of is None]
        entries = pipeline.index.frameworks[0].framework.competencies
        columns = [at for at, entry in enumerate(entries) if entry.code in judged[framework].candidates]
        every = fit.lane_values(pipeline, [case.text for case in cases], reach)[0]
        lanes = {lane: each[:, columns] for lane, each in every.items()}
        gold = fit.gold_matrix(pipeline.index.frameworks[0], cases)[:, columns]
        for name, used in TRIED[framework].items():
            f1, hit, mrr = figures(cross_fitted(lanes, gold, used, reach, rng), gold)
            told = f"best F1 {f1:.3f}  hit@1 {hit:.3f}  MRR {mrr:.3f}  n={len(cases)}"
            sys.stdout.write(f"{framework:<22} {name:<34} {told}\n")
        if framework == SKILLS:
            chosen, right, count = quoted(pipeline, cases)
            told = f"parts as chosen {chosen:.3f}  the right parts {right:.3f}  n={count}"
            sys.stdout.write(f"{framework:<22} {'evidence character F1':<34} {told}\n")


if __name__ == "__main__":
    main()
