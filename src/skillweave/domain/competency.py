"""What a text is matched with: frameworks, their competencies, and the skill concepts they share."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ConceptId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Elsewhere = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*:\S(.*\S)?$", max_length=281)]
"""An entry of another framework, as `framework:code`."""
FrameworkId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=80)]


class Kind(StrEnum):
    """What sort of skill a framework names."""

    CORE = "core"
    TECHNICAL = "technical"
    TRANSFERABLE = "transferable"


class Verification(StrEnum):
    """How sure it is that a name is the publisher's: read in a public source, or written from memory."""

    VERIFIED = "verified"
    RECALLED = "recalled"

    @property
    def shown(self) -> Literal["verified", "unverified"]:
        """Give the word that people are shown: a recalled name is an unverified one."""
        return "verified" if self is Verification.VERIFIED else "unverified"


class Relation(StrEnum):
    """How a skill concept stands to a competency that links to it."""

    EXACT = "exact"
    NARROWER = "narrower"
    BROADER = "broader"
    RELATED = "related"


class ConceptLink(BaseModel):
    """One competency's link to one skill concept; `weight` says how surely the concept shows the competency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concept: ConceptId
    relation: Relation
    weight: Annotated[float, Field(gt=0, le=1)]


class Concept(BaseModel):
    """A skill concept: one observable behaviour that many frameworks name in their own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ConceptId
    name: Text
    definition: Text
    indicators: tuple[Text, ...]
    counter_indicators: tuple[Text, ...] = ()


class Concepts(BaseModel):
    """One version of the shared skill concepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    concepts: tuple[Concept, ...]
    content_hash: str

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """Concepts by their id."""
        return {concept.id: concept for concept in self.concepts}


class Competency(BaseModel):
    """One entry of a framework: what may be claimed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    label: Text
    verification: Verification = Verification.RECALLED
    parent: Code | None = None
    description: str = ""
    aliases: tuple[Text, ...] = ()
    indicators: tuple[Text, ...] = ()
    concepts: tuple[ConceptLink, ...] = ()
    official_id: str | None = None
    falls_under: Elsewhere | None = None
    """What most of it belongs to in another framework: signs that were learned of that speak for it too."""
    heading: bool = False
    """True for an entry that only groups others or names a record: shown above its children, never claimed."""


class Framework(BaseModel):
    """A published list of competencies in one version, with what is known about its source.

    `content_hash` is the sha256 of the file it was read from, so that a claim can say what it was made with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: FrameworkId
    version: str
    name: str
    kind: Kind
    publisher: str
    source: str
    licence: str
    competencies: tuple[Competency, ...]
    complete: bool
    not_listed: str
    levels: tuple[Text, ...] = ()
    """Names of the levels of proficiency that a reviewer may give, the lowest first; empty where there are none."""
    content_hash: str

    @cached_property
    def by_code(self) -> Mapping[str, Competency]:
        """Competencies by their code."""
        return {competency.code: competency for competency in self.competencies}

    @property
    def claimable(self) -> bool:
        """Tell whether there is anything in it that may be claimed: not so for a shell, or a list of headings."""
        return any(not competency.heading for competency in self.competencies)

    def is_top(self, code: str) -> bool:
        """Tell whether an entry may be claimed and has nothing but headings above it."""
        return not self.by_code[code].heading and all(self.by_code[above].heading for above in self.ancestors(code))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Give the codes above one, nearest first."""
        above: list[str] = []
        parent = self.by_code[code].parent
        while parent is not None:
            above.append(parent)
            parent = self.by_code[parent].parent
        return tuple(above)
