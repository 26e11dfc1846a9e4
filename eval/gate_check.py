"""What the context gate is worth, as rules and as it was learned: `python -m eval.gate_check`; two minutes.

On the entries and lines that are reported on: of the words that raters marked as the writer's deed, and of those that
look like one and are somebody else's, a plan, a denial and the like, how many may make a claim. On sentences of real
diaries (E5b): whether the sentence carries evidence. The rules open or close a stretch. What was learned is the head
that tells whether anything is shown; where a yes or no is asked of it, it is cut where it lets as many deeds of the
entries for fitting through as the rules do.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.train.passages import SKILLS
from skillweave.domain.experience import Experience
from skillweave.domain.intervals import percentiles
from skillweave.evaluation.adapters.reflection import reflection_sentences
from skillweave.evaluation.sets import GOLD
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.heads import SHOWN
from skillweave.matching.units import Unit
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder

SAMPLES = tuple(Path("eval/datasets") / name for name in ("student-entries", "student-lines"))
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


def marked(rows: Sequence[dict], part: str) -> list[dict]:  # type: ignore[type-arg]
    """Take the original texts of one part."""
    return [row for row in rows if row["part"] == part and "twin_of" not in row]


def stretches(pipeline: Pipeline, rows: Sequence[dict]) -> Iterator[Seen]:  # type: ignore[type-arg]
    """Look at every marked stretch: deeds (grade 3 or 4), and what only looks like one (grade 0)."""
    for row, units in zip(rows, units_of(pipeline, [(row["id"], row["text"]) for row in rows]), strict=True):
        deeds = {quote for label in row["labels"] if label["grade"] >= GOLD for quote in label["evidence"]}
        for label in row["labels"]:
            is_deed = label["grade"] >= GOLD
            if label["framework"] != SKILLS or not (is_deed or label["grade"] == 0):
                continue
            for quote in label["evidence"]:
                words = quote if isinstance(quote, str) else quote["quote"]
                if is_deed or words not in deeds:
                    start = row["text"].index(words)
                    yield seen(pipeline, row["id"], units, start, start + len(words), is_deed=is_deed)


def seen(pipeline: Pipeline, name: str, units: Sequence[Unit], low: int, high: int, *, is_deed: bool) -> Seen:
    """Look at the tokens of a stretch."""
    if pipeline.heads is None:
        raise SystemExit("the adapter is off: nothing was learned to compare the rules with")
    column = pipeline.heads.columns.index(SHOWN)
    is_open, shown = False, -20.0
    for unit in units:
        inside = (unit.offsets[:, 0] < high) & (unit.offsets[:, 1] > low)
        if inside.any():
            is_open |= unit.reason is None
            shown = max(shown, float(unit.signs[inside, column].max()))
    return Seen(name, is_deed, is_open, shown)


def units_of(pipeline: Pipeline, texts: Sequence[tuple[str, str]]) -> Iterator[list[Unit]]:
    """Give the units of each text."""
    for start in range(0, len(texts), CHUNK):
        some = [Experience(id=name, text=text) for name, text in texts[start : start + CHUNK]]
        units = pipeline.units(some)
        counts = np.bincount([unit.entry for unit in units], minlength=len(some))
        for low, high in pairwise([0, *np.cumsum(counts).tolist()]):
            yield units[low:high]


def diaries(pipeline: Pipeline, data: Path) -> Iterator[Seen]:
    """Look at sentences of diaries, each by itself."""
    cases = reflection_sentences(data, pipeline.index.frameworks[0].framework).cases
    for case, units in zip(cases, units_of(pipeline, [(case.id, case.text) for case in cases]), strict=True):
        yield seen(pipeline, case.group, units, 0, len(case.text), is_deed=bool(case.carries))


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
    frameworks = load_frameworks(folder, [SKILLS], concepts=load_concepts(folder))
    pipeline = assemble(frameworks, settings, embedder=build_embedder(settings.embedder))
    rows = {path: [json.loads(line) for line in (path / "cases.jsonl").read_bytes().splitlines()] for path in SAMPLES}
    fitted = [one for each in rows.values() for one in stretches(pipeline, marked(each, "fit"))]
    deeds = np.array([one.shown for one in fitted if one.is_deed])
    cut = float(np.quantile(deeds, 1 - np.mean([one.is_open for one in fitted if one.is_deed])))
    blocks = [report(path.name, list(stretches(pipeline, marked(each, "report"))), cut) for path, each in rows.items()]
    if DATA.is_dir():
        blocks.append(report("e5b_cered_reflection", list(diaries(pipeline, DATA)), cut))
    sys.stdout.write(f"what was learned is cut at log-odds {cut:.2f}\n")
    for block in blocks:
        sys.stdout.writelines(f"{line}\n" for line in block)


if __name__ == "__main__":
    main()
