"""Which endpoint is asked, within which limits; the key is read from the environment and never kept."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

_OF_CHAT = frozenset({"structured", "tokens_name", "temperature"})


class EndpointConfig(BaseModel):
    """An OpenAI-compatible endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = None
    """Address up to and with the version, such as `https://models.example.org/v1`."""
    model: str | None = None
    """Name of the model, as the endpoint calls it."""
    key_variable: str = "SKILLWEAVE_API_KEY"
    """Environment variable that holds the key."""
    plain_http: bool = False
    """Whether texts may go to another machine unencrypted."""
    structured: Literal["schema", "json", "none"] = "schema"
    """What the endpoint can be held to: a JSON schema, any JSON, or nothing but the prompt."""
    tokens_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the endpoint calls the limit of a reply."""
    temperature: Annotated[float, Field(ge=0, le=2)] | Literal["unset"] = 0.0
    """`unset` leaves it out, for models that refuse it."""
    timeout_s: float = Field(default=60.0, gt=0, le=3_600)
    """Most seconds of a try: it ends with the first piece of an answer that comes later, or after as long a silence."""
    tries: int = Field(default=5, ge=1, le=20)
    """How often a request is tried in all, where the endpoint is busy, fails or drops the line."""
    wait_at_most_s: float = Field(default=120.0, ge=0, le=3_600)
    """Longest wait between two tries; an endpoint that asks for more ends the run, which can go on later."""
    concurrency: int = Field(default=4, ge=1, le=64)
    """Most requests at the same time."""
    tokens_at_most: int | None = Field(default=None, ge=1)
    """Most tokens that a run may use, sent and received together; None means no limit."""
    cost_at_most: float | None = Field(default=None, gt=0)
    """Most money that a run may cost, in the currency of the prices; needs both prices."""
    price_in: float | None = Field(default=None, ge=0)
    """Price of a million tokens sent."""
    price_out: float | None = Field(default=None, ge=0)
    """Price of a million tokens received."""

    @property
    def hint_400(self) -> str:
        """What to try where the endpoint finds a request wrong."""
        return '; if it knows no JSON schema, set structured = "json" or "none"'

    @model_validator(mode="after")
    def _sound(self) -> "EndpointConfig":
        if self.cost_at_most is not None and (self.price_in is None or self.price_out is None):
            raise ValueError("cost_at_most needs price_in and price_out, per million tokens")
        if self.base_url is not None:
            _check_address(self.base_url, plain=self.plain_http)
        return self


class EmbeddingsConfig(EndpointConfig):
    """An endpoint that gives vectors of texts, and how much of them goes into a request."""

    key_variable: str = "SKILLWEAVE_EMBEDDINGS_KEY"
    price_out: float | None = Field(default=0.0, ge=0)
    """Of vectors: mostly nothing is charged for what is received."""
    texts_at_most: int = Field(default=64, ge=1, le=64)
    """Most texts in one request."""
    characters_at_most: int = Field(default=40_000, ge=1)
    """Most code points in one request, unless one text alone has more."""
    text_at_most: int = Field(default=4_000, ge=1)
    """Longest text that is sent, in code points; what is longer is refused, never cut."""
    folder: Path | None = None
    """Where vectors are kept, so that none is paid twice; None means `endpoint` in the cache folder."""

    @property
    def hint_400(self) -> str:
        """What to try where the endpoint finds a request wrong."""
        return "; if a request or a text is too long for it, lower texts_at_most, characters_at_most or text_at_most"

    @model_validator(mode="after")
    def _about_vectors(self) -> "EmbeddingsConfig":
        if wrong := sorted(_OF_CHAT & self.model_fields_set):
            raise ValueError(f"{wrong[0]} is for a model that writes, not for one that gives vectors; leave it out")
        return self


class Endpoint(BaseModel):
    """An endpoint that can be asked: address, model and key are there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    model: str
    key: SecretStr
    limits: EndpointConfig

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return _is_loopback(urlsplit(self.base_url).hostname or "")


def _check_address(address: str, *, plain: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"base_url {address!r} is no address; it looks like https://models.example.org/v1")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("base_url holds more than an address; the key belongs into the environment")
    if parts.scheme == "http" and not plain and not _is_loopback(parts.hostname):
        raise ValueError(
            f"base_url {address!r} is not encrypted: use https, or set plain_http = true if the way there is safe"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
