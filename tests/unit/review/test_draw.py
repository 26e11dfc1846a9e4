"""Draws by a hash: always the same, spread evenly, one thing independent of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.review.draw import draw, fraction

IDS = [f"item-{number}" for number in range(4_000)]


@given(st.integers(), st.text(), st.text())
def test_a_fraction_lies_below_one_and_stays(seed: int, what: str, about: str) -> None:
    """The same question gives the same number, from 0 up to but not with 1."""
    assert 0 <= fraction(seed, what, about) == fraction(seed, what, about) < 1


@pytest.mark.parametrize("rate", [0.0, 0.02, 0.1, 0.5, 1.0])
def test_the_share_drawn_is_the_rate(rate: float) -> None:
    """Of many items about the share asked for is drawn: within four standard deviations."""
    drawn = sum(draw(7, "blind", one, rate) for one in IDS) / len(IDS)
    assert abs(drawn - rate) <= 4 * (rate * (1 - rate) / len(IDS)) ** 0.5


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_rate_draws_the_same_and_more(about: str, one: float, other: float) -> None:
    """Raising a rate takes no item out of the draw."""
    assert draw(1, "catch", about, min(one, other)) <= draw(1, "catch", about, max(one, other))


def test_draws_know_nothing_of_each_other() -> None:
    """Of the items drawn for one thing, the usual share is drawn for another."""
    blind = [one for one in IDS if draw(7, "blind", one, 0.5)]
    both = sum(draw(7, "double", one, 0.5) for one in blind) / len(blind)
    assert 0.45 < both < 0.55


def test_the_numbers_are_these() -> None:
    """A changed hash would draw other items after an update: these numbers stay."""
    assert [round(fraction(1, "blind", one), 6) for one in ("a", "b")] == [0.913561, 0.881737]
