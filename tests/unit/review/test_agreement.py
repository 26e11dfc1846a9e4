"""Agreement of reviewers: figures by hand and from their definitions, and what is said where there is none."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillweave.domain.review import Verdict
from skillweave.review.agreement import (
    NO_EVIDENCE,
    NO_SECOND_ANSWER,
    NO_SECOND_REVIEW,
    NOT_ALL_ANSWERED,
    Coefficient,
    agreement,
)
from skillweave.review.answers import Reviewed
from tests.decided import claim, decided, finished

VERDICTS = {"P": Verdict.CONFIRM, "A": Verdict.REJECT, "?": Verdict.UNSURE}
EXACT = 1e-9

patterns = st.lists(st.text("PA-", min_size=3, max_size=3), min_size=1, max_size=25)


def reviewed(item: str, *units: str) -> Reviewed:
    """Make an item: a word a suggested skill, a letter a reviewer, present, absent, `?` unsure, `-` not reviewed."""
    names = [f"c{number}" for number in range(len(units))]
    persons = [f"p{number}" for number, letters in enumerate(zip(*units, strict=True)) if set(letters) != {"-"}]
    said = [
        (name, f"p{number}", VERDICTS[letter])
        for name, unit in zip(names, units, strict=True)
        for number, letter in enumerate(unit)
        if letter != "-"
    ]
    return Reviewed(
        item=item,
        claims=[claim(name) for name in names],
        reviews=finished(*persons),
        decisions=[decided(*one, sequence) for sequence, one in enumerate(said)],
    )


def one_by_one(units: Sequence[str]) -> list[Reviewed]:
    """Make an item of each unit."""
    return [reviewed(f"i{at}", unit) for at, unit in enumerate(units)]


def _by_definition(units: Sequence[str]) -> tuple[float, float, float]:
    """Give plain agreement, AC1 and alpha pair by pair, in plain loops."""
    rated = [unit.replace("-", "") for unit in units if unit.strip("-")]
    several = [unit for unit in rated if len(unit) > 1]
    alike = [
        sum(one == other for i, one in enumerate(unit) for j, other in enumerate(unit) if i != j)
        / (len(unit) * (len(unit) - 1))
        for unit in several
    ]
    raw = sum(alike) / len(alike)
    share = sum(unit.count("P") / len(unit) for unit in rated) / len(rated)
    chance = 2 * share * (1 - share)
    pool = "".join(several)
    n = len(pool)
    seen = sum((1 - one) * len(unit) for one, unit in zip(alike, several, strict=True)) / n
    expected = 2 * pool.count("P") * pool.count("A") / (n * (n - 1))
    return raw, (raw - chance) / (1 - chance), 1 - seen / expected if expected else float("nan")


def _number(figure: Coefficient) -> float:
    return float("nan") if figure.value is None else figure.value


OPPOSITE = ["PA", "AP"] * 5
TABLE = [
    pytest.param(["PP"] * 92 + ["PA"] * 4 + ["AP"] * 4, 0.92, -0.0417, -0.0417, 0.9133, -0.0365, id="confirm-heavy"),
    pytest.param(["PA"] * 10, 0, 0, -1, -1, -0.9, id="one all present, one all absent"),
    pytest.param(OPPOSITE, 0, -1, -1, -1, -0.9, id="always opposite"),
    pytest.param(["PP", "PP", "AA", "AA"], 1, 1, 1, 1, 1, id="always alike"),
    pytest.param(["PP"] * 6 + ["PA", "AP", "AA", "AA"], 0.8, 0.5238, 0.5238, 0.6552, 0.5476, id="ten"),
    pytest.param(
        ["PP"] * 40 + ["PA"] * 10 + ["AP"] * 5 + ["AA"] * 45, 0.85, 0.7, 0.6992, 0.7007, 0.7008, id="a hundred"
    ),
    pytest.param(["PPP", "PPA", "PAA", "AAA", "APA"], 0.6, None, 0.1964, 0.2035, 0.25, id="three reviewers"),
    pytest.param(["PPP", "PPA", "AA-", "P--", "PA-"], 0.5833, None, None, 0.2220, 0.25, id="missing answers"),
    pytest.param(["PP"] * 42, 1, None, None, 1, None, id="unanimous"),
]


@pytest.mark.parametrize(("units", "raw", "cohen", "fleiss", "ac1", "alpha"), TABLE)
def test_figures_are_those_worked_out_by_hand(
    units: list[str], raw: float, cohen: float | None, fleiss: float | None, ac1: float, alpha: float | None
) -> None:
    """To four digits, with None where a figure is undefined; Cohen's is of two reviewers only."""
    found = agreement(one_by_one(units))
    kappas = [pair.cohen.value for pair in found.by_pair if len(units[0]) == 2] or [None]
    values = (found.raw.value, kappas[0], found.fleiss.value, found.ac1.value, found.alpha.value)
    assert [None if one is None else round(one, 4) for one in values] == [raw, cohen, fleiss, ac1, alpha]


@given(patterns.filter(lambda units: any(len(unit.replace("-", "")) > 1 for unit in units)))
def test_figures_are_those_of_their_definitions(units: list[str]) -> None:
    """Any number of reviewers, with gaps, worked out pair by pair."""
    found = agreement(one_by_one(units))
    values = [_number(found.raw), _number(found.ac1), _number(found.alpha)]
    assert values == pytest.approx(_by_definition(units), abs=EXACT, nan_ok=True)


@given(patterns, st.randoms(use_true_random=False))
def test_neither_order_nor_names_change_anything(units: list[str], rng: random.Random) -> None:
    """Items come in any order; reviewers are called anything."""
    items = one_by_one(units)
    shuffled = [one[::-1] for one in units]
    rng.shuffle(shuffled)
    first, second = agreement(items), agreement(one_by_one(shuffled))
    assert (first.raw, first.ac1, first.alpha) == (second.raw, second.ac1, second.alpha)


def test_unanimous_answers_leave_a_sentence() -> None:
    """Nobody knows what chance would have done: neither nan nor 1.0, but how often the one answer was given."""
    found = agreement(one_by_one(["PP"] * 42))
    assert found.alpha == Coefficient(None, None, None, "undefined: everyone gave the same answer (42 of 42)")
    assert found.fleiss.words == "undefined: everyone gave the same answer (42 of 42)"
    assert found.by_pair[0].cohen.words == "undefined: both gave the same answer (42 of 42)"
    assert found.ac1.words == "1.00 (95% interval 1.00 to 1.00)"


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ([], NO_SECOND_REVIEW),
        (["P-", "A-", "-P"], NO_SECOND_REVIEW),
        (["?P", "A?", "??"], NO_SECOND_ANSWER),
    ],
)
def test_nothing_to_compare_is_said_in_words(units: list[str], words: str) -> None:
    """Every figure has the reason in its place."""
    found = agreement(one_by_one(units))
    figures = (found.raw, found.ac1, found.alpha, found.overlap, found.fleiss)
    assert {one.words for one in figures} == {words}
    assert {(one.value, one.low, one.high) for one in figures} == {(None, None, None)}
    assert (found.units, found.pairs, found.by_pair) == (0, 0, ())


@given(patterns)
def test_no_figure_is_nan(units: list[str]) -> None:
    """Whatever is undefined is None with a sentence, and intervals enclose what they belong to."""
    found = agreement(one_by_one(units))
    for one in (found.raw, found.ac1, found.alpha, found.overlap, found.fleiss, *(p.cohen for p in found.by_pair)):
        assert "nan" not in one.words
        assert one.words
        assert one.value is None or -1 - EXACT <= one.value <= 1 + EXACT
        assert one.low is None or (one.high is not None and one.low <= one.high)


def test_counts_tell_what_was_compared() -> None:
    """Items with two reviews, skills with two answers, and pairs of answers; single reviews are none of them."""
    found = agreement([reviewed("1", "PPA", "AA?"), reviewed("2", "P--"), reviewed("3", "P?-", "PA-")])
    assert (found.items, found.units, found.pairs, found.persons) == (2, 3, 3 + 1 + 1, 3)


def test_a_claim_that_someone_left_unsure_ends_fleiss() -> None:
    """Its formula knows no missing answer."""
    assert agreement([reviewed("1", "PP", "??"), reviewed("2", "PA")]).fleiss.words == NOT_ALL_ANSWERED
    assert agreement([reviewed("1", "PP"), reviewed("2", "PA")]).fleiss.value is not None


def test_an_interval_is_that_of_drawing_items_one_by_one() -> None:
    """The quick way of drawing gives the same 2.5% and 97.5% points as the plain one, within the noise of drawing."""
    rng = np.random.default_rng(7)
    items = [[rng.choice(["PP", "PP", "PP", "AA", "PA"]) for _ in range(rng.integers(1, 5))] for _ in range(60)]
    found = agreement([reviewed(f"i{at}", *units) for at, units in enumerate(items)])
    drawn = []
    for _ in range(2_000):
        sample = [items[at] for at in rng.integers(0, len(items), len(items))]
        drawn.append(_by_definition([unit for units in sample for unit in units]))
    low, high = np.quantile(np.array(drawn), (0.025, 0.975), axis=0)
    figures = (found.raw, found.ac1, found.alpha)
    assert [one.low for one in figures] == pytest.approx(low, abs=0.02)
    assert [one.high for one in figures] == pytest.approx(high, abs=0.02)


def test_the_interval_draws_items_and_not_claims() -> None:
    """Twenty claims of one text are no twenty texts: together they vary more than apart."""
    units = ["PP"] * 30 + ["PA"] * 10
    apart = agreement(one_by_one(units)).ac1
    together = agreement([reviewed(str(at), *units[at : at + 10]) for at in range(0, 40, 10)]).ac1
    assert together.value == apart.value
    assert apart.low is not None
    assert together.low is not None
    assert together.low < apart.low


def test_the_same_items_give_the_same_interval() -> None:
    """The seed is fixed; another one gives another interval of the same figure."""
    items = one_by_one(["PP"] * 20 + ["PA"] * 7 + ["AA"] * 10)
    once, again, other = agreement(items).ac1, agreement(items).ac1, agreement(items, seed=3).ac1
    assert once == again
    assert (once.value, once.low) != (other.value, other.low)
    assert once.value == other.value


def test_one_item_has_no_interval() -> None:
    """Nothing is known of how other items would differ."""
    found = agreement([reviewed("1", "PP", "PA")]).ac1
    assert (found.low, found.high) == (None, None)
    assert found.words.endswith("(no interval: one text only)")


def test_samples_without_a_figure_are_counted() -> None:
    """With one disagreement among few items, many samples are unanimous: the sentence tells how many."""
    assert "; undefined in " in agreement(one_by_one(["PP"] * 9 + ["PA"])).alpha.words
    assert "undefined" not in agreement(one_by_one(["PP"] * 9 + ["PA"])).ac1.words


def test_more_items_of_the_same_kind_narrow_the_interval() -> None:
    """Items that were answered alike are drawn by their number, and each of them still counts."""
    items = [reviewed(kind, kind) for kind in ("PP", "PA", "AA")]
    few, many = agreement(items * 20), agreement(items * 2_000)
    assert few.ac1.value == pytest.approx(many.ac1.value, abs=EXACT)
    assert few.ac1.low is not None
    assert many.ac1.low is not None
    assert few.ac1.low < many.ac1.low


def _quoted(item: str, *spans: tuple[int, int] | None, verdict: Verdict = Verdict.CONFIRM) -> Reviewed:
    """Make an item of one claim that all confirm, each with the span chosen, or with none."""
    persons = [f"p{at}" for at in range(len(spans))]
    return Reviewed(
        item,
        [claim("c")],
        finished(*persons),
        [
            decided("c", person, verdict, at, spans=[] if span is None else [span])
            for at, (person, span) in enumerate(zip(persons, spans, strict=True))
        ],
    )


def test_evidence_is_compared_where_both_say_present() -> None:
    """Mean character F1: 2 * 2 / (4 + 4) and 1; a rejection and an item with one review say nothing."""
    items = [
        _quoted("1", (0, 4), (2, 6)),
        _quoted("2", (3, 5), (3, 5)),
        _quoted("3", (0, 9), (0, 3), verdict=Verdict.REJECT),
        _quoted("4", (0, 9)),
    ]
    found = agreement(items)
    assert found.overlap == Coefficient(0.75, None, None, "0.75")
    assert (found.overlaps, found.own_overlaps) == (2, 2)


def test_suggested_evidence_that_both_left_is_told_apart() -> None:
    """Two who leave the words alone agree fully, which says little: only pairs with a choice count as own."""
    suggested = {"c": _quoted("1", (0, 4)).decisions[0].decision.spans}
    items = [
        replace(_quoted("1", None, None), evidence=suggested),
        replace(_quoted("2", (4, 8), None), evidence=suggested),
    ]
    found = agreement(items)
    assert (found.overlap.value, found.overlaps, found.own_overlaps) == (0.5, 2, 1)


def test_without_evidence_there_is_a_sentence() -> None:
    """Nobody quoted anything for the same skill."""
    assert agreement([_quoted("1", None, None)]).overlap.words == NO_EVIDENCE


def _with_persons(units: Sequence[tuple[str, str]]) -> list[Reviewed]:
    """Make an item of each two persons, who both confirm."""
    return [
        Reviewed(
            f"i{at}",
            [claim("c")],
            finished(*pair),
            [decided("c", person, Verdict.CONFIRM, number) for number, person in enumerate(pair)],
        )
        for at, pair in enumerate(units)
    ]


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("ana", "ben")] * 3, [(None, None)]),
        ([("ana", "ben"), ("ana", "eli"), ("ana", "kim")], [(None, None)] * 3),
        (
            [("ana", "ben"), ("eli", "kim"), ("ana", "zoe"), ("zoe", "ana")],
            [("ana", "zoe"), ("ana", "ben"), ("eli", "kim")],
        ),
    ],
)
def test_pairs_are_named_from_five_persons_on(pairs: list[tuple[str, str]], named: list[tuple[str, str]]) -> None:
    """Fewer persons are compared without saying who; who was compared most stands first."""
    found = agreement(_with_persons(pairs))
    assert [(pair.first, pair.second) for pair in found.by_pair] == named


@settings(max_examples=30)
@given(patterns)
def test_total_disagreement_is_never_agreement(units: list[str]) -> None:
    """Two who answer the opposite each time have no alike pair, and no figure above 0."""
    opposite = ["".join((letter, "A" if letter == "P" else "P")) for letter in "".join(units).replace("-", "P")]
    found = agreement(one_by_one(opposite))
    assert found.raw.value == 0
    assert found.ac1.value is not None
    assert found.alpha.value is not None
    assert max(found.ac1.value, found.alpha.value, *(pair.raw for pair in found.by_pair)) <= 0
