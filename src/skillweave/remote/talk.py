"""What is asked of an endpoint and what comes back, whatever library carries it."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import OutgoingText

_LETTERS_A_TOKEN = 3.0
"""English has about four; fewer means that an estimate is rather too high."""
_TOKENS_A_MESSAGE = 8
_TOLD_AT_MOST = 200

REFUSES_TEXT = frozenset({400, 413, 422})
"""How an endpoint refuses what it finds wrong in a request, such as a text that is too long for its model."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: parts that went through the gate one by one, sent as one text."""

    role: Literal["system", "user", "assistant"]
    parts: Sequence[OutgoingText]

    @property
    def text(self) -> str:
        """What is sent."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request.

    Attributes:
        messages: In their order.
        reply_at_most: Most tokens of the reply.
        schema: JSON schema that the reply must fit; None for none.
        purpose: What it is for, for the log of what was sent.
        about: Ids that the log holds as hashes.
        turn: What is asked again on purpose, to see whether the answer is the same, has another number: it is another
            request, with a reply of its own.
    """

    messages: Sequence[Message]
    reply_at_most: int
    schema: Mapping[str, Any] | None
    purpose: str
    about: Sequence[str] = ()
    turn: int = 0

    def replaced(self) -> Mapping[Sort, int]:
        """Count what the gate replaced in all parts."""
        total: Counter[Sort] = Counter()
        for message in self.messages:
            for part in message.parts:
                total.update(part.replaced)
        return total

    def body(self) -> dict[str, Any]:
        """Give what decides the answer, but for the endpoint's own settings."""
        messages = [{"role": message.role, "content": message.text} for message in self.messages]
        turn = {"turn": self.turn} if self.turn else {}
        return {"messages": messages, "reply_at_most": self.reply_at_most, "schema": self.schema, **turn}

    def tokens_in(self) -> int:
        """Estimate the tokens that are sent, rather too high."""
        letters = sum(len(message.text.encode()) for message in self.messages)
        letters += len(json.dumps(self.schema)) if self.schema else 0
        return math.ceil(letters / _LETTERS_A_TOKEN) + _TOKENS_A_MESSAGE * len(self.messages)


class Finish(StrEnum):
    """Why a reply ended."""

    STOP = "stop"
    LENGTH = "length"
    REFUSED = "refused"
    OTHER = "other"
    REJECTED = "rejected"
    """The endpoint would not take the request for what stands in it; the text is its reason."""


class Usage(BaseModel):
    """Tokens of a request, as the endpoint counts them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.tokens_in + self.tokens_out

    def __add__(self, other: "Usage") -> "Usage":
        """Add two."""
        return Usage(tokens_in=self.tokens_in + other.tokens_in, tokens_out=self.tokens_out + other.tokens_out)


class Reply(BaseModel):
    """A reply; whether its text can be used is for who asked to say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    finish: Finish
    usage: Usage
    model: str
    """Which model the endpoint says it was."""


def on_one_line(told: object) -> str:
    """Give what an endpoint says, short and on one line; it might repeat a text, so it is cut."""
    return " ".join(str(told).split())[:_TOLD_AT_MOST]


def fingerprint(value: object) -> str:
    """Hash a JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
