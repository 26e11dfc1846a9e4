"""Decisions: whether what is claimed is right. One case at a time, as counts that sums over cases make into figures."""

from collections.abc import Collection, Sequence

from skillweave.errors import EvaluationError


def counts(claimed: Collection[str], gold: Collection[str]) -> tuple[int, int, int]:
    """Count labels: (claimed and gold, claimed only, gold only).

    Sums over cases give micro precision, recall and F1 (`statistics`, kinds `precision`, `recall`, `f1`). A case
    without gold counts too: whatever is claimed there is wrong.

    Example:
        >>> counts({"a", "b"}, {"b", "c", "d"})
        (1, 1, 2)
    """
    ours, theirs = frozenset(claimed), frozenset(gold)
    return len(ours & theirs), len(ours - theirs), len(theirs - ours)


def label_counts(claimed: Collection[str], gold: Collection[str], labels: Sequence[str]) -> list[int]:
    """Count label by label: right, wrong, missed of the first, then of the second, and so on.

    Sums over cases give macro F1 (`statistics`, kind `macro_f1`), in which a label that is nowhere gold or claimed does
    not count: for a large framework, give only the labels that are gold or claimed somewhere in the set. A claim
    outside `labels` is in no count here; `counts` sees it.

    Args:
        claimed: Labels claimed.
        gold: Labels that are right; all among `labels`.
        labels: The same, in the same order, for every case.

    Returns:
        3 numbers a label.

    Raises:
        EvaluationError: A gold label is not among `labels`; it would be lost silently.

    Example:
        >>> label_counts({"a", "b"}, {"b", "c"}, ["a", "b", "c"])
        [0, 1, 0, 1, 0, 0, 0, 0, 1]
    """
    ours, theirs = frozenset(claimed), frozenset(gold)
    lost = sorted(theirs.difference(labels))
    if lost:
        raise EvaluationError(f"gold, but not among the {len(labels)} labels that count: {', '.join(lost)}")
    pairs = ((label in ours, label in theirs) for label in labels)
    return [int(part) for said, true in pairs for part in (said and true, said and not true, true and not said)]


def carries_counts(claimed: bool, carries: bool) -> tuple[int, int, int, int]:
    """Count one text for balanced accuracy: (right positives, positives, right negatives, negatives).

    Balanced accuracy (`statistics`, kind `balanced_accuracy`) is the mean of the share right among the texts that
    carry evidence and the share right among those that do not.

    Args:
        claimed: Whether anything is claimed of the text.
        carries: Whether the text carries evidence of anything.

    Example:
        >>> carries_counts(True, True), carries_counts(True, False)
        ((1, 1, 0, 0), (0, 0, 0, 1))
    """
    return int(claimed and carries), int(carries), int(not claimed and not carries), int(not carries)
