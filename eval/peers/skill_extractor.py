"""Drives skill-extractor: names of its own list that stand in a text, and a classifier that looks at the words around.

The package fetches all-MiniLM-L6-v2 as an ONNX file from a hub. The driver gives it the same model from the packaged
folder instead, pooled and scaled in the same way; list, classifier and threshold are the package's.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.peers.protocol import Said, serve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LocalEncoder:
    """Stands in for the package's `Embedder`."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), device="cpu")

    def encode(self, texts: list[str]) -> "NDArray[np.float32]":
        """Give unit vectors, (len(texts), 384)."""
        return self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def predict(encoder: Path, texts: Sequence[str]) -> Iterator[Said]:
    """Give the classifier's best probability of each name found, and the names that the package confirms."""
    from skill_extractor import extractor  # type: ignore[import-not-found]

    local = LocalEncoder(encoder)
    extractor.Embedder = lambda **_: local
    peer = extractor.SkillExtractor()
    for text in texts:
        found = peer.candidates(text)
        scores: dict[str, float] = {}
        if found:
            chances = peer.mlp.predict_proba(local.encode([f"{name} : {around}" for name, around in found]))
            for (name, _), chance in zip(found, chances, strict=True):
                scores[name] = max(float(chance), scores.get(name, 0.0))
        yield scores, {name: scores[name] for name in peer.extract(text)}


if __name__ == "__main__":
    serve(predict)
