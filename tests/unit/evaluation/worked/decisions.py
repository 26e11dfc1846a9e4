"""Decisions worked out by hand."""

from collections.abc import Mapping

from skillweave.evaluation.metrics import carries_counts, counts, label_counts
from tests.unit.evaluation.worked.table import Table

TABLES: Mapping[str, Table] = {
    "counts": Table(
        counts,
        [
            (({"a", "b"}, {"b", "c", "d"}), (1, 1, 2)),  # b; a; c and d
            ((["a", "a"], {"a"}), (1, 0, 0)),  # claimed twice, counts once
            (({"a", "b"}, set()), (0, 2, 0)),  # nothing was right here
            ((set(), {"a"}), (0, 0, 1)),
        ],
        {
            "wrong and missed swapped": lambda claimed, gold: counts(gold, claimed),
            "all claims for wrong ones": lambda claimed, gold: (*counts(claimed, gold)[:1], len(claimed), 2),
            "cases without gold left out": lambda claimed, gold: counts(claimed, gold) if gold else (0, 0, 0),
            "claims not made distinct": lambda claimed, gold: (
                sum(one in gold for one in claimed),
                *counts(claimed, gold)[1:],
            ),
        },
    ),
    "label_counts": Table(
        label_counts,
        [
            (({"a", "b"}, {"b", "c"}, ["a", "b", "c"]), [0, 1, 0, 1, 0, 0, 0, 0, 1]),  # wrong; right; missed
            (({"a", "b"}, {"b", "c"}, ["c", "b", "a"]), [0, 0, 1, 1, 0, 0, 0, 1, 0]),
            (({"x"}, {"a"}, ["a", "b"]), [0, 0, 1, 0, 0, 0]),  # x has no row, b does not occur
        ],
        {
            "wrong and missed swapped": lambda claimed, gold, labels: label_counts(
                set(gold), set(claimed) & set(labels), labels
            ),
            "labels sorted": lambda claimed, gold, labels: label_counts(claimed, gold, sorted(labels)),
            "all right ones first": lambda claimed, gold, labels: [
                part for at in range(3) for part in label_counts(claimed, gold, labels)[at::3]
            ],
            "labels pooled": lambda claimed, gold, labels: [*counts(claimed, gold), *[0] * (3 * len(labels) - 3)],
        },
    ),
    "carries_counts": Table(
        carries_counts,
        [
            ((True, True), (1, 1, 0, 0)),
            ((False, True), (0, 1, 0, 0)),
            ((True, False), (0, 0, 0, 1)),
            ((False, False), (0, 0, 1, 1)),
        ],
        {
            "claimed and carries swapped": lambda claimed, carries: carries_counts(carries, claimed),
            "positives and negatives swapped": lambda claimed, carries: carries_counts(not claimed, not carries),
            "claimed negatives are right": lambda claimed, carries: (
                int(claimed and carries),
                int(carries),
                int(claimed and not carries),
                int(not carries),
            ),
        },
    ),
}
