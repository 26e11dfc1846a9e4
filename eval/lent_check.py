"""What signs of fields are worth to a framework that borrows them: `python -m eval.lent_check`; a minute.

The classic career clusters (2002) on the entries and lines that are reported on. Nobody labelled these with them; of a
text's cluster of 2024 the classic one is known where one alone falls under it. Others are not asked for, and texts of
other clusters show none.
"""

import sys
from collections.abc import Sequence

from eval.train.passages import CLASSIC, FIELDS
from skillweave.cli.samples import SAMPLES
from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.baselines import WholeSentence
from skillweave.evaluation.shipped import lent
from skillweave.evaluation.summary import measure_set
from skillweave.evaluation.weave import Skillweave
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder


def main() -> None:
    """Print the figures of each sample."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    known = {one.id: one for one in load_frameworks(folder, concepts=load_concepts(folder))}
    embedder = build_embedder(settings.embedder)

    def build(frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        return assemble(frameworks, settings, embedder=embedder, gate=gate)

    for path in SAMPLES:
        judged = next(one for one in read_labelled(path, known, part="report") if one.framework.id == FIELDS)
        data = lent(judged, known[CLASSIC])
        for system in measure_set(data, [Skillweave(build), WholeSentence(embedder)]).systems:
            for one in system.figures:
                told = f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]  n={one.count}"
                sys.stdout.write(f"{path.name:<16} {system.name:<16} {one.name:<44} {told}\n")


if __name__ == "__main__":
    main()
