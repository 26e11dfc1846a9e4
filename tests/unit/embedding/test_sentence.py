"""Sentence-transformers models from a folder: loaded offline or refused with a reason."""

from pathlib import Path

import numpy as np
import pytest

from skillweave.embedding.adapter import load_adapter
from skillweave.embedding.calculation import Calculation
from skillweave.embedding.packaged import packaged_model
from skillweave.embedding.sentence import SentenceEmbedder, load_folder, load_packaged
from skillweave.errors import EncoderError, ModelNotFoundError


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_folder_without_weights_is_not_found(tmp_path: Path, name: str) -> None:
    """A missing folder, or one without weights, is told before any library is loaded."""
    with pytest.raises(ModelNotFoundError, match=r"model\.safetensors"):
        load_folder(tmp_path / name)


@pytest.mark.encoder
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """What the library cannot load is an error of the encoder, with the folder's name."""
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match=tmp_path.name):
        load_folder(tmp_path)


@pytest.mark.encoder
def test_the_name_holds_the_hash_of_the_weights(encoder: SentenceEmbedder) -> None:
    """Model and first eight digits of its file's hash are the name; the default has 384 dimensions."""
    assert (encoder.model_id, encoder.dim) == (f"all-MiniLM-L6-v2@53aa5117+{load_adapter().name}", 384)


@pytest.mark.encoder
@pytest.mark.parametrize("batch_size", [1, 2, 7])
def test_the_batch_size_changes_nothing(encoder: SentenceEmbedder, batch_size: int) -> None:
    """However many texts are run at a time, the order and the numbers stay."""
    texts = [
        "I fed the calves.",
        "",
        "a",
        "I repeated the order back to the guest before I wrote it down.",
        "two words",
        *(" ".join(["I counted it twice."] * count) for count in (1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 9, 10)),
    ]
    other = SentenceEmbedder(encoder.model, "other", batch_size=batch_size)
    np.testing.assert_allclose(other.sentences(texts), encoder.sentences(texts), atol=1e-5)
    assert [len(one.rows) for one in other.encode(texts)] == [len(one.rows) for one in encoder.encode(texts)]


@pytest.mark.encoder
@pytest.mark.parametrize("batch_size", [1, 32])
def test_texts_of_all_lengths_mean_the_same_in_half_the_digits(encoder: SentenceEmbedder, batch_size: int) -> None:
    """Attention is calculated in another way, alone and beside longer texts; rows stay nearly those of all digits."""
    half = load_packaged(batch_size=batch_size, adapter=load_adapter(), how=Calculation("cpu", "bf16"))
    texts = ["I led two volunteers.", " ".join(["I sorted the seeds and told her."] * 25), "Counted the drawer twice."]
    assert len(encoder.encode(texts)[1].rows) > 128
    for one, other in zip(half.encode(texts), encoder.encode(texts), strict=True):
        assert np.einsum("nd,nd->n", one.rows, other.rows).min() > 0.98
        assert one.sentence @ other.sentence > 0.995


@pytest.mark.encoder
def test_vectors_are_those_of_the_library(encoder: SentenceEmbedder) -> None:
    """Sentence vectors equal what sentence-transformers itself gives for the same texts."""
    texts = ["I fed the calves.", "I wrote unit tests", "한국어", ""]
    theirs = encoder.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(encoder.sentences(texts), theirs, atol=1e-5)


@pytest.mark.encoder
def test_meaning_is_known(encoder: SentenceEmbedder) -> None:
    """A paraphrase without a shared word is nearer than another subject."""
    fed, near, far = encoder.sentences(["I fed the calves", "gave food to young cows", "wrote unit tests"])
    assert fed @ near > fed @ far + 0.2


@pytest.mark.encoder
def test_rows_know_their_context(encoder: SentenceEmbedder) -> None:
    """The same word has another row in another sentence: rows come from the whole passage."""
    river, money = (encoder.encode([text])[0].rows[-1] for text in ("the muddy river bank", "the savings bank"))
    assert not np.allclose(river, money, atol=1e-2)


@pytest.mark.encoder
@pytest.mark.parametrize("text", ["ﬁxed", "각", "½"])
def test_pieces_of_one_character_are_one_row(encoder: SentenceEmbedder, text: str) -> None:
    """Where a character comes apart into several pieces, one row stands for it."""
    offsets = encoder.encode([text])[0].offsets
    assert len({tuple(pair) for pair in offsets.tolist()}) == len(offsets)
    assert offsets[0, 0] == 0


@pytest.mark.encoder
def test_the_packaged_model_is_what_is_loaded(encoder: SentenceEmbedder) -> None:
    """The default is read from the pinned package's folder, in evaluation mode."""
    assert not encoder.model.training
    assert packaged_model().is_dir()
