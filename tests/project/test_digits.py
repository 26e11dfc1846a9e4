"""What `eval.digits` counts as the same claim."""

from eval.digits import Likeness


def test_a_claim_that_only_one_of_the_two_makes_is_not_the_same() -> None:
    """Nor is another first claim; a text without claims in both is not counted."""
    fp32 = {("a", "x"): "1", ("b", "x"): "2", ("c", "x"): "3"}
    bf16 = {("a", "x"): "1", ("b", "x"): "9", ("d", "x"): "4"}
    assert Likeness.of(fp32, bf16) == Likeness(same=1, other=1, one_only=2)
