"""From scores to claims: what is claimed, with which evidence, and what is left out and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.claim import Claim, CutOff, CutReason, Evidence, Match, Provenance, claim_id
from skillweave.domain.experience import Experience
from skillweave.domain.span import without_overlaps
from skillweave.matching.index import FrameworkIndex, MatchIndex
from skillweave.matching.parameters import FamilyParameters, Parameters
from skillweave.matching.quotes import Quotes
from skillweave.matching.ranking import DIGITS, Found, gated, ranked
from skillweave.matching.retrieve import Retrieved, Scored
from skillweave.matching.units import Unit


class ClaimsConfig(BaseModel):
    """How many claims, and how far below the threshold a match is still worth showing as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    top_k: int = Field(default=5, ge=1, le=1_000)
    """Most claims an entry, framework and level: a cluster and its sub-clusters do not push each other out."""
    above: float = 0.0
    """Added to every family's threshold: higher claims less."""
    cut_off_limit: int = Field(default=3, ge=0, le=1_000)
    """Most matches an entry and framework that are kept as left out."""
    cut_off_margin: float = Field(default=0.5, ge=0)
    """How far below the threshold a match may lie to be kept as left out."""
    evidence_limit: int = Field(default=3, ge=1, le=10)
    """Most quotes a claim."""
    duplicate_cosine: float = Field(default=0.9, ge=0, le=1)
    """Competencies whose descriptions are nearer than this share one winner a phrase."""


@dataclass(slots=True)
class _Kept:
    """A claim in the making; near-duplicates that lose to it are noted."""

    item: Found
    match: Match
    alternatives: list[str] = field(default_factory=list)


class EntryClaims:
    """Builds the claims of one entry, framework by framework."""

    def __init__(
        self, experience: Experience, units: Sequence[Unit], at: int, index: MatchIndex, found: Retrieved
    ) -> None:
        """Take one entry's units, which begin at position `at` of what was retrieved."""
        self._experience = experience
        self._units = units
        self._at = at
        self._index = index
        self._found = found
        self._quotes = Quotes(experience, units, at, index, found)
        self._open = np.array([i for i, unit in enumerate(units) if unit.reason is None], np.int64)

    def build(
        self, parameters: Parameters, config: ClaimsConfig, made_with: Provenance
    ) -> tuple[tuple[Claim, ...], tuple[CutOff, ...]]:
        """Give all claims and all matches left out, framework by framework, best first."""
        claims: list[Claim] = []
        left_out: list[CutOff] = []
        for one, scored in zip(self._index.frameworks, self._found.frameworks, strict=True):
            kept, dropped = self._framework(one, scored, parameters.families[one.family], config)
            claims.extend(self._claim(each, rank, made_with) for rank, each in enumerate(kept, start=1))
            for item, reason in dropped[: config.cut_off_limit]:
                match = self._match(one, scored, item, config)
                left_out.append(CutOff.model_construct(**dict(match), reason=reason, rule=item.rule))
        return tuple(claims), tuple(left_out)

    def _claim(self, kept: _Kept, rank: int, made_with: Provenance) -> Claim:
        match = kept.match
        flags = tuple(dict.fromkeys(flag for unit in kept.item.units for flag in self._units[unit].flags))
        name = claim_id(self._experience.id, match.framework, match.code, match.evidence, made_with)
        others = tuple(kept.alternatives)
        return Claim.model_construct(
            **dict(match), id=name, rank=rank, confidence=None, flags=flags, alternatives=others
        )

    def _framework(
        self, one: FrameworkIndex, scored: Scored, family: FamilyParameters, config: ClaimsConfig
    ) -> tuple[list[_Kept], list[tuple[Found, CutReason]]]:
        fused = scored.fused[self._at : self._at + len(self._units)]
        threshold = family.threshold + config.above
        kept: list[_Kept] = []
        dropped: list[tuple[Found, CutReason]] = []
        levels: Counter[int] = Counter()
        for item in ranked(one, fused, self._open, family.reach, threshold - config.cut_off_margin):
            if item.fused < threshold:
                dropped.append((item, CutReason.BELOW_THRESHOLD))
                continue
            match = self._match(one, scored, item, config)
            winner = _winner(one, item, match, kept, config.duplicate_cosine)
            level = len(match.parents)
            if winner is not None:
                winner.alternatives.append(match.code)
                dropped.append((item, CutReason.NEAR_DUPLICATE))
            elif levels[level] >= config.top_k:
                dropped.append((item, CutReason.BEYOND_TOP_K))
            else:
                levels[level] += 1
                kept.append(_Kept(item, match))
        claimed = {each.item.position for each in kept}
        by_gate = [
            (item, item.reason)
            for item in gated(one, fused, self._units, threshold)
            if item.position not in claimed and item.reason is not None
        ]
        return kept, [*by_gate, *dropped]

    def _match(self, one: FrameworkIndex, scored: Scored, item: Found, config: ClaimsConfig) -> Match:
        entry = one.framework.competencies[item.position]
        quoted = [self._quotes.quote(one, item.position, unit) for unit in item.units[: config.evidence_limit * 2]]
        spans = without_overlaps(span for _, span in quoted)[: config.evidence_limit]
        best = item.units[0]
        values = {lane.value: float(raw[self._at + best, item.position]) for lane, raw in scored.lanes.items()}
        return Match.model_construct(
            framework=one.framework.id,
            code=entry.code,
            label=entry.label,
            kind=one.framework.kind,
            verification=entry.verification.shown,
            score=item.fused,
            scores={lane: round(value, DIGITS) for lane, value in values.items() if not np.isnan(value)},
            matched=quoted[0][0],
            evidence=tuple(Evidence.of(span, self._experience.text) for span in spans),
            passage=Evidence.of(self._units[best].passage, self._experience.text),
            parents=one.parents[item.position],
        )


def _winner(one: FrameworkIndex, item: Found, match: Match, kept: Sequence[_Kept], nearer_than: float) -> _Kept | None:
    """Find the earlier claim that owns this phrase and means nearly the same; a parent is shown with its child."""
    for each in kept:
        if each.match.code in one.above[item.position] or match.code in one.above[each.item.position]:
            continue
        near = float(one.centres[each.item.position] @ one.centres[item.position]) >= nearer_than
        if near and _same_phrase(each.match.evidence[0], match.evidence[0]):
            return each
    return None


def _same_phrase(one: Evidence, other: Evidence) -> bool:
    """Two claims rest on one phrase where their best quotes share more than half of the shorter one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 > min(one.end - one.start, other.end - other.start)
