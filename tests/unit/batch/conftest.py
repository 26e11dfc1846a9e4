"""Logs written for a test, and translations of every kind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from skillweave.domain.claim import Claim, Evidence, Provenance, Status, Translation
from skillweave.domain.competency import Kind
from skillweave.domain.experience import Experience

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a log of this name from text in some encoding, or from bytes."""

    def write_log(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_log


@pytest.fixture
def claim() -> Claim:
    """A claim with two pieces of evidence."""
    quotes = (Evidence(start=0, end=8, quote="I welded"), Evidence(start=13, end=20, quote="grinded"))
    return Claim(
        id="0123456789abcdef0123",
        framework="onet",
        code="W.1",
        label="Welding",
        kind=Kind.TECHNICAL,
        verification="verified",
        score=-0.25,
        scores={"vector": -0.25},
        matched="welding",
        evidence=quotes,
        passage=quotes[0],
        parents=("Metalwork", "Production"),
        rank=1,
        confidence=None,
        flags=("shared",),
    )


@pytest.fixture
def translations(claim: Claim) -> tuple[Translation, ...]:
    """One with claims, one without, one that failed."""
    made_with = Provenance(
        skillweave="0.1.0",
        encoder="hashing@00000000",
        segmenter="sentences.v1",
        gate="gate.v2",
        parameters="hashing-v1",
        judge="none",
        settings_hash="abc",
        frameworks={"onet": "1@aaaaaaaaaaaa"},
        concepts="1",
    )
    experience = Experience(id="e1", text="I welded and grinded.", learner_id="=S1", experience_type="internship")
    second = claim.model_copy(update={"rank": 2, "code": "W.2", "label": "@Grinding", "confidence": 0.5})
    return (
        Translation(
            id="e1", status=Status.CLAIMS, experience=experience, claims=(claim, second), row=2, provenance=made_with
        ),
        Translation(id="e2", status=Status.NOTHING_FOUND, row=3, provenance=made_with),
        Translation(id="row-4", status=Status.FAILED, error="row 4: id is empty", row=4),
    )
