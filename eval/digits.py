"""How far claims that were calculated in bf16 are those of fp32: `python -m eval.digits`.

Translates the student entries and as many entries of training writers with all frameworks, twice. Prints in how many
texts and frameworks the first claim is the same (one that only one of the two makes is not), and F1 on the part of the
student entries that figures are reported on. A minute, and many where the processor has no units for bf16.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.training_rows import read_rows
from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.domain.intervals import wilson
from skillweave.embedding.speed import probe
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.report.terminal import TELLING
from skillweave.evaluation.summary import measure_set
from skillweave.evaluation.weave import Assemble, Skillweave
from skillweave.frameworks.load import load_frameworks
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings, load_settings
from skillweave.wiring import assemble, frameworks_folder

ENTRIES = Path("eval/datasets/student-entries")
LABELLED = ("as-durable-skills", "career-clusters-2024")
LIMIT = 0.985
"""Of the first claims so many must stay, or bf16 may not be taken unasked."""

First = Mapping[tuple[str, str], str]
"""The code of the first claim by text and framework; a framework without claims has none."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two sets of first claims have in common.

    Attributes:
        same: Both claim, and the first is the same.
        other: Both claim, and the first is another.
        one_only: Only one of them claims anything.
    """

    same: int
    other: int
    one_only: int

    @classmethod
    def of(cls, ours: First, theirs: First) -> "Likeness":
        """Compare.

        Example:
            >>> Likeness.of({("a", "x"): "1", ("b", "x"): "2"}, {("a", "x"): "1", ("c", "x"): "2"})
            Likeness(same=1, other=0, one_only=2)
        """
        both = ours.keys() & theirs.keys()
        same = sum(ours[key] == theirs[key] for key in both)
        return cls(same, len(both) - same, len(ours.keys() ^ theirs.keys()))


def with_digits(settings: Settings, number_type: str) -> Settings:
    """Ask for a type of numbers."""
    embedder = settings.embedder.model_copy(update={"number_type": number_type})
    return settings.model_copy(update={"embedder": embedder})


def firsts(pipeline: Pipeline, experiences: Sequence[Experience]) -> First:
    """Translate, and keep the first claim of each framework."""
    return {
        (experience.id, claim.framework): claim.code
        for experience, one in zip(experiences, pipeline.translate_many(experiences), strict=True)
        for claim in one.claims
        if claim.rank == 1
    }


def assembler(settings: Settings) -> Assemble:
    """Give what puts a pipeline together, for the harness."""

    def build(frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        return assemble(frameworks, settings, gate=gate)

    return build


def texts() -> list[Experience]:
    """Give the student entries, and entries of training writers, as many."""
    known = {one.id: one for one in load_frameworks(frameworks_folder(load_settings()), list(LABELLED))}
    cases = [
        case
        for part in ("fit", "report")
        for case in read_labelled(ENTRIES, known, part=part)[0].cases
        if case.twin_of is None
    ]
    rows = [row for row in read_rows() if row.is_entry][: len(cases)]
    return [*(Experience(id=one.id, text=one.text) for one in cases), *(Experience(id=r.id, text=r.text) for r in rows)]


def main() -> int:
    """Print the figures; 1 where too many first claims change."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    frameworks = load_frameworks(folder)
    plain, fast = (assemble(frameworks, with_digits(settings, kind)) for kind in ("fp32", "bf16"))
    experiences = texts()
    found = Likeness.of(firsts(plain, experiences), firsts(fast, experiences))
    both, every = found.same + found.other, found.same + found.other + found.one_only
    low, high = wilson(found.same, every)
    share = found.same / every
    say(f"{len(experiences)} texts, {len(frameworks)} frameworks; this machine: {probe().why}")
    say(f"first claims that are the same in bf16: {share:.4f} [{low:.4f}, {high:.4f}] of {every} (limit {LIMIT})")
    say(f"where both claim anything: {found.same / both:.4f} of {both}; one of the two only: {found.one_only}")
    known = {one.id: one for one in frameworks if one.id in LABELLED}
    systems = [Skillweave(assembler(with_digits(settings, kind)), kind) for kind in ("fp32", "bf16")]
    for labelled in read_labelled(ENTRIES, known, part="report"):
        for system in measure_set(labelled, systems).systems:
            for one in system.figures:
                if one.name in TELLING:
                    told = f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]  n={one.count}"
                    say(f"{labelled.name:<38} {system.name:<5} {one.name:<36} {told}")
    return int(share < LIMIT)


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
