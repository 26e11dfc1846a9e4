"""Claims as files: a table with a row for each decision in force, and JSON lines with a line for each claim."""

import json
from collections.abc import Iterable, Iterator, Mapping

from skillweave.domain.band import band_of
from skillweave.review.rows import ClaimRow, Said
from skillweave.review.spreadsheet import table

COLUMNS = (
    "claim",
    "item",
    "experience",
    "title",
    "framework",
    "framework_version",
    "code",
    "label",
    "origin",
    "state",
    "version",
    "band",
    "quotes",
    "run",
    "reviewer",
    "kind",
    "verdict",
    "reason",
    "replacement",
    "level",
    "exposure",
    "via",
    "decided_at",
    "guideline",
)


def as_table(rows: Iterable[ClaimRow]) -> Iterator[str]:
    """Write claims as a table for spreadsheets; a claim that nobody decided has one row."""
    return table(COLUMNS, (cells for row in rows for cells in _cells(row)))


def _cells(row: ClaimRow) -> Iterator[tuple[str, ...]]:
    claim = (
        row.id,
        row.item,
        row.experience,
        row.title,
        row.skill.framework,
        row.framework_version,
        row.skill.code,
        row.label,
        row.origin,
        row.state,
        str(row.version),
        band_of(row.confidence).value,
        " | ".join(row.quotes),
        row.run,
    )
    if not row.said:
        yield (*claim, *("" for _ in COLUMNS[len(claim) :]))
    for one in row.said:
        yield (*claim, *(str(value) if value is not None else "" for value in _said(one).values()))


def _said(one: Said) -> Mapping[str, object]:
    to = f"{one.replacement.framework} {one.replacement.code}" if one.replacement else None
    return {
        "reviewer": one.reviewer,
        "kind": one.kind,
        "verdict": one.verdict,
        "reason": one.reason,
        "replacement": to,
        "level": one.level,
        "exposure": one.exposure,
        "via": one.via,
        "decided_at": one.at.isoformat(),
        "guideline": one.guideline,
    }


def as_lines(rows: Iterable[ClaimRow]) -> Iterator[str]:
    """Write claims as JSON lines."""
    for row in rows:
        yield json.dumps(claim_object(row), ensure_ascii=False) + "\n"


def claim_object(row: ClaimRow) -> dict[str, object]:
    """Give a claim as JSON has it."""
    return {
        "claim": row.id,
        "item": row.item,
        "experience": row.experience,
        "title": row.title,
        "framework": row.skill.framework,
        "framework_version": row.framework_version,
        "code": row.skill.code,
        "label": row.label,
        "origin": row.origin,
        "state": row.state,
        "version": row.version,
        "band": band_of(row.confidence).value,
        "quotes": list(row.quotes),
        "run": row.run,
        "decisions": [_said(one) for one in row.said],
    }
