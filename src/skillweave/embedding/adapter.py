"""The small fitted model that shipping adds to the encoder: low-rank changes of its weights, and the heads' numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skillweave.embedding.packaged import sha256_of
from skillweave.errors import EncoderError
from skillweave.ports import Matrix

if TYPE_CHECKING:
    from torch import nn

FORMAT = "skillweave-adapter/2"
PACKAGED = "weave-v1.safetensors"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was fitted to one encoder.

    Attributes:
        name: Its name and the first 8 digits of its file's hash.
        encoder: The `model_id` of the encoder that it belongs to, and no other.
        columns: Names of what the heads tell, in the order of their numbers.
        changes: By the name of a weight, (out, rank) and (rank, in): their product is added to it.
        heads: By name, the numbers of `matching.heads.Heads`.
        words, word_columns: Words that say something of a whole text, and names of what they tell.
        word_heads: By name, the numbers of `matching.words.WordHeads`.
        about: What it was fitted on, in words.
    """

    name: str
    encoder: str
    columns: tuple[str, ...]
    changes: Mapping[str, tuple[Matrix, Matrix]]
    heads: Mapping[str, Matrix]
    words: tuple[str, ...]
    word_columns: tuple[str, ...]
    word_heads: Mapping[str, Matrix]
    about: str = ""

    def merge(self, model: "nn.Module", model_id: str) -> None:
        """Add the changes to the weights of a loaded model, in place: nothing is slower afterwards.

        Raises:
            EncoderError: It was fitted to another encoder, or does not fit its weights.
        """
        import torch

        if model_id != self.encoder:
            raise EncoderError(f"the adapter {self.name} was fitted to {self.encoder}, not to {model_id}")
        weights = dict(model.named_parameters())
        for name, (out, into) in self.changes.items():
            found = [weight for full, weight in weights.items() if full.endswith(name)]
            if len(found) != 1 or tuple(found[0].shape) != (out.shape[0], into.shape[1]):
                raise EncoderError(f"the adapter {self.name} does not fit the encoder: its weight {name}")
            with torch.no_grad():
                found[0].add_(torch.from_numpy(out @ into))


def load_adapter(path: Path | None = None) -> Adapter:
    """Read an adapter; without a path, the one that ships.

    Raises:
        EncoderError: The file is missing, damaged, or of another format.
    """
    from safetensors import SafetensorError, safe_open

    path = path or Path(str(files("skillweave.embedding") / "fitted" / PACKAGED))
    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
            tensors = {name: np.asarray(file.get_tensor(name), np.float32) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise EncoderError(f"the adapter {path} cannot be read: {error}") from error
    if about.get("format") != FORMAT:
        raise EncoderError(f"the adapter {path} is of format {about.get('format')}, not {FORMAT}")
    stems = [name.removesuffix(".out") for name in tensors if name.startswith("change.") and name.endswith(".out")]
    return Adapter(
        name=f"{about['name']}@{sha256_of(path)[:8]}",
        encoder=about["encoder"],
        columns=tuple(json.loads(about["columns"])),
        changes={s.removeprefix("change."): (tensors[f"{s}.out"], tensors[f"{s}.in"]) for s in stems},
        heads=_under("head.", tensors),
        words=tuple(json.loads(about["words"])),
        word_columns=tuple(json.loads(about["word_columns"])),
        word_heads=_under("word.", tensors),
        about=about.get("about", ""),
    )


def _under(start: str, tensors: Mapping[str, Matrix]) -> dict[str, Matrix]:
    return {name.removeprefix(start): value for name, value in tensors.items() if name.startswith(start)}


def write_adapter(adapter: Adapter, path: Path, about: str) -> None:
    """Write an adapter in half precision.

    Args:
        adapter: What was fitted; its name is taken as it is.
        path: The file.
        about: What it was fitted on, for whoever looks into the file.
    """
    from safetensors.numpy import save_file

    tensors = {f"head.{name}": value for name, value in adapter.heads.items()}
    tensors |= {f"word.{name}": value for name, value in adapter.word_heads.items()}
    for name, (out, into) in adapter.changes.items():
        tensors |= {f"change.{name}.out": out, f"change.{name}.in": into}
    halves = {name: np.ascontiguousarray(value, np.float16) for name, value in tensors.items()}
    told = {"format": FORMAT, "name": adapter.name, "encoder": adapter.encoder, "about": about}
    lists = {"columns": adapter.columns, "word_columns": adapter.word_columns, "words": adapter.words}
    told |= {name: json.dumps(values, ensure_ascii=False) for name, values in lists.items()}
    save_file(halves, path, metadata=told)
