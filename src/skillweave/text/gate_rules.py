"""The rules of the gate as one table, in the order in which they are tried; the first that fits decides.

A pattern is read over the words of one clause joined by single blanks, contractions opened (`did not`), marks
as words of their own. It is tried only where one of the rule's cue words occurs. The rules about the subject of a
clause (`other.*`, `employer.organisation`, `observed.taught`) are in `gate_others`, for they follow the grammar.
"""

import re
from collections.abc import Mapping
from functools import cache

from skillweave.text.rule import Compiled
from skillweave.text.rules_denial import DENIAL_RULES
from skillweave.text.rules_feeling import FEELING_RULES
from skillweave.text.rules_host import ADVERT_RULES, EMPLOYER_RULES
from skillweave.text.rules_watching import WATCHING_RULES

RULES = (*ADVERT_RULES, *EMPLOYER_RULES, *DENIAL_RULES, *FEELING_RULES, *WATCHING_RULES)


@cache
def compiled(place: int) -> Compiled:
    """Compile the rule at a place of the table, once, on first use: a short log calls few of them."""
    rule = RULES[place]
    return Compiled(rule, re.compile(rule.pattern), re.compile(rule.unless) if rule.unless else None)


@cache
def by_cue() -> Mapping[str, int]:
    """Map a cue word to the rules that it calls, a bit each."""
    calls: dict[str, int] = {}
    for place, rule in enumerate(RULES):
        for cue in rule.cues.split():
            calls[cue] = calls.get(cue, 0) | 1 << place
    return calls
