"""Rankings worked out by hand. Every case but those that bring their own ranks a, b, c, d, e."""

from collections.abc import Collection, Mapping, Sequence
from math import log2

from skillweave.evaluation.metrics import (
    average_precision,
    hit_at_k,
    ndcg_at_k,
    r_precision_at_k,
    recall_at_k,
    reciprocal_rank,
)
from tests.unit.evaluation.worked.table import Table

RANKED = ["a", "b", "c", "d", "e"]
SECOND = 1 / log2(3)
"""What a place counts after the first: 1 / log2(place + 1)."""


def _found(ranked: Sequence[str], gold: Collection[str], k: int) -> int:
    return len(set(ranked[:k]) & set(gold))


def _precisions(ranked: Sequence[str], gold: Collection[str]) -> list[float]:
    return [_found(ranked, gold, place) / place for place, label in enumerate(ranked, start=1) if label in gold]


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, start=1))


def _ndcg_with(
    ranked: Sequence[str],
    grades: Mapping[str, float],
    k: int,
    *,
    linear: bool = False,
    best_of_all: bool = False,
    best_of_ranked: bool = False,
    in_order: bool = False,
) -> float:
    """Make the mistakes asked for."""
    gains = {label: grade if linear else 2**grade - 1 for label, grade in grades.items()}
    best = [gains.get(label, 0.0) for label in ranked] if best_of_ranked else list(gains.values())
    best = best if in_order else sorted(best, reverse=True)
    ideal = _discounted(best if best_of_all else best[:k])
    return _discounted([gains.get(label, 0.0) for label in ranked[:k]]) / (ideal or 1.0)


def _ndcg_by_place(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    best = sorted(grades.values(), reverse=True)[:k]
    ours = [grades.get(label, 0.0) for label in ranked[:k]]
    top, bottom = (sum((2**grade - 1) / (at + 1) for at, grade in enumerate(some)) for some in (ours, best))
    return top / bottom


TABLES: Mapping[str, Table] = {
    "hit_at_k": Table(
        hit_at_k,
        [
            ((RANKED, {"a"}, 1), 1),  # a is first
            ((RANKED, {"c"}, 2), 0),  # c is third, the first two are a and b
            ((RANKED, {"c"}, 3), 1),
            ((RANKED, {"c", "e"}, 3), 1),  # one of two is enough
            ((RANKED, {"x"}, 5), 0),  # never ranked
            ((RANKED, set(), 5), 0),
            ((RANKED, {"e"}, 9), 1),  # more places than labels
            (([], {"a"}, 1), 0),
        ],
        {
            "one place too many": lambda ranked, gold, k: hit_at_k(ranked, gold, k + 1),
            "one place too few": lambda ranked, gold, k: float(_found(ranked, gold, k - 1) > 0),
            "all of the gold is needed": lambda ranked, gold, k: float(set(gold) <= set(ranked[:k])),
            "hits are counted": lambda ranked, gold, k: float(_found(ranked, gold, k)) / max(1, len(gold)),
        },
    ),
    "reciprocal_rank": Table(
        reciprocal_rank,
        [
            ((RANKED, {"a"}), 1),
            ((RANKED, {"b"}), 1 / 2),
            ((RANKED, {"d", "e"}), 1 / 4),  # the first of them is fourth
            ((RANKED, {"x"}), 0),
            ((RANKED, set()), 0),
        ],
        {
            "places counted from 0, plus 2": lambda ranked, gold: reciprocal_rank(["", *ranked], gold),
            "the last gold label": lambda ranked, gold: (
                max((place for place, label in enumerate(ranked, 1) if label in gold), default=0) ** -1.0
                if set(ranked) & set(gold)
                else 0.0
            ),
            "the mean over gold labels": lambda ranked, gold: (
                sum(1 / (ranked.index(label) + 1) for label in gold if label in ranked) / max(1, len(gold))
            ),
        },
    ),
    "r_precision_at_k": Table(
        r_precision_at_k,
        [
            ((RANKED, {"a"}, 5), 1),  # 1 found / min(5, 1)
            ((RANKED, {"a", "c"}, 2), 1 / 2),  # a is there, c is not: 1 / min(2, 2)
            ((RANKED, {"a", "b", "c", "d"}, 2), 1),  # both places are right: 2 / min(2, 4)
            ((RANKED, {"b", "x", "y"}, 2), 1 / 2),  # 1 / min(2, 3)
            ((RANKED, {"b", "x", "y"}, 5), 1 / 3),  # 1 / min(5, 3)
            ((RANKED, {"x"}, 5), 0),
            ((RANKED, ["a", "a"], 5), 1),  # given twice, counts once: 1 / min(5, 1)
        ],
        {
            "divided by k": lambda ranked, gold, k: _found(ranked, gold, k) / k,
            "divided by the gold": lambda ranked, gold, k: _found(ranked, gold, k) / len(set(gold)),
            "gold not made distinct": lambda ranked, gold, k: _found(ranked, gold, k) / min(k, len(gold)),
            "one place too many": lambda ranked, gold, k: _found(ranked, gold, k + 1) / min(k, len(set(gold))),
            "max for min": lambda ranked, gold, k: _found(ranked, gold, k) / max(k, len(set(gold))),
        },
    ),
    "recall_at_k": Table(
        recall_at_k,
        [
            ((RANKED, {"a"}, 5), 1),
            ((RANKED, {"a", "c"}, 2), 1 / 2),
            ((RANKED, {"a", "b", "c", "d"}, 2), 1 / 2),  # two places cannot hold four labels
            ((RANKED, {"b", "x", "y"}, 5), 1 / 3),
            ((RANKED, {"c"}, 2), 0),
            ((RANKED, ["a", "a"], 5), 1),
        ],
        {
            "the most that could be there": lambda ranked, gold, k: r_precision_at_k(ranked, gold, k),
            "precision": lambda ranked, gold, k: _found(ranked, gold, k) / k,
            "one place too many": lambda ranked, gold, k: _found(ranked, gold, k + 1) / len(set(gold)),
        },
    ),
    "average_precision": Table(
        average_precision,
        [
            ((RANKED, {"a", "d"}), 3 / 4),  # (1/1 + 2/4) / 2
            ((RANKED, {"b", "c", "x"}), 7 / 18),  # (1/2 + 2/3 + 0) / 3
            ((RANKED, {"e"}), 1 / 5),
            ((RANKED, {"x"}), 0),
            (([], {"x"}), 0),
        ],
        {
            "labels that are not ranked forgotten": lambda ranked, gold: (
                sum(_precisions(ranked, gold)) / max(1, len(_precisions(ranked, gold)))
            ),
            "divided by the ranking": lambda ranked, gold: sum(_precisions(ranked, gold)) / max(1, len(ranked)),
            "reciprocal ranks": lambda ranked, gold: (
                sum(1 / place for place, label in enumerate(ranked, 1) if label in gold) / len(gold)
            ),
            "the ranking from its end": lambda ranked, gold: average_precision(ranked[::-1], gold),
        },
    ),
    "ndcg_at_k": Table(
        ndcg_at_k,
        [
            ((["a", "b"], {"b": 1}, 2), SECOND),  # gain 1 at place 2; at best at place 1
            ((["a", "b", "c"], {"a": 1, "b": 3}, 2), (1 + 7 * SECOND) / (7 + SECOND)),  # gains 2-1 and 8-1
            ((RANKED, {"a": 1, "b": 1, "c": 1}, 1), 1),  # one place, rightly filled
            ((["a"], {"a": 1, "x": 1}, 2), 1 / (1 + SECOND)),  # x is not ranked, but at best it would be
            ((RANKED, {"c": 4}, 2), 0),  # too late
            ((RANKED, {"d": 2, "b": 0}, 4), 1 / log2(5)),  # gain 3 at place 4, over 3 at place 1
        ],
        {
            "linear gain": lambda *given: _ndcg_with(*given, linear=True),
            "best of all places, not of k": lambda *given: _ndcg_with(*given, best_of_all=True),
            "best of what was ranked": lambda *given: _ndcg_with(*given, best_of_ranked=True),
            "best order not sorted": lambda *given: _ndcg_with(*given, in_order=True),
            "discount by place, no logarithm": _ndcg_by_place,
            "not divided by the best": lambda ranked, grades, k: _discounted(
                [2 ** grades.get(label, 0) - 1 for label in ranked[:k]]
            ),
            "one place too many": lambda ranked, grades, k: ndcg_at_k(ranked, grades, k + 1),
        },
    ),
}
