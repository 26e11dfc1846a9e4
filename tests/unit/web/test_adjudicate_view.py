"""What who settles an item sees of the reviews."""

import json
from uuid import UUID

import pytest

from skillweave.domain.queue import ClaimOpinions, Opinion
from skillweave.domain.review import ClaimState, Decision, Origin, Recorded, ReviewKind
from skillweave.web.pages.adjudicate_view import Settling, settle_view
from skillweave.web.pages.item_view import item_page
from tests.unit.web.items import NOW, claim, item


def _said(verdict: str, **said: object) -> Recorded:
    fields = {
        "id": str(UUID(int=1)),
        "item": "i1",
        "claim": "id-Lead",
        "verdict": verdict,
        "seen_version": int(verdict != "add"),
    }
    return Recorded(decision=Decision.model_validate({**fields, **said}), person="p", received_at=NOW, sequence=1)


def _opinion(state: ClaimState, recorded: Recorded | None, name: str = "river-1") -> Opinion:
    return Opinion(person="p", pseudonym=name, state=state, recorded=recorded)


def _settle(*opinions: Opinion, differs: bool = True, reason_required: bool = False, decided: bool = False) -> Settling:
    state = {"state": ClaimState.CONFIRMED, "decision": "d"} if decided else {}
    shown = item_page(
        item(claim("Lead", **state), claim("Boat", "built a boat"), kind=ReviewKind.ADJUDICATION), {}, NOW
    )
    told = [
        ClaimOpinions(claim="id-Lead", differs=differs, opinions=opinions),
        ClaimOpinions(claim="id-Boat", differs=False, opinions=opinions),
    ]
    return settle_view(shown, told, {}, reason_required=reason_required)


@pytest.mark.parametrize(
    ("state", "said", "draft"),
    [
        (ClaimState.CONFIRMED, _said("confirm", level="High"), {"verdict": "confirm", "level": "High"}),
        (ClaimState.REJECTED, _said("reject", reason="too_weak"), {"verdict": "reject", "reason": "too_weak"}),
        (
            ClaimState.CORRECTED,
            _said("correct", replacement={"framework": "f", "code": "1"}),
            {"verdict": "correct", "replacement": {"framework": "f", "code": "1"}, "spans": []},
        ),
        (ClaimState.ADDED, _said("add", replacement={"framework": "f", "code": "1"}), {"verdict": "confirm"}),
        (ClaimState.REJECTED, None, {"verdict": "none"}),
        (ClaimState.UNSURE, _said("unsure"), None),
    ],
)
def test_picking_a_reviewer_says_what_they_said(state: ClaimState, said: Recorded | None, draft: object) -> None:
    """An addition is confirmed, what a reviewer did not name is none, and `unsure` cannot be picked."""
    (one,) = _settle(_opinion(state, said)).differing

    found = one.views[0].draft
    assert (None if found is None else _plain(json.loads(found))) == _plain(draft)


def _plain(draft: object) -> object:
    return {name: value for name, value in draft.items() if value != []} if isinstance(draft, dict) else draft


def test_differences_come_first_and_the_rest_is_folded() -> None:
    """Only differences are asked; the count is theirs."""
    settling = _settle(_opinion(ClaimState.CONFIRMED, _said("confirm")), _opinion(ClaimState.REJECTED, _said("reject")))

    assert [one.card.claim.label for one in settling.differing] == ["Lead"]
    assert [one.card.claim.label for one in settling.equal] == ["Boat"]
    assert (settling.page.decided, settling.page.total, settling.page.next_label) == (0, 1, "Lead")
    assert [view.letter for view in settling.differing[0].views] == ["A", "B"]


def test_what_was_settled_is_not_asked_again() -> None:
    """The adjudicator's own decision closes the card."""
    settling = _settle(_opinion(ClaimState.CONFIRMED, _said("confirm")), decided=True)

    assert not settling.differing[0].card.open
    assert settling.page.next_label is None


@pytest.mark.parametrize(
    ("required", "reason", "missing"), [(True, None, True), (True, "too_weak", False), (False, None, False)]
)
def test_a_rejection_without_a_reason_asks_for_one(required: bool, reason: str | None, missing: bool) -> None:
    """Where the queue wants reasons, a picked rejection gets one."""
    said = _said("reject", reason=reason)

    settling = _settle(_opinion(ClaimState.REJECTED, said), reason_required=required)

    assert settling.differing[0].views[0].reason_missing is missing


def test_anothers_addition_is_a_claim_to_decide() -> None:
    """It comes without a decision of the adjudicator's."""
    added = claim("Lead", origin=Origin.ADDED, state=ClaimState.ADDED)
    shown = item_page(item(added, kind=ReviewKind.ADJUDICATION), {}, NOW)

    settling = settle_view(
        shown, [ClaimOpinions(claim="id-Lead", differs=True, opinions=())], {}, reason_required=False
    )

    assert settling.differing[0].card.open
    assert not settling.differing[0].card.own
