"""Statistics from predictions made by hand: what counts, what does not, and every value worked out beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isnan, log2

import numpy as np
import pytest

from skillweave.domain.span import Span
from skillweave.evaluation.measure import RANKING, confident, statistics_of, sureness
from skillweave.evaluation.sets import ANY, Case, Prediction, Task
from skillweave.evaluation.statistics import contributing
from tests.unit.evaluation.by_hand import case, claimed, labelled, said, span

CLAIMS = (
    "precision",
    "recall",
    "F1",
    "macro F1",
    "claims a text",
    "false claims a text",
    "false claims where nothing is shown",
    "AURC of the first rank",
)
CONFIDENCE = ("ECE", "Brier")
EVIDENCE = ("evidence character F1", "evidence exact", "evidence token IoU")
OF_RIGHT_CLAIMS = "evidence character F1 of right claims"
SPANS = ("strict span F1", "character span F1", "character span precision", "false alarms")
ABSTENTION = ("evidence balanced accuracy", "claimed where evidence is", "claimed where none is")

Pair = tuple[Case, Prediction]


def _values(pairs: Sequence[Pair], *tasks: Task) -> Mapping[str, tuple[float, int]]:
    """Give value and number of cases by figure."""
    data = labelled([one for one, _ in pairs], *tasks)
    found = statistics_of(data, pairs)
    return {one.name: (float(one.at(np.ones((1, len(pairs))))[0]), contributing(one)) for one in found}


def _value(pairs: Sequence[Pair], name: str, *tasks: Task) -> float:
    return _values(pairs, *tasks)[name][0]


@pytest.fixture
def ranked() -> list[Pair]:
    """Gold first of four; gold third and fourth of four; nothing to be found."""
    return [(case("1", "a"), said("abcd")), (case("2", "cd"), said("abcd")), (case("3"), said("abcd"))]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("hit@1", (1 + 0) / 2),
        ("hit@3", (1 + 1) / 2),
        ("MRR", (1 + 1 / 3) / 2),
        ("RP@5", (1 / 1 + 2 / 2) / 2),
        ("RP@10", (1 / 1 + 2 / 2) / 2),
        ("recall@10", (1 / 1 + 2 / 2) / 2),
        ("MAP", (1 + (1 / 3 + 2 / 4) / 2) / 2),
        ("nDCG@10", (1 + (1 / log2(4) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3))) / 2),
    ],
)
def test_rankings_are_averaged_where_there_is_gold(ranked: list[Pair], figure: str, expected: float) -> None:
    """Over two of three cases: the third has nothing that could be ranked first."""
    found = _values(ranked, Task.RANKING)
    assert set(found) == set(RANKING)
    assert found[figure] == pytest.approx((expected, 2))


def test_false_claims_are_counted_by_themselves_where_nothing_is_shown(judged: list[Pair]) -> None:
    """Three texts show nothing, and one of them gets a claim."""
    assert _values(judged, Task.CLAIMS)["false claims where nothing is shown"] == pytest.approx((1 / 3, 3))


def test_an_empty_ranking_is_a_bad_one() -> None:
    """A text of which a system ranks nothing counts as 0, it does not drop out."""
    assert _values([(case("1", "a"), said("a")), (case("2", "a"), said(""))], Task.RANKING)["MRR"] == (0.5, 2)


def test_a_lower_grade_gains_less_and_is_no_gold() -> None:
    """Grade 2 before grade 4: gains 3 and 15 against 15 and 3; a hit only where the grade is at least 3."""
    pairs = [(case("1", grades={"a": 2.0, "b": 4.0}), said("ab"))]
    expected = (3 + 15 / log2(3)) / (15 + 3 / log2(3))
    assert _value(pairs, "nDCG@10", Task.RANKING) == pytest.approx(expected)
    assert _value(pairs, "hit@1", Task.RANKING) == 0


@pytest.fixture
def judged() -> list[Pair]:
    """Five texts, of which two show something: counts are (1, 2, 1), (0, 1, 0), (0, 0, 1) and nothing twice."""
    claims = [claimed("a", 0.9, 0.8), claimed("c", 0.5, 0.6), claimed("d", 0.2)]
    return [
        (case("1", "ab"), said("ad", first=0.9, claims=claims)),
        (case("2"), said("b", first=0.8, claims=[claimed("b", 0.8, 0.4)])),
        (case("3", "c"), said("c", first=0.5)),
        (case("4"), said("")),
        (case("5"), said("a", first=0.1)),
    ]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("precision", 1 / (1 + 3)),
        ("recall", 1 / (1 + 2)),
        ("F1", 2 / (2 + 3 + 2)),
        ("macro F1", (1 + 0 + 0 + 0) / 4),  # a is right; b and c are wrong and missed, d is wrong; the others nowhere
        ("claims a text", 4 / 5),
        ("false claims a text", 3 / 5),
        ("AURC of the first rank", (0 + 1 / 2 + 1 / 3 + 2 / 4) / 4),  # right, wrong, right, wrong; 4 ranks nothing
        ("Brier", (0.2**2 + 0.6**2 + 0.4**2) / 3),  # d has no confidence
        ("ECE", (0.2 + 0.6 + 0.4) / 3),  # three confidences, a bin for each
    ],
)
def test_claims_are_counted_over_all_texts(judged: list[Pair], figure: str, expected: float) -> None:
    """Texts without gold too: whatever is claimed there is wrong."""
    found = _values(judged, Task.CLAIMS)
    assert set(found) == {*CLAIMS, *CONFIDENCE}
    assert found[figure][0] == pytest.approx(expected)


def test_without_any_confidence_nothing_is_said_of_it(judged: list[Pair]) -> None:
    """A system that gives scores alone has no calibration to be measured."""
    plain = [(one, said(claims="a")) for one, _ in judged]
    assert set(_values(plain, Task.CLAIMS)) == set(CLAIMS)


def test_confidence_of_zero_is_a_confidence() -> None:
    """A claim that is surely wrong and is wrong costs nothing; the same claim right costs 1."""
    assert _value([(case("1", "b"), said(claims=[claimed("a", 1, 0.0)]))], "Brier", Task.CLAIMS) == 0
    assert _value([(case("1", "a"), said(claims=[claimed("a", 1, 0.0)]))], "Brier", Task.CLAIMS) == 1


def test_where_nothing_is_claimed_and_nothing_is_gold_nothing_is_made_up() -> None:
    """Precision, recall and F1 are not a number; claims a text is 0."""
    found = _values([(case("1"), said("")), (case("2"), said(""))], Task.CLAIMS)
    assert [isnan(found[name][0]) for name in ("precision", "recall", "F1", "macro F1")] == [True] * 4
    assert found["claims a text"][0] == 0


def test_the_surest_claim_is_looked_at_text_by_text(judged: list[Pair]) -> None:
    """Score of the first rank, whether it is wrong, and 1; zeros where nothing is ranked."""
    assert sureness(judged) == [(0.9, 0, 1), (0.8, 1, 1), (0.5, 0, 1), (0, 0, 0), (0.1, 1, 1)]


def test_confidences_are_collected_claim_by_claim(judged: list[Pair]) -> None:
    """With whether each is right; claims without one are left out."""
    assert confident(judged) == [([0.8, 0.6], [True, False]), ([0.4], [False]), ([], []), ([], []), ([], [])]


@pytest.fixture
def quoted() -> list[Pair]:
    """Three gold labels with marked words: one quoted exactly, one half, one not at all; and a label that is no gold.

    `b` is marked at `two three` (9 characters) and quoted at `one two` (7), which share `two` (3).
    """
    marked = {"a": (span(0, 7),), "b": (span(4, 13),), "d": (span(14, 18),)}
    grades = {"a": 4.0, "b": 3.0, "d": 2.0}
    told = {"a": (span(0, 7),), "b": (span(0, 7),), "d": (span(14, 18),)}
    return [
        (case("1", grades=grades, spans=marked), said(evidence=told)),
        (case("2", "c"), said(evidence={})),
        (case("3", "c", spans={"c": (span(0, 3),)}), said(evidence=None)),
    ]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("evidence character F1", (1 + 2 * 3 / (7 + 9) + 0) / 3),
        ("evidence exact", (1 + 0 + 0) / 3),
        ("evidence token IoU", (1 + 1 / 3 + 0) / 3),
    ],
)
def test_evidence_is_averaged_over_gold_labels(quoted: list[Pair], figure: str, expected: float) -> None:
    """A label is one observation, two of one case weigh twice; a label that was not quoted counts as 0."""
    found = _values(quoted, Task.EVIDENCE)
    assert set(found) == set(EVIDENCE)
    assert found[figure] == pytest.approx((expected, 2))


@pytest.mark.parametrize(
    ("told", "overlap"), [((span(8, 13),), 2 * 5 / (5 + 8)), ((span(8, 13), span(0, 3)), 1.0)], ids=["one", "all"]
)
def test_every_quote_of_a_skill_counts(told: tuple[Span, ...], overlap: float) -> None:
    """All quotes are compared with all that was marked; the best one is exact where it is any of those marked."""
    pairs = [(case("1", "a", spans={"a": (span(0, 3), span(8, 13))}), said(evidence={"a": told}))]
    assert _value(pairs, "evidence exact", Task.EVIDENCE) == 1
    assert _value(pairs, "evidence character F1", Task.EVIDENCE) == pytest.approx(overlap)


def test_quotes_of_right_claims_are_measured_apart() -> None:
    """Only what is claimed, is gold and was marked; wrong claims and missed labels say nothing of it."""
    marked = {"a": (span(0, 4),), "b": (span(5, 9),), "d": (span(5, 9),)}
    grades = {"a": 4.0, "b": 4.0, "c": 4.0, "d": 1.0}
    told = [
        claimed("a", 1.0, None, span(2, 6)),
        claimed("c", 1.0, None, span(0, 9)),
        claimed("d", 1.0, None, span(5, 9)),
    ]
    pairs = [(case("1", grades=grades, spans=marked), said(claims=told)), (case("2", "a"), said(claims=""))]
    found = _values(pairs, Task.EVIDENCE, Task.CLAIMS)
    assert found[OF_RIGHT_CLAIMS] == pytest.approx((2 * 2 / (4 + 4), 1))
    assert OF_RIGHT_CLAIMS not in _values(pairs, Task.CLAIMS)


def test_words_that_name_a_skill_are_measured_apart_from_quotes() -> None:
    """A system that does not look for them is not asked."""
    marked = case("1", spans={ANY: (span(0, 4),)}, carries=True)
    empty = case("2", carries=False)
    told = [(marked, replace(said(), stated=(span(0, 2),))), (empty, replace(said(), stated=(span(3, 4),)))]
    assert _value(told, "stated character span F1", Task.STATED) == pytest.approx(2 * 2 / (4 + 3))
    assert _value(told, "stated false alarms", Task.STATED) == 1
    assert _values([(marked, said())], Task.STATED) == {}


def test_a_system_that_quotes_nothing_anywhere_is_not_asked() -> None:
    """It has no evidence, rather than bad evidence."""
    pairs = [(case("1", "a", spans={"a": (span(0, 3),)}), said("a", claims="a"))]
    assert _values(pairs, Task.EVIDENCE) == {}
    assert not set(_values(pairs, Task.EVIDENCE, Task.CLAIMS)) & {*EVIDENCE, OF_RIGHT_CLAIMS}


@pytest.fixture
def stretches() -> list[Pair]:
    """Words of any skill: two stretches marked, one of them quoted and another; nothing marked twice."""
    two = [claimed("a", 1, None, span(0, 3)), claimed("b", 1, None, span(4, 7))]
    return [
        (case("1", spans={ANY: (span(0, 3), span(8, 13))}), said(claims=two)),
        (case("2"), said(claims=[claimed("a", 1, None, span(0, 3))])),
        (case("3"), said()),
    ]


@pytest.mark.parametrize(
    ("figure", "expected", "count"),
    [
        ("strict span F1", 2 * 1 / (2 * 1 + 2 + 1), 2),  # right 1; wrong one of the first text and that of the second
        ("character span F1", 2 * 3 / (2 * 3 + 6 + 5), 2),
        ("character span precision", 3 / (3 + 6), 2),
        ("false alarms", 1 / 2, 2),  # of two texts without a mark
    ],
)
def test_spans_are_pooled_over_texts(stretches: list[Pair], figure: str, expected: float, count: int) -> None:
    """Whatever was claimed: only the words count."""
    found = _values(stretches, Task.SPANS)
    assert set(found) == set(SPANS)
    assert found[figure] == pytest.approx((expected, count))


@pytest.mark.parametrize(
    ("figure", "expected", "count"),
    [
        ("evidence balanced accuracy", (2 / 3 + 1 / 2) / 2, 5),
        ("claimed where evidence is", 2 / 3, 3),
        ("claimed where none is", 1 / 2, 2),
    ],
)
def test_abstention_is_measured_where_somebody_said_what_a_text_carries(
    figure: str, expected: float, count: int
) -> None:
    """Three texts carry evidence, two of them get a claim; two carry none, one of them gets one; one says nothing."""
    carries = [True, True, True, False, False, None]
    claims = ["a", "b", "", "a", "", "a"]
    pairs = [
        (case(str(at), carries=known), said(claims=made))
        for at, (known, made) in enumerate(zip(carries, claims, strict=True))
    ]
    found = _values(pairs, Task.ABSTENTION)
    assert set(found) == set(ABSTENTION)
    assert found[figure] == pytest.approx((expected, count))


@pytest.mark.parametrize(
    ("tasks", "names"),
    [
        ([], ()),
        ([Task.RANKING], RANKING),
        ([Task.CLAIMS], (*CLAIMS, *CONFIDENCE)),
        ([Task.EVIDENCE], EVIDENCE),
        ([Task.SPANS], SPANS),
        ([Task.ABSTENTION], ABSTENTION),
        (list(Task), (*RANKING, *EVIDENCE, *CLAIMS, *CONFIDENCE, OF_RIGHT_CLAIMS, *SPANS, *ABSTENTION)),
    ],
)
def test_a_set_is_asked_what_it_can_say(tasks: list[Task], names: Sequence[str]) -> None:
    """Nothing is measured that the labels do not allow."""
    pairs = [(case("1", "a", carries=True), said("a", claims=[claimed("a", 1, 0.5, span(0, 1))], evidence={}))]
    assert list(_values(pairs, *tasks)) == list(names)


def test_a_system_that_only_ranks_is_measured_on_rankings_alone() -> None:
    """It makes no claims, which is not the same as claiming nothing."""
    pairs = [(case("1", "a", carries=True), said("a", claims=None, evidence={}))]
    assert set(_values(pairs, *Task)) == {*RANKING, *EVIDENCE}


def test_what_is_better_is_said_of_every_figure() -> None:
    """More of it, less of it, or neither."""
    pairs = [(case("1", "a", carries=True), said("a", claims=[claimed("a", 1, 0.5, span(0, 1))], evidence={}))]
    found = {one.name: one.higher_is_better for one in statistics_of(labelled([pairs[0][0]], *Task), pairs)}
    less = {name for name, better in found.items() if better is False}
    assert less == {
        "false claims a text",
        "false claims where nothing is shown",
        "AURC of the first rank",
        "ECE",
        "Brier",
        "false alarms",
        "claimed where none is",
    }
    assert {name for name, better in found.items() if better is None} == {"claims a text"}
