"""How quality grows with the training statements: one line an adapter and framework.

`python -m eval.learning_curve FILE ...`, with adapters that `python -m eval.train --share` trained on a share of the
statements; three minutes a file. Weights and thresholds are fitted anew for each on the part `fit` of the student
entries and lines, and measured on the part `report` of each, by writers of whom nothing was trained on.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from eval.train.passages import FIELDS, SKILLS
from skillweave.cli.samples import SAMPLES
from skillweave.domain.competency import Framework
from skillweave.embedding.adapter import Adapter, load_adapter
from skillweave.embedding.sentence import load_packaged
from skillweave.evaluation import fit
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.sets import LabelledSet
from skillweave.evaluation.shipped import TARGET_PRECISION, together
from skillweave.evaluation.statistics import Statistic, figure, mean_of, resamples
from skillweave.frameworks.concepts import load_concepts, load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.index import build_index
from skillweave.matching.parameters import Family, Lane, load_parameters
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import frameworks_folder, heads_in

_EXAMPLES = (Lane.PROTOTYPE, Lane.WHOLE_PROTOTYPE, Lane.INDICATOR, Lane.ALIAS)
_ROWS = re.compile(r"\d+ rows")
LEARNED = {
    SKILLS: (fit.OWN_LANES, fit.ONE_UNIT, None),
    FIELDS: (fit.FIELD_LANES, fit.REACH[Family.LEARNED_FIELDS], None),
}
BARE = {
    SKILLS: (fit.EXAMPLE_LANES, fit.ONE_UNIT, TARGET_PRECISION),
    FIELDS: (_EXAMPLES, fit.REACH[Family.TECHNICAL], TARGET_PRECISION),
}
"""Lanes, reach, and the precision that the threshold is set for (None: the best F1), as what ships is fitted."""


def pipeline_over(framework: Framework, adapter: Adapter | None) -> Pipeline:
    """Put a pipeline together over an adapter that does not ship, or over none."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    concepts, neutral = load_concepts(folder), load_neutral(folder)
    embedder = load_packaged(threads=1, adapter=adapter)
    heads = heads_in(adapter) if adapter is not None else None
    index = build_index([framework], concepts, neutral, embedder, heads.told if heads else ())
    ours = load_parameters(load_packaged(adapter=load_adapter() if adapter else None).model_id)
    return Pipeline(embedder, index, ours, concepts, settings.pipeline, heads)


def figures(
    pipeline: Pipeline, given: LabelledSet, asked: LabelledSet, used: Sequence[Lane], reach: float, target: float | None
) -> str:
    """Fit on one set of entries and measure on another: F1 at the threshold, and hit@1."""
    one = pipeline.index.frameworks[0]
    entries = one.framework.competencies
    columns = [at for at, entry in enumerate(entries) if entry.code in given.candidates]
    fitted, measured = ([case for case in each.cases if case.twin_of is None] for each in (given, asked))
    texts = [case.text for case in fitted]
    gold = fit.gold_matrix(one, fitted)[:, columns]
    lanes = {lane: each[:, columns] for lane, each in fit.lane_values(pipeline, texts, reach)[0].items()}
    family = fit.fit_weights(lanes, gold, used, reach)
    there = fit.entry_values(pipeline, texts, family)[:, columns]
    flat = there.ravel(), gold.ravel()
    threshold = fit.f1_threshold(*flat) if target is None else fit.precision_threshold(*flat, target)
    scores = fit.entry_values(pipeline, [case.text for case in measured], family)[:, columns]
    truth = fit.gold_matrix(one, measured)[:, columns]
    claimed = scores >= threshold
    counts = np.stack([(claimed & truth).sum(1), (claimed & ~truth).sum(1), (~claimed & truth).sum(1)], axis=1)
    first = np.take_along_axis(truth, scores.argmax(axis=1)[:, None], axis=1)[:, 0]
    hits = [float(hit) if shows.any() else None for hit, shows in zip(first, truth, strict=True)]
    weights = resamples([case.id for case in measured], seed=1)
    told = [
        figure(statistic, weights)
        for statistic in (Statistic("F1", "f1", counts.astype(np.float64)), mean_of("hit@1", hits))
    ]
    return "  ".join(f"{each.name} {each.value:.3f} [{each.low:.3f}, {each.high:.3f}]" for each in told)


def lines(files: Sequence[Path]) -> Iterator[str]:
    """Measure no adapter, then each file."""
    folder = frameworks_folder(load_settings())
    known = {one.id: one for one in load_frameworks(folder, [SKILLS, FIELDS], concepts=load_concepts(folder))}
    given = together([one for path in SAMPLES for one in read_labelled(path, known, part="fit")])
    asked = [one for path in SAMPLES for one in read_labelled(path, known, part="report")]
    for file in (None, *files):
        adapter = load_adapter(file) if file is not None else None
        rows = _ROWS.search(adapter.about) if adapter is not None else None
        name = "no adapter" if file is None else f"{file.stem} ({rows.group() if rows else 'rows unknown'})"
        for framework in (SKILLS, FIELDS):
            how = (BARE if adapter is None else LEARNED)[framework]
            pipeline = pipeline_over(known[framework], adapter)
            for measured in (one for one in asked if one.framework.id == framework):
                yield f"{name:<28} {measured.name:<38} {figures(pipeline, given[framework], measured, *how)}"


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(prog="python -m eval.learning_curve", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="Adapters, in the order of the lines.")
    for line in lines(parser.parse_args().files):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
