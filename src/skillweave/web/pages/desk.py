"""The desk of a reviewer: who works on which item, and the item page filled for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from skillweave.domain.competency import Framework
from skillweave.domain.keymap import Action
from skillweave.domain.queue import ItemShown
from skillweave.domain.review import Decision, ReviewKind, Skill, Verdict
from skillweave.errors import ConflictError
from skillweave.frameworks.search import CompetencySearch, Hit
from skillweave.ports import ClaimStore
from skillweave.web.pages.adjudicate_view import Settling, settle_view
from skillweave.web.pages.item_view import REASONS, SKIPS, Card, ItemPage, blank_card, in_words, item_page, skill_value
from skillweave.web.pages.names import called, source_of, with_source
from skillweave.web.services import Services, services
from skillweave.web.viewer import Access, page

KEY_WORDS: Mapping[Action, str] = {
    Action.CONFIRM: "Confirm",
    Action.REJECT: "Reject",
    Action.CORRECT: "Correct: name another skill",
    Action.UNSURE: "Unsure: ask a second reviewer",
    Action.ADD: "Add a missing skill",
    Action.NEXT: "Next claim",
    Action.PREVIOUS: "Previous claim",
    Action.NEXT_EVIDENCE: "Next evidence of this claim",
    Action.PREVIOUS_EVIDENCE: "Previous evidence of this claim",
    Action.TEXT: "To the text, at the evidence",
    Action.UNDO: "Undo; with Shift, redo",
    Action.SKIP: "Skip this text",
    Action.GUIDELINES: "Guidelines",
    Action.HISTORY: "History",
    Action.HELP: "These keys",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A competency that the search box found."""

    value: str
    label: str
    source: str
    """Short name of the framework."""
    path: str


@dataclass(frozen=True, slots=True)
class Edit:
    """An editor that is open on the page without a script."""

    claim: str
    """The claim that is corrected, or `new`."""
    framework: str
    q: str
    hits: tuple[Found, ...]
    levels: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A claim that was decided in between, with both decisions."""

    claim: str
    theirs: str
    mine: str
    again: Mapping[str, str]
    """Form fields that say mine again, at the present version."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works on which item, with what."""

    request: Request
    access: Access
    item: str

    @property
    def given(self) -> Services:
        """What the server was started with."""
        return services(self.request)

    @property
    def person(self) -> str:
        """Id of the person."""
        return self.access.viewer.person

    @property
    def store(self) -> ClaimStore:
        """The store of the person's tenant."""
        return self.given.open_store(self.access.viewer.tenant)

    def show(self) -> ItemShown:
        """Give the item as the person may see it now."""
        return self.store.show(self.item, self.person, self.given.clock())

    def cards(self) -> tuple[Card, ...]:
        """Give the cards of the page as it is now; of who settles the item, differences first."""
        item = self.show()
        shown = item_page(item, self.given.frameworks, self.given.clock())
        if item.kind is not ReviewKind.ADJUDICATION:
            return shown.cards
        settling = _settling(self, shown)
        return tuple(one.card for one in (*settling.differing, *settling.equal))

    def to_item(self, place: str = "") -> Response:
        """Lead back to the item's page, at a place of it."""
        return RedirectResponse(f"/i/{self.item}{place}", 303)


def show_page(
    at: Desk,
    *,
    edit: Edit | None = None,
    clash: Clash | None = None,
    notices: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    """Fill the item page.

    Args:
        at: Who works on which item.
        edit: An editor that is open, where there is no script to open it.
        clash: A claim that was decided in between.
        notices: Messages at the top, each with its tone.
        status: The HTTP status.
    """
    viewer, given = at.access.viewer, at.given
    item = at.show()
    shown = item_page(item, given.frameworks, given.clock())
    settling = _settling(at, shown) if item.kind is ReviewKind.ADJUDICATION else None
    lists = given.open_lists(viewer.tenant)
    queue = lists.queue(at.access.queue, viewer.person, viewer.role, given.clock())
    return page(
        at.request,
        "adjudicate.html.j2" if settling else "item.html.j2",
        viewer,
        status=status,
        page=settling.page if settling else shown,
        settling=settling,
        queue=queue,
        edit=edit,
        clash=clash,
        notices=notices,
        nothing_said=None if item.claims else _said_nothing(at),
        keys={action.value: key for action, key in _keys(at).items()},
        key_words={action.value: words for action, words in KEY_WORDS.items()},
        keymap=json.dumps({action.value: key for action, key in _keys(at).items()}),
        reasons=REASONS,
        reasons_json=json.dumps({reason.value: words for reason, words in REASONS.items()}),
        skips=SKIPS,
        blank=blank_card(),
        new_id=lambda: str(uuid4()),
    )


def _keys(at: Desk) -> dict[Action, str]:
    return {Action(action): key for action, key in at.access.viewer.keymap.items()}


def _settling(at: Desk, shown: ItemPage) -> Settling:
    rules = at.given.open_queues(at.access.viewer.tenant).rules(at.access.queue)
    return settle_view(shown, at.store.reviews_of(at.item), at.given.frameworks, reason_required=rules.reason_required)


def _said_nothing(at: Desk) -> str | None:
    """Give the id of the person's decision that there is nothing; None where they did not say so, or took it back."""
    own = [one.decision for one in at.store.history(at.item) if one.person == at.person and one.decision.claim is None]
    return own[-1].id if own and own[-1].verdict is Verdict.NONE else None


def open_edit(at: Desk, claim: str, framework: str, q: str) -> Edit:
    """Open an editor with what was searched for."""
    chosen = at.given.frameworks.get(framework)
    levels = chosen.levels if chosen else ()
    return Edit(claim, framework, q, find(at.given.search, at.given.frameworks, framework, q), levels)


def find(search: CompetencySearch, frameworks: Mapping[str, Framework], framework: str, q: str) -> tuple[Found, ...]:
    """Find competencies by typed words, in one framework or in all."""
    hits = search.find(q, frameworks={framework} if framework else None).hits
    return tuple(_found(Skill(framework=hit.framework, code=hit.competency.code), hit, frameworks) for hit in hits)


def _found(skill: Skill, hit: Hit, frameworks: Mapping[str, Framework]) -> Found:
    return Found(
        skill_value(skill),
        called(skill, hit.competency.label, frameworks),
        source_of(skill.framework, frameworks),
        " › ".join((*reversed(hit.parents), skill.code)),
    )


def named(at: Desk, error: ConflictError) -> ConflictError:
    """Tell a script what the competency in force is called, as cards do."""
    replacement = error.now.get("replacement")
    label = with_source(Skill.model_validate(replacement), "", at.given.frameworks) if replacement else None
    return ConflictError(error.code, str(error), {**error.now, "label": label})


def clash_of(at: Desk, decision: Decision, error: ConflictError) -> Clash:
    """Put both decisions on one claim beside each other."""
    now, frameworks = error.now, at.given.frameworks
    mine = {
        "claim": decision.claim or "",
        "seen_version": str(now.get("version", "")),
        "draft": decision.model_dump_json(
            include={"verdict", "replacement", "level", "reason", "spans", "note"}, exclude_none=True
        ),
    }
    by = f" (by {now['by']})" if now.get("by") else ""
    return Clash(
        claim=decision.claim or "",
        theirs=in_words(now, frameworks) + by,
        mine=in_words(decision.model_dump(mode="json"), frameworks),
        again=mine,
    )
