"""Decisions: against scikit-learn, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import multilabel_confusion_matrix

from skillweave.errors import EvaluationError
from skillweave.evaluation.metrics import carries_counts, counts, label_counts

LABELS = list("abcde")

some = st.sets(st.sampled_from(LABELS))


@given(some, some)
def test_counts_are_those_of_scikit_learn(claimed: set[str], gold: set[str]) -> None:
    """Label by label, and pooled; its tables hold (true negatives, wrong; missed, right)."""
    rows = [[[label in one for label in LABELS]] for one in (gold, claimed)]
    tables = multilabel_confusion_matrix(*rows)
    by_label = [int(number) for table in tables for number in (table[1, 1], table[0, 1], table[1, 0])]
    assert label_counts(claimed, gold, LABELS) == by_label
    assert counts(claimed, gold) == tuple(np.reshape(by_label, (-1, 3)).sum(axis=0).tolist())


@given(some, some, st.permutations(LABELS))
def test_the_order_of_labels_moves_their_numbers_along(claimed: set[str], gold: set[str], labels: list[str]) -> None:
    """Three numbers a label, wherever the label stands."""
    plain, moved = label_counts(claimed, gold, LABELS), label_counts(claimed, gold, labels)
    parts = {label: moved[3 * at : 3 * at + 3] for at, label in enumerate(labels)}
    assert [number for label in LABELS for number in parts[label]] == plain


def test_a_gold_label_that_nobody_counts_is_refused() -> None:
    """It would be missed without a trace."""
    with pytest.raises(EvaluationError, match="not among the 2 labels that count: x, y"):
        label_counts({"a"}, {"a", "y", "x"}, ["a", "b"])


@given(st.booleans(), st.booleans())
def test_every_text_is_on_one_side(claimed: bool, carries: bool) -> None:
    """It is one positive or one negative, and right at most once."""
    right, positives, true, negatives = carries_counts(claimed, carries)
    assert positives + negatives == 1
    assert right + true == int(claimed == carries)
