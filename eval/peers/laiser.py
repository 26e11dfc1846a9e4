"""Drives LAiSER's align stage: the ESCO entries of its own index, by their nearness to a text.

LAiSER lets a language model write out phrases first and then aligns each phrase. There is no such model here, so its
index is asked with the text itself, through the search that the align stage uses.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.peers.protocol import Said, serve


def predict(encoder: Path, texts: Sequence[str]) -> Iterator[Said]:
    """Give the cosine of each ESCO entry of the index with the text; nothing is claimed."""
    from laiser.data_access import DataAccessLayer, FAISSIndexManager  # type: ignore[import-not-found]
    from sentence_transformers import SentenceTransformer

    access = DataAccessLayer()
    access.embedding_model = SentenceTransformer(str(encoder), device="cpu")
    index = FAISSIndexManager(access)
    index.initialize_index()
    links = index.metadata["source_url"].tolist()
    for text in texts:
        vector = access.embedding_model.encode([text], normalize_embeddings=True, show_progress_bar=False)
        found = index.search_similar_skills(vector, allowed_sources=["esco"])
        # Best first, so that of two entries with one link the better is kept.
        yield {links[one["Index"]]: one["Similarity"] for one in reversed(found)}, None


if __name__ == "__main__":
    serve(predict)
