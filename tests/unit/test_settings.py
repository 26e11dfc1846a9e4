"""Settings from a file and the environment: all faults named, nothing unknown taken."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from skillweave.errors import SettingsError
from skillweave.settings import FILE_NAME, EmbedderConfig, Settings, load_settings

WHOLE = """
frameworks_dir = "lists"
cache_dir = "kept"
parameters_file = "own.json"

[embedder]
kind = "hashing"
batch_size = 8
threads = 2

[pipeline]
gate = false

[pipeline.claims]
top_k = 3
above = 0.5
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _file(folder: Path, content: str, name: str = "my.toml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_without_file_and_environment_all_is_default() -> None:
    """Nothing has to be configured."""
    assert load_settings(environment={}) == Settings()


def test_a_file_is_read(folder: Path) -> None:
    """Every part of the file arrives where it belongs."""
    found = load_settings(_file(folder, WHOLE), {})
    assert (found.frameworks_dir, found.cache_dir) == (Path("lists"), Path("kept"))
    assert found.parameters_file == Path("own.json")
    assert found.embedder == EmbedderConfig(kind="hashing", batch_size=8, threads=2)
    assert (found.pipeline.gate, found.pipeline.claims.top_k, found.pipeline.claims.above) == (False, 3, 0.5)


def test_the_file_of_the_current_folder_is_found(folder: Path) -> None:
    """A `skillweave.toml` where one stands is read without asking."""
    _file(folder, WHOLE, FILE_NAME)
    assert load_settings(environment={}).embedder.kind == "hashing"


def test_a_named_file_comes_before_the_folders_own(folder: Path) -> None:
    """A file that was named is the only one that is read."""
    _file(folder, WHOLE, FILE_NAME)
    assert load_settings(_file(folder, "[pipeline.claims]\ntop_k = 9"), {}).pipeline.claims.top_k == 9


@pytest.mark.parametrize(
    ("variable", "key"), [("SKILLWEAVE_FRAMEWORKS", "frameworks_dir"), ("SKILLWEAVE_CACHE", "cache_dir")]
)
def test_the_environment_wins(folder: Path, variable: str, key: str) -> None:
    """A folder from the environment replaces that of the file; the other stays."""
    found = load_settings(_file(folder, WHOLE), {variable: "/elsewhere"})
    assert getattr(found, key) == Path("/elsewhere")
    assert {found.frameworks_dir, found.cache_dir} & {Path("lists"), Path("kept")}


def test_the_data_folder_comes_from_the_environment_too(folder: Path) -> None:
    """It replaces that of the file; what else the file says of the review queue stays."""
    file = _file(folder, "[review]\ndata_dir = 'here'\ntenant = 'north'\n")
    found = load_settings(file, {"SKILLWEAVE_DATA": "/elsewhere"}).review
    assert (found.data_dir, found.tenant) == (Path("/elsewhere"), "north")
    assert load_settings(environment={"SKILLWEAVE_DATA": "/elsewhere"}).review.data_dir == Path("/elsewhere")


@pytest.mark.parametrize("environment", [{}, {"SKILLWEAVE_DATA": "/elsewhere"}])
def test_what_is_no_table_is_told(folder: Path, environment: dict[str, str]) -> None:
    """Also where the environment would lay something into it."""
    with pytest.raises(SettingsError, match="review"):
        load_settings(_file(folder, "review = 3"), environment)


def test_an_empty_variable_is_none(folder: Path) -> None:
    """A variable without a value changes nothing."""
    assert load_settings(_file(folder, WHOLE), {"SKILLWEAVE_CACHE": ""}).cache_dir == Path("kept")


def test_the_real_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an environment given, that of the process counts."""
    monkeypatch.setenv("SKILLWEAVE_FRAMEWORKS", "/from/process")
    assert load_settings().frameworks_dir == Path("/from/process")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("mood = 'good'", "mood"),
        ("[embedder]\nkind = 'magic'", "embedder.kind"),
        ("[embedder]\nbatch_size = 0", "embedder.batch_size"),
        ("[embedder]\napi_key = 'x'", "embedder.api_key"),
        ("[pipeline]\ngates = true", "pipeline.gates"),
        ("[pipeline.claims]\ntop_k = 0", "pipeline.claims.top_k"),
        ("[pipeline.claims]\nabove = 'much'", "pipeline.claims.above"),
        ("[review]\nsecret_key = 'x'", "review.secret_key"),
        ("[review]\ntenant = 'Two Words'", "review.tenant"),
        ("[review.oidc]\nissuer = 'https://id.example.org'", "review.oidc.client_id"),
        ("review = 3", "review"),
    ],
)
def test_what_cannot_be_used_is_named(folder: Path, content: str, named: str) -> None:
    """Unknown and unusable keys are refused with their full name and the file."""
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings(_file(folder, content), {})
    assert "my.toml" in str(caught.value)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    """Two faults are two lines in one message, not two runs."""
    with pytest.raises(SettingsError, match=r"(?s)mood.*weather|weather.*mood"):
        load_settings(_file(folder, "mood = 1\nweather = 2"), {})


@pytest.mark.parametrize("content", ["= 1", "[embedder", 'a = "\\x"', "a = 1\na = 2"])
def test_broken_files_are_told(folder: Path, content: str) -> None:
    """What is no TOML is an error that names the file."""
    with pytest.raises(SettingsError, match=r"my\.toml is not valid TOML"):
        load_settings(_file(folder, content), {})


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    """TOML is UTF-8; anything else is an error, not a guess."""
    (folder / "latin.toml").write_bytes("name = 'café'".encode("latin-1"))
    with pytest.raises(SettingsError, match="latin"):
        load_settings(folder / "latin.toml", {})


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_named_file_must_be_there(folder: Path, name: str) -> None:
    """A missing file, or a folder in its place, is an error and no default."""
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(folder / name, {})


def test_settings_are_frozen() -> None:
    """Settings do not change under a running pipeline."""
    with pytest.raises(ValidationError, match="frozen"):
        Settings().cache_dir = Path()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("temperature = 0.5", "temperature is for a model that writes"),
        ("structured = 'json'", "structured is for a model that writes"),
        ("texts_at_most = 65", "texts_at_most"),
        ("cost_at_most = 1.0", "needs price_in"),
        ("base_url = 'http://models.example.org/v1'", "is not encrypted"),
        ("dimensions = 3", "dimensions"),
    ],
)
def test_what_an_endpoint_of_vectors_cannot_be_told_is_refused(folder: Path, words: str, told: str) -> None:
    """By the place where it stands."""
    with pytest.raises(SettingsError, match=rf"embedder\.endpoint.*{told}"):
        load_settings(_file(folder, f"[embedder.endpoint]\n{words}\n"), {})


def test_a_price_of_what_is_sent_is_enough_for_vectors() -> None:
    """Nothing is charged for what is received, unless told; the judge's key never goes there by itself."""
    found = Settings.model_validate({"embedder": {"endpoint": {"cost_at_most": 1.0, "price_in": 0.02}}})
    assert found.embedder.endpoint.price_out == 0.0
    assert found.embedder.endpoint.key_variable != found.judge.key_variable
