"""Puts a judge's answers into a translation; pure. What a judge says is a suggestion beside the others."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skillweave.domain.claim import Claim, CutOff, CutReason, Match, Provenance, Status, Translation, claim_id
from skillweave.domain.evidence import Evidence
from skillweave.domain.judgement import Judgement, Shown
from skillweave.domain.question import Answer, Offered, Question
from skillweave.domain.span import Span
from skillweave.text.segment import segment

ADDED = "added_by_judge"
INSTRUCTIONS = "instructions"
_NOTES = {INSTRUCTIONS: "some words of the text seem to speak to a program; they were not sent to the judge"}
"""Flags of an entry in words: what was left out has no flags, and where no claim survives there is no other place."""


def judged(
    translation: Translation,
    asked: Sequence[tuple[Question, Answer]],
    judge_id: str,
    not_asked: Mapping[tuple[str, str], str],
) -> Translation:
    """Give the translation as it is after a judge.

    A claim that is not shown becomes a match that was left out, with the reason and what is to be noted of the entry;
    one that failed or was not asked about stays. What the judge added comes last in its framework, without a
    confidence. Claims have new ids, because what made them changed.

    Args:
        translation: As it was.
        asked: Its questions with their answers.
        judge_id: Which judge.
        not_asked: Uncertain claims that were not asked about, by framework and code, and why not.
    """
    if translation.experience is None or translation.provenance is None:
        return translation
    provenance = translation.provenance.model_copy(update={"judge": judge_id})
    said = {_key(one): what for question, answer in asked for one, what in _pairs(question, answer)}
    said |= {key: Judgement(shown=Shown.NOT_ASKED, reason=why, judge=judge_id) for key, why in not_asked.items()}
    flags = tuple(dict.fromkeys(flag for _, answer in asked for flag in answer.flags))
    kept, dropped = _parted(translation.claims, said, flags)
    added = [_added(translation, one, what) for one, what in _additions(asked)]
    claims = _numbered(translation.experience.id, [*kept, *added], provenance, flags)
    taken = {_key(claim) for claim in claims}
    cut_off = (*dropped, *(cut for cut in translation.cut_off if _key(cut) not in taken))
    return translation.model_copy(
        update={
            "status": Status.CLAIMS if claims else Status.NOTHING_FOUND,
            "claims": claims,
            "cut_off": cut_off,
            "provenance": provenance,
        }
    )


def _key(match: Match | Offered) -> tuple[str, str]:
    return match.framework, match.code


def _pairs(question: Question, answer: Answer) -> Iterator[tuple[Match, Judgement]]:
    return zip(question.candidates, answer.judgements, strict=True)


def _additions(asked: Sequence[tuple[Question, Answer]]) -> Iterator[tuple[Offered, Judgement]]:
    return ((question.further[at], what) for question, answer in asked for at, what in answer.further)


def _parted(
    claims: Sequence[Claim], said: Mapping[tuple[str, str], Judgement], flags: Sequence[str]
) -> tuple[list[Claim], list[CutOff]]:
    kept: list[Claim] = []
    dropped: list[CutOff] = []
    for claim in claims:
        judgement = said.get(_key(claim))
        if judgement is not None and judgement.shown is Shown.NOT_SHOWN:
            fields: dict[str, Any] = {name: getattr(claim, name) for name in Match.model_fields}  # Any: of each field
            dropped.append(CutOff(**{**fields, "judgement": _noted(judgement, flags)}, reason=CutReason.NOT_SHOWN))
        else:
            kept.append(claim.model_copy(update={"judgement": judgement}))
    return kept, dropped


def _noted(judgement: Judgement, flags: Sequence[str]) -> Judgement:
    told = [judgement.reason, *(_NOTES[flag] for flag in flags if flag in _NOTES)]
    return judgement.model_copy(update={"reason": "; ".join(filter(None, told))})


def _added(translation: Translation, one: Offered, judgement: Judgement) -> Claim:
    """Make a claim of an addition; no lane of the matching speaks for it unless it was a near miss."""
    text = translation.experience.text if translation.experience else ""
    match = one.match
    fields: dict[str, Any] = {  # Any: of each field
        "framework": one.framework,
        "code": one.code,
        "label": one.label,
        "kind": one.kind,
        "verification": one.verification,
        "parents": one.parents,
        "score": match.score if match else 0.0,
        "scores": match.scores if match else {},
        "matched": match.matched if match else one.label,
        "evidence": judgement.evidence,
        "passage": _passage(text, judgement.evidence[0]),
        "judgement": judgement,
    }
    return Claim(**fields, id="", rank=1, confidence=None, flags=(ADDED,))


def _passage(text: str, evidence: Evidence) -> Evidence:
    """Give the sentence around a quote, or the quote where it reaches over several."""
    place = Span(start=evidence.start, end=evidence.end)
    around = next((one for one in segment(text) if one.start <= place.start and place.end <= one.end), place)
    return Evidence.of(around, text)


def _numbered(
    experience: str, claims: Sequence[Claim], provenance: Provenance, flags: tuple[str, ...]
) -> tuple[Claim, ...]:
    """Group claims by framework in the order in which these came, and give ranks and ids anew."""
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.framework, []).append(claim)
    return tuple(
        claim.model_copy(
            update={
                "rank": rank,
                "flags": (*claim.flags, *flags),
                "id": claim_id(experience, name, claim.code, claim.evidence, provenance.behind(name)),
            }
        )
        for name, group in grouped.items()
        for rank, claim in enumerate(group, start=1)
    )
