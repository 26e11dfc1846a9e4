"""From scores to claims: what is claimed, with which evidence, and what is left out and why."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from skillweave.domain.claim import Claim, CutOff, CutReason, Evidence, Provenance, claim_id
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span, without_overlaps
from skillweave.matching.evidence import Words, best_phrase, best_window, quote_span
from skillweave.matching.index import FrameworkIndex, MatchIndex
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Parameters
from skillweave.matching.retrieve import Retrieved, Scored
from skillweave.matching.units import Unit, text_of
from skillweave.matching.windows import WIDTHS, Windows, pool
from skillweave.ports import Matrix

DIGITS = 4
"""Scores are rounded before they are sorted, so that a machine's last digits cannot change an order."""


class ClaimsConfig(BaseModel):
    """How many claims, and how far below the threshold a match is still worth showing as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    top_k: int = Field(default=5, ge=1, le=1_000)
    """Most claims a framework and entry."""
    above: float = 0.0
    """Added to every family's threshold: higher claims less."""
    cut_off_limit: int = Field(default=3, ge=0, le=1_000)
    """Most matches a framework and entry that are kept as left out."""
    cut_off_margin: float = Field(default=0.5, ge=0)
    """How far below the threshold a match may lie to be kept as left out."""
    evidence_limit: int = Field(default=3, ge=1, le=10)
    """Most quotes a claim."""
    duplicate_cosine: float = Field(default=0.9, ge=0, le=1)
    """Competencies whose descriptions are nearer than this share one winner a phrase."""


@dataclass(frozen=True, slots=True)
class Found:
    """A competency found in an entry: which units speak for it, best first."""

    position: int
    fused: float
    units: tuple[int, ...]
    reason: CutReason | None
    rule: str | None


class EntryClaims:
    """Builds the claims of one entry; keeps windows and quotes so that frameworks share them."""

    def __init__(self, experience: Experience, units: Sequence[Unit], at: int, index: MatchIndex, found: Retrieved) -> None:
        """Take one entry's units, which begin at position `at` of what was retrieved."""
        self._experience = experience
        self._units = units
        self._at = at
        self._index = index
        self._found = found
        self._words = Words.of(experience.text)
        self._windows: dict[int, Windows] = {}
        self._spans: dict[tuple[int, int, bool], Span] = {}
        self._open = np.array([unit.reason is None for unit in units], bool)

    def build(
        self, parameters: Parameters, config: ClaimsConfig, made_with: Provenance
    ) -> tuple[tuple[Claim, ...], tuple[CutOff, ...]]:
        """Give all claims and all matches left out, framework by framework, best first."""
        claims: list[Claim] = []
        left_out: list[CutOff] = []
        for one, scored in zip(self._index.frameworks, self._found.frameworks, strict=True):
            family = parameters.families[one.family]
            kept, dropped = self._framework(one, scored, family, config)
            for rank, (item, match, others) in enumerate(kept, start=1):
                flags = tuple(dict.fromkeys(flag for unit in item.units for flag in self._units[unit].flags))
                name = claim_id(self._experience.id, one.framework.id, match["code"], match["evidence"], made_with)
                claims.append(
                    Claim.model_construct(**match, id=name, rank=rank, confidence=None, flags=flags, alternatives=others)
                )
            left_out.extend(
                CutOff.model_construct(**self._match(one, scored, item, config), reason=item.reason, rule=item.rule)
                for item in dropped[: config.cut_off_limit]
            )
        return tuple(claims), tuple(left_out)

    def _framework(
        self, one: FrameworkIndex, scored: Scored, family: FamilyParameters, config: ClaimsConfig
    ) -> tuple[list[tuple[Found, dict[str, object], tuple[str, ...]]], list[Found]]:
        fused = scored.fused[self._at : self._at + len(self._units)]
        threshold = family.threshold + config.above
        candidates = self._ranked(one, fused, family, threshold - config.cut_off_margin)
        kept: list[tuple[Found, dict[str, object], list[str]]] = []
        dropped: list[Found] = []
        for item in candidates:
            if item.fused < threshold:
                dropped.append(_left_out(item, CutReason.BELOW_THRESHOLD))
                continue
            match = self._match(one, scored, item, config)
            winner = self._winner(one, match, kept, item, config)
            if winner is not None:
                winner.append(match["code"])
                dropped.append(_left_out(item, CutReason.NEAR_DUPLICATE))
            elif len(kept) >= config.top_k:
                dropped.append(_left_out(item, CutReason.BEYOND_TOP_K))
            else:
                kept.append((item, match, []))
        claimed = {item.position for item, _, _ in kept}
        gated = [item for item in self._gated(one, fused, threshold) if item.position not in claimed]
        return [(item, match, tuple(others)) for item, match, others in kept], gated + dropped

    def _ranked(
        self, one: FrameworkIndex, fused: NDArray[np.float32], family: FamilyParameters, lowest: float
    ) -> list[Found]:
        """Rank competencies over the units that may make a claim; ties go by code."""
        if not self._open.any():
            return []
        positions = np.flatnonzero(self._open)
        scores = fused[positions]
        total = entry_scores(scores, family.reach)
        worth = np.flatnonzero((total >= lowest) & one.claimable)
        found = []
        for position in worth:
            column = scores[:, position]
            order = np.argsort(-column, kind="stable")
            near = [int(positions[at]) for at in order if column[at] >= max(lowest, column[order[0]] - 1.0)]
            found.append(Found(int(position), float(total[position]), tuple(near or [int(positions[order[0]])]), None, None))
        codes = one.framework.competencies
        return sorted(found, key=lambda item: (-item.fused, codes[item.position].code))

    def _gated(self, one: FrameworkIndex, fused: NDArray[np.float32], threshold: float) -> list[Found]:
        """Find what the context gate took away: matches that would have been claims."""
        found: list[Found] = []
        for at in np.flatnonzero(~self._open):
            unit = self._units[int(at)]
            for position in np.flatnonzero((fused[at] >= threshold) & one.claimable):
                score = round(float(fused[at, position]), DIGITS)
                found.append(Found(int(position), score, (int(at),), unit.reason, unit.rule))
        best: dict[int, Found] = {}
        for item in sorted(found, key=lambda item: -item.fused):
            best.setdefault(item.position, item)
        return list(best.values())

    def _match(self, one: FrameworkIndex, scored: Scored, item: Found, config: ClaimsConfig) -> dict[str, object]:
        entry = one.framework.competencies[item.position]
        spans: list[Span] = []
        matched = ""
        for unit in item.units:
            words, span = self._quote(one, item.position, unit)
            matched = matched or words
            spans.append(span)
        evidence = tuple(
            Evidence.model_construct(start=span.start, end=span.end, quote=self._experience.text[span.start : span.end])
            for span in without_overlaps(spans)[: config.evidence_limit]
        )
        best = self._units[item.units[0]]
        lanes = {
            lane.value: round(float(values[self._at + item.units[0], item.position]), DIGITS)
            for lane, values in scored.lanes.items()
            if not np.isnan(values[self._at + item.units[0], item.position])
        }
        return {
            "framework": one.framework.id,
            "code": entry.code,
            "label": entry.label,
            "kind": one.framework.kind,
            "verification": entry.verification.shown,
            "score": item.fused,
            "scores": lanes,
            "matched": matched,
            "evidence": evidence,
            "passage": Evidence.of(best.passage, self._experience.text),
            "parents": tuple(one.framework.by_code[code].label for code in one.framework.ancestors(entry.code)),
        }

    def quote(self, one: FrameworkIndex, position: int, unit: int) -> Span:
        """Give the words that would be quoted for a competency in one of the entry's units."""
        return self._quote(one, position, unit)[1]

    def _quote(self, one: FrameworkIndex, position: int, unit: int) -> tuple[str, Span]:
        """Find the nearest of our texts, and the words of the unit that are nearest to it."""
        by_name, column = self._nearest(one, position, unit)
        key = (unit, column, by_name)
        source = self._index.names if by_name else self._index.statements
        if key not in self._spans:
            vectors = self._index.name_vectors if by_name else self._index.statement_vectors
            self._spans[key] = self._span(one, position, unit, vectors[column], by_name=by_name)
        return source[column], self._spans[key]

    def _span(self, one: FrameworkIndex, position: int, unit: int, target: Matrix, *, by_name: bool) -> Span:
        """Find the words for a target: the name itself where it stands there, else the nearest window or phrase."""
        offsets = self._units[unit].offsets
        if by_name and one.lexicon is not None:
            start = int(offsets[0, 0])
            for owner, low, high in one.lexicon.exact_in(text_of(self._units[unit], self._experience.text)):
                if owner == position:
                    return Span(start=start + low, end=start + high)
        windows = self._all_windows(unit) if by_name else self._units[unit].phrases
        chosen = best_window(windows, target) if by_name else best_phrase(windows, target)
        low, high = windows.bounds[chosen].tolist()
        return quote_span(self._words, offsets, (low, high))

    def _all_windows(self, unit: int) -> Windows:
        if unit not in self._windows:
            self._windows[unit] = pool(self._units[unit].rows, WIDTHS)
        return self._windows[unit]

    def _nearest(self, one: FrameworkIndex, position: int, unit: int) -> tuple[bool, int]:
        """Say which of our texts a unit is nearest to: (is a name, its column)."""
        row = self._at + unit
        columns = one.explained_by[position]
        if not len(columns) or one.family in (Family.LARGE, Family.NAMED):
            return True, int(one.labels[position])
        cosines = self._found.statements[row, columns]
        best = int(np.argmax(cosines))
        label = int(one.labels[position])
        if self._found.names[row, label] > cosines[best]:
            return True, label
        return False, int(columns[best])

    def _winner(
        self,
        one: FrameworkIndex,
        match: Mapping[str, object],
        kept: Sequence[tuple[Found, dict[str, object], list[str]]],
        item: Found,
        config: ClaimsConfig,
    ) -> list[str] | None:
        """Give the alternatives list of an earlier claim that owns this phrase and means nearly the same."""
        above = set(one.framework.ancestors(str(match["code"])))
        for earlier, its, others in kept:
            code = str(its["code"])
            if code in above or str(match["code"]) in one.framework.ancestors(code):
                continue
            if not _same_phrase(its["evidence"], match["evidence"]):
                continue
            if float(one.centres[earlier.position] @ one.centres[item.position]) >= config.duplicate_cosine:
                return others
        return None


def entry_scores(fused: NDArray[np.float32], reach: float) -> NDArray[np.float64]:
    """Bring the units of one entry together: the mean of each competency's best units.

    A skill is shown where it is shown once; a field of work runs through a whole entry.

    Args:
        fused: (units, m), at least one unit.
        reach: Share of the units that count.

    Returns:
        (m,), rounded.
    """
    count = max(1, math.ceil(reach * len(fused)))
    if count == 1:
        return np.round(fused.max(axis=0).astype(np.float64), DIGITS)
    best_first = -np.sort(-fused, axis=0)[:count]
    return np.round(best_first.mean(axis=0).astype(np.float64), DIGITS)


def _left_out(item: Found, reason: CutReason) -> Found:
    return Found(item.position, item.fused, item.units, reason, None)


def _same_phrase(one: object, other: object) -> bool:
    """Two claims rest on one phrase where their best quotes share more than half of the shorter one."""
    first, second = one[0], other[0]  # type: ignore[index]
    shared = min(first.end, second.end) - max(first.start, second.start)
    return bool(shared * 2 > min(first.end - first.start, second.end - second.start))


def by_framework(claims: Sequence[Claim]) -> Mapping[str, list[Claim]]:
    """Group claims by framework, order kept."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.framework].append(claim)
    return groups
