"""When a policy may confirm what nobody has looked at."""

import pytest

from skillweave.domain.intervals import wilson
from skillweave.review.policy import PolicyCase


@pytest.mark.parametrize(
    ("good", "count", "target", "may"),
    [(0, 0, 0.95, False), (20, 20, 0.95, False), (72, 72, 0.95, False), (73, 73, 0.95, True), (99, 100, 0.95, False),
     (30, 40, 0.5, True), (23, 40, 0.5, False)],
)  # fmt: skip
def test_a_policy_may_confirm_only_above_its_target(good: int, count: int, target: float, may: bool) -> None:
    """The lower bound counts, not the share: 73 right of 73 are needed for 95%."""
    assert PolicyCase(good, count, wilson(good, count)[0], target).holds is may
