"""What the name of a file tells: its packing and format, whether it is hidden or lies in an object store."""

from collections.abc import Mapping
from pathlib import PurePath

_PACKINGS: Mapping[str, str] = {".gz": "gzip", ".zst": "zstd"}


def packing_of(path: PurePath) -> str | None:
    """Name how a file is packed; None where it is not.

    Example:
        >>> packing_of(PurePath("log.csv.gz"))
        'gzip'
    """
    return _PACKINGS.get(path.suffix.lower())


def plain_suffix(path: PurePath) -> str:
    """Give the ending that tells the format, below that of the packing, in small letters.

    Example:
        >>> plain_suffix(PurePath("Log.CSV.zst"))
        '.csv'
    """
    return (PurePath(path.stem) if packing_of(path) else path).suffix.lower()


def is_hidden(below: PurePath) -> bool:
    """Tell a file that nobody means when naming the folder above it: hidden, or what an open workbook leaves beside it.

    Example:
        >>> is_hidden(PurePath(".old/log.csv")), is_hidden(PurePath("~$log.xlsx")), is_hidden(PurePath("log.csv"))
        (True, True, False)
    """
    return any(part.startswith((".", "~$")) for part in below.parts)


def is_remote(place: str) -> bool:
    """Tell an address in an object store from a path.

    Example:
        >>> is_remote("s3://bucket/claims"), is_remote("claims/")
        (True, False)
    """
    return "://" in place
