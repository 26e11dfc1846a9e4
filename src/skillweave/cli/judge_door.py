"""What commands that ask a judge say of the way to it; loads no client, so that the help of a command is quick."""

from typing import TYPE_CHECKING

import click

from skillweave.cli.gate import tell_notes, who_is_replaced
from skillweave.remote.talk import Usage

if TYPE_CHECKING:
    from skillweave.judge_wiring import Door
    from skillweave.llm.estimate import Estimate


def tell_where(door: "Door") -> None:
    """Say where texts go, what is replaced in them first, and where that is written down."""
    names = who_is_replaced(door.gate)
    click.echo(f"uncertain claims go to {door.client.host}; {names} are replaced first", err=True)
    click.echo(f"what is sent is written down, without texts, in {door.sent_log}", err=True)
    tell_notes(door.gate)


def tell_most(door: "Door", estimate: "Estimate") -> None:
    """Say what asking may take, without and with asking once more; nothing was sent for that."""
    for when, used in (("if no answer is refused", estimate.once), ("if each is asked for once more", estimate.most)):
        told = f"at most {used.tokens_in:,} tokens sent and {used.tokens_out:,} received (estimates)"
        click.echo(f"{when}: {told}: {_price_of(door, used)}")
    click.echo("nothing was sent or written")


def _price_of(door: "Door", used: Usage) -> str:
    cost = door.client.budget.prices.cost(used)
    return "the settings name no prices" if cost is None else f"at most {cost:.4f} at the prices of the settings"
