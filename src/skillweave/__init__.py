"""Turns what students write about real work into ranked skill claims, each with its exact evidence.

```python
from skillweave import Experience, build_pipeline

pipeline = build_pipeline(["as-durable-skills"])
result = pipeline.translate(Experience(id="e1", text="I calmed a customer who was upset."))
```

Importing this module loads nothing heavy; the names below are fetched when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skillweave.batch.frame import translate_frame
    from skillweave.domain.claim import Claim, Evidence, Translation
    from skillweave.domain.competency import Competency, Framework
    from skillweave.domain.experience import Experience
    from skillweave.domain.span import Span
    from skillweave.errors import SkillweaveError
    from skillweave.frameworks.load import load_framework
    from skillweave.pipeline import Pipeline
    from skillweave.settings import Settings
    from skillweave.wiring import build_pipeline

_HOME = {
    "Claim": "skillweave.domain.claim",
    "Competency": "skillweave.domain.competency",
    "Evidence": "skillweave.domain.claim",
    "Experience": "skillweave.domain.experience",
    "Framework": "skillweave.domain.competency",
    "Pipeline": "skillweave.pipeline",
    "Settings": "skillweave.settings",
    "SkillweaveError": "skillweave.errors",
    "Span": "skillweave.domain.span",
    "Translation": "skillweave.domain.claim",
    "build_pipeline": "skillweave.wiring",
    "load_framework": "skillweave.frameworks.load",
    "translate_frame": "skillweave.batch.frame",
}

__all__ = [
    "Claim",
    "Competency",
    "Evidence",
    "Experience",
    "Framework",
    "Pipeline",
    "Settings",
    "SkillweaveError",
    "Span",
    "Translation",
    "build_pipeline",
    "load_framework",
    "translate_frame",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'skillweave' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
