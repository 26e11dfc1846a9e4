"""Which labels were made in view of a model's suggestions: such labels flatter that model."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.sample import Sample


@dataclass(frozen=True, slots=True)
class LabelSource:
    """Labels that were made alike.

    Attributes:
        exposure: `blind` or `assisted`.
        model: The encoder behind the suggestions that were in view; empty where nobody said.
        run: The configuration that made them; empty where nobody said.
        texts: Texts that hold such labels, or that were read so and show nothing.
        labels: The labels.
    """

    exposure: str
    model: str
    run: str
    texts: int
    labels: int


@dataclass(frozen=True, slots=True)
class Assisted:
    """Labels made in view of what one model suggested, or of suggestions that nobody named a model for."""

    model: str

    def holds(self, exposure: str | None, model: str) -> bool:
        """Tell whether a label with this exposure, in view of this model's suggestions, is one of them."""
        return exposure == "assisted" and model in ("", self.model)


def sources_of(samples: Sequence[Sample]) -> list[LabelSource]:
    """Count labels by how they were made; those that do not say so are left out."""
    labels: Counter[tuple[str, str, str]] = Counter()
    texts: Counter[tuple[str, str, str]] = Counter()
    for one in samples:
        by = (_model(one), one.stored.row.run or "")
        made = [(label.exposure, *by) for label in one.labels if label.exposure]
        read = one.stored.row.exposure
        labels.update(made)
        texts.update({*made, *([(read, *by)] if read else [])})
    return [LabelSource(*made, texts=texts[made], labels=labels[made]) for made in sorted(texts)]


def left_without(path: Path, samples: Sequence[Sample], assisted: Assisted) -> list[Sample]:
    """Leave out texts that were not read blind, and of the others the labels that were not made blind.

    What remains says honestly how much of what people see unaided is found. A suggestion that they accepted only when
    they saw it counts as wrong here, so precision is a lower bound.

    Raises:
        EvaluationError: Nothing is left.
    """
    kept = [_without(one, assisted) for one in samples if not assisted.holds(exposure_of(one), _model(one))]
    if not kept:
        raise EvaluationError(
            f"{path}: without the labels made in view of suggestions nothing is left; review some texts blind"
        )
    return kept


def looked_for(one: Sample, framework: str) -> bool:
    """Tell whether who read a text unaided looked for a framework: only then does it say what is not there."""
    judged = one.stored.row.judged
    return judged is None or framework in judged


def _without(one: Sample, assisted: Assisted) -> Sample:
    return replace(one, labels=tuple(label for label in one.labels if not assisted.holds(label.exposure, _model(one))))


def _model(one: Sample) -> str:
    return one.stored.row.version or ""


def exposure_of(one: Sample) -> str | None:
    """Say how a text was read; where the text itself does not, one label made blind shows that it was read so."""
    told = {label.exposure for label in one.labels}
    return one.stored.row.exposure or next((name for name in ("blind", "assisted") if name in told), None)
