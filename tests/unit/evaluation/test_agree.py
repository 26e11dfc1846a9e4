"""How far two raters agree: every figure by hand, and the lines that say it."""

from math import isnan

import pytest

from skillweave.domain.span import Span
from skillweave.evaluation.adapters.own import TwoGrades
from skillweave.evaluation.agree import agreement, agreement_lines
from tests.unit.evaluation.by_hand import span


def _row(case: str, code: str, first: float, second: float, *spans: tuple[Span, ...], own: str = "F") -> TwoGrades:
    ours, theirs = spans or ((), ())
    return TwoGrades(case, own, code, first, second, ours, theirs)


ROWS = [
    _row("1", "a", 4, 4, (span(0, 4),), (span(2, 6),)),
    _row("1", "b", 0, 0),
    _row("2", "a", 4, 2, (span(0, 4),), (span(0, 4),)),  # the second does not take it for shown
    _row("2", "b", 0, 0),
]


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("agreement on shown", 3 / 4, 4),
        ("Cohen's kappa on shown", 1 / 2, 4),  # by chance 1/2 * 1/4 + 1/2 * 3/4 = 1/2; (3/4 - 1/2) / (1/2)
        ("Gwet's AC1 on shown", 9 / 17, 4),  # by chance 2 * 3/8 * 5/8 = 15/32; (24/32 - 15/32) / (17/32)
        ("quadratic kappa on grades", 6 / 7, 4),  # seen (4 - 2)^2 = 4; by chance (2 * 36 + 2 * 20) / 4 = 28
        ("character F1 of the words marked", 1 / 2, 1),  # 2 of 4 characters each; the other pair is not shown for both
    ],
)
def test_agreement_by_hand(name: str, value: float, count: int) -> None:
    """Two texts and two competencies, of which the raters grade one pair differently."""
    found = {one.name: one for one in agreement(ROWS)}
    assert (found[name].value, found[name].count) == pytest.approx((value, count))


def test_grades_from_three_on_count_as_shown() -> None:
    """3 and 4 agree that it is shown, 2 and 3 do not; the grades themselves differ in both."""
    found = {one.name: one.value for one in agreement([_row("1", "a", 3, 4), _row("1", "b", 2, 3)])}
    assert found["agreement on shown"] == 1 / 2


def test_texts_are_drawn_whole() -> None:
    """Text 1 agrees on both competencies, text 2 on none: draws have 0, 1/2 or 1, a quarter, a half, a quarter."""
    rows = [_row("1", "a", 4, 4), _row("1", "b", 0, 0), _row("2", "a", 4, 0), _row("2", "b", 0, 4)]
    [found] = [one for one in agreement(rows) if one.name == "agreement on shown"]
    assert (found.value, found.low, found.high) == (1 / 2, 0, 1)


def test_without_words_marked_by_both_their_agreement_is_no_number() -> None:
    """Never 0, which would look like raters who disagree."""
    last = agreement([_row("1", "a", 4, 4, (span(0, 4),), ()), _row("1", "b", 4, 4)])[-1]
    assert last.count == 0
    assert [isnan(one) for one in (last.value, last.low, last.high)] == [True] * 3


def test_it_is_said_framework_by_framework() -> None:
    """Each with its own texts and pairs, in the order in which they come."""
    rows = [*ROWS, _row("3", "x", 4, 4, own="G")]
    lines = list(agreement_lines(rows))
    assert lines[0] == "F: 2 texts, 4 pairs of text and competency"
    assert lines[6] == "G: 1 texts, 1 pairs of text and competency"
    assert lines[1].split() == ["agreement", "on", "shown", "0.750", "[0.500,", "1.000]", "n=4"]
    assert [line.startswith("  ") for line in lines] == [False, *[True] * 5, False, *[True] * 5]


def test_nothing_rated_twice_is_said_too() -> None:
    """A line, not an empty page."""
    assert list(agreement_lines([])) == ["no text was rated twice"]
