"""What reviewers decided, pair by pair of a text and a competency, and which pairs they judged unaided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters.exposure import exposure_of, looked_for
from skillweave.evaluation.adapters.own import CASES, level_of
from skillweave.evaluation.adapters.sample import Marked, Sample, read_samples
from skillweave.evaluation.sets import GOLD
from skillweave.matching.parameters import LARGE


class LeftOut(StrEnum):
    """Why a label that was not made unaided says nothing of what a suggestion is worth."""

    ADDED = "a reviewer added the skill, so it is always right"
    UNTOLD = "nobody says whether the skill was suggested; `skillweave queue export` now does"
    OTHER = "another encoder made the suggestions"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of one text in one framework.

    Attributes:
        id, text: The text.
        group: Whose it is.
        blind: Code -> whether the text shows it, as told without a suggestion in view. Where a whole text was read so,
            by somebody who looks for this framework, every code that could have been named is here.
        shown: The same for suggestions of the encoder in use, as told in view of them, and for nothing else.
        late: Codes that a text read blind shows, but that nobody named before suggestions were in view.
        left_out: Why other labels tell nothing, one reason a label.
    """

    id: str
    text: str
    group: str
    blind: Mapping[str, bool]
    shown: Mapping[str, bool]
    late: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def more_than(self, other: "Decided") -> bool:
        """Tell whether this says what another reading of the same text does not: above all what is not there."""
        return (bool(self.blind), bool(self.shown)) > (bool(other.blind), bool(other.shown))


def read_decided(
    paths: Iterable[Path], frameworks: Mapping[str, Framework], *, encoder: str | None = None, report: bool = False
) -> dict[str, list[Decided]]:
    """Read labelled samples as decisions, by framework id; frameworks without any are left out.

    Texts of the part `report` are left out, and so are twins. A text that stands in several files with labels of one
    framework counts once: as it was read blind, else as the first file has it that says something of suggestions.

    Args:
        paths: As for `read_labelled`.
        frameworks: What labels may name, by id.
        encoder: An `Embedder.model_id`: what was told of the suggestions of another one is left out, since that other
            one chose what was told. None keeps all.
        report: Read the texts of the part `report`, and only these.

    Raises:
        EvaluationError: Every fault of a file, with lines and ids.
    """
    found: dict[str, dict[tuple[str, str], Decided]] = {}
    for path in paths:
        samples = read_samples(path / CASES if path.is_dir() else path, frameworks)
        for name, codes in _named(samples, frameworks).items():
            for one in _own(samples, report=report):
                told, texts = _decided(one, name, codes, encoder), found.setdefault(name, {})
                before = texts.setdefault((told.id, told.text), told)
                if told.more_than(before):
                    texts[told.id, told.text] = told
    return {name: list(found[name].values()) for name in frameworks if name in found}


def _own(samples: Sequence[Sample], *, report: bool) -> Iterator[Sample]:
    return (one for one in samples if (one.part == "report") is report and one.stored.row.twin_of is None)


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


def _decided(one: Sample, framework: str, codes: Sequence[str], encoder: str | None) -> Decided:
    labels = {label.code: label for label in one.labels if label.framework == framework}
    version = one.stored.row.version or encoder
    reasons = {code: _why_not(label, other=encoder not in (None, version)) for code, label in labels.items()}
    shown = {code: _right(labels[code]) for code, reason in reasons.items() if reason is None}
    blind: dict[str, bool] = {}
    late: tuple[str, ...] = ()
    if exposure_of(one) != "assisted" and codes and looked_for(one, framework):
        late = tuple(code for code, label in labels.items() if _right(label) and label.exposure == "assisted")
        shown = {code: True for code in late if code in shown}
        blind = {code: code in labels and _right(labels[code]) for code in codes if code not in late}
    left_out = tuple(reason for code, reason in reasons.items() if reason is not None and code not in blind)
    return Decided(one.stored.entry.id, one.stored.entry.text, one.group, blind, shown, late, left_out)


def _why_not(label: Marked, *, other: bool) -> LeftOut | None:
    """Say why a label is no word on a suggestion of the encoder in use; None where it is one.

    Of skills that were not suggested, people name those that are there and never say which are not.
    """
    if label.origin is None:
        return LeftOut.UNTOLD
    if label.origin == "added":
        return LeftOut.ADDED
    return LeftOut.OTHER if other else None


def _right(label: Marked) -> bool:
    return label.grade >= GOLD
