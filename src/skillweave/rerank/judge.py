"""A `Judge` without a network: it looks again at uncertain matches with a small fitted model."""

from collections.abc import Iterator, Mapping, Sequence

from skillweave.domain.claim import Match
from skillweave.domain.judgement import Judgement, Shown
from skillweave.domain.question import Answer, Offered, Question
from skillweave.matching.parameters import Family
from skillweave.rerank.features import EntryFeatures
from skillweave.rerank.model import FamilyModel, Reranker, probability

_TOLD = 2
"""Most features that a reason names on each side."""
_DIGITS = 4


class LocalJudge:
    """Answers by features of each match; the order of questions, candidates and rivals changes nothing."""

    def __init__(self, reranker: Reranker, families: Mapping[str, Family]) -> None:
        """Keep the model.

        Args:
            reranker: The model.
            families: Framework id -> how it is matched.
        """
        self._reranker, self._families = reranker, families
        self._id = f"local/{reranker.name}@{reranker.content_hash()}"

    @property
    def judge_id(self) -> str:
        """The model's name and the hash of its numbers."""
        return self._id

    def judge(self, questions: Sequence[Question], /) -> Sequence[Answer]:
        """Answer questions; see `ports.Judge`."""
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        entry = EntryFeatures(question.experience.text)
        claims = [*question.candidates, *question.beside]
        judgements = tuple(self._judgement(entry, one, claims) for one in question.candidates)
        return Answer(judgements, tuple(self._further(entry, question.further, claims)))

    def _further(
        self, entry: EntryFeatures, offered: Sequence[Offered], claims: Sequence[Match]
    ) -> Iterator[tuple[int, Judgement]]:
        """Add near misses that it takes for shown; of what was not matched at all it knows nothing."""
        for place, one in enumerate(offered):
            if one.match is not None:
                judgement = self._judgement(entry, one.match, claims)
                if judgement.shown is Shown.DEMONSTRATED:
                    yield place, judgement

    def _judgement(self, entry: EntryFeatures, match: Match, claims: Sequence[Match]) -> Judgement:
        family = self._families.get(match.framework)
        model = self._reranker.families.get(family) if family is not None else None
        if model is None:
            why = f"the local model was not fitted to {family.value if family else 'such'} frameworks"
            return Judgement(shown=Shown.NOT_ASKED, reason=why, judge=self.judge_id)
        if not match.evidence:
            return Judgement(shown=Shown.FAILED, reason="the match quotes nothing", judge=self.judge_id)
        features = entry.of(match, rivals_of(match, claims))
        log_odds = model.log_odds(features)
        confidence = model.calibration.confidence(log_odds)
        shown = Shown.DEMONSTRATED if confidence >= model.cut else Shown.NOT_SHOWN
        return Judgement(
            shown=shown,
            score=round(probability(log_odds), _DIGITS),
            confidence=confidence,
            evidence=match.evidence if shown is Shown.DEMONSTRATED else (),
            reason=_reason(model, features),
            judge=self.judge_id,
        )


def rivals_of(match: Match, claims: Sequence[Match]) -> list[Match]:
    """Give the other claims of a match's framework."""
    return [one for one in claims if one.framework == match.framework and one.code != match.code]


def _reason(model: FamilyModel, features: Mapping[str, float]) -> str:
    """Name what speaks most for and against it."""
    parts = sorted(model.parts(features).items(), key=lambda part: (-part[1], part[0]))
    good = [name for name, value in parts[:_TOLD] if value > 0]
    bad = [name for name, value in parts[::-1][:_TOLD] if value < 0]
    return f"for it: {_listed(good)}; against it: {_listed(bad)}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("lane.", "").replace("cue.", "").replace("_", " ") for name in names) or "nothing"
