"""Which claims of an entry a judge is asked about, and what it may add; pure."""

from collections.abc import Iterator, Mapping, Sequence

from skillweave.domain.claim import Claim, CutReason, Match, Translation
from skillweave.domain.competency import Framework
from skillweave.domain.question import Offered, Question
from skillweave.llm.config import JudgeConfig

_NEAR_MISS = frozenset({CutReason.BELOW_THRESHOLD, CutReason.BEYOND_TOP_K})


def is_uncertain(claim: Claim, config: JudgeConfig) -> bool:
    """Tell whether a claim's confidence lies in the band of what is asked about."""
    if claim.confidence is None:
        return config.ask_uncalibrated
    return config.lowest <= claim.confidence < config.highest


def is_too_long(translation: Translation, config: JudgeConfig) -> bool:
    """Tell whether an entry is too long to be sent."""
    return translation.experience is not None and len(translation.experience.text) > config.text_at_most


def questions_of(
    translation: Translation, frameworks: Mapping[str, Framework], config: JudgeConfig
) -> tuple[Question, ...]:
    """Ask about the uncertain claims of one entry; nothing where there are none, or where it is too long.

    What may be added is offered with the first question only.
    """
    if translation.experience is None or is_too_long(translation, config):
        return ()
    uncertain = [claim for claim in translation.claims if is_uncertain(claim, config)]
    if not uncertain:
        return ()
    further = tuple(_further(translation, frameworks, config))[: config.further_at_most]
    step = config.candidates_at_most
    parts = [tuple(uncertain[at : at + step]) for at in range(0, len(uncertain), step)]
    return tuple(
        Question(
            translation.experience,
            asked,
            () if number else further,
            _beside(translation, asked),
        )
        for number, asked in enumerate(parts)
    )


def _beside(translation: Translation, asked: Sequence[Claim]) -> tuple[Claim, ...]:
    taken = {claim.id for claim in asked}
    return tuple(claim for claim in translation.claims if claim.id not in taken)


def _further(translation: Translation, frameworks: Mapping[str, Framework], config: JudgeConfig) -> Iterator[Offered]:
    """Offer near misses, then the rest of the frameworks that the settings name; nothing that the gate took away."""
    seen = {(match.framework, match.code) for match in translation.claims}
    near: list[Match] = []
    for cut in translation.cut_off:
        if cut.reason in _NEAR_MISS:
            near.append(cut)
        else:
            seen.add((cut.framework, cut.code))
    for match in near:
        if (match.framework, match.code) not in seen:
            seen.add((match.framework, match.code))
            yield _offered(match)
    for one in _named(frameworks, config.further_frameworks):
        for entry in one.competencies:
            if not entry.heading and (one.id, entry.code) not in seen:
                parents = tuple(one.by_code[code].label for code in one.ancestors(entry.code))
                shown = entry.verification.shown
                yield Offered(one.id, entry.code, entry.label, one.kind, shown, parents)


def _named(frameworks: Mapping[str, Framework], names: Sequence[str]) -> Iterator[Framework]:
    return (frameworks[name] for name in names if name in frameworks)


def _offered(match: Match) -> Offered:
    return Offered(match.framework, match.code, match.label, match.kind, match.verification, match.parents, match)
