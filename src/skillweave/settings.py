"""One frozen `Settings` from a TOML file, the environment and arguments; unknown keys are refused."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skillweave.errors import SettingsError
from skillweave.llm.config import JudgeConfig
from skillweave.pipeline import PipelineConfig
from skillweave.remote.config import EmbeddingsConfig

FILE_NAME = "skillweave.toml"


class EmbedderConfig(BaseModel):
    """Which encoder, and how it is run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["minilm", "sentence-transformers", "hashing", "endpoint"] = "minilm"
    """`minilm` is the pinned default; `hashing` needs no model and knows words, not meanings; `endpoint` sends texts,
    with names replaced, to the endpoint below."""
    folder: Path | None = None
    """Folder of a sentence-transformers model, for that kind only."""
    adapter: bool = True
    """Whether the model that was fitted to the default encoder is added to it; for `minilm` only."""
    batch_size: int = Field(default=32, ge=1, le=4_096)
    threads: int | None = Field(default=None, ge=1, le=1_024)
    """Threads of the encoder; None leaves it to the library."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where the encoder calculates; `auto` takes a graphics card where torch sees one."""
    number_type: Literal["fp32", "bf16"] = "fp32"
    """Digits that the encoder calculates with; for the packaged encoder on a processor, `translate` into a
    folder finds out where bf16 is the faster."""
    endpoint: EmbeddingsConfig = EmbeddingsConfig()
    """An OpenAI-compatible endpoint that gives vectors, for that kind only."""


class OidcSettings(BaseModel):
    """The identity provider that people may sign in with; its secret is read from `SKILLWEAVE_OIDC_SECRET`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    """The provider's address, as its discovery document has it."""
    client_id: str
    name: str = "your school account"
    """What the sign-in page calls it."""


class ReviewConfig(BaseModel):
    """Where the review queue keeps its things, and how its server is reached; no secret stands here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path | None = None
    """Folder of the database, the secret key and backups; None means the user's data folder."""
    database: str | None = None
    """`sqlite:///file` or `postgresql://...`; None means a file in the data folder."""
    tenant: str = Field(default="default", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    """Short name of the school or district; several may share a database."""
    tenant_name: str = Field(default="My school", min_length=1, max_length=200)
    """What its pages call it; used when it is made."""
    public_url: str | None = None
    """The address that people type in; None means the host and port of `serve`."""
    hosts: tuple[str, ...] = ()
    """Further names under which the server may be called."""
    session_idle_minutes: int = Field(default=60, ge=1, le=1_440)
    """After this long without a click a person signs in again."""
    session_life_hours: int = Field(default=12, ge=1, le=168)
    """After this long a person signs in again in any case."""
    sign_in_tries_per_address: int = Field(default=5, ge=1, le=10_000)
    """Tries a minute from one address; raise it where a whole school comes from one."""
    oidc: OidcSettings | None = None


class PrivacyConfig(BaseModel):
    """What is replaced in a text before it may leave, and where it is written down that it left."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roster: Path | None = None
    """CSV file of the people of the programme: names, nicknames, ids."""
    accepted: Path | None = None
    """CSV file of suggested names that a person accepted, as `privacy scan --suggestions` writes it."""
    without_roster: bool = False
    """Whether texts may leave although no roster is given: then only patterns and accepted names are replaced."""
    sent_log: Path | None = None
    """File of the log of what was sent, without texts; None means `sent.jsonl` in the folder of kept answers."""


class Settings(BaseModel):
    """Everything that can be configured; secrets are read from the environment where they are used, never kept here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    frameworks_dir: Path | None = None
    """Folder of frameworks; None means `./frameworks`, else the folder that came with the package."""
    cache_dir: Path | None = None
    """Folder for vectors of framework texts; None means the user's cache folder."""
    parameters_file: Path | None = None
    """Weights, thresholds and calibration of your own, as `eval learn` writes them; None means the packaged ones."""
    embedder: EmbedderConfig = EmbedderConfig()
    pipeline: PipelineConfig = PipelineConfig()
    review: ReviewConfig = ReviewConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    judge: JudgeConfig = JudgeConfig()
    """The language model that `translate --judge` asks; without that option, nothing is asked."""


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file and the environment; the environment wins.

    Args:
        path: A TOML file that must exist; None takes `skillweave.toml` of the current folder if there is one.
        environment: `SKILLWEAVE_FRAMEWORKS`, `SKILLWEAVE_CACHE` and `SKILLWEAVE_DATA` are read from it.

    Raises:
        SettingsError: The file is missing, is no TOML, or holds unknown or unusable keys; all are named.
    """
    found = path or (Path(FILE_NAME) if Path(FILE_NAME).is_file() else None)
    values = _read(found) if found else {}
    environment = os.environ if environment is None else environment
    for variable, key in (("SKILLWEAVE_FRAMEWORKS", "frameworks_dir"), ("SKILLWEAVE_CACHE", "cache_dir")):
        if environment.get(variable):
            values[key] = environment[variable]
    if environment.get("SKILLWEAVE_DATA"):
        values["review"] = _with(values.get("review", {}), "data_dir", environment["SKILLWEAVE_DATA"])
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SettingsError(f"{found or 'the environment'}: {faults}") from error


def _with(table: object, key: str, value: str) -> object:
    """Lay a value over a table of the file; what is no table is left to the check."""
    return {**table, key: value} if isinstance(table, dict) else table


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SettingsError(f"the settings file {path} cannot be read: {why}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"the settings file {path} is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error
