"""The composition root: the one place that chooses what fills each seam."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from skillweave.domain.competency import Framework
from skillweave.embedding.adapter import Adapter, load_adapter
from skillweave.embedding.cache import CachedEmbedder
from skillweave.embedding.calculation import PLAIN, Calculation
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import SettingsError
from skillweave.frameworks.concepts import load_concepts, load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.heads import Heads
from skillweave.matching.index import MatchIndex, build_index
from skillweave.matching.parameters import Parameters, load_parameters, read_parameters
from skillweave.matching.words import WordHeads
from skillweave.pipeline import Hide, Pipeline
from skillweave.ports import Embedder
from skillweave.settings import EmbedderConfig, Settings, load_settings

if TYPE_CHECKING:
    from skillweave.remote_wiring import Elsewhere


@dataclass(frozen=True, slots=True)
class Encoders:
    """What encodes; on this machine it is the same for all texts.

    Attributes:
        entries: For what people wrote.
        frameworks: For texts of frameworks, whose vectors are kept on disk.
        hide: How parts of entries are shown to an encoder elsewhere; None here.
        elsewhere: The endpoint behind them; None here.
    """

    entries: Embedder
    frameworks: Embedder
    hide: Hide | None = None
    elsewhere: "Elsewhere | None" = None

    @classmethod
    def here(cls, embedder: Embedder) -> "Encoders":
        """Take one encoder of this machine for everything."""
        return cls(embedder, embedder)

    def close(self) -> None:
        """Close what leads elsewhere."""
        if self.elsewhere is not None:
            self.elsewhere.vectors.client.close()


def build_pipeline(
    frameworks: Sequence[str] | None = None, *, settings: Settings | None = None, encoders: Encoders | None = None
) -> Pipeline:
    """Load frameworks, encoder and fitted numbers, and put them together.

    Args:
        frameworks: Ids, `id@version`, or paths to a framework file of your own; None takes all of the folder.
        settings: Given, or read from `skillweave.toml` and the environment.
        encoders: Loaded already; None loads those that the settings name.

    Raises:
        SettingsError: A setting cannot be used.
        FrameworkError: A framework is damaged or unknown; all faults at once.
        EncoderError: The encoder cannot be loaded.
    """
    settings = settings or load_settings()
    folder = frameworks_folder(settings)
    chosen = load_frameworks(folder, frameworks, concepts=load_concepts(folder))
    return assemble(chosen, settings, embedder=encoders)


def assemble(
    frameworks: Sequence[Framework],
    settings: Settings,
    *,
    embedder: Embedder | Encoders | None = None,
    gate: bool | None = None,
) -> Pipeline:
    """Put a pipeline together over frameworks that were already loaded.

    Args:
        frameworks: Those without anything to claim are left out.
        settings: Where concepts are, and how the pipeline works.
        embedder: An encoder of this machine that is loaded already, or what `load_encoders` gave.
        gate: Overrules the settings.
    """
    folder = frameworks_folder(settings)
    concepts, neutral = load_concepts(folder), load_neutral(folder)
    encoders = _encoders(embedder, settings)
    claimable = [one for one in frameworks if one.claimable]
    if not claimable:
        names = ", ".join(one.id for one in frameworks) or "none"
        raise SettingsError(
            f"nothing in the chosen frameworks ({names}) can be claimed: they list headings or records only"
        )
    encoder = encoders.entries.model_id
    heads = heads_of(encoder)
    index = build_index(claimable, concepts, neutral, encoders.frameworks, heads.told if heads else ())
    config = settings.pipeline if gate is None else settings.pipeline.model_copy(update={"gate": gate})
    parameters = parameters_for(index, encoder, settings)
    return Pipeline(encoders.entries, index, parameters, concepts, config, heads, encoders.hide)


def _encoders(given: Embedder | Encoders | None, settings: Settings) -> Encoders:
    if given is None:
        return load_encoders(settings)
    return given if isinstance(given, Encoders) else Encoders.here(given)


def load_encoders(settings: Settings) -> Encoders:
    """Load the encoder that the settings name, or make ready to ask the endpoint; nothing is sent yet.

    Raises:
        EncoderError: The encoder cannot be loaded.
        SettingsError: Something of the endpoint is missing.
        PrivacyError: An endpoint is named, but no roster, and it is not said that none is wanted.
    """
    if settings.embedder.kind != "endpoint":
        return Encoders.here(cached(build_embedder(settings.embedder), settings))
    cache = cache_folder(settings)
    from skillweave.remote_wiring import open_elsewhere  # openai is loaded for endpoints only

    found = open_elsewhere(settings, cache)
    return Encoders(found.entries, CachedEmbedder(found.frameworks, cache), found.hide, found)


def cached(embedder: Embedder, settings: Settings) -> CachedEmbedder:
    """Keep what an encoder of this machine makes of texts of frameworks, apart by how it calculates."""
    return CachedEmbedder(embedder, cache_folder(settings), calculation_of(settings.embedder))


def framework_encoder(settings: Settings) -> Embedder:
    """Load the encoder for texts of frameworks only: an endpoint needs no roster for them."""
    if settings.embedder.kind != "endpoint":
        return build_embedder(settings.embedder)
    from skillweave.remote_wiring import open_for_frameworks  # openai is loaded for endpoints only

    return open_for_frameworks(settings, cache_folder(settings))


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
    if encoder != f"{adapter.encoder}+{adapter.name}":
        return None
    return heads_in(adapter)


def heads_in(adapter: Adapter) -> Heads:
    """Give the heads that an adapter holds."""
    words = (WordHeads(one.longest, one.columns, one.words, **one.numbers) for one in adapter.words)
    return Heads.of(adapter.columns, adapter.heads, tuple(words))


@cache
def _adapter() -> Adapter:
    """Read the adapter that ships once: the encoder and every pipeline over it ask for it."""
    return load_adapter()


def build_embedder(config: EmbedderConfig) -> Embedder:
    """Make the encoder of this machine that the settings name.

    Raises:
        SettingsError: They name an endpoint, which `load_encoders` makes ready.
        EncoderError: It cannot be loaded.
    """
    if config.kind not in EMBEDDERS:
        raise SettingsError(f'embedder.kind = "{config.kind}" is no encoder of this machine, which is needed here')
    return EMBEDDERS[config.kind](config)


@cache
def _minilm(config: EmbedderConfig) -> Embedder:
    """Load the packaged model once: it is pinned, and every pipeline of a process can share it."""
    from skillweave.embedding.sentence import load_packaged

    adapter = _adapter() if config.adapter else None
    how = calculation_of(config)
    return load_packaged(batch_size=config.batch_size, threads=config.threads, adapter=adapter, how=how)


def calculation_of(config: EmbedderConfig) -> Calculation:
    """Say where and how the encoder of this machine calculates that the settings name.

    Raises:
        EncoderError: There is no graphics card where one is asked for.
    """
    if config.kind == "hashing":
        return PLAIN
    from skillweave.embedding.speed import device_of

    return Calculation(device=device_of(config.device), number_type=config.number_type)


def _folder(config: EmbedderConfig) -> Embedder:
    from skillweave.embedding.sentence import load_folder

    if config.folder is None:
        raise SettingsError("embedder.folder is needed for kind sentence-transformers: the folder of the model")
    how = calculation_of(config)
    return load_folder(config.folder, batch_size=config.batch_size, threads=config.threads, how=how)


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
