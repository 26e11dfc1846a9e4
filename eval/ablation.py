"""Which lanes pay, and what limits the quotes: figures on the student entries and lines that weights are fitted on.

`python -m eval.ablation`; three minutes. Lanes are cross-validated over both samples, and the figures are given for
each. The part that is reported on is not looked at.
"""

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from eval.train.passages import FIELDS, SKILLS
from skillweave.cli.samples import SAMPLES
from skillweave.domain.experience import Experience
from skillweave.domain.span import without_overlaps
from skillweave.evaluation import fit
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.fit import FOLDS, Values
from skillweave.evaluation.metrics import character_f1
from skillweave.evaluation.pointing import tokens_inside
from skillweave.evaluation.sets import Case
from skillweave.evaluation.shipped import together
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.evidence import Words, pointed_odds, quote_span, surest_rows
from skillweave.matching.parameters import Family, Lane
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder

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


def right_parts(pipeline: Pipeline, cases: Sequence[Case]) -> tuple[float, int]:
    """Give the evidence character F1 if the right parts of a text were chosen, and the number of labels.

    The right ones are those that share a code point with the marked words; in each, words are quoted as ever.
    """
    matched = pipeline.match([Experience(id=case.id, text=case.text) for case in cases])
    one = pipeline.index.frameworks[0]
    codes = {entry.code: at for at, entry in enumerate(one.framework.competencies)}
    pointing = pipeline.parameters.pointing
    found = []
    for case, (low, high) in zip(cases, pairwise(matched.starts), strict=True):
        units = [unit for unit in matched.units[low:high] if unit.reason is None]
        words = Words.of(case.text)
        for code, marked in case.spans.items():
            column = int(one.signs.own[codes[code], 0]) if one.signs is not None else -1
            if code not in case.gold or column < 0:
                continue
            right = [unit for unit in units if tokens_inside(unit.offsets, marked).any()]
            every = [(unit, pointed_odds(unit.signs[:, column].tolist(), unit.edges, pointing)) for unit in right]
            spans = [quote_span(words, unit.offsets, surest_rows(odds)) for unit, odds in every]
            found.append(character_f1(list(without_overlaps(spans)), marked) if spans else 0.0)
    return float(np.mean(found)), len(found)


def main() -> None:
    """Print a line a choice of lanes, and one for the quotes."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    known = {one.id: one for one in load_frameworks(folder, [SKILLS, FIELDS], concepts=load_concepts(folder))}
    judged = [one for path in SAMPLES for one in read_labelled(path, known, part="fit")]
    embedder = build_embedder(settings.embedder)
    rng = np.random.default_rng(1)
    for framework, reach in ((SKILLS, fit.ONE_UNIT), (FIELDS, fit.REACH[Family.LEARNED_FIELDS])):
        pipeline = assemble([known[framework]], settings, embedder=embedder)
        mine = [one for one in judged if one.framework.id == framework]
        cases = [[case for case in one.cases if case.twin_of is None] for one in mine]
        every = [case for some in cases for case in some]
        entries = pipeline.index.frameworks[0].framework.competencies
        known_codes = together(mine)[framework].candidates
        columns = [at for at, entry in enumerate(entries) if entry.code in known_codes]
        values = fit.lane_values(pipeline, [case.text for case in every], reach)[0]
        lanes = {lane: each[:, columns] for lane, each in values.items()}
        gold = fit.gold_matrix(pipeline.index.frameworks[0], every)[:, columns]
        parts = [slice(low, high) for low, high in pairwise(np.cumsum([0, *map(len, cases)]).tolist())]
        for name, used in TRIED[framework].items():
            scores = cross_fitted(lanes, gold, used, reach, rng)
            for one, part in zip(mine, parts, strict=True):
                f1, hit, mrr = figures(scores[part], gold[part])
                say(one.name, name, f"best F1 {f1:.3f}  hit@1 {hit:.3f}  MRR {mrr:.3f}  n={part.stop - part.start}")
        if framework == SKILLS:
            for one, some in zip(mine, cases, strict=True):
                right, count = right_parts(pipeline, some)
                say(one.name, "evidence, if parts were right", f"character F1 {right:.3f}  n={count} labels")


def say(sample: str, what: str, told: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{sample:<38} {what:<34} {told}\n")


if __name__ == "__main__":
    main()
