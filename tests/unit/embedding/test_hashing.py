"""Hashed tokens: an embedder for tests and tiny machines."""

import numpy as np
import pytest

from skillweave.embedding.hashing import HashingEmbedder


def test_the_same_on_every_machine(embedder: HashingEmbedder) -> None:
    """A token's numbers are fixed: they come from its letters alone."""
    assert embedder.encode(["calves"])[0].rows[0, :3].tolist() == pytest.approx(
        [0.242952, -0.082279, -2.309815], abs=1e-6
    )
    assert np.array_equal(HashingEmbedder().encode(["calves"])[0].rows, embedder.encode(["calves"])[0].rows)


def test_case_does_not_matter(embedder: HashingEmbedder) -> None:
    """A word has one vector in upper and lower case."""
    assert np.array_equal(embedder.sentences(["FED Calves"]), embedder.sentences(["fed calves"]))


def test_shared_words_make_texts_near(embedder: HashingEmbedder) -> None:
    """A text is nearer to one that shares its words than to one that does not: a bad ranker can fail."""
    fed, near, far = embedder.sentences(["I fed the calves", "we fed some calves", "wrote unit tests daily"])
    assert fed @ near > 0.3 > abs(fed @ far)


@pytest.mark.parametrize("dim", [1, 8, 96])
def test_the_length_of_vectors_can_be_chosen(dim: int) -> None:
    """Dimension and name follow the argument."""
    made = HashingEmbedder(dim)
    assert (made.dim, made.model_id, made.sentences(["a b"]).shape) == (dim, f"hashing-{dim}", (1, dim))


def test_marks_are_tokens_of_their_own(embedder: HashingEmbedder) -> None:
    """Words keep their accents and digits; every other sign is a token."""
    text = "fe\u0301d 2 cows!"
    assert [text[a:b] for a, b in embedder.encode([text])[0].offsets.tolist()] == ["fe\u0301d", "2", "cows", "!"]
