"""What the forms of the page for managers mean: rules, members, a policy; read and checked."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from skillweave.domain.queue import Member, Policy, QueueRules, Role
from skillweave.errors import RefusedError
from skillweave.web.forms import Sent

Model = TypeVar("Model", bound=BaseModel)

MEMBER_ROLES = (Role.READER, Role.REVIEWER, Role.ADJUDICATOR)
"""What a person can be in a queue; managers and admins are so in all queues."""

_RATES: Mapping[str, str] = {
    "irr_rate": "the share reviewed twice",
    "blind_rate": "the share with the text first",
    "catch_rate": "the share with planted suggestions",
    "random_slice": "the share drawn at random",
}
_NAMES: Mapping[str, str] = {
    **_RATES,
    "reviews_required": "the number of reviews",
    "order_by": "the order",
    "keep_texts_until": "the day until which texts are kept",
    "at_least": "the confidence",
    "target": "the precision wanted",
    "framework": "the framework",
    "role": "the role",
}


def read_rules(given: Sent, before: QueueRules) -> QueueRules:
    """Read the form of rules; the policy and the seed stay as they are.

    Raises:
        RefusedError: `invalid`, naming what cannot be used.
    """
    values: dict[str, Any] = before.model_dump()
    values |= {name: _percent(given, name) for name in _RATES}
    values["reviews_required"] = given.field("reviews_required")
    values["order_by"] = given.field("order_by")
    values["show_confidence"] = bool(given.field("show_confidence"))
    values["reason_required"] = bool(given.field("reason_required"))
    values["keep_texts_until"] = _day(given.field("keep_texts_until"))
    return _checked(QueueRules, values)


def read_policy(given: Sent) -> Policy:
    """Read the form of a policy.

    Raises:
        RefusedError: `invalid`.
    """
    framework = given.field("framework")
    values = {
        "id": f"{re.sub(r'[^a-z0-9]+', '-', framework.lower()).strip('-')[:30]}-sure",
        "framework": framework,
        "at_least": _percent(given, "at_least"),
        "target": _percent(given, "target"),
    }
    if not framework:
        raise _invalid(["framework"])
    return _checked(Policy, values)


def read_member(given: Sent, frameworks: tuple[str, ...]) -> Member:
    """Read the form of a member; frameworks come as a field each.

    Raises:
        RefusedError: `invalid`.
    """
    role = given.field("role")
    if role not in MEMBER_ROLES:
        raise _invalid(["role"])
    languages = tuple(dict.fromkeys(one for one in re.split(r"[\s,;]+", given.field("languages").lower()) if one))
    chosen = tuple(one for one in frameworks if given.field(f"framework:{one}"))
    if any(not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", one) for one in languages):
        raise RefusedError("invalid", "Languages are codes such as en or es.")
    return Member(person=given.field("person"), role=Role(role), languages=languages, frameworks=chosen)


def _percent(given: Sent, name: str) -> float:
    try:
        value = float(given.field(name).replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise _invalid([name], " It is a number from 0 to 100.")
    return round(value / 100, 6)


def _day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words) if words else None
    except ValueError as error:
        raise _invalid(["keep_texts_until"]) from error


def _checked(model: type[Model], values: Mapping[str, Any]) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _invalid(sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]})) from error


def _invalid(names: list[str], more: str = "") -> RefusedError:
    told = ", ".join(_NAMES.get(name, name) for name in names)
    return RefusedError("invalid", f"This cannot be used: {told}.{more}", {"fields": names})
