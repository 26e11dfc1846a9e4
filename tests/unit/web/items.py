"""Items as a person may see them, for tests of the pages."""

import datetime as dt
from collections.abc import Mapping

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Kind
from skillweave.domain.queue import ClaimShown, ItemShown
from skillweave.domain.review import ClaimState, ItemState, Origin, ReviewKind, Skill
from skillweave.domain.span import Span

NOW = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
TEXT = "I led the team.\r\nWe built a boat 🚣🏽‍♀️ and sold it."


def claim(label: str = "Lead", *quotes: str, **changed: object) -> ClaimShown:
    """Show a suggested claim on words of the text."""
    starts = {quote: TEXT.index(quote) for quote in quotes or ("led the team",)}
    spans = [Span(start=start, end=start + len(quote)) for quote, start in starts.items()]
    usual: Mapping[str, object] = {
        "id": f"id-{label}",
        "skill": Skill(framework="people", code=label.upper()),
        "framework_version": "1",
        "label": label,
        "parents": ("Leading", "People skills"),
        "kind": Kind.TRANSFERABLE,
        "origin": Origin.SUGGESTED,
        "evidence": tuple(Evidence.of(span, TEXT) for span in spans),
        "intact": True,
        "confidence": 0.9,
        "rank": 1,
        "flags": (),
        "link_group": None,
        "version": 1,
        "state": ClaimState.SUGGESTED,
    }
    return ClaimShown.model_validate({**usual, **changed})


def item(*claims: ClaimShown, **changed: object) -> ItemShown:
    """Show an item that is held by the person who looks at it."""
    usual: Mapping[str, object] = {
        "id": "i1",
        "queue": "q1",
        "experience": "e1",
        "title": "Log 1",
        "text": TEXT,
        "language": "en",
        "state": ItemState.OPEN,
        "kind": ReviewKind.REVIEW,
        "blind": False,
        "revealed": True,
        "finished": False,
        "lease_token": "t",
        "lease_until": NOW + dt.timedelta(minutes=20),
        "claims": claims,
    }
    return ItemShown.model_validate({**usual, **changed})
