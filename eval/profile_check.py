"""How far the suggested levels of the experience profile agree with levels that a person gave.

`python -m eval.profile_check` prints accuracy, kappa and confusion for each dimension of
`eval/datasets/experience-profile`; another folder or file of the same form can be named.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from skillweave.domain.agreement import Values, kappa
from skillweave.domain.profile import LEVELS, Dimension, Profile
from skillweave.text.profile import PROFILE, profile_of

CASES = Path(__file__).parent / "datasets" / "experience-profile" / "cases.jsonl"
NAMES = ("none", *(level.value for level in LEVELS))
"""Levels in their order; `none` (the text does not tell) stands below the lowest, for want of a better place."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text with a person's level in each dimension."""

    id: str
    text: str
    labels: Mapping[Dimension, str]


def read_cases(path: Path) -> list[Case]:
    """Read cases; a label that is no level, or one that is missing, raises ValueError or KeyError."""
    found: list[Case] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels = {dimension: str(row["labels"][dimension.value]) for dimension in Dimension}
        unknown = set(labels.values()) - set(NAMES)
        if unknown:
            raise ValueError(f"{row['id']}: {unknown} are no levels; known are {', '.join(NAMES)}")
        found.append(Case(row["id"], row["text"], labels))
    return found


def suggested(profile: Profile, dimension: Dimension) -> str:
    """Give the name of the suggested level, or `none`."""
    found = profile.of(dimension)
    return found.level.value if found else "none"


def confusion(cases: Sequence[Case], dimension: Dimension) -> Values:
    """Count (person's level, suggested level), both in the order of `NAMES`."""
    table = np.zeros((len(NAMES), len(NAMES)))
    for case in cases:
        ours = suggested(profile_of(case.text), dimension)
        table[NAMES.index(case.labels[dimension]), NAMES.index(ours)] += 1
    return table


def squared(values: int) -> Values:
    """Give the distances of a quadratic-weighted kappa.

    Example:
        >>> squared(3).tolist()
        [[0.0, 1.0, 4.0], [1.0, 0.0, 1.0], [4.0, 1.0, 0.0]]
    """
    places = np.arange(values, dtype=np.float64)
    return np.asarray((places[:, None] - places[None, :]) ** 2)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of one dimension.

    Attributes:
        accuracy: Share of texts with the same answer, `none` included.
        kappa: Quadratic-weighted, over `none` and the levels.
        told: Texts in which both give a level.
        told_kappa: Quadratic-weighted, over those.
        precision: Share of suggestions with the person's very level.
        recall: Share of the person's levels that were suggested.
    """

    accuracy: float
    kappa: float
    told: int
    told_kappa: float
    precision: float
    recall: float


def agreement(table: Values) -> Agreement:
    """Turn a confusion into figures."""
    right = float(np.trace(table[1:, 1:]))
    return Agreement(
        accuracy=float(np.trace(table) / max(1.0, table.sum())),
        kappa=kappa(table, squared(len(table))),
        told=int(table[1:, 1:].sum()),
        told_kappa=kappa(table[1:, 1:], squared(len(table) - 1)),
        precision=right / max(1.0, float(table[:, 1:].sum())),
        recall=right / max(1.0, float(table[1:].sum())),
    )


def lines(cases: Sequence[Case], *, wrong: bool = False) -> Iterator[str]:
    """Give what is printed."""
    yield f"{len(cases)} texts, rules {PROFILE}"
    for dimension in Dimension:
        table = confusion(cases, dimension)
        found = agreement(table)
        yield ""
        yield (
            f"{dimension.value}: accuracy {found.accuracy:.2f}, kappa {found.kappa:.2f}; "
            f"where both tell ({found.told}): kappa {found.told_kappa:.2f}; "
            f"suggestions right {found.precision:.2f}, levels found {found.recall:.2f}"
        )
        yield f"  {'person':>8} | " + " ".join(f"{name:>7}" for name in NAMES)
        for name, row in zip(NAMES, table.astype(int).tolist(), strict=True):
            yield f"  {name:>8} | " + " ".join(f"{count:>7}" for count in row)
    if wrong:
        yield from _disagreements(cases)


def _disagreements(cases: Sequence[Case]) -> Iterator[str]:
    for case in cases:
        profile = profile_of(case.text)
        for dimension, label in case.labels.items():
            if suggested(profile, dimension) != label:
                found = profile.of(dimension)
                why = ", ".join(found.rules) if found else "-"
                yield f"{case.id} {dimension.value}: person {label}, rules {suggested(profile, dimension)} ({why})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m eval.profile_check", description="Agreement of suggested levels.")
    parser.add_argument("cases", nargs="?", type=Path, default=CASES, help="a JSON-lines file of labelled texts")
    parser.add_argument("--wrong", action="store_true", help="list every disagreement with the rules behind it")
    asked = parser.parse_args(arguments)
    for line in lines(read_cases(asked.cases), wrong=asked.wrong):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
