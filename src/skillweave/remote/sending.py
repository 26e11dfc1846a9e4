"""What is about to leave: checked, and put into a line for the log of what was sent; pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import OutgoingText
from skillweave.privacy.sent import Sent, utc
from skillweave.remote.talk import Ask


@dataclass(frozen=True, slots=True)
class Sending:
    """One request, for the log and the check."""

    parts: Sequence[OutgoingText]
    purpose: str
    about: Sequence[str]
    key: str
    replaced: Mapping[Sort, int]

    @classmethod
    def of(cls, ask: Ask, key: str, *, how: str = "") -> "Sending":
        """Make it of a request and its name; how it is sent stands behind its purpose."""
        parts = [part for message in ask.messages for part in message.parts]
        return cls(parts, ask.purpose + how, ask.about, key, ask.replaced())

    def check(self) -> None:
        """Refuse what only looks like a text that went through the gate.

        Raises:
            TypeError: A part is something else.
        """
        if any(type(part) is not OutgoingText for part in self.parts):
            raise TypeError("only an OutgoingText may leave; make it with Gate.let_out")

    def line(self, moment: float, host: str, model: str, attempt: int) -> Sent:
        """Give what is written down of a try, in seconds since 1970 and without a text."""
        return Sent(
            at=utc(moment),
            to=host,
            model=model,
            purpose=self.purpose,
            about=tuple(hashlib.sha256(one.encode()).hexdigest()[:12] for one in self.about),
            sha256=self.key,
            characters=sum(len(part.text) for part in self.parts),
            replaced=dict(self.replaced),
            attempt=attempt,
        )
