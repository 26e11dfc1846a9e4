"""A user's own labelled sample, or one of the project's: read from CSV, JSON lines or a folder with a card."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.exposure import Assisted, LabelSource, left_without, looked_for, sources_of
from skillweave.evaluation.adapters.sample import Marked, Sample, read_samples
from skillweave.evaluation.adapters.stored import Part
from skillweave.evaluation.sets import GOLD, Case, LabelledSet, Task

SHORT, LONG = 40, 130
"""Words: a text with fewer than the first is short, with more than the second long."""

CASES, CARD = "cases.jsonl", "card.md"

_CARD_LINE = re.compile(r"^[-*\s]*(says|synthetic|first person):\**\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)


class TwoGrades(NamedTuple):
    """What two raters say about one text and one competency; who did not name it gave 0."""

    case: str
    framework: str
    code: str
    first: float
    second: float
    first_spans: tuple[Span, ...]
    second_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """What a card tells about its sample."""

    says: str
    synthetic: bool = False
    first_person: bool = True


def read_labelled(
    path: Path, frameworks: Mapping[str, Framework], *, part: Part | None = None, without: Assisted | None = None
) -> list[LabelledSet]:
    """Read a labelled sample: one set for each framework that has labels, in the order of `frameworks`.

    Every text is in every set, since a competency that is not named has grade 0; with `without`, in those of the
    frameworks that its readers looked for by themselves. Candidates are the entries of a
    framework that lie on a level with labels: where only clusters are labelled, their pathways are no candidates.
    Words that tempt (evidence of a label below `GOLD`) are checked but are no gold spans.

    Args:
        path: A file that ends in .csv or .jsonl, or a folder with cases.jsonl and card.md.
        frameworks: What labels may name, by id.
        part: Keep only the texts of this part; None for all.
        without: Leave out the labels, and the texts, that were made in view of these suggestions; None keeps all.

    Raises:
        EvaluationError: Every fault of the file, with lines and ids; or nothing is left to measure.
    """
    samples, card = _read(path, frameworks)
    kept = _of_part(path, samples, part)
    if without is not None:
        kept = left_without(path, kept, without)
    looked = {name: [one for one in kept if without is None or looked_for(one, name)] for name in frameworks}
    levels = {
        name: {
            level_of(frameworks[name], label.code) for one in samples for label in one.labels if label.framework == name
        }
        for name in frameworks
        if looked[name]
    }
    if without is not None and not any(looked.values()):
        raise EvaluationError(
            f"{path}: who read the texts blind named no skill of the frameworks that are here, so nobody knows what "
            "they looked for; tell reviewers which frameworks to look for, or use labels made in view of suggestions"
        )
    if not any(levels.values()):
        raise EvaluationError(f"{path}: no text has a label, so there is no framework to measure; label some texts")
    title = path.resolve().name if path.is_dir() else path.stem
    says = card.says if part is None else f"{card.says} Only the part for the {part}."
    return [
        _set(f"{title}_{name}", frameworks[name], found, looked[name], _Card(says, card.synthetic, card.first_person))
        for name, found in levels.items()
        if found
    ]


def second_labels(path: Path, frameworks: Mapping[str, Framework], *, part: Part | None = None) -> list[TwoGrades]:
    """Put the grades of two raters side by side, to see how far they agree.

    Args:
        path: As for `read_labelled`.
        frameworks: What labels may name, by id.
        part: Keep only the texts of this part; None for all.

    Returns:
        One row for each text that was rated twice and each competency that either rater named anywhere in the file:
        texts in file order, competencies by framework and code. Empty where nothing was rated twice.

    Raises:
        EvaluationError: Every fault of the file, with lines and ids; or no text is of this part.
    """
    samples, _ = _read(path, frameworks)
    named = sorted({(label.framework, label.code) for one in samples for label in (*one.labels, *(one.second or ()))})
    out: list[TwoGrades] = []
    for one in _of_part(path, samples, part):
        if one.second is not None:
            first, second = _by_name(one.labels), _by_name(one.second)
            for name in named:
                left, right = first.get(name, Marked(*name, 0.0, ())), second.get(name, Marked(*name, 0.0, ()))
                out.append(TwoGrades(one.stored.entry.id, *name, left.grade, right.grade, left.spans, right.spans))
    return out


def label_sources(path: Path, frameworks: Mapping[str, Framework], *, part: Part | None = None) -> list[LabelSource]:
    """Count the labels of a sample by how they were made, for those that say so.

    Args:
        path: As for `read_labelled`.
        frameworks: What labels may name, by id.
        part: Count only the texts of this part; None for all.

    Raises:
        EvaluationError: Every fault of the file, with lines and ids; or no text is of this part.
    """
    samples, _ = _read(path, frameworks)
    return sources_of(_of_part(path, samples, part))


def _by_name(labels: Sequence[Marked]) -> dict[tuple[str, str], Marked]:
    return {(label.framework, label.code): label for label in labels}


def _read(path: Path, frameworks: Mapping[str, Framework]) -> tuple[list[Sample], _Card]:
    if not path.is_dir():
        return read_samples(path, frameworks), _Card(
            "The user's own labelled sample: it tells as much as its texts and raters allow."
        )
    faults: list[str] = []
    card = _card(path / CARD, faults)
    return read_samples(path / CASES, frameworks, faults), card


def _card(path: Path, faults: list[str]) -> _Card:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        faults.append(f"{CARD} is missing beside it, or is not UTF-8: say there where texts and labels come from")
        return _Card("")
    lines = {name.lower(): value for name, value in _CARD_LINE.findall(text)}
    faults += [
        f"{CARD}: a line '{name}: ...' is missing" for name in ("Says", "Synthetic") if name.lower() not in lines
    ]
    return _Card(
        says=lines.get("says", ""),
        synthetic=_yes(lines, "synthetic", faults),
        first_person=_yes({"first person": "yes"} | lines, "first person", faults),
    )


def _yes(lines: Mapping[str, str], name: str, faults: list[str]) -> bool:
    said = lines.get(name, "no").lower().rstrip(".")
    if said not in ("yes", "no"):
        faults.append(f"{CARD}: {name}: must be yes or no (it is {said!r})")
    return said == "yes"


def _of_part(path: Path, samples: Sequence[Sample], part: Part | None) -> list[Sample]:
    kept = [one for one in samples if part in (None, one.part)]
    if not kept:
        raise EvaluationError(
            f"{path}: no text belongs to the part {part!r}; give texts a part, or measure all of them"
        )
    return kept


def level_of(framework: Framework, code: str) -> int:
    """Count the entries above one that can be claimed themselves."""
    return sum(not framework.by_code[above].heading for above in framework.ancestors(code))


def _set(name: str, framework: Framework, levels: set[int], kept: Sequence[Sample], card: _Card) -> LabelledSet:
    entries = [entry for entry in framework.competencies if not entry.heading]
    cases = tuple(_case(one, framework.id) for one in kept)
    tasks = {Task.RANKING, Task.CLAIMS}
    if any(case.spans for case in cases):
        tasks.add(Task.EVIDENCE)
    if len({case.carries for case in cases}) > 1:
        tasks.add(Task.ABSTENTION)
    return LabelledSet(
        name=name,
        framework=framework,
        candidates=frozenset(entry.code for entry in entries if level_of(framework, entry.code) in levels),
        cases=cases,
        tasks=frozenset(tasks),
        first_person=card.first_person,
        synthetic=card.synthetic,
        says=card.says,
    )


def _case(one: Sample, framework: str) -> Case:
    entry, row = one.stored.entry, one.stored.row
    labels = [label for label in one.labels if label.framework == framework]
    return Case(
        id=entry.id,
        text=entry.text,
        grades={label.code: label.grade for label in labels},
        spans={label.code: label.spans for label in labels if label.spans and label.grade >= GOLD},
        slices=_slices(one),
        group=one.group,
        twin_of=row.twin_of,
        carries=any(label.grade >= GOLD for label in labels),
    )


def _slices(one: Sample) -> dict[str, str]:
    entry, row = one.stored.entry, one.stored.row
    words = len(entry.text.split())
    own = {
        "experience_type": entry.experience_type.value if entry.experience_type else None,
        "style": row.style,
        "length": "short" if words < SHORT else "long" if words > LONG else "medium",
        "twin_kind": row.twin_kind,
    }
    return {name: value for name, value in own.items() if value} | dict(row.slices)
