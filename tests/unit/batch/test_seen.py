"""Ids are to be found again in logs of any length, in little memory."""

from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch.rows import _Seen


@given(st.lists(st.text(max_size=3)))
def test_it_does_what_a_dict_does(ids: list[str]) -> None:
    """The first row of each id."""
    seen, known = _Seen(), dict[str, int]()
    for number, one in enumerate(ids, 2):
        assert seen.first_row(one, number) == known.setdefault(one, number)


def test_it_grows() -> None:
    """Also over several doublings."""
    seen = _Seen()
    assert all(seen.first_row(str(number), number) == number for number in range(20_000))
    assert all(seen.first_row(str(number), 0) == number for number in range(20_000))
