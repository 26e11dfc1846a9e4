"""Which files are meant by files, folders and patterns on a command line, and what each is called in results."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillweave.batch.packed import is_hidden
from skillweave.batch.tables import is_log
from skillweave.errors import TableError

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Input:
    """A log to be read.

    Attributes:
        path: The file.
        name: What results call it: the path from the current folder, or the whole path where it lies elsewhere.
    """

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """The logs, each once, in a fixed order, and how many files of folders were passed over."""

    inputs: tuple[Input, ...]
    passed_over: int


def find_inputs(given: Sequence[str], *, base: Path, leave_out: Path | None = None) -> Found:
    """Find the logs.

    A folder stands for all files in it and below it whose ending is known; hidden ones are passed over. A pattern
    has `*`, `?`, `[...]` or `**` in it.

    Args:
        given: Files, folders and patterns.
        base: The folder from which names are counted.
        leave_out: A folder whose files are results, not logs.

    Raises:
        TableError: A file is missing, a folder or a pattern holds no log, or the name of a log is not UTF-8.
    """
    found: dict[Path, Input] = {}
    passed_over = 0
    for word in given:
        for path in _meant(word):
            place = path.resolve()
            if leave_out is not None and place.is_relative_to(leave_out.resolve()):
                continue
            if is_log(path) or str(path) == word:  # a file that was named is opened, which tells what is wrong with it
                found.setdefault(place, Input(path, _name(place, base.resolve())))
            else:
                passed_over += 1
    if not found:
        raise TableError(f"no log in {', '.join(given)}; a log ends in .csv, .tsv, .xlsx, .jsonl or .parquet")
    _refuse_unnamable(found.values())
    return Found(tuple(sorted(found.values(), key=lambda one: one.name)), passed_over)


def _refuse_unnamable(inputs: Iterable[Input]) -> None:
    """Refuse logs whose names are bytes of another encoding: no table or JSON can hold them."""
    told = sorted(os.fsencode(one.name).decode("utf-8", "backslashreplace") for one in inputs if not _is_utf8(one.name))
    if told:
        more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise TableError(
            f"the names of these files are not UTF-8, so results cannot say where they come from: "
            f"{', '.join(told[:_MOST_TOLD])}{more}; rename them, or the folders that they are in, where a backslash is "
            "shown"
        )


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # Python keeps such bytes as characters that stand for nothing
        return False
    return True


def _meant(word: str) -> Iterator[Path]:
    path = Path(word)
    if path.is_dir():
        yield from _inside(path)
    elif path.exists() or not glob.has_magic(word):
        yield path
    else:
        hits = sorted(Path(hit) for hit in glob.glob(word, recursive=True))  # noqa: PTH207 - Path.glob takes no "/"
        if not hits:
            raise TableError(f"no file fits the pattern {word}; put it in quotes, and see what `ls` gives for it")
        yield from (hit for hit in hits if hit.is_file())


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if path.is_file() and not is_hidden(within):
            yield path


def _name(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
