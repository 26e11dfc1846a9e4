"""Job-advertisement sentences in which experts marked the words of any skill (E6, E6b)."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span
from skillweave.evaluation.adapters.rows import Row, claimable, held_out, read_lines
from skillweave.evaluation.sets import ANY, Case, LabelledSet, Task


class Layer(StrEnum):
    """What SkillSpan's annotators marked apart."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"


def skillspan_sentences(data: Path, framework: Framework, layer: Layer) -> LabelledSet:
    """E6: SkillSpan's sentences with the spans of one layer, of advertisements that nothing was trained on.

    The slice `layer` says which layers a sentence has, so that those with spans of the other can be looked at apart.

    Args:
        data: Folder of the data sets.
        framework: What the sentences are matched with; no competency is labelled.
        layer: Whose spans are gold.
    """
    rows = read_lines(data / "e6_skillspan" / "dev.jsonl")
    cases = tuple(_skillspan_case(row, layer) for row in rows if held_out(row["doc"]))
    says = (
        f"Which words of a job advertisement name a {layer}, and false alarms on the many sentences that name none; no "
        "first person, and no competency behind a span."
    )
    tasks = {Task.SPANS, Task.ABSTENTION} | ({Task.STATED} if layer is Layer.SKILL else set())
    return _span_set(f"e6_skillspan_{layer}", framework, cases, says, frozenset(tasks))


def _skillspan_case(row: Row, layer: Layer) -> Case:
    there = [one.value for one in Layer if row[one.value]]
    spans = _in_order(row[layer.value])
    return Case(
        id=row["id"],
        text=row["text"],
        grades={},
        spans={ANY: spans} if spans else {},
        slices={"source": row["source"], "layer": " and ".join(there) or "none"},
        group=row["doc"],
        carries=bool(spans),
    )


def green_sentences(data: Path, framework: Framework) -> LabelledSet:
    """E6b: Green's sentences with their spans of type Skill; other types do not count.

    Args:
        data: Folder of the data sets.
        framework: What the sentences are matched with; no competency is labelled.
    """
    cases = tuple(_green_case(row) for row in read_lines(data / "e6b_green" / "dev.jsonl"))
    says = (
        "Which words of a British job advertisement name a skill, as a second domain beside E6; small, and its long "
        "spans reward a system that returns whole sentences, so strict and character figures are read together."
    )
    return _span_set("e6b_green", framework, cases, says, frozenset({Task.SPANS, Task.STATED, Task.ABSTENTION}))


def _green_case(row: Row) -> Case:
    spans = _in_order(span for span in row["spans"] if span["type"] == "Skill")
    return Case(
        id=row["id"],
        text=row["text"],
        grades={},
        spans={ANY: spans} if spans else {},
        group=row["id"],
        carries=bool(spans),
    )


def _in_order(marked: Iterable[Row]) -> tuple[Span, ...]:
    return tuple(Span(start=start, end=end) for start, end in sorted((row["start"], row["end"]) for row in marked))


def _span_set(
    name: str, framework: Framework, cases: tuple[Case, ...], says: str, tasks: frozenset[Task]
) -> LabelledSet:
    return LabelledSet(
        name=name,
        framework=framework,
        candidates=claimable(framework),
        cases=cases,
        tasks=tasks,
        first_person=False,
        synthetic=False,
        says=says,
    )
