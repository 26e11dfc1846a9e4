"""What asking would take: each request once, however many entries are equal, whole or in chunks."""

from dataclasses import dataclass, field

from skillweave.remote.talk import Ask, Usage


@dataclass(slots=True)
class Estimate:
    """A sum that grows with each chunk of questions.

    Attributes:
        claims: Claims that would be asked about.
        requests: Requests that no reply is kept for.
        kept: Questions that are answered already.
        equal: Questions that one of these requests answers too, because the entries are equal.
        once: Tokens at most if no answer is refused.
        most: Tokens at most if every answer is refused and asked for once more.
    """

    claims: int = 0
    requests: int = 0
    kept: int = 0
    equal: int = 0
    once: Usage = field(default_factory=Usage)
    most: Usage = field(default_factory=Usage)
    _seen: set[str] = field(default_factory=set)

    def add(self, key: str, ask: Ask, again: Ask | None) -> None:
        """Count a request, unless it was counted before.

        Args:
            key: Its name.
            ask: It.
            again: The largest request that could follow; None for none.
        """
        if key in self._seen:
            self.equal += 1
            return
        self._seen.add(key)
        self.requests += 1
        self.once += _most(ask)
        self.most += _most(ask) + (_most(again) if again else Usage())


def _most(ask: Ask) -> Usage:
    return Usage(tokens_in=ask.tokens_in(), tokens_out=ask.reply_at_most)
