"""What tests share: a private home, small frameworks with a hashing embedder, and the real encoder, loaded once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from skillweave.domain.competency import Concepts, Framework
from skillweave.embedding.adapter import load_adapter
from skillweave.embedding.cache import CachedEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.embedding.sentence import SentenceEmbedder, load_packaged
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.index import MatchIndex, build_index
from skillweave.matching.parameters import Parameters
from skillweave.pipeline import Pipeline, PipelineConfig
from skillweave.settings import Settings
from skillweave.wiring import assemble
from tests.tiny_frameworks import NEUTRAL, tiny_concepts, tiny_names, tiny_parameters, tiny_skills, tiny_trades

pytest_plugins = ["tests.databases"]

hypothesis_settings.register_profile("skillweave", deadline=None)  # a busy machine is no fault of the code
hypothesis_settings.load_profile("skillweave")


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all processes of this session: what one has encoded of a framework, no other encodes again."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "skillweave-cache"


@pytest.fixture(scope="session", autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[Path]:
    """A home folder of this session: no test reads or writes the user's settings or cache."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        patch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
        patch.setenv("SKILLWEAVE_CACHE", str(shared_cache))
        patch.delenv("SKILLWEAVE_FRAMEWORKS", raising=False)
        yield home


@pytest.fixture(scope="session")
def frameworks_dir() -> Path:
    """The folder of the frameworks that are shipped."""
    return Path(__file__).parents[1] / "frameworks"


@pytest.fixture(scope="session")
def embedder() -> HashingEmbedder:
    """An embedder that knows words, not meanings."""
    return HashingEmbedder()


@pytest.fixture(scope="session")
def concepts() -> Concepts:
    """Three small skill concepts."""
    return tiny_concepts()


@pytest.fixture(scope="session")
def frameworks() -> tuple[Framework, ...]:
    """One small framework of each of three families: transferable, technical, named."""
    return (tiny_skills(), tiny_trades(), tiny_names())


@pytest.fixture(scope="session")
def index(frameworks: tuple[Framework, ...], concepts: Concepts, embedder: HashingEmbedder) -> MatchIndex:
    """The small frameworks, ready to be matched."""
    return build_index(frameworks, concepts, NEUTRAL, embedder)


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """Weights and thresholds of the tests' own."""
    return tiny_parameters()


@pytest.fixture(scope="session")
def pipeline(embedder: HashingEmbedder, index: MatchIndex, parameters: Parameters, concepts: Concepts) -> Pipeline:
    """A pipeline over the small frameworks; it needs no model."""
    return Pipeline(embedder, index, parameters, concepts, PipelineConfig())


@pytest.fixture(scope="session")
def encoder() -> SentenceEmbedder:
    """The real default encoder; tests that use it are marked `encoder`."""
    return load_packaged(
        threads=1, adapter=load_adapter()
    )  # more threads than free processors make it several times slower


@pytest.fixture(scope="session")
def real_pipeline(encoder: SentenceEmbedder, frameworks_dir: Path, shared_cache: Path) -> Pipeline:
    """The real encoder over two shipped frameworks: durable skills and career clusters."""
    chosen = ["as-durable-skills", "career-clusters-2024"]
    shipped = load_frameworks(frameworks_dir, chosen, concepts=load_concepts(frameworks_dir))
    cached = CachedEmbedder(encoder, shared_cache)
    return assemble(shipped, Settings(frameworks_dir=frameworks_dir), embedder=cached)
