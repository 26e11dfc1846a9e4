"""Cases, sets and predictions made by hand, and a system that says what it was told to say."""

from collections.abc import Mapping, Sequence

from skillweave.domain.competency import Competency, Framework
from skillweave.domain.span import Span
from skillweave.evaluation.sets import Case, Claimed, LabelledSet, Prediction, Task
from skillweave.evaluation.statistics import Kind
from tests.tiny_frameworks import tiny_framework

CODES = "abcdefgh"
TEXT = "one two three four"
"""Words at 0-3, 4-7, 8-13 and 14-18."""
WIDTHS: dict[Kind, int] = {
    "mean": 2,
    "precision": 3,
    "recall": 3,
    "f1": 3,
    "macro_f1": 9,
    "balanced_accuracy": 4,
    "aurc": 3,
    "ece": 6,
}
"""Numbers a case gives to each kind of figure, for three labels and two bins."""


def letters() -> Framework:
    """Eight competencies; the label of `a` is `Label a`."""
    return tiny_framework("letters", [Competency(code=code, label=f"Label {code}") for code in CODES])


def span(start: int, end: int) -> Span:
    """Write a span short."""
    return Span(start=start, end=end)


def case(name: str, gold: str = "", **more: object) -> Case:
    """Make a case that shows each letter of `gold`, with the highest grade."""
    given = {"text": TEXT, "grades": dict.fromkeys(gold, 4.0), **more}
    return Case(id=name, **given)  # type: ignore[arg-type]  # the tests name fields rightly


def labelled(cases: Sequence[Case], *tasks: Task, **more: object) -> LabelledSet:
    """Make a set in which every letter can be gold."""
    given = {"name": "invented", "first_person": True, "synthetic": True, "says": "Nothing.", **more}
    return LabelledSet(
        framework=letters(),
        candidates=frozenset(CODES),
        cases=tuple(cases),
        tasks=frozenset(tasks),
        **given,  # type: ignore[arg-type]  # the tests name fields rightly
    )


def claimed(code: str, score: float = 1.0, confidence: float | None = None, *spans: Span) -> Claimed:
    """Make a claim."""
    return Claimed(code, score, confidence, spans)


def said(
    ranking: str = "",
    *,
    first: float = 1.0,
    claims: str | Sequence[Claimed] | None = "",
    evidence: Mapping[str, tuple[Span, ...]] | None = None,
) -> Prediction:
    """Make a prediction: scores fall by 0.1 from the first; claims given as letters have score 1."""
    scores = tuple(first - place / 10 for place in range(len(ranking)))
    made = None if claims is None else tuple(claimed(one) if isinstance(one, str) else one for one in claims)
    return Prediction(tuple(ranking), scores, made, evidence)


class Told:
    """A system that says what it was told about each case, and counts how often it was asked."""

    def __init__(self, told: Mapping[str, Prediction], name: str = "told") -> None:
        self.told = told
        self.name = name
        self.asked = 0

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Say it; of a case that it was told nothing about, nothing."""
        self.asked += 1
        return [self.told.get(one.id, said()) for one in data.cases]
