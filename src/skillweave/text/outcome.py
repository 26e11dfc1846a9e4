"""What the gate decides of one clause."""

from dataclasses import dataclass

from skillweave.domain.claim import CutReason


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reason and the rule behind it, or no reason: then the clause may carry a claim, with flags for the reviewer."""

    reason: CutReason | None = None
    rule: str | None = None
    flags: tuple[str, ...] = ()


ALLOWED = Outcome()
