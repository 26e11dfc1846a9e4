"""The shared skill concepts, the links that lead to them, and the neutral sentences of the background."""

from collections import Counter
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from skillweave.domain.competency import Concepts, Framework
from skillweave.errors import FrameworkError
from skillweave.frameworks.catalogue import age_key
from skillweave.frameworks.faults import Entry, link_faults, validation_faults
from skillweave.frameworks.load import Document, read_document
from skillweave.frameworks.schema import ConceptsFile, NeutralFile

F = TypeVar("F", bound=BaseModel)


def load_concepts(folder: Path) -> Concepts:
    """Load the newest `concepts/<version>.yaml` of a folder of frameworks.

    Raises:
        FrameworkError: There is none, or every fault of it.
    """
    path = _newest(folder / "concepts")
    document = read_document(path)
    file, faults = _checked(ConceptsFile, document, path)
    ids = Counter(concept.id for concept in file.concepts) if file else Counter[str]()
    faults += [f"concept {name!r}: this id is there {count} times" for name, count in ids.items() if count > 1]
    if faults or file is None:
        raise FrameworkError(str(path), faults)
    return Concepts(version=file.version, concepts=file.concepts, content_hash=document.content_hash)


def load_neutral(folder: Path) -> tuple[str, ...]:
    """Load the newest `neutral/<version>.yaml` of a folder of frameworks: sentences that show no skill.

    Raises:
        FrameworkError: There is none, or every fault of it.
    """
    path = _newest(folder / "neutral")
    file, faults = _checked(NeutralFile, read_document(path), path)
    if faults or file is None:
        raise FrameworkError(str(path), faults)
    return file.sentences


def check_links(framework: Framework, concepts: Concepts) -> tuple[str, ...]:
    """Find a framework's links to skill concepts that do not exist; nothing found, no faults."""
    entries = [
        Entry(
            where=f"competency {competency.code!r}",
            code=competency.code,
            concepts=tuple(link.concept for link in competency.concepts),
        )
        for competency in framework.competencies
    ]
    return tuple(link_faults(entries, concepts.by_id))


def _newest(folder: Path) -> Path:
    files = sorted(folder.glob("*.yaml"), key=lambda path: age_key(path.stem))
    if not files:
        raise FrameworkError(str(folder), ["there is no <version>.yaml in it"])
    return files[-1]


def _checked(model: type[F], document: Document, path: Path) -> tuple[F | None, list[str]]:
    faults = list(document.faults)
    data = document.data
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, str) and version != path.stem:
        faults.append(f"version is {version!r}, but the file is called {path.name!r}")
    try:
        return model.model_validate(data), faults
    except ValidationError as error:
        return None, faults + validation_faults(error, data)
