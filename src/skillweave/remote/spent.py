"""Keeps what each run took: when, who was asked, requests, tokens, cost; never a text."""

from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict

from skillweave.privacy.sent import append_line


class Spent(BaseModel):
    """What one run took of an endpoint, as far as it is known or must be feared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    """When the run ended."""
    to: str
    """Scheme, host and port of the endpoint."""
    judge: str
    """A `Judge.judge_id`."""
    requests: int
    """Those that were answered in this run."""
    tries: int
    kept: int
    """Answers that were there already, or came for an equal request."""
    tokens_in: int
    tokens_out: int
    cost: float | None
    """At the prices of the settings; None where they name none."""


def add_spent(path: Path, spent: Spent) -> None:
    """Append one line.

    Raises:
        OSError: It cannot be written.
    """
    append_line(path, spent.model_dump_json())
