"""What drawings promise: nothing leaves its frame, and everything is also said in words."""

from hypothesis import given
from hypothesis import strategies as st

from skillweave.web.charts import Chart, Share, bars, columns, shares

COUNTS = st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**6)), max_size=60)
UNIT = st.floats(-1, 1)


def _inside(chart: Chart) -> bool:
    places = [(one.x1, one.y1) for one in chart.lines] + [(one.x2, one.y2) for one in chart.lines]
    places += [(one.x, one.y) for one in chart.boxes] + [(one.x, one.y) for one in chart.dots]
    places += [(one.x, one.y) for one in chart.words]
    places += [(one.x + one.width, one.y + one.height) for one in chart.boxes]
    return all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in places)


@given(COUNTS)
def test_bars_and_columns_stay_inside(rows: list[tuple[str, int]]) -> None:
    """Whatever is counted, every shape lies in the frame."""
    assert all(_inside(draw("x", "Counts", rows)) for draw in (bars, columns))


@given(st.lists(st.builds(Share, st.text(max_size=60), UNIT, UNIT, UNIT, st.integers(0, 99)), max_size=20), UNIT)
def test_shares_stay_inside(rows: list[Share], low: float) -> None:
    """A value beyond the scale is drawn at its end."""
    assert _inside(shares("x", "Shares", rows, low=min(low, 0.0)))


def test_length_is_the_number() -> None:
    """The longest bar fills the room, half the number half of it."""
    first, second = bars("x", "Counts", [("a", 10), ("b", 5)]).boxes

    assert first.width == 2 * second.width


def test_a_long_label_takes_two_lines() -> None:
    """The names of frameworks differ at their ends, so nothing of them may be cut."""
    label = "onet-work-styles-legacy of the year before, not calibrated"
    chart = shares("x", "Shares", [Share(label, 0.5, 0.25, 0.75, 8), Share("precision", 0.5, 0.25, 0.75, 8)])
    own = [one for one in chart.words if one.anchor == "end"]

    assert " ".join(one.text for one in own) == f"{label} precision"
    assert len({one.y for one in own}) == 3


def test_words_say_the_numbers() -> None:
    """Who does not see the drawing hears all of it."""
    told = shares("x", "Shares", [Share("precision", 0.5, 0.25, 0.75, 8)]).description

    assert told == "precision: 0.50, 95% 0.25 to 0.75, n 8"


def test_nothing_is_empty() -> None:
    """Zeros draw no empty frame."""
    assert bars("x", "Counts", [("a", 0)]).empty
    assert columns("x", "Counts", []).empty
