"""Which frameworks a folder holds, in which versions, and which files a user's words mean; reads no file."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from skillweave.errors import FrameworkError

FILE_NAME = "framework.yaml"
SUFFIXES = frozenset({".yaml", ".yml", ".csv", ".jsonl"})
_OTHER_FOLDERS = frozenset({"concepts", "neutral"})


def available(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Give the version folders of each framework in `<folder>/<id>/<version>/`, oldest first.

    Raises:
        FrameworkError: There is no such folder.
    """
    if not folder.is_dir():
        raise FrameworkError(str(folder), ["there is no such folder; give the folder that holds <id>/<version>/"])
    ids = sorted(path for path in _folders(folder) if path.name not in _OTHER_FOLDERS)
    return {path.name: tuple(sorted(_folders(path), key=lambda version: age_key(version.name))) for path in ids}


def resolve(folder: Path, names: Sequence[str] | None) -> tuple[Path, ...]:
    """Give the path that each name means: `id` (its newest version), `id@version`, or a path to a file or folder.

    Args:
        folder: The folder of frameworks.
        names: What the user asked for, in that order; None means every framework, in its newest version.

    Raises:
        FrameworkError: Names that mean nothing, all of them, with near matches and what there is.
    """
    known = available(folder)
    wanted = [name for name, versions in known.items() if versions] if names is None else list(dict.fromkeys(names))
    unknown = [name for name in wanted if not is_path(name) and not known.get(name.partition("@")[0])]
    faults = [_unknown(unknown, known)] if unknown else []
    paths: list[Path] = []
    for name in wanted:
        if name in unknown:
            continue
        path = Path(name) if is_path(name) else _version(name, known)
        if path is None:
            there = ", ".join(version.name for version in known[name.partition("@")[0]])
            faults.append(f"{name}: there is no such version; there are: {there}")
        else:
            paths.append(path)
    if faults:
        raise FrameworkError(str(folder), faults)
    return tuple(dict.fromkeys(paths))


def is_path(name: str) -> bool:
    """Tell a path from an id: a path has a slash or ends like a framework file."""
    return "/" in name or "\\" in name or Path(name).suffix.lower() in SUFFIXES


def age_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Order versions as a person reads them, numbers as numbers.

    Example:
        >>> max(["onet-9", "onet-30", "onet-29.3"], key=age_key)
        'onet-30'
    """
    parts = re.findall(r"\d+|[^\d._-]+", version)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"]


def _version(name: str, known: Mapping[str, tuple[Path, ...]]) -> Path | None:
    framework, at, version = name.partition("@")
    if not at:
        return known[framework][-1]
    return next((path for path in known[framework] if path.name == version), None)


def _unknown(names: Sequence[str], known: Mapping[str, tuple[Path, ...]]) -> str:
    said = ", ".join(_with_near(name, known) for name in names)
    there = ", ".join(name for name, versions in known.items() if versions) or "none"
    return f"unknown framework {said}; there are: {there}"


def _with_near(name: str, known: Mapping[str, tuple[Path, ...]]) -> str:
    word = name.partition("@")[0].lower()
    within = [other for other in known if word and word in other]
    near = within[:3] or difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    return f"{name!r} (did you mean {' or '.join(near)}?)" if near else repr(name)
