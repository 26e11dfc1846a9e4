"""Decided matches near the threshold with their features: what a local judge is fitted to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skillweave.domain.claim import Claim, Translation
from skillweave.domain.experience import Experience
from skillweave.evaluation.adapters.decided import Decided
from skillweave.evaluation.fit import NEAR
from skillweave.matching.parameters import LARGE
from skillweave.pipeline import Pipeline
from skillweave.rerank.features import EntryFeatures
from skillweave.rerank.judge import rivals_of

CHUNK = 64


@dataclass(frozen=True, slots=True)
class Looked:
    """One match that was decided.

    Attributes:
        features: By name.
        right: Whether the text shows it.
    """

    features: dict[str, float]
    right: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One text and one framework: what was decided, what is claimed now, and what a judge can be fitted to.

    Attributes:
        decided: The text and what was told of it.
        translation: As it is without a judge.
        matches: Decided claims and near misses.
    """

    decided: Decided
    translation: Translation
    matches: tuple[Looked, ...]


def look_at(pipeline: Pipeline, decided: Sequence[Decided]) -> Iterator[Seen]:
    """Translate decided texts with the only framework of a pipeline; every text is encoded once."""
    claims = pipeline.config.claims
    further_down = claims.model_copy(update={"above": claims.above - NEAR, "top_k": LARGE})
    for start in range(0, len(decided), CHUNK):
        texts = decided[start : start + CHUNK]
        experiences = [Experience(id=text.id, text=text.text) for text in texts]
        matched = pipeline.match(experiences)
        now = pipeline.claims_of(experiences, matched)
        more = pipeline.claims_of(experiences, matched, further_down)
        for text, translation, wide in zip(texts, now, more, strict=True):
            yield Seen(text, translation, tuple(_matches(text, translation.claims, wide.claims)))


def _matches(text: Decided, claims: Sequence[Claim], wide: Sequence[Claim]) -> Iterator[Looked]:
    """What was told in view of suggestions counts only where there is one; see `judged.counted`."""
    entry = EntryFeatures(text.text)
    claimed = {claim.code for claim in claims}
    for match in (*claims, *(one for one in wide if one.code not in claimed)):
        told = text.blind.get(match.code)
        if told is None and match.code in claimed:
            told = text.shown.get(match.code)
        if told is not None:
            yield Looked(entry.of(match, rivals_of(match, claims)), told)
