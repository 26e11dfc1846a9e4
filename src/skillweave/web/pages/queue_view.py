"""What is said of a queue: how far it is, and why there is nothing to take; sentences only."""

import datetime as dt
import shlex
from dataclasses import dataclass

from skillweave.domain.queue import Next, NothingLeft, Role
from skillweave.review.rows import QueueRow


@dataclass(frozen=True, slots=True)
class Told:
    """Why there is no next item, and what to do instead."""

    heading: str
    message: str
    commands: tuple[str, ...] = ()
    kind: str = "info"


CLOSED = "closed"
_CLOSED = Told("This queue is closed", "Whoever manages it can open it again.")


@dataclass(frozen=True, slots=True)
class QueueCard:
    """A queue in a list or at the head of its page."""

    row: QueueRow
    can_review: bool
    can_settle: bool
    nothing: Told | None
    """Why there is nothing to take."""

    @property
    def percent(self) -> int:
        """Share of the items that are final, rounded down: 100 means all."""
        return 100 * self.row.final // self.row.total if self.row.total else 0


def queue_card(row: QueueRow) -> QueueCard:
    """Work out what a person can do in a queue."""
    nothing = why(row, row.blocked, row.free_at) if row.blocked is not None else None
    closed = row.state == CLOSED
    if closed:
        nothing = _CLOSED
    return QueueCard(
        row=row,
        can_review=row.role.covers(Role.REVIEWER) and row.total > 0 and not closed,
        can_settle=row.role.covers(Role.ADJUDICATOR) and row.adjudication > 0 and not closed,
        nothing=nothing,
    )


def why_not(row: QueueRow, found: Next) -> Told:
    """Say why `next_item` gave nothing."""
    return why(row, found.code or NothingLeft.ALL_DONE, found.free_at)


def why(row: QueueRow, code: NothingLeft, free_at: dt.datetime | None) -> Told:
    """Say why there is nothing to take."""
    if row.state == CLOSED:
        return _CLOSED
    tellers = {
        NothingLeft.EMPTY: _empty,
        NothingLeft.ALL_DONE: _all_done,
        NothingLeft.SEEN_REST: _seen_rest,
        NothingLeft.FILTERED: _filtered,
    }
    return tellers[code](row) if code in tellers else _all_held(row, free_at)


def _empty(row: QueueRow) -> Told:
    return Told(
        "Nothing has been put into this queue yet",
        "Somebody who runs skillweave translates a log and adds the result:",
        (
            "skillweave translate logs.csv -o out.jsonl",
            f"skillweave queue add out.jsonl --name {shlex.quote(row.name)}",
        ),
    )


def _all_done(row: QueueRow) -> Told:
    waiting = ""
    if row.adjudication:
        waiting = f" {items(row.adjudication)} {'waits' if row.adjudication == 1 else 'wait'} for an adjudicator."
    message = f"{items(row.mine)} by you, {row.total:,} in all.{waiting}"
    heading = "This queue is finished" if not row.adjudication else "Nothing is left to review here"
    return Told(heading, message, kind="good")


def _seen_rest(row: QueueRow) -> Told:
    left = row.open or row.adjudication
    verb = "needs" if left == 1 else "need"
    return Told("You have seen the rest", f"The {items(left)} left {verb} a second reviewer other than you.")


def _filtered(row: QueueRow) -> Told:
    return Told(
        "No text matches the languages and frameworks set for you",
        f"{items(row.open)} {'is' if row.open == 1 else 'are'} open without them. A manager can change what you are "
        "offered.",
    )


def _all_held(row: QueueRow, free_at: dt.datetime | None) -> Told:
    by = f"{row.holders} reviewer{'s' if row.holders != 1 else ''}" if row.holders else "others"
    until = f"; the next one frees up by {free_at:%H:%M} UTC at the latest" if free_at is not None else ""
    held = row.held or row.open
    verb = "is" if held == 1 else "are"
    return Told("All open texts are with others", f"{items(held)} {verb} open with {by}{until}.")


def items(count: int) -> str:
    """Count the texts of items in words.

    Example:
        >>> items(1), items(1204)
        ('1 text', '1,204 texts')
    """
    return f"{count:,} text{'s' if count != 1 else ''}"
