"""What commands that ask a judge say of the way to it; loads no client, so that the help of a command is quick."""

from typing import TYPE_CHECKING

import click

from skillweave.cli.gate import tell_notes, who_is_replaced
from skillweave.remote.talk import Usage

if TYPE_CHECKING:
    from skillweave.judge_wiring import Door


def tell_where(door: "Door") -> None:
    """Say where texts go, what is replaced in them first, and where that is written down."""
    names = who_is_replaced(door.gate)
    click.echo(f"uncertain claims go to {door.client.host}; {names} are replaced first", err=True)
    click.echo(f"what is sent is written down, without texts, in {door.sent_log}", err=True)
    tell_notes(door.gate)


def price_of(door: "Door", tokens_in: int, tokens_out: int) -> str:
    """Say what tokens cost."""
    cost = door.client.budget.prices.cost(Usage(tokens_in=tokens_in, tokens_out=tokens_out))
    return "the settings name no prices" if cost is None else f"at most {cost:.4f} at the prices of the settings"
