"""The composition root of what asks an endpoint: its address and key, and an encoder that is not on this machine."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from skillweave.domain.span import Span
from skillweave.embedding.endpoint import EndpointEmbedder, EndpointVectors, model_id_of
from skillweave.embedding.kept import KeptVectors
from skillweave.errors import SettingsError
from skillweave.privacy.outgoing import Gate, find_placeholders
from skillweave.privacy.sent import SentLog
from skillweave.privacy_wiring import GateMade, make_outgoing_gate
from skillweave.remote.client import Client
from skillweave.remote.config import EmbeddingsConfig, Endpoint, EndpointConfig
from skillweave.settings import Settings

PUBLIC = Gate([])
"""For texts of frameworks and sentences of ours: they leave as they are."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An encoder that is not on this machine.

    Attributes:
        entries: For what people wrote: names are replaced.
        frameworks: For texts of frameworks, which are public.
        gate: What is replaced, and how many people are known.
        vectors: What both share, with the way to the endpoint.
        sent_log: Where it is written down what was sent.
    """

    entries: EndpointEmbedder
    frameworks: EndpointEmbedder
    gate: GateMade
    vectors: EndpointVectors
    sent_log: Path

    def hide(self, text: str, spans: Sequence[Span]) -> list[str]:
        """Give parts of an entry as they may leave; the gate looks at the whole of it."""
        return [part.text for part in self.gate.gate.let_out_parts(text, spans)]


def endpoint_of(config: EndpointConfig, table: str, use: str, environment: Mapping[str, str] | None) -> Endpoint:
    """Put an endpoint together.

    Args:
        config: What the settings say.
        table: Where they say it, such as `judge`.
        use: What needs an endpoint, for the message.
        environment: Where the key is; None takes this process's.

    Raises:
        SettingsError: The address, the model or the key is missing.
    """
    for name, value in (("base_url", config.base_url), ("model", config.model)):
        if not value:
            raise SettingsError(f"{table}.{name} is missing in the settings: {use} needs an endpoint to ask")
    key = (os.environ if environment is None else environment).get(config.key_variable)
    if not key:
        raise SettingsError(
            f"the environment variable {config.key_variable} is empty: it holds the key of {config.base_url} "
            "(any word, if the endpoint wants none)"
        )
    return Endpoint(base_url=config.base_url or "", model=config.model or "", key=SecretStr(key), limits=config)


def open_elsewhere(settings: Settings, cache: Path, environment: Mapping[str, str] | None = None) -> Elsewhere:
    """Make ready to ask the embeddings endpoint of the settings; sends nothing yet.

    Args:
        settings: Where the endpoint is, and who is on the roster.
        cache: Where vectors are kept, unless the settings name a folder.
        environment: Where the key is; None takes this process's.

    Raises:
        SettingsError: The address, the model or the key is missing.
        PrivacyError: No roster is given, and it is not said that none is wanted.
    """
    vectors, log = _vectors(settings, cache, environment)
    made = make_outgoing_gate(settings.privacy)
    most = settings.embedder.endpoint.text_at_most
    # The pipeline hides names by the light of whole entries; the second look is at each part by itself.
    again = made.gate.also(find_placeholders)
    entries = EndpointEmbedder(vectors, again, "embed parts of entries", text_at_most=most)
    return Elsewhere(entries, _for_frameworks(vectors, most), made, vectors, log)


def open_for_frameworks(
    settings: Settings, cache: Path, environment: Mapping[str, str] | None = None
) -> EndpointEmbedder:
    """Make ready to ask about texts of frameworks only, which needs no roster; arguments as for `open_elsewhere`.

    Raises:
        SettingsError: The address, the model or the key is missing.
    """
    vectors, _ = _vectors(settings, cache, environment)
    return _for_frameworks(vectors, settings.embedder.endpoint.text_at_most)


def _vectors(settings: Settings, cache: Path, environment: Mapping[str, str] | None) -> tuple[EndpointVectors, Path]:
    config = settings.embedder.endpoint
    endpoint = endpoint_of(config, "embedder.endpoint", 'embedder.kind = "endpoint"', environment)
    folder = config.folder or cache / "endpoint"
    log = settings.privacy.sent_log or folder / "sent.jsonl"
    return EndpointVectors(Client(endpoint, SentLog(log)), kept_vectors(config, folder), config), log


def kept_vectors(config: EmbeddingsConfig, folder: Path) -> KeptVectors:
    """Give the place where the vectors of an endpoint's model are kept; another address has another one."""
    return KeptVectors(folder / model_id_of(config).split("@")[-1].split(":")[0])


def _for_frameworks(vectors: EndpointVectors, most: int) -> EndpointEmbedder:
    return EndpointEmbedder(vectors, PUBLIC, "embed texts of frameworks", text_at_most=most)
