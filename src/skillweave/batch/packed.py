"""What the name of a file tells: how it is packed, its format, and whether it lies in an object store."""

from collections.abc import Mapping
from pathlib import Path

_PACKINGS: Mapping[str, str] = {".gz": "gzip", ".zst": "zstd"}


def packing_of(path: Path) -> str | None:
    """Name how a file is packed; None where it is not.

    Example:
        >>> packing_of(Path("log.csv.gz"))
        'gzip'
    """
    return _PACKINGS.get(path.suffix.lower())


def plain_suffix(path: Path) -> str:
    """Give the ending that tells the format, below that of the packing, in small letters.

    Example:
        >>> plain_suffix(Path("Log.CSV.zst"))
        '.csv'
    """
    return (Path(path.stem) if packing_of(path) else path).suffix.lower()


def is_remote(place: str) -> bool:
    """Tell an address in an object store from a path.

    Example:
        >>> is_remote("s3://bucket/claims"), is_remote("claims/")
        (True, False)
    """
    return "://" in place
