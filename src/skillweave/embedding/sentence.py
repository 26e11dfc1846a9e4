"""Any sentence-transformers model as an `Embedder`: offline, one pass, a row a token with its offsets."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skillweave.embedding.adapter import Adapter
from skillweave.embedding.attention import use_plain_products
from skillweave.embedding.calculation import PLAIN, Calculation
from skillweave.embedding.packaged import packaged_folder, packaged_model, sha256_of
from skillweave.errors import EncoderError, ModelNotFoundError, TextError
from skillweave.ports import Encoding, Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import BatchEncoding


_SQUARE = 128
"""Tokens from which on fewer texts go together where attention is calculated by plain products: what these keep grows
with the square of the length."""

_ALIKE, _FEWEST = 0.9, 8
"""A batch ends where a text is shorter than its longest by more than a tenth, unless it has few texts: these cost
more apart."""


class SentenceEmbedder:
    """Wraps a loaded model; `load_packaged` and `load_folder` make one."""

    def __init__(
        self, model: "SentenceTransformer", model_id: str, *, batch_size: int = 32, is_plain: bool = False
    ) -> None:
        """Keep a loaded model and its name.

        Args:
            model: Loaded.
            model_id: Its name.
            batch_size: Texts in one batch.
            is_plain: Whether attention is calculated by plain products, not by the fused kernel.
        """
        self.model = model
        self._is_plain = is_plain
        self._model_id = model_id
        self._batch_size = batch_size
        self._dim = int(model.get_embedding_dimension() or 0)
        self._longest = int(model.max_seq_length or 512)

    @property
    def model_id(self) -> str:
        """Name of the model and the first 8 digits of its weights' hash."""
        return self._model_id

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Encode texts with a row for every token.

        Raises:
            TextError: A text has more tokens than the model reads; the library alone would cut it silently.
        """
        found: dict[int, Encoding] = {}
        for index, encoding in self._batches(texts):
            found[index] = encoding
        return [found[index] for index in range(len(texts))]

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Encode texts as wholes."""
        out = np.zeros((len(texts), self._dim), np.float32)
        for index, encoding in self._batches(texts):
            out[index] = encoding.sentence
        return out

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Run length-sorted batches, so that little is spent on padding; yields (position, encoding)."""
        import torch

        if not texts:
            return
        tokens = self.model.tokenizer(
            list(texts),
            truncation=False,
            padding=False,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            verbose=False,
        )
        lengths = [len(ids) for ids in tokens["input_ids"]]
        self._refuse_long(texts, lengths)
        order = sorted(range(len(texts)), key=lambda index: -lengths[index])
        start = 0
        while start < len(order):
            longest = lengths[order[start]]
            batch = order[start : start + self._together(longest)]
            if self.model.device.type == "cpu":  # a card is quicker over padding than over more batches
                batch = batch[: alike([lengths[index] for index in batch])]
            start += len(batch)
            ids = torch.zeros((len(batch), longest), dtype=torch.long)
            mask = torch.zeros((len(batch), longest), dtype=torch.long)
            for row, index in enumerate(batch):
                ids[row, : lengths[index]] = torch.tensor(tokens["input_ids"][index])
                mask[row, : lengths[index]] = 1
            if (pad := self.model.tokenizer.pad_token_id) not in (0, None):
                ids[mask == 0] = pad
            with torch.inference_mode():
                given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
                out = self.model({name: one.to(self.model.device) for name, one in given.items()})
            # A model that calculates in half the digits, or on a graphics card, gives whole numbers of this machine.
            sentence = torch.nn.functional.normalize(out["sentence_embedding"].float(), dim=1).cpu().numpy()
            rows = out["token_embeddings"].float().cpu().numpy()
            for row, index in enumerate(batch):
                yield index, _encoding(sentence[row], rows[row], tokens, index)

    def _together(self, longest: int) -> int:
        """Say how many texts go together where the longest has so many tokens."""
        if not self._is_plain or longest <= _SQUARE:
            return self._batch_size
        return max(1, self._batch_size * _SQUARE**2 // longest**2)

    def _refuse_long(self, texts: Sequence[str], lengths: Iterable[int]) -> None:
        for text, length in zip(texts, lengths, strict=True):
            if length > self._longest:
                raise TextError(
                    f"a passage of {len(text)} code points has {length} tokens, {self.model_id} reads {self._longest}; "
                    "cut it into sentences"
                )


def alike(lengths: Sequence[int]) -> int:
    """Count how many texts of a batch go together, so that little is spent on padding.

    Args:
        lengths: In tokens, longest first.

    Example:
        >>> alike([40] * 10 + [37, 36, 35, 20])
        12
    """
    shortest = lengths[0] * _ALIKE
    return next((n for n, length in enumerate(lengths) if n >= _FEWEST and length < shortest), len(lengths))


def _encoding(sentence: Matrix, rows: Matrix, tokens: "BatchEncoding", index: int) -> Encoding:
    """Drop special and padding rows of one text, and rows that stand for no character."""
    offsets = np.array(tokens["offset_mapping"][index], np.int64).reshape(-1, 2)
    special = np.array(tokens["special_tokens_mask"][index], np.bool_)
    keep = ~special & (offsets[:, 1] > offsets[:, 0])
    kept = offsets[keep]
    # Several tokens can come from one code point (a ligature, a Hangul syllable): they share its offsets.
    first = np.ones(len(kept), bool)
    first[1:] = kept[1:, 0] >= np.maximum.accumulate(kept[:, 1])[:-1] if len(kept) > 1 else True
    return Encoding(
        sentence=sentence.astype(np.float32, copy=True), rows=rows[: len(offsets)][keep][first], offsets=kept[first]
    )


def load_packaged(
    *,
    batch_size: int = 32,
    threads: int | None = None,
    adapter: Adapter | None = None,
    how: Calculation = PLAIN,
) -> SentenceEmbedder:
    """Load the default encoder from its pinned package, offline, checked by hash.

    Args:
        batch_size: Texts in one batch.
        threads: Threads of the library; None leaves it to the library.
        adapter: Added to the weights; it belongs to the encoder's name from then on.
        how: Where the model calculates, and with which digits.

    Raises:
        ModelNotFoundError: The package is missing or in another version.
        ModelHashError: Its files are not the pinned ones.
    """
    plain = load_folder(packaged_model(), name="all-MiniLM-L6-v2", batch_size=batch_size, threads=threads)
    name = plain.model_id
    if adapter is not None:
        adapter.merge(plain.model, plain.model_id)
        name = f"{plain.model_id}+{adapter.name}"
    is_plain = how.number_type == "bf16" and how.device == "cpu"
    if is_plain:
        # Sentences are short: plain products take a half to nine tenths of the time of the fused kernel, in bf16 only.
        use_plain_products(plain.model[0].model)  # type: ignore[arg-type]
    return SentenceEmbedder(_moved(plain.model, how), name, batch_size=batch_size, is_plain=is_plain)


def load_folder(
    folder: Path,
    *,
    name: str | None = None,
    batch_size: int = 32,
    threads: int | None = None,
    how: Calculation = PLAIN,
) -> SentenceEmbedder:
    """Load any sentence-transformers model from a folder on this machine; nothing is fetched.

    Raises:
        ModelNotFoundError: There is no such folder, or no weights in it.
        EncoderError: The library cannot load what is there.
    """
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelNotFoundError(
            f"{folder} holds no model.safetensors; give the folder of a sentence-transformers model"
        )
    digest = _digest(folder, weights)
    if threads is not None:
        import torch

        torch.set_num_threads(threads)
    model = _moved(_load(folder), how)
    return SentenceEmbedder(model, f"{name or folder.name}@{digest}", batch_size=batch_size)


def _moved(model: "SentenceTransformer", how: Calculation) -> "SentenceTransformer":
    """Let a model calculate elsewhere, or with other digits, as told."""
    import torch

    if how.device != "cpu":
        model = model.to(how.device)
    return model.to(torch.bfloat16) if how.number_type == "bf16" else model


def _digest(folder: Path, weights: Path) -> str:
    """Give the first 8 digits of the weights' hash, and of the files that change what is made of them.

    The packaged model's other files are pinned one by one, so its name is that of its weights.
    """
    if folder == packaged_folder():
        return sha256_of(weights)[:8]
    joined = hashlib.sha256()
    for path in sorted([weights, *folder.rglob("*.json")]):
        joined.update(f"{path.relative_to(folder)}\0{sha256_of(path)}\0".encode())
    return joined.hexdigest()[:8]


def _load(folder: Path) -> "SentenceTransformer":
    # The libraries ask their hub for updates and draw progress bars unless told otherwise, before the import.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise EncoderError(f"sentence-transformers cannot load {folder}: {error}") from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise EncoderError(f"the tokenizer in {folder} gives no offsets; a fast tokenizer (tokenizer.json) is needed")
    return model.eval()
