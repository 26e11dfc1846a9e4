"""What a browser may send of a decision: form fields or JSON, read into decisions of the domain."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import NAMESPACE_URL, uuid5

from fastapi import Request
from pydantic import ValidationError

from skillweave.domain.review import Decision, Skill, SkipReason, Verdict, Via
from skillweave.domain.span import Span
from skillweave.errors import RefusedError
from skillweave.web.stops import Stop

_PLAIN = ("id", "claim", "verdict", "seen_version", "reason", "level", "note", "supersedes", "via")
_DRAFTED = ("verdict", "replacement", "level", "reason", "spans", "note")
"""What a button may carry of a decision that says again what another one said."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The body of a request: JSON as it came, or the fields of a form."""

    json: bytes | None
    fields: Mapping[str, str]

    def field(self, name: str) -> str:
        """Give a field without space around it; empty where there is none."""
        return self.fields.get(name, "").strip()


async def sent(request: Request) -> Sent:
    """Read the body of a request; a dependency. Of fields of the same name the last counts."""
    body = await request.body()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        return Sent(body, {})
    try:
        return Sent(None, dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)))
    except ValueError as error:
        raise Stop(422, "invalid", "These are no fields of a form.") from error


def read_decision(given: Sent, item: str, text: str) -> Decision:
    """Read one decision on an item.

    Args:
        given: JSON of a `Decision`, or form fields: its names, `skill` as `framework:code` for the replacement,
            `quote` or `whole` for the evidence.
        item: The item that the address names.
        text: The item's text, in which `quote` is looked for.

    Raises:
        Stop: `invalid`.
        RefusedError: `bad_span`: the quote does not stand in the text; `unknown_competency`: no skill was chosen.
    """
    try:
        if given.json is not None:
            decision = Decision.model_validate_json(given.json)
        else:
            decision = Decision.model_validate(_from_fields(given, item, text))
    except ValidationError as error:
        raise Stop(422, "invalid", _in_words(error)) from error
    if decision.item != item:
        raise Stop(422, "invalid", "The decision is on another item.")
    return decision


def read_skip(given: Sent) -> SkipReason:
    """Read why an item is skipped.

    Raises:
        Stop: `invalid`.
    """
    try:
        return SkipReason(given.field("reason"))
    except ValueError as error:
        raise Stop(422, "invalid", "Say why you skip this text.") from error


def find_quote(text: str, typed: str) -> Span | None:
    r"""Find typed words in a text: the same words with any space between them, at their first place.

    Example:
        >>> find_quote("I led\r\nthe team.", " led the team ")
        Span(start=2, end=15)
    """
    words = typed.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return Span(start=found.start(), end=found.end()) if found else None


def linked_id(decision: str, claim: str) -> str:
    """Make the id of a decision that another one brings about, the same each time the form is sent."""
    return str(uuid5(NAMESPACE_URL, f"{decision}/{claim}"))


def _from_fields(given: Sent, item: str, text: str) -> dict[str, object]:
    found: dict[str, object] = {name: value for name in _PLAIN if (value := given.field(name))}
    found.update(_drafted(given.field("draft")))
    if "note" in given.fields:
        found["note"] = given.field("note")  # an empty one takes the note away
    found["item"] = item
    if not found.get("seen_version"):
        found["seen_version"] = 0
    found.setdefault("via", Via.BUTTON)
    found["gap"] = bool(given.field("gap"))
    if found.get("verdict") in (Verdict.CORRECT, Verdict.ADD) and "replacement" not in found:
        found["replacement"] = _skill(given.field("skill"))
    spans = _spans(given, text)
    if spans:
        found["spans"] = spans
    return found


def _drafted(draft: str) -> dict[str, object]:
    if not draft:
        return {}
    try:
        said = json.loads(draft)
    except ValueError as error:
        raise Stop(422, "invalid", "The decision cannot be read.") from error
    if not isinstance(said, dict):
        raise Stop(422, "invalid", "The decision cannot be read.")
    return {name: said[name] for name in _DRAFTED if name in said}


def _skill(value: str) -> Skill:
    framework, _, code = value.partition(":")
    if not framework or not code:
        raise RefusedError("unknown_competency", "Choose a skill from the list first.")
    return Skill(framework=framework, code=code)


def _spans(given: Sent, text: str) -> tuple[Span, ...]:
    if given.field("whole") and text:
        return (Span(start=0, end=len(text)),)
    quote = given.field("quote")
    if not quote:
        return ()
    found = find_quote(text, quote)
    if found is None:
        raise RefusedError("bad_span", "These words do not stand in the text. Copy them as they are written there.")
    return (found,)


def _in_words(error: ValidationError) -> str:
    """Name the fields at fault; never what was in them, for that may be a learner's words."""
    names = sorted({str(one["loc"][0]) if one["loc"] else str(one["msg"]) for one in error.errors(include_input=False)})
    return f"The decision cannot be read: {', '.join(names)}."
