"""Cases through a pipeline: the whole ranking of each, and the figures over them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from skillweave.domain.span import Span
from skillweave.evaluation.cases import Case, DataSet, transversal_sentences
from skillweave.evaluation.run import Figure, Ranked, figures, rank_all
from skillweave.pipeline import Pipeline

Assemble = Callable[..., Pipeline]


@pytest.fixture(scope="module")
def sentences(data: Path) -> DataSet:
    """Give the data set of three sentences."""
    return transversal_sentences(data)


@pytest.fixture(scope="module")
def ranked(sentences: DataSet, build: Assemble) -> list[Ranked]:
    """Rank them."""
    return rank_all(build([sentences.framework], gate=False), sentences)


def test_every_candidate_is_ranked_for_every_case(ranked: list[Ranked], sentences: DataSet) -> None:
    """Nothing is cut off: no threshold, no top-k; and the cases stay in order."""
    assert [item.case for item in ranked] == list(sentences.cases)
    assert [set(item.codes) for item in ranked] == [sentences.candidates] * 3
    assert [len(item.codes) for item in ranked] == [4] * 3


def test_the_named_skill_is_ranked_first(ranked: list[Ranked]) -> None:
    """Each sentence holds the very words of its gold label."""
    assert [item.codes[0] in item.case.gold for item in ranked] == [True] * 3


def test_evidence_is_given_for_marked_labels(ranked: list[Ranked]) -> None:
    """For each label with marked spans the stretch that would be quoted, inside the text."""
    assert [list(item.evidence) for item in ranked] == [["bake bread"], ["fix bicycles"], ["speak Welsh"]]
    quotes = [span.quote(item.case.text) for item in ranked for span in item.evidence.values()]
    assert ["bake" in quotes[0], "bicycles" in quotes[1], "Welsh" in quotes[2]] == [True] * 3


def test_only_candidates_are_ranked(sentences: DataSet, build: Assemble) -> None:
    """A code that cannot be gold takes no place."""
    few = DataSet(sentences.name, sentences.framework, frozenset({"bake bread", "speak Welsh"}), sentences.cases)
    found = rank_all(build([sentences.framework], gate=False), few)
    assert [sorted(item.codes) for item in found] == [["bake bread", "speak Welsh"]] * 3


def test_a_text_without_any_passage_ranks_nothing(sentences: DataSet, build: Assemble) -> None:
    """Marks alone hold no passage: an empty ranking, not a failure; its neighbours are ranked as ever."""
    odd = Case("odd", "...", frozenset({"bake bread"}), "north", {})
    mixed = DataSet(
        sentences.name, sentences.framework, sentences.candidates, (sentences.cases[0], odd, sentences.cases[1])
    )
    found = rank_all(build([sentences.framework], gate=False), mixed)
    assert [len(item.codes) for item in found] == [4, 0, 4]


def _ranked(codes: str, gold: str, evidence: dict[str, Span], spans: Mapping[str, tuple[Span, ...]]) -> Ranked:
    return Ranked(Case(codes, "0123456789", frozenset(gold), "all", spans), tuple(codes), evidence)


def test_figures_are_means_over_cases() -> None:
    """Two cases by hand: gold first of four, and gold third and fourth of four."""
    found = figures([_ranked("abcd", "a", {}, {}), _ranked("abcd", "cd", {}, {})])
    assert [(one.name, one.value, one.count) for one in found] == [
        ("hit@1", 0.5, 2),  # (1 + 0) / 2
        ("MRR", pytest.approx(2 / 3), 2),  # (1 + 1/3) / 2
        ("RP@5", 1.0, 2),  # (1/1 + 2/2) / 2
        ("RP@10", 1.0, 2),
    ]
    assert [one.low <= one.value <= one.high for one in found] == [True] * 4


def test_evidence_is_averaged_over_pairs_of_case_and_label() -> None:
    """One case with two marked labels and one with none: two pairs, (1 + 0.5) / 2."""
    spans = {"a": (Span(start=0, end=4),), "b": (Span(start=2, end=6),)}
    evidence = {"a": Span(start=0, end=4), "b": Span(start=0, end=4)}
    last = figures([_ranked("ab", "ab", evidence, spans), _ranked("ab", "a", {}, {})])[-1]
    assert (last.name, last.value, last.count) == ("evidence character F1", 0.75, 2)


def test_the_same_seed_gives_the_same_intervals(ranked: list[Ranked]) -> None:
    """A report can be made again."""
    assert figures(ranked, seed=3) == figures(ranked, seed=3)
    assert isinstance(figures(ranked)[0], Figure)
