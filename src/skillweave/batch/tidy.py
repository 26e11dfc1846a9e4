"""One line a claim: the columns of every flat output, and how a translation fills them."""

from collections.abc import Iterator, Mapping

from skillweave.domain.claim import Claim, Translation

COLUMNS: Mapping[str, type] = {
    "id": str,
    "row": int,
    "status": str,
    "framework": str,
    "code": str,
    "label": str,
    "kind": str,
    "verification": str,
    "rank": int,
    "score": float,
    "confidence": float,
    "start": int,
    "end": int,
    "quote": str,
    "evidence_count": int,
    "matched": str,
    "parents": str,
    "flags": str,
    "alternatives": str,
    "claim_id": str,
    "learner_id": str,
    "experience_type": str,
    "encoder": str,
    "settings_hash": str,
    "error": str,
    "judgement": str,
    "judge_confidence": float,
    "judge_quote": str,
    "judge_reason": str,
    "judge": str,
}
"""Name and type of each column, in their order; docs/output-format.md describes them."""

SOURCE = "source"
"""A column before all others where the entries of several logs stand together: the log."""

CUT_OFF_COLUMNS: Mapping[str, type] = {
    "source": str,
    "id": str,
    "row": int,
    "framework": str,
    "code": str,
    "label": str,
    "kind": str,
    "verification": str,
    "score": float,
    "reason": str,
    "rule": str,
    "start": int,
    "end": int,
    "quote": str,
    "matched": str,
}
"""The same for matches that made no claim."""

_BETWEEN = "; "

TidyRow = Mapping[str, str | int | float | None]


def tidy_rows(translation: Translation) -> Iterator[TidyRow]:
    """Give one row a claim, or one row with the status where there is none: no entry is lost.

    `start`, `end` and `quote` are those of the first piece of evidence, and `evidence_count` says how many
    there are; the others are in the JSON form.
    """
    common = _common(translation)
    for claim in translation.claims:
        yield {**common, **_claimed(claim)}
    if not translation.claims:
        yield common


def cut_off_rows(translation: Translation, source: str) -> Iterator[TidyRow]:
    """Give one row a match that made no claim, with the first of the words it rests on."""
    for match in translation.cut_off:
        first = match.evidence[0] if match.evidence else None
        yield {
            "source": source,
            "id": translation.id,
            "row": translation.row,
            "framework": match.framework,
            "code": match.code,
            "label": match.label,
            "kind": match.kind.value,
            "verification": match.verification,
            "score": match.score,
            "reason": match.reason.value,
            "rule": match.rule,
            "start": first.start if first else None,
            "end": first.end if first else None,
            "quote": first.quote if first else None,
            "matched": match.matched,
        }


def _common(translation: Translation) -> dict[str, str | int | float | None]:
    experience, made_with = translation.experience, translation.provenance
    row: dict[str, str | int | float | None] = dict.fromkeys(COLUMNS)
    row["id"] = translation.id
    row["row"] = translation.row
    row["status"] = translation.status.value
    row["error"] = translation.error
    if experience:
        row["learner_id"] = experience.learner_id
        row["experience_type"] = experience.experience_type.value if experience.experience_type else None
    if made_with:
        row["encoder"] = made_with.encoder
        row["settings_hash"] = made_with.settings_hash
    return row


def _claimed(claim: Claim) -> dict[str, str | int | float | None]:
    first = claim.evidence[0] if claim.evidence else None
    return {
        "framework": claim.framework,
        "code": claim.code,
        "label": claim.label,
        "kind": claim.kind.value,
        "verification": claim.verification,
        "rank": claim.rank,
        "score": claim.score,
        "confidence": claim.confidence,
        "start": first.start if first else None,
        "end": first.end if first else None,
        "quote": first.quote if first else None,
        "evidence_count": len(claim.evidence),
        "matched": claim.matched,
        "parents": _BETWEEN.join(claim.parents),
        "flags": _BETWEEN.join(claim.flags),
        "alternatives": _BETWEEN.join(claim.alternatives),
        "claim_id": claim.id,
        **_judged(claim),
    }


def _judged(claim: Claim) -> dict[str, str | float | None]:
    """Say what a judge said of a claim; `judge_quote` is the first of its quotes."""
    what = claim.judgement
    if what is None:
        return {}
    return {
        "judgement": what.shown.value,
        "judge_confidence": what.confidence,
        "judge_quote": what.evidence[0].quote if what.evidence else None,
        "judge_reason": what.reason,
        "judge": what.judge,
    }
