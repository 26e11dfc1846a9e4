"""The composition root: what is chosen, where it is looked for."""

from pathlib import Path

import pytest

from skillweave.domain.competency import Competency, Framework
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.embedding.cache import SMALLEST, CachedEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import FrameworkError, ModelNotFoundError, PrivacyError, SettingsError
from skillweave.pipeline import PipelineConfig
from skillweave.settings import EmbedderConfig, Settings
from skillweave.wiring import (
    EMBEDDERS,
    Encoders,
    assemble,
    build_embedder,
    build_pipeline,
    cache_folder,
    cached,
    framework_encoder,
    frameworks_folder,
    load_encoders,
)
from tests.tiny_frameworks import tiny_framework, tiny_parameters


@pytest.fixture(scope="module")
def hashing(frameworks_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that need no model, over the shipped frameworks."""
    cache = tmp_path_factory.mktemp("cache")
    return Settings(frameworks_dir=frameworks_dir, cache_dir=cache, embedder=EmbedderConfig(kind="hashing"))


def test_a_pipeline_over_shipped_frameworks(hashing: Settings) -> None:
    """Frameworks are loaded in the order asked for, and the pipeline works."""
    made = build_pipeline(["career-clusters-2024", "as-durable-skills"], settings=hashing)
    assert [one.framework.id for one in made.index.frameworks] == ["career-clusters-2024", "as-durable-skills"]
    assert made.translate(Experience(id="e", text="I fed the calves.")).provenance == made.provenance
    assert any(hashing.cache_dir.glob("*.npy"))  # type: ignore[union-attr]


def test_settings_are_read_where_none_are_given(
    hashing: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without settings those of the current folder and the environment count."""
    (tmp_path / "skillweave.toml").write_text("[embedder]\nkind = 'hashing'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKILLWEAVE_FRAMEWORKS", str(hashing.frameworks_dir))
    assert build_pipeline(["as-durable-skills"]).embedder.model_id == "hashing-96"


def test_an_unknown_framework_is_told(hashing: Settings) -> None:
    """A name that no folder has is an error of the frameworks."""
    with pytest.raises(FrameworkError, match="no-such-list"):
        build_pipeline(["no-such-list"], settings=hashing)


def test_the_embedder_is_cached(hashing: Settings, frameworks: tuple[Framework, ...]) -> None:
    """An embedder from the settings keeps vectors of framework texts; one that is handed in is taken as it is."""
    own = HashingEmbedder(32)
    assert isinstance(assemble(frameworks, hashing).embedder, CachedEmbedder)
    assert assemble(frameworks, hashing, embedder=own).embedder is own


def test_what_cannot_be_claimed_is_left_out(hashing: Settings, frameworks: tuple[Framework, ...]) -> None:
    """A shell and a list of headings are no frameworks to match with."""
    headings = tiny_framework("headings", [Competency(code="H", label="Heading", heading=True)])
    made = assemble([tiny_framework("shell", []), headings, *frameworks], hashing)
    assert set(made.provenance.frameworks) == {"skills", "trades", "names"}


@pytest.mark.parametrize(
    ("configured", "given", "gate"),
    [(True, None, True), (True, False, False), (False, True, True), (False, None, False)],
)
def test_an_argument_overrules_the_gate(
    hashing: Settings, frameworks: tuple[Framework, ...], configured: bool, given: bool | None, gate: bool
) -> None:
    """The gate is as configured unless it is told otherwise, and the settings hash follows what was in force."""
    chosen = hashing.model_copy(update={"pipeline": PipelineConfig(gate=configured)})
    made = assemble(frameworks[:1], chosen, embedder=HashingEmbedder(), gate=given)
    assert made.config.gate is gate
    assert made.provenance.settings_hash == PipelineConfig(gate=gate).content_hash()


def test_every_kind_has_a_maker() -> None:
    """Each kind that the settings allow can be made; an endpoint is made ready by `load_encoders`."""
    assert {*EMBEDDERS, "endpoint"} == set(EmbedderConfig.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]


def test_hashing_needs_nothing() -> None:
    """The hashing embedder is made without a model."""
    assert build_embedder(EmbedderConfig(kind="hashing")).model_id == "hashing-96"


def test_a_folder_must_be_named() -> None:
    """A model of one's own needs its folder; the message says which setting."""
    with pytest.raises(SettingsError, match=r"embedder\.folder"):
        build_embedder(EmbedderConfig(kind="sentence-transformers"))


def test_a_folder_must_hold_a_model(tmp_path: Path) -> None:
    """An empty folder is told as such."""
    with pytest.raises(ModelNotFoundError, match=tmp_path.name):
        build_embedder(EmbedderConfig(kind="sentence-transformers", folder=tmp_path))


def test_the_folder_that_was_told_is_taken(tmp_path: Path) -> None:
    """A folder from the settings is taken, also where it is not there: the error then names it."""
    assert frameworks_folder(Settings(frameworks_dir=tmp_path / "x")) == tmp_path / "x"
    with pytest.raises(FrameworkError, match="concepts"):
        assemble([], Settings(frameworks_dir=tmp_path / "x"), embedder=HashingEmbedder())


def test_the_current_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`./frameworks` is taken where it holds concepts."""
    (tmp_path / "frameworks" / "concepts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert frameworks_folder(Settings()) == Path("frameworks")


def test_elsewhere_the_shipped_ones_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without frameworks those that came with the package are found."""
    monkeypatch.chdir(tmp_path)
    assert (frameworks_folder(Settings()) / "concepts").is_dir()


@pytest.mark.parametrize("base", ["XDG_CACHE_HOME", "HOME"])
def test_the_users_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    """Vectors are kept in the user's cache folder unless told otherwise."""
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv(base, str(tmp_path))
    assert cache_folder(Settings()).parts[-1] == "skillweave"
    assert cache_folder(Settings()).is_relative_to(tmp_path)
    assert cache_folder(Settings(cache_dir=Path("here"))) == Path("here")


@pytest.fixture
def own_numbers(hashing: Settings, tmp_path: Path) -> Settings:
    """Settings that name a file of numbers fitted for the hashing encoder of 96 dimensions."""
    path = tmp_path / "own.json"
    made = tiny_parameters().model_copy(update={"name": "own-v1", "encoder": "hashing-96"})
    path.write_text(made.model_dump_json(), encoding="utf-8")
    return hashing.model_copy(update={"parameters_file": path})


def test_numbers_of_ones_own_take_the_place_of_the_packaged_ones(
    own_numbers: Settings, frameworks: tuple[Framework, ...]
) -> None:
    """And every translation names them."""
    made = assemble(frameworks, own_numbers)
    assert made.provenance.parameters == f"own-v1@{made.parameters.content_hash()}"
    assert (
        assemble(frameworks, own_numbers.model_copy(update={"parameters_file": None})).parameters.name == "generic-v1"
    )


def test_numbers_for_another_encoder_are_refused(own_numbers: Settings, frameworks: tuple[Framework, ...]) -> None:
    """Before anything is translated."""
    with pytest.raises(SettingsError, match=r"fitted for the encoder hashing-96, but hashing-32 is in use"):
        assemble(frameworks, own_numbers, embedder=HashingEmbedder(32))


def _elsewhere(cache: Path, **privacy: object) -> Settings:
    endpoint = {"base_url": "http://127.0.0.1:9/v1", "model": "m"}
    embedder = {"kind": "endpoint", "endpoint": endpoint}
    return Settings.model_validate({"embedder": embedder, "cache_dir": cache, "privacy": privacy})


def test_one_encoder_of_this_machine_is_for_everything(hashing: Settings) -> None:
    """Nothing is hidden from it, and nothing is to be closed."""
    found = load_encoders(hashing)
    assert found.entries is found.frameworks
    assert (found.hide, found.elsewhere) == (None, None)
    found.close()
    own = HashingEmbedder()
    assert Encoders.here(own) == Encoders(own, own)


def test_an_endpoint_encodes_entries_and_frameworks_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are replaced in the former, looked for in the whole entry; nothing is sent while it is made ready."""
    monkeypatch.setenv("SKILLWEAVE_EMBEDDINGS_KEY", "k")
    (tmp_path / "roster.csv").write_text("name\nPriya Raman\n", encoding="utf-8")
    found = load_encoders(_elsewhere(tmp_path / "cache", roster=tmp_path / "roster.csv"))
    assert found.elsewhere is not None
    assert found.hide is not None
    text = "Was Priya born? On 3/4/2009."
    assert list(found.hide(text, [Span(start=0, end=15), Span(start=16, end=28)])) == [
        "Was [PERSON_1] born?",
        "On [BIRTH_DATE_1].",
    ]
    assert found.elsewhere.entries.let_out("Priya [PERSON_1]").text == "[PERSON_2] [PERSON_1]"
    assert found.elsewhere.frameworks.let_out("Priya").text == "Priya"
    assert not (tmp_path / "cache").exists()
    found.close()


def test_an_endpoint_needs_a_roster_for_entries_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of frameworks are public."""
    monkeypatch.setenv("SKILLWEAVE_EMBEDDINGS_KEY", "k")
    settings = _elsewhere(tmp_path)
    with pytest.raises(PrivacyError, match=r"privacy\.roster"):
        load_encoders(settings)
    assert framework_encoder(settings).model_id.startswith("endpoint:m@")
    load_encoders(_elsewhere(tmp_path, without_roster=True)).close()


def test_an_endpoint_is_no_encoder_of_this_machine(tmp_path: Path) -> None:
    """Who needs one, such as a measurement of speed, is told."""
    with pytest.raises(SettingsError, match="no encoder of this machine"):
        build_embedder(_elsewhere(tmp_path).embedder)


@pytest.mark.parametrize(("kind", "other"), [("sentence-transformers", True), ("hashing", False)])
def test_kept_vectors_are_parted_by_how_they_are_calculated(tmp_path: Path, kind: str, other: bool) -> None:
    """What was kept in full is not read for an encoder in bf16; hashes have no digits to choose."""
    plain, half = (
        Settings(cache_dir=tmp_path, embedder=EmbedderConfig.model_validate({"kind": kind, "device": "cpu", **more}))
        for more in ({}, {"number_type": "bf16"})
    )
    texts = [f"text number {number}" for number in range(SMALLEST)]
    cached(HashingEmbedder(), plain).sentences(texts)
    cached(HashingEmbedder(), half).sentences(texts)
    assert len(list(tmp_path.iterdir())) == 1 + other
