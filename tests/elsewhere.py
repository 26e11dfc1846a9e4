"""An encoder elsewhere for the tests: vectors served over HTTP on this machine, and the embedder that asks for them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import SecretStr

from skillweave.embedding.endpoint import EndpointEmbedder, EndpointVectors
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.embedding.kept import KeptVectors
from skillweave.ports import Embedder
from skillweave.privacy.outgoing import Gate, find_placeholders
from skillweave.privacy.patterns import find_patterns
from skillweave.privacy.sent import SentLog
from skillweave.remote.client import Client, Surroundings
from skillweave.remote.config import EmbeddingsConfig, Endpoint
from tests.judges import ROSTER
from tests.scripted_endpoint import KEY, MODEL, Request, Script, Step
from tests.scripted_endpoint import Endpoint as Server

GATE = Gate([ROSTER.find, find_patterns, find_placeholders])


def vectors_step(vectors: Sequence[Sequence[float]], *, tokens: int = 5) -> Step:
    """Answer with given vectors, the last first: the format promises an index, not an order."""
    data = [{"object": "embedding", "index": at, "embedding": list(one)} for at, one in enumerate(vectors)]
    usage = {"prompt_tokens": tokens * len(data), "total_tokens": tokens * len(data)}
    return Step({"object": "list", "data": data[::-1], "model": MODEL, "usage": usage})


def served(embedder: Embedder) -> Script:
    """Serve the sentence vectors of an embedder of this machine."""

    def script(request: Request) -> Step:
        return vectors_step(embedder.sentences(request.json["input"]).astype(float).tolist())

    return script


hashed = served(HashingEmbedder())
"""Vectors of hashed words: texts are near when they share words."""


def texts_of(server: Server) -> list[str]:
    """Give all texts that came in, request by request."""
    return [text for request in server.requests for text in request.json["input"]]


def config_of(server: Server, **limits: object) -> EmbeddingsConfig:
    """Give settings for a scripted endpoint."""
    return EmbeddingsConfig.model_validate({"base_url": server.base_url, "model": MODEL, **limits})


def client_of(server: Server, folder: Path, config: EmbeddingsConfig) -> Client:
    """Make a client that does not wait between tries."""
    endpoint = Endpoint(base_url=server.base_url, model=MODEL, key=SecretStr(KEY), limits=config)
    clock = iter(range(10**9))  # time runs on by itself, so that no wait is long
    around = Surroundings(ticks=lambda: float(next(clock)), sleep=lambda _: None, rng=np.random.default_rng(1))
    return Client(endpoint, SentLog(folder / "sent.jsonl"), around)


def embedder_of(client: Client, folder: Path, config: EmbeddingsConfig, gate: Gate = GATE) -> EndpointEmbedder:
    """Put the real embedder together, with two people on its roster."""
    vectors = EndpointVectors(client, KeptVectors(folder / "vectors"), config)
    return EndpointEmbedder(vectors, gate, "embed", text_at_most=config.text_at_most)
