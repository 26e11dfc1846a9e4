"""What every embedder promises, tried on each of them; the promises stand in `ports.Embedder`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillweave.embedding.cache import SMALLEST, CachedEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import TextError
from skillweave.ports import Embedder, Matrix
from tests.elsewhere import client_of, config_of, embedder_of, hashed
from tests.scripted_endpoint import serving
from tests.strategies import HOSTILE, hostile_text

TOLERANCE = 1e-5
TEXTS = (*HOSTILE, "I fed the calves.", "I fed the calves", "", "   ", "\n\t", "a", "I welded " * 30)
LIMITS = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])

hashing = pytest.param("hashing", id="hashing")
cached = pytest.param("cached", id="cached")
sentence = pytest.param("sentence", id="sentence", marks=pytest.mark.encoder)
cached_sentence = pytest.param("cached-sentence", id="cached-sentence", marks=pytest.mark.encoder)
endpoint = pytest.param("endpoint", id="endpoint", marks=pytest.mark.enable_socket)
cached_endpoint = pytest.param("cached-endpoint", id="cached-endpoint", marks=pytest.mark.enable_socket)

KNOW_WORDS = (hashing, cached, sentence, cached_sentence)
"""Those that give a row for every word, or for parts of it."""


@pytest.fixture(params=[*KNOW_WORDS, endpoint, cached_endpoint])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Embedder]:
    """Every embedder there is; the cached ones are made anew over an empty folder."""
    with ExitStack() as stack:
        makers: dict[str, Callable[[], Embedder]] = {
            "hashing": HashingEmbedder,
            "cached": lambda: CachedEmbedder(HashingEmbedder(), tmp_path),
            "sentence": lambda: request.getfixturevalue("encoder"),
            "cached-sentence": lambda: CachedEmbedder(request.getfixturevalue("encoder"), tmp_path),
            "endpoint": lambda: _elsewhere(stack, tmp_path),
            "cached-endpoint": lambda: CachedEmbedder(_elsewhere(stack, tmp_path), tmp_path),
        }
        yield makers[request.param]()


def _elsewhere(stack: ExitStack, folder: Path) -> Embedder:
    """The real client against a real server on this machine, a few texts a request."""
    server = stack.enter_context(serving(hashed))
    config = config_of(server, texts_at_most=7, text_at_most=1_000)
    return embedder_of(stack.enter_context(client_of(server, folder, config)), folder, config)


def _alike(one: Matrix, other: Matrix) -> bool:
    return one.shape == other.shape and bool(np.all(np.abs(one - other) <= TOLERANCE))


def test_one_encoding_a_text_in_order(made: Embedder) -> None:
    """`encode` gives one encoding a text, in the order given, whatever their lengths."""
    together = made.encode(TEXTS)
    assert len(together) == len(TEXTS)
    assert all(_alike(one.sentence, made.encode([text])[0].sentence) for text, one in zip(TEXTS, together, strict=True))


def test_no_texts_no_vectors(made: Embedder) -> None:
    """No texts give no encodings and a matrix without rows."""
    assert list(made.encode([])) == []
    assert made.sentences([]).shape == (0, made.dim)


def test_shapes_and_types(made: Embedder) -> None:
    """Vectors have the length that was told and are float32; rows and offsets go together."""
    found = made.encode(TEXTS)
    assert {one.sentence.shape for one in found} == {(made.dim,)}
    assert {one.rows.shape[1:] for one in found} == {(made.dim,)}
    assert [one.offsets.shape for one in found] == [(len(one.rows), 2) for one in found]
    assert {str(part.dtype) for one in found for part in (one.sentence, one.rows)} == {"float32"}
    assert {str(one.offsets.dtype) for one in found} == {"int64"}
    assert str(made.sentences(TEXTS).dtype) == "float32"


def test_numbers_are_finite_and_sentences_of_unit_length(made: Embedder) -> None:
    """No number is missing or infinite, and every sentence vector has length 1."""
    found = made.encode(TEXTS)
    assert all(np.isfinite(one.rows).all() for one in found)
    assert [float(np.linalg.norm(one.sentence)) for one in found] == pytest.approx([1.0] * len(found), abs=TOLERANCE)


@LIMITS
@given(texts=st.lists(hostile_text(), min_size=1, max_size=6))
def test_offsets_are_sorted_inside_and_apart(made: Embedder, texts: list[str]) -> None:
    """Offsets count code points of the text given, run forward, lie inside and do not overlap, on any text."""
    found = made.encode(texts)
    assert all(one.offsets.min(initial=0) >= 0 for one in found)
    assert all(one.offsets.max(initial=0) <= len(text) for one, text in zip(found, texts, strict=True))
    assert all((one.offsets[:, 0] < one.offsets[:, 1]).all() for one in found)
    assert all(a[1] <= b[0] for one in found for a, b in pairwise(one.offsets.tolist()))


@pytest.mark.parametrize("made", KNOW_WORDS, indirect=True)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_offsets_on_hostile_text(made: Embedder, text: str) -> None:
    """Joiners, marks, ligatures and other scripts shift nothing: an ASCII word after them has its own offsets."""
    offsets = made.encode([f"{text} calves"])[0].offsets
    assert offsets[:, 1].max() == len(text) + len(" calves")
    assert all(a[1] <= b[0] for a, b in pairwise(offsets.tolist()))
    assert min(start for start, _ in offsets.tolist() if start >= len(text)) == len(text) + 1


@pytest.mark.parametrize("text", ["", " ", " \t\n  "])
def test_texts_without_a_word_have_no_rows(made: Embedder, text: str) -> None:
    """An empty text and one of blanks have a sentence vector and no row: no special token is among the rows."""
    found = made.encode([text])[0]
    assert found.rows.shape == (0, made.dim)
    assert found.offsets.shape == (0, 2)


@pytest.mark.parametrize("made", KNOW_WORDS, indirect=True)
@pytest.mark.parametrize("text", ["calves", "I fed calves"])
def test_every_word_has_a_row_and_nothing_else(made: Embedder, text: str) -> None:
    """Plain words are covered by rows, and only they: neither special tokens nor padding are among them."""
    found = made.encode([text, "a much longer text that makes the batch be padded on the right"])[0]
    covered = "".join(text[start:end] for start, end in found.offsets.tolist())
    assert covered == text.replace(" ", "")


@pytest.mark.parametrize("made", [endpoint, cached_endpoint], indirect=True)
@pytest.mark.parametrize("text", [*HOSTILE, " \n I fed calves\t"])
def test_without_words_one_row_is_the_whole(made: Embedder, text: str) -> None:
    """An embedder that knows no words has one row: the sentence, from its first to its last letter."""
    found = made.encode([text])[0]
    ((start, end),) = found.offsets.tolist()
    assert text[start:end] == text.strip()
    assert _alike(found.rows[0], found.sentence)


@LIMITS
@given(text=hostile_text(), others=st.lists(hostile_text(), max_size=6), place=st.integers(0, 6))
def test_the_batch_changes_nothing(made: Embedder, text: str, others: list[str], place: int) -> None:
    """A text gives the same numbers within 1e-5, alone or anywhere among others."""
    at = min(place, len(others))
    alone = made.encode([text])[0]
    among = made.encode([*others[:at], text, *others[at:]])[at]
    assert _alike(alone.sentence, among.sentence)
    assert _alike(alone.rows, among.rows)
    assert alone.offsets.tolist() == among.offsets.tolist()


def test_long_neighbours_and_many_texts_change_nothing(made: Embedder) -> None:
    """The longest text beside it, or more texts than one batch takes, leave a text's numbers as they are."""
    alone = made.encode(["I fed the calves."])[0]
    many = made.encode([*(f"text {number}" for number in range(40)), "I fed the calves.", "I welded " * 60])[40]
    assert _alike(alone.rows, many.rows)
    assert _alike(alone.sentence, many.sentence)


@pytest.mark.parametrize("count", [1, len(HOSTILE), SMALLEST + 3])
def test_sentences_agree_with_encode(made: Embedder, count: int) -> None:
    """`sentences` gives the same vectors as `encode`, for few texts and for many, the first time and the second."""
    texts = [f"{HOSTILE[number % len(HOSTILE)]}{number}" for number in range(count)]
    wanted = np.stack([one.sentence for one in made.encode(texts)])
    assert _alike(made.sentences(texts), wanted)
    assert _alike(made.sentences(texts), wanted)


def test_model_id_is_stable(made: Embedder) -> None:
    """The model's name is there and does not change; a vector's length is positive."""
    assert made.model_id
    assert made.model_id == made.model_id.strip()
    assert made.dim > 0


@pytest.mark.parametrize("made", [sentence, cached_sentence, endpoint, cached_endpoint], indirect=True)
@pytest.mark.parametrize("ask", ["encode", "sentences"])
def test_a_text_too_long_is_refused(made: Embedder, ask: str) -> None:
    """A text that is more than the model reads raises `TextError`, alone or among others; it is not cut."""
    with pytest.raises(TextError, match="cut it into sentences"):
        getattr(made, ask)(["short", "word " * 300])


@pytest.mark.parametrize("made", [sentence, cached_sentence], indirect=True)
def test_a_text_that_just_fits_is_read_to_its_end(made: Embedder) -> None:
    """254 words and two special tokens fill the model; one more is too many."""
    assert len(made.encode(["word " * 254])[0].rows) == 254
    with pytest.raises(TextError):
        made.encode(["word " * 255])


@pytest.mark.parametrize("made", [hashing, cached], indirect=True)
def test_without_a_limit_a_long_text_is_read_to_its_end(made: Embedder) -> None:
    """An embedder without a limit has a row for each of many words."""
    assert len(made.encode(["word " * 5_000])[0].rows) == 5_000
