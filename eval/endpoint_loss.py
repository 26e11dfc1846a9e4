"""What an encoder elsewhere loses: the packaged encoder on this machine, and the same one behind an endpoint.

`python -m eval.endpoint_loss`, in a clone, with the development data in `../shared/data` or in a folder that is named.
Sentence vectors of the packaged encoder are served over HTTP on this machine, and asked for as those of any other
endpoint are; numbers are fitted to them as `skillweave eval fit` does.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from skillweave.domain.competency import Framework, Kind
from skillweave.embedding.sentence import load_packaged
from skillweave.evaluation.adapters import SETS, read_labelled
from skillweave.evaluation.report.terminal import TELLING
from skillweave.evaluation.sets import LabelledSet, System
from skillweave.evaluation.shipped import Shipped, fit
from skillweave.evaluation.summary import measure_set
from skillweave.evaluation.weave import Assemble, Skillweave
from skillweave.frameworks.concepts import load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.parameters import Parameters
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings, load_settings
from skillweave.wiring import Encoders, assemble, frameworks_folder, load_encoders
from tests.elsewhere import served
from tests.scripted_endpoint import KEY, MODEL, serving

ENTRIES = Path("eval/datasets/student-entries")
OPEN = ("e4b_esco_transversal", "compass")
_SKILLS, _FIELDS, _CLASSIC = "as-durable-skills", "career-clusters-2024", "career-clusters-16"


def main(data: Path) -> None:
    """Print the telling figures of each way, with their 95% intervals.

    Args:
        data: Folder of the open sets.
    """
    os.environ["SKILLWEAVE_EMBEDDINGS_KEY"] = KEY
    settings = load_settings()
    known = {one.id: one for one in load_frameworks(frameworks_folder(settings))}
    sets = [*read_labelled(ENTRIES, known, part="report"), *(SETS[one](data, known) for one in OPEN)]
    with serving(served(load_packaged(threads=1))) as server, TemporaryDirectory() as folder:
        elsewhere = _elsewhere(settings, server.base_url, Path(folder))
        encoders = load_encoders(elsewhere)
        numbers = _fitted(data, known, elsewhere, _assembler(elsewhere, encoders))
        (Path(folder) / "numbers.json").write_text(numbers.model_dump_json(), encoding="utf-8")
        fitted = elsewhere.model_copy(update={"parameters_file": Path(folder) / "numbers.json"})
        without = settings.embedder.model_copy(update={"adapter": False})
        here = settings.model_copy(update={"embedder": without})
        systems = [
            Skillweave(_assembler(settings, load_encoders(settings)), "as it ships"),
            Skillweave(_assembler(here, load_encoders(here)), "without the adapter"),
            Skillweave(_assembler(fitted, encoders), "endpoint, numbers fitted"),
            Skillweave(_assembler(elsewhere, encoders), "endpoint"),
        ]
        for one in sets:
            _tell(one, systems)
        encoders.close()


def _elsewhere(settings: Settings, url: str, folder: Path) -> Settings:
    """Name the endpoint; the sets hold no names of real people, so no roster is needed."""
    found = {"base_url": url, "model": MODEL, "folder": folder / "vectors"}
    endpoint = settings.embedder.endpoint.model_copy(update=found)
    embedder = settings.embedder.model_copy(update={"kind": "endpoint", "endpoint": endpoint})
    privacy = settings.privacy.model_copy(update={"without_roster": True})
    return settings.model_copy(update={"embedder": embedder, "privacy": privacy, "cache_dir": folder})


def _fitted(data: Path, known: Mapping[str, Framework], settings: Settings, build: Assemble) -> Parameters:
    core = [one for one in known.values() if one.kind is Kind.CORE]
    judged = {one.framework.id: one for one in read_labelled(ENTRIES, known, part="fit")}
    neutral = load_neutral(frameworks_folder(settings))
    return fit(data, build, Shipped(known[_SKILLS], known[_FIELDS], known[_CLASSIC], core, neutral, judged))[0]


def _assembler(settings: Settings, encoders: Encoders) -> Assemble:
    def build(frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        return assemble(frameworks, settings, embedder=encoders, gate=gate)

    return build


def _tell(data: LabelledSet, systems: Sequence[System]) -> None:
    for system in measure_set(data, systems).systems:
        for one in system.figures:
            if one.name in (*TELLING, "RP@10"):
                told = f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]  n={one.count}"
                sys.stdout.write(f"{data.name:<38} {system.name:<26} {one.name:<36} {told}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
