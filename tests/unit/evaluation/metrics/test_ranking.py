"""Rankings: against pytrec_eval and scikit-learn, what must always hold, and what is refused."""

from collections.abc import Callable

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    label_ranking_average_precision_score,
    ndcg_score,
    top_k_accuracy_score,
)

from skillweave.errors import EvaluationError
from skillweave.evaluation.metrics import (
    average_precision,
    hit_at_k,
    ndcg_at_k,
    r_precision_at_k,
    recall_at_k,
    reciprocal_rank,
)

LABELS = "abcdefgh"
EXACT = 1e-9

full = st.permutations(LABELS)
partial = st.tuples(full, st.integers(1, len(LABELS))).map(lambda drawn: drawn[0][: drawn[1]])
golds = st.sets(st.sampled_from(LABELS), min_size=1)
places = st.integers(1, 10)
grades = st.dictionaries(st.sampled_from(LABELS), st.integers(0, 4), min_size=1).filter(lambda some: any(some.values()))

Ranking = list[str]


def _trec(ranked: Ranking, relevance: dict[str, int], measures: set[str]) -> dict[str, float]:
    run = {label: float(len(ranked) - place) for place, label in enumerate(ranked)}
    results = pytrec_eval.RelevanceEvaluator({"case": relevance}, measures).evaluate({"case": run})
    return {name: float(value) for name, value in results["case"].items()}


@given(partial, golds, places)
def test_rankings_are_measured_as_pytrec_eval_does(ranked: Ranking, gold: set[str], k: int) -> None:
    """Hit (its success), recall, reciprocal rank, average precision, and RP@k as its precision times k / min(k, n)."""
    trec = _trec(ranked, dict.fromkeys(gold, 1), {f"success.{k}", f"recall.{k}", f"P.{k}", "recip_rank", "map"})
    assert hit_at_k(ranked, gold, k) == pytest.approx(trec[f"success_{k}"], abs=EXACT)
    assert recall_at_k(ranked, gold, k) == pytest.approx(trec[f"recall_{k}"], abs=EXACT)
    assert r_precision_at_k(ranked, gold, k) == pytest.approx(trec[f"P_{k}"] * k / min(k, len(gold)), abs=EXACT)
    assert reciprocal_rank(ranked, gold) == pytest.approx(trec["recip_rank"], abs=EXACT)
    assert average_precision(ranked, gold) == pytest.approx(trec["map"], abs=EXACT)


@given(partial, golds)
def test_r_precision_at_the_number_of_gold_labels_is_that_of_pytrec_eval(ranked: Ranking, gold: set[str]) -> None:
    """R-precision proper, from which RP@k has its name."""
    trec = _trec(ranked, dict.fromkeys(gold, 1), {"Rprec"})
    assert r_precision_at_k(ranked, gold, len(gold)) == pytest.approx(trec["Rprec"], abs=EXACT)


@given(partial, grades, places)
def test_ndcg_is_that_of_pytrec_eval(ranked: Ranking, graded: dict[str, int], k: int) -> None:
    """pytrec_eval takes the relevance itself as gain, so it is given 2**grade - 1."""
    trec = _trec(ranked, {label: 2**grade - 1 for label, grade in graded.items()}, {f"ndcg_cut.{k}"})
    assert ndcg_at_k(ranked, graded, k) == pytest.approx(trec[f"ndcg_cut_{k}"], abs=EXACT)


@given(full, grades, places)
def test_ndcg_is_that_of_scikit_learn(ranked: Ranking, graded: dict[str, int], k: int) -> None:
    """It too takes gains, and it needs a place for every label."""
    gains = [[2 ** graded.get(label, 0) - 1 for label in LABELS]]
    scores = [[-ranked.index(label) for label in LABELS]]
    assert ndcg_at_k(ranked, graded, k) == pytest.approx(ndcg_score(gains, scores, k=k, ignore_ties=True), abs=EXACT)


@given(full, golds)
def test_average_precision_is_that_of_scikit_learn(ranked: Ranking, gold: set[str]) -> None:
    """Both of its functions agree where every label has a place."""
    truth = [label in gold for label in LABELS]
    scores = [-ranked.index(label) for label in LABELS]
    assert average_precision(ranked, gold) == pytest.approx(average_precision_score(truth, scores), abs=EXACT)
    expected = label_ranking_average_precision_score([truth], [scores])
    assert average_precision(ranked, gold) == pytest.approx(expected, abs=EXACT)


@given(st.lists(st.tuples(full, st.sampled_from(LABELS)), min_size=1, max_size=8), st.integers(1, 7))
def test_with_one_gold_label_the_means_are_those_of_scikit_learn(cases: list[tuple[Ranking, str]], k: int) -> None:
    """Hits are the top-k accuracy, reciprocal ranks the label ranking average precision."""
    scores = [[-ranked.index(label) for label in LABELS] for ranked, _ in cases]
    right = [LABELS.index(gold) for _, gold in cases]
    hits = np.mean([hit_at_k(ranked, {gold}, k) for ranked, gold in cases])
    assert hits == pytest.approx(top_k_accuracy_score(right, scores, k=k, labels=range(len(LABELS))), abs=EXACT)
    truth = [[label == gold for label in LABELS] for _, gold in cases]
    ranks = np.mean([reciprocal_rank(ranked, {gold}) for ranked, gold in cases])
    assert ranks == pytest.approx(label_ranking_average_precision_score(truth, scores), abs=EXACT)


@given(partial, golds, places)
def test_more_places_never_find_less(ranked: Ranking, gold: set[str], k: int) -> None:
    """Hits and recall never fall with k."""
    assert hit_at_k(ranked, gold, k) <= hit_at_k(ranked, gold, k + 1)
    assert recall_at_k(ranked, gold, k) <= recall_at_k(ranked, gold, k + 1)


@given(partial, golds, places)
def test_metrics_lie_between_0_and_1_and_hang_together(ranked: Ranking, gold: set[str], k: int) -> None:
    """A hit is there exactly if the first gold label stands within k; recall is never above RP@k."""
    values = [metric(ranked, gold, k) for metric in (hit_at_k, r_precision_at_k, recall_at_k)]
    values += [reciprocal_rank(ranked, gold), average_precision(ranked, gold)]
    values += [ndcg_at_k(ranked, dict.fromkeys(gold, 4), k)]
    assert [-EXACT <= value <= 1 + EXACT for value in values] == [True] * 6
    assert hit_at_k(ranked, gold, k) == float(reciprocal_rank(ranked, gold) >= 1 / k)
    assert recall_at_k(ranked, gold, k) <= r_precision_at_k(ranked, gold, k)


@given(golds, places)
def test_a_perfect_ranking_has_full_marks(gold: set[str], k: int) -> None:
    """With the gold labels first, every metric is 1; recall is what k places can hold."""
    ranked = sorted(LABELS, key=lambda label: label not in gold)
    values = [hit_at_k(ranked, gold, k), reciprocal_rank(ranked, gold), r_precision_at_k(ranked, gold, k)]
    values += [average_precision(ranked, gold), ndcg_at_k(ranked, dict.fromkeys(gold, 4), k)]
    assert values == pytest.approx([1] * 5)
    assert recall_at_k(ranked, gold, k) == pytest.approx(min(k, len(gold)) / len(gold))


@given(full, golds)
def test_the_order_is_all_that_counts(ranked: Ranking, gold: set[str]) -> None:
    """What a label is called changes nothing: renamed labels give the same values."""
    renamed, wanted = [label * 2 for label in ranked], {label * 2 for label in gold}
    assert average_precision(ranked, gold) == average_precision(renamed, wanted)
    assert ndcg_at_k(ranked, dict.fromkeys(gold, 1), 3) == ndcg_at_k(renamed, dict.fromkeys(wanted, 1), 3)


@pytest.mark.parametrize(
    ("work_out", "message"),
    [
        (lambda: r_precision_at_k("abc", set(), 5), "no RP@k"),
        (lambda: recall_at_k("abc", set(), 5), "no recall@k"),
        (lambda: average_precision("abc", set()), "no average precision"),
        (lambda: ndcg_at_k("abc", {}, 5), "no nDCG"),
        (lambda: ndcg_at_k("abc", {"a": 0}, 5), "no nDCG"),
        (lambda: ndcg_at_k("abc", {"a": 1, "b": -1}, 5), "got -1"),
        (lambda: hit_at_k("abc", {"a"}, 0), "from 1: got 0"),
        (lambda: r_precision_at_k("abc", {"a"}, 0), "from 1: got 0"),
        (lambda: recall_at_k("abc", {"a"}, -1), "from 1: got -1"),
        (lambda: ndcg_at_k("abc", {"a": 1}, 0), "from 1: got 0"),
        (lambda: hit_at_k("abca", {"a"}, 4), "names 'a' twice"),
        (lambda: r_precision_at_k("aa", {"a"}, 2), "names 'a' twice"),
        (lambda: recall_at_k("aa", {"a"}, 2), "names 'a' twice"),
        (lambda: average_precision("abcb", {"a"}), "names 'b' twice"),
        (lambda: ndcg_at_k("aa", {"a": 1}, 2), "names 'a' twice"),
    ],
)
def test_what_has_no_value_is_refused(work_out: Callable[[], float], message: str) -> None:
    """A case without gold, no place at all, or a label in two places is an error, never a number."""
    with pytest.raises(EvaluationError, match=message):
        work_out()
