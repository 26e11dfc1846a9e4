"""Labelled samples as types: a case, a set of cases, and what a system says about one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span

GOLD = 3.0
"""Grade from which a competency counts as shown: 3 strongly implied, 4 plainly shown. Reviewers confirm these."""


class Task(StrEnum):
    """What a set can measure."""

    RANKING = "ranking"
    """Which competencies a text shows: every case has its full gold."""
    CLAIMS = "claims"
    """Whether the claims made at the operating threshold are right; cases without gold count."""
    EVIDENCE = "evidence"
    """Which words show a competency: gold spans by code."""
    SPANS = "spans"
    """Which words show any skill: gold spans without a code, under `ANY`, against the words quoted for any claim."""
    STATED = "stated"
    """Which words name a skill, whoever has it: the same gold, against what a system marks without a claim."""
    ABSTENTION = "abstention"
    """Whether a text carries evidence at all: each case says so by its `carries`."""


ANY = ""
"""Code under which spans without a competency are kept."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text.

    Attributes:
        id: Unique in its set.
        text: What a system is given.
        grades: Code -> 0 to 4; what is not named is 0. Plain gold labels have grade 4.
        spans: Code -> where the text shows it; empty where nobody marked it.
        slices: Dimension -> value, such as `source` -> `tech`; figures are given for each value apart.
        group: Cases of one group (a person, an occupation, a document) are drawn together in the bootstrap.
        twin_of: Id of the case of which this is a lightly changed version; not part of a set's own figures.
        carries: Whether the text carries evidence of anything; None where nobody said.
    """

    id: str
    text: str
    grades: Mapping[str, float]
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    slices: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    twin_of: str | None = None
    carries: bool | None = None

    @property
    def gold(self) -> frozenset[str]:
        """Codes that the text shows."""
        return frozenset(code for code, grade in self.grades.items() if grade >= GOLD)


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Cases and the framework they are labelled with.

    Attributes:
        name: Name in reports.
        framework: What the cases are matched with.
        candidates: Its codes that can be gold: rankings are over these.
        cases: In file order, twins included.
        tasks: What it can measure.
        first_person: Whether students or people like them wrote it: then the context gate is on.
        synthetic: Whether the texts were written for the purpose.
        says: What the set can and cannot say, in one sentence.
        floors: Figure -> what it must not fall below.
    """

    name: str
    framework: Framework
    candidates: frozenset[str]
    cases: tuple[Case, ...]
    tasks: frozenset[Task]
    first_person: bool
    synthetic: bool
    says: str
    floors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that a system makes at its operating threshold.

    Attributes:
        code: The competency.
        score: Higher is surer.
        confidence: Probability of being right; None where the system has none.
        spans: The words quoted.
    """

    code: str
    score: float
    confidence: float | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a system says about one case.

    Attributes:
        ranking: Candidate codes, best first; a system may leave out its tail.
        scores: Their scores, in the same order.
        claims: What it claims, best first; None for a system that only ranks.
        evidence: For each gold code with spans: the words it would quote for it, the best first; None where it quotes
            nothing.
        stated: Words that name a skill, whoever has it; None for a system that does not look for them.
    """

    ranking: tuple[str, ...]
    scores: tuple[float, ...]
    claims: tuple[Claimed, ...] | None = None
    evidence: Mapping[str, tuple[Span, ...]] | None = None
    stated: tuple[Span, ...] | None = None


class System(Protocol):
    """Anything that can be measured: skillweave, a baseline, a peer."""

    @property
    def name(self) -> str:
        """Name in reports."""
        ...

    def predict(self, data: LabelledSet, /) -> Sequence[Prediction]:
        """Give one prediction a case, in their order."""
        ...
