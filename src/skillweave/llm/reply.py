"""Reads a model's reply: what does not fit what was asked is refused, never guessed at."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import regex
from pydantic import BaseModel, ConfigDict, ValidationError

from skillweave.domain.claim import Match
from skillweave.domain.evidence import Evidence
from skillweave.errors import JudgeError
from skillweave.llm.located import located
from skillweave.privacy.outgoing import OutgoingText
from skillweave.remote.talk import Finish, Reply

_QUOTES_AT_MOST = 3
_REASON_AT_MOST = 300
_FENCED = regex.compile(r"\A\s*```(?:json)?\s*(?P<inside>.*?)\s*```\s*\Z", regex.DOTALL | regex.IGNORECASE)


class _Candidate(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    verdict: Literal["demonstrated", "implied", "not_shown"]
    quotes: list[str]
    reason: str


class _Further(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    verdict: Literal["demonstrated", "implied"]
    quotes: list[str]
    reason: str


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    candidates: list[_Candidate]
    further: list[_Further]


def _without_titles(value: Any) -> Any:  # noqa: ANN401  # JSON
    """Take out of a JSON schema what endpoints need not read."""
    if isinstance(value, dict):
        return {key: _without_titles(one) for key, one in value.items() if key not in ("title", "description")}
    return [_without_titles(one) for one in value] if isinstance(value, list) else value


SCHEMA: Mapping[str, Any] = _without_titles(_Reply.model_json_schema())
"""The JSON schema that an endpoint is held to."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that can be used."""

    verdict: Literal["demonstrated", "implied", "not_shown"]
    evidence: tuple[Evidence, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """A reply that was read.

    Attributes:
        given: Answers that can be used, by id.
        faults: What is wrong with the others, by id; those that were asked for and are missing are among them.
        further: Additions that can be used, by id.
        unfit: What is wrong with the other additions, by id.
        is_unread: Whether the reply was refused whole, so that nothing is known of what it would add.
    """

    given: dict[str, Given] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    further: dict[str, Given] = field(default_factory=dict)
    unfit: dict[str, str] = field(default_factory=dict)
    is_unread: bool = False

    @property
    def refused(self) -> int:
        """How many additions cannot be used."""
        return len(self.unfit)

    def then(self, second: "Read") -> "Read":
        """Put a second reply after this one: it was asked about what was wrong with this one.

        An addition that was wrong and does not come again stays among those that cannot be used.
        """
        further = self.further | second.further
        unfit = {one: why for one, why in (self.unfit | second.unfit).items() if one not in further}
        return Read(
            self.given | second.given, second.faults, further, unfit, is_unread=self.is_unread and second.is_unread
        )


def read_reply(
    reply: Reply,
    outgoing: OutgoingText,
    wanted: Collection[str],
    further: Collection[str],
    matches: Mapping[str, Match] = MappingProxyType({}),
) -> Read:
    """Read a reply.

    Args:
        reply: It.
        outgoing: The text that was sent, to find quotes in.
        wanted: Ids of the candidates that were asked about.
        further: Ids of what may be added.
        matches: What the matching found, by id: a quote that stands in the text several times is looked for there.

    Raises:
        JudgeError: It was cut off or refused, is not the JSON that was asked for, or names an id that was not given,
            or one twice: then nothing in it can be trusted.
    """
    parsed = _parsed(reply)
    _check_ids([one.id for one in parsed.candidates], wanted, "candidates")
    _check_ids([one.id for one in parsed.further], further, "further")
    given, faults = _parted(parsed.candidates, outgoing, matches)
    faults.update({one: "it was not answered" for one in wanted if one not in given | faults})
    return Read(given, faults, *_parted(parsed.further, outgoing, matches))


def _parted(
    answers: Sequence[_Candidate | _Further], outgoing: OutgoingText, matches: Mapping[str, Match]
) -> tuple[dict[str, Given], dict[str, str]]:
    """Give the answers that can be used, and what is wrong with the others."""
    found = {one.id: _answer(one, outgoing, matches.get(one.id)) for one in answers}
    return (
        {one: answer for one, answer in found.items() if isinstance(answer, Given)},
        {one: answer for one, answer in found.items() if isinstance(answer, str)},
    )


def _parsed(reply: Reply) -> _Reply:
    if reply.finish is Finish.LENGTH:
        raise JudgeError("the reply was cut off at its limit of tokens")
    if reply.finish is Finish.REFUSED:
        raise JudgeError("the model refused to answer")
    fenced = _FENCED.match(reply.text)
    try:
        return _Reply.model_validate_json(fenced["inside"] if fenced else reply.text)
    except ValidationError as error:
        raise JudgeError("the reply is not the JSON that was asked for") from error


def _check_ids(named: list[str], known: Collection[str], where: str) -> None:
    if set(named) - set(known):
        raise JudgeError(f"the reply names an id under {where} that was not given")
    if max(Counter(named).values(), default=0) > 1:
        raise JudgeError(f"the reply names an id under {where} twice")


def _answer(one: _Candidate | _Further, outgoing: OutgoingText, match: Match | None) -> Given | str:
    """Give the answer, or what is wrong with it."""
    if one.verdict == "not_shown":
        # A quote beside "not shown" rests nothing; it is left out.
        return Given(one.verdict, (), _short(one.reason))
    if not 1 <= len(one.quotes) <= _QUOTES_AT_MOST:
        return f"it needs one to {_QUOTES_AT_MOST} quotes"
    evidence: list[Evidence] = []
    for quote in one.quotes:
        found = located(quote.strip(), outgoing, match)
        if isinstance(found, str):
            return found
        if all(found.end <= other.start or other.end <= found.start for other in evidence):
            evidence.append(found)
    return Given(one.verdict, tuple(evidence), _short(one.reason))


def _short(reason: str) -> str:
    """Write a reason on one line without control characters, cut where it is too long."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())
    return plain if len(plain) <= _REASON_AT_MOST else plain[: _REASON_AT_MOST - 1] + "\u2026"
