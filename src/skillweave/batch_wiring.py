"""Puts a run together: what each worker loads, and which runner does the work."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from skillweave.batch.folder import RunFolder, run_folders
from skillweave.batch.local import ProcessRunner, endless
from skillweave.batch.packed import is_remote
from skillweave.batch.part import PartTask, PartWork, nothing_counted, patience_s
from skillweave.batch.run import PartRunner
from skillweave.batch.store import DiskStore, Store, only_run
from skillweave.domain.run import Made, NumberType, PartFormat, PartLine
from skillweave.errors import BatchError, SettingsError
from skillweave.settings import EmbedderConfig, Settings

if TYPE_CHECKING:
    from skillweave.wiring import Encoders

NumberChoice = Literal["auto", "fp32", "bf16"]


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What a worker needs to know to make results: it is sent to every worker.

    Attributes:
        settings: As loaded.
        frameworks: As given; None is all.
        folder: Where runs are kept.
        format: Of the files of parts.
        cut_off: Whether matches that made no claim are written.
        number_type: With how many digits the encoder calculates; `auto` finds out.
        passage_cache: Folder in which vectors of passages are kept; None keeps none.
        is_trial: Whether rows are only tried: the folder for vectors of passages is left alone.
        like: What the results must be made with, as the first worker chose or a run has begun; None chooses.
    """

    settings: Settings
    frameworks: tuple[str, ...] | None
    folder: str
    format: PartFormat = "parquet"
    cut_off: bool = False
    number_type: NumberChoice = "auto"
    passage_cache: str | None = None
    is_trial: bool = False
    like: Made | None = None


def open_store(folder: str) -> Store:
    """Give the store of a folder, or of an address such as s3://bucket/claims.

    Raises:
        SettingsError: The address names nothing that can be reached.
    """
    if not is_remote(folder):
        return DiskStore(Path(folder))
    from skillweave.batch.objects import ObjectStore  # pyarrow is loaded for object stores only

    return ObjectStore(folder)


@contextmanager
def held(folder: str) -> Iterator[Callable[[], None]]:
    """Hold a folder for one run, and give what is to be called now and then while the run works.

    Raises:
        BatchError: Another run works in it, or it cannot be written to.
    """
    if not is_remote(folder):
        with only_run(Path(folder)):
            DiskStore(Path(folder)).clean()
            yield lambda: None
        return
    from skillweave.batch import objects  # pyarrow is loaded for object stores only

    with objects.only_run(objects.ObjectStore(folder)) as renew:
        yield renew


def make_work(spec: RunSpec) -> PartWork:
    """Load what a worker holds; the first of a run chooses what others follow, and goes on with what has begun.

    Raises:
        SkillweaveError: Of the kinds of `build_pipeline`.
        BatchError: The worker would not make what the others make.
    """
    work = _loaded(spec)
    begun = None if spec.like is not None else _begun(spec, work.about)
    return work if begun is None else _loaded(replace(spec, like=begun))


def _loaded(spec: RunSpec) -> PartWork:
    # The run's own process never needs what these load.
    from skillweave.frameworks.concepts import load_concepts, load_neutral
    from skillweave.frameworks.load import load_frameworks
    from skillweave.wiring import assemble, frameworks_folder

    settings, number_type, why = _chosen(spec)
    folder = frameworks_folder(settings)
    frameworks = load_frameworks(folder, spec.frameworks, concepts=load_concepts(folder))
    encoders, counts = _encoders(spec, settings)
    pipeline = assemble(frameworks, settings, embedder=encoders)
    gc.freeze()  # what is loaded stays: looking through it for garbage is a tenth of the time beside encoding
    made = Made(
        provenance=pipeline.provenance,
        number_type=number_type,
        number_type_why=why,
        device=_device(settings.embedder),
        format=spec.format,
        cut_off=spec.cut_off,
        beside=_beside(spec, settings, encoders, load_neutral(folder)),
    )
    _refuse_another(made, spec.like)
    return PartWork(pipeline, made, open_store(spec.folder), counts=counts)


BATCHES = "alike"
"""How passages are put together and attended to, in a word that changes with it."""


def _beside(spec: RunSpec, settings: Settings, encoders: "Encoders", neutral: Sequence[str]) -> dict[str, str]:
    """Say what else changes results: two runs that differ in it are never one."""
    told = {"neutral": hashlib.sha256(json.dumps(neutral).encode()).hexdigest()[:12]}
    embedder = settings.embedder
    if encoders.elsewhere is not None:
        # An entry of which a sentence is too long to be sent fails; what replaces a name is encoded in its place.
        return {**told, "names": encoders.elsewhere.gate.lists, "text_at_most": str(embedder.endpoint.text_at_most)}
    # The encoder's last digits depend on the company of a passage: how many go together, and which are kept.
    batch = {} if embedder.kind == "hashing" else {"batch_size": str(embedder.batch_size), "batches": BATCHES}
    return {**told, **batch, "passage_cache": "no" if spec.passage_cache is None else "yes"}


def _refuse_another(made: Made, like: Made | None) -> None:
    """Refuse to work beside others with something else: the results would be another run's.

    Raises:
        BatchError: So it is; what differs is named.
    """
    if like is None or made.run_id == like.run_id:
        return
    here, there = _told(made), _told(like)
    names = sorted({*here, *there})
    differences = [
        f"{name} {here.get(name)}, not {there.get(name)}" for name in names if here.get(name) != there.get(name)
    ]
    raise BatchError(
        f"a worker would make other results than the first worker of the run: {'; '.join(differences)}. All machines "
        "need the same skillweave, the same frameworks and the same files of settings"
    )


def _told(made: Made) -> dict[str, str]:
    plain = made.model_dump(mode="json", include={"number_type", "device", "format", "cut_off"})
    return {**made.provenance.as_text(), **{name: str(value) for name, value in plain.items()}, **made.beside}


def _begun(spec: RunSpec, made: Made) -> Made | None:
    """Find the run that had gone on, had this machine now chosen as another one did, or as it did itself before."""
    free = _free(spec)
    if not free:
        return None
    store = open_store(spec.folder)
    runs = run_folders(store)
    for name in runs if made.run_id not in runs else ():
        with suppress(BatchError):  # the damaged manifest of another run is no hindrance
            manifest = RunFolder(store.within(name)).manifest()
            if manifest is not None and _can_follow(made, manifest.made, free):
                return manifest.made
    return None


def _can_follow(made: Made, begun: Made, free: set[str]) -> bool:
    """Tell whether a worker makes what a run has begun with, if it takes over what it was free to choose."""
    lacks_card = begun.device == "cuda" and made.device != "cuda"
    return not lacks_card and begun.run_id == made.model_copy(update={one: getattr(begun, one) for one in free}).run_id


def _free(spec: RunSpec) -> set[str]:
    """Name what neither the person nor the settings have said, and the worker chooses."""
    embedder = spec.settings.embedder
    if embedder.kind in ("hashing", "endpoint"):
        return set()
    is_told = spec.number_type != "auto" or embedder.number_type == "bf16"
    return ({"device"} if embedder.device == "auto" else set()) | (set() if is_told else {"number_type"})


def _encoders(spec: RunSpec, settings: Settings) -> "tuple[Encoders, Callable[[], tuple[int, int]]]":
    """Load the encoder, put the cache of passages around it if one is asked for, and say who counts what is kept."""
    from skillweave.embedding.passages import PassageCache
    from skillweave.wiring import Encoders, build_embedder, cached, calculation_of, load_encoders

    if spec.passage_cache is None or spec.is_trial:
        found = load_encoders(settings)
        return found, nothing_counted if found.elsewhere is None else found.elsewhere.entries.counts
    how = calculation_of(settings.embedder).name
    kept = PassageCache(build_embedder(settings.embedder), Path(spec.passage_cache), how)
    return Encoders.here(cached(kept, settings)), kept.counts


def local_runner(spec: RunSpec, workers: int) -> PartRunner:
    """Give a runner with processes on this machine, each with one thread unless the settings say otherwise."""
    threads = spec.settings.embedder.threads or 1
    embedder = spec.settings.embedder.model_copy(update={"threads": threads})
    if embedder.kind == "endpoint":
        _refuse_for_endpoint(spec, workers)
        shared = {"concurrency": max(1, embedder.endpoint.concurrency // workers)}
        embedder = embedder.model_copy(update={"endpoint": embedder.endpoint.model_copy(update=shared)})
    settled = replace(spec, settings=spec.settings.model_copy(update={"embedder": embedder}))
    runner: ProcessRunner[PartTask, PartLine | None] = ProcessRunner(
        partial(make_work, settled),
        workers,
        threads=threads,
        make_alike=partial(_alike, settled),
        patience_s=endless if embedder.kind == "endpoint" else patience_s,  # which has limits of its own, and waits
    )
    return runner


def _alike(spec: RunSpec, about: object) -> Callable[[], PartWork]:
    """Give what makes the work of all workers but the first: it chooses nothing."""
    return partial(make_work, replace(spec, like=about if isinstance(about, Made) else None))


def cluster_runner(spec: RunSpec, workers: int | None, address: str) -> PartRunner:
    """Give a runner with workers on a Ray cluster, one a processor; with a graphics card each if the settings ask.

    Without asking they use no card: all workers of a machine would be on the same one.

    The folder of results must be a disk that all machines share, or an address in an object store. Paths are taken
    from here, and mean the same file on all machines.
    """
    if spec.settings.embedder.kind == "endpoint":
        raise SettingsError(
            "workers on other machines have neither the endpoint's key nor the vectors that are kept here: leave out "
            "--cluster, or name an encoder that runs on those machines"
        )
    from skillweave.batch.cluster import RayRunner  # Ray is loaded for clusters only

    embedder = spec.settings.embedder
    device = "cpu" if embedder.device == "auto" else embedder.device
    embedder = embedder.model_copy(update={"threads": embedder.threads or 1, "device": device})
    settled = _from_anywhere(replace(spec, settings=spec.settings.model_copy(update={"embedder": embedder})))
    gpus_each = 1.0 if embedder.device == "cuda" else 0.0
    runner: RayRunner[PartTask, PartLine | None] = RayRunner(
        partial(make_work, settled),
        workers,
        address=address,
        gpus_each=gpus_each,
        make_alike=partial(_alike, settled),
        patience_s=patience_s,
    )
    return runner


def _from_anywhere(spec: RunSpec) -> RunSpec:
    """Make all paths whole: a worker on another machine starts in another folder."""
    from skillweave.frameworks.catalogue import is_path
    from skillweave.wiring import frameworks_folder

    settings = spec.settings
    found = frameworks_folder(settings)
    # Those that came with the package may lie elsewhere there: each worker finds its own.
    is_own = settings.frameworks_dir is not None or not found.is_absolute()
    paths = {
        "frameworks_dir": found if is_own else None,
        "cache_dir": settings.cache_dir,
        "parameters_file": settings.parameters_file,
    }
    whole: dict[str, object] = {name: path.resolve() for name, path in paths.items() if path is not None}
    if (folder := settings.embedder.folder) is not None:
        whole["embedder"] = settings.embedder.model_copy(update={"folder": folder.resolve()})
    names = spec.frameworks
    return replace(
        spec,
        settings=settings.model_copy(update=whole),
        frameworks=names and tuple(_whole(name) if is_path(name) else name for name in names),
        folder=spec.folder if is_remote(spec.folder) else _whole(spec.folder),
        passage_cache=None if spec.passage_cache is None else _whole(spec.passage_cache),
    )


def _whole(path: str) -> str:
    return str(Path(path).resolve())


def _refuse_for_endpoint(spec: RunSpec, workers: int) -> None:
    """Refuse what an endpoint as the encoder cannot do.

    Raises:
        SettingsError: There is such a thing.
    """
    limits = spec.settings.embedder.endpoint
    if spec.passage_cache is not None:
        raise SettingsError("--passage-cache is for encoders of this machine; vectors of an endpoint are kept anyway")
    if spec.number_type != "auto":
        raise SettingsError("--number-type is for encoders of this machine; an endpoint calculates as it likes")
    if workers > 1 and (limits.tokens_at_most is not None or limits.cost_at_most is not None):
        raise SettingsError(
            "limits of embedder.endpoint are counted in one process: give --workers 1, or leave out tokens_at_most and "
            "cost_at_most"
        )


def _device(embedder: EmbedderConfig) -> str:
    if embedder.kind in ("hashing", "endpoint"):
        return {"hashing": "cpu", "endpoint": "endpoint"}[embedder.kind]
    from skillweave.embedding.speed import device_of  # torch is loaded in workers only

    return device_of(embedder.device)


def _chosen(spec: RunSpec) -> tuple[Settings, NumberType, str]:
    """Choose the type of numbers: as the others do, else as told, else as the settings say, else by the probe."""
    embedder = spec.settings.embedder
    if embedder.kind == "hashing":
        return spec.settings, "fp32", "the encoder has no model"
    if embedder.kind == "endpoint":
        return spec.settings, "fp32", "the encoder is an endpoint"
    if spec.like is not None:
        return _as_others(spec.settings, spec.like), spec.like.number_type, spec.like.number_type_why
    if spec.number_type != "auto":
        found, why = spec.number_type, "as told"
    elif embedder.number_type == "bf16":
        found, why = "bf16", "as the settings say"
    else:
        found, why = _measured(embedder)
    changed = embedder.model_copy(update={"number_type": found})
    return spec.settings.model_copy(update={"embedder": changed}), found, why


def _measured(embedder: EmbedderConfig) -> tuple[NumberType, str]:
    """Take bf16 unasked only where it is known how far its claims are those of fp32, and where it pays."""
    from skillweave.embedding.speed import device_of, probe  # torch is loaded in workers only

    if embedder.kind != "minilm":
        return "fp32", "bf16 was compared for the packaged encoder only"
    if device_of(embedder.device) != "cpu":
        return "fp32", "bf16 was not compared on graphics cards"
    told = probe()
    return told.number_type, told.why


def _as_others(settings: Settings, like: Made) -> Settings:
    """Let the encoder calculate as that of the other workers.

    Raises:
        BatchError: They have graphics cards, and there is none here.
    """
    from skillweave.embedding.speed import device_of  # torch is loaded in workers only

    if like.device == "cuda" and device_of("auto") != "cuda":
        raise BatchError(
            "the run calculates on a graphics card, and a worker sees none: give a card to each worker with "
            'embedder.device = "cuda" in the settings, or begin a run without any with "cpu"'
        )
    device = "cuda" if like.device == "cuda" else "cpu"
    changed = settings.embedder.model_copy(update={"device": device, "number_type": like.number_type})
    return settings.model_copy(update={"embedder": changed})
