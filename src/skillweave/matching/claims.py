"""From scores to claims: what is claimed, with which evidence, and what is left out and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.claim import Claim, CutOff, CutReason, Provenance, claim_id, made
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.matching.calibrate import Calibration, log_words
from skillweave.matching.index import FrameworkIndex, MatchIndex
from skillweave.matching.nearest import Candidate, matches, nearest_phrases, pairs
from skillweave.matching.parameters import Parameters
from skillweave.matching.quotes import Quotes
from skillweave.matching.ranking import Entries, Found, Key, found_in, gated_in
from skillweave.matching.retrieve import Retrieved
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
class _Kept:
    """A claim in the making; near-duplicates that lose to it are noted."""

    match: Candidate
    spans: tuple[Span, ...]
    alternatives: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChunkClaims:
    """What was found in a chunk of entries, before words are quoted.

    Attributes:
        found: By entry and framework, what reaches the threshold or nearly so, best first.
        gated: By entry and framework, what the context gate took away.
        phrases: (unit, text of ours) -> the unit's nearest phrase.
        behind: One a framework: what makes its claims.
    """

    found: Mapping[Key, Sequence[Candidate]]
    gated: Mapping[Key, Sequence[Candidate]]
    phrases: Mapping[tuple[int, int], int]
    behind: tuple[tuple[str, ...], ...]


def find_claims(
    index: MatchIndex,
    retrieved: Retrieved,
    entries: Entries,
    parameters: Parameters,
    config: ClaimsConfig,
    made_with: Provenance,
) -> ChunkClaims:
    """Compare the scores of a chunk with the thresholds, and look up what every match is like."""
    found: dict[Key, list[Candidate]] = {}
    gated: dict[Key, list[Candidate]] = {}
    wanted: list[tuple[int, int]] = []
    for part, scored in zip(index.parts, retrieved.parts, strict=True):
        family = parameters.of(part.family)
        threshold = family.threshold + config.above
        reached = found_in(part, scored.fused, entries, family.reach, threshold - config.cut_off_margin)
        reached = {key: _worth_a_look(items, threshold) for key, items in reached.items()}
        taken = gated_in(part, scored.fused, entries, threshold)
        for raw, most, out in ((reached, config.evidence_limit, found), (taken, 1, gated)):
            candidates = matches(part, scored, retrieved, entries, raw, most)
            out.update(candidates)
            wanted += pairs(entries, candidates) if part.lexicon is None else ()
    behind = tuple(made_with.behind(one.framework.id) for one in index.frameworks)
    return ChunkClaims(found, gated, nearest_phrases(index, retrieved, entries.units, wanted), behind)


def _worth_a_look(items: list[Found], threshold: float) -> list[Found]:
    """Leave out near misses where there is something to claim."""
    return [item for item in items if item.fused >= threshold] or items


class EntryClaims:
    """Builds the claims of one entry, framework by framework."""

    def __init__(self, experience: Experience, units: Sequence[Unit], at: int, index: MatchIndex) -> None:
        """Take one entry's units, the first of which is unit `at` of the chunk."""
        self._experience = experience
        self._units = units
        self._at = at
        self._index = index

    def build(
        self, entry: int, chunk: ChunkClaims, parameters: Parameters, config: ClaimsConfig
    ) -> tuple[tuple[Claim, ...], tuple[CutOff, ...]]:
        """Give all claims and all matches left out, framework by framework, best first."""
        quotes = Quotes(self._experience, self._units, self._index, chunk.phrases, parameters.pointing, self._at)
        claims: list[Claim] = []
        left_out: list[CutOff] = []
        for at, one in enumerate(self._index.frameworks):
            found, gated = chunk.found.get((entry, at), ()), chunk.gated.get((entry, at), ())
            if not found and not gated:
                continue
            family = parameters.of(one.family)
            threshold = family.threshold + config.above
            kept, dropped = self._framework(one, quotes, found, threshold, config)
            for rank, each in enumerate(kept, start=1):
                claims.append(self._claim(one, quotes, each, rank, chunk.behind[at], family.calibration))
            claimed = {each.match.item.position for each in kept}
            by_gate = [
                (match, match.item.reason)
                for match in gated
                if match.item.position not in claimed and match.item.reason
            ]
            taken = {match.item.position for match, _ in by_gate}
            dropped = [(match, reason) for match, reason in dropped if match.item.position not in taken]
            dropped = _worth_showing(dropped)
            for match, reason in [*by_gate, *dropped][: config.cut_off_limit]:
                fields = self._fields(one, quotes, match, quotes.of(one, match, 1))
                fields.update(reason=reason, rule=match.item.rule)
                left_out.append(made(CutOff, fields))
        return tuple(claims), tuple(left_out)

    def _claim(
        self,
        one: FrameworkIndex,
        quotes: Quotes,
        kept: _Kept,
        rank: int,
        behind: tuple[str, ...],
        calibration: Calibration | None,
    ) -> Claim:
        fields = self._fields(one, quotes, kept.match, kept.spans)
        flags = tuple(dict.fromkeys(flag for unit in kept.match.item.units for flag in self._units[unit].flags))
        name = claim_id(self._experience.id, one.framework.id, fields["code"], fields["evidence"], behind)
        length = log_words(self._experience.text)
        confidence = calibration.confidence(kept.match.item.fused, length) if calibration else None
        level = len(one.above[kept.match.item.position])
        calibrated_on = calibration.fitted_for(one.framework.id, level) if calibration else None
        fields.update(id=name, rank=rank, confidence=confidence, calibrated_on=calibrated_on)
        fields.update(flags=flags, alternatives=tuple(kept.alternatives))
        return made(Claim, fields)

    def _framework(
        self, one: FrameworkIndex, quotes: Quotes, found: Sequence[Candidate], threshold: float, config: ClaimsConfig
    ) -> tuple[list[_Kept], list[tuple[Candidate, CutReason]]]:
        kept: list[_Kept] = []
        dropped: list[tuple[Candidate, CutReason]] = []
        levels: Counter[int] = Counter()
        for match in found:
            if match.item.fused < threshold:
                dropped.append((match, CutReason.BELOW_THRESHOLD))
                continue
            level = len(one.above[match.item.position])
            if levels[level] >= config.top_k:
                dropped.append((match, CutReason.BEYOND_TOP_K))
                continue
            spans = quotes.of(one, match, config.evidence_limit)
            winner = _winner(one, match, spans[0], kept, config.duplicate_cosine)
            if winner is not None:
                winner.alternatives.append(one.framework.competencies[match.item.position].code)
                dropped.append((match, CutReason.NEAR_DUPLICATE))
                continue
            levels[level] += 1
            kept.append(_Kept(match, spans))
        return kept, dropped

    def _fields(self, one: FrameworkIndex, quotes: Quotes, match: Candidate, spans: tuple[Span, ...]) -> dict[str, Any]:
        """Fill in what claims and matches left out have in common: all of `domain.claim.Match`, in its order."""
        entry = one.framework.competencies[match.item.position]
        return {
            "framework": one.framework.id,
            "code": entry.code,
            "label": entry.label,
            "kind": one.framework.kind,
            "verification": entry.verification.shown,
            "score": match.item.fused,
            "scores": match.lanes,
            "matched": self._index.text_of(match.texts[0]),
            "evidence": tuple(quotes.evidence(span) for span in spans),
            "passage": quotes.evidence(self._units[match.quoted_first].passage),
            "parents": one.parents[match.item.position],
        }


def _worth_showing(dropped: list[tuple[Candidate, CutReason]]) -> list[tuple[Candidate, CutReason]]:
    """Keep only the nearest of the near misses: it tells that the framework was looked at."""
    below = [each for each in dropped if each[1] is CutReason.BELOW_THRESHOLD]
    return [*(each for each in dropped if each[1] is not CutReason.BELOW_THRESHOLD), *below[:1]]


def _winner(
    one: FrameworkIndex, match: Candidate, span: Span, kept: Sequence[_Kept], nearer_than: float
) -> _Kept | None:
    """Find the earlier claim that owns this phrase and means nearly the same.

    Only claims of the same level compete: a parent is shown with its child, and a higher limit on one level never
    takes a claim from another.
    """
    position = match.item.position
    for each in kept:
        other = each.match.item.position
        if len(one.above[other]) != len(one.above[position]) or not _same_phrase(each.spans[0], span):
            continue
        if float(one.centres[other] @ one.centres[position]) >= nearer_than:
            return each
    return None


def _same_phrase(one: Span, other: Span) -> bool:
    """Two claims rest on one phrase where their best quotes share more than half of the shorter one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 > min(one.end - one.start, other.end - other.start)
