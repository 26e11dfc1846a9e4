"""From scores to claims: what is claimed, with which evidence, and what is left out and why."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.claim import Claim, CutOff, CutReason, Provenance, claim_id
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span, without_overlaps
from skillweave.matching.index import FrameworkIndex, MatchIndex
from skillweave.matching.parameters import Parameters
from skillweave.matching.quotes import Quotes
from skillweave.matching.ranking import DIGITS, Entries, Found, found_in, gated_in
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
    cut_off_margin: float = Field(default=0.25, ge=0)
    """How far below the threshold a match may lie to be kept as left out."""
    evidence_limit: int = Field(default=3, ge=1, le=10)
    """Most quotes a claim."""
    duplicate_cosine: float = Field(default=0.9, ge=0, le=1)
    """Competencies whose descriptions are nearer than this share one winner a phrase."""


@dataclass(frozen=True, slots=True)
class _Match:
    """What claims and matches left out have in common: the fields of `domain.claim.Match`, all of them made here."""

    code: str
    span: Span
    fields: dict[str, Any]  # Any: they go straight into the model's constructor


@dataclass(slots=True)
class _Kept:
    """A claim in the making; near-duplicates that lose to it are noted."""

    item: Found
    match: _Match
    alternatives: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChunkClaims:
    """What was found in a chunk of entries, framework by framework, before quotes are looked for.

    Attributes:
        found: One a framework: entry -> what reaches the threshold or nearly so, best first.
        gated: One a framework: entry -> what the context gate took away.
    """

    found: tuple[Mapping[int, Sequence[Found]], ...]
    gated: tuple[Mapping[int, Sequence[Found]], ...]


def find_claims(
    index: MatchIndex, retrieved: Retrieved, entries: Entries, parameters: Parameters, config: ClaimsConfig
) -> ChunkClaims:
    """Compare the scores of a chunk with the thresholds."""
    found, gated = [], []
    for one, scored in zip(index.frameworks, retrieved.frameworks, strict=True):
        family = parameters.families[one.family]
        threshold = family.threshold + config.above
        found.append(found_in(one, scored.fused, entries, family.reach, threshold - config.cut_off_margin))
        gated.append(gated_in(one, scored.fused, entries, threshold))
    return ChunkClaims(tuple(found), tuple(gated))


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

    def build(
        self, entry: int, chunk: ChunkClaims, parameters: Parameters, config: ClaimsConfig, made_with: Provenance
    ) -> tuple[tuple[Claim, ...], tuple[CutOff, ...]]:
        """Give all claims and all matches left out, framework by framework, best first."""
        claims: list[Claim] = []
        left_out: list[CutOff] = []
        for at, (one, scored) in enumerate(zip(self._index.frameworks, self._found.frameworks, strict=True)):
            found, gated = chunk.found[at].get(entry, ()), chunk.gated[at].get(entry, ())
            if not found and not gated:
                continue
            threshold = parameters.families[one.family].threshold + config.above
            kept, dropped = self._framework(one, scored, found, threshold, config)
            claims.extend(self._claim(each, rank, made_with) for rank, each in enumerate(kept, start=1))
            claimed = {each.item.position for each in kept}
            by_gate = [(item, item.reason) for item in gated if item.position not in claimed and item.reason]
            taken = {item.position for item, _ in by_gate}
            dropped = [(item, reason) for item, reason in dropped if item.position not in taken]
            dropped = _worth_showing(dropped, nothing_claimed=not kept)
            for item, reason in [*by_gate, *dropped][: config.cut_off_limit]:
                match = self._match(one, scored, item, 1)
                left_out.append(CutOff.model_construct(**match.fields, reason=reason, rule=item.rule))
        return tuple(claims), tuple(left_out)

    def _claim(self, kept: _Kept, rank: int, made_with: Provenance) -> Claim:
        fields = kept.match.fields
        flags = tuple(dict.fromkeys(flag for unit in kept.item.units for flag in self._units[unit].flags))
        name = claim_id(self._experience.id, fields["framework"], kept.match.code, fields["evidence"], made_with)
        others = tuple(kept.alternatives)
        return Claim.model_construct(**fields, id=name, rank=rank, confidence=None, flags=flags, alternatives=others)

    def _framework(
        self, one: FrameworkIndex, scored: Scored, found: Sequence[Found], threshold: float, config: ClaimsConfig
    ) -> tuple[list[_Kept], list[tuple[Found, CutReason]]]:
        kept: list[_Kept] = []
        dropped: list[tuple[Found, CutReason]] = []
        levels: Counter[int] = Counter()
        for item in found:
            if item.fused < threshold:
                dropped.append((item, CutReason.BELOW_THRESHOLD))
                continue
            level = len(one.above[item.position])
            if levels[level] >= config.top_k:
                dropped.append((item, CutReason.BEYOND_TOP_K))
                continue
            match = self._match(one, scored, item, config.evidence_limit)
            winner = _winner(one, item, match, kept, config.duplicate_cosine)
            if winner is not None:
                winner.alternatives.append(match.code)
                dropped.append((item, CutReason.NEAR_DUPLICATE))
                continue
            levels[level] += 1
            kept.append(_Kept(item, match))
        return kept, dropped

    def _match(self, one: FrameworkIndex, scored: Scored, item: Found, most: int) -> _Match:
        """Find the words for a competency, in at most so many units."""
        quoted = [self._quotes.quote(one, item.position, unit) for unit in item.units[:most]]
        spans = without_overlaps(span for _, span in quoted)
        entry = one.framework.competencies[item.position]
        fields = {
            "framework": one.framework.id,
            "code": entry.code,
            "label": entry.label,
            "kind": one.framework.kind,
            "verification": entry.verification.shown,
            "score": item.fused,
            "scores": self._lanes(scored, item),
            "matched": quoted[0][0],
            "evidence": tuple(self._quotes.evidence(span) for span in spans),
            "passage": self._quotes.evidence(self._units[item.units[0]].passage),
            "parents": one.parents[item.position],
        }
        return _Match(entry.code, spans[0], fields)

    def _lanes(self, scored: Scored, item: Found) -> dict[str, float]:
        row = self._at + item.units[0]
        values = {lane.value: raw.item(row, item.position) for lane, raw in scored.lanes.items()}
        return {lane: round(value, DIGITS) for lane, value in values.items() if not math.isnan(value)}


def _worth_showing(dropped: list[tuple[Found, CutReason]], *, nothing_claimed: bool) -> list[tuple[Found, CutReason]]:
    """Keep the nearest miss only where a framework claims nothing: there it tells that it was looked at."""
    below = [each for each in dropped if each[1] is CutReason.BELOW_THRESHOLD]
    others = [each for each in dropped if each[1] is not CutReason.BELOW_THRESHOLD]
    return [*others, *below[:1]] if nothing_claimed else others


def _winner(one: FrameworkIndex, item: Found, match: _Match, kept: Sequence[_Kept], nearer_than: float) -> _Kept | None:
    """Find the earlier claim that owns this phrase and means nearly the same.

    Only claims of the same level compete: a parent is shown with its child, and a higher limit on one level never
    takes a claim from another.
    """
    for each in kept:
        if len(one.above[each.item.position]) != len(one.above[item.position]):
            continue
        if not _same_phrase(each.match.span, match.span):
            continue
        if float(one.centres[each.item.position] @ one.centres[item.position]) >= nearer_than:
            return each
    return None


def _same_phrase(one: Span, other: Span) -> bool:
    """Two claims rest on one phrase where their best quotes share more than half of the shorter one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 > min(one.end - one.start, other.end - other.start)
