"""The file of the fitted model: read whole, or refused with a reason."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from skillweave.embedding.adapter import Adapter, WordNumbers, load_adapter, write_adapter
from skillweave.errors import EncoderError

LINEAR = "layer.weight"


def _adapter(seed: int = 0) -> Adapter:
    rng = np.random.default_rng(seed)
    out, into = (rng.standard_normal(shape).astype(np.float16).astype(np.float32) for shape in ((3, 2), (2, 4)))
    return Adapter(
        name="tiny",
        encoder="model@12345678",
        columns=("shown",),
        changes={LINEAR: (out, into)},
        heads={"out": np.ones((2, 1), np.float32)},
        words=(
            WordNumbers(1, ("fields:F.1",), ("crêpe", "kennel"), {"weights": np.array([[0.5], [-2.0]], np.float32)}),
            WordNumbers(3, ("skills:S.1",), ("on my own",), {"weights": np.array([[1.5]], np.float32)}),
        ),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An adapter on disk."""
    file = tmp_path / "tiny.safetensors"
    write_adapter(_adapter(), file, "nothing")
    return file


class Tiny(torch.nn.Module):
    """One weight under a name."""

    def __init__(self) -> None:
        """Begin at zero."""
        super().__init__()
        self.layer = torch.nn.Linear(4, 3)
        torch.nn.init.zeros_(self.layer.weight)


def test_what_is_written_is_read(path: Path) -> None:
    """All numbers come back, and the name carries the file's hash."""
    made, read = _adapter(), load_adapter(path)
    assert read.name.startswith("tiny@")
    assert len(read.name) == len("tiny@") + 8
    assert (read.encoder, read.columns) == (made.encoder, made.columns)
    np.testing.assert_array_equal(read.changes[LINEAR][0], made.changes[LINEAR][0])
    np.testing.assert_array_equal(read.changes[LINEAR][1], made.changes[LINEAR][1])
    np.testing.assert_array_equal(read.heads["out"], made.heads["out"])
    for one, other in zip(read.words, made.words, strict=True):
        assert (one.longest, one.columns, one.words) == (other.longest, other.columns, other.words)
        assert list(one.numbers) == ["weights"]
        np.testing.assert_array_equal(one.numbers["weights"], other.numbers["weights"])


def test_a_merged_weight_is_the_old_one_and_the_product(path: Path) -> None:
    """Merging adds the product of the two thin matrices to the weight."""
    model, adapter = Tiny(), load_adapter(path)
    adapter.merge(model, "model@12345678")
    out, into = adapter.changes[LINEAR]
    np.testing.assert_allclose(model.layer.weight.detach().numpy(), out @ into, rtol=1e-5)


def test_another_encoder_is_refused(path: Path) -> None:
    """An adapter is never added to weights that it was not fitted to."""
    model = Tiny()
    with pytest.raises(EncoderError, match="was fitted to model@12345678, not to other@87654321"):
        load_adapter(path).merge(model, "other@87654321")
    assert not model.layer.weight.any()


@pytest.mark.parametrize("name", ["elsewhere.weight", "layer.bias"], ids=["no such weight", "another shape"])
def test_a_weight_that_does_not_fit_is_refused(path: Path, name: str) -> None:
    """A weight that is not there, or has another shape, is named."""
    changed = replace(load_adapter(path), changes={name: _adapter().changes[LINEAR]})
    with pytest.raises(EncoderError, match=f"its weight {name}"):
        changed.merge(Tiny(), "model@12345678")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is told by its path."""
    with pytest.raises(EncoderError, match=r"none\.safetensors cannot be read"):
        load_adapter(tmp_path / "none.safetensors")


def test_a_damaged_file_is_refused(path: Path) -> None:
    """Half a file is no adapter."""
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(EncoderError, match="cannot be read"):
        load_adapter(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    """A file of tensors that is no adapter says what it is."""
    from safetensors.numpy import save_file

    file = tmp_path / "other.safetensors"
    save_file({"a": np.zeros(1, np.float32)}, file, metadata={"format": "pt"})
    with pytest.raises(EncoderError, match="of format pt, not skillweave-adapter/3"):
        load_adapter(file)
