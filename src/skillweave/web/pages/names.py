"""How pages call frameworks and competencies, so that two that are named alike can be told apart."""

import re
import textwrap
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from skillweave.domain.competency import Framework
from skillweave.domain.review import Skill

_LONGEST = 40
_BEGINNING = 60
_BEFORE_DOTS = re.compile(r"[\s:;,]+…$")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")

Frameworks = Mapping[str, Framework]


@lru_cache(maxsize=1_000)
def shortened(name: str) -> str:
    """Shorten the name of a framework: what stands in brackets goes, then whole words at the end.

    Example:
        >>> shortened("Durable Skills (10 competencies)")
        'Durable Skills'
        >>> shortened("Common Core State Standards: ELA/Literacy College and Career Readiness")
        'Common Core State Standards…'
        >>> shortened("Common Core State Standards: Mathematics (practices, domains)")
        'Common Core State Standards: Mathematics'
    """
    bare = _IN_BRACKETS.sub("", name).strip() or name
    return bare if len(bare) <= _LONGEST else _beginning(bare, _LONGEST)


def source_of(framework: str, frameworks: Frameworks) -> str:
    """Give the short name of a framework; its id where it is not known, or where another one would be called so too."""
    if framework not in frameworks:
        return framework
    short = shortened(frameworks[framework].name)
    alike = Counter(shortened(one.name) for one in frameworks.values())
    return short if alike[short] == 1 else framework


def called(skill: Skill, label: str, frameworks: Frameworks) -> str:
    """Name a competency; beside a bare code stands how its description begins."""
    known = frameworks[skill.framework].by_code.get(skill.code) if skill.framework in frameworks else None
    name = label or (known.label if known else skill.code)
    if known is None or not known.description or name.casefold() != skill.code.casefold():
        return name
    return f"{name}: {_beginning(known.description, _BEGINNING)}"


def _beginning(words: str, most: int) -> str:
    """Give the whole words that fit; of a single one that does not, its first letters."""
    short = _BEFORE_DOTS.sub("…", textwrap.shorten(words, most, placeholder="…"))
    return short if short != "…" else f"{words.strip()[: most - 1]}…"


def with_source(skill: Skill, label: str, frameworks: Frameworks) -> str:
    """Name a competency and its framework."""
    return f"{called(skill, label, frameworks)} ({source_of(skill.framework, frameworks)})"
