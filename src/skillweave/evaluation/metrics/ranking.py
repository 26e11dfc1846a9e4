"""Rankings: where the right competencies stand. One case at a time; the figure is the mean over cases."""

from collections.abc import Collection, Mapping, Sequence
from math import log2

from skillweave.errors import EvaluationError


def hit_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Tell whether a gold label is among the first k: 1 or 0.

    Raises:
        EvaluationError: k is below 1, or the first k name a label twice.

    Example:
        >>> hit_at_k(["a", "b", "c"], {"b"}, 1), hit_at_k(["a", "b", "c"], {"b"}, 2)
        (0.0, 1.0)
    """
    return float(not _first(ranked, k).isdisjoint(gold))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Give 1 over the place of the first gold label, counted from 1; 0 where none is ranked.

    Example:
        >>> reciprocal_rank(["a", "b", "c"], {"b", "c"})
        0.5
    """
    return next((1.0 / place for place, label in enumerate(ranked, start=1) if label in gold), 0.0)


def r_precision_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Give the gold labels among the first k over the most that could be there, min(k, number of gold labels).

    Raises:
        EvaluationError: There is no gold label, k is below 1, or the first k name a label twice.

    Source:
        I. Chalkidis et al., Large-Scale Multi-Label Text Classification on EU Legislation, ACL 2019; for skills
        J. Decorte et al., Design of Negative Sampling Strategies for Distantly Supervised Skill Extraction, 2022.

    Example:
        >>> r_precision_at_k(["a", "b", "c", "d"], {"b", "x", "y"}, 2)
        0.5
    """
    wanted = _some(gold, "RP@k")
    return len(_first(ranked, k) & wanted) / min(k, len(wanted))


def recall_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Give the share of the gold labels that are among the first k.

    Raises:
        EvaluationError: There is no gold label, k is below 1, or the first k name a label twice.

    Example:
        >>> recall_at_k(["a", "b", "c", "d"], {"b", "x"}, 2)
        0.5
    """
    wanted = _some(gold, "recall@k")
    return len(_first(ranked, k) & wanted) / len(wanted)


def average_precision(ranked: Sequence[str], gold: Collection[str]) -> float:
    """Average, over all gold labels, the precision at the place of each; a label that is not ranked gives 0.

    Raises:
        EvaluationError: There is no gold label, or the ranking names a label twice.

    Source:
        C. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval, 2008, section 8.4.

    Example:
        >>> average_precision(["a", "b", "c", "d"], {"a", "d"})  # (1/1 + 2/4) / 2
        0.75
    """
    wanted = _some(gold, "average precision")
    _first(ranked, max(1, len(ranked)))
    places = [place for place, label in enumerate(ranked, start=1) if label in wanted]
    return sum(found / place for found, place in enumerate(places, start=1)) / len(wanted)


def ndcg_at_k(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """Compare the gain of the first k with the gain that the best order would have.

    A label at place p gains (2**grade - 1) / log2(p + 1). The best order takes every graded label into account, ranked
    or not.

    Args:
        ranked: Labels, best first.
        grades: How well each label fits; what is not named has grade 0.
        k: Places that count.

    Raises:
        EvaluationError: No grade is above 0, a grade is negative, k is below 1, or the first k name a label twice.

    Source:
        K. Järvelin, J. Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002; the gain
        2**grade - 1 is that of C. Burges et al., Learning to Rank using Gradient Descent, ICML 2005.

    Example:
        >>> round(ndcg_at_k(["a", "b"], {"b": 1}, 2), 4)  # (1 / log2(3)) / (1 / log2(2))
        0.6309
    """
    _first(ranked, k)
    if min(grades.values(), default=0.0) < 0:
        raise EvaluationError(f"grades run from 0 upwards: got {min(grades.values())}")
    best = sorted(grades.values(), reverse=True)[:k]
    if not best or best[0] == 0:
        raise EvaluationError("a case in which nothing is graded above 0 has no nDCG; it tests abstention, not ranking")
    return _gain([grades.get(label, 0.0) for label in ranked[:k]]) / _gain(best)


def _gain(grades: Sequence[float]) -> float:
    return float(sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1)))


def _first(ranked: Sequence[str], k: int) -> frozenset[str]:
    """Take the first k; a label ranked twice would be found twice, so that is refused."""
    if k < 1:
        raise EvaluationError(f"k counts places from 1: got {k}")
    top = ranked[:k]
    labels = frozenset(top)
    if len(labels) < len(top):
        twice = next(label for place, label in enumerate(top) if label in top[:place])
        raise EvaluationError(f"a ranking names {twice!r} twice; each label has one place")
    return labels


def _some(gold: Collection[str], metric: str) -> frozenset[str]:
    if not gold:
        raise EvaluationError(f"a case without gold labels has no {metric}; it tests abstention, not ranking")
    return frozenset(gold)
