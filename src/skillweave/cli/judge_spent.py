"""What a judge's run has taken: said, and kept as a line, however the run ends."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from skillweave.privacy.sent import utc
from skillweave.remote.spent import Spent, add_spent

if TYPE_CHECKING:
    from skillweave.judge_wiring import Door
    from skillweave.llm.judge import LlmJudge

_MOST_TOLD = 20


def tell_spent(door: "Door", judges: "Sequence[LlmJudge]") -> None:
    """Say what was used, or may have been, and write it beside the log of what was sent.

    Args:
        door: The way to the endpoint, whose budget has counted everything: tries that broke off in full, and the
            answers of a batch when they were collected.
        judges: Those that asked through it; the first gives its name.
    """
    _tell_rejected({name: why for one in judges for name, why in one.tally.rejected.items()})
    client = door.client
    used = client.budget.used
    requests, kept = sum(one.tally.requests for one in judges), sum(one.tally.kept for one in judges)
    cost = client.budget.prices.cost(used)
    click.echo(
        f"requests {requests} ({client.tries} tries), answered from what was kept {kept}; tokens {used.tokens_in:,} "
        f"sent, {used.tokens_out:,} received{'' if cost is None else f', cost {cost:.4f}'}",
        err=True,
    )
    if not client.tries and not used.total:
        return
    spent = Spent(
        at=utc(time.time()),
        to=client.host,
        judge=judges[0].judge_id,
        requests=requests,
        tries=client.tries,
        kept=kept,
        tokens_in=used.tokens_in,
        tokens_out=used.tokens_out,
        cost=cost,
    )
    path = door.sent_log.with_name("usage.jsonl")
    try:
        add_spent(path, spent)
    except OSError as error:
        # Not raised: it would stand in the place of what ended the run.
        click.echo(f"note: {path} cannot be written: {(error.strerror or str(error)).lower()}", err=True)


def _tell_rejected(rejected: Mapping[str, str]) -> None:
    """Name the entries that the endpoint would not be asked about."""
    if not rejected:
        return
    click.echo(
        f"{len(rejected)} entries were refused by the endpoint: what was asked about them is marked failed, and is not "
        "asked again",
        err=True,
    )
    for name, why in sorted(rejected.items())[:_MOST_TOLD]:
        click.echo(f"  {name}: {why}", err=True)
    if len(rejected) > _MOST_TOLD:
        click.echo(f"  and {len(rejected) - _MOST_TOLD} more", err=True)
