"""How the review server is set up: addresses, times, limits, the school's identity provider."""

import datetime as dt
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator

LOOPBACK = ("localhost", "127.0.0.1", "::1")
MIN_KEY = 32
"""Characters of the secret key, at least."""


class OidcConfig(BaseModel):
    """The identity provider that people may sign in with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    client_id: str
    client_secret: SecretStr | None = None
    name: str = "your school account"
    """What the sign-in page calls it."""


class WebConfig(BaseModel):
    """Settings of the review server; the times and limits are starting values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret_key: SecretStr
    """Signs form tokens and one-time links; whoever has it can forge them."""
    public_url: str = "http://127.0.0.1:8000"
    """The address that people type in, without a path."""
    hosts: tuple[str, ...] = ()
    """Further names under which the server may be called."""
    tenant: str = "default"
    """Slug of the tenant that people sign in to if they name none."""
    ask_tenant: bool = False
    """Whether the sign-in page asks for the tenant's slug."""
    session_idle: dt.timedelta = dt.timedelta(minutes=60)
    session_life: dt.timedelta = dt.timedelta(hours=12)
    link_life: dt.timedelta = dt.timedelta(hours=1)
    sign_in_tries: Annotated[int, Field(ge=1)] = 5
    """Tries a minute for one login, whoever makes them."""
    sign_in_tries_per_address: Annotated[int, Field(ge=1)] = 5
    """Tries a minute from one address; more where a whole school comes from one."""
    token_calls: Annotated[int, Field(ge=1)] = 300
    """Calls a minute with one API token."""
    exports: Annotated[int, Field(ge=1)] = 10
    """Exports a minute for one person."""
    body_limit: Annotated[int, Field(ge=1_024)] = 65_536
    """Bytes of a request's body, at most."""
    metrics_token: SecretStr | None = None
    """Lets a collector that is not on this machine read /metrics."""
    oidc: OidcConfig | None = None

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < MIN_KEY:
            raise ValueError(f"a secret key has {MIN_KEY} characters at least")
        return key

    @field_validator("public_url")
    @classmethod
    def _bare_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("an address such as https://review.example.org, without a path")
        return url.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people come by HTTPS: cookies are then bound to it."""
        return self.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name of the session cookie."""
        return "__Host-skillweave" if self.secure else "skillweave"

    @property
    def trusted_hosts(self) -> frozenset[str]:
        """Host names under which the server answers, without ports."""
        own = urlsplit(self.public_url).hostname or ""
        return frozenset({own, *self.hosts, *(LOOPBACK if own in LOOPBACK else ())})

    @property
    def origins(self) -> frozenset[str]:
        """Origins that count as ours; on loopback each of its names."""
        parts = urlsplit(self.public_url)
        port = f":{parts.port}" if parts.port else ""
        return frozenset(f"{parts.scheme}://{_bracketed(host)}{port}" for host in self.trusted_hosts)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
