"""What commands that send texts say of the privacy gate: who is replaced, and what of the lists is not looked for."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from skillweave.privacy_wiring import GateMade


def who_is_replaced(gate: "GateMade") -> str:
    """Count the people whom a gate knows."""
    return f"{gate.people} people of the roster and {gate.accepted} accepted names"


def tell_notes(gate: "GateMade") -> None:
    """Say which columns of the roster are not read, and what is too short to be found."""
    for note in gate.notes():
        click.echo(f"note: {note}", err=True)
