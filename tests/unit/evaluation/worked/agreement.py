"""Agreement worked out by hand."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from skillweave.domain.span import Span
from skillweave.evaluation.metrics import (
    agreement_interval,
    character_f1,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    quadratic_kappa,
    span_agreement,
)
from tests.unit.evaluation.worked.table import Table, spans

Ratings = Sequence[Sequence[float | None]]

NAN = float("nan")
GRADES: Ratings = [[1, 1, 2, 3], [1, 2, 2, 3]]
"""1 three times, 2 three times, 3 twice; the only disagreement is 1 against 2."""
HOLES = [["a", "b", "a"], ["a", "b", None], ["b", None, None]]
"""Three raters; the first item has three ratings, the second two, the third one, which cannot disagree."""


def _corrected(first: Sequence[str], second: Sequence[str], chance: float) -> float:
    return (percent_agreement(first, second) - chance) / (1 - chance) if chance < 1 else NAN


def _pooled(first: Sequence[str], second: Sequence[str]) -> list[float]:
    counts = Counter([*first, *second])
    return [count / (2 * len(first)) for count in counts.values()]


def _weighted(first: Sequence[float], second: Sequence[float], apart: Callable[[float, float], float]) -> float:
    """Give a weighted kappa from all pairs."""
    seen = sum(apart(one, other) for one, other in zip(first, second, strict=True)) / len(first)
    chance = sum(apart(one, other) for one in first for other in second) / len(first) ** 2
    return 1 - seen / chance if chance else NAN


def _alpha_with(
    ratings: Sequence[Sequence[str | float | None]],
    level: str,
    *,
    singles: bool = False,
    per_rating: int = 1,
    small: int = 1,
    ends: float = 0.5,
) -> float:
    """Give alpha from all pairs of values, with the mistakes asked for."""
    units = [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]
    pairable = [unit for unit in units if len(unit) > 1]
    pool = [value for unit in (units if singles else pairable) for value in unit]
    totals = Counter(pool)

    def apart(one: str | float, other: str | float) -> float:
        if one == other:
            return 0.0
        if isinstance(one, str) or isinstance(other, str) or level == "nominal":
            return 1.0
        if level == "interval":
            return (one - other) ** 2
        low, high = sorted((one, other))
        between = sum(count for value, count in totals.items() if low <= float(value) <= high)
        return (between - ends * (totals[low] + totals[high])) ** 2

    seen = sum(apart(a, b) / (len(unit) - per_rating) for unit in pairable for a in unit for b in unit)
    chance = sum(apart(a, b) for a in pool for b in pool) / max(1, len(pool) - small)
    return 1 - seen / chance if chance else NAN


def _mean_f1(first: Sequence[Sequence[Span]], second: Sequence[Sequence[Span]], some: Callable[..., bool]) -> float:
    both = [character_f1(*pair) for pair in zip(first, second, strict=True) if some(pair)]
    return sum(both) / len(both) if both else NAN


TABLES: Mapping[str, Table] = {
    "percent_agreement": Table(
        percent_agreement,
        [(("aabb", "aaba"), 3 / 4), (("ab", "ba"), 0), (("aa", "aa"), 1), (("", ""), NAN)],
        {
            "right ones over labels": lambda first, second: (
                sum(map(str.__eq__, first, second)) / len({*first, *second}) if first else NAN
            ),
            "order does not count": lambda first, second: (
                sum((Counter(first) & Counter(second)).values()) / len(first) if first else NAN
            ),
            "1 without items": lambda first, second: percent_agreement(first, second) if first else 1.0,
        },
    ),
    "cohen_kappa": Table(
        cohen_kappa,
        [
            (("aabb", "aaba"), 1 / 2),  # chance 1/2 * 3/4 + 1/2 * 1/4 = 1/2; (3/4 - 1/2) / (1 - 1/2)
            (("aabbcc", "abbbca"), 1 / 2),  # chance (2*2 + 2*3 + 2*1) / 36 = 1/3; (2/3 - 1/3) / (2/3)
            (("aaab", "aaaa"), 0),  # chance 3/4 is all that is reached
            (("ab", "ba"), -1),  # chance 1/2; (0 - 1/2) / (1/2)
            (("aaaa", "aaaa"), NAN),  # chance 1: nothing can be said
            (("", ""), NAN),
        ],
        {
            "chance from the number of labels": lambda first, second: _corrected(
                first, second, 1 / max(1, len({*first, *second}))
            ),
            "both raters pooled (Scott's pi)": lambda first, second: _corrected(
                first, second, sum(share**2 for share in _pooled(first, second)) if first else 1.0
            ),
            "not divided by what chance leaves": lambda first, second: cohen_kappa(first, second) / 2 if first else NAN,
            "unanimous is 1": lambda first, second: (
                1.0 if set(first) == set(second) == {"a"} else cohen_kappa(first, second)
            ),
        },
    ),
    "quadratic_kappa": Table(
        quadratic_kappa,
        [
            (([0, 1, 2, 3], [0, 1, 2, 2]), 7 / 8),  # 1 seen; by chance (1+8 + 1+2 + 4+1 + 9+4+2) / 4 = 8
            (([0, 1, 4], [1, 1, 4]), 14 / 15),  # 1 seen; by chance (2+16 + 9 + 18) / 3 = 15
            (([2, 2], [2, 2]), NAN),
            (([1, 1], [3, 3]), 0),  # each keeps to a grade of their own: as bad as chance
            (([0, 2], [2, 0]), -1),  # 4+4 seen; by chance (4+4) / 2
        ],
        {
            "distance not squared": lambda first, second: _weighted(first, second, lambda one, other: abs(one - other)),
            "places for grades": lambda first, second: quadratic_kappa(
                *([sorted({*first, *second}).index(grade) for grade in some] for some in (first, second))
            ),
            "no weights": cohen_kappa,
        },
    ),
    "gwet_ac1": Table(
        gwet_ac1,
        [
            (("aabb", "aaba"), 9 / 17),  # chance 2 * 5/8 * 3/8 = 15/32; (24/32 - 15/32) / (17/32)
            (("aabbcc", "abbbca"), 49 / 97),  # chance (1 - 50/144) / 2 = 47/144; (96 - 47) / (144 - 47)
            (("aaaa", "aaaa", "ab"), 1),  # chance 0, where another label could have been given
            (("aaaa", "aaaa"), NAN),
            (("aabb", "aaba", "abc"), (3 / 4 - 15 / 64) / (1 - 15 / 64)),  # c could be given: 15/32 / 2
            (("", "", "ab"), NAN),
        ],
        {
            "kappa": lambda first, second, *_: cohen_kappa(first, second),
            "sum of squares": lambda first, second, *_: _corrected(
                first, second, sum(share**2 for share in _pooled(first, second)) if first else 1.0
            ),
            "divided by the labels": lambda first, second, *labels: _corrected(
                first,
                second,
                sum(p * (1 - p) for p in _pooled(first, second)) / max(1, len(set(*labels) or {*first, *second}))
                if first
                else 1.0,
            ),
            "labels that occur only": lambda first, second, *_: gwet_ac1(first, second),
        },
    ),
    "krippendorff_alpha": Table(
        krippendorff_alpha,
        [
            (([["a", "a", "b", None], ["a", "b", "b", "a"]],), 4 / 9),  # seen 2; by chance 2 * 3*3 / 5 = 3.6
            ((HOLES,), 1 / 3),  # seen (2*1 + 1*2) / 2 = 2; by chance 2 * 2*3 / 4 = 3
            ((GRADES, "nominal"), 1 - 14 / 42),  # seen 2; by chance 2 * (9 + 6 + 6) / 7 = 6
            # Distances (3/2 + 3/2)^2 = 9, (3/2 + 3 + 1)^2 = 30.25, (3/2 + 1)^2 = 6.25.
            ((GRADES, "ordinal"), 0.79),  # seen 2 * 9; by chance 2 * (9*9 + 6*30.25 + 6*6.25) / 7 = 600/7
            ((GRADES, "interval"), 32 / 39),  # seen 2; by chance 2 * (9*1 + 6*4 + 6*1) / 7 = 78/7
            (([["a", "a"], ["a", "a"]],), NAN),
            (([["a", None], [None, "b"]],), NAN),
            (([],), NAN),
        ],
        {
            "single ratings counted": lambda ratings, level="nominal": _alpha_with(ratings, level, singles=True),
            "divided by the ratings of an item": lambda ratings, level="nominal": _alpha_with(
                ratings, level, per_rating=0
            ),
            "large sample": lambda ratings, level="nominal": _alpha_with(ratings, level, small=0),
            "ends counted in full": lambda ratings, level="nominal": _alpha_with(ratings, level, ends=0.0),
            "nominal throughout": lambda ratings, _="": krippendorff_alpha(ratings),
        },
    ),
    "span_agreement": Table(
        span_agreement,
        [
            (([spans((0, 4)), []], [spans((2, 6)), spans((0, 9))]), 1 / 2),  # the second item has one side only
            (([spans((0, 4)), spans((0, 2))], [spans((2, 6)), spans((0, 2))]), 3 / 4),  # (1/2 + 1) / 2
            (([[], []], [[], []]), NAN),
        ],
        {
            "one side is enough": lambda first, second: _mean_f1(first, second, any),
            "all items": lambda first, second: _mean_f1(first, second, lambda _: True),
            "divided by all items": lambda first, second: (
                span_agreement(first, second) * sum(map(bool, first)) / len(first)
            ),
        },
    ),
    "agreement_interval": Table(
        partial(agreement_interval, seed=0),
        [
            # Two groups, one agreeing throughout and one never: draws have 0, 1/2, 1 with 1/4, 1/2, 1/4.
            ((percent_agreement, "a" * 40, "a" * 20 + "b" * 20, ["x"] * 20 + ["y"] * 20), (0, 1)),
            ((percent_agreement, "abc", "abc", ["x", "y", "z"]), (1, 1)),
            ((cohen_kappa, "aa", "aa", ["x", "y"]), (NAN, NAN)),
            ((percent_agreement, "", "", []), (NAN, NAN)),
        ],
        {
            "items drawn one by one": lambda measure, first, second, groups: agreement_interval(
                measure, first, second, [str(at) for at in range(len(groups))], seed=0
            ),
            "raters drawn apart": lambda measure, first, second, groups: agreement_interval(
                measure, first, second[::-1], groups, seed=0
            ),
            "undefined is 0": lambda measure, first, second, groups: np.nan_to_num(
                np.array(agreement_interval(measure, first, second, groups, seed=0))
            ),
        },
    ),
}
