"""The composition root of the privacy gate: lists of names from the settings, and the finders over them."""

import hashlib
from dataclasses import dataclass

from skillweave.errors import PrivacyError
from skillweave.privacy.accepted import read_accepted
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.patterns import find_patterns
from skillweave.privacy.people import read_people
from skillweave.privacy.roster import make_roster
from skillweave.privacy.vocabulary import shipped_vocabulary
from skillweave.settings import PrivacyConfig

_NAMED = 10
"""Rows that a note names."""


@dataclass(frozen=True, slots=True)
class GateMade:
    """A gate, and what it was made of, to be told.

    Attributes:
        gate: It.
        people: How many people of the roster it knows.
        accepted: How many accepted names.
        left_out: Columns of the roster that were not read.
        has_names: Whether the roster holds names, not only nicknames and ids; true where there is none.
        unfound: Rows of the lists with a name or an id that is not found as it is listed.
        unheaded: Numbers of empty columns of the roster without a header.
        lists: Names what is read of the lists: with other people, other words are replaced.
    """

    gate: Gate
    people: int
    accepted: int
    left_out: tuple[str, ...]
    has_names: bool
    unfound: tuple[str, ...]
    lists: str
    unheaded: tuple[int, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """Give what a person must know before a text leaves: what of the lists is not looked for."""
        columns = (*map(repr, self.left_out), *(f"{number} (no header)" for number in self.unheaded))
        unread = tuple(f"column {name} of the roster is not read" for name in columns)
        if not self.unfound:
            return unread
        more = len(self.unfound) - _NAMED
        named = ", ".join(self.unfound[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        return (
            *unread,
            "a name or an id is too short to be looked for, or an ordinary word written small, and would leave as it "
            f"is: {named}",
        )


def make_gate(config: PrivacyConfig) -> GateMade:
    """Read the lists that the settings name, and make the gate.

    Raises:
        PrivacyError: A list cannot be read.
    """
    listed = read_people(config.roster) if config.roster else None
    accepted = read_accepted(config.accepted) if config.accepted else ()
    people = listed.people if listed else ()
    roster = make_roster([*people, *accepted], shipped_vocabulary().ordinary)
    gate = Gate([roster.find, find_patterns])
    return GateMade(
        gate,
        len(people),
        len(accepted),
        left_out=listed.left_out if listed else (),
        has_names=listed is None or listed.has_names,
        unfound=roster.unfound,
        unheaded=listed.unheaded if listed else (),
        lists=hashlib.sha256(repr((people, accepted)).encode("utf-8", "backslashreplace")).hexdigest()[:12],
    )


def make_outgoing_gate(config: PrivacyConfig) -> GateMade:
    """Make the gate for texts that are going to leave.

    Raises:
        PrivacyError: No roster is given, or one without names, and it is not said that none is wanted.
    """
    if config.roster is None and not config.without_roster:
        raise PrivacyError(
            "texts may leave this machine only with a list of names to replace: set privacy.roster to a CSV file, "
            "or privacy.without_roster = true if the texts hold no names"
        )
    made = make_gate(config)
    if not made.has_names and not config.without_roster:
        unread = "".join(f"; {note}" for note in made.notes()[: len(made.left_out)])
        raise PrivacyError(
            f"the roster {config.roster} holds no names, so names would leave: call its columns name, or first name "
            f"and last name, or set privacy.without_roster = true if the texts hold no names{unread}"
        )
    return made
