"""A folder of frameworks so small that the real encoder reads it in a moment."""

import json
from pathlib import Path

from skillweave.frameworks.load import write_framework
from tests.tiny_frameworks import NEUTRAL, tiny_concepts, tiny_trades


def write_tiny_folder(folder: Path) -> Path:
    """Write concepts, neutral sentences and one framework that is called career-clusters-2024."""
    concepts = [concept.model_dump(mode="json") for concept in tiny_concepts().concepts]
    _write(folder / "concepts" / "t1.yaml", {"format": "skillweave-concepts/1", "version": "t1", "concepts": concepts})
    _write(folder / "neutral" / "t1.yaml", {"format": "skillweave-neutral/1", "version": "t1", "sentences": NEUTRAL})
    place = folder / "career-clusters-2024" / "1"
    place.mkdir(parents=True)
    (place / "card.md").write_text("Written for the tests.\n", encoding="utf-8")
    write_framework(tiny_trades().model_copy(update={"id": "career-clusters-2024"}), place / "framework.yaml")
    return folder


def _write(path: Path, document: object) -> None:
    """Write a document as JSON, which is YAML too."""
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(document), encoding="utf-8")
