"""Chooses sets, measures systems on them one after the other, and keeps what was measured for the next run."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from skillweave.batch.sinks import file_sink
from skillweave.evaluation.adapters import SETS, fast_subset
from skillweave.evaluation.report.changes import Change, compare_runs
from skillweave.evaluation.runs import Run, SetRun
from skillweave.evaluation.sets import LabelledSet, System
from skillweave.evaluation.summary import measure_set

FAST: Mapping[str, int] = {
    "e3_esco": 60,
    "e4b_esco_transversal": 60,
    "e1_onet_cluster_bundles": 150,
    "e4_onet_gwa_transferable": 150,
    "e5b_cered_reflection": 300,
}
"""Open sets of the fast run and the most cases of each; labelled samples are always measured whole."""

LEAST_LOSS = 0.01
"""A figure that falls by less is no loss worth stopping for, however sure it is."""


def fast(data: LabelledSet) -> LabelledSet:
    """Take the fast run's share of an open set; any other set as it is. Floors stay where nothing was left out."""
    return fast_subset(data, FAST[data.name]) if data.name in FAST else data


def measured(data: LabelledSet, systems: Sequence[System], made_with: str, folder: Path | None) -> SetRun:
    """Measure one set, or read what the same code measured on the same cases before.

    Args:
        data: The set.
        systems: The first is the one under test.
        made_with: What decides the result beside the code and the set: encoder, parameters, settings.
        folder: Where results are kept; None to measure anew.
    """
    if folder is None:
        return measure_set(data, systems)
    names = "\0".join(system.name for system in systems)
    key = hashlib.sha256("\0".join([source_digest(), made_with, set_digest(data), names]).encode()).hexdigest()[:32]
    path = folder / f"{data.name}-{key}.json"
    if path.is_file():
        try:
            return SetRun.model_validate_json(path.read_bytes())
        except ValidationError:
            pass  # half a file, or another version's: measured again and written over
    found = measure_set(data, systems)
    folder.mkdir(parents=True, exist_ok=True)
    with file_sink(path) as sink:
        sink.write(found.model_dump_json().encode())
    return found


def set_digest(data: LabelledSet) -> str:
    """Hash everything in a set that can change what is kept of it."""
    digest = hashlib.sha256(f"{data.name}\0{data.framework.content_hash}\0{data.first_person}".encode())
    digest.update(repr((sorted(data.candidates), sorted(data.tasks), sorted(data.floors.items()))).encode())
    digest.update(repr((data.synthetic, data.says)).encode())
    for case in data.cases:
        spans = sorted((code, [(span.start, span.end) for span in spans]) for code, spans in case.spans.items())
        row = (case.id, case.text, sorted(case.grades.items()), spans, sorted(case.slices.items()), case.group)
        digest.update(repr((*row, case.twin_of, case.carries)).encode())
    return digest.hexdigest()


def source_digest() -> str:
    """Hash this package's own files: a kept result is used only by the code that measured it."""
    digest = hashlib.sha256()
    for name, content in _files(files("skillweave")):
        digest.update(f"{name}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found += _files(entry, f"{prefix}{entry.name}/")
        elif entry.is_file() and entry.name.endswith((".py", ".json")):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def below_floors(run: Run) -> list[str]:
    """Name the figures of the system under test that lie below their floor."""
    return [
        f"{one.name} {figure.name} is {figure.value:.3f}, its floor is {figure.floor:.2f}"
        for one in run.sets
        for figure in one.systems[0].figures
        if figure.floor is not None and not figure.value >= figure.floor
    ]


def losses(run: Run, baseline: Run) -> list[str]:
    """Name the figures of the system under test that fell against a baseline, surely and by enough to matter.

    A set that cannot be compared is named too: a gate that compares nothing guards nothing.
    """
    tested = {one.name: one.systems[0].name for one in run.sets}
    found = compare_runs(run, baseline)
    silent = [
        f"{one.name}: nothing was compared. {' '.join(one.notes)}".strip() for one in found.sets if not one.changes
    ]
    silent += [f"{name}: in the baseline, but not measured" for name in found.gone]
    return silent + [
        f"{one.name} {change.difference.name}: {change.difference.first:.3f} -> {change.difference.second:.3f} "
        f"(difference [{change.difference.low:.3f}, {change.difference.high:.3f}])"
        for one in found.sets
        for change in one.changes
        if change.system == tested[one.name] and _is_loss(change)
    ]


def _is_loss(change: Change) -> bool:
    fell = abs(change.difference.second - change.difference.first)
    return change.verdict == "worse" and fell >= LEAST_LOSS


def without_texts(run: Run) -> Run:
    """Drop whatever repeats the sets' own words or labels: what is left can be kept beside the code as a baseline."""
    return run.model_copy(
        update={
            "sets": tuple(
                one.model_copy(
                    update={
                        "gold": ((),) * one.cases,
                        "systems": tuple(system.model_copy(update={"worst": ()}) for system in one.systems[:1]),
                    }
                )
                for one in run.sets
            )
        }
    )


Progress = Callable[[str], None]


def measured_all(
    sets: Sequence[LabelledSet],
    systems_for: Callable[[LabelledSet], Sequence[System]],
    made_with: str,
    folder: Path | None,
    progress: Progress,
) -> tuple[SetRun, ...]:
    """Measure set after set; only open sets are kept, since what is kept holds texts."""
    out = []
    for number, data in enumerate(sets, start=1):
        progress(f"{number}/{len(sets)} {data.name}: {len(data.cases)} cases")
        out.append(measured(data, systems_for(data), made_with, folder if data.name in SETS else None))
    return tuple(out)
