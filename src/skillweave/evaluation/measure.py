"""From predictions to statistics: everything that one system did on one labelled set."""

from collections.abc import Callable, Mapping, Sequence

from skillweave.domain.span import Span
from skillweave.evaluation.metrics import (
    adaptive_bins,
    average_precision,
    bin_parts,
    brier_parts,
    carries_counts,
    character_counts,
    character_f1,
    counts,
    hit_at_k,
    label_counts,
    ndcg_at_k,
    r_precision_at_k,
    recall_at_k,
    reciprocal_rank,
    strict_counts,
    token_iou,
)
from skillweave.evaluation.sets import ANY, Case, LabelledSet, Prediction, Task
from skillweave.evaluation.statistics import Statistic, Values, mean_of, ratio_of

Pairs = Sequence[tuple[Case, Prediction]]
RankingMetric = Callable[[Sequence[str], Case], float]

RANKING: Mapping[str, RankingMetric] = {
    "hit@1": lambda ranked, case: hit_at_k(ranked, case.gold, 1),
    "hit@3": lambda ranked, case: hit_at_k(ranked, case.gold, 3),
    "MRR": lambda ranked, case: reciprocal_rank(ranked, case.gold),
    "RP@5": lambda ranked, case: r_precision_at_k(ranked, case.gold, 5),
    "RP@10": lambda ranked, case: r_precision_at_k(ranked, case.gold, 10),
    "recall@10": lambda ranked, case: recall_at_k(ranked, case.gold, 10),
    "MAP": lambda ranked, case: average_precision(ranked, case.gold),
    "nDCG@10": lambda ranked, case: ndcg_at_k(ranked, case.grades, 10),
}


def statistics_of(data: LabelledSet, pairs: Pairs) -> list[Statistic]:
    """Work out every statistic that the set allows and the system has an answer to.

    Args:
        data: The set.
        pairs: Its cases, twins left out, with what the system said.
    """
    out: list[Statistic] = []
    if Task.RANKING in data.tasks:
        out += _ranking(pairs)
    if Task.EVIDENCE in data.tasks and any(said.evidence is not None for _, said in pairs):
        out += _evidence(pairs)
    if Task.STATED in data.tasks and any(said.stated is not None for _, said in pairs):
        out += _spans(pairs, [said.stated or () for _, said in pairs], "stated ")
    if any(said.claims is None for _, said in pairs):
        return out
    if Task.CLAIMS in data.tasks:
        out += _claims(pairs)
        out += _confidence(pairs)
        if Task.EVIDENCE in data.tasks and any(claim.spans for _, said in pairs for claim in said.claims or ()):
            out.append(_claimed_evidence(pairs))
    if Task.SPANS in data.tasks:
        out += _spans(pairs, [[span for claim in said.claims or () for span in claim.spans] for _, said in pairs])
    if Task.ABSTENTION in data.tasks:
        out += _abstention(pairs)
    return out


def _ranking(pairs: Pairs) -> list[Statistic]:
    """Rankings are measured where there is something to find."""
    return [
        mean_of(name, [metric(said.ranking, case) if case.gold else None for case, said in pairs])
        for name, metric in RANKING.items()
    ]


def _claims(pairs: Pairs) -> list[Statistic]:
    """Count claims at the operating threshold, and how well the first rank's score tells whether it is right."""
    codes = [_codes(said) for _, said in pairs]
    gold = [case.gold for case, _ in pairs]
    counted = [counts(*each) for each in zip(codes, gold, strict=True)]
    labels = sorted(frozenset().union(*codes, *gold))  # the others change no figure, and ESCO has thousands
    by_label = [label_counts(*each, labels) for each in zip(codes, gold, strict=True)]
    ones = [1.0] * len(pairs)
    return [
        Statistic("precision", "precision", _array(counted)),
        Statistic("recall", "recall", _array(counted)),
        Statistic("F1", "f1", _array(counted)),
        Statistic("macro F1", "macro_f1", _array(by_label)),
        ratio_of("claims a text", [len(each) for each in codes], ones, higher_is_better=None),
        ratio_of("false claims a text", [wrong for _, wrong, _ in counted], ones, higher_is_better=False),
        mean_of(
            "false claims where nothing is shown",
            [None if case.gold else float(wrong) for (case, _), (_, wrong, _) in zip(pairs, counted, strict=True)],
            higher_is_better=False,
        ),
        Statistic("AURC of the first rank", "aurc", _array(sureness(pairs)), higher_is_better=False),
    ]


def sureness(pairs: Pairs) -> list[tuple[float, float, float]]:
    """Say for each text how sure the first rank is and whether it is wrong: (score, loss, 1); 0s where none."""
    rows = []
    for case, said in pairs:
        if said.scores:
            rows.append((said.scores[0], float(said.ranking[0] not in case.gold), 1.0))
        else:
            rows.append((0.0, 0.0, 0.0))
    return rows


def confident(pairs: Pairs) -> list[tuple[list[float], list[bool]]]:
    """Collect, case by case, the confidences of the claims that have one and whether each is right."""
    out = []
    for case, said in pairs:
        claims = [claim for claim in said.claims or () if claim.confidence is not None]
        out.append(([claim.confidence or 0.0 for claim in claims], [claim.code in case.gold for claim in claims]))
    return out


def _confidence(pairs: Pairs) -> list[Statistic]:
    each = confident(pairs)
    every = [value for values, _ in each for value in values]
    if not every:
        return []
    edges = adaptive_bins(every)
    return [
        Statistic("ECE", "ece", _array([bin_parts(*one, edges) for one in each]), higher_is_better=False),
        ratio_of("Brier", *zip(*(brier_parts(*one) for one in each), strict=True), higher_is_better=False),
    ]


def _evidence(pairs: Pairs) -> list[Statistic]:
    """Compare all that would be quoted for each gold label with all that was marked; a label is one observation."""
    rows: list[list[tuple[tuple[Span, ...], tuple[Span, ...], str]]] = []
    for case, said in pairs:
        marked = [(code, spans) for code, spans in case.spans.items() if code in case.gold]
        quoted = said.evidence or {}
        rows.append([(quoted[code], spans, case.text) for code, spans in marked if code in quoted])
    counted = [float(sum(code in case.gold for code in case.spans)) for case, _ in pairs]
    overlap = [sum(character_f1(quotes, spans) for quotes, spans, _ in row) for row in rows]
    exact = [float(sum(quotes[0] in spans for quotes, spans, _ in row)) for row in rows]
    words = [sum(token_iou(quotes, spans, text) for quotes, spans, text in row) for row in rows]
    return [
        ratio_of("evidence character F1", overlap, counted),
        ratio_of("evidence exact", exact, counted),
        ratio_of("evidence token IoU", words, counted),
    ]


def _claimed_evidence(pairs: Pairs) -> Statistic:
    """Compare what is quoted for claims that are right with all that was marked; a claim is one observation."""
    overlap, counted = [], []
    for case, said in pairs:
        right = [one for one in said.claims or () if one.code in case.gold and one.code in case.spans]
        overlap.append(sum(character_f1(one.spans, case.spans[one.code]) for one in right))
        counted.append(float(len(right)))
    return ratio_of("evidence character F1 of right claims", overlap, counted)


def _spans(pairs: Pairs, quoted: Sequence[Sequence[Span]], kind: str = "") -> list[Statistic]:
    """Compare all words that a system marks with all words marked by hand, pooled over the texts."""
    marked = [case.spans.get(ANY, ()) for case, _ in pairs]
    both = list(zip(quoted, marked, strict=True))
    empty = [None if spans else float(bool(own)) for own, spans in both]
    return [
        Statistic(f"{kind}strict span F1", "f1", _array([strict_counts(*each) for each in both])),
        Statistic(f"{kind}character span F1", "f1", _array([character_counts(*each) for each in both])),
        Statistic(f"{kind}character span precision", "precision", _array([character_counts(*each) for each in both])),
        mean_of(f"{kind}false alarms", empty, higher_is_better=False),
    ]


def _abstention(pairs: Pairs) -> list[Statistic]:
    """Ask whether texts that carry evidence get a claim, and the others none."""
    rows = [
        (0, 0, 0, 0) if case.carries is None else carries_counts(bool(said.claims), case.carries)
        for case, said in pairs
    ]
    claimed = [(case.carries, float(bool(said.claims))) for case, said in pairs]
    return [
        Statistic("evidence balanced accuracy", "balanced_accuracy", _array(rows)),
        mean_of("claimed where evidence is", [value if carries else None for carries, value in claimed]),
        mean_of(
            "claimed where none is",
            [value if carries is False else None for carries, value in claimed],
            higher_is_better=False,
        ),
    ]


def _codes(said: Prediction) -> frozenset[str]:
    return frozenset(claim.code for claim in said.claims or ())


def _array(rows: Sequence[Sequence[float]]) -> Values:
    import numpy as np

    return np.array(rows, np.float64).reshape(len(rows), -1)
