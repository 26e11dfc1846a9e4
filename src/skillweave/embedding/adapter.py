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

FORMAT = "skillweave-adapter/3"
PACKAGED = "weave-v1.safetensors"
_WORDS = "words."


@dataclass(frozen=True, slots=True)
class WordNumbers:
    """What words of a whole text say, as `matching.words.WordHeads` has it.

    Attributes:
        longest: Words in the longest stretch.
        columns: Names of what they tell.
        words: The words, or stretches of words.
        numbers: By name, its numbers.
    """

    longest: int
    columns: tuple[str, ...]
    words: tuple[str, ...]
    numbers: Mapping[str, Matrix]


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was fitted to one encoder.

    Attributes:
        name: Its name and the first 8 digits of its file's hash.
        encoder: The `model_id` of the encoder that it belongs to, and no other.
        columns: Names of what the heads tell, in the order of their numbers.
        changes: By the name of a weight, (out, rank) and (rank, in): their product is added to it.
        heads: By name, the numbers of `matching.heads.Heads`.
        words: What words say of a whole text.
        about: What it was fitted on, in words.
    """

    name: str
    encoder: str
    columns: tuple[str, ...]
    changes: Mapping[str, tuple[Matrix, Matrix]]
    heads: Mapping[str, Matrix]
    words: tuple[WordNumbers, ...]
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
        words=tuple(
            WordNumbers(
                one["longest"], tuple(one["columns"]), tuple(one["words"]), _under(f"{_WORDS}{number}.", tensors)
            )
            for number, one in enumerate(json.loads(about["words"]))
        ),
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
    for number, one in enumerate(adapter.words):
        tensors |= {f"{_WORDS}{number}.{name}": value for name, value in one.numbers.items()}
    for name, (out, into) in adapter.changes.items():
        tensors |= {f"change.{name}.out": out, f"change.{name}.in": into}
    halves = {name: np.ascontiguousarray(value, np.float16) for name, value in tensors.items()}
    told = {"format": FORMAT, "name": adapter.name, "encoder": adapter.encoder, "about": about}
    words = [{"longest": one.longest, "columns": one.columns, "words": one.words} for one in adapter.words]
    told |= {
        name: json.dumps(value, ensure_ascii=False) for name, value in (("columns", adapter.columns), ("words", words))
    }
    save_file(halves, path, metadata=told)
