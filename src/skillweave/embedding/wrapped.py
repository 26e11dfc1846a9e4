"""What wraps an embedder and changes one of its ways: the other ways are the wrapped one's."""

from collections.abc import Sequence

from skillweave.ports import Embedder, Encoding, Matrix


class Wrapped:
    """An embedder that does as the one inside it does."""

    def __init__(self, inner: Embedder) -> None:
        """Wrap an embedder."""
        self._inner = inner

    @property
    def model_id(self) -> str:
        """The wrapped model's."""
        return self._inner.model_id

    @property
    def dim(self) -> int:
        """The wrapped model's."""
        return self._inner.dim

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Encode as the wrapped model does."""
        return self._inner.encode(texts)

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Encode wholes as the wrapped model does."""
        return self._inner.sentences(texts)
