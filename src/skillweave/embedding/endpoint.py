"""An embeddings endpoint as an `Embedder`: a vector a text and none of its words, through the gate, kept on disk."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np

from skillweave.embedding.kept import KeptVectors
from skillweave.errors import RemoteError, TextError
from skillweave.ports import Encoding, Matrix
from skillweave.privacy.outgoing import Gate, OutgoingText
from skillweave.remote.client import Client
from skillweave.remote.config import EmbeddingsConfig
from skillweave.remote.talk import REFUSES_TEXT, fingerprint

PROBE = "I fed the calves every morning."
"""What is sent where nothing is known of an endpoint yet: a sentence of ours."""


@dataclass(slots=True)
class Tally:
    """What came of all that was asked: texts that were sent, texts whose vectors were kept, and requests."""

    sent: int = 0
    kept: int = 0
    requests: int = 0


class EndpointVectors:
    """Vectors of texts that may leave: those that are kept, the others from the endpoint, several requests at once."""

    def __init__(self, client: Client, kept: KeptVectors, config: EmbeddingsConfig) -> None:
        """Keep the parts."""
        self.client = client
        self.kept = kept
        self.tally = Tally()
        self._config = config
        self._lock = Lock()
        self._refused: dict[str, str] = {}

    @property
    def model_id(self) -> str:
        """The model's name, a hash of where it is, and that a vector stands for a whole sentence."""
        return model_id_of(self._config)

    @property
    def dim(self) -> int:
        """Length of a vector; where none is kept yet, a sentence of ours is sent to find out."""
        if self.kept.dim is None:
            self.of([Gate([]).let_out(PROBE)], "embed a sentence of ours")
        return self.kept.dim or 0

    def of(self, texts: Sequence[OutgoingText], purpose: str) -> Matrix:
        """Give vectors, (len(texts), dim), unit length.

        The first failure ends it: what is on its way is waited for and kept, the rest not begun. A text that the
        endpoint refuses by itself is told when all others have been asked for.

        Args:
            texts: At least one.
            purpose: What for, for the log of what was sent.

        Raises:
            TextError: The endpoint refuses one of the texts, and no other.
            RemoteError: The endpoint refused, or its answers are no vectors; errors of `Client.embed` otherwise.
            EncoderError: The vectors do not fit those that are kept, or cannot be kept.
        """
        found = {one.text: self.kept.get(one.text) for one in texts}
        batches = list(self.batches([one for one in _missing(texts, found) if one.text not in self._refused]))
        with self._lock:
            self.tally.kept += sum(found[one.text] is not None for one in texts)
        with ThreadPoolExecutor(self._config.concurrency, "embed") as threads:
            waiting = [threads.submit(self._ask, batch, purpose) for batch in batches]
            try:
                for one in waiting:
                    found.update(one.result())
            except BaseException:
                self.client.hang_up()
                for one in waiting:
                    one.cancel()
                raise
        if why := next((self._refused[one.text] for one in texts if one.text in self._refused), None):
            raise TextError(why)
        return np.stack([vector for one in texts if (vector := found[one.text]) is not None])

    def unkept(self, texts: Sequence[OutgoingText]) -> list[OutgoingText]:
        """Give those that would have to be sent, each once."""
        return _missing(texts, {one.text: self.kept.get(one.text) for one in texts})

    def batches(self, texts: Sequence[OutgoingText]) -> Iterator[list[OutgoingText]]:
        """Part texts into requests, as large as the settings allow."""
        batch: list[OutgoingText] = []
        size = 0
        for one in texts:
            is_full = len(batch) == self._config.texts_at_most or size + len(one.text) > self._config.characters_at_most
            if batch and is_full:
                yield batch
                batch, size = [], 0
            batch.append(one)
            size += len(one.text)
        if batch:
            yield batch

    def _ask(self, batch: Sequence[OutgoingText], purpose: str) -> dict[str, Matrix]:
        """Ask for one batch; where it is refused, find the text that is to blame, and note it."""
        try:
            return self._asked(batch, purpose)
        except RemoteError as error:
            if error.status not in REFUSES_TEXT:
                raise
            if len(batch) > 1:
                half = len(batch) // 2
                return self._ask(batch[:half], purpose) | self._ask(batch[half:], purpose)
            self._asked([Gate([]).let_out(PROBE)], "embed a sentence of ours")  # if that fails, it is no text's fault
            only = batch[0].text
            self._refused[only] = f"a passage of {len(only)} code points was refused: {error}"
            return {}

    def _asked(self, batch: Sequence[OutgoingText], purpose: str) -> dict[str, Matrix]:
        """Keep what comes before anything else is done with it."""
        found = _unit_vectors(self.client.embed(batch, purpose=purpose), self.client.host)
        with self._lock:
            self.tally.requests += 1
            self.tally.sent += len(batch)
            for one, vector in zip(batch, found, strict=True):
                self.kept.put(one.text, vector)
        return dict(zip((one.text for one in batch), found, strict=True))


class EndpointEmbedder:
    """Sends texts through a gate and gives each one row, which is the whole of it: there are no vectors of words."""

    def __init__(self, vectors: EndpointVectors, gate: Gate, purpose: str, *, text_at_most: int) -> None:
        """Keep the parts.

        Args:
            vectors: Kept, or from the endpoint.
            gate: What is replaced in every text before it leaves.
            purpose: What for, for the log of what was sent.
            text_at_most: Longest text, in code points.
        """
        self.vectors = vectors
        self.gate = gate
        self.asked = 0
        self._purpose = purpose
        self._text_at_most = text_at_most

    @property
    def model_id(self) -> str:
        """See `EndpointVectors.model_id`."""
        return self.vectors.model_id

    @property
    def dim(self) -> int:
        """See `EndpointVectors.dim`."""
        return self.vectors.dim

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Encode texts, each with one row from its first to its last letter; a blank one has none.

        Raises:
            TextError: A text is longer than the settings allow, or cannot be sent.
        """
        sentences = self.sentences(texts)
        return [_encoding(text, vector) for text, vector in zip(texts, sentences, strict=True)]

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Encode texts as wholes; errors as for `encode`. Blank ones are not sent: all have the same vector."""
        at = [place for place, text in enumerate(texts) if text.strip()]
        self.asked += len(at)
        found = self.vectors.of([self.let_out(texts[place]) for place in at], self._purpose) if at else None
        out = np.zeros((len(texts), self.dim), np.float32)
        out[:, 0] = 1.0
        if found is not None:
            out[at] = found
        return out

    def let_out(self, text: str) -> OutgoingText:
        """Let a text through the gate.

        Raises:
            TextError: It is longer than the settings allow, or cannot be sent.
        """
        out = self.gate.let_out(text)
        if len(out.text) > self._text_at_most:
            raise TextError(
                f"a passage of {len(out.text)} code points is longer than embedder.endpoint.text_at_most "
                f"({self._text_at_most:,}); cut it into sentences"
            )
        try:
            out.text.encode()
        except UnicodeEncodeError as error:
            raise TextError(f"a passage holds half a character at {error.start}, which cannot be sent") from error
        return out

    def counts(self) -> tuple[int, int]:
        """Give how many texts were asked for so far, and how many of their vectors were kept."""
        return self.asked, self.vectors.tally.kept


def model_id_of(config: EmbeddingsConfig) -> str:
    """Name the model behind an endpoint: there is no file to hash, so its name and address stand for it."""
    return f"endpoint:{config.model}@{fingerprint([config.base_url, config.model])[:8]}:sentences"


def _missing(texts: Sequence[OutgoingText], found: Mapping[str, Matrix | None]) -> list[OutgoingText]:
    return list({one.text: one for one in texts if found[one.text] is None}.values())


def _encoding(text: str, vector: Matrix) -> Encoding:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start >= end:
        return Encoding(
            sentence=vector, rows=np.zeros((0, len(vector)), np.float32), offsets=np.zeros((0, 2), np.int64)
        )
    return Encoding(sentence=vector, rows=vector[None], offsets=np.array([[start, end]], np.int64))


def _unit_vectors(numbers: Sequence[Sequence[float]], host: str) -> Matrix:
    with np.errstate(over="ignore"):
        vectors = np.array(numbers, np.float64).astype(np.float32)
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise RemoteError(f"{host} answered a vector of zeros, or of numbers beyond measure; is it a model of texts?")
    return np.asarray(vectors / lengths, np.float32)
