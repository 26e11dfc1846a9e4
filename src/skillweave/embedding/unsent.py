"""Takes the place of an endpoint in a dry run: counts what would be sent, sends nothing, and knows no meanings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from skillweave.embedding.endpoint import EndpointEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.ports import Encoding, Matrix
from skillweave.remote.talk import Ask, Message, Usage


@dataclass(slots=True)
class Foreseen:
    """What would be sent: texts and requests that carry them, and texts whose vectors are there already.

    A text that comes again counts once: by then its vector would be there.
    """

    texts: int = 0
    kept: int = 0
    characters: int = 0
    requests: int = 0
    most: Usage = field(default_factory=Usage)
    seen: set[str] = field(default_factory=set)


class UnsentEmbedder(HashingEmbedder):
    """Lets texts through the gate of an endpoint's embedder as if they left, and gives vectors of hashed words."""

    def __init__(self, real: EndpointEmbedder, foreseen: Foreseen) -> None:
        """Keep whose place it takes, and where to count."""
        super().__init__()
        self._real = real
        self._foreseen = foreseen

    @property
    def model_id(self) -> str:
        """That of the endpoint, so that the same numbers are looked for."""
        return self._real.model_id

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Count, then encode with hashed words."""
        self._note(texts)
        return super().encode(texts)

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Count, then encode with hashed words."""
        self._note(texts)
        return super().sentences(texts)

    def _note(self, texts: Sequence[str]) -> None:
        out = {one.text: one for one in map(self._real.let_out, texts) if one.text.strip()}
        fresh = [one for one in out.values() if _name(one.text) not in self._foreseen.seen]
        self._foreseen.seen.update(_name(one.text) for one in fresh)
        new = self._real.vectors.unkept(fresh)
        sums = self._foreseen
        sums.kept += len(fresh) - len(new)
        sums.texts += len(new)
        sums.characters += sum(len(one.text) for one in new)
        for batch in self._real.vectors.batches(new):
            sums.requests += 1
            sums.most += Usage(tokens_in=Ask([Message("user", batch)], 0, None, "").tokens_in())


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
