"""What reviewers decided, pair by pair of a text and a competency, and which pairs they judged unaided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters.exposure import exposure_of
from skillweave.evaluation.adapters.own import CASES, level_of
from skillweave.evaluation.adapters.sample import Marked, Sample, read_samples
from skillweave.evaluation.sets import GOLD
from skillweave.matching.parameters import LARGE


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of one text in one framework.

    Attributes:
        id, text: The text.
        group: Whose it is.
        blind: Code -> whether the text shows it, as told without a suggestion in view. Where a whole text was read so,
            every code that could have been named is here.
        shown: The same for what was told in view of a suggestion, and for nothing else.
    """

    id: str
    text: str
    group: str
    blind: Mapping[str, bool]
    shown: Mapping[str, bool]


def read_decided(paths: Iterable[Path], frameworks: Mapping[str, Framework]) -> dict[str, list[Decided]]:
    """Read labelled samples as decisions, by framework id; frameworks without any are left out.

    Texts of the part `report` are left out, and so are twins. A text that stands in several files with labels of one
    framework counts once, as the first file has it.

    Args:
        paths: As for `read_labelled`.
        frameworks: What labels may name, by id.

    Raises:
        EvaluationError: Every fault of a file, with lines and ids.
    """
    found: dict[str, dict[tuple[str, str], Decided]] = {}
    for path in paths:
        samples = read_samples(path / CASES if path.is_dir() else path, frameworks)
        for name, codes in _named(samples, frameworks).items():
            for one in _own(samples):
                entry = one.stored.entry
                found.setdefault(name, {}).setdefault((entry.id, entry.text), _decided(one, name, codes))
    return {name: list(found[name].values()) for name in frameworks if name in found}


def _own(samples: Sequence[Sample]) -> Iterator[Sample]:
    return (one for one in samples if one.part != "report" and one.stored.row.twin_of is None)


def _named(samples: Sequence[Sample], frameworks: Mapping[str, Framework]) -> dict[str, list[str]]:
    """Say for each framework with labels what a reader could have named: all on the levels that labels lie on.

    Of a very large framework that is nothing: nobody looks for thousands of names in a text.
    """
    out = {}
    for name, framework in frameworks.items():
        levels = {level_of(framework, label.code) for one in samples for label in one.labels if label.framework == name}
        entries = framework.competencies if len(framework.competencies) <= LARGE else ()
        codes = [one.code for one in entries if not one.heading and level_of(framework, one.code) in levels]
        if levels:
            out[name] = codes
    return out


def _decided(one: Sample, framework: str, codes: Sequence[str]) -> Decided:
    labels = {label.code: label for label in one.labels if label.framework == framework}
    blind: dict[str, bool] = {}
    shown = {code: _right(label) for code, label in labels.items()}
    if exposure_of(one) != "assisted" and codes:
        shown = {code: right for code, right in shown.items() if right and labels[code].exposure == "assisted"}
        blind = {code: code in labels and _right(labels[code]) for code in codes if code not in shown}
    return Decided(one.stored.entry.id, one.stored.entry.text, one.group, blind, shown)


def _right(label: Marked) -> bool:
    return label.grade >= GOLD
