"""Makes a local judge from decisions, and says whether it helps on texts that it was not fitted to."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.claim import Claim, CutOff, Provenance, Translation
from skillweave.domain.judgement import SCORES
from skillweave.evaluation.judged import LATE
from skillweave.evaluation.looked_at import Looked, Seen
from skillweave.evaluation.metrics import adaptive_bins, bin_parts, brier_parts
from skillweave.evaluation.report.changes import Change, judged
from skillweave.evaluation.rerank_fit import fit_family
from skillweave.evaluation.statistics import Kind, Statistic, Values, difference, ratio_of, resamples
from skillweave.matching.parameters import Family
from skillweave.rerank.features import FEATURES
from skillweave.rerank.model import FamilyModel, Reranker

SEED = 0
PAIRS_NEEDED, EACH_NEEDED = 100, 30
"""Decided matches near the threshold, and how many must be right and how many wrong, before a model is fitted."""

JudgeAll = Callable[[Sequence[Translation]], Sequence[Translation]]
"""Lets a judge look at translations, as `llm.judged` does."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one family.

    Attributes:
        family: Which.
        matches, people: What it was fitted on.
        model: None where nothing could be fitted.
        changes: From no judge to this one, on texts held back.
        helped: Whether claims are surely better with it, and precision is not surely worse.
        why: The same in words, or what is missing.
    """

    family: Family
    matches: int
    people: int
    model: FamilyModel | None
    changes: tuple[Change, ...]
    helped: bool
    why: str


def fitted(family: Family, texts: Sequence[Seen]) -> tuple[FamilyModel | None, str]:
    """Fit one family; else say what is missing."""
    pairs = [(match, text.decided.group) for text in texts for match in text.matches]
    matches: list[Looked] = [match for match, _ in pairs]
    right = sum(match.right for match in matches)
    if len(matches) < PAIRS_NEEDED or min(right, len(matches) - right) < EACH_NEEDED:
        return None, (
            f"{PAIRS_NEEDED} decided claims or near misses are needed, at least {EACH_NEEDED} right and {EACH_NEEDED} "
            f"wrong; there are {right} right and {len(matches) - right} wrong"
        )
    about = f"decisions on {len(texts)} texts of {people_of(texts)} people, each fold by the others ({family})"
    model = fit_family(matches, [group for _, group in pairs], _cut(texts), about)
    return model, "" if model else "what is known of a match beside its score does not tell right from wrong"


def people_of(texts: Sequence[Seen]) -> int:
    """Count whose texts they are."""
    return len({text.decided.group for text in texts})


def _cut(texts: Sequence[Seen]) -> float:
    """Give the probability from which claiming helps F1: half of the F1 that is reached.

    Source:
        Z. Lipton, C. Elkan, B. Naryanaswamy, Optimal Thresholding of Classifiers to Maximize F1 Measure, ECML PKDD
        2014. The present F1 stands for the best that can be reached.
    """
    right, wrong, missed = (
        sum(column) for column in zip(*(_unaided(one, one.translation) for one in texts), strict=True)
    )
    claims = 2 * right + wrong + missed
    return right / claims if right else 0.5


def _unaided(text: Seen, translation: Translation) -> tuple[int, int, int]:
    """Count claims that are right, wrong and missed, of what was told without a suggestion in view."""
    return _outcomes(text.decided.blind, translation)


def _with_late(text: Seen, translation: Translation) -> tuple[int, int, int]:
    """Count the same, and what people saw only when it was shown to them as right."""
    late = dict.fromkeys(text.decided.late, True)
    return _outcomes({**text.decided.blind, **late}, translation)


def _outcomes(told: Mapping[str, bool], translation: Translation) -> tuple[int, int, int]:
    claimed = {claim.code for claim in translation.claims} & told.keys()
    right = sum(told[code] for code in claimed)
    return right, len(claimed) - right, sum(told.values()) - right


def compared(texts: Sequence[Seen], judge_all: JudgeAll) -> tuple[Change, ...]:
    """Compare claims with and without a judge, text by text, with the 95% interval of each difference.

    F1 and its parts count what was told without a suggestion in view, see `judged.compared`. Brier and ECE compare the
    judge's confidence with that of the matching, on the claims that were judged.

    Args:
        texts: Held back from the fit.
        judge_all: The judge.
    """
    if not texts:
        return ()
    after = judge_all([text.translation for text in texts])
    groups = [text.decided.group for text in texts]
    weights = resamples(groups, SEED)
    every = list(zip(texts, after, strict=True))
    both = [*_claims(every), *_sureness(every)]
    found = [(difference(first, second, weights), (first, second)) for first, second in both]
    return tuple(Change("no judge", gap, judged(gap, pair, groups)) for gap, pair in found)


def _claims(every: Sequence[tuple[Seen, Translation]]) -> list[tuple[Statistic, Statistic]]:
    unaided, late = _tables(every, _unaided), _tables(every, _with_late)
    kinds: tuple[tuple[str, Kind, tuple[Values, Values]], ...] = (
        ("F1", "f1", unaided),
        (LATE, "f1", late),
        ("precision", "precision", unaided),
        ("recall", "recall", unaided),
    )
    return [(Statistic(name, kind, now), Statistic(name, kind, then)) for name, kind, (now, then) in kinds]


def _tables(
    every: Sequence[tuple[Seen, Translation]], count: Callable[[Seen, Translation], tuple[int, int, int]]
) -> tuple[Values, Values]:
    """Count text by text, without and with the judge."""
    import numpy as np

    now = [count(text, text.translation) for text, _ in every]
    return np.array(now, np.float64), np.array([count(text, after) for text, after in every], np.float64)


def _sureness(every: Sequence[tuple[Seen, Translation]]) -> list[tuple[Statistic, Statistic]]:
    rows = [_sure(text, after) for text, after in every]
    own, judges = [(before, right) for before, _, right in rows], [(after, right) for _, after, right in rows]
    return [(_sure_statistic(name, own), _sure_statistic(name, judges)) for name in ("Brier", "ECE")]


def _sure(text: Seen, after: Translation) -> tuple[list[float], list[float], list[bool]]:
    """Give confidences of the matching and of the judge, and the truth, of the claims that were judged."""
    before = {claim.code: claim.confidence for claim in text.translation.claims}
    told = {**text.decided.shown, **text.decided.blind}
    looked: list[Claim | CutOff] = [*after.claims, *after.cut_off]
    rows = [
        (before[one.code], one.judgement.confidence, told[one.code])
        for one in looked
        if one.judgement is not None and one.judgement.shown in SCORES and one.code in told
        if before.get(one.code) is not None and one.judgement.confidence is not None
    ]
    return [row[0] or 0.0 for row in rows], [row[1] or 0.0 for row in rows], [row[2] for row in rows]


def _sure_statistic(name: str, rows: Sequence[tuple[list[float], list[bool]]]) -> Statistic:
    import numpy as np

    if name == "Brier":
        totals = [brier_parts(*one) for one in rows]
        return ratio_of("Brier", [one for one, _ in totals], [many for _, many in totals], higher_is_better=False)
    edges = adaptive_bins([value for values, _ in rows for value in values])
    parts: Values = np.array([bin_parts(*one, edges) for one in rows], np.float64).reshape(len(rows), -1)
    return Statistic("ECE", "ece", parts, higher_is_better=False)


def verdict(changes: Sequence[Change]) -> tuple[bool, str]:
    """Say whether a judge helps: by F1 where that is known, else by how honest its confidence is."""
    by_name = {one.difference.name: one for one in changes}
    main = next(
        (
            by_name[name]
            for name in ("F1", "Brier")
            if name in by_name and by_name[name].verdict not in ("few", "unknown")
        ),
        None,
    )
    if main is None:
        return False, "too little was held back to tell"
    name, precision = main.difference.name, by_name["precision"].difference
    if main.verdict != "better":
        return False, f"{name} is not surely better on the texts held back"
    if not math.isnan(precision.high) and precision.high < 0:
        return False, "precision is surely worse on the texts held back"
    late = by_name[LATE].difference
    if name == "F1" and late.second < late.first:
        return False, "F1 is worse on the texts held back if confirmations that came late count as right"
    return True, f"{name} is surely better on the texts held back"


def reranker_of(name: str, provenance: Provenance, models: Iterable[tuple[Family, FamilyModel, str]]) -> Reranker:
    """Put families together.

    Args:
        name: Name of the model.
        provenance: Of the pipeline whose matches it looks at.
        models: Family, its numbers, and what is to be told of how they came about.
    """
    every = list(models)
    return Reranker(
        format="skillweave-reranker/1",
        name=name,
        encoder=provenance.encoder,
        parameters=provenance.parameters,
        features=FEATURES,
        fitted_on="; ".join(told for *_, told in every),
        families={family: model for family, model, _ in every},
    )
