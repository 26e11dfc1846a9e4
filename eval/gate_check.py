"""What the context gate is worth, as rules and as it was learned: `python -m eval.gate_check`; two minutes.

On the entries and lines that are reported on: of the words that raters marked as the writer's deed, and of those that
look like one and are somebody else's, a plan, a denial and the like, how many may make a claim. On sentences of real
diaries (E5b): whether the sentence carries evidence. The rules open or close a stretch. What was learned is the head
that tells whether anything is shown; where a yes or no is asked of it, it is cut where it lets as many deeds of the
texts for fitting through as the rules do.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.train.passages import FIELDS, SKILLS
from skillweave.cli.samples import SAMPLES
from skillweave.domain.experience import Experience
from skillweave.domain.intervals import percentiles
from skillweave.domain.span import Span
from skillweave.evaluation.adapters.reflection import reflection_sentences
from skillweave.evaluation.adapters.sample import Sample, read_samples
from skillweave.evaluation.pointing import tokens_inside
from skillweave.evaluation.sets import GOLD
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.heads import SHOWN
from skillweave.matching.units import Unit
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder

DATA = Path("../shared/data")
DRAWS, SEED, CHUNK = 2_000, 1, 64


@dataclass(frozen=True, slots=True)
class Seen:
    """A stretch that raters marked, or a sentence: what the gate says of it.

    Attributes:
        text: Id of its text; stretches of one text are drawn together.
        is_deed: Whether the raters say that it shows something.
        is_open: Whether the rules let any of it make a claim.
        shown: Log-odds of the surest token in it that something is shown.
    """

    text: str
    is_deed: bool
    is_open: bool
    shown: float


def stretches(pipeline: Pipeline, samples: Sequence[Sample]) -> Iterator[Seen]:
    """Look once at every marked stretch: deeds (grade 3 or 4), and what only looks like one (grade 0)."""
    entries = [one.stored.entry for one in samples]
    for one, units in zip(samples, units_of(pipeline, entries), strict=True):
        kinds: dict[Span, bool] = {}
        for label in one.labels:
            if label.framework == SKILLS and (label.grade >= GOLD or label.grade == 0):
                kinds |= {span: kinds.get(span, False) or label.grade >= GOLD for span in label.spans}
        for span, is_deed in kinds.items():
            yield seen(pipeline, one.stored.entry.id, units, span, is_deed=is_deed)


def seen(pipeline: Pipeline, name: str, units: Sequence[Unit], span: Span, *, is_deed: bool) -> Seen:
    """Look at the tokens of a stretch."""
    if pipeline.heads is None:
        raise SystemExit("the adapter is off: nothing was learned to compare the rules with")
    column = pipeline.heads.columns.index(SHOWN)
    is_open, shown = False, -20.0
    for unit in units:
        inside = tokens_inside(unit.offsets, [span])
        if inside.any():
            is_open |= unit.reason is None
            shown = max(shown, float(unit.signs[inside, column].max()))
    return Seen(name, is_deed, is_open, shown)


def units_of(pipeline: Pipeline, entries: Sequence[Experience]) -> Iterator[list[Unit]]:
    """Give the units of each text."""
    for start in range(0, len(entries), CHUNK):
        some = entries[start : start + CHUNK]
        units = pipeline.units(some)
        counts = np.bincount([unit.entry for unit in units], minlength=len(some))
        for low, high in pairwise([0, *np.cumsum(counts).tolist()]):
            yield units[low:high]


def diaries(pipeline: Pipeline, data: Path) -> Iterator[Seen]:
    """Look at sentences of diaries, each by itself."""
    cases = reflection_sentences(data, pipeline.index.frameworks[0].framework).cases
    entries = [Experience(id=case.id, text=case.text) for case in cases]
    for case, units in zip(cases, units_of(pipeline, entries), strict=True):
        yield seen(pipeline, case.group, units, Span(start=0, end=len(case.text)), is_deed=bool(case.carries))


def report(name: str, every: Sequence[Seen], cut: float) -> Iterator[str]:
    """Say what passes: by the rules, by what was learned, and by both."""
    deed = np.array([one.is_deed for one in every])
    shown = np.array([one.shown for one in every])
    opened = np.array([one.is_open for one in every])
    ways = {"rules": opened, "learned": shown >= cut, "both": opened & (shown >= cut)}
    yield f"{name}: {int(deed.sum())} deeds, {int((~deed).sum())} others"
    rng = np.random.default_rng(SEED)
    texts, owner = np.unique([one.text for one in every], return_inverse=True)
    draws = [np.bincount(rng.integers(len(texts), size=len(texts)), minlength=len(texts))[owner] for _ in range(DRAWS)]
    for way, passed in ways.items():
        found = {"deeds": passed[deed].mean(), "others": passed[~deed].mean(), "balanced": balanced(passed, deed, 1.0)}
        low, high = percentiles(np.array([balanced(passed, deed, weights) for weights in draws]))
        told = f"balanced accuracy {found['balanced']:.3f} [{low:.3f}, {high:.3f}]"
        yield f"  {way:<8} let through: {found['deeds']:.3f} of the deeds, {found['others']:.3f} of the others; {told}"
    yield f"  learned, in order: AUC {roc_auc_score(deed, shown):.3f}"


def balanced(passed: np.ndarray, deed: np.ndarray, weights: np.ndarray | float) -> float:
    """Give the mean of the share of deeds let through and the share of others stopped."""
    weight = np.broadcast_to(np.asarray(weights, np.float64), deed.shape)
    right = passed == deed
    return float(np.mean([np.average(right[each], weights=weight[each]) for each in (deed, ~deed)]))


def main() -> None:
    """Print a block a set."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    known = {one.id: one for one in load_frameworks(folder, [SKILLS, FIELDS], concepts=load_concepts(folder))}
    pipeline = assemble([known[SKILLS]], settings, embedder=build_embedder(settings.embedder))
    every = {path.name: _originals(read_samples(path / "cases.jsonl", known)) for path in SAMPLES}
    found = [one for samples in every.values() for one in stretches(pipeline, _part(samples, "fit"))]
    deeds = np.array([one.shown for one in found if one.is_deed])
    cut = float(np.quantile(deeds, 1 - np.mean([one.is_open for one in found if one.is_deed])))
    blocks = [report(name, list(stretches(pipeline, _part(samples, "report"))), cut) for name, samples in every.items()]
    if DATA.is_dir():
        blocks.append(report("e5b_cered_reflection", list(diaries(pipeline, DATA)), cut))
    sys.stdout.write(f"what was learned is cut at log-odds {cut:.2f}\n")
    for block in blocks:
        sys.stdout.writelines(f"{line}\n" for line in block)


def _originals(samples: Sequence[Sample]) -> list[Sample]:
    return [one for one in samples if one.stored.row.twin_of is None]


def _part(samples: Sequence[Sample], part: str) -> list[Sample]:
    return [one for one in samples if one.part == part]


if __name__ == "__main__":
    main()
