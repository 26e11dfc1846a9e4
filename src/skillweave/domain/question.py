"""What a judge is asked of one entry, and what it answers."""

from dataclasses import dataclass

from skillweave.domain.claim import Match
from skillweave.domain.competency import Kind
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Offered:
    """A competency that a judge may add.

    Attributes:
        framework: Id of its framework.
        code: Its code there.
        label: Its name.
        kind: What sort of skill the framework names.
        verification: Whether its name is checked.
        parents: Labels above it, nearest first.
        match: The match that fell short, if there was one.
    """

    framework: str
    code: str
    label: str
    kind: Kind
    verification: str
    parents: tuple[str, ...] = ()
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One entry with the competencies that are uncertain in it, and those that may be added.

    Attributes:
        experience: The entry.
        candidates: What is asked about.
        further: What may be added.
        beside: The entry's other claims, to compare with; they are not asked about.
    """

    experience: Experience
    candidates: tuple[Match, ...]
    further: tuple[Offered, ...] = ()
    beside: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judge says to a question.

    Attributes:
        judgements: One a candidate, in their order.
        further: What it adds: the place in `Question.further`, and why.
        refused: How many additions it named that could not be used.
        flags: Notes for the reviewer on the entry, such as `instructions`.
        is_unheard: Whether it could have added something, and nothing that it said of that could be read.
    """

    judgements: tuple[Judgement, ...]
    further: tuple[tuple[int, Judgement], ...] = ()
    refused: int = 0
    flags: tuple[str, ...] = ()
    is_unheard: bool = False
