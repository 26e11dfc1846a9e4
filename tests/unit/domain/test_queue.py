"""The rules of a queue: who may do what, and which settings are refused."""

from itertools import combinations

import pytest
from pydantic import ValidationError

from skillweave.domain.queue import Policy, QueueRules, Role


@pytest.mark.parametrize(("less", "more"), list(combinations(Role, 2)))
def test_each_role_may_do_what_those_before_it_may(less: Role, more: Role) -> None:
    """Reader, reviewer, adjudicator, manager, admin; never the other way round."""
    assert more.covers(less)
    assert not less.covers(more)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_its_own(role: Role) -> None:
    """And roles stand in this order."""
    assert role.covers(role)
    assert " ".join(Role) == "reader reviewer adjudicator manager admin"


def test_rules_start_as_the_design_says() -> None:
    """One review; every tenth item twice, every twentieth blind, every fiftieth with a planted claim."""
    rules = QueueRules()
    assert (rules.reviews_required, rules.irr_rate, rules.blind_rate, rules.catch_rate) == (1, 0.10, 0.05, 0.02)
    assert (rules.order_by, rules.random_slice, rules.policy, rules.keep_texts_until) == ("text", 0.10, None, None)


@pytest.mark.parametrize(
    "other",
    [
        {"reviews_required": 0},
        {"reviews_required": 4},
        {"irr_rate": 1.01},
        {"blind_rate": -0.01},
        {"catch_rate": float("nan")},
        {"order_by": "confidence"},
        {"skip_review": True},
    ],
)
def test_rules_that_make_no_sense_are_refused(other: dict[str, object]) -> None:
    """Rates lie between 0 and 1, and every rule is known."""
    with pytest.raises(ValidationError):
        QueueRules.model_validate(other)


@pytest.mark.parametrize("other", [{"target": 0.4}, {"target": 1.1}, {"at_least": 2}, {"id": "A policy"}, {"id": ""}])
def test_a_policy_that_makes_no_sense_is_refused(other: dict[str, object]) -> None:
    """A target below a half would confirm what is more often wrong than right."""
    plain = {"id": "sure", "framework": "esco", "at_least": 0.97}
    assert Policy.model_validate(plain).target == 0.95
    with pytest.raises(ValidationError):
        Policy.model_validate(plain | other)


def test_rules_survive_storing() -> None:
    """Written as JSON and read again, they are the same."""
    rules = QueueRules(policy=Policy(id="sure", framework="esco", at_least=0.97), seed=3)
    assert QueueRules.model_validate_json(rules.model_dump_json()) == rules
