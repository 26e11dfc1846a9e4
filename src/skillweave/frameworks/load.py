"""Reads and writes framework files; the only place that knows YAML. All faults are reported at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from skillweave.domain.competency import Concepts, Framework
from skillweave.errors import FrameworkError
from skillweave.frameworks.catalogue import FILE_NAME, SUFFIXES, resolve
from skillweave.frameworks.faults import entries_of, link_faults, structure_faults, validation_faults
from skillweave.frameworks.schema import FrameworkFile, to_document
from skillweave.frameworks.table import read_table

CARD_NAME = "card.md"


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain data, the sha256 of its bytes, and the keys it has twice."""

    data: object
    content_hash: str
    faults: tuple[str, ...]


def load_framework(path: Path, *, concepts: Concepts | None = None) -> Framework:
    """Load one framework from a version folder or a file.

    A `framework.yaml` lies in `<id>/<version>/` with a `card.md` beside it. A user's own list may be any other YAML
    file in the same format, a CSV file or JSON lines (`table.py`); it needs no folder and no card.

    Args:
        path: A version folder, or a file that ends in .yaml, .yml, .csv or .jsonl.
        concepts: The skill concepts that links must lead to; without them, links are not followed.

    Raises:
        FrameworkError: Every fault of the file.
    """
    file = path / FILE_NAME if path.is_dir() else path
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise FrameworkError(str(path), [f"a framework file ends in {', '.join(sorted(SUFFIXES))}"])
    return _from_yaml(file, concepts) if suffix in (".yaml", ".yml") else read_table(file)


def load_frameworks(
    folder: Path, ids: Sequence[str] | None = None, *, concepts: Concepts | None = None
) -> tuple[Framework, ...]:
    """Load frameworks from a folder, in the order asked for.

    Args:
        folder: The folder that holds `<id>/<version>/`.
        ids: `id` for the newest version, `id@version`, or a path to a file; None for all.
        concepts: As for `load_framework`.

    Raises:
        FrameworkError: Unknown names; or every fault of every file; or one id asked for twice.
    """
    frameworks: list[Framework] = []
    faults: list[str] = []
    first: dict[str, Path] = {}
    for path in resolve(folder, ids):
        try:
            framework = load_framework(path, concepts=concepts)
        except FrameworkError as error:
            faults += [f"{error.where}: {fault}" for fault in error.faults]
            continue
        taken = first.setdefault(framework.id, path)
        if taken != path:
            faults.append(f"{path}: a framework called {framework.id!r} is already loaded from {taken}")
        frameworks.append(framework)
    if faults:
        raise FrameworkError(str(folder), faults)
    return tuple(frameworks)


def write_framework(framework: Framework, path: Path) -> None:
    """Write a framework as our YAML; loaded again it is the same, but for the hash.

    The file is written aside and renamed, so a crash leaves the old one whole.

    Raises:
        FrameworkError: The file cannot be written.
    """
    aside = path.with_name(f"{path.name}.tmp")
    try:
        aside.write_text(dump(to_document(framework)), encoding="utf-8", newline="\n")
        aside.replace(path)
    except OSError as error:
        raise FrameworkError(str(path), [f"cannot be written: {error.strerror}"]) from error


def read_document(path: Path) -> Document:
    """Read a YAML file as plain data.

    Raises:
        FrameworkError: The file is missing or is no YAML; names the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FrameworkError(str(path), [f"cannot be read: {error.strerror}"]) from error
    try:
        loader = _Loader(content)
        data = loader.get_single_data()
    except yaml.YAMLError as error:
        raise FrameworkError(str(path), [_yaml_fault(error)]) from error
    return Document(data, hashlib.sha256(content).hexdigest(), tuple(loader.repeated))


def dump(document: dict[str, Any]) -> str:  # Any: a YAML document
    """Write a framework document compactly: codes in quotes, links and aliases on one line each."""
    shown = {**document, "competencies": [_compact(entry) for entry in document["competencies"]]}
    if "version" in shown:
        shown["version"] = _Quoted(shown["version"])
    text = yaml.dump(shown, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return text.replace("\n- code: ", "\n\n- code: ")


def _from_yaml(path: Path, concepts: Concepts | None) -> Framework:
    document = read_document(path)
    faults = [*document.faults, *_place_faults(path, document.data)]
    entries = entries_of(document.data)
    file = None
    try:
        file = FrameworkFile.model_validate(document.data)
    except ValidationError as error:
        faults += validation_faults(error, document.data)
    faults += structure_faults(entries)
    if concepts is not None:
        faults += link_faults(entries, concepts.by_id)
    if faults or file is None:
        raise FrameworkError(str(path), faults)
    return file.to_framework(document.content_hash)


def _place_faults(path: Path, data: object) -> list[str]:
    if path.name != FILE_NAME:
        return []
    faults = []
    place = path.resolve().parent
    for key, name in (("id", place.parent.name), ("version", place.name)):
        value = data.get(key) if isinstance(data, dict) else None
        if isinstance(value, str) and value != name:
            faults.append(f"{key} is {value!r}, but the folder is called {name!r}")
    card = place / CARD_NAME
    if not card.is_file() or not card.read_bytes().strip():
        faults.append(f"{CARD_NAME} is missing beside it: say there where the names come from, the licence, the gaps")
    return faults


def _yaml_fault(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: not valid YAML: {error.problem or error.context}"
    return f"not valid YAML: {' '.join(str(error).split())}"


class _Loader(yaml.CSafeLoader):
    """The C loader, which also notes the keys that a mapping has twice: YAML itself would keep the last."""

    def __init__(self, stream: bytes) -> None:
        super().__init__(stream)
        self.repeated: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # Any: as inherited
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                self.repeated.append(f"line {key.start_mark.line + 1}: the key {key.value!r} is there twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class _Quoted(str):
    """Text that stays in quotes, so that "010100" never becomes a number."""

    __slots__ = ()


class _Line(list[Any]):  # Any: a YAML document
    """A list on one line."""


class _Link(dict[str, Any]):  # Any: a YAML document
    """A mapping on one line."""


class _Dumper(yaml.CSafeDumper):
    """The C dumper with our three ways to lay things out."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is given
        return True


_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)
_Dumper.add_representer(
    _Line, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)
_Dumper.add_representer(
    _Link, lambda dumper, items: dumper.represent_mapping("tag:yaml.org,2002:map", items, flow_style=True)
)


def _compact(entry: dict[str, Any]) -> dict[str, Any]:  # Any: a YAML document
    shown = dict(entry)
    for key in shown.keys() & {"code", "parent", "official_id"}:
        shown[key] = _Quoted(shown[key])
    if "aliases" in shown:
        shown["aliases"] = _Line(shown["aliases"])
    if "concepts" in shown:
        shown["concepts"] = [_Link(link) for link in shown["concepts"]]
    return shown
