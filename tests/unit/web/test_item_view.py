"""What the item page shows of an item."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Competency
from skillweave.domain.queue import ClaimShown
from skillweave.domain.review import ClaimState, ItemState, Origin, Skill
from skillweave.web.pages.item_view import Card, ItemPage, blank_card, draft_of, in_words, item_page, text_parts
from tests.tiny_frameworks import tiny_framework
from tests.unit.web.items import NOW, TEXT, claim, item

PEOPLE = tiny_framework("people", [Competency(code="LEAD", label="Lead")]).model_copy(
    update={"name": "People", "levels": ("Low", "High")}
)
TRADES = tiny_framework("trades", [Competency(code="BOAT", label="Build boats")]).model_copy(update={"name": "Trades"})
FRAMEWORKS = {"trades": TRADES, "people": PEOPLE}


def _page(*claims: ClaimShown, **changed: object) -> ItemPage:
    return item_page(item(*claims, **changed), FRAMEWORKS, NOW)


def _claim(**changed: object) -> ClaimShown:
    return claim("Lead", **changed)


def _card(**changed: object) -> Card:
    return _page(_claim(**changed)).cards[0]


@st.composite
def _marked(draw: st.DrawFn) -> tuple[str, list[tuple[str, ClaimShown]]]:
    text = draw(st.text(min_size=1, max_size=60))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(places.map(sorted).filter(lambda pair: pair[0] < pair[1]), max_size=5))
    shown = [
        (str(number), claim(f"c{number}", evidence=(Evidence(start=a, end=b, quote=text[a:b]),)))
        for number, (a, b) in enumerate(spans, 1)
    ]
    return text, shown


@given(_marked())
def test_the_pieces_are_the_text(marked: tuple[str, list[tuple[str, ClaimShown]]]) -> None:
    """Whatever the text and the evidence: the pieces joined are the text, and each begins where it says."""
    text, shown = marked

    parts = text_parts(text, shown)

    assert "".join("\r".join(part.lines) for part in parts) == text
    assert [part.start for part in parts] == [
        sum(len("\r".join(part.lines)) for part in parts[:place]) for place in range(len(parts))
    ]


def test_overlapping_evidence_names_every_card() -> None:
    """A piece under two claims belongs to both."""
    page = _page(claim("Lead", "built a boat"), claim("Boat", "a boat 🚣🏽‍♀️ and sold"))

    assert [("".join(part.lines), part.cards) for part in page.parts if part.cards] == [
        ("built ", "1"),
        ("a boat", "1 2"),
        (" 🚣🏽‍♀️ and sold", "2"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"intact": False},
        {"evidence": (Evidence(start=0, end=len(TEXT) + 1, quote="x"),)},
        {"evidence": (Evidence(start=3, end=3, quote=""),)},
    ],
)
def test_evidence_that_does_not_fit_marks_nothing(broken: dict[str, object]) -> None:
    """A mark on the wrong words would be worse than none."""
    assert not any(part.cards for part in _page(_claim(**broken)).parts)


def test_claims_stand_in_the_order_of_the_text() -> None:
    """The first evidence decides; linked claims stay together, claims without evidence come last."""
    page = _page(
        claim("Sell", "sold it"),
        claim("Lead", "led the team", link_group="g"),
        claim("Nowhere", evidence=()),
        claim("Boat", "built a boat"),
        claim("Guide", "led the team", link_group="g"),
    )

    assert [card.claim.label for card in page.cards] == ["Lead", "Guide", "Boat", "Sell", "Nowhere"]
    assert [card.number for card in page.cards] == [1, 2, 3, 4, 5]
    assert [card.linked for card in page.cards] == [1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("confidence", "rank", "word"),
    [
        (0.93, 1, "High confidence"),
        (0.6, 1, "Medium confidence"),
        (0.2, 1, "Low confidence"),
        (None, 1, "Not calibrated"),
        (None, None, None),
    ],
)
def test_confidence_is_a_word(confidence: float | None, rank: int | None, word: str | None) -> None:
    """Where the queue hides it, nothing is said: that is not the same as "not calibrated"."""
    assert _card(confidence=confidence, rank=rank).confidence == word


def test_the_first_undecided_claim_is_named() -> None:
    """What a policy decided does not wait for a person."""
    page = _page(
        claim("Lead", "led the team", state=ClaimState.CONFIRMED, by_policy="p"),
        claim("Boat", "built a boat", state=ClaimState.REJECTED, decision="d"),
        claim("Sell", "sold it"),
    )

    assert (page.decided, page.total, page.next_label) == (2, 3, "Sell")


@pytest.mark.parametrize(
    ("changed", "can_work", "can_take"),
    [
        ({}, True, False),
        ({"lease_token": None, "lease_until": None}, False, True),
        ({"lease_until": NOW - dt.timedelta(seconds=1)}, False, True),
        ({"finished": True}, False, False),
        ({"state": ItemState.FINAL}, False, False),
    ],
)
def test_who_has_not_taken_an_item_cannot_decide(changed: dict[str, object], can_work: bool, can_take: bool) -> None:
    """Buttons that the server would refuse are not shown."""
    page = _page(claim(), **changed)

    assert (page.can_work, page.can_take) == (can_work, can_take)


def test_an_ended_lease_alone_stops_nobody() -> None:
    """Who decided something goes on; the page offers to take the item again."""
    page = _page(claim(state=ClaimState.CONFIRMED, decision="d"), lease_until=NOW - dt.timedelta(seconds=1))

    assert (page.can_work, page.can_take) == (True, True)


@pytest.mark.parametrize(
    ("changed", "own"),
    [
        ({"origin": Origin.ADDED, "state": ClaimState.ADDED, "decision": "d"}, True),
        ({"origin": Origin.ADDED, "state": ClaimState.WITHDRAWN, "decision": "d"}, True),
        ({"origin": Origin.ADDED, "state": ClaimState.ADDED}, False),
        ({"origin": Origin.ADDED, "state": ClaimState.CONFIRMED, "decision": "d"}, False),
        ({}, False),
    ],
)
def test_only_an_own_addition_can_be_taken_back(changed: dict[str, object], own: bool) -> None:
    """Who settles an item sees what others added, as claims to decide."""
    assert _card(**changed).own is own


@pytest.mark.parametrize(
    ("changed", "draft"),
    [
        ({}, {"verdict": "clear"}),
        ({"state": "confirmed", "by_policy": "p"}, {"verdict": "clear"}),
        ({"state": "confirmed", "decision": "d", "level": "High"}, {"verdict": "confirm", "level": "High"}),
        ({"state": "rejected", "decision": "d", "reason": "too_weak"}, {"verdict": "reject", "reason": "too_weak"}),
        (
            {
                "state": "corrected",
                "decision": "d",
                "replacement": Skill(framework="trades", code="BOAT"),
                "replacement_label": "Build boats",
                "note": "n",
            },
            {
                "verdict": "correct",
                "replacement": {"framework": "trades", "code": "BOAT"},
                "label": "Build boats (Trades)",
                "note": "n",
            },
        ),
    ],
)
def test_an_undo_finds_what_was_said_before(changed: dict[str, object], draft: dict[str, object]) -> None:
    """The card holds the decision in force; a policy's is none of this person's."""
    assert draft_of(_claim(**changed), FRAMEWORKS) == draft
    assert json.loads(_card(**changed).draft) == draft


@pytest.mark.parametrize(("chosen", "spans"), [(True, [{"start": 2, "end": 14}]), (False, None)])
def test_evidence_that_was_chosen_is_said_again(chosen: bool, spans: object) -> None:
    """An undo that goes back to a decision goes back to its words too."""
    confirmed = _claim(state=ClaimState.CONFIRMED, decision="d", chosen=chosen)

    assert draft_of(confirmed, FRAMEWORKS).get("spans") == spans


def test_a_claim_says_where_it_comes_from() -> None:
    """Framework, the path from the top, notes in words, levels where there are some."""
    card = _card(flags=("shared", "half_done"))

    assert (card.framework, card.path, card.levels) == ("People", "People skills › Leading", ("Low", "High"))
    assert card.flags[0].startswith("Shared: the writer says")
    assert card.flags[1] == "Note: half done"


def test_a_framework_that_is_not_known_is_shown_by_its_id() -> None:
    """A claim of a framework that was taken away can still be decided."""
    assert _card(skill=Skill(framework="gone", code="X")).framework == "gone"


def test_frameworks_of_the_claims_are_offered_first() -> None:
    """The search begins where the suggestions are."""
    assert [name for _, name in _page(claim()).frameworks] == ["People", "Trades"]
    assert json.loads(_page(claim()).levels) == {"people": ["Low", "High"]}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"verdict": "confirm", "level": "High"}, "Confirmed, level High"),
        ({"verdict": "reject", "reason": "duplicate"}, "Rejected, duplicate"),
        (
            {"verdict": "correct", "replacement": {"framework": "trades", "code": "BOAT"}},
            "Corrected, instead: Build boats (Trades)",
        ),
        ({"verdict": "correct", "replacement": {"framework": "gone", "code": "X1"}}, "Corrected, instead: X1 (gone)"),
        ({"verdict": "none"}, "None"),
    ],
)
def test_a_decision_is_said_in_words(said: dict[str, object], words: str) -> None:
    """Conflicts, history and adjudication say it alike."""
    assert in_words(said, FRAMEWORKS) == words


def test_the_empty_card_is_an_own_addition() -> None:
    """The script fills it; undoing it takes the addition back."""
    card = blank_card()

    assert card.own
    assert json.loads(card.draft) == {"verdict": "withdraw"}
