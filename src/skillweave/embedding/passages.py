"""Keeps what an encoder made of passages on disk, so that a later run need not encode them again; only if asked."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from skillweave.embedding.wrapped import Wrapped
from skillweave.ports import Embedder, Encoding


class PassageCache(Wrapped):
    """Wraps an embedder: what `encode` gives is kept, one file a passage, named by the hash of model and text.

    The files hold no words, but numbers that come from people's words: the folder is for its owner alone. What is
    kept was encoded among other passages than it would be now, and what is not is put together anew: scores differ a
    little, by about .0001 in fp32 and .02 in bf16, with what was kept before.
    """

    def __init__(self, inner: Embedder, folder: Path, how: str) -> None:
        """Wrap an embedder and name the folder, which is made when first needed.

        Args:
            inner: What encodes.
            folder: Where vectors are kept.
            how: Names where and with which digits it calculates: `Calculation.name`.
        """
        super().__init__(inner)
        self._folder = folder
        self._how = how
        self.asked = 0
        self.found = 0

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Read what is kept, encode the rest and keep it."""
        paths = [self._path(text) for text in texts]
        every = [self._read(path) for path in paths]
        missing = [place for place, one in enumerate(every) if one is None]
        self.asked += len(texts)
        self.found += len(texts) - len(missing)
        for place, encoding in zip(missing, self._inner.encode([texts[place] for place in missing]), strict=True):
            every[place] = encoding
            self._write(paths[place], encoding)
        return [one for one in every if one is not None]

    def counts(self) -> tuple[int, int]:
        """Give how many passages were asked for so far, and how many of them were kept."""
        return self.asked, self.found

    def _path(self, text: str) -> Path:
        told = f"{self.model_id}\0{self._how}\0{text}"
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / digest[:2] / digest[2:40]

    def _read(self, path: Path) -> Encoding | None:
        """Read a file; one that is damaged counts as missing and is written anew."""
        try:
            with path.open("rb") as stream:
                sentence, rows, offsets = (np.load(stream, allow_pickle=False) for _ in range(3))
        except (OSError, ValueError, EOFError):
            return None
        fits = sentence.shape == (self.dim,) and rows.shape == (len(offsets), self.dim) and offsets.shape[1:] == (2,)
        return Encoding(sentence=sentence, rows=rows, offsets=offsets) if fits else None

    def _write(self, path: Path, encoding: Encoding) -> None:
        """Write aside and rename. A cache that cannot be written costs time, not the run."""
        aside = path.with_suffix(f".{secrets.token_hex(8)}.tmp")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(exist_ok=True)
            with aside.open("wb") as stream:
                for part in (encoding.sentence, encoding.rows, encoding.offsets):
                    np.save(stream, part, allow_pickle=False)
            aside.replace(path)
        except OSError:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
