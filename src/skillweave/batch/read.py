"""Reads translations back: JSON lines, one JSON array, or a folder of such files; what cannot be used is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from skillweave.batch.encodings import detect
from skillweave.batch.json_lines import is_array, read_objects
from skillweave.batch.lines import file_source
from skillweave.batch.tidy import SOURCE
from skillweave.domain.claim import Translation
from skillweave.errors import TableError

SUFFIXES = (".jsonl", ".json")

_MOST_FAULTS = 3

_LOG: TypeAdapter[str | None] = TypeAdapter(Annotated[str, StringConstraints(min_length=1)] | None)

_Entry = tuple[str | None, str]
"""What names an entry: its log, where it is told, and its id."""


@dataclass(frozen=True, slots=True)
class Read:
    """One line of a file: the translation, or why there is none; and its log, where the file is of a run over many."""

    where: str
    translation: Translation | None = None
    fault: str | None = None
    source: str | None = None


def read_translations(path: Path) -> Iterator[Read]:
    """Read what `skillweave translate` wrote, line by line.

    A line is refused where it is no translation, where a quote is not what stands in the text at its place, or where
    its id was there before, in the same log.

    Args:
        path: A .jsonl or .json file, or a folder, of which all such files are read in the order of their names.

    Raises:
        TableError: There is no such file, or it holds something else altogether.
    """
    seen: dict[_Entry, str] = {}
    for file in _files(path):
        for number, parsed in _objects(file):
            yield _read(f"{file.name}, line {number}", parsed, seen)


def _files(path: Path) -> Sequence[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES)
        if not found:
            raise TableError(f"the folder {path} holds no file that ends in {' or '.join(SUFFIXES)}")
        return found
    if path.suffix.lower() not in SUFFIXES:
        raise TableError(
            f"{path} does not end in {' or '.join(SUFFIXES)}; a queue takes what "
            "`skillweave translate LOG -o out.jsonl` writes"
        )
    return [path]


def _objects(file: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    source = file_source(file)
    with source.open() as stream:
        encoding = detect(stream, source.name)
    if encoding.name not in ("utf-8", "utf-8-sig"):
        raise TableError(f"{source.name} is not UTF-8, so it is not what `skillweave translate` wrote")
    yield from read_objects(source, encoding, array=is_array(source, encoding))


def _read(where: str, parsed: dict[str, object] | str, seen: dict[_Entry, str]) -> Read:
    if isinstance(parsed, str):
        return Read(where, fault=parsed)
    if "schema" not in parsed:
        return Read(where, fault="no translation: the key `schema` is missing; give what `skillweave translate` wrote")
    try:
        source = _LOG.validate_python(parsed.pop(SOURCE, None))
    except ValidationError:
        return Read(where, fault=f"no translation: what stands under `{SOURCE}` is not the name of a log")
    try:
        translation = Translation.model_validate(parsed)
    except ValidationError as error:
        return Read(where, fault=_said(error))
    fault = _fault(translation) or _twice(where, (source, translation.id), seen)
    return Read(where, fault=fault) if fault else Read(where, translation, source=source)


def _said(error: ValidationError) -> str:
    """Name keys and faults; never a value, which may be a person's words."""
    faults = error.errors(include_input=False, include_url=False)
    told = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults[:_MOST_FAULTS]]
    more = len(faults) - len(told)
    return f"no translation: {'; '.join(told)}{f'; and {more} more' if more else ''}"


def _fault(translation: Translation) -> str | None:
    entry = translation.experience
    if entry is not None and entry.id != translation.id:
        return f"the id {translation.id!r} is not that of its entry, {entry.id!r}"
    if translation.claims and (entry is None or translation.provenance is None):
        return "it has claims, but no entry or no provenance: these cannot be reviewed"
    for claim in translation.claims:
        for piece in claim.evidence:
            if entry is not None and (piece.start < 0 or entry.text[piece.start : piece.end] != piece.quote):
                return f"claim {claim.id}: its quote is not what stands in the text from {piece.start} to {piece.end}"
    return None


def _twice(where: str, entry: _Entry, seen: dict[_Entry, str]) -> str | None:
    first = seen.setdefault(entry, where)
    return None if first == where else f"the id {entry[1]!r} is there already, in {first}; ids must differ"
