"""Final items as labelled samples for the evaluation, as docs/labelled-samples.md has them: JSON lines and a table."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skillweave.domain.queue import RunMade, SettledClaim, SettledItem
from skillweave.domain.review import ClaimState, Exposure, Origin, Skill
from skillweave.review.spreadsheet import table

SHOWN, NOT_SHOWN = 4, 0
"""Grades of docs/labelled-samples.md: a reviewer confirmed it, and a reviewer found that the text does not show it."""

COLUMNS = ("id", "text", "framework", "code", "grade", "evidence", "exposure", "origin")
_COLUMNS_ONCE = ("text_exposure", "run", "version", "group", "judged")
"""Said in the first row of a text."""


_PRESENT = (ClaimState.CONFIRMED, ClaimState.CORRECTED)
_ABSENT = (ClaimState.REJECTED,)


@dataclass(frozen=True, slots=True)
class Label:
    """One skill that persons found in a text, or found not to be there."""

    skill: Skill
    grade: int
    evidence: tuple[tuple[int, int, str], ...]
    exposure: Exposure
    origin: Origin
    """`added` where the skill was among no suggestions for the text: a person named it."""


def usable(item: SettledItem) -> bool:
    """Tell whether an item can be a sample: its text is still there, and persons decided every claim of it.

    What a sample does not name has grade 0, so a claim that nobody could decide, or that a policy decided, makes the
    whole text unfit.
    """
    decided = (*_PRESENT, *_ABSENT, ClaimState.WITHDRAWN)
    return bool(item.text) and all(
        claim.outcome.state in decided and claim.outcome.policy is None for claim in item.claims
    )


def labels(item: SettledItem) -> tuple[Label, ...]:
    """Give what persons said of a text: one label a skill, in order of framework and code.

    A corrected claim gives two: the skill that was put in its place is there, the suggested one is not. Where a skill
    is both, in two claims, it is there.
    """
    found: dict[tuple[str, str], Label] = {}
    for one in sorted(_said(item), key=lambda label: label.grade):
        found[one.skill.framework, one.skill.code] = one
    return tuple(found[key] for key in sorted(found))


def _said(item: SettledItem) -> Iterator[Label]:
    for claim in item.claims:
        state = claim.outcome.state
        if state in _PRESENT:
            yield _label(item, claim, claim.outcome.skill, SHOWN)
        if state in _ABSENT:
            yield _label(item, claim, claim.suggested or claim.outcome.skill, NOT_SHOWN)
        if state is ClaimState.CORRECTED and claim.suggested not in (None, claim.outcome.skill):
            yield _label(item, claim, claim.suggested or claim.outcome.skill, NOT_SHOWN)


def _label(item: SettledItem, claim: SettledClaim, skill: Skill, grade: int) -> Label:
    blind = bool(claim.exposures) and all(one is Exposure.BLIND for one in claim.exposures)
    return Label(
        skill=skill,
        grade=grade,
        evidence=tuple((one.start, one.end, one.quote) for one in claim.evidence),
        exposure=Exposure.BLIND if blind else Exposure.ASSISTED,
        origin=Origin.SUGGESTED if any(one.suggested == skill for one in item.claims) else Origin.ADDED,
    )


def exposure(item: SettledItem) -> Exposure:
    """Say of a whole text whether its reviewers had to read it before they saw a suggestion."""
    return Exposure.BLIND if item.blind else Exposure.ASSISTED


def sample_lines(items: Iterable[SettledItem], runs: Mapping[str, RunMade]) -> Iterator[str]:
    """Write items as JSON lines; texts that are no samples are left out.

    Args:
        items: Final items.
        runs: Translations by id: whose suggestions were in view.
    """
    for item in filter(usable, items):
        yield json.dumps(_entry(item, runs), ensure_ascii=False) + "\n"


def _entry(item: SettledItem, runs: Mapping[str, RunMade]) -> dict[str, object]:
    run, version = _made_by(item, runs)
    return {
        "id": item.experience,
        "text": item.text,
        "labels": [
            {
                "framework": one.skill.framework,
                "code": one.skill.code,
                "grade": one.grade,
                "evidence": [{"start": start, "end": end, "quote": quote} for start, end, quote in one.evidence],
                "exposure": one.exposure.value,
                "origin": one.origin.value,
            }
            for one in labels(item)
        ],
        "exposure": exposure(item).value,
        **({"judged": list(item.judged)} if item.blind else {}),
        "run": run,
        "version": version,
        **({"group": _group(item.learner)} if item.learner else {}),
    }


def _made_by(item: SettledItem, runs: Mapping[str, RunMade]) -> tuple[str, str]:
    run = runs.get(item.run)
    return (run.config_hash, run.provenance.get("encoder", "")) if run else (item.run, "")


def _group(learner: str) -> str:
    """Tell texts of one person as such without saying whose they are."""
    return hashlib.sha256(learner.encode()).hexdigest()[:12]


def sample_table(items: Iterable[SettledItem], runs: Mapping[str, RunMade]) -> Iterator[str]:
    """Write items as a table, one row a label; a text that shows nothing has one row without a code.

    A table has no place for offsets: a quote stands for its first occurrence. Quotes that hold a bar, and texts that a
    spreadsheet would take for a formula, come back changed; JSON lines keep both.
    """
    return table((*COLUMNS, *_COLUMNS_ONCE), (cells for item in items if usable(item) for cells in _rows(item, runs)))


def _rows(item: SettledItem, runs: Mapping[str, RunMade]) -> Iterator[tuple[str, ...]]:
    judged = (" | ".join(item.judged) or "none") if item.blind else ""
    once = (exposure(item).value, *_made_by(item, runs), _group(item.learner) if item.learner else "", judged)
    told = [
        (
            one.skill.framework,
            one.skill.code,
            str(one.grade),
            " | ".join(quote for _, _, quote in one.evidence),
            one.exposure.value,
            one.origin.value,
        )
        for one in labels(item)
    ] or [("", "", "", "", exposure(item).value, "")]
    for place, cells in enumerate(told):
        first = place == 0
        yield (item.experience, item.text if first else "", *cells, *(once if first else ("",) * len(once)))
