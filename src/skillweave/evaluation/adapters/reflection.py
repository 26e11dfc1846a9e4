"""Sentences from student teachers' diaries: does a sentence carry evidence of something done or learned (E5b)?"""

from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters.rows import claimable, read_lines
from skillweave.evaluation.sets import Case, LabelledSet, Task

_BLOCK = 50  # sentences: the source gives no diary, so neighbours by number stand for one


def reflection_sentences(data: Path, framework: Framework) -> LabelledSet:
    """E5b: diary sentences with a category, and whether sentences of that category can carry evidence.

    Args:
        data: Folder of the data sets.
        framework: What the sentences are matched with; no competency is labelled.
    """
    folder = data / "e5b_cered_reflection"
    carries = {row["label"]: bool(row["evidence"]) for row in read_lines(folder / "labels.jsonl")}
    cases = tuple(
        Case(
            id=row["id"],
            text=row["text"],
            grades={},
            slices={"category": row["gold"]},
            group=_block(row["id"]),
            carries=carries[row["gold"]],
        )
        for row in read_lines(folder / "dev.jsonl")
    )
    return LabelledSet(
        name="e5b_cered_reflection",
        framework=framework,
        candidates=claimable(framework),
        cases=cases,
        tasks=frozenset({Task.ABSTENTION}),
        first_person=True,
        synthetic=False,
        says=(
            "Whether claims rest on sentences that can carry evidence, in real students' diaries of one occupation, "
            "machine-translated from Czech; that a sentence can carry evidence does not mean that it shows a skill."
        ),
    )


def _block(identifier: str) -> str:
    """Give the block of numbers that a sentence lies in; the data set's folds are made of whole blocks."""
    return f"block-{int(identifier.rpartition('-')[2]) // _BLOCK}"
