"""What the item page shows: pieces of text, cards of claims, and where the work stands."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from skillweave.domain.band import Band, band_of
from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Framework, Kind
from skillweave.domain.queue import ClaimShown, ItemShown
from skillweave.domain.review import ClaimState, ItemState, Origin, Reason, Skill, SkipReason, Verdict
from skillweave.domain.span import Span
from skillweave.records.words import flag_in_words
from skillweave.text.highlight import pieces
from skillweave.web.pages.names import called, source_of, with_source

STATES: Mapping[ClaimState, str] = {
    ClaimState.SUGGESTED: "To decide",
    ClaimState.ADDED: "Added",
    ClaimState.CONFIRMED: "Confirmed",
    ClaimState.REJECTED: "Rejected",
    ClaimState.CORRECTED: "Corrected",
    ClaimState.UNSURE: "Unsure",
    ClaimState.WITHDRAWN: "Taken back",
}
REASONS: Mapping[Reason, str] = {
    Reason.NOT_IN_TEXT: "not in the text",
    Reason.WRONG_SKILL: "wrong skill",
    Reason.WRONG_LEVEL: "wrong level",
    Reason.TOO_WEAK: "too weak",
    Reason.DUPLICATE: "duplicate",
}
SKIPS: Mapping[SkipReason, str] = {
    SkipReason.LANGUAGE: "I do not read this language well enough",
    SkipReason.UNREADABLE: "It cannot be read or understood",
    SkipReason.CONFLICT_OF_INTEREST: "I know the writer",
    SkipReason.OTHER: "Another reason",
}
SAID: Mapping[Verdict, str] = {
    Verdict.CONFIRM: "Confirmed",
    Verdict.REJECT: "Rejected",
    Verdict.CORRECT: "Corrected",
    Verdict.UNSURE: "Unsure",
    Verdict.ADD: "Added",
    Verdict.WITHDRAW: "Taken back",
    Verdict.CLEAR: "To decide",
    Verdict.NONE: "None",
}
_VERDICTS = {
    ClaimState.CONFIRMED: Verdict.CONFIRM,
    ClaimState.REJECTED: Verdict.REJECT,
    ClaimState.CORRECTED: Verdict.CORRECT,
    ClaimState.UNSURE: Verdict.UNSURE,
    ClaimState.WITHDRAWN: Verdict.WITHDRAW,
    ClaimState.ADDED: Verdict.CONFIRM,
}
BANDS: Mapping[Band, str] = {
    Band.HIGH: "High confidence",
    Band.MEDIUM: "Medium confidence",
    Band.LOW: "Low confidence",
    Band.NONE: "Not calibrated",
}


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of the learner's text and the numbers of the cards whose evidence it is.

    `lines` is the stretch cut at carriage returns: a page has to spell them out, for HTML turns them into newlines.
    """

    start: int
    lines: tuple[str, ...]
    cards: str


@dataclass(frozen=True, slots=True)
class Card:
    """One claim on the page."""

    number: int
    claim: ClaimShown
    name: str
    """Of the competency; beside a bare code stands how its description begins."""
    source: str
    """Short name of the framework: several have a competency of the same name."""
    framework: str
    path: str
    state: str
    open: bool
    own: bool
    confidence: str | None
    percent: str | None
    flags: tuple[str, ...]
    outcome: str
    levels: tuple[str, ...]
    draft: str
    """The person's decision in force, or its absence, as JSON: what an undo goes back to."""
    linked: int
    """Other claims on the same words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Claims on the same words, under one quote."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item as the page shows it."""

    item: ItemShown
    parts: tuple[TextPart, ...]
    groups: tuple[Group, ...]
    words: int
    decided: int
    total: int
    """Claims to decide; own additions are none."""
    added: int
    """Own additions that stand."""
    next_label: str | None
    """Name of the first undecided claim."""
    frameworks: tuple[tuple[str, str], ...]
    """Id and name of the frameworks that competencies can be chosen from."""
    levels: str
    """Levels by framework id as JSON, for the editor."""
    can_work: bool
    """Whether the person has taken the item and may decide; an ended lease alone does not keep them from it."""
    can_take: bool

    @property
    def hidden(self) -> bool:
        """Tell whether suggestions are held back until the reviewer asks for them."""
        return self.item.blind and not self.item.revealed

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards, in the order of the page."""
        return tuple(card for group in self.groups for card in group.cards)


def item_page(item: ItemShown, frameworks: Mapping[str, Framework], now: dt.datetime) -> ItemPage:
    """Work out what the page shows of an item.

    Args:
        item: As the person may see it.
        frameworks: Those that are known, by id; a claim of another is shown by its framework's id.
        now: The time.
    """
    groups = _grouped(item.claims)
    cards: list[Group] = []
    number = 0
    for members in groups:
        made = []
        for claim in members:
            number += 1
            made.append(_card(claim, number, frameworks, linked=len(members) - 1))
        cards.append(Group(cards=tuple(made)))
    every = [card for group in cards for card in group.cards]
    waiting = [card for card in every if card.open]
    held = item.lease_token is not None and item.lease_until is not None and item.lease_until > now
    return ItemPage(
        item=item,
        parts=text_parts(item.text, [(str(card.number), card.claim) for card in every]),
        groups=tuple(cards),
        words=len(item.text.split()),
        decided=sum(not card.own and not card.open for card in every),
        total=sum(not card.own for card in every),
        added=sum(card.own and card.claim.state is not ClaimState.WITHDRAWN for card in every),
        next_label=waiting[0].name if waiting else None,
        frameworks=_choices(item, frameworks),
        levels=json.dumps({id_: list(one.levels) for id_, one in frameworks.items() if one.levels}),
        can_work=_works(item) and (held or any(claim.decision for claim in item.claims)),
        can_take=_works(item) and not held,
    )


def text_parts(text: str, claims: Sequence[tuple[str, ClaimShown]]) -> tuple[TextPart, ...]:
    """Cut a text at every border of evidence; evidence that does not fit the text marks nothing.

    Args:
        text: As stored.
        claims: Each with the number of its card.
    """
    spans = [
        (number, Span(start=one.start, end=one.end))
        for number, claim in claims
        if claim.intact
        for one in claim.evidence
        if 0 <= one.start < one.end <= len(text)
    ]
    return tuple(
        TextPart(
            start=piece.start,
            lines=tuple(text[piece.start : piece.end].split("\r")),
            cards=" ".join(piece.ids),
        )
        for piece in pieces(text, spans)
    )


def draft_of(claim: ClaimShown, frameworks: Mapping[str, Framework]) -> dict[str, object]:
    """Give a person's decision in force on a claim as the fields of a decision that says it again."""
    verdict = _VERDICTS.get(claim.state)
    if verdict is None or claim.decision is None:
        return {"verdict": Verdict.CLEAR.value}
    draft: dict[str, object] = {"verdict": verdict.value}
    if claim.replacement is not None:
        draft["replacement"] = claim.replacement.model_dump()
        draft["label"] = with_source(claim.replacement, claim.replacement_label or "", frameworks)
    for name, value in (("level", claim.level), ("reason", claim.reason), ("note", claim.note)):
        if value:
            draft[name] = value
    if claim.chosen:
        draft["spans"] = [{"start": one.start, "end": one.end} for one in claim.evidence]
    return draft


def skill_value(skill: Skill) -> str:
    """Write a skill as one form value; ids of frameworks hold no colon."""
    return f"{skill.framework}:{skill.code}"


def blank_card() -> Card:
    """Give an empty card of an own addition, which the page's script fills."""
    nothing = Skill(framework="-", code="-")
    claim = ClaimShown(
        id="",
        skill=nothing,
        framework_version="",
        label="",
        parents=(),
        kind=Kind.CORE,
        origin=Origin.ADDED,
        evidence=(Evidence(start=0, end=0, quote=""),),
        intact=True,
        confidence=None,
        rank=None,
        flags=(),
        link_group=None,
        version=0,
        state=ClaimState.ADDED,
        decision="",
    )
    return replace(
        _card(claim, 0, {}, linked=0),
        own=True,
        name="",
        source="",
        framework="",
        draft=json.dumps({"verdict": "withdraw"}),
    )


def _works(item: ItemShown) -> bool:
    return item.state is not ItemState.FINAL and not item.finished


def _is_own(claim: ClaimShown) -> bool:
    """Tell whether the person added a claim: one that another added comes without a decision of theirs."""
    added = claim.origin is Origin.ADDED
    return added and (claim.state is ClaimState.WITHDRAWN or (claim.state is ClaimState.ADDED and bool(claim.decision)))


def _grouped(claims: Iterable[ClaimShown]) -> list[list[ClaimShown]]:
    """Put claims on the same words together, in the order in which their evidence stands in the text."""
    groups: dict[str, list[ClaimShown]] = {}
    for claim in claims:
        groups.setdefault(claim.link_group or f"claim {claim.id}", []).append(claim)
    return sorted(groups.values(), key=lambda members: _place(members[0]))


def _place(claim: ClaimShown) -> tuple[bool, int]:
    """Give where a claim stands: what stands nowhere comes after the rest."""
    return (not claim.evidence, min((one.start for one in claim.evidence), default=0))


def _card(claim: ClaimShown, number: int, frameworks: Mapping[str, Framework], *, linked: int) -> Card:
    framework = frameworks.get(claim.skill.framework)
    shown = claim.rank is not None  # a queue may hide it, and a second reviewer judges without it
    return Card(
        number=number,
        claim=claim,
        name=called(claim.skill, claim.label, frameworks),
        source=source_of(claim.skill.framework, frameworks),
        framework=framework.name if framework else claim.skill.framework,
        path=" › ".join(reversed(claim.parents)),
        state=STATES[claim.state],
        open=claim.state is ClaimState.SUGGESTED and claim.by_policy is None,
        own=_is_own(claim),
        confidence=BANDS[band_of(claim.confidence)] if shown else None,
        percent=f"{claim.confidence:.0%}" if shown and claim.confidence is not None else None,
        flags=tuple(flag_in_words(flag) for flag in claim.flags),
        outcome=outcome_of(claim, frameworks),
        levels=framework.levels if framework else (),
        draft=json.dumps(draft_of(claim, frameworks)),
        linked=linked,
    )


def outcome_of(claim: ClaimShown, frameworks: Mapping[str, Framework]) -> str:
    """Say in a few words what was decided beside the state: replacement, level, reason, policy."""
    said = []
    if claim.replacement is not None:
        said.append(f"instead: {with_source(claim.replacement, claim.replacement_label or '', frameworks)}")
    if claim.level:
        said.append(f"level {claim.level}")
    if claim.reason:
        said.append(REASONS[Reason(claim.reason)])
    if claim.by_policy:
        said.append("by the queue's policy")
    return ", ".join(said)


def in_words(said: Mapping[str, Any], frameworks: Mapping[str, Framework]) -> str:
    """Say a decision, given as JSON has it, in a few words."""
    parts = [SAID[Verdict(said["verdict"])]]
    if said.get("replacement"):
        parts.append(f"instead: {with_source(Skill.model_validate(said['replacement']), '', frameworks)}")
    if said.get("level"):
        parts.append(f"level {said['level']}")
    if said.get("reason"):
        parts.append(REASONS[Reason(said["reason"])])
    return ", ".join(parts)


def _choices(item: ItemShown, frameworks: Mapping[str, Framework]) -> tuple[tuple[str, str], ...]:
    """Give the frameworks to choose from, those of the item's claims first."""
    used = dict.fromkeys(claim.skill.framework for claim in item.claims)
    known = {id_: one.name for id_, one in frameworks.items() if one.claimable}
    return tuple((id_, known[id_]) for id_ in [*used, *(id_ for id_ in known if id_ not in used)] if id_ in known)
