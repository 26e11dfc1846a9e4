"""Texts written for the purpose, by machines or by developers: every figure on them is a synthetic one."""

from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.esco import esco_framework
from skillweave.evaluation.adapters.rows import Row, claimable, entry, framework_of, plain_gold, read_lines
from skillweave.evaluation.sets import Case, LabelledSet, Task

_FOR_THRESHOLDS = 400


def skillskape_sentences(data: Path) -> LabelledSet:
    """SkillSkape's development sentences with ESCO skills."""
    cases = tuple(
        Case(
            id=row["id"],
            text=row["text"],
            grades=plain_gold(row["skills"]),
            slices={"outside_esco": "yes" if row["has_unknown"] else "no"},
            group=row["id"],
            carries=bool(row["skills"]),
        )
        for row in read_lines(data / "skillskape" / "dev.jsonl")
    )
    framework = esco_framework(data)
    return LabelledSet(
        name="skillskape_dev",
        framework=framework,
        candidates=frozenset(framework.by_code),
        cases=cases,
        tasks=frozenset({Task.RANKING, Task.ABSTENTION}),
        first_person=False,
        synthetic=True,
        says=(
            "A stress test on implied skills and long lists; a language model wrote the sentences from lists of "
            "skills, and they sound alike."
        ),
    )


def threshold_sentences(data: Path) -> list[Row]:
    """Take SkillSkape's training sentences that thresholds of bare names are fitted on, and nothing else."""
    rows = [row for row in read_lines(data / "skillskape" / "train.jsonl") if row["skills"]]
    return rows[:_FOR_THRESHOLDS]


def compass_statements(data: Path) -> LabelledSet:
    """Compass's test cases: what a person did, in the first person, and the activity that it is."""
    folder = data / "skillskape"
    entries = [entry(row["label"]) for row in read_lines(folder / "compass_labels.jsonl")]
    cases = tuple(
        Case(
            id=row["id"],
            text=row["text"],
            grades=plain_gold([row["gold"]]),
            slices={"work_type": row["work_type"]},
            group=row["id"],
        )
        for row in read_lines(folder / "compass_dev.jsonl")
    )
    framework = framework_of("compass-14", "Compass activities", entries, publisher="Tabiya", licence="MIT")
    return LabelledSet(
        name="compass",
        framework=framework,
        candidates=frozenset(framework.by_code),
        cases=cases,
        tasks=frozenset({Task.RANKING}),
        first_person=True,
        synthetic=True,
        says=(
            "Short first-person statements, near to our users in voice, almost all about unpaid care and household "
            "work; test cases of a tool, not people's words."
        ),
    )


def seed_statements(data: Path, durable: Framework) -> LabelledSet:
    """The seed statements for the ten durable skills, near misses included.

    Args:
        data: Folder of the data sets.
        durable: The framework `as-durable-skills`.

    Raises:
        EvaluationError: A label is not in the framework.
    """
    codes = {one.label: one.code for one in durable.competencies}
    cases: list[Case] = []
    for writer in ("seed_a", "seed_b"):
        path = data / "statements_seed" / f"{writer}.jsonl"
        for number, row in enumerate(read_lines(path), start=1):
            unknown = [label for label in row["labels"] if label not in codes]
            if unknown:
                raise EvaluationError(
                    f"{path}, statement {number}: the framework {durable.id} has no {', '.join(unknown)}; "
                    "give as-durable-skills"
                )
            cases.append(_seed_case(f"{writer}-{number}", writer, row, codes))
    return LabelledSet(
        name="statements_seed",
        framework=durable,
        candidates=claimable(durable),
        cases=tuple(cases),
        tasks=frozenset({Task.RANKING, Task.CLAIMS, Task.ABSTENTION}),
        first_person=True,
        synthetic=True,
        says="How well the fit worked on its own data: the shipped weights were fitted on it, so it is not a result.",
    )


def _seed_case(identifier: str, writer: str, row: Row, codes: dict[str, str]) -> Case:
    return Case(
        id=identifier,
        text=row["text"],
        grades=plain_gold(codes[label] for label in row["labels"]),
        slices={"writer": writer, "labels": ("none", "one", "several")[min(2, len(row["labels"]))]},
        group=identifier,
        carries=bool(row["labels"]),
    )
