"""What a rule of the gate is, and the parts that the patterns of several rules share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from skillweave.domain.claim import CutReason


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it fits where `pattern` is found and `unless` is not.

    Attributes:
        id: Name under which the rule is quoted to a reviewer.
        reason: Why the clause makes no claim.
        note: What the rule is for, and what it must leave alone.
        cues: Words of which one must occur.
        pattern: Regular expression over the joined words.
        unless: Regular expression that makes an exception.
        about: `writer` for clauses about the writer or nobody named, `any` for all.
    """

    id: str
    reason: CutReason
    note: str
    cues: str
    pattern: str
    unless: str = ""
    about: str = "writer"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its patterns ready."""

    rule: Rule
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def fits(self, joined: str) -> bool:
        """Tell whether the rule fits a clause's joined words."""
        return bool(self.pattern.search(joined)) and not (self.unless and self.unless.search(joined))


def any_of(*words: str | Iterable[str]) -> str:
    """Join alternatives, given as collections or with bars between them, the longest first."""
    listed = [word for group in words for word in (group.split("|") if isinstance(group, str) else group)]
    return "(?:" + "|".join(sorted(listed, key=lambda word: (-len(word), word))) + ")"


NEAR = (
    r"(?:^(?:[^\w\s] )*|\b(?:i|we|me|and|but|so|then|also|really|just|still|always|have|had|do|did|am|was|be|"
    r"definitely|actually|"
    r"honestly|only|mainly|mostly|someday|eventually|hopefully|maybe|probably|because|or|if|when|that|which|"
    r"some|even|now|tbh|"
    r"year|time|week|month|semester|summer|future|day|days|sometimes|though|first|on|th|t|m|w|f|got to|to) )"
)
"""What may stand right before a verb whose subject is the writer."""
