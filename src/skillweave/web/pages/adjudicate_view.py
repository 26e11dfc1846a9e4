"""What who settles an item sees: the reviewers' decisions beside each other, differences first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from skillweave.domain.competency import Framework
from skillweave.domain.queue import ClaimOpinions, Opinion
from skillweave.domain.review import ClaimState, Decision, Verdict
from skillweave.web.pages.item_view import Card, ItemPage, in_words

LETTERS = "ABCDEFGH"
_PRESENT = (Verdict.CONFIRM, Verdict.ADD)
_ABSENT = (Verdict.REJECT, Verdict.NONE, Verdict.WITHDRAW)


@dataclass(frozen=True, slots=True)
class View:
    """What one reviewer said of one claim, and how to say it again."""

    letter: str
    pseudonym: str
    words: str
    note: str
    draft: str | None
    """Their decision as JSON; None where there is nothing to pick, as with `unsure`."""
    reason_missing: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A claim with what each reviewer said."""

    card: Card
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """An item that is settled: what is asked, and what the reviewers agree about."""

    page: ItemPage
    differing: tuple[Dispute, ...]
    equal: tuple[Dispute, ...]


def settle_view(
    shown: ItemPage, opinions: Sequence[ClaimOpinions], frameworks: Mapping[str, Framework], *, reason_required: bool
) -> Settling:
    """Put what the reviewers said beside the cards of the page.

    Args:
        shown: The item as the adjudicator may see it.
        opinions: What each reviewer holds of each claim.
        frameworks: By id, for names.
        reason_required: Whether a rejection needs a reason, which the adjudicator then adds.
    """
    held = {one.claim: one for one in opinions}
    disputes: dict[bool, list[Dispute]] = {True: [], False: []}
    for card in shown.cards:
        found = held.get(card.claim.id)
        differs = found is not None and found.differs
        views = tuple(
            _view(letter, opinion, frameworks, reason_required=reason_required)
            for letter, opinion in zip(LETTERS, found.opinions if found else (), strict=False)
        )
        asked = replace(card, open=differs and not card.claim.decision)
        disputes[differs].append(Dispute(asked, views))
    waiting = [one.card for one in disputes[True] if one.card.open]
    return Settling(
        page=replace(
            shown,
            total=len(disputes[True]),
            decided=len(disputes[True]) - len(waiting),
            next_label=waiting[0].name if waiting else None,
        ),
        differing=tuple(disputes[True]),
        equal=tuple(disputes[False]),
    )


def _view(letter: str, opinion: Opinion, frameworks: Mapping[str, Framework], *, reason_required: bool) -> View:
    recorded = opinion.recorded
    if recorded is None:
        draft: dict[str, object] | None = {"verdict": Verdict.NONE.value}
        return View(letter, opinion.pseudonym, "Did not name it", "", json.dumps(draft), reason_missing=False)
    said = recorded.decision
    draft = None if opinion.state is ClaimState.UNSURE else _again(said)
    missing = reason_required and draft is not None and draft["verdict"] == Verdict.REJECT and said.reason is None
    return View(
        letter=letter,
        pseudonym=opinion.pseudonym,
        words=in_words(said.model_dump(mode="json"), frameworks),
        note=said.note or "",
        draft=json.dumps(draft) if draft else None,
        reason_missing=missing,
    )


def _again(said: Decision) -> dict[str, object]:
    """Say a reviewer's decision as an adjudicator's."""
    kept = said.model_dump(mode="json", include={"replacement", "level", "reason", "spans"}, exclude_none=True)
    if said.verdict in _PRESENT:
        return {name: value for name, value in kept.items() if name in ("level", "spans")} | {
            "verdict": Verdict.CONFIRM.value
        }
    if said.verdict in _ABSENT:
        verdict = Verdict.REJECT if said.verdict is Verdict.REJECT else Verdict.NONE
        return {"verdict": verdict.value} | ({"reason": kept["reason"]} if "reason" in kept else {})
    return kept | {"verdict": said.verdict.value}
