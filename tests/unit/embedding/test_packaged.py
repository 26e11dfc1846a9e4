"""The default encoder's files: found without running the package, and checked before use."""

import hashlib
import sys
from pathlib import Path

import pytest

from skillweave.embedding import packaged
from skillweave.embedding.packaged import check_file, packaged_model, sha256_of
from skillweave.errors import EncoderError, ModelHashError, ModelNotFoundError


def test_the_folder_is_found_and_checked() -> None:
    """The pinned package is installed, holds the model, and its code was never run."""
    folder = packaged_model()
    assert (folder / "model.safetensors").is_file()
    assert (folder / "tokenizer.json").is_file()
    assert packaged.MODULE not in sys.modules


@pytest.mark.parametrize(
    ("constant", "value", "message"),
    [
        ("PACKAGE", "no-such-package-at-all", "not installed"),
        ("VERSION", "9.9.9", "not 9.9.9"),
        ("MODULE", "no_such_module_at_all", "has no folder"),
    ],
)
def test_another_package_is_not_taken(monkeypatch: pytest.MonkeyPatch, constant: str, value: str, message: str) -> None:
    """A missing package, another version or a missing folder is told with the line that mends it."""
    monkeypatch.setattr(packaged, constant, value)
    with pytest.raises(ModelNotFoundError, match=message) as caught:
        packaged_model()
    assert "pip install" in str(caught.value)


@pytest.mark.parametrize("name", sorted(packaged.FILES))
def test_other_files_are_not_taken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Every file that is read when the model is loaded must have its pinned hash."""
    monkeypatch.setitem(packaged.FILES, name, "0" * 64)
    with pytest.raises(ModelHashError, match="expected 000000000000"):
        packaged_model()


def test_one_changed_byte_is_found(tmp_path: Path) -> None:
    """A file that differs in one byte is refused, the same file is taken."""
    path = tmp_path / "weights"
    path.write_bytes(b"abc")
    check_file(path, hashlib.sha256(b"abc").hexdigest())
    path.write_bytes(b"abd")
    with pytest.raises(ModelHashError, match="weights"):
        check_file(path, hashlib.sha256(b"abc").hexdigest())


@pytest.mark.parametrize("missing", ["nothing", "."])
def test_a_missing_file_is_not_found(tmp_path: Path, missing: str) -> None:
    """No file, or a folder in its place, is another error than a changed file."""
    with pytest.raises(ModelNotFoundError, match="is missing"):
        check_file(tmp_path / missing, "0" * 64)


def test_large_files_are_hashed_in_parts(tmp_path: Path) -> None:
    """The hash is that of the whole file, however long."""
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1_000_001)
    assert sha256_of(path) == hashlib.sha256(b"x" * 1_000_001).hexdigest()


@pytest.mark.parametrize("error", [ModelNotFoundError, ModelHashError])
def test_both_are_errors_of_the_encoder(error: type[Exception]) -> None:
    """Whoever catches `EncoderError` catches both."""
    assert issubclass(error, EncoderError)
