"""Sign-in at the school's identity provider: the one address outside that the server calls."""

import logging
from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

from fastapi import Request
from fastapi.responses import Response
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware

from skillweave.errors import MissingExtraError
from skillweave.web.config import OidcConfig, WebConfig
from skillweave.web.stops import Stop

_LOG = logging.getLogger("skillweave.web")
START = "/sign-in/oidc"
CALLBACK = "/sign-in/oidc/callback"
_MINUTES = 10
"""How long somebody may take at the provider."""
_SIGNED_BY_PROVIDER = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make; with a shared secret, or none, others could."""


def round_trip(config: WebConfig) -> tuple[Middleware, ...]:
    """Give the middleware that keeps state, nonce and code verifier in a signed cookie while people are away.

    It holds nobody's session: such a cookie cannot be revoked.
    """
    if config.oidc is None:
        return ()
    return (
        Middleware(
            SessionMiddleware,
            secret_key="round trip " + config.secret_key.get_secret_value(),
            session_cookie="skillweave-away",
            max_age=_MINUTES * 60,
            path=START,
            same_site="lax",
            https_only=config.secure,
        ),
    )


class Provider:
    """The identity provider, by code flow with PKCE S256."""

    def __init__(self, client: Any, config: OidcConfig, callback: str) -> None:  # noqa: ANN401  # authlib is untyped
        self.name = config.name
        self._client = client
        self._config = config
        self._callback = callback

    async def send_off(self, request: Request) -> Response:
        """Send somebody to the provider.

        Raises:
            Stop: `sign_in_failed`: it cannot be reached, or says that it is another one.
        """
        try:
            await self._check_metadata()
            return cast(Response, await self._client.authorize_redirect(request, self._callback))
        except _faults() as error:
            raise _failed(type(error).__name__) from error

    async def identify(self, request: Request) -> tuple[str, str]:
        """Read who came back: issuer and subject.

        Raises:
            Stop: `sign_in_failed`: state, nonce, signature, issuer, audience or time do not fit.
        """
        wanted = {
            "iss": {"essential": True, "values": [self._config.issuer]},
            "aud": {"essential": True, "values": [self._config.client_id]},
        }
        try:
            await self._check_metadata()
            token = await self._client.authorize_access_token(request, claims_options=wanted)
        except _faults() as error:
            raise _failed(type(error).__name__) from error
        claims = token.get("userinfo")  # the checked ID token's claims; missing where there was no ID token
        if not claims or not claims.get("sub"):
            raise _failed("no ID token")
        return str(claims["iss"]), str(claims["sub"])

    async def _check_metadata(self) -> None:
        metadata = await self._client.load_server_metadata()
        if metadata.get("issuer") != self._config.issuer:
            raise _failed("another issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        safe = [name for name in offered if name in _SIGNED_BY_PROVIDER]
        if not safe:
            raise _failed("no signature that only the provider can make")
        metadata["id_token_signing_alg_values_supported"] = safe


def open_provider(config: WebConfig) -> Provider | None:
    """Prepare for the identity provider; it is called at the first sign-in. None where none is set up.

    Raises:
        MissingExtraError: The extra `oidc` is not installed.
    """
    if config.oidc is None:
        return None
    try:
        from authlib.integrations.starlette_client import OAuth
    except ModuleNotFoundError as missing:
        raise MissingExtraError("sign-in by OIDC needs: pip install 'skillweave[oidc]'") from missing
    secret = config.oidc.client_secret
    client = OAuth().register(
        "school",
        client_id=config.oidc.client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=config.oidc.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
            "timeout": 10,
            "trust_env": False,
        },
    )
    return Provider(client, config.oidc, config.public_url + CALLBACK)


def _faults() -> tuple[type[Exception], ...]:
    """List what goes wrong at a provider: no answer, a refusal, a token that does not fit."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    clients = [import_module(name) for name in ("httpx", "httpx2") if find_spec(name)]  # authlib takes either
    return (AuthlibBaseError, JoseError, ValueError, RuntimeError, *(client.HTTPError for client in clients))


def _failed(why: str) -> Stop:
    """Tell people little, and the log what kind of fault it was."""
    _LOG.warning("the identity provider's answer was refused: %s", why)
    return Stop(403, "sign_in_failed", "The school account could not be checked. Try again from the sign-in page.")
