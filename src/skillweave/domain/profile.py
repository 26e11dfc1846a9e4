"""What an entry suggests of the quality of the experience: a level in each of three dimensions, with its words."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from skillweave.domain.evidence import Evidence


class Dimension(StrEnum):
    """What a level is about."""

    AUTONOMY = "autonomy"
    """How independent the learner was."""
    COMPLEXITY = "complexity"
    """How intricate, novel and ambiguous the work was."""
    CONTRIBUTION = "contribution"
    """How far the learner moved others and affected outcomes."""


class Level(StrEnum):
    """Levels of a dimension, from the lowest."""

    FOLLOW = "follow"
    ASSIST = "assist"
    APPLY = "apply"


LEVELS = tuple(Level)
"""The levels in their order."""

_Quotes = Annotated[tuple[Evidence, ...], Field(min_length=1)]
_Rules = Annotated[tuple[str, ...], Field(min_length=1)]


class Spoken(BaseModel):
    """What speaks for one level: never without words of the text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    evidence: _Quotes
    """In the order of the text, none overlapping another."""
    rules: _Rules
    """Ids of the rules that found it, such as `aut.apply.decided`."""


class Suggested(Spoken):
    """The highest level of a dimension that the text speaks for; a suggestion, and it stays one: a person decides."""

    dimension: Dimension
    status: Literal["suggested"] = "suggested"
    lower: tuple[Spoken, ...] = ()
    """What speaks for lower levels, the nearest first."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        places = [LEVELS.index(level) for level in (self.level, *(one.level for one in self.lower))]
        if places != sorted(set(places), reverse=True):
            raise ValueError("`lower` goes down from the level that is suggested")
        return self


class Profile(BaseModel):
    """The suggestions for one entry; None in a dimension means that the text does not tell, not the lowest level."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: str
    """Name and version of the rules."""
    autonomy: Suggested | None = None
    complexity: Suggested | None = None
    contribution: Suggested | None = None

    @model_validator(mode="after")
    def _in_their_places(self) -> Self:
        for dimension in Dimension:
            found = self.of(dimension)
            if found is not None and found.dimension is not dimension:
                raise ValueError(f"a suggestion for {found.dimension} stands under {dimension}")
        return self

    def of(self, dimension: Dimension) -> Suggested | None:
        """Give the suggestion for a dimension."""
        by_name = {
            Dimension.AUTONOMY: self.autonomy,
            Dimension.COMPLEXITY: self.complexity,
            Dimension.CONTRIBUTION: self.contribution,
        }
        return by_name[dimension]
