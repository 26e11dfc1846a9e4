"""When a policy may confirm what nobody has looked at."""

import pytest
from sqlalchemy import select

from skillweave.domain.intervals import wilson
from skillweave.domain.queue import Policy, RunMade
from skillweave.domain.review import ClaimState, ItemState, Origin, Verdict, Via
from skillweave.errors import RefusedError
from skillweave.review.draw import draw
from skillweave.review.engine import Database
from skillweave.review.lists import Lists
from skillweave.review.measures import Share
from skillweave.review.policy import SHOWN_RATE, PolicyCase
from skillweave.review.tables import ITEM
from skillweave.review.verify import verify
from tests.queue_items import (
    CALM,
    LISTENING,
    NOON,
    PERSISTENCE,
    WELDING,
    SqlDesk,
    addition,
    entry,
    filled,
    minutes,
    said,
    taken,
)


@pytest.fixture
def desk(shared_database: Database) -> SqlDesk:
    """A school with one queue and five people."""
    return SqlDesk(shared_database)


@pytest.mark.parametrize(
    ("good", "count", "target", "may"),
    [(0, 0, 0.95, False), (20, 20, 0.95, False), (72, 72, 0.95, False), (73, 73, 0.95, True), (99, 100, 0.95, False),
     (30, 40, 0.5, True), (23, 40, 0.5, False)],
)  # fmt: skip
def test_a_policy_may_confirm_only_above_its_target(good: int, count: int, target: float, may: bool) -> None:
    """The lower bound counts, not the share: 73 right of 73 are needed for 95%."""
    assert PolicyCase(good, count, wilson(good, count)[0], target).holds is may


class TestPolicy:
    """A policy confirms only while blind items speak for it."""

    policy = Policy(id="sure", framework="soft", at_least=0.8, target=0.5)

    def blind(self, desk: SqlDesk, count: int, found: int) -> None:
        """Let a reviewer find some suggestions of blind items before they are shown."""
        desk.rule(CALM.model_copy(update={"blind_rate": 1}))
        filled(desk, *(entry(f"b{number:02}", LISTENING) for number in range(count)))
        for number in range(count):
            item = taken(desk)
            if number < found:
                desk.store.decide(addition(item, LISTENING, "I asked the guest"), "ana", NOON)
            desk.store.reveal(item, "ana", NOON)
            claim = desk.store.show(item, "ana", NOON).claims[0]
            desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", NOON)
            desk.store.finish(item, "ana", NOON)

    def test_blind_items_are_counted(self, desk: SqlDesk) -> None:
        """Found are the suggestions that a reviewer added before they saw them."""
        self.blind(desk, 4, 3)
        case = desk.queues.policy_case(desk.queue, "soft", 0.5)
        assert (case.found, case.asked, case.holds) == (3, 4, False)
        assert desk.queues.policy_case(desk.queue, "hard", 0.5).asked == 0

    def test_a_framework_that_nobody_looked_for_is_not_asked(self, desk: SqlDesk) -> None:
        """Neither by the policy nor by the figure that a manager is shown."""
        desk.rule(CALM.model_copy(update={"blind_rate": 1}))
        filled(desk, *(entry(name, LISTENING, WELDING) for name in "ab"))
        for name in "ab":
            item = taken(desk)
            if name == "a":
                desk.store.decide(addition(item, LISTENING, "I asked the guest"), "ana", NOON)
            for claim in desk.store.reveal(item, "ana", NOON).claims:
                if claim.origin is Origin.SUGGESTED and claim.decision is None:
                    desk.store.decide(said(item, claim, Verdict.CONFIRM), "ana", NOON)
            desk.store.finish(item, "ana", NOON)
        cases = {one: desk.queues.policy_case(desk.queue, one, 0.5) for one in ("soft", "hard")}
        figures = Lists(desk.database, desk.tenant).figures(desk.queue, NOON)
        assert {name: (case.found, case.asked) for name, case in cases.items()} == {"soft": (1, 2), "hard": (0, 0)}
        assert (figures.unaided.precision, figures.unaided.passed_over) == (Share(1, 2), 2)
        assert figures.unaided_by["hard"].precision == Share(0, 0)

    @pytest.mark.parametrize(
        ("told", "recall", "outside"),
        [
            ({"framework.soft": "1@x"}, Share(1, 1), 2),
            ({"framework.soft": "1@x", "framework.hard": "1@x"}, Share(1, 2), 1),
            ({"encoder": "one"}, Share(1, 2), 1),  # does not tell: all count
        ],
    )
    def test_what_could_not_be_suggested_is_left_out(
        self, desk: SqlDesk, told: dict[str, str], recall: Share, outside: int
    ) -> None:
        """The run says which frameworks a text was translated over; a text that failed was translated over none."""
        desk.rule(CALM.model_copy(update={"blind_rate": 1}))
        run = RunMade(id="told", config_hash="2", provenance=told)
        desk.store.add(desk.queue, [entry("a", LISTENING), entry("b", error="timeout")], run, NOON)
        for label in (LISTENING, WELDING):
            item = taken(desk)
            desk.store.decide(addition(item, WELDING), "ana", NOON)
            if label == LISTENING:
                desk.store.decide(addition(item, LISTENING, "I asked the guest"), "ana", NOON)
            desk.store.reveal(item, "ana", NOON)
            desk.store.finish(item, "ana", NOON)
        figures = Lists(desk.database, desk.tenant).figures(desk.queue, NOON)
        assert (figures.unaided.recall, figures.unaided.outside, figures.unaided.items) == (recall, outside, 2)
        assert list(figures.unaided_by) == (["soft"] if outside == 2 else ["hard", "soft"])

    def test_an_unfinished_blind_review_does_not_speak(self, desk: SqlDesk) -> None:
        """The policy is judged by the figure that a manager is shown: finished reviews only."""
        self.blind(desk, 2, 2)
        filled(desk, entry("open", LISTENING))
        item = taken(desk, "cem")
        desk.store.reveal(item, "cem", NOON)
        case = desk.queues.policy_case(desk.queue, "soft", 0.5)
        assert (case.found, case.asked) == (2, 2)

    def test_a_policy_without_a_case_is_refused(self, desk: SqlDesk) -> None:
        """Without blind items, or with too few found, no policy is switched on."""
        rules = CALM.model_copy(update={"policy": self.policy})
        with pytest.raises(RefusedError, match="no blind text"):
            desk.queues.change_rules(desk.queue, rules, "max", NOON)
        self.blind(desk, 4, 3)
        with pytest.raises(RefusedError, match="3 of 4"):
            desk.queues.change_rules(desk.queue, rules, "max", NOON)
        with pytest.raises(RefusedError):
            desk.queues.create("Summer", rules, "max", NOON)

    @pytest.fixture
    def sure(self, desk: SqlDesk) -> list[str]:
        """Items that came in under a policy that blind items speak for."""
        self.blind(desk, 8, 8)
        desk.rule(CALM.model_copy(update={"policy": self.policy}))
        filled(
            desk,
            *(entry(f"sure{number:02}", LISTENING) for number in range(40)),
            entry("unsure", PERSISTENCE, confidence=0.7),
        )
        with desk.database.reading() as connection:
            named = select(ITEM.c.id).where(ITEM.c.tenant_id == desk.tenant, ITEM.c.experience_id.like("%sure%"))
            return list(connection.execute(named.order_by(ITEM.c.priority)).scalars())

    def test_sure_claims_are_confirmed_and_some_are_shown(self, desk: SqlDesk, sure: list[str]) -> None:
        """Sure items become final by policy, those that are drawn are left to a person, and unsure ones all are."""
        states = [desk.store.show(item, "ben", NOON).state for item in sure]
        drawn = [draw(CALM.seed, "policy", item, SHOWN_RATE) for item in sure[:-1]]
        assert states == [ItemState.OPEN if one else ItemState.FINAL for one in [*drawn, True]]
        final = sure[states.index(ItemState.FINAL)]
        (made,) = desk.store.history(final)
        assert (made.person, made.policy, made.decision.via) == (None, "sure", Via.POLICY)
        shown = desk.store.show(final, "ben", NOON).claims[0]
        assert (shown.state, shown.by_policy) == (ClaimState.CONFIRMED, "sure")
        assert verify(desk.database, desk.tenant) == ()

    def test_a_person_may_overrule_a_policy(self, desk: SqlDesk, sure: list[str]) -> None:
        """What a policy confirmed counts no more once the item is reopened and a person decides otherwise."""
        final = next(item for item in sure if desk.store.show(item, "ben", NOON).state is ItemState.FINAL)
        desk.store.reopen(final, "max", minutes(1))
        assert verify(desk.database, desk.tenant) == ()
        desk.store.take(final, "ben", minutes(2))
        claim = desk.store.show(final, "ben", minutes(2)).claims[0]
        desk.store.decide(said(final, claim, Verdict.REJECT), "ben", minutes(3))
        desk.store.finish(final, "ben", minutes(4))
        assert desk.store.show(final, "ana", minutes(5)).claims[0].state is ClaimState.REJECTED
        assert verify(desk.database, desk.tenant) == ()

    def test_a_policy_is_applied_to_what_is_there(self, desk: SqlDesk) -> None:
        """Items that came in before the policy are confirmed when a manager says so; those at work are left."""
        self.blind(desk, 8, 8)
        desk.rule(CALM)
        filled(desk, *(entry(f"sure{number:02}", LISTENING) for number in range(20)))
        held = taken(desk, "cem")
        assert desk.queues.apply_policy(desk.queue, "max", NOON) == 0
        desk.rule(CALM.model_copy(update={"policy": self.policy}))
        confirmed = desk.queues.apply_policy(desk.queue, "max", NOON)
        with desk.database.reading() as connection:
            named = select(ITEM.c.id).where(ITEM.c.tenant_id == desk.tenant, ITEM.c.experience_id.like("%sure%"))
            free = set(connection.execute(named).scalars()) - {held}
        assert confirmed == sum(not draw(CALM.seed, "policy", item, SHOWN_RATE) for item in free)
        assert desk.queues.apply_policy(desk.queue, "max", NOON) == 0
        assert desk.store.history(held) == ()
        assert len(desk.store.settled(desk.queue)) == 8 + confirmed
        assert verify(desk.database, desk.tenant) == ()
