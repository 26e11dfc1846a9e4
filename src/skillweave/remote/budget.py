"""What a run may use: tokens and money are set aside before a request and settled after it."""

from dataclasses import dataclass
from threading import Lock

from skillweave.errors import BudgetError
from skillweave.remote.talk import Usage

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens; None where they are not known."""

    sent: float | None = None
    received: float | None = None

    def cost(self, usage: Usage) -> float | None:
        """Give the cost of a usage; None where a price is not known."""
        if self.sent is None or self.received is None:
            return None
        return (usage.tokens_in * self.sent + usage.tokens_out * self.received) / _MILLION


class Budget:
    """Counts what was used and what is set aside for requests that are on their way; threads may share it."""

    def __init__(self, *, tokens_at_most: int | None, cost_at_most: float | None, prices: Prices) -> None:
        """Start with nothing used."""
        self._tokens, self._cost = tokens_at_most, cost_at_most
        self.prices = prices
        self._used = Usage()
        self._aside = Usage()
        self._lock = Lock()

    @property
    def used(self) -> Usage:
        """What was used so far, or may have been: a request that broke off after it was sent counts in full."""
        return self._used

    def set_aside(self, most: Usage) -> None:
        """Make sure that a request fits, and keep room for it.

        Raises:
            BudgetError: It might pass a limit, together with those that are on their way.
        """
        with self._lock:
            after = self._used + self._aside + most
            self._check(after)
            self._aside = self._aside + most

    def settle(self, most: Usage, used: Usage) -> None:
        """Give back what was set aside, and count what was used."""
        with self._lock:
            self._aside = Usage(
                tokens_in=self._aside.tokens_in - most.tokens_in, tokens_out=self._aside.tokens_out - most.tokens_out
            )
            self._used = self._used + used

    def _check(self, after: Usage) -> None:
        remedy = "what was answered is kept: raise the limit and run again to go on"
        if self._tokens is not None and after.total > self._tokens:
            used = f"{self._used.total:,} are used"
            raise BudgetError(f"the next request might use more than {self._tokens:,} tokens ({used}); {remedy}")
        cost = self.prices.cost(after)
        if self._cost is not None and cost is not None and cost > self._cost:
            spent = self.prices.cost(self._used) or 0.0
            raise BudgetError(f"the next request might cost more than {self._cost:g} ({spent:.4f} is spent); {remedy}")
