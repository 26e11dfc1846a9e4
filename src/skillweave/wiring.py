"""The composition root: the one place that chooses what fills each seam."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.embedding.adapter import Adapter, load_adapter
from skillweave.embedding.cache import CachedEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import SettingsError
from skillweave.frameworks.concepts import load_concepts, load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.heads import Heads
from skillweave.matching.index import MatchIndex, build_index
from skillweave.matching.parameters import Parameters, load_parameters, read_parameters
from skillweave.pipeline import Pipeline
from skillweave.ports import Embedder
from skillweave.settings import EmbedderConfig, Settings, load_settings


def build_pipeline(frameworks: Sequence[str] | None = None, *, settings: Settings | None = None) -> Pipeline:
    """Load frameworks, encoder and fitted numbers, and put them together.

    Args:
        frameworks: Ids, `id@version`, or paths to a framework file of your own; None takes all of the folder.
        settings: Given, or read from `skillweave.toml` and the environment.

    Raises:
        SettingsError: A setting cannot be used.
        FrameworkError: A framework is damaged or unknown; all faults at once.
        EncoderError: The encoder cannot be loaded.
    """
    settings = settings or load_settings()
    folder = frameworks_folder(settings)
    chosen = load_frameworks(folder, frameworks, concepts=load_concepts(folder))
    return assemble(chosen, settings)


def assemble(
    frameworks: Sequence[Framework], settings: Settings, *, embedder: Embedder | None = None, gate: bool | None = None
) -> Pipeline:
    """Put a pipeline together over frameworks that were already loaded.

    Args:
        frameworks: Those without anything to claim are left out.
        settings: Where concepts are, and how the pipeline works.
        embedder: An encoder that is loaded already.
        gate: Overrules the settings.
    """
    folder = frameworks_folder(settings)
    concepts, neutral = load_concepts(folder), load_neutral(folder)
    if embedder is None:
        embedder = CachedEmbedder(build_embedder(settings.embedder), cache_folder(settings))
    claimable = [one for one in frameworks if one.claimable]
    if not claimable:
        names = ", ".join(one.id for one in frameworks) or "none"
        raise SettingsError(
            f"nothing in the chosen frameworks ({names}) can be claimed: they list headings or records only"
        )
    heads = heads_of(embedder.model_id)
    index = build_index(claimable, concepts, neutral, embedder, heads.columns if heads else ())
    config = settings.pipeline if gate is None else settings.pipeline.model_copy(update={"gate": gate})
    return Pipeline(embedder, index, parameters_for(index, embedder.model_id, settings), concepts, config, heads)


def parameters_for(index: MatchIndex, encoder: str, settings: Settings) -> Parameters:
    """Give the fitted numbers: the installation's own where the settings name a file, else the packaged ones.

    Args:
        index: What they must have numbers for.
        encoder: An `Embedder.model_id`.
        settings: Where the file is.

    Raises:
        SettingsError: The file cannot be used.
    """
    if settings.parameters_file is None:
        return load_parameters(encoder)
    return read_parameters(settings.parameters_file, encoder, {part.family for part in index.parts})


def heads_of(encoder: str) -> Heads | None:
    """Give the heads that were fitted to an encoder with its adapter; None where there are none.

    Args:
        encoder: An `Embedder.model_id`.
    """
    if "+" not in encoder:
        return None
    adapter = _adapter()
    return Heads.of(adapter.columns, adapter.heads) if encoder == f"{adapter.encoder}+{adapter.name}" else None


@cache
def _adapter() -> Adapter:
    """Read the adapter that ships once: the encoder and every pipeline over it ask for it."""
    return load_adapter()


def build_embedder(config: EmbedderConfig) -> Embedder:
    """Make the encoder that the settings name."""
    return EMBEDDERS[config.kind](config)


def _minilm(config: EmbedderConfig) -> Embedder:
    from skillweave.embedding.sentence import load_packaged

    adapter = _adapter() if config.adapter else None
    return load_packaged(batch_size=config.batch_size, threads=config.threads, adapter=adapter)


def _folder(config: EmbedderConfig) -> Embedder:
    from skillweave.embedding.sentence import load_folder

    if config.folder is None:
        raise SettingsError("embedder.folder is needed for kind sentence-transformers: the folder of the model")
    return load_folder(config.folder, batch_size=config.batch_size, threads=config.threads)


def _hashing(_: EmbedderConfig) -> Embedder:
    return HashingEmbedder()


EMBEDDERS: Mapping[str, Callable[[EmbedderConfig], Embedder]] = {
    "minilm": _minilm,
    "sentence-transformers": _folder,
    "hashing": _hashing,
}


def frameworks_folder(settings: Settings) -> Path:
    """Find the frameworks: as told, else `./frameworks`, else those that came with skillweave.

    Raises:
        SettingsError: There are none; the message says how to point at them.
    """
    if settings.frameworks_dir is not None:
        return settings.frameworks_dir
    package = Path(__file__).parent
    for folder in (Path("frameworks"), package / "data" / "frameworks", package.parents[1] / "frameworks"):
        if (folder / "concepts").is_dir():
            return folder
    raise SettingsError("no folder of frameworks found; give one with --frameworks-dir or SKILLWEAVE_FRAMEWORKS")


def cache_folder(settings: Settings) -> Path:
    """Say where vectors of framework texts are kept."""
    if settings.cache_dir is not None:
        return settings.cache_dir
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "skillweave"
